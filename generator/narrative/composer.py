"""The composer: for each slot of a section the first fragment that fits, in deterministic words.

A fragment fits when its rule fires and every fact that it prints is there. Of its wordings the
one is taken that repeats the issues before it least; symbol, date and its own name decide between
equals, and alone where no issue is remembered.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.narrative.amounts import MOST
from generator.narrative.article import ChartPlace, Section, Sentence, Table
from generator.narrative.novelty import Phrasing, Run, Said, amounts_of, often_printed
from generator.narrative.pace import Pace
from generator.narrative.readability import words
from generator.narrative.satellites import Satellite, chosen_satellites
from generator.narrative.text import Span, Text, plain_text
from generator.narrative.word_limits import sentence_limits, words_beyond
from generator.signals.facts import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from generator.narrative.choices import Wording
    from generator.narrative.plan import PlacedFragment, Playbook, SectionPlan, TablePlan
    from generator.signals.facts import Facts

Spoken = tuple["Said", str, int]
"""What a wording comes to: the cheapest text, the same without spans, and its words."""

_WORD_BEYOND: Final = 40.0
"""Cost of each word that a sentence of a limited length has too many or too few."""
_BREVITY: Final = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
"""Costs of each word of a section, tried in turn until it keeps to its length; a gain if short."""


@dataclass(slots=True)
class Composer:
    """Fills the slots of sections in order.

    The end of a paragraph, which its next sentence is chosen after, is handed from one to the
    other, so what is only measured leaves no trace.

    Args:
        printed: How often the prose so far has printed each amount in dollars.
        later: How often sections to come have to print each.
        brevity: Cost of each word, where the section has come out too long.
        pace: How long sentences and words are so far.
        wordings: What fragments say of the facts, as far as they were asked.
        spoken: The cheapest texts that were found so far: a section is written more than once.
    """

    facts: Facts
    playbook: Playbook
    firing: set[str]
    phrasing: Phrasing
    printed: Counter[Decimal] = field(default_factory=Counter)
    later: dict[str, Counter[Decimal]] = field(default_factory=dict)
    brevity: float = 0.0
    pace: Pace = field(default_factory=Pace)
    wordings: dict[tuple[str, int, Reference | None], Wording | None] = field(default_factory=dict)
    spoken: dict[tuple[str, Run, frozenset[Decimal]], Spoken] = field(default_factory=dict)

    def section(self, plan: SectionPlan) -> Section:
        """What a section says: sentences, tables, and places of charts with their captions."""
        captions = {f"chart_{chart}": chart for chart in plan.charts}
        self.later.pop(plan.id, None)
        filled = self._filled(plan, captions)
        return Section(
            id=plan.id,
            kind=plan.kind,
            title=plan.title,
            sentences=tuple(
                sentence
                for slot, sentences in filled.items()
                if slot not in captions
                for sentence in sentences
            ),
            tables=tuple(table for item in plan.tables if (table := self._table(item)) is not None),
            charts=tuple(
                ChartPlace(chart, filled[slot][0].text)
                for slot, chart in captions.items()
                if filled.get(slot)
            ),
            missing=self._missing(plan),
        )

    def _filled(self, plan: SectionPlan, captions: Mapping[str, str]) -> dict[str, list[Sentence]]:
        """What each slot says.

        Words are chosen one after the other, so a section may come out longer than was counted;
        then its least satellite is left out again, and where none is left it is written anew in
        fewer words. One that has its facts and came out too short is written anew in more.
        """
        told = self._told(plan, captions)
        before, pace = self.printed.copy(), self.pace
        attempt = 0
        while True:
            self.printed, self.pace = before.copy(), pace
            slots = [slot for slot in plan.slots if slot not in plan.satellites or slot in told]
            filled = self._said(plan, slots, captions)
            length = sum(_length(said) for slot, said in filled.items() if slot not in captions)
            beyond = 0 if sentence_limits(plan) else words_beyond(length, plan.words)
            if beyond > 0 and told:
                told = told[:-1]
                continue
            attempt += 1
            in_order = beyond == 0 or (beyond < 0 and self._missing(plan))
            if in_order or attempt == len(_BREVITY):
                self.brevity = _BREVITY[0]
                return filled
            self.brevity = math.copysign(_BREVITY[attempt], beyond)

    def _missing(self, plan: SectionPlan) -> tuple[str, ...]:
        return tuple(name for name in plan.facts if self.facts[name].value in (None, ()))

    def _said(
        self, plan: SectionPlan, slots: list[str], captions: Mapping[str, str]
    ) -> dict[str, list[Sentence]]:
        """What each of ``slots`` says; a paragraph begins after nothing."""
        filled: dict[str, list[Sentence]] = {}
        tail: Run = ()
        for slot in slots:
            alone = plan.kind == "bullets" or slot in captions
            before = () if alone or slot in self.playbook.breaks else tail
            filled[slot], end = self._fill(plan, slot, before)
            if filled[slot] and slot not in captions:
                tail = end
            if slot not in captions and plan.kind in ("bullets", "prose"):
                self.printed.update(_amounts(filled[slot]))
                for sentence in filled[slot]:
                    self.pace = self.pace.after(plain_text(sentence.text))
        return filled

    def _told(self, plan: SectionPlan, captions: Mapping[str, str]) -> tuple[str, ...]:
        """The satellites that this note has room for, the most important first."""
        if plan.words is None or not plan.satellites:
            return plan.satellites
        core = [slot for slot in plan.slots if slot not in captions and slot not in plan.satellites]
        sentences: list[Sentence] = []
        tail: Run = ()
        for slot in core:
            said, tail = self._fill(plan, slot, tail)
            sentences += said
        printed = sum(self.later.values(), self.printed + Counter(_amounts(sentences)))
        candidates = [self._satellite(plan, slot, printed) for slot in plan.satellites]
        told = [item for item in candidates if item.words]
        return chosen_satellites(told, _length(sentences), plan.words)

    def _satellite(self, plan: SectionPlan, slot: str, printed: Counter[Decimal]) -> Satellite:
        sentences, _ = self._fill(plan, slot, ())
        return Satellite(
            slot=slot,
            words=_length(sentences),
            told=sum(
                self.phrasing.uses.get(item.id, 0.0) for item in plan.fragments if item.slot == slot
            ),
            strains=any(printed[amount] >= MOST for amount in _amounts(sentences)),
        )

    def _fill(self, plan: SectionPlan, slot: str, tail: Run) -> tuple[list[Sentence], Run]:
        """The sentence of the fragment that is taken; where they go by rows, one for each row.

        Returns:
            The sentences after ``tail``, and the end of the last one.
        """
        candidates = [item for item in plan.fragments if item.slot == slot]
        firing = [item for item in candidates if item.rule in self.firing]
        by_row = [item for item in firing if item.each is not None]
        for table in dict.fromkeys(item.each for item in by_row):
            sentences, end = self._by_row(plan, by_row, table or "", tail)
            if sentences:
                return sentences, end
        single = [item for item in firing if item.each is None]
        if slot in plan.rotate:
            found = self._freshest(plan, single, tail)
        else:
            found = self._first(plan, single, None, tail)
        return ([], tail) if found is None else ([found[0]], found[1].tail)

    def _by_row(
        self, plan: SectionPlan, candidates: list[PlacedFragment], table: str, tail: Run
    ) -> tuple[list[Sentence], Run]:
        sentences = []
        for row in range(len(self.facts[table].rows)):
            found = self._first(plan, candidates, Reference(table, row=row), tail)
            if found is not None:
                sentences.append(found[0])
                tail = found[1].tail
        return sentences, tail

    def _first(
        self,
        plan: SectionPlan,
        candidates: list[PlacedFragment],
        row: Reference | None,
        tail: Run,
    ) -> tuple[Sentence, Said] | None:
        """The first that fits, and if there is one, that names no amount too often."""
        strained: tuple[Sentence, Said] | None = None
        for entry in candidates:
            if row is not None and not self._is_for(entry, row):
                continue
            found = self._realized(plan, entry, row, tail)
            if found is not None and not found[1].again:
                return found
            strained = strained or found
        return strained

    def _freshest(
        self, plan: SectionPlan, candidates: list[PlacedFragment], tail: Run
    ) -> tuple[Sentence, Said] | None:
        """Of all that fit, the one that was used least lately; of equals the first."""
        made = (self._realized(plan, entry, None, tail) for entry in candidates)
        found = [item for item in made if item is not None]
        uses = self.phrasing.uses
        return min(found, key=lambda item: uses.get(item[0].fragment, 0.0), default=None)

    def _is_for(self, entry: PlacedFragment, row: Reference) -> bool:
        structure = self.facts[row.name].rows[row.row or 0].get("structure")
        return entry.each == row.name and (not entry.where or structure in entry.where)

    def _realized(
        self, plan: SectionPlan, entry: PlacedFragment, row: Reference | None, tail: Run
    ) -> tuple[Sentence, Said] | None:
        """The wording of ``entry`` that repeats and strains least, with what it says."""
        best: tuple[float, int, int, Said] | None = None
        limits = sentence_limits(plan)
        often = often_printed(sum(self.later.values(), self.printed.copy()))
        # Bullets by rows stand under one another: they take turns with the wordings.
        in_turn = row is not None and plan.kind == "bullets"
        start = self._start(entry) + ((row and row.row) or 0 if in_turn else 0)
        for step in range(len(entry.variants)):
            variant = (start + step) % len(entry.variants)
            place = f"{entry.id}|{variant}|{row and row.row}"
            wording = self._wording(entry, variant, row)
            if not wording:
                continue
            said, text, count = self._spoken(wording, place, tail, often)
            beyond = _WORD_BEYOND * abs(words_beyond(count, limits))
            pace = self.pace.after(text).cost
            cost = round(said.cost + beyond + self.brevity * count + pace)
            if said.text and (best is None or (cost, step) < best[:2]):
                best = (cost, step, variant, said)
            if best is not None and (in_turn or (best[0] == 0 and self.brevity == _BREVITY[0])):
                break
        if best is None:
            return None
        *_, variant, said = best
        return Sentence(said.text, entry.slot, entry.id, variant, entry.rule), said

    def _spoken(self, wording: Wording, place: str, tail: Run, often: frozenset[Decimal]) -> Spoken:
        key = (place, tail, often)
        if key not in self.spoken:
            said = self.phrasing.say(wording, place, tail, often)
            text = plain_text(said.text)
            self.spoken[key] = (said, text, len(words(text)))
        return self.spoken[key]

    def _wording(
        self, entry: PlacedFragment, variant: int, row: Reference | None
    ) -> Wording | None:
        key = (entry.id, variant, row)
        if key not in self.wordings:
            fragment = entry.variants[variant]
            self.wordings[key] = fragment.wording(self.facts, self.playbook.vocabulary, row)
        return self.wordings[key]

    def _start(self, entry: PlacedFragment) -> int:
        drawn = hashlib.sha256(f"{self.phrasing.seed}|{entry.id}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") % len(entry.variants)

    def _table(self, plan: TablePlan) -> Table | None:
        listed = [
            (number, row)
            for number, row in enumerate(self.facts[plan.rows].rows)
            if (not plan.where or row.get("structure") in plan.where)
            and row.get("structure") not in plan.without
        ]
        used = [
            column
            for column in plan.columns
            if any(row.get(column.cell) is not None for _, row in listed)
        ]
        if not listed:
            return None
        return Table(
            caption=plan.caption,
            heads=tuple(column.head for column in used),
            rows=tuple(
                tuple(self._cell(plan.rows, row, column.cell, column.format) for column in used)
                for row, _ in listed
            ),
        )

    def _cell(self, table: str, row: int, column: str, name: str) -> Text:
        reference = Reference(table, row=row, column=column)
        cell = self.facts.resolve(reference)
        if cell is None:
            return ()
        return (Span(self.playbook.vocabulary.write(name, cell), str(reference), name),)


def _amounts(sentences: list[Sentence]) -> list[Decimal]:
    return [amount for sentence in sentences for amount in amounts_of(sentence.text)]


def _length(sentences: list[Sentence]) -> int:
    return sum(len(words(plain_text(sentence.text))) for sentence in sentences)
