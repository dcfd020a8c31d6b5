"""Whose program is at the other end of a connection to this computer itself?"""

from __future__ import annotations

import os
import socket
import sys

LOOPBACK = "127.0.0.1"
SYSTEM = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
ESTABLISHED = "01"  # in /proc/net/tcp


def is_own(connection: socket.socket, platform: str = sys.platform) -> bool:
    """Whether the program at the other end is this user's, or root's, who may read everything anyway."""
    try:
        ports = (connection.getpeername()[1], connection.getsockname()[1])
    except OSError:  # it has gone
        return False
    if platform == "linux":
        return any(_is_in_table(f"/proc/net/{table}", *ports) for table in ("tcp", "tcp6"))
    return _is_listed(*ports)


def _is_in_table(table: str, peer: int, own: int) -> bool:
    """Whether the kernel's table has the peer's end of the connection as this user's (proc(5))."""
    host = f"{int.from_bytes(socket.inet_aton(LOOPBACK), sys.byteorder):08X}"
    ends = (f"{host}:{peer:04X}", f"{host}:{own:04X}")
    try:
        with open(table, encoding="ascii") as stream:
            rows = [line.split() for line in stream if ends[0] in line]
    except OSError:
        return False
    return any(
        row[1].endswith(ends[0]) and row[2].endswith(ends[1]) and int(row[7]) in (os.getuid(), 0)
        for row in rows
        if row[3] == ESTABLISHED
    )


def _is_listed(peer: int, own: int) -> bool:
    """The same from lsof, which macOS has: a program of this user's has the peer's end open."""
    import subprocess

    asked = ["lsof", "-nP", "-a", f"-u{os.getuid()}", f"-iTCP:{peer}", "-Fn"]
    try:
        done = subprocess.run(asked, env=SYSTEM, capture_output=True, check=False, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return f"n{LOOPBACK}:{peer}->{LOOPBACK}:{own}".encode() in done.stdout.split(b"\n")
