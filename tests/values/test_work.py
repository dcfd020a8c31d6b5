"""Does the work for an AWS file grow as the file does, whatever is in it?"""

from __future__ import annotations

import contextlib
import sys

import pytest

from awsenv.aws_config import ini, profiles
from awsenv.chains import chain, walk
from awsenv.chains.session_options import SessionOptions
from awsenv.doctor import lint
from awsenv.errors import MalformedFile
from awsenv.explain import explanation
from awsenv.keys import inventory
from awsenv.listing import completion
from awsenv.listing.summary import Summary
from awsenv.sessions import aws_cli, keys
from awsenv.settings.model import Preferences
from awsenv.target import Configuration
from awsenv.text import nearest

ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n"


class Text(str):
    """A text that counts which of its characters are looked at."""

    __slots__ = ()
    seen = 0

    def find(self, what, start=0, end=sys.maxsize):
        found = super().find(what, start, end)
        Text.seen += (found if found >= 0 else min(end, len(self))) - start
        return found

    def rfind(self, what, start=0, end=sys.maxsize):
        found = super().rfind(what, start, end)
        Text.seen += min(end, len(self)) - max(found, start)
        return found

    def count(self, what, start=0, end=sys.maxsize):
        Text.seen += min(end, len(self)) - start
        return super().count(what, start, end)

    def split(self, *rest):
        Text.seen += len(self)
        return super().split(*rest)

    def encode(self, *rest):
        Text.seen += len(self)
        return super().encode(*rest)

    def __add__(self, other):
        Text.seen += len(self)
        return super().__add__(other)

    def __radd__(self, other):
        Text.seen += len(self)
        return Text(other.__add__(self))

    def __getitem__(self, key):
        Text.seen += len(range(*key.indices(len(self)))) if isinstance(key, slice) else 1
        return super().__getitem__(key)


def sections(size, line, after=""):
    return "".join(f"{line.format(number=number)}\n" + after for number in range(size))


TEXTS = {
    "profiles": lambda size: sections(size, "[profile p{number}]\nregion = x\noutput = json\n"),
    "profiles that are all different": lambda size: "".join(
        f"[profile p{number}]\nregion = {number:b}\n".translate({48: "a", 49: "b"}) for number in range(size)
    ),
    "many in [DEFAULT]": lambda size: (
        "[DEFAULT]\n" + sections(size, "o{number} = 1") + sections(size, "[profile p{number}]")
    ),
    "[DEFAULT] everywhere": lambda size: sections(size, "[profile p{number}]\n[DEFAULT]\no{number} = 1"),
    "wrong blocks in [DEFAULT]": lambda size: (
        "[DEFAULT]\n" + sections(size, "o{number} =\n x") + sections(size, "[profile p{number}]")
    ),
    "a long value": lambda size: "[profile a]\nregion = x\n" + size * "  y\n",
    "a long block": lambda size: "[profile a]\ns3 =\n" + size * "  y = 1\n",
    "a long line": lambda size: "[profile a]\nregion = " + size * "y" + "\n",
    "empty lines": lambda size: "[profile a]\nregion = x\n" + size * "\n",
    "comments": lambda size: size * "# [x]\n" + "[profile a]\n" + size * "# [y]\n",
    "headers with quotes": lambda size: sections(size, '[profile "p {number}"]\nregion = x'),
    "headers of several words": lambda size: sections(size, "[profile p {number}]\nregion = x"),
    "headers with comments": lambda size: sections(size, "[profile p{number}] # x\nregion = x"),
    "indented headers": lambda size: "[x]\n" + sections(size, "  [profile p{number}]\nregion = x"),
    "lines that begin like headers": lambda size: "[profile a]\n" + sections(size, "[x{number} = y"),
    "brackets": lambda size: "[profile a]\nx = " + size * "[" + size * "]" + "\n",
    "a header twice": lambda size: size * "[profile a]\n",
    "wrong lines": lambda size: "[profile a]\n" + size * "x\n",
}


def work(use):
    """How many steps Python makes, and how many characters of a text it looks at."""
    steps = 0

    def trace(frame, event, _argument):
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return trace

    Text.seen = 0
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        use()
    finally:
        sys.settrace(before)
    return steps + Text.seen


def parsed(text):
    file = ini.File("config", text)
    file.look_through()
    return file


def tell(file):
    """All that a file says, as a list of profiles and an examination ask for it."""
    known = profiles.Profiles(file, ini.File("credentials"))
    for name in known.names():
        with contextlib.suppress(MalformedFile):
            known.get(name).get("region")
    for header in file.headers:
        section = file.section(header)
        for option in section.options:
            section.line(option)


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS)
def test_twice_the_text_takes_twice_the_work(make):
    small, large = (Text(make(size)) for size in (150, 300))
    assert work(lambda: tell(parsed(large))) < 2.3 * work(lambda: tell(parsed(small)))


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS)
def test_so_it_does_where_the_odd_sections_are_known(make):
    def known(size):
        text = Text(make(size))
        odd = parsed(text).odd
        return work(lambda: tell(ini.File("config", text, odd)))

    assert known(300) < 2.3 * known(150)


def test_a_chain_of_twice_as_many_profiles_takes_twice_the_work():
    def plan(size):
        keys = f"[profile p{size}]\naws_access_key_id = a\naws_secret_access_key = s\n"
        roles = (f"[profile p{number}]\n{ROLE}source_profile = p{number + 1}\n" for number in range(size))
        text = Text("".join([*roles, keys]))
        known = profiles.Profiles(ini.File("config", text), ini.File("credentials"))
        return work(lambda: chain.plan("p0", known))

    assert plan(600) < 2.3 * plan(300)


