"""Which profiles are used, and when?

A file of lines: a moment, the weight that it had then, and the profile (quoted). A switch by hand adds one of
weight 1 and never reads (commands.use); weights halve in a week, so old lines of a profile can be made one at
any time.
"""

from __future__ import annotations

import posix

from ..percent import quoted, unquoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HALF = 7 * 86400  # seconds after which a use counts half
LEAST = 1 / 1024  # of which weight a profile is forgotten: ten weeks after a single use
MANY = 300  # lines from which on they are worth making fewer
LARGE = 1 << 18  # bytes; older uses are not worth reading


def weights(directory: str, now: float) -> dict[str, float]:
    """How much each profile was used, lately more than long ago. Many lines are made fewer on the way."""
    path = directory + "/used"
    lines = _tail(path).split("\n")
    found: dict[str, float] = {}
    for line in lines[:-1]:
        moment, _, rest = line.partition(" ")
        weight, _, name = rest.partition(" ")
        try:
            age = max(0.0, now - int(moment))  # a use dated in the future must not stay first for ever
            counts = float(weight) * 0.5 ** (age / HALF)
        except (ValueError, OverflowError):  # half a line, of a disk that was full
            continue
        if name and LEAST <= counts < LARGE:
            known = unquoted(name)
            found[known] = found.get(known, 0.0) + counts
    if len(lines) > MANY + 2 * len(found):
        _store(path, found, now)
    return found


def _tail(path: str) -> str:
    """The text of the file; of one that is very large, its end."""
    try:
        descriptor = posix.open(path, posix.O_RDONLY | posix.O_NOFOLLOW | posix.O_NONBLOCK)
        with open(descriptor, "rb") as stream:
            stream.seek(max(0, posix.fstat(descriptor).st_size - LARGE))
            return stream.read(LARGE).decode("ascii", "replace")
    except OSError:
        return ""


def _store(path: str, found: dict[str, float], now: float) -> None:
    """Put one line for each profile in place of all. A switch in between may go uncounted."""
    from ..files import private

    lines = [f"{int(now)} {weight:.6f} {quoted(name)}\n" for name, weight in found.items()]
    try:
        private.store(path, "".join(lines))
    except OSError:
        pass


def ordered(names: Iterable[str], found: dict[str, float], active: str | None) -> list[str]:
    """The names, much used ones first, others as they come. The active one is never the first to choose."""
    rest = list(names)
    if found:
        rest.sort(key=lambda name: -found.get(name, 0.0))
    if len(rest) > 1 and rest[0] == active:
        rest[:2] = rest[1], rest[0]
    return rest
