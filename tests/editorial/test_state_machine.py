"""Whatever eight actors do, in whatever order, a note stands where the model says.

The model knows nothing of databases, hashes and locks; see `tests.editorial.workflow_model`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from generator.archive.database import open_database
from generator.archive.trail import broken_links
from generator.editorial import comments, decisions, edits, handing_in, publishing
from generator.editorial.actors import ADMIN, EDITOR, THE_PROGRAM, WRITER, Actor
from generator.editorial.decisions import Decision
from generator.editorial.delivering import deliver, deliveries, send_again
from generator.editorial.delivery_states import UNKNOWN
from generator.editorial.notes import find_note_of
from generator.editorial.people import People
from generator.editorial.person import Role
from generator.editorial.publishing import Places
from generator.editorial.states import OUT, Action, State
from generator.editorial.verifying import desk_problems
from generator.errors import RefusedError
from tests.editorial import workflow_model as model
from tests.editorial.carriers import PowerCutError
from tests.editorial.desks_at_work import Shelving
from tests.editorial.made_notes import (
    ADA,
    AS_OF,
    MUCH_LATER,
    PLAYBOOK,
    SOON,
    WRONG,
    QuickPress,
    left_alone,
    newsroom_in,
    note_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

ACTORS: Final = (
    Actor("wim", "Wim Writer", WRITER),
    Actor("wes", "Wes Writer", WRITER),
    Actor("anna", "Anna Berg", EDITOR),
    Actor("ben", "Ben Cole", EDITOR),
    Actor("eve", "Eve Dorn", EDITOR),
    Actor("lou", "Lou Lowered", EDITOR),
    Actor("ada", "Ada Admin", ADMIN),
    THE_PROGRAM,
)
SYMBOLS: Final = ("IWM", "SPY", "QQQ")
MOMENTS: Final = {
    SOON: "",
    SOON + timedelta(hours=2): "",
    AS_OF - timedelta(hours=1): "future_data",
    MUCH_LATER: "stale",
}
"""Times of the clock, and what is wrong with the age of a note then; it goes backwards too."""
NEVER: Final = AS_OF + timedelta(days=365)
TEXTS: Final = ("One.", "Two.", "Three.", f"This is {WRONG}.")
STALE: Final = "0" * 64

actors = st.sampled_from(range(len(ACTORS)))
symbols = st.sampled_from(SYMBOLS)
texts = st.sampled_from(TEXTS)
kinds = st.sampled_from(("market", "market", "market", "unknown", "modelled"))
mostly = st.sampled_from((True, True, True, True, False))
"""Most of the time a person has seen the last text."""

outcomes: Counter[str] = Counter()
"""How often an action ended how."""


class Workflow(RuleBasedStateMachine):
    """The desk and its model, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=_quick_folder()))
        shutil.copy(_empty_database(), self.folder / "archive.db")
        self.press = QuickPress(rules="a", mails=True)
        self.room: Newsroom = newsroom_in(self.folder, press=self.press)
        self.models = {symbol: model.Model() for symbol in SYMBOLS}
        self.hashes: dict[tuple[str, model.Content], str] = {}
        self.world = model.World()
        self.now = SOON
        self.lowered = False
        self.actors: tuple[Actor, ...] = ACTORS
        self.carrier = Shelving()
        self.shelf = str(self.folder / "shelf")
        self.places = Places((self.shelf,), site=True, addresses=("a@example.com",))
        self.meant: Counter[str] = Counter()
        """How often each edition may be mailed."""

    @initialize(single_user=st.sampled_from((False, False, False, True)))
    def _open(self, *, single_user: bool) -> None:
        self.room = replace(self.room, single_user=single_user)
        self.world = replace(self.world, single_user=single_user)
        if single_user:
            # Whoever acts is Ada, or the program: nobody else is there.
            self.actors = tuple(each if each == THE_PROGRAM else ADA for each in ACTORS)
            left_alone(self.room)

    @rule(moment=st.sampled_from((*MOMENTS, SOON, SOON)))
    def time_goes_on(self, moment: Any) -> None:  # noqa: ANN401
        """The clock is set, forwards or backwards."""
        self.now = moment
        self.world = replace(self.world, age=MOMENTS[moment])

    @rule(rules=st.sampled_from("aab"))
    def playbook_changes(self, rules: str) -> None:
        """The rules are others from now on."""
        self.press.rules = rules
        self.world = replace(self.world, rules=rules)

    @rule()
    def a_role_is_lowered(self) -> None:
        """Somebody who was an editor is a writer now."""
        self.lowered = True
        people = People(self.room.archive.database)
        lou = people.named("lou")
        assert lou is not None
        people.set_role(lou.id, Role.WRITER, by="ada", now=self.now)

    @rule(who=actors, symbol=symbols, text=texts, kind=kinds, replacing=st.booleans())
    def hand_in(self, *, who: int, symbol: str, text: str, kind: str, replacing: bool) -> None:
        """A draft comes in."""
        files = note_files(symbol, kind=kind, text=text, small=True)
        content = (kind, files["article.md"].decode())
        actor = self._actor(who)
        expected = model.hand_in(self.models[symbol], actor, content, replacing=replacing)
        drafted = handing_in.Drafted(files, PLAYBOOK, actor, self.now)
        self._agree(
            symbol,
            expected,
            lambda: handing_in.hand_in(self.room, drafted, replacing_edits=replacing),
        )

    @rule(
        who=actors,
        symbol=symbols,
        right=mostly,
        action=st.sampled_from((Action.SUBMIT, Action.SEND_BACK, Action.REVOKE)),
    )
    def move(self, *, who: int, symbol: str, right: bool, action: Action) -> None:
        """To review, back, or out of approval."""
        found = self._found(symbol)
        if found is None:
            return
        which = "approved" if action is Action.REVOKE else "head"
        decision, seen = self._decision(found, who, which, right=right)
        expected = model.move(self.models[symbol], decision.actor, action, seen)
        call: Callable[[], Note] = {
            Action.SUBMIT: lambda: decisions.submit(self.room, decision),
            Action.SEND_BACK: lambda: decisions.send_back(self.room, decision, "say more"),
            Action.REVOKE: lambda: decisions.revoke(self.room, decision, "not yet"),
        }[action]
        self._agree(symbol, expected, call)

    @rule(who=actors, symbol=symbols, right=mostly, looked=mostly)
    def approve(self, *, who: int, symbol: str, right: bool, looked: bool) -> None:
        """Somebody approves."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "head", right=right)
        expected = model.approve(
            self.models[symbol], decision.actor, seen, self.world, looked=looked
        )
        self._agree(
            symbol,
            expected,
            lambda: decisions.approve(self.room, decision, looked_at_gates=looked),
        )

    @rule(who=actors, symbol=symbols, right=mostly, text=texts)
    def save(self, *, who: int, symbol: str, right: bool, text: str) -> None:
        """Somebody edits."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "head", right=right)
        expected = model.save(self.models[symbol], decision.actor, seen, text)
        edit = edits.Edit(found.id, decision.seen, text, decision.actor, self.now)
        self._agree(symbol, expected, lambda: edits.save(self.room, edit))

    @rule(who=actors, symbol=symbols, right=mostly, text=texts)
    def correct(self, *, who: int, symbol: str, right: bool, text: str) -> None:
        """Somebody corrects what readers have."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "live", right=right)
        told = f"{self.now.astimezone(AS_OF.tzinfo).date()}: it was wrong"
        expected = model.correct(self.models[symbol], decision.actor, seen, text, told)
        edit = edits.Edit(found.id, decision.seen, text, decision.actor, self.now)
        self._agree(symbol, expected, lambda: edits.correct(self.room, edit, "it was wrong"))

    @rule(who=actors, symbol=symbols, right=mostly)
    def drop(self, *, who: int, symbol: str, right: bool) -> None:
        """Somebody drops a correction."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "head", right=right)
        expected = model.drop(self.models[symbol], decision.actor, seen)
        self._agree(
            symbol, expected, lambda: decisions.drop_correction(self.room, decision, "it was right")
        )

    @rule(who=actors, symbol=symbols, right=mostly, later=st.sampled_from((True, False, False)))
    def embargo(self, *, who: int, symbol: str, right: bool, later: bool) -> None:
        """Somebody sets or lifts an embargo."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "head", right=right)
        expected = model.embargo(self.models[symbol], decision.actor, seen, until_later=later)
        until = NEVER if later else None
        self._agree(symbol, expected, lambda: decisions.set_embargo(self.room, decision, until))

    @rule(who=actors, symbol=symbols, right=mostly)
    def publish(self, *, who: int, symbol: str, right: bool) -> None:
        """Somebody publishes."""
        found = self._found(symbol)
        if found is None:
            return
        decision, seen = self._decision(found, who, "approved", right=right)
        expected = model.publish(self.models[symbol], decision.actor, seen, self.world)
        self._agree(symbol, expected, lambda: publishing.publish(self.room, decision, self.places))
        live = self.room.note(found.id).live
        if live is not None and live != found.live:
            self.meant[live] += 1

    @rule(
        who=actors,
        symbol=symbols,
        right=mostly,
        reason=st.sampled_from(("it misled", "it said 7")),
        meant=st.booleans(),
    )
    def withdraw(self, *, who: int, symbol: str, right: bool, reason: str, meant: bool) -> None:
        """Somebody withdraws."""
        found = self._found(symbol)
        if found is None or not meant:
            return
        decision, seen = self._decision(found, who, "live", right=right)
        expected = model.withdraw(self.models[symbol], decision.actor, seen, reason)
        self._agree(
            symbol, expected, lambda: publishing.withdraw(self.room, decision, self.places, reason)
        )

    @rule(who=actors, symbol=symbols, right=mostly)
    def comment_and_settle(self, *, who: int, symbol: str, right: bool) -> None:
        """Somebody says something, and somebody settles it."""
        found = self._found(symbol)
        if found is None:
            return
        decision, _ = self._decision(found, who, "head", right=right)
        said = "ok" if decision.seen == found.head else "no_such_revision"
        expected = "forbidden" if model.forbidden(decision.actor, Action.COMMENT) else said
        self._agree(symbol, expected, lambda: comments.comment(self.room, decision, "", "why?"))
        for each in comments.comments_on(self.room, found.id)[:1]:
            known = "forbidden" if expected == "forbidden" else "ok"
            settling = lambda number=each.id: comments.settle(self.room, decision, number)  # noqa: E731
            self._agree(symbol, known, settling)

    @rule(
        fails=st.sets(st.sampled_from(("shelf", "site", "mail")), max_size=2),
        dies_at=st.sampled_from(("", "", "shelf", "site", "mail")),
    )
    def deliver(self, *, fails: set[str], dies_at: str) -> None:
        """What is open is delivered, as far as that goes."""
        self.carrier.fails, self.carrier.dies_at = fails, dies_at
        with contextlib.suppress(PowerCutError):
            deliver(self.room, self.carrier, self.now)

    @rule()
    def send_again(self) -> None:
        """Somebody has the unknown mails sent again."""
        for each in deliveries(self.room):
            if each.state == UNKNOWN:
                send_again(self.room, each.key, self.now, "anna")
                self.meant[each.edition] += 1

    @rule(symbol=symbols, who=st.sampled_from((2, 3, 4, 6)))
    def goes_out(self, symbol: str, who: int) -> None:
        """The usual way, so that stories get further than to a first refusal."""
        if self._found(symbol) is None:
            self.hand_in(who=0, symbol=symbol, text="One.", kind="market", replacing=False)
        self.approve(who=who, symbol=symbol, right=True, looked=True)
        self.publish(who=who, symbol=symbol, right=True)

    @rule(symbol=symbols, who=st.sampled_from((0, 2, 3)), text=texts)
    def a_correction_goes_out(self, symbol: str, who: int, text: str) -> None:
        """Longer still."""
        self.goes_out(symbol=symbol, who=4)
        self.correct(who=who, symbol=symbol, right=True, text=text)
        self.goes_out(symbol=symbol, who=6)

    @invariant()
    def no_mail_is_doubled_unasked(self) -> None:
        """A reader gets an edition as often as it was published or asked for."""
        for (edition, _), count in self.carrier.mails.items():
            assert count <= self.meant[edition]

    def teardown(self) -> None:
        """What holds at the end of each story."""
        try:
            self._end()
        finally:
            self.room.archive.database.engine.dispose()
            shutil.rmtree(self.folder)

    def _end(self) -> None:
        with self.room.archive.database.reading() as connection:
            assert list(broken_links(connection)) == []
        assert list(desk_problems(self.room.archive)) == []
        for symbol in SYMBOLS:
            note = self._found(symbol)
            if note is not None and note.live is not None and note.state is not State.WITHDRAWN:
                self._check_live(note, note.live)
        self.carrier.fails, self.carrier.dies_at = set(), ""
        deliver(self.room, self.carrier, self.now)
        assert list(desk_problems(self.room.archive)) == []
        for symbol in SYMBOLS:
            note = self._found(symbol)
            if note is not None and note.live is not None:
                parcel = self.carrier.shelves[self.shelf, f"{AS_OF.date()}/{symbol}"]
                assert parcel.publication.edition == note.live

    def _check_live(self, note: Note, live: str) -> None:
        """Exactly what was approved is live, by somebody who had not edited it."""
        edition = self.room.revision(note.id, live)
        assert edition.kind == "edition"
        assert edition.summary.data_kind == "market"
        text = self.room.revision(note.id, edition.parent or "")
        assert edition.author not in text.summary.unreviewed or self.room.single_user
        assert edition.summary.single_user == self.room.single_user
        before = self.room.files(note.id, text.sha256)["article.md"].decode()
        after = self.room.files(note.id, live)["article.md"].decode()
        assert after == f"{before}\nreviewed by {edition.summary.reviewed_by}"
        assert WRONG not in after
        if note.state in OUT:
            assert note.approved == live
            assert note.head == text.sha256

    def _actor(self, who: int) -> Actor:
        actor = self.actors[who]
        return replace(actor, role=WRITER) if actor.name == "lou" and self.lowered else actor

    def _found(self, symbol: str) -> Note | None:
        with self.room.archive.database.reading() as connection:
            return find_note_of(connection, symbol, AS_OF, PLAYBOOK)

    def _decision(
        self, note: Note, who: int, which: str, *, right: bool
    ) -> tuple[Decision, model.Content | None]:
        """A decision on the text as it is, or on one that nobody can have seen now."""
        seen = getattr(self.models[note.symbol].now, which) if right else None
        sha256 = STALE if seen is None else self.hashes[note.symbol, seen]
        unseen: model.Content = ("nothing", "")
        return Decision(note.id, sha256, self._actor(who), self.now), seen or unseen

    def _agree(self, symbol: str, expected: str, call: Callable[[], object]) -> None:
        """Do it, and hold the outcome and where the note stands to the model."""
        outcomes[expected] += 1
        try:
            call()
            became = model.OK
        except RefusedError as error:
            became = error.code
        assert became == expected
        note = self._found(symbol)
        outcomes[f"then {None if note is None else note.state}"] += 1
        if note is None:
            assert self.models[symbol].standing is None
            return
        now = self.models[symbol].now
        assert note.state is now.state
        assert (note.embargo is not None) == now.embargoed
        for which in ("head", "approved", "live"):
            content, sha256 = getattr(now, which), getattr(note, which)
            assert (content is None) == (sha256 is None), which
            if content is not None:
                assert self.hashes.setdefault((symbol, content), sha256) == sha256, which


def _quick_folder() -> str | None:
    """Memory, where the system has a file system in it: thousands of databases are made."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


