"""A snapshot's one file: the same bytes, the same snapshot back, and no trust in either."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import SnapshotError
from generator.market import bundle
from generator.market.bundle import load_snapshot, save_snapshot, snapshot_digest
from generator.market.issues import Issue
from generator.market.snapshot import Benchmark, Headline, Quote, Rate, Source
from tests.snapshots import NEXT_FRIDAY, chain, contract, daily_bars, facts_of, pair, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.market.snapshot import Snapshot

BARS: Final = daily_bars([100.0 + place / 7 for place in range(60)], until=date(2026, 8, 20))


def full_snapshot() -> Snapshot:
    """A snapshot in which every part has something."""
    quotes = {"bid": 1.05, "ask": 1.1, "last": 1 / 3, "vendor_implied_volatility": 0.2}
    rows = [contract(NEXT_FRIDAY, 100, "call", oi=10.0, **quotes), *pair("2026-09-18", 99.5, 7, 9)]
    return snapshot(
        rows,
        quote=Quote(spot=100.1, open=99.0, high=101.0, low=98.5, volume=1e6, delay_minutes=15),
        source=Source(name="file", layout="pairs", files=("chain.csv", "bars.csv"), note="“note”"),
        bars=BARS,
        benchmark=Benchmark(symbol="SPY", bars=replace(BARS, adjustment="dividends")),
        open_interest_date=date(2026, 8, 20),
        expirations_listed=2,
        rate=Rate(value=0.0412, source="--rate", observed=date(2026, 8, 20)),
        dividend_yield=0.011,
        headlines=(
            Headline(
                title='Rates, "held" – Заголовок\u2028x',
                publisher="Wire",
                published=datetime(2026, 8, 21, 12, tzinfo=UTC),
                url="https://example.org/a?b=1&c=2",
            ),
        ),
        context={"instrument_type": "etf", "fund_assets": 6.5e10},
        issues=(Issue("bars_off_session", "note", "left out", 3),),
    )


def equal(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same, tables included."""
    for a, b in (
        (one.contracts, other.contracts),
        (one.bars.table, other.bars.table),
        *(
            [(one.benchmark.bars.table, other.benchmark.bars.table)]
            if one.benchmark and other.benchmark
            else []
        ),
    ):
        pd.testing.assert_frame_equal(a, b, check_exact=True)
    parts = ["symbol", "as_of", "quote", "source", "open_interest_date", "expirations_listed"]
    parts += ["rate", "dividend_yield", "headlines", "context", "issues"]
    return all(getattr(one, part) == getattr(other, part) for part in parts) and (
        one.bars.adjustment == other.bars.adjustment
    )


def test_a_snapshot_comes_back_from_its_file(tmp_path: Path) -> None:
    """Every number to its last digit, every word, every unknown as unknown; and the same facts."""
    made = full_snapshot()
    path = tmp_path / "IWM.snapshot.zip"
    digest = save_snapshot(made, path)
    read, proven = load_snapshot(path)
    assert proven == digest == snapshot_digest(made) == snapshot_digest(read)
    assert equal(made, read)
    assert facts_of(read).as_json() == facts_of(made).as_json()


def test_an_empty_snapshot_comes_back_too(tmp_path: Path) -> None:
    made = snapshot([])
    save_snapshot(made, tmp_path / "a.snapshot.zip")
    assert equal(load_snapshot(tmp_path / "a.snapshot.zip")[0], made)


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice, and once more after it was read back."""
    one, two, three = (tmp_path / f"{name}.snapshot.zip" for name in "abc")
    save_snapshot(full_snapshot(), one)
    save_snapshot(full_snapshot(), two)
    save_snapshot(load_snapshot(one)[0], three)
    assert one.read_bytes() == two.read_bytes() == three.read_bytes()
    assert {entry.date_time for entry in zipfile.ZipFile(one).infolist()} == {(1980, 1, 1, 0, 0, 0)}


finite = st.floats(allow_nan=False, allow_infinity=False)
unknown = finite | st.just(float("nan"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "root": st.text("ABCXYZ0123456789.", min_size=1, max_size=6)
                | st.sampled_from(["NA", "NAN", "NULL", "TRUE", "007", "1E5", "-"]),
                "expiration": st.dates(date(2026, 8, 21), date(2030, 1, 1)),
                "strike": finite,
                "right": st.sampled_from(["call", "put"]),
                "settlement": st.sampled_from(["PM", "AM"]),
                "bid": unknown,
                "last": unknown,
                "volume": unknown,
                "open_interest": unknown,
                "standard": st.booleans(),
            }
        ),
        max_size=6,
    ),
    spot=finite,
)
def test_any_chain_comes_back(rows: list[dict[str, object]], spot: float, tmp_path: Path) -> None:
    """Roots that look like numbers or unknowns stay words; floats keep every bit."""
    made = snapshot(rows, spot=spot)
    path = tmp_path / "any.snapshot.zip"
    save_snapshot(made, path)
    assert equal(load_snapshot(path)[0], made)


# --- damage and forgery ---------------------------------------------------------------------

MEMBERS: Final = ("manifest.json", "contracts.csv", "bars.csv", "benchmark_bars.csv")


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    """The unpacked members of a sound bundle."""
    path = tmp_path / "sound.snapshot.zip"
    save_snapshot(full_snapshot(), path)
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def pack(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """A zip file of these entries, whatever they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return path


