"""A note as the checks read it: sentences with their numbers, labels and the facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from generator.audit.claims.quantities import Day, Quantity, read_quantities
from generator.audit.claims.text import Passage, passages_of
from generator.audit.claims.words import AMBIGUOUS_AVERAGE, LABELS, NEGATION, Label
from generator.audit.places import Lines
from generator.narrative.desk_spans import DAY, DESK_FORMATS, SOURCED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.narrative.placed_span import PlacedSpan
    from generator.signals.facts import Fact, Facts, Row

_QUOTED: Final = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
_BLANK: Final = "·"
_CLAUSE: Final = re.compile(
    r";\s|:\s|\s[—–]\s|,\s(?:and|but|while|yet|so|whereas|although|which|as|or)\s"
    r"|\s(?:but|while|yet|whereas|although)\s"
)
_OTHERS_WORDS: Final = re.compile(r"headlines(?:_by_topic)?\[\d+\]\.(?:title|publisher)")
_MASKED_FACTS: Final = ("name", "sector", "data_note", "data_source")
_LABELS: Final = tuple((label, re.compile(label.pattern, re.IGNORECASE)) for label in LABELS)
_LINK: Final = re.compile(
    r"(?:\s*[,(:–—|]\s*|\s+(?:of|at|is|was|reads?|reading|stands?|stood|sits?|sat|near|around|about"
    r"|now|currently|still|just|remains?|to|comes?|in|open|interest|ratio|level|band|its|the|a"
    r"|\w+(?:s|ed) to)\b){0,4}\s*\Z",
    re.IGNORECASE,
)
_LINK_BACK: Final = re.compile(
    r"\s*(?:,|\(|–|—|=)?\s*(?:(?:is|as|which is|that is|being|marks|was) )?(?:now )?"
    r"(?:(?:the|its|a|an|their|today's|\w+'s) )?(?:\w+ )?\Z"
)
_APPOSITION: Final = re.compile(r"(?:,|\s\()\s*(?:the|its|a|an)\s+\Z")
_LONGEST_LINK: Final = 40


@dataclass(frozen=True, slots=True)
class Named:
    """A number beside the name it is printed under."""

    label: Label
    quantity: Quantity
    start: int
    before: bool


@dataclass(frozen=True)
class Sentence:
    """A passage with its numbers.

    Args:
        passage: The passage.
        own: Its text with quotations and names from outside blanked out.
        numbers: Its numbers.
        days: Its dates.
        contracts: Its contract symbols and where they start.
        quotes: What it quotes, as (text, start, end) with the marks outside the text.
    """

    passage: Passage
    own: str
    numbers: tuple[Quantity, ...]
    days: tuple[Day, ...]
    contracts: tuple[tuple[str, int], ...]
    quotes: tuple[tuple[str, int, int], ...] = ()

    @property
    def text(self) -> str:
        """The whole text."""
        return self.passage.plain.text

    @property
    def section(self) -> str:
        """What its section is about."""
        return self.passage.section

    @property
    def kind(self) -> str:
        """Headline, heading, bullet, prose, caption, head or row."""
        return self.passage.kind

    def clause(self, at: int) -> tuple[int, int]:
        """The clause (start, end) around the character ``at``."""
        start, end = 0, len(self.own)
        for match in _CLAUSE.finditer(self.own):
            if match.end() <= at:
                start = match.end()
            elif match.start() > at:
                end = match.start()
                break
        return start, end

    def clause_text(self, at: int) -> str:
        """The text of the clause around the character ``at``."""
        start, end = self.clause(at)
        return self.own[start:end]

    def negated(self, at: int) -> bool:
        """Whether a word of negation stands before ``at`` in its clause."""
        start, _ = self.clause(at)
        return NEGATION.search(self.own[start:at]) is not None

    def find(self, patterns: Sequence[str]) -> Iterator[re.Match[str]]:
        """Where one of ``patterns`` stands outside quotations."""
        for pattern in patterns:
            yield from re.finditer(pattern, self.own, re.IGNORECASE)

    @cached_property
    def labels(self) -> tuple[tuple[Label, int, int], ...]:
        """Names of numbers with their places; of overlapping ones the first listed."""
        found: list[tuple[Label, int, int]] = []
        for label, pattern in _LABELS:
            for match in pattern.finditer(self.own):
                if all(match.end() <= start or end <= match.start() for _, start, end in found):
                    found.append((label, *match.span()))
        return tuple(sorted(found, key=lambda item: item[1]))

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Numbers that stand right beside a name."""
        if self.kind == "row":
            return tuple(self._named_in_row())
        found = list(self._named_in_apposition())
        found += self._named_after({item.start for item in found})
        taken_labels = {item.start for item in found}
        taken = {item.quantity.start for item in found}
        for label, start, end in self.labels:
            if start in taken_labels or self._is_volume_average(label, start):
                continue
            number = self._number_before(start)
            if number is not None and number.start not in taken and end >= start:
                found.append(Named(label, number, start, before=False))
        return tuple(found)

    def _named_in_apposition(self) -> Iterator[Named]:
        """As in: Above $251.26, the nearest swing high, stands $260."""
        for label, start, end in self.labels:
            number = self._number_before(start)
            if number is None or self.own[end : end + 1] not in {",", ")", "."}:
                continue
            if _APPOSITION.match(self.own[number.end : start]):
                yield Named(label, number, start, before=False)

    def _named_after(self, done: set[int]) -> Iterator[Named]:
        for label, start, end in self.labels:
            if start in done or self._is_volume_average(label, start):
                continue
            for number in self.numbers:
                if number.start < end or number.start - end > _LONGEST_LINK:
                    continue
                if _LINK.match(self.own[end : number.start]):
                    yield Named(label, number, start, before=True)
                break

    def _named_in_row(self) -> Iterator[Named]:
        spans = [(label, start) for label, start, _ in self.labels]
        if len(spans) == 1 and len(self.numbers) == 1:
            yield Named(spans[0][0], self.numbers[0], spans[0][1], before=True)

    def _number_before(self, start: int) -> Quantity | None:
        before = [number for number in self.numbers if number.end <= start]
        if not before or start - before[-1].end > _LONGEST_LINK:
            return None
        gap = self.own[before[-1].end : start]
        return before[-1] if _LINK_BACK.match(gap) and "." not in gap else None

    def _is_volume_average(self, label: Label, start: int) -> bool:
        is_average = label.facts[0].startswith("sma_")
        return is_average and AMBIGUOUS_AVERAGE.search(self.own[:start]) is not None


