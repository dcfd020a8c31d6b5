"""Does `awsenv sso sync` make a profile for every account and role, and touch nothing else?"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta

import pytest
import warm
from aws import faults
from running import CONFIG, ROOT, WORK_ACCOUNT

from awsenv.errors import AwsenvError
from awsenv.files import rewrite
from awsenv.sso import tokens
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sso.tokens import Token
from awsenv.sync import changes, update

README = (ROOT / "docs/guide/sync.md").read_text(encoding="utf-8")
SESSION = "[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n"
MINE = CONFIG + SESSION
URL = "https://corp.example/start"


@pytest.fixture
def portal(world):
    """Ann may take two roles in one account and one in another."""
    world.portal.accounts |= {WORK_ACCOUNT: "Work", "111122223333": "Test / EU"}
    for account, role in ((WORK_ACCOUNT, "Admin"), (WORK_ACCOUNT, "ReadOnly"), ("111122223333", "Admin")):
        arn = f"arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_{role}_0"
        world.portal.assignments["ann", account, role] = arn
    return world.portal


def sign_in(core, world, name="corp", region="eu-west-1"):
    """Leave the token that `aws sso login` would."""
    ends = world.now() + timedelta(hours=8)
    token = Token(world.sign_in.token("ann", ends), int(ends.timestamp()))
    tokens.store(SsoSession(name, URL, region), token, str(core.home))
    return token


@pytest.fixture
def ann(core, world, portal):
    """Somebody who has signed in to the session of her config."""
    core.write(".aws/config", MINE)
    sign_in(core, world)
    return core


def config(core):
    return (core.home / ".aws/config").read_bytes().decode()


def block(core):
    return config(core).partition("# awsenv sso sync")[2].splitlines()


def headers(core):
    return [line for line in block(core) if line.startswith("[")]


EVERY = ["[profile Test-EU-Admin]", "[profile Work-Admin]", "[profile Work-ReadOnly]"]


def test_every_account_and_role_gets_a_profile(ann):
    done = ann.run("sso", "sync")
    assert done[:3] == (0, "", "awsenv: ~/.aws/config: 3 added\n")
    assert config(ann).startswith(MINE)
    assert headers(ann) == EVERY


def test_a_second_run_changes_nothing_and_does_not_write(ann):
    ann.run("sso", "sync", "corp")
    before = os.stat(ann.home / ".aws/config")
    assert ann.run("sso", "sync", "corp").err == "awsenv: ~/.aws/config: 3 unchanged\n"
    after = os.stat(ann.home / ".aws/config")
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_sdk_and_the_real_aws_use_what_was_made(ann, world):
    pytest.importorskip("awscli", reason="it wants a later botocore than our lowest")
    ann.run("sso", "sync", "--region", "eu-west-3")
    script = (
        "import botocore.session as s; x = s.Session(profile='Work-ReadOnly');"
        "print(x.create_client('sts').get_caller_identity()['Arn'], x.get_config_variable('region'))"
    )
    words = ["sts", "get-caller-identity", "--profile", "Work-ReadOnly"]
    for command in (["-c", script], ["-m", "awscli", *words]):
        status, out, err = warm.run(command, ann.environ, ann.home)
        assert (status, err) == (0, "")
        assert f"::{WORK_ACCOUNT}:assumed-role/AWSReservedSSO_ReadOnly_0/ann" in out
    assert ann.run("Work-Admin").environ["AWS_PROFILE"] == "Work-Admin"


def test_what_is_gone_is_removed_and_what_is_new_is_added(ann, portal):
    ann.run("sso", "sync")
    del portal.assignments["ann", WORK_ACCOUNT, "ReadOnly"]
    portal.accounts["999999999999"] = "New"
    portal.assignments["ann", "999999999999", "Admin"] = "arn:aws:iam::999999999999:role/x"
    assert ann.run("sso", "sync").err == "awsenv: ~/.aws/config: 1 added, 1 removed, 2 unchanged\n"
    assert headers(ann) == ["[profile New-Admin]", *EVERY[:2]]


def test_no_profile_is_made_that_other_sdks_do_not_see(core, world, portal):
    unseen = SESSION.replace("corp]", "'Acme Dev']")
    core.write(".aws/config", CONFIG + unseen)
    sign_in(core, world, "Acme Dev")
    done = core.run("sso", "sync")
    assert (done.status, config(core)) == (1, CONFIG + unseen)
    assert "[sso-session Acme Dev]': the JavaScript SDK, and tools made with it, do not see" in done.err
    assert "awsenv: rename it: use only letters, digits and" in done.err
    made = "# awsenv sso sync Acme%20Dev"  # by an awsenv that knew nothing of it
    core.write(
        ".aws/config",
        f"{made} # made by awsenv, edits are lost\n\n{made.replace('#', '# end of')}\n",
        mode="a",
    )
    done = core.run("sso", "sync")
    assert (done.status, "do not see a section of this name; use only" in done.err) == (0, True)
    assert headers(core) == EVERY


def test_a_dry_run_shows_what_would_change_and_writes_nothing(ann, portal):
    ann.run("sso", "sync")
    before = config(ann)
    del portal.assignments["ann", WORK_ACCOUNT, "ReadOnly"]
    done = ann.run("sso", "sync", "--dry-run")
    assert (done.status, config(ann)) == (0, before)
    assert done.err == "awsenv: ~/.aws/config: 1 removed, 2 unchanged; nothing was written\n"
    assert done.out == f"- Work-ReadOnly: account {WORK_ACCOUNT}, role ReadOnly\n"
    assert not list((ann.home / ".aws").glob(".awsenv-*"))


def test_what_names_a_profile_that_goes_or_is_renamed_is_told(ann, portal):
    ann.run("sso", "sync")
    more = "[profile mine]\nrole_arn = arn:aws:iam::444455556666:role/x\nsource_profile = Work-ReadOnly\n"
    ann.write(".aws/config", more, mode="a")
    ann.write("project/.awsprofile", "Work-Admin\n")
    for folder, role in (("one", "ReadOnly"), ("two", "Admin")):
        ann.write(f"{folder}/.awsprofile", f"account = {WORK_ACCOUNT}\nrole = {role}\n")
        assert ann.run("allow", str(ann.home / folder)).status == 0
    assert ann.run("allow", str(ann.home / "project")).status == 0
    del portal.assignments["ann", WORK_ACCOUNT, "ReadOnly"]
    portal.accounts[WORK_ACCOUNT] = "Job"
    dry = ann.run("sso", "sync", "--dry-run", "--rename")
    gone = "awsenv: 'Work-ReadOnly' is gone, but is still used by"
    assert dry.err.split("\n")[1:] == [
        "awsenv: 'Work-Admin' is now 'Job-Admin', but is still used by ~/project/.awsprofile",
        f"{gone} the source_profile of 'mine' and by ~/one/.awsprofile",
        "",
    ]
    assert ann.run("sso", "sync", "--rename").err.split("\n")[1:] == dry.err.split("\n")[1:]


def test_the_profiles_can_be_printed_for_a_config_that_a_program_makes(ann):
    done = ann.run("sso", "sync", "--print")
    assert (done.status, config(ann)) == (0, MINE)
    ann.run("sso", "sync")
    assert done.out == config(ann).removeprefix(MINE).lstrip("\n")
    assert done.err == "awsenv: ~/.aws/config: 3 added; nothing was written\n"


def test_more_than_half_goes_only_with_a_yes(ann, portal):
    ann.run("sso", "sync")
    before = config(ann)
    for account, role in ((WORK_ACCOUNT, "Admin"), (WORK_ACCOUNT, "ReadOnly")):
        del portal.assignments["ann", account, role]
    done = ann.run("sso", "sync")
    what = "awsenv: 2 of the 3 generated profiles would be removed, so nothing was changed\n"
    assert (done.status, done.err) == (4, what + "awsenv: --dry-run shows them, --yes removes them\n")
    assert config(ann) == before
    assert ann.run("sso", "sync", "--yes").status == 0
    assert headers(ann) == EVERY[:1]


def test_an_empty_answer_removes_nothing_by_itself(ann, portal):
    ann.run("sso", "sync")
    portal.assignments.clear()
    assert ann.run("sso", "sync").status == 4
    assert headers(ann) == EVERY
    assert ann.run("sso", "sync", "--yes").err == "awsenv: ~/.aws/config: 3 removed\n"
    assert headers(ann) == []
    assert config(ann).startswith(MINE)


@pytest.mark.parametrize(("answer", "status", "left"), [("yes", 0, 0), ("y", 1, 3)])
def test_on_a_terminal_it_asks(ann, portal, start_core, answer, status, left):
    ann.run("sso", "sync")
    portal.assignments.clear()
    terminal = start_core("sso", "sync")
    terminal.until("awsenv: 3 of the 3 generated profiles would be removed. Type yes to continue: ")
    terminal.send(f"{answer}\r")
    assert (terminal.ended()[1], len(headers(ann))) == (status, left)


def test_the_options_of_the_first_sync_hold_for_the_next(ann):
    words = ("--template", "{role_name}/{account_id}", "-r", "eu-west-3", "--role", "Adm*", "--account", "T*")
    assert ann.run("sso", "sync", *words).err == "awsenv: ~/.aws/config: 1 added\n"
    assert ann.run("sso", "sync").err == "awsenv: ~/.aws/config: 1 unchanged\n"
    assert headers(ann) == ["[profile Admin/111122223333]"]
    done = ann.run("sso", "sync", "--account", "*", "--role", "*", "-r", "", "--template", "")
    assert done.err == "awsenv: ~/.aws/config: 2 added, 1 changed\n"
    assert headers(ann) == EVERY
    assert not any(line.startswith("region") for line in block(ann))


def test_only_accounts_that_are_wanted_are_asked_for_their_roles(ann, server):
    ann.run("sso", "sync", "--account", WORK_ACCOUNT)
    assert [one.parameters["account_id"] for one in server.calls("ListAccountRoles")] == [WORK_ACCOUNT]


# --- the portal ---------------------------------------------------------------------------------------------


def test_all_pages_are_read_with_one_call_each(ann, server, portal):
    for number in range(250):
        portal.accounts[f"{number:012}"] = f"a{number}"
        portal.assignments["ann", f"{number:012}", "R"] = "arn:aws:iam::000000000000:role/R"
    for number in range(120):
        portal.assignments["ann", WORK_ACCOUNT, f"R{number}"] = "arn:aws:iam::000000000000:role/R"
    assert ann.run("sso", "sync").err == "awsenv: ~/.aws/config: 373 added\n"
    assert (len(server.calls("ListAccounts")), len(server.calls("ListAccountRoles"))) == (3, 253)


def test_throttling_is_waited_for(ann, server):
    server.disturb("ListAccounts", faults.too_many_requests, times=2)
    server.disturb("ListAccountRoles", faults.too_many_requests, times=5)
    assert ann.run("sso", "sync").err == "awsenv: ~/.aws/config: 3 added\n"


def test_a_listing_that_breaks_off_changes_nothing(ann, server):
    ann.run("sso", "sync")
    before = config(ann)
    server.disturb("ListAccountRoles", faults.error("ForbiddenException", 403, "No access"))
    done = ann.run("sso", "sync", "--yes")
    assert (done.status, done.err) == (5, "awsenv: SSO session 'corp': AWS says: No access\n")
    assert config(ann) == before


def test_a_token_that_the_portal_does_not_take_is_told_with_what_to_type(ann, world):
    world.sign_in.tokens.clear()
    done = ann.run("sso", "sync")
    assert (done.status, done.err.splitlines()) == (4, [
        "awsenv: the portal in eu-west-1 does not accept the sign-in to SSO session 'corp'",
        "awsenv: awsenv login --force --sso-session 'corp'; or is sso_region wrong?",
    ])  # fmt: skip


def test_whoever_is_not_signed_in_is_told_what_to_type(core, portal):
    core.write(".aws/config", MINE)
    done = core.run("sso", "sync")
    assert done.status == 4
    assert "not signed in to SSO session 'corp'" in done.err
    assert "awsenv login --sso-session 'corp'" in done.err


def test_a_portal_that_cannot_be_reached_is_named_at_once(ann):
    done = ann.run("sso", "sync", AWS_ENDPOINT_URL_SSO="http://127.0.0.1:9")
    assert (done.status, done.err.splitlines()[0]) == (5, "awsenv: cannot reach 127.0.0.1:9: no connection")


@pytest.mark.parametrize(
    ("account", "role"),
    [
        ("Work\n[profile x]\ncredential_process = touch x", "A"),
        ("W", "A\n[profile x]\ncredential_process = sh"),
    ],
)
def test_no_answer_of_a_portal_becomes_a_line_of_its_own(ann, portal, account, role):
    portal.accounts[WORK_ACCOUNT] = account
    portal.assignments["ann", WORK_ACCOUNT, role] = "arn:aws:iam::000000000000:role/R"
    done = ann.run("sso", "sync")
    assert "credential_process" not in [line.partition(" ")[0] for line in config(ann).splitlines()]
    assert (role == "A") == (done.status == 0), done.err
    assert "\n[" not in done.err
    assert (role == "A") != ("the portal returned 'A…' as roleName" in done.err)


def test_a_profile_of_the_environment_that_is_not_there_does_not_matter(ann):
    assert (
        ann.run("sso", "sync", AWS_PROFILE="gone", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y").status
        == 0
    )


# --- which session ------------------------------------------------------------------------------------------


def test_without_a_session_the_three_lines_are_told(core):
    done = core.run("sso", "sync")
    assert done.status == 1
    assert done.err.splitlines()[0] == "awsenv: ~/.aws/config: no [sso-session]"
    assert "[sso-session NAME], sso_start_url = https://…, sso_region = …" in done.err


def test_among_several_that_of_the_active_profile_is_taken(ann, world):
    own = "[profile mine]\nsso_session = corp\nsso_account_id = 000000000000\nsso_role_name = X\n"
    ann.write(".aws/config", SESSION.replace("corp]", "other]") + own, mode="a")
    done = ann.run("sso", "sync")
    assert (
        done.status,
        done.err.splitlines()[0],
    ) == (2, "awsenv: several SSO sessions: 'corp', 'other'")
    assert ann.run("sso", "sync", AWSENV_PROFILE="mine").status == 0
    assert "# awsenv sso sync corp #" in config(ann)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("sync", "nope"), "~/.aws/config: no [sso-session nope]"),
        (("corp",), "awsenv sso has no verb 'corp'"),
        (("sync", "--template", "{nope}"), "template '{nope}': no field '{nope}'"),
        (("sync", "-r", "a b"), "'a b' is not a region name"),
        (("sync", "--role", ""), "an empty pattern matches no account and no role"),
        (("sync", "\x1b]0;x\x07"), "~/.aws/config: no [sso-session ?]0;x?]"),
    ],
)
def test_wrong_words_are_told(ann, words, what):
    done = ann.run("sso", *words)
    assert done.status in {1, 2}
    assert done.err.splitlines()[0] == f"awsenv: {what}"
    assert config(ann) == MINE


# --- the file -----------------------------------------------------------------------------------------------


def test_a_link_stays_one_and_the_file_keeps_its_mode(ann):
    (ann.home / "dotfiles").mkdir()
    path, real = ann.home / ".aws/config", ann.home / "dotfiles/aws config"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to("../dotfiles/aws config")
    ann.run("sso", "sync")
    assert (path.is_symlink(), real.stat().st_mode) == (True, 0o100640)
    assert headers(ann) == EVERY
    assert [one.name for one in real.parent.iterdir()] == ["aws config"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_file_keeps_its_owner(ann):
    os.chown(ann.home / ".aws/config", 1234, 4321)
    ann.run("sso", "sync")
    status = os.stat(ann.home / ".aws/config")
    assert (status.st_uid, status.st_gid) == (1234, 4321)
    assert headers(ann) == EVERY


def test_crlf_and_odd_lines_outside_stay_to_the_byte(ann):
    odd = ("; é\r\n[default]\r\n# \x0b\u2028\r\n" + SESSION.replace("\n", "\r\n") + "# no end").encode()
    (ann.home / ".aws/config").write_bytes(odd)
    ann.run("sso", "sync")
    after = (ann.home / ".aws/config").read_bytes()
    assert after.startswith(odd + b"\r\n\r\n# awsenv sso sync corp # ")
    assert after.count(b"\n") == after.count(b"\r\n")
    ann.run("sso", "sync", "--role", "nothing", "--yes")
    assert (ann.home / ".aws/config").read_bytes().startswith(odd)


def test_damage_is_named_with_its_line_before_anything_is_asked(ann, server):
    ann.run("sso", "sync")
    text = config(ann).replace("# end of awsenv", "# end")
    ann.write(".aws/config", text)
    count = len(server.log)
    done = ann.run("sso", "sync")
    line = text[: text.index("# awsenv sso sync")].count("\n") + 1
    assert (
        done.status,
        done.err.splitlines()[0],
    ) == (1, f"awsenv: ~/.aws/config:{line}: these lines of awsenv have no end line")
    assert (config(ann), len(server.log)) == (text, count)


def test_a_bom_is_refused_as_botocore_does(ann):
    ann.write(".aws/config", "\ufeff" + MINE)
    done = ann.run("sso", "sync")
    assert (
        done.status,
        done.err.splitlines()[0],
    ) == (1, "awsenv: ~/.aws/config:1: starts with a byte order mark; AWS tools refuse the whole file")


def test_a_hard_link_is_not_parted(ann):
    os.link(ann.home / ".aws/config", ann.home / "other")
    done = ann.run("sso", "sync")
    assert (done.status, config(ann)) == (1, MINE)
    assert "awsenv: ~/.aws/config: cannot be written: it has another hard link" in done.err


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "config"
    path.write_bytes(b"before")
    return path


def test_a_file_that_changed_meanwhile_is_not_overwritten(file, tmp_path):
    assert rewrite.replace(str(file), b"before", b"mine", str(tmp_path / "locks"))
    file.write_bytes(b"theirs")
    assert not rewrite.replace(str(file), b"mine", b"again", str(tmp_path / "locks"))
    assert file.read_bytes() == b"theirs"
    assert {one.name for one in tmp_path.iterdir()} == {"config", "locks"}


@pytest.mark.parametrize("times", [1, 99])
def test_a_plan_is_made_anew_where_the_file_has_changed(file, tmp_path, times):
    seen = []

    def make(text):
        seen.append(text)
        if len(seen) <= times:
            file.write_text(f"theirs {len(seen)}")
        plan = changes.Plan()
        plan.before, plan.after = text, text + " and ours"
        return plan

    wanted = nullcontext() if times == 1 else pytest.raises(AwsenvError, match="cannot be written")
    with wanted:
        update.carry_out(str(file), make, pytest.fail, str(tmp_path / "locks"))
    assert seen[:2] == ["before", "theirs 1"]
    assert file.read_text() == ("theirs 1 and ours" if times == 1 else f"theirs {len(seen)}")


def test_a_file_that_was_not_there_is_made_for_its_owner_alone(tmp_path):
    path = tmp_path / "new/deep/config"
    assert rewrite.replace(str(path), b"", b"mine", str(tmp_path / "locks"))
    assert (path.stat().st_mode, path.parent.stat().st_mode) == (0o100600, 0o40700)


FAILING = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
from awsenv.errors import AwsenvError
from awsenv.files import rewrite
try:
    rewrite.replace(sys.argv[1], b"before", b"x" * 5000, sys.argv[2])
except AwsenvError as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_leaves_the_file_whole(file, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FAILING, str(file), str(tmp_path / "locks")],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == f"{file}: cannot be written: File too large\n"
    assert file.read_bytes() == b"before"
    assert {one.name for one in tmp_path.iterdir()} == {"config", "locks"}


WRITER = """
import sys
from awsenv.files import rewrite
path, locks = sys.argv[1:]
texts = [b"a" * 3000000, b"b" * 3000000]
while True:
    rewrite.replace(path, texts[0], texts[1], locks)
    texts.reverse()
    print(flush=True)
