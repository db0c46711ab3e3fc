"""Proof of the numbers of a note's HTML page, charts included.

Each ``data`` element reads what its fact gives and carries its value; together they are the spans
of the note, in order. A chart's label is a fact or a tick, and a tick stands where its axis puts
its value. No numeral stands anywhere else that a reader can see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_safety import audit_page_safety
from generator.audit.page_words import audit_page_words
from generator.audit.places import numerals
from generator.audit.proof_cards import audit_proof_cards
from generator.audit.wounds import wounds
from generator.signals.facts import Cell, Facts, Reference, Unit, json_value
from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from generator.narrative.record import NoteRecord
    from generator.wording.formats import Vocabulary

_SILENT: Final = frozenset({"style", "script"})
_BESIDE: Final = "aside"
"""What stands beside the note on a screen and is not printed: the cards of its numbers."""
_FOOT: Final = "strikedesk:foot"
"""Where the head of a page says what the feet of its printed pages read."""
_TICK_TOLERANCE: Final = 0.51
_BLOCKS: Final = frozenset(
    {
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "td",
        "th",
        "caption",
        "figcaption",
        "text",
        "title",
        "desc",
        "tr",
        "aside",
    }
)
_VOID: Final = frozenset({"meta", "link", "img", "br", "hr", "input"})


@dataclass(slots=True)
class Run:
    """Text of the page and what it says of itself.

    Args:
        text: The characters.
        line: Where it starts in the HTML.
        column: Where it starts in the HTML.
        reference: The fact of a ``data-fact`` element.
        format: The format beside it.
        value: The ``value`` of a ``data`` element.
        tick: Attributes of a tick label.
        scope: The tags around it.
        axis: Domain and range of the axis around it.
    """

    text: str
    line: int
    column: int
    reference: str | None = None
    format: str | None = None
    value: str | None = None
    tick: dict[str, str] | None = None
    scope: tuple[str, ...] = ()
    axis: dict[str, str] | None = None


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    runs: list[Run] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the runs of text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[_Element] = []
        self.runs: list[Run] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._separate()
        if tag not in _VOID:
            element = _Element(tag, {name: value or "" for name, value in attrs})
            self.stack.append(element)
            if tag == "data" or "data-fact" in element.attributes:
                self._add("", element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Self-closed elements hold no text."""

    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            if self.stack.pop().tag == tag:
                break
        if tag in _BLOCKS:
            self._separate()

    def handle_data(self, data: str) -> None:
        if any(element.tag in _SILENT for element in self.stack):
            return
        holder = next(
            (item for item in reversed(self.stack) if "data-fact" in item.attributes), None
        )
        if holder is not None and self.runs and self.runs[-1].reference is not None:
            self.runs[-1].text += data
            return
        self._add(data, holder)

    def _separate(self) -> None:
        line, column = self.getpos()
        self.runs.append(Run("\n", line, column + 1))

    def _add(self, text: str, holder: _Element | None) -> None:
        line, column = self.getpos()
        tick = next(
            (item.attributes for item in reversed(self.stack) if "data-value" in item.attributes),
            None,
        )
        axis = next(
            (item.attributes for item in reversed(self.stack) if "data-axis" in item.attributes),
            None,
        )
        attributes = holder.attributes if holder is not None else {}
        self.runs.append(
            Run(
                text,
                line,
                column + 1,
                reference=attributes.get("data-fact"),
                format=attributes.get("data-format"),
                value=attributes.get("value"),
                tick=tick,
                scope=tuple(item.tag for item in self.stack),
                axis=axis,
            )
        )


def read_runs(html: str) -> list[Run]:
    """The text of a page in order, with what each run says of itself."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.runs


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What a reader sees of a page's body: its prose and tables, and each chart's labels.

    Args:
        body: All but the charts.
        charts: The labels of each chart.
        heads: The heads of each table, which print repeats where a table goes on overleaf.
        foot: What stands at the foot of each printed page.
    """

    body: str
    charts: tuple[str, ...]
    heads: tuple[str, ...] = ()
    foot: str = ""


