"""Drafting an edition: the notes' facts of a watchlist, one letter, and its folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.drafting.drafter import is_edition, stored, writes_editions
from generator.drafting.material import material_of
from generator.errors import NoNotesError, RefusedError, StrikedeskError, UsageError
from generator.files import folder_name
from generator.forms import FACTS
from generator.keeping import memory_before
from generator.narrative.edition_facts import Member, edition_facts, note_address
from generator.narrative.edition_inputs import issues_told, member_hashes
from generator.narrative.novelty import Memory
from generator.pipeline import ObservedEdition, draft_edition, facts_of, gate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.drafting.material import Material
    from generator.market.issues import Issue
    from generator.narrative.plan import Playbook
    from generator.pipeline import Draft
    from generator.render.pdf import PdfRenderer
    from generator.signals.facts import Facts

PLAYBOOK: Final = "morning_letter"
"""The playbook of editions, where none is named."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A symbol of an edition, and where its data is from."""

    symbol: str
    source: str


def check_look(look: Look, wanted: Sequence[Wanted], settings: Settings) -> None:
    """Refuse an edition that would write over a note, or in words that are for notes.

    Raises:
        UsageError: It is called like one of its symbols, or like a note that was drafted; or its
            playbook says nothing of an edition.
    """
    notes = {each.symbol for each in wanted}
    last = max(settings.output.glob(f"*/{folder_name(look.name)}/{FACTS}"), default=None)
    if look.name in notes or (last is not None and not is_edition(last.parent)):
        problem = f"--name {look.name}: a note is called so, and would be lost"
        raise UsageError(f"{problem}; name the edition otherwise")
    if not writes_editions(look.playbook):
        problem = f"the playbook {look.playbook.name} writes notes; an edition needs one of its own"
        raise UsageError(f"{problem}, such as {PLAYBOOK} or a copy of it")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The notes' facts of an edition.

    Args:
        facts: Of each symbol, in the order of the watchlist.
        issues: What the gates found in their data.
        materials: What they were made from.
        left_out: Why a symbol has none, by symbol.
    """

    facts: tuple[Facts, ...]
    issues: tuple[Issue, ...]
    materials: tuple[Material, ...]
    left_out: dict[str, StrikedeskError]

    @property
    def archive(self) -> Archive | None:
        """Where the edition is remembered; ``None`` where all data is from files."""
        return next((item.archive for item in self.materials if item.archive is not None), None)


def gather(
    wanted: Sequence[Wanted], day: date | None, settings: Settings, step: Callable[[str], None]
) -> Gathered:
    """The facts of all symbols of one day: the day asked for, else the newest there is.

    A symbol of which no note can be made is left out, with the reason.

    Args:
        wanted: The symbols, in order.
        day: Of the data.
        settings: For the archive, the gates and the rate.
        step: Told what is being done.

    Raises:
        NoNotesError: Nothing is left.
        RefusedError: ``other_day``: no day is asked for, and few symbols have the newest one.
    """
    found: list[_Found] = []
    left_out: dict[str, StrikedeskError] = {}
    for each in wanted:
        step(f"{each.symbol}: reading")
        try:
            material = material_of(each.symbol, each.source, day, settings)
            found.append(_found(material, settings))
        except StrikedeskError as error:
            left_out[each.symbol] = error
    day = day or day_of([item.facts.as_of.date() for item in found])
    kept = []
    for item in found:
        if item.facts.as_of.date() == day:
            kept.append(item)
        else:
            symbol = item.facts.symbol
            problem = f"{symbol}: its data is of {item.facts.as_of.date()}"
            left_out[symbol] = RefusedError("other_day", problem)
    if not kept:
        raise NoNotesError(left_out)
    return Gathered(
        facts=tuple(item.facts for item in kept),
        issues=tuple(issue for item in kept for issue in item.issues),
        materials=tuple(item.material for item in kept),
        left_out={each.symbol: left_out[each.symbol] for each in wanted if each.symbol in left_out},
    )


def day_of(days: Sequence[date]) -> date | None:
    """The newest of the days that symbols have data of, if half of them have it.

    Raises:
        RefusedError: ``other_day``: fewer have it, and a letter about them is not one of the list.
    """
    newest = max(days, default=None)
    if newest is None or days.count(newest) * 2 >= len(days):
        return newest
    problem = f"only {days.count(newest)} of {len(days)} symbols have data of {newest}, the newest"
    raise RefusedError("other_day", f"{problem}; name the day of the edition with --as-of")


@dataclass(frozen=True, slots=True)
class _Found:
    """The facts of one symbol, what the gates found, and what they were made from."""

    facts: Facts
    issues: tuple[Issue, ...]
    material: Material


def _found(material: Material, settings: Settings) -> _Found:
    observed = material.observed
    issues = gate(observed.snapshot, settings)
    facts = facts_of(observed.snapshot, observed.sha256, settings, issues, observed.history)
    return _Found(facts, issues_told(facts.symbol, issues), material)


@dataclass(frozen=True, slots=True)
class Look:
    """What an edition is called and how it is written.

    Args:
        name: In the form of a ticker.
        playbook: Of editions.
        formats: Among those of `generator.drafting.drafter.FORMATS`.
    """

    name: str
    playbook: Playbook
    formats: frozenset[str]


@dataclass(frozen=True, slots=True)
class DraftedEdition:
    """An edition that was drafted and written; see `generator.drafting.drafter.Drafted`."""

    note: Draft
    folder: Path
    files: tuple[Path, ...]


def write_edition(
    gathered: Gathered, look: Look, settings: Settings, renderer: PdfRenderer | None
) -> DraftedEdition:
    """Write, prove and store an edition, and remember it where its data is kept.

    A symbol leads to its note where that lies beside the edition.

    Args:
        gathered: The notes' facts.
        look: What it is called, and in which words and files it is written.
        settings: Where it is written; theme and paper.
        renderer: Makes the PDF; ``None`` leaves it out.

    Raises:
        StrikedeskError: A renderer failed, or it cannot be written.
    """
    day = gathered.facts[0].as_of.date()
    beside = settings.output / str(day)
    site = settings.publish.url
    members = tuple(Member(facts, _link(beside, facts, site)) for facts in gathered.facts)
    facts = edition_facts(look.name, members, tuple(gathered.left_out))
    archive = gathered.archive
    memory = Memory() if archive is None else memory_before(archive, look.name, facts.as_of)
    hashes = member_hashes(
        (item.observed.snapshot.symbol, item.observed.sha256, item.observed.history.digest())
        for item in gathered.materials
    )
    observed = ObservedEdition(facts, hashes, gathered.issues, memory)
    note = draft_edition(observed, look.playbook, settings, renderer, email="email" in look.formats)
    folder, files = stored(note, look.formats, settings.output)
    if archive is not None:
        record = note.record()
        archive.record_issue(look.name, note.as_of, str(record["playbook"]), record)
    return DraftedEdition(note, folder, files)


def _link(beside: Path, facts: Facts, site: str) -> str:
    """Where the note of a symbol is, if it lies beside the edition."""
    there = (beside / folder_name(facts.symbol) / "article.html").is_file()
    return note_address(facts.symbol, facts.as_of.date(), site) if there else ""
