"""What the files of a playbook look like: their keys and types, checked before their meaning."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Entry(BaseModel):
    """What all entries share: no unknown key, no coercion, no change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class StepEntry(Entry):
    """A step of a band."""

    word: str
    below: float | int | None = None


class BandEntry(Entry):
    """A band of words over a number."""

    units: list[str]
    steps: list[StepEntry] = Field(min_length=2)
    of_size: bool = False


class RuleEntry(Entry):
    """A rule."""

    id: Identifier
    when: str
    name: str | None = None
    threshold: float | int | None = None
    unit: str = "ratio"


class ChoiceEntry(Entry):
    """A word of the stance and its condition."""

    word: Identifier
    when: str | None = None


class RegimeEntry(Entry):
    """A regime and its condition."""

    id: Identifier
    when: str


class StanceEntry(Entry):
    """Trend, positioning, regimes."""

    trend: list[ChoiceEntry]
    positioning: list[ChoiceEntry]
    regimes: list[RegimeEntry]


class StructureEntry(Entry):
    """A structure of options and its condition."""

    structure: str
    when: str


class IdeasEntry(Entry):
    """What ideas are chosen by."""

    structures: list[StructureEntry]
    both_sides: str
    defined_risk_only: str
    least_reward_risk: float | int
    least_credit_share: float | int
    long_delta: list[float]
    short_delta: list[float]
    preferred_days: int
    exit_days_before: int
    stock: str
    stock_stop_ranges: float | int
    stock_target_ranges: float | int


class TopicEntry(Entry):
    """A topic of headlines and the words by which it is known."""

    id: Identifier
    name: str = Field(min_length=1)
    words: list[Annotated[str, Field(pattern=r"^\S+( \S+)*$")]] = []


class NewsEntry(Entry):
    """How headlines are grouped, and how many of them are quoted."""

    most_headlines: int = Field(ge=1)
    most_words: int = Field(ge=1)
    topics: list[TopicEntry] = Field(min_length=1)


class ColumnEntry(Entry):
    """A column of a table."""

    head: str
    cell: Identifier
    format: Identifier


class TableEntry(Entry):
    """A table of a section."""

    rows: Identifier
    caption: str
    columns: list[ColumnEntry] = Field(min_length=2)
    where: list[str] = []
    without: list[str] = []


class SectionEntry(Entry):
    """A section of the note."""

    id: Identifier
    kind: Literal["headline", "byline", "bullets", "prose", "method"] = "prose"
    title: str | None = None
    unless: Identifier | None = None
    slots: list[Identifier] = Field(min_length=1)
    breaks: list[Identifier] = []
    rotate: list[Identifier] = []
    words: list[int] | None = Field(default=None, min_length=2, max_length=2)
    satellites: list[Identifier] = []
    facts: list[Identifier] = []
    charts: list[Identifier] = []
    table: TableEntry | None = None
    tables: list[TableEntry] = []


class PlaybookEntry(Entry):
    """``playbook.yaml``."""

    name: str
    bands: dict[str, BandEntry]
    rules: list[RuleEntry]
    stance: StanceEntry
    ideas: IdeasEntry | None = None
    news: NewsEntry | None = None
    sections: list[SectionEntry]


class FragmentEntry(Entry):
    """A fragment."""

    id: Identifier
    slot: Identifier
    rule: Identifier
    text: list[str] = Field(min_length=1)
    each: Identifier | None = None
    where: list[str] = []


class FragmentsEntry(Entry):
    """A file of fragments."""

    section: Identifier
    fragments: list[FragmentEntry] = Field(min_length=1)
