"""``strikedesk playbook preview``: what a playbook chooses on one day, and why."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.errors import UsageError
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.narrative.choosing import Candidate, SlotStory
    from generator.narrative.compose import Composition
    from generator.narrative.expressions import Comparison, Outcome
    from generator.narrative.plan import Playbook, Rule

_NEAREST: Final = 8
_TRUTH: Final = {True: "fired", False: "did not fire", None: "unknown"}


@click.command()
@click.option("--playbook", "name", help="Playbook name or folder; options_focus unless set.")
@click.option("--snapshot", type=click.Path(path_type=Path), help="The day of this snapshot file.")
@click.option("--demo", is_flag=True, help="The modelled demo; taken where no snapshot is given.")
@click.option("--rule", "rule_id", help="Show this rule alone.")
@click.option("--fragment", "fragment_id", help="Show this fragment alone.")
def preview(name: str | None, snapshot: Path | None, *, demo: bool, **wanted: str | None) -> None:
    """Show what a playbook chooses on one day: regime, rules, each slot, and the prose.

    Exit code 4 says that the playbook or the snapshot does not load, 1 that a gate blocks the data.
    """
    if demo and snapshot is not None:
        raise UsageError("--demo and --snapshot name two days; give one of them")
    from generator.cli.playbook_days import composed, day_of_file, demo_day  # noqa: PLC0415
    from generator.config import load_settings  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415

    settings = load_settings(playbook=name)
    playbook = load_playbook(playbook_folder(settings.playbook))
    day = demo_day() if snapshot is None else day_of_file(snapshot)
    composition = composed(day, playbook, settings)
    click.echo("\n".join(_shown(composition, playbook, wanted)))


def _shown(
    composition: Composition, playbook: Playbook, wanted: dict[str, str | None]
) -> Iterable[str]:
    if wanted["rule_id"] is not None:
        return _one_rule(composition, playbook, wanted["rule_id"])
    if wanted["fragment_id"] is not None:
        return _one_fragment(composition, playbook, wanted["fragment_id"])
    return [
        *_stance(composition),
        *_rules(composition, playbook),
        *_slots(composition, playbook),
        *_prose(composition),
    ]


def _stance(composition: Composition) -> list[str]:
    facts = composition.facts
    lines = [
        f"{facts.symbol} {facts.as_of:%Y-%m-%d %H:%M}, playbook {composition.article.playbook}"
    ]
    for name in ("regime", "trend", "positioning"):
        fact = facts[name]
        reason = "" if fact.unavailable is None else f"unknown: {fact.unavailable.reason}"
        lines.append(f"{name:<12} {fact.value or reason}")
    return lines


def _rules(composition: Composition, playbook: Playbook) -> list[str]:
    from generator.narrative.choosing import nearest_to_firing, outcomes_of  # noqa: PLC0415

    outcomes = outcomes_of(composition)
    fired = [
        [rule, margin_text(_closest(outcomes[rule]))]
        for rule in playbook.rules
        if outcomes[rule].truth and outcomes[rule].trace
    ]
    near = [
        [item.rule, f"{item.distance:.1%}", margin_text(item.comparison)]
        for item in nearest_to_firing(composition, playbook, _NEAREST)
    ]
    lines = ["", text_table([f"rules that fired ({len(fired)})", "by"], fired)]
    return [*lines, "", text_table(["nearest to firing", "away", "by"], near)]


def _closest(outcome: Outcome) -> Comparison:
    """Of the comparisons that hold the one that was nearest to not holding."""
    holding = [item for item in outcome.trace if item.outcome] or list(outcome.trace)
    return min(
        holding,
        key=lambda item: inf if item.margin_fraction is None else abs(item.margin_fraction),
    )


def margin_text(comparison: Comparison) -> str:
    """A comparison with its values: "put_call_oi_ratio > threshold: 2.17 against 2, 8.5% above"."""
    if comparison.left is None and comparison.right is None:
        return f"{comparison.text}: no value"
    text = f"{comparison.text}: {_value(comparison.left)}"
    if comparison.right is not None:
        text += f" against {_value(comparison.right)}"
    if comparison.margin_fraction:
        side = "above" if comparison.margin_fraction > 0 else "below"
        text += f", {abs(comparison.margin_fraction):.1%} {side}"
    return text


def _value(value: object) -> str:
    if value is None:
        return "no value"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _slots(composition: Composition, playbook: Playbook) -> list[str]:
    from generator.narrative.choosing import slot_stories  # noqa: PLC0415 - keeps --help quick

    lines: list[str] = []
    section = ""
    for story in slot_stories(composition, playbook):
        if story.section != section:
            section = story.section
            lines += ["", f"[{section}]"]
        lines += _slot(story)
    return lines


def _slot(story: SlotStory) -> list[str]:
    from generator.narrative.choosing import Fate  # noqa: PLC0415 - as above

    written = [item for item in story.candidates if item.fate is Fate.WRITTEN]
    head = ", ".join(f"{item.fragment.id} [{item.reason}]" for item in written) or "nothing"
    others = [item for item in story.candidates if item.fate is not Fate.WRITTEN]
    return [f"  {story.slot}: {head}", *[f"      not {_passed(item)}" for item in others]]


def _passed(item: Candidate) -> str:
    return f"{item.fragment.id}: {item.fate}, {item.reason}"


def _prose(composition: Composition) -> list[str]:
    from generator.narrative.text import plain_text  # noqa: PLC0415 - as above

    lines: list[str] = []
    for section in composition.article.sections:
        sentences = [plain_text(sentence.text) for sentence in section.sentences]
        lines += ["", *([section.title.upper()] if section.title else [])]
        if section.kind == "bullets":
            lines += [f"- {sentence}" for sentence in sentences]
        else:
            lines.append(" ".join(sentences))
    return lines


def _one_rule(composition: Composition, playbook: Playbook, rule_id: str) -> list[str]:
    from generator.narrative.choosing import outcomes_of, slot_stories  # noqa: PLC0415 - as above

    rule = playbook.rules.get(rule_id)
    if rule is None:
        raise UsageError(_unknown("rule", rule_id, list(playbook.rules)))
    outcome = outcomes_of(composition)[rule_id]
    chosen = [
        f"  {story.section}.{story.slot}: {item.fragment.id}, {item.fate}"
        for story in slot_stories(composition, playbook)
        for item in story.candidates
        if item.fragment.rule == rule_id
    ]
    return [*_rule_lines(rule, outcome), "fragments:", *(chosen or ["  none of its own"])]


def _rule_lines(rule: Rule, outcome: Outcome) -> list[str]:
    lines = [f"rule {rule.id}: {_TRUTH[outcome.truth]}", f"name: {rule.name}"]
    lines.append(f"when: {' '.join(rule.condition.text.split())}")
    if rule.threshold is not None:
        lines.append(f"threshold: {rule.threshold:g} ({rule.threshold_unit})")
    for item in outcome.trace:
        truth = {True: "holds", False: "does not hold", None: "is unknown"}[item.outcome]
        lines.append(f"  {margin_text(item)}: {truth}")
    return lines


def _one_fragment(composition: Composition, playbook: Playbook, fragment_id: str) -> list[str]:
    from generator.narrative.choosing import outcomes_of, slot_stories  # noqa: PLC0415 - as above
    from generator.narrative.plan import ALWAYS  # noqa: PLC0415 - as above

    stories = slot_stories(composition, playbook)
    found = {item.fragment.id: (story, item) for story in stories for item in story.candidates}
    if fragment_id not in found:
        raise UsageError(_unknown("fragment", fragment_id, list(found)))
    story, item = found[fragment_id]
    lines = [f"fragment {fragment_id}: {item.fate}, {item.reason}"]
    lines.append(f"slot: {story.section}.{story.slot}")
    for number, variant in enumerate(item.fragment.variants, 1):
        lines.append(f"wording {number}: {' '.join(variant.text.split())}")
    lines += [f"writes: {text}" for text in _written_texts(composition, fragment_id)]
    rule = item.fragment.rule
    if rule == ALWAYS:
        return [*lines, "rule always"]
    return [*lines, *_rule_lines(playbook.rules[rule], outcomes_of(composition)[rule])]


def _written_texts(composition: Composition, fragment_id: str) -> list[str]:
    from generator.narrative.text import plain_text  # noqa: PLC0415 - as above

    return [
        plain_text(sentence.text)
        for section in composition.article.sections
        for sentence in section.sentences
        if sentence.fragment == fragment_id
    ]


def _unknown(kind: str, given: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where a name is wrong

    near = get_close_matches(given, known, n=1)
    return f"the playbook has no {kind} {given!r}" + (
        f"; did you mean {near[0]!r}?" if near else ""
    )
