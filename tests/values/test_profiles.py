"""Are the profiles what botocore says they are?"""

from __future__ import annotations

import io
import os

import pytest
from botocore.exceptions import ConfigParseError
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from awsenv.aws import own_session
from awsenv.aws_config import ini, profiles
from awsenv.errors import MalformedFile, UnknownProfile, UnreadableFile

BLANKS = ["", "", " ", "  ", "\t", " \t ", "\u00a0", "\u2003", "\x0c", "\x1f"]
KINDS = ("profiles", "sso_sessions", "services")  # of botocore's full configuration
ENDS = ["\n", "\n", "\n", "\r\n", "\r"]

plain_names = st.sampled_from(
    ["a", "b", "c", "dev", "default", "a/b@c.d:e", "é", '"a b"', "'c d'", "-x", "$(touch x)"]
)
names = plain_names | st.sampled_from(
    [
        *(
            "%n",
            "`x`",
            "a#b",
            "*",
            "~",
            "a=b",
            "a\\ b",
            '"a\tb"',
            '"a\\"b"',
            "'a\\b'",
            '""',
            "''",
            'x"y z"w',
            "a\u00a0b",
        ),
        *("a b", '"a', "'a", "a\\", "", "a]b", '"a]b"', "]", "a\u2028b", "a\x0bb", "\x00", "a;b", '"é ü"'),
    ]
)
options = st.sampled_from(
    [
        *(
            "region",
            "REGION",
            "output",
            "role_arn",
            "source_profile",
            "aws_access_key_id",
            "s3",
            "s 3",
            "é",
            "É",
        ),
        *("a%b", "[x", "x]", "-", '"q"', "\u0130", "a\u00a0b", "endpoint_url"),
    ]
)
values = st.sampled_from(
    [
        *(
            "x",
            "eu-west-1",
            "",
            "a = b",
            "a: b",
            "x # y",
            "x ; y",
            "# y",
            "100%",
            "%(region)s",
            "${HOME}",
            "=",
            ":",
        ),
        *(
            '"quoted"',
            "arn:aws:iam::123456789012:role/r",
            "  spaced  ",
            "tab\t",
            "[x]",
            "é\u2003",
            "a\x0bb",
            "\\",
        ),
        *("a\x1cb=c", "a\u2028b", "a\x85b"),
    ]
)
delimiters = st.sampled_from([" = ", "=", " : ", ":", "\t=\t", "= ", " =", "\u00a0=", "=="])
indents = st.sampled_from(["  ", "\t", "    ", "\u2003", "  \t  "])
settings_ = st.builds("{}{}{}".format, options, delimiters, values)
headers = st.one_of(
    st.builds("[profile {}]".format, plain_names),
    st.builds(
        "[{} {}]".format,
        st.sampled_from(["profile", "profile ", "profilez", "sso-session", "services"]),
        names,
    ),
    st.builds(
        "{}[{}{}{}{}]{}".format,
        st.sampled_from(["", " ", "\t", "\u2003"]),
        st.sampled_from(["profile", "servicesx", "Profile", "plain"]),
        st.sampled_from([" ", "  ", "\t", "\u00a0", ""]),
        names,
        st.sampled_from(["", " ", " x"]),
        st.sampled_from(["", " # y", " ] z", "x"]),
    ),
    st.sampled_from(
        [
            "[default]",
            "[profile default]",
            "[DEFAULT]",
            "[Default]",
            "[a]",
            "[b]",
            "[ profile a]",
            "[profile  a]",
            "[]",
        ]
    ),
    names.map("[{}]".format),
)
nothings = st.sampled_from(BLANKS) | st.sampled_from(["# x", "; x", "  # x", "#", "\t;[profile x]"])
continuations = st.builds("{}{}".format, indents, st.one_of(settings_, values, st.just("[profile c]")))
mischief = st.one_of(headers, continuations, nothings, values, options, settings_, st.just("= x"))


