"""Which code does an MFA device show, and which one does AWS accept?"""

from __future__ import annotations

import hmac

PERIOD = 30  # seconds that a code is shown


def code(secret: bytes, number: int) -> str:
    """The code of a period, counted from the epoch: RFC 6238 with SHA-1, as virtual MFA devices have it."""
    digest = hmac.digest(secret, number.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Device:
    """A device and what AWS knows of it: the codes around now are good, each of them once."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.used: set[str] = set()

    def shows(self, now: float) -> str:
        """A code to type now: that of this period, or the next one's if it has been used."""
        number = int(now) // PERIOD
        this = code(self.secret, number)
        return code(self.secret, number + 1) if this in self.used else this

    def accepts(self, given: str, now: float) -> bool:
        """Whether the code is good. It counts as used from now on."""
        number = int(now) // PERIOD
        around = {code(self.secret, number + step) for step in (-1, 0, 1)}
        good = given in around - self.used
        if good:
            self.used.add(given)
        return good
