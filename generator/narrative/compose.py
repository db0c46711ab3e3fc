"""Composing: for each slot of each section the first fragment that fits, in deterministic words.

A fragment fits when its rule fires and every fact that it prints is there. Of its wordings the
one is taken that the symbol, the date and its own name decide.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.narrative.article import (
    Article,
    ChartPlace,
    Section,
    Sentence,
    Table,
    word_count,
)
from generator.narrative.derived import DERIVED, made, threshold_definition
from generator.narrative.ideas import propose_ideas
from generator.narrative.levels import levels_fact
from generator.narrative.plan import ALWAYS
from generator.narrative.stance import Trace, add_stance
from generator.narrative.text import Span, Text
from generator.signals.facts import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.sessions import Sessions
    from generator.narrative.expressions import Outcome
    from generator.narrative.plan import PlacedFragment, Playbook, SectionPlan, TablePlan
    from generator.signals.facts import Fact, Facts

_WORDS_A_MINUTE: Final = 220


@dataclass(frozen=True, slots=True)
class Composition:
    """The article and all facts that it may print."""

    article: Article
    facts: Facts


def compose(facts: Facts, playbook: Playbook, calendar: Sessions) -> Composition:
    """Write the note of ``facts`` by ``playbook``.

    Args:
        facts: The catalogue's facts of one snapshot.
        playbook: Rules, words and sections.
        calendar: The exchange's sessions, for exit dates.
    """
    facts = facts.with_facts(*_thresholds(playbook, facts))
    facts, stance_traces = add_stance(facts, playbook)
    ideas = propose_ideas(facts, playbook.ideas, calendar)
    facts = facts.with_facts(ideas.fact, levels_fact(facts))
    outcomes = {rule.id: rule.condition.evaluate(facts) for rule in playbook.rules.values()}
    firing = {rule for rule, outcome in outcomes.items() if outcome.truth} | {ALWAYS}

    prose = _Composer(facts, playbook, firing)
    plans = [plan for plan in playbook.sections if plan.unless not in firing]
    sections = {plan.id: prose.section(plan) for plan in plans if plan.kind != "byline"}
    minutes = max(1, round(word_count(tuple(sections.values())) / _WORDS_A_MINUTE))
    facts = facts.with_facts(made(DERIVED["reading_time"], minutes, observed=facts.as_of.date()))

    byline = _Composer(facts, playbook, firing)
    ordered = tuple(sections.get(plan.id) or byline.section(plan) for plan in plans)
    article = Article(
        symbol=facts.symbol,
        as_of=facts.as_of,
        playbook=playbook.name,
        sections=tuple(item for item in ordered if item.sentences or item.table or item.charts),
        traces=(*stance_traces, *ideas.traces, *_rule_traces(outcomes)),
    )
    return Composition(article, facts)


def _thresholds(playbook: Playbook, facts: Facts) -> list[Fact]:
    return [
        made(
            threshold_definition(rule.id, rule.name, rule.threshold_unit),
            rule.threshold,
            observed=facts.as_of.date(),
        )
        for rule in playbook.rules.values()
        if rule.threshold is not None
    ]


def _rule_traces(outcomes: Mapping[str, Outcome]) -> tuple[Trace, ...]:
    return tuple(Trace(rule, outcome) for rule, outcome in outcomes.items())


@dataclass(frozen=True, slots=True)
class _Composer:
    facts: Facts
    playbook: Playbook
    firing: set[str]

    def section(self, plan: SectionPlan) -> Section:
        filled = {
            slot: self._fill([item for item in plan.fragments if item.slot == slot])
            for slot in plan.slots
        }
        captions = {f"chart_{chart}": chart for chart in plan.charts}
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
            table=None if plan.table is None else self._table(plan.table),
            charts=tuple(
                ChartPlace(chart, filled[slot][0].text)
                for slot, chart in captions.items()
                if filled.get(slot)
            ),
        )

    def _fill(self, candidates: list[PlacedFragment]) -> list[Sentence]:
        """The sentence of the first fragment that fits; where they go by rows, one for each row."""
        firing = [item for item in candidates if item.rule in self.firing]
        by_row = [item for item in firing if item.each is not None]
        for table in dict.fromkeys(item.each for item in by_row):
            rows = len(self.facts[table].rows) if table is not None else 0
            sentences = [
                sentence
                for row in range(rows)
                if (sentence := self._first(by_row, Reference(table or "", row=row))) is not None
            ]
            if sentences:
                return sentences
        sentence = self._first([item for item in firing if item.each is None], None)
        return [] if sentence is None else [sentence]

    def _first(self, candidates: list[PlacedFragment], row: Reference | None) -> Sentence | None:
        for entry in candidates:
            if row is not None and not self._is_for(entry, row):
                continue
            sentence = self._realize(entry, row)
            if sentence is not None:
                return sentence
        return None

    def _is_for(self, entry: PlacedFragment, row: Reference) -> bool:
        structure = self.facts[row.name].rows[row.row or 0].get("structure")
        return entry.each == row.name and (not entry.where or structure in entry.where)

    def _realize(self, entry: PlacedFragment, row: Reference | None) -> Sentence | None:
        start = self._choice(entry)
        for step in range(len(entry.variants)):
            variant = (start + step) % len(entry.variants)
            text = entry.variants[variant].realize(self.facts, self.playbook.vocabulary, row)
            if text:
                return Sentence(text, entry.slot, entry.id, variant, entry.rule)
        return None

    def _choice(self, entry: PlacedFragment) -> int:
        key = f"{self.facts.symbol}|{self.facts.as_of.date()}|{entry.id}"
        return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % len(
            entry.variants
        )

    def _table(self, plan: TablePlan) -> Table | None:
        fact = self.facts[plan.rows]
        used = [
            column
            for column in plan.columns
            if any(row.get(column.cell) is not None for row in fact.rows)
        ]
        if not fact.rows:
            return None
        return Table(
            caption=plan.caption,
            heads=tuple(column.head for column in used),
            rows=tuple(
                tuple(self._cell(plan.rows, row, column.cell, column.format) for column in used)
                for row in range(len(fact.rows))
            ),
        )

    def _cell(self, table: str, row: int, column: str, name: str) -> Text:
        reference = Reference(table, row=row, column=column)
        cell = self.facts.resolve(reference)
        if cell is None:
            return ()
        return (Span(self.playbook.vocabulary.write(name, cell), str(reference), name),)
