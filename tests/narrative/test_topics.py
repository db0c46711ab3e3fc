"""Headlines go by topic, each story once, spread over topics and within the room there is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generator.config import Settings
from generator.errors import PlaybookError
from generator.market.demo import demo_snapshot
from generator.market.snapshot import Headline
from generator.narrative.lint import lint_faults
from generator.narrative.plan import NewsRules, Topic
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.narrative.topics import headlines_by_topic, is_same_story, topic_of
from generator.pipeline import facts_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.signals.facts import Fact

RULES = NewsRules(
    most_headlines=4,
    most_words=1000,
    topics=(
        Topic("results", "results", ("earnings", "S&P 500 members")),
        Topic("ratings", "ratings", ("price target", "upgrade")),
        Topic("other", "other matters", ()),
    ),
)


def grouped(*titles: str, rules: NewsRules | None = RULES) -> Fact:
    """The fact over these titles, the first being the newest."""
    demo = demo_snapshot()
    headlines = tuple(
        Headline(
            title=title,
            publisher="Wire",
            published=demo.as_of - timedelta(hours=place + 1),
            url=f"https://h.test/{place}",
        )
        for place, title in enumerate(titles)
    )
    facts = facts_of(replace(demo, headlines=headlines), "0" * 64, Settings())
    return headlines_by_topic(facts, rules)


def titles_of(fact: Fact) -> list[tuple[Any, Any]]:
    """Topic and title of each row."""
    return [(row["topic"], row["title"]) for row in fact.rows]


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Earnings beat", "results"),
        ("EARNINGS: a beat", "results"),
        ("Unearnings and earningsless", "other"),
        ("Price target raised", "ratings"),
        ("A price that is no target", "other"),
        ("Upgrade after earnings", "results"),
        ("What S&P 500 members do", "results"),
        ("", "other"),
    ],
)
def test_the_first_topic_with_a_whole_word_of_the_title_wins(title: str, topic: str) -> None:
    assert topic_of(title, RULES.topics).id == topic


@pytest.mark.parametrize(
    ("title", "other", "same"),
    [
        ("Fund cuts its fee again!", "fund cuts its fee, again", True),
        ("Two words", "Two words", True),
        ("Two words", "Two others", False),
        ("Chip maker wins large order from the army", "Chip maker wins large army order", True),
        ("IWM closes above its average on Monday", "IWM closes below it on Tuesday", False),
        ("!!!", "???", False),
    ],
)
def test_titles_of_mostly_the_same_words_tell_one_story(
    title: str, other: str, *, same: bool
) -> None:
    assert is_same_story(title, other) is same
    assert is_same_story(other, title) is same


def test_the_newest_of_each_topic_comes_before_the_second_of_any() -> None:
    made = grouped(
        "Earnings one", "Earnings two", "Earnings three", "Earnings four", "An upgrade", "A storm"
    )
    assert titles_of(made) == [
        ("results", "Earnings one"),
        ("results", "Earnings two"),
        ("ratings", "An upgrade"),
        ("other matters", "A storm"),
    ]
    assert [row["place"] for row in made.rows] == ["first", "further", "first", "first"]
    assert made.rows[0]["address"] == "https://h.test/0"


def test_a_story_is_quoted_once_and_from_where_it_is_newest() -> None:
    made = grouped("Fund cuts its yearly fee again", "Fund again cuts its yearly fee", "A storm")
    assert titles_of(made) == [
        ("other matters", "Fund cuts its yearly fee again"),
        ("other matters", "A storm"),
    ]


def test_words_limit_what_is_quoted_but_never_the_first() -> None:
    tight = replace(RULES, most_words=20)
    long = "Earnings " + "word " * 30
    assert len(grouped(long, "An upgrade", rules=tight).rows) == 1
    assert len(grouped("Earnings", "An upgrade", "A storm", rules=tight).rows) == 2
    assert len(grouped("Earnings", "An upgrade", rules=replace(RULES, most_headlines=1)).rows) == 1


def test_why_no_headline_is_quoted_is_said() -> None:
    reasons = [
        grouped().unavailable,
        grouped("Earnings", rules=None).unavailable,
        grouped("決算", "Ergebnis \U0001f680").unavailable,
    ]
    assert [reason and reason.code for reason in reasons] == ["none", "no_topics", "not_printable"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the playbook for a test to edit."""
    shutil.copytree(playbook_folder("options_focus"), tmp_path / "mine")
    return tmp_path / "mine"


def edit(folder: Path, old: str, new: str) -> int:
    """Replace the one ``old`` in the playbook; the line where ``new`` begins."""
    path = folder / "playbook.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    - id: ratings\n", "    - id: results\n", "the topic 'results' stands here twice"),
        ("      name: other matters\n", "      name: o\n      words: [x]\n", "see 'other'"),
        ("    - id: other\n", "    - id: a\n      name: a\n    - id: other\n", "see 'a'"),
        ("most_headlines: 4", "most_headlines: 0", "most_headlines"),
        ("        - price target\n", "        - ''\n", "words"),
    ],
)
def test_a_topic_that_cannot_be_meant_is_refused_at_its_place(
    folder: Path, old: str, new: str, problem: str
) -> None:
    line = edit(folder, old, new)
    with pytest.raises(PlaybookError) as caught:
        load_playbook(folder)
    assert problem in caught.value.problem
    assert caught.value.position is not None
    assert abs(caught.value.position.line - line) <= 1


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("Earnings", "topic ratings, 'Earnings': never decides: results comes first and fits it"),
        (
            "quarterly report",
            "topic ratings, 'quarterly report': never decides: results comes first and fits it",
        ),
        ("Price Target", "topic ratings, 'Price Target': stands in its topic twice"),
    ],
)
def test_a_word_that_never_decides_is_a_finding_at_its_line(
    folder: Path, word: str, fault: str
) -> None:
    line = edit(folder, "        - price targets\n", f"        - {word}\n")
    path = folder / "playbook.yaml"
    assert lint_faults(load_playbook(folder)) == [f"{path}:{line}:11: {fault}"]