def visible_text(html: str) -> VisibleText:
    """The text of a page as print has it: no head, no cards, no descriptions of charts."""
    body: list[str] = []
    charts: list[list[str]] = []
    in_chart = False
    runs = read_runs(html)
    for run in runs:
        inside = "svg" in run.scope
        if inside and not in_chart:
            charts.append([])
        if run.scope:
            in_chart = inside
        if {"title", "desc", _BESIDE} & set(run.scope) or (run.scope and "body" not in run.scope):
            continue
        (charts[-1] if inside else body).append(run.text)
    labels = tuple("".join(chart) for chart in charts)
    foot, _ = _metas(html).get(_FOOT, ("", 1))
    return VisibleText("".join(body), labels, _heads_of_tables(runs), foot)


def _heads_of_tables(runs: list[Run]) -> tuple[str, ...]:
    heads: list[str] = []
    inside = False
    for run in runs:
        if not run.scope:
            continue
        if "thead" in run.scope and not inside:
            heads.append("")
        inside = "thead" in run.scope
        if inside:
            heads[-1] += run.text
    return tuple(heads)


def audit_html(html: str, record: NoteRecord, facts: Facts, *, file: str) -> list[Finding]:
    """Prove the page of a note whose Markdown is proven."""
    auditor = _PageAudit(facts, record.vocabulary, file, [], _own_words(record))
    runs = [run for run in read_runs(html) if _BESIDE not in run.scope]
    for run in runs:
        auditor.check(run)
    auditor.check_order(runs, record)
    auditor.check_title(runs)
    auditor.check_disclosure(runs, record.imprint.disclosure)
    auditor.check_introduction(runs, _metas(html))
    text = "".join(run.text for run in runs)
    if not any(True for _ in numerals(text)):
        auditor.report("no_numbers", "the page holds no numeral at all", runs[0] if runs else None)
    auditor.findings.extend(_wounds(runs, file))
    auditor.findings.extend(audit_page_words(runs, record.markdown, file=file))
    auditor.findings.extend(audit_proof_cards(html, facts, file=file))
    auditor.findings.extend(audit_page_safety(html, own_words=auditor.own_words, file=file))
    return auditor.findings


def _own_words(record: NoteRecord) -> frozenset[str]:
    """What the publication says of itself, with whatever digits it has."""
    imprint = record.imprint
    return frozenset({imprint.masthead, imprint.publisher, imprint.disclosure, record.playbook})