def refused(path: Path, match: str | None = None) -> None:
    """The bundle is refused with one clear line that names it."""
    with pytest.raises(SnapshotError, match=match) as caught:
        load_snapshot(path)
    assert str(caught.value).startswith(f"{path}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("damage", ["changed", "emptied", "longer", "left out"])
def test_a_tampered_member_is_refused(
    members: dict[str, bytes], tmp_path: Path, name: str, damage: str
) -> None:
    content = members.pop(name)
    changed = {
        "changed": content.replace(b"1", b"2", 1),
        "emptied": b"",
        "longer": content + b"\n" + content[-40:],
    }
    if damage in changed:
        members[name] = changed[damage]
    refused(pack(tmp_path / "bad.zip", list(members.items())))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "/etc/passwd",
        "..\\evil.csv",
        "C:\\evil.csv",
        "contracts.csv/x",
        "./contracts.csv",
        "CONTRACTS.CSV",
        "extra.csv",
        "manifest.json\x00.csv",
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_no_snapshot_has_is_refused_and_nothing_is_written(
    members: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    path = pack(tmp_path / "slip.zip", [*members.items(), (name, b"x")])
    refused(path)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, path])


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_given_twice_is_refused(
    members: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    refused(pack(tmp_path / "twice.zip", [*members.items(), (name, members[name])]), "no snapshot")


@pytest.mark.parametrize(
    "manifest",
    [
        b'{"schema": "snapshot/1", "schema": "snapshot/1"}',
        b'{"schema": "snapshot/1", "quote": {"spot": NaN}}',
        b'{"schema": "snapshot/1", "quote": {"spot": Infinity}}',
        b'{"schema": "snapshot/1", "quote": {"spot": 1e999}}',
        b'{"schema": "snapshot/1", "n": ' + b"9" * 5000 + b"}",
        b'{"schema": "snapshot/1", "name": "\\ud800"}',
        b'{"schema": "snapshot/1",}',
        b'{"schema": "snapshot/2"}',
        b"[" * 100_000,
        b"[]",
        b"null",
        b"\xff\xfe{\x00}\x00",
        b"",
    ],
)
def test_a_manifest_that_is_no_strict_json_is_refused(
    members: dict[str, bytes], tmp_path: Path, manifest: bytes
) -> None:
    """NaN, infinity, a key twice, half a character, endless nesting, another kind of file."""
    members["manifest.json"] = manifest
    refused(pack(tmp_path / "json.zip", list(members.items())))


def forge(members: dict[str, bytes], path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A bundle whose manifest was changed and whose hash was made again to fit."""
    manifest = json.loads(members["manifest.json"])
    del manifest["sha256"]
    change(manifest)
    members["manifest.json"] = bundle._canonical_json(manifest)
    manifest["sha256"] = bundle._digest(members)
    return pack(path, list((members | {"manifest.json": json.dumps(manifest).encode()}).items()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("symbol", "../../x"),
        ("symbol", 5),
        ("as_of", "2026-08-21T16:00:00"),
        ("as_of", "0001-01-01T00:00:00+14:00"),
        ("as_of", "yesterday"),
        ("as_of", None),
        ("quote", {"spot": "100"}),
        ("quote", {"spot": True}),
        ("quote", {"price": 100}),
        ("quote", []),
        ("source", "file"),
        ("bars_adjustment", ...),
        ("benchmark", "SPY"),
        ("rate", {"value": "4%", "source": "x", "observed": None}),
        ("rate", 0.04),
        ("dividend_yield", "none"),
        ("expirations_listed", "12"),
        ("open_interest_date", "20.08.2026"),
        ("headlines", [{"title": "x"}]),
        ("headlines", 5),
        ("context", ["etf"]),
        ("issues", [{"code": "x"}]),
    ],
)
def test_a_forged_manifest_with_a_fitting_hash_is_refused(
    members: dict[str, bytes], tmp_path: Path, field: str, value: object
) -> None:
    """A hash proves that nothing was changed, not that it ever made sense."""

    def change(manifest: dict[str, Any]) -> None:
        if value is ...:
            del manifest[field]
        else:
            manifest[field] = value

    refused(forge(members, tmp_path / "forged.zip", change), "damaged manifest or table")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("contracts.csv", b"call", b"hall"),
        ("contracts.csv", b"PM", b"??"),
        ("contracts.csv", b"2026-08-28", b"9999-12-31"),
        ("contracts.csv", b"2026-08-28", b""),
        ("contracts.csv", b"2026-08-28", b"2026-13-45"),
        ("contracts.csv", b"100.0", b"1OO.0"),
        ("contracts.csv", b"strike", b"price"),
        ("contracts.csv", b"True", b"perhaps"),
        ("bars.csv", b"session", b"date"),
        ("bars.csv", b"close", b"open"),
        ("benchmark_bars.csv", b"\n2026", b"\n1,2,3\n2026"),
    ],
)
def test_a_forged_table_with_a_fitting_hash_is_refused(
    members: dict[str, bytes], tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    assert old in members[name]
    members[name] = members[name].replace(old, new, 1)
    refused(forge(members, tmp_path / "forged.zip", lambda _: None), "damaged manifest or table")


def test_a_forged_bundle_is_read_if_it_makes_sense(
    members: dict[str, bytes], tmp_path: Path
) -> None:
    """The tests above fail for what they changed: forging alone is not what is refused."""
    read, _ = load_snapshot(forge(members, tmp_path / "same.zip", lambda _: None))
    assert equal(read, full_snapshot())


# --- damaged files ----------------------------------------------------------------------------


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_or_proven_never_a_crash(
    data: st.DataObject, tmp_path: Path
) -> None:
    """Bytes changed, cut or added anywhere: a clear refusal, or the very same snapshot."""
    sound = tmp_path / "sound.snapshot.zip"
    if not sound.exists():
        save_snapshot(snapshot(pair(NEXT_FRIDAY, 100, 1, 2), bars=BARS), sound)
    content = bytearray(sound.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    match data.draw(st.sampled_from(["flip", "cut", "add"])):
        case "flip":
            content[place] ^= data.draw(st.integers(1, 255))
        case "cut":
            del content[place:]
        case _:
            content[place:place] = data.draw(st.binary(min_size=1, max_size=8))
    path = tmp_path / "damaged.snapshot.zip"
    path.write_bytes(content)
    try:
        _, digest = load_snapshot(path)
    except SnapshotError:
        return
    assert digest == load_snapshot(sound)[1]


def test_what_is_no_bundle_says_so(tmp_path: Path) -> None:
    refused(tmp_path / "missing.zip", "does not exist")
    refused(tmp_path, "is a folder")
    for name, content, problem in (
        ("empty", b"", "is empty; fetch or import the snapshot again"),
        ("cut", b"PK\x03\x04", "is damaged or cut off; copy it again"),
    ):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, problem)


@pytest.mark.parametrize(
    "content", [b"date,strike\n", b'{"options": []}', b"PAR1PAR1", b"\x1f\x8b"]
)
def test_a_vendors_file_in_place_of_a_snapshot_is_to_be_imported_first(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "chain.csv"
    path.write_bytes(content)
    refused(path, f"is no snapshot; import it first: strikedesk import {path} --symbol S")


def test_an_encrypted_or_strangely_packed_member_is_refused(
    members: dict[str, bytes], tmp_path: Path
) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        entry = zipfile.ZipInfo("bars.csv")
        entry.compress_type = method
        others = [(name, text) for name, text in members.items() if name != "bars.csv"]
        refused(pack(tmp_path / "packed.zip", [*others, (entry, members["bars.csv"])]), "is packed")
    path = pack(tmp_path / "locked.zip", list(members.items()))
    content = path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(mark) + offset
        flags = struct.unpack_from("<H", content, place)[0] | 1
        content = content[:place] + struct.pack("<H", flags) + content[place + 2 :]
    path.write_bytes(content)
    refused(path, "no readable snapshot bundle")


def test_a_bomb_is_refused_before_it_is_unpacked(members: dict[str, bytes], tmp_path: Path) -> None:
    members["bars.csv"] = bytes(65 * 1024 * 1024)
    path = pack(tmp_path / "bomb.zip", list(members.items()))
    assert path.stat().st_size < 100_000
    refused(path, "unpacks to more")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """A snapshot that JSON cannot hold writes nothing."""
    path = tmp_path / "kept.snapshot.zip"
    save_snapshot(full_snapshot(), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        save_snapshot(replace(full_snapshot(), quote=Quote(spot=np.nan)), path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["kept.snapshot.zip"]


def test_the_table_of_a_chain_is_sorted_whatever_order_it_came_in() -> None:
    rows = [*pair("2026-09-18", 99, 1, 1), *pair(NEXT_FRIDAY, 101, 1, 1)]
    assert bundle._to_csv(chain(rows)) == bundle._to_csv(chain(rows[::-1]))
    assert io.BytesIO(bundle._to_csv(chain(rows))).readline().startswith(b"root,expiration,strike")