"""


def test_a_writer_that_is_killed_leaves_the_old_or_the_new_text(file, tmp_path):
    for number in range(20):
        file.write_bytes(b"a" * 3000000)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), str(tmp_path / "locks")],
            stdout=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        writer.stdout.readline()
        os.read(writer.stdout.fileno(), 1 + number % 3)  # at another place each time
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert file.read_bytes() in {b"a" * 3000000, b"b" * 3000000}
    before = file.read_bytes()
    assert rewrite.replace(str(file), before, b"new", str(tmp_path / "locks"))
    assert {one.name for one in tmp_path.iterdir()} == {"config", "locks"}


def test_two_sessions_at_once_lose_nothing(ann, world):
    names = [f"s{number}" for number in range(4)]
    ann.write(".aws/config", "".join(SESSION.replace("corp]", f"{name}]") for name in names), mode="a")
    for name in names:
        sign_in(ann, world, name)
    running = [ann.popen("sso", "sync", name, shell=None) for name in ("corp", *names)]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, "3 added" in err) == (0, True), err
    text = config(ann)
    assert text.startswith(MINE)
    assert [text.count("\nsso_account_id")] == [5 * 3]
    assert all(f"\n# end of awsenv sso sync {name}\n" in text for name in ("corp", *names))
    assert not list((ann.home / ".aws").glob(".awsenv-*"))
    assert "3 unchanged" in ann.run("sso", "sync", "s2").err


def test_an_editor_that_saves_meanwhile_loses_nothing(ann, server):
    hold = faults.Hang()
    server.disturb("ListAccountRoles", hold)
    running = ann.popen("sso", "sync", shell=None)
    server.wait("ListAccountRoles")
    ann.write(".aws/config", "[profile late]\nregion = x\n", mode="a")
    hold.release()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "awsenv: ~/.aws/config: 3 added\n")
    assert config(ann).startswith(MINE + "[profile late]\nregion = x\n")


@pytest.mark.parametrize("order", ["set", "new"])
def test_the_real_aws_can_configure_beside_our_lines(ann, order):
    ann.run("sso", "sync")
    name = "Work-ReadOnly" if order == "set" else "fresh"
    subprocess.run(
        ["aws", "configure", "set", "output", "json", "--profile", name],
        env=ann.environ,
        check=True,
        timeout=60,
    )
    last = ann.run("sso", "sync")
    assert last.status == 0
    assert ("1 changed, 2 unchanged" in last.err) == (order == "set")
    assert config(ann).endswith("[profile fresh]\noutput = json\n") == (order == "new")


def test_ctrl_c_ends_it_and_changes_nothing(ann, server):
    server.disturb("ListAccountRoles", faults.Hang(), times=2)
    running = ann.popen("sso", "sync", shell=None)
    server.wait("ListAccountRoles", 2)
    running.send_signal(signal.SIGINT)
    assert (running.wait(30), running.communicate()) == (130, ("", ""))
    assert config(ann) == MINE


def test_the_lines_of_readme_run(ann):
    text = README
    lines = [line.partition(" #")[0] for line in text.splitlines() if line.startswith("    awsenv")]
    assert len(lines) == 4
    for line in lines:
        assert ann.run(*shlex.split(line)[1:]).status == 0
    assert headers(ann) == ["[profile Test-EU/Admin]", "[profile Work/Admin]"]


def test_no_secret_of_the_sign_in_is_shown(ann, world):
    token = sign_in(ann, world)
    for done in (ann.run("sso", "sync", "--dry-run"), ann.run("sso", "sync")):
        assert token.access not in done.out + done.err + config(ann)
