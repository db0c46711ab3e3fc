"""The register of checks: every class of claim that the audit refuses, by its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.claims import (
    arithmetic,
    dates,
    forecasts,
    idea_arithmetic,
    idea_facts,
    intent,
    levels,
    readings,
    sides,
    slots,
    stance,
    standings,
    superlatives,
    trades,
)
from generator.audit.claims.note import read_note
from generator.audit.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.audit.claims.claim import Claim
    from generator.audit.claims.note import Note
    from generator.audit.findings import Severity
    from generator.narrative.placed_span import PlacedSpan
    from generator.signals.facts import Facts


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Args:
        code: The class of its findings.
        refuses: What it refuses, in words.
        find: Finds what does not hold.
        severity: "error" fails the note.
    """

    code: str
    refuses: str
    find: Callable[[Note], Iterator[Claim]]
    severity: Severity = "error"


CHECKS: Final = (
    Check(
        "intent",
        "a purpose asserted for trades whose side nobody can see (“traders are betting”)",
        intent.intent,
    ),
    Check(
        "empty_slot",
        "a place where a value should stand and nothing does (“the call (”, “ratio of .”)",
        slots.empty_slot,
    ),
    Check("doubled", "a word, symbol or sentence that stands twice", slots.doubled),
    Check(
        "stale_date",
        "a contract that has expired, or a trade older than five sessions, told as news",
        dates.stale_date,
    ),
    Check(
        "arithmetic",
        "a percentage, multiple, sum, difference or ratio that its own figures do not give",
        arithmetic.arithmetic,
    ),
    Check(
        "arithmetic",
        "a break-even, loss or gain that strikes and cost do not give",
        idea_arithmetic.idea_arithmetic,
    ),
    Check(
        "arithmetic",
        "figures of an idea that its legs, its quotes and the moves of its expiration do not give",
        idea_facts.idea_facts,
    ),
    Check(
        "arithmetic",
        "a premium of an option outside its quotes",
        idea_facts.idea_quotes,
    ),
    Check(
        "label",
        "the most that an idea loses called a gain, or the reverse",
        idea_facts.idea_labels,
    ),
    Check("label", "one name with two values, or one value under two names", levels.label),
    Check(
        "label",
        "a rank, percentile or deviation told in one clause with another value than its own",
        standings.standing_of_another,
    ),
    Check("probability", "a chance that is not named model-implied", intent.probability),
    Check("probability", "the chance of one idea told of another", idea_facts.idea_chance),
    Check(
        "forecast",
        "what a price will do, told as if it were known (“will rise”, “which is likely”)",
        forecasts.forecast,
    ),
    Check(
        "level_order",
        "support above the price, a break above a level below it, the wrong side of an average",
        levels.level_order,
    ),
    Check(
        "contradiction",
        "conviction where no side is taken, two stances, two roles for one level",
        stance.contradiction,
    ),
    Check("unit", "a unit or scale that the named quantity does not have", levels.unit),
    Check(
        "put_call",
        "puts and calls exchanged, a ratio turned round, a share that is not r/(1+r)",
        arithmetic.put_call,
    ),
    Check(
        "put_call",
        "a count or a strike of calls told of puts, or the reverse",
        sides.side_of_count,
    ),
    Check(
        "put_call",
        "a share of one side told of the whole expiration or chain",
        sides.share_of_whole,
    ),
    Check(
        "superlative",
        "the most of all strikes, where one side of the price was compared or another holds more",
        superlatives.superlative,
    ),
    Check(
        "indicator",
        "an RSI, percentile, skew or slope in words that its value does not have",
        readings.indicator,
    ),
    Check(
        "news",
        "news that was not supplied, or without publisher and date, or older than a week",
        readings.news,
    ),
    Check(
        "direction",
        "up for what went down, or a structure with the wrong bias",
        stance.direction,
    ),
    Check(
        "change_verb",
        "a verb of change that the size of the change does not carry, or that has no history",
        stance.change_verb,
    ),
    Check(
        "inapplicable_field",
        "a company's figure told of a fund, or the reverse",
        readings.inapplicable_field,
    ),
    Check("moneyness", "in, at or out of the money against the strike's side", readings.moneyness),
    Check("calendar", "a weekday that its date does not have", dates.calendar),
    Check(
        "duplicate_values", "two strikes with one count of open interest", readings.duplicate_values
    ),
    Check(
        "worthless_target",
        "a target at which the position is worth no more than it cost",
        trades.worthless_target,
    ),
    Check(
        "trade_terms",
        "an option idea without its cost, its maximum loss or its break-even",
        trades.trade_terms,
    ),
    Check(
        "indicator",
        "volatility called cheap or expensive against its rank",
        trades.volatility_price,
    ),
    Check(
        "disclosure",
        "a note without the time of its data, the risk of options, or “not investment advice”",
        trades.disclosure,
    ),
    Check("window", "a return or a volatility without its window or type", readings.window),
    Check(
        "headline",
        "a headline without a proven number, or with another stance than the note",
        stance.headline,
    ),
    Check(
        "repeated_level", "a level more than twice in the prose", levels.repeated_level, "warning"
    ),
    Check("idiom", "wording that the house does not print", intent.idiom, "warning"),
)
"""In the order of their findings; a class may have several checks."""


def audit_claims(
    markdown: str,
    facts: Facts,
    spans: Sequence[PlacedSpan] = (),
    *,
    file: str,
    foreign: bool = False,
) -> list[Finding]:
    """What the sentences of ``markdown`` say that ``facts`` do not.

    Args:
        markdown: The note.
        facts: What may be said.
        spans: Which of its characters are which facts.
        file: Name of the file, for the findings.
        foreign: No record of the note exists.
    """
    note = read_note(markdown, facts, spans, foreign=foreign)
    return findings_of(note, file)


def claim_errors(
    markdown: str, facts: Facts, spans: Sequence[PlacedSpan], *, file: str
) -> list[Finding]:
    """What of `audit_claims` fails a note; remarks are left to whoever edits it."""
    found = audit_claims(markdown, facts, spans, file=file)
    return [finding for finding in found if finding.severity == "error"]


def findings_of(note: Note, file: str) -> list[Finding]:
    """The findings of all checks, one for each class and place."""
    seen: set[tuple[str, int, int, str]] = set()
    findings = []
    for check in CHECKS:
        for claim in check.find(note):
            finding = _finding(note, check, claim, file)
            key = (finding.kind, finding.line, finding.column, finding.message)
            if key not in seen:
                seen.add(key)
                findings.append(finding)
    return findings


def _finding(note: Note, check: Check, claim: Claim, file: str) -> Finding:
    places = claim.sentence.passage.plain.places
    at = min(claim.start, len(places) - 1)
    line, column = note.lines.place(places[at] if places else 0)
    return Finding(
        kind=check.code,
        message=claim.message,
        file=file,
        line=line,
        column=column,
        severity=claim.severity or check.severity,
        facts=claim.facts,
        expected=claim.expected,
    )
