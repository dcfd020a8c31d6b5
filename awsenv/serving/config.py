"""What do the command's AWS files say? The profile's settings as [default]; no keys, no other profile."""

from __future__ import annotations

from ..aws_config.followed import METADATA, SETTINGS, WITHOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..aws_config.profiles import Profile, Profiles

# How the AWS CLI shows things, and where botocore finds more of its models.
OTHERS = (
    *("cli_auto_prompt", "cli_error_format", "cli_help_output", "cli_history", "cli_pager"),
    *("cli_timestamp_format", "data_path", "endpoint_url", "services", "s3api"),
    "disable_s3_express_session_auth",
)
# Every setting that says how to call, and none that says who: what is not here is not copied.
COPIED = frozenset((*(option.partition(".")[0] for option, *_ in (*SETTINGS, *METADATA)), *WITHOUT, *OTHERS))
# Paths and programs of this computer, which a container has not.
OF_THIS_COMPUTER = ("ca_bundle", "cli_pager", "data_path", "proxy_ca_bundle", "proxy_client_cert")


def text(
    profile: Profile,
    profiles: Profiles,
    region: str | None,
    process: str | None = None,
    *,
    moves: bool = False,
) -> str:
    """The config file, with a `process` that prints keys; without paths of this computer if it `moves`."""
    said = {name: value for name, value in profile.values.items() if name in COPIED and value}
    for name in OF_THIS_COMPUTER if moves else ():
        said.pop(name, None)
    lines = ["[default]"]
    lines += [f"region = {region}"] if region else []
    lines += [f"credential_process = {process}"] if process else []
    lines += [line for name, value in said.items() for line in _lines(name, value)]
    services = said.get("services")
    section = profiles.services.get(services) if isinstance(services, str) else None
    if section:
        lines += [f"[services {services}]"]
        lines += [line for name, value in section.values().items() for line in _lines(name, value)]
    return "\n".join(lines) + "\n"


def _lines(name: str, value: str | Mapping[str, str]) -> Iterator[str]:
    """An option, and its value; each line of a block is indented."""
    if isinstance(value, str):
        yield f"{name} = " + "\n  ".join(value.splitlines())
        return
    yield f"{name} ="
    yield from (f"  {key} = {inner}" for key, inner in value.items())


def quoted(path: str) -> str:
    """The path as a word of credential_process: some SDKs split the line, and some give it to a shell."""
    plain = all(c.isalnum() or c in "/._-+" for c in path) and path.isascii()
    return path if plain else "'" + path.replace("'", "'\"'\"'") + "'"
