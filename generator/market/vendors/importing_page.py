"""The page of importing for `docs/`: layouts, side files, refusals and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.market.vendors.context_file import FIELDS
from generator.market.vendors.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSALS: Final[Mapping[str, str]] = {
    "ambiguous": "a figure that stands once for the chain has several values",
    "bad_cell": "a cell is no number, date or word of its column; its line is named",
    "bad_header": "the header names a column twice",
    "bad_row": "a line has another number of cells than the header",
    "conflicting_bars": "a price file gives a day twice with different prices",
    "damaged": "the file is cut off or damaged",
    "empty_chain": "there is no contract of the symbol, or none for the day",
    "empty_file": "the file is empty",
    "is_folder": "a folder was given where a file is wanted",
    "mixed_days": "answers of different days were given together",
    "no_bars": "a chart holds no bars",
    "no_date": "the file says neither inside nor in its name of what day it is",
    "no_file": "there is no such file",
    "no_listed_options": "the instrument has no listed options: a fund, a coin, a foreign listing",
    "no_spot": "there is no price of the underlying for the day",
    "no_such_day": "the file does not hold the day asked for",
    "not_csv": "the text is no CSV",
    "not_daily": "a chart is not of daily bars",
    "not_data": "the file is a web page",
    "not_json": "the JSON is broken, or holds NaN, infinity or a key twice",
    "not_text": "the file is neither text nor Parquet",
    "other_time": "the time asked for is not the one that the file says, or before its trades",
    "schema_drift": "a value is not of the kind that its place has; the field is named",
    "several_files": "files that do not belong together were given together",
    "symbol_mismatch": "the file is about another symbol",
    "too_large": "the file unpacks to more than any chain needs",
    "unknown_layout": "no known layout; what was seen and what is known is said",
    "unknown_symbol": "the answer says that the symbol is not known",
    "unreadable": "anything else",
}
"""Every code with which an import is refused, and what it means."""

REMARKS: Final[Mapping[str, str]] = {
    "bars_off_session": "note: bars dated on days without a session were left out",
    "bars_too_late": "note: all daily prices given are of later days",
    "conflicting_bars": "note: price files close a day differently; the first was taken",
    "context_empty": "note: a file of context holds no fact",
    "currency_mismatch": "block: underlying and contracts are quoted in different currencies",
    "date_from_name": "note: the day is from the file's name",
    "future_trades": "block: contracts traded after the day that the chain is said to be of",
    "headlines_foreign": "note: headlines that are not about the symbol were left out",
    "headlines_repeated": "note: headlines given more than once were taken once",
    "headlines_undated": "note: headlines without title, publisher or time were left out",
    "inconsistent_rows": "degrade: rows whose contract symbol says something else were left out",
    "mixed_times": "degrade: expirations were quoted more than 15 minutes apart",
    "stale_volume": "note: volumes of contracts that last traded on an earlier day count as 0",
    "superseded_answers": "note: of several answers for one expiration the newest was taken",
    "trades_foreign": "note: trades of a tape in options on something else were left out",
}
"""What an import may remark in the snapshot it makes."""

_INTRODUCTION: Final = """\
# Importing

<!-- Made from the layouts and codes of the importer; a test keeps it so. -->

`strikedesk import FILE… --symbol S -o SNAPSHOT` reads what people have; without `-o` it goes into
the archive, and `--all-days` takes every day of a file there. The layout is recognised
from what is in the file, never from its name; gzip is unpacked. Numbers are parsed strictly:
thousands commas, "NaN", "N/A" and blanks are understood, anything else is refused with its line.

## Layouts

| layout | what it looks like |
|---|---|
"""
_COLUMN_MAP: Final = """
## Any other CSV

Say in a YAML file which column is what, and give it with `--columns`. One row a contract:

```yaml
source: my broker
columns: {expiration: Expiry, strike: K, right: C/P, bid: Bid, ask: Ask, open_interest: OI}
percent: [implied_volatility]
```

One row a strike, with what the file does not hold as constants:

```yaml
columns: {strike: Strike Price}
calls: {bid: Call Bid, ask: Call Ask}
puts: {bid: Put Bid, ask: Put Ask}
constants: {expiration: 2024-10-18, spot: 5781.88, date: 2024-09-20}
```

## Side files

- `--bars`: daily prices, CSV in any case and order of columns (date, close, and perhaps open,
  high, low, volume), or Yahoo's chart JSON; may be repeated. Closes off the cent grid are taken as
  lowered for dividends and give no level and no return.
- `--spots`: CSV of date, symbol, spot; or `--spot` itself.
- `--headlines`: CSV or JSON list of title, publisher, published, url; or Yahoo's news JSON. Yahoo's
  items are kept where they name the symbol, the rest are left out and counted.
- `--tape`: single trades, CSV of time, contract, size, price and perhaps side (buy or sell). A
  contract is an OCC symbol such as IWM260918P00280000, a time is exchange time unless it has an
  offset, a price is dollars a share.
- `--context`: Yahoo's quoteSummary JSON (may be repeated), or a flat JSON object of
"""
_REFUSALS: Final = """
## Refusals

The command exits with 4 and one line that names the file, what is wrong, and one of these codes.

| code | what it means |
|---|---|
"""
_REMARKS: Final = """
## Remarks

These travel in the snapshot beside what [the gates](gates.md) find in it.

| code | what it means |
|---|---|
"""


def importing_page() -> str:
    """The page, as Markdown."""
    layouts = [f"| {layout.name} | {layout.shape} |" for layout in LAYOUTS]
    fields = "  " + ", ".join(f"`{name}`" for name in FIELDS) + "."
    refusals = [f"| `{code}` | {meaning} |" for code, meaning in REFUSALS.items()]
    remarks = [f"| `{code}` | {meaning} |" for code, meaning in REMARKS.items()]
    return (
        _INTRODUCTION
        + "\n".join(layouts)
        + "\n"
        + _COLUMN_MAP
        + fields
        + "\n"
        + _REFUSALS
        + "\n".join(refusals)
        + "\n"
        + _REMARKS
        + "\n".join(remarks)
        + "\n"
    )
