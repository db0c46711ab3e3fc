"""The register refuses what would be wrong later, and the catalogue is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.signals import catalogue
from generator.signals.catalogue import CATALOGUE, DEFINITIONS
from generator.signals.facts import Fact, Unavailable, Unit
from generator.signals.register import ROOTS, Definition, Register, check_value
from tests.snapshots import NEXT_FRIDAY, facts_of, pair, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


def named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` under another name."""
    function.__name__ = name
    return function


def test_a_fact_that_asks_for_what_nothing_defines_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register = Register("extra", source="test")

    @register.fact(Unit.RATIO, label="lost", definition="of nothing")
    def lost(spott: float) -> float:
        return spott

    monkeypatch.setattr(catalogue, "_REGISTERS", (*catalogue._REGISTERS, register))
    with pytest.raises(TypeError, match=r"lost asks for \['spott'\], which nothing defines"):
        catalogue._merge()


def test_a_name_is_defined_once_in_a_family_and_once_in_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register = Register("extra", source="test")
    define = register.fact(Unit.USD, label="price", definition="a second one")
    define(named("spot", lambda: 1.0))
    with pytest.raises(TypeError, match="spot is defined twice"):
        define(named("spot", lambda: 2.0))
    monkeypatch.setattr(catalogue, "_REGISTERS", (*catalogue._REGISTERS, register))
    with pytest.raises(TypeError, match="spot is defined in two families"):
        catalogue._merge()


@pytest.mark.parametrize("root", sorted(ROOTS))
def test_a_root_cannot_be_defined(root: str) -> None:
    register = Register("extra", source="test")
    with pytest.raises(TypeError, match=f"{root} is defined twice"):
        register.quantity(named(root, lambda: 1.0))


def test_a_table_and_only_a_table_has_columns() -> None:
    register = Register("extra", source="test")
    bare = register.fact(Unit.TABLE, label="table", definition="without columns")
    with pytest.raises(TypeError, match="a table, and only a table, has columns"):
        bare(named("table", lambda: ()))
    overdressed = register.fact(
        Unit.USD, label="price", definition="with columns", columns={"strike": Unit.USD}
    )
    with pytest.raises(TypeError, match="a table, and only a table, has columns"):
        overdressed(named("price", lambda: 1.0))


@pytest.mark.parametrize("value", [({"strike": 1.0, "extra": 2.0},), ({},), 1.0])
def test_a_value_of_another_shape_than_registered_is_a_bug(value: Any) -> None:  # noqa: ANN401
    definition = Definition(name="rows", unit=Unit.TABLE, columns={"strike": Unit.USD})
    with pytest.raises(TypeError, match="rows"):
        check_value(definition, value)
    check_value(definition, ({"strike": 1.0},))


def test_an_unavailable_input_makes_unavailable_unless_the_annotation_admits_it() -> None:
    """The dividend yield may be missing from a forward; a missing rate may not."""
    assert DEFINITIONS["surface"].tolerant == {"dividend_yield"}
    for definition in DEFINITIONS.values():
        assert definition.tolerant <= set(definition.parameters)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_fact_has_a_label_a_definition_a_family_and_a_source(name: str) -> None:
    entry = CATALOGUE[name]
    for text in (entry.label, entry.definition, entry.family, entry.source):
        assert text
        assert text == text.strip()
        assert not text.endswith(".")
    assert isinstance(entry.unit, Unit)
    assert (entry.unit is Unit.TABLE) == bool(entry.columns)
    assert entry.observed_with in ("quote", "open_interest")


def test_labels_tell_facts_apart() -> None:
    """No two facts are called the same, so that a reader never takes one for the other."""
    labels = [entry.label for entry in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)


def test_the_inputs_of_every_fact_lead_down_to_the_roots() -> None:
    """No circle: each definition is reached from the snapshot, the history and the calendar."""
    known = set(ROOTS)
    waiting = dict(DEFINITIONS)
    while ready := [name for name, entry in waiting.items() if set(entry.parameters) <= known]:
        known.update(ready)
        for name in ready:
            del waiting[name]
    assert not waiting


def test_every_fact_of_the_catalogue_is_computed_or_says_why_not() -> None:
    facts = facts_of(snapshot(pair(NEXT_FRIDAY, 100, 100, 100)))
    assert set(facts) == set(CATALOGUE)
    for fact in facts.values():
        assert isinstance(fact, Fact)
        assert (fact.value is None) == (not fact.ok)
        if not fact.ok:
            assert isinstance(fact.unavailable, Unavailable)
            assert fact.unavailable.code.isidentifier()
            assert len(fact.unavailable.reason) > 5
