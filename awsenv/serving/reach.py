"""awsenv exec --serve, --share, --agent: who gives the command its credentials, for how long?"""

from __future__ import annotations

import os
import time

from .. import policy
from ..credentials import iso
from ..durations import span
from ..environment import variables
from ..errors import LOGIN_NEEDED, AwsenvError
from ..settings import locations
from ..terminal import ask
from . import config, surroundings
from .directory import Directory
from .endpoint import FORBIDDEN, LATER, Endpoint, Refusal
from .opening import Opening
from .order import Order
from .running import Running, end_as
from .source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call import Call
    from ..credentials import Credentials
    from ..environment.variables import Environment
    from ..target import Target
    from .order import Opened

NO_END = 3600  # seconds after which an SDK asks again for keys that do not expire


class Asked:
    """What was asked for on the command line."""

    __slots__ = ("as_is", "model", "options", "profile", "reach", "region", "source", "yes")

    def __init__(
        self,
        reach: str,
        profile: str,
        region: str | None,
        source: str | None,
        options: Mapping[str, object],
        yes: bool,  # noqa: FBT001
        as_is: bool,  # noqa: FBT001
        model: str | None,
    ) -> None:
        self.reach = reach  # serve, share or agent
        self.profile = profile
        self.region = region
        self.source = source  # the profile that assumes the role of an address
        self.options = dict(options)  # parameters of SessionOptions
        self.yes = yes
        self.as_is = as_is
        self.model = model


def run(call: Call, asked: Asked, command: list[str]) -> int:
    """Run the command with credentials for as long as it runs; its exit status.

    Raises AwsenvError where there are none to begin with, and where the command cannot be started.
    """
    target = call.target(asked.profile, source=asked.source)
    if not asked.yes and policy.asks(target, call.environ):
        policy.confirm(target)
    opening = Opening(call, _order(asked, target, command))
    first = opening.first()
    for note in first.notes:
        call.say(note)
    shared = asked.reach == "share"
    model = _model(call, target, asked)
    directory = Directory(call.environ, shared=shared)
    with directory:
        source = _source(call, opening, first, directory if shared else None)
        endpoint = None if shared else Endpoint(lambda: _document(source))
        own = _leading(target, asked, directory, endpoint)
        environ = surroundings.of_command(call, target, asked.region, asked.reach, {**own, **model})
        call.out.flush()
        call.err.flush()
        running = Running(command, environ)
        if endpoint:
            endpoint.start()
        source.start()
        status = running.wait()
    if asked.reach == "agent" and endpoint:
        _close(call, first.who, endpoint.taken)
    return end_as(status)


def _order(asked: Asked, target: Target, command: list[str]) -> Order:
    kind = {True: "as-is", False: "read-only"}[asked.as_is] if asked.reach == "agent" else ""
    program = os.path.basename(command[0])
    # An address that is a profile of the user's was said to be that; it goes by its name from now on.
    name, source = (asked.profile, asked.source) if target.profile.made else (target.name, None)
    return Order(name, asked.region, asked.options, source=source, narrow=kind, program=program)


def _model(call: Call, target: Target, asked: Asked) -> Environment:
    """What the agent calls a model with: a token of another profile, and nothing else of that."""
    if asked.model is None:
        return {}
    region = (
        asked.region or target.region or call.environ.get("AWS_REGION") or call.target(asked.model).region
    )
    if region is None:
        raise AwsenvError(
            "a token for --model is for one region, and no region is set", "give it with -r REGION"
        )
    found = Opening(call, Order(asked.model, region, narrow="model")).first()
    end = found.credentials.expiration
    lasts = f" for {span(int(end - call.now))}" if end else ""
    call.say(
        f"the agent's own model calls are made as {found.who}, in {region}{lasts}: that token is not renewed"
    )
    return {f"{variables.BEARER}BEDROCK": found.token}


def _source(call: Call, opening: Opening, first: Opened, shared: Directory | None) -> Source:
    """The source of the command's credentials, which are put into a directory that is shared."""

    def renewed(found: Credentials) -> None:
        if shared:
            _share(shared, found)

    renewed(first.credentials)
    reads_terminal = os.isatty(0)
    return Source(
        opening,
        first,
        time.time,
        lambda what: call.report(what) if isinstance(what, AwsenvError) else call.say(what),
        _watched(call),
        renewed,
        lambda: not reads_terminal and ask.is_possible(),  # a question would take the command's own input
    )


def _close(call: Call, who: str, taken: int) -> None:
    """The last line: how long, as whom, how often."""
    times = {0: "never fetched", 1: "fetched once"}.get(taken, f"fetched {taken} times")
    call.say(f"ran {span(max(1, int(time.time() - call.now)))} as {who}; credentials were {times}")


def _leading(target: Target, asked: Asked, directory: Directory, endpoint: Endpoint | None) -> Environment:
    """The variables that lead the command to its credentials, and the files that they name."""
    region, process = asked.region or target.region, None
    if endpoint is None:
        process = f"cat {config.quoted(directory.path + '/credentials.json')}"
    text = config.text(target.profile, target.profiles, region, process, moves=endpoint is None)
    own: Environment = {
        "AWS_CONFIG_FILE": directory.write("config", text),
        "AWS_SHARED_CREDENTIALS_FILE": directory.write("credentials", ""),
    }
    if endpoint is None:
        return {**own, variables.SHARED: directory.path}
    return {
        **own,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": endpoint.address,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": endpoint.token,
    }


def _document(source: Source) -> dict[str, str]:
    """What the container endpoint answers. Raises Refusal."""
    try:
        found = source.credentials()
    except AwsenvError as error:
        said = f"{error}; {error.remedy}" if error.remedy else str(error)
        status = FORBIDDEN if error.status == LOGIN_NEEDED else LATER  # only the latter is worth another try
        raise Refusal(status, "CredentialsUnavailable", said) from None
    end = int(time.time()) + NO_END if found.expiration is None else found.expiration
    answer = {
        "AccessKeyId": found.access_key,
        "SecretAccessKey": found.secret_key,
        "Token": found.token or "",
        "Expiration": iso(end),
    }
    return {**answer, "AccountId": found.account} if found.account else answer


def _share(directory: Directory, found: Credentials) -> None:
    """Put the credentials where a container reads them."""
    import json

    said = {
        "AccessKeyId": found.access_key,
        "SecretAccessKey": found.secret_key,
        "SessionToken": found.token,
        "Expiration": None if found.expiration is None else iso(found.expiration),
        "AccountId": found.account,
    }
    known = {name: value for name, value in said.items() if value is not None}
    directory.write("credentials.json", json.dumps({"Version": 1, **known}) + "\n")


def _watched(call: Call) -> list[str]:
    """The files and directories that change when a person signs in, or writes new keys."""
    home, cache = locations.home(call.environ), locations.directory("cache", call.environ)
    login = call.environ.get("AWS_LOGIN_CACHE_DIRECTORY") or f"{home}/.aws/login/cache"
    folders = [f"{cache}/sessions", f"{home}/.aws/sso/cache", f"{home}/.aws/cli/cache", login]
    return [*folders, *locations.aws_files(call.environ)]
