"""The picture that networks show beside a link to an issue, and what its page says of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from generator.files import read_text
from generator.render.preview import HEIGHT, WIDTH, Preview, draw_preview
from generator.site.issues import PAGE
from generator.wording.dates import full_date

if TYPE_CHECKING:
    from generator.render.theme import Theme
    from generator.site.address import Address
    from generator.site.issues import Issue

PREVIEW: Final = "preview.png"
_FIRST: Final = "charts/open_interest_by_strike.svg"
_END_OF_HEAD: Final = "</head>"


def preview_of(issue: Issue, title: str, theme: Theme) -> bytes:
    """The picture of an issue: its headline, and the first of its charts.

    Args:
        issue: The issue, which is proven.
        title: Of the site.
        theme: Inks, faces and masthead.
    """
    charts = [name for name in issue.files if name.endswith(".svg")]
    chart = _FIRST if _FIRST in charts else next(iter(charts), None)
    drawing = None if chart is None else read_text(issue.folder / chart)
    return draw_preview(Preview(issue.title, title, full_date(issue.day), drawing), theme)


def with_preview(page: str, issue: Issue, address: Address) -> str:
    """The page of an issue whose head names its own address and its picture; both are absolute."""
    here = address.absolute(f"{issue.place}/{PAGE}")
    picture = address.absolute(f"{issue.place}/{PREVIEW}")
    head = (
        f'<link rel="canonical" href="{escape(here)}">\n'
        f'<meta property="og:url" content="{escape(here)}">\n'
        f'<meta property="og:image" content="{escape(picture)}">\n'
        f'<meta property="og:image:width" content="{WIDTH}">\n'
        f'<meta property="og:image:height" content="{HEIGHT}">\n'
        f'<meta property="og:image:alt" content="{escape(issue.title)}">\n'
        '<meta name="twitter:card" content="summary_large_image">\n'
    )
    return page.replace(_END_OF_HEAD, head + _END_OF_HEAD, 1)
