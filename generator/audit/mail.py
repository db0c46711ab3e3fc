"""Proof of an e-mail: what its parts read is the text of the page that it was made from.

The message is read back from its bytes. Both texts, the subject, the words for pictures that are
off and the pictures themselves are those of the note; nothing is there beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.mail_note import mail_note, squeeze
from generator.audit.mail_page import read_mail_page
from generator.audit.pdf_file import audit_note_pdf
from generator.audit.places import numerals
from generator.audit.text_differences import Place, differences
from generator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from generator.audit.mail_looks import MailLooks
    from generator.audit.mail_note import MailNote
    from generator.audit.mail_page import MailPage

_TREES: Final = (
    ("multipart/related", "multipart/alternative", "text/plain", "text/html"),
    ("multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html"),
)
"""What a message is before its pictures, without an attachment and with one."""
_PICTURE: Final = "image/png"
_PDF: Final = "application/pdf"
_HEADERS: Final = (
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "subject",
    "to",
)
"""What a message says of itself: each once, and no other, such as an address for answers."""
_COLUMN_RULES: Final = re.compile(r"─+(?:  ─+)+")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a message is held to.

    Args:
        page: The HTML page of the note, which is proven.
        pictures: PNG of each of its charts by id, in the order of the page.
        as_of: Time of the data.
        looks: What its playbook and theme give beside the note.
    """

    page: str
    pictures: Mapping[str, bytes]
    as_of: datetime
    looks: MailLooks


