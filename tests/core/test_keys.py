"""Do long-lived keys move, come back and change so that one good key is there wherever that is stopped?"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import warm
from aws import User, faults
from running import ANN, BOB, CONFIG, CREDENTIALS, HOME_ACCOUNT, SERIAL, identity

USER = f"arn:aws:iam::{HOME_ACCOUNT}:user/ann"
# What pass does, without gpg. It says who asked what, and would never get a secret as an argument.
PASS = """\
#!/bin/sh
for last; do :; done
item=$HOME/store/${last##*/}
printf '%s\\n' "$*" >>"$HOME/asked"
if [ -e "$HOME/fault-$1" ]; then cat "$HOME/fault-$1" >&2; exit 2; fi
case $1 in
  insert) mkdir -p "$HOME/store" && cat >"$item.new" && mv "$item.new" "$item" ;;
  show) cat "$item" 2>/dev/null || { echo "Error: $last is not in the password store." >&2; exit 1; } ;;
  rm) rm "$item" 2>/dev/null || { echo "Error: $last is not in the password store." >&2; exit 1; } ;;
esac
"""
DRIVER = """\
import os, sys
kinds, at, seen = sys.argv.pop(1).split(), int(sys.argv.pop(1)), 0
def hook(event, given):
    global seen
    seen += event in kinds
    if event in kinds and seen == at:
        os._exit(137)  # as abrupt as kill -9
sys.addaudithook(hook)
sys.argv[0] = "awsenv"
from awsenv.__main__ import main
sys.exit(main())
"""

SWITCHES = """\
import os, sys, time
from awsenv import cli
environ, here = dict(os.environ), os.getcwd()
for name in sys.argv[1:]:
    print(cli.main([name], environ, here, time.time(), sys.stdout, sys.stderr, "/bin/awsenv")[0])
