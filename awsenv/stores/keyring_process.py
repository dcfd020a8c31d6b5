"""What does the library `keyring` say? Run as a program: one question on stdin, one answer on stdout (JSON).

It knows nothing else of awsenv, so that its process loads only what it needs. The backend is named outright:
no other one is probed.
"""

from __future__ import annotations

import json
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Locked(Exception):
    """It would have to ask a person."""


def main() -> None:
    """Answer: {"state": "done", "secret": …}, or locked, absent or failed, with `what`."""
    request = json.load(sys.stdin)
    try:
        answer = {"state": "done", "secret": _answered(request)}
    except _Locked:
        answer = {"state": "locked"}
    except ImportError as error:
        answer = {"state": "absent", "what": str(error.name or "keyring").partition(".")[0]}
    except Exception as error:  # noqa: BLE001 (of libraries that may be any; this process ends here)
        locked = type(error).__name__ in ("KeyringLocked", "LockedException", "PromptDismissedException")
        what = f"{type(error).__name__}: {error}"
        answer = {"state": "locked"} if locked else {"state": "failed", "what": what}
    json.dump(answer, sys.stdout)


def _answered(request: dict[str, Any]) -> str | None:
    ring = _ring(request["backend"], asks=request["asks"])
    service, key = request["service"], request["key"]
    if request["do"] == "put":
        ring.set_password(service, key, request["secret"])
        return None
    found: str | None = ring.get_password(service, key)
    if request["do"] == "delete":
        if found is not None:
            ring.delete_password(service, key)
        return None
    return found


def _ring(backend: str, *, asks: bool) -> Any:  # noqa: ANN401 (of a library that may be missing)
    """The library's own backend. Raises _Locked where it would open a window, and it may not."""
    if backend == "macos":
        from keyring.backends import macOS

        if not asks:
            _keep_quiet()
        return macOS.Keyring()  # type: ignore[no-untyped-call]
    if backend == "kwallet":
        import dbus  # type: ignore[import-not-found]
        from keyring.backends.kwallet import DBusKeyring

        there = dbus.SessionBus().get_object(DBusKeyring.bus_name, DBusKeyring.object_path)
        wallet = dbus.Interface(there, "org.kde.KWallet")
        if not asks and not wallet.isOpen(wallet.networkWallet()):
            raise _Locked
        return DBusKeyring()  # type: ignore[no-untyped-call]
    import secretstorage
    from keyring.backends.SecretService import Keyring

    if not asks:
        try:
            default = secretstorage.Collection(secretstorage.dbus_init())
        except secretstorage.exceptions.ItemNotFoundException:  # it would ask for the password of a new one
            raise _Locked from None
        if default.is_locked():
            raise _Locked
    return Keyring()  # type: ignore[no-untyped-call]


def _keep_quiet() -> None:
    """Let macOS refuse where it would open a window."""
    import ctypes

    path = "/System/Library/Frameworks/Security.framework/Security"
    ctypes.CDLL(path).SecKeychainSetUserInteractionAllowed(ctypes.c_ubyte(0))


if __name__ == "__main__":
    main()
