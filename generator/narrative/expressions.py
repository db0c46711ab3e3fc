"""The rule language: what stands after ``when:`` in a playbook.

    put_call_oi_ratio > threshold and (put_call_oi_percentile is missing or rsi_14 < 30)

``and``, ``or``, ``not``, chained comparisons, ``+ - * /``, ``in (…)``, ``is missing`` and
``is not missing``; names are facts, cells (``top_otm_calls_front[0].share``) and fields
(``trade_ideas.rows``, ``iv_rank.sessions``). Everything is typed by unit when it is read: a price
is not compared with a percentage. Truth has three values, after Kleene: a missing fact makes a
comparison unknown, ``or`` with a true side is true, and unknown itself never fires a rule.
"""

from __future__ import annotations

import ast
import difflib
import math
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ExpressionError, Position
from generator.signals.facts import Facts, Reference, Scalar, Unit
from generator.wording.formats import NUMERIC_UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LENGTH_LIMIT: Final = 500
_DEPTH_LIMIT: Final = 30
_FRACTION_LIMIT: Final = 1.5
_LARGEST: Final = 1e15
_LEAST_OF_A_SHARE: Final = 1e-12
"""A threshold smaller than this counts as 0: nothing is a share of it."""
_FIELDS: Final[Mapping[str, Unit]] = {"rows": Unit.COUNT, "sessions": Unit.COUNT}

