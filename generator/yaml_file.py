"""YAML that people edit: plain scalars by the core schema, with a position for every node.

Read with YAML 1.2 rules (``no`` and ``on`` are words, ``010`` is refused), duplicate keys, anchors,
aliases, merge keys and tags refused, size and depth bounded.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    MarkedYAMLError,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)

from generator.errors import InputError, Position
from generator.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_SIZE_LIMIT: Final = 256 * 1024
_DEPTH_LIMIT: Final = 20
_TOO_DEEP: Final = f"is nested deeper than {_DEPTH_LIMIT} levels"
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9]\d*)\Z", re.ASCII)
_DECIMAL: Final = re.compile(r"[-+]?(0|[1-9]\d*)\.\d+([eE][-+]?\d+)?\Z", re.ASCII)
_NUMBER_LIKE: Final = re.compile(
    r"[-+]?\.?\d[\d_.:]*(e[-+]?\d+)?\Z|[-+]?0[xob][\da-f_]+\Z|[-+]?\.(inf|nan)\Z",
    re.IGNORECASE,
)
"""What some reader of YAML, of whatever version, takes for a number."""
_LONGEST_INTEGER: Final = 18
"""Digits; what is longer is no number that anything here counts."""
_PLAIN_STYLE: Final = (None, "")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it, as its wheels are; only its events are used."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file and where each of its values stands.

    Args:
        path: The file.
        content: Dicts, lists, strings, numbers, booleans and ``None``.
        positions: Position of each value by its path of keys and indexes.
    """

    path: Path
    content: Any
    positions: Mapping[Place, Position]

    def position(self, place: Place) -> Position | None:
        """The position of ``place``, or of the nearest value around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.positions:
                return self.positions[place[:length]]
        return None

    def validate(self, model: type[Model], error: type[InputError]) -> Model:
        """The content as ``model``.

        Raises:
            InputError: Of class ``error``, with the position of the first thing that is wrong.
        """
        try:
            return model.model_validate(self.content)
        except ValidationError as problems:
            found = problems.errors()
            # A misspelt key is both unknown and, under its right name, missing.
            first = next((item for item in found if item["type"] == "extra_forbidden"), found[0])
            place = first["loc"]
            where = ".".join(str(part) for part in place)
            message = f"{where}: {first['msg']}" if where else first["msg"]
            raise error(self.path, message, self.position(place)) from problems


def read_yaml(path: Path, error: type[InputError], *, limit: int = _SIZE_LIMIT) -> YamlFile:
    """Read ``path``.

    Args:
        path: The file.
        error: Class of what is raised.
        limit: Bytes that it may have.

    Raises:
        InputError: Of class ``error``, at the position of what is refused.
    """
    try:
        text = read_text(path, limit=limit)
    except InputError as problem:
        raise error(path, problem.problem, problem.position) from problem
    builder = _Builder(path, error, yaml.parse(text, _LOADER), {})
    try:
        content = builder.document()
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else None
        raise error(
            path, f"is no YAML: {problem.problem or problem.context}", position
        ) from problem
    except (YAMLError, ValueError) as problem:
        raise error(path, f"is no YAML that can be read: {_first_line(problem)}") from problem
    return YamlFile(path, content, builder.positions)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes values of what the parser tells, event by event; what is refused ends it at once."""

    path: Path
    error: type[InputError]
    events: Iterator[Event]
    positions: dict[Place, Position]

    def document(self) -> Any:  # noqa: ANN401 - YAML is any value
        next(self.events)  # the stream begins
        if isinstance(next(self.events), StreamEndEvent):
            return None
        content = self._value(next(self.events), ())
        next(self.events)  # the document ends
        more = next(self.events)
        if not isinstance(more, StreamEndEvent):
            raise self._refuse(more, "is no YAML: another document begins here")
        return content

    def _value(self, event: Event, place: Place) -> Any:  # noqa: ANN401 - YAML is any value
        self.positions[place] = _position(event)
        self._check(event)
        if len(place) > _DEPTH_LIMIT:
            raise self._refuse(event, _TOO_DEEP)
        if isinstance(event, MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(place)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        raise self._refuse(event, "is no value that is known here")

    def _check(self, event: Event) -> None:
        if isinstance(event, NodeEvent) and event.anchor is not None:
            raise self._refuse(event, "anchors and aliases are not allowed here")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self._refuse(event, f"tags are not allowed here: {tag}")

    def _sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self._value(event, (*place, len(found))))
        return found

    def _mapping(self, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self._check(event)
            if not isinstance(event, ScalarEvent) or event.value == "<<":
                raise self._refuse(event, "a key must be a plain word")
            key = event.value
            if key in mapping:
                raise self._refuse(event, f"the key {key!r} stands here twice")
            value = next(self.events)
            mapping[key] = self._value(value, (*place, key))
            if isinstance(value, ScalarEvent) and value.style in _PLAIN_STYLE and not value.value:
                self.positions[*place, key] = _position(event)
        return mapping

    def _scalar(self, event: ScalarEvent) -> Any:  # noqa: ANN401 - YAML is any value
        text: str = event.value
        if event.style not in _PLAIN_STYLE:
            return text
        if text in ("", "null", "~"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.match(text) and len(text) <= _LONGEST_INTEGER:
            return int(text)
        if _DECIMAL.match(text) and math.isfinite(float(text)):
            return float(text)
        if _NUMBER_LIKE.match(text) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise self._refuse(event, f"{text[:40]} is ambiguous: quote it if it is text")
        return text

    def _refuse(self, event: Event, problem: str) -> InputError:
        return self.error(self.path, problem, _position(event))


def _position(event: Event) -> Position:
    mark: Any = event.start_mark  # of an event that a parser gives, always one
    return Position(mark.line + 1, mark.column + 1)
