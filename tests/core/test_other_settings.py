"""Do AWS tools call with the settings of the profile in both modes, and were these announced?"""

from __future__ import annotations

import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain

import botocore.configprovider as configuration
import pytest
import warm
from running import ANN, WORK_ACCOUNT, as_json

# What botocore makes of an environment: its variables, and where and how some clients would call.
LOOK = """
import json, botocore.session
session = botocore.session.Session()
found = {name: session.get_config_variable(name) for name in %r}
found["s3"] = dict(found["s3"] or {})
for name in ("s3", "sts", "dynamodb", "sso-oidc"):
    client = session.create_client(name, region_name="us-gov-west-1")
    found["at " + name] = client.meta.endpoint_url
    found["retries " + name] = client.meta.config.retries
found["account"] = session.get_credentials().get_frozen_credentials().account_id
print(json.dumps(found, default=str))
"""
# Which identity, which files, and how a machine's keys are asked for: none of these settings.
APART = {"profile", "config_file", "credentials_file", "data_path", "region", "api_versions"}
NAMES = [
    name
    for name in (*configuration.BOTOCORE_DEFAUT_SESSION_VARIABLES, *configuration.DEFAULT_PROXIES_CONFIG_VARS)
    if name not in APART and "metadata" not in name and "imds" not in name
] + ["s3"]

BY_OPTION = {str(entry[0]): name for name, entry in configuration.BOTOCORE_DEFAUT_SESSION_VARIABLES.items()}
# What else may differ where a switch has named one of these options.
EXCUSES = {
    frozenset({"endpoint_url", "services", "s3"}): "at ",
    frozenset({"retry_mode", "max_attempts", "defaults_mode"}): "retr",
}

MINE = """\
endpoint_url = http://127.0.0.1:1/mine
ca_bundle = /mine/ca.pem
use_fips_endpoint = true
use_dualstack_endpoint = true
sts_regional_endpoints = legacy
retry_mode = adaptive
max_attempts = 4
request_checksum_calculation = when_required
response_checksum_validation = when_required
account_id_endpoint_mode = required
sdk_ua_app_id = mine
csm_enabled = true
csm_host = 127.0.0.2
csm_port = 7
csm_client_id = mine
defaults_mode = standard
endpoint_discovery_enabled = true
request_min_compression_size_bytes = 1
disable_request_compression = true
sigv4a_signing_region_set = *
disable_host_prefix_injection = true
auth_scheme_preference = sigv4
tcp_keepalive = true
s3_disable_express_session_auth = true
s3_use_arn_region = true
"""
THEIRS = MINE.replace("mine", "theirs").replace("= 4", "= 2").replace("adaptive", "legacy")
SERVICES = "services = here\n"
PLACES = "[services here]\ns3 =\n  endpoint_url = http://127.0.0.1:2\nsso_oidc =\n  endpoint_url = http://127.0.0.1:3\n"
S3 = "s3 =\n  use_arn_region = true\n  us_east_1_regional_endpoint = regional\n"
STYLE = "s3 =\n  addressing_style = path\n"

# What [default] says, what the profile says, and the variables of the user.
CASES = {
    "nothing": ("", "", {}),
    "the profile says all": ("", MINE, {}),
    "[default] says all": (THEIRS, "", {}),
    "both say all": (THEIRS, MINE, {}),
    "the profile has services": ("", SERVICES, {}),
    "the profile has services and an address": (THEIRS, MINE + SERVICES, {}),
    "[default] has services, the profile an address": (SERVICES, "endpoint_url = http://127.0.0.1:1\n", {}),
    "[default] has services": (SERVICES, "", {}),
    "[default] has an address, the profile services": ("endpoint_url = http://127.0.0.1:4\n", SERVICES, {}),
    "[default] ignores addresses": ("ignore_configured_endpoint_urls = true\n", SERVICES, {}),
    "[default] ignores its own": (
        "ignore_configured_endpoint_urls = true\nendpoint_url = http://[::1]\n",
        "",
        {},
    ),
    "the profile ignores addresses": (MINE, "ignore_configured_endpoint_urls = TRUE\n" + SERVICES, {}),
    "a variable for all": (THEIRS, MINE + SERVICES, {"AWS_ENDPOINT_URL": "http://127.0.0.1:5"}),
    "a variable for one": (THEIRS, SERVICES, {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:6"}),
    "a variable that ignores": (MINE, "", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}),
    "a variable that ignores nothing": (MINE, "", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}),
    "variables": (THEIRS, MINE, {"AWS_USE_FIPS_ENDPOINT": "false", "AWS_RETRY_MODE": "standard"}),
    "a block": ("", S3, {}),
    "a block in [default]": (S3, "", {}),
    "a style": ("", STYLE, {}),
    "a style in [default]": (STYLE, "", {}),
    "the same style": (STYLE, STYLE, {}),
    "empty settings": (THEIRS, "endpoint_url =\nuse_fips_endpoint =\nuse_dualstack_endpoint =\n", {}),
}


