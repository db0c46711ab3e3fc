"""OCC symbols, made and read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.occ import OptionContract, parse_occ_symbol


def test_a_symbol_says_root_day_right_and_strike() -> None:
    found = parse_occ_symbol("IWM260109C00255000")
    assert found == OptionContract("IWM", date(2026, 1, 9), is_call=True, strike=Decimal(255))
    assert parse_occ_symbol("SPXW271217P00004500").strike == Decimal("4.5")


@given(
    root=st.from_regex(r"[A-Z0-9.^]{1,6}", fullmatch=True),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    is_call=st.booleans(),
    thousandths=st.integers(1, 99_999_999),
)
def test_a_symbol_is_read_as_it_was_made(
    root: str, day: date, thousandths: int, *, is_call: bool
) -> None:
    """Roots that end in digits, as adjusted ones do, among them."""
    made = OptionContract(root, day, is_call=is_call, strike=Decimal(thousandths) / 1000)
    assert parse_occ_symbol(made.symbol) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IWM",
        "IWM260109X00255000",
        "IWM26010900255000",
        "IWM260109C255000",
        "iwm260109C00255000",
        "TOOLONG260109C00255000",
        "IWM260109C00255000 ",
        "IWM261332C00255000",
        "IWM260231C00255000",
        "IWM\uff12\uff16\uff10\uff11\uff10\uff19C00255000",
        "IWM260109C0025500\u0660",
    ],
)
def test_what_is_no_symbol_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_occ_symbol(text)
