"""A page that wants too much ends in a harmless PDF or a coded refusal; the next is unharmed."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.errors import RenderError
from generator.render.pdf import PdfRenderer
from tests.fates import fate, plain_page
from tests.hostile_fetches import page
from tests.hostile_loads import LOADS, nested_use
from tests.replays import demo_note

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY: Final = 700 * 1024 * 1024
SECONDS: Final = 8
CODES: Final = {
    "pdf", "render_timeout", "render_memory", "render_crash", "render_failed", "fetch_refused",
    "too_deep", "too_large", "too_wide",
}  # fmt: skip
CHEAP: Final = {
    ("V05", "colspan"): "too_wide",
    ("V05", "many colspans"): "too_wide",
    ("V05", "signed colspan"): "too_wide",
    ("V05", "column span"): "too_wide",
    ("V05", "column group"): "too_wide",
    ("V08", "div"): "too_deep",
    ("V08", "span"): "too_deep",
    ("V08", "after stray ends"): "too_deep",
    ("V08", "unclosed"): "too_deep",
    ("V08", "lists"): "too_deep",
    ("V08", "drawing"): "too_deep",
    ("V09", "twenty thousand"): "too_large",
    ("V11", "tables in tables"): "too_deep",
}
"""What is told from the page's tree, before anything is laid out."""
QUICK: Final = (
    ("V01", "a thousand uses"), ("V03", "a file"), ("V04", "use"), ("V06", "five hundred sums"),
    ("V07", "page"), ("V10", "directions"), ("V16", "a huge claim"), ("V16", "a cut face"),
    ("V16", "styles in styles"), ("V16", "no address"),
)  # fmt: skip
"""Some that are over soon."""


def built(number: str, name: str) -> str:
    """A document of the corpus."""
    (documents,) = (made for title, made in LOADS.items() if title.startswith(number))
    return documents[name]()


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    """That page from a worker that has seen no other."""
    with PdfRenderer(seconds=60) as fresh:
        return fresh.render(plain_page()).content


@pytest.fixture(scope="module")
def limited() -> Iterator[PdfRenderer]:
    """A renderer with little time and memory."""
    with PdfRenderer(seconds=SECONDS, memory_bytes=MEMORY) as made:
        yield made


def is_unharmed(renderer: PdfRenderer, plain_pdf: bytes) -> bool:
    """Whether the next note comes out as from a fresh worker; that worker may start slowly."""
    seconds, renderer.seconds = renderer.seconds, 60
    try:
        return renderer.render(plain_page()).content == plain_pdf
    finally:
        renderer.seconds = seconds


def test_the_corpus_has_every_class() -> None:
    assert [title[:3] for title in LOADS] == [f"V{number:02}" for number in range(1, 17)]
    assert sum(len(documents) for documents in LOADS.values()) >= 90


@pytest.mark.parametrize(("number", "name"), QUICK)
def test_a_page_that_is_over_soon_harms_nothing(
    number: str, name: str, limited: PdfRenderer, plain_pdf: bytes
) -> None:
    assert fate(limited, built(number, name)) in CODES
    assert is_unharmed(limited, plain_pdf)


@pytest.mark.parametrize(("number", "name"), CHEAP)
def test_what_a_page_s_tree_tells_is_refused_before_it_is_rendered_and_costs_no_worker(
    number: str, name: str, limited: PdfRenderer, plain_pdf: bytes
) -> None:
    limited.guards()
    worker = limited._worker
    assert fate(limited, built(number, name)) == CHEAP[number, name]
    assert limited._worker is worker
    assert is_unharmed(limited, plain_pdf)


@pytest.mark.full
@pytest.mark.parametrize("title", LOADS)
def test_every_page_that_wants_too_much_ends_within_its_limits(
    title: str, limited: PdfRenderer, plain_pdf: bytes
) -> None:
    for name, make in LOADS[title].items():
        assert fate(limited, make()) in CODES, name
        assert is_unharmed(limited, plain_pdf), name


def test_a_page_that_hangs_is_a_timeout_and_leaves_no_folder(plain_pdf: bytes) -> None:
    with PdfRenderer(seconds=60) as renderer:
        renderer.guards()
        assert renderer._folder is not None
        folder = Path(renderer._folder.name)
        assert folder.is_dir()
        renderer.seconds = 1
        assert fate(renderer, nested_use(7)) == "render_timeout"
        assert not folder.exists()
        assert is_unharmed(renderer, plain_pdf)


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such signal")
def test_a_worker_that_computed_too_long_is_a_timeout_too() -> None:
    """The system ends it where the parent cannot: for lack of a parent, say."""
    with PdfRenderer(seconds=60) as renderer:
        renderer.guards()
        assert renderer._worker is not None
        renderer._worker.send_signal(signal.SIGXCPU)
        renderer._worker.wait()
        with pytest.raises(RenderError, match="render_timeout"):
            raise renderer._crashed(renderer._worker)


def test_a_page_of_many_bytes_is_not_even_sent() -> None:
    with pytest.raises(RenderError, match="too_large"):
        PdfRenderer().render("x" * 9_000_000)


def without_fonts(config: str, folder: Path, patch: pytest.MonkeyPatch) -> PdfRenderer:
    """A renderer on a machine that has not one font."""
    (folder / "empty").mkdir()
    file = folder / "fonts.conf"
    file.write_text(config.replace("EMPTY", str(folder / "empty")), encoding="utf-8")
    patch.setenv("FONTCONFIG_FILE", str(file))
    return PdfRenderer(seconds=60)


def test_without_a_font_on_the_machine_the_vendored_faces_carry_a_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain_pdf: bytes
) -> None:
    """A page that has none of them ends the worker; the one after it is unharmed."""
    with without_fonts("<fontconfig/>", tmp_path, monkeypatch) as bare:
        assert bare.render(plain_page()).content == plain_pdf
        with pytest.raises(RenderError, match="render_crash"):
            bare.render(page("<p>words in no face of ours</p>"))
        assert bare.render(plain_page()).content == plain_pdf


@pytest.mark.full
def test_without_a_font_on_the_machine_a_note_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PdfRenderer(seconds=60) as renderer:
        wanted = renderer.render(demo_note().page)
    config = "<fontconfig><dir>EMPTY</dir></fontconfig>"
    with without_fonts(config, tmp_path, monkeypatch) as bare:
        assert bare.render(demo_note().page) == wanted
