"""What a page reads: its text in runs with what each says of itself, and what print has of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.audit.page_reader import PageReader
from generator.narrative.desk_spans import DAY, DESK_FORMATS, SOURCE, SOURCED

if TYPE_CHECKING:
    from generator.audit.page_reader import Attributes

_SILENT: Final = frozenset({"style", "script"})
BESIDE: Final = "aside"
"""What stands beside the note on a screen and is not printed: the cards of its numbers."""
_FOOT: Final = "strikedesk:foot"
"""Where the head of a page says what the feet of its printed pages read."""
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
        reference: The fact of a ``data-fact`` element, or what stands for one: the source of a
            number from elsewhere, the day of a correction.
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

    @property
    def span(self) -> tuple[str, str | None] | None:
        """Reference and format of the span that it shows, if it shows one."""
        if "data-fact" in self.attributes:
            form = self.attributes.get("data-format")
            # What no fact gives has an element of its own.
            return self.attributes["data-fact"], None if form in DESK_FORMATS else form
        if self.tag == "span" and self.attributes.get("class") == SOURCED:
            return SOURCE, SOURCED
        if self.tag == "time":
            return f"correction.{self.attributes.get('datetime', '')}", DAY
        return None


class _Reader(PageReader):
    """Collects the runs of text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[_Element] = []
        self.runs: list[Run] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _BLOCKS:
            self._separate()
        if tag not in _VOID:
            element = _Element(tag, {name: value or "" for name, value in attrs})
            self.stack.append(element)
            if tag == "data" or element.span is not None:
                self._add("", element)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
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
        holder = next((item for item in reversed(self.stack) if item.span is not None), None)
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
        reference, form = (holder and holder.span) or (None, None)
        self.runs.append(
            Run(
                text,
                line,
                column + 1,
                reference=reference,
                format=form,
                value=holder.attributes.get("value") if holder is not None else None,
                tick=tick,
                scope=tuple(item.tag for item in self.stack),
                axis=axis,
            )
        )


def read_runs(html: str) -> list[Run]:
    """The text of a page in order, with what each run says of itself."""
    reader = _Reader()
    reader.read(html)
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
        if {"title", "desc", BESIDE} & set(run.scope) or (run.scope and "body" not in run.scope):
            continue
        (charts[-1] if inside else body).append(run.text)
    labels = tuple("".join(chart) for chart in charts)
    foot, _ = head_words(html).get(_FOOT, ("", 1))
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


class _Metas(PageReader):
    """Collects what the head says of the page to programs, by the names they ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, int]] = {}

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = dict(attrs)
        name = values.get("name") or values.get("property")
        if tag == "meta" and name:
            self.found[name] = (values.get("content") or "", self.getpos()[0])


def head_words(html: str) -> dict[str, tuple[str, int]]:
    """What the head of a page tells programs: the content and the line of each name."""
    reader = _Metas()
    reader.read(html.partition("</head>")[0])
    return reader.found
