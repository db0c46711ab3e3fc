"""The record of a written note (``article.json``): its text's spans, sentences, traces, hashes.

The published Markdown carries no marks; the record says which of its characters came from which
fact, so that the note can be proven, edited and converted again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, get_args

from generator.config import Paper
from generator.errors import ArticleError
from generator.files import parse_json, read_bytes
from generator.narrative.imprint import Imprint
from generator.narrative.placed_span import PlacedSpan
from generator.narrative.standing import Standing
from generator.narrative.text import plain_text, spans_of
from generator.signals.facts import Facts, json_value
from generator.wording.formats import Band, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.narrative.article import Article, Section, Sentence
    from generator.narrative.stance import Trace

SCHEMA: Final = "article/1"


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """What is known of a note beside its text.

    Args:
        symbol: Ticker.
        as_of: Time of the data, ISO.
        playbook: Name of the playbook.
        markdown: The text as it was written, which the spans belong to.
        spans: In order of the text.
        vocabulary: Formats and bands of the playbook.
        hashes: Of snapshot, history, memory, playbook, theme, settings, and of ``facts.json``.
        sections: Sections with their sentences, as plain JSON.
        traces: Evaluated conditions, as plain JSON.
        issues: What the gates found in the data, as plain JSON.
        remembered: What the next issue compares with, by the names of facts.
        imprint: What the publication says of itself around the note.
        paper: What its page is printed on; a record of before that was chosen says nothing.
        standing: What it says of its review; a draft is one of which nothing is said.
    """

    symbol: str
    as_of: str
    playbook: str
    markdown: str
    spans: tuple[PlacedSpan, ...]
    vocabulary: Vocabulary
    hashes: Mapping[str, str]
    sections: list[dict[str, Any]] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    remembered: Mapping[str, Any] = field(default_factory=dict)
    imprint: Imprint = field(default_factory=Imprint)
    paper: Paper = "a4"
    standing: Standing = field(default_factory=Standing)

    def as_json(self) -> dict[str, Any]:
        """The content of ``article.json``."""
        return {
            "schema": SCHEMA,
            "symbol": self.symbol,
            "as_of": self.as_of,
            "playbook": self.playbook,
            "imprint": asdict(self.imprint),
            "paper": self.paper,
            "hashes": dict(self.hashes),
            "issues": self.issues,
            "markdown": self.markdown,
            "sections": self.sections,
            "spans": [asdict(span) for span in self.spans],
            "bands": {name: band.as_json() for name, band in self.vocabulary.bands.items()},
            "remembered": dict(self.remembered),
            "traces": self.traces,
        } | ({} if self.standing == Standing() else {"standing": self.standing.as_json()})

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> NoteRecord:
        """The record that `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: ``body`` is of another shape.
        """
        if body.get("schema") != SCHEMA:
            msg = f"is of kind {body.get('schema')!r}, not {SCHEMA!r}"
            raise ValueError(msg)
        bands = {name: Band.from_json(name, item) for name, item in body["bands"].items()}
        return cls(
            symbol=body["symbol"],
            as_of=body["as_of"],
            playbook=body["playbook"],
            markdown=body["markdown"],
            spans=tuple(PlacedSpan(**item) for item in body["spans"]),
            vocabulary=Vocabulary(bands),
            hashes=body["hashes"],
            sections=body["sections"],
            traces=body["traces"],
            issues=body["issues"],
            remembered=body.get("remembered", {}),
            imprint=Imprint.from_json(body.get("imprint", {})),
            paper=_paper(body.get("paper", "a4")),
            standing=Standing.from_json(body.get("standing")),
        )


def _paper(name: object) -> Paper:
    """The paper called ``name``.

    Raises:
        ValueError: It is none. What stands here goes into the style of a page.
    """
    known: dict[object, Paper] = {paper: paper for paper in get_args(Paper)}
    if name not in known:
        msg = f"is for paper {name!r}, not {' or '.join(get_args(Paper))}"
        raise ValueError(msg)
    return known[name]


def sections_json(article: Article) -> list[dict[str, Any]]:
    """The sections of ``article`` as plain JSON."""
    return [_section_json(section) for section in article.sections]


def traces_json(article: Article) -> list[dict[str, Any]]:
    """The traces of ``article`` as plain JSON."""
    return [_trace_json(trace) for trace in article.traces]


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "kind": section.kind,
        "title": section.title,
        "sentences": [_sentence_json(sentence) for sentence in section.sentences],
        "charts": [chart.id for chart in section.charts],
        "missing": list(section.missing),
    }


def _sentence_json(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": plain_text(sentence.text),
        "slot": sentence.slot,
        "rule": sentence.rule,
        "fragment": sentence.fragment,
        "variant": sentence.variant,
        "facts": [span.reference for span in spans_of(sentence.text)],
    }


def _trace_json(trace: Trace) -> dict[str, Any]:
    return {
        "rule": trace.rule,
        "truth": trace.outcome.truth,
        "comparisons": [
            {
                "text": item.text,
                "left": json_value(item.left),
                "right": json_value(item.right),
                "truth": item.outcome,
                "margin": item.margin,
                "margin_fraction": item.margin_fraction,
            }
            for item in trace.outcome.trace
        ],
    }


def to_json_bytes(body: Mapping[str, Any]) -> bytes:
    """``body`` in the one form in which JSON files are written: two levels open, a line an entry.

    Written so and not with ``indent``, which would take the slow encoder.
    """
    lines = [f"{_compact(key)}: {_opened(value)}" for key, value in body.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _opened(value: object) -> str:
    if isinstance(value, dict) and value:
        inner = [f" {_compact(key)}: {_compact(item)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inner) + "\n}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f" {_compact(item)}" for item in value) + "\n]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_record(path: Path) -> NoteRecord:
    """Read ``article.json``.

    Raises:
        InputError: It is missing, no JSON, or of another kind.
    """
    return parse_record(read_bytes(path), path)


def parse_record(content: bytes, path: Path) -> NoteRecord:
    """The record that ``content``, the bytes of ``path``, holds.

    Raises:
        InputError: It is no JSON, or of another kind.
    """
    body = parse_json(content, path)
    try:
        return NoteRecord.from_json(body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArticleError(path, f"is no record of a note: {error}") from error


def read_facts(path: Path) -> Facts:
    """Read ``facts.json``.

    Raises:
        InputError: It is missing, no JSON, or of another kind.
    """
    return parse_facts(read_bytes(path), path)


def parse_facts(content: bytes, path: Path) -> Facts:
    """The facts that ``content``, the bytes of ``path``, holds.

    Raises:
        InputError: It is no JSON, or of another kind.
    """
    body = parse_json(content, path)
    try:
        return Facts.from_json(body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArticleError(path, f"is no file of facts: {error}") from error
