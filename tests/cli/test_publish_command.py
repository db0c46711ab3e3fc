"""``publish`` takes all that is due or what is named, and a dry run says truly what it would do."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.cli import publish as command
from generator.editorial import newsrooms
from generator.editorial.decisions import set_embargo
from generator.editorial.delivering import deliveries
from generator.editorial.notes import Wanted
from generator.editorial.publishing import Places
from generator.editorial.states import State
from tests.cli.outcome import Outcome, call
from tests.editorial.desks_at_work import approved, on, published
from tests.editorial.made_notes import SOON, QuickPress, handed_in, newsroom_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

    from generator.config import Settings
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

    Run = Callable[..., Outcome]

LATER: Final = SOON + timedelta(hours=1)
ROOT: Final = Path(__file__).resolve().parents[2]
CHANGED: Final = "its playbook has changed"


class Clock(datetime):
    """Stands still five minutes after the quotes."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """See `datetime.now`."""
        return SOON.astimezone(tz)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """A desk whose notes go to one folder."""
    made = newsroom_in(tmp_path / "desk", press=QuickPress())

    @contextlib.contextmanager
    def opened(settings: Settings) -> Iterator[Newsroom]:
        del settings
        yield made

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_PUBLISH_TO", str(tmp_path / "shelf"))
    monkeypatch.setattr(newsrooms, "opened_newsroom", opened)
    monkeypatch.setattr(command, "datetime", Clock)
    yield made
    made.archive.database.engine.dispose()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``publish``."""
    return lambda *arguments: call(("publish", *arguments), capsys)


def due(desk: Newsroom, symbol: str = "IWM") -> Note:
    """An approved note."""
    return approved(desk, handed_in(desk, symbol, small=True))


def gone_stale(desk: Newsroom, symbol: str = "OLD") -> Note:
    """A note that was approved under rules that are others now."""
    assert isinstance(desk.press, QuickPress)
    desk.press.rules = "1" * 64
    note = due(desk, symbol)
    desk.press.rules = "0" * 64
    return note


def standing(desk: Newsroom, note: Note) -> State:
    """Where a note stands now."""
    return desk.note(note.id).state


def test_more_notes_than_a_list_shows_are_all_taken(
    desk: Newsroom, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists show five hundred; here they show two."""
    defaults = Wanted.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "most", 2)
    notes = [due(desk, symbol) for symbol in ("AAA", "BBB", "CCC")]
    assert run("ccc").code == 0
    assert [standing(desk, note) for note in notes] == [
        State.APPROVED, State.APPROVED, State.PUBLISHED,
    ]  # fmt: skip
    assert run().code == 0
    assert {standing(desk, note) for note in notes} == {State.PUBLISHED}


def test_only_the_deliveries_of_what_is_named_are_made(desk: Newsroom, run: Run) -> None:
    shelf = Places((str(desk.archive.place.url) + "-other",))
    other = published(desk, handed_in(desk, "SPY", small=True), shelf)
    note = due(desk)
    assert run("IWM").code == 0
    assert {each.state for each in deliveries(desk, note.id)} == {"done"}
    assert {each.state for each in deliveries(desk, other.id)} == {"pending"}
    assert run("SPY").out == f"  note {other.id} to shelf:{shelf.shelves[0]}: done\n"
    assert run().out == "nothing is approved and due\n"


@pytest.mark.parametrize("mode", [(), ("--dry-run",), ("--json", "--dry-run")])
def test_a_symbol_of_which_nothing_can_go_out_is_named_and_nothing_does(
    mode: tuple[str, ...], desk: Newsroom, run: Run
) -> None:
    note = due(desk)
    outcome = run("IWM", "SPX", "XYZ", *mode)
    assert (outcome.code, outcome.out) == (2, "")
    assert "SPX, XYZ: nothing of it is approved or unfinished" in outcome.err
    assert standing(desk, note) is State.APPROVED


@pytest.mark.parametrize("others", [0, 1])
def test_a_dry_run_checks_what_publishing_checks_and_ends_with_its_code(
    others: int, desk: Newsroom, run: Run
) -> None:
    old = gone_stale(desk)
    notes = [due(desk) for _ in range(others)]
    dry = run("--dry-run")
    assert CHANGED in dry.err
    assert dry.err.startswith("would not be published: OLD of 2026-06-22: ")
    assert dry.out.splitlines() == [
        *(f"{note.name}: would be published" for note in notes),
        "nothing was published (--dry-run)",
    ]
    assert {standing(desk, note) for note in (old, *notes)} == {State.APPROVED}
    real = run()
    assert CHANGED in real.err
    assert dry.code == real.code == (6 if others else 1)
    assert standing(desk, old) is State.IN_REVIEW


def test_a_dry_run_of_what_may_go_out_ends_well(desk: Newsroom, run: Run) -> None:
    due(desk)
    assert run("--dry-run").code == run().code == 0


def test_an_embargoed_note_waits_unless_it_is_named(desk: Newsroom, run: Run) -> None:
    note = handed_in(desk, small=True)
    note = approved(desk, set_embargo(desk, on(note), LATER))
    dry = run("--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert "IWM of 2026-06-22: would wait; it is embargoed until Monday, June 22" in dry.out
    assert json.loads(run("--dry-run", "--json").out)["waiting"] == [note.name]
    named = run("IWM", "--dry-run")
    assert named.code == run("IWM").code == 1
    assert "embargoed until" in named.err
    assert run().out == "nothing is approved and due\n"
    assert standing(desk, note) is State.APPROVED


def test_a_dry_run_tells_of_what_an_earlier_run_left(desk: Newsroom, run: Run) -> None:
    note = published(desk, handed_in(desk, small=True), Places(("/dev/null/shelf",)))
    told = f"  note {note.id} to shelf:/dev/null/shelf: would be tried again"
    dry = run("IWM", "--dry-run")
    assert (dry.code, told in dry.out.splitlines()) == (0, True)
    [left] = json.loads(run("--dry-run", "--json").out)["unfinished"]
    assert left["state"] == "pending"
    assert run().code == 1
    assert [each.state for each in deliveries(desk)] == ["failed"]


def test_the_outcome_is_json_for_programs(desk: Newsroom, run: Run) -> None:
    note = due(desk)
    assert json.loads(run("--dry-run", "--json").out) == {
        "due": [note.name], "refused": [], "waiting": [], "unfinished": [],
    }  # fmt: skip
    told = json.loads(run("--json").out)
    assert (told["published"], [each["state"] for each in told["deliveries"]]) == (
        [note.name],
        ["done"],
    )


def test_the_page_of_publishing_gives_every_exit_code() -> None:
    page = " ".join((ROOT / "docs" / "publishing.md").read_text("utf-8").split())
    for told in ("0 all is out", "6 some of it", "1 nothing", "2 of a symbol", "5 the archive"):
        assert told in page, told
