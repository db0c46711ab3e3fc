"""The carrier that the settings describe: shelves, a site made of the first, and a mail server."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.editorial.publishing import Places
from generator.errors import StoreError, StrikedeskError, UsageError
from generator.publish.mail_server import mail_server
from generator.publish.shelves import shelf_of
from generator.publish.smtp import Session
from generator.render.theme import load_theme
from generator.site.address import Address
from generator.site.issues import read_issues
from generator.site.writing import Site, check_folder, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.config import Settings
    from generator.publish.parcel import Parcel
    from generator.publish.smtp import MailServer

_NOWHERE: Final = "localhost"


def places_of(settings: Settings) -> Places:
    """Where editions go, by the settings; folders by their full path."""
    publish = settings.publish
    shelves = tuple(
        name if name.startswith("s3://") else str(Path(name).expanduser().absolute())
        for name in publish.to
    )
    addresses = settings.mail.recipients if publish.mail else ()
    return Places(shelves, site=publish.site is not None, addresses=addresses)


@dataclass(frozen=True, slots=True)
class SettingsCarrier:
    """Carries by the settings.

    Args:
        settings: Name shelves, the site and the server.
        server: The mail server, where it is not the one of the settings.
    """

    settings: Settings
    server: MailServer | None = None

    def shelve(self, name: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        shelf_of(name).put(parcel)

    def mail(self, address: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        if parcel.message is None:
            raise UsageError(f"{parcel.symbol}: it was drafted without email among its --formats")
        sender = parseaddr(str(BytesParser(policy=default).parsebytes(parcel.message)["from"]))[1]
        domain = sender.rpartition("@")[2]
        server = self.server or mail_server(self.settings.mail)
        if domain == _NOWHERE and self.server is None:
            problem = f"{sender} is the sender of a note that nobody sends"
            raise UsageError(f"{problem}: set [mail] sender and draft the note again")
        server.check()
        with Session(server, domain) as session:
            session.send(sender, address, parcel.message)

    def renew_site(self) -> None:
        """See `generator.editorial.delivering.Carrier`; the first folder is what it is made of."""
        publish = self.settings.publish
        folders = [name for name in publish.to if not name.startswith("s3://")]
        if publish.site is None or not folders:
            raise StoreError("a site is made of a folder: name one in [publish] to, and its site")
        notes = Path(folders[0]).expanduser()
        with _told_as_store_error():
            check_folder(publish.site, notes)
            reading = read_issues(notes)
            if not reading.issues and not reading.withdrawn:
                raise StoreError(f"{notes} holds no note that may be shown; the site stays")
            address = Address.parse(publish.url) if publish.url else None
            theme = load_theme(self.settings.theme)
            site = Site(publish.title, theme, address, markdown=publish.markdown)
            write_site(reading.issues, publish.site, site, reading.withdrawn)


@contextlib.contextmanager
def _told_as_store_error() -> Iterator[None]:
    """What a site cannot be made for is one kind of failure to whoever publishes."""
    try:
        yield
    except StoreError:
        raise
    except StrikedeskError as error:
        raise StoreError(f"the site cannot be made: {error}") from error
