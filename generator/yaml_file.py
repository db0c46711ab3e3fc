"""YAML that people edit: plain scalars by the core schema, with a position for every node.

Read with YAML 1.2 rules (``no`` and ``on`` are words, ``010`` is refused), duplicate keys, anchors,
aliases, merge keys and tags refused, size and depth bounded.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from generator.errors import InputError, Position
from generator.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
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
_UNTAGGED: Final = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
)
"""What the parser itself calls nodes that carry no tag."""


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


def read_yaml(path: Path, error: type[InputError]) -> YamlFile:
    """Read ``path``.

    Raises:
        InputError: Of class ``error``, at the position of what is refused.
    """
    try:
        text = read_text(path, limit=_SIZE_LIMIT)
    except InputError as problem:
        raise error(path, problem.problem, problem.position) from problem
    reader = YAML(typ="safe", pure=True)
    reader.composer.warn_double_anchors = False
    reader.max_depth = _DEPTH_LIMIT + 1  # the root is the first
    try:
        root = reader.compose(text)
    except MaxDepthExceededError as problem:
        mark = problem.problem_mark
        raise error(path, _TOO_DEEP, Position(mark.line + 1, mark.column + 1)) from problem
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else None
        raise error(
            path, f"is no YAML: {problem.problem or problem.context}", position
        ) from problem
    except (YAMLError, ValueError, RecursionError) as problem:
        raise error(path, f"is no YAML that can be read: {_first_line(problem)}") from problem
    converter = _Converter(path, error, {}, set())
    content = None if root is None else converter.convert(root, ())
    return YamlFile(path, content, converter.positions)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class _Converter:
    path: Path
    error: type[InputError]
    positions: dict[Place, Position]
    seen: set[int]

    def convert(self, node: Node, place: Place) -> Any:  # noqa: ANN401 - YAML is any value
        self.positions[place] = _position(node)
        self._check(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.convert(item, (*place, index)) for index, item in enumerate(node.value)]
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        raise self._refuse(node, "is no value that is known here")

    def _check(self, node: Node) -> None:
        if id(node) in self.seen or node.anchor is not None:
            raise self._refuse(node, "anchors and aliases are not allowed here")
        self.seen.add(id(node))
        if node.ctag.handle is not None or str(node.tag) not in _UNTAGGED:
            raise self._refuse(node, f"tags are not allowed here: {node.tag}")

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            self._check(key_node)
            key = key_node.value
            if not isinstance(key_node, ScalarNode) or key == "<<":
                raise self._refuse(key_node, "a key must be a plain word")
            if key in mapping:
                raise self._refuse(key_node, f"the key {key!r} stands here twice")
            mapping[key] = self.convert(value_node, (*place, key))
            if value_node.start_mark.index == value_node.end_mark.index:
                self.positions[*place, key] = _position(key_node)
        return mapping

    def _scalar(self, node: ScalarNode) -> Any:  # noqa: ANN401 - YAML is any value
        text: str = node.value
        if node.style not in _PLAIN_STYLE:
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
            raise self._refuse(node, f"{text[:40]} is ambiguous: quote it if it is text")
        return text

    def _refuse(self, node: Node, problem: str) -> InputError:
        return self.error(self.path, problem, _position(node))


def _position(node: Node) -> Position:
    mark = node.start_mark
    return Position(mark.line + 1, mark.column + 1)
