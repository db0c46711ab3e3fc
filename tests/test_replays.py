"""Every stored day of two symbols makes a proven note, and the same note every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.hypertext import audit_html
from generator.audit.page_text import audit_pdf, pdf_pages
from generator.market.demo import demo_snapshot
from generator.render.pdf import PdfRenderer
from tests import replays
from tests.replays import DAYS, HOLIDAYS, TOGETHER, Series, draft, json_of, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.pipeline import Draft

DAYS_A_TEST: Final = 5
FULL: Final = bool(os.environ.get("STRIKEDESK_FULL"))
SAMPLE_STEP: Final = 1 if FULL else 13
ELSEWHERE: Final = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"},
    {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"},
)
ANOTHER_PROCESS: Final = """
import sys
from datetime import date
from pathlib import Path
from tests.test_replays import notes_to_compare
print(notes_to_compare(Path(sys.argv[1])))
"""


@pytest.fixture(params=TOGETHER)
def series(request: pytest.FixtureRequest, data_dir: Path) -> Series:
    """All chains of one symbol, read once a process."""
    pytest.importorskip("pyarrow")
    return replays.series(data_dir, request.param)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PdfRenderer]:
    """One renderer for all PDFs of this module."""
    with PdfRenderer(seconds=120) as made:
        yield made


@pytest.mark.parametrize("first", range(0, DAYS, DAYS_A_TEST))
def test_every_day_makes_a_proven_note_and_a_second_run_the_same_bytes(
    series: Series, first: int
) -> None:
    """No finding, no traceback; files of two runs are equal; what each note says fits its day.

    Every second day in a usual run: as a series each is written in `tests.test_series_of_notes`.
    """
    assert len(series.days) == DAYS
    for place, day in enumerate(series.days[first : first + DAYS_A_TEST]):
        if place % 2 and day not in HOLIDAYS and not FULL:
            continue
        made, again = draft(series.snapshot(day)), draft(series.snapshot(day))
        assert [str(finding) for finding in made.findings] == []
        assert made.passed
        assert made.numbers > 50
        assert dict(made.files) == dict(again.files)
        _check_holiday(made, day)
        _check_missing_quotes(made)


def _check_holiday(made: Draft, day: date) -> None:
    """A file dated on a holiday says so and gives no change of a day that did not trade."""
    spans = {span["reference"] for span in json_of(made, "article.json")["spans"]}
    says_so = [item for item in sentences(made) if item["rule"] == "holiday_file"]
    assert bool(says_so) == (day in HOLIDAYS)
    assert ("day_change" in spans) == (day not in HOLIDAYS)
    for sentence in says_so:
        said = sentence["text"].lower()
        assert "no session" in said or "exchange was closed" in said
        assert sentence["text"] in made.files["article.md"].decode().replace("\\", "")


def _check_missing_quotes(made: Draft) -> None:
    """Without bid and ask there is no option idea, and the note says why in one place."""
    facts = json_of(made, "facts.json")["facts"]
    assert facts["two_sided_quote_share"]["value"] == 0
    ideas = facts["trade_ideas"]["value"] or []
    assert {idea["structure"] for idea in ideas} <= {"stock"}
    spans = json_of(made, "article.json")["spans"]
    told = {span["reference"].partition("[")[0] for span in spans if span["format"] == "contract"}
    known = {"open_interest_builds", "unusual_contracts", "contract_above_open_interest"}
    assert told <= known
    assert not any(span["reference"].startswith("idea_legs") for span in spans)
    reasons = [item for item in sentences(made) if item["slot"] == "basis"]
    assert [item["rule"] for item in reasons] == ["no_quotes"]
    assert re.search(r"bid and (an )?ask|quot", reasons[0]["text"], re.IGNORECASE)


def test_notes_with_a_pdf_are_proven_and_the_same_bytes_twice(
    series: Series, renderer: PdfRenderer
) -> None:
    """On every thirteenth day (on each in a full run) the PDF reads what the page reads."""
    for day in series.days[::SAMPLE_STEP]:
        made = draft(series.snapshot(day), renderer)
        assert [str(finding) for finding in made.findings] == []
        again = renderer.render(made.files["article.html"].decode())
        assert again.content == made.files["article.pdf"]
        assert again.content.startswith(b"%PDF-")


def test_a_pdf_of_another_day_is_found(data_dir: Path, renderer: PdfRenderer) -> None:
    """The audit of a PDF against the page of the day before has findings."""
    pytest.importorskip("pyarrow")
    stored = replays.series(data_dir, "IWM")
    made = draft(stored.snapshot(date(2026, 8, 20)), renderer)
    other = draft(stored.snapshot(date(2026, 8, 19)))
    pages = pdf_pages(made.files["article.pdf"])
    assert not audit_pdf(pages, made.files["article.html"].decode(), file="article.pdf")
    assert audit_pdf(pages, other.files["article.html"].decode(), file="article.pdf")


def test_a_page_of_another_day_is_found(data_dir: Path) -> None:
    """The audit of a page against the record and facts of the day before has findings."""
    pytest.importorskip("pyarrow")
    stored = replays.series(data_dir, "IWM")
    today = replays.note(stored.snapshot(date(2026, 8, 20)))
    before = replays.note(stored.snapshot(date(2026, 8, 19))).written
    found = audit_html(today.page, before.record, before.composition.facts, file="article.html")
    assert len(found) > 20


def notes_to_compare(folder: Path) -> str:
    """Hashes of all files of two notes, as JSON; other processes compute it as well."""
    stored = replays.series(folder, "IWM")
    with PdfRenderer(seconds=120) as renderer:
        notes = [
            draft(snapshot, renderer)
            for snapshot in (stored.snapshot(date(2026, 8, 21)), demo_snapshot())
        ]
    return json.dumps([_hashes(made.files) for made in notes], sort_keys=True)


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_hash_seed_time_zone_and_language_change_no_byte(data_dir: Path) -> None:
    """Two processes elsewhere write the same files as this one, PDFs included."""
    pytest.importorskip("pyarrow")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ANOTHER_PROCESS, str(data_dir)],
            env=os.environ | variant,
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for variant in ELSEWHERE
    ]
    here = json.loads(notes_to_compare(data_dir))
    for process in running:
        output, _ = process.communicate(timeout=240)
        assert process.returncode == 0
        assert json.loads(output) == here
