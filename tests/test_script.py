"""The vendored script is the file its page says, with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "templates" / "assets" / "script"


def test_every_vendored_script_is_the_file_its_page_names() -> None:
    page = (SCRIPT / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([^`]+\.js)` .*`([0-9a-f]{64})` \|$", page, re.MULTILINE))
    there = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in SCRIPT.glob("*.min.js")
    }
    assert named
    assert named == there


def test_the_script_s_licence_stands_beside_it() -> None:
    licence = (SCRIPT / "htmx-LICENSE").read_text(encoding="utf-8")
    assert "Zero-Clause BSD" in licence
