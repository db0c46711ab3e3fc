"""A snapshot as one file (``*.snapshot.zip``) that rebuilds its note offline for ever.

The file holds a manifest (JSON) and the tables (CSV) with fixed zip dates. Its ``sha256`` is
taken over the canonical bytes of the members, not over the zip, so that another compressor
gives the same hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from generator.errors import InputError, SnapshotError, UsageError
from generator.files import check_symbol, parse_json, write_atomically
from generator.market.csv_table import csv_bytes
from generator.market.issues import Issue
from generator.market.occ import parse_occ_symbol
from generator.market.sessions import EXCHANGE_ZONE, LAST_YEAR
from generator.market.snapshot import (
    Bars,
    Benchmark,
    Headline,
    Quote,
    Rate,
    Snapshot,
    Source,
    Split,
)
from generator.market.tables import (
    BAR_COLUMNS,
    CONTRACT_COLUMNS,
    TRADE_COLUMNS,
    TRADE_SIDES,
    empty_trade_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA: Final = "snapshot/1"
SUFFIX: Final = ".snapshot.zip"
_DIGESTS: Final[WeakKeyDictionary[Snapshot, str]] = WeakKeyDictionary()

_MANIFEST: Final = "manifest.json"
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "contracts.csv": CONTRACT_COLUMNS,
    "bars.csv": BAR_COLUMNS,
    "benchmark_bars.csv": BAR_COLUMNS,
    "trades.csv": TRADE_COLUMNS,
}
_TIME_FORMATS: Final[Mapping[str, str]] = {
    "datetime64[s]": "%Y-%m-%d",
    "datetime64[us]": "%Y-%m-%dT%H:%M:%S.%fZ",
}
"""How dates and times are written, by the type that their column declares."""
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "right": ("call", "put"),
    "settlement": ("PM", "AM"),
    "side": TRADE_SIDES,
}
_ZIP: Final = b"PK"
_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,  # a password is asked for, or a feature that nobody has written
    ValueError,  # a name or an offset that cannot be
)
"""What reading a damaged zip file raises."""
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_MEMBER_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one unpacked member; a chain of 30,000 contracts takes 3 MB."""


def save_snapshot(snapshot: Snapshot, path: Path) -> str:
    """Write ``snapshot`` to ``path`` atomically; the same snapshot gives the same bytes.

    Returns:
        The snapshot's sha256, as the note will name it.
    """
    members, digest = sealed_members(snapshot)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, content in members.items():
            bundle.writestr(_zip_entry(name), content)
    write_atomically(path, buffer.getvalue())
    return digest


def load_snapshot(path: Path) -> tuple[Snapshot, str]:
    """Read a bundle back and prove its hash.

    Returns:
        The snapshot and its sha256.

    Raises:
        SnapshotError: The file is no bundle, is damaged, was changed after it was made, or was
            written by a newer version.
    """
    return unsealed(_read_members(path), path)


def sealed_members(snapshot: Snapshot) -> tuple[dict[str, bytes], str]:
    """The parts of a snapshot by name, its hash in the manifest, and the hash."""
    members = _members(snapshot)
    digest = _digest(members)
    manifest = json.loads(members[_MANIFEST]) | {"sha256": digest}
    members[_MANIFEST] = _canonical_json(manifest)
    return members, digest


def unsealed(members: dict[str, bytes], path: Path) -> tuple[Snapshot, str]:
    """The snapshot of `sealed_members`, its hash proven, and the hash.

    Raises:
        SnapshotError: As `load_snapshot`.
    """
    try:
        manifest = parse_json(members[_MANIFEST], path)
    except InputError as error:
        raise SnapshotError(path, f"{_MANIFEST} {error.problem}", error.position) from error
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        found = manifest.get("schema") if isinstance(manifest, dict) else None
        problem = f"is a snapshot of kind {found!r}, this version reads {SCHEMA!r}"
        raise SnapshotError(path, problem)
    claimed = manifest.pop("sha256", None)
    members[_MANIFEST] = _canonical_json(manifest)
    digest = _digest(members)
    if claimed != digest:
        raise SnapshotError(path, "was changed after it was made: its sha256 does not match")
    try:
        return _rebuild(manifest, members), digest
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        problem = str(error).strip().partition("\n")[0]
        raise SnapshotError(path, f"has a damaged manifest or table: {problem}") from error


