"""Which calls open a session? The plan as a value, and what the server saw."""

import pytest
from running import ANN, SERIAL, role_arn
from running import calls as seen

from awsenv import durations
from awsenv.aws_config import ini, profiles
from awsenv.chains import chain, sts_calls
from awsenv.chains.session_options import SessionOptions
from awsenv.errors import UsageError, WrongChain

HOUR = 3600
TOKEN = ("GetSessionToken", {"SerialNumber": SERIAL, "DurationSeconds": "43200", "TokenCode": "CODE"})


def assume(name, **parameters):
    return (
        "AssumeRole",
        {"RoleArn": role_arn(name), **{key: str(value) for key, value in parameters.items()}},
    )


def with_code(name, **parameters):
    return assume(name, **parameters, SerialNumber=SERIAL, TokenCode="CODE")


def profile(name, source, role, *more):
    lines = [
        f"[profile {name}]",
        "region = eu-west-1",
        f"source_profile = {source}",
        f"role_arn = {role_arn(role)}",
    ]
    return "\n".join([*lines, *more]) + "\n"


MFA = f"mfa_serial = {SERIAL}"
KEYS = f"aws_access_key_id = {ANN}\naws_secret_access_key = ann/canary+secret\n"
TABLE = {
    # name: settings, options, calls without a cache, calls with one
    "a role": (profile("it", "ann", "open"), "-k", [assume("open")], []),
    "a role with a duration": (
        profile("it", "ann", "open", "duration_seconds = 7200"),
        "-k",
        [assume("open", DurationSeconds=7200)],
        [],
    ),
    "an option wins over the setting": (
        profile("it", "ann", "open", "duration_seconds = 7200"),
        "-d 3h",
        [assume("open", DurationSeconds=10800)],
        [],
    ),
    "a role with MFA": (profile("it", "ann", "mfa", MFA), "", [TOKEN, assume("mfa")], []),
    "a role with MFA for an hour": (
        profile("it", "ann", "mfa", MFA, "duration_seconds = 3600"),
        "",
        [TOKEN, assume("mfa", DurationSeconds=3600)],
        [],
    ),
    "a role with MFA for longer": (
        profile("it", "ann", "mfa", MFA, "duration_seconds = 7200"),
        "",
        [with_code("mfa", DurationSeconds=7200)],
        [],
    ),
    "a role with MFA for longer by an option": (
        profile("it", "ann", "mfa", MFA),
        "-d 2h",
        [with_code("mfa", DurationSeconds=7200)],
        [],
    ),
    "an external id": (
        profile("it", "ann", "external", "external_id = x-1"),
        "-k",
        [assume("external", ExternalId="x-1")],
        [],
    ),
    "a chain": (
        profile("it", "hop", "path/chained") + profile("hop", "ann", "open"),
        "-k",
        [assume("open"), assume("path/chained")],
        [],
    ),
    "a chain whose first role has MFA": (
        profile("it", "hop", "path/chained") + profile("hop", "ann", "mfa", MFA),
        "",
        [TOKEN, assume("mfa"), assume("path/chained")],
        [],
    ),
    "a chain whose last role names the device": (
        profile("it", "hop", "path/chained", MFA) + profile("hop", "ann", "open"),
        "",
        [TOKEN, assume("open"), assume("path/chained")],
        [],
    ),
    "a chain that wants two hours": (
        profile("it", "hop", "path/chained", "duration_seconds = 7200") + profile("hop", "ann", "open"),
        "-k",
        [assume("open"), assume("path/chained", DurationSeconds=3600)],
        [],
    ),
    "a chain that wants two hours of both": (
        profile("it", "hop", "path/chained", "duration_seconds = 7200")
        + profile("hop", "ann", "open", "duration_seconds = 7200"),
        "-k",
        [assume("open", DurationSeconds=7200), assume("path/chained", DurationSeconds=3600)],
        [],
    ),
    "a policy": (
        profile("it", "ann", "open"),
        "--policy-arn arn:aws:iam::aws:policy/A --policy-arn arn:aws:iam::aws:policy/B",
        [
            assume(
                "open",
                **{
                    "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/A",
                    "PolicyArns.member.2.arn": "arn:aws:iam::aws:policy/B",
                },
            )
        ],
        [],
    ),
    "read only": (
        profile("it", "ann", "open"),
        "--read-only",
        [assume("open", **{"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})],
        [],
    ),
    "keys of a user": (f"[profile it]\nregion=eu-west-1\n{KEYS}", "-k", [], []),
    "keys of a user with MFA": (f"[profile it]\nregion=eu-west-1\n{KEYS}{MFA}\n", "-k", [TOKEN], []),
    "keys of a user with MFA for 36 hours": (
        f"[profile it]\nregion=eu-west-1\n{KEYS}{MFA}\n",
        "-d 36h",
        [("GetSessionToken", {**TOKEN[1], "DurationSeconds": "129600"})],
        [],
    ),
    "a refreshed role": (
        profile("it", "ann", "mfa", MFA),
        "--refresh",
        [TOKEN, assume("mfa")],
        [assume("mfa")],
    ),
    "more time than is left": (profile("it", "ann", "open"), "--min-ttl 59m", [assume("open")], []),
}


@pytest.mark.parametrize(("config", "options", "cold", "warm"), TABLE.values(), ids=TABLE)
def test_the_calls_are_those_of_the_table(core, server, world, config, options, cold, warm):
    core.write(".aws/config", config, mode="a")
    code = world.mfa_code(SERIAL)
    for expected in (cold, warm):
        before = len(seen(server))
        result = core.run(
            "it", "-k", *options.split(), *(["-t", code] if MFA in config and cold is expected else [])
        )
        assert result.status == 0, result.err
        made = [(action, dict(sorted(parameters.items()))) for action, parameters in seen(server)[before:]]
        wanted = [(a, {k: v.replace("CODE", code) for k, v in sorted(p.items())}) for a, p in expected]
        assert made == wanted


def plan(text, name, options, *, long_term=True):
    known = profiles.Profiles(ini.parse(text, "config"), ini.parse("", "credentials"))
    return sts_calls.plan(chain.plan(name, known), options, "ann", long_term=lambda: long_term)


ANN_KEYS = "[profile ann]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (SessionOptions(13 * HOUR), 2),
        (SessionOptions(min_ttl=HOUR + 1), 2),
        (SessionOptions(HOUR, min_ttl=2 * HOUR), 2),
    ],
)
def test_what_aws_would_never_give_is_refused_before_the_first_call(options, status):
    with pytest.raises(UsageError) as caught:
        plan(ANN_KEYS + profile("it", "ann", "open"), "it", options)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "options", [SessionOptions(HOUR), SessionOptions(read_only=True), SessionOptions(policy_arns=["arn:x"])]
)
def test_nothing_can_be_asked_of_keys_that_open_no_session(options):
    with pytest.raises(UsageError, match="assumes no role"):
        plan(ANN_KEYS, "ann", options)


