"""What is told from a page's tree and links before it is a PDF."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import pytest

from generator.render.page_limits import (
    COLUMNS,
    DEPTH,
    ELEMENTS,
    refusal_of_links,
    refusal_of_tree,
)


def code_of(root: Element) -> str | None:
    refusal = refusal_of_tree(root)
    return None if refusal is None else refusal.code


def chain(depth: int) -> Element:
    """Elements inside one another."""
    root = element = Element("html")
    for _ in range(depth - 1):
        element = SubElement(element, "div")
    return root


def cells(*spans: str, name: str = "colspan") -> Element:
    """A row of cells with these spans."""
    root = Element("tr")
    for span in spans:
        SubElement(root, "td", {name: span})
    return root


def test_a_page_may_be_as_deep_as_the_limit_and_no_deeper() -> None:
    assert code_of(chain(DEPTH)) is None
    assert code_of(chain(DEPTH + 1)) == "too_deep"


def test_a_page_may_have_as_many_elements_as_the_limit_and_no_more() -> None:
    root = Element("html")
    root.extend(Element("br") for _ in range(ELEMENTS - 1))
    assert code_of(root) is None
    SubElement(root, "br")
    assert code_of(root) == "too_large"


@pytest.mark.parametrize(
    "row",
    [
        cells(str(COLUMNS + 2)),
        cells(f" \n+000{COLUMNS + 2}px"),
        cells("9" * 5000),
        cells(*[str(COLUMNS // 10)] * 11),
        cells(str(COLUMNS + 2), name="span"),
    ],
)
def test_cells_that_span_too_many_columns_are_refused(row: Element) -> None:
    assert code_of(row) == "too_wide"


@pytest.mark.parametrize("span", ["1", "0", "-99999999", "", "x", "٣٣٣٣٣٣٣٣", str(COLUMNS)])
def test_other_spans_are_not(span: str) -> None:
    assert code_of(cells(span)) is None


@pytest.mark.parametrize(
    ("links", "attachments", "code"),
    [
        ([("external", "https://h.test/")], 0, None),
        ([("internal", "z")], 0, None),
        ([("external", "http://h.test/")], 0, "link_refused"),
        ([("external", "https://h.test/"), ("external", "file:///x")], 0, "link_refused"),
        ([("external", "httpsx://h.test/")], 0, "link_refused"),
        ([("attachment", "data:,x")], 0, "attachment_refused"),
        ([], 1, "attachment_refused"),
    ],
)
def test_a_pdf_leads_to_https_and_attaches_nothing(
    links: list[tuple[str, str]], attachments: int, code: str | None
) -> None:
    refusal = refusal_of_links(links, attachments)
    assert (None if refusal is None else refusal.code) == code
