"""What a running desk is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.desk.courier import Courier
from generator.editorial.carriers import SettingsCarrier, places_of
from generator.editorial.links import Links
from generator.editorial.newsroom import Newsroom
from generator.editorial.passwords import Passwords
from generator.editorial.people import People
from generator.editorial.sessions import Sessions
from generator.editorial.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from generator.archive.archive import Archive
    from generator.config import Settings
    from generator.editorial.delivering import Carrier
    from generator.editorial.press import Press
    from generator.editorial.publishing import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A desk.

    Args:
        archive: Where notes and people are kept.
        settings: As they were when it started.
        press: Prints and proves notes.
        hosts: What the ``Host`` of a request may be, in lower case, with the port if it has one.
        clock: The time, with its zone; nothing below the desk reads a clock.
        single_user: Whether one person works alone, and may approve what they wrote.
        secure: Whether browsers reach it by https.
        passwords: How passwords are hashed.
        body_seconds: How long the body of a request may take.
        courier: Takes to readers what was decided.
    """

    archive: Archive
    settings: Settings
    press: Press
    hosts: frozenset[str]
    clock: Callable[[], datetime]
    single_user: bool = False
    secure: bool = False
    passwords: Passwords = field(default_factory=Passwords)
    body_seconds: float = 15.0
    courier: Courier = field(default_factory=Courier)

    @property
    def newsroom(self) -> Newsroom:
        """Where notes are reviewed."""
        return Newsroom(self.archive, self.press, self.settings.gates, self.single_user)

    @property
    def places(self) -> Places:
        """Where editions go."""
        return places_of(self.settings)

    @property
    def carrier(self) -> Carrier:
        """Who takes them there."""
        return SettingsCarrier(self.settings)

    @property
    def people(self) -> People:
        """Who may use it."""
        return People(self.archive.database, self.passwords)

    @property
    def sessions(self) -> Sessions:
        """Who is logged in."""
        return Sessions(self.archive.database)

    @property
    def links(self) -> Links:
        """The one-time links."""
        return Links(self.archive.database, self.passwords)

    @property
    def throttle(self) -> Throttle:
        """The logins that failed."""
        return Throttle(self.archive.database)
