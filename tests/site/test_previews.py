"""A link to an issue shows its headline and a chart, and the page says where it is at home."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.render.preview import HEIGHT, WIDTH, Preview, draw_preview
from generator.render.theme import HOUSE, load_theme
from generator.site.issues import read_issues
from generator.site.writing import Site, write_site
from tests.site.made_up import ADDRESS

if TYPE_CHECKING:
    from pathlib import Path

SIZE = slice(16, 24)
"""Where a PNG says how wide and high it is."""


@pytest.fixture(scope="module")
def built(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an address."""
    out = tmp_path_factory.mktemp("site") / "www"
    issues = read_issues(drafted, include_modelled=True).issues
    write_site(issues, out, Site("Morning notes", load_theme(HOUSE), ADDRESS))
    return out


def test_every_page_of_an_issue_names_its_address_and_its_picture(built: Path) -> None:
    pages = sorted(built.glob("*/*/article.html"))
    assert pages
    for path in pages:
        head = path.read_text("utf-8").split("</head>")[0]
        place = path.parent.relative_to(built).as_posix().replace("%", "%25")
        assert f'<link rel="canonical" href="{ADDRESS.base}{place}/article.html">' in head
        assert f'<meta property="og:image" content="{ADDRESS.base}{place}/preview.png">' in head
        title = re.search(r"<title>(.*?)</title>", head)
        assert title is not None
        assert f'<meta property="og:image:alt" content="{title[1]}">' in head


def test_the_picture_has_the_size_that_the_page_says(built: Path) -> None:
    for path in built.glob("*/*/preview.png"):
        size = path.read_bytes()[SIZE]
        assert int.from_bytes(size[:4], "big") == WIDTH
        assert int.from_bytes(size[4:], "big") == HEIGHT


PREVIEW = Preview("2.17 IWM puts open per call", "Morning notes", "Dec. 29, 2025")


@pytest.mark.parametrize("part", ["title", "rubric", "date"])
def test_every_word_of_it_is_drawn(part: str) -> None:
    theme = load_theme(HOUSE)
    without = draw_preview(replace(PREVIEW, **{part: ""}), theme)
    assert draw_preview(PREVIEW, theme) != without


def test_a_headline_of_any_length_and_any_characters_is_drawn() -> None:
    theme = load_theme(HOUSE)
    for title in ("", "word " * 80, "W" * 300, "<svg>&\"' \N{GREEK SMALL LETTER ALPHA}"):
        assert draw_preview(replace(PREVIEW, title=title), theme).startswith(b"\x89PNG")
