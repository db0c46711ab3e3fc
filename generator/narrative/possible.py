"""Whether a condition can ever hold, and whether one holds wherever another does.

A condition is written as alternatives of claims: comparisons that hold together. Claims on numbers
are edges of an order ("is at most", "is below") between what they speak of and the numbers they
name; a set of claims is impossible where the order runs in a circle through a "below". Claims on
texts are sets of words. What is not understood is taken as possible, so that nothing that can
happen is called impossible.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_ALTERNATIVES: Final = 256
_NEGATED: Final[Mapping[str, str]] = {
    "<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_OPERATORS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
MISSING: Final = "missing"

Side = str | float | tuple[str, ...]
"""The text of a term, a number, or the words that a text is compared with."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One comparison.

    Args:
        left: The term, as text.
        operator: As it is written.
        right: A number, another term, ``missing``, or words.
        names: The facts that must be there for it to be known.
    """

    left: str
    operator: str
    right: Side
    names: frozenset[str]

    def negated(self) -> Claim:
        """The claim that holds where this one does not, its facts being there."""
        return Claim(self.left, _NEGATED[self.operator], self.right, self.names)


Alternative = frozenset[Claim]


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of facts before any condition.

    Args:
        thresholds: Numbers of ``threshold.<rule>``.
        bounds: Least and largest value of terms, ``None`` for no bound.
        words: All texts that a fact may have, where they are known.
    """

    thresholds: Mapping[str, float]
    bounds: Mapping[str, tuple[float | None, float | None]]
    words: Mapping[str, frozenset[str]]


def alternatives(text: str, rule: str, domain: Domain) -> tuple[Alternative, ...] | None:
    """The alternatives under which a condition holds; ``None`` where there are too many.

    Args:
        text: A condition that has passed its checks.
        rule: The rule whose threshold is called ``threshold``.
        domain: For the numbers of thresholds.
    """
    tree = ast.parse(" ".join(text.split("\n")).strip(), mode="eval").body
    return _Reader(rule, domain).read(tree, holds=True)


def can_hold(found: Iterable[Alternative] | None, domain: Domain) -> bool:
    """Whether one of the alternatives is possible."""
    return found is None or any(is_possible(claims, domain) for claims in found)


def holds_wherever(
    condition: tuple[Alternative, ...] | None,
    given: tuple[Alternative, ...] | None,
    domain: Domain,
) -> bool:
    """Whether ``condition`` surely holds wherever ``given`` does."""
    if condition is None or given is None:
        return False
    possible = [claims for claims in given if is_possible(claims, domain)]
    return bool(possible) and all(
        any(_follows(claims, other, domain) for other in condition) for claims in possible
    )


def known_names(claims: Alternative) -> frozenset[str]:
    """The facts that surely have a value where ``claims`` hold."""
    there = (item.names for item in claims if (item.operator, item.right) != ("is", MISSING))
    return frozenset().union(*there)


