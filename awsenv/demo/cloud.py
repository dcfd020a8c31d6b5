"""Which AWS has the demo, and how does its visitor learn which MFA code to type?"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..sandbox.device import Device
from ..sandbox.world import Role, World
from . import home

if TYPE_CHECKING:
    from collections.abc import Callable

    from .keeper import Terminal

LONGEST = 43200  # seconds of a session


class Cloud(World):
    """The accounts of the sample profiles. A file holds the MFA code to type."""

    def __init__(self, base: str, terminal: Terminal, clock: Callable[[], float]) -> None:
        super().__init__(clock, buckets=dict(home.BUCKETS))
        self.file = f"{base}/code"
        self.terminal = terminal
        self.device = self.devices[home.SERIAL] = Device(os.urandom(20))
        self.keys_of = {
            account: self.add_user(f"arn:aws:iam::{account}:user/{home.USER}", serial)
            for account, serial in ((home.ACCOUNT, home.SERIAL), (home.OTHER_ACCOUNT, None))
        }
        for arn in (home.NETWORK_ADMIN, home.GUARDED):
            self.roles[arn] = Role((home.ACCOUNT,), mfa=arn == home.GUARDED, max_duration=LONGEST)

    def show_code(self) -> None:
        """Put the code to type now into the file."""
        home.write(self.file, self.device.shows(self.clock()) + "\n")

    def accepts_mfa(self, serial: str, code: str) -> bool:
        accepted = super().accepts_mfa(serial, code)
        if accepted:
            self.show_code()
        else:
            self.terminal.say(f"the device of the demo shows {self.device.shows(self.clock())}")
        return accepted
