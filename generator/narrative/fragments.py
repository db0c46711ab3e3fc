"""Fragments: the prose of a playbook, in a strict subset of Jinja.

    Put open interest is {{ put_call_oi_ratio | ratio }} times call open interest.
    {% if rsi_14 | rsi_band == "neutral" %}…{% else %}…{% endif %}

A fragment holds text without digits, facts with a named format, table facts with a list format,
``if`` on a band word or a text fact, and choices of words: ``the [largest|biggest] build``. Nothing
else exists in it: the syntax tree is checked against this list when the playbook loads, and walked
here, so a number can reach text in no other way than by naming a fact.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from generator.errors import FragmentError, Position
from generator.narrative.choices import (
    MARKS,
    MISSING,
    Wording,
    first_of_each,
    lacks_a_fact,
    open_choices,
    with_marks,
)
from generator.narrative.text import Piece, Span, Text, plain_text
from generator.signals.facts import Cell, Facts, Reference, Unit
from generator.wording.grammar import separators

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.narrative.expressions import Schema
    from generator.wording.formats import Vocabulary

_NO_TEXT: Final = frozenset({"Co", "Cs", "Cn"})
"""Categories of characters that mark spans, or that are none."""

_FIELD_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "label": ("label", "text"),
    "sessions": ("sessions", "count"),
    "rows": ("rows", "small_count"),
    "observed": ("observed", "weekday_month_day"),
}
"""Formats that write a fact's own field: field name and the format it is written with."""