def look(environ):
    status, out, err = warm.run(["-c", LOOK % (NAMES,)], environ, environ["HOME"])
    assert (status, err) == (0, ""), err
    return json.loads(out)


@pytest.fixture
def shell(core):
    """A shell with a profile that has these settings, and a [default] with those."""
    del core.environ["AWS_ENDPOINT_URL"], core.environ["AWS_MAX_ATTEMPTS"]

    def make(default, profile, variables):
        keys = f"aws_access_key_id = {ANN}\naws_secret_access_key = s\naws_account_id = {WORK_ACCOUNT}\n"
        text = f"[default]\n{default}[profile it]\nregion = us-gov-west-1\n{keys}{profile}{PLACES}"
        core.write(".aws/config", text)
        core.write(".config/awsenv/config.toml", "")
        core.environ |= variables
        return core

    return make


def told(result, *, leaks):
    """The options that a switch has named: those of the profile, or those of [default]."""
    start, end = (
        ("AWS tools use ", " of [default]") if leaks else ("AWS tools do not see ", " of this profile")
    )
    found = [line.partition(start)[2].partition(end)[0] for line in result.err.splitlines() if end in line]
    return {name for names in found for name in names.split(", ")}


def same(name, value):
    """A value, where not set and the neutral one are the same."""
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if one not in (False, "legacy")}
    return None if str(value).lower() in {"", "false", "none"} else str(value)


def agree(announced, held):
    """Check that botocore has each setting that was announced."""
    told = {one["option"]: one["value"] for one in announced["settings"]}
    for option, value in told.items():
        if option in BY_OPTION:
            assert value.lower() == str(held[BY_OPTION[option]]).lower(), option
    if told.get("ignore_configured_endpoint_urls", "").lower() != "true":
        for service, name in {"s3": "s3", "sso_oidc": "sso-oidc", "": "dynamodb"}.items():
            if address := told.get(f"services.{service}") or told.get("endpoint_url"):
                assert held[f"at {name}"] == address


@pytest.mark.parametrize("case", CASES)
def test_botocore_has_the_announced_settings_of_the_profile_in_both_modes_but_for_what_was_said(shell, case):
    core = shell(*CASES[case])
    start = dict(core.environ)
    found, unseen = [], set()
    for mode in ("profile", "keys"):
        core.write(".config/awsenv/config.toml", f"[mode]\n'it' = '{mode}'\n")
        announced = as_json(core.run("explain", "it", "--json", keep=False).out)
        done = core.run("it", keep=False)
        assert (announced["mode"], done.status, done.environ["AWSENV_MODE"]) == (mode, 0, mode)
        held = look(done.environ)
        agree(announced, held)
        found.append(held)
        unseen |= told(done, leaks=True) | told(done, leaks=False)
        after = core.run("off", keep=False, **done.environ).environ
        assert {name: value for name, value in after.items() if not name.startswith("__awsenv")} == start
    excused = {"ignore_configured_endpoint_urls", *(BY_OPTION.get(option, option) for option in unseen)}
    for by, prefix in EXCUSES.items():
        excused |= {name for name in found[0] if by & unseen and name.startswith(prefix)}
    different = {name for name in found[0] if same(name, found[0][name]) != same(name, found[1][name])}
    assert {name: [one[name] for one in found] for name in different - excused} == {}


# --- over the wire ------------------------------------------------------------------------------------------


