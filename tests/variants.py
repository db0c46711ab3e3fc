"""Variants of the modelled demo: days that the stored market data does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from generator.market.demo import demo_snapshot
from generator.market.snapshot import Bars
from generator.market.tables import contract_table
from generator.signals.black import black_price
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.market.snapshot import Snapshot


def with_contracts(snapshot: Snapshot, **columns: Any) -> Snapshot:  # noqa: ANN401
    """The snapshot with some columns of its chain replaced."""
    return replace(snapshot, contracts=snapshot.contracts.assign(**columns))


def with_closes(path: Callable[[int], float], *, quiet_range: float = 0.004) -> Snapshot:
    """The demo with closes that follow ``path``: a factor of spot by sessions before the quote."""
    snapshot = demo_snapshot()
    table: pd.DataFrame = snapshot.bars.table
    back = np.arange(len(table), 0, -1)
    close = np.array([round(snapshot.quote.spot * path(int(step)), 2) for step in back])
    bars = table.assign(
        open=close,
        close=close,
        high=np.round(close * (1 + quiet_range), 2),
        low=np.round(close * (1 - quiet_range), 2),
    )
    quote = replace(snapshot.quote, open=None, high=None, low=None)
    return replace(snapshot, bars=Bars(table=bars), quote=quote)


def spread_out(snapshot: Snapshot) -> Snapshot:
    """The snapshot with quotes so wide that no contract is liquid, around the same mids."""
    chain = snapshot.contracts
    half = (chain["ask"] - chain["bid"]) / 2 + 0.2 * chain["ask"] + 0.05
    middle = (chain["ask"] + chain["bid"]) / 2
    return with_contracts(snapshot, bid=(middle - half).clip(lower=0), ask=middle + half)


def balanced(snapshot: Snapshot) -> Snapshot:
    """The snapshot with as many puts open as calls, more or less."""
    puts = (snapshot.contracts["right"] == "put").to_numpy()
    held = snapshot.contracts["open_interest"].to_numpy()
    return with_contracts(snapshot, open_interest=np.where(puts, np.floor(held / 2), held))


def jumping_wave(step: int) -> float:
    """A path without a trend whose last close lies more than an ordinary day above the price."""
    return 1.018 if step == 1 else wave(step)


def wave(step: int) -> float:
    """A price that goes nowhere, with swings far from where it is."""
    return 1 + 0.03 * float(np.sin(step / 4)) if step > 1 else 1.0


def falling(step: int) -> float:
    """A price that has fallen for months, from a low a week ago back to the middle."""
    dip = -0.04 if step == 6 else 0.0
    return 1 + 0.0015 * step + dip + (0.03 if step in (9, 10) else 0.0)


def without_bars(snapshot: Snapshot) -> Snapshot:
    """A snapshot without daily prices."""
    quote = replace(snapshot.quote, previous_close=None)
    return replace(snapshot, bars=Bars(table=snapshot.bars.table.head(0)), quote=quote)


def after_expiration(snapshot: Snapshot, factor: float = 20) -> Snapshot:
    """A snapshot at the close, once an expiration with ``factor`` times its contracts has gone."""
    today = np.datetime64(snapshot.as_of_date, "s")
    expiring = (snapshot.contracts["expiration"] == today).to_numpy()
    held = snapshot.contracts["open_interest"].to_numpy()
    closed = replace(snapshot, as_of=snapshot.sessions().close(snapshot.as_of_date))
    return with_contracts(closed, open_interest=np.where(expiring, held * factor, held))


def session_before(snapshot: Snapshot, price: float) -> Snapshot:
    """What the session before would have stored at ``price``: the same chain around it."""
    calendar, factor = snapshot.sessions(), price / snapshot.quote.spot
    strikes = (snapshot.contracts["strike"] * factor).round(2)
    return replace(
        without_bars(snapshot),
        as_of=calendar.close(calendar.before(snapshot.as_of_date)),
        quote=replace(snapshot.quote, spot=price, previous_close=None),
        contracts=snapshot.contracts.assign(strike=strikes),
    )


def expirations(snapshot: Snapshot, count: int, listed: int) -> Snapshot:
    """The snapshot with its first ``count`` expirations alone, of ``listed`` that are listed."""
    table = snapshot.contracts
    kept = sorted(table["expiration"].unique())[:count]
    part = table[table["expiration"].isin(kept)].reset_index(drop=True)
    return replace(snapshot, contracts=part, expirations_listed=listed)


def one_side(snapshot: Snapshot, right: str) -> Snapshot:
    """The snapshot with its calls alone, or its puts."""
    table = snapshot.contracts
    part = table[table["right"] == right].reset_index(drop=True)
    return replace(snapshot, contracts=part)


def dead_quotes(snapshot: Snapshot) -> Snapshot:
    """The snapshot with bids and asks of 0, as a source writes them before the open."""
    return with_contracts(snapshot, bid=0.0, ask=0.0)


def unpublished(snapshot: Snapshot) -> Snapshot:
    """The snapshot with open interest in one contract of fifty."""
    held = snapshot.contracts["open_interest"].to_numpy()
    return with_contracts(snapshot, open_interest=np.where(np.arange(len(held)) % 50, 0.0, held))


def joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """One table of contracts out of several."""
    table = pd.concat(parts, ignore_index=True)
    return contract_table({str(name): table[name] for name in table.columns})


def two_series(snapshot: Snapshot) -> Snapshot:
    """The snapshot as an index whose dates have one series that settles at the open as well."""
    table = snapshot.contracts.assign(root="SPXW")
    morning = table.assign(root="SPX", settlement="AM", open_interest=table["open_interest"] / 2)
    context = {"instrument_type": "index", "name": "A modelled index"}
    return replace(
        snapshot,
        symbol="SPX",
        contracts=joined(table, morning),
        context=context,
    )


def split_grids(snapshot: Snapshot, ratio: int = 7) -> Snapshot:
    """The snapshot after a split, with the strikes of before it still in the chain."""
    old = snapshot.contracts
    prices = {name: old[name] / ratio for name in ("bid", "ask", "last")}
    new = old.assign(strike=np.round(old["strike"] / ratio, 2), **prices)
    table = snapshot.bars.table
    bars = table.assign(**{name: table[name] / ratio for name in ("open", "high", "low", "close")})
    quote = replace(
        snapshot.quote, spot=snapshot.quote.spot / ratio, open=None, high=None, low=None
    )
    return replace(
        snapshot,
        quote=quote,
        contracts=joined(old, new),
        bars=replace(snapshot.bars, table=bars),
    )


def adjusted_bars(snapshot: Snapshot) -> Snapshot:
    """The snapshot with closes that were lowered for dividends."""
    return replace(snapshot, bars=replace(snapshot.bars, adjustment="dividends"))


def last_bars(snapshot: Snapshot, count: int) -> Snapshot:
    """The snapshot with its last ``count`` daily bars alone."""
    table = snapshot.bars.table.tail(count).reset_index(drop=True)
    return replace(snapshot, bars=replace(snapshot.bars, table=table))


def bars_of_closes(snapshot: Snapshot) -> Snapshot:
    """The snapshot with daily closes, and without highs and lows."""
    table = snapshot.bars.table.assign(open=np.nan, high=np.nan, low=np.nan)
    return replace(snapshot, bars=replace(snapshot.bars, table=table))


def between(snapshot: Snapshot, low: float, high: float) -> Snapshot:
    """The snapshot with a past that stayed between two distances from its price, in dollars."""
    spot, table = snapshot.quote.spot, snapshot.bars.table
    clipped = {
        name: table[name].clip(lower=spot + low, upper=spot + high)
        for name in ("open", "high", "low", "close")
    }
    quote = replace(snapshot.quote, open=None, high=None, low=None)
    bars = replace(snapshot.bars, table=table.assign(**clipped))
    return replace(snapshot, quote=quote, bars=bars)


def with_bar_of_the_day(snapshot: Snapshot, factor: float) -> Snapshot:
    """The snapshot with a bar of its own day that closes at ``factor`` times its price."""
    table = snapshot.bars.table
    close = snapshot.quote.spot * factor
    own = table.tail(1).assign(
        session=np.datetime64(snapshot.as_of_date, "s"),
        open=close,
        high=close,
        low=close,
        close=close,
    )
    joined_bars = pd.concat([table, own], ignore_index=True)
    return replace(snapshot, bars=replace(snapshot.bars, table=joined_bars))


def of_company(snapshot: Snapshot, **context: str | float) -> Snapshot:
    """The snapshot as that of a company with results ahead."""
    day = snapshot.as_of_date
    known: dict[str, str | float] = {
        "instrument_type": "equity",
        "name": "A Modelled Company",
        "sector": "Industrials",
        "market_value": 3.1e11,
        "operating_margin": 0.214,
        "next_earnings_date": (day + timedelta(days=22)).isoformat(),
        "earnings_date_state": "given",
        "ex_dividend_date": (day + timedelta(days=60)).isoformat(),
    }
    return replace(snapshot, context=known | context)


def modelled_days() -> Mapping[str, Snapshot]:
    """Days by what is special about them."""
    demo = demo_snapshot()
    return {
        "demo": demo,
        "overbought": with_closes(lambda step: 1 - 0.004 * step if step < 150 else 0.4),
        "bearish": balanced(with_closes(falling)),
        "quiet": balanced(with_closes(wave)),
        "a large move": balanced(with_closes(lambda step: 1.04 if step == 1 else wave(step))),
        "no trend on a day of more than an ordinary move": balanced(with_closes(jumping_wave)),
        "illiquid": spread_out(demo),
        "illiquid and bullish": spread_out(balanced(demo)),
        "open interest not reported": with_contracts(demo, open_interest=0.0),
        "open interest not published": unpublished(demo),
        "before the open": dead_quotes(with_contracts(demo, open_interest=0.0)),
        "dead quotes": dead_quotes(demo),
        "one expiration": expirations(demo, 1, 12),
        "one expiration of unknown many": replace(expirations(demo, 1, 1), expirations_listed=None),
        "one small expiration": with_contracts(
            expirations(demo, 1, 12),
            open_interest=expirations(demo, 1, 12).contracts["open_interest"].clip(upper=1.0),
        ),
        "part of the chain": expirations(demo, 2, 12),
        "nearest expirations": replace(expirations(demo, 2, 2), expirations_listed=None),
        "small part of the chain": with_contracts(
            expirations(demo, 2, 12),
            open_interest=expirations(demo, 2, 12).contracts["open_interest"].clip(upper=1.0),
        ),
        "calls only": one_side(demo, "call"),
        "few contracts": replace(demo, contracts=demo.contracts.iloc[:6].reset_index(drop=True)),
        "one contract": replace(demo, contracts=demo.contracts.iloc[:1].reset_index(drop=True)),
        "one open contract a strike": with_contracts(
            demo, open_interest=demo.contracts["open_interest"].clip(upper=1.0)
        ),
        "price apart": replace(demo, quote=replace(demo.quote, spot=demo.quote.spot * 1.05)),
        "price apart from its bar": with_bar_of_the_day(demo, 1.06),
        "adjusted bars": adjusted_bars(demo),
        "adjusted bars and a part of the chain": adjusted_bars(expirations(demo, 2, 12)),
        "few bars and a part of the chain": last_bars(expirations(demo, 2, 12), 30),
        "closes and a part of the chain": bars_of_closes(expirations(demo, 2, 12)),
        "below resistance without open interest": between(
            with_contracts(demo, open_interest=0.0), -60, 1
        ),
        "above support without open interest": between(
            with_contracts(demo, open_interest=0.0), -1, 60
        ),
        "early and without open interest": replace(
            dead_quotes(with_contracts(demo, open_interest=0.0)),
            as_of=demo.as_of.replace(hour=8, minute=5),
        ),
        "two series": two_series(demo),
        "after a split": split_grids(demo),
        "company": of_company(demo),
        "company with little known": of_company(
            replace(demo, headlines=()), sector="", earnings_date_state="estimated"
        ),
        "results before the second expiration": of_company(
            demo, next_earnings_date=(demo.as_of_date + timedelta(days=8)).isoformat()
        ),
        "results and no bars": of_company(
            replace(demo, bars=Bars(table=demo.bars.table.head(0))),
            next_earnings_date=(demo.as_of_date + timedelta(days=8)).isoformat(),
        ),
        "oversold": with_closes(lambda step: 1 + 0.004 * step - (0.008 if step == 1 else 0)),
        "at a new low": with_closes(lambda step: 1 + 0.004 * step),
        "oversold without highs and lows": bars_of_closes(
            with_closes(lambda step: 1 + 0.004 * step - (0.008 if step == 1 else 0))
        ),
        "dividend ahead": of_company(
            demo, next_earnings_date=(demo.as_of_date - timedelta(days=9)).isoformat()
        ),
        "fund of known size": replace(
            demo, context=dict(demo.context) | {"fund_assets": 7.2e10, "expense_ratio": 0.0019}
        ),
        "open interest undated": replace(demo, open_interest_date=None),
        "few calls": with_contracts(
            demo,
            open_interest=np.where(
                (demo.contracts["right"] == "call").to_numpy(), 0.0, demo.contracts["open_interest"]
            ),
        ),
        "news in other letters": replace(
            demo,
            headlines=tuple(replace(item, title=f"東京 {item.title}") for item in demo.headlines),
        ),
        "market data with a delay": replace(
            demo, source=replace(demo.source, layout="file", modelled=False)
        ),
    }


def cheap_volatility(as_of: date) -> History:
    """A history that gives the demo's implied volatility a rank of about a quarter."""
    levels = {step: {"iv_30d": 0.14 + 0.005 * ((step + 8) % 40)} for step in range(1, 41)}
    return History({as_of - timedelta(days=step): values for step, values in levels.items()})


