"""Hostile headlines stay words: literally in Markdown, page and PDF, proven, and nothing more."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.audit.page_text import pdf_pages
from generator.config import Settings
from generator.forms import mail_of, page_of
from generator.market.bundle import load_snapshot, save_snapshot
from generator.market.demo import demo_snapshot
from generator.market.headlines import clean_text
from generator.market.vendors.news import read_news
from generator.pipeline import Observed, draft_note, facts_of, write
from generator.proving import audit_all
from generator.render.pdf import PdfRenderer
from generator.render.proof_cards import without_screen_parts
from generator.render.theme import HOUSE, load_theme
from generator.wording.letters import is_printed
from generator.wording.markup import unescape_markdown
from tests.audit.mail_mutations import text_of
from tests.hostile_headlines import (
    FRAGMENTS,
    HOSTILE_ADDRESSES,
    hostile_headlines,
    hostile_publishers,
)
from tests.replays import playbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.market.snapshot import Headline, Snapshot
    from generator.narrative.plan import Playbook
    from generator.pipeline import Written

TOGETHER: Final = 24
WIRE: Final = "Sample Wire"
HARMLESS: Final = tuple(f"Small caps rest on day {name}" for name in "abcdefgh")
UNPRINTABLE: Final = ("picture", "marks")
PRINTABLE: Final = ("script", "markdown", "template", "number", "speech")
"""Classes whose characters the vendored faces have, so that a PDF can be read letter by letter."""


def supplied(titles: Sequence[str], publishers: Sequence[str] = (WIRE,)) -> tuple[Headline, ...]:
    """The headlines that a file of ``titles`` gives, with a hostile address each."""
    as_of = demo_snapshot().as_of
    body = [
        {
            "title": title,
            "publisher": publishers[place % len(publishers)],
            "published": (as_of - timedelta(minutes=place + 1)).isoformat(),
            "url": HOSTILE_ADDRESSES[place % len(HOSTILE_ADDRESSES)],
        }
        for place, title in enumerate(titles)
    ]
    headlines, _ = read_news(body, file=Path("news.json"), symbol="IWM")
    return headlines


def day_of(headlines: tuple[Headline, ...]) -> Snapshot:
    """The demo with these headlines."""
    return replace(demo_snapshot(), headlines=headlines)


@cache
def generous() -> Playbook:
    """The playbook with room for many headlines in a note."""
    news = playbook().news
    assert news is not None
    return replace(playbook(), news=replace(news, most_headlines=TOGETHER, most_words=100_000))


def written(headlines: tuple[Headline, ...]) -> Written:
    """The note of the demo with these headlines."""
    observed = Observed(day_of(headlines), "0" * 64)
    facts = facts_of(observed.snapshot, observed.sha256, Settings())
    return write(facts, observed, generous(), Settings(), ())


@dataclass
class Dom(HTMLParser):
    """A page's elements with the names of their attributes, and what its spans read.

    Args:
        elements: How often each element comes; spans are left out.
        spans: (reference, text) of each span, in order.
        addresses: All values of attributes that a browser would follow.
    """

    elements: Counter[str] = field(default_factory=Counter)
    spans: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    # The parser's own names for what it finds.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        given = dict(attrs)
        self.addresses += [str(given[name]) for name in ("href", "src", "action") if name in given]
        self.inside = tag == "data"
        if self.inside:
            assert set(given) == {"value", "data-fact", "data-format"}
            self.spans.append((str(given["data-fact"]), ""))
        else:
            self.elements[" ".join((tag, *sorted(given)))] += 1

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002, D102
        self.inside = False

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.inside:
            reference, text = self.spans[-1]
            self.spans[-1] = (reference, text + data)

    def handle_comment(self, data: str) -> None:  # noqa: D102
        raise AssertionError(data)


def page_text(note: Written) -> str:
    """The page of a note."""
    return page_of(note.record, note.composition.facts, generous(), note.charts, load_theme(HOUSE))


def dom_of(page: str) -> Dom:
    """A page, parsed."""
    parser = Dom()
    parser.feed(page)
    return parser


@cache
def harmless() -> Counter[str]:
    """The elements of a page with harmless headlines."""
    return dom_of(without_screen_parts(page_text(written(supplied(HARMLESS))))).elements


@cache
def harmless_with_cards() -> frozenset[str]:
    """The kinds of elements of such a page, the cards of its numbers among them."""
    return frozenset(dom_of(page_text(written(supplied(HARMLESS)))).elements)


def assert_literal(note: Written, wanted: Counter[tuple[str, str]]) -> None:
    """The note quotes ``wanted``, (title, publisher), as they are, and is proven."""
    facts = note.composition.facts
    rows = facts["headlines_by_topic"].rows
    assert Counter((str(row["title"]), str(row["publisher"])) for row in rows) == wanted
    titles = [f"“{row['title']}”" for row in rows]
    publishers = [str(row["publisher"]) for row in rows]
    spans = note.record.spans
    read = [unescape_markdown(span.text) for span in spans if span.reference.endswith(".title")]
    assert read == titles
    html = page_text(note)
    page = dom_of(without_screen_parts(html))
    for column, expected in (("title", titles), ("publisher", publishers)):
        found = [text for name, text in page.spans if name.endswith(f"].{column}")]
        assert found == expected
    assert page.elements == harmless()
    assert page.addresses == []
    assert set(dom_of(html).elements) == harmless_with_cards()
    assert [str(item) for item in audit_all(note, html, None)] == []


CORPUS: Final = hostile_headlines()


def test_the_corpus_is_large_and_holds_every_class() -> None:
    assert len(CORPUS) >= 300
    assert len(set(CORPUS)) == len(CORPUS)
    shown = [item for item in CORPUS if is_printed(clean_text(item))]
    assert len(shown) >= 300
    for name, group in FRAGMENTS.items():
        assert set(group) <= set(CORPUS)
        letters = name in UNPRINTABLE or any(is_printed(clean_text(item)) for item in group)
        assert letters, name


def test_what_the_page_has_no_letters_for_is_not_quoted() -> None:
    note = written(supplied([item for name in UNPRINTABLE for item in FRAGMENTS[name]]))
    assert not note.composition.facts["headlines_by_topic"].ok
    assert "letters" in note.note.text.partition("## What the news says")[2][:300]


@pytest.mark.parametrize("start", range(0, len(CORPUS), TOGETHER))
def test_every_headline_is_read_as_it_was_cleaned_and_adds_no_element(start: int) -> None:
    raw = CORPUS[start : start + TOGETHER]
    cleaned = {clean_text(item) for item in raw}
    wanted = Counter((title, WIRE) for title in cleaned if title and is_printed(title))
    assert_literal(written(supplied(raw)), wanted)


@pytest.mark.parametrize("start", range(0, len(hostile_publishers()), TOGETHER))
def test_a_publisher_s_name_is_no_more_than_a_name(start: int) -> None:
    names = hostile_publishers()[start : start + TOGETHER]
    titles = [CORPUS[3 + 7 * place] for place in range(TOGETHER)]
    headlines = supplied(titles, names)
    assert {item.publisher for item in headlines} <= {clean_text(name, 60) for name in names}
    assert_literal(
        written(headlines),
        Counter(
            (item.title, item.publisher)
            for item in headlines
            if is_printed(item.title + item.publisher)
        ),
    )


def test_no_hostile_address_is_kept() -> None:
    titles = [f"{title} {place}" for place, title in enumerate(HOSTILE_ADDRESSES)]
    assert [item.url for item in supplied(titles)] == [None] * len(titles)


def test_a_snapshot_s_file_gives_hostile_headlines_back_as_they_were(tmp_path: Path) -> None:
    headlines = supplied(CORPUS)
    path = tmp_path / "hostile.snapshot.zip"
    save_snapshot(day_of(headlines), path)
    assert load_snapshot(path)[0].headlines == headlines


def squeezed(text: str) -> str:
    """``text`` without white space, ligatures as letters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def reads(pages: Sequence[str], title: str) -> bool:
    """Whether the squeezed pages have ``title``; it may go on at the top of the next page.

    What a page draws comes after its words, so the two parts are looked for page by page.
    """
    return any(title in page for page in pages) or any(
        title[:cut] in page and following.startswith(title[cut:])
        for page, following in pairwise(pages)
        for cut in range(1, len(title))
    )


