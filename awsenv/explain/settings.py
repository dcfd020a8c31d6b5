"""With which settings, beside who it is, will AWS tools call, and where is each from?"""

from __future__ import annotations

from ..aws_config import followed
from .places import place, without_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..aws_config.followed import Followed, Setting
    from ..aws_config.profiles import Profile, Profiles
    from .hops import Facts


def effective(
    profile: Profile, profiles: Profiles, environ: Mapping[str, str], exported: Followed | None
) -> list[Facts]:
    """What a variable says, else what is `exported` with keys, else what the profile says by its name."""
    said = exported.settings if exported else _of(profile, profiles)
    ignored = (environ.get(followed.IGNORE) or "").lower() == "true"
    found: list[Facts] = []
    for option, variable, *_ in followed.SETTINGS:
        if variable in environ:
            found.append(_fact(option, environ[variable], variable, variable))
        elif variable in said:
            found.append(_told(said[variable], keys=exported is not None))
    for variable in sorted({*environ, *said}):
        if not variable.startswith(followed.ENDPOINT) or ignored:
            continue
        if environ.get(variable):
            found.append(_fact(followed.option(variable), environ[variable], variable, variable))
        elif variable in said and not environ.get(followed.ENDPOINT):
            found.append(_told(said[variable], keys=exported is not None))
    return found


def _of(profile: Profile, profiles: Profiles) -> dict[str, Setting]:
    """What the profile says, under the variables that would say the same."""
    found = {one.variable: one for one in followed.endpoints(profile, profiles)}
    for option, variable, _ in followed.SETTINGS:
        if said := followed.said(profile, option):
            found[variable] = followed.Setting(option, variable, *said)
    return found


def _told(one: Setting, *, keys: bool) -> Facts:
    origin = place(*one.place) if one.place else "in place of what [default] says"
    return _fact(followed.option(one.variable), one.value, origin, one.variable if keys else None)


def _fact(option: str, value: str, origin: str, variable: str | None) -> Facts:
    return {"option": option, "value": without_password(value), "origin": origin, "variable": variable}
