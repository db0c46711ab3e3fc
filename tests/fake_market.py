"""A market that does not exist, told in Yahoo's JSON: chains, bars, summaries, news.

Everything follows from one moment and a seed. Options are priced by Black-76 with a leaning smile,
so that a note made from them has volatilities and ideas like any other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any, Final

from generator.market.sessions import Sessions, years_between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FRIDAY_EVENING: Final = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
"""Five minutes after the close of a Friday, in winter time."""

Json = Any
_RATE: Final = 0.04
_WEEKLIES: Final = 4
_MONTHS: Final = (1, 2, 3, 6)
_SESSIONS: Final = {"1d": 1, "5d": 5, "1mo": 21, "1y": 252, "2y": 504}
_DAILY_MOVE: Final = 0.009
_NO_VOLATILITY: Final = 1.0000000000000003e-05


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One thing that is quoted.

    Args:
        kind: Yahoo's word for what it is.
        name: As Yahoo writes it.
        spot: Last price.
        step: Distance of strikes; ``None`` where no options are listed.
        currency: ISO code.
        exchange: Its exchange's time zone.
    """

    kind: str
    name: str
    spot: float
    step: float | None = None
    currency: str = "USD"
    zone: str = "America/New_York"


INSTRUMENTS: Final[Mapping[str, Instrument]] = {
    "SPY": Instrument(kind="ETF", name="SPDR S&P 500 ETF Trust", spot=601.5, step=5.0),
    "QQQ": Instrument(kind="ETF", name="Invesco QQQ Trust", spot=512.0, step=5.0),
    "ACME": Instrument(kind="EQUITY", name="Acme Rockets Incorporated", spot=98.4, step=1.0),
    "BRK-B": Instrument(kind="EQUITY", name="Berkshire Hathaway", spot=480.0, step=5.0),
    "^SPX": Instrument(kind="INDEX", name="S&P 500 INDEX", spot=6015.0, step=25.0),
    "BTC-USD": Instrument(kind="CRYPTOCURRENCY", name="Bitcoin USD", spot=90_000.0),
    "VFIAX": Instrument(kind="MUTUALFUND", name="Vanguard 500 Index Fund", spot=550.0),
    "SAP.DE": Instrument(
        kind="EQUITY", name="SAP SE", spot=230.0, currency="EUR", zone="Europe/Berlin"
    ),
    "ES=F": Instrument(kind="FUTURE", name="E-Mini S&P 500", spot=6020.0),
    "EURUSD=X": Instrument(kind="CURRENCY", name="EUR/USD", spot=1.09),
}


