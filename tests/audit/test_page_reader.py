"""Readers of one page are told what its parser would tell each of them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from generator.audit.page_reader import PageReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.audit.page_reader import Attributes

MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<br/>", "<data value='2.1'>", "&lt;", "&#50;", "<!-- c -->", "2.17", "\n",
         "<style>", "</style>", "<svg><title>", "</svg>", "<script>", "</script>", "<", ">", "</",
         "<!DOCTYPE html>", "<?php ?>", "<![CDATA[2]]>", "<a href=x", "é", "<P ID=A>"]
    )
).map("".join)  # fmt: skip


class _Told(PageReader):
    """Notes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[object] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.said.append(("start", tag, list(attrs), self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        self.said.append(("end", tag, self.getpos()))

    def handle_data(self, data: str) -> None:
        self.said.append(("data", data, self.getpos()))

    def handle_comment(self, data: str) -> None:
        self.said.append(("comment", data, self.getpos()))

    def handle_decl(self, decl: str) -> None:
        self.said.append(("declaration", decl, self.getpos()))

    def handle_pi(self, data: str) -> None:
        self.said.append(("instruction", data, self.getpos()))

    def unknown_decl(self, data: str) -> None:
        self.said.append(("section", data, self.getpos()))


class _Parsed(HTMLParser):
    """Notes down what the parser of the standard library finds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[object] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.said.append(("start", tag, list(attrs), self.getpos()))

    def handle_endtag(self, tag: str) -> None:
        self.said.append(("end", tag, self.getpos()))

    def handle_data(self, data: str) -> None:
        self.said.append(("data", data, self.getpos()))

    def handle_comment(self, data: str) -> None:
        self.said.append(("comment", data, self.getpos()))

    def handle_decl(self, decl: str) -> None:
        self.said.append(("declaration", decl, self.getpos()))

    def handle_pi(self, data: str) -> None:
        self.said.append(("instruction", data, self.getpos()))

    def unknown_decl(self, data: str) -> None:
        self.said.append(("section", data, self.getpos()))


@given(MARKUP)
@example("<p>a</p><br/><style>p > 2 { }</style>1 &amp; 2<")
def test_every_reader_is_told_what_the_parser_finds(html: str) -> None:
    first, second, parsed = _Told(), _Told(), _Parsed()
    first.read(html)
    second.read(html)
    parsed.feed(html)
    parsed.close()
    assert first.said == second.said == parsed.said
