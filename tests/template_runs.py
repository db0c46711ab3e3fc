"""Renders every hostile template in a process of its own with little memory, and tells how it went.

Started with an empty folder; prints JSON: for each payload the class, the text, what became of it
and whether what it was given was changed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from generator.errors import PlaybookError
from generator.render import templates
from tests.hostile_templates import files, payloads, values

MEMORY: Final = 256 * 1024 * 1024
"""What all of them together may take beyond what the process takes already."""
ALONE: Final = "alone"
"""A playbook that has nothing but the payload."""
MARK: Final = "mark"
"""The file that a payload would leave."""


def main(folder: Path) -> None:
    """Render them all and print how it went."""
    playbook = files(folder)
    (folder / ALONE).mkdir()
    _limit_memory()
    json.dump([_run(folder, playbook, name, text) for name, text in payloads()], sys.stdout)


def _run(folder: Path, playbook: Path, name: str, text: str) -> dict[str, Any]:
    written = text.replace("TOUCH", f"touch {folder / MARK}").replace("FILE", f"{folder}/secret.j2")
    for place in (playbook, folder / ALONE):
        (place / "hostile.j2").write_text(written, encoding="utf-8")
    given, before = values(), repr(values())
    templates._environment.cache_clear()
    outcome = _rendered(playbook, given)
    return {
        "class": name,
        "text": text,
        "outcome": outcome,
        "passes": outcome[0] == "written" and _passes(folder / ALONE),
        "changed": repr(given) != before,
    }


def _rendered(playbook: Path, given: dict[str, Any]) -> tuple[str, str]:
    """What became of it: "refused" and why, or "written" and what."""
    try:
        return "written", templates.render_template(playbook, "hostile.j2", given, autoescape=True)
    except PlaybookError as refused:
        return "refused", str(refused)


def _passes(playbook: Path) -> bool:
    """Whether `strikedesk playbook lint` would let it through."""
    try:
        templates.check_templates(playbook)
    except PlaybookError:
        return False
    return True


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
