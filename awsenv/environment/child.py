"""Which environment is a program given that the core starts?"""

from __future__ import annotations

from .variables import CONTAINER, OTHER_IDENTITY, OWNED, SHELL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def for_child(environ: Mapping[str, str]) -> dict[str, str]:
    """What a program that the core starts is given: all but what the snippet meant for the core alone."""
    return {
        name: value for name, value in environ.items() if not name.startswith("__awsenv_") and name != SHELL
    }


def without_identity(environ: Mapping[str, str], region: str | None) -> dict[str, str]:
    """The environment for what looks for keys: it has no identity; a container's address stays.

    AWS_WEB_IDENTITY_TOKEN_FILE would win over a profile's keys, and AWS_DEFAULT_REGION over its region.
    """
    named = {*OWNED, *OTHER_IDENTITY} - set(CONTAINER)
    clean = {name: value for name, value in for_child(environ).items() if name not in named}
    return {**clean, "AWS_DEFAULT_REGION": region} if region else clean
