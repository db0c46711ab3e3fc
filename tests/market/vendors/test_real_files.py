"""Every file of the real market data is imported with the counts it has, or refused with a code."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from generator.errors import ImportFileError
from generator.market.vendors.content import read_content
from generator.market.vendors.daily_bars import read_daily_bars
from generator.market.vendors.importing import ImportRequest, import_snapshot, open_request
from generator.market.vendors.news import read_headlines
from generator.market.vendors.yahoo_chart import is_chart
from generator.market.vendors.yahoo_summary import is_summary, read_summary
from tests.market.vendors.made_files import counted, write

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.vendors.chain_day import ChainDay, ChainFile

GROUPS: Final = (
    "cboe",
    "lean",
    "other_vendors",
    "yahoo_options",
    "yahoo_options_aapl_2025",
    "yfinance_csv",
)
REFUSED: Final = {
    "other_vendors": {"unknown_layout": 1},
    "yahoo_options": {"no_listed_options": 16, "empty_chain": 2},
}
"""Files that hold no chain, and one that needs a map of its columns."""


class Figures(NamedTuple):
    """What was counted in a chain by other means."""

    rows: float
    calls: float
    puts: float
    call_open_interest: float
    put_open_interest: float


class Counts(NamedTuple):
    """A chain of `SNAPSHOT_STATS.csv`."""

    day: date | None
    figures: Figures
    volume: float


def stated(data_dir: Path, group: str) -> dict[tuple[str, str], list[Counts]]:
    """What was counted in the files of a group, by file and symbol."""
    found = defaultdict(list)
    with (data_dir / "SNAPSHOT_STATS.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["file"].split("/")[0] != group:
                continue
            match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", row["asof"])
            day = date(*map(int, match.groups())) if match else None
            names = ("rows", "calls", "puts", "call_oi", "put_oi")
            figures = Figures(*(float(row[name]) for name in names))
            volume = float(row["call_vol"]) + float(row["put_vol"])
            found[row["file"], row["symbol"]].append(Counts(day, figures, volume))
    return found


def figures_of(made: ChainDay) -> Figures:
    """The same figures of a chain that was read."""
    table = made.contracts
    calls, puts = (table[table["right"] == right] for right in ("call", "put"))
    return Figures(
        len(table), len(calls), len(puts), calls["open_interest"].sum(), puts["open_interest"].sum()
    )


def opened(data_dir: Path, file: str, symbol: str) -> ChainFile:
    """A file of chains."""
    return open_request(ImportRequest(files=[data_dir / file], symbol=symbol))


@pytest.mark.parametrize("group", GROUPS)
def test_contracts_and_open_interest_are_those_of_the_file(data_dir: Path, group: str) -> None:
    """Volumes too, but for those of earlier sessions, which count as 0 and are said so."""
    refused: Counter[str] = Counter()
    checked = 0
    for (file, symbol), chains in stated(data_dir, group).items():
        try:
            chain = opened(data_dir, file, symbol)
        except ImportFileError as error:
            refused[error.code] += 1
            if error.code != "unknown_layout":
                assert not any(one.figures.rows for one in chains)
            continue
        for one in chains:
            assert one.day is not None
            made = chain.read(one.day)
            assert figures_of(made) == one.figures, (file, symbol, one.day)
            volume = made.contracts["volume"].sum()
            stale = counted(made.issues).get("stale_volume", 0)
            assert volume < one.volume if stale else volume == one.volume
            assert set(counted(made.issues)) <= {"stale_volume"}
            checked += 1
    assert refused == REFUSED.get(group, {})
    assert checked > 3


def test_the_days_of_the_end_of_day_series_hold_what_was_counted(data_dir: Path) -> None:
    """A thousand chains, two of them of a day whose file was empty."""
    pytest.importorskip("pyarrow")
    empty = 0
    for (file, symbol), chains in stated(data_dir, "eod_series").items():
        if not file.endswith(".parquet"):
            continue
        chain = opened(data_dir, file, symbol)
        for one in chains:
            assert one.day is not None
            if not one.figures.rows:
                assert one.day not in chain.days
                empty += 1
                continue
            assert figures_of(chain.read(one.day)) == one.figures, (file, one.day)
        assert len(chain.days) == sum(one.figures.rows > 0 for one in chains)
    assert empty < 10


def test_the_raw_files_of_the_series_are_the_days_of_the_tables(data_dir: Path) -> None:
    pytest.importorskip("pyarrow")
    series = data_dir / "eod_series"
    files = sorted((series / "raw").glob("*.json"))
    assert len(files) == 4
    for file in files:
        symbol, day = file.stem.split("_")
        if day == "2026-05-25":
            with pytest.raises(ImportFileError, match="holds no contract of NIO") as caught:
                opened(series, f"raw/{file.name}", symbol)
            assert caught.value.code == "empty_chain"
            continue
        made = import_snapshot(ImportRequest(files=[file], symbol=symbol, spot=1.0))
        table = opened(series, f"{symbol}.parquet", symbol).read(date.fromisoformat(day))
        assert made.contracts.equals(table.contracts)
        assert str(made.as_of_date) == day


def test_the_table_that_needs_a_map_is_read_with_one(data_dir: Path, tmp_path: Path) -> None:
    columns = write(
        tmp_path,
        "columns: {strike: Strike Price, implied_volatility: Implied Volatility}\n"
        "calls: {bid: Call Bid, ask: Call Ask}\n"
        "puts: {bid: Put Bid, ask: Put Ask}\n"
        "percent: [implied_volatility]\n"
        "constants: {expiration: 2024-10-18, spot: 5781.88, date: 2024-09-20}\n",
        "map.yaml",
    )
    path = data_dir / "other_vendors" / "SP500_2024-10-18_ig.csv"
    made = import_snapshot(ImportRequest(files=[path], symbol="SPX", columns=columns))
    assert Counter(made.contracts["right"]) == {"call": 45, "put": 45}
    assert (made.contracts["bid"] < made.contracts["ask"]).all()
    assert made.contracts["vendor_implied_volatility"].between(0.09, 0.2).all()


def test_the_prices_that_files_state_are_the_spots(data_dir: Path) -> None:
    """From a quote, a banner, a column, a distance to strikes, and the underlying's bar."""
    for file, symbol, spot in (
        ("cboe/SPX_2022-12-12_quotedata.csv.gz", "^SPX", 3990.5601),
        ("cboe/SPY_2023-09-14_quotedata.csv.gz", "SPY", 450.81),
        ("cboe/RUT_2023-09-21_cboe_delayed.json.gz", "RUT", 1806.1193),
        ("other_vendors/SPY_2020-01-29_tdameritrade.json.gz", "SPY", 326.22),
        ("yfinance_csv/wide_SPY_09_47_20230421.csv.gz", "SPY", 411.88),
        ("yfinance_csv/fe621_NVDA_IDX_VIX_day1.csv.gz", "^VIX", 15.9),
        ("lean/AAPL_20140609.csv.gz", "AAPL", 92.72),
    ):
        made = import_snapshot(ImportRequest(files=[data_dir / file], symbol=symbol))
        assert made.quote.spot == pytest.approx(spot), file


def test_every_chart_summary_and_list_of_news_is_read_or_of_no_known_layout(
    data_dir: Path,
) -> None:
    kinds: Counter[str] = Counter()
    folders = ("yahoo_other", "yahoo_options_aapl_2025")
    for file in sorted(file for folder in folders for file in (data_dir / folder).glob("*.json")):
        content = read_content(file)
        if is_chart(content.json):
            try:
                table = read_daily_bars(file, until=date(2026, 1, 1)).table
            except ImportFileError as error:
                kinds[error.code] += 1
                continue
            assert len(table) > 0
            assert table["session"].is_unique
            kinds["chart"] += 1
        elif is_summary(content.json):
            found = read_summary([content.json], file=file)
            kinds["summary" if found else "summary without a fact"] += 1
        elif "news" in file.name.lower():
            headlines, issues = read_headlines(content, symbol="AAPL", name="Apple Inc.")
            assert len(headlines) + sum(issue.rows or 0 for issue in issues) > 0
            assert headlines
            kinds["news"] += 1
    assert (kinds["chart"], kinds["not_daily"]) == (15, 1)
    assert kinds["news"] == 1
    assert kinds["summary"] > 20