def stored_past(as_of: date, ratio: float = 2.1, sessions: int = 41) -> History:
    """A history of as many sessions whose put/call ratio moved around ``ratio``."""
    calendar = demo_snapshot().sessions()
    day, past = as_of, {}
    for step in range(1, sessions + 1):
        day = calendar.before(day)
        wave = float(np.sin(step / 3))
        past[day] = {
            "put_call_oi_ratio_tradable": ratio + 0.1 * wave,
            "put_call_oi_change_1d": 0.03 * float(np.cos(step / 3)),
            "iv_30d": 0.18 + 0.05 * wave,
        }
    return History(past)


def unusual_volatility() -> list[tuple[Snapshot, History]]:
    """The demo, with and without bars, after days and years of other implied volatilities."""
    demo, calendar = demo_snapshot(), demo_snapshot().sessions()
    before = calendar.before(demo.as_of_date)
    bare = replace(demo, bars=Bars(table=demo.bars.table.head(0)))
    days = []
    for snapshot in (demo, bare):
        days.append((snapshot, History(stretched_volatility(demo.as_of_date))))
        for level in (0.1, 0.4):
            days.append((snapshot, History({before: {"iv_30d": level}})))
            past: dict[date, dict[str, float]] = {}
            day = demo.as_of_date
            for step in range(1, 41):
                day = calendar.before(day)
                past[day] = {"iv_30d": level + 0.0005 * step}
            del past[before]
            days.append((snapshot, History(past)))
    return days