_PARSER: Final = Environment(autoescape=False)  # noqa: S701 - parses only, never renders


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A way to write some rows of a table as a list.

    Args:
        cells: Columns of an item with their formats and what stands before each.
        rows: At most this many rows.
    """

    cells: tuple[tuple[str, str, str], ...]
    rows: int
    tail: str = ""


LIST_FORMATS: Final[Mapping[str, ListFormat]] = {
    "strikes": ListFormat((("", "strike", "strike"),), 3),
    "strikes_with_open_interest": ListFormat(
        (("", "strike", "strike"), (" (", "open_interest", "count")), 3, ")"
    ),
    "leading_pair": ListFormat((("", "strike", "strike"),), 2),
    "quoted_headlines": ListFormat(
        (
            ("", "title", "quoted"),
            (" (", "publisher", "text"),
            (", ", "published", "month_day"),
        ),
        3,
        ")",
    ),
}


@dataclass(frozen=True, slots=True)
class Fragment:
    """A template that has passed its checks.

    Args:
        text: As written.
        references: Everything it may print or ask about, as (reference, format).
    """

    text: str
    references: frozenset[tuple[str, str]]
    _body: tuple[nodes.Node, ...] = field(repr=False, compare=False)

    def realize(
        self, facts: Facts, vocabulary: Vocabulary, row: Reference | None = None
    ) -> Text | None:
        """The text over ``facts`` with the first of each choice; see `wording`."""
        wording = self.wording(facts, vocabulary, row)
        return None if wording is None else first_of_each(wording)

    def wording(
        self, facts: Facts, vocabulary: Vocabulary, row: Reference | None = None
    ) -> Wording | None:
        """The text over ``facts`` with open choices; ``None`` where a fact it needs is missing.

        Args:
            facts: What may be printed.
            vocabulary: The playbook's formats.
            row: Name and row of the table that ``row`` stands for.
        """
        try:
            wording = open_choices(_realize(self._body, _Source(facts, vocabulary, row)))
        except _MissingError:
            return None
        return None if lacks_a_fact(wording) else wording


@dataclass(frozen=True, slots=True)
class _Source:
    facts: Facts
    vocabulary: Vocabulary
    row: Reference | None

    def bound(self, reference: Reference) -> Reference:
        if reference.name != "row" or self.row is None:
            return reference
        return Reference(self.row.name, self.row.row, reference.column)


class _MissingError(Exception):
    """A fact that a fragment prints has no value."""


def compile_fragment(
    text: str,
    schema: Schema,
    vocabulary: Vocabulary,
    *,
    path: Path | str,
    position: Position | None,
) -> Fragment:
    """Parse and check one fragment.

    Raises:
        FragmentError: At file:line:column, with the nearest name where one is misspelt.
    """
    checker = _Checker(schema, vocabulary, text, path, position, set())
    if stray := MARKS & set(text):
        raise checker.refuse(1, f"holds {min(stray)!r}, which no text may hold")
    try:
        marked = with_marks(text)
    except ValueError as error:
        raise checker.refuse(1, str(error)) from error
    try:
        body = _parsed(marked)
    except TemplateSyntaxError as error:
        raise checker.refuse(error.lineno, f"does not parse: {error.message}") from error
    except RecursionError as error:
        raise checker.refuse(1, "is nested too deeply") from error
    except ValueError as error:
        raise checker.refuse(1, f"does not parse: {error}") from error
    checker.check(body)
    return Fragment(text, frozenset(checker.references), body)


@lru_cache(maxsize=4096)
def _parsed(marked: str) -> tuple[nodes.Node, ...]:
    """What Jinja makes of a text; kept, since nothing changes it and playbooks are read again."""
    return tuple(_PARSER.parse(marked).body)


@dataclass(frozen=True, slots=True)
class _Checker:
    schema: Schema
    vocabulary: Vocabulary
    text: str
    path: Path | str
    position: Position | None
    references: set[tuple[str, str]]

    def refuse(self, line: int, problem: str) -> FragmentError:
        at = self.position and Position(self.position.line + line - 1, self.position.column)
        shown = " ".join(self.text.split())
        if len(shown) > 60:  # noqa: PLR2004 - keeps the message on a line
            shown = f"{shown[:57]}…"
        return FragmentError(self.path, f"fragment {shown!r} {problem}", at)

    def check(self, body: Sequence[nodes.Node]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._output(part)
            elif isinstance(node, nodes.If):
                self._condition(node.test)
                self.check(node.body)
                for branch in node.elif_:
                    self._condition(branch.test)
                    self.check(branch.body)
                self.check(node.else_)
            else:
                name = type(node).__name__.lower()
                line = node.lineno or 1  # some nodes of the parser's own making have none
                raise self.refuse(line, f"uses {name}, which fragments do not have")

    def _output(self, node: nodes.Expr) -> None:
        if isinstance(node, nodes.TemplateData):
            self._text(node)
            return
        self._formatted(node)

    def _text(self, node: nodes.TemplateData) -> None:
        for char in node.data:
            if char.isnumeric():
                raise self.refuse(
                    node.lineno, f"holds the digit {char}: a number comes from a fact"
                )
            if char in "{}" or (char not in MARKS and unicodedata.category(char) in _NO_TEXT):
                raise self.refuse(node.lineno, f"holds {char!r}, which no text may hold")

    def _condition(self, node: nodes.Node) -> None:
        if not (
            isinstance(node, nodes.Compare)
            and len(node.ops) == 1
            and node.ops[0].op in ("eq", "ne")
            and isinstance(node.ops[0].expr, nodes.Const)
            and isinstance(node.ops[0].expr.value, str)
        ):
            raise self.refuse(
                node.lineno, "tests something else than a word: {% if fact | band == 'word' %}"
            )
        self._formatted(node.expr)

    def _formatted(self, node: nodes.Expr) -> None:
        if not isinstance(node, nodes.Filter) or node.node is None:
            raise self.refuse(node.lineno, "prints something that is no fact with a format")
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.refuse(node.lineno, f"gives arguments to the format {node.name!r}")
        reference = _reference_of(node.node)
        if reference is None:
            raise self.refuse(node.lineno, "prints something that is no fact with a format")
        self._check_format(reference, node.name, node.lineno)

    def _check_format(self, reference: Reference, name: str, line: int) -> None:
        unit = self._unit(reference, line)
        if name in _FIELD_FORMATS:
            self.references.add((str(reference), name))
            return
        if name in LIST_FORMATS:
            columns = self.schema.columns.get(reference.name, {})
            for _, column, column_format in LIST_FORMATS[name].cells:
                self._check_unit(columns.get(column), column_format, f"column {column!r}", line)
        else:
            self._check_unit(unit, name, str(reference), line)
        self.references.add((str(reference), name))

    def _check_unit(self, unit: Unit | None, name: str, what: str, line: int) -> None:
        accepted = self.vocabulary.units(name)
        if accepted is None:
            known = [*self.vocabulary.names(), *LIST_FORMATS, *_FIELD_FORMATS]
            raise self.refuse(line, f"asks for the format {name!r}{_hint(name, known)}")
        if unit is None or unit not in accepted:
            raise self.refuse(line, f"writes {what}, a value in {unit}, with the format {name!r}")

    def _unit(self, reference: Reference, line: int) -> Unit:
        unit = self.schema.units.get(reference.name)
        if unit is None:
            hint = _hint(reference.name, list(self.schema.units))
            raise self.refuse(line, f"names {reference.name!r}, which is no fact{hint}")
        if reference.column is None:
            return unit
        columns = self.schema.columns.get(reference.name, {})
        if reference.column not in columns:
            hint = _hint(reference.column, list(columns))
            raise self.refuse(line, f"names {reference}, a column that is not there{hint}")
        return columns[reference.column]


def _hint(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _reference_of(node: nodes.Expr) -> Reference | None:
    match node:
        case nodes.Name(name=name):
            return Reference(name)
        case nodes.Getattr(node=nodes.Name(name="threshold"), attr=rule):
            return Reference(f"threshold.{rule}")
        case nodes.Getattr(node=nodes.Name(name="row"), attr=column):
            return Reference("row", row=0, column=column)
        case nodes.Getattr(
            node=nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Const(value=int(row))),
            attr=column,
        ) if not isinstance(row, bool):
            return Reference(name, row=row, column=column)
        case _:
            pass
    return None


def _realize(body: Sequence[nodes.Node], source: _Source) -> list[Piece]:
    pieces: list[Piece] = []
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if isinstance(part, nodes.TemplateData):
                    pieces.append(part.data)
                elif isinstance(part, nodes.Filter):
                    pieces += _written(part, source)
        elif isinstance(node, nodes.If):
            pieces += _realize(_chosen(node, source), source)
    return pieces


def _written(part: nodes.Filter, source: _Source) -> list[Piece]:
    try:
        return _write(part, source)
    except _MissingError:
        return [MISSING]


def _chosen(node: nodes.If, source: _Source) -> list[nodes.Node]:
    for branch in (node, *node.elif_):
        if _holds(branch.test, source):
            return branch.body
    return node.else_


def _holds(test: nodes.Node, source: _Source) -> bool:
    if not isinstance(test, nodes.Compare) or not isinstance(test.expr, nodes.Filter):
        raise TypeError(test)
    word = plain_text(_write(test.expr, source))
    wanted = test.ops[0].expr
    same = isinstance(wanted, nodes.Const) and word == wanted.value
    return same if test.ops[0].op == "eq" else not same


def _write(node: nodes.Filter, source: _Source) -> list[Piece]:
    reference = _reference_of(node.node) if node.node is not None else None
    if reference is None:
        raise TypeError(node)
    reference = source.bound(reference)
    if node.name in LIST_FORMATS:
        return _write_list(reference, LIST_FORMATS[node.name], source)
    name = node.name
    if name in _FIELD_FORMATS:
        field_name, name = _FIELD_FORMATS[name]
        reference = Reference(reference.name, field=field_name)
    return [_span(reference, name, source)]


def _write_list(reference: Reference, form: ListFormat, source: _Source) -> list[Piece]:
    fact = source.facts.by_name.get(reference.name)
    if fact is None or not fact.rows:
        raise _MissingError
    pieces: list[Piece] = []
    rows = min(len(fact.rows), form.rows)
    for row, separator in enumerate(separators(rows)):
        pieces.append(separator)
        for lead, column, name in form.cells:
            cell = Reference(reference.name, row=row, column=column)
            pieces += [lead, _span(cell, name, source)]
        pieces.append(form.tail)
    return [piece for piece in pieces if piece != ""]


def _span(reference: Reference, name: str, source: _Source) -> Span:
    cell: Cell | None = source.facts.resolve(reference)
    if cell is None or cell.value is None:
        raise _MissingError
    return Span(source.vocabulary.write(name, cell), str(reference), name)
