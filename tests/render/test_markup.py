"""Escaping and marks: what Markdown is given is what it prints, wherever it stands."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.render.html import _convert
from generator.wording.markup import (
    MARK_END,
    MARK_START,
    escape_markdown,
    mark,
    split_marks,
    unescape_markdown,
    without_private_characters,
)

PLACES: Final = {
    "paragraph": ("{}\n", "{}"),
    "inside": ("Lead {} tail\n", "Lead {} tail"),
    "bullet": ("- {}\n", "{}"),
    "second bullet": ("- one\n- {}\n", "one {}"),
    "cell": ("| h |\n| --- |\n| {} |\n", "h {}"),
    "heading": ("# {}\n", "{}"),
    "caption": ("*{}*\n", "{}"),
    "after a paragraph": ("Before.\n\n{}\n\nAfter.\n", "Before. {} After."),
}
_MARKS: Final = "*_`#>-+=|~[](){}<>!&;:.\\/\"'^$%@"
_WORDS: Final = """
1 2. 3) 1\\. a &amp; &#49; &frac12; &frac12 http://h.test www.h.test x@h.test -- --- === ~~~ ``` <b>
</p> <!-- --> ![ ]( {{ }} ** __ [^1]: [x]: {:onclick=x} \u2212 \u201cq\u201d \u65e5\u672c
"""
_PIECES: Final = st.sampled_from(
    [*_MARKS, *_WORDS.split(), "*[HTML]: x", "[x]: http://h 't'", "   "]
)
_HOSTILE: Final = st.lists(_PIECES, min_size=1, max_size=9).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda gap: gap.join(pieces))
)


def visible(markdown: str) -> str:
    """What a reader of the converted text sees, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", _convert(markdown))).split())


@pytest.mark.parametrize("place", PLACES)
@given(_HOSTILE)
@example("=")
@example("2026. The year")
@example("- 4% loss")
def test_hostile_text_is_printed_as_it_was_given(place: str, text: str) -> None:
    """In a paragraph, a bullet, a heading, a cell, a caption, and in the midst of words."""
    folded = " ".join(text.split())
    if not folded:
        return
    markdown, seen = PLACES[place]
    assert visible(markdown.format(escape_markdown(folded))) == seen.format(folded)


@given(_HOSTILE)
def test_unescaping_gives_the_text_back(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text


@given(st.lists(st.tuples(st.text("ab*_1 ", max_size=5), st.text("xy2.,$%", max_size=5))))
def test_marks_keep_the_places_of_their_texts(parts: list[tuple[str, str]]) -> None:
    """Each marked text is found again at its place, in order, and nothing else is left."""
    marked = "".join(plain + mark(number, text) for number, (plain, text) in enumerate(parts))
    plain, places = split_marks(marked)
    assert plain == "".join(before + text for before, text in parts)
    assert [number for _, _, number in places] == list(range(len(parts)))
    assert [plain[start:end] for start, end, _ in places] == [text for _, text in parts]
    assert MARK_START not in plain


def test_text_from_outside_cannot_pass_for_a_mark() -> None:
    forged = f"{MARK_START}\ue01097{MARK_END} and {mark(3, 'x')}"
    assert split_marks(without_private_characters(forged))[1] == []
