"""What is wrong with these profiles? Profiles in, findings out."""

from __future__ import annotations

from . import chains, headers, values
from .findings import ERROR, Finding, alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..aws_config.profiles import Profiles

# What to do about each code of a problem for which botocore refuses a file.
REMEDIES = {
    "encoding": "save the file in the encoding of your locale, preferably UTF-8",
    "byte-order-mark": "save the file without it (UTF-8, not UTF-8 with BOM)",
    "block": "write name = value, or a # before it",
    "section-twice": "put its settings into the first one",
    "setting-twice": "remove it",
    "no-section": "put a [section] above it, or remove it",
    "no-setting": "write name = value, or a # before it",
}


def examine(
    known: Profiles,
    now: float,
    changed: float | None = None,
    verbs: Collection[str] = (),
    regions: Collection[str] = (),
) -> list[Finding]:
    """All findings, in the order of the files and their lines.

    `changed` is when the credentials file was last written, `verbs` what awsenv's own commands are called,
    `regions` the regions that there are.
    """
    found = list(_problems(known))
    found += alone("profiles.header", headers.examine(known, verbs))
    found += alone("profiles.value", values.examine(known, regions))
    found += alone("profiles.chain", chains.examine(known, now, changed))
    order = [known.config.path, known.credentials.path]
    return sorted(
        dict.fromkeys(found), key=lambda one: (order.index(one.path) if one.path in order else 2, one.line)
    )


def _problems(known: Profiles) -> Iterator[Finding]:
    """Why botocore refuses a file. The problems are removed from it, so that the rest can be checked."""
    for file in (known.config, known.credentials):
        problems, file.problems = file.problems, []
        for problem in problems:
            what = f"{problem.what}; the AWS CLI and boto3 refuse the whole file"
            yield Finding(ERROR, "profiles.refused", what, REMEDIES[problem.code], file.path, problem.line)