"""


@pytest.fixture
def keys(core):
    """A shell beside a store that is a stand-in for pass."""
    core.write("bin/pass", PASS).chmod(0o755)
    core.environ["PATH"] = f"{core.home}/bin:{core.environ['PATH']}"
    (core.home / ".aws/credentials").chmod(0o600)
    return core


def asked(core, word="show"):
    """How often the store was asked."""
    path = core.home / "asked"
    return sum(line.startswith(word) for line in path.read_text().splitlines()) if path.exists() else 0


def file_of(core):
    return (core.home / ".aws/credentials").read_text()


def key_of(core, name="ann"):
    """The id that a profile has now, be it in the file or in the store, and its secret."""
    section = file_of(core).split(f"[{name}]\n")[1].split("\n[")[0]
    if found := re.search(r"--key (\w+)", section):
        return found[1], (core.home / "store" / found[1]).read_text().splitlines()[0]
    return tuple(re.search(rf"{option} = (\S+)", section)[1] for option in ("key_id", "access_key"))


def works(core, world, name="ann"):
    """Whether AWS takes what a profile has now."""
    key, secret = key_of(core, name)
    fact = world.access_keys.get(key)
    return world.users[key].secret == secret and (fact is None or fact.active)


def moved(core, *words):
    assert core.run("keys", "move", "ann", "--to", "pass", *words).status == 0


# --- what there is ------------------------------------------------------------------------------------------


def test_all_keys_are_listed_with_their_places_and_users(keys, world):
    moved(keys)
    result = keys.run("keys", "--verify", "--json")
    ann, bob = json.loads(result.out)
    assert (result.status, result.err) == (0, "")
    assert (ann["profile"], ann["access_key"], ann["store"], ann["user"]) == ("ann", ANN, "pass", USER)
    assert ann["used_by"] == ["ann", "ann-mfa", "other-mfa", "open", "chained"]
    assert (bob["store"], bob["where"]["line"], bob["keys"]) == (None, 4, 1)
    assert world.now().timestamp() - bob["created"] >= 99 * 86400
    table = keys.run("keys").out.splitlines()
    assert [line.split()[:3] for line in table[1:]] == [["ann", ANN, "pass"], ["bob", BOB, "plain,"]]
    assert "canary" not in keys.run("keys").out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["keys", "move", "ann"], 2, "no store is chosen"),
        (["keys", "move", "ann", "--to", "x"], 2, "not one of keyring"),
        (["keys", "move"], 2, "name a profile"),
        (["keys", "move", "open", "--to", "pass"], 1, "it uses those of profile 'ann'"),
        (["keys", "move", "none", "--to", "pass"], 3, "no profile 'none'"),
        (["keys", "back", "ann"], 2, "already"),
        (["keys", "print", "ann"], 2, "in a plain file"),
        (["keys", "rotate", "ann", "--finish"], 2, "no rotation"),
        (["keys", "--finish"], 2, "--finish is for"),
        (["keys", "move", "ann", "--to", "op"], 1, "needs the program 'op'"),
        (["keys", "move", "ann", "--to", "kwallet"], 1, "needs the Python package dbus"),
    ],
)
def test_what_makes_no_sense_changes_nothing(keys, server, words, status, said):
    result = keys.run(*words, PATH=f"{keys.home}/bin:/usr/bin:/bin")
    assert result.status == status
    assert said in result.err
    assert "Traceback" not in result.err
    assert (file_of(keys), server.log) == (CREDENTIALS, [])


# --- into a store and back ----------------------------------------------------------------------------------


def test_everything_goes_on_when_keys_have_moved(keys, world):
    keys.environ["AWSENV_STORE"] = "pass"
    assert keys.run("keys", "move", "ann").status == 0
    assert "ann/canary" not in file_of(keys)
    for name, arn in (("ann", USER), ("open", "assumed-role/open/")):
        assert arn in identity({**keys.environ, "AWS_PROFILE": name})
        result = keys.run(name, "-k", keep=False)
        assert (result.status, result.err) == (0, "")
    back = keys.run("keys", "back", "ann")
    assert (back.status, file_of(keys)) == (0, CREDENTIALS)
    assert [*(keys.home / "store").iterdir()] == []
    assert (keys.home / ".aws/credentials").stat().st_mode & 0o777 == 0o600


def test_a_day_of_ten_shells_and_fifty_switches_asks_the_store_once(keys, world):
    moved(keys)
    before = asked(keys)
    assert keys.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL)).status == 0
    switches = 10 * ["ann-mfa", "ann", "other-mfa", "chained", "ann-mfa"]
    status, out, err = warm.run(
        ["-c", SWITCHES, *switches], keys.environ | {"AWSENV_SHELL": "bash:3"}, keys.home, keys.home / "code"
    )
    assert (status, out, err) == (0, 50 * "0\n", "")
    assert asked(keys) - before == 1


def test_a_kept_session_and_a_consent_outlive_a_move(keys, world, server):
    keys.write(".awsprofile", "ann-mfa\n")
    assert keys.run("allow").status == 0
    assert keys.run("login", "ann-mfa", "-t", world.mfa_code(SERIAL)).status == 0
    moved(keys)
    before, count = asked(keys), len(server.calls("GetSessionToken"))
    assert keys.run("--hook", f"{keys.home}/.awsprofile").environ["AWSENV_PROFILE"] == "ann-mfa"
    assert (asked(keys), len(server.calls("GetSessionToken"))) == (before, count)


def test_a_locked_store_is_a_sentence_where_no_one_may_be_asked(keys):
    """A directory's hook does not even try; a tool without a terminal is told."""
    moved(keys)
    keys.write(".awsprofile", "open\nmode = keys\n")
    keys.run("allow")
    keys.write("fault-show", "gpg: public key decryption failed: No pinentry\n")
    before = asked(keys)
    hook = keys.run("--hook", f"{keys.home}/.awsprofile", keep=False)
    assert ("has no session now" in hook.err, "AWSENV_PROFILE" in hook.environ) == (True, False)
    assert asked(keys) == before
    for words in (["keys", "print", "ann"], ["open", "-k"]):
        result = keys.run(*words)
        assert result.status == 4
        assert result.err.startswith("awsenv: the store 'pass' is locked")
        assert f"pass show awsenv/{ANN}" in result.err