def snapshot_digest(snapshot: Snapshot) -> str:
    """The sha256 that `save_snapshot` would give ``snapshot``; computed once for each object."""
    found = _DIGESTS.get(snapshot)
    if found is None:
        found = _DIGESTS[snapshot] = _digest(_members(snapshot))
    return found


def _members(snapshot: Snapshot) -> dict[str, bytes]:
    members = {
        _MANIFEST: _canonical_json(_manifest(snapshot)),
        "contracts.csv": _to_csv(snapshot.contracts),
        "bars.csv": _to_csv(snapshot.bars.table),
    }
    if snapshot.benchmark is not None:
        members["benchmark_bars.csv"] = _to_csv(snapshot.benchmark.bars.table)
    if len(snapshot.trades):
        members["trades.csv"] = _to_csv(snapshot.trades)
    return members


def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    benchmark = snapshot.benchmark
    return {
        "schema": SCHEMA,
        "symbol": snapshot.symbol,
        "as_of": snapshot.as_of.isoformat(),
        "quote": asdict(snapshot.quote),
        "source": asdict(snapshot.source),
        "bars_adjustment": snapshot.bars.adjustment,
        "splits": [
            {"session": str(split.session), "ratio": split.ratio} for split in snapshot.bars.splits
        ],
        "benchmark": benchmark
        and {"symbol": benchmark.symbol, "adjustment": benchmark.bars.adjustment},
        "open_interest_date": snapshot.open_interest_date and str(snapshot.open_interest_date),
        "expirations_listed": snapshot.expirations_listed,
        "rate": snapshot.rate
        and asdict(snapshot.rate)
        | {"observed": snapshot.rate.observed and str(snapshot.rate.observed)},
        "dividend_yield": snapshot.dividend_yield,
        "headlines": [
            asdict(item) | {"published": item.published.isoformat()} for item in snapshot.headlines
        ],
        "context": dict(snapshot.context),
        "issues": [issue.as_dict() for issue in snapshot.issues],
        "fetched_at": snapshot.fetched_at and snapshot.fetched_at.isoformat(),
    }


def _rebuild(manifest: dict[str, Any], members: Mapping[str, bytes]) -> Snapshot:
    tables = {
        name: _from_csv(content, _TABLES[name])
        for name, content in members.items()
        if name != _MANIFEST
    }
    _check_values(manifest)
    bench = manifest["benchmark"]
    rate = manifest["rate"]
    source = manifest["source"]
    fetched = manifest["fetched_at"]
    return Snapshot(
        symbol=manifest["symbol"],
        as_of=_moment(manifest["as_of"]).astimezone(EXCHANGE_ZONE),
        quote=Quote(**manifest["quote"]),
        contracts=tables["contracts.csv"],
        source=Source(**source | {"files": tuple(source["files"])}),
        bars=Bars(
            table=tables["bars.csv"],
            adjustment=manifest["bars_adjustment"],
            splits=tuple(
                Split(session=date.fromisoformat(item["session"]), ratio=item["ratio"])
                for item in manifest["splits"]
            ),
        ),
        benchmark=bench
        and Benchmark(
            symbol=bench["symbol"],
            bars=Bars(table=tables["benchmark_bars.csv"], adjustment=bench["adjustment"]),
        ),
        open_interest_date=_date(manifest["open_interest_date"]),
        expirations_listed=manifest["expirations_listed"],
        rate=rate and Rate(**rate | {"observed": _date(rate["observed"])}),
        dividend_yield=manifest["dividend_yield"],
        headlines=tuple(
            Headline(**item | {"published": _moment(item["published"])})
            for item in manifest["headlines"]
        ),
        context=manifest["context"],
        issues=tuple(Issue.from_dict(item) for item in manifest["issues"]),
        fetched_at=_moment(fetched).astimezone(EXCHANGE_ZONE) if fetched else None,
        trades=_checked_trades(tables["trades.csv"])
        if "trades.csv" in tables
        else empty_trade_table(),
    )


def _checked_trades(trades: pd.DataFrame) -> pd.DataFrame:
    """Refuse what no tape holds: a contract that is none, a size or a price not above 0."""
    for symbol in trades["contract"].unique():
        parse_occ_symbol(symbol)
    if not ((trades["size"] > 0) & (trades["price"] > 0)).all():
        msg = "a trade has a size or a price that is not above 0"
        raise ValueError(msg)
    return trades


