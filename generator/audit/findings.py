"""Findings: what is wrong with a note, where, and what would be right."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = "audit/1"

Severity = Literal["error", "warning", "note"]

CLASSES: Final = {
    "unproven_number": "a numeral that no fact gives",
    "changed_number": "a number that differs from what its fact gives",
    "missing_number": "a slot whose number is gone",
    "order": "numbers that are proven but stand in another order than the note's",
    "empty_slot": "a place where a value should stand and nothing does",
    "doubled": "a word or symbol that stands twice",
    "forbidden_token": "a token that no reader should see",
    "no_numbers": "a note without a single numeral",
    "active_content": "something on a page that runs, asks or fetches",
    "axis": "an axis label that does not stand where its value lies",
    "layout": "text of the page that is not the text of the note",
    "sourced": "a number that an editor took from elsewhere, with its source",
    "untold": "a number that a correction changed and does not tell of",
    "standing": "words on a note's review or corrections that are not what the desk knows of them",
    "render_warning": "something the renderer complained about",
    "intent": "a purpose asserted for trades whose side nobody can see",
    "stale_date": "a contract that has expired, or an old trade, told as news",
    "arithmetic": "a figure that the figures beside it do not give",
    "label": "one name with two values, or one value under two names",
    "probability": "a chance that is not named model-implied",
    "forecast": "what a price will do, told as if it were known",
    "superlative": "the most of a set that was not compared",
    "level_order": "an order in which levels cannot stand",
    "contradiction": "two stances, or two roles for one level",
    "unit": "a unit or scale that the named quantity does not have",
    "put_call": "puts and calls exchanged",
    "indicator": "an indicator in words that its value does not have",
    "news": "news that was not supplied, or has no publisher and date",
    "direction": "up for what went down, or a structure with the wrong bias",
    "change_verb": "a verb of change that the size of the change does not carry",
    "inapplicable_field": "a company's figure told of a fund, or the reverse",
    "moneyness": "in, at or out of the money against the strike's side",
    "calendar": "a weekday that its date does not have",
    "duplicate_values": "two strikes with one count of open interest",
    "worthless_target": "a target at which a position is worth no more than it cost",
    "trade_terms": "an option idea without its cost, maximum loss or break-even",
    "disclosure": "a note that does not say what every note must",
    "window": "a return or a volatility without its window or type",
    "headline": "a headline without a proven number, or with another stance",
    "repeated_level": "a level more than twice in the prose",
    "idiom": "wording that the house does not print",
    "pdf_active": "a PDF that runs something",
    "pdf_attachment": "a PDF with a file inside it",
    "pdf_link": "a link of a PDF that is not https",
    "pdf_end": "a PDF that does not end where it says",
    "pdf_tags": "a PDF without tags",
    "pdf_language": "a PDF without a language",
    "pdf_title": "a PDF without a title, or with another",
    "pdf_alternative": "a figure without an alternative text",
    "pdf_headings": "headings out of which no table of contents can be made",
    "pdf_table": "a table without heads",
    "pdf_font": "a font that is not in the PDF",
    "pdf_typeface": "a typeface that the page does not declare",
    "pdf_bookmarks": "bookmarks that are not the headings",
    "pdf_conformance": "a PDF that does not say what it keeps to",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    Args:
        kind: A name of `CLASSES`.
        message: What is wrong, as a sentence.
        file: Name of the file.
        line: From 1.
        column: From 1.
        severity: "error" fails the note.
        facts: The facts involved.
        expected: The text that would be right, if it is known.
    """

    kind: str
    message: str
    file: str
    line: int
    column: int
    severity: Severity = "error"
    facts: tuple[str, ...] = ()
    expected: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding in the form of ``audit.json``."""
        body = asdict(self)
        body["class"] = body.pop("kind")
        body["facts"] = list(self.facts)
        return body

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Finding:
        """The finding that `as_json` gave.

        Raises:
            KeyError, TypeError: ``body`` is of another shape.
        """
        values = {name: value for name, value in body.items() if name != "class"}
        return cls(**{**values, "kind": body["class"], "facts": tuple(body["facts"])})

    def __str__(self) -> str:
        hint = f" (should read {self.expected!r})" if self.expected else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.kind}: {self.message}{hint}"


def verdict(findings: Sequence[Finding]) -> Literal["pass", "fail"]:
    """Whether a note with ``findings`` may go on."""
    return "fail" if any(item.severity == "error" for item in findings) else "pass"


def report_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The content of ``audit.json``."""
    return {
        "schema": SCHEMA,
        "verdict": verdict(findings),
        "findings": [item.as_json() for item in findings],
    }
