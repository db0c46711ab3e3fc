"""What should become of a note, told again without a database: a small model of the workflow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from generator.editorial.states import BEFORE_PUBLISHING, OUT, Action, State
from tests.editorial.made_notes import WRONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.editorial.actors import Actor

OK: Final = "ok"
Outcome = str
Content = tuple[str, str]
"""What tells one text of a note from another: the kind of its data, and its Markdown."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a text since it was made first."""

    author: str | None = None
    parent: Content | None = None
    editors: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a note should stand."""

    state: State
    head: Content
    approved: Content | None = None
    live: Content | None = None
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """What surrounds all notes: the age of their data, the playbook, how many people decide."""

    age: str = ""
    rules: str = "a"
    single_user: bool = False


@dataclass(slots=True)
class Model:
    """One note."""

    standing: Standing | None = None
    texts: dict[Content, Known] = field(default_factory=dict)
    rules: str = ""

    def known(self, content: Content, known: Known) -> Content:
        """A text that is made, or made again."""
        self.texts.setdefault(content, known)
        return content

    @property
    def now(self) -> Standing:
        """Where it stands; it was handed in."""
        assert self.standing is not None
        return self.standing


_FROM: Final[Mapping[Action, frozenset[State]]] = {
    Action.SUBMIT: frozenset({State.DRAFT}),
    Action.SEND_BACK: frozenset({State.IN_REVIEW}),
    Action.APPROVE: frozenset({State.IN_REVIEW}),
    Action.REVOKE: frozenset({State.APPROVED}),
    Action.PUBLISH: frozenset({State.APPROVED}),
    Action.CORRECT: OUT,
    Action.WITHDRAW: BEFORE_PUBLISHING | OUT,
}
_EDITORS: Final = frozenset(
    {Action.SEND_BACK, Action.APPROVE, Action.REVOKE, Action.EMBARGO, Action.PUBLISH}
    | {Action.DROP, Action.WITHDRAW}
)


def _first(reasons: Iterable[tuple[bool, Outcome]]) -> Outcome:
    return next((code for holds, code in reasons if holds), OK)


def forbidden(actor: Actor, action: Action) -> bool:
    """Whether the role of somebody does not allow it."""
    if not actor.role:
        return action not in {Action.HAND_IN, Action.PUBLISH}
    return actor.role == "writer" and action in _EDITORS


def barred(
    model: Model, actor: Actor, action: Action, seen: Content | None, right: Content | None
) -> list[tuple[bool, Outcome]]:
    """Why nobody in this role may do this to a text that stands so, or that changed."""
    now = model.now
    unread = action in {Action.DROP, Action.WITHDRAW} and now.live is None
    return [
        (forbidden(actor, action), "forbidden"),
        (now.state not in _FROM.get(action, BEFORE_PUBLISHING) or unread, "wrong_state"),
        (seen != right, "conflict"),
    ]


def hand_in(model: Model, actor: Actor, content: Content, *, replacing: bool) -> Outcome:
    """A draft comes in."""
    if forbidden(actor, Action.HAND_IN):
        return "forbidden"
    if model.standing is not None:
        now = model.standing
        if content in {now.head, now.live}:
            return OK
        taken = now.state not in BEFORE_PUBLISHING or now.live is not None
        edited = model.texts[now.head].author is not None and not replacing
        outcome = _first([(taken, "wrong_state"), (edited, "edited")])
        if outcome != OK:
            return outcome
    head = model.known(content, Known())
    state = State.DRAFT if WRONG in content[1] else State.IN_REVIEW
    embargoed = model.standing is not None and model.standing.embargoed
    model.standing = Standing(state=state, head=head, embargoed=embargoed)
    return OK


def move(model: Model, actor: Actor, action: Action, seen: Content | None) -> Outcome:
    """To review, back, or out of approval."""
    now = model.now
    right = now.approved if action is Action.REVOKE else now.head
    reasons = barred(model, actor, action, seen, right)
    if action is Action.SUBMIT:
        reasons.insert(1, (now.state is State.DRAFT and WRONG in now.head[1], "audit_failed"))
    outcome = _first(reasons)
    if outcome == OK:
        state = State.DRAFT if action is Action.SEND_BACK else State.IN_REVIEW
        model.standing = replace(now, state=state, approved=None)
    return outcome


def approve(
    model: Model, actor: Actor, seen: Content | None, world: World, *, looked: bool
) -> Outcome:
    """An editor approves."""
    now, known = model.now, model.texts[model.now.head]
    flagged = WRONG in now.head[1] or now.head[0] != "market"
    outcome = _first(
        [
            *barred(model, actor, Action.APPROVE, seen, now.head),
            (actor.name in known.unreviewed and not world.single_user, "own_edit"),
            (flagged and not looked, "flagged"),
            (bool(world.age) and now.live is None, world.age),
            (WRONG in now.head[1], "audit_failed"),
        ]
    )
    if outcome == OK:
        content = (now.head[0], f"{now.head[1]}\nreviewed by {actor.display_name}")
        made = replace(known, author=actor.name, parent=now.head, unreviewed=())
        edition = model.known(content, made)
        model.standing = replace(now, state=State.APPROVED, approved=edition)
        model.rules = world.rules
    return outcome


def save(model: Model, actor: Actor, seen: Content | None, text: str) -> Outcome:
    """Somebody edits the text that is worked on."""
    now = model.now
    outcome = _first(
        [
            *barred(model, actor, Action.SAVE, seen, now.head),
            (WRONG in text, "audit_failed"),
        ]
    )
    if outcome == OK:
        _edited(model, actor, now.head, text)
    return outcome


def correct(model: Model, actor: Actor, seen: Content | None, text: str, told: str) -> Outcome:
    """Somebody corrects what readers have."""
    now = model.now
    outcome = _first(
        [
            *barred(model, actor, Action.CORRECT, seen, now.live),
            (WRONG in text, "audit_failed"),
        ]
    )
    if outcome == OK and now.live is not None:
        _edited(model, actor, now.live, text, f"Correction, {told}\n")
    return outcome


def _edited(model: Model, actor: Actor, base: Content, text: str, told: str = "") -> None:
    known, before = model.texts[base], model.now.state
    state = before if before is State.DRAFT else State.IN_REVIEW
    editors = tuple(dict.fromkeys([*known.editors, actor.display_name]))
    content = (base[0], f"{told}{text}\nedited by {', '.join(editors)}")
    if content == model.now.head:
        return
    made = Known(
        actor.name,
        base,
        editors,
        tuple(dict.fromkeys([*known.unreviewed, actor.name])),
        known.corrected or bool(told),
    )
    head = model.known(content, made)
    model.standing = replace(model.now, state=state, head=head, approved=None)


def drop(model: Model, actor: Actor, seen: Content | None) -> Outcome:
    """A correction is given up."""
    now = model.now
    outcome = _first(barred(model, actor, Action.DROP, seen, now.head))
    if outcome == OK and now.live is not None:
        live = model.texts[now.live]
        state = State.CORRECTED if live.corrected else State.PUBLISHED
        model.standing = replace(now, state=state, head=live.parent or now.live, approved=now.live)
    return outcome


def embargo(model: Model, actor: Actor, seen: Content | None, *, until_later: bool) -> Outcome:
    """An embargo is set that nobody outlives here, or lifted."""
    outcome = _first(barred(model, actor, Action.EMBARGO, seen, model.now.head))
    if outcome == OK:
        model.standing = replace(model.now, embargoed=until_later)
    return outcome


def publish(model: Model, actor: Actor, seen: Content | None, world: World) -> Outcome:
    """Readers are to get the edition."""
    now = model.now
    if not forbidden(actor, Action.PUBLISH) and now.state in OUT and seen == now.live:
        return OK
    outcome = _first(
        [
            *barred(model, actor, Action.PUBLISH, seen, now.approved),
            (now.embargoed, "embargoed"),
            (now.head[0] == "modelled", "modelled"),
            (world.rules != model.rules, "rules_changed"),
            (bool(world.age) and now.live is None, world.age),
        ]
    )
    if outcome in {"rules_changed", "stale", "future_data"}:
        model.standing = replace(now, state=State.IN_REVIEW, approved=None)
    if outcome == OK:
        state = State.PUBLISHED if now.live is None else State.CORRECTED
        model.standing = replace(now, state=state, live=now.approved)
    return outcome


def withdraw(model: Model, actor: Actor, seen: Content | None, reason: str) -> Outcome:
    """A note is taken back from its readers."""
    now = model.now
    outcome = _first(
        [
            *barred(model, actor, Action.WITHDRAW, seen, now.live),
            (any(map(str.isdigit, reason)), "unproven_number"),
        ]
    )
    if outcome == OK:
        notice = model.known(("withdrawal", reason), Known())
        model.standing = replace(now, state=State.WITHDRAWN, approved=None, live=notice)
    return outcome
