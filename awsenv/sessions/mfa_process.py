"""Which command prints the codes of an MFA device, and who names it?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..aws_config.profiles import Profile
    from ..target import Target


def find(serial: str, target: Target) -> tuple[str, Profile | None] | None:
    """The command, and the profile that names it, or None where the settings do; None without a command.

    A profile that names the device comes first, then the one that the chain begins with, then the settings.
    """
    for hop in (*target.devices.get(serial, ()), target.chain.first):
        if command := hop.profile.get("mfa_process"):
            return command, hop.profile
    command = target.preferences.mfa_process
    return (command, None) if command else None
