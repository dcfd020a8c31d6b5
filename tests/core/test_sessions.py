"""Which session does a shell get: the cached one, a renewed one or a new one?"""

import json
import os
import re
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from aws import faults
from running import ANN, BOB, SERIAL, WORK_ACCOUNT, calls, identity, role_arn

from awsenv.environment import drift

OWNED = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
)


def session_of(role):
    return f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/{role}/awsenv-ann"


def test_one_code_opens_every_role_of_a_source(core, server, world):
    first = core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    assert (first.status, first.err, identity(first.environ)) == (0, "", session_of("mfa"))
    second = core.run("other-mfa")
    assert (second.status, second.err, identity(second.environ)) == (0, "", session_of("other"))
    assert [action for action, _ in calls(server)] == ["GetSessionToken", "AssumeRole", "AssumeRole"]


def test_keys_mode_names_no_profile_and_says_when_it_ends(core, world):
    after = core.run(
        "ann-mfa", "-t", world.mfa_code(SERIAL), AWS_SECURITY_TOKEN="stale", AWS_PROFILE="bob"
    ).environ
    assert {"AWS_PROFILE", "AWS_SECURITY_TOKEN", "AWS_DEFAULT_PROFILE"}.isdisjoint(after)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", after["AWS_CREDENTIAL_EXPIRATION"])
    assert (after["AWSENV_PROFILE"], after["AWSENV_MODE"]) == ("ann-mfa", "keys")
    assert after["AWS_REGION"] == after["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert after["AWSENV_EXPIRATION"].isdecimal()


def test_leaving_keys_mode_gives_back_what_was_there(core, world):
    start = dict(core.environ)
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("off")
    core.environ.pop("__awsenv_previous")  # not exported
    assert core.environ == start


def test_static_keys_are_exported_without_a_call(core, server):
    after = core.run("bob", "-k").environ
    assert tuple(after.get(name) for name in OWNED[1:4]) == (BOB, "bob/canary+secret", None)
    assert server.log == []


def test_profile_mode_opens_nothing(core, server):
    assert core.run("open").environ["AWS_PROFILE"] == "open"
    assert server.log == []


@pytest.mark.parametrize("option", ["-d 1h", "--min-ttl 45m", "--refresh", "--read-only", "-t 123456"])
def test_what_only_awsenv_can_ask_for_is_refused_together_with_profile_mode(core, server, option):
    result = core.run("open", "-p", *option.split())
    assert (result.status, server.log) == (2, [])
    assert "so options of a session have no effect" in result.err


def test_another_identity_in_the_shell_changes_nothing(core, tmp_path):
    (tmp_path / "token").write_text("stale")
    stale = {
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
        "AWS_ROLE_ARN": role_arn("web"),
        "AWS_ACCESS_KEY_ID": "ASIASTALE",
        "AWS_SECRET_ACCESS_KEY": "stale",
        "AWS_SESSION_TOKEN": "stale",
        "AWS_PROFILE": "nobody",
        "AWS_DEFAULT_REGION": "xx-nowhere-1",
    }
    assert identity(core.run("open", "-k", **stale).environ) == session_of("open")


def test_the_same_role_through_two_sources_is_two_sessions(core, server):
    first = core.run("open", "-k").environ["AWS_ACCESS_KEY_ID"]
    second = core.run("bob-open", "-k").environ["AWS_ACCESS_KEY_ID"]
    assert first != second
    assert [call.access_key for call in server.calls("AssumeRole")] == [ANN, BOB]
    assert core.cli_files() == [], "the AWS CLI would give one's session to the other"


def test_a_rotated_key_opens_a_new_session(core, server, world):
    core.run("open", "-k")
    world.users["AKIANEW2222222222222"] = world.users.pop(ANN)
    core.write(
        ".aws/credentials",
        core.home.joinpath(".aws/credentials").read_text().replace(ANN, "AKIANEW2222222222222"),
    )
    assert core.run("open", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("source_profile = ann\n", "source_profile = bob\n"),
        (f"role_arn = {role_arn('open')}\n", f"role_arn = {role_arn('open')}\nexternal_id = x-2\n"),
        (f"role_arn = {role_arn('open')}\n", f"role_arn = {role_arn('open')}\nrole_session_name = me\n"),
        (f"role_arn = {role_arn('open')}\n", f"role_arn = {role_arn('open')}\nduration_seconds = 1800\n"),
    ],
)
def test_a_changed_setting_is_another_session(core, server, before, after):
    base = f"[profile it]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = {role_arn('open')}\n"
    core.write(".aws/config", "[profile x]\n" + base)
    core.run("it", "-k")
    core.write(".aws/config", "[profile x]\n" + base.replace(before, after))
    assert core.run("it", "-k").status == 0
    assert len(server.calls("AssumeRole")) == 2


