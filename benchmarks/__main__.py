"""Measure everything in one run and print one table, each line beside what it is compared with.

``python -m benchmarks`` takes some minutes; with STRIKEDESK_DATA set it takes real chains too.
``--desk 60`` loads the desk for a minute and nothing else; ``--batch 1000`` runs batches of made
symbols, up to so many; ``--decade`` reads ten years of an archive beside one; ``--year`` writes and
reads a whole year of a hundred symbols instead of projecting it, and takes some more. Figures are
medians or sums over alternating runs, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from benchmarks.archive import archive_rows
from benchmarks.batch import batch_rows
from benchmarks.chains import index_chains, note_chains
from benchmarks.decade import decade_rows
from benchmarks.desk import desk_rows
from benchmarks.editing import editing_rows
from benchmarks.notes import cold_row, help_row, warm_rows
from benchmarks.pricing import missing_libraries, pricing_rows
from benchmarks.rendering import rendering_rows
from benchmarks.signals import signal_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.timing import Row


def all_rows(*, whole_year: bool) -> Iterator[Row]:
    """Every line of the table, as soon as it is measured."""
    chains = note_chains()
    yield from signal_rows(chains | index_chains())
    yield from pricing_rows()
    yield from warm_rows(chains)
    yield from editing_rows()
    yield from rendering_rows(chains)
    yield cold_row()
    yield help_row()
    yield from archive_rows(whole_year=whole_year)


def _rows(given: argparse.Namespace) -> Iterator[Row]:
    if given.batch:
        return batch_rows(given.batch)
    if given.desk:
        return desk_rows(given.desk)
    return decade_rows() if given.decade else all_rows(whole_year=given.year)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--year", action="store_true", help="a whole year of the archive, in full")
    parser.add_argument("--desk", type=int, metavar="SECONDS", help="load the desk, nothing else")
    parser.add_argument("--batch", type=int, metavar="SYMBOLS", help="run batches, nothing else")
    parser.add_argument("--decade", action="store_true", help="read ten years, nothing else")
    for row in _rows(parser.parse_args()):
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
    sys.stdout.writelines(f"{line}\n" for line in missing_libraries())


if __name__ == "__main__":
    main()
