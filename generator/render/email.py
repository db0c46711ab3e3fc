"""A note as an e-mail: text, HTML, pictures by content id, and the PDF if it is asked for.

    mixed (only with a PDF) > related > alternative > text, HTML

The same note and the same senders give the same bytes: boundaries and the message's id come from
the note's hashes, the date is that of its data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any, Final

from generator.files import folder_name
from generator.render.email_page import CONTENT_ID, MailPage, plain_body, to_mail_page
from generator.render.html import title_of
from generator.render.plain_text import to_plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.narrative.record import NoteRecord
    from generator.render.pictures import Picture
    from generator.render.theme import Theme
    from generator.signals.facts import Facts

NOBODY: Final = "undisclosed-recipients:;"
"""What stands for recipients that are told to the server alone."""
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail is made from.

    Args:
        record: The written note.
        facts: Its facts.
        folder: The playbook's folder.
        theme: Inks and words around the note.
        pictures: Of its charts, by id.
        sender: One address, with or without a name.
        recipients: Addresses; none for recipients that the message does not name.
        pdf: To be attached.
    """

    record: NoteRecord
    facts: Facts
    folder: Path
    theme: Theme
    pictures: Mapping[str, Picture]
    sender: str
    recipients: Sequence[str] = field(default=())
    pdf: bytes | None = None


class _Subject(UnstructuredHeader, BaseHeader):
    """A subject that is read back as it was.

    Python 3.11 doubles a space where encoded words begin, and takes what looks like an encoded word
    for one.
    """

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take ``value`` as it is."""
        kwds["parse_tree"] = cls.value_parser(value)
        kwds["decoded"] = " ".join(value.split())

    def fold(self, *, policy: Policy) -> str:
        """The header as lines of ASCII."""
        text = str(self)
        plain = text.isascii() and text.isprintable() and "=?" not in text
        header = Header(text, "us-ascii" if plain else "utf-8", header_name="Subject")
        return f"Subject: {header.encode(linesep=policy.linesep)}{policy.linesep}"


def _policy() -> EmailPolicy[Any]:
    headers = HeaderRegistry()
    headers.map_to_type("subject", _Subject)
    return SMTP.clone(header_factory=headers, cte_type="7bit")


def to_email(letter: Letter) -> bytes:
    """The note as one message, as it goes over the wire.

    Raises:
        PlaybookError: A template or the style sheet of the e-mail is wrong.
        RefusedError: ``email_too_long`` or ``conversion_changed_text``.
    """
    record = letter.record
    identity = _identity(letter)
    content = _related(letter, identity)
    if letter.pdf is not None:
        content = _with_pdf(content, letter, identity)
    message = EmailMessage(policy=_policy())
    message["Subject"] = " ".join(title_of(record.markdown).split())
    message["From"] = letter.sender
    message["To"] = ", ".join(letter.recipients) or NOBODY
    message["Date"] = format_datetime(datetime.fromisoformat(record.as_of))
    domain = parseaddr(letter.sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{identity}@{domain}>"
    message["MIME-Version"] = "1.0"
    for name, value in content.items():
        message[name] = value
    message.set_payload(content.get_payload())
    return message.as_bytes()


def _identity(letter: Letter) -> str:
    """What tells this note's message from every other one."""
    record = letter.record
    body = {
        "symbol": record.symbol,
        "as_of": record.as_of,
        "hashes": dict(record.hashes),
        "markdown": hashlib.sha256(record.markdown.encode()).hexdigest(),
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def _multipart(kind: str, identity: str, parts: Sequence[MIMEPart], **options: str) -> MIMEPart:
    whole = MIMEPart(policy=_policy())
    whole["Content-Type"] = f"multipart/{kind}"
    for name, value in options.items():
        whole.set_param(name, value)
    # An equals sign and an underscore stand in no part: they are base64 and quoted-printable.
    whole.set_boundary(f"=_{identity}_{kind}")
    whole.set_payload(list(parts))
    return whole


def _related(letter: Letter, identity: str) -> MIMEPart:
    record, facts = letter.record, letter.facts
    theme = letter.theme.speaking(record.imprint)
    page = MailPage(letter.folder, theme, facts, letter.pictures, record.symbol, record.playbook)
    plain = plain_body(record.markdown, record.spans, facts, record.imprint.disclosure)
    text = to_plain_text(plain)
    html = to_mail_page(record.markdown, record.spans, page)
    alternative = _multipart("alternative", identity, [_text(text, "plain"), _text(html, "html")])
    pictures = [_picture(chart, picture) for chart, picture in letter.pictures.items()]
    return _multipart("related", identity, [alternative, *pictures], type="multipart/alternative")


def _text(text: str, subtype: str) -> MIMEPart:
    part = MIMEPart(policy=_policy())
    part.set_content(text, subtype=subtype, charset="utf-8", cte="quoted-printable")
    return part


def _picture(chart: str, picture: Picture) -> MIMEPart:
    part = MIMEPart(policy=_policy())
    part.set_content(
        picture.content,
        maintype="image",
        subtype="png",
        disposition="inline",
        filename=f"{chart}.png",
        cid=f"<{CONTENT_ID.format(chart=chart)}>",
    )
    return part


def _with_pdf(content: MIMEPart, letter: Letter, identity: str) -> MIMEPart:
    part = MIMEPart(policy=_policy())
    symbol = folder_name(letter.record.symbol).replace("%", "_")
    name = f"{symbol}-{letter.record.as_of[:10]}.pdf"
    part.set_content(letter.pdf or b"", maintype="application", subtype="pdf", filename=name)
    return _multipart("mixed", identity, [content, part])
