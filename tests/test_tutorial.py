"""Whoever follows the tutorial sees what it shows, in a folder with nothing but the repository."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.tutorial import Step, is_printed, steps_of

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEPS: Final = steps_of(PAGE)
NOWHERE: Final = "http://127.0.0.1:9"
"""A proxy that is not there: whatever asks another host fails."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder as the reader has it: the environment, and nothing that an earlier step made."""
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture
def terminal(tmp_path: Path) -> dict[str, str]:
    """Variables of a terminal that knows nothing of Strikedesk and reaches no network."""
    kept = {name: value for name, value in os.environ.items() if "STRIKEDESK" not in name}
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    return kept | home | dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)


def test_every_step_of_the_tutorial_prints_what_the_page_shows(
    clone: Path, terminal: dict[str, str]
) -> None:
    for step in STEPS[:-1]:
        if step.name:
            (clone / step.name).write_text(step.text, encoding="utf-8")
        elif named := re.fullmatch(r"export (\w+)=\$PWD/(\w+)\n", step.text):
            terminal[named[1]] = str(clone / named[2])
        else:
            printed = "".join(_typed(line, clone, terminal) for line in step.text.splitlines())
            if step.shown:
                assert is_printed(step.shown, printed), f"{step.text}\nprinted:\n{printed}"
    _serves(STEPS[-1], clone, terminal)


def _typed(line: str, clone: Path, terminal: dict[str, str]) -> str:
    """What ``line`` prints; it ends as the tutorial says, with 1 where the audit is to fail."""
    command = _recipe("demo") if line == "make demo" else line
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=clone,
        env=terminal,
        capture_output=True,
        text=True,
        check=False,
    )
    is_broken = " audit " in line and (clone / "output/2025-12-29/IWM/article.md.bak").exists()
    assert done.returncode == is_broken, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def _recipe(target: str) -> str:
    """What ``make`` runs for ``target`` in an environment that is there already."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(rf"^{target}: env-run\n\t@\$\(LIBRARIES\) (.+)$", makefile, re.MULTILINE)
    assert found is not None
    return found[1].replace("$(BIN)", ".venv/bin")


def _serves(step: Step, clone: Path, terminal: dict[str, str]) -> None:
    """The desk starts as it is shown, with a port of its own, and Ctrl+C stops it."""
    words = step.text.split()
    assert words == [".venv/bin/strikedesk", "desk"]
    with subprocess.Popen(
        [*words, "--port", "0"], cwd=clone, env=terminal, stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        lines = [desk.stdout.readline() for _ in step.shown.splitlines()]
        desk.send_signal(signal.SIGINT)
        rest = desk.stdout.read()
    printed = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8321", "".join(lines))
    assert is_printed(step.shown, printed), printed + rest


def test_the_tutorial_has_the_steps_that_it_promises() -> None:
    typed = " ".join(step.text for step in STEPS if not step.name)
    for command in ("draft", "explain", "audit", "import", "archive", "batch", "edition", "desk"):
        assert f"strikedesk {command}" in typed or (command == "draft" and "make demo" in typed)
    assert [step.name for step in STEPS if step.name] == ["broker.py", "broker.yaml", "lesson.yaml"]


@pytest.mark.parametrize(
    ("shown", "printed", "is_right"),
    [
        ("one\n", "one\n", True),
        ("one\n", "two\n", False),
        ("one\n…\n", "one\ntwo\nthree\n", True),
        ("one … three\n", "one two three\n", True),
        ("one\n", "one\ntwo\n", False),
        ("…\nthree\n", "one\ntwo\n", False),
    ],
)
def test_what_is_left_out_may_be_anything_and_the_rest_may_not(
    shown: str, printed: str, *, is_right: bool
) -> None:
    assert is_printed(shown, printed) is is_right
