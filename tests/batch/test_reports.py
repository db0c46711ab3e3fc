"""What a batch tells says of each note what it needs to, and nothing in it is markup."""

from __future__ import annotations

import json
from typing import Final
from xml.etree import ElementTree as ET

from generator.batch.jobs import Outcome
from generator.batch.reports import (
    annotations_of,
    body_of,
    counted,
    junit_of,
    line_of,
    markdown_of,
    table_of,
)
from tests.batch.test_jobs import FINDING

DONE: Final = Outcome(
    symbol="IWM", state="done", as_of="2026-07-02T16:00:00-04:00", gates=("no_bars",), spans=103
)
FAILED: Final = Outcome(
    symbol="SPY",
    state="failed",
    code="changed_number",
    message=str(FINDING),
    exit_code=1,
    findings=(FINDING,),
    folder="output/2026-07-02/SPY",
)
REFUSED: Final = Outcome(
    symbol="BAD",
    state="refused",
    code="split",
    message="BAD: a <b>split</b> | 50%\n::error::no [split]",
    exit_code=1,
)
ALL: Final = (DONE, FAILED, REFUSED)


def test_the_table_has_a_line_a_note_and_counts_them() -> None:
    table = table_of(ALL)
    assert "IWM     2026-07-02  done     no_bars           103" in table
    assert table.endswith("1 done, 1 failed, 1 refused")
    assert counted([]) == "no notes"
    assert line_of(DONE) == "IWM done: no_bars"
    assert line_of(FAILED).startswith("SPY failed: article.md:3:9: error")


def test_json_has_every_outcome_and_the_exit_code() -> None:
    body = json.loads(json.dumps(body_of(ALL, 6)))
    assert (body["exit_code"], body["counts"]["failed"]) == (6, 1)
    assert [Outcome.from_json(item) for item in body["notes"]] == list(ALL)


def test_junit_is_xml_in_which_bad_notes_fail() -> None:
    suite = ET.fromstring(junit_of(ALL))  # noqa: S314 - our own
    assert suite.attrib == {
        "name": "strikedesk",
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
    }
    told = {case.attrib["name"]: [child.tag for child in case] for case in suite}
    assert told == {"IWM": [], "SPY": ["failure"], "BAD": ["error"]}
    error = suite.find("testcase/error")
    assert error is not None
    assert error.text == REFUSED.message


def test_annotations_stand_on_the_lines_of_the_notes_and_hold_no_command_of_others() -> None:
    lines = list(annotations_of(ALL))
    assert lines == [
        (
            "::error file=output/2026-07-02/SPY/article.md,line=3,col=9,title=changed_number::"
            "2.18 is not 2.17 (should read '2.17')"
        ),
        "::error title=BAD::BAD: a <b>split</b> | 50%25%0A::error::no [split]",
    ]


def test_the_summary_is_a_table_in_which_nothing_is_markup() -> None:
    text = markdown_of(ALL)
    assert "| IWM | 2026-07-02 | done | no\\_bars | 103 |" in text
    assert "- BAD: a \\<b\\>split\\</b\\> \\| 50% ::error::no \\[split\\]" in text
    assert text.startswith("### Notes: 1 done, 1 failed, 1 refused")
