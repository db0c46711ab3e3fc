"""Harvest: the calls of a finished note, read from its record and its facts.

What is a call, and what is none, is defined in docs/scorecard.md. Only what the note prints is one:
a level whose price stands in the text, a trend that a sentence names, an idea with its contracts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from generator.archive.calls import KeptCall, NoteKey
from generator.calls.predicates import Closes, Gains, Interval, Leg, Stays
from generator.market.sessions import Sessions
from generator.narrative.structures import BEARISH, BULLISH
from generator.wording.markup import unescape_markdown
from generator.wording.numbers import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.archive.calls import Origin
    from generator.calls.predicates import Predicate
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts, Row

DIRECTION_SESSIONS: Final = 5
"""A trend is held to the close of this session."""
SHARES_SESSIONS: Final = 20
"""An idea in shares, which names no date, ends with this session."""
PIN: Final = 0.01
"""How far from its level the price may settle that a magnet is to draw."""
_LEVELS: Final = (
    ("resistance", "resistance", "above"),
    ("support", "support", "below"),
    ("call_wall", "call wall, within 45 days", "above"),
    ("put_wall", "put wall, within 45 days", "below"),
    ("max_pain_front", "max pain, front expiration", "at"),
)
"""Facts, what the table of levels calls them, and the side on which a close breaks them."""
_TREND_SECTIONS: Final = ("lead", "bullets", "levels", "bottom_line", "headline")
_SHARES: Final = "stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A call before it is a row."""

    kind: str
    rule: str
    structure: str
    predicate: Predicate
    words: str


