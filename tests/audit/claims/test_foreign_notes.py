"""Notes from elsewhere: numbers matched by kind, unit and words; the command and its forms."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from xml.etree import ElementTree as ET

import pytest

from generator.audit.findings import Finding
from generator.audit.foreign import audit_foreign
from generator.audit.reports import github_annotations, junit_xml
from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from generator.narrative.record import to_json_bytes
from tests.audit.claims.notes import DEMO_FACTS
from tests.cli.outcome import Outcome, call

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED: Final = Path(__file__).parent / "seed_note.md"
SOUND: Final = """# IWM at $249.52

The price is down 0.76% from the previous close of $251.43. The put/call ratio is 2.17.

## Method

As of Monday, Dec. 29, 2025, 12:37 p.m. EST. This is not investment advice. Options involve risk.
"""


def of(text: str, severity: str) -> list[str]:
    """The classes found in ``text``, of one severity."""
    found = audit_foreign(text, DEMO_FACTS, file="note.md")
    return [item.kind for item in found if item.severity == severity]


def test_numbers_that_their_words_speak_of_are_proven() -> None:
    assert audit_foreign(SOUND, DEMO_FACTS, file="note.md") == ()


@pytest.mark.parametrize("wrong", ["$251.34", "$25.143", "251.43%", "$9.87"])
def test_a_number_that_no_fact_gives_is_an_error(wrong: str) -> None:
    assert of(SOUND.replace("$251.43", wrong), "error")


def test_a_number_whose_words_speak_of_nothing_is_a_remark() -> None:
    text = SOUND.replace("The put/call ratio is 2.17.", "Remember 1.34 well.")
    assert of(text, "error") == []
    assert of(text, "warning") == ["unproven_number"]


def test_a_note_without_a_numeral_fails() -> None:
    assert of("# A note\n\nNothing is said here.\n", "error") == ["no_numbers"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the demo's snapshot and facts, and the note with every defect."""
    save_snapshot(demo_snapshot(), tmp_path / "IWM.snapshot.zip")
    (tmp_path / "facts.json").write_bytes(to_json_bytes(DEMO_FACTS.as_json()))
    (tmp_path / "seed.md").write_text(SEED.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "sound.txt").write_text(SOUND, encoding="utf-8")
    return tmp_path


def sources(folder: Path) -> Iterator[list[str]]:
    """Both ways to name the data of a foreign note."""
    yield ["--snapshot", str(folder / "IWM.snapshot.zip")]
    yield ["--facts", str(folder / "facts.json")]


class Audit(Protocol):
    """The command, run in this process."""

    def __call__(self, file: Path, *arguments: str) -> Outcome:
        """Audit ``file``."""


@pytest.fixture
def audit(capsys: pytest.CaptureFixture[str]) -> Audit:
    """``strikedesk audit``."""
    return lambda file, *arguments: call(["audit", str(file), *arguments], capsys)


def test_a_foreign_note_is_audited_against_a_snapshot_or_facts(folder: Path, audit: Audit) -> None:
    outputs = []
    for source in sources(folder):
        assert audit(folder / "sound.txt", *source).code == 0
        made = audit(folder / "seed.md", *source, "--format", "json")
        assert made.code == 1
        outputs.append(json.loads(made.out))
    assert outputs[0] == outputs[1]
    assert {"intent", "trade_terms", "stale_date"} <= {
        item["class"] for item in outputs[0]["findings"]
    }


def test_annotations_name_file_line_column_and_class(folder: Path, audit: Audit) -> None:
    made = audit(folder / "seed.md", *next(sources(folder)), "--format", "github")
    lines = made.out.splitlines()[:-1]
    form = r"::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,title=[a-z_]+::\S.*"
    assert lines
    assert all(re.fullmatch(form, line) for line in lines)
    assert any("title=intent::'Institutions are betting'" in line for line in lines)


def test_a_suite_has_a_failed_case_for_each_error(folder: Path, audit: Audit) -> None:
    made = audit(folder / "seed.md", *next(sources(folder)), "--format", "junit")
    suite = ET.fromstring(made.out)  # noqa: S314 - what was just written
    assert int(suite.attrib["failures"]) == len(suite.findall(".//failure")) > 20
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    sound = audit(folder / "sound.txt", *next(sources(folder)), "--format", "junit")
    assert ET.fromstring(sound.out).attrib["failures"] == "0"  # noqa: S314 - as above


def test_whatever_a_message_holds_both_forms_stay_readable() -> None:
    odd = "50% <b>&\"'\n::error::,\x07\ud800"
    finding = Finding(kind="label", message=odd, file="a.md", line=1, column=2)
    line = github_annotations([finding], "a,b:c%.md")
    assert "\n" not in line
    assert line.startswith("::error file=a%2Cb%3Ac%25.md,line=1,col=2,title=label::50%25 <b>")
    suite = ET.fromstring(junit_xml([finding], "a<b>.md"))  # noqa: S314 - what was just written
    assert suite.attrib["name"] == "a<b>.md"
    message = suite.findall(".//failure")[0].attrib["message"]
    assert message.startswith("50% <b>&\"'\n::error::,")


def test_findings_of_a_folder_stand_at_their_own_files() -> None:
    found = [
        Finding(kind="label", message="no", file=name, line=3, column=1)
        for name in ("article.md", "article.html")
    ]
    lines = github_annotations(found, "notes/IWM/", is_folder=True).splitlines()
    suite = ET.fromstring(junit_xml(found, "notes/IWM", is_folder=True))  # noqa: S314 - just written
    names = [case.attrib["classname"] for case in suite.findall("testcase")]
    assert [line.split(",")[0].partition("file=")[2] for line in lines] == names
    assert names == ["notes/IWM/article.md", "notes/IWM/article.html"]


def test_without_facts_a_foreign_note_is_refused_in_a_line(folder: Path, audit: Audit) -> None:
    made = audit(folder / "seed.md")
    assert made.code == 4
    assert "--facts or --snapshot" in made.err
