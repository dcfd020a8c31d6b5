"""What does the core make of the texts that others write? One line or an answer, in bounded work.

Nothing of them is run or obeyed. In the suite each target has a few examples; tests/run --fuzz SECONDS gives
each that many seconds.
"""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
from hypothesis import strategies as st

from awsenv.environment import dialects, variables
from fuzz.running import run
from fuzz.texts import data, fuzz, texts

SHELL = {"AWSENV_SHELL": f"bash:{dialects.PROTOCOL}"}
ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n"
CONFIG = f"""\
[default]
region = eu-central-1
[profile dev]
region = eu-west-1
aws_access_key_id = AKIAANN2222222222222
aws_secret_access_key = secret
[profile role]
{ROLE}source_profile = dev
region = eu-west-1
[profile sso]
sso_session = s
sso_account_id = 123456789012
sso_role_name = r
[sso-session s]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
"""

FILE = [
    *(
        "[profile a]\n",
        "[profile b]\n",
        "[default]\n",
        "[DEFAULT]\n",
        '[profile "a b"]\n',
        "[sso-session s]\n",
    ),
    *("[services v]\n", "[a]\n", "[profile a", "]", "\n", "  ", " = ", "=", "# ", "; ", ROLE, "role_arn = "),
    *("source_profile = a\n", "source_profile = b\n", "source_profile = ", "mfa_serial = x\n", "region = "),
    *("region = eu-west-1\n", "aws_access_key_id = AKIAANN2222222222222\n", "aws_secret_access_key = s\n"),
    *("aws_session_token = t\n", "aws_expiration = ", "sso_session = s\n", "sso_account_id = 123456789012\n"),
    *("sso_role_name = r\n", "sso_start_url = ", "sso_region = x\n", "duration_seconds = ", "external_id = "),
    *("credential_source = Environment\n", "credential_source = Ec2InstanceMetadata\n", "services = v\n"),
    *(
        "endpoint_url = ",
        "https://u:p@x.example/",
        "login_session = ",
        "web_identity_token_file = ",
        "s3 =\n",
    ),
    *("credential_process = ", "touch x\n", "x" * 100 + "\n"),
]
SETTINGS = [
    *(
        'mode = "keys"\n',
        "mode = ",
        '"profile"',
        "[[class]]\n",
        'match = ["*"]\n',
        'match = "p*"\n',
        "match = ",
    ),
    *('color = "red"\n', "color = ", "confirm = true\n", 'idle = "15m"\n', "idle = ", "readonly = true\n"),
    *(
        'trust = ["~/x"]\n',
        "trust = ",
        'picker = "fzf"\n',
        "mfa_process = ",
        "[",
        "]",
        '"',
        "'''",
        "\n",
        " = ",
    ),
    *(
        "[modes]\n",
        '"dev" = "keys"\n',
        "duration = ",
        "min_ttl = ",
        "console = ",
        "{",
        "}",
        "1979-05-27",
        "[",
    ),
]
PIN = [
    "dev",
    "role",
    "\n",
    "region = ",
    "eu-west-1",
    "mode = ",
    "keys",
    "profile",
    "# x\n",
    "nobody",
    "sso\n",
]
WORDS = [
    *("dev", "role", "eu-west-1", "profile", "keys", "1", "1700000000", "duration=3600", "read-only", "off"),
    *("AWS_PROFILE", " AWS_PROFILE=dev", "=", ";", " ", "|", "role role_arn=x", "policy=", "bash:3", "%3D"),
    *("AKIAANN2222222222222", "arn:aws:iam::123456789012:role/x", "/.awsprofile\n", "aws:", ",", "http://x"),
]
VALUES = [
    *(
        '{"',
        '":"',
        '","',
        '"}',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "Credentials",
        "AccessKeyId",
        "Expiration",
    ),
    *("SecretAccessKey", "SessionToken", "2030-01-01T00:00:00Z", "accessToken", "expiresAt", "startUrl", "1"),
    *(
        "AssumedRoleUser",
        "Arn",
        "Version",
        "AKIAANN2222222222222",
        "null",
        "true",
        "1e400",
        "awsenv 1\n",
        " ",
    ),
    *("allow ", "deny ", "told ", "/.awsprofile", "%", "\n", "dev", "role", "1700000000", "awsenv checked 2"),
]