def harvest(
    record: NoteRecord, facts: Facts, markdown_sha256: str, origin: Origin
) -> tuple[KeptCall, ...]:
    """The calls of a note, in a fixed order: direction, levels, ideas.

    Args:
        record: Of the note that readers have.
        facts: Its facts.
        markdown_sha256: Hash of its text.
        origin: Whether it was published, or is a replay.
    """
    note = NoteKey(record.symbol, facts.as_of, origin, record.playbook)
    reader = _Reader.of(record, facts)
    regime = facts["regime"].value if "regime" in facts else None
    return tuple(
        KeptCall(
            note=note,
            place=place,
            session=facts.as_of.date(),
            markdown_sha256=markdown_sha256,
            kind=said.kind,
            rule=said.rule,
            structure=said.structure,
            regime=regime if isinstance(regime, str) else "unknown",
            horizon=said.predicate.on,
            predicate=said.predicate.as_json(),
            words=said.words,
        )
        for place, said in enumerate(reader.calls())
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the calls out of one note.

    Args:
        text: Its Markdown without escapes.
        printed: What its spans refer to.
    """

    record: NoteRecord
    facts: Facts
    text: str
    printed: frozenset[str]
    calendar: Sessions

    @classmethod
    def of(cls, record: NoteRecord, facts: Facts) -> _Reader:
        day = facts.as_of.date()
        return cls(
            record,
            facts,
            unescape_markdown(record.markdown),
            frozenset(span.reference for span in record.spans),
            Sessions.covering(day, day + timedelta(days=3 * 365)),
        )

    def calls(self) -> Iterator[_Said]:
        if self._number("spot") is None:
            return
        yield from self._direction()
        yield from self._levels()
        yield from self._ideas()

    def _number(self, name: str) -> float | None:
        return self.facts[name].number if name in self.facts else None

    @property
    def _spot(self) -> float:
        return self._number("spot") or 0.0

    @property
    def _first(self) -> date:
        return self.calendar.first_ending_after(self.facts.as_of)

    def _session(self, number: int) -> date:
        """The session of that number, counted from the first that ends after the note as 1."""
        session = self._first
        for _ in range(number - 1):
            session = self.calendar.on_or_after(session + timedelta(days=1))
        return session

    def _sessions_through(self, last: date) -> int:
        days = self.calendar.days.astype("datetime64[D]").tolist()
        return sum(self._first <= day <= last for day in days)

    def _direction(self) -> Iterator[_Said]:
        trend = self.facts["trend"].value if "trend" in self.facts else None
        if trend not in (BULLISH, BEARISH):
            return
        words = self._trend_words(str(trend))
        if words is None:
            return
        spot = self._spot
        inside = Interval(above=spot) if trend == BULLISH else Interval(below=spot)
        on = self._session(DIRECTION_SESSIONS)
        yield _Said(
            kind="direction",
            rule=f"trend.{trend}",
            structure=str(trend),
            predicate=Closes(spot=spot, inside=inside, on=on, sessions=DIRECTION_SESSIONS),
            words=words,
        )

    def _trend_words(self, trend: str) -> str | None:
        """The sentence that names the trend: by its fact, else by its word."""
        named = [item for item in self._sentences() if "trend" in item["facts"]]
        word = re.compile(rf"\b{trend}\b")
        said = [
            item
            for section in _TREND_SECTIONS
            for item in self._sentences(section)
            if word.search(item["text"])
        ]
        return next((str(item["text"]) for item in (*named, *said)), None)

    def _sentences(self, section_id: str | None = None) -> Iterator[Mapping[str, Any]]:
        """Sentences that stand in the text still, of one section or of all."""
        for section in self.record.sections:
            if section_id in (None, section["id"]):
                for sentence in section["sentences"]:
                    if sentence["text"] in self.text:
                        yield sentence

    def _levels(self) -> Iterator[_Said]:
        front = self.facts["expiration_front"].value if "expiration_front" in self.facts else None
        if not isinstance(front, date):
            return
        on = self.calendar.on_or_before(front)
        seen = set()
        for name, role, side in _LEVELS:
            level = self._number(name)
            row = self._level_row(role)
            if level is None or on < self._first or rounded(level, 2) in seen:
                continue
            if name not in self.printed and row is None:
                continue
            seen.add(rounded(level, 2))
            words, rule = self._words_of(name) or (f"{role}: {rounded(level, 2)}", "levels")
            yield _Said(
                kind="level",
                rule=rule,
                structure=name,
                predicate=self._level_predicate(level, side, on),
                words=words,
            )

    def _level_row(self, role: str) -> int | None:
        """The row of the printed table of levels that has the role."""
        rows = self.facts["levels"].rows if "levels" in self.facts else ()
        for place, row in enumerate(rows):
            if row["role"] == role and f"levels[{place}].level" in self.printed:
                return place
        return None

    def _level_predicate(self, level: float, side: str, on: date) -> Predicate:
        spot, sessions = self._spot, self._sessions_through(on)
        if side == "at":
            inside = Interval(above=level * (1 - PIN), below=level * (1 + PIN))
            return Closes(spot=spot, inside=inside, on=on, sessions=sessions)
        beyond = Interval(above=level) if side == "above" else Interval(below=level)
        return Stays(spot=spot, beyond=beyond, on=on, sessions=sessions)

    def _words_of(self, start: str) -> tuple[str, str] | None:
        """The first sentence that prints a fact, or a cell of a row, and its rule."""
        for sentence in self._sentences():
            if any(item == start or item.startswith(f"{start}.") for item in sentence["facts"]):
                return str(sentence["text"]), str(sentence["rule"])
        return None

    def _ideas(self) -> Iterator[_Said]:
        rows = self.facts["trade_ideas"].rows if "trade_ideas" in self.facts else ()
        for place, row in enumerate(rows):
            start = f"trade_ideas[{place}]"
            found = self._words_of(start)
            if found is None and not any(item.startswith(f"{start}.") for item in self.printed):
                continue
            structure = str(row["structure"])
            predicate = self._idea_predicate(row, place + 1)
            if predicate is None:
                continue
            yield _Said(
                kind="idea",
                rule=f"ideas.{structure.replace(' ', '_').replace('-', '_')}",
                structure=structure,
                predicate=predicate,
                words=structure if found is None else found[0],
            )

    def _idea_predicate(self, row: Row, idea: int) -> Gains | None:
        cells: Mapping[str, Any] = row
        shares = cells["structure"] == _SHARES
        on = self._session(SHARES_SESSIONS)
        if not shares:
            on = self.calendar.on_or_before(cells["exit_date"])
        if on < self._first:
            return None
        return Gains(
            spot=self._spot,
            legs=_share_legs(cells) if shares else self._option_legs(idea),
            enter=_entry_level(cells),
            leave=_exit_levels(cells),
            on=on,
            sessions=self._sessions_through(on),
            said_on=self.facts.as_of.date(),
        )

    def _option_legs(self, idea: int) -> tuple[Leg, ...]:
        rows: list[Mapping[str, Any]] = [dict(row) for row in self.facts["idea_legs"].rows]
        return tuple(
            Leg(
                contract=cells["contract"],
                quantity=-1 if cells["side"] == "sell" else 1,
                price=cells["price"],
            )
            for cells in rows
            if cells["idea"] == idea
        )


def _share_legs(cells: Mapping[str, Any]) -> tuple[Leg, ...]:
    quantity = 1 if cells["bias"] == BULLISH else -1
    return (Leg(contract=None, quantity=quantity, price=None),)


def _entry_level(cells: Mapping[str, Any]) -> Interval | None:
    """The close that an idea waits for; ``None`` where it waits for none."""
    level = cells["trigger"]
    if level is None:
        return None
    return Interval(above=level) if cells["bias"] == BULLISH else Interval(below=level)


def _exit_levels(cells: Mapping[str, Any]) -> Interval:
    """The closes that end an idea: target and stop of shares, else what makes it invalid."""
    ends, bias = cells["invalidation"], cells["bias"]
    if cells["structure"] == _SHARES:
        stop, target = cells["stop"], cells["target"]
        bullish = bias == BULLISH
        return Interval(above=target, below=stop) if bullish else Interval(above=stop, below=target)
    if bias == BULLISH:
        return Interval(below=ends)
    if bias == BEARISH:
        return Interval(above=ends)
    return Interval(above=cells["invalidation_upper"], below=ends)
