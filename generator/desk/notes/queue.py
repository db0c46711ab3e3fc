"""The queue: what wants a person's eye, and the approval of several notes at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from generator.desk.forms import OTHER_FORM
from generator.desk.frame import framed
from generator.desk.notes.acting import actor_of, checked_hash
from generator.desk.notes.ages import Age, age_of
from generator.desk.notes.told import STATES
from generator.desk.sentences import told_error
from generator.editorial.decisions import Decision, approve
from generator.editorial.notes import Wanted, list_notes
from generator.editorial.publishing import publish
from generator.editorial.states import BEFORE_PUBLISHING, State
from generator.errors import StrikedeskError
from generator.publish.fitness import MODELLED
from generator.wording.dates import full_moment, weekday_date
from generator.wording.numbers import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.responses import Response

    from generator.desk.visit import Visit
    from generator.editorial.notes import Note, Revision

VIEWS: Final[Mapping[str, tuple[str, frozenset[State]]]] = {
    "open": ("To do", BEFORE_PUBLISHING),
    "in_review": ("In review", frozenset({State.IN_REVIEW})),
    "approved": ("Approved", frozenset({State.APPROVED})),
    "published": ("Published", frozenset({State.PUBLISHED, State.CORRECTED, State.WITHDRAWN})),
    "all": ("All", frozenset()),
}
VERDICTS: Final = {"": "any", "clean": "clean", "flagged": "wants a look", "failed": "fails"}
_CHOSEN: Final = re.compile("note_([1-9][0-9]{0,8})")
_DAY: Final = re.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_ROWS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A note in the list.

    Args:
        note: The note.
        revision: The text that is worked on.
        state: Its word, and the kind of its badge.
        age: Of its data.
        as_of: Of its data, in words.
        verdict: A key of `VERDICTS`.
        seen: Hash of the text that a decision about it is about.
        can_be_chosen: Whether it may be approved, or published, with others.
        why_not: Why it may not; empty where it may or where nobody asks.
    """

    note: Note
    revision: Revision
    state: tuple[str, str]
    age: Age
    as_of: str
    verdict: str
    seen: str
    can_be_chosen: bool
    why_not: str


def queue(visit: Visit) -> Response:
    """The list of notes."""
    return _page(visit)


def approve_several(visit: Visit) -> Response:
    """Approve the chosen notes, each as if it were alone; those that want a look are left out."""
    newsroom = visit.desk.newsroom
    return _several(visit, "approved", lambda decision: approve(newsroom, decision))


def publish_several(visit: Visit) -> Response:
    """Publish the chosen notes, each as if it were alone; the courier takes them to readers."""
    desk = visit.desk
    answer = _several(
        visit, "published", lambda decision: publish(desk.newsroom, decision, desk.places)
    )
    desk.courier.wake()
    return answer


def _several(visit: Visit, done: str, act: Callable[[Decision], object]) -> Response:
    """Do something to each chosen note, and tell how often it was done and why else not."""
    count_done, left = 0, []
    for decision in _chosen(visit):
        try:
            act(decision)
        except StrikedeskError as error:
            left.append(told_error(error))
        else:
            count_done += 1
    if not count_done and not left:
        return _page(visit, status=422, problem="No note was chosen. Tick some first.")
    message = f"{count(count_done)} {done}." if count_done else ""
    return _page(visit, message=message, problem=" ".join(left), status=422 if left else 200)


def _chosen(visit: Visit) -> list[Decision]:
    """The decisions of the form, all read before the first is carried out.

    Raises:
        HTTPException: 400; the form holds something else.
    """
    found = []
    for name, seen in visit.form.items():
        match = _CHOSEN.fullmatch(name)
        if match is None:
            raise HTTPException(400, OTHER_FORM)
        found.append(Decision(int(match[1]), checked_hash(seen), actor_of(visit), visit.now))
    return found


