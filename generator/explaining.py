"""The walk from a number to its formula, its inputs and their rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import StoreError, UsageError
from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.archive.archive import Archive, Entry
    from generator.config import Settings
    from generator.market.snapshot import Snapshot
    from generator.signals.catalogue import Evaluation
    from generator.signals.evidence import Evidence
    from generator.signals.facts import Fact, Facts, Row, Unit
    from generator.signals.history import History

_FACT_ROWS: Final = 5
"""Rows of a table fact that are shown; facts.json has all of them."""
_EVIDENCE_ROWS: Final = 10
_WIDTH: Final = 96
"""Characters of the widest table that a terminal shows without folding its lines."""
_TALL_ROWS: Final = 3
"""Rows that are shown of a table that is wider, a cell a line."""
_HINT: Final = (
    "no rows of the snapshot: it is not in the archive; give it with --snapshot FILE to see what "
    "these numbers were made from"
)

_CHANGED: Final = (
    "rows     not shown: the snapshot alone does not give this value again, or gives another with "
    "the settings, the archive and the program of today"
)


@dataclass(frozen=True, slots=True)
class Material:
    """What a note was made from, found again.

    Args:
        snapshot: What came in.
        history: What earlier sessions stored; ``None`` where only the file is there.
    """

    snapshot: Snapshot
    history: History | None = None


def find_material(facts: Facts, file: Path | None, settings: Settings) -> Material | None:
    """The snapshot that ``facts`` were made from: the file, else the archive's, else the demo.

    Returns:
        ``None`` where no file is given and the snapshot is nowhere.

    Raises:
        SnapshotError: The file is no sound snapshot.
        StoreError: The archive cannot be read.
        UsageError: The file is another snapshot than the one of these facts.
    """
    if file is not None:
        return Material(_from_file(facts, file))
    return _from_archive(facts, settings) or _from_demo(facts)


def _from_file(facts: Facts, file: Path) -> Snapshot:
    from generator.market.bundle import load_snapshot  # noqa: PLC0415 - brings pandas

    snapshot, digest = load_snapshot(file)
    if digest != facts.snapshot_sha256:
        raise UsageError(
            f"{file}: is not the snapshot of this note: its sha256 is {digest}, the note's "
            f"{facts.snapshot_sha256}"
        )
    return snapshot


def _from_archive(facts: Facts, settings: Settings) -> Material | None:
    """The snapshot in the archive; an archive that does not exist is not made."""
    if not _has_archive(settings):
        return None
    from generator.keeping import history_before, open_archive  # noqa: PLC0415 - the database

    archive = open_archive(settings)
    entry = _entry_of(archive, facts)
    if entry is None:
        return None
    history = history_before(archive, entry.symbol, entry.as_of.date())
    return Material(archive.load(entry), history)


def _has_archive(settings: Settings) -> bool:
    """Whether the archive's database is there: its file, or for a server the archive's folder."""
    from generator.config import archive_url, database_url  # noqa: PLC0415 - brings pydantic

    database, archive = database_url(settings), archive_url(settings)
    if database.startswith("sqlite"):
        return Path(database.partition(":///")[2]).is_file()
    return archive.startswith("s3://") or Path(archive).is_dir()


def _entry_of(archive: Archive, facts: Facts) -> Entry | None:
    entries = archive.entries(facts.symbol)
    return next((entry for entry in entries if entry.sha256 == facts.snapshot_sha256), None)


def _from_demo(facts: Facts) -> Material | None:
    """The modelled demo, made again, where that is what the note is of."""
    kind = facts.get("data_kind")
    if kind is None or kind.value != "modelled":
        return None
    from generator.market.bundle import snapshot_digest  # noqa: PLC0415 - brings pandas
    from generator.market.demo import demo_snapshot  # noqa: PLC0415 - brings pandas

    snapshot = demo_snapshot()
    return Material(snapshot) if snapshot_digest(snapshot) == facts.snapshot_sha256 else None


def explained(facts: Facts, name: str, file: Path | None, settings: Settings) -> Iterator[str]:
    """The lines of the walk from fact ``name`` down.

    Raises:
        SnapshotError: As `find_material`.
        UsageError: As `find_material`.
    """
    hint = _HINT
    try:
        material = find_material(facts, file, settings)
    except StoreError as error:
        material, hint = None, f"{_HINT} (the archive could not be read: {error})"
    rows = None if material is None else _evaluation(material, facts, settings)
    yield from _Walk(facts, rows).lines(name, 0)
    if material is None:
        yield hint


def _evaluation(material: Material, facts: Facts, settings: Settings) -> Evaluation:
    """The quantities of the note, computed again with the rate that it took."""
    from generator.market.quality import assess  # noqa: PLC0415 - brings pandas
    from generator.market.snapshot import Rate  # noqa: PLC0415 - brings pandas
    from generator.signals.catalogue import evaluation_of  # noqa: PLC0415 - brings all signals
    from generator.signals.history import History  # noqa: PLC0415 - brings pandas

    snapshot = material.snapshot
    issues = assess(snapshot, settings.gates)
    rate = facts.get("risk_free_rate")
    if snapshot.rate is None and rate is not None and rate.number is not None:
        snapshot = replace(snapshot, rate=Rate(value=rate.number, source="assumption"))
    history = History() if material.history is None else material.history
    return evaluation_of(snapshot, history, issues=issues)


@dataclass(frozen=True, slots=True)
class _Walk:
    """From a fact down to what it was made from; each fact is told once."""

    facts: Facts
    rows: Evaluation | None
    seen: set[str] = field(default_factory=set)

    def lines(self, name: str, depth: int) -> Iterator[str]:
        fact = self.facts[name]
        indent = "    " * depth
        told = name in self.seen
        yield f"{indent}{name} = {_shown(fact)}{' (see above)' if told else ''}"
        if told:
            return
        self.seen.add(name)
        for line in (*_details(fact), *self._evidence(fact)):
            yield f"{indent}  {line}"
        for given in fact.inputs:
            yield from self.lines(given, depth + 1)

    def _evidence(self, fact: Fact) -> Iterator[str]:
        if self.rows is None or not fact.ok:
            return
        from generator.signals.evidence import TABLE, evidence_of  # noqa: PLC0415 - all signals

        if fact.name not in TABLE:
            return
        found = evidence_of(fact.name, self.rows)
        if not _is_same(fact, self.rows):
            yield _CHANGED
        elif found is not None:
            yield from _evidence_lines(found)


def _is_same(fact: Fact, rows: Evaluation) -> bool:
    """Whether the fact comes out of the snapshot again as the note has it."""
    from generator.signals.catalogue import value_of  # noqa: PLC0415 - brings all signals
    from generator.signals.facts import json_value  # noqa: PLC0415 - brings enum tables

    again: object = json_value(value_of(fact.name, rows))
    return bool(again == json_value(fact.value))


def _shown(fact: Fact) -> str:
    from generator.signals.facts import json_value  # noqa: PLC0415 - as above

    if fact.unavailable is not None:
        return f"unavailable: {fact.unavailable.reason} [{fact.unavailable.code}]"
    if fact.rows:
        return f"{len(fact.rows)} rows"
    return f"{json_value(fact.value)} ({fact.unit})"


def _details(fact: Fact) -> Iterator[str]:
    details = [
        ("what", fact.label),
        ("how", fact.method),
        ("from", fact.source),
        ("observed", str(fact.observed or "")),
    ]
    yield from (f"{key:9}{value}" for key, value in details if value)
    yield from _rows_of(fact)


def _rows_of(fact: Fact) -> Iterator[str]:
    """The first rows of a table fact, and how many there are more."""
    if not fact.rows:
        return
    lines = _as_table(fact, fact.rows[:_FACT_ROWS])
    shown = _FACT_ROWS
    if max(map(len, lines)) > _WIDTH:
        shown = _TALL_ROWS
        lines = [
            line
            for place, row in enumerate(fact.rows[:shown])
            for line in (f"row {place}", *_cells_of(row, fact.columns))
        ]
    yield from lines
    if len(fact.rows) > shown:
        yield f"… {len(fact.rows) - shown} more rows in facts.json"


def _as_table(fact: Fact, rows: Sequence[Row]) -> list[str]:
    # A column without a value in these rows tells nothing.
    heads = [name for name in rows[0] if any(row.get(name) is not None for row in rows)]
    cells = [[_text(row.get(name), name, fact.columns) for name in heads] for row in rows]
    table = text_table(["row", *heads], [[str(at), *row] for at, row in enumerate(cells)])
    return table.splitlines()


def _cells_of(row: Row, units: Mapping[str, Unit]) -> Iterator[str]:
    there = {name: value for name, value in row.items() if value is not None}
    width = max(map(len, there), default=0)
    for name, value in there.items():
        yield f"  {name:{width}}  {_text(value, name, units)}"


def _evidence_lines(found: Evidence) -> Iterator[str]:
    from generator.wording.numbers import count  # noqa: PLC0415 - brings babel

    shown = found.top(_EVIDENCE_ROWS)
    of_all = f"{count(len(shown))} of " if len(found) > len(shown) else ""
    what = f": {found.what} ({of_all}{count(len(found))})" if found.what else ""
    adds = ""
    if found.adds is not None:
        total = _text(float(found.rows[found.adds].sum()), found.adds, found.source.units)
        adds = f"; {found.adds} of all adds up to {total}"
    yield f"rows     {found.source.name}{what}{adds}"
    heads = list(shown[0])
    cells = [[_text(row[name], name, found.source.units) for name in heads] for row in shown]
    yield from (f"  {line}" for line in text_table(heads, cells).splitlines())


def _text(value: object, name: str, units: Mapping[str, Unit]) -> str:
    from generator.signals.facts import json_value  # noqa: PLC0415 - as above
    from generator.wording.formats import NUMERIC_UNITS  # noqa: PLC0415 - brings babel
    from generator.wording.proofs import written_plainly  # noqa: PLC0415 - as above

    if value is None:
        return "-"
    if units[name] not in NUMERIC_UNITS:
        return str(json_value(value))  # type: ignore[arg-type]
    return written_plainly(value, units[name], name)  # type: ignore[arg-type]
