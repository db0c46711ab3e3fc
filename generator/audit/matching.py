"""What two sequences have in common, in order."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SENTENCE_ENDS: Final = frozenset(".!?")

Opcode = tuple[str, int, int, int, int]


def opcodes(old: Sequence[str], new: Sequence[str], *, by_sentences: bool = False) -> list[Opcode]:
    """How ``old`` becomes ``new``, as `difflib.SequenceMatcher.get_opcodes` puts it.

    What both begin and end with is set aside first: an edit is mostly small, and the matcher's
    time grows with the square of what it is given.

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
    between = SequenceMatcher(str.isspace, old[head:old_end], new[head:new_end], autojunk=False)
    codes: list[Opcode] = [("equal", 0, head, 0, head)]
    codes += [
        (tag, start + head, end + head, new_start + head, stop + head)
        for tag, start, end, new_start, stop in between.get_opcodes()
    ]
    codes.append(("equal", old_end, len(old), new_end, len(new)))
    return [code for code in codes if code[1] != code[2] or code[3] != code[4]]


def _ends_sentence(tokens: Sequence[str], at: int) -> bool:
    """Whether a line or a sentence ends right before the token ``at``."""
    before = tokens[at - 1] if at else "\n"
    return "\n" in before or (before.isspace() and at > 1 and tokens[at - 2] in _SENTENCE_ENDS)
