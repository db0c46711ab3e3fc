"""Remarks on a playbook that loads: what is allowed, and probably not meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.narrative.house_words import FORBIDDEN, SECOND_PERSON
from generator.narrative.plan import ALWAYS

if TYPE_CHECKING:
    from generator.narrative.plan import Playbook

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def lint_playbook(playbook: Playbook) -> list[str]:
    """One sentence for each remark; none is an error."""
    return [*_names(playbook), *_words(playbook), *_unreachable(playbook)]


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


def _unreachable(playbook: Playbook) -> list[str]:
    """A fragment behind one that always fits and prints nothing that may be missing."""
    remarks = []
    for section in playbook.sections:
        closed: dict[str, str] = {}
        for item in section.fragments:
            if item.slot in closed and item.each is None:
                remarks.append(f"fragment {item.id}: {closed[item.slot]} always comes before it")
            if item.rule == ALWAYS and item.each is None and not item.variants[0].references:
                closed[item.slot] = item.id
    return remarks
