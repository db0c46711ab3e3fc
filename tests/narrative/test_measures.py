"""Notes are compared by runs of words with their numbers, dates and tickers masked."""

from __future__ import annotations

import pytest

from generator.narrative.measures import frame, masked_words, runs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At $249.52, IWM is down 0.76%.", "at # & is down #"),
        ("4,304,503 puts are open", "# puts are open"),
        ("+0.77% and −1.2 and 34K", "# and # and #"),
        ("the 14-day RSI of 55.4", "the #-day rsi of #"),
        ("For Friday, Jan. 2, 2026, the straddle", "for @ the straddle"),
        ("On Friday, May 2 it may fall; in May it may not", "on @ it may fall in @ it may not"),
        ("Monday, Dec. 29, 2025, 12:37 p.m. EST is the time", "@ is the time"),
        ("2026-01-09 is a date, and so is January", "@ is a date and so is @"),
        ("Between $240-$249 and $255", "between # # and #"),
        ("IWM's puts, and SPY’s", "&s puts and &s"),
        ("buy IWM260130C00251000 at $3.41", "buy & at #"),
        ("Put/call, out-of-the-money: “quoted”", "put/call out-of-the-money quoted"),
        ("Three puts, the 3rd one", "three puts the # one"),
        (
            "A June 2026 option; the Marching band in Augusta",
            "a @ option the marching band in augusta",
        ),
        ("", ""),
    ],
)
def test_a_number_a_date_and_a_ticker_are_one_mask_each(text: str, words: str) -> None:
    assert masked_words(text) == words.split()


def test_a_ticker_of_one_letter_is_masked_where_it_is_the_notes() -> None:
    assert masked_words("F rose, F's puts did not", "F") == [
        "&",
        "rose",
        "&s",
        "puts",
        "did",
        "not",
    ]
    assert masked_words("A day for A", "A") == ["&", "day", "for", "&"]
    assert masked_words("F rose") == ["f", "rose"]
    assert masked_words("BRK.B rose", "BRK.B") == ["&", "rose"]


def test_runs_are_all_neighbours_of_that_many_words() -> None:
    assert runs(["a", "b", "c", "d"], 3) == [("a", "b", "c"), ("b", "c", "d")]
    assert runs(["a", "b"], 3) == []
    assert len(runs(masked_words("one two three four five six seven"))) == 3


def test_two_sentences_that_differ_in_their_figures_have_one_frame() -> None:
    one = "At $249.52, IWM is down 0.76% since Friday, Jan. 2."
    other = "At $612, SPY is down 12% since Monday."
    assert frame(one) == frame(other) == "at # & is down # since @"
    assert frame(one) != frame("At $249.52, IWM is up 0.76% since Friday, Jan. 2.")
