"""Does a change fit into the environment with which a shell starts programs?"""

from __future__ import annotations

from ..errors import AwsenvError
from ..percent import quoted
from .variables import BEFORE, FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .variables import Environment

# Bytes of one variable, for which Linux allows 128 kB. A snippet shows the core all of AWS's variables and
# ours in one, so they share this.
MOST = 120_000
REPEATING = (BEFORE, FIELDS["made"])  # these repeat what others hold


def check(change: Environment, environ: Mapping[str, str]) -> None:
    """Raise AwsenvError where the shell could start no program after the change, not even the core."""
    set_ = {name: value for name, value in change.items() if value}
    after = {**environ, **dict.fromkeys(change, ""), **set_}
    longest = max(len(value.encode("utf-8", "surrogateescape")) for value in set_.values())
    if longest <= MOST and _told(after) <= max(MOST, _told(environ)):  # which may have been too much before
        return
    name = max(set_, key=lambda name: len(set_[name]) if name not in REPEATING else 0)
    what = f"{name} would hold {len(set_[name])} characters, and no program could be started with that"
    raise AwsenvError(f"{what}, so nothing was changed", code="too-long")


def _told(environ: Mapping[str, str]) -> int:
    """The bytes in which a snippet would tell the core of these, at most."""
    return sum(len(f"{name} {quoted(value)} ") for name, value in environ.items() if name.startswith("AWS"))
