"""The Markdown of an issue carries front matter that every YAML reads the same way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from generator.site.front_matter import index_markdown
from generator.site.issues import read_issues
from tests.hostile_headlines import FRAGMENTS
from tests.site.made_up import issue

if TYPE_CHECKING:
    from pathlib import Path

YAML_READS_AS_OTHER = ("no", "ON", "null", "12:30:45", "1e3", "2026-07-01", "a: b", "# x", "'\"\\")


def front_matter(text: str, version: str) -> dict[str, Any]:
    """What a reader of that version of YAML finds before the text."""
    assert text.startswith("---\n")
    reader = YAML(typ="safe", pure=True)
    reader.version = version
    found = reader.load(text.split("---\n", 2)[1])
    assert isinstance(found, dict)
    return found


def test_the_front_matter_says_what_static_site_generators_ask_for(drafted: Path) -> None:
    shown = read_issues(drafted).issues[0]
    text = index_markdown(shown)
    for version in ("1.1", "1.2"):
        found = front_matter(text, version)
        moment = found.pop("date")
        assert isinstance(moment, datetime)
        assert found == {
            "title": shown.title,
            "symbol": "ON",
            "description": shown.summary,
            "tags": ["ON", "options"],
            "draft": False,
            "data_source": "end-of-day chain",
            "as_of": "2026-08-21T16:00:00-04:00",
        }
    assert "\ndate: 2026-08-21T16:00:00-04:00\n" in text


def test_the_text_is_the_notes_own_without_its_first_heading(drafted: Path) -> None:
    shown = read_issues(drafted).issues[0]
    original = (drafted / "2026-08-21" / "ON" / "article.md").read_text("utf-8")
    heading, _, rest = original.partition("\n")
    assert heading == f"# {shown.title}"
    assert index_markdown(shown).endswith(f"---\n\n{rest.lstrip()}")
    assert heading not in index_markdown(shown)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("kind", [*sorted(FRAGMENTS), "yaml"])
def test_any_headline_is_read_back_as_it_is(kind: str, version: str, tmp_path: Path) -> None:
    for text in FRAGMENTS.get(kind, YAML_READS_AS_OTHER):
        shown = issue(tmp_path, text)
        found = front_matter(index_markdown(shown), version)
        assert found["title"] == shown.title
        assert found["description"] == shown.summary