@dataclass(frozen=True)
class Note:
    """A note and what is known.

    Args:
        markdown: The text.
        sentences: In order.
        facts: What may be said.
        lines: Lines of the text.
        foreign: No record says which number is which fact.
    """

    markdown: str
    sentences: tuple[Sentence, ...]
    facts: Facts
    lines: Lines
    foreign: bool

    def number(self, name: str) -> float | None:
        """The value of a numeric fact."""
        fact = self._fact(name)
        return None if fact is None else fact.number

    def word(self, name: str) -> str | None:
        """The value of a fact in words."""
        fact = self._fact(name)
        return fact.value if fact is not None and isinstance(fact.value, str) else None

    def table(self, name: str) -> tuple[Row, ...]:
        """The rows of a table fact."""
        fact = self._fact(name)
        return () if fact is None else fact.rows

    def _fact(self, name: str) -> Fact | None:
        fact = self.facts.get(name)
        return fact if fact is not None and fact.ok else None

    @property
    def spot(self) -> float | None:
        """The price."""
        return self.number("spot")

    def prose(self) -> Iterator[Sentence]:
        """Headline, bullets and sentences; no method text, tables, headings or captions."""
        for sentence in self.sentences:
            if sentence.section != "method" and sentence.kind in ("headline", "bullet", "prose"):
                yield sentence

    def paragraphs(self, section: str | None = None) -> Iterator[list[Sentence]]:
        """Prose sentences by paragraph."""
        group: list[Sentence] = []
        for sentence in self.prose():
            if section is not None and sentence.section != section:
                continue
            if group and group[0].passage.paragraph != sentence.passage.paragraph:
                yield group
                group = []
            group.append(sentence)
        if group:
            yield group


