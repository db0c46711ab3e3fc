"""Pictures of five notes as readers meet them: ``python -m tests.looks docs/images/looks``.

Each note (a rich one, one without quotes, a quiet day, one with every section degraded, the
longest) is drafted from modelled data and shown on one sheet: the page at three widths by day and
at night, the pages of its PDF, and its e-mail with and without pictures. With ``--whole FOLDER``
each picture is kept in full size too. The picture that the README opens with is made beside them.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pypdfium2

from generator.config import Settings
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.pipeline import Draft, Observed, draft_note
from generator.render.pdf import PdfRenderer
from generator.signals.history import History
from tests import variants
from tests.browser import chromium, opened
from tests.replays import demo_note, playbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

    from generator.market.snapshot import Snapshot

WIDTHS: Final = (360, 768, 1280)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PAPERS: Final[tuple[Literal["a4", "letter"], ...]] = ("a4", "letter")
_TALLEST: Final = 1200
"""Pixels of a screen that the sheet shows; the rest of the page looks the same."""
_PAGE_SCALE: Final = 1.3
_QUALITY: Final = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a note."""

    name: str
    content: bytes


def five_days() -> Mapping[str, tuple[Snapshot, History]]:
    """What the five notes are made from."""
    demo = demo_snapshot()
    day = demo.as_of_date
    degraded = variants.dead_quotes(variants.unpublished(variants.last_bars(demo, 3)))
    return {
        "rich": (demo, variants.stored_past(day, sessions=300)),
        "without-quotes": (variants.dead_quotes(demo), History()),
        "quiet": (variants.balanced(variants.with_closes(variants.wave)), History()),
        "degraded": (degraded, History()),
        "longest": (variants.two_series(demo), variants.stored_past(day, sessions=300)),
    }


def pictures(browser: Browser, snapshot: Snapshot, history: History) -> Iterator[Picture]:
    """Every picture of one note."""
    made = _drafted(snapshot, history, "a4")
    yield from _screens(browser, made.files["article.html"])
    for paper in PAPERS:
        again = made if paper == "a4" else _drafted(snapshot, history, paper)
        yield from _pages(browser, again.files["article.pdf"], paper)
    yield from _mails(browser, made.files["article.eml"])


def _drafted(snapshot: Snapshot, history: History, paper: Literal["a4", "letter"]) -> Draft:
    observed = Observed(snapshot, snapshot_digest(snapshot), history)
    with PdfRenderer(seconds=120) as renderer:
        return draft_note(observed, playbook(), Settings(paper=paper), renderer, email=True)


def _screens(browser: Browser, page: bytes) -> Iterator[Picture]:
    for width in WIDTHS:
        for scheme in SCHEMES:
            yield Picture(f"page-{width}-{scheme}", _shot(browser, page, width, scheme))


