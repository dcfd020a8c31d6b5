"""What does each area find, whatever happens in the others?"""

from __future__ import annotations

import os
from collections import Counter

from ..aws_config import regions
from ..target import Configuration
from . import clock, files, folders, lint, long_lived, tools, trust, variables, wiring
from .findings import NOTE, Finding, alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..call import Call

MOST = 100  # findings of one check
# The areas in which findings are shown, in their order.
AREAS = (
    "shell",
    "files",
    "profiles",
    "variables",
    "settings",
    "pins",
    "directories",
    "clock",
    "tools",
)


def examine(
    call: Call, verbs: Collection[str], *, offline: bool, here: Iterable[Finding] = ()
) -> list[Finding]:
    """All findings, in the order of their areas. `here` is what the caller knows of this directory's pin."""
    known = files.load(call.environ)
    found = lint.examine(known, call.now, _changed(known.credentials.path), verbs, _regions())
    found += alone("shell.wiring", wiring.examine(call))
    found += alone("files.file", files.examine(call))
    found += alone("profiles.reference", files.references(call, known))
    found += alone("variables.found", variables.examine(call, known))
    found += alone("settings.file", trust.examine(Configuration(call.environ, known)))
    found += alone("pins.here", here)
    found += alone("directories.found", folders.examine(call))
    found += alone("tools.found", tools.examine(call, known))
    found += alone("profiles.keys", long_lived.examine(call, Configuration(call.environ, known)))
    if not offline:
        found += alone("clock.time", clock.examine(call, known))
    return _few(sorted(dict.fromkeys(found), key=lambda one: AREAS.index(one.area)))


def _few(found: Iterable[Finding]) -> list[Finding]:
    """At most MOST of each check; one more says how many were left out."""
    kept, more = [], Counter[str]()
    for one in found:
        more[one.check] += 1
        if more[one.check] <= MOST:
            kept.append(one)
    left = {check: count - MOST for check, count in more.items() if count > MOST}
    kept += (Finding(NOTE, check, f"{count} more like these") for check, count in left.items())
    return sorted(kept, key=lambda one: AREAS.index(one.area))


def _regions() -> frozenset[str]:
    """All regions; none where botocore does not say."""
    try:
        return frozenset(regions.known())
    except (OSError, ValueError):
        return frozenset()


def _changed(path: str) -> float | None:
    """When a file was last written; None where there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None