@st.composite
def sections(draw):
    """One section that is probably right."""
    lines = [draw(headers)]
    for name in draw(st.lists(options, min_size=1, max_size=4, unique_by=str.lower)):
        kind = draw(st.integers(0, 4))
        lines.append(
            draw(st.sampled_from(BLANKS)) + name + draw(delimiters) + ("" if kind == 0 else draw(values))
        )
        if kind == 0:
            lines += draw(
                st.lists(st.builds("{}{}={}".format, indents, options, values) | nothings, max_size=3)
            )
        elif kind == 1:
            lines += draw(st.lists(continuations | nothings, max_size=2))
    return lines


words = st.sampled_from(["dev", "prod-admin", "team7-ro", "team8-ro", "acme.ops", "größe", "7"])
written = st.sampled_from(
    [
        *("region = eu-west-1", "region=us-east-1", "output = json", "Output: x", "tool = a]", "y] = z"),
        *("role_arn = arn:aws:iam::123456789012:role/Admin", "role_arn=arn:aws:iam::210987654321:role/Admin"),
        *("source_profile = dev", "services = local", "sso_session = corp", "sso_account_id = 012345678901"),
        *("credential_process = tool --names 'a [b]' \\", "cli_pager =", "s4 = 1", "s5 = 1", "[x = y"),
        *("  region = eu-west-1", "\toutput = json", "  [profile indented]\n  region = eu-west-1"),
        "  [DEFAULT]\noutput = text",
        "s3 =\n  max_concurrent_requests = 20\n  addressing_style = path",
        "s3=\n\taddressing_style=virtual\n\t\n\tuse_accelerate_endpoint=true",
        "dynamodb =\n  # for tests\n  endpoint_url = http://localhost:8000\n\n",
        "sts =\n    endpoint_url = http://localhost:1\n  ",
    ]
)
remarks = st.sampled_from(
    [
        *("# [profile old]", "#[old]", "; was us-east-1", "  # indented", "# a ]", '# it\'s "quoted"', ";"),
        *("", "", "", "  ", "\t"),
    ]
)
wrong = st.sampled_from(
    [
        "region",
        "output",
        "s3 =\n  path_style",
        "=",
        "] = [",
        "[",
        "[]",
        "[profile x",
        "s4 = 2",
        "[profile dev]",
    ]
)
titles = st.one_of(
    st.builds("[{} {}]".format, st.sampled_from(["profile"] * 6 + ["sso-session", "services"]), words),
    st.builds("[{}]".format, words),
    st.builds('[profile "{}"]'.format, words | st.just("with space")),
    st.sampled_from(["[default]", "[profile default]", "[DEFAULT]", "[DEFAULT] ", "[plugins]"]),
    st.builds(
        "[{0}{1}{2}{3}{2}]{4}".format,
        st.sampled_from(["profile", "profile", "services", "Profile", "profiles"]),
        st.sampled_from([" ", "  ", "\t"]),
        st.sampled_from(["", '"', "'"]),
        words | st.just("with space"),
        st.sampled_from(["", " ", " # here", " ; [x]", "]"]),
    ),
)


def option(line):
    return line.replace(":", "=").partition("=")[0].strip().lower()


@st.composite
def files_of_people(draw):
    """The bytes of an AWS file as people have them: much of it alike, some of it odd, most of it in order."""
    lines = draw(st.lists(remarks, max_size=2))
    for title in draw(st.lists(titles, min_size=1, max_size=9, unique_by=str.lower)):
        below = draw(st.lists(written, max_size=4, unique_by=option))
        for remark in draw(st.lists(remarks, max_size=2)):
            below.insert(draw(st.integers(0, len(below))), remark)
        lines += [title, *below]
    if draw(st.integers(0, 2)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(wrong))
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    return (end.join(lines).replace("\n", end) + draw(st.sampled_from([end, end, ""]))).encode()


@st.composite
def odd_files(draw):
    """The bytes of an AWS file. botocore can read about half of them."""
    parts = draw(st.lists(sections(), min_size=1, max_size=5, unique_by=lambda lines: lines[0].strip()))
    lines = [line for part in parts for line in part]
    if draw(st.integers(0, 3)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(mischief))
    text = "".join(line + draw(st.sampled_from(ENDS)) for line in lines)
    match draw(st.integers(0, 20)):
        case 0:
            text = text.rstrip("\r\n")
        case 1:
            return b"\xef\xbb\xbf" + text.encode()
        case 2:
            return text.encode() + b"x = \xff\n"
    return text.encode()


