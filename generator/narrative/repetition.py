"""How much of a ticker's notes stands in its other notes: runs, frames, idioms.

Runs are of five masked words (`generator.narrative.measures`) and do not reach over the end of a
paragraph. A share counts every run of a note, and those among them that are in the other notes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.house_words import idioms_of
from generator.narrative.measures import frame, masked_words, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.narrative.prose import Prose

NEAR: Final = 5
"""Issues before a note that it may share little with."""
WINDOW: Final = 20
"""Issues that a note is seen among, itself included."""
IDIOM_WINDOW: Final = 10
MOST_NEAR: Final = 0.10
MOST_IN_WINDOW: Final = 0.35

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """What is compared of one note.

    Args:
        name: Its date, or the name of its file.
        headline: The frame of its headline.
        lead: The frame of its lead.
        runs: All its runs, in order.
        idioms: The idioms that it uses.
    """

    name: str
    headline: str
    lead: str
    runs: tuple[Run, ...]
    idioms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """What one note repeats.

    Args:
        name: The note.
        near: Share of its runs that the issues just before it hold; ``None`` without such.
        near_issues: How many those are, at most five.
        window: Share that the others of its twenty hold; ``None`` where it is alone.
        window_issues: How many those others are, at most nineteen.
        same_headline: Whether its headline has the frame of the one before.
        same_lead: Whether its lead has the frame of the one before.
        idioms: Idioms that one of the nine issues before it used as well.
    """

    name: str
    near: float | None
    near_issues: int
    window: float | None
    window_issues: int
    same_headline: bool
    same_lead: bool
    idioms: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What of it the house style does not allow."""
        wrong = {
            "near": self.near is not None and self.near > MOST_NEAR,
            "window": self.window is not None and self.window > MOST_IN_WINDOW,
            "headline": self.same_headline,
            "lead": self.same_lead,
            "idiom": bool(self.idioms),
        }
        return tuple(name for name, holds in wrong.items() if holds)

    def as_json(self) -> dict[str, Any]:
        """The note's figures as plain JSON."""
        return {
            "name": self.name,
            "near": None if self.near is None else round(self.near, 4),
            "near_issues": self.near_issues,
            "window": None if self.window is None else round(self.window, 4),
            "window_issues": self.window_issues,
            "same_headline": self.same_headline,
            "same_lead": self.same_lead,
            "idioms": list(self.idioms),
            "marks": list(self.marks),
        }


def issue_of(name: str, prose: Prose, symbol: str | None = None) -> Issue:
    """What is compared of a note.

    Args:
        name: What it is called in the result.
        prose: Its prose.
        symbol: Its ticker, where it is known.
    """
    lead = prose.section("lead")
    return Issue(
        name=name,
        headline=frame(prose.headline, symbol),
        lead="" if lead is None else frame(lead.text, symbol),
        runs=tuple(run for text in prose.paragraphs for run in runs(masked_words(text, symbol))),
        idioms=idioms_of("\n".join((prose.headline, *prose.paragraphs))),
    )


def share(own: Sequence[Run], others: Iterable[Iterable[Run]]) -> float:
    """The share of ``own`` runs that at least one of ``others`` holds; 0 without own runs."""
    known = {run for other in others for run in other}
    return sum(run in known for run in own) / len(own) if own else 0.0


def repetition(issues: Sequence[Issue]) -> tuple[Repeated, ...]:
    """What each of ``issues`` repeats.

    Args:
        issues: Notes of one ticker, oldest first. A note's twenty are itself and the nineteen
            before it; while there are fewer, the first twenty of all.
    """
    return tuple(_repeated(issues, place) for place in range(len(issues)))


def _repeated(issues: Sequence[Issue], place: int) -> Repeated:
    issue = issues[place]
    near = issues[max(0, place - NEAR) : place]
    first = max(0, place - WINDOW + 1)
    window = [
        other
        for number, other in enumerate(issues[first : first + WINDOW], first)
        if number != place
    ]
    before = issues[place - 1] if place else None
    used = Counter(
        idiom
        for other in issues[max(0, place - IDIOM_WINDOW + 1) : place]
        for idiom in other.idioms
    )
    return Repeated(
        name=issue.name,
        near=share(issue.runs, [other.runs for other in near]) if near else None,
        near_issues=len(near),
        window=share(issue.runs, [other.runs for other in window]) if window else None,
        window_issues=len(window),
        same_headline=before is not None and "" != before.headline == issue.headline,
        same_lead=before is not None and "" != before.lead == issue.lead,
        idioms=tuple(idiom for idiom in issue.idioms if used[idiom]),
    )


def most_common_runs(issues: Sequence[Issue], count: int) -> list[tuple[str, int]]:
    """The runs that most notes hold, each with how many hold it; none that only one does."""
    held = Counter(run for issue in issues for run in set(issue.runs))
    ordered = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    return [(" ".join(run), notes) for run, notes in ordered[:count] if notes > 1]
