"""What the tests of the site share: drafted notes of two symbols and two days."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from generator.cli.main import run

PAIRS: Final = """\
date,expiration,strike,callPrice,callVolume,callIv,callOi,putPrice,putVolume,putIv,putOi
2026-07-31,2026-08-28,100,2.10,50,20.0,900,1.90,40,21.0,800
2026-07-31,2026-08-28,105,0.50,10,19.0,400,5.30,5,20.0,100
2026-08-21,2026-08-28,100,2.00,50,20.0,900,1.80,40,21.0,800
2026-08-21,2026-08-28,105,0.50,10,19.0,400,5.30,5,20.0,100
"""
DAYS: Final = ("2026-07-31", "2026-08-21")


def _draft(symbol: str, source: str, out: Path, formats: str) -> None:
    given = ["draft", symbol, "--source", source, "--formats", formats, "--out", str(out)]
    assert run(given) == 0


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes on ON and ^SPX of two days, one of them with a PDF, and the modelled demo."""
    work = tmp_path_factory.mktemp("drafted")
    chain = work / "chain.csv"
    chain.write_text(PAIRS, encoding="utf-8")
    for symbol in ("ON", "^SPX"):
        for day in DAYS:
            snapshot = str(work / "day.snapshot.zip")
            given = ["import", str(chain), "--symbol", symbol, "--as-of", day, "--spot", "100.2"]
            assert run([*given, "-o", snapshot]) == 0
            with_pdf = symbol == "ON" and day == DAYS[1]
            _draft(symbol, snapshot, work / "notes", "md,html,pdf" if with_pdf else "md,html")
    _draft("IWM", "demo", work / "notes", "md,html")
    return work / "notes"


@pytest.fixture
def notes(drafted: Path, tmp_path: Path) -> Path:
    """A copy of the drafted notes that a test may spoil."""
    return Path(shutil.copytree(drafted, tmp_path / "notes"))
