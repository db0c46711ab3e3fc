"""Passwords: which are taken, how they are kept, and whether one is right."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from generator.editorial.common_passwords import COMMON_PASSWORDS
from generator.errors import UsageError

SHORTEST: Final = 12
LONGEST: Final = 256
_AT_ONCE: Final = 4
"""Hashes that are made at the same time: each takes 64 MB while it is made."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes passwords and compares them.

    Args:
        hasher: Argon2id with its costs; tests take cheap ones.
    """

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turns: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE), init=False, repr=False
    )
    _nobodys: list[str] = field(default_factory=list, init=False, repr=False)

    def hashed(self, password: str) -> str:
        """What is kept of ``password``."""
        with self._turns:
            return self.hasher.hash(_normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether ``kept`` was made of ``password``.

        Where nothing is kept the answer is no, after the same work: how long it takes does not
        tell whether somebody of that name exists.
        """
        given = _normal(password)[: LONGEST + 1]
        against = kept if kept is not None else self._nobodys_hash()
        with self._turns:
            try:
                self.hasher.verify(against, given)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def _nobodys_hash(self) -> str:
        if not self._nobodys:
            self._nobodys.append(self.hashed("what nobody would have as a password"))
        return self._nobodys[0]

    def prepare(self) -> None:
        """Make the hash that unknown names are compared with, before the first of them comes."""
        self._nobodys_hash()


def check_password(password: str, name: str) -> None:
    """Refuse a password that is too short or that anybody would try first.

    Raises:
        UsageError: It is; the message says why.
    """
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise UsageError(
            f"the password has {len(normal)} characters; it needs at least {SHORTEST} and at most"
            f" {LONGEST}, of any kind"
        )
    if normal.casefold() == name.casefold():
        raise UsageError("the password is the name; choose another")
    if normal.casefold() in COMMON_PASSWORDS:
        raise UsageError("the password is one of the first that anybody tries; choose another")


def check_typed_twice(password: str, again: str) -> None:
    """Refuse a password that was mistyped.

    Raises:
        UsageError: The two differ.
    """
    if password != again:
        raise UsageError("the two passwords differ; type the same one twice")


def _normal(password: str) -> str:
    """The same text from every keyboard."""
    return unicodedata.normalize("NFKC", password)
