"""Yahoo's summaries (v10 quoteSummary JSON) as context in the catalogue's names."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from generator.market.headlines import clean_text
from generator.market.vendors.json_values import drift, items, mapping, moment, number, text
from generator.market.vendors.named_symbol import check_named_symbol
from generator.market.vendors.yahoo_options import INSTRUMENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

_NAMING: Final = ("quoteType", "price", "summaryDetail")
"""Modules that may name the symbol they are about."""
_BEFORE_OPEN: Final = (9, 30)
_AFTER_CLOSE: Final = (16, 0)


def is_summary(body: Any) -> bool:  # noqa: ANN401 - JSON is any value
    """Whether ``body`` is an answer of the quoteSummary address."""
    return isinstance(body, dict) and "quoteSummary" in body


def read_summary(
    bodies: Sequence[Any], *, file: Path, symbol: str | None = None
) -> Mapping[str, str | float]:
    """Context out of quoteSummary answers: catalogue names and values, dates in ISO form.

    An answer that says "Not Found" adds nothing.

    Raises:
        ImportFileError: An answer has another shape, or is of another symbol than ``symbol``.
    """
    modules: dict[str, Mapping[str, Any]] = {}
    for body in bodies:
        summary = mapping(
            mapping(body, "the answer", file).get("quoteSummary"), "quoteSummary", file
        )
        for result in items(summary.get("result") or [], "quoteSummary.result", file):
            parts = mapping(result, "quoteSummary.result[0]", file)
            modules |= {name: part for name, part in parts.items() if isinstance(part, dict)}
    for name in _NAMING:
        check_named_symbol(modules.get(name, {}).get("symbol"), symbol, file)
    return _context(modules, file)


def _context(modules: Mapping[str, Mapping[str, Any]], file: Path) -> Mapping[str, str | float]:
    def first(read: Any, *places: str) -> Any:  # noqa: ANN401 - a reader of JSON values
        for place in places:
            module, _, name = place.partition(".")
            value = read(modules.get(module, {}).get(name), place, file)
            if value is not None:
                return value
        return None

    fees = modules.get("fundProfile", {}).get("feesExpensesInvestment")
    found = {
        "instrument_type": INSTRUMENT_TYPES.get(
            first(text, "quoteType.quoteType", "price.quoteType") or ""
        ),
        "name": first(
            _words, "quoteType.longName", "price.longName", "quoteType.shortName", "price.shortName"
        ),
        "sector": first(_words, "assetProfile.sector", "summaryProfile.sector"),
        "fund_assets": first(number, "summaryDetail.totalAssets"),
        "expense_ratio": number(
            (fees if isinstance(fees, dict) else {}).get("annualReportExpenseRatio"),
            "fundProfile.feesExpensesInvestment.annualReportExpenseRatio",
            file,
        ),
        "market_value": first(number, "price.marketCap", "summaryDetail.marketCap"),
        "price_target": first(number, "financialData.targetMeanPrice"),
        "operating_margin": first(number, "financialData.operatingMargins"),
        "profit_margin": first(
            number, "financialData.profitMargins", "defaultKeyStatistics.profitMargins"
        ),
        "ex_dividend_date": _utc_date(
            first(moment, "calendarEvents.exDividendDate", "summaryDetail.exDividendDate")
        ),
    } | _earnings(modules.get("calendarEvents", {}).get("earnings"), file)
    return {name: value for name, value in found.items() if value is not None}


def _words(value: Any, what: str, file: Path) -> str | None:  # noqa: ANN401 - JSON is any value
    return clean_text(text(value, what, file) or "") or None


def _utc_date(found: datetime | None) -> str | None:
    """Yahoo stamps ex-dividend dates with midnight UTC."""
    return None if found is None else found.astimezone(UTC).date().isoformat()


def _earnings(value: Any, file: Path) -> dict[str, str | None]:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        return {}
    stamps = value.get("earningsDate")
    times = [
        _time(stamp, file)
        for stamp in ([] if stamps is None else items(stamps, "earnings.earningsDate", file))
    ]
    if not times:
        return {}
    estimate = value.get("isEarningsDateEstimate")
    sure = not estimate if isinstance(estimate, bool) else len(times) == 1
    at = (times[0].hour, times[0].minute)
    when = "before the open" if at < _BEFORE_OPEN else "after the close"
    return {
        "next_earnings_date": times[0].date().isoformat(),
        "earnings_date_state": "given" if sure else "estimated",
        "earnings_time": when if at < _BEFORE_OPEN or at >= _AFTER_CLOSE else None,
    }


def _time(stamp: Any, file: Path) -> datetime:  # noqa: ANN401 - JSON
    found = moment(stamp, "calendarEvents.earnings.earningsDate", file)
    if found is None:
        raise drift("calendarEvents.earnings.earningsDate", stamp, "a time", file)
    return found
