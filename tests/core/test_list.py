"""Does `awsenv list` show every profile, in the room that there is, with its session?"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ANN, SAMPLE, SERIAL, as_json, role_arn, run_core

from awsenv.call import Call
from awsenv.chains import walk
from awsenv.files import private
from awsenv.listing import listed
from awsenv.listing.expirations import Expirations
from awsenv.listing.summary import SCREEN, Summary
from awsenv.terminal import table
from awsenv.terminal.screen import width

CONFIG = f"""\
{SAMPLE}[profile 中文-profile]
[profile circle]
role_arn = arn:aws:iam::012345678901:role/x
source_profile = circle
"""
HOSTILE = "[profile a\x1b[31m\u202eb]\nregion = \x07c\n"
CREDENTIALS = "[prod-account]\naws_access_key_id = ABCDEFGHIJKLMNOP0123\naws_secret_access_key = s\n"
NAMES = ["default", "dev", "prod-network-admin", "中文-profile", "circle", "prod-account"]


@pytest.fixture
def person(home, environ):
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(CREDENTIALS)
    return {**environ, "TERM": "xterm-256color"}


def run(environ, *words):
    return run_core(environ, environ["HOME"], "list", *words)


def piped(environ, *words):
    """What a program reads."""
    done = run(environ, *words)
    assert (done.status, done.err) == (0, "")
    return done.out


@pytest.fixture
def shown(sit):
    """The lines that a terminal of so many columns gets."""

    def shown(environ, columns, *words):
        terminal = sit([sys.executable, "-m", "awsenv", "list", *words], environ, environ["HOME"], columns)
        text, status = terminal.ended()
        assert status == 0
        return text.replace("\r\n", "\n").splitlines()

    return shown


def bare(line):
    """The line without colors."""
    return line.replace("\x1b[31m", "").replace("\x1b[m", "")


def test_a_pipe_gets_an_aligned_table_with_a_star_at_the_active_profile(person):
    lines = piped({**person, "AWSENV_PROFILE": "dev"}).splitlines()
    rows = [line.split() for line in lines]
    assert rows[0] == ["profile", "type", "account", "role", "region", "session"]
    assert ["*", "dev", "process", "-", "-", "eu-west-1", "-"] in rows
    assert ["prod-network-admin", "role", "012345678901", "NetworkAdminRole", "-", "-"] in rows
    assert ["circle", "broken", "-", "-", "-", "-"] in rows
    column = lines[0].index("type")
    starts = {width(line.partition(row[-5])[0]) for line, row in zip(lines, rows, strict=True)}
    assert starts == {column}


def test_a_pipe_gets_no_color_and_every_column(person):
    text = piped({**person, "COLUMNS": "20"})
    assert "\x1b" not in text
    assert "NetworkAdminRole" in text


def test_a_terminal_gets_names_in_the_color_of_their_class(person, shown):
    [line] = [line for line in shown(person, 100) if "prod-network-admin" in line]
    assert "  \x1b[31mprod-network-admin\x1b[m  role" in line
    [line] = [line for line in shown(person, 100) if "dev" in line]
    assert "\x1b" not in line


@pytest.mark.parametrize("without", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colors_gets_none(person, without, shown):
    assert "\x1b" not in "".join(shown({**person, **without}, 100))


@pytest.mark.parametrize("columns", [10, 24, 40, 60, 70, 80, 132])
def test_no_line_is_wider_than_the_terminal_and_no_name_is_cut(person, columns, shown):
    lines = [bare(line) for line in shown({**person, "AWSENV_PROFILE": "dev"}, columns)]
    assert max(columns, 3 + len("prod-network-admin")) >= max(map(width, lines))
    assert [line[3:].split()[0] for line in lines[1:]] == NAMES


def test_a_narrow_terminal_cuts_the_role_first_and_then_loses_columns(person, shown):
    [line] = [line for line in map(bare, shown(person, 75)) if "prod-network-admin" in line]
    assert line.split() == ["prod-network-admin", "role", "012345678901", "NetworkAdminRole", "-"]
    heads = [shown(person, columns)[0].split() for columns in (75, 60, 40, 20)]
    assert [len(head) for head in heads] == [5, 4, 2, 1]
    assert heads[2] == ["profile", "account"]


def test_a_terminal_that_does_not_know_its_width_gets_every_column(person, shown):
    assert any("NetworkAdminRole" in line for line in shown(person, 0))


def test_names_that_a_terminal_would_obey_are_shown_harmless(person, home, shown):
    with (home / ".aws/config").open("a") as stream:
        stream.write(HOSTILE)
    for lines, more in ((shown(person, 100), []), (piped(person).splitlines(), ["-"])):
        assert any(line.split() == ["a?[31m?b", "none", "-", "-", "?c", *more] for line in map(bare, lines))
    assert any(row["profile"] == "a\x1b[31m\u202eb" for row in json.loads(piped(person, "--json")))


def test_where_there_is_no_profile_it_says_what_to_do_first(home, environ):
    done = run(environ)
    assert (done.status, done.out) == (0, "")
    assert done.err.splitlines()[0] == "awsenv: no profile in ~/.aws/config or ~/.aws/credentials"
    assert "awsenv demo" in done.err


def test_only_what_has_every_word_is_shown(person):
    assert piped(person, "--names", "PROD", "role") == "prod-network-admin\n"


@pytest.mark.parametrize(("form", "out"), [((), ""), (("--names",), ""), (("--json",), "[]\n")])
def test_where_nothing_matches_it_is_said_and_the_status_is_1(person, form, out):
    done = run(person, *form, "zzz", "\x1b[1m")
    said = "awsenv: no profile matches 'zzz' and '?[1m'\nawsenv: awsenv list shows all of them\n"
    assert (done.status, done.out, done.err) == (1, out, said)


def test_a_program_gets_json(person):
    expected = {
        "profile": "prod-network-admin",
        "type": "role",
        "account": "012345678901",
        "account_name": None,
        "role": "NetworkAdminRole",
        "region": None,
        "expires": None,
        "renews": False,
    }
    assert json.loads(piped(person, "--json", "network")) == [expected]


def test_wrong_settings_are_said_and_the_list_is_there(person, home):
    (home / "settings").write_text("x = 1\n")
    done = run({**person, "AWSENV_CONFIG": str(home / "settings")})
    assert (done.status, done.err.startswith("awsenv: ~/settings:1: ")) == (0, True)
    assert "prod-network-admin" in done.out


# --- many ---------------------------------------------------------------------------------------------------


class Watched(io.TextIOWrapper):
    """A terminal, which tells how much was written to it."""

    def __init__(self):
        self.master, self.slave = os.openpty()
        super().__init__(os.fdopen(self.slave, "wb", 0), encoding="utf-8", write_through=True)
        self.lines = 0

    def write(self, text):
        self.lines += text.count("\n")
        return len(text)


def test_a_terminal_gets_the_first_screen_before_the_others_are_looked_at(home):
    """Each has a source of its own, so none stands for another."""
    (home / ".aws/config").write_text(
        "".join(
            f"[profile p{number}]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = q{number}\n"
            for number in range(1000)
        )
    )
    with Watched() as out:
        call = Call({"HOME": str(home)}, str(home), 0, out, io.StringIO(), "awsenv")
        known = call.configuration.profiles
        looked = []

        def rows():
            for lead in walk.through(known):
                looked.append((len(known.chains), out.lines))
                yield Summary(lead, call.configuration)

        assert listed.write(rows(), call, Expirations(call))
        os.close(out.master)
    assert looked[SCREEN] == (SCREEN + 1, 0)
    assert looked[SCREEN + 1] == (SCREEN + 2, SCREEN + 2)  # the head, those of a screen, and the one behind
    assert out.lines == 1001


@pytest.fixture
def crowd(home):
    """So many that a terminal gets the first before the last is known; what is wide comes late."""
    path = home / ".aws/config"

    def crowd(late, early="region = eu-west-1\n"):
        short = "".join(f"[profile p{number}]\n{early}" for number in range(250))
        path.write_text(f"{short}[profile {'n' * 30}]\n{late}")

    return crowd


ROLE_LATE = "role_arn = arn:aws:iam::111122223333:role/{}\ncredential_source = Environment\n"


@pytest.mark.parametrize(("columns", "is_whole"), [(132, True), (80, False)])
def test_what_is_wider_than_what_was_seen_is_whole_where_there_is_room_and_cut_elsewhere(
    person, crowd, shown, columns, is_whole
):
    crowd(ROLE_LATE.format("R" * 40) + "region = eu-west-1\n")
    head, *rows = map(bare, shown(person, columns))
    assert max(map(width, [head, *rows])) <= columns
    assert len({row.index("eu-west-1") for row in rows[:250]}) == 1
    assert ("R" * 40 in rows[250]) == is_whole
    assert rows[250].split()[0] == "n" * 30


def test_a_column_that_only_the_last_of_many_fill_is_there(person, crowd, shown):
    crowd(ROLE_LATE.format("Late") + "region = eu-west-1\n", early="output = json\n")
    head, *rows = map(bare, shown(person, 132))
    assert head.split() == ["profile", "type", "account", "role", "region"]
    assert rows[250].split()[2:] == ["111122223333", "Late", "eu-west-1"]
    crowd("output = json\n", early="output = json\n")
    assert bare(shown(person, 132)[0]).split() == ["profile", "type"]


def test_a_pipe_gets_many_aligned_by_the_widest_of_all(person, crowd):
    crowd(ROLE_LATE.format("R" * 40) + "region = eu-west-1\n")
    head, *rows = piped(person).splitlines()
    assert {row.index("eu-west-1") for row in rows[:251]} == {head.index("region")}


# --- sessions -----------------------------------------------------------------------------------------------


def sessions(core, **variables):
    """The end of each profile's session, where it has one: minutes left, and whether it renews."""
    rows = as_json(core.run("list", "--json", **variables).out)
    lasting = [row for row in rows if row["expires"] is not None or row["renews"]]
    return {
        row["profile"]: (row["expires"] and round((row["expires"] - time.time()) / 60), row["renews"])
        for row in lasting
    }