def test_another_endpoint_is_another_session(core, server):
    core.run("open", "-k")
    assert core.run("open", "-k", AWS_ENDPOINT_URL_STS=server.url).status == 0
    assert len(server.calls("AssumeRole")) == 2


def test_another_region_is_the_same_session(core, server):
    core.run("open", "-k")
    assert core.run("open", "-k", "-r", "us-east-1").environ["AWS_REGION"] == "us-east-1"
    assert [call.region for call in server.calls("AssumeRole")] == ["eu-west-1"]


def test_a_restricted_session_serves_no_other_wish(core, server):
    core.run("open", "--read-only")
    assert core.environ["AWSENV_OPTIONS"] == "read-only"
    core.run("open", "-k")
    assert "AWSENV_OPTIONS" not in core.environ
    assert len(server.calls("AssumeRole")) == 2
    assert len(server.calls("AssumeRole")) == 2


def test_the_way_back_to_a_restricted_session_is_restricted(core, server):
    core.run("open", "--read-only")
    core.run("bob")
    assert core.run("-").environ["AWSENV_OPTIONS"] == "read-only"
    assert len(server.calls("AssumeRole")) == 1


def test_a_source_session_that_aws_has_ended_early_is_opened_again(core, server, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    world.age(timedelta(hours=13))
    world.mfa_window += 1
    result = core.run("other-mfa", "-t", world.mfa_code(SERIAL))
    assert (result.status, identity(result.environ)) == (0, session_of("other"))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin"])
def test_a_session_is_found_again_in_every_time_zone(core, server, zone):
    core.run("open", "-k")
    assert core.run("open", "-k", TZ=zone).status == 0
    assert len(server.calls("AssumeRole")) == 1


# --- where a chain begins -----------------------------------------------------------------------------------


def role_from(source, role="open", name="it", more=""):
    return f"[profile {name}]\nregion = eu-west-1\nrole_arn = {role_arn(role)}\n{source}\n{more}\n"


def test_a_role_from_the_environment_takes_the_keys_that_the_shell_had_before(core, server):
    core.write(".aws/config", role_from("credential_source = Environment"), mode="a")
    core.environ |= {"AWS_ACCESS_KEY_ID": BOB, "AWS_SECRET_ACCESS_KEY": "bob/canary+secret"}
    core.run("ann", "-k")
    result = core.run("it")
    assert (result.status, identity(result.environ)) == (0, session_of("open"))
    assert [call.access_key for call in server.calls("AssumeRole")] == [BOB]


def test_a_role_from_an_empty_environment_is_an_error(core):
    core.write(".aws/config", role_from("credential_source = Environment"), mode="a")
    result = core.run("it")
    assert result.status == 1
    assert (
        "that this shell had before awsenv, and it had no AWS_ACCESS_KEY_ID; no profile is active"
        in result.err
    )


def test_a_role_from_the_instance(core, server):
    core.write(".aws/config", role_from("credential_source = Ec2InstanceMetadata", "path/chained"), mode="a")
    assert identity(core.run("it", "-k").environ) == session_of("chained")


def test_a_role_from_the_container(core, server):
    core.write(".aws/config", role_from("credential_source = EcsContainer", "path/chained"), mode="a")
    core.environ |= server.container_environ
    assert identity(core.run("it", "-k").environ) == session_of("chained")


@pytest.mark.parametrize("source", ["Ec2InstanceMetadata", "EcsContainer"])
def test_a_machine_without_a_role_is_an_error_that_says_so(core, world, source):
    world.instance = None
    core.write(".aws/config", role_from(f"credential_source = {source}"), mode="a")
    result = core.run("it", "-k")
    assert result.status == 1
    assert "got no credentials" in result.err


def test_the_keys_of_a_machines_role_are_never_exported_for_a_profile_without_credentials(core, server):
    core.write(".aws/config", "[profile empty]\nregion = eu-west-1\n", mode="a")
    result = core.run("empty", "-k")
    assert (result.status, server.log) == (1, [])
    assert "profile 'empty' has no credentials" in result.err


def test_a_web_identity(core, tmp_path):
    (tmp_path / "token").write_text("a.signed.token")
    more = f"role_session_name = job\nweb_identity_token_file = {tmp_path / 'token'}"
    core.write(".aws/config", role_from("", "web", more=more), mode="a")
    assert identity(core.run("it", "-k").environ) == f"arn:aws:sts::{WORK_ACCOUNT}:assumed-role/web/job"


def test_a_missing_web_identity_token_is_named(core):
    core.write(".aws/config", role_from("web_identity_token_file = /nowhere/token", "web"), mode="a")
    result = core.run("it", "-k")
    assert result.status == 1
    assert "/nowhere/token" in result.err


def test_sso_without_a_sign_in_says_what_to_type(core):
    core.write(
        ".aws/config",
        "[profile sso]\nregion = eu-west-1\n"
        "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = R\n"
        "[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n",
        mode="a",
    )
    for words in (["use", "sso"], ["use", "sso", "-k"], ["export", "sso"], ["exec", "sso", "--", "true"]):
        result = core.run(*words)
        assert (result.status, result.out, result.environ.get("AWS_PROFILE")) == (4, "", None)
        assert "profile 'sso': not signed in to SSO session 'corp', or the sign-in has expired" in result.err
        assert "\nawsenv: awsenv login 'sso'\n" in result.err


# --- credential_process -------------------------------------------------------------------------------------


def process(core, body, *, name="it", arguments=""):
    program = core.write("bin/give keys", f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    program.chmod(0o755)
    core.environ["PATH"] = f"{program.parent}:{core.environ['PATH']}"
    core.write(
        ".aws/config",
        f"[profile {name}]\nregion = eu-west-1\ncredential_process = 'give keys' {arguments}\n",
        mode="a",
    )


GIVE = f"print(json.dumps(dict(Version=1, AccessKeyId={BOB!r}, SecretAccessKey='bob/canary+secret')))"


def test_a_process_is_found_on_the_path_and_given_its_arguments_as_quoted(core):
    process(core, "assert sys.argv[1:] == ['a b', '$HOME', '']\n" + GIVE, arguments="\"a b\" '$HOME' ''")
    assert identity(core.run("it", "-k").environ).endswith("user/bob")


def test_a_role_can_start_from_a_process(core):
    process(core, GIVE, name="keys")
    core.write(".aws/config", role_from("source_profile = keys"), mode="a")
    assert identity(core.run("it", "-k").environ) == session_of("open")


def test_a_process_sees_no_identity_of_the_shell(core):
    process(
        core, "assert not {'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWSENV_SHELL'} & os.environ.keys()\n" + GIVE
    )
    assert core.run("it", "-k", AWS_PROFILE="x", AWS_ACCESS_KEY_ID="y").status == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "sys.exit('first line\\nthe vault is locked')",
            "failed with status 1: first line; the vault is locked",
        ),
        ("print('canary-output')", "printed something other than credentials"),
        ("print('[]')", "printed something other than credentials"),
        ("print(json.dumps(dict(Version=2)))", "printed a Version other than 1"),
        ("print(json.dumps(dict(Version=1, AccessKeyId='', SecretAccessKey='x')))", "printed no keys"),
    ],
)
def test_a_process_that_fails_is_explained_without_what_it_printed(core, body, words):
    process(core, body, arguments="--password canary-argument")
    result = core.run("it", "-k")
    assert result.status == 1
    assert words in result.err
    assert "canary" not in result.err


