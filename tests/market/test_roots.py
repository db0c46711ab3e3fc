"""Option roots tell the underlying, the settlement, and whether the deliverable was adjusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.roots import (
    INDEX_ROOTS,
    belongs,
    is_adjusted,
    plain_symbol,
    settlement_of,
)


@pytest.mark.parametrize(
    ("symbol", "plain"),
    [
        ("BRK.B", "BRKB"),
        ("BRK-B", "BRKB"),
        ("BRK/B", "BRKB"),
        ("brk b", "BRKB"),
        ("^SPX", "SPX"),
        ("$SPX.X", "SPXX"),
        ("\uff33\uff30\uff38", ""),
        ("S\u0420X", "SX"),
    ],
)
def test_a_ticker_is_compared_by_its_letters_and_digits(symbol: str, plain: str) -> None:
    """Letters of other scripts are none: a look-alike is another symbol."""
    assert plain_symbol(symbol) == plain


@pytest.mark.parametrize(
    ("root", "settles"),
    [
        ("SPX", "AM"),
        ("SPXW", "PM"),
        ("NDX", "AM"),
        ("NDXP", "PM"),
        ("RUT", "AM"),
        ("RUTW", "PM"),
        ("VIX", "AM"),
        ("VIXW", "AM"),
        ("XSP", "PM"),
        ("IWM", "PM"),
    ],
)
def test_some_index_roots_settle_at_the_open(root: str, settles: str) -> None:
    assert settlement_of(root) == settles


def test_an_index_owns_all_of_its_roots_and_no_other() -> None:
    for symbol, roots in INDEX_ROOTS.items():
        for root in roots:
            assert belongs(root, f"^{symbol}")
            assert not is_adjusted(root, f"^{symbol}")
            assert not belongs(root, "IWM")
    assert not belongs("XSP", "SPX")
    assert not belongs("SPXW", "XSP")


def test_a_digit_after_the_ticker_marks_an_adjusted_contract() -> None:
    assert belongs("GOOG7", "GOOG")
    assert is_adjusted("GOOG7", "GOOG")
    assert belongs("BRKB1", "BRK-B")
    assert not is_adjusted("GOOG", "GOOG")
    for root in ("GOOGL", "GOOGL7", "GOOG77", "GOO7"):
        assert not belongs(root, "GOOG")
        assert not is_adjusted(root, "GOOG")


@given(st.from_regex(r"[A-Z]{1,5}", fullmatch=True))
def test_every_ticker_owns_its_own_root_as_it_stands(symbol: str) -> None:
    assert belongs(symbol, symbol)
    assert not is_adjusted(symbol, symbol)
