"""The PDF: what it holds, what it never holds, and what a hostile page costs."""

from __future__ import annotations

import getpass
import io
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

import pikepdf
import pytest

from generator.errors import RefusedError, RenderError
from generator.render.pdf import PdfRenderer
from tests.replays import demo_note

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_FONTS = ("Source-Serif-4", "Source-Sans-3")


@pytest.fixture(scope="module")
def renderer() -> Iterator[PdfRenderer]:
    """One worker for all tests of this file, as a batch would have."""
    with PdfRenderer(seconds=20) as made:
        yield made


@pytest.fixture(scope="module")
def content(renderer: PdfRenderer) -> bytes:
    """The demo's PDF."""
    pdf = renderer.render(demo_note().page)
    assert pdf.warnings == ()
    return pdf.content


def next_note_is_unharmed(renderer: PdfRenderer) -> bool:
    """Whether a plain page still renders."""
    return renderer.render("<!DOCTYPE html><title>t</title><p>7</p>").content.startswith(b"%PDF")


def test_the_same_page_gives_the_same_bytes_in_another_worker(content: bytes) -> None:
    with PdfRenderer(seconds=60) as other:
        assert other.render(demo_note().page).content == content


def test_the_pdf_is_tagged_and_has_language_title_and_a_figure_with_its_alternative(
    content: bytes,
) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-US"
        assert "2.17 IWM puts" in str(document.docinfo["/Title"])
        assert len(document.Root.Outlines.keys()) > 0
        kinds = list(_structure(document.Root.StructTreeRoot))
    figures = [alternative for kind, alternative in kinds if kind == "/Figure"]
    assert len(figures) == 5
    assert all(figures)
    assert [kind for kind, _ in kinds].count("/H1") == 1
    assert "/TH" in {kind for kind, _ in kinds}


def _structure(node: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), str(node.get("/Alt", ""))
        children = node.get("/K")
        if isinstance(children, pikepdf.Array):
            for child in children.as_list():
                yield from _structure(child)
        elif isinstance(children, pikepdf.Dictionary):
            yield from _structure(children)


def test_only_our_own_fonts_are_in_the_pdf(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        names = {
            str(item.FontName)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    assert names
    for name in names:
        assert name.partition("+")[2].startswith(OWN_FONTS), name


def test_the_pdf_has_no_active_content_no_attachment_and_no_name_of_this_machine(
    content: bytes,
) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        keys = {
            str(key)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary)
            for key in item
        }
    assert not keys & {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/SubmitForm", "/URI"}
    for secret in (getpass.getuser(), socket.gethostname()):
        if len(secret) > 4:
            assert secret.encode() not in content
    assert content.rstrip().endswith(b"%%EOF")


def fate(renderer: PdfRenderer, html: str) -> str:
    """The code of the refusal of a page, "warned", or "clean"."""
    try:
        pdf = renderer.render(html)
    except RenderError as refused:
        return refused.code
    return "warned" if pdf.warnings else "clean"


@pytest.mark.parametrize(
    "page",
    [
        '<img src="file:///etc/hostname">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
        '<style>@import url("http://127.0.0.1:{port}/x.css");</style>',
        '<img src="http://127.0.0.1:{port}/x.png">',
        '<object data="http://127.0.0.1:{port}/x"></object>',
        '<style>p{{background:url("http://127.0.0.1:{port}/x.png")}}</style><p>x</p>',
        '<style>@font-face{{font-family:x;src:url("http://127.0.0.1:{port}/f")}}</style><p>x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:{port}/x"/></svg>',
    ],
)
def test_a_page_that_fetches_is_refused_or_marked_and_nothing_is_contacted(
    page: str, renderer: PdfRenderer
) -> None:
    with Canary() as hits:
        html = f"<!DOCTYPE html><body>{page.format(port=hits.port)}</body>"
        outcome = fate(renderer, html)
    # An SVG image is left out with a warning, which fails the audit of a note.
    assert outcome in {"fetch_refused", "render_failed", "warned"}
    assert hits.count == 0
    assert next_note_is_unharmed(renderer)


class Canary:
    """A server on loopback that counts who comes."""

    def __init__(self) -> None:
        self.count = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.2)
        self.port: int = self._server.getsockname()[1]
        self._open = True

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join()
        self._server.close()

    def _listen(self) -> None:
        while self._open:
            try:
                connection, _ = self._server.accept()
            except TimeoutError:
                continue
            connection.close()
            self.count += 1


def nested_use(levels: int) -> str:
    """An SVG that draws ten times itself at each level."""
    groups = '<g id="l0"><rect width="1" height="1"/></g>'
    for level in range(1, levels + 1):
        uses = f'<use href="#l{level - 1}"/>' * 10
        groups += f'<g id="l{level}">{uses}</g>'
    svg = f'<defs>{groups}</defs><use href="#l{levels}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>'


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        (nested_use(7), {"render_timeout", "render_memory", "render_failed"}),
        (
            '<table><tr><td colspan="1000000">x</td></tr></table>',
            {"too_wide"},
        ),
        ('<p style="font-size:1e9px">x</p>', {"render_failed", "render_timeout"}),
        ("<div>" * 150 + "x" + "</div>" * 150, {"too_deep"}),
    ],
    ids=["nested use", "colspan", "huge font", "deep nesting"],
)
def test_a_page_that_would_hang_or_crash_is_refused_with_a_code_in_bounded_time(
    page: str, codes: set[str]
) -> None:
    with PdfRenderer(seconds=6) as impatient:
        start = time.monotonic()
        with pytest.raises(RefusedError) as refused:
            impatient.render(f"<!DOCTYPE html><body>{page}</body>")
        assert refused.value.code in codes
        assert time.monotonic() - start < 30
        impatient.seconds = 60
        assert next_note_is_unharmed(impatient)


def test_a_worker_that_dies_costs_one_note_and_the_next_gets_a_new_worker() -> None:
    with PdfRenderer(seconds=60) as renderer:
        assert next_note_is_unharmed(renderer)
        worker = renderer._worker
        assert worker is not None
        worker.kill()
        worker.wait()
        assert next_note_is_unharmed(renderer)
        assert renderer._worker is not worker


def test_a_worker_killed_in_the_middle_of_a_page_is_a_coded_refusal() -> None:
    with PdfRenderer(seconds=60) as renderer:
        assert next_note_is_unharmed(renderer)
        worker = renderer._worker
        assert worker is not None
        timer = threading.Timer(0.5, worker.kill)
        timer.start()
        with pytest.raises(RenderError) as refused:
            renderer.render(f"<!DOCTYPE html><body>{nested_use(7)}</body>")
        timer.join()
        assert refused.value.code == "render_crash"
        assert next_note_is_unharmed(renderer)
