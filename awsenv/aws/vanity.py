"""Where does a start URL of a company's own lead?

As for the AWS CLI: one redirect to AWS's own host tells the portal, and its region where that is in the name.
"""

from __future__ import annotations

from ..aws_errors import Refused
from ..errors import AwsenvError
from ..sso import start_urls
from ..text import shown
from . import failures, http

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIMIT = 5  # seconds to connect, and to answer
MOVED = (301, 302, 303, 307, 308)
NO_HEAD = (405, 501)  # what a server answers that knows GET alone


def portal(session: Any, url: str, about: str) -> str:
    """The address on AWS's own host that the URL leads to; the URL itself where it leads nowhere.

    `session` is botocore's. Raises Refused where it leads to a host that is not AWS's.
    """
    from urllib.parse import urljoin, urlsplit

    if start_urls.is_aws(url) or not url.startswith("https://"):
        return url
    try:
        with failures.translated(about=about, invalid=failures.strange):
            answer = _asked(session, url)
    except AwsenvError:  # the sign-in itself will tell
        return url
    where = answer.headers.get("Location")
    if answer.status_code not in MOVED or not where:
        return url
    try:
        found = urlsplit(urljoin(url, where))
    except ValueError:
        found = urlsplit("")
    if not start_urls.is_aws(found.geturl()):
        place = shown(found.netloc or where)
        what = f"{about}: its start URL leads to {place}, which is not an address of AWS"
        raise Refused(what, "check sso_start_url, and ask who runs it", code="strange-page")
    return f"https://{found.hostname}{found.path.rstrip('/')}"


def _asked(session: Any, url: str) -> Any:
    """The answer to one request, of which nothing is followed."""
    from botocore.awsrequest import AWSRequest

    sender = http.session(session, url, (LIMIT, LIMIT))
    answer = sender.send(AWSRequest("HEAD", url).prepare())
    return sender.send(AWSRequest("GET", url).prepare()) if answer.status_code in NO_HEAD else answer