@dataclass(frozen=True)
class Market:
    """All instruments at one moment.

    Args:
        now: When it is looked at.
        steps: Strikes above the price, and below it.
    """

    now: datetime = FRIDAY_EVENING
    steps: int = 21

    @cached_property
    def calendar(self) -> Sessions:
        """The exchange's calendar around now."""
        return Sessions(self.now.year - 3, self.now.year + 2)

    @cached_property
    def quoted(self) -> datetime:
        """The time of the quotes: the last close, so that a note is of a whole session."""
        session = self.calendar.latest_begun(self.now)
        if self.calendar.close(session) > self.now:
            session = self.calendar.before(session)
        return self.calendar.close(session)

    @cached_property
    def expirations(self) -> Sequence[date]:
        """Weekly and monthly expirations after today, ascending."""
        today = self.quoted.date()
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        found = {
            self.calendar.on_or_before(friday + timedelta(days=7 * week))
            for week in range(_WEEKLIES + 1)
        }
        for ahead in _MONTHS:
            year, month = divmod(today.month - 1 + ahead, 12)
            found.add(self.calendar.monthly_expiration(today.year + year, month + 1))
        return sorted(day for day in found if day > today)

    def options(self, symbol: str, asked: int | None = None) -> Json:
        """The answer of the options address, for the nearest expiration unless one is asked for."""
        instrument = INSTRUMENTS.get(symbol)
        if instrument is None:
            return {"optionChain": {"result": [], "error": None}}
        result: Json = {
            "underlyingSymbol": symbol,
            "expirationDates": [],
            "strikes": [],
            "hasMiniOptions": False,
            "quote": self.quote(symbol),
            "options": [],
        }
        if instrument.step is not None:
            stamps = [_midnight(day) for day in self.expirations]
            stamp = stamps[0] if asked not in stamps else asked
            day = datetime.fromtimestamp(stamp, UTC).date()
            sides = {"calls": self._side(symbol, day, "C"), "puts": self._side(symbol, day, "P")}
            part = {"expirationDate": stamp, "hasMiniOptions": False} | sides
            result |= {"expirationDates": stamps, "options": [part]}
        return {"optionChain": {"result": [result], "error": None}}

    def quote(self, symbol: str) -> Json:
        """The quote of an instrument."""
        instrument = INSTRUMENTS[symbol]
        bar, before = self._bars(symbol)[-1], self._bars(symbol)[-2]
        return {
            "symbol": symbol,
            "quoteType": instrument.kind,
            "longName": instrument.name,
            "shortName": instrument.name[:20],
            "currency": instrument.currency,
            "marketState": "POST",
            "exchangeTimezoneName": instrument.zone,
            "exchangeDataDelayedBy": 15,
            "regularMarketPrice": instrument.spot,
            "regularMarketTime": int(self.quoted.timestamp()),
            "regularMarketOpen": bar[0],
            "regularMarketDayHigh": bar[1],
            "regularMarketDayLow": bar[2],
            "regularMarketPreviousClose": before[3],
            "regularMarketVolume": bar[4],
        }

    def _side(self, symbol: str, day: date, letter: str) -> Json:
        instrument = INSTRUMENTS[symbol]
        step = instrument.step or 1.0
        middle = round(instrument.spot / step)
        random = Random(f"{symbol} {day} {letter}")  # noqa: S311 - a shape, not a secret
        strikes = [(middle + count) * step for count in range(-self.steps, self.steps + 1)]
        return [self._row(symbol, day, letter, strike, random) for strike in strikes]

    def _row(self, symbol: str, day: date, letter: str, strike: float, random: Random) -> Json:
        spot = INSTRUMENTS[symbol].spot
        years = years_between(self.quoted, self.calendar.settlement_time(day))
        price, volatility = _priced(spot, strike, years, is_call=letter == "C")
        half = max(round(price * 0.01, 2), 0.01)
        bell = math.exp(-0.5 * (math.log(strike / spot) / 0.06) ** 2)
        held = int(1 + 9000 * bell * (1.2 if letter == "P" else 1.0) * random.uniform(0.6, 1.4))
        root = symbol.lstrip("^").replace("-", "")
        row = {
            "contractSymbol": f"{root}{day:%y%m%d}{letter}{round(strike * 1000):08d}",
            "strike": strike,
            "currency": INSTRUMENTS[symbol].currency,
            "lastPrice": max(round(price, 2), 0.01),
            "change": 0.0,
            "openInterest": held,
            "bid": max(round(price - half, 2), 0.0),
            "ask": round(price + half, 2),
            "contractSize": "REGULAR",
            "expiration": _midnight(day),
            "lastTradeDate": int(self.quoted.timestamp()) - 600,
            "impliedVolatility": volatility,
            "inTheMoney": strike < spot if letter == "C" else strike > spot,
        }
        # Yahoo leaves the volume out where nothing traded.
        traded = int(held * random.uniform(0.0, 0.3))
        return row | ({"volume": traded} if traded else {})

    def _bars(self, symbol: str) -> Sequence[tuple[float, float, float, float, int]]:
        """Open, high, low, close, volume of two years; the last close is the spot price."""
        random = Random(symbol)  # noqa: S311 - a shape, not a secret
        close, bars = INSTRUMENTS[symbol].spot, []
        for _ in range(_SESSIONS["2y"]):
            before = close * math.exp(-random.gauss(0.0003, _DAILY_MOVE))
            high = max(close, before) * (1 + abs(random.gauss(0, 0.002)))
            low = min(close, before) * (1 - abs(random.gauss(0, 0.002)))
            volume = random.randint(40, 90) * 1_000_000
            bars.append((round(before, 2), round(high, 2), round(low, 2), round(close, 2), volume))
            close = before
        return bars[::-1]

    def chart(self, symbol: str, span: str) -> Json:
        """The answer of the chart address for a range such as ``2y``."""
        instrument = INSTRUMENTS.get(symbol)
        if instrument is None:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return {"chart": {"result": None, "error": error}}
        count = _SESSIONS.get(span, 252)
        days = self.calendar.last(count, until=self.quoted.date())
        bars = self._bars(symbol)[-count:]
        stamps = [int(self.calendar.open(day).timestamp()) for day in days]
        names = ("open", "high", "low", "close", "volume")
        columns = {name: [bar[place] for bar in bars] for place, name in enumerate(names)}
        # An eighth of a dollar was paid a month ago: adjusted closes before it are lower.
        adjusted = [
            bar[3] - (0.125 if place < count - 21 else 0.0) for place, bar in enumerate(bars)
        ]
        paid = stamps[max(0, count - 21)]
        result = {
            "meta": self._meta(symbol, span, stamps[-1]),
            "timestamp": stamps,
            "indicators": {"quote": [columns], "adjclose": [{"adjclose": adjusted}]},
            "events": {"dividends": {str(paid): {"amount": 0.125, "date": paid}}},
        }
        return {"chart": {"result": [result], "error": None}}

    def _meta(self, symbol: str, span: str, opened: int) -> Json:
        instrument = INSTRUMENTS[symbol]
        period = {"timezone": "EST", "start": opened, "end": opened + 23_400, "gmtoffset": -18_000}
        return {
            "currency": instrument.currency,
            "symbol": symbol,
            "instrumentType": instrument.kind,
            "exchangeTimezoneName": instrument.zone,
            "regularMarketTime": int(self.quoted.timestamp()),
            "regularMarketPrice": instrument.spot,
            "dataGranularity": "1d",
            "range": span,
            "currentTradingPeriod": {"pre": period, "regular": period, "post": period},
            "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
        }

    def summary(self, symbol: str, modules: Sequence[str]) -> Json:
        """The answer of the summary address with the modules that are asked for."""
        known = self._modules(symbol) if symbol in INSTRUMENTS else {}
        result = {name: known[name] for name in modules if name in known}
        return {"quoteSummary": {"result": [result], "error": None}}

    def _modules(self, symbol: str) -> dict[str, Json]:
        instrument = INSTRUMENTS[symbol]
        ex_date = _midnight(self.calendar.on_or_after(self.quoted.date() + timedelta(days=28)))
        kind = {"quoteType": instrument.kind, "symbol": symbol, "longName": instrument.name}
        if instrument.kind == "ETF":
            fees = {"annualReportExpenseRatio": 0.000945}
            return {
                "quoteType": kind,
                "summaryProfile": {"longBusinessSummary": "It follows an index."},
                "summaryDetail": {"totalAssets": 612_000_000_000, "yield": 0.0112},
                "calendarEvents": {"exDividendDate": ex_date},
                "fundProfile": {
                    "categoryName": "Large Blend",
                    "family": "SPDR",
                    "legalType": "Exchange Traded Fund",
                    "feesExpensesInvestment": fees,
                    "feesExpensesInvestmentCat": {},
                },
                "topHoldings": {
                    "holdings": [],
                    "equityHoldings": {},
                    "bondHoldings": {},
                    "bondRatings": [],
                    "sectorWeightings": [],
                },
            }
        return {
            "quoteType": kind,
            "assetProfile": {"sector": "Industrials"},
            "summaryDetail": {"marketCap": 42_000_000_000},
            "financialData": {"targetMeanPrice": 110.0, "profitMargins": 0.12},
            "calendarEvents": {"exDividendDate": ex_date, "earnings": self._earnings()},
        }

    def _earnings(self) -> Json:
        """Half past eight at night in New York, when Tokyo already has the next date."""
        day = self.calendar.on_or_after(self.quoted.date() + timedelta(days=40))
        close = self.calendar.close(day)
        return {"earningsDate": [int(close.replace(hour=20, minute=30).timestamp())]}

    def news(self, symbol: str) -> Json:
        """The answer of the news address: two headlines about the symbol and one without a date."""
        items = [
            self._headline(symbol, "Option traders pay up for puts before the jobs report", 3),
            self._headline(symbol, "Broad funds take in money for a fifth week", 26),
            self._headline(symbol, "A headline that nobody dated", None),
        ]
        return {"data": {"tickerStream": {"stream": items}}}

    def _headline(self, symbol: str, title: str, hours: int | None) -> Json:
        published = None if hours is None else self.quoted - timedelta(hours=hours)
        stamp = published and published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "id": title,
            "content": {
                "title": title,
                "pubDate": stamp,
                "provider": {"displayName": "Example Wire"},
                "canonicalUrl": {"url": "https://example.invalid/story"},
                "finance": {"stockTickers": [{"symbol": symbol}]},
            },
        }


def without_quotes(body: Json) -> Json:
    """A chain as Yahoo gives it out of hours: no bid, no ask, no open interest."""
    for part in body["optionChain"]["result"][0]["options"]:
        for row in [*part["calls"], *part["puts"]]:
            row |= {"bid": 0.0, "ask": 0.0, "openInterest": 0, "impliedVolatility": _NO_VOLATILITY}
    return body


def _midnight(day: date) -> int:
    """Yahoo's stamp of a date."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _priced(spot: float, strike: float, years: float, *, is_call: bool) -> tuple[float, float]:
    """Price and volatility of one option, by Black-76 with a smile that leans to the left."""
    forward = spot * math.exp(_RATE * years)
    root = math.sqrt(years)
    moneyness = max(-3.0, min(3.0, math.log(strike / forward) / (0.16 * root)))
    volatility = 0.16 - 0.018 * moneyness + 0.006 * moneyness**2
    sign = 1 if is_call else -1
    d1 = math.log(forward / strike) / (volatility * root) + volatility * root / 2
    value = sign * (forward * _cdf(sign * d1) - strike * _cdf(sign * (d1 - volatility * root)))
    return math.exp(-_RATE * years) * value, volatility


def _cdf(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2