def test_a_process_that_is_missing_is_named(core):
    core.write(".aws/config", "[profile it]\ncredential_process = no-such-program x\n", mode="a")
    result = core.run("it", "-k")
    assert result.status == 1
    assert "credential_process 'no-such-program' is not on the PATH" in result.err


def test_a_process_without_an_expiration_is_run_each_time(core):
    process(core, "open(os.environ['HOME'] + '/runs', 'a').write('x')\n" + GIVE)
    for _ in range(2):
        assert core.run("it", "-k").status == 0
    assert (core.home / "runs").read_text() == "xx"


def test_a_process_with_an_expiration_is_run_once(core):
    give = GIVE.replace("Version=1", "Version=1, Expiration='2999-01-01T00:00:00Z'")
    process(core, "open(os.environ['HOME'] + '/runs', 'a').write('x')\n" + give)
    for _ in range(2):
        assert core.run("it", "-k").status == 0
    assert (core.home / "runs").read_text() == "x"


def test_a_profile_whose_process_is_awsenv_for_itself_is_an_error(core):
    command = f"{sys.executable} -m awsenv export it --format process"
    core.write(".aws/config", f"[profile it]\nregion = eu-west-1\ncredential_process = {command}\n", mode="a")
    result = core.run("it", "-k")
    assert result.status == 1
    assert "asks for profile 'it' itself" in result.err


