"""What two texts have in common: opcodes tile both, and rows of tables are set aside."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from generator.audit import matching
from generator.audit.matching import opcodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LINES = st.lists(
    st.sampled_from(
        [
            "| a | 1 |\n",
            "| b | 2 |\n",
            "| c | 3 |\n",
            "| a | 1 |\n",
            "Words here.\n",
            "\n",
            "More.\n",
        ]
    ),
    max_size=9,
)


@given(before=LINES, after=LINES, by_sentences=st.booleans())
def test_opcodes_tile_both_texts_and_equal_parts_are_equal(
    before: list[str], after: list[str], *, by_sentences: bool
) -> None:
    old, new = TOKEN.findall("".join(before)), TOKEN.findall("".join(after))
    place = new_place = 0
    rebuilt: list[str] = []
    for tag, start, end, new_start, new_end in opcodes(old, new, by_sentences=by_sentences):
        assert (start, new_start) == (place, new_place)
        place, new_place = end, new_end
        if tag == "equal":
            assert old[start:end] == new[new_start:new_end]
        rebuilt += new[new_start:new_end]
    assert (place, new_place) == (len(old), len(new))
    assert rebuilt == new


def test_many_rows_between_two_edits_are_never_given_to_the_matcher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its time grows with the square of what it is given, which are the edited lines alone."""
    given: list[int] = []

    class Counted(SequenceMatcher[str]):
        def set_seqs(self, a: Sequence[str], b: Sequence[str]) -> None:
            given.append(len(a) * len(b))
            super().set_seqs(a, b)

    monkeypatch.setattr(matching, "SequenceMatcher", Counted)
    rows = "".join(f"| row {number} | {number * 7} | {number * 13} |\n" for number in range(600))
    old, new = TOKEN.findall(f"The one.\n{rows}The end."), TOKEN.findall(f"An one.\n{rows}An end.")
    codes = opcodes(old, new)
    assert given
    assert max(given) < 100
    assert sum(end - start for tag, start, end, *_ in codes if tag != "equal") == 2
