"""The panels beside a note: findings, sentences, changes, rules, facts, data, history."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.archive.trail import events
from generator.desk.notes.acting import actor_of
from generator.desk.notes.ages import age_of
from generator.desk.notes.told import EVENTS
from generator.editorial.comments import comments_on
from generator.editorial.delivering import deliveries
from generator.editorial.delivery_states import OPEN, PENDING, SENDING
from generator.editorial.differences import (
    NOTHING,
    TELLING,
    FactDifference,
    fact_differences,
    paragraphs_that_differ,
)
from generator.editorial.handing_in import note_before
from generator.editorial.notes import list_revisions
from generator.editorial.reasons import judgements
from generator.editorial.sentences import blocks_of
from generator.editorial.states import Action
from generator.editorial.summaries import facts_of, record_of, text_of
from generator.wording.dates import full_moment
from generator.wording.proofs import written_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.audit.findings import Finding
    from generator.desk.visit import Visit
    from generator.editorial.notes import Note, Revision
    from generator.signals.facts import Fact, Facts

    Values = dict[str, Any]
    Panel = Callable[[Visit, Note, Revision], Values]

PANELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "findings": "Findings",
        "sentences": "Sentences",
        "changes": "Changes",
        "rules": "Rules",
        "facts": "Facts",
        "data": "Data",
        "history": "History",
        "deliveries": "Deliveries",
    }
)
_REMARKS: Final = {"error": "bad", "warning": "warn", "note": "neutral"}


def panel_values(panel: str, visit: Visit, note: Note, shown: Revision) -> Values:
    """What the template of a panel prints."""
    if shown.kind == "withdrawal" and panel not in {"history", "deliveries"}:
        return {"withdrawn": True}
    return {"withdrawn": False} | _PANELS[panel](visit, note, shown)


def told_findings(findings: tuple[Finding, ...]) -> list[tuple[str, Finding]]:
    """Findings with the kinds of their badges; what fails the note comes first."""
    order = list(_REMARKS)
    found = sorted(findings, key=lambda item: (order.index(item.severity), item.line, item.column))
    return [(_REMARKS[item.severity], item) for item in found]


def _findings(visit: Visit, note: Note, shown: Revision) -> Values:
    del visit, note
    return {"findings": told_findings(shown.summary.findings)}


def _sentences(visit: Visit, note: Note, shown: Revision) -> Values:
    files = visit.desk.newsroom.files(note.id, shown.sha256)
    said = comments_on(visit.desk.newsroom, note.id)
    blocks = blocks_of(record_of(files))
    there = {sentence.text for block in blocks for sentence in block.sentences}
    by_sentence: dict[str, list[Any]] = {}
    for item in said:
        by_sentence.setdefault(item.quote if item.quote in there else "", []).append(item)
    return {"blocks": blocks, "comments": by_sentence}


def _changes(visit: Visit, note: Note, shown: Revision) -> Values:
    newsroom = visit.desk.newsroom
    before = note_before(newsroom, note.symbol, note.as_of)
    if before is None:
        return {"before": None, "facts": [], "paragraphs": []}
    now, then = (
        newsroom.files(note.id, shown.sha256),
        newsroom.files(before.id, before.live or before.head),
    )
    told = "article.json" in then
    return {
        "before": before,
        "facts": _telling_first(facts_of(then), facts_of(now)) if told else [],
        "paragraphs": list(paragraphs_that_differ(text_of(then), text_of(now))),
    }


def _telling_first(then: Facts, now: Facts) -> list[FactDifference]:
    """What differs, the telling facts first; that the time is another goes without saying."""
    found = [item for item in fact_differences(then, now) if not item.name.startswith("as_of")]
    return sorted(
        found, key=lambda item: TELLING.index(item.name) if item.name in TELLING else len(TELLING)
    )


def _rules(visit: Visit, note: Note, shown: Revision) -> Values:
    files = visit.desk.newsroom.files(note.id, shown.sha256)
    found = judgements(record_of(files), facts_of(files))
    return {
        "fired": [item for item in found if item.holds],
        "close": [item for item in found if item.close and not item.holds],
        "rest": [item for item in found if not item.holds and not item.close],
    }


def _facts(visit: Visit, note: Note, shown: Revision) -> Values:
    files = visit.desk.newsroom.files(note.id, shown.sha256)
    facts, record = facts_of(files), record_of(files)
    printed = {span.reference.partition("[")[0].partition(".")[0] for span in record.spans}
    rows = [(fact, _value(fact), name in printed) for name, fact in facts.items()]
    return {
        "printed": [row for row in rows if row[2]],
        "others": [row for row in rows if not row[2]],
    }


def _value(fact: Fact) -> str:
    if not fact.ok or fact.value is None:
        return NOTHING
    if isinstance(fact.value, tuple):
        return "a table"
    return written_plainly(fact.value, fact.unit, fact.name)


def _data(visit: Visit, note: Note, shown: Revision) -> Values:
    files = visit.desk.newsroom.files(note.id, shown.sha256)
    record, facts = record_of(files), facts_of(files)
    named = ("data_source", "data_kind", "as_of", "open_interest_date")
    return {
        "data_age": age_of(note.as_of, visit.now, visit.desk.settings.gates),
        "issues": record.issues,
        "hashes": dict(record.hashes),
        "told": [(facts[name].label, _value(facts[name])) for name in named if name in facts],
    }


def _history(visit: Visit, note: Note, shown: Revision) -> Values:
    del shown
    with visit.desk.archive.database.reading() as connection:
        told = events(connection, note.id)
        revisions = list_revisions(connection, note.id)
    return {
        "events": [
            (full_moment(item.at), item, EVENTS.get(item.action, item.action))
            for item in reversed(told)
        ],
        "revisions": [(full_moment(item.at), item) for item in reversed(revisions)],
    }


def _deliveries(visit: Visit, note: Note, shown: Revision) -> Values:
    del shown
    found = deliveries(visit.desk.newsroom, note.id)
    unfinished = any(item.state in OPEN for item in found)
    return {
        "deliveries": found,
        "unfinished": unfinished,
        "on_its_way": any(item.state in {PENDING, SENDING} for item in found)
        or (unfinished and visit.desk.courier.busy),
        "person_may_send": actor_of(visit).may(Action.PUBLISH),
    }


_PANELS: Final[Mapping[str, Panel]] = MappingProxyType(
    {
        "findings": _findings,
        "sentences": _sentences,
        "changes": _changes,
        "rules": _rules,
        "facts": _facts,
        "data": _data,
        "history": _history,
        "deliveries": _deliveries,
    }
)
