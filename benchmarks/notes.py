"""Measure a warm note, a cold draft and ``--help``, each beside the least that does its work."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import weasyprint

from benchmarks.timing import Row, alternating
from generator.config import Settings
from generator.forms import PAGE
from generator.market.bundle import save_snapshot, snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, draft_note
from generator.render.pdf import PdfRenderer
from generator.render.proof_cards import without_screen_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.snapshot import Snapshot

RUNS = 9
COLD_RUNS = 5

BARE_SCRIPT = """
import sys
import jinja2, markdown, numpy, pandas, weasyprint
page = open(sys.argv[1], encoding="utf-8").read()
weasyprint.HTML(string=page).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""


def warm_rows(given: Mapping[str, Snapshot]) -> list[Row]:
    """A note in a warm process, without and with its PDF, beside bare WeasyPrint."""
    settings = Settings()
    playbook = load_playbook(playbook_folder(settings.playbook))
    rows = []
    bare_name = "bare WeasyPrint"
    with PdfRenderer() as renderer:
        for name, snapshot in given.items():
            digest = snapshot_digest(snapshot)
            made = draft_note(Observed(snapshot, digest), playbook, settings, None)
            page = without_screen_parts(made.files[PAGE].decode())

            def without(snapshot: Snapshot = snapshot, digest: str = digest) -> object:
                return draft_note(Observed(snapshot, digest), playbook, settings, None)

            def with_pdf(snapshot: Snapshot = snapshot, digest: str = digest) -> object:
                return draft_note(Observed(snapshot, digest), playbook, settings, renderer)

            def bare(page: str = page) -> object:
                return weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")

            times = alternating([without, with_pdf, bare], RUNS)
            rows += [
                Row(f"note without PDF, {name}, warm", times[0]),
                Row(f"note with PDF and its audit, {name}, warm", times[1], bare_name, times[2]),
            ]
    return rows


def cold_row() -> Row:
    """A whole process of ``draft`` beside a bare script that only prints the same page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundle = folder / "demo.snapshot.zip"
        save_snapshot(demo_snapshot(), bundle)
        ours = [
            sys.executable, "-m", "generator", "draft", "IWM", "--source", str(bundle),
            "--out", str(folder / "output"),
        ]  # fmt: skip
        _run(ours)
        page = next((folder / "output").glob("*/IWM/article.html"))
        script = folder / "bare.py"
        script.write_text(BARE_SCRIPT, encoding="utf-8")
        theirs = [sys.executable, str(script), str(page), str(folder / "bare.pdf")]
        times = alternating([lambda: _run(ours), lambda: _run(theirs)], COLD_RUNS)
    return Row("draft, all formats, cold process", times[0], "bare script, same PDF", times[1])


def help_row() -> Row:
    """``--help`` as a whole process."""
    command = [sys.executable, "-m", "generator", "--help"]
    bare = [sys.executable, "-c", "pass"]
    times = alternating([lambda: _run(command), lambda: _run(bare)], RUNS)
    return Row("--help, whole process", times[0], "an empty Python", times[1])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
