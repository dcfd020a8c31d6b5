"""Is this computer's clock right?"""

from __future__ import annotations

from .. import durations
from ..errors import AwsenvError
from ..settings import locations
from .findings import ERROR, NOTE, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..aws_config.profiles import Profiles
    from ..call import Call

REFUSED = 300  # seconds; some AWS services accept no signature that is further off, others none after 900
CODES = 30  # seconds that a code of an MFA device is good for


def examine(call: Call, known: Profiles) -> Iterator[Finding]:
    """The clock against that of AWS, which needs a network."""
    from ..aws import clock

    environ = call.environ
    name = call.state.profile or environ.get("AWS_PROFILE") or "default"
    profile = known.get(name) if name in known else None
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    region = region or (profile.get("region") if profile else None) or ""
    endpoint = profile.get("endpoint_url") if profile else None
    try:
        ahead = clock.at(region, endpoint, environ, locations.home(environ)) - call.now
    except AwsenvError as error:
        what = f"could not ask AWS for the time: {error}"
        yield Finding(NOTE, "clock.skipped", what, "--offline skips this")
        return
    if abs(ahead) > CODES:
        late = abs(ahead) > REFUSED
        why = "AWS refuses signatures" if late else "MFA codes generated on this computer are refused"
        what = f"your clock is {durations.apart(ahead)}, so {why}"
        remedy = "set it: timedatectl set-ntp true, or sudo sntp -sS time.apple.com on macOS"
        yield Finding(ERROR if late else WARNING, "clock.skew", what, remedy)
