"""Why a rule fired or did not, in words: each comparison with its values and its margin."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from generator.signals.facts import Unit
from generator.wording.formats import FORMATS, NUMERIC_UNITS
from generator.wording.proofs import written_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison of a condition.

    Args:
        text: As the playbook has it.
        holds: Whether it does; ``None`` where a fact is missing.
        told: Its values and its margin, in words.
        close: Whether a twentieth more or less would turn it over.
    """

    text: str
    holds: bool | None
    told: str
    close: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule, how it came out, and why."""

    rule: str
    holds: bool | None
    reasons: tuple[Reason, ...]

    @property
    def close(self) -> bool:
        """Whether one of its comparisons hangs by little."""
        return any(reason.close for reason in self.reasons)


_LITTLE: Final = 0.05


def judgements(record: NoteRecord, facts: Facts) -> list[Judgement]:
    """The rules of a note as they were evaluated when it was written."""
    return [
        Judgement(
            str(trace["rule"]),
            trace["truth"],
            tuple(_reason(item, facts) for item in trace["comparisons"]),
        )
        for trace in record.traces
    ]


def _reason(item: Mapping[str, Any], facts: Facts) -> Reason:
    fraction = item["margin_fraction"]
    told = "; ".join(_told(item, facts))
    close = fraction is not None and abs(fraction) < _LITTLE
    return Reason(str(item["text"]), item["truth"], told, close)


def _told(item: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    unit, name = _unit(str(item["text"]), facts)
    left, right = _written(item["left"], unit, name), _written(item["right"], unit, name)
    if item["right"] is None:
        yield left
        return
    yield f"{left} against {right}"
    if item["margin"] is not None:
        yield f"margin {_written(item['margin'], unit, name)}"
    if item["margin_fraction"] is not None:
        yield f"{FORMATS['size_short'].write(item['margin_fraction'])} of the threshold"


def _unit(text: str, facts: Facts) -> tuple[Unit, str]:
    """The unit of a comparison: of the first fact in it that is a number."""
    if ".rows" in text:
        return Unit.COUNT, ""
    numbers = [name for name in _names(text) if name in facts and facts[name].unit in NUMERIC_UNITS]
    return (facts[numbers[0]].unit, numbers[0]) if numbers else (Unit.RATIO, "")


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    nodes = ast.walk(ast.parse(text, mode="eval"))
    return tuple(node.id for node in nodes if isinstance(node, ast.Name))


def _written(value: object, unit: Unit, name: str) -> str:
    if value is None:
        return "not available"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return written_plainly(value, unit, name)
