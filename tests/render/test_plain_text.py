"""The text part: readable lines, tables in columns or named cell by cell, and no word lost."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from generator.render.email_page import plain_body
from generator.render.plain_text import COLUMNS, to_plain_text
from tests.replays import demo_note


def demo_text() -> str:
    """The text part of the demo's note."""
    note = demo_note()
    record = note.written.record
    return to_plain_text(plain_body(record.markdown, record.spans, note.written.composition.facts))


def table(heads: list[str], *rows: list[str], numbers: int = 0) -> str:
    """A table whose last columns are numbers."""
    kinds = ["", *([' class="number"'] * numbers)][-len(heads) :] if numbers else []
    kinds = [""] * (len(heads) - len(kinds)) + kinds
    head = "".join(f"<th{kind}>{text}</th>" for kind, text in zip(kinds, heads, strict=True))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table><caption>Levels</caption>\n<tr>{head}</tr>\n{body}</table>"


def test_headings_have_a_rule_and_bullets_hang() -> None:
    bullet = "word " * 20
    body = f"<h1>Puts lead</h1>\n<h2>Why</h2>\n<ul>\n<li>{bullet}</li>\n<li>two</li>\n</ul>"
    assert to_plain_text(body).split("\n") == [
        "Puts lead",
        "═════════",
        "",
        "Why",
        "───",
        "",
        "• " + " ".join(["word"] * 15),
        "  " + " ".join(["word"] * 5),
        "• two",
        "",
    ]


def test_a_small_table_stands_in_columns_with_its_numbers_to_the_right() -> None:
    body = table(["Level", "Price"], ["call wall", "$260.00"], ["low", "$9.50"], numbers=1)
    assert to_plain_text(body).split("\n") == [
        "Levels",
        "",
        "Level        Price",
        "─────────  ───────",
        "call wall  $260.00",
        "low          $9.50",
        "",
    ]


def test_heads_that_are_longer_than_their_cells_take_several_lines() -> None:
    text = to_plain_text(table(["Model-implied chance of it", "b"], ["37%", "c"]))
    assert text.split("\n")[2:7] == [
        "Model-implied  b",
        "chance of it",
        "─────────────  ─",
        "37%            c",
        "",
    ]


def test_a_wide_table_names_each_cell_by_its_head() -> None:
    heads, row = ["Name", *"abcd"], ["spread", *["x" * 25] * 4]
    lines = to_plain_text(table(heads, row)).split("\n")
    assert lines[2] == "spread"
    joined = " ".join(lines[3:]).split()
    assert " ".join(joined) == "; ".join(f"{head}: {'x' * 25}" for head in "abcd")
    assert all(line.startswith("  ") for line in lines[3:-1])


def test_a_chart_is_its_caption_and_no_image_syntax_is_left() -> None:
    text = demo_text()
    assert "Chart: Open interest by strike, IWM" in text
    assert not re.search(r"!\[|\]\(|svg|<|&[a-z#]", text)


def test_no_line_is_longer_than_a_terminal() -> None:
    assert max(map(len, demo_text().split("\n"))) <= COLUMNS


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=200))
def test_a_paragraph_loses_no_character(text: str) -> None:
    found = to_plain_text(f"<p>{escape(text)}</p>")
    assert "".join(found.split()) == "".join(text.split())


def test_words_of_nested_elements_are_kept_in_order() -> None:
    body = (
        "<blockquote>\n<p>one <em>two</em></p>\n</blockquote>\n"
        "<ol>\n<li><p>three</p>\n<ul>\n<li>four</li>\n</ul></li>\n</ol>\n<p>five</p>"
    )
    assert to_plain_text(body).split() == ["one", "two", "•", "three", "•", "four", "five"]
