"""Carriers that keep what they were given, fail, or die under way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.errors import DeliveryError, StoreError

if TYPE_CHECKING:
    from generator.publish.parcel import Parcel


class PowerCutError(BaseException):
    """The program ends here, and nothing of it goes on."""


@dataclass
class Memory:
    """Keeps parcels and counts mails.

    Args:
        fails: Kinds of places that take nothing: shelf, site, mail.
        dies_at: A kind of place at which the program ends, after the place took what it was given.
    """

    fails: set[str] = field(default_factory=set)
    dies_at: str = ""
    order: list[str] = field(default_factory=list)
    shelves: dict[tuple[str, str], Parcel] = field(default_factory=dict)
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)

    def shelve(self, name: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        if "shelf" in self.fails:
            raise StoreError(f"{name}: is full")
        self.shelves[name, parcel.place] = parcel
        self._took("shelf", f"shelf:{name}")

    def mail(self, address: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        if "mail" in self.fails:
            raise DeliveryError("smtp_refused", f"{address}: nobody answers")
        self.mails[parcel.publication.edition, address] += 1
        self._took("mail", f"mailto:{address}")

    def renew_site(self) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        if "site" in self.fails:
            raise StoreError("the site cannot be made")
        self._took("site", "site")

    def _took(self, kind: str, what: str) -> None:
        self.order.append(what)
        if self.dies_at == kind:
            raise PowerCutError
