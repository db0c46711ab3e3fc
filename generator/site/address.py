"""Addresses: relative ones for pages, absolute ones and tag: URIs for feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.site.issues import Issue

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
_BEGUN: Final = "2026"
"""A year at which the tag: URI of a site is fixed, so that no later issue changes it."""


def href(place: str) -> str:
    """``place``, a path inside the site, for an address: ``%5ESPX`` becomes ``%255ESPX``."""
    return quote(place)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site will be.

    Args:
        base: Absolute address that ends in a slash.
        authority: The host, as a tag: URI names it.
        path: The path of ``base``.
    """

    base: str
    authority: str
    path: str

    @classmethod
    def parse(cls, url: str) -> Address:
        """The address that ``--url`` gives.

        Raises:
            UsageError: It is no http or https address of a named host, or has a user, a query or
                a fragment.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").encode("idna").decode().lower()
            port = "" if parts.port is None else f":{parts.port}"
        except ValueError:
            raise _refusal(url) from None
        plain = url.isprintable() and " " not in url and "\\" not in url
        odd = parts.query or parts.fragment or "@" in parts.netloc or "?" in url or "#" in url
        if parts.scheme not in ("http", "https") or not _HOST.match(host) or odd or not plain:
            raise _refusal(url)
        path = quote(parts.path.rstrip("/"), safe="/%~") + "/"
        return cls(f"{parts.scheme}://{host}{port}{path}", host, path)

    def absolute(self, place: str) -> str:
        """The absolute address of ``place``."""
        return f"{self.base}{href(place)}"

    def feed_id(self) -> str:
        """The tag: URI of the site's feed."""
        return f"tag:{self.authority},{_BEGUN}:{self.path}"

    def issue_id(self, issue: Issue) -> str:
        """The tag: URI of an issue; the same for ever, wherever its page goes."""
        return f"tag:{self.authority},{issue.day}:{self.path}{href(issue.place.split('/')[1])}"


def _refusal(url: str) -> UsageError:
    return UsageError(f"--url {url!r}: give the site's address, such as https://example.org/notes/")
