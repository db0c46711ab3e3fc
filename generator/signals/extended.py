"""The catalogue with what extensions add: each of theirs a new name, none in place of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.errors import ExtensionError
from generator.extensions import announced, distribution_of, loaded
from generator.signals.register import ROOTS, Definition, Register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

OURS = "strikedesk"


@dataclass(slots=True)
class _Extended:
    """What is defined so far, whose families there are, and who brought what is not ours."""

    definitions: dict[str, Definition]
    families: dict[str, str]
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, entry: EntryPoint) -> None:
        register = loaded(entry, Register, "a Register of signals")
        distribution = distribution_of(entry)
        holder = self.families.setdefault(register.family, distribution)
        if holder != distribution:
            problem = f"names a family {register.family!r}, as {holder} does; rename its own"
            raise ExtensionError(distribution, problem)
        for name, definition in register.definitions.items():
            if name in self.definitions:
                holder = self.origins.get(name, OURS)
                problem = f"defines {name}, as {holder} does; rename its own"
                raise ExtensionError(distribution, problem)
            self.definitions[name] = definition
            self.origins[name] = distribution

    def check_inputs(self) -> None:
        for name, distribution in self.origins.items():
            unknown = set(self.definitions[name].parameters) - set(self.definitions) - ROOTS
            if unknown:
                problem = f"{name} asks for {', '.join(sorted(unknown))}, which nothing defines"
                raise ExtensionError(distribution, problem)
        # Ours cannot ask for theirs, so a circle has only names of extensions in it.
        asked = {name: set(self.definitions[name].parameters) for name in self.origins}
        try:
            TopologicalSorter(asked).prepare()
        except CycleError as error:
            circle = error.args[1]
            problem = f"{' asks for '.join(reversed(circle))}: a circle"
            raise ExtensionError(self.origins[circle[0]], problem) from error


def extended(
    ours: Mapping[str, Definition],
) -> tuple[Mapping[str, Definition], Mapping[str, str]]:
    """Ours and theirs by name; and of theirs, the distribution that each is from.

    Raises:
        ExtensionError: An extension cannot be loaded, takes a name, or asks for what nothing
            defines.
    """
    whole = _Extended(dict(ours), {entry.family: OURS for entry in ours.values()})
    for entry in announced("signals").values():
        whole.add(entry)
    whole.check_inputs()
    return MappingProxyType(whole.definitions), MappingProxyType(whole.origins)
