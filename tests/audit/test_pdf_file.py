"""A whole PDF is proven: ours hold all that is promised, and those from elsewhere are searched."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Final

import pikepdf
import pytest

from generator.audit.findings import verdict
from generator.audit.pdf_file import audit_foreign_pdf, audit_note_pdf
from generator.errors import InputError
from generator.narrative.playbook import shared_folder
from tests.audit.broken_pdf import broken, elements
from tests.cli.outcome import call
from tests.printing import PAPERS, STORED
from tests.test_light_imports import loaded_by

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.config import Paper
    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")

FILE: Final = "article.pdf"
CHART: Final = "charts/price.svg.j2"


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("day", ["demo", "quiet", "dead quotes", "calls only"])
def test_the_pdf_of_a_modelled_day_has_no_fault(day: str, paper: Paper, press: Press) -> None:
    printed = press.modelled(day, paper)
    assert audit_note_pdf(printed.content, printed.page, file=FILE) == []
    assert audit_foreign_pdf(printed.content, file=FILE) == []


@pytest.mark.parametrize("stored", STORED, ids=[symbol for symbol, _ in STORED])
def test_the_pdf_of_a_stored_day_has_no_fault(
    stored: tuple[str, date | None], data_dir: Path, press: Press
) -> None:
    pytest.importorskip("pyarrow")
    printed = press.stored(data_dir, *stored)
    assert audit_note_pdf(printed.content, printed.page, file=FILE) == []


def without_alternatives(document: pikepdf.Pdf) -> None:
    for figure in elements(document, "/Figure"):
        del figure["/Alt"]


def with_a_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def test_what_harms_a_reader_fails_a_note_and_is_a_warning_elsewhere(press: Press) -> None:
    printed = press.modelled("demo")
    content = broken(printed.content, without_alternatives)
    own = audit_note_pdf(content, printed.page, file=FILE)
    foreign = audit_foreign_pdf(content, file=FILE)
    assert {item.kind for item in own} == {item.kind for item in foreign} == {"pdf_alternative"}
    assert (verdict(own), verdict(foreign)) == ("fail", "pass")
    assert [item.line for item in own] == sorted(item.line for item in own), "the page"


def test_what_runs_fails_any_pdf(press: Press) -> None:
    printed = press.modelled("demo")
    content = broken(printed.content, with_a_script)
    assert verdict(audit_note_pdf(content, printed.page, file=FILE)) == "fail"
    assert verdict(audit_foreign_pdf(content, file=FILE)) == "fail"


def test_a_pdf_whose_text_was_changed_fails_by_its_text(press: Press) -> None:
    printed, other = press.modelled("demo"), press.modelled("quiet")
    kinds = {item.kind for item in audit_note_pdf(other.content, printed.page, file=FILE)}
    assert "changed_number" in kinds


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and nothing more", b"\x00" * 99])
def test_what_is_no_pdf_is_refused_in_the_same_words_each_time(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"other\.pdf: is no PDF that can be read: [^<>]*$"):
        audit_foreign_pdf(path, file=path.name)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path, encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(InputError, match=r"locked\.pdf: is no PDF that can be read: .*password"):
        audit_foreign_pdf(path, file=path.name)


def test_a_damaged_pdf_is_searched_or_refused_whatever_is_damaged(press: Press) -> None:
    content = press.modelled("demo").content
    chance = random.Random(7)  # noqa: S311 - to damage files
    refused = 0
    for _ in range(40):
        damaged = bytearray(content)
        for _ in range(30):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            audit_foreign_pdf(bytes(damaged), file=FILE)
        except InputError:
            refused += 1
    assert 0 < refused < 40


def test_a_name_that_is_no_text_is_refused(press: Press) -> None:
    """Nobody could say what it hides."""

    def change(document: pikepdf.Pdf) -> None:
        document.Root.Extra = pikepdf.Object.parse(b"<< /Type /Font /BaseFont /#c3#28 >>")

    content = broken(press.modelled("demo").content, change)
    with pytest.raises(InputError, match="a name that is no text"):
        audit_foreign_pdf(content, file=FILE)


def test_the_command_searches_a_pdf_from_elsewhere_and_says_what_was_not_proven(
    tmp_path: Path, press: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "elsewhere.pdf"
    path.write_bytes(press.modelled("demo").content)
    done = call(["audit", str(path), "--format", "json"], capsys)
    assert done.code == 0
    findings = json.loads(done.out)["findings"]
    assert [(item["class"], item["severity"]) for item in findings] == [
        ("unproven_number", "warning")
    ]
    assert "no number was proven" in findings[0]["message"]

    path.write_bytes(broken(press.modelled("demo").content, with_a_script))
    done = call(["audit", str(path), "--format", "github"], capsys)
    assert done.code == 1
    assert "::error file=" in done.out
    assert "title=pdf_active::" in done.out


def test_a_draft_by_a_playbook_whose_chart_says_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user's own templates are held to the same: the command ends with 1, as in a CI job."""
    monkeypatch.chdir(tmp_path)
    assert call(["playbook", "new", "mine"], capsys).code == 0
    original = (shared_folder() / CHART).read_text("utf-8")
    own = tmp_path / "mine" / CHART
    own.parent.mkdir()
    own.write_text(re.sub("<title>.*</title>", "", original), "utf-8")
    done = call(["draft", "IWM", "--source", "demo", "--playbook", "mine"], capsys)
    assert done.code == 1
    assert "pdf_alternative: a figure has no alternative text" in done.err
    note = next((tmp_path / "output").glob("*/IWM"))
    found = json.loads((note / "audit.json").read_text("utf-8"))["findings"]
    assert {item["class"] for item in found} == {"pdf_alternative"}


def test_a_note_without_a_pdf_does_not_load_what_reads_pdfs() -> None:
    loaded = loaded_by("import generator.pipeline, generator.site.proof, generator.audit.mail")
    assert "generator.audit.pdf_file" in loaded
    assert not {"pikepdf", "pypdfium2"} & {name.split(".")[0] for name in loaded}