class _Metas(HTMLParser):
    """Collects what the head says of the page to programs, by the names they ask for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, tuple[str, int]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name") or values.get("property")
        if tag == "meta" and name:
            self.found[name] = (values.get("content") or "", self.getpos()[0])


def _metas(html: str) -> dict[str, tuple[str, int]]:
    reader = _Metas()
    reader.feed(html.partition("</head>")[0])
    return reader.found


def _first_item(runs: list[Run]) -> str:
    """The text of the first bullet of a page."""
    text = ""
    for run in runs:
        if "li" in run.scope:
            text += run.text
        elif text:
            break
    return text


def _wounds(runs: list[Run], file: str) -> list[Finding]:
    text, sheltered = "", []
    for run in runs:
        if run.reference is not None and run.format in ("quoted", "text"):
            sheltered.append((len(text), len(text) + len(run.text)))
        text += run.text
    return list(wounds(text, file=file, sheltered=sheltered, layout=True))


@dataclass(frozen=True, slots=True)
class _PageAudit:
    facts: Facts
    vocabulary: Vocabulary
    file: str
    findings: list[Finding]
    own_words: frozenset[str]

    def report(self, kind: str, message: str, run: Run | None, expected: str | None = None) -> None:
        self.findings.append(
            Finding(
                kind=kind,
                message=message,
                file=self.file,
                line=run.line if run else 1,
                column=run.column if run else 1,
                facts=(run.reference,) if run and run.reference else (),
                expected=expected,
            )
        )

    def check(self, run: Run) -> None:
        if run.reference is not None:
            self._check_fact(run)
        elif run.tick is not None:
            self._check_tick(run)
        elif "head" not in run.scope and run.text.strip() not in self.own_words:
            for start, end in numerals(run.text):
                message = f"{run.text[start:end]!r} comes from no fact"
                self.report("unproven_number", message, run)

    def _check_fact(self, run: Run) -> None:
        try:
            cell = self.facts.resolve(Reference.parse(run.reference or ""))
            expected = None if cell is None else self.vocabulary.write(run.format or "", cell)
        except (ValueError, TypeError):
            cell = expected = None
        if cell is None or expected is None:
            message = f"{run.text!r} names {run.reference}, which has no value as {run.format!r}"
            self.report("unproven_number", message, run)
        elif not run.text:
            self.report("missing_number", f"{run.reference} should stand here", run, expected)
        elif run.text != expected:
            message = f"{run.text!r} is not what {run.reference} gives"
            self.report("changed_number", message, run, expected)
        elif run.value is not None and run.value != str(json_value(cell.value)):
            message = f"the element of {run.text!r} carries {run.value!r} as its value"
            self.report("changed_number", message, run, str(json_value(cell.value)))

    def _check_tick(self, run: Run) -> None:
        axis = run.axis or {}
        tick = axis | (run.tick or {})
        try:
            value = float(tick["data-value"])
            size = abs(value) if tick["data-unit"] == Unit.CONTRACTS else value
            expected = self.vocabulary.write(
                tick["data-format"], Cell(size, Unit(tick["data-unit"]))
            )
            low, high = (float(part) for part in axis["data-domain"].split())
            start, end = (float(part) for part in axis["data-range"].split())
            at = start + (value - low) / (high - low) * (end - start)
            shift = abs(at - float(tick["data-at"]))
            drawn = float(tick["x"] if axis["data-axis"] == "x" else tick["y"])
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            self.report(
                "axis", f"the tick {run.text!r} does not say where it belongs: {error}", run
            )
            return
        offset = 0 if axis["data-axis"] == "x" else 4
        if run.text.strip() != expected:
            self.report("axis", f"the tick {run.text!r} has the value {value:g}", run, expected)
        elif shift > _TICK_TOLERANCE or abs(drawn - offset - at) > _TICK_TOLERANCE:
            self.report("axis", f"the tick {run.text!r} does not stand at its value", run)

    def check_order(self, runs: list[Run], record: NoteRecord) -> None:
        """The ``data`` elements are the spans of the record, in order."""
        found = [
            (run.reference, run.format)
            for run in runs
            if run.reference is not None and "svg" not in run.scope and run.value is not None
        ]
        wanted = [(span.reference, span.format) for span in record.spans]
        if found == wanted:
            return
        place = next(
            (at for at, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]),
            min(len(found), len(wanted)),
        )
        run = [item for item in runs if item.value is not None][place : place + 1]
        text = unescape_markdown(record.spans[place].text) if place < len(wanted) else None
        message = (
            f"the page has {len(found)} numbers and the note {len(wanted)}; "
            f"they part at number {place + 1}"
        )
        self.report("order", message, run[0] if run else None, text)

    def check_disclosure(self, runs: list[Run], disclosure: str) -> None:
        """What the publication must tell its readers stands below the note, word by word."""
        said = "".join(run.text for run in runs if "footer" in run.scope)
        if disclosure and disclosure.split() != said.split():
            run = next((run for run in runs if "footer" in run.scope), None)
            message = "the disclosure of the publication does not stand below the note"
            self.report("disclosure", message, run, disclosure)

    def check_introduction(self, runs: list[Run], metas: dict[str, tuple[str, int]]) -> None:
        """What messengers and search engines show of the page is its headline and first bullet."""
        headline = "".join(run.text for run in runs if "h1" in run.scope)
        item = _first_item(runs)
        for name, said in (
            ("og:title", headline), ("og:description", item), ("description", item)
        ):  # fmt: skip
            content, line = metas.get(name, (said, 1))
            if content.split() != said.split():
                message = f"{name} in the head reads {content!r}, and the page does not"
                self.report("unproven_number", message, Run("", line, 1), expected=said)

    def check_title(self, runs: list[Run]) -> None:
        """The page's title is its headline, which is proven."""
        title = "".join(run.text for run in runs if "title" in run.scope and "head" in run.scope)
        headline = "".join(run.text for run in runs if "h1" in run.scope)
        # The headline may have a no-break space where the title has a space.
        if title.split() != headline.split():
            run = next((run for run in runs if "title" in run.scope), None)
            self.report("unproven_number", "the page's title is not its headline", run, headline)