def _page(visit: Visit, *, status: int = 200, message: str = "", problem: str = "") -> Response:
    asked = _Asked.of(visit.query)
    with visit.desk.archive.database.reading() as connection:
        found = list_notes(connection, asked.wanted())
    rows = [row for row in _rows(visit, found, asked.to_choose) if asked.keeps(row)]
    return framed(
        visit,
        "queue.html.j2",
        title="Notes",
        status=status,
        message=message,
        problem=problem,
        asked=asked,
        views=VIEWS,
        verdicts=VERDICTS,
        days=_by_day(rows),
        most=_ROWS,
        cut=len(found) == _ROWS,
        choosable=sum(row.can_be_chosen for row in rows),
        regimes=sorted({item.summary.regime for _, item in found} - {""}),
        symbols=sorted({note.symbol for note, _ in found}),
        may_approve=visit.person.role.value != "writer",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the address asks for; what it does not say, or says wrongly, is everything."""

    view: str
    symbol: str
    day: date | None
    regime: str
    verdict: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> _Asked:
        view, verdict = query.get("view", "open"), query.get("verdict", "")
        return cls(
            view=view if view in VIEWS else "open",
            symbol=query.get("symbol", "").strip().upper()[:16],
            day=_day(query.get("day", "")),
            regime=query.get("regime", "")[:40],
            verdict=verdict if verdict in VERDICTS else "",
        )

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than the view has."""
        return bool(self.symbol or self.day or self.regime or self.verdict)

    @property
    def to_choose(self) -> State:
        """The state of the notes that can be ticked: to publish them, or to approve them."""
        return State.APPROVED if self.view == "approved" else State.IN_REVIEW

    def wanted(self) -> Wanted:
        return Wanted(states=VIEWS[self.view][1], symbol=self.symbol, day=self.day, most=_ROWS)

    def keeps(self, row: Row) -> bool:
        """Whether a row is asked for, of those that the database found."""
        regime_fits = not self.regime or row.revision.summary.regime == self.regime
        return regime_fits and (not self.verdict or row.verdict == self.verdict)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _rows(visit: Visit, found: Iterable[tuple[Note, Revision]], to_choose: State) -> list[Row]:
    limits = visit.desk.settings.gates
    rows = []
    for note, revision in found:
        age = age_of(note.as_of, visit.now, limits)
        why_not = (
            _why_not_published(visit, note, revision, age)
            if to_choose is State.APPROVED
            else _why_not(visit, revision, age)
        )
        rows.append(
            Row(
                note=note,
                revision=revision,
                state=STATES[note.state],
                age=age,
                as_of=full_moment(note.as_of),
                verdict=_verdict(revision),
                seen=note.approved or note.head,
                can_be_chosen=note.state is to_choose and not why_not,
                why_not=why_not if note.state is to_choose else "",
            )
        )
    return rows


def _verdict(revision: Revision) -> str:
    if revision.summary.errors:
        return "failed"
    return "flagged" if revision.summary.flagged else "clean"


def _why_not(visit: Visit, revision: Revision, age: Age) -> str:
    """Why a note may not be approved together with others."""
    summary = revision.summary
    unfit = _why_unfit(revision, age)
    if unfit or summary.flagged:
        return unfit or "wants a look of its own"
    if visit.person.name in summary.unreviewed and not visit.desk.single_user:
        return "you edited it"
    return ""


def _why_not_published(visit: Visit, note: Note, revision: Revision, age: Age) -> str:
    """Why a note may not be published now."""
    if unfit := _why_unfit(revision, age):
        return unfit
    if note.embargo is not None and visit.now < note.embargo:
        return f"embargoed until {full_moment(note.embargo)}"
    return ""


def _why_unfit(revision: Revision, age: Age) -> str:
    """What keeps a note in the house whatever anybody decides, in few words."""
    if revision.summary.data_kind == MODELLED:
        return "its data is modelled"
    return "its data is too old" if age.problem else ""


def _by_day(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    days: dict[str, list[Row]] = {}
    for row in rows:
        days.setdefault(weekday_date(row.note.as_of.date()), []).append(row)
    return list(days.items())
