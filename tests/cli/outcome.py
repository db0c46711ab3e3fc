"""How a command ended: exit code and what it printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def call(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> Outcome:
    """Run one command in this process."""
    capsys.readouterr()
    code = run(arguments)
    captured = capsys.readouterr()
    return Outcome(code, captured.out, captured.err)
