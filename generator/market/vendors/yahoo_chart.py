"""Yahoo's charts (v8 JSON): daily bars as traded, with the splits that are already in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Bars, Split
from generator.market.tables import bar_table
from generator.market.vendors.json_values import drift, items, mapping, moment, number, text
from generator.market.vendors.named_symbol import check_named_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path


def is_chart(body: Any) -> bool:  # noqa: ANN401 - JSON is any value
    """Whether ``body`` is an answer of the chart address."""
    return isinstance(body, dict) and "chart" in body


def read_chart(
    body: Any,  # noqa: ANN401 - JSON
    *,
    file: Path,
    until: date,
    symbol: str | None = None,
) -> Bars:
    """Daily bars as traded, splits apart, up to and including ``until``, of ``symbol`` if given.

    Raises:
        ImportFileError: The answer has another shape, holds no bar, is not of daily bars, or is of
            another symbol.
    """
    chart = mapping(mapping(body, "the answer", file).get("chart"), "chart", file)
    results = chart.get("result")
    if not results:
        error = chart.get("error")
        said = error.get("description") if isinstance(error, dict) else None
        problem = f"is a chart without a result: {said or 'no reason given'}"
        raise ImportFileError(file, problem, code="no_bars")
    result = mapping(items(results, "chart.result", file)[0], "chart.result[0]", file)
    meta = mapping(result.get("meta"), "chart.meta", file)
    check_named_symbol(meta.get("symbol"), symbol, file)
    granularity = text(meta.get("dataGranularity"), "chart.meta.dataGranularity", file)
    if granularity not in {None, "1d"}:
        raise ImportFileError(file, f"has bars of {granularity}, not of a day", code="not_daily")
    zone = _zone(text(meta.get("exchangeTimezoneName"), "chart.meta.exchangeTimezoneName", file))
    days = [
        _stamp(value, "chart.timestamp", file).astimezone(zone).date()
        for value in items(result.get("timestamp") or [], "chart.timestamp", file)
    ]
    columns = _chart_columns(result, len(days), file)
    newest = {
        day: place for place, day in enumerate(days) if day <= until and columns["close"][place] > 0
    }
    kept = np.array(list(newest.values()), dtype=np.int64)
    sessions = np.array([days[place] for place in kept], dtype="datetime64[s]")
    table = bar_table(
        {"session": sessions} | {name: values[kept] for name, values in columns.items()}
    )
    return Bars(table=table, splits=_splits(result, zone, until, file))


def _zone(name: str | None) -> ZoneInfo:
    if name is None:
        return EXCHANGE_ZONE
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name, or one too long
        return EXCHANGE_ZONE


def _stamp(value: Any, what: str, file: Path) -> datetime:  # noqa: ANN401 - JSON
    found = moment(value, what, file)
    if found is None:
        raise drift(what, value, "a time", file)
    return found


def _chart_columns(
    result: Mapping[str, Any], count: int, file: Path
) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    indicators = mapping(result.get("indicators"), "chart.indicators", file)
    quotes = items(indicators.get("quote"), "chart.indicators.quote", file)
    quote = mapping(quotes[0] if quotes else None, "chart.indicators.quote[0]", file)
    columns = {}
    for name in ("open", "high", "low", "close", "volume"):
        values = quote.get(name) or [None] * count
        if len(items(values, f"chart.{name}", file)) != count:
            problem = f"{name} has {len(values)} values for {count} days"
            raise ImportFileError(file, problem, code="schema_drift")
        figures = [number(value, f"chart.{name}", file) for value in values]
        columns[name] = np.array([np.nan if value is None else value for value in figures])
    return columns


def _splits(
    result: Mapping[str, Any], zone: ZoneInfo, until: date, file: Path
) -> tuple[Split, ...]:
    events = mapping(result.get("events") or {}, "chart.events", file)
    found = []
    for value in mapping(events.get("splits") or {}, "chart.events.splits", file).values():
        split = mapping(value, "chart.events.splits[…]", file)
        day = _stamp(split.get("date"), "chart.events.splits.date", file).astimezone(zone).date()
        new = number(split.get("numerator"), "chart.events.splits.numerator", file)
        old = number(split.get("denominator"), "chart.events.splits.denominator", file)
        ratio = new / old if new and old else 0.0
        if 0 < ratio < np.inf and day <= until:
            found.append(Split(session=day, ratio=ratio))
    return tuple(sorted(found, key=lambda split: split.session))
