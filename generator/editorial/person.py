"""A person of the desk: what they may do, and how they may be called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from generator.archive.trail import PROGRAM
from generator.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Row

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MARKS: Final = " '.-"
_LONGEST: Final = 80


class Role(StrEnum):
    """What a person may do: a writer least, an admin most.

    Compare roles with `includes` alone: as text they are in another order.
    """

    WRITER = "writer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, least: Role) -> bool:
        """Whether this role may do what ``least`` may."""
        order = list(Role)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the desk.

    Args:
        id: Number in the database.
        name: What they log in with, and what the trail calls them.
        display_name: What bylines print.
        role: What they may do.
        active: Whether they may log in at all.
        has_password: Whether they have set one yet.
    """

    id: int
    name: str
    display_name: str
    role: Role
    active: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to be added: what they log in with, and what bylines print."""

    name: str
    display_name: str

    def checked(self) -> Newcomer:
        """The same, as it is kept.

        Raises:
            UsageError: One of the two cannot be used.
        """
        return Newcomer(checked_name(self.name), checked_display_name(self.display_name))


def person_of(row: Row[Any]) -> Person:
    """The person of a row of PEOPLE."""
    return Person(
        row.id,
        row.name,
        row.display_name,
        Role(row.role),
        bool(row.active),
        row.password_hash is not None,
    )


def checked_name(text: str) -> str:
    """``text`` if it can be a name to log in with.

    Raises:
        UsageError: It cannot.
    """
    if not _NAME.fullmatch(text):
        raise UsageError(
            f"{text!r:.80} cannot be a name; use up to 64 lower-case letters a to z, digits and"
            " . _ - and begin with a letter or digit"
        )
    if text == PROGRAM:
        raise UsageError(f"{text!r} is the program's own name; choose another")
    return text


def checked_display_name(text: str) -> str:
    """``text``, composed and with single spaces, if a byline can print it.

    Raises:
        UsageError: It cannot; digits never stand in a byline.
    """
    parts = unicodedata.normalize("NFC", text).split(" ")
    composed = " ".join(part for part in parts if part)
    # isalpha() is narrower than a regular expression's letters: superscripts are none.
    letters = all(letter.isalpha() or letter in _MARKS for letter in composed)
    if not letters or not composed[:1].isalpha() or len(composed) > _LONGEST:
        raise UsageError(
            f"{text!r:.100} cannot stand in a byline; use up to {_LONGEST} letters, spaces and"
            " ' . - and begin with a letter"
        )
    return composed


def alike(display_name: str) -> str:
    """What two names have in common that a reader of bylines would take for one."""
    return unicodedata.normalize("NFC", " ".join(display_name.split()).casefold())


def checked_role(text: str) -> Role:
    """The role of that name.

    Raises:
        UsageError: There is none.
    """
    try:
        return Role(text)
    except ValueError as error:
        known = ", ".join(Role)
        raise UsageError(f"{text!r:.40} is no role; roles are {known}") from error