files = st.one_of(odd_files(), files_of_people())


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aws")
    return folder / "config", folder / "credentials"


def full_config(config, credentials):
    session = Session(include_builtin_handlers=False)  # they are for calls, and take most of its time
    session.set_config_variable("config_file", str(config))
    session.set_config_variable("credentials_file", str(credentials))
    return session.full_config


def botocores(config, credentials):
    """Profiles, SSO sessions and services as botocore reads them; None where it refuses a file."""
    try:
        full = full_config(config, credentials)
    except ConfigParseError:
        return None
    return tuple(full.get(kind, {}) for kind in KINDS)


def ours(config, credentials):
    known, names = (profiles.load(str(config), str(credentials)) for _ in range(2))
    if known.config.problems or known.credentials.problems:
        return None
    # Names of another reading, since those of a reading change how the next name is looked up.
    found, every = own_session.full_config(known), own_session.full_config(names)
    return tuple({name: found[kind][name] for name in every[kind]} for kind in KINDS)


def write(paths, config, credentials=b""):
    for path, data in zip(paths, (config, credentials), strict=True):
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return paths


@settings(max_examples=250, deadline=None)
@given(config=files, credentials=files)
def test_every_text_means_what_it_means_to_botocore(paths, config, credentials):
    write(paths, config, credentials)
    assert ours(*paths) == botocores(*paths)


def test_what_botocore_makes_of_a_block_changes_nothing_that_was_read(paths, monkeypatch):
    write(paths, "[default]\nregion = x\ns3 =\n  use_dualstack_endpoint = true\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(paths[0]))
    known = profiles.load(*map(str, paths))
    own_session.OwnSession("default", known).create_client(
        "s3", "us-east-1", aws_access_key_id="A", aws_secret_access_key="B"
    )
    assert known.get("default").value("s3") == {"use_dualstack_endpoint": "true"}
    assert known.get("default").values["s3"] == {"use_dualstack_endpoint": "true"}


@settings(max_examples=120, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=60), st.text("[]=: \n\r#profile\"'\\é\x00", max_size=60).map(str.encode)
    )
)
def test_any_bytes_mean_what_they_mean_to_botocore(paths, data):
    write(paths, data)
    assert ours(*paths) == botocores(*paths)


def told(known, names):
    """What Profiles say of those names."""
    return {
        name: (known.get(name).values, known.get(name).origins, len(known.sections(name)))
        for name in names
        if name in known
    }


def readings(data, most):
    """What a file says if only its odd sections are known, and what it says if it was looked through."""
    with io.TextIOWrapper(io.BytesIO(data), "utf-8", errors="surrogateescape") as stream:
        text = stream.read()
    whole = ini.parse(text, "config")
    if whole.problems:
        return

    def noted():
        return ini.File("config", text, whole.odd)

    nothing = ini.File("credentials")
    known, every = profiles.Profiles(noted(), nothing), profiles.Profiles(whole, nothing)
    names = [*every.names(), "x", "", "DEFAULT", "default", "profile a", "a]\n[b"]
    headers = [*whole.headers, *names, *(f"profile {name}" for name in names)]
    for one in names[-most:], names:  # of a few no list is made
        yield told(known, one), told(every, one)
    other = noted()
    for header in [*headers[:most], *headers]:
        yield other.section(header) is not None, header in whole.headers
    yield list(noted().headers.items()), list(whole.headers.items())
    for kind in ini.KINDS:
        yield profiles.Kind(noted(), kind).names(), profiles.Kind(whole, kind).names()


@settings(max_examples=250, deadline=None)
@given(data=files, most=st.integers(0, 20))
def test_a_file_of_which_the_odd_sections_are_known_means_the_same(data, most):
    for noted, whole in readings(data, most):
        assert noted == whole