class Recorder(ThreadingHTTPServer):
    """A server that notes what it is asked, and on which of its names; it is always out of order."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        threading.Thread(target=self.serve_forever, args=(0.005,), daemon=True).start()

    def url(self, name):
        return f"http://{name}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        app = next((word for word in self.headers["User-Agent"].split() if word.startswith("app/")), None)
        sums = [name.lower() for name in self.headers if name.lower().startswith("x-amz-checksum-")]
        host = self.headers["Host"].partition(":")[0]
        self.server.seen.append((self.command, host, app, tuple(sums)))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_CONNECT(self):  # as a proxy
        self.server.seen.append((self.command, self.path.partition(":")[0]))
        self.send_error(403)

    def do_PUT(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def log_message(self, *words):
        """Say nothing."""


CALL = """
import boto3
for name, method, words in (
    ("s3", "put_object", {"Bucket": "b", "Key": "k", "Body": b"x"}),
    ("dynamodb", "list_tables", {}),
    ("sts", "get_caller_identity", {}),
):
    try:
        getattr(boto3.client(name), method)(**words)
    except Exception as error:
        pass
"""
WIRE = {
    "an address": "endpoint_url = {a}\nsdk_ua_app_id = mine\nmax_attempts = 2\nretry_mode = standard\n",
    "an address for one": "services = x\nmax_attempts = 1\nrequest_checksum_calculation = when_required\n",
    "FIPS": "use_fips_endpoint = true\nmax_attempts = 1\n",
    "dual stack": "use_dualstack_endpoint = true\nmax_attempts = 1\n",
    "legacy": "sts_regional_endpoints = legacy\nmax_attempts = 1\n",
    "account": "account_id_endpoint_mode = required\nmax_attempts = 1\n",
    "nothing": "",
}


@pytest.fixture
def recorder():
    with Recorder() as made:
        yield made
        made.shutdown()


def requests(recorder, environ, *command):
    """What a program asks in that environment."""
    recorder.seen.clear()
    if command:
        subprocess.run(command, env=environ, capture_output=True, check=False, timeout=60)
    else:
        warm.run(["-c", CALL], environ, environ["HOME"])
    return list(recorder.seen)


@pytest.fixture
def wire(shell, recorder):
    """A shell with the settings of a case, beside a [default] with another address."""

    def make(case):
        places = {"a": recorder.url("127.0.0.1"), "b": recorder.url("localhost")}
        default = (
            f"endpoint_url = {places['b']}\nmax_attempts = 1\n" if case == "nothing" else "max_attempts = 1\n"
        )
        core = shell(
            default, WIRE[case].format(**places), {"HTTPS_PROXY": places["a"], "NO_PROXY": "127.0.0.1"}
        )
        more = f"[services x]\ns3 =\n  endpoint_url = {places['a']}\n"
        text = (core.home / ".aws/config").read_text().replace("us-gov-west-1", "us-east-1")
        core.write(".aws/config", text + more)
        return core

    return make


@pytest.mark.parametrize("case", WIRE)
def test_boto3_calls_the_same_hosts_in_the_same_way_in_both_modes(wire, recorder, case):
    core = wire(case)
    by_name, by_keys = core.run("it", keep=False).environ, core.run("it", "-k", keep=False).environ
    asked = requests(recorder, by_name)
    assert len(asked) >= 3
    if case == "nothing":  # max_attempts of [default] was told
        asked = list(dict.fromkeys(asked))
    assert requests(recorder, by_keys) == asked


def test_the_aws_command_does_so_too(wire, recorder):
    core = wire("an address")
    words = ("aws", "s3api", "put-object", "--bucket", "b", "--key", "k")
    asked = [requests(recorder, core.run("it", *more, keep=False).environ, *words) for more in ((), ("-k",))]
    assert asked[0] == asked[1]
    assert {one[:3] for one in chain(*asked)} == {("PUT", "127.0.0.1", "app/mine")}


def test_a_command_of_exec_and_the_lines_of_export_have_the_settings(wire, recorder):
    core = wire("an address")
    words = ["exec", "it", "-k", "--", "sh", "-c", 'echo "$AWS_ENDPOINT_URL $AWS_SDK_UA_APP_ID"']
    assert core.run(*words, shell=None).out == f"{recorder.url('127.0.0.1')} mine\n"
    assert "AWS_SDK_UA_APP_ID=mine\n" in core.run("export", "it", "--format", "dotenv").out
