"""Landlock, seen from a process that has given something up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from generator.render import landlock

ROOT: Final = Path(__file__).parents[2]
LOOK: Final = """
import json, sys
from pathlib import Path
from generator.render import landlock

readable, writable, other = map(Path, sys.argv[1:4])
held = landlock.restrict([readable, readable / "nothing"], [writable])

def outcome(attempt):
    try:
        return attempt()
    except OSError as error:
        return type(error).__name__

print(json.dumps({
    "held": held,
    "read": outcome(lambda: (readable / "x").read_text()),
    "read below": outcome(lambda: (readable / "below" / "x").read_text()),
    "change": outcome(lambda: (readable / "x").write_text("y")),
    "append": outcome(lambda: open(readable / "x", "a").close()),
    "make": outcome(lambda: (readable / "y").write_text("y")),
    "write": outcome(lambda: (writable / "y").write_text("yy")),
    "remove": outcome(lambda: (writable / "y").unlink()),
    "folder": outcome(lambda: (writable / "z").mkdir()),
    "link": outcome(lambda: (writable / "l").symlink_to(other / "x")),
    "through the link": outcome(lambda: (writable / "l").read_text()),
    "other": outcome(lambda: (other / "x").read_text()),
    "other's list": outcome(lambda: list(other.iterdir())),
}))
"""
pytestmark = pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_not_named_is_given_up_and_what_is_named_stays(kind: str, tmp_path: Path) -> None:
    for name in ("readable", "writable", "other"):
        (tmp_path / name / "below").mkdir(parents=True)
        (tmp_path / name / "x").write_text("x", encoding="utf-8")
        (tmp_path / name / "below" / "x").write_text("x", encoding="utf-8")
    arguments = [str(tmp_path / name) for name in ("readable", "writable", "other")]
    code = LOOK if kind == "folder" else LOOK.replace("[readable,", '[readable / "x",')
    found = json.loads(
        subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    assert {"files", "programs"} <= set(found.pop("held"))
    assert found == {
        "read": "x",
        "read below": "x" if kind == "folder" else "PermissionError",
        "change": "PermissionError",
        "append": "PermissionError",
        "make": "PermissionError",
        "write": 2,
        "remove": None,
        "folder": None,
        "link": None,
        "through the link": "PermissionError",
        "other": "PermissionError",
        "other's list": "PermissionError",
    }


def test_a_kernel_without_it_gives_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert landlock.restrict([], []) == ()
    assert Path(__file__).read_text(encoding="utf-8")