_EMPTY: Final[list[Path]] = []


def _empty_database() -> Path:
    """A database with its tables and nothing in it, made once."""
    if not _EMPTY:
        path = Path(tempfile.mkdtemp(dir=_quick_folder())) / "empty.db"
        database = open_database(f"sqlite:///{path}")
        database.engine.dispose()
        _EMPTY.append(path)
    return _EMPTY[0]


@pytest.fixture(autouse=True)
def _empty_again() -> Any:  # noqa: ANN401
    yield
    while _EMPTY:
        shutil.rmtree(_EMPTY.pop().parent)


def _run(examples: int, steps: int) -> None:
    quiet = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    made = settings(
        max_examples=examples,
        stateful_step_count=steps,
        suppress_health_check=quiet,
        deadline=None,
        database=None,
        derandomize=True,
    )
    run_state_machine_as_test(Workflow, settings=made)


def test_the_desk_and_the_model_agree() -> None:
    _run(30, 40)
    everything = {"ok", "forbidden", "wrong_state", "conflict", "audit_failed"}
    assert everything <= outcomes.keys()
    assert "then published" in outcomes


@pytest.mark.full
def test_the_desk_and_the_model_agree_over_a_hundred_thousand_steps() -> None:
    _run(3400, 50)
    taken = sum(count for name, count in outcomes.items() if not name.startswith("then "))
    print(f"{taken} actions: {outcomes}")  # noqa: T201 - the figures of a full run
    assert taken >= 100_000
    assert {f"then {state}" for state in State} <= outcomes.keys()
