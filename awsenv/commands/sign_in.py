"""Does a person who is not signed in do so now, where a switch needs it?"""

from __future__ import annotations

from ..environment import dialects
from ..errors import AwsenvError, LoginNeeded
from ..terminal import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..target import Target

# Of the portal's answers: the file of the sign-in is there, but no longer worth anything.
ENDED = "sign-in-ended"
NEEDED = "sign-in-needed"
YES = ("", "y", "yes")


def offer(call: Call, target: Target, error: AwsenvError) -> None:
    """Have the person sign in who says so; raise the error where that would not help, or is not wanted.

    The setting sign_in spares the question. A script is not asked.
    """
    wish = target.preferences.sign_in or "ask"
    if not _would_help(target, error) or not dialects.is_interactive(call.environ) or wish == "never":
        raise error
    if wish == "ask":
        answer = ask.ask(f"awsenv: {error}. Sign in now? [Y/n] ", seen=True)
        if answer is None or answer.lower() not in YES:
            raise error
    from . import login

    force = error.code == ENDED or "--force" in (error.remedy or "")
    login.run(call, target.name, force=force)


def _would_help(target: Target, error: AwsenvError) -> bool:
    if error.code in (ENDED, NEEDED):
        return True
    return (
        isinstance(error, LoginNeeded) and error.code == LoginNeeded.code and target.hops[0].type == "login"
    )
