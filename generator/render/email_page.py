"""The HTML part of an e-mail: the body of the note's page in a frame that mail programs can show.

They read few style sheets and no SVG: styles stand on the elements, charts are pictures, and the
``data``, ``span`` and ``time`` elements of its spans, which only the audit needs, are plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from generator.audit.mail_looks import MailLooks
from generator.errors import PlaybookError, Position, RefusedError
from generator.render.html import body_of, title_of
from generator.render.pictures import WIDTH
from generator.render.templates import render_template, template_file
from generator.wording.note_links import with_note_links, without_near_links

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.narrative.placed_span import PlacedSpan
    from generator.render.pictures import Picture
    from generator.render.theme import Theme
    from generator.signals.facts import Facts

MOST_BYTES: Final = 102_000
"""Where Gmail stops to show a message and offers the rest as a page."""
CONTENT_ID: Final = "{chart}@chart.strikedesk"
"""How a picture is named inside the message."""

_RULE: Final = re.compile(
    r"(?P<selector>[a-z][a-z0-9]*(?:\.[a-z]+)?) \{ (?P<style>[^{}\"<>]+) \}\Z"
)
_VARIABLE: Final = re.compile(r"var\(--(?P<name>[a-z-]+)\)")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_DATA: Final = re.compile(r"</?(?:data|span|time)[^>]*>")
_TAG: Final = re.compile(r'<(?P<tag>[a-z][a-z0-9]*)(?: class="(?P<kinds>[a-z ]+)")?(?=[ >])')
_BYLINE: Final = re.compile(r"(?<=</h1>\n)<p>")
_METHOD: Final = re.compile(r"<h2>(?!.*<h2>).*", re.DOTALL)
_FIRST_BULLET: Final = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_TAGS: Final = re.compile(r"<[^>]+>")
_PLACE: Final = "<note/>"
"""Stands for the note in a frame without one; no text of a note can hold it."""


@dataclass(frozen=True, slots=True)
class MailPage:
    """What the HTML part needs beside the text.

    Args:
        folder: The playbook's folder.
        theme: Inks and words around the note.
        facts: For the page's spans.
        pictures: Of the charts, by id.
        symbol: Ticker, for the refusal.
        rubric: What the playbook is called.
    """

    folder: Path
    theme: Theme
    facts: Facts
    pictures: Mapping[str, Picture]
    symbol: str
    rubric: str


def to_mail_page(markdown: str, spans: Sequence[PlacedSpan], page: MailPage) -> str:
    """The note as the HTML part of an e-mail.

    Args:
        markdown: The published Markdown.
        spans: Places of its spans.
        page: Pictures, facts and templates.

    Raises:
        PlaybookError: ``email.css`` has a rule that is not an element's or an element.class's.
        RefusedError: ``conversion_changed_text``, or ``email_too_long`` beyond 102,000 bytes, where
            Gmail would cut the note off.
    """
    body = _body(markdown, spans, page)
    styles = _styles(template_file(page.folder, "email.css"), page.theme)
    words = _with_kinds(body) + _disclosure(page.theme.imprint.disclosure)
    html = _in_frame(_with_styles(words, styles), _first_bullet(body), markdown, page)
    size = len(html.encode())
    if size > MOST_BYTES:
        problem = (
            f"{page.symbol}: the e-mail would be {size:,} bytes long and Gmail shows {MOST_BYTES:,}"
            "; draft without the format email, or shorten the playbook's tables"
        )
        raise RefusedError("email_too_long", problem)
    return html


def mail_looks(markdown: str, spans: Sequence[PlacedSpan], page: MailPage) -> MailLooks:
    """What the playbook and the theme give the HTML part of the note beside its words.

    Raises:
        PlaybookError: As `to_mail_page`.
        RefusedError: ``conversion_changed_text``.
    """
    bullet = _first_bullet(_body(markdown, spans, page))
    before, _, after = _in_frame(_PLACE, bullet, markdown, page).partition(_PLACE)
    styles = _styles(template_file(page.folder, "email.css"), page.theme)
    of_elements = {(name.partition(".")[0], style) for name, style in styles.items()}
    return MailLooks(before, after, frozenset(of_elements))


def plain_body(
    markdown: str, spans: Sequence[PlacedSpan], facts: Facts, disclosure: str = ""
) -> str:
    """The note's body as HTML of words alone, a chart being its caption: for the text part.

    Args:
        markdown: The published Markdown.
        spans: Places of its spans.
        facts: For the values behind them.
        disclosure: What is said below the note.

    Raises:
        RefusedError: ``conversion_changed_text``.
    """
    body = body_of(markdown, spans, facts, lambda _, text: f"<figcaption>{text}</figcaption>")
    return _DATA.sub("", body) + _disclosure(disclosure)


def _body(markdown: str, spans: Sequence[PlacedSpan], page: MailPage) -> str:
    """The note as HTML of words and pictures, its styles not yet put on."""

    def figure(chart: str, caption: str) -> str:
        below = _picture(chart, page.pictures[chart]) if chart in page.pictures else ""
        return f'<p class="caption">{caption}</p>{below}'

    linked = with_note_links(body_of(markdown, spans, page.facts, figure), page.facts)
    return _DATA.sub("", without_near_links(linked))


def _in_frame(body: str, preheader: str, markdown: str, page: MailPage) -> str:
    values = {
        "body": body,
        "theme": page.theme,
        "rubric": page.rubric,
        "preheader": preheader,
        "title": title_of(markdown),
        "width": WIDTH,
    }
    return render_template(page.folder, "email.html.j2", values, autoescape=True)


def _disclosure(text: str) -> str:
    return f'\n<p class="method">{escape(text)}</p>' if text else ""


def _picture(chart: str, picture: Picture) -> str:
    return (
        f'<p class="picture"><img src="cid:{CONTENT_ID.format(chart=chart)}" '
        f'width="{picture.width}" alt="{escape(picture.alternative)}"></p>'
    )


def _first_bullet(body: str) -> str:
    """What a list of messages shows beside the subject."""
    match = _FIRST_BULLET.search(body)
    return "" if match is None else " ".join(unescape(_TAGS.sub("", match[1])).split())


def _with_kinds(body: str) -> str:
    """The first paragraph and those of the last section are told from the others."""
    body = _BYLINE.sub('<p class="byline">', body, count=1)
    return _METHOD.sub(lambda match: match[0].replace("<p>", '<p class="method">'), body, count=1)


def _styles(path: Path, theme: Theme) -> dict[str, str]:
    """The declarations of each selector of ``email.css``, the theme's inks and faces put in."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlaybookError(path, f"cannot be read: {error}") from error
    blank = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    styles = {}
    for number, line in enumerate(blank.splitlines(), start=1):
        match = _RULE.match(line.strip())
        if match is not None:
            styles[match["selector"]] = _with_inks(match["style"], theme, path, number)
        elif line.strip():
            problem = "is no rule of the form `element { … }` or `element.class { … }` in one line"
            raise PlaybookError(path, problem, Position(number))
    return styles


