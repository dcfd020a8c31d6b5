"""How does any text become one plain word, and back? (percent-encoded UTF-8)"""

from __future__ import annotations

_PLAIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./@,+"


def quoted(text: str) -> str:
    """The text percent-encoded: without blanks, and with nothing that a shell or encode has a use for."""
    raw = text.encode("utf-8", "surrogateescape")
    if not raw.translate(None, _PLAIN):
        return text
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)


def unquoted(text: str) -> str:
    """The text that `quoted` encoded; anything else as it is."""
    first, *rest = text.split("%")
    raw = first.encode("utf-8", "surrogateescape")
    for piece in rest:
        try:
            raw += bytes.fromhex(piece[:2]) + piece[2:].encode("utf-8", "surrogateescape")
        except ValueError:
            raw += b"%" + piece.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "surrogateescape")
