"""The playbook: an editor's rules, words and sections, read from a folder and checked.

``playbook.yaml`` holds thresholds, bands, stance, ideas and the order of sections;
``fragments/*.yaml`` the prose. Everything is checked when it loads: names, units, formats, the
fragment subset, and that rules, slots and fragments belong together.
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from generator.errors import PlaybookError, UsageError
from generator.narrative.derived import DERIVED, threshold_definition
from generator.narrative.edition_definitions import EDITION
from generator.narrative.expressions import Expression, Schema, compile_expression
from generator.narrative.fragments import compile_fragment
from generator.narrative.ideas import IDEA_FACTS
from generator.narrative.plan import (
    ALWAYS,
    Choice,
    Column,
    IdeaRules,
    NewsRules,
    PlacedFragment,
    Playbook,
    Rule,
    SectionPlan,
    TablePlan,
    Topic,
)
from generator.narrative.playbook_schema import (
    ChoiceEntry,
    FragmentEntry,
    FragmentsEntry,
    PlaybookEntry,
    SectionEntry,
    TableEntry,
)
from generator.narrative.structures import STRUCTURES
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Unit
from generator.wording.formats import Band, Step, Vocabulary
from generator.yaml_file import Place, YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.signals.register import Definition

SHARED: Final = "options_focus"
"""The playbook whose templates the others fall back to."""
_MAIN: Final = "playbook.yaml"
_PROSE: Final = "fragments/"
ROW: Final = "row"
"""What a fragment with ``each`` calls the row it is written for."""

T = TypeVar("T")


def playbook_folder(name: str) -> Path:
    """The folder of the playbook ``name``: a path, or one that comes with the program.

    Raises:
        UsageError: There is none.
    """
    given = Path(name)
    if (given / "playbook.yaml").is_file():
        return given
    for root in template_roots():
        folder = root / name
        if "/" not in name and (folder / "playbook.yaml").is_file():
            return folder
    known = sorted(
        entry.parent.name for root in template_roots() for entry in root.glob("*/playbook.yaml")
    )
    raise UsageError(f"no playbook {name!r}: give a folder, or one of {', '.join(known)}")


def playbook_identity(name: str) -> str:
    """The one spelling of the playbook ``name``, however it was given.

    One that comes with the program is its plain name, another its folder, resolved.

    Raises:
        UsageError: There is none.
    """
    folder = playbook_folder(name).resolve()
    ours = {root.resolve() for root in template_roots()}
    return folder.name if folder.parent in ours else str(folder)


def template_roots() -> tuple[Path, ...]:
    """Where the templates are: beside the package in a checkout, inside it when installed."""
    package = Path(str(files("generator")))
    return tuple(
        root for root in (package.parent / "templates", package / "_templates") if root.is_dir()
    )[:1]


def shared_folder() -> Path:
    """The folder of the playbook whose templates stand in for those that another lacks."""
    return template_roots()[0] / SHARED


def fonts_folder() -> Path:
    """The folder of the vendored faces, the same for every playbook."""
    return template_roots()[0] / "assets" / "fonts"


def load_playbook(folder: Path) -> Playbook:
    """Read and check the playbook in ``folder``.

    Raises:
        PlaybookError: At file:line:column of the first thing that is wrong.
    """
    main = read_yaml(folder / "playbook.yaml", PlaybookError)
    return _Loader(main, main.validate(PlaybookEntry, PlaybookError), folder).load()


@dataclass(frozen=True, slots=True)
class _Loader:
    file: YamlFile
    entry: PlaybookEntry
    folder: Path

    def load(self) -> Playbook:
        vocabulary = Vocabulary(self._bands())
        schema = self._schema()
        rules = self._rules(schema)
        stance = self.entry.stance
        playbook = Playbook(
            folder=self.folder,
            name=self.entry.name,
            sha256=folder_digest(self.folder),
            vocabulary=vocabulary,
            rules=rules,
            trend=self._choices(schema, "trend", stance.trend),
            positioning=self._choices(schema, "positioning", stance.positioning),
            regimes=tuple(
                Choice(item.id, self._expression(schema, item.when, item.id, place))
                for item, place in self._placed(stance.regimes, "stance", "regimes")
            ),
            ideas=self._ideas(schema),
            news=self._news(),
            sections=self._sections(schema, vocabulary, rules),
            breaks=frozenset(slot for section in self.entry.sections for slot in section.breaks),
        )
        self._check_rules_are_used(playbook)
        self._check_parts_are_there()
        return playbook

    def _refuse(self, problem: str, place: Place) -> PlaybookError:
        return PlaybookError(self.file.path, problem, self.file.position(place))

    def _placed(self, entries: Sequence[T], *place: str) -> list[tuple[T, Place]]:
        return [(entry, (*place, index)) for index, entry in enumerate(entries)]

    def _unit(self, text: str, place: Place) -> Unit:
        if text not in set(Unit):
            near = difflib.get_close_matches(text, [str(unit) for unit in Unit], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise self._refuse(f"{text!r} is no unit{hint}", place)
        return Unit(text)

    def _bands(self) -> Mapping[str, Band]:
        bands = {}
        for name, entry in self.entry.bands.items():
            limits = [step.below for step in entry.steps]
            finite = [limit for limit in limits[:-1] if limit is not None]
            if limits[-1] is not None or len(finite) != len(limits) - 1 or sorted(finite) != finite:
                problem = f"band {name!r} needs rising limits, and none on its last step"
                raise self._refuse(problem, ("bands", name))
            units = frozenset(self._unit(unit, ("bands", name, "units")) for unit in entry.units)
            steps = tuple(Step(step.below, step.word) for step in entry.steps)
            bands[name] = Band(name, units, steps, entry.of_size)
        return MappingProxyType(bands)

    def _schema(self) -> Schema:
        entries: dict[str, Definition] = {**CATALOGUE, **DERIVED, **EDITION}
        for rule, place in self._placed(self.entry.rules, "rules"):
            if rule.threshold is not None:
                unit = self._unit(rule.unit, (*place, "unit"))
                threshold = threshold_definition(rule.id, rule.name or rule.id, unit)
                entries[threshold.name] = threshold
        return Schema(
            units={name: entry.unit for name, entry in entries.items() if entry.unit is not None},
            columns={name: entry.columns for name, entry in entries.items()},
        )

    def _expression(self, schema: Schema, text: str, rule: str, place: Place) -> Expression:
        position = self.file.position((*place, "when"))
        return compile_expression(text, schema, rule=rule, path=self.file.path, position=position)

    def _rules(self, schema: Schema) -> Mapping[str, Rule]:
        rules: dict[str, Rule] = {}
        for entry, place in self._placed(self.entry.rules, "rules"):
            if entry.id in rules or entry.id == ALWAYS:
                raise self._refuse(f"the rule {entry.id!r} stands here twice", place)
            rules[entry.id] = Rule(
                id=entry.id,
                name=entry.name or entry.id.replace("_", " "),
                condition=self._expression(schema, entry.when, entry.id, place),
                threshold=None if entry.threshold is None else float(entry.threshold),
                threshold_unit=self._unit(entry.unit, (*place, "unit")),
            )
        for regime, place in self._placed(self.entry.stance.regimes, "stance", "regimes"):
            rule_id = f"regime_{regime.id}"
            if rule_id in rules:
                raise self._refuse(f"the rule {rule_id!r} stands here twice", place)
            rules[rule_id] = Rule(
                id=rule_id,
                name=f"regime {regime.id.replace('_', ' ')}",
                condition=self._expression(schema, f"regime == '{regime.id}'", rule_id, place),
                threshold=None,
                threshold_unit=Unit.RATIO,
            )
        return MappingProxyType(rules)

    def _choices(
        self, schema: Schema, name: str, entries: Sequence[ChoiceEntry]
    ) -> tuple[Choice, ...]:
        return tuple(
            Choice(
                entry.word,
                None
                if entry.when is None
                else self._expression(schema, entry.when, entry.word, place),
            )
            for entry, place in self._placed(entries, "stance", name)
        )

    def _ideas(self, schema: Schema) -> IdeaRules | None:
        entry = self.entry.ideas
        if entry is None:
            return None

        def condition(name: str) -> Expression:
            return compile_expression(
                getattr(entry, name),
                schema,
                rule=name,
                path=self.file.path,
                position=self.file.position(("ideas", name)),
            )

        for item, place in self._placed(entry.structures, "ideas", "structures"):
            if item.structure not in STRUCTURES:
                near = difflib.get_close_matches(item.structure, STRUCTURES, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                problem = f"{item.structure!r} is no structure{hint}"
                raise self._refuse(problem, (*place, "structure"))
        for name in ("long_delta", "short_delta"):
            bounds = getattr(entry, name)
            if len(bounds) != 2 or not 0 < bounds[0] < bounds[1] < 1:  # noqa: PLR2004 - a range
                raise self._refuse(f"{name} is a range such as [0.40, 0.55]", ("ideas", name))
        return IdeaRules(
            structures=tuple(
                Choice(item.structure, self._expression(schema, item.when, item.structure, place))
                for item, place in self._placed(entry.structures, "ideas", "structures")
            ),
            both_sides=condition("both_sides"),
            defined_risk_only=condition("defined_risk_only"),
            stock=condition("stock"),
            least_reward_risk=float(entry.least_reward_risk),
            least_credit_share=float(entry.least_credit_share),
            long_delta=(entry.long_delta[0], entry.long_delta[1]),
            short_delta=(entry.short_delta[0], entry.short_delta[1]),
            preferred_days=entry.preferred_days,
            exit_days_before=entry.exit_days_before,
            stock_stop_ranges=float(entry.stock_stop_ranges),
            stock_target_ranges=float(entry.stock_target_ranges),
        )

    def _news(self) -> NewsRules | None:
        entry = self.entry.news
        if entry is None:
            return None
        seen: set[str] = set()
        last = len(entry.topics) - 1
        for place, topic in enumerate(entry.topics):
            at = ("news", "topics", place)
            if topic.id in seen:
                raise self._refuse(f"the topic {topic.id!r} stands here twice", at)
            if bool(topic.words) is (place == last):
                problem = "the last topic, and no other, has no words: it takes what is left"
                raise self._refuse(f"{problem}; see {topic.id!r}", at)
            seen.add(topic.id)
        return NewsRules(
            most_headlines=entry.most_headlines,
            most_words=entry.most_words,
            topics=tuple(Topic(item.id, item.name, tuple(item.words)) for item in entry.topics),
        )

    def _sections(
        self, schema: Schema, vocabulary: Vocabulary, rules: Mapping[str, Rule]
    ) -> tuple[SectionPlan, ...]:
        by_section = self._read_fragments(schema, vocabulary, rules)
        plans = []
        for entry, place in self._placed(self.entry.sections, "sections"):
            fragments = by_section.pop(entry.id, ())
            slots = {fragment.slot for fragment in fragments}
            for slot in entry.slots:
                if slot not in slots:
                    raise self._refuse(f"no fragment fills the slot {slot!r}", (*place, "slots"))
            for key in ("breaks", "rotate", "satellites"):
                for slot in set(getattr(entry, key)) - set(entry.slots):
                    raise self._refuse(f"there is no slot {slot!r} for {key}", (*place, key))
            for fact in entry.facts:
                if fact not in schema.units and fact not in schema.columns:
                    raise self._refuse(f"there is no fact {fact!r}", (*place, "facts"))
            plans.append(
                SectionPlan(
                    id=entry.id,
                    kind=entry.kind,
                    title=entry.title,
                    slots=tuple(entry.slots),
                    charts=tuple(entry.charts),
                    tables=self._tables(entry, schema, vocabulary, place),
                    fragments=fragments,
                    unless=self._unless(entry.unless, rules, (*place, "unless")),
                    rotate=frozenset(entry.rotate),
                    words=self._words(entry.words, (*place, "words")),
                    satellites=tuple(entry.satellites),
                    facts=tuple(entry.facts),
                )
            )
        return tuple(plans)

    def _words(self, words: list[int] | None, place: Place) -> tuple[int, int] | None:
        if words is None:
            return None
        low, high = words
        if not 0 < low <= high:
            raise self._refuse("words is a range such as [50, 80]", place)
        return low, high

    def _unless(self, rule: str | None, rules: Mapping[str, Rule], place: Place) -> str | None:
        if rule is not None and rule not in rules:
            raise self._refuse(f"there is no rule {rule!r}", place)
        return rule

    def _tables(
        self, entry: SectionEntry, schema: Schema, vocabulary: Vocabulary, place: Place
    ) -> tuple[TablePlan, ...]:
        """The tables of a section, or its one ``table``."""
        if entry.table is not None and entry.tables:
            raise self._refuse("a section has a table or tables, not both", (*place, "tables"))
        if entry.table is not None:
            return (self._table(entry.table, schema, vocabulary, (*place, "table")),)
        return tuple(
            self._table(table, schema, vocabulary, (*place, "tables", index))
            for index, table in enumerate(entry.tables)
        )

    def _table(
        self, entry: TableEntry, schema: Schema, vocabulary: Vocabulary, place: Place
    ) -> TablePlan:
        columns = schema.columns.get(entry.rows, {})
        for index, column in enumerate(entry.columns):
            unit, accepted = columns.get(column.cell), vocabulary.units(column.format)
            if unit is None or accepted is None or unit not in accepted:
                problem = (
                    f"{entry.rows} has no column {column.cell!r} that {column.format!r} writes"
                )
                raise self._refuse(problem, (*place, "columns", index))
        return TablePlan(
            entry.rows,
            entry.caption,
            tuple(Column(item.head, item.cell, item.format) for item in entry.columns),
            tuple(entry.where),
            tuple(entry.without),
        )

    def _read_fragments(
        self, schema: Schema, vocabulary: Vocabulary, rules: Mapping[str, Rule]
    ) -> dict[str, tuple[PlacedFragment, ...]]:
        by_section: dict[str, tuple[PlacedFragment, ...]] = {}
        seen: set[str] = set()
        paths = sorted((self.folder / "fragments").glob("*.yaml"))
        if not paths:
            raise PlaybookError(self.folder / "fragments", "holds no fragment file")
        for path in paths:
            file = read_yaml(path, PlaybookError)
            entry = file.validate(FragmentsEntry, PlaybookError)
            self._check_section(entry.section, file)
            reader = _FragmentReader(self, file, schema, vocabulary, rules)
            made = []
            for index, item in enumerate(entry.fragments):
                if item.id in seen:
                    problem = f"the fragment {item.id!r} is there twice"
                    raise PlaybookError(path, problem, file.position(("fragments", index, "id")))
                seen.add(item.id)
                made.append(reader.read(entry.section, item, ("fragments", index)))
            by_section[entry.section] = by_section.get(entry.section, ()) + tuple(made)
        return by_section

    def _check_section(self, name: str, file: YamlFile) -> None:
        known = [section.id for section in self.entry.sections]
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            problem = f"there is no section {name!r}{hint}"
            raise PlaybookError(file.path, problem, file.position(("section",)))

    def _check_parts_are_there(self) -> None:
        """A table of ideas needs the part of the playbook that makes them."""
        for section, place in self._placed(self.entry.sections, "sections"):
            asked: list[tuple[str, Place]] = [
                (table.rows, ("tables", at)) for at, table in enumerate(section.tables)
            ]
            if section.table is not None:
                asked.append((section.table.rows, ("table",)))
            for rows, key in asked:
                if rows in IDEA_FACTS and self.entry.ideas is None:
                    problem = f"{rows} is always empty without a part `ideas:`"
                    raise self._refuse(problem, (*place, *key, "rows"))

    def _check_rules_are_used(self, playbook: Playbook) -> None:
        used = {item.rule for section in playbook.sections for item in section.fragments}
        used |= {section.unless for section in playbook.sections if section.unless is not None}
        used |= {
            name.removeprefix("threshold.")
            for choice in (*playbook.trend, *playbook.positioning, *playbook.regimes)
            if choice.condition is not None
            for name in choice.condition.names
        }
        for entry, place in self._placed(self.entry.rules, "rules"):
            if entry.id not in used:
                raise self._refuse(f"the rule {entry.id!r} chooses no fragment", (*place, "id"))


@dataclass(frozen=True, slots=True)
class _FragmentReader:
    loader: _Loader
    file: YamlFile
    schema: Schema
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]

    def read(self, section: str, entry: FragmentEntry, place: Place) -> PlacedFragment:
        plan = next((item for item in self.loader.entry.sections if item.id == section), None)
        if plan is not None and entry.slot not in plan.slots:
            near = difflib.get_close_matches(entry.slot, plan.slots, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise self._refuse(f"{section} has no slot {entry.slot!r}{hint}", (*place, "slot"))
        if entry.rule != ALWAYS and entry.rule not in self.rules:
            near = difflib.get_close_matches(entry.rule, list(self.rules), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise self._refuse(f"there is no rule {entry.rule!r}{hint}", (*place, "rule"))
        return PlacedFragment(
            id=entry.id,
            slot=entry.slot,
            rule=entry.rule,
            variants=tuple(
                compile_fragment(
                    text,
                    self._schema_with_row(entry.each, (*place, "each")),
                    self.vocabulary,
                    path=self.file.path,
                    position=self.file.position((*place, "text", index)),
                )
                for index, text in enumerate(entry.text)
            ),
            each=entry.each,
            where=tuple(entry.where),
        )

    def _refuse(self, problem: str, place: Place) -> PlaybookError:
        return PlaybookError(self.file.path, problem, self.file.position(place))

    def _schema_with_row(self, table: str | None, place: Place) -> Schema:
        if table is None:
            return self.schema
        columns = self.schema.columns.get(table)
        if not columns:
            raise self._refuse(f"{table!r} is no table", place)
        return Schema(
            units={**self.schema.units, ROW: Unit.TABLE},
            columns={**self.schema.columns, ROW: columns},
        )


def folder_digest(folder: Path) -> str:
    """The sha256 over names and contents of all that notes by the playbook ``folder`` are made of.

    That is its own files, and in place of templates that it does not have the shared ones.
    """
    shared = {
        name: path
        for name, path in _files_in(shared_folder()).items()
        if name != _MAIN and not name.startswith(_PROSE)
    }
    digest = hashlib.sha256()
    for name, path in sorted((shared | _files_in(folder)).items()):
        content = path.read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files_in(folder: Path) -> dict[str, Path]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}
