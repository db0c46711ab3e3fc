"""A theme's files change looks: they write no word, hide none, and fetch nothing."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest

from generator.errors import InputError, ThemeError
from generator.render.theme_files import MOST_LOGO_BYTES, read_logo, read_style

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """
h1 { letter-spacing: 0.01em; color: var(--accent) }
@media print { h2 { break-before: auto; } p > a:hover { color: red } }
.masthead { background: url("data:image/png;base64,AAAA") }
"""


def style_in(folder: Path, text: str) -> Path:
    """A style sheet."""
    path = folder / "theme.css"
    path.write_text(text, "utf-8")
    return path


def test_a_style_that_only_styles_is_taken_as_it_is(tmp_path: Path) -> None:
    assert read_style(style_in(tmp_path, SOUND)) == SOUND
    assert read_style(tmp_path / "none.css") == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('p::after { content: " $999.99" }', r"theme\.css:1:12: content writes words"),
        ("@media screen { li::before { CONTENT: attr(x) } }", "content writes words"),
        ("p { counter-increment: a 7 }", "counter-increment writes words"),
        ("\n\np { display: none }", r"theme\.css:3:5: display: none hides"),
        ("p { visibility: hidden !important }", "visibility: hidden hides"),
        ("p { color: red; & a { display: none } }", "display: none hides"),
        ("html { background: url(https://example.org/x.png) }", "would be fetched"),
        ("html { background: url( 'x.png' ) }", "would be fetched"),
        ('html { background: image-set("x.png" 1x) }', "would be fetched"),
        ("html { --a: url(//h.test/x) }", "would be fetched"),
        ('@import "x.css";', "@import is not for a theme"),
        ("@font-face { font-family: x }", "@font-face is not for a theme"),
        ("</style><script>", "holds a tag"),
        ("/* <aside> */", "holds a tag"),
    ],
)
def test_a_style_that_writes_hides_or_fetches_is_refused_at_its_line(
    text: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ThemeError, match=problem):
        read_style(style_in(tmp_path, text))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def logo_in(folder: Path, name: str, content: bytes) -> Path:
    """A logo."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_logo_of_shapes_is_taken_byte_by_byte(tmp_path: Path) -> None:
    content = SVG.format('<g><path d="M0 0h9v9z" fill="url(#a)"/></g>').encode()
    address = read_logo(logo_in(tmp_path, "a.svg", content))
    assert b64decode(address.removeprefix("data:image/svg+xml;base64,")) == content


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<text>IWM $999.99</text>", "turn letters into outlines"),
        ("<script>alert(1)</script>", "holds <script>"),
        ('<image href="https://h.test/x.png"/>', "holds <image>"),
        ('<use href="https://h.test/x.svg#a"/>', "runs or fetches"),
        ('<path d="M0 0" onload="alert(1)"/>', "runs or fetches"),
        ('<path d="M0 0" style="fill:url(https://h.test/x)"/>', "runs or fetches"),
        ("<style>path { fill: red }</style>", "holds <style>"),
        ("<foreignObject/>", "holds <foreignObject>"),
        ("", "an empty one"),
        ("<path", "is no XML"),
    ],
)
def test_a_logo_that_speaks_runs_or_fetches_is_refused(
    inside: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ThemeError, match=problem):
        read_logo(logo_in(tmp_path, "a.svg", SVG.format(inside).encode()))


def test_entities_a_false_png_and_a_large_file_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'
    with pytest.raises(ThemeError, match="DOCTYPE or an entity"):
        read_logo(logo_in(tmp_path, "a.svg", bomb))
    with pytest.raises(ThemeError, match="is no PNG file"):
        read_logo(logo_in(tmp_path, "a.png", b"GIF89a"))
    with pytest.raises(InputError, match="larger than 40 KB"):
        read_logo(logo_in(tmp_path, "b.png", bytes(MOST_LOGO_BYTES + 1)))
    with pytest.raises(ThemeError, match="an SVG or a PNG file"):
        read_logo(logo_in(tmp_path, "a.gif", b"GIF89a"))
