"""The fonts are the files their page says, each with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

FONTS = Path(__file__).resolve().parents[1] / "templates" / "assets" / "fonts"


def test_every_face_is_the_file_its_page_names() -> None:
    page = (FONTS / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([^`]+\.woff2)` .*`([0-9a-f]{64})` \|$", page, re.MULTILINE))
    there = {
        face.name: hashlib.sha256(face.read_bytes()).hexdigest() for face in FONTS.glob("*.woff2")
    }
    assert named
    assert named == there


def test_every_family_has_its_licence() -> None:
    families = {face.name.split("-latin-")[0] for face in FONTS.glob("*.woff2")}
    assert families
    for family in families:
        licence = (FONTS / f"{family}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
