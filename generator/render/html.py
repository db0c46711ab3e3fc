"""Markdown to HTML: converted, sanitised, each span a ``data`` element, charts put in after.

The same door serves generated and edited text: what goes in is the published Markdown with the
places of its spans.
"""

from __future__ import annotations

import html as html_text
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import nh3
from markdown import Markdown

from generator.errors import RefusedError
from generator.narrative.desk_spans import DAY, SOURCED
from generator.render.proof_cards import with_cards
from generator.render.templates import render_template, template_file
from generator.render.theme_style import day_rules, faces_within, night_rules, quoted
from generator.signals.facts import Facts, Reference, json_value
from generator.wording.markup import MARK, MARK_START, mark, mark_number, unescape_markdown
from generator.wording.note_links import with_note_links

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from generator.config import Paper
    from generator.narrative.placed_span import PlacedSpan
    from generator.render.theme import Theme

_TAGS: Final = {
    "h1", "h2", "h3", "p", "ul", "ol", "li", "em", "strong", "table", "thead", "tbody", "tr", "th",
    "td", "img", "blockquote",
}  # fmt: skip
_IMAGE: Final = re.compile(
    r'<p><img alt="(?P<alt>[^"]*)" src="charts/(?P<id>[a-z0-9_]+)\.svg"></p>'
)
_CAPTIONED_TABLE: Final = re.compile(
    r"<p><em>(?P<caption>[^<]*)</em></p>\s*<table>(?P<rows>.*?)</table>", re.DOTALL
)
_LONG: Final = 8
"""Rows of a table that may not be parted by the end of a page."""
_OPENING: Final = re.compile(
    r"(?<=</h2>)(?:\s*<p>(?:(?!</p>).)*</p>)+(?P<last>\s*(?:<h2>|\Z))?", re.DOTALL
)
"""The paragraphs that a section begins with; ``last`` where nothing else is in it."""
_TAG: Final = re.compile(r"<[^>]*>")
_LEAD: Final = 270
"""Characters that fit on less than three lines of paper, and some more."""
_SPAN_TAGS: Final = ("data", "span", "time")
_TITLE: Final = re.compile(r"(?<=<h1>).*?(?=</h1>)", re.DOTALL)
_LAST_SPACE: Final = re.compile(r" (?=(?:[^ <>]|<[^>]*>)*\Z)")
_MINUTES: Final = re.compile(r"(?<=</data>) (?=min\.)")
_NO_BREAK: Final = "\u00a0"
_ALIGN: Final = re.compile(r'<(?P<tag>t[hd]) align="right">')


_OVER_TIME: Final = frozenset({"price", "put_call_ratio"})
"""Charts that end with the day of the note: on a narrow screen that end is shown first."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page template needs beside the text.

    Args:
        folder: The playbook's folder.
        theme: Inks, faces and words around the note.
        charts: SVG by id.
        facts: For the values that the ``data`` elements carry.
        symbol: Ticker.
        rubric: What the playbook is called.
        paper: What it is printed on.
    """

    folder: Path
    theme: Theme
    charts: Mapping[str, str]
    facts: Facts
    symbol: str
    rubric: str
    paper: Paper = "a4"


def to_html(markdown: str, spans: Sequence[PlacedSpan], page: Page) -> str:
    """The note as one self-contained page.

    Args:
        markdown: The published Markdown.
        spans: Places of its spans.
        page: Charts, facts and templates.

    Raises:
        RefusedError: A span did not come out of the conversion as it went in
            (``conversion_changed_text``).
    """

    def figure(chart: str, caption: str) -> str:
        svg = page.charts.get(chart, "")
        figcaption = f"<figcaption>{caption}</figcaption>"
        # What scrolls can be reached from the keyboard.
        shown = "scroll latest" if chart in _OVER_TIME else "scroll"
        frame = f'<div class="{shown}" tabindex="0" role="group" aria-label="Chart">'
        return f'<figure class="chart">{figcaption}{frame}{svg}</div></figure>'

    theme = page.theme
    foot = f"{theme.imprint.publisher} · {page.rubric}"
    cards = with_cards(_with_leads(body_of(markdown, spans, page.facts, figure)), page.facts)
    body = with_note_links(cards.body, page.facts)
    proof_css = template_file(page.folder, "proofs.css").read_text(encoding="utf-8")
    values = {
        "body": body,
        "proofs": cards.html,
        "proof_css": proof_css + cards.style,
        "symbol": page.symbol,
        "as_of": page.facts.as_of,
        "colors": day_rules(theme),
        "paper": page.paper,
        "css": template_file(page.folder, "article.css").read_text(encoding="utf-8"),
        "night": night_rules(theme)
        + template_file(page.folder, "night.css").read_text(encoding="utf-8"),
        "theme": theme,
        "rubric": page.rubric,
        "foot": foot,
        "foot_rule": quoted(foot),
        "faces": faces_within(theme, italics="<em>" in body).rstrip(),
        "title": title_of(markdown),
        "description": _description(markdown),
    }
    return render_template(page.folder, "article.html.j2", values, autoescape=True)


