"""Facts keep their value through JSON, and references find exactly what they name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.signals.facts import (
    Basis,
    Cell,
    Fact,
    Facts,
    Reference,
    Scalar,
    Unavailable,
    Unit,
    json_value,
    weakest,
)

AS_OF: Final = datetime(2026, 8, 21, 16, tzinfo=timezone(timedelta(hours=-4)))

words = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12)
moments = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, AS_OF.tzinfo or UTC]),
)
UNITS: Final[dict[Unit, st.SearchStrategy[Scalar]]] = {
    Unit.USD: numbers,
    Unit.FRACTION: numbers,
    Unit.COUNT: st.integers(0, 10**9),
    Unit.TEXT: words,
    Unit.DATE: st.dates(),
    Unit.TIME: moments,
}
scalar_units = st.sampled_from(sorted(UNITS))


@st.composite
def scalar_facts(draw: st.DrawFn, name: str) -> Fact:
    """A fact with one value of a fitting unit, or none and a reason."""
    unit = draw(scalar_units)
    missing = draw(st.none() | st.builds(Unavailable, names, words.filter(bool)))
    return Fact(
        name=name,
        unit=unit,
        label=draw(words),
        value=None if missing else draw(UNITS[unit]),
        method=draw(words),
        inputs=tuple(draw(st.lists(names, max_size=3))),
        source=draw(words),
        observed=draw(st.none() | st.dates()),
        basis=draw(st.none() | st.sampled_from(Basis)),
        sessions=draw(st.none() | st.integers(1, 252)),
        unavailable=missing,
    )


@st.composite
def table_facts(draw: st.DrawFn, name: str) -> Fact:
    """A table of up to four rows, whose cells may be unknown."""
    columns = draw(st.dictionaries(names, scalar_units, min_size=1, max_size=4))
    row = st.fixed_dictionaries(
        {column: st.none() | UNITS[unit] for column, unit in columns.items()}
    )
    rows = draw(st.lists(row, max_size=4))
    return Fact(name=name, unit=Unit.TABLE, label="", value=tuple(rows), columns=columns)


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    """A handful of facts under their names."""
    chosen = draw(st.lists(names, max_size=5, unique=True))
    made = {name: draw(scalar_facts(name) | table_facts(name)) for name in chosen}
    return Facts("IWM", AS_OF, "0" * 64, MappingProxyType(made))


@given(all_facts())
def test_facts_come_back_from_json_as_they_were(facts: Facts) -> None:
    """Through text, with every value to its last digit, every unit, date and reason."""
    text = json.dumps(facts.as_json(), allow_nan=False)
    assert Facts.from_json(json.loads(text)) == facts


def test_a_file_of_another_kind_is_no_facts() -> None:
    body = Facts("IWM", AS_OF, "", {}).as_json()
    with pytest.raises(ValueError, match="facts/2"):
        Facts.from_json(body | {"schema": "facts/2"})
    with pytest.raises(ValueError, match="None"):
        Facts.from_json({})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), ({"strike": float("nan")},)])
def test_a_number_that_is_none_never_reaches_json(value: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match="never NaN"):
        json_value(value)


PRICE: Final = Fact(name="spot", unit=Unit.USD, label="price", value=249.52, observed=AS_OF.date())
RANK: Final = Fact(name="iv_rank", unit=Unit.FRACTION, label="rank", value=0.5, sessions=41)
MISSING: Final = Fact(
    name="beta", unit=Unit.RATIO, label="beta", unavailable=Unavailable("not_given", "no prices")
)
IDEAS: Final = Fact(
    name="trade_ideas",
    unit=Unit.TABLE,
    label="ideas",
    value=({"debit": 1.85, "note": None},),
    columns={"debit": Unit.USD, "note": Unit.TEXT},
)
FACTS: Final = Facts("IWM", AS_OF, "", {fact.name: fact for fact in (PRICE, RANK, MISSING, IDEAS)})


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("spot", Cell(249.52, Unit.USD)),
        ("spot:label", Cell("price", Unit.TEXT)),
        ("spot:observed", Cell(date(2026, 8, 21), Unit.DATE)),
        ("spot:sessions", None),
        ("iv_rank:sessions", Cell(41, Unit.COUNT)),
        ("beta", None),
        ("beta:label", Cell("beta", Unit.TEXT)),
        ("beta:rows", None),
        ("trade_ideas", None),
        ("trade_ideas:rows", Cell(1, Unit.COUNT)),
        ("trade_ideas[0].debit", Cell(1.85, Unit.USD)),
        ("trade_ideas[0].note", None),
        ("trade_ideas[0].credit", None),
        ("trade_ideas[1].debit", None),
        ("spot[0].debit", None),
        ("unknown", None),
    ],
)
def test_a_reference_finds_its_cell_or_nothing(text: str, cell: Cell | None) -> None:
    assert FACTS.resolve(Reference.parse(text)) == cell


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Spot",
        "1spot",
        "spot ",
        " spot",
        "spot\n",
        "spot.",
        ".spot",
        "spot:value",
        "spot:",
        "spot[0]",
        "spot[-1].x",
        "spot[0].x:label",
        "spot[0].",
        "spot[].x",
        "trade_ideas[\uff11].debit",
        "\u0455pot",
        "spot.__class__.X",
        "spot()",
        "spot+1",
    ],
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    """Attributes, calls, digits of other scripts and look-alike letters among them."""
    with pytest.raises(ValueError, match="is no reference to a fact"):
        Reference.parse(text)


@given(
    name=st.from_regex(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?", fullmatch=True),
    row=st.integers(0, 99),
    column=names,
    field=st.sampled_from(["label", "sessions", "observed", "rows"]),
)
def test_a_reference_is_written_as_it_is_read(name: str, row: int, column: str, field: str) -> None:
    for text in (name, f"{name}[{row}].{column}", f"{name}:{field}"):
        assert str(Reference.parse(text)) == text


def test_a_fact_is_never_replaced_by_another_of_its_name() -> None:
    added = Fact(name="threshold.calm", unit=Unit.RATIO, label="threshold", value=2.0)
    assert FACTS.with_facts(added)["threshold.calm"] is added
    assert "threshold.calm" not in FACTS
    with pytest.raises(ValueError, match="named twice"):
        FACTS.with_facts(PRICE)
    with pytest.raises(ValueError, match="named twice"):
        FACTS.with_facts(added, added)


def test_the_weakest_basis_is_the_last_in_order() -> None:
    assert weakest([]) is None
    assert weakest([None, Basis.QUOTES]) is Basis.QUOTES
    assert weakest([Basis.CARRY, Basis.QUOTES, None, Basis.CLOSES]) is Basis.CARRY


def test_only_a_number_has_a_number_and_only_a_table_rows() -> None:
    assert (PRICE.number, PRICE.rows) == (249.52, ())
    assert (IDEAS.number, len(IDEAS.rows)) == (None, 1)
    assert (MISSING.number, MISSING.rows, MISSING.ok) == (None, (), False)
