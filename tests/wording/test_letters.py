"""What is called printed is in every face of the page, and nothing of it is left out."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from generator.narrative.playbook import fonts_folder
from generator.wording.letters import PRINTED, is_printed

HIDDEN = "\u00ad\u200b"
"""In the faces, and without a picture."""


def test_the_printed_characters_are_those_that_every_face_has() -> None:
    faces = [set(TTFont(path).getBestCmap()) for path in fonts_folder().glob("*.woff2")]
    shared = {chr(code) for code in set.intersection(*faces)}
    pictures = {char for char in shared if unicodedata.category(char) != "Mn"} - set(HIDDEN)
    assert pictures == PRINTED


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Größe: 3½ µm, naïve “café” – ‘£5’ €6…", True),
        ("", True),
        ("東京", False),
        ("to the moon 🚀", False),
        ("a\u0323", False),
        ("Erdoğan", False),
        ("a\u202eb", False),
    ],
)
def test_a_text_is_printed_whole_or_not_at_all(text: str, *, printed: bool) -> None:
    assert is_printed(text) is printed