def body_of(
    markdown: str, spans: Sequence[PlacedSpan], facts: Facts, figure: Callable[[str, str], str]
) -> str:
    """The note as HTML without a page around it, each span a ``data`` element.

    Args:
        markdown: The published Markdown.
        spans: Places of its spans.
        facts: For the values that the ``data`` elements carry.
        figure: Makes the HTML of a chart from its id and its caption, which is HTML.

    Raises:
        RefusedError: A span did not come out of the conversion as it went in
            (``conversion_changed_text``).
    """
    body = _convert(_with_marks(markdown, spans))
    body = _ALIGN.sub(r'<\g<tag> class="number">', body)
    body = _CAPTIONED_TABLE.sub(_table, body)
    body = _IMAGE.sub(lambda match: figure(match["id"], match["alt"]), body)
    return _held_together(_with_data(body, spans, facts))


def _with_marks(markdown: str, spans: Sequence[PlacedSpan]) -> str:
    parts: list[str] = []
    position = 0
    for number, span in enumerate(spans):
        parts += [markdown[position : span.start], mark(number, markdown[span.start : span.end])]
        position = span.end
    parts.append(markdown[position:])
    return "".join(parts)


def _convert(marked: str) -> str:
    converter = Markdown(
        extensions=["tables"], extension_configs={"tables": {"use_align_attribute": True}}
    )
    html = converter.convert(marked)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"img": {"src", "alt"}, "th": {"align"}, "td": {"align"}},
        url_schemes=set(),
        strip_comments=True,
        link_rel=None,
    )


def _table(match: re.Match[str]) -> str:
    """A table in a frame that scrolls where it is too wide; a long one may go on overleaf."""
    rows = match["rows"].count("<tr>") - 1
    kinds = "scroll long" if rows > _LONG else "scroll"
    caption = f"<caption>{match['caption']}</caption>"
    return f'<div class="{kinds}"><table>{caption}{match["rows"]}</table></div>'


def _with_leads(body: str) -> str:
    """Short paragraphs under a heading named so: one line of text is no end of a page."""
    return _OPENING.sub(_named_leads, body)


def _named_leads(match: re.Match[str]) -> str:
    paragraphs = match[0].split("<p>")
    able = len(paragraphs) - (match["last"] is not None)
    length, named = 0, paragraphs[0]
    for number, text in enumerate(paragraphs[1:], start=1):
        length += len(html_text.unescape(_TAG.sub("", text)))
        named += f'<p class="lead">{text}' if length <= _LEAD and number < able else f"<p>{text}"
    return named


def _held_together(body: str) -> str:
    """No line of the headline is one word alone, and the minutes stand beside their number."""
    return _MINUTES.sub(_NO_BREAK, _TITLE.sub(_without_a_lone_word, body, count=1))


def _without_a_lone_word(match: re.Match[str]) -> str:
    title = match[0]
    space = _LAST_SPACE.search(title)
    if space is None:
        return title
    rest = title[space.end() :]
    # Inside a number's element its own text stands, character by character.
    inside = any(rest.count(f"</{tag}>") > rest.count(f"<{tag}") for tag in _SPAN_TAGS)
    return title if inside else f"{title[: space.start()]}{_NO_BREAK}{rest}"


def _with_data(body: str, spans: Sequence[PlacedSpan], facts: Facts) -> str:
    used: list[int] = []

    def element(match: re.Match[str]) -> str:
        number = mark_number(match)
        span = spans[number]
        if html_text.unescape(match[2]) != unescape_markdown(span.text):
            problem = f"converting the Markdown changed {span.text!r} into {match[2]!r}"
            raise RefusedError("conversion_changed_text", problem)
        used.append(number)
        return data_element(match[2], span.reference, span.format, facts)

    filled = MARK.sub(element, body)
    if used != list(range(len(spans))) or MARK_START in filled:
        problem = "converting the Markdown lost, doubled or moved a number"
        raise RefusedError("conversion_changed_text", problem)
    return filled


def data_element(escaped: str, reference: str, name: str, facts: Facts) -> str:
    """A span as HTML: what it reads, the value behind it, and where that comes from.

    What no fact gives is no ``data`` element: a number with its source, the day of a correction.
    """
    if name == SOURCED:
        return f'<span class="sourced">{escaped}</span>'
    if name == DAY:
        return f'<time datetime="{html_text.escape(reference.partition(".")[2])}">{escaped}</time>'
    cell = facts.resolve(Reference.parse(reference))
    value = "" if cell is None else html_text.escape(str(json_value(cell.value)), quote=True)
    return (
        f'<data value="{value}" data-fact="{html_text.escape(reference)}" '
        f'data-format="{name}">{escaped}</data>'
    )


def title_of(markdown: str) -> str:
    """The headline of a note as plain text."""
    first = markdown.split("\n", 1)[0]
    return unescape_markdown(first.removeprefix("# "))


def _description(markdown: str) -> str:
    """The first bullet, in which search engines and messengers introduce the page."""
    bullets = (line for line in markdown.splitlines() if line.startswith("- "))
    return unescape_markdown(next(bullets, "").removeprefix("- "))