# --- what AWS and the network may say -----------------------------------------------------------------------


def refused(core, *words, **variables):
    result = core.run(*words, **variables)
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) <= 2, result.err
    return result.status, result.err


def test_a_role_that_denies_access_and_has_no_mfa_serial_gets_the_hint(core):
    core.write(".aws/config", role_from("source_profile = ann", "mfa"), mode="a")
    status, words = refused(core, "it", "-k")
    assert status == 5
    assert "not authorized to perform: sts:AssumeRole" in words
    assert "add mfa_serial = ARN-OF-YOUR-DEVICE to profile 'it'" in words


def test_a_role_that_denies_access_after_mfa_gets_no_such_hint(core, world):
    core.write(
        ".aws/config", role_from("source_profile = ann", "machine", more=f"mfa_serial = {SERIAL}"), mode="a"
    )
    status, words = refused(core, "it", "-t", world.mfa_code(SERIAL))
    assert status == 5
    assert "mfa_serial" not in words


def test_a_deleted_key_is_named(core, world):
    del world.users[ANN]
    status, words = refused(core, "open", "-k")
    assert (status, f"does not know the access key '{ANN}' of profile 'ann'" in words) == (5, True)


def test_a_wrong_secret_is_named_and_not_shown(core, world):
    core.write(
        ".aws/credentials",
        core.home.joinpath(".aws/credentials").read_text().replace("ann/canary", "ann/mistyped"),
    )
    status, words = refused(core, "open", "-k")
    assert status == 5
    assert f"aws_secret_access_key of profile 'ann' does not belong to '{ANN}'" in words
    assert "mistyped" not in words


@pytest.mark.parametrize(
    ("skew", "words"),
    [(timedelta(hours=13), "your clock is 13 h behind"), (timedelta(hours=-2), "your clock is 2 h ahead")],
)
def test_a_skewed_clock_is_named(core, world, skew, words):
    world.skew = skew
    status, err = refused(core, "open", "-k")
    assert status == 5
    assert words in err


def test_expired_keys_are_named(core, world, server):
    keys = world.open_role_session(role_arn("machine"), "old", -60)
    core.write(
        ".aws/credentials",
        f"[old]\naws_access_key_id={keys.access_key}\naws_secret_access_key={keys.secret}\naws_session_token={keys.token}\n",
        mode="a",
    )
    core.write(".aws/config", role_from("source_profile = old", "path/chained"), mode="a")
    status, words = refused(core, "it", "-k")
    assert status == 5
    assert "profile 'old' starts from temporary keys that have expired" in words


