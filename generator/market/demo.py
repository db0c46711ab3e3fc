"""The demo: a snapshot made by a model around published figures. It is no market data.

Published, in a daily note on IWM of Monday 29 December 2025, 12:37 in New York, and met to the
digit that was printed: the price, the low of the day, the change from the close before, the
52-week high, the lower Bollinger band, volatility, beta and two returns; the put/call ratio of
open interest; and `_PUBLISHED`, the open interest of five strikes. Where that note named no
window or kind, the one of the catalogue is taken: 252 sessions for volatility and beta.

Modelled is everything else: the daily bars between those figures, the benchmark, the quotes,
the positions at all other strikes, the session's open, high and volumes, the rate, the dividend
yield and the sample headlines. It is made from constants and seeds, without clock, file or
network, so that the demo is the same everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from generator.market.demo_chain import TERMS, ChainFigures, Leaders, modelled_chain
from generator.market.demo_prices import PriceFigures, modelled_prices
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Benchmark, Headline, Quote, Rate, Snapshot, Source

_AS_OF: Final = datetime(2025, 12, 29, 12, 37, tzinfo=EXCHANGE_ZONE)
_FRONT: Final = date(2026, 1, 2)
_SECOND: Final = date(2026, 1, 9)
_MONTHLY: Final = date(2026, 1, 16)

_PRICES: Final = PriceFigures(
    spot=249.52,
    previous_close=251.43,
    high_52w=251.50,
    return_1y=0.1196,
    return_ytd=0.1445,
    lower_band=244.92,
    volatility=0.176,
    beta=1.34,
)
_DAY_LOW: Final = 249.47
_PUT_CALL_RATIO: Final = 2.17

_PUBLISHED: Final[Leaders] = {
    (_FRONT, "call"): {260: 17_177, 255: 10_000},
    (_FRONT, "put"): {245: 7_739, 240: 5_682},
    (_SECOND, "call"): {255: 2_625},
}
_MODELLED: Final[Leaders] = {
    (_FRONT, "call"): {265: 6_318},
    (_FRONT, "put"): {249: 4_106},
    (_SECOND, "put"): {240: 3_184},
    (_MONTHLY, "call"): {260: 53_870},
    (_MONTHLY, "put"): {240: 141_260},
}
"""Strikes that lead too, with made-up open interest: the published text only names them."""

_DAY_OPEN: Final = 251.06
_DAY_HIGH: Final = 251.21
_DAY_VOLUME: Final = 13_942_600.0
_DELAY_MINUTES: Final = 15.0
_RATE: Final = 0.0362
_DIVIDEND_YIELD: Final = 0.011
_OPEN_INTEREST_DATE: Final = date(2025, 12, 26)

_NOTE: Final = (
    "Prices, quotes and open interest were made by a model around a handful of published "
    "figures; this is no market data."
)
_HEADLINES: Final = tuple(
    Headline(title=title, publisher="Sample Wire", published=published)
    for title, published in (
        (
            "Holders of IWM and other small-cap funds weigh year-end flows",
            datetime(2025, 12, 26, 16, 20, tzinfo=EXCHANGE_ZONE),
        ),
        (
            "Small caps enter a week shortened by the New Year's holiday",
            datetime(2025, 12, 28, 18, 5, tzinfo=EXCHANGE_ZONE),
        ),
        (
            "IWM traders look to Tuesday's minutes of the Fed's December meeting",
            datetime(2025, 12, 29, 8, 30, tzinfo=EXCHANGE_ZONE),
        ),
    )
)


def demo_snapshot() -> Snapshot:
    """The modelled demo: the same bytes on every call and every machine."""
    prices = modelled_prices(_PRICES, before=_AS_OF.date())
    contracts = modelled_chain(
        ChainFigures(
            as_of=_AS_OF,
            spot=_PRICES.spot,
            rate=_RATE,
            dividend_yield=_DIVIDEND_YIELD,
            put_call_ratio=_PUT_CALL_RATIO,
            leaders=_leaders(),
        )
    )
    return Snapshot(
        symbol="IWM",
        as_of=_AS_OF,
        quote=Quote(
            spot=_PRICES.spot,
            open=_DAY_OPEN,
            high=_DAY_HIGH,
            low=_DAY_LOW,
            volume=_DAY_VOLUME,
            delay_minutes=_DELAY_MINUTES,
        ),
        contracts=contracts,
        source=Source(name="modelled demo", layout="model", modelled=True, note=_NOTE),
        bars=prices.own,
        benchmark=Benchmark(symbol="SPY", bars=prices.benchmark),
        open_interest_date=_OPEN_INTEREST_DATE,
        expirations_listed=len(TERMS),
        rate=Rate(value=_RATE, source="modelled", observed=_AS_OF.date()),
        dividend_yield=_DIVIDEND_YIELD,
        headlines=_HEADLINES,
        context={"instrument_type": "etf", "name": "iShares Russell 2000 ETF"},
    )


def _leaders() -> Leaders:
    sides = {*_PUBLISHED, *_MODELLED}
    return {side: {**_PUBLISHED.get(side, {}), **_MODELLED.get(side, {})} for side in sides}