def stretched_volatility(as_of: date) -> dict[date, dict[str, float]]:
    """Sessions in which the demo's 18.5% is near the top of a range that one low day stretches."""
    levels = [0.05] + [0.17] * 20 + [0.19] * 20
    return {
        as_of - timedelta(days=5 + step): {"iv_30d": level} for step, level in enumerate(levels)
    }


def ranked_volatility(as_of: date, rank: float) -> History:
    """A history in which the demo's implied volatility of 18.5% has about ``rank``."""
    low = 0.10
    high = low + (0.185 - low) / rank
    levels = [low, high] + [low + (high - low) * step / 40 for step in range(1, 40)]
    # The session before is left out, so that no day's change makes the regime.
    return History(
        {as_of - timedelta(days=5 + step): {"iv_30d": level} for step, level in enumerate(levels)}
    )


def level_smile(snapshot: Snapshot) -> Snapshot:
    """The snapshot with puts below the price at one volatility, where a put spread pays."""
    chain = snapshot.contracts
    days = (chain["expiration"] - np.datetime64(snapshot.as_of_date)).dt.days.to_numpy()
    middle = black_price(
        forward=snapshot.quote.spot,
        strike=chain["strike"].to_numpy(),
        deviation=0.185 * np.sqrt(np.maximum(days, 0.01) / 365),
        is_call=False,
    )
    below = ((chain["right"] == "put") & (chain["strike"] < snapshot.quote.spot)).to_numpy()
    lower = below & (middle > 0.02)
    middle = np.round(middle, 2)
    return with_contracts(
        snapshot,
        bid=np.where(lower, middle - 0.01, chain["bid"]),
        ask=np.where(lower, middle + 0.01, chain["ask"]),
    )