def _check_values(manifest: Mapping[str, Any]) -> None:
    """Refuse what a hash does not: a number that is text, a name that is no ticker."""
    rate, context = manifest["rate"] or {}, manifest["context"]
    numbers = [
        *((name, value) for name, value in manifest["quote"].items() if name != "currency"),
        ("rate", rate.get("value")),
        ("dividend_yield", manifest["dividend_yield"]),
        ("expirations_listed", manifest["expirations_listed"]),
    ]
    for name, value in numbers:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            msg = f"{name} is {value!r}, not a number"
            raise TypeError(msg)
    if not isinstance(context, dict):
        msg = "context is no table of names and values"
        raise TypeError(msg)
    try:
        check_symbol(manifest["symbol"])
    except UsageError as error:
        raise ValueError(str(error)) from error


def _read_members(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as bundle:
            entries = bundle.infolist()
            names = [entry.filename for entry in entries]
            allowed = {_MANIFEST, *_TABLES}
            if len(set(names)) != len(names) or not set(names) <= allowed:
                raise SnapshotError(path, f"holds members that no snapshot has: {names}")
            if not {_MANIFEST, "contracts.csv", "bars.csv"} <= set(names):
                raise SnapshotError(path, f"lacks a member of a snapshot, it has only: {names}")
            if any(entry.compress_type not in _COMPRESSIONS for entry in entries):
                raise SnapshotError(path, "is packed in a way that no snapshot is")
            if any(entry.file_size > _MEMBER_LIMIT for entry in entries):
                raise SnapshotError(path, "unpacks to more than a snapshot may hold")
            return {entry.filename: _read_member(bundle, entry) for entry in entries}
    except FileNotFoundError:
        raise SnapshotError(path, "does not exist") from None
    except IsADirectoryError:
        raise SnapshotError(path, "is a folder, not a snapshot") from None
    except _DAMAGE as error:
        raise SnapshotError(path, _what_is_wrong(path, error)) from error


def _what_is_wrong(path: Path, error: Exception) -> str:
    """What a file is that cannot be unpacked, and what to do."""
    if not isinstance(error, zipfile.BadZipFile):
        return f"is no readable snapshot bundle: {error}"
    with path.open("rb") as stream:
        start = stream.read(len(_ZIP))
    if not start:
        return "is empty; fetch or import the snapshot again"
    if start != _ZIP:
        return f"is no snapshot; import it first: strikedesk import {path} --symbol S"
    return "is damaged or cut off; copy it again, or fetch or import the snapshot again"


def _read_member(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with bundle.open(entry) as member:
        return member.read(_MEMBER_LIMIT)


def _digest(members: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(members):
        content = members[name]
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _canonical_json(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode() + b"\n"


def _zip_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _to_csv(table: pd.DataFrame) -> bytes:
    times = {str(dtype) for dtype in table.dtypes} & set(_TIME_FORMATS)
    form = _TIME_FORMATS[times.pop()] if times else None
    return csv_bytes(table, form)


def member_of_contracts(table: pd.DataFrame) -> bytes:
    """The canonical bytes of a table of contracts."""
    return _to_csv(table)


def contracts_of_member(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of contracts that another kind of file gave back, in the declared types.

    Raises:
        KeyError, TypeError, ValueError: It is of another shape.
    """
    return pd.DataFrame(
        {name: frame[name].astype(np.dtype(dtype)) for name, dtype in CONTRACT_COLUMNS.items()}
    )


def _from_csv(content: bytes, schema: Mapping[str, str]) -> pd.DataFrame:
    dates = [name for name, dtype in schema.items() if dtype.startswith("datetime64")]
    dtypes = {name: dtype for name, dtype in schema.items() if name not in dates}
    table = pd.read_csv(
        io.BytesIO(content),
        dtype=dtypes,
        keep_default_na=False,
        na_values={name: [""] for name, dtype in schema.items() if dtype == "float64"},
    )
    if list(table.columns) != list(schema):
        msg = f"columns are {list(table.columns)}, not {list(schema)}"
        raise ValueError(msg)
    for name in dates:
        form = _TIME_FORMATS[schema[name]]
        table[name] = pd.to_datetime(table[name], format=form).astype(np.dtype(schema[name]))
        if not table[name].dt.year.le(LAST_YEAR).all():
            msg = f"{name} is missing or out of all bounds in a row"
            raise ValueError(msg)
    for name, words in _WORDS.items():
        if name in table.columns and not table[name].isin(words).all():
            msg = f"{name} is not always one of {', '.join(words)}"
            raise ValueError(msg)
    return table


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        msg = f"{text} lacks its offset"
        raise ValueError(msg)
    return moment


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
