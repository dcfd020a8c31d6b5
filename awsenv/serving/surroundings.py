"""Which environment does such a command see: one identity, and no way to another?"""

from __future__ import annotations

from .. import switch
from ..environment import child, undo, variables
from ..environment.state import added, applied, deciding, made_text, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..environment.variables import Environment
    from ..target import Target


def of_command(
    call: Call, target: Target, region: str | None, reach: str, own: Environment
) -> dict[str, str]:
    """What the command is given; `own` is what leads it to its credentials: addresses, files, tokens."""
    before = undo.base(call.environ)
    change: Environment = dict.fromkeys((*added(call.environ), *variables.OTHER_IDENTITY, variables.BEFORE))
    change |= switch.for_profile(target.name, region or target.region, before)
    change |= dict.fromkeys((variables.FIELDS["pin"], "AWS_PROFILE"))
    change |= switch.of_class(target.class_, call.environ)
    change[variables.FIELDS["idle"]] = (
        None  # a shell in it has nothing to drop: the identity is the command's
    )
    account = target.account_name or target.account
    change |= written(mode=reach, meaning=target.encoded_meaning, account=account)
    # Where nothing answers, no SDK may go on to this machine's role. Old SDKs read the file if told to.
    change |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SDK_LOAD_CONFIG": "1", "AWSENV_PINS": "off"}
    after = child.for_child(applied({**change, **own}, call.environ))
    made = written(made=made_text(deciding(after)))
    return {**after, **{name: value for name, value in made.items() if value is not None}}
