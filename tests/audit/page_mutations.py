"""Mechanical wounds to a note's page and to the text of its PDF."""

from __future__ import annotations

import html as html_text
import itertools
import re
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Reference, json_value
from tests.audit.mutations import Mutant, numbers_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

DATA: Final = re.compile(
    r'<data value="(?P<value>[^"]*)" data-fact="(?P<fact>[^"]*)" data-format="(?P<format>[^"]*)">'
    r"(?P<text>[^<]*)</data>"
)
LABEL: Final = re.compile(
    r'<tspan data-fact="(?P<fact>[^"]*)" data-format="(?P<format>[^"]*)">(?P<text>[^<]*)</tspan>'
)
TICK: Final = re.compile(
    r'<text x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" data-at="(?P<at>[^"]*)"[^>]*'
    r'data-value="(?P<value>[^"]*)"[^>]*>(?P<text>[^<]*)</text>'
)
_TITLE: Final = re.compile(r"<title>(?P<text>[^<]*)</title>\n<style>")
_META: Final = re.compile(
    r'<meta (?:name|property)="(?P<name>description|og:\w+)" content="(?P<text>[^"]*\d[^"]*)">'
)
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def of_page(page: str, record: NoteRecord, facts: Facts) -> Iterator[Mutant]:
    """All mutants of a page, one at a time; none equals the page."""
    for mutant in itertools.chain(
        _of_elements(page),
        _of_exchanged_elements(page),
        _of_other_facts(page, record, facts),
        _of_labels(page),
        _of_ticks(page),
        _of_title(page),
        _of_introduction(page),
        _of_new_numbers(page),
    ):
        if mutant.text != page:
            yield mutant


def _spliced(page: str, match: re.Match[str], group: str | int, text: str) -> str:
    return page[: match.start(group)] + text + page[match.end(group) :]


def _of_elements(page: str) -> Iterator[Mutant]:
    for match in DATA.finditer(page):
        text, fact = match["text"], match["fact"]
        for kind, wrong in (*numbers_changed(text), ("text emptied", "")):
            changed = _spliced(page, match, "text", wrong)
            yield Mutant(f"text: {kind}", f"{text} -> {wrong} ({fact})", changed)
        yield Mutant("text doubled", f"{text} ({fact})", _spliced(page, match, "text", text * 2))
        for _, wrong in itertools.islice(numbers_changed(match["value"]), 4):
            changed = _spliced(page, match, "value", wrong)
            yield Mutant("value changed", f"{match['value']} -> {wrong} ({fact})", changed)
        for (_, wrong), (_, value) in zip(
            numbers_changed(text), numbers_changed(match["value"]), strict=False
        ):
            both = (
                match[0]
                .replace(f">{text}<", f">{wrong}<")
                .replace(f'value="{match["value"]}"', f'value="{value}"', 1)
            )
            what = f"{text} -> {wrong}, {value} ({fact})"
            yield Mutant("text and value changed", what, _spliced(page, match, 0, both))
        yield Mutant("element removed", f"{text} ({fact})", _spliced(page, match, 0, ""))
        yield Mutant("element unwrapped", f"{text} ({fact})", _spliced(page, match, 0, text))
        yield Mutant("element doubled", f"{text} ({fact})", _spliced(page, match, 0, match[0] * 2))


def _of_exchanged_elements(page: str) -> Iterator[Mutant]:
    for first, second in itertools.pairwise(DATA.finditer(page)):
        if (first["fact"], first["format"]) == (second["fact"], second["format"]):
            continue
        between = page[first.end() : second.start()]
        text = page[: first.start()] + second[0] + between + first[0] + page[second.end() :]
        yield Mutant("elements exchanged", f"{first['text']} <-> {second['text']}", text)


