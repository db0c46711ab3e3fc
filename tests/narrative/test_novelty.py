"""Words are taken by what they repeat of the issues before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.demo import demo_snapshot
from generator.narrative.amounts import MOST
from generator.narrative.choices import open_choices, with_marks
from generator.narrative.measures import frame, masked_words, runs
from generator.narrative.novelty import (
    MOST_ISSUES,
    Memory,
    PastIssue,
    Phrasing,
    amounts_of,
    often_printed,
    past_issue,
)
from generator.narrative.text import Span, plain_text
from tests.replays import draft, json_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.narrative.novelty import Said
    from generator.narrative.text import Piece

SEED = "IWM|2026-01-02"


def issue(text: str, day: int = 1, fragments: tuple[str, ...] = ()) -> PastIssue:
    """An issue of one sentence."""
    found = frozenset(runs(masked_words(text, "IWM")))
    return PastIssue(
        f"2026-01-{day:02d}T16:00:00-05:00", frozenset(fragments), found, frozenset(), {}
    )


def said(text: str, *before: PastIssue, seed: str = SEED) -> str:
    """What is said of the wording ``text`` after the issues ``before``."""
    phrasing = Phrasing.after(Memory(before), "IWM", seed)
    return plain_text(phrasing.say(open_choices([with_marks(text)]), "place").text)


def test_what_was_said_before_is_said_another_way() -> None:
    wording = "the price [rose|climbed] above the [old|last] high today"
    first = said(wording)
    second = said(wording, issue(first))
    third = said(wording, issue(first, 1), issue(second, 2))
    assert len({first, second, third}) == 3


def test_a_series_uses_every_wording_before_it_repeats_one() -> None:
    wording = "the [one|two|three] words of this [four|five] stand here for it"
    past: list[PastIssue] = []
    for day in range(1, 7):
        text = said(wording, *past)
        past.append(issue(text, day))
    assert len({item.runs for item in past}) == 6


def test_numbers_and_the_ticker_make_no_difference() -> None:
    """Another figure in the same sentence is the same sentence."""
    one = issue("IWM rose to $255.10 on Friday, Jan. 9, 2026, above it")
    other = issue("IWM rose to $7 on Monday, Feb. 2, 2026, above it")
    assert one.runs == other.runs


def test_without_issues_symbol_and_date_decide_and_decide_the_same_again() -> None:
    wording = "[a|b|c|d|e] [a|b|c|d|e] [a|b|c|d|e] [a|b|c|d|e]"
    assert said(wording) == said(wording)
    others = {said(wording, seed=f"IWM|2026-01-{day:02d}") for day in range(1, 29)}
    assert len(others) > 20


def test_a_recent_issue_counts_more_than_an_old_one() -> None:
    old, new = issue("he went up the long hill"), issue("he went up the short hill")
    middle = [issue(f"quiet words number {place} of no use", place) for place in range(2, 8)]
    wording = "he went up the [long|short] hill"
    assert said(wording, old, *middle, new) == "he went up the long hill"
    assert said(wording, new, *middle, old) == "he went up the short hill"


def test_the_frame_of_the_last_headline_is_not_taken_again() -> None:
    text = "IWM nears $255: calls above"
    last = replace(issue("other words"), frames=frozenset({frame(text, "IWM")}))
    phrasing = Phrasing.after(Memory((last,)), "IWM", SEED)
    repeated = phrasing.say(open_choices(["IWM nears $300: calls above"]), "headline")
    fresh = phrasing.say(open_choices(["IWM stands below $300"]), "headline")
    assert repeated.cost > fresh.cost + 100


def test_a_memory_holds_nineteen_issues_and_its_hash_tells_any_two_apart() -> None:
    memory = Memory()
    digests = {memory.digest()}
    for day in range(1, 26):
        memory = memory.with_issue(issue(f"the words of day {'x' * day} are here", day))
        digests.add(memory.digest())
    assert len(memory.issues) == MOST_ISSUES
    assert memory.issues[-1].as_of.startswith("2026-01-25")
    assert len(digests) == 26


def test_an_issue_is_remembered_from_its_record() -> None:
    record: dict[str, Any] = json_of(draft(demo_snapshot()), "article.json")
    found = past_issue(record)
    assert found.as_of == record["as_of"]
    assert "headline_contested_plans" in found.fragments
    assert len(found.runs) > 200
    assert len(found.frames) == 2
    assert found.facts["regime"] == "contested"
    assert isinstance(found.facts["spot"], float)


def test_a_note_after_itself_reads_otherwise_and_names_the_memory_by_its_hash() -> None:
    first = draft(demo_snapshot())
    memory = Memory((past_issue(json_of(first, "article.json")),))
    second = draft(demo_snapshot(), memory=memory)
    assert second.passed
    assert second.files["article.md"] != first.files["article.md"]
    hashes = json_of(second, "article.json")["hashes"]
    assert hashes["memory"] == memory.digest()
    assert draft(demo_snapshot(), memory=memory).files == second.files


def told(text: str, *amounts: float, printed: Mapping[Decimal, int], before: str = "") -> Said:
    """What is said of a wording in which each ``@`` is an amount, where some were printed."""
    parts = with_marks(text).split("@")
    pieces: list[Piece] = [parts[0]]
    for amount, part in zip(amounts, parts[1:], strict=True):
        pieces += [Span(f"${amount:,g}", "spot", "strike"), part]
    phrasing = Phrasing.after(Memory((issue(before),)) if before else Memory(), "IWM", SEED)
    return phrasing.say(open_choices(pieces), "place", (), often_printed(printed))


@pytest.mark.parametrize("often", ["255", "260"])
def test_an_amount_that_was_printed_twice_is_avoided(often: str) -> None:
    found = told("calls at [@|@] lead", 255, 260, printed={Decimal(often): MOST})
    assert often not in plain_text(found.text)
    assert found.again == 0


def test_an_amount_that_was_printed_once_may_be_printed_again() -> None:
    found = told("calls at @ lead", 255, printed={Decimal(255): MOST - 1})
    assert (found.again, found.cost) == (0, 0)


def test_it_counts_how_many_amounts_are_said_once_more_where_nothing_else_can_be_said() -> None:
    found = told(
        "between @ and @ and @", 255, 1300.5, 270, printed={Decimal(255): 2, Decimal("1300.5"): 3}
    )
    assert plain_text(found.text) == "between $255 and $1,300.5 and $270"
    assert found.again == 2
    assert found.cost >= 800


def test_an_alternative_that_says_less_is_the_last_resort() -> None:
    """It is taken to avoid an amount, and not to avoid a few words that were said before."""
    wording = "calls lead the chain [at @|there] and hold it"
    assert plain_text(told(wording, 255, printed={}).text).count("$255") == 1
    assert plain_text(told(wording, 255, printed={Decimal(255): 2}).text).count("$255") == 0
    said_before = told(wording, 255, printed={}, before="calls lead the chain at $7 and hold it")
    assert "$255" in plain_text(said_before.text)


def test_the_same_amount_in_another_form_is_the_same_amount() -> None:
    spans: list[Piece] = [
        Span("$1,300.00", "spot", "price"),
        " or ",
        Span("$2 million", "spot", "price"),
    ]
    assert amounts_of(spans) == [Decimal(1300)]


@given(st.lists(st.sampled_from([250.0, 255.0, 260.0]), min_size=2, max_size=4), st.data())
def test_while_an_alternative_is_fresh_no_stale_one_is_said(
    amounts: list[float], data: st.DataObject
) -> None:
    stale = data.draw(st.sets(st.sampled_from(sorted(set(amounts)))))
    wording = f"it holds [{'|'.join('@' for _ in amounts)}] now"
    found = told(wording, *amounts, printed={Decimal(amount): 2 for amount in stale})
    assert found.again == (set(amounts) <= stale)
