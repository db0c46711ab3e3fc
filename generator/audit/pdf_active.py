"""What in a PDF acts by itself or reaches outside: code, actions, attachments, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pikepdf

from generator.audit.pdf_checks import Problem
from generator.audit.pdf_objects import dictionaries_with, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.findings import Severity

_KEYS: Final = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/AA": "actions that run by themselves",
    "/XFA": "an XFA form",
}
_ACTIONS: Final = {
    "/JavaScript": "JavaScript",
    "/Launch": "a program to start",
    "/SubmitForm": "a form that is sent",
    "/ImportData": "a form that is filled from a file",
    "/ResetForm": "a form that is reset",
    "/Rendition": "media that plays",
    "/Movie": "media that plays",
    "/Sound": "media that plays",
    "/RichMediaExecute": "rich media",
    "/GoToE": "a way into an attached file",
    "/GoToR": "a way to another file",
    "/GoTo3DView": "a model in three dimensions",
    "/Named": "a command of the reading program",
    "/Hide": "parts that appear and vanish",
    "/SetOCGState": "parts that appear and vanish",
    "/Thread": "a way to another file",
    "/Trans": "a transition",
}
_ANNOTATIONS: Final = {
    "/RichMedia": "rich media",
    "/Movie": "media that plays",
    "/Sound": "media that plays",
    "/Screen": "media that plays",
    "/3D": "a model in three dimensions",
}
_TAG: Final = "/StructElem"
"""Its ``/S`` is a role and no action."""
_PARTS: Final = ("/EmbeddedFiles", "/EF", "/FileAttachment", "/URI", "/OpenAction", "/F")
_NAMES: Final = frozenset({*_KEYS, *_ACTIONS, *_ANNOTATIONS, *_PARTS})
_SCHEME: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HARMLESS: Final = frozenset({"http", "mailto"})


def active_content(document: pikepdf.Pdf) -> Iterator[Problem]:
    """Whatever runs, is attached, or leads somewhere that it should not."""
    for item in dictionaries_with(document, _NAMES):
        keys = set(item.keys())
        for what in sorted(_active_in(item, keys)):
            yield Problem("pdf_active", f"the file holds {what}")
        if keys & {"/EmbeddedFiles", "/EF"} or item.get("/Subtype") == "/FileAttachment":
            yield Problem("pdf_attachment", "the file holds another file")
        if "/URI" in keys:
            yield from _link(item["/URI"])


def _active_in(item: pikepdf.Object, keys: set[str]) -> set[str]:
    active = {_KEYS[key] for key in keys & _KEYS.keys()}
    if "/S" in keys and item.get("/Type") != _TAG:
        active |= {what for name, what in _ACTIONS.items() if item["/S"] == name}
    if "/Subtype" in keys:
        active |= {what for name, what in _ANNOTATIONS.items() if item["/Subtype"] == name}
    if "/OpenAction" in keys and not _is_view(item["/OpenAction"]):
        active.add("an action that runs when it is opened")
    if "/F" in keys and isinstance(item, pikepdf.Stream):
        active.add("a part that is read from another file")
    return active


def _is_view(action: object) -> bool:
    """Whether what happens at the opening is that a place of the file is shown."""
    if isinstance(action, pikepdf.Dictionary):
        return action.get("/S") == "/GoTo" and "/Next" not in action
    return isinstance(action, pikepdf.Array)


def _link(address: object) -> Iterator[Problem]:
    if isinstance(address, pikepdf.Dictionary):
        address = address.get("/Base", "")
    match = _SCHEME.match(text_of(address))
    scheme = match[1].lower() if match else "no scheme"
    if scheme == "https":
        return
    severity: Severity | None = "warning" if scheme in _HARMLESS else None
    shown = text_of(address)[:60]
    yield Problem("pdf_link", f"a link leads to {shown!r} ({scheme})", severity=severity)