def read_note(
    markdown: str, facts: Facts, spans: Sequence[PlacedSpan] = (), *, foreign: bool = False
) -> Note:
    """Read ``markdown``.

    Args:
        markdown: The text of the note.
        facts: What may be said.
        spans: Which of its characters are which facts, where a record says so.
        foreign: There is no record.
    """
    masked = [
        value
        for name in _MASKED_FACTS
        if name in facts and isinstance(value := facts[name].value, str) and len(value) > 2  # noqa: PLR2004
    ]
    by_start = sorted(
        (span for span in spans if span.format not in DESK_FORMATS), key=lambda span: span.start
    )
    dates = _dates_of(facts)
    others = [span for span in by_start if _OTHERS_WORDS.fullmatch(span.reference)]
    others += _was_wrong(markdown, spans)
    places = {place: span for span in others for place in range(span.start, span.end)}
    sentences = tuple(
        _sentence(passage, _masked(passage, masked, places), by_start, facts, dates)
        for passage in passages_of(markdown, frozenset(places))
    )
    return Note(markdown, sentences, facts, Lines(markdown), foreign)


def _was_wrong(markdown: str, spans: Sequence[PlacedSpan]) -> Iterator[PlacedSpan]:
    """Numbers from elsewhere in a correction: it quotes what is not so, and says where it stood."""
    for day in (span for span in spans if span.format == DAY):
        end = markdown.find("\n", day.end)
        yield from (
            span
            for span in spans
            if span.format == SOURCED and day.end <= span.start and (end < 0 or span.end <= end)
        )


def _dates_of(facts: Facts) -> frozenset[date]:
    """All dates that are values of facts or stand in their rows."""
    cells = [cell for fact in facts.by_name.values() for row in fact.rows for cell in row.values()]
    values = [fact.value for fact in facts.by_name.values()]
    return frozenset(
        item for item in (*cells, *values) if isinstance(item, date) and type(item) is date
    )


Quotes = tuple[tuple[str, int, int], ...]


def _masked(
    passage: Passage, names: Sequence[str], places: Mapping[int, PlacedSpan]
) -> tuple[str, Quotes]:
    """The text of a passage without others' words, and what it quotes.

    Where a record says which characters are a headline's they need no quotation marks to be
    known: a headline may hold some of its own.
    """
    kept = text = passage.plain.text
    quotes: list[tuple[str, int, int]] = []
    for start, end, span in _runs(passage.plain.places, places):
        kept = kept[:start] + _BLANK * (end - start) + kept[end:]
        if span.format == "quoted":
            quotes.append((text[start + 1 : end - 1], start, end))
    quotes += [
        (match[1] or match[2] or "", match.start(), match.end()) for match in _QUOTED.finditer(kept)
    ]
    own = _QUOTED.sub(lambda match: _blank(match[0]), kept)
    for name in names:
        own = own.replace(name, _blank(name))
    return own, tuple(sorted(quotes, key=lambda quote: quote[1]))


def _runs(
    at: Sequence[int], places: Mapping[int, PlacedSpan]
) -> Iterator[tuple[int, int, PlacedSpan]]:
    """Where spans begin and end in a text whose characters stand at ``at``."""
    if places.keys().isdisjoint(at):
        return
    start = 0
    for span, group in groupby(at, key=places.get):
        end = start + len(list(group))
        if span is not None:
            yield start, end, span
        start = end


def _sentence(
    passage: Passage,
    masked: tuple[str, Quotes],
    spans: Sequence[PlacedSpan],
    facts: Facts,
    dates: frozenset[date],
) -> Sentence:
    own, quotes = masked
    found = read_quantities(own, facts.as_of.date(), dates)
    numbers = tuple(_with_reference(item, passage, spans) for item in found.numbers)
    return Sentence(passage, own, numbers, found.days, found.contracts, quotes)


def _blank(text: str) -> str:
    return text[0] + _BLANK * (len(text) - 2) + text[-1] if len(text) > 1 else text


def _with_reference(quantity: Quantity, passage: Passage, spans: Sequence[PlacedSpan]) -> Quantity:
    if not spans:
        return quantity
    place = passage.plain.places[quantity.end - 1]
    first = passage.plain.places[quantity.start]
    for span in spans:
        if span.start > place:
            break
        if span.start < span.end and (
            span.start <= first < span.end or span.start <= place < span.end
        ):
            return replace(quantity, reference=span.reference)
    return quantity
