"""Which section of the config file was meant for a profile, and is none for AWS tools?"""

from __future__ import annotations

from ..text import plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..errors import UnknownProfile
    from .ini import File


def told(error: UnknownProfile, file: File) -> UnknownProfile:
    """The error, with the line of [NAME], [Profile NAME] or [profile TWO WORDS] where the file has that."""
    for line, text in enumerate(file.text.split("\n"), 1):
        if error.name not in text:
            continue
        header = _header(text)
        word, _, rest = header.partition(" ")
        lacks = header == error.name != ""
        if not lacks and (word.lower() != "profile" or rest.strip().strip("\"'") != error.name):
            continue
        why = "lacks the word profile" if lacks else "is not written as AWS tools read it"
        name = plain(error.name)
        quoted = f'"{name}"' if " " in name else name
        error.what = f"{shown(f'[{header}]')} {why}, so AWS tools ignore it"
        error.remedy = f"write [profile {quoted}]"
        error.path, error.line = file.path, line
        return error
    return error


def _header(line: str) -> str:
    text = line.strip()
    end = text.rfind("]")
    return text[1:end] if text[:1] == "[" and end > 1 else ""
