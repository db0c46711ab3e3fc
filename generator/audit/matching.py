"""What two sequences have in common, in order."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SENTENCE_ENDS: Final = frozenset(".!?")

Opcode = tuple[str, int, int, int, int]


def opcodes(old: Sequence[str], new: Sequence[str], *, by_sentences: bool = False) -> list[Opcode]:
    """How ``old`` becomes ``new``, as `difflib.SequenceMatcher.get_opcodes` puts it.

    What both begin and end with is set aside first, and so are rows of tables that stand once in
    both: an edit is mostly small, and the matcher's time grows with the square of what it is given,
    above all with that of the bars between cells.

    Args:
        old: Tokens before.
        new: Tokens after.
        by_sentences: Cut what is set aside at the ends of lines and sentences, so that of two
            sentences that begin or end alike the right one is missed.
    """
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    while by_sentences and head and not _ends_sentence(old, head):
        head -= 1
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    while by_sentences and tail and not _ends_sentence(old, len(old) - tail):
        tail -= 1
    old_end, new_end = len(old) - tail, len(new) - tail
    codes: list[Opcode] = [("equal", 0, head, 0, head)]
    codes += [
        (tag, start + head, end + head, new_start + head, stop + head)
        for tag, start, end, new_start, stop in _between(old[head:old_end], new[head:new_end])
    ]
    codes.append(("equal", old_end, len(old), new_end, len(new)))
    return [code for code in codes if code[1] != code[2] or code[3] != code[4]]


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """The opcodes of what is left, row of a table by row of a table."""
    rows = [(0, 0, 0), *_common_rows(old, new), (len(old), len(new), 0)]
    for (start, new_start, length), (end, new_end, _) in pairwise(rows):
        if length:
            yield "equal", start, start + length, new_start, new_start + length
        first, second = start + length, new_start + length
        parts = SequenceMatcher(str.isspace, old[first:end], new[second:new_end], autojunk=False)
        for tag, at, to, new_at, new_to in parts.get_opcodes():
            yield tag, at + first, to + first, new_at + second, new_to + second


def _common_rows(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Rows of tables that stand once in both, in the order of both: their places and lengths."""
    places, new_places = _rows(old), _rows(new)
    before = -1
    for row, place in places.items():
        at = new_places.get(row)
        if at is not None and at > before:
            before = at
            yield place, at, len(row)


def _rows(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The rows of tables that stand once, by their tokens, with their places."""
    ends = [at + 1 for at, token in enumerate(tokens) if "\n" in token]
    lines = [
        (start, tuple(tokens[start:end]))
        for start, end in pairwise([0, *ends])
        if tokens[start] == "|"
    ]
    counts = Counter(line for _, line in lines)
    return {line: start for start, line in lines if counts[line] == 1}


def _ends_sentence(tokens: Sequence[str], at: int) -> bool:
    """Whether a line or a sentence ends right before the token ``at``."""
    before = tokens[at - 1] if at else "\n"
    return "\n" in before or (before.isspace() and at > 1 and tokens[at - 2] in _SENTENCE_ENDS)
