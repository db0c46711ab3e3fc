"""What becomes of a page that a renderer is given, and a page by which the next note is told."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from generator.errors import RenderError
from generator.narrative.playbook import fonts_folder
from tests.harmful_pdf import harms
from tests.hostile_fetches import page

if TYPE_CHECKING:
    from generator.render.pdf import PdfRenderer


def fate(renderer: PdfRenderer, html: str, *secrets: str) -> str:
    """The code of a page's refusal, or "pdf" if it became one without ``secrets`` and harms."""
    try:
        made = renderer.render(html)
    except RenderError as refused:
        return refused.code
    assert harms(made.content, *secrets) == [], html[:400]
    return "pdf"


def plain_page() -> str:
    """A page with a face of its own, which a page before it might have spoilt."""
    face = b64encode((fonts_folder() / "source-serif-4-latin-400-normal.woff2").read_bytes())
    source = f'url("data:font/woff2;base64,{face.decode()}")'
    rules = f"@font-face{{font-family:f;src:{source}}}*{{font:16px f}}"
    return page("<h1>Puts</h1><p>2.17 to one</p>", f"<style>{rules}</style>")
