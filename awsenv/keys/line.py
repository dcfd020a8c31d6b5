"""Which credential_process stands for keys in a store?"""

from __future__ import annotations

import os
import shlex
import sys

from ..chains import chain
from ..errors import AwsenvError
from ..stores.store import check_id
from ..text import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call


def command(call: Call, name: str, store: str, key: str) -> str:
    """The command that prints the keys of a profile. Raises AwsenvError where no file could hold it.

    The program stands there by its path: what reads the file may have another PATH. The id stands there too,
    so that the store is asked for nothing but the secret, and only when that is needed.
    """
    check_id(key)
    found = f"{program(call)} keys print {shlex.quote(name)} --from {store} --key {key}"
    if name.startswith("-"):
        found = f"{program(call)} keys print --from {store} --key {key}"
    if not found.isprintable() or chain.stored(found) != (store, key):
        what = f"a credential_process line cannot hold {shown(name)} and {shown(call.program)}"
        raise AwsenvError(what, code="not-written")
    return found


def program(call: Call) -> str:
    """The words that start this awsenv, quoted."""
    if call.program.endswith("__main__.py"):  # python -m awsenv
        return f"{shlex.quote(sys.executable)} -m awsenv"
    return shlex.quote(os.path.abspath(call.program))