def coarse_puts(snapshot: Snapshot) -> Snapshot:
    """The snapshot with open puts at every fifth dollar alone: too far apart for a spread."""
    chain = snapshot.contracts
    fine = (chain["right"] == "put") & (chain["strike"] % 5 != 0)
    return with_contracts(snapshot, open_interest=np.where(fine, 0.0, chain["open_interest"]))


def days_of_structures() -> Mapping[str, tuple[Snapshot, History]]:
    """For each structure of options a day that proposes it."""
    days = modelled_days()
    demo = demo_snapshot()
    results = of_company(
        balanced(demo),
        next_earnings_date=(demo.as_of_date + timedelta(days=8)).isoformat(),
        ex_dividend_date=(demo.as_of_date + timedelta(days=15)).isoformat(),
        earnings_time="after the close",
    )
    chosen = {
        "bull call spread": (days["demo"], 0.5),
        "bear put spread": (days["bearish"], 0.5),
        "long call": (days["demo"], 0.25),
        "long put": (days["bearish"], 0.25),
        "bull put spread": (level_smile(demo), 0.9),
        "bear call spread": (days["bearish"], 0.9),
        "covered call": (days["overbought"], 0.9),
        "cash-secured put": (coarse_puts(balanced(demo)), 0.9),
        "collar": (results, 0.9),
        "iron condor": (days["quiet"], 0.75),
        "straddle": (days["quiet"], 0.25),
    }
    made = {
        name: (snapshot, ranked_volatility(snapshot.as_of_date, rank))
        for name, (snapshot, rank) in chosen.items()
    }
    return made | {
        "credits on both sides": (level_smile(demo), ranked_volatility(demo.as_of_date, 0.75)),
        "debits before results": (results, ranked_volatility(demo.as_of_date, 0.5)),
        "single options on both sides": (demo, ranked_volatility(demo.as_of_date, 0.25)),
    }
