"""Which variables of this shell contradict each other, or lead nowhere?"""

from __future__ import annotations

import os

from .. import status
from ..aws_config import followed
from ..environment import drift, variables
from ..environment.state import State
from ..text import nearest, plain, printable, shown
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profiles
    from ..call import Call

KEY, SECRET, TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
FILES = ("AWS_CA_BUNDLE", "AWS_WEB_IDENTITY_TOKEN_FILE")
TRUE = ("true", "1")


def examine(call: Call, known: Profiles) -> Iterator[Finding]:
    """All contradictions of the environment; after a switch by awsenv, those of `status` first."""
    environ = call.environ
    told = [*drift.found(environ, call.shell), *drift.problems(environ, call.now, call.shell)]
    for one in told:
        yield Finding(WARNING, "variables.drift", one.what, one.remedy or "")
    yield from _keys(environ, told=bool(told))
    yield from _profile(environ, known, told=bool(told))
    yield from _regions(environ, told=bool(told))
    yield from _places(environ, told=bool(told))
    yield from _switches(environ, known)
    for name in environ.get(variables.UNIVERSAL, "").split():
        what = f"{plain(name)} is a universal variable: every fish has it, new ones too"
        yield Finding(WARNING, "variables.universal", what, f"set -e -U {plain(name)}")


def _keys(environ: Mapping[str, str], *, told: bool) -> Iterator[Finding]:
    key, secret, token = (environ.get(name) for name in (KEY, SECRET, TOKEN))
    for name, value in ((KEY, key), (SECRET, secret), (TOKEN, token)):
        if value == "":
            yield Finding(ERROR, "variables.empty", f"{name} is set and empty", f"unset {name}")
    if bool(key) != bool(secret):
        there, lacks = (KEY, SECRET) if key else (SECRET, KEY)
        what = f"{there} is set without {lacks}, so AWS tools refuse to work"
        yield Finding(ERROR, "variables.keys", what, f"set both, or: unset {there}")
    if token and not key:
        what = f"{TOKEN} is set without keys; some tools send it with a profile's keys, and AWS refuses that"
        yield Finding(WARNING, "variables.keys", what, f"unset {TOKEN}")
    if token and (key or "").startswith("AKIA"):
        what = f"{TOKEN} does not belong to {KEY}, which is a long-term key: AWS refuses both together"
        yield Finding(ERROR, "variables.keys", what, f"unset {TOKEN}")
    if key and environ.get("AWS_PROFILE") and not told:
        what = f"both AWS_PROFILE and {KEY} are set: most tools use the keys, some the profile"
        remedy = f"unset {KEY} {SECRET} {TOKEN}, or: awsenv PROFILE"
        yield Finding(WARNING, "variables.both", what, remedy)
    if "AWS_SECURITY_TOKEN" in environ:
        what = "AWS_SECURITY_TOKEN is the old name of AWS_SESSION_TOKEN; boto3 may send it, other SDKs do not"
        yield Finding(WARNING, "variables.old", what, "unset AWS_SECURITY_TOKEN")


def _profile(environ: Mapping[str, str], known: Profiles, *, told: bool) -> Iterator[Finding]:
    names = known.names()
    outside = status.outside(environ)
    both = environ.get(KEY) and environ.get("AWS_PROFILE")  # which is told with more
    if outside and outside["profile"] in (None, *names) and not both:
        remedy = "awsenv PROFILE replaces it, and awsenv off restores it"
        yield Finding(NOTE, "variables.outside", status.outside_words(outside), remedy)
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        name = environ.get(variable)
        if name is not None and name not in names:
            near = nearest(name, names)
            what = f"{variable} is {shown(name)}, but no such profile exists"
            remedy = f"did you mean {shown(near)}?" if near else f"unset {variable}"
            yield Finding(ERROR, "variables.profile", what, remedy)
    if "AWS_DEFAULT_PROFILE" in environ and not told:
        what = "AWS_DEFAULT_PROFILE is set: the AWS CLI and boto3 prefer it to AWS_PROFILE, others ignore it"
        yield Finding(
            WARNING, "variables.profile", what, "unset AWS_DEFAULT_PROFILE; AWS_PROFILE works everywhere"
        )


def _regions(environ: Mapping[str, str], *, told: bool) -> Iterator[Finding]:
    here = [environ.get(name) for name in variables.REGIONS]
    for name, value in zip(variables.REGIONS, here, strict=True):
        if value == "":
            yield Finding(WARNING, "variables.empty", f"{name} is set and empty", f"unset {name}")
    if all(here) and here[0] != here[1] and not told:
        what = f"AWS_REGION is {shown(here[0] or '')}, AWS_DEFAULT_REGION {shown(here[1] or '')}: "
        what += "boto3 reads the second, most other SDKs the first"
        yield Finding(WARNING, "variables.region", what, "awsenv region REGION sets both")


def _places(environ: Mapping[str, str], *, told: bool) -> Iterator[Finding]:
    """Files and addresses in variables."""
    for name in FILES:
        path = environ.get(name)
        if path and not os.path.exists(os.path.expanduser(path)):
            what = f"{name} points to {printable(path)}, which does not exist"
            yield Finding(ERROR, "variables.file", what, f"correct it, or: unset {name}")
    mine = State(environ).settings
    for name in sorted(environ):
        if name.startswith(variables.BEARER) and not told:
            what = f"{plain(name)} is set: AWS tools use it in place of a profile or keys for that service"
            yield Finding(
                WARNING, "variables.bearer", what, f"awsenv PROFILE unsets it, or: unset {plain(name)}"
            )
        if followed.is_address(name) and name not in mine:
            what = followed.sends(name, environ[name])
            yield Finding(
                NOTE, "variables.endpoint", what, f"if that is not what you want: unset {plain(name)}"
            )


def _switches(environ: Mapping[str, str], known: Profiles) -> Iterator[Finding]:
    """Variables that turn off what a profile needs, or that newer SDKs do not read."""
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() in TRUE:
        for name in known.names():
            profile = known.get(name)
            if profile.get("credential_source") == "Ec2InstanceMetadata":
                what = f"AWS_EC2_METADATA_DISABLED is true, and profile {shown(name)} gets its keys there"
                place = profile.place("credential_source") or ("", 0)
                yield Finding(WARNING, "variables.metadata", what, "unset AWS_EC2_METADATA_DISABLED", *place)
    if "AWS_SDK_LOAD_CONFIG" in environ and State(environ).mode not in variables.REACHES:
        what = "AWS_SDK_LOAD_CONFIG matters only to old SDKs (Go 1, JavaScript 2)"
        yield Finding(NOTE, "variables.old", what, "if you use none of them: unset AWS_SDK_LOAD_CONFIG")
    for name in ("AWS_CREDENTIAL_FILE", "BOTO_CONFIG"):
        if name in environ:
            what = f"{name} points to keys for boto 2, which botocore reads too"
            yield Finding(WARNING, "variables.old", what, f"unset {name}")