@settings(max_examples=150, deadline=None)
@given(config=files)
def test_each_value_is_said_to_stand_where_its_option_stands(paths, config):
    write(paths, config)
    known = profiles.load(*map(str, paths))
    if known.config.problems:
        return
    with paths[0].open() as stream:
        lines = stream.read().split("\n")
    for name in known.names():
        for option, (path, number) in known.get(name).origins.items():
            assert path == str(paths[0])
            assert lines[number - 1].strip().lower().startswith(option)


@settings(max_examples=120, deadline=None)
@given(config=files)
def test_the_line_that_botocore_complains_of_is_named(paths, config):
    write(paths, config)
    try:
        full_config(*paths)
    except ConfigParseError as error:
        cause = error.kwargs["error"]
        line = cause.errors[0][0] if getattr(cause, "errors", None) else getattr(cause, "lineno", None)
        known = [problem.line for problem in profiles.load(*map(str, paths)).config.problems]
        assert known != []
        assert line is None or line in known


CASES = {
    "empty": "",
    "one profile": "[profile a]\nregion = x\n",
    "no final newline": "[profile a]\nregion = x",
    "CRLF": "[profile a]\r\nregion = x\r\n",
    "CR": "[profile a]\rregion = x\r",
    "an indented first key": "[profile a]\n  region = x\n",
    "two indented keys": "[profile a]\n  region = x\n  output = y\n",
    "a key that continues": "[profile a]\nregion = x\n  output = y\n",
    "a nested block": "[profile a]\ns3 =\n  k = v\n  l = w = z\noutput = y\n",
    "a nested block with an empty line": "[profile a]\ns3 =\n\n  k = v\n\noutput = y\n",
    "a nested block with a comment": "[profile a]\ns3 =\n  # c\n  k = v\n",
    "per cent": "[profile a]\nregion = 100%\noutput = %(region)s\n",
    "a comment after a header": "[profile a] # c\nregion = x\n",
    "a comment after a value": "[profile a]\nregion = us-west-2 # c\noutput = y ; c\n",
    "a comment line in a value": "[profile a]\nregion = x\n# c\n  y\n",
    "a commented header": "[profile a]\n#[profile b]\nregion = x\n",
    "several blanks": "[profile   a]\nregion = x\n",
    "a tab": "[profile\ta]\nregion = x\n",
    "trailing blanks": "[profile a  ]\nregion = x\n",
    "leading blanks": "[ profile a ]\nregion = x\n",
    "an indented header": "  [profile a]\nregion = x\n",
    "an indented header after a value": "[profile a]\nregion = x\n  [profile b]\noutput = y\n",
    "double quotes": '[profile "q n"]\nregion = x\n',
    "single quotes": "[profile 'q n']\nregion = x\n",
    "an unquoted blank": "[profile my spaced]\nregion = x\n",
    "an unbalanced quote": "[profile 'a]\nregion = x\n",
    "an empty name": '[profile ""]\nregion = x\n',
    "a newline in a name": '[profile "a\n b"]\nregion = x\n',
    "a word that begins with profile": "[profilez weird]\nregion = x\n",
    "another case": "[Profile a]\nregion = x\n[DEFAULT]\noutput = y\n",
    "no prefix": "[a]\nregion = x\n",
    "default": "[default]\nregion = x\n",
    "default, then profile default": "[default]\nregion = x\n[profile default]\noutput = y\n",
    "profile default, then default": "[profile default]\noutput = y\n[default]\nregion = x\n",
    "two spellings of a name": "[profile a]\nregion = x\n[profile 'a']\noutput = y\n",
    "DEFAULT": "[DEFAULT]\nregion = x\n[profile a]\noutput = y\n[default]\nregion = z\n",
    "DEFAULT at the end": "[profile a]\nregion = y\n[DEFAULT]\nregion = x\noutput = z\n",
    "an indented DEFAULT": "[profile a]\n  [DEFAULT]\noutput = y\n[profile b]\nregion = x\n",
    "DEFAULT twice": "[DEFAULT]\nregion = x\n[profile a]\n[DEFAULT]\noutput = y\n",
    "a block in DEFAULT": "[DEFAULT]\ns3 =\n  k = v\n[profile a]\nregion = x\n",
    "a wrong block in DEFAULT": "[DEFAULT]\ns3 =\n  k\n[profile a]\nregion = x\n",
    "a wrong block in DEFAULT alone": "[DEFAULT]\ns3 =\n  k\n",
    "a wrong block in DEFAULT that is overridden": "[DEFAULT]\ns3 =\n  k\n[profile a]\ns3 = x\n",
    "an SSO session": "[sso-session s]\nsso_region = x\n[profile a]\nsso_session = s\n",
    "services": "[services s]\nsts =\n  endpoint_url = http://x\n[profile a]\nservices = s\n",
    "a colon": "[profile a]\nregion: x\noutput : y = z\nendpoint_url = http://x\n",
    "upper case": "[profile a]\nREGION = X\n",
    "a byte order mark": "\ufeff[profile a]\nregion = x\n",
    "a byte order mark alone": "\ufeff",
    "a byte order mark and a comment": "\ufeff# c\n[profile a]\n",
    "no header": "region = x\n[profile a]\n",
    "a key without a value": "[profile a]\nregion\n",
    "a value without a key": "[profile a]\n= x\n",
    "an empty value": "[profile a]\nregion =\noutput = y\n",
    "an option twice": "[profile a]\nregion = x\nREGION = y\n",
    "an option twice in DEFAULT": "[DEFAULT]\nregion = x\n[DEFAULT]\nregion = y\n",
    "a name whose = stands in another section": "[profile a]\nregion=x\n[profile b]\nregion\n",
    "a comment whose text is a name elsewhere": "[profile a]\n#x=1\n[profile b]\n#x\nregion=x\n",
    "an option that begins like a header": "[profile a]\nregion = x\n[x = y\n[y] = z\n",
    "a bracket that begins no header": "[profile a]\nregion = x\n[profile b\n",
    "a section twice": "[profile a]\nregion = x\n[profile a]\noutput = y\n",
    "default twice": "[default]\n[default]\n",
    "a wrong block": "[profile a]\ns3 =\n  k\n",
    "a wrong block in a section that is no profile": "[x]\ns3 =\n  k\n",
    "a header without an end": "[profile a\nregion = x\n",
    "an empty header": "[]\nregion = x\n",
    "an empty header in a section": "[profile a]\n[]\n",
    "a bracket in a header": "[profile a]b]\nregion = x\n",
    "not UTF-8": b"[profile a]\nregion = \xe9\n",
    "not UTF-8 in a name": b"[profile \xe9]\nregion = x\n",
    "a zero byte": "[profile a\x00]\nregion = \x00\n",
    "a unicode blank": "[profile\u00a0a]\n\u2003region\u00a0=\u00a0x\n",
    "unicode": "[profile é]\nregion = ü\nÉ = x\n",
    "a form feed": "[profile a]\n\x0cregion = x\n\x0c\n",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_the_config_file_says_what_it_says_to_botocore(paths, text):
    write(paths, text)
    assert ours(*paths) == botocores(*paths)


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_each_of_these_means_the_same_if_its_odd_sections_are_known(text):
    for noted, whole in readings(text if isinstance(text, bytes) else text.encode(), 2):
        assert noted == whole


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_the_credentials_file_says_what_it_says_to_botocore(paths, text):
    write(paths, "[default]\nregion = x\n[profile a]\nregion = y\ns3 =\n  k = v\n", text)
    assert ours(*paths) == botocores(*paths)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\ufeff[profile a]\n", 1),
        ("# c\n\nregion = x\n[profile a]\n", 3),
        ("[profile a]\nregion = x\n\nregion = y\n", 4),
        ("[profile a]\r\nregion = x\r\nREGION = y\r\n", 3),
        ("[profile a]\rregion = x\rregion\r", 3),
        ("[profile a]\n[profile b]\n[profile a]\n", 3),
        ("[profile a]\nregion\n", 2),
        ("[profile a]\n= x\n", 2),
        ("[profile a]\ns3 =\n  k = v\n  l\n", 4),
        (b"[profile a]\nregion = x\noutput = \xff\n", 3),
        (b"[profile a]\r\nregion = x\r\noutput = \xff\r\n", 3),
        (b"[profile a]\rregion = x\routput = \xff\r", 3),
    ],
)
def test_a_file_that_botocore_refuses_is_an_error_with_its_line(paths, text, line):
    write(paths, text)
    assert botocores(*paths) is None
    with pytest.raises(MalformedFile, match=f"/config:{line}: "):
        profiles.load(*map(str, paths)).get("a")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff[profile a]\nregion = x\n[profile b]\n",
        "region\n[profile a]\nregion\n[profile b]\nregion = x\nregion = y\n",
        "[profile a]\n[profile a]\n[profile b]\n",
        b"[profile a]\nregion = \xff\n[profile b]\n",
    ],
)
def test_a_file_that_botocore_refuses_still_has_names(paths, text):
    write(paths, text)
    assert profiles.load(*map(str, paths)).names() == ["a", "b"]


