"""Does this .envrc do no more than name a profile, so that a .awsprofile can take its place?"""

from __future__ import annotations

import re

from .. import pins

NAME = ".envrc"
LIMIT = 1 << 16  # characters; what is longer does more than naming a profile
VARIABLES = ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION")
# A value that a shell takes as it stands: nothing is expanded in it, and nothing follows it but a comment.
EXPORT = re.compile(
    r"""export\s+(?P<name>AWS_PROFILE|AWS_REGION|AWS_DEFAULT_REGION)=
    (?:(?P<bare>[\w@%+:,./-]+)|'(?P<single>[^']*)'|"(?P<double>[^"$`\\!]*)")
    \s*(?:;\s*)?(?:(?<=\s)\#.*)?""",
    re.VERBOSE | re.ASCII,
)
CONCERNS = re.compile(r"\bAWS_PROFILE\b")


class More(Exception):
    """The file does something that a .awsprofile cannot do."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def parse(text: str) -> tuple[str, str | None] | None:
    """The profile and the region that the file exports; None if it is about no profile. Raises More."""
    if not CONCERNS.search(text):
        return None
    if len(text) > LIMIT:
        raise More(0, "it is long")
    found: dict[str, str] = {}
    last = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip(" \t")
        if not line or line.startswith("#"):
            continue
        match = EXPORT.fullmatch(line)
        if match is None:
            raise More(number, "it does more than name a profile and a region")
        if match["name"] in found:
            raise More(number, f"it sets {match['name']} twice")
        found[match["name"]] = match["bare"] or match["single"] or match["double"] or ""
        last = number
    regions = {found[name] for name in VARIABLES[1:] if name in found}
    profile = found.get("AWS_PROFILE")
    if profile is None:  # named in a comment alone
        return None
    if not profile or profile != profile.strip() or profile.startswith("#") or not profile.isprintable():
        raise More(last, "its profile cannot be written in a .awsprofile")
    if len(regions) > 1:
        raise More(last, "it sets two different regions")
    region = next(iter(regions), None)
    if region is not None and not pins.is_region(region):
        raise More(last, "its region is not a region name")
    return profile, region
