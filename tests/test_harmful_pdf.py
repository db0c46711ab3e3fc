"""The look for harms sees each of them, so that "none found" says something."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.harmful_pdf import harms

if TYPE_CHECKING:
    from collections.abc import Callable


def made(change: Callable[[pikepdf.Pdf], object] = lambda _: None) -> bytes:
    """An empty page with something in it."""
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def root(**entries: pikepdf.Object) -> Callable[[pikepdf.Pdf], object]:
    def change(document: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = value

    return change


def annotation(action: Dictionary) -> Callable[[pikepdf.Pdf], object]:
    def change(document: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)
        document.pages[0].Annots = Array([document.make_indirect(link)])

    return change


def stream(content: bytes) -> Callable[[pikepdf.Pdf], object]:
    return lambda document: setattr(document.Root, "Extra", Stream(document, content))


@pytest.mark.parametrize(
    ("change", "harm"),
    [
        (root(Names=Dictionary(JavaScript=Dictionary())), None),
        (root(OpenAction=Dictionary(S=Name.JavaScript, JS=String("x"))), "/OpenAction"),
        (root(AA=Dictionary()), "/AA"),
        (root(AcroForm=Dictionary()), "/AcroForm"),
        (root(Extra=Dictionary(EF=1, EmbeddedFiles=Dictionary())), None),
        (annotation(Dictionary(S=Name.URI, URI=String("http://h.test/"))), "/URI http"),
        (annotation(Dictionary(S=Name.URI, URI=String("javascript:x"))), "/URI javascript"),
        (annotation(Dictionary(S=Name.Launch, F=String("x"))), "/A /Launch"),
        (annotation(Dictionary(S=Name.SubmitForm)), "/A /SubmitForm"),
        (annotation(Dictionary(S=Name.JavaScript, JS=String("x"))), "/JS"),
        (stream(b"words canary3141 words"), "canary3141"),
    ],
)
def test_each_harm_is_seen(change: Callable[[pikepdf.Pdf], object], harm: str | None) -> None:
    found = harms(made(change), "canary3141")
    assert found
    assert harm is None or any(item.startswith(harm) for item in found), found


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        annotation(Dictionary(S=Name.URI, URI=String("https://h.test/"))),
        annotation(Dictionary(S=Name.GoTo, D=String("z"))),
    ],
)
def test_what_is_no_harm_is_none(change: Callable[[pikepdf.Pdf], object]) -> None:
    assert harms(made(change), "canary3141") == []


def test_a_pdf_that_is_cut_is_seen() -> None:
    assert "it does not end" in harms(made() + b"% more")
