"""The noun of the instrument: what the data says it is, and no guess."""

from __future__ import annotations

import pytest

from generator.narrative.referring import instrument_noun
from tests.narrative.made_facts import demo_with


@pytest.mark.parametrize(
    ("kind", "noun"), [("etf", "fund"), ("equity", "stock"), ("index", "index")]
)
def test_an_instrument_is_called_by_its_kind(kind: str, noun: str) -> None:
    assert instrument_noun(demo_with(instrument_type=kind)).value == noun


def test_an_instrument_of_no_known_kind_has_no_noun() -> None:
    found = instrument_noun(demo_with(instrument_type="future"))
    assert found.unavailable is not None
    assert found.unavailable.code == "not_given"


def test_where_the_kind_is_missing_the_noun_is_for_the_same_reason() -> None:
    facts = demo_with(instrument_type=None)
    found = instrument_noun(facts)
    assert found.value is None
    assert found.unavailable == facts["instrument_type"].unavailable


def test_the_noun_is_of_the_date_of_the_data() -> None:
    facts = demo_with(instrument_type="etf")
    assert instrument_noun(facts).observed == facts.as_of.date()
