"""Drafting an edition: the notes' facts of a watchlist, one letter, and its folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.drafting.drafter import stored
from generator.drafting.material import material_of
from generator.errors import RefusedError, StrikedeskError
from generator.files import folder_name
from generator.keeping import memory_before
from generator.narrative.edition_facts import Member, edition_facts
from generator.narrative.edition_inputs import member_hashes
from generator.narrative.novelty import Memory
from generator.pipeline import ObservedEdition, draft_edition, facts_of, gate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.drafting.material import Material
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


@dataclass(frozen=True, slots=True)
class Gathered:
    """The notes' facts of an edition.

    Args:
        facts: Of each symbol, in the order of the watchlist.
        materials: What they were made from.
        left_out: Why a symbol has none, by symbol.
    """

    facts: tuple[Facts, ...]
    materials: tuple[Material, ...]
    left_out: dict[str, str]

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
        RefusedError: ``no_notes``: nothing is left.
    """
    found: list[tuple[Facts, Material]] = []
    left_out: dict[str, str] = {}
    for item in wanted:
        step(f"{item.symbol}: reading")
        try:
            material = material_of(item.symbol, item.source, day, settings)
            found.append((_facts(material, settings), material))
        except StrikedeskError as error:
            left_out[item.symbol] = str(error)
    newest = max((facts.as_of.date() for facts, _ in found), default=None)
    kept = []
    for facts, material in found:
        if facts.as_of.date() == (day or newest):
            kept.append((facts, material))
        else:
            left_out[facts.symbol] = f"{facts.symbol}: its data is of {facts.as_of.date()}"
    if not kept:
        problem = "; ".join(left_out.values())
        raise RefusedError("no_notes", f"the edition has no notes: {problem}")
    told = {item.symbol: left_out[item.symbol] for item in wanted if item.symbol in left_out}
    return Gathered(tuple(facts for facts, _ in kept), tuple(item for _, item in kept), told)


def _facts(material: Material, settings: Settings) -> Facts:
    observed = material.observed
    issues = gate(observed.snapshot, settings)
    return facts_of(observed.snapshot, observed.sha256, settings, issues, observed.history)


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
    members = tuple(Member(facts, _link(beside, facts.symbol)) for facts in gathered.facts)
    facts = edition_facts(look.name, members, tuple(gathered.left_out))
    archive = gathered.archive
    memory = Memory() if archive is None else memory_before(archive, look.name, facts.as_of)
    hashes = member_hashes(
        (item.observed.snapshot.symbol, item.observed.sha256, item.observed.history.digest())
        for item in gathered.materials
    )
    observed = ObservedEdition(facts, hashes, memory)
    note = draft_edition(observed, look.playbook, settings, renderer, email="email" in look.formats)
    folder, files = stored(note, look.formats, settings.output)
    if archive is not None:
        record = note.record()
        archive.record_issue(look.name, note.as_of, str(record["playbook"]), record)
    return DraftedEdition(note, folder, files)


def _link(beside: Path, symbol: str) -> str:
    """Where the note of a symbol is, as seen from the edition's own folder."""
    folder = folder_name(symbol)
    return f"../{folder}/article.html" if (beside / folder / "article.html").is_file() else ""
