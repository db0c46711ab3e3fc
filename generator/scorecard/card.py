"""The scorecard of some symbols: their calls, counted by kind, structure, regime and rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from generator.archive.calls import kept_calls, said_first
from generator.calls.base_rates import BaseRates
from generator.calls.kept_prices import kept_prices
from generator.calls.predicates import predicate_of
from generator.calls.settling import settle
from generator.calls.tallies import Based, Tally, tally
from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from generator.archive.archive import Archive
    from generator.archive.calls import KeptCall, Origin
    from generator.calls.prices import Prices

SCHEMA: Final = "scorecard/1"
Grouping = Literal["kind", "structure", "regime", "rule"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("kind", "structure", "regime", "rule")
KINDS: Final = ("direction", "level", "idea")


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that have a kind and, but for the grouping by kind, one more thing in common.

    Calls of different kinds are never counted together: what one rate would mean nobody could say.
    """

    grouping: Grouping
    kind: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Card:
    """The scorecard of one symbol.

    Args:
        symbol: Ticker.
        sessions: How many sessions have a stored close, and so can serve the base rate.
        first: The first of them.
        last: The last of them.
        calls: All calls, with their base rates.
        groups: Their counts.
    """

    symbol: str
    sessions: int
    first: date | None
    last: date | None
    calls: tuple[Based, ...]
    groups: tuple[Group, ...]

    def of(self, grouping: Grouping) -> list[Group]:
        """The counts of one grouping."""
        return [group for group in self.groups if group.grouping == grouping]


def cards(
    archive: Archive,
    symbols: Sequence[str],
    origin: Origin | None,
    step: Callable[[str], None] = lambda _: None,
) -> list[Card]:
    """Resolve what can be resolved, and count all calls of ``symbols``, or of all symbols.

    Raises:
        StoreError: The archive cannot be read or written.
        UsageError: A symbol has no calls.
    """
    step("resolving")
    settle(archive, symbols)
    with archive.database.reading() as connection:
        calls = once(kept_calls(connection, symbols, origin))
    there = dict.fromkeys(call.note.symbol for call in calls)
    missing = [symbol for symbol in symbols if symbol not in there]
    if missing:
        remedy = "publish a note, or replay the archive"
        raise UsageError(f"no calls of {', '.join(missing)} are kept; {remedy}")
    made = []
    for symbol in there:
        step(f"{symbol}: base rates")
        prices = kept_prices(archive, symbol)
        made.append(_card(symbol, [call for call in calls if call.note.symbol == symbol], prices))
    return made


def once(calls: list[KeptCall]) -> list[KeptCall]:
    """The calls as readers had them: nothing counts twice.

    A replay of a session whose note was published is left out, and so is what another note of the
    session, by another playbook or at another time, has said before.
    """
    published = {_issue(call) for call in calls if call.note.origin == "published"}
    said = [
        call for call in calls if call.note.origin == "published" or _issue(call) not in published
    ]
    ordered = sorted(said, key=lambda call: (call.note.as_of, call.note.playbook, call.place))
    first = said_first(
        ordered, lambda call: (call.note.symbol, call.session, call.kind, call.structure)
    )
    kept = set(map(id, first))
    return [call for call in said if id(call) in kept]


def _issue(call: KeptCall) -> tuple[str, date, str]:
    return call.note.symbol, call.session, call.note.playbook


def _card(symbol: str, calls: list[KeptCall], prices: Prices) -> Card:
    rates = BaseRates(prices)
    based = tuple(_based(call, rates) for call in calls)
    days = sorted(prices.closes)
    groups = tuple(group for grouping in GROUPINGS for group in grouped(based, grouping))
    first, last = (days[0], days[-1]) if days else (None, None)
    return Card(symbol, len(days), first, last, based, groups)


def _based(call: KeptCall, rates: BaseRates) -> Based:
    """A call with its base rate over all stored days; one that is not decided needs none."""
    if call.verdict.state not in ("hit", "miss"):
        return Based(call, 0, 0)
    return Based(call, *rates.of(predicate_of(call.predicate)))


def grouped(calls: Sequence[Based], grouping: Grouping) -> list[Group]:
    """The counts of ``calls`` by kind and by ``grouping``, in the order of their names."""
    found: dict[tuple[str, str], list[Based]] = {}
    for item in calls:
        found.setdefault((item.call.kind, str(getattr(item.call, grouping))), []).append(item)
    ordered = sorted(found, key=lambda key: (KINDS.index(key[0]), key[1]))
    return [Group(grouping, kind, name, tally(found[kind, name])) for kind, name in ordered]


def void_reasons(card: Card) -> dict[str, int]:
    """How many calls are void, by the code of the reason."""
    counts = Counter(item.call.verdict.reason for item in card.calls)
    return {reason: count for reason, count in sorted(counts.items(), key=str) if reason}


def cards_json(found: Sequence[Card], origin: Origin | None) -> dict[str, Any]:
    """The scorecard as plain JSON."""
    return {
        "schema": SCHEMA,
        "origin": origin or "all",
        "symbols": [
            {
                "symbol": card.symbol,
                "sessions": card.sessions,
                "first": None if card.first is None else str(card.first),
                "last": None if card.last is None else str(card.last),
                "void": void_reasons(card),
                "groups": [
                    {"by": group.grouping, "kind": group.kind, "name": group.name}
                    | group.tally.as_json()
                    for group in card.groups
                ],
                "calls": [_call_json(item) for item in card.calls],
            }
            for card in found
        ],
    }


def _call_json(item: Based) -> dict[str, Any]:
    call, verdict = item.call, item.call.verdict
    return {
        "session": str(call.session),
        "as_of": call.note.as_of.isoformat(),
        "origin": call.note.origin,
        "playbook": call.note.playbook,
        "markdown_sha256": call.markdown_sha256,
        "kind": call.kind,
        "structure": call.structure,
        "regime": call.regime,
        "rule": call.rule,
        "horizon": str(call.horizon),
        "predicate": dict(call.predicate),
        "words": call.words,
        "withdrawn": call.withdrawn,
        "state": verdict.state,
        "reason": verdict.reason,
        "resolved_at": None if verdict.resolved_at is None else str(verdict.resolved_at),
        "numbers": None if verdict.numbers is None else dict(verdict.numbers),
        "base_hits": item.base_hits,
        "base_n": item.base_n,
    }