def _follows(claims: Alternative, other: Alternative, domain: Domain) -> bool:
    known = known_names(claims)
    return all(
        item in claims
        or (
            (item.names <= known or item.operator in ("is", "is not"))
            and not is_possible(claims | {item.negated()}, domain)
        )
        for item in other
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    rule: str
    domain: Domain

    def read(self, node: ast.expr, *, holds: bool) -> tuple[Alternative, ...] | None:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.read(operand, holds=not holds)
            case ast.BoolOp(op=operator, values=values):
                parts = [self.read(value, holds=holds) for value in values]
                return _all(parts) if isinstance(operator, ast.And) is holds else _any(parts)
            case ast.Compare(left=left, ops=operators, comparators=rights):
                sides = [left, *rights]
                claims = [
                    self._claim(first, operator, second)
                    for (first, second), operator in zip(pairwise(sides), operators, strict=True)
                ]
                if holds:
                    return (frozenset(claims),)
                return tuple(frozenset({claim.negated()}) for claim in claims)
            case _:
                return (frozenset(),) if holds else ()

    def _claim(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Claim:
        sign, first, second = _OPERATORS[type(operator)], self._side(left), self._side(right)
        names = self._names(left) | self._names(right)
        if isinstance(second, str) and not isinstance(first, str):
            first, second, sign = second, first, _MIRRORED.get(sign, sign)
        return Claim(str(first), sign, second, names)

    def _side(self, node: ast.expr) -> Side:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Constant(value=str() as word):
                return (word,)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._side(operand)
                return -inner if isinstance(inner, float) else ast.unparse(node)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return tuple(str(item.value) for item in items if isinstance(item, ast.Constant))
            case _:
                name = self._named(node)
                return self.domain.thresholds.get(name, name)

    def _named(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id == "threshold":
            return f"threshold.{self.rule}"
        return ast.unparse(node)

    def _names(self, node: ast.expr) -> frozenset[str]:
        """What must be there for ``node`` to have a value."""
        match node:
            case ast.Name(id=name):
                return frozenset() if name in ("threshold", MISSING) else frozenset({name})
            case ast.Attribute(value=ast.Name(id="threshold")):
                return frozenset()
            case ast.Attribute(value=ast.Name(id=name), attr=field):
                own = frozenset({ast.unparse(node)})
                return own | {name} if field == "rows" else own
            case ast.Attribute(value=ast.Subscript(value=table)):
                return frozenset({ast.unparse(node), ast.unparse(table)})
            case _:
                inner = (
                    self._names(item)
                    for item in ast.iter_child_nodes(node)
                    if isinstance(item, ast.expr)
                )
                return frozenset().union(*inner)


_MIRRORED: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _all(parts: list[tuple[Alternative, ...] | None]) -> tuple[Alternative, ...] | None:
    known = [part for part in parts if part is not None]
    count = 1
    for part in known:
        count *= len(part)
    if len(known) < len(parts) or count > _MOST_ALTERNATIVES:
        return None
    return tuple(frozenset().union(*choice) for choice in product(*known))


def _any(parts: list[tuple[Alternative, ...] | None]) -> tuple[Alternative, ...] | None:
    known = [part for part in parts if part is not None]
    joined = tuple(claims for part in known for claims in part)
    return None if len(known) < len(parts) or len(joined) > _MOST_ALTERNATIVES else joined


def is_possible(claims: Alternative, domain: Domain) -> bool:
    """Whether claims can hold together."""
    return _presence(claims) and _words(claims, domain) and _order(claims, domain)


def _presence(claims: Alternative) -> bool:
    """A fact that is missing is not compared with anything."""
    missing = {item.left for item in claims if (item.operator, item.right) == ("is", MISSING)}
    return not missing & known_names(claims)


def _words(claims: Alternative, domain: Domain) -> bool:
    """Every text has a word left that it may be."""
    for left in {item.left for item in claims if isinstance(item.right, tuple)}:
        allowed = domain.words.get(left)
        refused: set[str] = set()
        for item in claims:
            if item.left != left or not isinstance(item.right, tuple):
                continue
            words = frozenset(item.right)
            if item.operator in ("==", "in"):
                allowed = words if allowed is None else allowed & words
            else:
                refused |= words
        if allowed is not None and not allowed - refused:
            return False
    return True


def _order(claims: Alternative, domain: Domain) -> bool:
    """No circle of "at most" holds a "below", and no circle makes unequal things equal."""
    edges, unequal = _edges(claims, domain)
    reach = _closure(edges)
    if any(reach.get((node, node)) for node, _ in edges):
        return False
    return not any(
        (first, second) in reach and (second, first) in reach for first, second in unequal
    )


Node = str | float
Edges = dict[tuple[Node, Node], bool]
"""From the lesser to the greater; true for "below", false for "at most"."""


def _edges(claims: Alternative, domain: Domain) -> tuple[Edges, list[tuple[Node, Node]]]:
    edges: Edges = {}
    unequal: list[tuple[Node, Node]] = []
    terms = [item.left for item in claims] + [
        item.right for item in claims if isinstance(item.right, str)
    ]
    for term in terms:
        low, high = domain.bounds.get(term, (0.0 if term.endswith(".rows") else None, None))
        if low is not None:
            _join(edges, low, term, strict=False)
        if high is not None:
            _join(edges, term, high, strict=False)
    for item in claims:
        if isinstance(item.right, tuple) or item.operator in ("is", "is not"):
            continue
        if item.operator == "!=":
            unequal.append((item.left, item.right))
        if item.operator in ("<", "<=", "=="):
            _join(edges, item.left, item.right, strict=item.operator == "<")
        if item.operator in (">", ">=", "=="):
            _join(edges, item.right, item.left, strict=item.operator == ">")
    numbers = sorted({node for edge in edges for node in edge if isinstance(node, float)})
    for lower, higher in pairwise(numbers):
        _join(edges, lower, higher, strict=True)
    return edges, unequal


def _join(edges: Edges, lower: Node, higher: Node, *, strict: bool) -> None:
    edges[lower, higher] = edges.get((lower, higher), False) or strict


def _closure(edges: Edges) -> Edges:
    """Whatever is reached from whatever, and whether a "below" is on the way."""
    reach = dict(edges)
    nodes = {node for edge in edges for node in edge}
    for middle in nodes:
        for first in nodes:
            if (first, middle) not in reach:
                continue
            for last in nodes:
                if (middle, last) in reach:
                    strict = reach[first, middle] or reach[middle, last]
                    _join(reach, first, last, strict=strict)
    return reach
