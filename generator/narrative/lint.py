"""Remarks on a playbook that loads: what can never happen, and what is probably not meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.errors import PlaybookError, Position
from generator.narrative.contradictions import faults_of, topic_word
from generator.narrative.house_words import FORBIDDEN, SECOND_PERSON
from generator.narrative.plan import IDEA_CONDITIONS
from generator.yaml_file import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from generator.narrative.contradictions import Fault
    from generator.narrative.plan import Playbook

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_MAIN: Final = "playbook.yaml"
_LISTS: Final = {
    "trend": ("stance", "trend"),
    "positioning": ("stance", "positioning"),
    "regime": ("stance", "regimes"),
    "rule": ("rules",),
}
"""Where in ``playbook.yaml`` the subjects of faults stand."""


def lint_playbook(playbook: Playbook) -> list[str]:
    """One sentence for each fault and each remark; a fault begins with its file, line and column.

    Raises:
        PlaybookError: Its files cannot be read any more.
    """
    return [*lint_faults(playbook), *_names(playbook), *_words(playbook)]


def lint_faults(playbook: Playbook) -> list[str]:
    """What can never happen in the playbook, one sentence each, at file:line:column.

    Raises:
        PlaybookError: Its files cannot be read any more.
    """
    faults = faults_of(playbook)
    places = _places(playbook.folder) if faults else {}
    return [_placed(fault, playbook.folder, places) for fault in faults]


def _placed(
    fault: Fault, folder: Path, places: dict[tuple[str, str], tuple[Path, Position]]
) -> str:
    default = (folder / _MAIN, Position(1))
    path, position = places.get((fault.kind, fault.subject), default)
    return f"{path}:{position.line}:{position.column}: {fault}"


def _places(folder: Path) -> dict[tuple[str, str], tuple[Path, Position]]:
    """File and position of every rule, every choice of the stance and every fragment."""
    main = read_yaml(folder / _MAIN, PlaybookError)
    found: dict[tuple[str, str], tuple[Path, Position]] = {}
    for kind, place in _LISTS.items():
        entries = main.content
        for key in place:
            entries = entries[key]
        for index, entry in enumerate(entries):
            name = entry.get("id") or entry.get("word")
            found[kind, name] = (main.path, main.position((*place, index)) or Position(1))
    for name in IDEA_CONDITIONS:
        found["ideas", name] = (main.path, main.position(("ideas", name)) or Position(1))
    for number, topic in enumerate((main.content.get("news") or {}).get("topics", ())):
        for index, word in enumerate(topic.get("words", ())):
            at = main.position(("news", "topics", number, "words", index)) or Position(1)
            found["topic", topic_word(topic["id"], word)] = (main.path, at)
    for index, entry in enumerate((main.content.get("ideas") or {}).get("structures", ())):
        position = main.position(("ideas", "structures", index)) or Position(1)
        found["structure", entry["structure"]] = (main.path, position)
    for path in sorted((folder / "fragments").glob("*.yaml")):
        file = read_yaml(path, PlaybookError)
        for index, entry in enumerate(file.content["fragments"]):
            position = file.position(("fragments", index)) or Position(1)
            found["fragment", entry["id"]] = (path, position)
    return found


def _names(playbook: Playbook) -> list[str]:
    """A rule's name that states another number than its threshold."""
    return [
        f"rule {rule.id}: its name {rule.name!r} states another number than its threshold "
        f"{rule.threshold:g}"
        for rule in playbook.rules.values()
        if rule.threshold is not None
        and (stated := _NUMBER.findall(rule.name))
        and float(stated[-1]) != rule.threshold
    ]


def _words(playbook: Playbook) -> list[str]:
    """Words that the house style never prints."""
    return [
        f"fragment {item.id}: the house style never says {match[0]!r}"
        for section in playbook.sections
        for item in section.fragments
        for variant in item.variants
        if (match := FORBIDDEN.search(variant.text) or SECOND_PERSON.search(variant.text))
    ]
