"""Why a note says what it says: for each slot the fragment written, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from generator.narrative.fragments import LIST_FORMATS
from generator.narrative.plan import ALWAYS
from generator.signals.facts import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.narrative.compose import Composition
    from generator.narrative.expressions import Comparison, Outcome
    from generator.narrative.plan import PlacedFragment, Playbook, SectionPlan
    from generator.narrative.text import Text
    from generator.signals.facts import Facts
    from generator.wording.formats import Vocabulary

_ROW: Final = "row"


class Fate(StrEnum):
    """What became of a fragment."""

    WRITTEN = "written"
    NOT_FIRED = "rule did not fire"
    UNKNOWN = "rule is unknown"
    MISSING = "fact missing"
    NO_ROW = "no row for it"
    LEFT_OUT = "section left out"
    BEHIND = "another was taken"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fragment of a slot and what became of it.

    Args:
        fragment: The fragment.
        fate: What became of it.
        reason: Which rule, fact or fragment decided that.
    """

    fragment: PlacedFragment
    fate: Fate
    reason: str


@dataclass(frozen=True, slots=True)
class SlotStory:
    """A slot of a section with all its fragments, in their order."""

    section: str
    slot: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """A rule that did not fire, and how far its furthest false comparison is from holding.

    Args:
        rule: Its id.
        distance: The margin as a share of the threshold.
        comparison: That comparison.
    """

    rule: str
    distance: float
    comparison: Comparison


def slot_stories(composition: Composition, playbook: Playbook) -> tuple[SlotStory, ...]:
    """Every slot of the playbook with what became of each of its fragments."""
    outcomes = outcomes_of(composition)
    return tuple(
        _Section(plan, composition, playbook.vocabulary, outcomes).story(slot)
        for plan in playbook.sections
        for slot in plan.slots
    )


def outcomes_of(composition: Composition) -> Mapping[str, Outcome]:
    """The outcomes of all rules and of the choices of the stance, by id."""
    return {trace.rule: trace.outcome for trace in composition.article.traces}


def nearest_to_firing(composition: Composition, playbook: Playbook, count: int) -> list[Nearness]:
    """The rules that missed by least; those that miss in a word or lack a fact are none."""
    found = []
    for rule, outcome in outcomes_of(composition).items():
        failed = [item for item in outcome.trace if item.outcome is False]
        margins = [abs(item.margin_fraction) for item in failed if item.margin_fraction is not None]
        if rule in playbook.rules and outcome.truth is False and len(margins) == len(failed) > 0:
            furthest = max(failed, key=lambda item: abs(item.margin_fraction or 0.0))
            found.append(Nearness(rule, max(margins), furthest))
    return sorted(found, key=lambda item: (item.distance, item.rule))[:count]


@dataclass(frozen=True, slots=True)
class _Section:
    plan: SectionPlan
    composition: Composition
    vocabulary: Vocabulary
    outcomes: Mapping[str, Outcome]

    def story(self, slot: str) -> SlotStory:
        fragments = [item for item in self.plan.fragments if item.slot == slot]
        written = self._written(slot, fragments)
        candidates = tuple(self._candidate(item, written) for item in fragments)
        return SlotStory(self.plan.id, slot, candidates)

    def _written(self, slot: str, fragments: Sequence[PlacedFragment]) -> tuple[str, ...]:
        section = self.composition.article.section(self.plan.id)
        if section is None:
            return ()
        captions = [chart.caption for chart in section.charts if f"chart_{chart.id}" == slot]
        if captions:
            return self._of_caption(captions[0], fragments)
        return tuple(item.fragment for item in section.sentences if item.slot == slot)

    def _of_caption(self, caption: Text, fragments: Sequence[PlacedFragment]) -> tuple[str, ...]:
        """A chart's place keeps its caption alone: who gives that text wrote it, else the first."""
        fits = {item.id: texts for item in fragments if (texts := self._fitting(item))}
        same = [name for name, texts in fits.items() if caption in texts]
        return tuple(same or fits)[:1]

    def _fitting(self, item: PlacedFragment) -> list[Text]:
        return self._texts(item, None) if self._fires(item.rule) else []

    def _fires(self, rule: str) -> bool:
        return rule == ALWAYS or bool(self.outcomes[rule].truth)

    def _texts(self, item: PlacedFragment, row: Reference | None) -> list[Text]:
        facts = self.composition.facts
        texts = (variant.realize(facts, self.vocabulary, row) for variant in item.variants)
        return [text for text in texts if text]

    def _candidate(self, item: PlacedFragment, written: tuple[str, ...]) -> Candidate:
        unless = self.plan.unless
        if item.id in written:
            return Candidate(item, Fate.WRITTEN, item.rule)
        if unless is not None and self._fires(unless):
            return Candidate(item, Fate.LEFT_OUT, unless)
        if not self._fires(item.rule):
            return self._not_fired(item)
        rows = self._rows(item)
        if not rows:
            kinds = f" of {' or '.join(item.where)}" if item.where else ""
            return Candidate(item, Fate.NO_ROW, f"{item.each} has no row{kinds}")
        if not any(self._texts(item, row) for row in rows):
            missing = missing_facts(item, self.composition.facts, rows[0])
            return Candidate(item, Fate.MISSING, "; ".join(missing))
        return Candidate(item, Fate.BEHIND, ", ".join(written) or "nothing")

    def _not_fired(self, item: PlacedFragment) -> Candidate:
        outcome = self.outcomes[item.rule]
        if outcome.truth is False:
            return Candidate(item, Fate.NOT_FIRED, item.rule)
        unknown = " and ".join(entry.text for entry in outcome.trace if entry.outcome is None)
        return Candidate(item, Fate.UNKNOWN, f"{item.rule}, for nothing is known of {unknown}")

    def _rows(self, item: PlacedFragment) -> list[Reference | None]:
        """The rows that it is written for; one that goes by no rows has the row ``None``."""
        if item.each is None:
            return [None]
        return [
            Reference(item.each, row=number)
            for number, row in enumerate(self.composition.facts[item.each].rows)
            if not item.where or row.get("structure") in item.where
        ]


def missing_facts(
    item: PlacedFragment, facts: Facts, row: Reference | None = None
) -> tuple[str, ...]:
    """What of the facts that a fragment speaks of has no value, each with the reason.

    Args:
        item: The fragment.
        facts: The facts of the note.
        row: The row that it is written for, if it goes by rows.
    """
    names = sorted({name for variant in item.variants for name, _ in variant.references})
    lists = {
        name
        for variant in item.variants
        for name, form in variant.references
        if form in LIST_FORMATS
    }
    found = {}
    for name in names:
        reference = Reference.parse(name)
        if reference.name == _ROW and row is not None:
            reference = Reference(row.name, row.row, reference.column)
        fact = facts.by_name.get(reference.name)
        there = bool(fact and fact.rows) if name in lists else facts.resolve(reference) is not None
        if not there:
            reason = (
                "no value" if fact is None or fact.unavailable is None else fact.unavailable.reason
            )
            found[str(reference)] = f"{reference} ({reason})"
    return tuple(found.values())
