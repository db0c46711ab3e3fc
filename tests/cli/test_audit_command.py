"""A note whose record or facts were changed is findings, and never an internal error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator import api
from tests.cli.outcome import call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def note() -> api.Draft:
    """The demo's note with its page."""
    return api.draft(api.demo_snapshot())


def _unknown_fact(body: dict[str, Any]) -> None:
    body["spans"][0]["reference"] = "nonexistent"


def _row_that_is_not_there(body: dict[str, Any]) -> None:
    table = next(span for span in body["spans"] if "[" in span["reference"])
    table["reference"] = f"{table['reference'].partition('[')[0]}[99].strike"


def _no_spot(body: dict[str, Any]) -> None:
    del body["facts"]["spot"]


@pytest.mark.parametrize("read", ["", "article.md", "article.html"])
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("article.json", _unknown_fact),
        ("article.json", _row_that_is_not_there),
        ("facts.json", _no_spot),
    ],
)
def test_a_changed_record_or_facts_are_findings_on_every_form(  # noqa: PLR0913, PLR0917 - a table
    name: str,
    change: Callable[[dict[str, Any]], None],
    read: str,
    note: api.Draft,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = api.write_note(note, tmp_path)
    body = json.loads((folder / name).read_text(encoding="utf-8"))
    change(body)
    (folder / name).write_text(json.dumps(body), encoding="utf-8")
    told = call(["audit", str(folder / read)], capsys)
    assert (told.code, "error:" in told.out) == (1, True), told.err


def test_the_line_ends_of_another_system_change_no_word(
    note: api.Draft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = api.write_note(note, tmp_path) / "article.md"
    text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    assert call(["audit", str(text)], capsys).code == 0
