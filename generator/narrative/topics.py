"""Headlines by topic: what each is about by the playbook's words, and which of them are quoted.

A headline is of the first topic one of whose words stands in its title, as a whole word, in any
case. A headline with a letter that the page's faces lack is left out: it is quoted verbatim or not
at all. Of headlines that tell the same story the newest is kept; of those that are left, the newest
of each topic comes first, then the second of each, until the playbook's limits are reached.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final

from generator.narrative.derived import DERIVED, made
from generator.signals.facts import Unavailable
from generator.wording.letters import is_printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.plan import NewsRules, Topic
    from generator.signals.facts import Fact, Facts, Row

NAME: Final = "headlines_by_topic"
_SAME_STORY: Final = 0.75
"""Share of the words of two titles, common ones left out, from which on they tell one story."""
_LEAST_WORDS: Final = 4
"""Titles of fewer words are one story only where they are the same."""
_WORD: Final = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_COMMON: Final = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "as",
     "is", "are", "was", "were", "be", "it", "its", "this", "that", "after", "before", "over",
     "into", "amid"}
)  # fmt: skip
_AROUND: Final = 6
"""Words around a title: "On", the topic, and the date."""


def headlines_by_topic(facts: Facts, rules: NewsRules | None) -> Fact:
    """The headlines that a note quotes, those of one topic together.

    Unavailable where no headline is there, where none is in letters that can be printed
    (``not_printable``), or where the playbook groups none (``no_topics``).
    """
    given = facts["headlines"]
    value: tuple[Row, ...] | Unavailable
    if given.unavailable is not None:
        value = given.unavailable
    elif rules is None:
        value = Unavailable("no_topics", "the playbook groups no headlines")
    else:
        value = tuple(_grouped(given.rows, rules)) or Unavailable(
            "not_printable", "the headlines hold letters that the page's faces do not have"
        )
    return made(DERIVED[NAME], value, observed=facts.as_of.date())


def topic_of(title: str, topics: Sequence[Topic]) -> Topic:
    """The first of ``topics`` that fits ``title``; the last fits any."""
    known = (topic for topic in topics[:-1] if _pattern(topic.words).search(title))
    return next(known, topics[-1])


def is_same_story(title: str, other: str) -> bool:
    """Whether two titles are the same but for case and punctuation, or share most words."""
    words, others = _words(title), _words(other)
    if words == others and words:
        return True
    ours, theirs = frozenset(words) - _COMMON, frozenset(others) - _COMMON
    if min(len(ours), len(theirs)) < _LEAST_WORDS:
        return title.casefold() == other.casefold()
    return len(ours & theirs) >= _SAME_STORY * len(ours | theirs)


def _words(title: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(title.casefold().replace("’", "'")))


@lru_cache(maxsize=128)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _grouped(rows: Sequence[Row], rules: NewsRules) -> Iterator[Row]:
    """The quoted rows: topics by their newest headline, and in each the newest first."""
    by_topic: dict[str, list[Row]] = {}
    for row in _different(rows):
        name = topic_of(str(row["title"]), rules.topics).name
        by_topic.setdefault(name, []).append(row)
    taken = list(_taken(by_topic, rules))
    for name, found in by_topic.items():
        quoted = [row for row in found if row in taken]
        for place, row in enumerate(quoted):
            yield {"topic": name, "place": "further" if place else "first", **row}


def _different(rows: Sequence[Row]) -> list[Row]:
    kept: dict[str, Row] = {}
    for row in rows:
        title = str(row["title"])
        printed = is_printed(f"{title}{row['publisher']}")
        if printed and not any(is_same_story(title, other) for other in kept):
            kept[title] = row
    return list(kept.values())


def _taken(by_topic: dict[str, list[Row]], rules: NewsRules) -> Iterator[Row]:
    """The newest of each topic, then the second of each, as far as the limits go."""
    turns = chain.from_iterable(zip_longest(*by_topic.values()))
    count = words = 0
    for row in filter(None, turns):
        added = _AROUND + sum(len(str(row[name]).split()) for name in ("title", "publisher"))
        if count == rules.most_headlines or (count and words + added > rules.most_words):
            return
        count, words = count + 1, words + added
        yield row
