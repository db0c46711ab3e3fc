"""Single trades of a tape: which can be spoken of, in which order, and how many cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.market.tables import trade_table
from tests.snapshots import NEXT_FRIDAY, contract, facts_of, new_york, reason, snapshot

if TYPE_CHECKING:
    from generator.signals.facts import Facts

CALL: Final = "IWM260828C00100000"
PUT: Final = "IWM260828P00095500"
ROWS: Final = [
    contract(NEXT_FRIDAY, 100, "call"),
    contract(NEXT_FRIDAY, 95.5, "put", contract_size=10.0),
    contract("2026-08-21", 100, "call"),
]

Trade = tuple[str, str, float, float, str]


def _utc(text: str) -> datetime:
    return new_york(text).astimezone(UTC).replace(tzinfo=None)


def _facts(*trades: Trade, **parts: Any) -> Facts:  # noqa: ANN401
    names = ("time", "contract", "size", "price", "side")
    columns = dict(zip(names, map(list, zip(*trades, strict=True)), strict=True))
    table = trade_table(columns | {"time": [_utc(str(time)) for time in columns["time"]]})
    return facts_of(snapshot(ROWS, trades=table, **parts))


def test_a_trade_is_told_with_its_premium_in_exchange_time() -> None:
    facts = _facts(("2026-08-21T10:30:00.25", PUT, 500, 1.5, "buy"))
    assert facts["block_trades"].rows == (
        {
            "time": new_york("2026-08-21T10:30:00.25"),
            "contract": PUT,
            "size": 500.0,
            "price": 1.5,
            "premium": 500 * 1.5 * 10,
            "side": "buy",
        },
    )
    assert facts["block_trades_left_out"].value == 0


def test_a_side_that_is_not_known_is_none() -> None:
    facts = _facts(("2026-08-21T10:30:00", CALL, 500, 1.5, ""))
    assert facts["block_trades"].rows[0]["side"] is None


def test_the_largest_premium_comes_first_and_ten_are_told() -> None:
    trades: list[Trade] = [
        ("2026-08-21T10:30:00", CALL, float(size), 1.0, "sell") for size in range(1, 13)
    ]
    facts = _facts(*trades, ("2026-08-21T11:00:00", PUT, 11.0, 9.5, "sell"))
    sizes = [row["size"] for row in facts["block_trades"].rows]
    assert sizes == [12, 11, 11, 10, 9, 8, 7, 6, 5, 4]
    assert [row["contract"] for row in facts["block_trades"].rows[:3]] == [CALL, CALL, PUT]
    assert facts["block_trades_left_out"].value == 0


@pytest.mark.parametrize(
    ("time", "symbol", "kept"),
    [
        ("2026-08-17T09:30:00", CALL, True),
        ("2026-08-14T15:59:00", CALL, False),
        ("2026-08-21T16:00:00", CALL, True),
        ("2026-08-21T16:00:01", CALL, False),
        ("2026-08-23T12:00:00", CALL, False),
        ("2026-08-20T12:00:00", "IWM260821C00100000", False),
        ("2026-08-20T12:00:00", "IWM260828C00101000", False),
        ("2026-08-20T12:00:00", "IWM260828P00100000", False),
    ],
)
def test_old_trades_coming_ones_and_contracts_that_are_gone_are_counted_not_told(
    time: str, symbol: str, *, kept: bool
) -> None:
    """Five sessions back from the as-of time, and in contracts that still trade then."""
    facts = _facts((time, symbol, 5, 1.0, ""))
    assert reason(facts, "block_trades") == (None if kept else "none_recent")
    assert facts["block_trades_left_out"].value == (0 if kept else 1)


def test_before_the_open_the_session_to_come_is_none_of_the_five() -> None:
    """On Friday at nine the five last sessions begin with the Friday before."""
    trade: Trade = ("2026-08-14T15:59:00", CALL, 5, 1.0, "")
    assert _facts(trade, as_of="2026-08-21T09:00")["block_trades"].ok
    assert reason(_facts(trade, as_of="2026-08-21T09:31"), "block_trades") == "none_recent"


def test_without_a_tape_there_are_no_single_trades() -> None:
    facts = facts_of(snapshot(ROWS))
    assert reason(facts, "block_trades") == "no_tape"
    assert reason(facts, "block_trades_left_out") == "no_tape"
