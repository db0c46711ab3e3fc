"""Measure charts, page, PDF and e-mail beside the least that does their work, and their sizes."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import nh3
import weasyprint
from markdown import Markdown

from benchmarks.timing import Row, alternating
from generator.config import Settings
from generator.forms import charts_of, mail_of, page_of
from generator.market.bundle import snapshot_digest
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, Written, draft_note, facts_of, gate, write
from generator.render.pdf import PdfRenderer
from generator.render.proof_cards import without_screen_parts
from generator.render.theme import HOUSE, load_theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.market.snapshot import Snapshot
    from generator.narrative.plan import Playbook

RUNS: Final = 9
CHROMIUM_RUNS: Final = 3
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_KILOBYTE: Final = 1000


def rendering_rows(given: Mapping[str, Snapshot]) -> Iterator[Row]:
    """Charts, page, e-mail and PDF of each chain, in turns with what they are held beside."""
    for name, snapshot in given.items():
        written = _written(snapshot)
        yield from _text_rows(name, written)
        yield from _pdf_rows(name, snapshot, written)


def _written(snapshot: Snapshot) -> Written:
    settings = Settings()
    observed = Observed(snapshot, snapshot_digest(snapshot))
    facts = facts_of(snapshot, observed.sha256, settings)
    return write(facts, observed, _playbook(), settings, gate(snapshot, settings))


@cache
def _playbook() -> Playbook:
    return load_playbook(playbook_folder(Settings().playbook))


def _text_rows(name: str, written: Written) -> Iterator[Row]:
    playbook, theme = _playbook(), load_theme(HOUSE)
    record, facts = written.record, written.composition.facts

    def charts() -> object:
        return charts_of(record, facts, playbook, theme)

    def page() -> object:
        return page_of(record, facts, playbook, written.charts, theme)

    def email() -> object:
        return mail_of(written, playbook, Settings())

    def bare_page() -> object:
        return nh3.clean(Markdown(extensions=["tables"]).convert(record.markdown))

    times = alternating([charts, page, email, bare_page, _matplotlib_charts], RUNS)
    beside = ("matplotlib, as many plain lines", times[4]) if _has_matplotlib() else ("", None)
    yield Row(f"{len(written.charts)} charts, {name}", times[0], *beside)
    yield Row(f"page from Markdown, {name}", times[1], "Markdown and nh3 alone", times[3])
    yield Row(f"e-mail with pictures, {name}", times[2])


def _pdf_rows(name: str, snapshot: Snapshot, written: Written) -> Iterator[Row]:
    theme = load_theme(HOUSE)
    page = page_of(written.record, written.composition.facts, _playbook(), written.charts, theme)
    printed = without_screen_parts(page)

    def bare() -> object:
        return weasyprint.HTML(string=printed).write_pdf(pdf_variant="pdf/ua-1")

    with PdfRenderer() as renderer:
        times = alternating([lambda: renderer.render(page), bare], RUNS)
        yield Row(f"PDF stage, {name}", times[0], "bare WeasyPrint, same HTML", times[1])
        yield from _chromium_rows(name, page, times[0])
        observed = Observed(snapshot, snapshot_digest(snapshot))
        made = draft_note(observed, _playbook(), Settings(), renderer, email=True)
    for file in ("article.html", "article.pdf", "article.eml"):
        yield Row(f"size of {file}, {name}", len(made.files[file]) / _KILOBYTE, unit="kB")


def _chromium_rows(name: str, page: str, ours: float) -> Iterator[Row]:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, "utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip

        def run() -> None:
            subprocess.run(command, check=True, capture_output=True)

        (theirs,) = alternating([run], CHROMIUM_RUNS)
        size = target.stat().st_size / _KILOBYTE
    yield Row(f"PDF stage, {name}", ours, "headless Chromium, whole process", theirs)
    yield Row(f"size of Chromium's PDF, {name}", size, unit="kB")


def _has_matplotlib() -> bool:
    return importlib.util.find_spec("matplotlib") is not None


def _matplotlib_charts() -> None:
    """Five plain line charts as SVG: the least that the field's usual library can do."""
    if not _has_matplotlib():
        return
    from matplotlib.figure import Figure  # noqa: PLC0415 - in no lock, for this alone

    for _ in range(5):
        figure = Figure(figsize=(6.8, 2.6))
        figure.subplots().plot(range(60))
        figure.savefig(io.StringIO(), format="svg")
