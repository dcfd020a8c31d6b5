"""Does another STS than ours understand what we send, and confirm whom a switch announces?"""

import subprocess
import sys
import time

import pytest
from running import ANN, ROOT, SERIAL, Core, identity, role_arn

ROLE = "arn:aws:sts::444455556666:assumed-role"
CONFIG = f"""\
[profile user]
region = eu-west-1
[profile mfa]
region = eu-west-1
source_profile = user
role_arn = {role_arn("mfa")}
role_session_name = me
mfa_serial = {SERIAL}
[profile on]
region = eu-west-1
source_profile = mfa
role_arn = {role_arn("path/on")}
role_session_name = me
[profile plain]
region = eu-west-1
source_profile = user
role_arn = {role_arn("plain")}
external_id = x-1
duration_seconds = 900
"""


@pytest.fixture(scope="module")
def moto():
    """The address of moto's server, a process of its own: it warns of much that is not ours."""
    command = "from moto.server import ThreadedMotoServer as S; s = S('127.0.0.1', 0); s.start();"
    command += "print('listening', s.get_host_and_port()[1], flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    words = next(line.split() for line in process.stdout if line.startswith("listening"))
    yield f"http://127.0.0.1:{words[1]}"
    process.kill()
    process.communicate()


@pytest.fixture
def core(home, environ, moto):
    """A shell of a user whom moto knows by her access key."""
    ours = {"AWS_ENDPOINT_URL": moto, "AWS_EC2_METADATA_DISABLED": "true", "PYTHONPATH": str(ROOT)}
    made = Core(home, {**environ, **ours, "USER": "ann"})
    made.write(".aws/config", CONFIG)
    made.write(".aws/credentials", f"[user]\naws_access_key_id = {ANN}\naws_secret_access_key = secret\n")
    return made


def test_one_code_opens_a_chain_and_sts_confirms_each_of_its_roles(core):
    first = core.run("mfa", "-t", "123456")
    assert (first.status, first.err, identity(first.environ)) == (0, "", f"{ROLE}/mfa/me")
    second = core.run("on", "-k")
    assert (second.status, second.err, identity(second.environ)) == (0, "", f"{ROLE}/on/me")
    assert core.run("off").environ.get("AWS_SESSION_TOKEN") is None


def test_a_generated_session_name_an_external_id_and_a_duration_are_what_sts_accepts(core):
    result = core.run("plain", "-k")
    assert (result.status, identity(result.environ)) == (0, f"{ROLE}/plain/awsenv-ann")
    assert 0 < int(result.environ["AWSENV_EXPIRATION"]) - time.time() <= 900


def test_in_profile_mode_the_sdk_becomes_the_same_role(core):
    assert f"{ROLE}/plain/" in identity(core.run("plain", "-p").environ)


def test_a_session_of_a_user_is_that_user(core):
    with_device = f"[user]\naws_access_key_id = {ANN}\naws_secret_access_key = s\nmfa_serial = {SERIAL}\n"
    core.write(".aws/credentials", with_device)
    before = identity(core.environ | {"AWS_PROFILE": "user"})
    result = core.run("user", "-t", "123456")
    assert (result.status, identity(result.environ)) == (0, before)
    assert result.environ["AWS_SESSION_TOKEN"]


def test_export_is_understood_by_an_sdk(core):
    command = f"{sys.executable} -m awsenv export plain --format process"
    core.write(".aws/config", f"{CONFIG}[profile sdk]\nregion = eu-west-1\ncredential_process = {command}\n")
    assert identity(core.environ | {"AWS_PROFILE": "sdk"}) == f"{ROLE}/plain/awsenv-ann"
