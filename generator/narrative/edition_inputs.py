"""How the record of an edition names what its notes were made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.market.issues import Issue

_SNAPSHOT: Final = "snapshot "
_HISTORY: Final = "history "


@dataclass(frozen=True, slots=True)
class MemberInputs:
    """The hashes of one note of an edition."""

    symbol: str
    snapshot: str
    history: str


def member_hashes(members: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What a record keeps of (symbol, hash of the snapshot, hash of the history)."""
    hashes: dict[str, str] = {}
    for symbol, snapshot, history in members:
        hashes |= {f"{_SNAPSHOT}{symbol}": snapshot, f"{_HISTORY}{symbol}": history}
    return hashes


def members_of(hashes: Mapping[str, str]) -> tuple[MemberInputs, ...]:
    """The notes that a record names; none where it is no edition's."""
    return tuple(
        MemberInputs(symbol, sha256, hashes.get(f"{_HISTORY}{symbol}", ""))
        for name, sha256 in hashes.items()
        if name.startswith(_SNAPSHOT) and (symbol := name.removeprefix(_SNAPSHOT))
    )


def issues_told(symbol: str, issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """What the gates found in the data of one note, as its edition tells of it."""
    return tuple(replace(issue, message=f"{symbol}: {issue.message}") for issue in issues)
