"""The files of a text: its page as readers will see it, and the others to take away.

A page comes without rights: in a sandbox, with nothing that runs or loads. The other files are
never shown in place, and their names are the desk's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from generator.desk.notes.acting import asked_text
from generator.files import folder_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.desk.visit import Visit
    from generator.editorial.notes import Note

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
)
"""What a note's page may do in the desk's frame: be read."""


@dataclass(frozen=True, slots=True)
class _Kind:
    file: str
    media_type: str
    ending: str
    word: str


_KINDS: Final[Mapping[str, _Kind]] = MappingProxyType(
    {
        "pdf": _Kind("article.pdf", "application/pdf", "pdf", "PDF"),
        "markdown": _Kind("article.md", "text/markdown; charset=utf-8", "md", "Markdown"),
        "html": _Kind("article.html", "text/html; charset=utf-8", "html", "page"),
        "email": _Kind("article.eml", "message/rfc822", "eml", "e-mail"),
        "record": _Kind("article.json", "application/json", "article.json", "record"),
        "facts": _Kind("facts.json", "application/json", "facts.json", "facts"),
    }
)


def kinds_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The kinds of files that a text has, with their words."""
    return {name: kind.word for name, kind in _KINDS.items() if kind.file in files}


def text_page(visit: Visit) -> Response:
    """The page of a text, for the frame beside the review."""
    note = visit.desk.newsroom.note(visit.number("note"))
    files = _files(visit, note)
    if "article.html" not in files:
        raise HTTPException(404, "This note was drafted without a page.")
    return page_response(files["article.html"])


def page_response(page: bytes) -> Response:
    """A note's page, without rights."""
    headers = {"Content-Security-Policy": PAGE_POLICY}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def download(visit: Visit) -> Response:
    """One file of a text, to take away."""
    kind = _KINDS.get(visit.parameters["kind"])
    note = visit.desk.newsroom.note(visit.number("note"))
    files = _files(visit, note)
    if kind is None or kind.file not in files:
        raise HTTPException(404, "This text has no such file.")
    name = f"{folder_name(note.symbol)}-{note.as_of:%Y-%m-%d}.{kind.ending}".replace("%", "_")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return Response(files[kind.file], media_type=kind.media_type, headers=headers)


def _files(visit: Visit, note: Note) -> dict[str, bytes]:
    return visit.desk.newsroom.files(note.id, asked_text(visit))
