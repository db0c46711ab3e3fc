"""The calls of a note are what it prints: its trend, its levels, its ideas; and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.calls.harvest import harvest
from generator.calls.predicates import Gains, Stays, predicate_of
from generator.narrative.record import parse_facts, parse_record
from tests.replays import demo_note

if TYPE_CHECKING:
    from generator.archive.calls import KeptCall
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts


@cache
def parts() -> tuple[NoteRecord, Facts]:
    """The record and the facts of the demo's note."""
    written = demo_note().written
    return written.record, parse_facts(written.facts_json, Path("facts.json"))


def calls_of(record: NoteRecord) -> list[KeptCall]:
    return list(harvest(record, parts()[1], "0" * 64, "replay"))


def test_each_call_of_the_demo_stands_in_its_text_with_its_rule_and_regime() -> None:
    record, facts = parts()
    calls = calls_of(record)
    assert [call.place for call in calls] == list(range(len(calls)))
    assert {call.kind for call in calls} == {"direction", "level", "idea"}
    assert {call.regime for call in calls} == {facts["regime"].value}
    spoken = [call for call in calls if call.rule != "levels"]
    assert all(call.words in record.markdown.replace("\\", "") for call in spoken)
    for call in calls:
        assert predicate_of(call.predicate).as_json() == dict(call.predicate)
        assert str(call.horizon) == call.predicate["on"] > str(call.session)


def test_a_level_is_held_to_through_the_front_expiration_on_its_own_side() -> None:
    record, facts = parts()
    by_name = {call.structure: predicate_of(call.predicate) for call in calls_of(record)}
    for name in ("resistance", "call_wall"):
        if name in by_name:
            said = by_name[name]
            assert isinstance(said, Stays)
            assert said.beyond.above == facts[name].number
            assert said.on == facts["expiration_front"].value


def test_an_idea_has_the_legs_trigger_end_and_exit_of_its_row() -> None:
    record, facts = parts()
    idea = next(call for call in calls_of(record) if call.kind == "idea")
    row, said = facts["trade_ideas"].rows[0], predicate_of(idea.predicate)
    assert isinstance(said, Gains)
    assert (idea.structure, said.on) == (row["structure"], row["exit_date"])
    assert [leg.contract for leg in said.legs] == [
        item["contract"] for item in facts["idea_legs"].rows if item["idea"] == 1
    ]
    assert row["trigger"] is None or said.enter is not None
    assert row["invalidation"] in (said.leave.above, said.leave.below)


def test_what_an_editor_took_out_is_no_call() -> None:
    record, _ = parts()
    gone = replace(record, spans=(), markdown="# A note\n\nIt says this.\n")
    assert calls_of(gone) == []
    prose = tuple(span for span in record.spans if not span.reference.startswith("trade_ideas"))
    sections = [section for section in record.sections if section["id"] != "trades"]
    without = replace(record, spans=prose, sections=sections)
    assert {call.kind for call in calls_of(without)} == {"direction", "level"}


def test_the_record_may_have_been_read_from_its_file() -> None:
    record, _ = parts()
    written = demo_note().written.record
    assert calls_of(written) == calls_of(parse_record(_bytes(record), Path("article.json")))


def _bytes(record: NoteRecord) -> bytes:
    from generator.narrative.record import to_json_bytes  # noqa: PLC0415 - what writes the file

    return to_json_bytes(record.as_json())
