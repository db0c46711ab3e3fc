"""``strikedesk doctor``: is this machine fit, and if not, what to type."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from generator.cli.progress import progress
from generator.errors import StrikedeskError
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Callable

_FAULT: Final = 1
_SETTINGS: Final = "settings"
_LIBRARIES: Final = (
    "apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0 (macOS: brew install pango)"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


@click.command()
def doctor() -> int:
    """Check this machine: Python, libraries, fonts, the renderer, the playbook, a whole note."""
    checks = []
    with progress() as step:
        for name, look in _CHECKS.items():
            step(f"checking {name}")
            checks.append(_guarded(name, look))
            if name == _SETTINGS and not checks[-1].ok:
                break  # all that follows would fail of them, and say something else
    rows = [
        [check.name, "ok" if check.ok else "FAULT", check.found, "" if check.ok else check.remedy]
        for check in checks
    ]
    click.echo(text_table(["what", "state", "found", "what to do"], rows))
    return 0 if all(check.ok for check in checks) else _FAULT


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except (ImportError, OSError, StrikedeskError) as error:
        first = str(error).strip().splitlines()[:1]
        found = first[0] if first else type(error).__name__
        return Check(name, ok=False, found=found, remedy=_REMEDIES.get(name, "make demo"))


def _python() -> Check:
    wanted = (3, 11)
    return Check(
        "python",
        sys.version_info[:2] >= wanted,
        platform.python_version(),
        "install Python 3.11 or newer",
    )


def _libraries() -> Check:
    from weasyprint import __version__ as weasyprint_version  # noqa: PLC0415
    from weasyprint.text.ffi import harfbuzz_subset, pango  # noqa: PLC0415

    number = pango.pango_version()
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    subset = harfbuzz_subset is not None
    found = f"WeasyPrint {weasyprint_version}, Pango {version}"
    found += f", HarfBuzz subset {'yes' if subset else 'no'}"
    return Check("libraries", subset, found, _LIBRARIES)


def _indicators() -> Check:
    import talib  # noqa: PLC0415

    return Check("indicators", ok=True, found=f"TA-Lib {talib.__version__}")


def _settings() -> Check:
    from generator.config import FILE_NAME, load_settings  # noqa: PLC0415

    load_settings()
    return Check(_SETTINGS, ok=True, found=f"{FILE_NAME} and the environment are understood")


def _playbook() -> Check:
    from generator.config import load_settings  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415

    loaded = load_playbook(playbook_folder(load_settings().playbook))
    return Check("playbook", ok=True, found=f"{loaded.name}, {len(loaded.rules)} rules")


def _output() -> Check:
    from generator.config import load_settings  # noqa: PLC0415

    folder = load_settings().output
    import tempfile  # noqa: PLC0415 - keeps --help quick

    existing = next(item for item in (folder, *folder.absolute().parents) if item.exists())
    with tempfile.TemporaryFile(dir=existing):
        return Check("output folder", ok=True, found=f"{folder} can be written")


def _jail() -> Check:
    """The guards around the renderer; a system that lacks one is fit, and it is good to know."""
    from generator.config import load_settings  # noqa: PLC0415
    from generator.render.jail import GUARDS  # noqa: PLC0415
    from generator.render.pdf import PdfRenderer  # noqa: PLC0415

    with PdfRenderer(load_settings().render_seconds) as renderer:
        held = renderer.guards()
    found = f"shut off or limited: {', '.join(held)}"
    missing = [guard for guard in GUARDS if guard not in held]
    return Check("renderer", ok=True, found=found + _not_here(missing))


def _not_here(missing: list[str]) -> str:
    return f"; not on this system: {', '.join(missing)}" if missing else ""


def _note() -> Check:
    from generator.config import load_settings  # noqa: PLC0415
    from generator.market.bundle import snapshot_digest  # noqa: PLC0415
    from generator.market.demo import demo_snapshot  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.pipeline import Observed, draft_note  # noqa: PLC0415
    from generator.render.pdf import PdfRenderer  # noqa: PLC0415

    settings = load_settings()
    snapshot = demo_snapshot()
    with PdfRenderer(settings.render_seconds) as renderer:
        note = draft_note(
            Observed(snapshot, snapshot_digest(snapshot)),
            load_playbook(playbook_folder(settings.playbook)),
            settings,
            renderer,
            email=True,
        )
    found = f"demo note: {note.numbers} spans proven, {len(note.findings)} findings"
    remedy = "; ".join(str(finding) for finding in note.findings[:2])
    return Check("a whole note", note.passed, found, remedy)


_CHECKS: Final[dict[str, Callable[[], Check]]] = {
    "python": _python,
    "libraries": _libraries,
    "indicators": _indicators,
    _SETTINGS: _settings,
    "playbook": _playbook,
    "output folder": _output,
    "renderer": _jail,
    "a whole note": _note,
}

_REMEDIES: Final = {
    _SETTINGS: "mend what is named; docs/settings.md lists what there is",
    "libraries": _LIBRARIES,
    "output folder": "choose another folder: STRIKEDESK_OUTPUT=… or strikedesk.toml",
}
