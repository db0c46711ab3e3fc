"""Named formats and bands: each writes what its example says, and refuses what it cannot write."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.signals.facts import Cell, Facts, Unit
from generator.wording.formats import FORMATS, Band, Step, Vocabulary
from tests.snapshots import NEXT_FRIDAY, facts_of, pair, snapshot

if TYPE_CHECKING:
    from generator.signals.facts import Scalar

SIZE: Final = Band(
    name="size_word",
    units=frozenset({Unit.FRACTION}),
    steps=(Step(0.01, "little"), Step(0.05, "clearly"), Step(None, "sharply")),
    of_size=True,
)
LEVEL: Final = Band(
    name="level",
    units=frozenset({Unit.RATIO}),
    steps=(Step(-1.0, "far below"), Step(0.0, "below"), Step(None, "at or above")),
)
WORDS: Final = Vocabulary({band.name: band for band in (SIZE, LEVEL)})


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_writes_its_example(name: str) -> None:
    entry = FORMATS[name]
    value, text = entry.example
    assert entry.name == name
    assert entry.units
    for unit in entry.units:
        assert WORDS.write(name, Cell(value, unit)) == text


@pytest.mark.parametrize("name", [*sorted(FORMATS), "size_word", "level"])
def test_a_format_refuses_every_other_unit_and_a_missing_value(name: str) -> None:
    units = WORDS.units(name)
    assert units is not None
    for unit in set(Unit) - units:
        with pytest.raises(ValueError, match="cannot write a value of unit"):
            WORDS.write(name, Cell(1.0, unit))
    with pytest.raises(ValueError, match="cannot write"):
        WORDS.write(name, Cell(None, min(units)))


def test_an_unknown_format_is_refused_and_all_names_can_be_suggested() -> None:
    with pytest.raises(ValueError, match="'prize' cannot write"):
        WORDS.write("prize", Cell(1.0, Unit.USD))
    assert WORDS.units("prize") is None
    assert WORDS.names() == sorted([*FORMATS, "size_word", "level"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0076, "down 0.76%"),
        (0.0076, "up 0.76%"),
        (0.0, "unchanged"),
        (-0.0, "unchanged"),
        (0.00004, "unchanged"),
        (-0.00004, "unchanged"),
        (0.00005, "up 0.01%"),
        (-0.00005, "down 0.01%"),
    ],
)
def test_a_direction_agrees_with_the_number_beside_it(value: float, text: str) -> None:
    """Never "up 0.00%": what rounds to nothing is unchanged."""
    assert WORDS.write("direction", Cell(value, Unit.FRACTION)) == text


@pytest.mark.parametrize(
    ("band", "value", "word"),
    [
        (SIZE, 0.0, "little"),
        (SIZE, 0.01, "clearly"),
        (SIZE, -0.01, "clearly"),
        (SIZE, -0.009999, "little"),
        (SIZE, 0.05, "sharply"),
        (SIZE, -9.0, "sharply"),
        (LEVEL, -1.0, "below"),
        (LEVEL, -1.0001, "far below"),
        (LEVEL, 0.0, "at or above"),
    ],
)
def test_a_lower_bound_belongs_to_its_step(band: Band, value: float, word: str) -> None:
    assert band.word(value) == word
    assert WORDS.write(band.name, Cell(value, min(band.units))) == word


@given(st.floats(allow_nan=False))
def test_a_band_has_a_word_for_every_number(value: float) -> None:
    assert SIZE.word(value) == SIZE.word(-value)
    assert LEVEL.word(value) in {step.word for step in LEVEL.steps}


def test_a_band_comes_back_from_json() -> None:
    for band in (SIZE, LEVEL):
        assert Band.from_json(band.name, json.loads(json.dumps(band.as_json()))) == band


FACTS: Final = facts_of(
    snapshot(pair(NEXT_FRIDAY, 105, 200, 500), spot=99.995, open_interest_date=date(2026, 8, 20))
)


@pytest.mark.parametrize(
    ("reference", "name", "text"),
    [
        ("spot", "price", "$100.00"),
        ("put_call_oi_ratio", "ratio", "2.50"),
        ("put_call_oi_ratio:observed", "month_day", "Aug. 20"),
        ("put_call_oi_ratio:label", "text", "put/call open-interest ratio"),
        ("top_otm_calls_front[0].strike", "strike", "$105"),
        ("top_otm_calls_front:rows", "small_count", "one"),
        ("expiration_front", "weekday_date", "Friday, Aug. 28, 2026"),
        ("as_of", "moment", "Friday, Aug. 21, 2026, 4:00 p.m. EDT"),
        ("sma_20", "price", None),
        ("nothing", "price", None),
    ],
)
def test_a_reference_is_written_alike_before_and_after_its_file(
    reference: str, name: str, text: str | None
) -> None:
    """What the note printed is what the audit finds when it reads facts.json again."""
    assert WORDS.write_reference(FACTS, reference, name) == text
    again = Facts.from_json(json.loads(json.dumps(FACTS.as_json())))
    assert WORDS.write_reference(again, reference, name) == text


def every_cell(facts: Facts) -> list[tuple[Unit, Scalar]]:
    """All values of all facts, tables included."""
    cells: list[tuple[Unit, Scalar]] = []
    for fact in facts.values():
        if isinstance(fact.value, tuple):
            for row in fact.value:
                found = [(fact.columns[name], cell) for name, cell in row.items()]
                cells += [(unit, cell) for unit, cell in found if cell is not None]
        elif fact.value is not None:
            cells.append((fact.unit, fact.value))
    return cells


def test_every_value_has_a_format_that_writes_it() -> None:
    """Some format takes each unit that the catalogue uses, and every one that takes it works."""
    for unit, value in every_cell(FACTS):
        fitting = [entry for entry in FORMATS.values() if unit in entry.units]
        assert fitting, unit
        assert all(entry.write(value) for entry in fitting)
