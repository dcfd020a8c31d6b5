"""Is a secret anywhere but where it belongs?"""

import subprocess
import sys
from pathlib import Path

import pytest
from aws import faults
from running import ANN, SERIAL, role_arn

CANARIES = ("ann/canary+secret", "bob/canary+secret", "canary-argument", "canary-output")


def secrets_of(core):
    """What must not be seen: the long-term secrets, and the secret and token of every session so far."""
    found = set(CANARIES)
    for path in core.session_files():
        found.update(path.read_text().split("\n")[4:6])
    return found - {""}


def seen_in(core, text):
    return sorted(secret for secret in secrets_of(core) if secret in text)


def everything_said(core, *words, **variables):
    result = core.run(*words, keep=False, **variables)
    return result.status, result.out + result.err


VERBS = [
    ["status"], ["status", "--json"], ["list"], ["list", "--json"], ["--help"], ["--names"], ["init", "bash"],
    ["login", "open"], ["logout", "open"], ["exec", "open", "--", "true"], ["region", "eu-west-2"],
    ["console", "open"], ["open", "-k"], ["bob", "-k"], ["nobody"], ["off"], ["-"], ["--renew"],
]  # fmt: skip


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_no_verb_prints_a_secret_unasked(core, words):
    core.run("open", "-k")
    assert seen_in(core, everything_said(core, *words)[1]) == []


FAULTS = {
    "AccessDenied": faults.error("AccessDenied", 403, "no"),
    "ExpiredToken": faults.error("ExpiredToken", 403),
    "InvalidClientTokenId": faults.error("InvalidClientTokenId", 403),
    "SignatureDoesNotMatch": faults.error(
        "SignatureDoesNotMatch",
        403,
        "The Canonical String should have been 'x-amz-security-token:canary-output'",
    ),
    "Throttling": faults.throttle,
    "InternalFailure": faults.internal_failure,
    "ValidationError": faults.error("ValidationError", 400, "1 validation error"),
    "SomethingNew": faults.error("SomethingNew", 418, "words\u2028\u009b31m\nmore"),
    "an answer that is not AWS's": faults.error("x", 200, "\x1b[31m"),
    "a cut connection": faults.disconnect,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_no_failure_shows_a_secret_a_traceback_or_what_a_terminal_would_obey(core, server, fault):
    server.disturb("AssumeRole", fault)
    status, words = everything_said(core, "open", "-k")
    assert status == 5
    assert seen_in(core, words) == []
    assert "Traceback" not in words
    assert words.replace("\n", "").isprintable()
    assert len(words.splitlines()) <= 2


def test_no_process_has_a_secret_among_its_arguments(core, server):
    """Every program that the core starts, and the core while it waits for AWS, shows its arguments to all."""
    probe = core.write(
        "bin/probe",
        f"#!{sys.executable}\nimport glob, json, os\n"
        "lines = []\n"
        "for path in glob.glob('/proc/[0-9]*/cmdline'):\n"
        "    try:\n"
        "        lines.append(open(path, 'rb').read())\n"
        "    except OSError:  # that process has ended meanwhile\n"
        "        pass\n"
        "open(os.environ['HOME'] + '/arguments', 'wb').write(b'\\n'.join(lines))\n"
        f"print(json.dumps(dict(Version=1, AccessKeyId={ANN!r}, SecretAccessKey='ann/canary+secret')))\n",
    )
    probe.chmod(0o755)
    core.environ["PATH"] = f"{probe.parent}:{core.environ['PATH']}"
    core.write(
        ".aws/config",
        "[profile keys]\ncredential_process = probe\n"
        f"[profile it]\nregion = eu-west-1\nsource_profile = keys\nrole_arn = {role_arn('open')}\n",
        mode="a",
    )
    hang = faults.Hang()
    server.disturb("AssumeRole", hang)
    process = core.popen("export", "it", shell="")
    server.wait("AssumeRole")
    own = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    hang.release()
    out, _ = process.communicate(timeout=60)
    assert "AWS_SESSION_TOKEN" in out
    shown = (core.home / "arguments").read_bytes() + own
    assert b"awsenv" in shown
    assert seen_in(core, shown.decode(errors="replace")) == []


def test_the_shell_holds_secrets_in_no_other_variables_than_those_of_aws(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("other-mfa")
    held = {name for name, value in core.environ.items() if seen_in(core, value)}
    assert held == {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}


def test_files_hold_secrets_only_in_the_two_caches_and_for_their_owner_alone(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("bob", "-k")
    core.run("--names")
    places = set()
    for path in core.home.rglob("*"):
        if path.is_file() and seen_in(core, path.read_text(errors="replace")):
            places.add(path.parent.relative_to(core.home).as_posix())
            assert path.parent.name == ".aws" or not path.stat().st_mode & 0o077, path
    assert places == {".aws", ".aws/cli/cache", ".cache/awsenv/sessions"}


def test_a_code_is_not_kept(core, world):
    code = world.mfa_code(SERIAL)
    core.run("ann-mfa", "-t", code)
    files = [path for path in core.home.rglob("*") if path.is_file()]
    assert [path for path in files if code in path.read_text(errors="replace")] == []


def test_an_uncaught_error_shows_no_secret_either():
    """Even a bug's traceback prints values by their repr."""
    script = (
        "from awsenv.credentials import Credentials\n"
        "keys = Credentials('AKIA', 'canary-output', 'canary-output')\n"
        "raise RuntimeError(keys, [keys], vars() and repr(keys))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "Credentials(…)" in done.stderr
    assert "canary" not in done.stderr.replace("'canary-output'", "", 2)
