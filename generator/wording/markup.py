"""Markdown that prints what was meant: escaping, and the marks that carry spans through it.

Markdown changes numbers ("2*3*4" becomes 234, "2026. The year" a list), so every character that
it could take as markup is escaped. While a note is converted, a span travels between two
private-use characters with its number in private-use digits; outside text never holds these.
"""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_LIST_START: Final = re.compile(r"^(\s*)([-+])|^(\s*\d+)([.)])(?=\s|$)")
_UNESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]<>#|~+.)-])")

MARK_START: Final = "\ue000"
MARK_END: Final = "\ue001"
_DIGIT_ZERO: Final = 0xE010
_MARK: Final = re.compile(f"{MARK_START}([\ue010-\ue019]+)(.*?){MARK_END}", re.DOTALL)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")


def escape_markdown(text: str) -> str:
    """``text`` so that Markdown prints it character by character.

    Angle brackets and ampersands become entities, because Markdown has no escape for them.
    """
    escaped = _ENTITY.sub("&amp;", text)
    escaped = _SPECIAL.sub(r"\\\1", escaped).replace(r"\<", "&lt;").replace(r"\>", "&gt;")
    escaped = escaped.replace(r"\~", "~")
    return _LIST_START.sub(r"\1\3\\\2\4", escaped)


def unescape_markdown(text: str) -> str:
    """The text that `escape_markdown` made ``text`` from."""
    plain = _UNESCAPE.sub(r"\1", text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mark(number: int, text: str) -> str:
    """``text`` as span ``number``, for the way through a template or a conversion."""
    digits = "".join(chr(_DIGIT_ZERO + int(digit)) for digit in str(number))
    return f"{MARK_START}{digits}{text}{MARK_END}"


def split_marks(text: str) -> tuple[str, list[tuple[int, int, int]]]:
    """``text`` without marks, and (start, end, number) of each span in it, in order."""
    plain: list[str] = []
    places: list[tuple[int, int, int]] = []
    length = position = 0
    for match in _MARK.finditer(text):
        plain.append(text[position : match.start()])
        length += match.start() - position
        number = mark_number(match)
        places.append((length, length + len(match[2]), number))
        plain.append(match[2])
        length += len(match[2])
        position = match.end()
    plain.append(text[position:])
    return "".join(plain), places


def mark_number(match: re.Match[str]) -> int:
    """The number of the mark that `MARK` matched."""
    return int("".join(str(ord(char) - _DIGIT_ZERO) for char in match[1]))


def without_private_characters(text: str) -> str:
    """``text`` from outside, without characters that could pass for a mark."""
    return _PRIVATE.sub("", text)


MARK: Final = _MARK
