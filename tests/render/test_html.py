"""The page: the Markdown's text, character by character, and nothing that was not in it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import RefusedError
from generator.narrative.placed_span import PlacedSpan
from generator.narrative.playbook import playbook_folder
from generator.render.html import Page, to_html
from generator.render.theme import HOUSE, load_theme
from generator.wording.markup import escape_markdown, unescape_markdown
from tests.replays import demo_note

HOSTILE = [
    "2*3*4",
    "- 4% loss",
    "+ 3% gain",
    "* 5",
    "2026. The year",
    "1) first",
    "[x]: http://h.test 'title'",
    "[1.5](2.5)",
    "![a](http://h.test/x.png)",
    "_200_ and **up** and `code`",
    "a | b | c",
    "# heading",
    "> quote",
    "<script>alert(1)</script>",
    "&lt;b&gt; &amp; &#49;00 &frac12;",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "~~1~~ ==2==",
    "C:\\x \\*",
    "---",
    "http://h.test <http://h.test>",
    "{: onclick=x}",
    "a\\",
]


def page() -> Page:
    """A page without charts."""
    facts = demo_note().written.composition.facts
    folder = playbook_folder("options_focus")
    return Page(folder, load_theme(HOUSE), {}, facts, "IWM", "Options Focus")


def body_text(html: str) -> str:
    """The text of the page's main part."""
    main = html.split("<main>")[1].split("</main>", maxsplit=1)[0]
    return unescape(re.sub(r"<[^>]+>", "", main)).strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_of_the_conversion_as_it_went_in(text: str) -> None:
    html = to_html(f"# t\n\n{escape_markdown(text)}\n", (), page())
    assert body_text(html).removeprefix("t").strip() == text
    main = html.split("<main>")[1].split("</main>")[0]
    assert not re.search(r"<(?!/?(?:h1|p)\b)", main)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=60))
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text


def test_each_number_of_the_page_carries_its_fact_and_value() -> None:
    note = demo_note()
    elements = re.findall(
        r'<data value="([^"]*)" data-fact="([^"]+)" data-format="(\w+)">', note.page
    )
    spans = note.written.note.spans
    assert [(fact, name) for _, fact, name in elements] == [
        (span.reference, span.format) for span in spans
    ]
    assert ("249.52", "spot", "price") in elements


def test_the_page_is_one_file_that_asks_for_nothing() -> None:
    html = demo_note().page
    assert len(html.encode()) < 200_000
    assert not re.search(r'(?:src|href)="(?!data:|#)', html)
    assert not re.search(r"url\(\"?(?!\"?data:)", html)
    assert "<script" not in html


def test_a_span_that_the_conversion_would_change_is_refused() -> None:
    text = "# t\n\n2*3*4\n"
    span = PlacedSpan(5, 10, "2*3*4", "spot", "price")
    with pytest.raises(RefusedError, match="conversion_changed_text"):
        to_html(text, (span,), page())


def test_the_templates_hold_no_digit_in_their_prose() -> None:
    folder = playbook_folder("options_focus")
    for path in Path(folder).glob("article.*.j2"):
        text = re.sub(r"<style.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", text, flags=re.DOTALL)
        visible = re.sub(r"<[^>]+>|@font-face[^\n]*", "", text)
        assert not re.search(r"\d", visible.replace("h1", "")), path.name


def table(rows: int) -> str:
    """A captioned table."""
    return "*Levels*\n\n| a | b |\n| --- | --- |\n" + "| x | y |\n" * rows


@pytest.mark.parametrize(("rows", "kinds"), [(8, "scroll"), (9, "scroll long")])
def test_a_table_of_more_than_six_rows_may_go_on_overleaf(rows: int, kinds: str) -> None:
    html = to_html(f"# t\n\n{table(rows)}", (), page())
    assert f'<div class="{kinds}"><table><caption>Levels</caption>' in html
    assert html.count("</table></div>") == 1


def test_the_last_two_words_of_a_headline_share_its_last_line() -> None:
    html = to_html("# Puts lead: two sides, two plans\n\ntext\n", (), page())
    assert "<h1>Puts lead: two sides, two\u00a0plans</h1>" in html
    assert "<title>Puts lead: two sides, two plans</title>" in html


def test_a_number_at_the_end_of_a_headline_stands_beside_the_word_before_it() -> None:
    text = "# IWM at $249.52\n"
    span = PlacedSpan(9, 16, "$249.52", "spot", "price")
    html = to_html(text, (span,), page())
    assert '<h1>IWM at\u00a0<a href="#p1"><data ' in html


def test_the_text_of_a_number_is_not_changed_to_hold_a_headline_together() -> None:
    text = "# A fall of 3.1 points\n"
    span = PlacedSpan(12, 22, "3.1 points", "iv_minus_rv", "points")
    html = to_html(text, (span,), page())
    assert ">3.1 points</data></a></h1>" in html


def test_the_minutes_of_reading_stand_beside_their_number() -> None:
    assert re.search(r"</data></a>\u00a0min\.", demo_note().page)


def test_charts_and_tables_scroll_in_a_frame_of_their_own() -> None:
    html = demo_note().page
    assert len(re.findall(r'<div class="scroll[^"]*" tabindex="0"[^>]*><svg', html)) == html.count(
        "<svg"
    )
    frames = re.findall(r'<div class="scroll(?: long)?"><table>', html)
    assert len(frames) == html.count("<table>")