def audit_mail(content: bytes, expected: Expected, *, file: str) -> list[Finding]:
    """Prove the bytes of an e-mail.

    Args:
        content: The message as it goes over the wire.
        expected: The note that it gives.
        file: Its name, for the findings.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
        return _Audit(message, mail_note(expected.page), expected, file, []).run()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        # What the standard library's reader raises on a damaged message is not one kind of error.
        problem = f"the message cannot be read: {type(error).__name__}: {error}"
        return [Finding(kind="layout", message=problem, file=file, line=1, column=1)]


@dataclass(frozen=True, slots=True)
class _Audit:
    message: EmailMessage
    note: MailNote
    expected: Expected
    file: str
    findings: list[Finding]

    def run(self) -> list[Finding]:
        self._check_headers()
        self._check_tree()
        plain, page = (self.message.get_body((kind,)) for kind in ("plain", "html"))
        if plain is None or page is None:
            self._report("layout", "the message has no text part, or no HTML part")
            return self.findings
        self._check_plain(_text(plain))
        html = read_mail_page(_text(page))
        self._check_html(html)
        self._check_looks(_text(page), html)
        self._check_pictures(html)
        self._check_pdf()
        return self.findings

    def _report(self, kind: str, message: str, expected: str | None = None) -> None:
        self.findings.append(
            Finding(
                kind=kind,
                message=message,
                file=self.file,
                line=1,
                column=1,
                expected=expected,
            )
        )

    def _check_headers(self) -> None:
        names = sorted(name.lower() for name in self.message.keys())  # noqa: SIM118 - with doubles
        if names != list(_HEADERS):
            self._report("layout", f"the message has the headers {', '.join(names)}")
        subject = str(self.message["subject"] or "")
        if subject != self.note.headline:
            problem = f"the subject reads {subject!r}, which is not the headline"
            self._report("changed_number", problem, self.note.headline)
        date = self.message["date"]
        # A header counts in seconds.
        if date is None or date.datetime != self.expected.as_of.replace(microsecond=0):
            problem = f"the message is dated {date}, which is not the time of the data"
            self._report("changed_number", problem, self.expected.as_of.isoformat())

    def _check_tree(self) -> None:
        """Only the parts of a note, each whole, and no text between them."""
        parts = list(self.message.walk())
        kinds = [part.get_content_type() for part in parts]
        pictures = [_PICTURE] * len(self.expected.pictures)
        without, with_pdf = _TREES
        if kinds not in ([*without, *pictures], [*with_pdf, *pictures, _PDF]):
            self._report("layout", f"the message has the parts {', '.join(kinds)}")
        for part in parts:
            for defect in part.defects:
                self._report("layout", f"{part.get_content_type()}: {type(defect).__name__}")
            if part.is_multipart() and (_between(part.preamble) or _between(part.epilogue)):
                self._report("layout", "there is text between the parts of the message")

    def _check_plain(self, text: str) -> None:
        whole = _with_whole_heads(text)
        found = squeeze(whole)
        if not any(True for _ in numerals(found)):
            self._report("no_numbers", "the text part holds no numeral at all")
        lines = [
            number
            for number, line in enumerate(whole.split("\n"), start=1)
            for _ in range(len(squeeze(line)))
        ]
        self.findings.extend(
            differences(
                found,
                self.note.plain_text(found),
                lambda at: _line("text part", at, lines),
                file=self.file,
            )
        )

    def _check_html(self, html: MailPage) -> None:
        found = squeeze(html.note)
        if not any(True for _ in numerals(found)):
            self._report("no_numbers", "the HTML part holds no numeral at all")
        lines = [line for char, line in zip(html.note, html.lines, strict=True) if squeeze(char)]
        self.findings.extend(
            differences(
                found,
                self.note.html_text(),
                lambda at: _line("HTML part", at, lines),
                file=self.file,
            )
        )
        for name, text, right in (
            ("title", html.title, self.note.headline),
            ("preheader", html.preheader, self.note.bullet),
        ):
            if " ".join(text.split()) != right:
                problem = f"the HTML part's {name} reads {text.strip()!r}"
                self._report("changed_number", problem, right)
        for address, words in html.links:
            if (address, words) not in self.note.links:
                problem = f"{words[:40]!r} of the HTML part leads to {address[:60]!r}"
                self._report("active_content", f"{problem}, as on no note's page")
        for suspect in html.suspect:
            self._report("forbidden_token", f"the HTML part has {suspect[:80]!r}, as no note has")

    def _check_looks(self, text: str, html: MailPage) -> None:
        """No more words around the note than its publication has, and nothing that changes it."""
        around = html.around
        for words in self.note.masthead:
            around = around.replace(words, " ", 1)
        for start, end in numerals(around):
            problem = f"the HTML part reads {around[start:end]!r} around the note"
            self._report("unproven_number", problem)
        looks = self.expected.looks
        own = read_mail_page(looks.before + looks.after).around
        if html.around.split() != own.split():
            problem = f"the HTML part reads {' '.join(html.around.split())[:80]!r} around the note"
            self._report("layout", problem, " ".join(own.split()))
        for problem in looks.problems(text):
            self._report("layout", f"HTML part: {problem}")

    def _check_pictures(self, html: MailPage) -> None:
        parts = [part for part in self.message.walk() if part.get_content_maintype() == "image"]
        rows = zip_longest(
            self.expected.pictures.items(), self.note.alternatives, html.images, parts
        )
        for wanted, alternative, image, part in rows:
            if wanted is None or alternative is None or image is None or part is None:
                problem = "the message has fewer, or more, pictures than the note has charts"
                self._report("layout", problem)
                return
            chart, picture = wanted
            if image.alternative != alternative:
                problem = f"the picture {chart} has the words {image.alternative!r}"
                self._report("layout", problem, alternative)
            if image.address != f"cid:{str(part['content-id'] or '').strip()[1:-1]}":
                self._report("layout", f"the picture {chart} shows {image.address!r}")
            if part.get_content() != picture:
                problem = f"the picture {chart} is not the one that the chart gives"
                self._report("changed_number", problem)

    def _check_pdf(self) -> None:
        for part in self.message.walk():
            if part.get_content_type() != _PDF:
                continue
            try:
                found = audit_note_pdf(part.get_content(), self.expected.page, file=self.file)
            except InputError as error:
                self._report("layout", str(error))
            else:
                self.findings.extend(found)


def _text(part: object) -> str:
    """The text of a part.

    Raises:
        TypeError: It is none.
    """
    content = part.get_content() if isinstance(part, EmailMessage) else None
    if not isinstance(content, str):
        msg = "a text part holds no text"
        raise TypeError(msg)
    return content.replace("\r\n", "\n")


def _between(text: object) -> bool:
    return bool(str(text or "").strip())


def _line(name: str, at: int, lines: Sequence[int]) -> Place:
    number = lines[min(at, len(lines) - 1)] if lines else 1
    return Place(f"line {number} of the {name}", number)


def _with_whole_heads(text: str) -> str:
    """The text with each table's heads one after another, where they stand in several lines.

    The rules under them say where a column begins and ends. Line numbers stay.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not _COLUMN_RULES.fullmatch(line):
            continue
        first = at
        while first and lines[first - 1].strip():
            first -= 1
        columns = [match.span() for match in re.finditer("─+", line)]
        heads = [
            " ".join(row[start:end].strip() for row in lines[first:at]) for start, end in columns
        ]
        lines[first:at] = [" ".join(heads), *[""] * (at - first - 1)]
    return "\n".join(lines)
