"""awsenv demo [bash|zsh|fish]: a sandbox shell with sample profiles and a fake AWS."""

from __future__ import annotations

from ..environment.dialects import SHELLS
from .verb import OPTIONAL, Result, Usage, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

USAGE = Usage(Word("shell", "bash|zsh|fish", "default: yours", OPTIONAL, choices=SHELLS))


def run(call: Call, shell: str = "") -> Result:
    """Stay until the shell of the sandbox has ended, and leave nothing of it behind."""
    import time

    from ..demo import visit

    login = call.shell or call.environ.get("SHELL", "").rpartition("/")[2]
    return Result(visit.stay(call, shell or (login if login in SHELLS else "bash"), time.time))
