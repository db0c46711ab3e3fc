"""What in a playbook can never happen: rules, choices of the stance, fragments, words."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.narrative.derived import DERIVED
from generator.narrative.fragments import LIST_FORMATS
from generator.narrative.plan import ALWAYS, IDEA_CONDITIONS
from generator.narrative.possible import (
    Alternative,
    Domain,
    alternatives,
    can_hold,
    holds_wherever,
    is_possible,
    known_names,
)
from generator.narrative.topics import topic_of
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.narrative.expressions import Expression
    from generator.narrative.plan import Choice, PlacedFragment, Playbook, SectionPlan

_SHARE_OF_ONE: Final = ("_percentile",)
"""Endings of what lies between nought and one; a rank may lie outside its range."""
_FRACTION_LIMIT: Final = 1.5
_ALWAYS_THERE: Final = "threshold."
_MAY_LACK: Final = frozenset({*LIST_FORMATS, "sessions", "observed"})
"""Formats that may find nothing to write although their fact is there."""

Found = tuple[Alternative, ...] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can never happen, or that contradicts itself.

    Args:
        kind: ``rule``, ``fragment``, or the list of the stance that the subject stands in.
        subject: Its id or word.
        problem: What is wrong, as a sentence about the subject.
    """

    kind: str
    subject: str
    problem: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.problem}"


def faults_of(playbook: Playbook) -> list[Fault]:
    """All faults of a playbook that loads, rules first."""
    logic = _Logic(playbook, _domain(playbook))
    return [
        *logic.rules(),
        *logic.choices("trend", playbook.trend),
        *logic.choices("positioning", playbook.positioning),
        *logic.choices("regime", playbook.regimes),
        *logic.fragments(),
        *_topics(playbook),
    ]


def _topics(playbook: Playbook) -> Iterator[Fault]:
    """Words of topics that never decide: they stand twice, or a topic before fits them too."""
    topics = () if playbook.news is None else playbook.news.topics
    for topic in topics[:-1]:
        seen: set[str] = set()
        for word in topic.words:
            first = topic_of(word, topics)
            subject = topic_word(topic.id, word)
            if first is not topic:
                yield Fault("topic", subject, f"never decides: {first.id} comes first and fits it")
            elif word.casefold() in seen:
                yield Fault("topic", subject, "stands in its topic twice")
            seen.add(word.casefold())


def topic_word(topic: str, word: str) -> str:
    """What a fault calls a word of a topic."""
    return f"{topic}, {word!r}"


def _domain(playbook: Playbook) -> Domain:
    thresholds = {
        f"threshold.{rule.id}": rule.threshold
        for rule in playbook.rules.values()
        if rule.threshold is not None
    }
    bounds: dict[str, tuple[float | None, float | None]] = {}
    for name, entry in {**CATALOGUE, **DERIVED}.items():
        if entry.unit is Unit.INDEX:
            bounds[name] = (0.0, 100.0)
        elif entry.unit is Unit.FRACTION and name.endswith(_SHARE_OF_ONE):
            bounds[name] = (0.0, 1.0)
    return Domain(thresholds, bounds, _words(playbook))


def _words(playbook: Playbook) -> Mapping[str, frozenset[str]]:
    """All words that each fact of the stance may have."""
    stance = {
        "trend": playbook.trend,
        "positioning": playbook.positioning,
        "regime": playbook.regimes,
    }
    return {name: frozenset(item.word for item in found) for name, found in stance.items()}


