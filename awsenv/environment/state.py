"""What do awsenv's own variables say of the shell?"""

from __future__ import annotations

from .variables import PREVIOUS, SEEN, Unexported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment


def previous(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The mode, perhaps with ; and quoted options and ; and a region after it, and the profile before this.

    The region is there where both variables had it; an older version wrote none.
    """
    mode, blank, name = environ.get(PREVIOUS, "").partition(" ")
    return (mode, name) if blank else None


def look_again() -> Environment:
    """Let the shell ask at its next prompt about the pin that applies there; no pin is written like this."""
    return {SEEN: Unexported("-")}
