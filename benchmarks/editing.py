"""Measure the audit of a text that was edited all over beside that of the draft."""

from __future__ import annotations

from benchmarks.timing import Row, alternating
from generator.config import Settings
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, facts_of, write
from generator.proving import audit_text

RUNS = 9


def editing_rows() -> list[Row]:
    """The demo's note, a hundred words changed from beginning to end, beside itself."""
    settings, snapshot = Settings(), demo_snapshot()
    playbook = load_playbook(playbook_folder(settings.playbook))
    observed = Observed(snapshot, snapshot_digest(snapshot))
    facts = facts_of(snapshot, observed.sha256, settings)
    record = write(facts, observed, playbook, settings, ()).record
    drafted = record.markdown
    edited = drafted.replace(" the ", " that ")

    def audited(text: str) -> object:
        return audit_text(text, record, facts, file="article.md")

    times = alternating([lambda: audited(edited), lambda: audited(drafted)], RUNS)
    changes = drafted.count(" the ")
    title = f"audit of a text with {changes} edits, demo"
    return [Row(title, times[0], "the text as drafted", times[1])]