def test_a_store_that_does_not_answer_costs_its_limit_and_no_more(keys):
    moved(keys)
    keys.write("bin/pass", "#!/bin/sh\nsleep 60 &\nwait\n")
    script = "import awsenv.stores.program as p; p.SILENT = 0.2"
    driver = f"{script}; import sys; from awsenv.__main__ import main; sys.exit(main())"
    status, out, err = warm.run(["-c", driver, "keys", "print", "ann"], keys.environ, keys.home)
    assert (status, out) == (1, "")
    assert err.startswith("awsenv: the store 'pass' did not answer within 0.2 s\n")


@pytest.mark.parametrize("fault", ["insert", "show", "AWS", "its own source"])
def test_a_move_that_fails_leaves_all_as_it_was(keys, world, server, fault):
    if fault == "AWS":
        world.users[ANN] = User(USER, "another/secret")
    elif fault == "its own source":
        role = "role_arn = arn:aws:iam::444455556666:role/open\nsource_profile = ann\n"
        keys.write(".aws/config", CONFIG.replace("[profile ann]\n", f"[profile ann]\n{role}"))
    else:
        keys.write(f"fault-{fault}", "gpg: no room\n")
    result = keys.run("keys", "move", "ann", "--to", "pass")
    assert result.status in (1, 5)
    assert "canary" not in result.err
    assert file_of(keys) == CREDENTIALS
    store = keys.home / "store"
    assert fault == "show" or not store.exists() or [*store.iterdir()] == []


def test_keys_of_two_profiles_share_an_item_that_goes_with_the_last(keys):
    again = file_of(keys).split("[bob]")[0].replace("[ann]", "[again]")
    keys.write(".aws/credentials", again, mode="a")
    result = keys.run("keys", "move", "ann", "--to", "pass")
    assert "also has the key, in profile 'again': awsenv keys move 'again' --to pass" in result.err
    assert keys.run("keys", "move", "again", "--to", "pass").status == 0
    for name, stays in (("ann", True), ("again", False)):
        assert keys.run("keys", "back", name).status == 0
        assert (keys.home / "store" / ANN).exists() == stays
    assert file_of(keys) == CREDENTIALS + again


@pytest.mark.parametrize("words", [("move", "ann", "--to", "pass"), ("back", "ann")], ids=["move", "back"])
def test_killed_at_any_step_keys_are_in_one_place_or_in_both(keys, world, words):
    at, status = 1, 137
    if words[0] == "back":
        moved(keys)
    before, kept = file_of(keys), {path: path.read_bytes() for path in (keys.home / "store").glob("*")}
    while status == 137:
        kinds = "subprocess.Popen os.rename"
        status, _, err = warm.run(["-c", DRIVER, kinds, str(at), "keys", *words], keys.environ, keys.home)
        assert works(keys, world), (at, err)
        after, at = file_of(keys), at + 1
        keys.write(".aws/credentials", before)
        for path, data in kept.items():
            path.write_bytes(data)
    assert (status, after != before, at > 3) == (0, True, True)


# --- a new key for an old one -------------------------------------------------------------------------------


@pytest.mark.parametrize("store", [True, False], ids=["in a store", "in a plain file"])
def test_a_key_is_rotated_and_the_old_one_deleted_later(keys, world, server, store):
    world.delay = 2
    if store:
        moved(keys)
    assert keys.run("ann-mfa", "-t", world.mfa_code(SERIAL)).status == 0
    rotated = keys.run("keys", "rotate", "ann")
    new = key_of(keys)[0]
    assert (rotated.status, new != ANN, works(keys, world)) == (0, True, True)
    assert f"{new} is in use, and {ANN} is inactive" in rotated.err
    assert "this shell still has a session of the old key" in rotated.err
    assert not world.access_keys[ANN].active
    assert keys.session_files() == []
    again = keys.run("keys", "rotate", "ann")
    assert (again.status, key_of(keys)[0], ANN in world.users) == (0, new, True)
    assert keys.run("keys", "rotate", "ann", "--finish").status == 0
    assert world.keys_of(USER) == [new]
    assert [path.name for path in (keys.home / ".local/state/awsenv/keys").iterdir()] == ["known"]
    assert [path.name for path in (keys.home / "store").glob("*")] == ([new] if store else [])
    assert len(server.calls("CreateAccessKey")) == 1