_COMPARISONS: Final[Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]]] = {
    ast.Lt: ("<", lambda a, b: a < b),
    ast.LtE: ("<=", lambda a, b: a <= b),
    ast.Gt: (">", lambda a, b: a > b),
    ast.GtE: (">=", lambda a, b: a >= b),
    ast.Eq: ("==", lambda a, b: a == b),
    ast.NotEq: ("!=", lambda a, b: a != b),
}
_ORDERED: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True, slots=True)
class Schema:
    """The names that an expression may use.

    Args:
        units: Units of facts.
        columns: Units of the columns of table facts.
    """

    units: Mapping[str, Unit]
    columns: Mapping[str, Mapping[str, Unit]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a trace, with how far it was from turning.

    Args:
        text: The comparison as it is written.
        left: Value of the left side, if known.
        right: Value of the right side, if known.
        outcome: True, false, or unknown (``None``).
        margin: Left less right, in the left side's unit.
        margin_fraction: The margin over the right side, where that is not 0.
    """

    text: str
    left: Scalar | None
    right: Scalar | None
    outcome: bool | None
    margin: float | None = None
    margin_fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The truth of an expression and the comparisons that were looked at."""

    truth: bool | None
    trace: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that has passed its checks.

    Args:
        text: As written.
        names: Facts it speaks of.
    """

    text: str
    names: frozenset[str]
    _tree: ast.expr = field(repr=False, compare=False)
    _own_threshold: str = field(repr=False)

    def evaluate(self, facts: Facts) -> Outcome:
        """The truth over ``facts``; a fact that is not there at all is missing."""
        evaluator = _Evaluator(facts, self.text, self._own_threshold, [])
        truth = evaluator.truth(self._tree)
        return Outcome(truth, tuple(evaluator.trace))


def compile_expression(
    text: str, schema: Schema, *, rule: str, path: Path | str, position: Position | None
) -> Expression:
    """Parse and check one condition.

    Args:
        text: The condition.
        schema: What it may speak of.
        rule: Id of its rule; ``threshold`` alone means ``threshold.<rule>``.
        path: File, for the error.
        position: Where the condition starts in the file.

    Raises:
        ExpressionError: At file:line:column, with the nearest name where one is misspelt.
    """
    checker = _Checker(schema, f"threshold.{rule}", text, path, position, set())
    if len(text) > _LENGTH_LIMIT:
        raise checker.refuse(None, f"is longer than {_LENGTH_LIMIT} characters")
    source = " ".join(text.split("\n"))
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise checker.refuse_at((error.offset or 1) - 1, f"does not parse: {error.msg}") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise checker.refuse(None, f"does not parse: {error}") from error
    checker.condition(tree, 0)
    return Expression(text, frozenset(checker.names), tree, f"threshold.{rule}")


_NUMBER: Final = "number"
_TEXT: Final = Unit.TEXT
_SCALARS: Final = (_NUMBER, Unit.RATIO, Unit.FRACTION)
Kind = Unit | str


@dataclass(frozen=True, slots=True)
class _Checker:
    """Walks the tree once and refuses what the language does not have."""

    schema: Schema
    own_threshold: str
    text: str
    path: Path | str
    position: Position | None
    names: set[str]

    def refuse(self, node: ast.AST | None, problem: str) -> ExpressionError:
        source = self.text.strip().encode(errors="replace")
        before = source[: getattr(node, "col_offset", 0)]  # counted in bytes
        return self.refuse_at(len(before.decode(errors="ignore")), problem)

    def refuse_at(self, offset: int, problem: str) -> ExpressionError:
        lead = len(self.text) - len(self.text.lstrip())
        at = self.position and Position(self.position.line, self.position.column + offset + lead)
        return ExpressionError(self.path, f"{self.text.strip()!r}: {problem}", at)

    def condition(self, node: ast.expr, depth: int) -> None:
        if depth > _DEPTH_LIMIT:
            raise self.refuse(node, f"is nested deeper than {_DEPTH_LIMIT} levels")
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self.condition(value, depth + 1)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.condition(operand, depth + 1)
            case ast.Compare():
                self._comparison(node, depth)
            case ast.Constant(value=True):
                pass
            case _:
                raise self.refuse(node, "a condition compares something, or joins comparisons")

    def _comparison(self, node: ast.Compare, depth: int) -> None:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            match operator:
                case ast.Is() | ast.IsNot():
                    if not (isinstance(right, ast.Name) and right.id == "missing"):
                        raise self.refuse(right, "after 'is' only 'missing' or 'not missing' goes")
                    self._reference(left)
                case ast.In() | ast.NotIn():
                    self._membership(left, right, depth)
                case _ if type(operator) in _COMPARISONS:
                    self._ordered(left, operator, right, depth)
                case _:
                    raise self.refuse(node, "is no comparison of the rule language")
            left = right

    def _membership(self, left: ast.expr, right: ast.expr, depth: int) -> None:
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            raise self.refuse(right, "after 'in' goes a list of values in brackets")
        for item in right.elts:
            if not isinstance(item, ast.Constant):
                raise self.refuse(item, "after 'in' only plain values go")
            self._comparable(left, item, depth)

    def _ordered(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int) -> None:
        kind = self._comparable(left, right, depth)
        if kind in (_TEXT, Unit.CONTRACT) and isinstance(operator, _ORDERED):
            raise self.refuse(left, "texts are equal or not, they have no order")

    def _comparable(self, left: ast.expr, right: ast.expr, depth: int) -> Kind:
        first, second = self.kind(left, depth + 1), self.kind(right, depth + 1)
        for one, other, literal in ((first, second, right), (second, first, left)):
            if one is Unit.FRACTION and other == _NUMBER:
                self._check_fraction(literal)
        if _NUMBER in (first, second):
            known = second if first == _NUMBER else first
            if known == _NUMBER or known in NUMERIC_UNITS:
                return known
        elif first == second:
            return first
        raise self.refuse(left, f"compares {_describe(first)} with {_describe(second)}")

    def _check_fraction(self, literal: ast.expr) -> None:
        if isinstance(literal, ast.UnaryOp):
            literal = literal.operand
        value = literal.value if isinstance(literal, ast.Constant) else None
        if isinstance(value, int | float) and abs(value) > _FRACTION_LIMIT:
            problem = (
                f"compares a fraction with {value}: write {value / 100:g} for {value} per cent"
            )
            raise self.refuse(literal, problem)

    def kind(self, node: ast.expr, depth: int) -> Kind:
        if depth > _DEPTH_LIMIT:
            raise self.refuse(node, f"is nested deeper than {_DEPTH_LIMIT} levels")
        match node:
            case ast.Constant(value=bool()):
                raise self.refuse(node, "true and false are no values of facts")
            case ast.Constant(value=int() | float() as number):
                if not abs(number) <= _LARGEST:
                    raise self.refuse(node, f"holds a number larger than {_LARGEST:g}")
                return _NUMBER
            case ast.Constant(value=str()):
                return _TEXT
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self._numeric(operand, depth)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                return self._arithmetic(node, depth)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._reference(node)
            case _:
                pass
        raise self.refuse(node, "is not part of the rule language")

    def _numeric(self, node: ast.expr, depth: int) -> Kind:
        kind = self.kind(node, depth + 1)
        if kind != _NUMBER and kind not in NUMERIC_UNITS:
            raise self.refuse(node, f"calculates with {_describe(kind)}")
        return kind

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Kind:
        if isinstance(node.op, ast.Sub):
            kinds = (self.kind(node.left, depth + 1), self.kind(node.right, depth + 1))
            if kinds == (Unit.DATE, Unit.DATE):
                return Unit.DAYS
        left, right = self._numeric(node.left, depth), self._numeric(node.right, depth)
        if isinstance(node.op, ast.Add | ast.Sub):
            kind = _sum_kind(left, right)
        elif isinstance(node.op, ast.Mult):
            kind = _product_kind(left, right)
        else:
            kind = _quotient_kind(left, right)
        if kind is None:
            raise self.refuse(node, f"joins {_describe(left)} and {_describe(right)}")
        return kind

    def _reference(self, node: ast.expr) -> Kind:
        reference = _as_reference(node, self.own_threshold)
        if reference is None:
            raise self.refuse(node, "is no name of a fact")
        unit = self.schema.units.get(reference.name)
        if unit is None:
            raise self.refuse(node, f"no fact is called {reference.name!r}{self._hint(reference)}")
        self.names.add(reference.name)
        if reference.field is not None:
            return _FIELDS[reference.field]
        if reference.column is not None:
            columns = self.schema.columns.get(reference.name, {})
            if reference.column not in columns:
                known = ", ".join(columns) or "none, it is no table"
                raise self.refuse(
                    node, f"{reference.name} has no column {reference.column!r}; it has {known}"
                )
            return columns[reference.column]
        return unit

    def _hint(self, reference: Reference) -> str:
        near = difflib.get_close_matches(reference.name, list(self.schema.units), n=1)
        return f"; did you mean {near[0]!r}?" if near else ""


def _sum_kind(left: Kind, right: Kind) -> Kind | None:
    """Equal units add up; a plain number takes the other side's."""
    if _NUMBER in (left, right):
        return left if right == _NUMBER else right
    return left if left == right else None


def _product_kind(left: Kind, right: Kind) -> Kind | None:
    """A plain number, a ratio or a fraction scales the other side."""
    if right in _SCALARS:
        return left
    return right if left in _SCALARS else None


def _quotient_kind(left: Kind, right: Kind) -> Kind | None:
    """Equal units give a ratio; a plain number, a ratio or a fraction scales."""
    if left == right and right != _NUMBER:
        return Unit.RATIO
    return left if right in _SCALARS else None


def _describe(kind: Kind) -> str:
    return "a plain number" if kind == _NUMBER else f"a value in {kind}"


def _as_reference(node: ast.expr, own_threshold: str) -> Reference | None:
    match node:
        case ast.Name(id="threshold"):
            return Reference(own_threshold)
        case ast.Name(id=name) if name != "missing":
            return Reference(name)
        case ast.Attribute(value=ast.Name(id="threshold"), attr=rule):
            return Reference(f"threshold.{rule}")
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in _FIELDS:
            return Reference(name, field=attribute)
        case ast.Attribute(
            value=ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(row))),
            attr=column,
        ) if not isinstance(row, bool):
            return Reference(name, row=row, column=column)
        case _:
            pass
    return None


