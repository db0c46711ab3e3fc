"""Notes with their PDFs, each printed once for all tests that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tests import replays
from tests.variants import modelled_days

if TYPE_CHECKING:
    from pathlib import Path

    from generator.config import Paper
    from generator.market.snapshot import Snapshot
    from generator.render.pdf import PdfRenderer
    from generator.signals.history import History
    from tests.replays import Note

PAPERS: Final[tuple[Paper, ...]] = ("a4", "letter")
STORED: Final = (("IWM", date(2026, 7, 13)), ("NVDA", None))
"""Days of the stored data; of the last the series with quotes is taken, at its last day."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A note and its PDF."""

    note: Note
    content: bytes

    @property
    def page(self) -> str:
        """The page that the PDF was made from."""
        return self.note.page


class Press:
    """Prints a note when it is first asked for, and keeps it."""

    def __init__(self, renderer: PdfRenderer) -> None:
        self._renderer = renderer
        self._kept: dict[tuple[str, Paper], Printed] = {}

    def sheets(self, page: str) -> bytes:
        """The PDF of any page; it is not kept."""
        return self._renderer.render(page).content

    def modelled(self, day: str, paper: Paper = "a4") -> Printed:
        """A day of `tests.variants.modelled_days`."""
        key = (day, paper)
        if key not in self._kept:
            self._kept[key] = self._printed(modelled_days()[day], None, paper)
        return self._kept[key]

    def stored(self, folder: Path, symbol: str, day: date | None, paper: Paper = "a4") -> Printed:
        """A day of the stored data with two days before it; without ``day`` the last quoted."""
        key = (f"{symbol} {day}", paper)
        if key not in self._kept:
            if day is None:
                snapshots = list(replays.quoted_series(folder, symbol)[-3:])
            else:
                series = replays.series(folder, symbol)
                last = series.days.index(day) + 1
                snapshots = [series.snapshot(each) for each in series.days[last - 3 : last]]
            history = replays.histories_of(snapshots)[snapshots[-1].as_of_date]
            self._kept[key] = self._printed(snapshots[-1], history, paper)
        return self._kept[key]

    def _printed(self, snapshot: Snapshot, history: History | None, paper: Paper) -> Printed:
        made = replays.note(snapshot, history, paper)
        pdf = self._renderer.render(made.page)
        assert pdf.warnings == ()
        return Printed(made, pdf.content)