def test_a_session_that_is_too_long_for_the_role_is_explained(core):
    core.write(
        ".aws/config", role_from("source_profile = ann", "external", more="external_id = x-1"), mode="a"
    )
    status, words = refused(core, "it", "-d", "2h")
    assert status == 5
    assert "have the role's MaxSessionDuration raised" in words


def test_no_region_is_guessed(core, server):
    core.write(".aws/config", role_from("source_profile = ann").replace("region = eu-west-1\n", ""), mode="a")
    status, words = refused(core, "it", "-k")
    assert (status, server.log) == (1, [])
    assert "profile 'it' has no region" in words
    assert core.run("it", "-k", "-r", "eu-west-1").status == 0


def test_no_region_is_taken_from_the_profile_before(core, server):
    core.write(".aws/config", role_from("source_profile = ann").replace("region = eu-west-1\n", ""), mode="a")
    core.run("bob")
    status, words = refused(core, "it", "-k")
    assert (status, server.log) == (1, [])
    assert "profile 'it' has no region" in words


def test_throttling_is_named(core, server):
    server.disturb("AssumeRole", faults.throttle)
    status, words = refused(core, "open", "-k")
    assert (status, "AWS is throttling" in words) == (5, True)


def test_a_host_that_does_not_exist_is_named(core):
    status, words = refused(core, "open", "-k", AWS_ENDPOINT_URL="http://sts.no-such-host.invalid")
    assert (status, "cannot reach sts.no-such-host.invalid: no such host (DNS)" in words) == (5, True)


def test_a_port_on_which_nobody_listens_is_named(core):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        status, words = refused(
            core, "open", "-k", AWS_ENDPOINT_URL=f"http://127.0.0.1:{unused.getsockname()[1]}"
        )
    assert (status, "no connection" in words) == (5, True)


def test_a_connection_that_is_cut_is_named(core, server):
    server.disturb("AssumeRole", faults.disconnect)
    status, words = refused(core, "open", "-k")
    assert (status, "no connection" in words) == (5, True)


@pytest.mark.parametrize("url", ["not a url", "ftp://x y"])
def test_an_endpoint_that_is_no_url_is_named(core, url):
    status, words = refused(core, "open", "-k", AWS_ENDPOINT_URL=url)
    assert status in {1, 5}
    assert "awsenv: " in words


def test_a_failed_switch_says_who_is_still_active_and_changes_nothing(core, world):
    before = core.run("bob").environ
    del world.users[ANN]
    result = core.run("open", "-k")
    assert result.environ == before
    assert "; 'bob' is still active" in result.err


# --- verbs --------------------------------------------------------------------------------------------------


def test_login_opens_once(core, server, world):
    assert core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL)).status == 0
    again = core.run("login", "ann-mfa")
    assert (again.status, len(calls(server))) == (0, 2)
    assert "still lasts 1 h" in again.err or "still lasts 59 min" in again.err
    assert core.run("login", "ann-mfa", "--force").status == 0
    assert [action for action, _ in calls(server)] == ["GetSessionToken", "AssumeRole", "AssumeRole"]