def row(core, name):
    """The line of a profile that is not active."""
    [line] = [line for line in core.run("list").out.splitlines() if line.split()[0] == name]
    return line


def test_a_session_that_was_opened_is_shown_at_its_profile_alone(core):
    assert sessions(core) == {}
    core.run("login", "open")
    assert sessions(core) == {"open": (60, True)}
    line = row(core, "open")
    assert line.endswith("  1 h")


def test_a_session_of_another_wish_is_not_what_a_plain_switch_would_take(core):
    core.run("open", "-k", "-d", "2h", keep=False)
    assert sessions(core) == {}
    assert sessions(core, AWSENV_DURATION="2h") == {
        "open": (120, True)
    }  # but it is with the setting that says so


def test_the_active_profile_shows_the_session_that_the_shell_has(core):
    core.run("open", "-k", "-d", "2h")
    assert sessions(core) == {"open": (120, True)}


def test_keys_that_have_become_a_session_show_no_session_that_a_switch_would_not_take(core, world):
    mine = f"[mine]\naws_access_key_id = {ANN}\naws_secret_access_key = ann/canary+secret\n"
    core.write(".aws/config", f"[profile mine]\nregion = eu-west-1\nmfa_serial = {SERIAL}\n", mode="a")
    core.write(".aws/credentials", mine, mode="a")
    core.run("login", "mine", "-t", world.mfa_code(SERIAL))
    assert sessions(core) == {"mine": (720, False)}
    core.write(".aws/credentials", mine + "aws_session_token = theirs\n")
    assert core.run("mine", "-k", keep=False).environ["AWS_SESSION_TOKEN"] == "theirs"
    assert sessions(core) == {}


