"""Can a region and a role be of one AWS: the commercial one, GovCloud, China's?"""

from __future__ import annotations

from ..text import shown

# How the names of regions begin, which botocore's partitions.json says in patterns; the tests compare both.
PARTITIONS = {
    "us-gov-": "aws-us-gov",
    "cn-": "aws-cn",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
    **dict.fromkeys(("us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"), "aws"),
}


def of(region: str) -> str | None:
    """The partition of a region; None where its name does not tell."""
    return next((name for start, name in PARTITIONS.items() if region.startswith(start)), None)


def misfit(region: str, arn: str) -> str | None:
    """What to say where the region is in another partition than the role of this ARN; else None."""
    ours, theirs = of(region), [*arn.split(":"), ""][1]
    if ours is None or theirs not in PARTITIONS.values() or theirs == ours:
        return None
    return (
        f"the region {shown(region)} is in the partition {ours}, but the role is in {theirs}: they cannot fit"
    )
