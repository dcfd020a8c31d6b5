"""Which variables do direnv and mise say that they set?"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


# How MessagePack begins a value: its kind, the bytes that hold a small count, the sizes of a greater one.
_KINDS = (
    ("map", 0x80, 0x8F, {0xDE: 2, 0xDF: 4}),
    ("list", 0x90, 0x9F, {0xDC: 2, 0xDD: 4}),
    ("text", 0xA0, 0xBF, {0xD9: 1, 0xDA: 2, 0xDB: 4}),
)


def set_by_others(environ: Mapping[str, str]) -> dict[str, str]:
    """What they set in this directory, as they keep it in the environment; nothing that cannot be read."""
    found: dict[str, str] = {}
    for name, new, read in (("DIRENV_DIFF", "n", json.loads), ("__MISE_DIFF", "new", _unpacked)):
        try:
            text = environ.get(name, "").replace("-", "+").replace("_", "/")
            told = read(zlib.decompress(base64.b64decode(text + "=" * (-len(text) % 4))))[new]
            found.update({key: value for key, value in told.items() if isinstance(value, str)})
        except (
            binascii.Error,
            zlib.error,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            pass
    return found


def _unpacked(data: bytes) -> dict[str, dict[str, str]]:
    """The maps of maps of texts that a MessagePack text begins with."""
    return _value(data, 0)[0]  # type: ignore[return-value]


def _value(data: bytes, at: int) -> tuple[object, int]:
    """One value, and where the next one begins. Raises ValueError for what is neither map, list nor text."""
    kind, at = data[at], at + 1
    for name, first, last, wide in _KINDS:
        if first <= kind <= last or kind in wide:
            size = wide.get(kind, 0)
            count = int.from_bytes(data[at : at + size], "big") if size else kind - first
            at += size
            if name == "text":
                return data[at : at + count].decode("utf-8", "surrogateescape"), at + count
            found = []
            for _ in range(count * (2 if name == "map" else 1)):
                value, at = _value(data, at)
                found.append(value)
            return (dict(zip(found[::2], found[1::2], strict=True)) if name == "map" else found), at
    raise ValueError(f"no map, list or text: {kind}")
