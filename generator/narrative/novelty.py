"""Saying it another way than the issues before: what they said, and what repeating it costs.

The unit is a run of five masked words (`generator.narrative.measures`), the one that repetition is
measured by. Of the wordings of a sentence and the choices in them, those are taken whose runs cost
least; where nothing is remembered, or several cost the same, symbol, date and place decide. An
amount in dollars that the note has printed twice costs more than a repetition, and an alternative
that prints a fact less than another is taken only to avoid that.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.amounts import MOST, amounts_in
from generator.narrative.choices import Choice, Wording, closed
from generator.narrative.measures import RUN, frame, masked_words, runs
from generator.narrative.prose import prose_of
from generator.narrative.text import Piece, Span, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from generator.narrative.text import Text

MOST_ISSUES: Final = 19
"""How far back the memory goes: with the note itself, twenty issues."""
_NEAR: Final = 5
_NEAR_WEIGHT: Final = 3.2
_FAR_WEIGHT: Final = 1.6
_BEAM: Final = 12
_SAME_FRAME: Final = 1000.0
_ONCE_MORE: Final = 400.0
_WITHHELD: Final = 60.0
_TIE: Final = 1e-6

Run = tuple[str, ...]
_State = tuple[float, tuple[int, ...], Run]
"""A sentence so far: its cost, the alternatives that were taken, its last words."""
_Step = tuple[tuple[int, ...], Run, float]
"""What may come next: the alternative that it takes, its words, and what it costs by itself."""


@dataclass(frozen=True, slots=True)
class PastIssue:
    """What is remembered of an issue.

    Args:
        as_of: Time of its data, ISO.
        fragments: Ids of the fragments that it used.
        runs: Runs of its prose.
        frames: Masked headline and lead.
        facts: What the next issue compares with: numbers and words by the names of facts.
    """

    as_of: str
    fragments: frozenset[str]
    runs: frozenset[Run]
    frames: frozenset[str]
    facts: Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Memory:
    """The issues of a ticker before a note, oldest first, at most nineteen."""

    issues: tuple[PastIssue, ...] = ()

    def digest(self) -> str:
        """A hash of all that is in it, kept with the note that was made from it."""
        known = [
            (
                issue.as_of,
                sorted(issue.fragments),
                sorted(issue.frames),
                dict(issue.facts),
                sorted(" ".join(run) for run in issue.runs),
            )
            for issue in self.issues
        ]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def with_issue(self, issue: PastIssue) -> Memory:
        """The memory after one more issue."""
        return Memory((*self.issues, issue)[-MOST_ISSUES:])


def past_issue(record: Mapping[str, Any]) -> PastIssue:
    """What is remembered of the note whose ``article.json`` this is."""
    symbol = str(record["symbol"])
    prose = prose_of(str(record["markdown"]))
    lead = prose.section("lead")
    found = {run for paragraph in prose.paragraphs for run in runs(masked_words(paragraph, symbol))}
    frames = {frame(prose.headline, symbol)} | ({frame(lead.text, symbol)} if lead else set())
    return PastIssue(
        as_of=str(record["as_of"]),
        fragments=frozenset(
            sentence["fragment"]
            for section in record["sections"]
            for sentence in section["sentences"]
        ),
        runs=frozenset(found | set(runs(masked_words(prose.headline, symbol)))),
        frames=frozenset(frames),
        facts=MappingProxyType(dict(record.get("remembered", {}))),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was chosen.

    Args:
        text: Its text.
        cost: What it repeats.
        tail: Its last words, masked.
        again: How many amounts in it the note has printed often enough before.
    """

    text: Text
    cost: float
    tail: Run
    again: int = 0


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Chooses words by what they repeat.

    Args:
        symbol: Ticker, which is masked.
        seed: What decides between equals.
        run_costs: Cost of each run that was used before.
        frames: Headline and lead of the last issue, masked.
        uses: How much each fragment was used before, the last issue counting most.
    """

    symbol: str
    seed: str
    run_costs: Mapping[Run, float] = field(default_factory=dict)
    frames: frozenset[str] = frozenset()
    uses: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def after(cls, memory: Memory, symbol: str, seed: str) -> Phrasing:
        """For the next issue after those in ``memory``."""
        costs: dict[Run, float] = defaultdict(float)
        uses: dict[str, float] = defaultdict(float)
        for age, issue in enumerate(reversed(memory.issues), start=1):
            weight = _NEAR_WEIGHT if age <= _NEAR else _FAR_WEIGHT
            for run in issue.runs:
                costs[run] += weight
            for fragment in issue.fragments:
                uses[fragment] += 1 / age
        frames = memory.issues[-1].frames if memory.issues else frozenset()
        return cls(symbol, seed, dict(costs), frames, dict(uses))

    def say(
        self,
        wording: Wording,
        place: str,
        before: Run = (),
        often: frozenset[Decimal] = frozenset(),
    ) -> Said:
        """The cheapest text of ``wording``.

        Args:
            wording: A sentence with open choices.
            place: What names it: ties are decided by it.
            before: The last words of the sentence before it in its paragraph.
            often: The amounts in dollars that the note has printed often enough.
        """
        states: list[_State] = [(0.0, (), before[-(RUN - 1) :])]
        for step, item in enumerate(wording):
            steps = self._steps(item, f"{place}|{step}", often)
            states = _best([self._after(state, taken) for state in states for taken in steps])
        cost, chosen, tail = min(states)
        return self._said(closed(wording, chosen), cost, tail, often)

    def _said(self, text: Text, cost: float, tail: Run, often: frozenset[Decimal]) -> Said:
        same = bool(self.frames) and frame(plain_text(text), self.symbol) in self.frames
        again = sum(amount in often for amount in amounts_of(text))
        return Said(text, cost + _SAME_FRAME if same else cost, tail, again)

    def _steps(self, item: Piece | Choice, place: str, often: frozenset[Decimal]) -> list[_Step]:
        """What may come next: the alternative taken, its words, and what it costs by itself."""
        if not isinstance(item, Choice):
            return [((), self._words((item,)), _strain((item,), often))]
        ties, less = self._ties(place, len(item.alternatives)), _withheld(item)
        return [
            (
                (index,),
                self._words(pieces),
                ties[index] + _WITHHELD * less[index] + _strain(pieces, often),
            )
            for index, pieces in enumerate(item.alternatives)
        ]

    def _after(self, state: _State, step: _Step) -> _State:
        cost, chosen, tail = state
        taken, words, extra = step
        cost += extra
        for word in words:
            tail = (*tail, word)
            if len(tail) == RUN:
                cost += self.run_costs.get(tail, 0.0)
                tail = tail[1:]
        return cost, chosen + taken, tail

    def _words(self, pieces: Iterable[Piece]) -> tuple[str, ...]:
        return _words_of("".join(map(_shown, pieces)), self.symbol)

    def _ties(self, place: str, count: int) -> list[float]:
        drawn = hashlib.sha256(f"{self.seed}|{place}".encode()).digest()
        order = sorted(range(count), key=lambda index: (drawn[index % len(drawn)], index))
        return [_TIE * order.index(index) for index in range(count)]


def _best(states: Iterable[_State]) -> list[_State]:
    """The cheapest state for each end: what is said next costs the same after equal words."""
    cheapest: dict[Run, _State] = {}
    for state in states:
        known = cheapest.get(state[2])
        if known is None or state < known:
            cheapest[state[2]] = state
    return sorted(cheapest.values())[:_BEAM]


def _strain(pieces: Iterable[Piece], often: frozenset[Decimal]) -> float:
    if not often:
        return 0.0
    return _ONCE_MORE * sum(amount in often for amount in amounts_of(pieces))


def _withheld(choice: Choice) -> list[int]:
    """For each alternative how many facts it prints less than the one that prints most."""
    told = [sum(isinstance(piece, Span) for piece in item) for item in choice.alternatives]
    return [max(told) - count for count in told]


def amounts_of(pieces: Iterable[Piece]) -> list[Decimal]:
    """The amounts in dollars that facts print in ``pieces``."""
    spans = (piece.text for piece in pieces if isinstance(piece, Span))
    return [amount for text in spans for amount in amounts_in(text)]


def often_printed(printed: Mapping[Decimal, int]) -> frozenset[Decimal]:
    """The amounts that stand in a note as often as they may, by how often each stands there."""
    return frozenset(amount for amount, count in printed.items() if count >= MOST)


def _shown(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.text


@lru_cache(maxsize=20_000)
def _words_of(text: str, symbol: str) -> tuple[str, ...]:
    return tuple(masked_words(text, symbol))
