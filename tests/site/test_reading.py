"""Only notes that are proven as they are now are shown; of the others it is said why not."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from generator.errors import InputError
from generator.site.issues import read_issues, summary_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATER = "2026-08-21/ON"


def reasons(notes: Path) -> dict[str, str]:
    """Why each folder is left out, by its name below ``notes``."""
    found = read_issues(notes).left_out
    return {item.folder.relative_to(notes).as_posix(): item.reason for item in found}


def test_issues_come_newest_first_with_headline_and_summary(drafted: Path) -> None:
    issues = read_issues(drafted).issues
    assert [issue.place for issue in issues] == [
        "2026-08-21/ON",
        "2026-08-21/%5ESPX",
        "2026-07-31/ON",
        "2026-07-31/%5ESPX",
    ]
    text = (drafted / LATER / "article.md").read_text(encoding="utf-8")
    assert f"# {issues[0].title}\n" in text
    assert issues[0].summary
    assert issues[0].summary in text


def test_the_first_bullet_is_the_summary_and_without_bullets_the_first_paragraph() -> None:
    note = "# Title\n\nByline.\n\n{}\n\n## More\n\nText.\n"
    assert summary_of(note.format("- One \\* two.\n- Three.")) == "One * two."
    assert summary_of(note.format("Prose &lt;b&gt;.")) == "Prose <b>."
    assert summary_of("# Title\n\nByline.\n\n## More\n\n*Caption*\n\n| a |\n\nText.\n") == "Text."


def test_modelled_data_is_left_out_and_taken_for_a_try(drafted: Path) -> None:
    assert list(reasons(drafted)) == ["2025-12-29/IWM"]
    assert "modelled" in reasons(drafted)["2025-12-29/IWM"]
    taken = read_issues(drafted, include_modelled=True)
    assert taken.left_out == ()
    assert [issue.modelled for issue in taken.issues] == [False, False, False, False, True]


def _fail_the_audit(note: Path) -> None:
    (note / "audit.json").write_text('{"schema": "audit/1", "verdict": "fail", "findings": []}')


def _no_verdict(note: Path) -> None:
    (note / "audit.json").write_text("[]")


def _edit_the_page(note: Path) -> None:
    page = note / "article.html"
    page.write_text(page.read_text("utf-8").replace(">$100.20<", ">$100.30<", 1), "utf-8")


def _edit_the_text(note: Path) -> None:
    with (note / "article.md").open("a", encoding="utf-8") as stream:
        stream.write("A word more.\n")


def _edit_the_record(note: Path) -> None:
    path = note / "article.json"
    path.write_text(path.read_text("utf-8").replace("ON at $100.20", "ON at $100.30"), "utf-8")
    (note / "article.md").unlink()


def _edit_the_facts(note: Path) -> None:
    path = note / "facts.json"
    path.write_text(path.read_text("utf-8").replace('"value": 100.2,', '"value": 100.3,'), "utf-8")


def _add_a_chart(note: Path) -> None:
    (note / "charts").mkdir(exist_ok=True)
    (note / "charts" / "price.svg").write_text("<svg><script>alert(1)</script></svg>")


def _another_page(note: Path) -> None:
    other = note.parents[1] / "2026-07-31" / "ON" / "article.html"
    text = (note / "article.html").read_text("utf-8")
    (note / "article.html").write_text(other.read_text("utf-8"), "utf-8")
    assert text != other.read_text("utf-8")


def _no_page(note: Path) -> None:
    (note / "article.html").unlink()


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (_fail_the_audit, "audit_failed"),
        (_no_verdict, "audit_failed"),
        (_edit_the_page, "changed_number"),
        (_edit_the_text, "edited"),
        (_edit_the_record, "audit_failed"),
        (_edit_the_facts, "facts.json is not what the note was made from"),
        (_add_a_chart, "charts/price.svg is not the chart of the page"),
        (_another_page, "article.html:"),
        (_no_page, "no_page"),
    ],
)
def test_what_is_not_as_it_was_proven_is_left_out(
    spoil: Callable[[Path], None], word: str, notes: Path
) -> None:
    spoil(notes / LATER)
    assert word in reasons(notes)[LATER]
    assert LATER not in {issue.place for issue in read_issues(notes).issues}


@pytest.mark.parametrize("name", ["article.json", "facts.json", "audit.json", "article.pdf"])
def test_a_damaged_folder_is_left_out_alone_and_called_damaged(name: str, notes: Path) -> None:
    (notes / LATER / name).write_bytes(b"{")
    reading = read_issues(notes)
    assert [item.folder for item in reading.left_out if item.damaged] == [notes / LATER]
    assert len(reading.issues) == 3


def test_no_link_is_followed_whatever_it_points_to(notes: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    shutil.move(notes / "2026-07-31", outside)
    (notes / "2026-07-31").symlink_to(outside)
    secret = tmp_path / "secret.pdf"
    shutil.move(notes / LATER / "article.pdf", secret)
    (notes / LATER / "article.pdf").symlink_to(secret)
    found = reasons(notes)
    assert "link" in found["2026-07-31"]
    assert "link" in found[LATER]
    assert [issue.place for issue in read_issues(notes).issues] == ["2026-08-21/%5ESPX"]


def test_a_draft_that_is_being_written_is_none_yet(notes: Path) -> None:
    (notes / LATER).rename(notes / "2026-08-21" / ".ON.x1y2")
    assert LATER not in reasons(notes)
    assert LATER not in {issue.place for issue in read_issues(notes).issues}


def test_one_symbol_has_one_issue_a_day(notes: Path) -> None:
    shutil.copytree(notes / LATER, notes / "mine" / LATER)
    assert f"the issue of that day is {notes / LATER}" in reasons(notes)[f"mine/{LATER}"]
    assert len(read_issues(notes).issues) == 4


def test_a_symbol_that_is_no_ticker_is_left_out(notes: Path) -> None:
    for name in ("article.json", "facts.json"):
        path = notes / LATER / name
        body = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(body | {"symbol": "<b>/../../x"}), "utf-8")
    assert "no ticker" in reasons(notes)[LATER]


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        read_issues(tmp_path / "nothing")
