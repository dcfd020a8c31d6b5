"""Whom does AWS see, of each kind of profile, by each SDK, through an outage and a sleep, and how often?

A job of its own, which no other run collects: tests/run tests/core/long_reach.py -n 2 -rA
"""

from __future__ import annotations

import calendar
import os
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from running import CORP, CORP_SESSION, HOME_ACCOUNT, SERIAL, WORK_ACCOUNT

from core.test_reach import OPEN, PYTHON, WHO, shorten, sign_in, start  # noqa: F401 (a fixture)
from core.test_source_credentials import login

AWS2 = os.environ.get("AWSENV_TEST_AWS2", "/usr/bin/aws")
JS = os.environ.get("AWSENV_TEST_JS", "")
SCRIPT = """\
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
new STSClient({}).send(new GetCallerIdentityCommand({})).then((found) => console.log(found.Arn));
"""
ASKED = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
SDKS = {
    "boto3": [PYTHON, "-c", WHO],
    "aws v1": [str(Path(sys.executable).with_name("aws")), *ASKED],
    "aws v2": [AWS2, *ASKED],
    "JavaScript": ["node", "-e", SCRIPT],
}
THERE = {
    "aws v2": Path(AWS2).exists(),
    "JavaScript": bool(JS and shutil.which("node")),
}
MFA = OPEN.replace("/open/", "/mfa/")
MACHINE = f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/machine/"
KINDS = {
    "bob": f"arn:aws:iam::{HOME_ACCOUNT}:user/bob",
    "open": OPEN,
    "ann-mfa": MFA,
    "corp": MACHINE + "ann",
    "printed": OPEN,
    "signed-in": MACHINE + "console",
}


def prepare(core, world):
    """A profile of each kind, and a [default] whose keys must not win."""
    core.write(".aws/config", CORP + CORP_SESSION, mode="a")
    sign_in(core, world)
    printed = f"{PYTHON} -m awsenv export open --format process"
    core.write(
        ".aws/config", f"[profile printed]\nregion = eu-west-1\ncredential_process = {printed}\n", mode="a"
    )
    login(core, world)
    core.write(
        ".aws/credentials",
        "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = x\n",
        mode="a",
    )


@pytest.mark.parametrize("sdk", SDKS)
@pytest.mark.parametrize("reach", ["--serve", "--share"])
@pytest.mark.parametrize("profile", KINDS)
def test_whom_aws_sees(core, world, server, profile, reach, sdk):
    if not THERE.get(sdk, True):
        pytest.skip(f"{sdk} is not here")
    if profile == "signed-in":
        pytest.importorskip("awscrt")
    prepare(core, world)
    code = ["-t", world.mfa_code(SERIAL)] if profile == "ann-mfa" else []
    more = {"NODE_PATH": f"{JS}/node_modules"} if sdk == "JavaScript" else {}
    # Of AWS CLI v2, the one of Debian 12 does not know AWS_ENDPOINT_URL yet.
    words = [*SDKS[sdk], *(["--endpoint-url", server.url] if sdk == "aws v2" else [])]
    done = core.run("exec", reach, profile, *code, "--", *words, **more)

    assert (done.status, done.out.strip()) == (0, KINDS[profile]), done.err
    assert len(server.calls("AssumeRole")) == (profile in ("open", "ann-mfa", "printed"))


def test_a_job_of_many_sessions_through_an_outage_and_a_sleep(start, server, world):  # noqa: F811
    """Sessions of 20 s, a job of 110 s, of which AWS is away for 20 s and the computer sleeps for 25 s."""
    shorten(world, 20)
    command = start("--serve", "open")
    whole, begun, slept, got = server.answer, time.time(), False, []
    while (at := time.time() - begun) < 110:
        server.answer = broken if 30 < at < 50 else whole
        if at > 70 and not slept:
            os.kill(command.process.pid, signal.SIGSTOP)
            time.sleep(25)
            os.kill(command.process.pid, signal.SIGCONT)
            slept = True
        begin = time.monotonic()
        status, document = command.get()
        got.append((at, status, time.monotonic() - begin, left(document)))
        time.sleep(0.25)
    calls = len(server.calls("AssumeRole"))
    good = [one for one in got if one[1] == 200]
    failed = [round(at) for at, status, _, _ in got if status != 200]
    quick = sorted(took * 1000 for _, _, took, _ in good)
    print(f"{len(good)} answered, {len(failed)} failed at {Counter(failed)}, {calls} calls of AssumeRole")
    print(f"half of the answers within {quick[len(quick) // 2]:.0f} ms, all within {quick[-1]:.0f} ms")
    print(command.said)
    assert all(remaining > 0 for _, _, _, remaining in good)
    assert len([at for at in failed if not 30 < at < 55]) < 8  # a moment after the sleep
    assert calls < 110 / 10


def test_the_next_code_is_asked_at_this_terminal_where_the_command_leaves_it_free(core, start_core, world):
    shorten(world, 6)
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    words = ["exec", "--serve", "ann-mfa", "--", PYTHON, "-c", "import time; time.sleep(25)"]
    terminal = start_core(*words, line='exec "$0" -m awsenv "$@" </dev/null')
    terminal.until(f"MFA code for {SERIAL}: ", 60)
    world.mfa_window += 1
    shorten(world, 3600)
    terminal.send(world.mfa_code(SERIAL) + "\r")
    assert terminal.ended()[1] == 0
    assert b"is renewed again" in terminal.log


def test_an_agents_own_model_calls_are_made_with_a_token_of_another_profile(core):
    pytest.importorskip("aws_bedrock_token_generator")
    done = core.run(
        "exec", "--agent", "open", "--model", "bob", "--", "sh", "-c", "env; awsenv status; echo $?"
    )
    assert "AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-" in done.out
    assert "canary" not in done.out
    assert done.out.endswith("\n0\n")
    assert (
        "the agent's own model calls are made as 'bob', in eu-west-1: that token is not renewed" in done.err
    )


def broken(_):
    raise ConnectionAbortedError


def left(document):
    end = document.get("Expiration")
    return calendar.timegm(time.strptime(end, "%Y-%m-%dT%H:%M:%SZ")) - time.time() if end else 0