def test_the_old_key_is_deleted_after_the_days_of_the_settings(keys, world):
    keys.write(".config/awsenv/config.toml", "keep_old_key = 1\n")
    keys.run("keys", "rotate", "ann")
    path = next((keys.home / ".local/state/awsenv/keys").glob("rotation-*"))
    path.write_text(path.read_text().replace('"inactive": ', '"inactive": 1, "was": '))
    assert keys.run("keys", "rotate", "ann").status == 0
    assert ANN not in world.users


@pytest.mark.parametrize("store", [True, False], ids=["in a store", "in a plain file"])
def test_killed_at_any_step_one_key_works_and_rotate_goes_on(keys, world, store):
    """Before each program of a store is started, or else each file is put in place."""
    kinds = "subprocess.Popen" if store else "os.rename"
    state = keys.home / ".local/state/awsenv/keys"
    if store:
        moved(keys)
    at, status = 1, 137
    while status == 137:
        status, _, err = warm.run(
            ["-c", DRIVER, kinds, str(at), "keys", "rotate", "ann"], keys.environ, keys.home
        )
        assert works(keys, world), f"killed at {at}"
        at += 1
        if not [*state.glob("rotation-*")]:  # nothing was done yet
            continue
        done = keys.run("keys", "rotate", "ann", "--finish")
        assert (done.status, works(keys, world)) == (0, True), (at, done.err, err)
    assert (at > 5, world.keys_of(USER)) == (True, [key_of(keys)[0]])
    assert [path.name for path in state.iterdir()] == ["known"]


@pytest.mark.parametrize(
    "action", ["CreateAccessKey", "GetCallerIdentity", "UpdateAccessKey", "ListAccessKeys", "lost answer"]
)
def test_a_lost_network_loses_nothing(keys, world, server, action):
    if action == "lost answer":  # AWS has made the key, and no one was told

        def fault():
            world.new_key(USER)
            raise ConnectionAbortedError

        server.disturb("CreateAccessKey", fault)
    else:
        server.disturb(action, faults.disconnect, 9)
    stopped = keys.run("keys", "rotate", "ann")
    assert (stopped.status, works(keys, world)) == (5, True), stopped.err
    server.mend()
    if not world.access_keys.get(ANN) or key_of(keys)[0] == ANN:
        done = keys.run("keys", "rotate", "ann")
        assert (done.status, works(keys, world)) == (0, True), done.err
    assert keys.run("keys", "rotate", "ann", "--finish").status == 0
    assert world.keys_of(USER) == [key_of(keys)[0]]


def test_a_store_that_refuses_the_new_key_gets_it_deleted_at_aws(keys, world):
    moved(keys)
    keys.write("fault-insert", "gpg: No space left on device\n")
    stopped = keys.run("keys", "rotate", "ann")
    assert (stopped.status, works(keys, world), world.keys_of(USER)) == (1, True, [ANN])
    assert "No space left on device" in stopped.err
    (keys.home / "fault-insert").unlink()
    assert keys.run("keys", "rotate", "ann").status == 0


def test_two_keys_are_refused_with_both_ages(keys, world):
    other = world.new_key(USER)[0]
    result = keys.run("keys", "rotate", "ann")
    assert (result.status, world.keys_of(USER)) == (5, [ANN, other])
    assert re.search(rf"{ANN} is (99|100) days old.*{other} is 0 days old, never used", result.err)


def test_a_key_that_another_made_meanwhile_is_not_deleted(keys, world, server):
    server.disturb("CreateAccessKey", faults.disconnect, 9)
    assert keys.run("keys", "rotate", "ann").status == 5
    server.mend()
    other = world.new_key(USER)[0]
    world.access_keys[other].created += timedelta(hours=1)
    result = keys.run("keys", "rotate", "ann")
    assert (result.status, world.keys_of(USER)) == (5, [ANN, other])
    assert f"has a second key, {other}" in result.err