@dataclass(frozen=True, slots=True)
class _Evaluator:
    """Walks a checked tree; `ExpressionError` cannot happen any more."""

    facts: Facts
    text: str
    own_threshold: str
    trace: list[Comparison]

    def truth(self, node: ast.expr) -> bool | None:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return _kleene_all([self.truth(value) for value in values])
            case ast.BoolOp(values=values):
                return _kleene_any([self.truth(value) for value in values])
            case ast.UnaryOp(operand=operand):
                inner = self.truth(operand)
                return None if inner is None else not inner
            case ast.Compare(left=left, ops=operators, comparators=rights):
                sides = [left, *rights]
                return _kleene_all(
                    [
                        self._compare(sides[place], operator, sides[place + 1])
                        for place, operator in enumerate(operators)
                    ]
                )
            case _:
                pass
        return True

    def _compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool | None:
        text = ast.unparse(ast.Compare(left, [operator], [right]))
        value = self.value(left)
        if isinstance(operator, ast.Is | ast.IsNot):
            missing = value is None
            outcome: bool | None = missing if isinstance(operator, ast.Is) else not missing
            self.trace.append(Comparison(text, value, None, outcome))
            return outcome
        if isinstance(operator, ast.In | ast.NotIn):
            options = [item.value for item in right.elts]  # type: ignore[attr-defined]
            outcome = None if value is None else (value in options) is isinstance(operator, ast.In)
            self.trace.append(Comparison(text, value, None, outcome))
            return outcome
        other = self.value(right)
        if value is None or other is None:
            self.trace.append(Comparison(text, value, other, None))
            return None
        outcome = _COMPARISONS[type(operator)][1](value, other)
        self.trace.append(_with_margin(text, value, other, outcome=outcome))
        return outcome

    def value(self, node: ast.expr) -> Scalar | None:
        match node:
            case ast.Constant(value=int() | float() | str() as constant):
                return constant
            case ast.UnaryOp(op=operator, operand=operand):
                inner = self.value(operand)
                if not isinstance(inner, int | float):
                    return None
                return -inner if isinstance(operator, ast.USub) else inner
            case ast.BinOp(left=left, op=operator, right=right):
                return _calculate(self.value(left), operator, self.value(right))
            case _:
                pass
        reference = _as_reference(node, self.own_threshold)
        return None if reference is None else self._looked_up(reference)

    def _looked_up(self, reference: Reference) -> Scalar | None:
        fact = self.facts.by_name.get(reference.name)
        if reference.column is None and reference.field is None and fact is not None:
            return len(fact.rows) if isinstance(fact.value, tuple) else fact.value
        cell = self.facts.resolve(reference)
        return None if cell is None else cell.value


def _calculate(left: Scalar | None, operator: ast.operator, right: Scalar | None) -> Scalar | None:
    if isinstance(left, date) and isinstance(right, date):
        return (left - right).days
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    match operator:
        case ast.Add():
            result = float(left) + right
        case ast.Sub():
            result = float(left) - right
        case ast.Mult():
            result = float(left) * right
        case _:
            result = float(left) / right if right else math.nan
    return result if math.isfinite(result) else None


def _with_margin(text: str, left: Scalar, right: Scalar, *, outcome: bool) -> Comparison:
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return Comparison(text, left, right, outcome)
    margin = float(left) - float(right)
    fraction = margin / abs(right) if abs(right) >= _LEAST_OF_A_SHARE else None
    return Comparison(text, left, right, outcome, margin, fraction)


def _kleene_all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _kleene_any(values: list[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False
