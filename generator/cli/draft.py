"""``strikedesk draft``: from a snapshot to an audited note in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.material import material_of
from generator.cli.progress import progress
from generator.errors import StrikedeskError, UsageError

if TYPE_CHECKING:
    from generator.cli.material import Material
    from generator.market.snapshot import Snapshot
    from generator.pipeline import Draft

_FORMATS: Final = {
    "md": "article.md",
    "html": "article.html",
    "pdf": "article.pdf",
    "email": "article.eml",
}
"""The file of each format."""
_FAILED: Final = 1
_PARTLY: Final = 6


@click.command()
@click.argument("symbols", metavar="SYMBOL...", nargs=-1, required=True)
@click.option(
    "--source",
    default="yahoo",
    show_default=True,
    help="yahoo, archive, demo, or a snapshot FILE (*.snapshot.zip).",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The date of the data.")
@click.option("--playbook", help="Playbook name or folder; options_focus unless set.")
@click.option("--theme", help="Theme name or folder; house unless set.")
@click.option(
    "--formats", default="md,html,pdf", show_default=True, help="Among md, html, pdf, email."
)
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), help="Paper of the PDF; a4 unless set."
)
@click.option("--desk", is_flag=True, help="Hand each note to the desk as well.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; output unless set."
)
def draft(symbols: tuple[str, ...], source: str, formats: str, **options: Any) -> int:  # noqa: ANN401
    """Write the audited note of each SYMBOL.

    The note goes to OUT/<date>/<SYMBOL>/ with its facts, its record and its audit. Exit code 1
    says that the audit or a gate failed it.
    """
    wanted = _formats(formats)
    with progress() as step:
        session = _Session(wanted, options, step)
        try:
            alone = len(symbols) == 1
            codes = [session.draft(symbol, source, alone=alone) for symbol in symbols]
        finally:
            session.close()
    if len(codes) == 1 or len(set(codes)) == 1:
        return codes[0]
    return _PARTLY


def _formats(text: str) -> frozenset[str]:
    wanted = frozenset(part.strip() for part in text.split(",") if part.strip())
    unknown = sorted(wanted - set(_FORMATS))
    if unknown or not wanted:
        raise UsageError(f"--formats {text}: known are {', '.join(_FORMATS)}")
    return wanted


class _Session:
    """What several drafts of one call share: settings, playbook, renderer."""

    def __init__(self, formats: frozenset[str], options: dict[str, Any], step: Any) -> None:  # noqa: ANN401
        from generator.render.pdf import PdfRenderer  # noqa: PLC0415

        self._formats = formats
        self._as_of = options["as_of"]
        self._step = step
        from generator.config import load_settings  # noqa: PLC0415

        chosen = {name: options[name] for name in ("playbook", "theme", "paper")}
        self._settings = load_settings(output=options["out"], **chosen)
        self._to_desk = bool(options["desk"])
        # Started first: the worker imports WeasyPrint while this process reads and computes.
        self._renderer = None
        if "pdf" in formats or ("email" in formats and self._settings.mail.attach_pdf):
            memory = self._settings.render_memory_mb * 1024 * 1024
            self._renderer = PdfRenderer(self._settings.render_seconds, memory)
            self._renderer.__enter__()

        from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415

        try:
            self._playbook = load_playbook(playbook_folder(self._settings.playbook))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._renderer is not None:
            self._renderer.__exit__(None, None, None)

    def draft(self, symbol: str, source: str, *, alone: bool) -> int:
        try:
            return self._draft(symbol, source)
        except StrikedeskError as error:
            if alone:
                raise
            click.echo(f"strikedesk: {error}", err=True)
            return error.exit_code

    def _draft(self, symbol: str, source: str) -> int:
        from generator.files import check_symbol  # noqa: PLC0415
        from generator.pipeline import draft_note  # noqa: PLC0415

        symbol = check_symbol(symbol)
        self._step(f"{symbol}: reading")
        day = None if self._as_of is None else self._as_of.date()
        material = material_of(symbol, source, day, self._settings)
        self._check_date(material.observed.snapshot)
        self._step(f"{symbol}: writing")
        note = draft_note(
            material.observed,
            self._playbook,
            self._settings,
            self._renderer,
            email="email" in self._formats,
        )
        files = self._store(note)
        # Before a word is printed: a reader of the output may have gone away by then.
        material.remember(note.record())
        code = _told(note, files)
        if self._to_desk:
            self._keep_source(material)
            self._hand_in(note)
        return code

    def _keep_source(self, material: Material) -> None:
        """Keep the data of a file too: the desk approves no facts whose data is not kept."""
        snapshot = material.observed.snapshot
        if material.archive is None and not snapshot.source.modelled:
            from generator.keeping import keep_snapshot, open_archive  # noqa: PLC0415 - as below

            keep_snapshot(open_archive(self._settings), snapshot, self._settings)

    def _hand_in(self, note: Draft) -> None:
        from generator.cli.handing import Hands  # noqa: PLC0415 - brings the desk's rooms

        with Hands(self._settings) as hands:
            hands.give(note.files)

    def _check_date(self, snapshot: Snapshot) -> None:
        if self._as_of is not None and self._as_of.date() != snapshot.as_of_date:
            day = self._as_of.date()
            raise UsageError(f"{snapshot.symbol}: the data is of {snapshot.as_of_date}, not {day}")

    def _store(self, note: Draft) -> list[Path]:
        """Write the note's folder; its files, those at its top first."""
        from generator.files import folder_name, replace_folder  # noqa: PLC0415

        folder = self._settings.output / str(note.as_of.date()) / folder_name(note.symbol)
        left_out = {name for kind, name in _FORMATS.items() if kind not in self._formats}
        files = {name: content for name, content in note.files.items() if name not in left_out}
        replace_folder(folder, files)
        return [folder / name for name in sorted(files, key=lambda item: (item.count("/"), item))]


def _told(note: Draft, files: list[Path]) -> int:
    """Say what became of the note; the exit code."""
    for finding in note.findings:
        click.echo(str(finding), err=True)
    state = "audit passed" if note.passed else "AUDIT FAILED"
    click.echo(f"{note.symbol} {note.as_of:%Y-%m-%d}: {state}, {note.numbers} spans proven")
    for issue in note.issues:
        click.echo(f"  {issue.verdict}: {issue.message} [{issue.code}]")
    for path in files:
        click.echo(f"  {path}")
    return 0 if note.passed else _FAILED