def test_logout_forgets_the_sessions_of_one_profile_and_nothing_else(core, server, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("other-mfa")
    core.write(".aws/cli/cache/session.db", "not ours")
    assert (len(core.session_files()), len(core.cli_files()) + 1) == (3, 3)
    assert core.run("logout", "ann-mfa").status == 0
    assert (len(core.session_files()), len(core.cli_files())) == (1, 1)
    assert (core.home / ".aws/cli/cache/session.db").exists()
    assert core.run("ann-mfa").status == 4
    assert core.run("other-mfa").status == 0


def test_logout_of_all_forgets_every_session(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    core.run("chained", "-k")
    assert core.run("logout", "--all").status == 0
    assert (core.session_files(), core.cli_files()) == ([], [])


def near_the_end(core):
    core.environ["AWSENV_EXPIRATION"] = str(int(os.stat(core.home).st_mtime) - 60)


def end_all(core):
    """Let every session on disk be over, ours and the CLI's."""
    for path in core.session_files():
        lines = path.read_text().split("\n")
        lines[6] = lines[7]
        path.write_text("\n".join(lines))
    for path in core.cli_files():
        path.unlink()


def test_a_session_near_its_end_is_renewed_without_a_word(core, server, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    old = core.environ["AWS_ACCESS_KEY_ID"]
    role = next(path for path in core.session_files() if "\nrole\n" in path.read_text())
    role.unlink()
    end_all_cli = [path.unlink() for path in core.cli_files()]
    near_the_end(core)
    result = core.renew()
    assert (result.status, result.out, result.err) == (0, "", "")
    assert result.environ["AWS_ACCESS_KEY_ID"] != old
    assert result.environ["AWSENV_MODE"] == "keys"
    assert not drift.has_drifted(result.environ)
    assert identity(result.environ) == session_of("mfa")
    assert end_all_cli


def test_a_session_that_is_not_near_its_end_is_left_alone(core, server):
    core.run("open", "-k")
    before = dict(core.environ)
    result = core.renew()
    assert (result.status, result.environ, len(calls(server))) == (0, before, 1)


def test_a_renewal_that_would_take_a_question_is_status_4(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    before = core.environ | {}
    end_all(core)
    near_the_end(core)
    result = core.renew()
    assert result.status == 4
    assert result.environ["AWS_ACCESS_KEY_ID"] == before["AWS_ACCESS_KEY_ID"]
    assert "awsenv login 'ann-mfa'" in result.err


def test_a_renewal_keeps_the_rights_that_were_taken_away(core, server):
    core.run("open", "--read-only")
    end_all(core)
    near_the_end(core)
    assert core.renew().status == 0
    assert sum("PolicyArns.member.1.arn" in parameters for _, parameters in calls(server)) == 2


def test_a_prompt_waits_for_no_network_and_the_next_takes_what_was_renewed_beside(core, server):
    old = core.run("open", "-k").environ
    end_all(core)
    near_the_end(core)
    fault = faults.Hang()
    server.disturb("AssumeRole", fault)
    for _ in range(3):
        result = core.run("--renew", cold=True)
        assert (result.status, result.out, result.err) == (0, "", "")
        assert result.environ["AWS_ACCESS_KEY_ID"] == old["AWS_ACCESS_KEY_ID"]
        assert result.environ["__awsenv_tried"] == "0", "so that the next prompt asks again"
    fault.release()
    core.wait_for_renewals()
    assert core.run("--renew").environ["AWS_ACCESS_KEY_ID"] != old["AWS_ACCESS_KEY_ID"]
    assert len(server.calls("AssumeRole")) == 2


def test_why_a_renewal_beside_the_prompt_failed_is_told_once_and_then_it_is_tried_again(core, server):
    old = core.run("open", "-k").environ
    end_all(core)
    near_the_end(core)
    server.disturb("AssumeRole", faults.error("AccessDenied", 403))
    failed = core.renew()
    assert (failed.status, failed.environ["AWS_ACCESS_KEY_ID"]) == (5, old["AWS_ACCESS_KEY_ID"])
    assert "awsenv: " in failed.err
    assert core.renew().environ["AWS_ACCESS_KEY_ID"] != old["AWS_ACCESS_KEY_ID"]


def test_a_renewal_ends_with_the_shell_that_began_it(core, server):
    core.run("open", "-k")
    end_all(core)
    near_the_end(core)
    server.disturb("AssumeRole", faults.Hang())
    kept = [path.read_text() for path in core.session_files()]
    shell = '"$0" -m awsenv --renew 3>/dev/null; exit "$?"'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable],
        env={**core.environ, "AWSENV_SHELL": "bash:3"},
        cwd=core.home,
        capture_output=True,
        check=True,
    )
    core.wait_for_renewals()
    assert (done.stdout, done.stderr) == (b"", b"")
    assert [path.read_text() for path in core.session_files()] == kept


def test_a_pin_never_asks_and_never_calls(core, server, world):
    directory = core.home / "work"
    directory.mkdir()
    pin = core.write("work/.awsprofile", "ann-mfa\n")
    core.run("allow", str(directory))
    result = core.run("--hook", str(pin))
    assert (result.status, server.log) == (0, [])
    assert "awsenv login 'ann-mfa'" in result.err
    core.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL))
    assert identity(core.run("--hook", str(pin)).environ) == session_of("mfa")
    assert len(calls(server)) == 2