def _with_inks(style: str, theme: Theme, path: Path, line: int) -> str:
    """``var(--ink)`` and the like as what they stand for: mail programs do not know them."""
    known = {name.replace("_", "-"): ink for name, ink in theme.light.items()}
    known |= {"text": theme.text.fallback, "display": theme.display.fallback}

    def value(match: re.Match[str]) -> str:
        if match["name"] not in known:
            problem = f"there is no --{match['name']}; known are {', '.join(known)}"
            raise PlaybookError(path, problem, Position(line))
        return known[match["name"]]

    return _VARIABLE.sub(value, style)


def _with_styles(body: str, styles: Mapping[str, str]) -> str:
    """Each element with its style on it; of its classes only ``soft`` and the like are read later.

    An element.class stands in for the element's own rule, it does not add to it.
    """

    def styled(match: re.Match[str]) -> str:
        tag, kinds = match["tag"], (match["kinds"] or "").split()
        named = [f"{tag}.{kind}" for kind in kinds if f"{tag}.{kind}" in styles]
        style = styles.get(named[0] if named else tag)
        soft = ' class="soft"' if tag == "p" and kinds and "picture" not in kinds else ""
        return f"<{tag}{soft}" + ("" if style is None else f' style="{style}"')

    return _TAG.sub(styled, body)
