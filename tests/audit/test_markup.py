"""What the Markdown of an editor may not hold, and what it may."""

from __future__ import annotations

from typing import Final

import pytest

from generator.audit.markup import audit_markup, charts_in
from tests.replays import demo_note

RECORD: Final = demo_note().written.record


def kinds(old: str, new: str) -> list[str]:
    """The classes of the findings of the note with one place replaced."""
    assert RECORD.markdown.count(old) == 1, old
    text = RECORD.markdown.replace(old, new)
    return [item.kind for item in audit_markup(text, RECORD, file="article.md")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("<b>Leaders", "forbidden_token"),
        ("<!-- x --> Leaders", "forbidden_token"),
        ("<https://example.org> Leaders", "forbidden_token"),
        ("`Leaders", "forbidden_token"),
        ("&frac12; Leaders", "forbidden_token"),
        ("[Leaders](https://example.org)", "active_content"),
        ("[Leaders][one]", "active_content"),
        ("[one]: https://example.org\n\nLeaders", "active_content"),
        ("![x](https://example.org/a.png)\n\nLeaders", "active_content"),
        ("![x](charts/price.svg) Leaders", "active_content"),
        ("![x](charts/put_call_ratio.svg)\n\nLeaders", "layout"),
        ("![x](charts/price.svg)\n\nLeaders", "doubled"),
    ],
)
def test_html_links_pictures_and_charts_of_nobody_are_found(written: str, kind: str) -> None:
    assert kinds("Leaders", written) == [kind]


@pytest.mark.parametrize(
    "written",
    ["**Leaders**", "*Leaders*", r"\<b> Leaders", "3 &lt; 4 Leaders", "Leaders [sic]", "> Leaders"],
)
def test_emphasis_quotations_and_escaped_marks_are_allowed(written: str) -> None:
    assert kinds("Leaders", written) == []


def test_a_headline_that_looks_like_a_chart_is_none() -> None:
    text = "“!\\[x\\](charts/price.svg)” (Wire)\n\n![A chart](charts/put_call_ratio.svg)\n"
    assert charts_in(text) == ["put_call_ratio"]


def test_a_finding_says_where_it_is() -> None:
    text = RECORD.markdown.replace("Leaders", "<b>Leaders")
    [found] = audit_markup(text, RECORD, file="article.md")
    assert found.line == RECORD.markdown[: RECORD.markdown.index("Leaders")].count("\n") + 1
    assert found.column == 1
