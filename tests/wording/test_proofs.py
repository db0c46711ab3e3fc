"""A proof says of a fact what it is, how it was computed, from what and when."""

from __future__ import annotations

import pytest

from generator.signals.facts import Unit
from generator.wording.formats import FORMATS
from generator.wording.proofs import PLAIN_FORMATS, proof_of
from tests.replays import demo_note


def test_the_proof_of_a_ratio_names_its_formula_its_inputs_with_their_values_and_its_day() -> None:
    proof = proof_of("put_call_oi_ratio", demo_note().written.composition.facts)
    assert proof.lines == (
        "put/call open-interest ratio: 2.17",
        "put / call open interest, all counted contracts",
        "put open interest: 4,304,503",
        "call open interest: 1,983,646",
        "contracts, observed Dec. 26, 2025",
    )
    assert [name for name, _ in proof.inputs] == ["put_open_interest", "call_open_interest"]


def test_a_fact_without_a_value_is_said_to_be_not_available() -> None:
    facts = demo_note().written.composition.facts
    name = next(name for name in facts if not facts[name].ok)
    assert proof_of(name, facts).what == f"{facts[name].label}: not available"


def test_every_fact_of_the_demo_has_a_proof() -> None:
    facts = demo_note().written.composition.facts
    for name in facts:
        rows = range(len(facts[name].rows))
        assert proof_of(name, facts, rows).lines[0].startswith(facts[name].label)


def test_the_proof_of_a_table_tells_the_rows_that_are_asked_for_cell_by_cell() -> None:
    facts = demo_note().written.composition.facts
    assert proof_of("levels", facts, [1]).rows == (
        "level: $251.50; role: 52-week high; side: above",
    )
    with pytest.raises(IndexError):
        proof_of("levels", facts, [99])


def test_every_unit_but_a_table_has_a_format_that_can_write_it() -> None:
    assert set(PLAIN_FORMATS) == set(Unit) - {Unit.TABLE}
    assert all(unit in FORMATS[name].units for unit, name in PLAIN_FORMATS.items())
