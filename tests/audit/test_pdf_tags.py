"""What a screen reader needs of a PDF: tags, alternatives, heads, an order of headings."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.audit.page_outline import page_outline
from generator.audit.pdf_structure import structure_problems
from tests.audit.broken_pdf import broken, codes, elements, messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")


def without_tree(document: pikepdf.Pdf) -> None:
    del document.Root["/StructTreeRoot"]


def unmarked(document: pikepdf.Pdf) -> None:
    document.Root.MarkInfo = Dictionary(Marked=False)


def with_an_empty_tree(document: pikepdf.Pdf) -> None:
    document.Root.StructTreeRoot.K = Array([])


@pytest.mark.parametrize("change", [without_tree, unmarked, with_an_empty_tree])
def test_a_file_without_tags_or_their_mark_is_found(
    change: Callable[[pikepdf.Pdf], None], press: Press
) -> None:
    assert codes(broken(press.modelled("demo").content, change)) == ["pdf_tags"]


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_figure_without_an_alternative_is_found_with_its_page(
    text: str | None, press: Press
) -> None:
    def change(document: pikepdf.Pdf) -> None:
        figure = list(elements(document, "/Figure"))[1]
        del figure["/Alt"]
        if text is not None:
            figure.Alt = String(text)

    [problem] = structure_problems(broken(press.modelled("demo").content, change))
    assert (problem.code, problem.page) == ("pdf_alternative", 2)


def test_a_figure_may_say_its_words_instead_of_describing_them(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        for figure in elements(document, "/Figure"):
            del figure["/Alt"]
            figure.ActualText = String("Open interest")

    assert codes(broken(press.modelled("demo").content, change)) == []


def test_a_role_that_the_file_made_up_counts_as_what_it_stands_for(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.StructTreeRoot.RoleMap = Dictionary(Chart=Name.Picture, Picture=Name.Figure)
        for figure in list(elements(document, "/Figure")):
            figure.S = Name.Chart
            del figure["/Alt"]

    assert codes(broken(press.modelled("demo").content, change)) == ["pdf_alternative"]


def test_a_table_without_a_single_head_is_found(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        for head in list(elements(document, "/TH")):
            head.S = Name.TD

    found = messages(broken(press.modelled("demo").content, change))
    assert set(found) == {"a table has no heads"}
    assert len(found) == len(_tables(press))


def _tables(press: Press) -> list[str]:
    """The tables of the demo; each part of one that goes on overleaf has heads of its own."""
    with pikepdf.open(io.BytesIO(press.modelled("demo").content)) as document:
        return [str(item.S) for item in elements(document, "/Table")]


@pytest.mark.parametrize(
    ("role", "new", "problem"),
    [
        ("/H1", "/P", "0 headings of level 1"),
        ("/H2", "/H1", "headings of level 1, not 1"),
        ("/H2", "/H3", "level 3 follows one of level 1"),
        ("/H1", "/H2", "level 2 follows one of level 0"),
    ],
)
def test_headings_that_give_no_table_of_contents_are_found(
    role: str, new: str, problem: str, press: Press
) -> None:
    def change(document: pikepdf.Pdf) -> None:
        for item in list(elements(document, role)):
            item.S = Name(new)

    content = broken(press.modelled("demo").content, change)
    assert codes(content) == ["pdf_headings"]
    assert any(problem in message for message in messages(content))


def test_headings_that_are_not_those_of_the_page_are_found(press: Press) -> None:
    """A paragraph that a theme's style makes look like one, and none that is hidden."""

    def change(document: pikepdf.Pdf) -> None:
        next(iter(elements(document, "/H2"))).S = Name.P

    printed = press.modelled("demo")
    content = broken(printed.content, change)
    assert codes(content) == []
    assert codes(content, page_outline(printed.page)) == ["pdf_headings"]


def test_a_tree_that_runs_in_a_circle_ends(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document_tag = document.Root.StructTreeRoot.K[0]
        document_tag.K.append(document_tag)

    assert codes(broken(press.modelled("demo").content, change)) == []