OF_FILES = [
    *(
        ["list"],
        ["list", "--json"],
        ["list", "--names"],
        ["--names"],
        ["explain", "a"],
        ["explain", "b", "--json"],
    ),
    *(
        ["doctor", "--offline"],
        ["use", "-p", "a"],
        ["use", "-p", "b"],
        ["status"],
        ["a b", "-p"],
        ["logout", "a"],
    ),
]
OF_SETTINGS = [["list"], ["explain", "dev"], ["use", "-p", "dev"], ["doctor", "--offline"], ["status"]]
OF_CACHES = [
    *(
        ["list"],
        ["list", "--json"],
        ["--names"],
        ["explain", "role"],
        ["explain", "sso"],
        ["use", "-p", "dev"],
    ),
    *(["use", "-k", "dev"], ["status"], ["doctor", "--offline"], ["logout", "role"], ["logout", "--all"]),
]
OF_VARIABLES = [
    *(
        ["status"],
        ["status", "--json"],
        ["status", "-q"],
        ["off"],
        ["-"],
        ["region", "eu-west-1"],
        ["--active"],
    ),
    *(["--hook", ""], ["use", "-p", "dev"], ["use", "-k", "dev"], ["--idle"], ["explain", "dev"], ["list"]),
    ["doctor", "--offline"],
]


def fresh(place, config=CONFIG):
    """An empty home but for these profiles, and its environment."""
    shutil.rmtree(place, ignore_errors=True)
    (place / ".aws").mkdir(parents=True)
    (place / ".aws/config").write_text(config)
    # No program is found there that doctor would ask for its version.
    return {"HOME": str(place), "PATH": str(place / "bin"), "LANG": "C.UTF-8", "TERM": "xterm", **SHELL}


def put(place, name, content):
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)


def test_any_files_of_aws(place):
    def check(given):
        config, credentials, words = given
        environ = fresh(place)
        put(place, ".aws/config", config)
        put(place, ".aws/credentials", credentials)
        run(place, environ, words, config + credentials)

    fuzz("files of AWS", st.tuples(data(FILE, 30), data(FILE), st.sampled_from(OF_FILES)), check)


def test_any_settings(place):
    def check(given):
        text, words = given
        environ = fresh(place)
        put(place, ".config/awsenv/config.toml", text)
        run(place, environ, words, text)

    fuzz("settings", st.tuples(data(SETTINGS, 20), st.sampled_from(OF_SETTINGS)), check)


def test_any_pin(place):
    def check(given):
        text, change = given
        environ = fresh(place)
        pin = place / "in/.awsprofile"
        for content in (text, change):
            put(place, "in/.awsprofile", content)
            for words in (["--hook", str(pin)], ["allow", str(pin.parent)], ["--hook", str(pin)], ["status"]):
                run(place, environ, words, text)
        run(place, environ, ["deny", str(pin.parent)], text)

    fuzz("pins", st.tuples(data(PIN, 6), data(PIN, 6)), check)


CACHES = [
    *(
        ".cache/awsenv/names",
        ".cache/awsenv/settings",
        ".local/state/awsenv/pins",
        ".local/state/awsenv/used",
    ),
    *(
        ".cache/awsenv/mfa",
        ".cache/awsenv/sso",
        ".cache/awsenv/sessions/" + 40 * "a",
        "session",
        "cli",
        "sso",
    ),
    *("client", ".cache/awsenv/checked/%config"),
]


def test_any_cache(place):
    """Also as the file in which the session of the profile would be."""
    from awsenv.call import Call
    from awsenv.sessions import aws_cli, keys

    def file(name, environ):
        call = Call(environ, str(place), 0.0, None, None)
        if name == "session":
            from awsenv.chains.session_options import SessionOptions

            key = keys.SessionKeys(call.target("role"), SessionOptions(), environ).last()
            return f".cache/awsenv/sessions/{key}"
        if name == "cli":
            return aws_cli.path("", call.target("role").hops[-1])[1:]
        if name in ("sso", "client"):
            return f".aws/sso/cache/{hashlib.sha1(b's').hexdigest()}.json"
        return name

    def check(given):
        files, words = given
        environ = fresh(place)
        for name, content in files.items():
            put(place, file(name, environ), content)
        run(place, environ, words, b"".join(files.values()))

    files = st.dictionaries(st.sampled_from(CACHES), data(VALUES, 20), min_size=1, max_size=3)
    fuzz("caches", st.tuples(files, st.sampled_from(OF_CACHES)), check)