def _shot(
    browser: Browser, page: bytes, width: int, scheme: Literal["light", "dark"] = "light"
) -> bytes:
    """The whole page as a picture."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(page)
        try:
            shown = context.new_page()
            shown.goto(path.as_uri())
            return shown.screenshot(full_page=True)
        finally:
            context.close()


def _pages(browser: Browser, pdf: bytes, paper: str) -> Iterator[Picture]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            bitmap = document[number].render(scale=_PAGE_SCALE)
            yield Picture(f"pdf-{paper}-{number + 1}", _png(browser, bitmap))
    finally:
        document.close()


def _png(browser: Browser, bitmap: pypdfium2.PdfBitmap) -> bytes:
    """A bitmap as PNG: the browser reads it as a BMP file and takes a picture of it."""
    pixels = bitmap.to_numpy()[:, :, :3]
    height, width = pixels.shape[:2]
    stride = (width * 3 + 3) // 4 * 4
    rows = b"".join(row.tobytes().ljust(stride, b"\0") for row in pixels[::-1])
    head = b"BM" + (54 + len(rows)).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    info = (40).to_bytes(4, "little") + width.to_bytes(4, "little") + height.to_bytes(4, "little")
    info += (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(24)
    address = f"data:image/bmp;base64,{b64encode(head + info + rows).decode()}"
    page = f'<body style="margin:0"><img src="{address}" style="display:block">'
    return _shot(browser, page.encode(), width)


def _mails(browser: Browser, content: bytes) -> Iterator[Picture]:
    message = BytesParser(policy=policy.default).parsebytes(content)
    parts = list(message.walk())
    html = next(part for part in parts if part.get_content_type() == "text/html").get_content()
    shown = html
    for part in parts:
        if part.get_content_type() == "image/png":
            address = f"data:image/png;base64,{b64encode(part.get_content()).decode()}"
            shown = shown.replace(f"cid:{part['Content-ID'].strip('<>')}", address)
    blocked = re.sub(r'src="cid:[^"]*"', 'src="data:,"', html)
    yield Picture("email-with-pictures", _shot(browser, shown.encode(), 640))
    yield Picture("email-without-pictures", _shot(browser, blocked.encode(), 640))


def sheet(browser: Browser, title: str, found: list[Picture]) -> bytes:
    """All pictures of a note on one sheet, as JPEG."""
    figures = "".join(
        f"<figure><img src='data:image/png;base64,{b64encode(item.content).decode()}'>"
        f"<figcaption>{item.name}</figcaption></figure>"
        for item in found
    )
    style = (
        "body{background:#888;font:14px sans-serif;margin:16px}"
        "figure{display:inline-block;margin:6px;vertical-align:top}"
        f"img{{display:block;max-height:{_TALLEST}px;width:240px;object-fit:cover;"
        "object-position:top}figcaption{color:#fff;padding:4px 0}h1{color:#fff;margin:6px}"
    )
    context = browser.new_context(viewport={"width": 1330, "height": 800})
    try:
        page = context.new_page()
        page.set_content(f"<style>{style}</style><h1>{title}</h1>{figures}")
        return page.screenshot(full_page=True, type="jpeg", quality=_QUALITY)
    finally:
        context.close()


def opening(browser: Browser, found: Mapping[str, bytes]) -> bytes:
    """The picture that the README opens with: two pages in print, and a phone at night."""
    one, two = (b64encode(found[f"pdf-a4-{page}"]).decode() for page in (1, 2))
    phone = b64encode(_with_a_card(browser)).decode()
    style = (
        "body{background:#e9e6df;margin:0;padding:34px;display:flex;gap:26px;align-items:flex-start}"
        "img{display:block;box-shadow:0 6px 22px rgb(0 0 0/22%);height:830px;object-fit:cover;"
        "object-position:top}.phone{border:9px solid #111;border-radius:34px}"
    )
    images = (
        f"<img src='data:image/png;base64,{one}'><img src='data:image/png;base64,{two}'>"
        f"<img class=phone src='data:image/png;base64,{phone}'>"
    )
    context = browser.new_context(viewport={"width": 1720, "height": 916})
    try:
        page = context.new_page()
        page.set_content(f"<style>{style}</style>{images}")
        return page.screenshot(type="png")
    finally:
        context.close()


def _with_a_card(browser: Browser) -> bytes:
    """The demo on a phone at night, the proof of its ratio open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(demo_note().page, "utf-8")
        with opened(browser, path, 390, color_scheme="dark") as page:
            page.locator('main a:has([data-fact="put_call_oi_ratio"])').first.click()
            page.wait_for_timeout(400)
            return page.screenshot()


def main() -> None:
    """Make the sheets."""
    parser = argparse.ArgumentParser(prog="python -m tests.looks", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sheets go")
    parser.add_argument("--whole", type=Path, help="where each picture goes in full size")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        demo = demo_snapshot()
        shown = {item.name: item.content for item in pictures(browser, demo, History())}
        (given.folder.parent / "demo-note.png").write_bytes(opening(browser, shown))
        for name, (snapshot, history) in five_days().items():
            found = list(pictures(browser, snapshot, history))
            (given.folder / f"{name}.jpg").write_bytes(sheet(browser, name, found))
            if given.whole is not None:
                given.whole.mkdir(parents=True, exist_ok=True)
                for item in found:
                    (given.whole / f"{name}-{item.name}.png").write_bytes(item.content)


if __name__ == "__main__":
    main()