def _of_other_facts(page: str, record: NoteRecord, facts: Facts) -> Iterator[Mutant]:
    """An element that is right in itself, of another fact of the same unit."""
    names = sorted(facts)
    for match in DATA.finditer(page):
        cell = facts.resolve(Reference.parse(match["fact"]))
        for name in names:
            fact = facts[name]
            other = facts.resolve(Reference(name))
            if cell is None or other is None or fact.unit is not cell.unit or name == match["fact"]:
                continue
            text = html_text.escape(record.vocabulary.write(match["format"], other))
            element = (
                f'<data value="{html_text.escape(str(json_value(other.value)))}" '
                f'data-fact="{name}" data-format="{match["format"]}">{text}</data>'
            )
            what = f"{match['fact']} -> {name}"
            yield Mutant("element of another fact", what, _spliced(page, match, 0, element))
            break


def _of_labels(page: str) -> Iterator[Mutant]:
    for match in LABEL.finditer(page):
        for kind, wrong in numbers_changed(match["text"]):
            what = f"{match['text']} -> {wrong}"
            yield Mutant(f"chart label: {kind}", what, _spliced(page, match, "text", wrong))
        yield Mutant("chart label emptied", match["text"], _spliced(page, match, "text", ""))


def _of_ticks(page: str) -> Iterator[Mutant]:
    for match in TICK.finditer(page):
        for kind, wrong in numbers_changed(match["text"]):
            what = f"{match['text']} -> {wrong}"
            yield Mutant(f"tick: {kind}", what, _spliced(page, match, "text", wrong))
        along = "x" if 'text-anchor="middle"' in match[0] else "y"
        for group in (along, "at"):
            for shift in (-9.0, 1.0, 40.0):
                moved = f"{float(match[group]) + shift:.2f}"
                what = f"{match['text']} by {shift} in {group}"
                yield Mutant("tick moved", what, _spliced(page, match, group, moved))
        value = float(match["value"])
        for other in (value * 2 + 1, -value - 1):
            changed = _spliced(page, match, "value", repr(other))
            yield Mutant("tick's value changed", match["text"], changed)


def _of_title(page: str) -> Iterator[Mutant]:
    match = _TITLE.search(page)
    if match is None:
        return
    for kind, wrong in (*numbers_changed(match["text"]), ("words added", f"{match['text']} now")):
        yield Mutant(f"title: {kind}", f"{wrong}", _spliced(page, match, "text", wrong))


def _of_introduction(page: str) -> Iterator[Mutant]:
    """What the head says to messengers and search engines."""
    for match in _META.finditer(page):
        for kind, wrong in (*numbers_changed(match["text"]), ("emptied", "")):
            changed = _spliced(page, match, "text", wrong)
            yield Mutant(f"introduction: {kind}", f"{match['name']}: {wrong}", changed)


def _of_new_numbers(page: str) -> Iterator[Mutant]:
    """A number that no fact gives, at the end of a paragraph, caption or label."""
    for match in re.finditer(r"</(?:p|li|td|th|h1|h2|figcaption|caption|text|desc)>", page):
        for wrong in (" 7", " \N{VULGAR FRACTION ONE HALF}", " \N{FULLWIDTH DIGIT SEVEN}%"):
            text = page[: match.start()] + wrong + page[match.start() :]
            yield Mutant("number added", f"{wrong} before {match[0]} at {match.start()}", text)


def of_pages(pages: list[str]) -> Iterator[tuple[Mutant, list[str]]]:
    """All mutants of a PDF's text with the pages that they give."""
    for number, page in enumerate(pages):
        for match in _NUMBER.finditer(page):
            for kind, wrong in (*numbers_changed(match[0]), ("number deleted", "")):
                text = page[: match.start()] + wrong + page[match.end() :]
                if "".join(text.split()) != "".join(page.split()):
                    mutant = Mutant(kind, f"page {number + 1}: {match[0]} -> {wrong}", text)
                    yield mutant, [*pages[:number], text, *pages[number + 1 :]]
        for sign in re.finditer(r"[$%]", page):
            text = page[: sign.start()] + page[sign.end() :]
            mutant = Mutant("unit dropped", f"page {number + 1}: {sign[0]}", text)
            yield mutant, [*pages[:number], text, *pages[number + 1 :]]
        before, after, what = pages[:number], pages[number + 1 :], f"page {number + 1}"
        yield Mutant("page lost", what, ""), [*before, *after]
        yield Mutant("page emptied", what, ""), [*before, "", *after]
