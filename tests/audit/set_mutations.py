"""Falsehoods about sets: calls told of puts, shares and superlatives of what was not compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.wording import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts, Row

Made = tuple[str, str, str, str]

_OTHER: Final = {"call": "put", "put": "call"}
_LEAST: Final = 1000
_FORECASTS: Final = (
    "It is a price that will rise in January.",
    "The lower scenario, which is likely, comes first.",
    "{symbol} will close above {strike}.",
    "The price should climb to {strike} within days.",
    "Shares are expected to rally from here.",
)


def forecasts(facts: Facts) -> Iterator[Made]:
    """What a price will do."""
    spot = facts["spot"].number if "spot" in facts and facts["spot"].ok else None
    strike = numbers.short_dollars(round((spot or 100.0) * 1.02))
    for template in _FORECASTS:
        yield "forecast", "risks", template.format(symbol=facts.symbol, strike=strike), "forecast"


def sets(facts: Facts) -> Iterator[Made]:
    """Counts of the other side, and sets that were not compared."""
    totals = {side: _number(facts, f"{side}_open_interest") for side in _OTHER}
    for side, total in totals.items():
        if total and total >= _LEAST and total != totals[_OTHER[side]]:
            text = f"The open interest of {_OTHER[side]}s is {numbers.count(total)}."
            yield "side of a total", "chain", text, "put_call"
    for name in ("top_otm_calls_front", "top_otm_puts_front"):
        for row in _rows(facts, name)[:1]:
            yield from _of_leader(facts, row)


def _of_leader(facts: Facts, row: Row) -> Iterator[Made]:
    held, share, strike = (float(str(row[name])) for name in ("open_interest", "share", "strike"))
    if held < _LEAST:
        return
    count, at = numbers.count(held), numbers.short_dollars(strike)
    text = f"The largest open interest of all dates is {count} contracts."
    yield "superlative", "chain", text, "superlative"
    others = sum(_number(facts, f"{item}_open_interest_front") or 0 for item in _OTHER)
    whole = held / others if others else 0.0
    if whole and abs(share - whole) > 0.02:
        text = f"The {at} strike holds {count} contracts, {numbers.percent(share, 0)} of the date."
        yield "share of a whole", "chain", text, "put_call"


def chances(facts: Facts) -> Iterator[Made]:
    """The chance of one idea told of another that holds none of its contracts."""
    ideas = _rows(facts, "trade_ideas")
    legs = _rows(facts, "idea_legs")
    for place, row in enumerate(ideas, start=1):
        held = [leg for leg in legs if leg["idea"] == place and leg["strike"] is not None]
        alone = [leg for leg in held if not any(_is_same(leg, item, place) for item in legs)]
        own = row["probability_of_profit"] if row["structure"] != "stock" else None
        if alone and isinstance(own, float):
            at = numbers.short_dollars(float(str(alone[0]["strike"])))
            wrong = numbers.percent(own + 0.06, 0)
            text = f"The idea in the {at} {alone[0]['kind']} has a model-implied probability of"
            yield "chance of another", "trades", f"{text} {wrong}.", "probability"


def _is_same(leg: Row, other: Row, idea: int) -> bool:
    same = (leg["strike"], leg["kind"]) == (other["strike"], other["kind"])
    return same and other["idea"] != idea


def unlimited(facts: Facts) -> Iterator[Made]:
    """A most where there is none, and a premium that a second mention must not hide."""
    spot = facts["spot"].number if "spot" in facts and facts["spot"].ok else None
    ideas = _rows(facts, "trade_ideas")
    if not spot or not ideas:
        return
    at = numbers.short_dollars(round(spot))
    even = numbers.dollars(round(spot) + 2)
    for text in (
        f"Sell the {at} call for a credit of $2.00. Its maximum loss is $200, break-even {even}.",
        f"Buy the {at} call for a debit of $2.00. Its maximum gain is $800, break-even {even}.",
        f"Buy the {at} call for $2.00. The {at} call has a delta of 0.44. Maximum loss is $220.",
    ):
        yield "most of an idea", "trades", text, "arithmetic"


_LOSS: Final = re.compile(r"\b(?:maximum loss|max loss|loss)\b", re.IGNORECASE)


def turned_labels(record: NoteRecord) -> Iterator[tuple[str, str]]:
    """The words before a greatest loss say gain: what was changed, and the whole text."""
    text = record.markdown
    tables = text.find("*Trade ideas")
    for span in record.spans:
        is_loss = re.match(r"trade_ideas\[\d+\]\.maximum_loss", span.reference)
        before = text[max(0, span.start - 40) : span.start]
        found = list(_LOSS.finditer(before)) if is_loss and span.start < tables else []
        if found and "." not in before[found[-1].end() :]:
            at = span.start - len(before) + found[-1].start()
            word = found[-1][0]
            turned = re.sub("loss", "gain", word)
            yield f"{word} {span.text}", text[:at] + turned + text[at + len(word) :]


_RIGHT: Final = re.compile(r"\A (call|put)\b(?! wall)")


def turned_sides(record: NoteRecord) -> Iterator[tuple[str, str]]:
    """The word behind a leader's strike names the other side: what was changed, and the text."""
    text = record.markdown
    for span in record.spans:
        found = _RIGHT.match(text[span.end :])
        if found and re.match(r"top_otm_\w+\[\d+\]\.strike", span.reference):
            turned = f" {_OTHER[found[1]]}"
            whole = text[: span.end] + turned + text[span.end + found.end() :]
            yield f"{span.text}{turned}", whole


def _rows(facts: Facts, name: str) -> tuple[Row, ...]:
    return facts[name].rows if name in facts and facts[name].ok else ()


def _number(facts: Facts, name: str) -> float | None:
    return facts[name].number if name in facts and facts[name].ok else None
