"""A snapshot as an object: the same when it comes back, and never a changed one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.snapshot_object import from_object, to_object
from generator.errors import StoreError
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from tests import replays
from tests.snapshots import FRIDAY_CLOSE, contract, daily_bars, pair, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.market.snapshot import Snapshot

WHOLE: Final = snapshot(
    [
        *pair("2026-08-28", 100, 500, 700),
        contract("2026-08-28", 102.5, "call", oi=float("nan"), bid=0.1, ask=1 / 3, last=-0.0),
        contract("2026-09-18", 100, "put", root="IWM1", standard=False, contract_size=10.0),
    ],
    bars=daily_bars([99.0, 100.0], until=date(2026, 8, 21)),
    rate=0.04,
    context={"name": "Fonds für Kleines – «Ω»"},
    fetched_at=FRIDAY_CLOSE + timedelta(minutes=5),
)
OBJECT: Final = to_object(WHOLE)[0]


def comes_back(made: Snapshot) -> None:
    """The hash is over every part, so the same hash is the same snapshot."""
    content, digest = to_object(made)
    back, found = from_object(content, "x.parquet")
    assert digest == found == snapshot_digest(made) == snapshot_digest(back)
    assert back.contracts.equals(made.contracts)
    assert dict(back.contracts.dtypes) == dict(made.contracts.dtypes)


@pytest.mark.parametrize(
    "made",
    [WHOLE, snapshot([]), demo_snapshot(), replace(WHOLE, fetched_at=None)],
    ids=["every part", "an empty chain", "the demo", "imported"],
)
def test_a_snapshot_comes_back_the_same_with_its_hash(made: Snapshot) -> None:
    comes_back(made)


def test_a_real_chain_comes_back_the_same_with_its_hash(data_dir: Path) -> None:
    comes_back(replays.series(data_dir, "IWM").snapshot(date(2026, 6, 22)))


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert to_object(WHOLE) == to_object(replace(WHOLE, contracts=WHOLE.contracts.copy()))
    back, _ = from_object(OBJECT, "x.parquet")
    assert to_object(back)[0] == OBJECT, "also when it went through an object"


@pytest.mark.parametrize(
    "content",
    [b"", b"PAR1", b"no parquet at all", OBJECT[:-1], OBJECT[: len(OBJECT) // 2], OBJECT[100:]],
    ids=["empty", "magic", "text", "one byte less", "half", "no beginning"],
)
def test_a_damaged_object_is_one_line_that_names_it(content: bytes) -> None:
    with pytest.raises(StoreError, match=r"^x\.parquet: is damaged or was changed: .+") as error:
        from_object(content, "x.parquet")
    assert "\n" not in str(error.value)


@given(place=st.integers(0, len(OBJECT) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_gives_an_error_or_the_same_snapshot(place: int, bit: int) -> None:
    """A bit that nothing reads may flip; what comes back is what was kept or an error."""
    changed = bytearray(OBJECT)
    changed[place] ^= 1 << bit
    try:
        back, digest = from_object(bytes(changed), "x.parquet")
    except StoreError:
        return
    assert digest == snapshot_digest(WHOLE)
    assert back.contracts.equals(WHOLE.contracts)


def another_strike(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("strike")
    return table.set_column(place, "strike", pc.add(table["strike"], 1.0))


def another_spot(table: pa.Table) -> pa.Table:
    metadata = dict(table.schema.metadata)
    other = pq.read_table(io.BytesIO(to_object(snapshot([], spot=101.0))[0])).schema.metadata
    key = b"strikedesk:manifest.json"
    return table.replace_schema_metadata(metadata | {key: other[key]})


def no_manifest(table: pa.Table) -> pa.Table:
    return table.replace_schema_metadata({})


def no_bars(table: pa.Table) -> pa.Table:
    metadata = dict(table.schema.metadata)
    del metadata[b"strikedesk:bars.csv"]
    return table.replace_schema_metadata(metadata)


def packed_badly(table: pa.Table) -> pa.Table:
    metadata = dict(table.schema.metadata)
    return table.replace_schema_metadata(metadata | {b"strikedesk:bars.csv": b"not packed"})


def no_strikes(table: pa.Table) -> pa.Table:
    return table.drop_columns(["strike"])


def strikes_of_text(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("strike")
    return table.set_column(place, "strike", pa.array(["x"] * len(table)))


def nested_strikes(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("strike")
    return table.set_column(place, "strike", pa.array([[1.0, 2.0]] * len(table)))


def a_row_less(table: pa.Table) -> pa.Table:
    return table.slice(1)


@pytest.mark.parametrize(
    "change",
    [
        another_strike, another_spot, no_manifest, no_bars, packed_badly, no_strikes,
        strikes_of_text, nested_strikes, a_row_less,
    ],
)  # fmt: skip
def test_a_sound_file_of_other_content_is_refused(change: Callable[[pa.Table], pa.Table]) -> None:
    buffer = io.BytesIO()
    pq.write_table(change(pq.read_table(io.BytesIO(OBJECT))), buffer)
    with pytest.raises(StoreError, match="is damaged or was changed"):
        from_object(buffer.getvalue(), "x.parquet")