def test_a_cut_duration_is_explained():
    text = (
        ANN_KEYS
        + profile("hop", "ann", "open")
        + profile("it", "hop", "path/chained", "duration_seconds = 7200")
    )
    assert plan(text, "it", SessionOptions()).notes == [
        "this session lasts 1 h, not 2 h: AWS limits a role assumed from another session"
    ]


def test_a_role_that_takes_the_code_itself_says_why():
    notes = plan(ANN_KEYS + profile("it", "ann", "mfa", MFA), "it", SessionOptions(2 * HOUR)).notes
    assert notes == ["this role needs its own MFA code: with the shared session it could last 1 h at most"]


def test_keys_that_are_temporary_cannot_open_a_session_for_all_roles_so_each_takes_the_code():
    steps = plan(ANN_KEYS + profile("it", "ann", "mfa", MFA), "it", SessionOptions(), long_term=False).steps
    assert [(step.action, step.serial) for step in steps] == [("AssumeRole", SERIAL)]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("ann", "ann"),
        ("Jürgen Groß", "J-rgen-Gro-"),
        ("a b/c:d", "a-b-c-d"),
        ("x", "x-"),
        ("", "--"),
        ("n" * 99, "n" * 64),
        ("_+=,.@-", "_+=,.@-"),
    ],
)
def test_a_generated_session_name_is_made_legal(given, made):
    assert made == sts_calls.legal_name(given)


@pytest.mark.parametrize(("user", "expected"), [("ann", "awsenv-ann"), ("", "awsenv")])
def test_a_session_is_named_after_its_user_if_there_is_one(tmp_path, user, expected):
    path = tmp_path / "config"
    path.write_text(profile("one", "ann", "open"))
    hop = chain.Hop("role", profiles.load(str(path), str(tmp_path / "none")).get("one"))
    assert sts_calls.role_parameters(hop, SessionOptions(), user)["RoleSessionName"] == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 min"), (5, "5 s"), (59, "59 s"), (60, "1 min"), (5400, "1 h 30 min"), (7200, "2 h")],
)
def test_a_duration_is_told_in_hours_and_minutes_and_a_short_one_in_seconds(seconds, expected):
    assert durations.span(seconds) == expected


@pytest.mark.parametrize("name", ["my spaced", "x", "n" * 65, "é" * 3])
def test_a_session_name_that_aws_refuses_is_named_with_its_line(name):
    with pytest.raises(WrongChain) as caught:
        plan(ANN_KEYS + profile("it", "ann", "open", f"role_session_name = {name}"), "it", SessionOptions())
    assert (caught.value.path, caught.value.line, caught.value.option) == ("config", 8, "role_session_name")


def test_more_roles_than_can_be_assumed_are_one_error(core, server):
    roles = (
        f"[profile p{n}]\nrole_arn = {role_arn('open')}\nsource_profile = p{n + 1}\nregion = x\n"
        for n in range(2000)
    )
    core.write(".aws/config", "".join([*roles, "[profile p2000]\nsource_profile = ann\n"]), mode="a")
    core.write(".aws/credentials", "[p2000]\naws_access_key_id = a\naws_secret_access_key = s\n", mode="a")
    assert core.run("use", "-p", "p0").status == 0
    result = core.run("use", "-k", "p0")
    said = "2000 roles lead to profile 'p0', too many to assume one after the other; 'p0' is still active"
    told = [f"awsenv: {said}", "awsenv: shorten the chain: each role in it is a call"]
    assert (result.status, result.err.splitlines(), server.log) == (1, told, [])
