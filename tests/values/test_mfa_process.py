"""Which command prints the codes of a device? The nearest that is named."""

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.sessions import mfa_process
from awsenv.target import Configuration

SERIAL, OTHER = ("arn:aws:iam::111122223333:mfa/" + name for name in ("ann", "other"))


def found(ann="", between="", role="", settings=""):
    """The command, and the profile that names it; each argument is a profile's mfa_process."""
    text = f"""\
[profile ann]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
mfa_process = {ann}
[profile between]
role_arn = arn:aws:iam::111122223333:role/B
source_profile = ann
mfa_serial = {OTHER}
mfa_process = {between}
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = between
mfa_serial = {SERIAL}
mfa_process = {role}
"""
    known = profiles.Profiles(ini.parse(text, "config"), ini.parse("", "credentials"))
    configuration = Configuration({"HOME": "/nowhere", "AWSENV_MFA_PROCESS": settings}, known)
    answer = mfa_process.find(SERIAL, configuration.target("role"))
    return answer and (answer[0], answer[1] and answer[1].name)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"role": "r", "between": "b", "ann": "a", "settings": "s"}, ("r", "role")),
        ({"between": "b", "ann": "a", "settings": "s"}, ("a", "ann")),
        ({"between": "b", "settings": "s"}, ("s", None)),
        ({"between": "b"}, None),
        ({}, None),
    ],
)
def test_the_profile_with_the_device_comes_first_then_the_first_of_the_chain_then_the_settings(
    named, expected
):
    assert found(**named) == expected
