"""Composing a note: stance, ideas and levels are added to the facts, then sections are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.narrative.article import (
    Article,
    word_count,
)
from generator.narrative.composer import Composer
from generator.narrative.derived import DERIVED, made, threshold_definition
from generator.narrative.ideas import IDEA_FACTS, Ideas, propose_ideas
from generator.narrative.last_issue import last_issue_facts
from generator.narrative.levels import levels_fact
from generator.narrative.named_later import named_later
from generator.narrative.novelty import Memory, Phrasing
from generator.narrative.plan import ALWAYS
from generator.narrative.referring import instrument_noun
from generator.narrative.stance import Trace, add_stance
from generator.narrative.topics import headlines_by_topic
from generator.narrative.track_record import TrackRecord, track_record_facts
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping
    from decimal import Decimal

    from generator.market.sessions import Sessions
    from generator.narrative.expressions import Outcome
    from generator.narrative.plan import Playbook
    from generator.signals.facts import Fact, Facts

_WORDS_A_MINUTE: Final = 220


@dataclass(frozen=True, slots=True)
class Composition:
    """The article and all facts that it may print."""

    article: Article
    facts: Facts


def compose(
    facts: Facts,
    playbook: Playbook,
    calendar: Sessions,
    memory: Memory | None = None,
    track_record: TrackRecord | None = None,
) -> Composition:
    """Write the note of ``facts`` by ``playbook``.

    Args:
        facts: The catalogue's facts of one snapshot.
        playbook: Rules, words and sections.
        calendar: The exchange's sessions, for exit dates.
        memory: The issues before; none where the note is not one of a series.
        track_record: What became of their calls; none where nothing is known of it.
    """
    memory = memory or Memory()
    facts = facts.with_facts(*_thresholds(playbook, facts), instrument_noun(facts))
    facts, stance_traces = add_stance(facts, playbook)
    ideas = _ideas(facts, playbook, calendar)
    facts = facts.with_facts(*ideas.facts, levels_fact(facts), *last_issue_facts(facts, memory))
    facts = facts.with_facts(headlines_by_topic(facts, playbook.news))
    facts = facts.with_facts(*track_record_facts(facts, track_record or TrackRecord()))
    later = dict(named_later(facts))
    return _written(facts, playbook, memory, (*stance_traces, *ideas.traces), later)


def compose_edition(facts: Facts, playbook: Playbook, memory: Memory | None = None) -> Composition:
    """Write the edition of ``facts``, which are those of `generator.narrative.edition_facts`.

    It has no stance, no ideas and no levels of its own: those are its notes'.

    Args:
        facts: Of the edition.
        playbook: Rules, words and sections.
        memory: The editions before; none where it is not one of a series.
    """
    facts = facts.with_facts(*_thresholds(playbook, facts))
    return _written(facts, playbook, memory or Memory(), (), {})


def _written(
    facts: Facts,
    playbook: Playbook,
    memory: Memory,
    traces: tuple[Trace, ...],
    later: dict[str, Counter[Decimal]],
) -> Composition:
    """The article by the playbook's rules and sections; its reading time is a fact too."""
    outcomes = {rule.id: rule.condition.evaluate(facts) for rule in playbook.rules.values()}
    firing = {rule for rule, outcome in outcomes.items() if outcome.truth} | {ALWAYS}

    seed = f"{facts.symbol}|{facts.as_of.date()}"
    phrasing = Phrasing.after(memory, facts.symbol, seed)
    prose = Composer(facts, playbook, firing, phrasing, later=later)
    plans = [plan for plan in playbook.sections if plan.unless not in firing]
    sections = {plan.id: prose.section(plan) for plan in plans if plan.kind != "byline"}
    minutes = max(1, round(word_count(tuple(sections.values())) / _WORDS_A_MINUTE))
    facts = facts.with_facts(made(DERIVED["reading_time"], minutes, observed=facts.as_of.date()))

    byline = Composer(facts, playbook, firing, phrasing)
    ordered = tuple(sections.get(plan.id) or byline.section(plan) for plan in plans)
    article = Article(
        symbol=facts.symbol,
        as_of=facts.as_of,
        playbook=playbook.name,
        sections=tuple(item for item in ordered if item.sentences or item.tables or item.charts),
        traces=(*traces, *_rule_traces(outcomes)),
    )
    return Composition(article, facts)


def _ideas(facts: Facts, playbook: Playbook, calendar: Sessions) -> Ideas:
    """The playbook's ideas; none, and no conditions, where it has no section on them."""
    if playbook.ideas is not None:
        return propose_ideas(facts, playbook.ideas, calendar)
    none = Unavailable("no_ideas", "the playbook proposes no ideas")
    return Ideas(tuple(made(DERIVED[name], none) for name in IDEA_FACTS), ())


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