def test_a_session_that_is_over_is_shown_so(core, home):
    core.run("login", "open")
    [path] = core.session_files()
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:6], str(int(time.time()) - 60), *lines[7:]]))
    line = row(core, "open")
    assert line.endswith("  expired")


def test_a_session_that_the_aws_cli_opened_is_shown(core):
    core.write(
        ".aws/config",
        f"[profile open]\nregion = eu-west-1\nsource_profile = ann\nrole_arn = {role_arn('open')}\n",
    )
    pytest.importorskip("awscli", reason="it wants a later botocore than our lowest")
    words = [sys.executable, "-m", "awscli", "s3", "ls", "--profile", "open"]
    subprocess.run(words, env=core.environ, capture_output=True, check=False)
    [_] = core.cli_files()
    assert sessions(core) == {"open": (60, False)}


def test_a_damaged_file_of_a_session_is_a_session_less(core):
    core.run("login", "open")
    [path] = core.session_files()
    path.write_text("x")
    for text in ("", "[]", "{}", '{"AssumedRoleUser": {"Arn": 1}}', '{"AssumedRoleUser": {"Arn": "a:b"}}'):
        core.write(".aws/cli/cache/x.json", text)
        assert sessions(core) == {}


SSO = f"""\
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
[profile sso]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Reader
[profile after]
role_arn = {role_arn("open")}
source_profile = sso
"""


