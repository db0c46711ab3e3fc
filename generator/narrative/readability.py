"""How hard a text is to read: its sentences, its words, their syllables, the grade they give."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_END: Final = re.compile(
    "[.!?]+[)\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\"']*(?=\\s|\\Z)"
)
_NO_END: Final = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|St|No|vs|Inc|Corp|Co|Ltd"
    r"|U\.S|approx|e\.g|i\.e|cf|[A-Z])|\b[ap]\.m)\.\Z"
)
"""Ends that are abbreviations; where a sentence really ends with one, two are counted as one."""
_STARTS: Final = re.compile(r"\s+[\W_]*(?:[A-Z]|\d)")
_ZONE: Final = re.compile(r"\s+(?:E[SD]?T|UTC|GMT)\b")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_TWO_IN_ONE_GROUP: Final = re.compile(
    r"(?<![ctsgx])i[aou](?<![ln]io)|tios?\Z|(?<![ctsgx])ien|iet|ie(?:r|st)\Z"  # me-di-um, cli-ent
    r"|(?<![qg])ua|(?<!q)uen|(?:id|ar)ea|crea|eo|oyee|[aeiouy]ing"  # usu-al, ide-a, try-ing
)
_SILENT: Final = re.compile(
    r"(?:[^aeiouyl]|[aeiouy]l)(?:e|e(?:ly|ment|ments|ful|less))\Z"  # price, whole, likely
    r"|(?:[^aeiouycgsxzhl]|[aeiouy]l|[^cs]h)es\Z"  # strikes, not prices or watches
    r"|(?:[^aeiouytdl]|[aeiouy]l)ed\Z"  # priced, not traded or handled
)
_IRREGULAR: Final = {
    "business": 2, "every": 2, "people": 2, "friend": 1, "science": 2, "somewhere": 2,
    "sometimes": 2, "something": 2, "themselves": 2, "therefore": 2, "evidence": 3, "average": 3,
    "one": 1, "ones": 1, "once": 1, "the": 1, "real": 2, "league": 1, "tongue": 1, "moment": 2,
    "moments": 2, "element": 3, "elements": 3, "sometime": 2, "whose": 1,
}  # fmt: skip
"""Frequent words that the rules would count wrongly, or nearly."""
_LETTERS_OF_ABBREVIATION: Final = re.compile(r"[A-Z]{2,5}s?\Z")


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph.

    A full stop after an abbreviation ("Jan.", "p.m.", "vs.", an initial) ends none, nor does one
    inside a number or before a small letter.
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        if _goes_on(paragraph, start, end):
            continue
        found.append(paragraph[start : end.end()].strip())
        start = end.end()
    rest = paragraph[start:].strip()
    return [*found, rest] if rest else found


def _goes_on(paragraph: str, start: int, end: re.Match[str]) -> bool:
    if end.end() == len(paragraph):
        return False
    before, after = paragraph[start : end.end()], paragraph[end.end() :]
    return (
        _NO_END.search(before) is not None
        or _STARTS.match(after) is None
        or _ZONE.match(after) is not None
    )


def words(text: str) -> list[str]:
    """What stands between white space and holds a letter or a digit."""
    return [word for word in text.split() if any(char.isalnum() for char in word)]


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """The syllables of an English word, by its groups of vowels; a figure counts as one.

    Abbreviations in capitals count a syllable a letter, words with a hyphen the sum of their
    parts.
    """
    own = word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").partition("'")[0]
    return max(1, sum(_syllables_of_part(part) for part in _LETTERS.findall(own)))


def _syllables_of_part(part: str) -> int:
    if _LETTERS_OF_ABBREVIATION.match(part):
        return len(part.rstrip("s"))
    lower = part.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    groups = len(_VOWELS.findall(lower)) + len(_TWO_IN_ONE_GROUP.findall(lower))
    return max(1, groups - len(_SILENT.findall(lower)))


def grade(paragraphs: Sequence[str]) -> float:
    """The Flesch-Kincaid grade of a text; 0 for one without words.

    Kincaid and others, "Derivation of new readability formulas", 1975. Figures belong to the
    length of a sentence, not to the syllables of its words: read aloud, "14,121" has ten, and a
    text with many would be graded by its numbers.
    """
    all_sentences = [sentence for text in paragraphs for sentence in sentences(text)]
    all_words = [word for sentence in all_sentences for word in words(sentence)]
    if not all_words:
        return 0.0
    spoken = [word for word in all_words if not any(char.isdigit() for char in word)]
    total = sum(syllables(word) for word in spoken)
    return 0.39 * len(all_words) / len(all_sentences) + 11.8 * total / max(1, len(spoken)) - 15.59