def test_an_old_key_that_is_active_again_is_not_deleted(keys, world):
    keys.run("keys", "rotate", "ann")
    world.access_keys[ANN].active = True
    result = keys.run("keys", "rotate", "ann", "--finish")
    assert (result.status, ANN in world.users) == (5, True)
    assert "is active again" in result.err


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ({"CreateAccessKey"}, "is not authorized to perform: iam:CreateAccessKey"),
        ({"ListAccessKeys"}, "is not authorized to perform: iam:ListAccessKeys"),
        ("root", "not of an IAM user"),
    ],
)
def test_who_may_not_is_told(keys, world, denied, said):
    if denied == "root":
        world.users[ANN] = User(f"arn:aws:iam::{HOME_ACCOUNT}:root", "ann/canary+secret")
    else:
        world.denied = denied
    result = keys.run("keys", "rotate", "ann")
    assert (result.status, key_of(keys)[0]) == (5, ANN)
    assert said in result.err


def test_where_iam_wants_mfa_the_device_of_a_role_serves(keys, start_core, world):
    world.iam_wants_mfa = True
    terminal = start_core("keys", "rotate", "ann")
    terminal.until(f"MFA code for {SERIAL}: ")
    terminal.send(f"{world.mfa_code(SERIAL)}\r")
    words, status = terminal.ended()
    assert (status, works(keys, world)) == (0, True), words


# --- what doctor says, and what nobody may see --------------------------------------------------------------


def test_doctor_tells_of_keys(keys, world):
    def found():
        result = json.loads(keys.run("doctor", "--offline", "--json", keep=False).out)
        names = ("plain-keys", "old-key", "second-key", "rotation", "tools.store")
        return [(one["check"], one["level"]) for one in result if one["check"].endswith(names)]

    assert found() == [("profiles.plain-keys", "note")]
    moved(keys)
    world.new_key(f"arn:aws:iam::{HOME_ACCOUNT}:user/bob")
    keys.run("keys", "--verify")
    (keys.home / "store" / ANN).unlink()
    assert found() == [
        ("profiles.plain-keys", "note"),
        ("profiles.old-key", "warning"),
        ("profiles.old-key", "warning"),
        ("profiles.second-key", "warning"),
        ("tools.store", "warning"),
    ]


def test_no_secret_is_an_argument_or_in_a_file_of_ours(keys, world):
    moved(keys)
    said = [keys.run("keys", "rotate", "ann"), keys.run("keys", "--verify"), keys.run("explain", "ann")]
    secrets = {user.secret for user in world.users.values()}
    texts = [path.read_text(errors="replace") for path in keys.home.rglob("*") if path.is_file()]
    texts = [text for text in texts if not text.startswith(("[ann]", *secrets))]
    texts += [one.out + one.err for one in said]
    assert [secret for secret in secrets if any(secret in text for text in texts)] == []


def test_of_a_key_in_each_file_the_one_in_use_moves_and_the_other_is_named(keys, world):
    section = "[profile ann]\n"
    for other, secret in (ANN, "ann/canary+secret"), (BOB, "bob/canary+secret"):
        lines = f"aws_access_key_id = {other}\naws_secret_access_key = {secret}\n"
        keys.write(".aws/config", CONFIG.replace(section, section + lines))
        result = keys.run("keys", "move", "ann", "--to", "pass")
        assert (result.status, key_of(keys)) == (0, (ANN, "ann/canary+secret"))
        assert ("awsenv keys move 'ann' --to pass" in result.err) == (other == ANN)
        assert keys.run("keys", "back", "ann").status == 0
    assert file_of(keys) == CREDENTIALS
    assert keys.run("keys", "rotate", "ann").status == 0
    assert (key_of(keys)[0] != ANN, key_of(keys, "bob")[0]) == (True, BOB)
