"""Every wording of a fragment is true where it may be written, not only the one of a day."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from generator.market.demo import demo_snapshot
from generator.narrative.compose import compose
from generator.narrative.playbook import playbook_folder
from generator.narrative.text import plain_text
from tests.narrative.made_facts import demo_with
from tests.replays import playbook

if TYPE_CHECKING:
    from generator.signals.facts import Value

_CHOICE: Final = re.compile(r"\[([^\]]*\|[^\]]*)\](?!\.)")
_FACT: Final = re.compile(r"\{\{.*?\}\}")
_BAR: Final = re.compile(r"\|(?![^{]*\}\})")
_BRANCHES: Final = re.compile(
    r"\{% if trend \| text == 'bullish' %\}(?P<bullish>.*?)"
    r"\{% elif trend \| text == 'bearish' %\}(?P<bearish>.*?)\{% else %\}.*?\{% endif %\}"
)
_LOSS: Final = "{{ row.maximum_loss | amount }}"
_PREMIUM: Final = re.compile(
    r"\b(?:that|the) (?:debit|premium|credit|cost)\b|those prices", re.IGNORECASE
)
FLAT: Final = {"spot": 100.0, "sma_20": 100.0, "sma_50": 100.0, "sma_200": 100.0}


@cache
def wordings() -> dict[str, tuple[str, ...]]:
    """The wordings of each fragment of the daily note, as they stand in its files."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((playbook_folder("options_focus") / "fragments").glob("*.yaml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["fragments"]:
            found[item["id"]] = tuple(item["text"])
    return found


def of(*starts: str) -> list[tuple[str, str]]:
    """Wordings of the fragments whose ids begin so, each with its id."""
    return [(name, text) for name, texts in wordings().items() if name.startswith(starts)
            for text in texts]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), of("idea_bull", "idea_bear", "idea_long"))
def test_what_waits_for_a_trigger_is_costed_at_the_mid_prices_of_today_and_says_so(
    name: str, text: str
) -> None:
    assert "mid prices" in text, name
    sentence = next(part for part in re.split(r"(?<=\.) ", text) if _LOSS in part)
    assert "mid prices" in sentence or _PREMIUM.search(sentence), sentence


@pytest.mark.parametrize(("name", "text"), of("idea_stock"))
def test_the_ratio_of_an_idea_in_shares_is_told_as_what_its_construction_makes_it(
    name: str, text: str
) -> None:
    assert "average true range" in text, name
    assert "beyond" not in text


@pytest.mark.parametrize(("name", "text"), of("bottom_"))
def test_no_bottom_line_says_of_both_levels_that_a_close_beyond_them_changes_the_view(
    name: str, text: str
) -> None:
    """By trend one level counts against it and the other for it."""
    for sentence in re.split(r"(?<=[.;]) ", _BRANCHES.sub("", text)):
        if "{{ support | price }} or above {{ resistance | price }}" in sentence:
            assert "the view" not in sentence, name


def plain_sides(text: str) -> str:
    """A text with one word for each side of a level."""
    below = text.replace("[below|under|beneath]", "below")
    return below.replace("[above|over|beyond]", "above")


def test_the_level_against_a_trend_is_below_where_it_is_bullish_and_above_where_it_is_bearish() -> (
    None
):
    for name, text in of("bottom_"):
        for match in _BRANCHES.finditer(text):
            bullish, bearish = (plain_sides(match[side]) for side in ("bullish", "bearish"))
            mirrored = (
                bullish.replace("below {{ support", "\0")
                .replace("above {{ resistance", "below {{ support")
                .replace("\0", "above {{ resistance")
            )
            assert mirrored == bearish, name


def test_a_strike_of_the_chain_is_never_left_to_the_table() -> None:
    """An alternative without the strike would let a sentence speak of "the leading one"."""
    strike = re.compile(r"\{\{ [^}]*\| strike \}\}")
    for name, text in of("chain_", "levels_"):
        for choice in _CHOICE.findall(text):
            told = [bool(strike.search(part)) for part in _BAR.split(choice)]
            assert all(told) or not any(told), (name, choice)


def test_stops_and_resting_orders_are_spoken_of_beside_ideas_alone() -> None:
    words = re.compile(r"\b(?:stops?|orders?|triggers?)\b", re.IGNORECASE)
    for name, text in of("risk_"):
        assert name == "risk_gap_ideas" or not words.search(_FACT.sub("", text)), (name, text)


@pytest.mark.parametrize(("name", "text"), of("volatility_past"))
def test_the_word_for_a_volatility_stands_beside_the_percentile_that_it_is_of(
    name: str, text: str
) -> None:
    if name == "volatility_past":
        assert "iv_percentile | percent_whole" in text
    assert "iv_percentile | sessions" in text


@pytest.mark.parametrize(("_", "text"), of("levels_day"))
def test_the_move_of_a_session_is_named_a_standard_deviation_and_of_which_volatility(
    _: str, text: str
) -> None:
    assert "standard deviation" in text
    assert "iv_30d | label" in text


def bottom_line(**values: Value | None) -> str:
    made = compose(demo_with(**values), playbook(), demo_snapshot().sessions())
    section = made.article.section("bottom_line")
    assert section is not None
    return plain_text(section.sentences[0].text)


@pytest.mark.parametrize(
    ("ratio", "percentile", "said", "other"),
    [
        (0.75, 0.9, "more puts per call", "though calls still outnumber puts"),
        (2.5, 0.9, "more puts per call", None),
        (2.5, 0.1, "fewer puts per call", "though puts still outnumber calls"),
        (0.75, 0.1, "fewer puts per call", None),
    ],
)
def test_a_ratio_that_is_unusual_for_its_symbol_is_not_told_as_a_majority(
    ratio: float, percentile: float, said: str, other: str | None
) -> None:
    calm = {"pin_share_front": 0.01, "rsi_14": 50.0, "resistance": None, "support": None}
    text = bottom_line(
        **calm, **FLAT, put_call_oi_ratio=ratio, put_call_oi_percentile=percentile, iv_rank=None
    )
    assert said in text
    assert ("outnumber" in text) is (other is not None)
    assert other is None or other in text


def test_fragments_that_a_symbol_without_levels_meets_daily_have_at_least_four_wordings() -> None:
    for name in (
        "volatility_unpaired", "levels_adjusted", "bottom_call_heavy_ranked_alone",
        "bottom_put_heavy_ranked_alone", "bottom_undetermined_adjusted",
        "bottom_undetermined_short", "bottom_volatility_low_alone",
    ):  # fmt: skip
        assert len(wordings()[name]) >= 4, name
