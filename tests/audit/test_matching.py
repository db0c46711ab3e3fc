"""What two texts have in common: opcodes tile both, and rows of tables cost no time."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from generator.audit.matching import opcodes

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


def test_many_rows_between_two_edits_are_matched_at_once() -> None:
    rows = "".join(f"| row {number} | {number * 7} | {number * 13} |\n" for number in range(600))
    old, new = TOKEN.findall(f"The one.\n{rows}The end."), TOKEN.findall(f"An one.\n{rows}An end.")
    start = time.process_time()
    codes = opcodes(old, new)
    assert time.process_time() - start < 0.5
    assert sum(end - start for tag, start, end, *_ in codes if tag != "equal") == 2
