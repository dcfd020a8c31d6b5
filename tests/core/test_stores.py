"""Do the real stores keep keys, out of sight, and is a locked one a sentence and never a question?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from running import ANN, CREDENTIALS

SECRET = "ann/canary+secret"
COLLECTION = "import secretstorage as s; s.get_default_collection(s.dbus_init())"
KEYRING = f"""\
set -eu
printf 'pass word' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
awsenv() {{ echo "== $*"; {{ "$PYTHON" -m awsenv "$@" || echo "status $?"; }} 2>&1; }}
awsenv keys move ann --to keyring
awsenv keys print ann
"$PYTHON" -c '{COLLECTION}.lock()'
awsenv keys print ann
awsenv doctor --offline --json >"$HOME/found"
kill "$(pidof -s gnome-keyring-daemon)" || :
printf 'pass word' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
awsenv keys back ann
awsenv keys print ann --from keyring --key {ANN}
"""


def answers(text):
    """What each command said."""
    return {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in text.split("== ")[1:]}


@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="there is no gnome-keyring")
def test_a_secret_service_keeps_keys_and_says_that_it_is_locked(core, tmp_path):
    (tmp_path / "run").mkdir(mode=0o700)
    environ = {**core.environ, "PYTHON": sys.executable, "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    command = ["dbus-run-session", "--", "sh", "-c", KEYRING]
    more = {"capture_output": True, "text": True, "start_new_session": True, "timeout": 120}
    done = subprocess.run(command, env=environ, cwd=core.home, check=False, **more)
    said = answers(done.stdout)
    assert f"{ANN} is in the store 'keyring'" in said["keys move ann --to keyring"], done
    assert "the store 'keyring' is locked" in said["keys print ann"]
    assert said["keys print ann"].endswith("status 4")
    assert done.stdout.count(SECRET) == 1
    assert (core.home / ".aws/credentials").read_text() == CREDENTIALS
    assert f"does not have the key '{ANN}'" in said[f"keys print ann --from keyring --key {ANN}"]
    found, _ = json.JSONDecoder().raw_decode((core.home / "found").read_text().partition("\n")[2])
    assert ("tools.store", "note") in [(one["check"], one["level"]) for one in found]


def test_without_a_bus_the_keyring_is_an_error_and_nothing_waits(core):
    environ = {**core.environ, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    result = core.run("keys", "move", "ann", "--to", "keyring", **environ)
    assert result.status == 1
    assert result.err.startswith("awsenv: the store 'keyring' failed: ")
    assert "Traceback" not in result.err
    assert (core.home / ".aws/credentials").read_text() == CREDENTIALS


@pytest.fixture
def gpg(core, tmp_path):
    """A gpg with one key that has a passphrase, and the program that gives it to the agent."""
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    core.environ["GNUPGHOME"] = str(home)

    def run(*words, given=""):
        command = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "pass word"]
        subprocess.run(
            [*command, *words], env=core.environ, input=given, check=True, text=True, capture_output=True
        )

    run("--quick-generate-key", "ann@example.org", "default", "default", "never")
    yield run
    subprocess.run(["gpgconf", "--kill", "all"], env=core.environ, check=False)


@pytest.mark.skipif(not (shutil.which("pass") and shutil.which("gpg")), reason="there is no pass")
def test_pass_keeps_keys_and_says_that_it_is_locked(core, gpg):
    subprocess.run(["pass", "init", "ann@example.org"], env=core.environ, check=True, capture_output=True)
    sample = core.write("sample", "")
    gpg("--recipient", "ann@example.org", "--encrypt", str(sample))
    gpg("--decrypt", "--output", os.devnull, "--yes", f"{sample}.gpg")  # the agent remembers the passphrase
    assert core.run("keys", "move", "ann", "--to", "pass").status == 0
    item = core.home / ".password-store/awsenv" / f"{ANN}.gpg"
    assert SECRET.encode() not in item.read_bytes()
    assert json.loads(core.run("keys", "print", "ann").out)["SecretAccessKey"] == SECRET
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=core.environ, check=True)
    locked = core.run("keys", "print", "ann")
    assert (locked.status, locked.out) == (4, "")
    assert locked.err.splitlines() == [
        "awsenv: the store 'pass' is locked",
        f"awsenv: pass show awsenv/{ANN} >/dev/null asks for the passphrase, then run the command again",
    ]
    gpg("--decrypt", "--output", os.devnull, "--yes", str(item))
    assert core.run("keys", "back", "ann").status == 0
    assert (core.home / ".aws/credentials").read_text() == CREDENTIALS
    assert not item.exists()


# What op and bw are asked, and what they answer; they say so, but for what they read.
OP = """\
import json, os, sys
words, home = sys.argv[1:], os.environ["HOME"]
with open(home + "/asked", "a") as log: log.write(" ".join(words) + "\\n")
if os.path.exists(home + "/locked"): sys.exit("[ERROR] You are not currently signed in.")
if words == ["whoami"]: sys.exit()
assert words[0] == "item", words
path = home + "/items/" + (words[2] if words[1] != "create" else "")
if words[1] == "create":
    assert words[2:] == ["--format", "json", "-"], words
    item = json.load(sys.stdin)
    os.makedirs(path, exist_ok=True)
    with open(path + item["title"], "w") as file: json.dump(item, file)
    sys.exit()
if not os.path.exists(path): sys.exit(f'[ERROR] "{words[2]}" isn\\'t an item. Specify the item with its UUID')
print(open(path).read()) if words[1] == "get" else os.remove(path)
"""
BW = """\
import base64, json, os, sys
words, home = sys.argv[1:], os.environ["HOME"]
with open(home + "/asked", "a") as log: log.write(" ".join(words) + "\\n")
assert words[0] == "--nointeraction", words
if os.path.exists(home + "/locked"): sys.exit("Vault is locked.")
path = home + "/items/"
if words[1] == "create":
    assert words[2:] == ["item"], words
    item = json.loads(base64.b64decode(sys.stdin.read()))
    os.makedirs(path, exist_ok=True)
    with open(path + item["name"], "w") as file: json.dump({"id": "id " + item["name"], **item}, file)
    sys.exit()
path += words[3].removeprefix("id ")
if not os.path.exists(path): sys.exit("Not found.")
print(open(path).read()) if words[1] == "get" else os.remove(path)
"""


@pytest.mark.parametrize(("name", "program"), [("op", OP), ("bw", BW)])
def test_a_store_behind_a_program_reads_secrets_and_is_never_given_one(core, name, program):
    core.write(f"bin/{name}", f"#!{sys.executable} -IS\n{program}").chmod(0o755)
    core.environ["PATH"] = f"{core.home}/bin:{core.environ['PATH']}"
    assert core.run("keys", "move", "ann", "--to", name).status == 0
    assert json.loads(core.run("keys", "print", "ann").out)["SecretAccessKey"] == SECRET
    core.write("locked", "")
    locked = core.run("keys", "print", "ann")
    assert (locked.status, locked.out) == (4, "")
    assert locked.err.startswith(f"awsenv: the store '{name}' is locked\nawsenv: ")
    (core.home / "locked").unlink()
    assert core.run("keys", "back", "ann").status == 0
    assert (core.home / ".aws/credentials").read_text() == CREDENTIALS
    assert [*(core.home / "items").iterdir()] == []
    assert "canary" not in (core.home / "asked").read_text()
