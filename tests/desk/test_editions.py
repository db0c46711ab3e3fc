"""An edition is a note of the desk: every panel tells of it, and it is edited like one."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.config import PublishSettings, Settings
from generator.desk.notes.panels import PANELS
from generator.editorial.actors import THE_PROGRAM
from generator.editorial.decisions import Decision, approve
from generator.editorial.handing_in import Drafted, hand_in
from generator.editorial.house_press import HousePress
from generator.editorial.publishing import Places, publish
from generator.editorial.states import State
from generator.keeping import keep_snapshot
from generator.market.bundle import snapshot_digest
from generator.narrative.edition_facts import Member, edition_facts
from generator.narrative.edition_inputs import issues_told, member_hashes
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import ObservedEdition, draft_edition, facts_of, gate
from generator.signals.history import History
from tests.desk.desks import Clock
from tests.desk.stands import empty_world, sent
from tests.editorial.made_notes import ANNA
from tests.made_symbols import made_symbol, name_of, of_a_market

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.issues import Issue
    from tests.desk.stands import World

LETTER = "morning_letter"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A desk with an edition of three symbols whose data it keeps, five minutes old."""
    settings = Settings(publish=PublishSettings(to=(str(tmp_path / "desk" / "public"),)))
    symbols = [of_a_market(made_symbol(number)) for number in range(3)]
    clock = Clock(symbols[0].as_of.astimezone(UTC) + timedelta(minutes=5))
    world = empty_world(
        tmp_path / "desk", settings=settings, press=HousePress(settings), clock=clock
    )
    members: list[Member] = []
    issues: list[Issue] = []
    hashes: list[tuple[str, str, str]] = []
    for item in symbols:
        keep_snapshot(world.desk.archive, item, settings)
        digest, found = snapshot_digest(item), gate(item, settings)
        members.append(Member(facts_of(item, digest, settings, found)))
        issues += issues_told(item.symbol, found)
        hashes.append((item.symbol, digest, History().digest()))
    facts = edition_facts("EDITION", members)
    observed = ObservedEdition(facts, member_hashes(hashes), tuple(issues))
    playbook = load_playbook(playbook_folder(LETTER))
    note = draft_edition(observed, playbook, settings, None)
    hand_in(world.desk.newsroom, Drafted(note.files, LETTER, THE_PROGRAM, clock()))
    return world


def test_every_panel_tells_of_it(world: World) -> None:
    client = world.client("anna")
    assert "EDITION" in client.get("/").text
    for panel in PANELS:
        answer = client.get(f"/notes/1?panel={panel}")
        assert answer.status_code == 200, panel
    head = world.note(1).head
    assert client.get(f"/notes/1/text/{head}/facts/edition_notes").status_code == 200


def test_it_is_edited_approved_and_published_like_a_note(world: World) -> None:
    note = world.note(1)
    text = world.text(note)
    wrong = text.replace("$62.38", "$63.38", 1)
    refused = sent(world.client("ben"), "/notes/1/edit", seen=note.head, text=wrong)
    assert refused.status_code == 422
    assert "63.38" in refused.text
    better = text.replace("## The market", "## Markets", 1)
    kept = sent(world.client("ben"), "/notes/1/edit", seen=note.head, text=better)
    assert kept.status_code == 303, kept.text
    newsroom, head = world.desk.newsroom, world.note(1).head
    passed = approve(newsroom, Decision(1, head, ANNA, world.clock()), looked_at_gates=True)
    seen = passed.approved or ""
    out = publish(newsroom, Decision(1, seen, ANNA, world.clock()), Places(()))
    assert out.state is State.PUBLISHED
    assert "Edited by Ben Cole, reviewed by Anna Berg" in world.text(out, out.live)
    assert name_of(0) in world.text(out, out.live)
