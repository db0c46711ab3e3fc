"""A checked playbook as frozen data: rules, words, sections, fragments in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.narrative.expressions import Expression
    from generator.narrative.fragments import Fragment
    from generator.signals.facts import Unit
    from generator.wording.formats import Vocabulary

ALWAYS: Final = "always"
"""The rule that always fires."""

IDEA_CONDITIONS: Final = ("both_sides", "defined_risk_only", "stock")
"""The conditions of ideas beside those of the list of structures."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with a name, and perhaps an editable threshold."""

    id: str
    name: str
    condition: Expression
    threshold: float | None
    threshold_unit: Unit


@dataclass(frozen=True, slots=True)
class Choice:
    """A word and the condition under which it holds; without one it is what is left."""

    word: str
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class IdeaRules:
    """What the ideas are chosen by; see the comments in ``playbook.yaml``."""

    structures: tuple[Choice, ...]
    both_sides: Expression
    defined_risk_only: Expression
    stock: Expression
    least_reward_risk: float
    least_credit_share: float
    long_delta: tuple[float, float]
    short_delta: tuple[float, float]
    preferred_days: int
    exit_days_before: int
    stock_stop_ranges: float
    stock_target_ranges: float


@dataclass(frozen=True, slots=True)
class Topic:
    """What headlines may be about.

    Args:
        id: In rules and records.
        name: As readers see it.
        words: What it is known by in a title; the last topic has none and takes what is left.
    """

    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewsRules:
    """How headlines are grouped, and how many of them are quoted.

    Args:
        most_headlines: How many at most.
        most_words: How many words the quoted ones may have together; the first may have more.
        topics: In order; the first that fits a title wins.
    """

    most_headlines: int
    most_words: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class PlacedFragment:
    """A fragment in its place: slot, rule, wordings.

    Args:
        each: Table for each of whose rows it is written; the fragment calls the row ``row``.
        where: Texts of the row's ``structure`` that it is written for; empty for all.
    """

    id: str
    slot: str
    rule: str
    variants: tuple[Fragment, ...]
    each: str | None
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, the fact's column, and the format."""

    head: str
    cell: str
    format: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table of a section: which fact's rows, under which columns.

    Args:
        rows: The table fact.
        caption: What stands above it.
        columns: Those with a value in some row are written.
        where: Texts of a row's ``structure`` that it lists; empty for all.
        without: Texts of a row's ``structure`` that it leaves out.
    """

    rows: str
    caption: str
    columns: tuple[Column, ...]
    where: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section: its slots in order, each filled by the first fragment that fits.

    Args:
        unless: A rule that leaves the whole section out when it fires.
        rotate: Slots that take the fragment which repeats earlier issues least, not the first.
        words: Least and most words of its prose, where it has its facts.
        satellites: Slots that may be left out, by importance: those that earlier issues told least
            are taken until the section is long enough.
        facts: Facts without which the section has less to say than ``words`` asks for.
    """

    id: str
    kind: Literal["headline", "byline", "bullets", "prose", "method"]
    title: str | None
    slots: tuple[str, ...]
    charts: tuple[str, ...]
    tables: tuple[TablePlan, ...]
    fragments: tuple[PlacedFragment, ...]
    unless: str | None = None
    rotate: frozenset[str] = frozenset()
    words: tuple[int, int] | None = None
    satellites: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """A checked playbook.

    Args:
        folder: Where it was read from.
        name: As its readers know it.
        sha256: Over all its files.
        vocabulary: Formats and bands.
        rules: By id, in order.
        trend: Words of the trend, first match wins.
        positioning: Words of the positioning, first match wins.
        regimes: Regimes in order, first match wins; each is also a rule ``regime_<id>``.
        ideas: What ideas are chosen by; ``None`` where the playbook has none.
        news: How headlines are grouped; ``None`` where the playbook quotes none.
        sections: In the order of the note.
        breaks: Slots that begin a new paragraph.
    """

    folder: Path
    name: str
    sha256: str
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    trend: tuple[Choice, ...]
    positioning: tuple[Choice, ...]
    regimes: tuple[Choice, ...]
    ideas: IdeaRules | None
    news: NewsRules | None
    sections: tuple[SectionPlan, ...]
    breaks: frozenset[str]
