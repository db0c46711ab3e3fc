"""The command line starts at once: what is heavy is loaded by the command that needs it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = frozenset(
    {
        "argon2",
        "exchange_calendars",
        "jinja2",
        "numpy",
        "pandas",
        "pikepdf",
        "pyarrow",
        "pydantic",
        "pypdfium2",
        "sqlalchemy",
        "starlette",
        "talib",
        "uvicorn",
        "weasyprint",
        "yfinance",
    },
)


def loaded_by(statement: str) -> set[str]:
    """Name the modules that a fresh interpreter loads for a statement."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    loaded = loaded_by("import generator.cli")
    assert "generator.cli" in loaded
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()


def test_a_heavy_import_would_be_seen() -> None:
    assert "numpy" in loaded_by("import numpy")
