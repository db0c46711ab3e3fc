"""What a page says of itself: its title, its headings, its typefaces, and nothing of its charts."""

from __future__ import annotations

from generator.audit.page_outline import page_outline
from tests.replays import demo_note


def test_the_outline_of_the_demo_is_its_headline_its_sections_and_its_typefaces() -> None:
    outline = page_outline(demo_note().page)
    assert outline.title.startswith("2.17 IWM puts open per call")
    level, text = outline.headings[0]
    assert (level, text.replace("\u00a0", " ")) == (1, outline.title)
    assert outline.headings[-1] == (2, "Method and disclosure")
    assert outline.levels == (1,) + (2,) * (len(outline.headings) - 1)
    assert outline.families == {"Source Serif 4", "Source Sans 3"}


def test_the_title_of_a_chart_is_no_title_of_the_page() -> None:
    outline = page_outline("<svg><title>chart</title></svg><title>page</title>")
    assert outline.title == "page"
    assert page_outline("<svg><title>chart</title></svg>").title == ""


def test_a_heading_is_read_with_what_is_in_it_and_words_of_a_style_are_none() -> None:
    outline = page_outline("<style>/* <h1>x</h1> */</style><h1>a <b>b</b> &amp; c</h1><H2>d</H2>")
    assert outline.headings == ((1, "a b & c"), (2, "d"))


def test_families_are_those_that_the_style_brings_however_they_are_quoted() -> None:
    style = """
    @font-face { font-family: "One Two"; src: url(x) }
    @font-face{src:url(x);font-family:'Three'}
    @font-face { font-family: Four }
    body { font-family: Georgia, serif }
    """
    assert page_outline(f"<style>{style}</style>").families == {"One Two", "Three", "Four"}
