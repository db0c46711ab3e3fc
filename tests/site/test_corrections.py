"""A correction is seen wherever its issue is, and a mistyped one stops the build."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import InputError
from generator.render.theme import HOUSE, load_theme
from generator.site.corrections import Correction, read_corrections
from generator.site.issues import read_issues
from generator.site.writing import Site, write_site
from tests.site.made_up import ADDRESS

if TYPE_CHECKING:
    from pathlib import Path

LATER = "2026-08-21/ON"
TEXT = "An earlier version named <b>another</b> strike & date."
LITERAL = "An earlier version named &lt;b&gt;another&lt;/b&gt; strike &amp; date."


def _correct(notes: Path, body: Any) -> None:  # noqa: ANN401 - JSON is any value
    (notes / LATER / "corrections.json").write_text(json.dumps(body), encoding="utf-8")


def test_a_correction_stands_on_every_page_of_its_issue_and_in_the_feeds(
    notes: Path, tmp_path: Path
) -> None:
    _correct(notes, [{"date": "2026-08-24", "text": TEXT}])
    out = tmp_path / "www"
    write_site(
        read_issues(notes).issues, out, Site("Notes", load_theme(HOUSE), ADDRESS, markdown=True)
    )
    for name in (
        "index.html",
        "corrections.html",
        "symbols/ON.html",
        "archive/2026-08.html",
        f"{LATER}/article.html",
        "feed.atom",
    ):
        text = (out / name).read_text("utf-8")
        assert LITERAL in text, name
        assert "Aug. 24, 2026" in text, name
    assert TEXT in (out / "feed.json").read_text("utf-8")
    front = (out / LATER / "index.md").read_text("utf-8")
    assert f'text: "{TEXT}"' in front
    assert "> **Correction, Aug. 24, 2026.** An earlier version named &lt;b&gt;" in front


def test_a_page_without_correction_is_copied_byte_by_byte(notes: Path, tmp_path: Path) -> None:
    _correct(notes, [])
    write_site(read_issues(notes).issues, tmp_path / "www", Site("Notes", load_theme(HOUSE)))
    copied = (tmp_path / "www" / LATER / "article.html").read_bytes()
    assert copied == (notes / LATER / "article.html").read_bytes()
    assert "No issue has been corrected" in (tmp_path / "www" / "corrections.html").read_text()


def test_a_corrected_issue_is_updated_at_the_end_of_its_day_of_correction(notes: Path) -> None:
    _correct(notes, [{"date": "2026-08-25", "text": "b"}, {"date": "2026-08-21", "text": "a"}])
    issue = next(item for item in read_issues(notes).issues if item.place == LATER)
    assert [item.text for item in issue.corrections] == ["a", "b"]
    assert issue.updated.isoformat() == "2026-08-25T23:59:59-04:00"
    assert issue.as_of < issue.corrections[0].moment


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "is no list"),
        (["text"], "entry 1 must have"),
        ([{"date": "2026-08-24"}], "entry 1 must have"),
        ([{"date": "2026-08-24", "text": "a", "by": "me"}], "entry 1 must have"),
        ([{"date": "2026-08-24", "text": "a"}, {"date": "24 Aug", "text": "a"}], "entry 2: date"),
        ([{"date": "20260824", "text": "a"}], "YYYY-MM-DD"),
        ([{"date": 20260824, "text": "a"}], "YYYY-MM-DD"),
        ([{"date": "2026-08-20", "text": "a"}], "before the note's own day"),
        ([{"date": "2026-08-24", "text": " \u200b"}], "must be words"),
        ([{"date": "2026-08-24", "text": 3}], "must be words"),
        ([{"date": "2026-08-24", "text": "a" * 2001}], "longer than 2000"),
    ],
)
def test_a_wrong_file_of_corrections_stops_the_build(
    body: object, problem: str, notes: Path
) -> None:
    _correct(notes, body)
    with pytest.raises(InputError, match=problem) as refused:
        read_issues(notes)
    assert "corrections.json" in str(refused.value)


def test_a_correction_is_one_clean_line(tmp_path: Path) -> None:
    body = [{"date": "2026-08-24", "text": "one\ntwo \x00\u202ethree"}]
    found = read_corrections(json.dumps(body).encode(), tmp_path / "c.json", date(2026, 8, 21))
    assert found == (Correction(date(2026, 8, 24), "one two three"),)