def test_the_credentials_file_wins_value_by_value(paths):
    write(paths, "[profile a]\nregion = x\noutput = y\n", "\n[a]\nregion = z\naws_access_key_id = k\n")
    profile = profiles.load(*map(str, paths)).get("a")
    assert profile.values == {"region": "z", "output": "y", "aws_access_key_id": "k"}
    assert profile.origins == {
        "region": (str(paths[1]), 3),
        "output": (str(paths[0]), 3),
        "aws_access_key_id": (str(paths[1]), 4),
    }


def test_a_value_from_default_is_said_to_stand_there(paths):
    write(paths, "[profile a]\noutput = y\n[DEFAULT]\nregion = x\n")
    origins = profiles.load(*map(str, paths)).get("a").origins
    assert origins == {"output": (str(paths[0]), 2), "region": (str(paths[0]), 4)}


def test_the_names_stand_in_the_order_of_the_files(paths):
    write(paths, "[profile b]\n[default]\n[profile a]\n", "[c]\n[a]\n")
    assert profiles.load(*map(str, paths)).names() == ["b", "default", "a", "c"]


def test_get_knows_neither_empty_values_nor_blocks(paths):
    write(paths, "[profile a]\nregion =\noutput = x\ns3 =\n  k = v\n")
    profile = profiles.load(*map(str, paths)).get("a")
    assert [profile.get(name) for name in ("region", "output", "s3", "missing")] == [None, "x", None, None]