def test_any_variables(place):
    ours = {
        *variables.FIELDS.values(),
        *variables.OURS,
        *variables.OWNED,
        *variables.FILES,
        variables.PREVIOUS,
    }
    names = [
        *sorted(ours),
        *(
            "AWSENV_CONFIG",
            "AWSENV_MODE",
            "AWSENV_DURATION",
            "AWSENV_MIN_TTL",
            "AWSENV_PROMPT",
            "AWS_CA_BUNDLE",
        ),
        *(
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
            "XDG_CONFIG_HOME",
            "COLUMNS",
            "NO_COLOR",
            "USER",
            "AWSENV_PICKER",
        ),
    ]

    def check(given):
        values, words = given
        usable = {name: value.replace("\0", "") for name, value in values.items()}
        usable = {
            name: value.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
            for name, value in usable.items()
        }
        run(place, {**fresh(place), **usable}, words, "".join(usable.values()))

    values = st.dictionaries(st.sampled_from(names), texts(WORDS, 6), min_size=1, max_size=6)
    fuzz("variables", st.tuples(values, st.sampled_from(OF_VARIABLES)), check)


# --- answers ------------------------------------------------------------------------------------------------


def test_any_output_of_a_program(place):
    config = CONFIG + "[profile it]\nregion = eu-west-1\ncredential_process = /bin/cat it\n"

    def check(text):
        environ = fresh(place, config.replace("cat it", f"cat {place}/it"))
        put(place, "it", text)
        run(place, environ, ["export", "it", "--format", "json"], text, starts=("/bin/cat",))

    fuzz("output of programs", data(VALUES, 30), check)


ANSWERS = {
    "STS": (["export", "role"], "<AssumeRoleResponse><AssumeRoleResult><Credentials>"),
    "metadata": (["export", "ec2"], "role"),
    "container": (["export", "ecs"], "{"),
    "portal": (["export", "sso"], '{"roleCredentials":{'),
    "list of roles": (["sso", "sync", "--dry-run"], '{"accountList":[{"accountId":"123456789012"}]}'),
    "sign-in": (["login", "sso"], '{"clientId":"x","clientSecret":"x"}'),
    "signed by": (["status", "--verify"], "<GetCallerIdentityResponse>"),
}
PARTS = [
    *(
        "<AccessKeyId>",
        "</AccessKeyId>",
        "<SecretAccessKey>",
        "</SecretAccessKey>",
        "<Expiration>",
        "<![CDATA[",
    ),
    *("</Credentials>", "<Error><Code>", "</Code><Message>", "</Message></Error>", "AccessDenied", "&lol;"),
    *(
        '"roleCredentials":{',
        '"accessKeyId":"',
        '"secretAccessKey":"',
        '"expiration":',
        '"nextToken":"x"',
        '"',
    ),
    *(
        '"verificationUriComplete":"javascript:x"',
        '"deviceCode":"x"',
        '"userCode":"',
        '"interval":',
        "}",
        ",",
    ),
    *(
        '"accountList":[',
        '"accountId":"',
        '"accountName":"',
        '"roleList":[',
        '"roleName":"',
        "{",
        "]",
        "AKIA",
    ),
    *('"Code":"Success"', '"AccessKeyId":"', '"Token":"', '"Expiration":"2030-01-01T00:00:00Z"', "error"),
]


@pytest.mark.parametrize("kind", ANSWERS)
def test_any_answer_of(kind, place, answering):
    words, usual = ANSWERS[kind]
    config = CONFIG + "".join(
        f"[profile {name}]\n{ROLE}region = eu-west-1\ncredential_source = {source}\n"
        for name, source in (("ec2", "Ec2InstanceMetadata"), ("ecs", "EcsContainer"))
    )
    url = answering.url
    theirs = {
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": url + "/",
        "AWS_MAX_ATTEMPTS": "1",
    }
    theirs |= {"AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/x", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1"}
    if kind == "signed by":
        theirs |= {"AWS_PROFILE": "dev", "AWSENV_PROFILE": "dev", "AWSENV_MODE": "profile"}
    token = {"startUrl": "https://corp.example/start", "region": "eu-west-1", "accessToken": "x"}
    token |= {"expiresAt": "2100-01-01T00:00:00Z"}

    def check(given):
        answering.status, body = given
        answering.body = body
        environ = {**fresh(place, config), **theirs}
        if kind in ("portal", "list of roles"):
            put(place, f".aws/sso/cache/{hashlib.sha1(b's').hexdigest()}.json", json.dumps(token).encode())
        run(place, environ, words, body, counted=False)  # botocore's work, mostly

    bodies = data([usual, *PARTS, *VALUES], 20)
    fuzz(
        f"answers of {kind}",
        st.tuples(st.sampled_from([200, 200, 200, 302, 400, 403, 500]), bodies),
        check,
        few=2,
    )