@dataclass(frozen=True, slots=True)
class _Logic:
    playbook: Playbook
    domain: Domain

    def _read(self, condition: Expression | None, rule: str) -> Found:
        if condition is None:
            return (frozenset(),)
        return alternatives(condition.text, rule, self.domain)

    def _of_rule(self, rule: str) -> Found:
        return self._read(None if rule == ALWAYS else self.playbook.rules[rule].condition, rule)

    def rules(self) -> Iterator[Fault]:
        """Rules and conditions of ideas that never hold, odd thresholds, words that are none."""
        for rule in self.playbook.rules.values():
            if rule.threshold_unit is Unit.FRACTION and abs(rule.threshold or 0) > _FRACTION_LIMIT:
                share = (rule.threshold or 0) / 100
                problem = f"its threshold {rule.threshold:g} is a fraction; write {share:g}"
                yield Fault("rule", rule.id, f"{problem} for {rule.threshold:g} per cent")
            yield from self._condition("rule", rule.id, rule.condition)
        ideas = self.playbook.ideas
        if ideas is None:
            return
        for name in IDEA_CONDITIONS:
            yield from self._words_of("ideas", name, getattr(ideas, name))
        for choice in ideas.structures:
            if choice.condition is not None:
                yield from self._condition("structure", choice.word, choice.condition)

    def _condition(self, kind: str, name: str, condition: Expression) -> Iterator[Fault]:
        wrong = list(self._words_of(kind, name, condition))
        yield from wrong
        if not wrong and not can_hold(self._read(condition, name), self.domain):
            yield Fault(kind, name, f"it can never hold: {' '.join(condition.text.split())}")

    def _words_of(self, kind: str, name: str, condition: Expression) -> Iterator[Fault]:
        """Words of the stance that the playbook does not have."""
        tree = ast.parse(" ".join(condition.text.split("\n")).strip(), mode="eval")
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Compare) and isinstance(node.left, ast.Name)):
                continue
            known = self.domain.words.get(node.left.id)
            said = {
                item.value
                for side in node.comparators
                for item in ast.walk(side)
                if isinstance(item, ast.Constant) and isinstance(item.value, str)
            }
            for word in sorted(said - known) if known is not None else ():
                yield Fault(kind, name, f"{node.left.id} is never {word!r}")

    def choices(self, kind: str, choices: Sequence[Choice]) -> Iterator[Fault]:
        """Words that are never chosen: their condition never holds, or one before it does first."""
        before: list[tuple[str, Found]] = []
        for choice in choices:
            found = self._read(choice.condition, choice.word)
            faults = (
                []
                if choice.condition is None
                else list(self._condition(kind, choice.word, choice.condition))
            )
            yield from faults
            if not faults and choice.condition is not None:
                yield from self._shadow(kind, choice.word, found, before)
            before.append((choice.word, found))

    def _shadow(
        self, kind: str, word: str, found: Found, before: list[tuple[str, Found]]
    ) -> Iterator[Fault]:
        first = next(
            (name for name, other in before if holds_wherever(other, found, self.domain)), None
        )
        joined = tuple(claims for _, other in before for claims in other or ())
        if first is not None:
            yield Fault(kind, word, f"never chosen: wherever it holds, {first} before it does")
        elif holds_wherever(joined, found, self.domain):
            yield Fault(kind, word, "never chosen: wherever it holds, one before it does")

    def fragments(self) -> Iterator[Fault]:
        """Fragments behind one that fits wherever they would; slots that rotate take any."""
        for section in self.playbook.sections:
            yield from self._section(section)

    def _section(self, section: SectionPlan) -> Iterator[Fault]:
        before: dict[str, list[PlacedFragment]] = {}
        for item in section.fragments:
            if item.each is not None or item.slot in section.rotate:
                continue
            for other in before.get(item.slot, ()):
                if self._fits_wherever(other, item.rule):
                    yield Fault("fragment", item.id, f"{other.id} always comes before it")
                    break
            before.setdefault(item.slot, []).append(item)

    def _fits_wherever(self, item: PlacedFragment, rule: str) -> bool:
        """Whether a fragment's rule holds and its facts are there wherever ``rule`` holds."""
        given = self._of_rule(rule)
        if given is None:
            return False
        if item.rule not in (ALWAYS, rule) and not holds_wherever(
            self._of_rule(item.rule), given, self.domain
        ):
            return False
        return all(
            _has_its_facts(item, known_names(claims))
            for claims in given
            if is_possible(claims, self.domain)
        )


def _has_its_facts(item: PlacedFragment, known: frozenset[str]) -> bool:
    return any(
        all(
            form == "label"
            or name.startswith(_ALWAYS_THERE)
            or (name in known and form not in _MAY_LACK)
            for name, form in variant.references
        )
        for variant in item.variants
    )
