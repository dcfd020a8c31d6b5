"""What does botocore know of AWS's files? What was read already: of thousands of profiles it parses none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import botocore.session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..aws_config.ini import Values
    from ..aws_config.profiles import Kind, Profiles


class OwnSession(botocore.session.Session):
    """botocore's session of a profile, or of the one that the environment says."""

    def __init__(self, profile: str | None, known: Profiles) -> None:
        super().__init__(profile=profile)
        self._known = known

    @property
    def full_config(self) -> dict[str, Any]:
        """As botocore's own property has it."""
        return full_config(self._known)


def full_config(known: Profiles) -> dict[str, Any]:
    """What both files say, as botocore has it once it has parsed them."""

    def of_profile(name: str) -> Values | None:
        return _copied(known.get(name).values) if name in known else None

    return {
        "profiles": _Sections(known.names, of_profile),
        "sso_sessions": _of_kind(known.sso_sessions),
        "services": _of_kind(known.services),
    }


def _copied(values: Values) -> Values:
    """The same values for botocore alone, which makes True of a "true" in a block that it was given."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in values.items()}


class _Sections(Mapping[str, "Values"]):
    """Sections by their names, of which those are read that are asked for."""

    def __init__(self, names: Callable[[], Iterable[str]], values: Callable[[str], Values | None]) -> None:
        self._names = names
        self._values = values

    def __getitem__(self, name: str) -> Values:
        found = self._values(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _of_kind(kind: Kind) -> _Sections:
    def values(name: str) -> Values | None:
        section = kind.get(name)
        return _copied(section.values()) if section else None

    return _Sections(kind.names, values)