def test_an_unknown_profile_is_an_error_that_names_the_nearest(paths):
    write(paths, "[profile dev]\n[profile prod]\n")
    with pytest.raises(UnknownProfile, match=r"no profile 'dve' in .*; did you mean 'dev'"):
        profiles.load(*map(str, paths)).get("dve")


def make_directory(path):
    path.mkdir()


def make_fifo(path):
    os.mkfifo(path)


def make_loop(path):
    path.symlink_to(path)


def make_dangling_link(path):
    path.symlink_to(path.parent / "nowhere")


def make_nothing(path):
    pass


@pytest.mark.parametrize("make", [make_nothing, make_directory, make_fifo, make_dangling_link])
def test_what_is_no_file_is_empty_as_it_is_for_botocore(tmp_path, make):
    make(tmp_path / "config")
    (tmp_path / "credentials").write_text("[a]\nregion = x\n")
    files = tmp_path / "config", tmp_path / "credentials"
    assert ours(*files) == botocores(*files) == ({"a": {"region": "x"}}, {}, {})


def test_a_path_below_a_file_is_empty_as_it_is_for_botocore(tmp_path):
    (tmp_path / "file").touch()
    files = tmp_path / "file" / "config", tmp_path / "credentials"
    assert ours(*files) == botocores(*files) == ({}, {}, {})


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    make_loop(tmp_path / "config")
    with pytest.raises(UnreadableFile, match=r"/config: cannot be read: "):
        profiles.load(str(tmp_path / "config"), str(tmp_path / "credentials"))