def sign_in(core, seconds, **more):
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
    token = {"accessToken": "t", "expiresAt": at, "startUrl": "https://corp.example/start", **more}
    core.write(f".aws/sso/cache/{private.digest('corp')}.json", json.dumps(token)).chmod(0o600)


def test_a_sign_in_is_shown_at_the_profiles_that_have_it(core):
    core.write(".aws/config", SSO)
    sign_in(core, 1800)
    assert sessions(core) == {"sso": (30, False)}
    sign_in(core, -600)
    assert sessions(core) == {"sso": (-10, False)}


def test_a_sign_in_that_renews_itself_has_no_end(core):
    core.write(".aws/config", SSO)
    later = "2099-01-01T00:00:00Z"
    sign_in(core, 1800, refreshToken="r", clientId="c", clientSecret="s", registrationExpiresAt=later)
    assert sessions(core) == {"sso": (None, True)}
    line = row(core, "sso")
    assert line.endswith("  renews")


# --- the room that there is ---------------------------------------------------------------------------------

COLUMNS = (
    table.Column("a"),
    table.Column("b", 4, rank=1),
    table.Column("c", 2, rank=3),
    table.Column("d", rank=2),
)


def test_what_fits_stays_as_it_is():
    assert table.fit([5, 6, 7, 8], COLUMNS, 32) == [5, 6, 7, 8]
    assert table.fit([5, 60, 7, 8], COLUMNS, None) == [5, 60, 7, 8]


def test_the_widest_is_cut_first_and_then_the_lowest_goes():
    assert table.fit([5, 6, 7, 8], COLUMNS, 30) == [5, 6, 5, 8]
    assert table.fit([5, 6, 7, 8], COLUMNS, 24) == [5, -1, 7, 8]
    assert table.fit([5, 6, 7, 8], COLUMNS, 10) == [5, -1, 3, -1]
    assert table.fit([5, 6, 7, 8], COLUMNS, 1) == [5, -1, -1, -1]


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.integers(1, 120))
def test_a_line_is_never_wider_than_the_limit_but_for_what_may_not_be_cut(wide, limit):
    given = table.fit(wide, COLUMNS, limit)
    assert max(limit, wide[0]) >= sum(one for one in given if one >= 0) + 2 * (
        sum(one >= 0 for one in given) - 1
    )
    assert given[0] == wide[0]


@given(st.text(st.sampled_from("ab中é\u0301"), max_size=9), st.integers(2, 12))
def test_a_cell_takes_exactly_its_width(cell, wide):
    assert width(table.padded(cell, wide)) == wide
    assert table.padded(cell, wide).startswith(cell) == (width(cell) <= wide)


def test_names_are_for_programs_as_they_are_and_for_a_terminal_harmless(person, home, shown):
    with (home / ".aws/config").open("a") as stream:
        stream.write(HOSTILE)
    ours = [[], ["a"]]  # all names, and those with a word
    assert ["a\x1b[31m\u202eb\n" in piped(person, "--names", *words) for words in ours] == [True, True]
    assert ["a?[31m?b" in shown(person, 100, "--names", *words) for words in ours] == [True, True]
    assert not {"\x1b", "\x9b", "\u202e"} & set("".join(shown(person, 100, "--json")))
