"""Single trades from a tape, the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.market.occ import parse_occ_symbol
from generator.market.sessions import EXCHANGE_ZONE
from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Register

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain

register: Final = Register("positioning", source="trades")

Table = tuple[Mapping[str, object], ...]

_SESSIONS: Final = 5
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Tape:
    """The trades of a tape that can be spoken of, and how many cannot.

    Args:
        trades: Rows of the tape.
        premium: Dollars paid in each of them.
        left_out: How many rows are not among them.
    """

    trades: pd.DataFrame
    premium: NDArray[np.float64]
    left_out: int


@register.quantity
def tape(snapshot: Snapshot, calendar: Sessions, tradable: Chain) -> Tape | Unavailable:
    """Trades in contracts that still trade, of the last 5 sessions that had opened."""
    trades = snapshot.trades
    if trades.empty:
        return Unavailable("no_tape", "no tape of trades was given")
    shares = _shares(trades, tradable)
    kept = (shares > 0) & _recent(snapshot, calendar)
    premium = (trades["size"] * trades["price"]).to_numpy() * shares
    return Tape(trades[kept].reset_index(drop=True), premium[kept], int((~kept).sum()))


def _shares(trades: pd.DataFrame, chain: Chain) -> NDArray[np.float64]:
    """Shares a contract of each trade; 0 where the chain has no such contract."""
    keys = zip(
        chain.root.tolist(),
        chain.expiration.tolist(),
        chain.is_call.tolist(),
        chain.strike.tolist(),
        strict=True,
    )
    sizes = dict(zip(keys, chain.contract_size.tolist(), strict=True))
    found = {}
    for symbol in set(trades["contract"].tolist()):
        one = parse_occ_symbol(symbol)
        found[symbol] = sizes.get((one.root, one.expiration, one.is_call, float(one.strike)), 0.0)
    return np.array([found[symbol] for symbol in trades["contract"].tolist()])


def _recent(snapshot: Snapshot, calendar: Sessions) -> NDArray[np.bool_]:
    """Trades of the last sessions up to the as-of time; what comes after it is not known yet."""
    sessions = calendar.last(_SESSIONS, until=calendar.latest_begun(snapshot.as_of))
    days = np.array(sessions, dtype="datetime64[D]")
    times = snapshot.trades["time"]
    local = times.dt.tz_localize(UTC).dt.tz_convert(EXCHANGE_ZONE).dt.tz_localize(None)
    now = np.datetime64(snapshot.as_of.astimezone(UTC).replace(tzinfo=None))
    in_session = np.isin(local.to_numpy().astype("datetime64[D]"), days)
    recent: NDArray[np.bool_] = in_session & (times.to_numpy() <= now)
    return recent


@register.fact(
    Unit.TABLE,
    label="largest single trades",
    definition="from the tape that was given: trades of the last 5 sessions in contracts that "
    "still trade, by premium, size x price x contract size, at most 10; side if the tape says it",
    columns={
        "time": Unit.TIME,
        "contract": Unit.CONTRACT,
        "size": Unit.CONTRACTS,
        "price": Unit.USD,
        "premium": Unit.USD_NOTIONAL,
        "side": Unit.TEXT,
    },
)
def block_trades(tape: Tape) -> Table | Unavailable:
    order = np.argsort(-tape.premium, kind="stable")[:_SHOWN]
    rows = tuple(
        {
            "time": trade["time"].to_pydatetime().replace(tzinfo=UTC).astimezone(EXCHANGE_ZONE),
            "contract": trade["contract"],
            "size": trade["size"],
            "price": trade["price"],
            "premium": tape.premium[place],
            "side": trade["side"] or None,
        }
        for place in order
        for trade in (tape.trades.iloc[place],)
    )
    return rows or Unavailable("none_recent", "no trade of the last 5 sessions in such a contract")


@register.fact(
    Unit.COUNT,
    label="trades of the tape left out",
    definition="trades of an older session, after the as-of time, or in a contract that no longer "
    "trades or is not in the chain",
)
def block_trades_left_out(tape: Tape) -> int:
    return tape.left_out