def test_a_warm_switch_imports_neither_botocore_nor_what_is_slow(core, world):
    core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    script = (
        "import sys; sys.argv = ['awsenv', 'ann-mfa']; from awsenv.__main__ import run; "
        "print(run(), *sorted(sys.modules), file=sys.stderr)"
    )
    command = f'exec {sys.executable!r} -c "$SCRIPT" 3>/dev/null'
    done = subprocess.run(
        ["sh", "-c", command],
        env={**core.environ, "AWSENV_SHELL": "bash:3", "SCRIPT": script},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    status, *modules = done.stderr.split()
    heavy = (
        "boto3 botocore logging dataclasses subprocess importlib.metadata platformdirs "
        "re json argparse hashlib typing datetime"
    )
    assert status == "0"
    assert sorted(set(heavy.split()) & set(modules)) == []


def test_options_are_read_as_people_write_them(core):
    right, wrong = ("1h", "90m", "3600", "1h30m"), ("14m", "x", "", "13h", "h", "1h30x")
    for text in (*right, *wrong):
        assert (text, core.run("open", "-d", text).status) == (text, 0 if text in right else 2)


def test_the_error_for_both_kinds_of_source_says_that_they_exclude_each_other(core):
    core.write(".aws/config", role_from("source_profile = ann\ncredential_source = Environment"), mode="a")
    status, words = refused(core, "it", "-k")
    assert (status, "they exclude each other" in words) == (1, True)


def test_the_cli_reads_what_is_exported(core):
    done = json.loads(core.run("export", "open", "--format", "process").out)
    assert done["Version"] == 1


@pytest.mark.parametrize("verb", [[], ["export"], ["exec"]])
@pytest.mark.parametrize("option", ["--read-only", "--policy-arn=arn:aws:iam::aws:policy/X", "-d2h"])
def test_keys_that_need_no_session_are_never_handed_out_as_restricted_ones(core, server, verb, option):
    core.write(".aws/config", f"[profile mine]\nsource_profile = ann\nmfa_serial = {SERIAL}\n", mode="a")
    core.write(".aws/credentials", "[mine]\naws_access_key_id = AKIA\naws_secret_access_key = s\n", mode="a")
    command = ["--", "true"] if verb == ["exec"] else []
    before = dict(core.environ)
    for name in ("ann", "mine") if option != "-d2h" else ("ann",):
        status, words = refused(core, *verb, name, option, *command)
        assert (status, "assumes no role, so it cannot have a" in words) == (2, True), words
    assert core.environ == before
    assert calls(server) == []


def test_a_renewal_stops_where_the_profile_of_the_pin_has_come_to_mean_something_else(core, server):
    """Consent is for an account and a role; a session that is renewed is of the same ones."""
    core.write(".awsprofile", "open\nmode = keys\n")
    core.run("login", "open")
    core.run("allow")
    core.run("--hook", str(core.home / ".awsprofile"))
    near_the_end(core)
    config = core.home / ".aws/config"
    config.write_text(config.read_text().replace("role/open", "role/other"))
    asked = len(calls(server))
    done = core.renew()

    assert core.environ["AWSENV_PROFILE"] == "open"
    assert (done.status, "not what you allowed; it asks for" in done.err) == (1, True)
    assert len(calls(server)) == asked
