"""The facts of an edition are its notes' own, and its cover is the rarest reading of them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import pytest

from generator.market.sessions import EXCHANGE_ZONE
from generator.narrative.derived import made
from generator.narrative.edition_definitions import EDITION
from generator.narrative.edition_facts import Member, edition_facts, note_address
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Facts, Unavailable

AS_OF: Final = datetime(2026, 7, 2, 16, 0, tzinfo=EXCHANGE_ZONE)
DAY: Final = AS_OF.date()


def facts_of(symbol: str, *, sessions: int = 65, as_of: datetime = AS_OF, **values: Any) -> Facts:  # noqa: ANN401
    """The facts of a note, with the values given; a percentile is over ``sessions``."""
    known = {"symbol": symbol, "data_kind": "market", "data_source": "file", **values}
    facts = [
        made(
            CATALOGUE[name],
            Unavailable("none", "not there") if value is None else value,
            observed=as_of.date(),
            **({"sessions": sessions} if name.endswith("percentile") else {}),
        )
        for name, value in known.items()
    ]
    empty = Facts(symbol, as_of, f"hash of {symbol}", MappingProxyType({}))
    return empty.with_facts(*facts)


def edition_of(*members: Facts, left_out: tuple[str, ...] = ()) -> Facts:
    """The edition of some notes."""
    return edition_facts("EDITION", [Member(facts) for facts in members], left_out)


def cover_of(*members: Facts) -> dict[str, Any]:
    """What its cover tells."""
    return dict(edition_of(*members)["edition_cover"].rows[0])


def test_every_fact_of_an_edition_is_there_or_says_why_not() -> None:
    facts = edition_of(facts_of("IWM"))
    for name in EDITION:
        assert facts[name].ok or facts[name].unavailable is not None
    assert facts["edition_symbols"].value == 1
    assert facts["edition_median_put_call"].value is None
    assert facts.symbol == "EDITION"


def test_a_row_has_the_figures_of_its_note_and_nothing_else() -> None:
    note = facts_of("IWM", spot=249.52, day_change=-0.0076, put_call_oi_ratio=2.17, support=245.0)
    row = edition_of(note)["edition_notes"].rows[0]
    told = {name: value for name, value in row.items() if value is not None}
    assert told == {
        "symbol": "IWM",
        "spot": 249.52,
        "change": -0.0076,
        "put_call": 2.17,
        "support": 245.0,
    }


def test_the_ratio_that_is_printed_is_the_one_that_is_ranked() -> None:
    """After a large expiration the ratio of what goes on trading may be far from that of all."""
    ratios: dict[str, Any] = {"put_call_oi_ratio": 2.85, "put_call_oi_ratio_tradable": 2.57}
    ranked = facts_of("IWM", spot=249.0, put_call_oi_percentile=0.02, **ratios)
    row = edition_of(ranked)["edition_notes"].rows[0]
    assert (row["put_call"], row["put_call_percentile"]) == (2.57, 0.02)
    assert cover_of(ranked)["put_call"] == 2.57
    alone = facts_of("IWM", spot=249.0, put_call_oi_ratio=2.85, put_call_oi_percentile=0.02)
    row = edition_of(alone)["edition_notes"].rows[0]
    assert (row["put_call"], row["put_call_percentile"]) == (2.85, None)


@pytest.mark.parametrize(
    ("known", "structure", "symbol"),
    [
        ({"day_change": -0.02, "put_call_oi_ratio": 0.4}, "widest", "IWM"),
        ({"day_change": -0.02, "day_change_zscore": -0.4}, "quiet", "IWM"),
        ({"put_call_oi_ratio": 1.4, "iv_30d": 0.1}, "most_puts", "IWM"),
        ({"iv_30d": 0.4}, "most_volatile", "IWM"),
        ({}, "bare", "SPY"),
    ],
)
def test_where_nothing_is_rare_and_no_change_is_known_the_cover_still_has_a_number(
    known: dict[str, Any], structure: str, symbol: str
) -> None:
    usual = {name: value / 2 for name, value in known.items()}
    cover = cover_of(facts_of("SPY", spot=600.0, **usual), facts_of("IWM", spot=249.0, **known))
    assert (cover["structure"], cover["symbol"], cover["tail"]) == (structure, symbol, None)


def test_the_rarest_reading_is_the_cover() -> None:
    usual = facts_of("SPY", spot=600.0, day_change=0.001, day_change_zscore=0.1)
    fall = facts_of("IWM", spot=249.0, day_change=-0.031, day_change_zscore=-2.6)
    ratio = facts_of("QQQ", spot=500.0, put_call_oi_ratio_tradable=3.1, put_call_oi_percentile=0.97)
    assert cover_of(usual, fall, ratio)["symbol"] == "IWM"
    cover = cover_of(usual, fall)
    assert (cover["structure"], cover["deviations"]) == ("fall", -2.6)
    assert cover["tail"] == pytest.approx(2 * (0.5 * math.erfc(2.6 / math.sqrt(2))))
    assert cover_of(usual, ratio)["structure"] == "ratio_high"
    low = facts_of("KO", spot=70.0, iv_30d=0.11, iv_percentile=0.01)
    assert cover_of(usual, low)["structure"] == "volatility_low"


def test_little_history_makes_nothing_rare() -> None:
    short = facts_of(
        "QQQ", spot=500.0, put_call_oi_percentile=1.0, put_call_oi_ratio_tradable=3.0, sessions=8
    )
    assert cover_of(short)["structure"] == "most_puts"
    longer = facts_of(
        "QQQ", spot=500.0, put_call_oi_percentile=1.0, put_call_oi_ratio_tradable=3.0, sessions=20
    )
    # Of twenty-one sessions two are at an end.
    assert cover_of(longer)["tail"] == pytest.approx(2 / 21)


def test_the_change_from_the_stored_session_is_told_where_bars_give_none() -> None:
    """A fall of a seventh leads, in days as options price them, whatever else is a record."""
    lucid = facts_of(
        "LCID", spot=6.70, change_since_stored=-0.1388, one_sigma_move_1d_fraction=0.06
    )
    calm = facts_of(
        "IWM", spot=299.77, change_since_stored=-0.0064, one_sigma_move_1d_fraction=0.011,
        iv_30d=0.178, iv_percentile=0.0, sessions=49,
    )  # fmt: skip
    facts = edition_of(calm, lucid)
    assert [row["change"] for row in facts["edition_notes"].rows] == [-0.0064, -0.1388]
    assert (facts["edition_changes"].value, facts["edition_down"].value) == (2, 2)
    cover = facts["edition_cover"].rows[0]
    assert (cover["symbol"], cover["structure"]) == ("LCID", "fall")
    assert cover["deviations"] == pytest.approx(-0.1388 / 0.06)
    both = facts_of("SPY", spot=600.0, day_change=0.01, change_since_stored=0.02)
    assert edition_of(both)["edition_notes"].rows[0]["change"] == 0.01


@pytest.mark.parametrize(
    ("percentile", "structure"),
    [(0.0, "volatility_record_low"), (1.0, "volatility_record_high"), (0.98, "volatility_high")],
)
def test_a_record_is_told_as_one(percentile: float, structure: str) -> None:
    note = facts_of("SMH", spot=582.7, iv_30d=0.445, iv_percentile=percentile)
    assert cover_of(note)["structure"] == structure


def test_of_readings_that_are_as_rare_the_symbol_that_moved_most_leads() -> None:
    still = facts_of("IWM", spot=301.0, iv_30d=0.16, iv_percentile=0.0, change_since_stored=0.001)
    moved = facts_of("SMH", spot=582.7, iv_30d=0.44, iv_percentile=0.0, change_since_stored=-0.02)
    assert cover_of(still, moved)["symbol"] == "SMH"


@pytest.mark.parametrize(("share", "structure"), [(0.28, "most_puts"), (0.05, "ratio_record_low")])
def test_a_ratio_is_no_news_on_a_day_on_which_much_of_it_expires(
    share: float, structure: str
) -> None:
    """What expires takes its puts and calls with it; nobody has changed a position."""
    note = facts_of(
        "SMH", spot=540.5, put_call_oi_ratio_tradable=1.8, put_call_oi_percentile=0.0,
        expiring_today_share=share,
    )  # fmt: skip
    assert cover_of(note)["structure"] == structure


def test_a_quiet_day_tells_of_the_widest_move() -> None:
    notes = [
        facts_of("SPY", spot=600.0, day_change=0.001, day_change_zscore=0.1),
        facts_of("SMH", spot=592.0, day_change=-0.0454, day_change_zscore=-1.2),
        facts_of("KO", spot=70.0),
    ]
    cover = cover_of(*notes)
    assert (cover["structure"], cover["symbol"], cover["tail"]) == ("quiet", "SMH", None)


def test_counts_are_over_the_symbols_that_have_the_figure() -> None:
    facts = edition_of(
        facts_of("A", spot=1.0, day_change=0.01, put_call_oi_ratio=1.0),
        facts_of("B", spot=1.0, day_change=-0.01, put_call_oi_ratio=3.0),
        facts_of("C", spot=1.0, day_change=0.0),
        facts_of("D", spot=1.0),
        left_out=("E", "F"),
    )
    told = {name: facts[f"edition_{name}"].value for name in ("symbols", "changes", "up", "down")}
    assert told == {"symbols": 4, "changes": 3, "up": 1, "down": 1}
    assert facts["edition_median_put_call"].value == 2.0
    assert facts["edition_left_out"].value == "E and F"


def test_the_market_is_index_funds_volatility_and_a_rate_that_is_known() -> None:
    facts = edition_of(
        facts_of("IWM", spot=249.0, day_change=-0.01, risk_free_rate=0.04,
                 risk_free_rate_source="assumption"),
        facts_of("KO", spot=70.0, day_change=0.01, risk_free_rate=0.0362,
                 risk_free_rate_source="Treasury"),
        facts_of("^VIX", spot=17.2, day_change=0.05),
        facts_of("SPY", spot=600.0),
    )  # fmt: skip
    rows = facts["edition_market"].rows
    assert [(row["structure"], row["symbol"]) for row in rows] == [
        ("fund", "IWM"),
        ("volatility", "^VIX"),
        ("rate", None),
    ]
    assert (rows[1]["level"], rows[1]["spot"]) == (17.2, None)
    assert (rows[2]["rate"], rows[2]["rate_source"]) == (0.0362, "Treasury")


def test_the_calendar_is_of_the_next_thirty_days_and_groups_symbols() -> None:
    friday, far = date(2026, 7, 10), date(2026, 9, 18)
    facts = edition_of(
        facts_of("IWM", expiration_front=friday, expiration_monthly=far),
        facts_of("KO", expiration_front=friday, next_earnings_date=date(2026, 7, 21)),
        facts_of("SPY", expiration_front=DAY, expiration_second=friday),
    )
    rows = [tuple(row.values()) for row in facts["edition_calendar"].rows]
    assert rows == [
        (friday, "expiration", "IWM, KO, SPY"),
        (date(2026, 7, 21), "earnings", "KO"),
    ]


def test_one_modelled_note_makes_the_edition_modelled() -> None:
    real, model = facts_of("IWM"), facts_of("SPY", data_kind="modelled", data_source="demo")
    assert edition_of(real)["data_kind"].value == "market"
    mixed = edition_of(real, model)
    assert mixed["data_kind"].value == "modelled"
    assert mixed["data_source"].value == "file and demo"


def test_an_edition_is_of_one_day() -> None:
    other = facts_of("SPY", as_of=AS_OF.replace(day=1))
    with pytest.raises(ValueError, match="of one day, not of 2"):
        edition_of(facts_of("IWM"), other)
    with pytest.raises(ValueError, match="of one day, not of 0"):
        edition_of()


def test_its_hash_is_that_of_its_notes_data_in_their_order() -> None:
    one, two = facts_of("IWM"), facts_of("SPY")
    assert edition_of(one, two).snapshot_sha256 == edition_of(one, two).snapshot_sha256
    others = [
        edition_of(two, one),
        edition_of(one),
        edition_of(one, replace(two, snapshot_sha256="x")),
    ]
    assert len({item.snapshot_sha256 for item in (edition_of(one, two), *others)}) == 4


def test_a_note_lies_beside_its_edition_or_on_the_site() -> None:
    assert note_address("IWM", DAY) == "../IWM/article.html"
    assert note_address("^SPX", DAY).startswith("../%25")
    for site in ("https://example.com/notes", "https://example.com/notes/"):
        there = "https://example.com/notes/2026-07-02/IWM/article.html"
        assert note_address("IWM", DAY, site) == there
