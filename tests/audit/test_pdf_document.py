"""What a PDF says of itself, and that it ends where it ends."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from generator.audit.page_outline import page_outline
from tests.audit.broken_pdf import broken, codes, messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")


def without_language(document: pikepdf.Pdf) -> None:
    del document.Root["/Lang"]


def with_an_empty_language(document: pikepdf.Pdf) -> None:
    document.Root.Lang = String("")


def without_title(document: pikepdf.Pdf) -> None:
    del document.docinfo[Name.Title]
    text = document.Root.Metadata.read_bytes()
    document.Root.Metadata.write(text.replace(b"dc:title>", b"dc:other>"))


def without_conformance(document: pikepdf.Pdf) -> None:
    text = document.Root.Metadata.read_bytes()
    document.Root.Metadata.write(text.replace(b"pdfuaid:part", b"pdfuaid:other"))


def without_a_title_in_the_window(document: pikepdf.Pdf) -> None:
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=False)


def without_preferences(document: pikepdf.Pdf) -> None:
    del document.Root["/ViewerPreferences"]


def without_bookmarks(document: pikepdf.Pdf) -> None:
    del document.Root["/Outlines"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_language, "pdf_language"),
        (with_an_empty_language, "pdf_language"),
        (without_title, "pdf_title"),
        (without_conformance, "pdf_conformance"),
        (without_a_title_in_the_window, "pdf_conformance"),
        (without_preferences, "pdf_conformance"),
        (without_bookmarks, "pdf_bookmarks"),
    ],
)
def test_what_a_file_does_not_say_of_itself_is_found(
    change: Callable[[pikepdf.Pdf], None], code: str, press: Press
) -> None:
    assert codes(broken(press.modelled("demo").content, change)) == [code]


def other_title(document: pikepdf.Pdf) -> None:
    document.docinfo[Name.Title] = String("Another note")


def other_bookmark(document: pikepdf.Pdf) -> None:
    document.Root.Outlines.First.First.Title = String("Buy now")


def one_bookmark_less(document: pikepdf.Pdf) -> None:
    first = document.Root.Outlines.First.First
    document.Root.Outlines.First.First = first.Next


def flat_bookmarks(document: pikepdf.Pdf) -> None:
    title = document.Root.Outlines.First
    title.Next = title.First
    del title["/First"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (other_title, "pdf_title"),
        (other_bookmark, "pdf_bookmarks"),
        (one_bookmark_less, "pdf_bookmarks"),
        (flat_bookmarks, "pdf_bookmarks"),
    ],
)
def test_a_title_or_bookmarks_that_are_not_the_pages_are_found(
    change: Callable[[pikepdf.Pdf], None], code: str, press: Press
) -> None:
    printed = press.modelled("demo")
    content = broken(printed.content, change)
    assert codes(content) == []
    assert codes(content, page_outline(printed.page)) == [code]


def test_a_bookmark_that_is_no_heading_is_named(press: Press) -> None:
    printed = press.modelled("demo")
    found = messages(broken(printed.content, other_bookmark), page_outline(printed.page))
    assert found == ["the bookmarks are not the headings of the page: 'Buy now' is none"]


def test_bookmarks_that_run_in_a_circle_end(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        section = document.Root.Outlines.First.First
        section.First = document.Root.Outlines.First
        section.Next = section

    printed = press.modelled("demo")
    assert codes(broken(printed.content, change), page_outline(printed.page)) == ["pdf_bookmarks"]


@pytest.mark.parametrize("end", [b"\nmore", b"\n<script>", b"\0" * 9 + b"x"])
def test_a_file_that_something_was_added_to_is_found(end: bytes, press: Press) -> None:
    assert codes(press.modelled("demo").content + end) == ["pdf_end"]


def test_a_file_that_was_cut_off_is_found(press: Press) -> None:
    assert "pdf_end" in codes(press.modelled("demo").content[:-3])


def test_the_demo_says_who_it_is_by_and_when_its_data_is_from(press: Press) -> None:
    with pikepdf.open(io.BytesIO(press.modelled("demo").content)) as document:
        info = {str(key): str(value) for key, value in document.docinfo.items()}
        language = str(document.Root.Lang)
    assert info["/Title"].startswith("2.17 IWM puts")
    assert info["/Author"] == "Strikedesk"
    assert info["/CreationDate"] == "D:20251229123700-05'00"
    assert language == "en-US"