def test_a_session_of_a_long_chain_has_a_key_and_a_meaning_of_bounded_length():
    def configuration(size, role=ROLE):
        keys = f"[profile p{size}]\naws_access_key_id = a\naws_secret_access_key = s\n"
        roles = (f"[profile p{number}]\n{role}source_profile = p{number + 1}\n" for number in range(size))
        return Configuration(
            {}, profiles.Profiles(parsed("".join([*roles, keys])), ini.File("c")), Preferences()
        )

    def ask(target):
        made = keys.SessionKeys(target, SessionOptions(), {})
        return [made.of(hop) for hop in target.hops], target.encoded_meaning

    small, large = (configuration(size).target("p0") for size in (300, 600))
    assert work(lambda: ask(large)) < 2.3 * work(lambda: ask(small))
    assert len(large.encoded_meaning) < 5000
    other = configuration(600, ROLE.replace("/x", "/y")).target("p0")
    assert other.encoded_meaning != large.encoded_meaning


CROWDS = {
    **TEXTS,
    "a long chain": lambda size: "".join(
        f"[profile p{n}]\n{ROLE}source_profile = p{n + 1}\n" for n in range(size)
    ),
    "a chain from its end": lambda size: "".join(
        f"[profile p{n + 1}]\n{ROLE}source_profile = p{n}\n" for n in range(size)
    ),
    "a long loop": lambda size: "".join(
        f"[profile p{n}]\n{ROLE}source_profile = p{(n + 1) % size}\n" for n in range(size)
    ),
    "an SSO session with all": lambda size: (
        "[DEFAULT]\n"
        + sections(size, "o{number} = 1")
        + "[sso-session c]\nsso_region = x\n"
        + sections(size, "[profile p{number}]\nsso_session = c\nsso_account_id = 1")
    ),
    "sources that do not exist": lambda size: (
        "[DEFAULT]\n"
        + sections(size, "o{number} = 1")
        + sections(size, f"[profile p{{number}}]\n{ROLE}source_profile = q")
    ),
    "roles that are alike": lambda size: sections(
        size, f"[profile p{{number}}]\n{ROLE}source_profile = q"
    ).replace("012:", "013:", size // 2),
    "one role in many regions": lambda size: sections(
        size, f"[profile p{{number}}]\n{ROLE}source_profile = q{{number}}\nregion = eu-west-{{number}}"
    ),
    "roles with comments": lambda size: sections(
        size, f"# of {{number}}\n[profile p{{number}}]\n{ROLE}source_profile = q"
    ),
    "settings of no effect": lambda size: (
        "[DEFAULT]\n"
        + sections(size, "o{number} = 1")
        + sections(size, "[profile p{number}]\nexternal_id = 1\nregion = y")
    ),
}


@pytest.mark.parametrize("make", CROWDS.values(), ids=CROWDS)
def test_a_list_and_doctor_of_twice_the_text_take_twice_the_work(make):
    def ask(text):
        file = parsed(Text(text))
        known = profiles.Profiles(file, ini.File("credentials"))
        configuration = Configuration({}, known, Preferences())
        for lead in walk.through(known):
            Summary(lead, configuration).cells(0)
        completion.render(configuration, (), ())
        lint.examine(known, 0)
        inventory.keys(known)

    small, large = (make(size) for size in (60, 120))
    assert work(lambda: ask(large)) < 2.5 * work(lambda: ask(small))


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\u754c", "x "])
def test_a_value_of_twice_the_length_takes_twice_the_work_to_explain(letter):
    def wrap(size):
        return work(lambda: explanation.wrapped([Text(letter * size)], 80, "  "))

    assert wrap(8000) < 2.3 * wrap(4000)


def test_sections_that_differ_in_headers_and_digits_are_looked_at_once():
    def look(account):
        options = (f"sso_account_id = {account(number)}\nsso_role_name = ü\n" for number in range(1000, 1100))
        text = Text("".join(f"[profile {number}]\n{option}" for number, option in enumerate(options)))
        return work(lambda: parsed(text))

    assert look(str) < 0.7 * look(lambda number: f"{number:b}".translate({48: "a", 49: "b"}))


def test_to_keep_a_session_for_the_aws_cli_of_each_of_twice_as_many_roles_takes_twice_the_work():
    def ask(size):
        roles = "".join(
            f"[profile p{n}]\n{ROLE}".replace("role/x", f"role/r{n}") + "source_profile = q\n"
            for n in range(size)
        )
        keys = "[profile q]\naws_access_key_id = a\naws_secret_access_key = s\n"
        known = profiles.Profiles(parsed(roles + keys), ini.File("c"))
        hops = [chain.of(f"p{n}", known).last for n in range(size)]
        return work(lambda: [aws_cli.ambiguous(hop, known) for hop in hops])

    assert ask(240) < 2.5 * ask(120)


def calls_of(work):
    """How many functions of Python a piece of work calls."""
    count = 0

    def called(_, event, __):
        nonlocal count
        count += event == "call"

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_the_search_for_a_similar_name_looks_closely_at_a_bounded_number():
    """In the same time as ten thousand names that are all alike, and as a long one."""
    names = [f"company-production-account-{number}" for number in range(10_000)]
    nearest("warm", ["up"])
    few, many = (
        calls_of(lambda size=size: nearest("company-acount-99", names[:size])) for size in (500, 10_000)
    )
    assert many - few < 10 * (10_000 - 500)
    assert nearest("company-production-acount-9999", names) == "company-production-account-9999"
    assert nearest("dtaa-lake-admni", ["data-account-1"] * 1000 + ["data-lake-admin"]) == "data-lake-admin"
    assert calls_of(lambda: nearest("x" * 10_000, names)) < 5