class Words(HTMLParser):
    """What a mail program shows of an HTML part, and the elements that it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.elements: Counter[str] = Counter()
        self.feed(html)
        self.close()

    # The parser's own names for what it finds.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.elements[" ".join((tag, *sorted(name for name, _ in attrs)))] += 1

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.text += data


@cache
def harmless_mail() -> Counter[str]:
    """The elements of an e-mail with harmless headlines."""
    note = written(supplied(HARMLESS))
    content = mail_of(note, generous(), Settings()).content
    return Words(text_of(content, "html")).elements


@pytest.mark.parametrize("start", range(0, len(CORPUS), TOGETHER))
def test_both_parts_of_an_e_mail_read_every_headline_letter_by_letter(start: int) -> None:
    note = written(supplied(CORPUS[start : start + TOGETHER]))
    mail = mail_of(note, generous(), Settings())
    html = page_of(note.record, note.composition.facts, generous(), note.charts, load_theme(HOUSE))
    assert [str(item) for item in audit_all(note, html, None, mail)] == []
    shown = Words(text_of(mail.content, "html"))
    assert shown.elements == harmless_mail()
    rows = note.composition.facts["headlines_by_topic"].rows
    titles = [f"“{row['title']}”" for row in rows]
    for text in (shown.text, text_of(mail.content, "plain")):
        read = "".join(text.split())
        place = 0
        for title in titles:
            place = read.index("".join(title.split()), place) + 1
    assert mail.content.isascii()


@pytest.mark.parametrize("group", PRINTABLE)
def test_a_pdf_reads_hostile_headlines_letter_by_letter(group: str) -> None:
    headlines = supplied([f"{item} holds" for item in FRAGMENTS[group]])
    observed = Observed(day_of(headlines), "0" * 64)
    with PdfRenderer(seconds=120) as renderer:
        made = draft_note(observed, generous(), Settings(), renderer)
    assert [str(item) for item in made.findings] == []
    content = made.files["article.pdf"]
    pages = [squeezed(page) for page in pdf_pages(content)]
    for headline in headlines:
        if not is_printed(headline.title):
            continue
        assert reads(pages, squeezed(headline.title)), headline.title
    for name in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        assert name not in content
