"""How is a colour told to this terminal?"""

from __future__ import annotations

from ..settings.model import COLORS, INDEXED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED = 16
CUBE = (0, 95, 135, 175, 215, 255)
GREYS = 232
FULL = 1 << 24


def sgr(color: str, environ: Mapping[str, str]) -> str | None:
    """The parameters of the SGR sequence that comes nearest to the colour; None where none can be shown."""
    shades = _shades(environ)
    if not shades:
        return None
    if not color.startswith("#"):
        index = _index(color)
        return _parameters(index if index < shades else _nearest(_rgb(index), shades))
    red, green, blue = bytes.fromhex(color[1:])
    if shades == FULL:
        return f"38;2;{red};{green};{blue}"
    return _parameters(_nearest((red, green, blue), shades))


def _shades(environ: Mapping[str, str]) -> int:
    """How many colours the terminal shows, as far as the environment tells."""
    terminal = environ.get("TERM", "")
    if environ.get("NO_COLOR") or terminal in ("", "dumb"):
        return 0
    if environ.get("COLORTERM") in ("truecolor", "24bit") or terminal.endswith("-direct"):
        return FULL
    return INDEXED if "256color" in terminal else NAMED


def _index(color: str) -> int:
    if color.isdecimal():
        return int(color)
    bright = color.startswith("bright-")
    return COLORS.index(color.removeprefix("bright-")) + (len(COLORS) if bright else 0)


def _parameters(index: int) -> str:
    if index < NAMED:  # these have sequences of their own, which older terminals know too
        return str(30 + index if index < len(COLORS) else 90 + index - len(COLORS))
    return f"38;5;{index}"


def _rgb(index: int) -> tuple[int, int, int]:
    """A colour of xterm's table."""
    if index >= GREYS:
        grey = 8 + 10 * (index - GREYS)
        return grey, grey, grey
    if index >= NAMED:
        index -= NAMED
        return CUBE[index // 36], CUBE[index // 6 % 6], CUBE[index % 6]
    on, off = (255, 85) if index >= len(COLORS) else (170, 0)
    return on if index & 1 else off, on if index & 2 else off, on if index & 4 else off


def _nearest(wanted: tuple[int, int, int], shades: int) -> int:
    """The index that looks most like it; not a named one where there are others, since users change those."""

    def distance(index: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(_rgb(index), wanted, strict=True))

    return min(range(NAMED, INDEXED) if shades > NAMED else range(NAMED), key=distance)
