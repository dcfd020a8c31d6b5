"""Which environment is a program given that the core starts?"""

from __future__ import annotations

from .variables import CONTAINER, OTHER_IDENTITY, SHELL, is_owned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def for_child(environ: Mapping[str, str]) -> dict[str, str]:
    """What a program that the core starts is given: all but what the snippet meant for the core alone."""
    return {
        name: value for name, value in environ.items() if not name.startswith("__awsenv_") and name != SHELL
    }


def by_full_path(environ: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which no name leads to a program of the current directory.

    A prompt may start a program wherever one is, and the files there may be a stranger's.
    """
    path = ":".join(folder for folder in environ.get("PATH", "").split(":") if folder.startswith("/"))
    kept = {name: value for name, value in environ.items() if name != "PATH"}
    return {**kept, "PATH": path} if path else kept


def without_identity(
    environ: Mapping[str, str], region: str | None, keep: Collection[str] = CONTAINER
) -> dict[str, str]:
    """The environment for what looks for keys: it has no identity but what is to be kept.

    AWS_WEB_IDENTITY_TOKEN_FILE would win over a profile's keys, and AWS_DEFAULT_REGION over its region.
    """
    clean = {
        name: value
        for name, value in by_full_path(for_child(environ)).items()
        if name in keep or not (name in OTHER_IDENTITY or is_owned(name))
    }
    return {**clean, "AWS_DEFAULT_REGION": region} if region else clean
