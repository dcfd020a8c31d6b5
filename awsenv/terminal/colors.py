"""How is a color told to this terminal?"""

from __future__ import annotations

from ..settings.model import COLORS, INDEXED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED = 16
GREYS = 232
FULL = 1 << 24


def sgr(color: str, environ: Mapping[str, str]) -> str | None:
    """The parameters of the SGR sequence for the color, or one like it; None where none can be shown."""
    shades = _shades(environ)
    if not shades:
        return None
    if not color.startswith("#"):
        index = _index(color)
    elif shades == FULL:
        return "38;2;{};{};{}".format(*bytes.fromhex(color[1:]))
    else:
        red, green, blue = (max(0, (channel - 35) // 40) for channel in bytes.fromhex(color[1:]))
        index = NAMED + 36 * red + 6 * green + blue
    return _parameters(index if index < shades else _basic(index))


def _shades(environ: Mapping[str, str]) -> int:
    """How many colors the terminal shows, as far as the environment tells."""
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


def _basic(index: int) -> int:
    """One of the first eight colors in place of one of the cube or a grey."""
    if index >= GREYS:
        return COLORS.index("white")
    red, green, blue = (index - NAMED) // 36, (index - NAMED) // 6 % 6, (index - NAMED) % 6
    return (red > 1) + 2 * (green > 1) + 4 * (blue > 1)
