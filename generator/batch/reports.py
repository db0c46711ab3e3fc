"""What a batch tells: a table for people, JSON and JUnit for programs, Markdown for a CI's page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from generator.audit.reports import github_annotations, github_error, xml_attribute, xml_text
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.batch.jobs import Outcome

SCHEMA: Final = "batch/1"
_HEADS: Final = ("symbol", "as of", "state", "why", "spans", "desk", "seconds")
_JUNIT_TAGS: Final = {"failed": "failure", "refused": "error", "left": "skipped"}
_STATES: Final = ("done", "failed", "refused", "left")


def table_of(outcomes: Sequence[Outcome]) -> str:
    """One line a note, then how many there are of each state."""
    return f"{text_table(_HEADS, [_row(item) for item in outcomes])}\n\n{counted(outcomes)}"


def line_of(item: Outcome) -> str:
    """One note in a line, as it is told while the batch runs."""
    why = f": {item.message or ', '.join(item.gates)}" if item.message or item.gates else ""
    return f"{item.symbol} {item.state}{why}"


def counted(outcomes: Sequence[Outcome]) -> str:
    """How many notes there are of each state, such as ``14 done, 2 refused``."""
    counts = Counter(item.state for item in outcomes)
    told = [f"{counts[state]} {state}" for state in _STATES if counts[state]]
    return ", ".join(told) or "no notes"


def body_of(outcomes: Sequence[Outcome], exit_code: int) -> dict[str, Any]:
    """The batch as JSON."""
    counts = Counter(item.state for item in outcomes)
    return {
        "schema": SCHEMA,
        "exit_code": exit_code,
        "counts": {state: counts[state] for state in _STATES},
        "notes": [item.as_json() for item in outcomes],
    }


def markdown_of(outcomes: Sequence[Outcome]) -> str:
    """The batch as a Markdown table, then every finding that fails a note."""
    lines = [
        f"### Notes: {counted(outcomes)}",
        "",
        "| symbol | as of | state | why | spans |",
        "|---|---|---|---|---|",
    ]
    for item in outcomes:
        symbol, as_of, state, why, spans, *_ = map(_cell, _row(item))
        lines.append(f"| {symbol} | {as_of} | {state} | {why} | {spans} |")
    told = [f"- {_cell(line)}" for item in outcomes for line in problems_of(item)]
    if told:
        lines += ["", *told]
    return "\n".join(lines) + "\n"


def junit_of(outcomes: Sequence[Outcome]) -> str:
    """The batch as JUnit XML, a case a note: one that fails is a failure, one not made an error."""
    counts = Counter(item.state for item in outcomes)
    numbers = (
        f"tests='{len(outcomes)}' failures='{counts['failed']}' errors='{counts['refused']}'"
        f" skipped='{counts['left']}'"
    )
    head = f"<testsuite name='strikedesk' {numbers}>"
    cases = [line for item in outcomes for line in _case(item)]
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([declared, head, *cases, "</testsuite>"]) + "\n"


def _case(item: Outcome) -> Iterator[str]:
    case = f"  <testcase classname='notes' name={xml_attribute(item.symbol)}"
    timed = f"{case} time='{item.seconds:.3f}'"
    tag = _JUNIT_TAGS.get(item.state)
    if tag is None:
        yield f"{timed}/>"
        return
    message, kind = xml_attribute(item.message), xml_attribute(item.code)
    told = xml_text("\n".join(problems_of(item)))
    yield f"{timed}><{tag} message={message} type={kind}>{told}</{tag}></testcase>"


def annotations_of(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The commands by which a code host shows problems on the lines of a note."""
    for item in outcomes:
        if item.state in {"refused", "left"}:
            yield github_error(item.message, item.symbol)
        if item.findings:
            yield github_annotations(item.findings, item.folder, is_folder=True)


def problems_of(item: Outcome) -> list[str]:
    """What is wrong with a note, a sentence each."""
    errors = [str(each) for each in item.findings if each.severity == "error"]
    if errors:
        return [f"{item.symbol}: {each}" for each in errors]
    if not item.message:
        return []
    is_named = item.message.startswith(f"{item.symbol}:")
    return [item.message if is_named else f"{item.symbol}: {item.message}"]


def _row(item: Outcome) -> tuple[str, ...]:
    why = item.code or ", ".join(item.gates)
    spans = str(item.spans) if item.spans else "-"
    seconds = f"{item.seconds:.1f}"
    return (item.symbol, item.as_of[:10] or "-", item.state, why, spans, item.desk, seconds)


def _cell(text: str) -> str:
    """Text for a cell or a line of Markdown: nothing in it is markup."""
    kept = "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
    return " ".join(kept.split())
