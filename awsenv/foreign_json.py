"""What does JSON say that a program, a server or another tool's file has written?"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read(text: str | bytes) -> Any:  # noqa: ANN401 (as json.loads)
    """What the text says. Raises ValueError, whatever is wrong with it.

    That is also: nested too deeply, numbers of thousands of digits, and what no variable can hold or no
    terminal show: half a surrogate pair and a zero byte.
    """
    try:
        found = json.loads(text)
        again = json.dumps(found, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    again.encode()  # raises UnicodeEncodeError, which is a ValueError, for half a pair
    if "\\u0000" in again:
        raise ValueError("a zero byte")
    return found


def read_object(text: str | bytes) -> dict[str, Any]:
    """The object that the text says. Raises ValueError for anything else, too."""
    found = read(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 (what others write is wrong, not our call)
    return found
