"""What does Granted leave, and what is it in awsenv?

Its settings: docs.commonfate.io/granted, and the keys of its config.toml as pkg/config/config.go names them.
"""

from __future__ import annotations

import re
import shlex
import sys

from ..text import shown
from . import findings
from .findings import Note, Setting

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..aws_config.profiles import Profile, Profiles

PRINTS = ("STDOUT", "FIREFOX_STDOUT")
WITHOUT = {
    "ExportCredsToAWS": "awsenv never writes keys into ~/.aws/credentials; awsenv export prints them",
    "DefaultExportAllEnvVar": "awsenv NAME -k exports keys; [mode] in the settings does so for patterns",
    "CredentialProcessAutoLogin": "awsenv opens a browser for awsenv login and console, never otherwise",
    "AccessRequestURL": "awsenv has no requests for access",
}
PROCESS = re.compile(r"\s*(?:\S*/)?granted\s+credential-process\b")


def settings(text: str, path: str) -> Iterator[Setting | Note]:
    """What each key of its config is here."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        yield Note("this is no TOML, so nothing of it is read", "", path)
        return

    def at(key: str) -> int:
        lines = enumerate(text.split("\n"), 1)
        return next((number for number, line in lines if re.match(rf"\s*\[?{key}\b", line)), 0)

    yield from _browser(data, path, at("CustomBrowserPath") or at("AWSConsoleBrowserLaunchTemplate"))
    if data.get("DefaultBrowser") in PRINTS:
        what = "the console's address is printed, not opened"
        yield Note(what, "awsenv console --url", path, at("DefaultBrowser"))
    for key, instead in WITHOUT.items():
        if data.get(key):
            yield Note(f"{key}: {instead}", "", path, at(key))
    registry = data.get("ProfileRegistry")
    if data.get("ProfileRegistryURLS") or (isinstance(registry, dict) and registry.get("Registries")):
        what = "profile registries: awsenv has none; the profiles that they wrote stay as they are"
        yield Note(what, "", path, at("ProfileRegistry"))
    portals = data.get("SSO")
    for name, portal in portals.items() if isinstance(portals, dict) else ():
        if isinstance(portal, dict) and isinstance(portal.get("StartURL"), str):
            region = portal.get("SSORegion") if isinstance(portal.get("SSORegion"), str) else None
            line = at(rf"SSO\.[\"']?{re.escape(name)}")
            yield findings.portal(name, portal["StartURL"], region, path, line)


def _browser(data: dict[str, Any], path: str, line: int) -> Iterator[Setting | Note]:
    """The browser for the console; Granted may have another one for signing in."""
    template = data.get("AWSConsoleBrowserLaunchTemplate")
    command = template.get("Command") if isinstance(template, dict) else None
    program, other = data.get("CustomBrowserPath"), data.get("CustomSSOBrowserPath")
    if isinstance(command, str) and command:
        origin = f"AWSConsoleBrowserLaunchTemplate: {command}"
        yield findings.browser(origin, command, "{{.URL}}", "{{", path, line)
    elif isinstance(program, str) and program:
        yield Setting(f"CustomBrowserPath: {program}", "browser", shlex.quote(program), path, line)
    if isinstance(other, str) and other and other != program:
        what = f"CustomSSOBrowserPath: {shown(other)} signs in; awsenv has one setting for both"
        yield Note(what, f"awsenv login --browser {shlex.quote(other)}, or BROWSER", path, line)


def profiles(known: Profiles) -> Iterator[Note]:
    """The profiles whose keys Granted gives."""
    found = findings.run_by(known, PROCESS)
    sso = {name: place for name, place in found.items() if _is_sso(known.get(name))}
    others = {name: place for name, place in found.items() if name not in sso}
    if sso:
        what = f"{findings.profiles(len(sso))} with granted_sso_ settings, whose keys Granted gives: "
        remedy = (
            "they work, as long as Granted is here; without it: remove credential_process, and write "
            "sso_… for each granted_sso_…, or awsenv sso sync"
        )
        yield findings.of_all(what + findings.some(sso), remedy, sso)
    if others:
        what = f"Granted keeps the keys of {findings.profiles(len(others))}: {findings.some(others)}"
        remedy = (
            "they work, as long as Granted is here; without it: granted credentials export-plaintext NAME, "
            "and remove credential_process"
        )
        yield findings.of_all(what, remedy, others)


def _is_sso(profile: Profile) -> bool:
    return any(key.startswith("granted_sso_") for key in profile.values)
