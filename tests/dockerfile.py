"""A Dockerfile, read into stages; only what ours uses is understood, the rest is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

KINDS: Final = frozenset(
    {"FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "ENTRYPOINT", "CMD"}
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line: its first word and what follows."""

    kind: str
    text: str

    @property
    def words(self) -> list[str]:
        """What follows, by words; of a JSON list its items."""
        return json.loads(self.text) if self.text.startswith("[") else self.text.split()


@dataclass(frozen=True, slots=True)
class Stage:
    """One image: the base it starts from, its name where it has one, and its lines."""

    base: str
    name: str
    instructions: tuple[Instruction, ...]

    def all(self, kind: str) -> list[Instruction]:
        """Its lines of this kind."""
        return [item for item in self.instructions if item.kind == kind]


def stages_of(path: Path) -> list[Stage]:
    """The stages of a Dockerfile, in their order."""
    text = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    found: list[tuple[str, list[Instruction]]] = []
    for line in filter(None, lines):
        kind, _, rest = line.partition(" ")
        assert kind in KINDS, line
        if kind == "FROM":
            found.append((rest, []))
        else:
            found[-1][1].append(Instruction(kind, rest.strip()))
    return [_stage(head, instructions) for head, instructions in found]


def _stage(head: str, instructions: list[Instruction]) -> Stage:
    base, _, name = head.partition(" AS ")
    return Stage(base, name.strip(), tuple(instructions))


def ignored(name: str, rules: list[str]) -> bool:
    """Whether a file of the context is left out, by the rules of a .dockerignore."""
    out = False
    for rule in filter(None, (each.strip() for each in rules)):
        if rule.startswith("#"):
            continue
        wanted, pattern = rule.startswith("!"), rule.removeprefix("!")
        if _matches(name, pattern):
            out = not wanted
    return out


def _matches(name: str, pattern: str) -> bool:
    """Whether a rule names the file or a folder that it is in."""
    path = PurePosixPath(name)
    own = pattern.removeprefix("**/")
    for part in (path, *path.parents[:-1]):
        if pattern != own and part.match(own):
            return True
        if len(part.parts) == len(PurePosixPath(pattern).parts) and part.match(pattern):
            return True
    return False
