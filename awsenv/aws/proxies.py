"""Why does a proxy not lead to AWS, and what can be done about it?"""

from __future__ import annotations

import re

from .. import text
from ..aws_errors import Unreachable
from ..text import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")  # Python reads the small ones first
AUTHENTICATION = "407"  # the HTTP status


def refusal(url: str, status: str, environ: Mapping[str, str]) -> Unreachable:
    """The error for the proxy of this address that has answered a plain http request with this status."""
    return failure(url, f"Tunnel connection failed: {status}", environ)


def failure(url: str, said: str, environ: Mapping[str, str]) -> Unreachable:
    """The error for the proxy of this address, of which urllib3 `said` this.

    botocore puts http:// before all that has neither http: nor https:. A password is never shown.
    """
    url = url.removeprefix("http://") if url.count("://") > 1 else url
    scheme, host = plain(url.partition("://")[0].lower()) if "://" in url else "http", plain(text.host(url))
    given = [name for name in VARIABLES if environ.get(name)]
    variable = next((name for name in given if text.host(environ[name]) == host), [*given, "HTTPS_PROXY"][0])
    refusal = re.search(r"Tunnel connection failed: (\d{3})([^')]*)", said)
    if scheme not in ("http", "https"):
        what, remedy = (
            f"AWS tools cannot use a {scheme} proxy",
            f"set {variable} to one of http:// or https://",
        )
    elif refusal and refusal[1] == AUTHENTICATION:
        what = f"the proxy {host} asks for a user name and a password (407)"
        remedy = f"set {variable} to {scheme}://USER:PASSWORD@{host}"
    elif refusal:
        what = f"the proxy {host} refuses to connect to it ({refusal[1]}{plain(refusal[2])})"
        remedy = "have AWS's addresses allowed there, or name them in NO_PROXY"
    elif not host or "parse" in said or "No host" in said:
        what, remedy = "the address of the proxy is not valid", f"set {variable} to http://HOST:PORT"
    elif "resol" in said.lower():
        what, remedy = f"the proxy {host} does not exist (DNS)", f"correct {variable}, or unset it"
    elif "timed out" in said:
        what, remedy = f"the proxy {host} does not answer", f"correct {variable}, or unset it"
    elif "SSL" in said or "EOF" in said:
        what, remedy = f"the proxy {host} does not speak TLS", f"set {variable} to http://{host}"
    else:
        what, remedy = f"no proxy answers at {host}", f"start it, or correct {variable}, or unset it"
    if "://" not in environ.get(variable, "://"):
        remedy += "; other tools need http:// before it"
    error = Unreachable("AWS", what)
    error.remedy = remedy
    return error
