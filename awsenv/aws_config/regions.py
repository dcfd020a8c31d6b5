"""Which regions does botocore know, and was this one mistyped?"""

from __future__ import annotations

from ..text import meant, shown


def note(region: str) -> str | None:
    """What to say of a region that botocore does not know: AWS adds some all the time, so no error."""
    try:
        text = _text()
        # A look at the text spares a parser of JSON; in it, only the name of a region ends with a digit.
        if not text or (region[-1:].isdigit() and f'"{region}"' in text):
            return None
        names = _names(text)
    except (OSError, ValueError):
        return None
    if region in names:
        return None
    return f"region {shown(region)} is set, but awsenv does not know it{meant(region, names)}"


def known() -> list[str]:
    """All of them. Raises OSError and ValueError where the data of botocore is damaged."""
    text = _text()
    return _names(text) if text else []


def _names(text: str) -> list[str]:
    from .. import foreign_json

    return [
        region
        for partition in foreign_json.read(text)["partitions"]
        for region in partition["regions"]
        if "global" not in region
    ]


def _text() -> str:
    """botocore's own partition data; "" where it is not installed. Nothing of it is imported."""
    import sys  # importlib.util would do the same, and load much more

    specs = (finder.find_spec("botocore", None) for finder in sys.meta_path)
    origin = next((spec.origin for spec in specs if spec is not None), None)
    if origin is None:
        return ""
    with open(origin.rpartition("/")[0] + "/data/partitions.json", encoding="utf-8") as stream:
        return stream.read()
