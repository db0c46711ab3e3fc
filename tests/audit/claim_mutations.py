"""Mechanical falsehoods: a clean note, and one sentence of it that is no longer true.

Some mutants change the note's own words, others add a sentence that is made from the note's facts
and wrong in one respect. Each names the classes that may rightly be found in it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from generator.wording import dates, numbers
from tests.audit import set_mutations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.narrative.placed_span import PlacedSpan
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

_LEVELS: Final = {
    "high_52w": "52-week high",
    "previous_close": "previous close",
    "sma_50": "50-day average",
    "sma_20": "20-day average",
    "sma_100": "100-day average",
    "sma_200": "200-day average",
    "max_pain_front": "max pain",
    "call_wall": "call wall",
    "put_wall": "put wall",
    "bollinger_lower_20_2": "lower Bollinger band",
    "bollinger_upper_20_2": "upper Bollinger band",
    "day_high": "session high",
    "day_low": "session low",
}
_OPEN: Final = ("contested", "quiet", "undetermined", "price_alone", "blind")
_INTENT: Final = (
    "Traders are betting on a move to {strike}.",
    "Institutions have been loading up on the {strike} calls.",
    "Smart money sits at {strike}.",
    "Whales were active at {strike}.",
    "The {strike} calls were bought aggressively.",
    "Big players are positioning for {strike}.",
    "Somebody is hedging a large book at {strike}.",
    "Call buyers own the {strike} strike.",
)
_CHANCES: Final = (
    "There is a 70% chance of a rally.",
    "The odds favor a rise.",
    "A bounce has a high probability.",
    "The price is likely to rise from here.",
    "A fall has a probability of 30%.",
)
_NEWS: Final = (
    "Rates weigh on the market, according to reports.",
    "Analysts expect a strong quarter.",
    "“Everything about this market is about to change” (Market Wire, {day}).",
    "Reuters has more on the matter.",
    "The Fed reportedly plans a cut.",
)
_EMPTY: Final = (
    "The list is led by the call ({count} contracts).",
    "Puts gather with ({count} contracts).",
    "The {strike} strike and (OI {count}) lead.",
    "The chain has a ratio of .",
    "The move priced is % by then.",
)
_FUND: Final = ("an operating margin of 12.4%", "a stock score of 71", "a P/E of 18")
_COMPANY: Final = ("an expense ratio of 0.19%", "a net asset value of its own", "an AUM of note")
_TURNED: Final = {
    "up": "down", "down": "up", "bullish": "bearish", "bearish": "bullish", "neutral": "overbought",
    "overbought": "neutral", "strongly overbought": "oversold", "very low": "very high",
    "low": "high", "usual": "very high", "high": "low", "very high": "usual",
    "edged up": "surged", "edged down": "plunged", "rose": "plunged", "fell": "surged",
    "jumped": "edged up", "slid": "edged down", "surged": "edged up", "plunged": "edged down",
    "puts cost more than calls": "calls cost more than puts",
    "calls cost more than puts": "puts cost more than calls",
}  # fmt: skip
_WORDS: Final = {
    "rsi_band": "indicator",
    "standing": "indicator",
    "skew_side": "indicator",
    "rise_verb": "change_verb",
    "fall_verb": "change_verb",
    "direction": "direction",
}


@dataclass(frozen=True, slots=True)
class ClaimMutant:
    """A changed text.

    Args:
        kind: What was done.
        what: The words of it.
        text: The whole text after it.
        right: The classes of which one must be found.
    """

    kind: str
    what: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Source:
    record: NoteRecord
    facts: Facts

    def value(self, name: str) -> float | None:
        fact = self.facts.get(name)
        return fact.number if fact is not None and fact.ok else None

    def word(self, name: str) -> str:
        fact = self.facts.get(name)
        return str(fact.value) if fact is not None and fact.ok else ""

    def day(self, name: str) -> date | None:
        fact = self.facts.get(name)
        value = fact.value if fact is not None and fact.ok else None
        return value if hasattr(value, "weekday") else None  # type: ignore[return-value]

    def replaced(self, span: PlacedSpan, new: str) -> str:
        text = self.record.markdown
        return text[: span.start] + new + text[span.end :]

    def added(self, section: str, sentence: str) -> str:
        """The text with a paragraph of its own at the end of a section."""
        titles = {item["id"]: item["title"] for item in self.record.sections}
        text = self.record.markdown
        title = titles.get(section)
        if title is None or (head := text.find(f"## {title}\n")) < 0:
            head = text.find("\n## ")
            section_end = head
        else:
            section_end = text.find("\n## ", head + 3)
        at = section_end if section_end > 0 else len(text)
        return f"{text[:at].rstrip()}\n\n{sentence}\n{text[at:]}"


def claim_mutants(record: NoteRecord, facts: Facts) -> Iterator[ClaimMutant]:
    """All mutants of a note; none equals it."""
    source = _Source(record, facts)
    for made in itertools.chain(_edits(source), _additions(source)):
        if made.text != record.markdown:
            yield made


def _additions(source: _Source) -> Iterator[ClaimMutant]:
    makers = (
        _fixed, _labels, _distances, _orders, _stances, _units, _sides, _readings, _signs,
        _verbs, _money, _calendars, _ideas, _windows,
    )  # fmt: skip
    for maker in makers:
        for kind, section, sentence, right in maker(source):
            what = sentence.replace("\n", " ")
            yield ClaimMutant(kind, what, source.added(section, sentence), frozenset(right.split()))
    for of_facts in (
        set_mutations.sets, set_mutations.forecasts, set_mutations.chances,
        set_mutations.unlimited,
    ):  # fmt: skip
        for kind, section, sentence, right in of_facts(source.facts):
            yield ClaimMutant(kind, sentence, source.added(section, sentence), frozenset({right}))


Made = tuple[str, str, str, str]


def _fixed(source: _Source) -> Iterator[Made]:
    spot = source.value("spot") or 100.0
    told = {
        "strike": numbers.short_dollars(round(spot * 1.02)),
        "count": "2,625",
        "day": dates.month_day(source.facts.as_of.date()),
    }
    for kind, section, templates in (
        ("intent", "chain", _INTENT),
        ("probability", "risks", _CHANCES),
        ("news", "news", _NEWS),
        ("empty_slot", "chain", _EMPTY),
    ):
        for template in templates:
            yield kind, section, template.format(**told), kind
    fields = {"etf": _FUND, "equity": _COMPANY}.get(source.word("instrument_type"), ())
    for field in fields:
        yield "field that does not apply", "news", f"It has {field}.", "inapplicable_field"


def _labels(source: _Source) -> Iterator[Made]:
    for place, (name, label) in enumerate(_LEVELS.items()):
        value = source.value(name)
        if value is None:
            continue
        wrong = numbers.dollars(value * 1.0137)
        template = (
            f"The {label} is {wrong}.",
            f"It has a {label} of {wrong}.",
            f"The way leads past {wrong}, the {label}.",
        )[place % 3]
        yield "value of a name", "levels", template, "label level_order"
        hundredfold = numbers.dollars(value * 100)
        yield "scale of a value", "levels", f"The {label} is {hundredfold}.", "unit level_order"


def _distances(source: _Source) -> Iterator[Made]:
    spot = source.value("spot")
    for name, label in _LEVELS.items():
        value = source.value(name)
        if value is None or not spot:
            continue
        wrong = numbers.percent_size(abs(spot / value - 1) + 0.0123, 2)
        side = "below" if spot < value else "above"
        base = numbers.dollars(value)
        yield "distance", "levels", f"It is {wrong} {side} its {label} of {base}.", "arithmetic"
    puts, calls = source.value("put_open_interest"), source.value("call_open_interest")
    if puts and calls:
        wrong = numbers.plain(puts / calls + 0.31, 2)
        counts = f"{numbers.count(puts)} puts are open against {numbers.count(calls)} calls"
        yield "ratio of counts", "chain", f"In all {counts}, a ratio of {wrong}.", "arithmetic"
    move = source.value("straddle_move_front")
    if move and spot:
        wrong = numbers.percent(move / spot + 0.02, 1)
        text = f"A move of {numbers.dollars(move)}, or {wrong}, is priced."
        yield "move in per cent", "volatility", text, "arithmetic"
    yield (
        "multiple", "chain",
        "The first strike holds 17,177 contracts, nearly double the 5,682 of the other.",
        "arithmetic",
    )  # fmt: skip
    yield "multiple", "chain", "With 9,000 contracts against 2,000 it is triple.", "arithmetic"


def _orders(source: _Source) -> Iterator[Made]:
    spot = source.value("spot")
    if not spot or source.word("price_and_chain") == "apart":
        return
    high, low = numbers.dollars(spot * 1.021), numbers.dollars(spot * 0.979)
    for text in (
        f"Support at {high} should hold.",
        f"Resistance stands at {low}.",
        f"A break above {low} opens the way.",
        f"A close below {high} ends the case.",
        f"The range runs between {high} and {low}.",
    ):
        yield "order of levels", "levels", text, "level_order"
    for days in (20, 50, 100, 200):
        mean = source.value(f"sma_{days}")
        if mean and abs(spot - mean) > 0.01:
            side = "below" if spot > mean else "above"
            text = f"The price is {side} its {days}-day average."
            yield "side of an average", "levels", text, "level_order"


def _stances(source: _Source) -> Iterator[Made]:
    if source.word("regime") in _OPEN:
        for text in ("This is a high-conviction setup.", "It is a slam dunk.", "A no-brainer."):
            yield "conviction", "bottom_line", text, "contradiction"
    trend, lean = source.word("trend"), source.word("positioning")
    for word in {"bullish", "bearish"} - {trend} if trend else set():
        yield "trend", "levels", f"The price trend is {word}.", "contradiction"
    for word in {"put_heavy", "call_heavy"} - {lean} if lean else set():
        text = f"The chain is {word.replace('_', '-')}."
        yield "positioning", "chain", text, "contradiction"
    level = numbers.dollars((source.value("spot") or 100) * 1.01)
    for text in (
        f"Use {level} as the stop, the trigger and the entry.",
        f"Entry is at {level}, stop at {level}.",
        f"With the target at {level} and the stop at {level}, little is left.",
    ):
        yield "two roles", "levels", text, "contradiction"


def _units(source: _Source) -> Iterator[Made]:
    ratio, beta, rsi = (source.value(n) for n in ("put_call_oi_ratio", "beta_252d", "rsi_14"))
    if ratio:
        yield "unit", "chain", f"The put/call ratio is ${ratio:.2f}.", "unit"
        yield "unit", "chain", f"The put/call ratio is {ratio:.2f}%.", "unit"
        yield "unit", "chain", f"The put/call ratio is {ratio * 100:.0f}.", "unit"
    if beta:
        yield "unit", "news", f"A beta of {beta:.2f}% is reported here.", "unit"
    if rsi:
        yield "unit", "levels", f"The 14-day RSI is ${rsi:.1f}.", "unit"
    yield "unit", "chain", "Open interest of $17,177 leads the list.", "unit"
    yield "unit", "chain", "The strike has 17,177 shares of open interest.", "unit"


def _sides(source: _Source) -> Iterator[Made]:
    ratio = source.value("put_call_oi_ratio")
    if not ratio or abs(ratio - 1) < 0.05:
        return
    yield "turned ratio", "chain", f"There are {ratio:.2f} calls per put.", "put_call"
    yield "turned ratio", "chain", f"It holds {1 / ratio:.2f} puts for each call.", "put_call"
    more, fewer = ("calls", "puts") if ratio > 1 else ("puts", "calls")
    for verb in ("outnumber", "dominate and outweigh"):
        text = f"Across the chain {more} {verb} {fewer}."
        yield "dominance", "chain", text, "put_call"
    share = numbers.percent(1 / ratio if ratio > 1 else ratio, 0)
    yield "share", "chain", f"Puts make up {share} of the open interest.", "put_call"


def _readings(source: _Source) -> Iterator[Made]:
    rsi = source.value("rsi_14")
    if rsi:
        wrong = "oversold" if rsi >= 30 else "overbought"
        text = f"The 14-day RSI of {rsi:.1f} is {wrong}."
        yield "word of RSI", "levels", text, "indicator"
        yield "RSI without days", "levels", f"The RSI of {rsi:.1f} says little.", "indicator"
    skew = source.value("skew_25d")
    if skew:
        first, second = ("calls", "puts") if skew > 0 else ("puts", "calls")
        text = f"At equal delta {first} cost more than {second}."
        yield "skew", "volatility", text, "indicator"
    slope = source.value("term_slope")
    if slope:
        way = "falls" if slope > 0 else "rises"
        yield "slope", "volatility", f"The curve {way} with time.", "indicator"


def _signs(source: _Source) -> Iterator[Made]:
    for name, words in (
        ("day_change", "from the previous close"),
        ("return_ytd", "year to date"),
        ("return_1y", "over the past year"),
        ("return_1m", "over the past month"),
    ):
        value = source.value(name)
        if value is None or abs(value) < 0.0005:
            continue
        size = numbers.percent_size(value, 2)
        for up, down in (("up", "down"), ("higher by", "lower by")):
            text = f"The price is {down if value > 0 else up} {size} {words}."
            yield "sign", "levels", text, "direction"
    for structure, wrong in (
        ("bull call spread", "bearish"), ("short put spread", "bearish"),
        ("bear put spread", "bullish"), ("long put", "bullish"),
    ):  # fmt: skip
        yield "bias", "risks", f"A {structure} is a {wrong} trade.", "direction"


def _verbs(source: _Source) -> Iterator[Made]:
    for name, subject in (
        ("put_call_oi_change_zscore", "The put/call ratio"),
        ("day_change_zscore", f"The price of {source.facts.symbol}"),
    ):
        score = source.value(name)
        if score is None or abs(score) < 3:
            yield "verb", "chain", f"{subject} surged.", "change_verb"
            yield "verb", "chain", f"{subject} has plunged of late.", "change_verb"
        if score is not None and abs(score) >= 0.5:
            yield "verb", "chain", f"{subject} was little changed.", "change_verb"


def _money(source: _Source) -> Iterator[Made]:
    spot = source.value("spot")
    if not spot or source.word("price_and_chain") == "apart":
        return
    above, below = (numbers.short_dollars(round(spot * step)) for step in (1.06, 0.94))
    for text in (
        f"The out-of-the-money {below} call leads.",
        f"An in-the-money {above} call is held.",
        f"The {above} put is out of the money.",
        f"The at-the-money {above} call is dear.",
        f"The {below} strike leads the calls above the price.",
        f"Below the price, puts gather at {above}.",
    ):
        yield "moneyness", "chain", text, "moneyness"


def _calendars(source: _Source) -> Iterator[Made]:
    today = source.facts.as_of.date()
    for name in ("expiration_front", "expiration_second", "expiration_monthly"):
        day = source.day(name)
        if day is None:
            continue
        wrong = dates.weekday(day + timedelta(days=1))
        text = f"The contracts of {wrong}, {dates.full_date(day)}, are next."
        yield "weekday", "chain", text, "calendar"
    old = today - timedelta(days=45)
    while old.weekday() != 4:
        old -= timedelta(days=1)
    strike = numbers.short_dollars(round(source.value("spot") or 100))
    written = dates.full_date(old)
    yield "expired", "chain", f"The {written}, {strike} call leads.", "stale_date"
    yield "expired", "chain", f"Puts that expire on {written} lead.", "stale_date"
    yield (
        "expired",
        "chain",
        f"A contract is {source.facts.symbol}{old:%y%m%d}C00100000.",
        "stale_date",
    )
    text = f"A block of 4,000 contracts changed hands on {written}."
    yield "old trade", "chain", text, "stale_date"


def _ideas(source: _Source) -> Iterator[Made]:
    spot = round(source.value("spot") or 100)
    day = dates.full_date(source.facts.as_of.date() + timedelta(days=30))
    parts = {
        "cost": " It costs $2.00 at mid.",
        "loss": " It can lose $200 a contract.",
        "even": f" It breaks even at ${spot + 2}.00.",
    }
    opening = f"Buy the {day}, ${spot} call."
    has_table = any(row["id"] == "trades" and row["sentences"] for row in source.record.sections)
    ideas = source.facts.get("trade_ideas")
    options = ideas is not None and any(row["structure"] != "stock" for row in ideas.rows)
    if has_table and not options:
        for missing in parts:
            kept = "".join(text for name, text in parts.items() if name != missing)
            yield f"idea without {missing}", "trades", f"{opening}{kept}", "trade_terms"
    whole = "".join(parts.values())
    target = f"{opening}{whole} The target is ${spot + 1}.00."
    if has_table:
        yield "worthless target", "trades", target, "worthless_target"
        wrong = whole.replace(f"${spot + 2}.00", f"${spot + 5}.00")
        yield "break-even", "trades", f"{opening}{wrong}", "arithmetic"
    counts = "The first strike holds 7,739 contracts and the second 7,739 contracts."
    yield "one count twice", "chain", counts, "duplicate_values"


def _windows(source: _Source) -> Iterator[Made]:
    del source
    for text in (
        "It shows 17.6% volatility.",
        "Volatility stands at 17.6%.",
        "A return of 14.45% stands out.",
    ):
        yield "window", "risks", text, "window"


def _edits(source: _Source) -> Iterator[ClaimMutant]:
    yield from _turned_words(source)
    yield from _turned_dates(source)
    yield from _dropped_terms(source)
    yield from _doubled_sentences(source)
    yield from _headlines(source)
    yield from _dropped_disclosures(source)
    yield from _turned_ideas(source)
    yield from _turned_figures(source)
    for what, text in set_mutations.turned_labels(source.record):
        yield ClaimMutant("loss called gain", what, text, frozenset({"label", "arithmetic"}))
    for what, text in set_mutations.turned_sides(source.record):
        yield ClaimMutant("side of a leader", what, text, frozenset({"put_call"}))


def _turned_words(source: _Source) -> Iterator[ClaimMutant]:
    for span in source.record.spans:
        right = _WORDS.get(span.format)
        if right is None:
            continue
        head, _, rest = span.text.partition(" ")
        turned = _TURNED.get(span.text) or (
            f"{_TURNED[head]} {rest}" if span.format == "direction" and head in _TURNED else None
        )
        if turned is not None:
            what = f"{span.text!r} -> {turned!r} ({span.reference})"
            text = source.replaced(span, turned)
            yield ClaimMutant("word turned", what, text, frozenset({right}))


def _turned_dates(source: _Source) -> Iterator[ClaimMutant]:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    for span in source.record.spans:
        name = next((item for item in names if span.text.startswith(f"{item},")), None)
        if name is not None:
            other = names[(names.index(name) + 1) % 5]
            text = source.replaced(span, span.text.replace(name, other, 1))
            yield ClaimMutant("weekday of the note", span.text, text, frozenset({"calendar"}))
        if span.format == "contract":
            year = re.search(r"20\d\d", span.text)
            if year:
                old = span.text.replace(year[0], str(int(year[0]) - 1))
                text = source.replaced(span, old)
                yield ClaimMutant("contract of last year", old, text, frozenset({"stale_date"}))


PREMIUMS: Final = ("debit", "debit_natural", "cost", "credit", "proceeds", "natural")


def _dropped_terms(source: _Source) -> Iterator[ClaimMutant]:
    """A term of every idea is gone, from its sentences and from the table."""
    text = source.record.markdown
    spans = [span for span in source.record.spans if span.reference.startswith("trade_ideas")]
    legs = [span for span in spans if span.format in ("occ", "contract")]
    if not legs:
        return
    for term, columns, words in (
        ("cost", PREMIUMS, "Cost"),
        ("loss", ("maximum_loss",), "Max loss"),
        ("break-even", ("break_even", "break_even_upper"), "Break-even"),
    ):
        gone = [span for span in spans if span.reference.rpartition(".")[2] in columns]
        # "The loss is that premium, $498" states the premium as well.
        if not gone or (term == "cost" and re.search(r"(?:premium|debit), \$", text)):
            continue
        made = text
        for span in sorted(gone, key=lambda item: -item.start):
            made = made[: span.start] + "little" + made[span.end :]
        made = made.replace(f"| {words} |", "| Remark |").replace("| Credit |", "| Remark |")
        yield ClaimMutant(f"{term} dropped", term, made, frozenset({"trade_terms"}))


def _doubled_sentences(source: _Source) -> Iterator[ClaimMutant]:
    text = source.record.markdown
    for section in source.record.sections:
        if section["kind"] in ("headline", "byline", "method"):
            continue
        for sentence in section["sentences"][:3]:
            first = sentence["text"]
            if len(first) > 30 and text.count(first) == 1 and first.endswith("."):
                made = text.replace(first, f"{first} {first}")
                yield ClaimMutant("doubled sentence", first[:60], made, frozenset({"doubled"}))


def _headlines(source: _Source) -> Iterator[ClaimMutant]:
    text = source.record.markdown
    head, rest = text.split("\n", 1)
    symbol = source.facts.symbol
    for what, headline, right in (
        ("no number", f"# {symbol} and what the chain holds", "headline"),
        ("no fact", f"# {symbol} at $4,711.47: what the chain holds", "headline"),
        ("verb", f"{head}, and the put/call ratio surges", "change_verb"),
    ):
        if what == "verb" and abs(source.value("put_call_oi_change_zscore") or 0) >= 3:
            continue
        yield ClaimMutant(f"headline: {what}", headline, f"{headline}\n{rest}", frozenset({right}))
    if source.word("regime") not in ("quiet", ""):
        headline = f"# A quiet day for {symbol} at {numbers.dollars(source.value('spot') or 1)}"
        yield ClaimMutant(
            "headline: quiet", headline, f"{headline}\n{rest}", frozenset({"headline"})
        )


def _dropped_disclosures(source: _Source) -> Iterator[ClaimMutant]:
    text = source.record.markdown
    for words in ("not investment advice", "Options involve risk"):
        start = text.find(words)
        if start >= 0:
            made = text[:start] + "a text" + text[start + len(words) :]
            made = (
                made.replace("Characteristics and Risks of", "Notes on")
                if "risk" in words
                else made
            )
            yield ClaimMutant("disclosure dropped", words, made, frozenset({"disclosure"}))


def _turned_ideas(source: _Source) -> Iterator[ClaimMutant]:
    text = source.record.markdown
    start = text.find("## Trades")
    for match in _BIAS.finditer(text, max(start, 0)):
        other = "bearish" if match[0] == "bullish" else "bullish"
        made = text[: match.start()] + other + text[match.end() :]
        right = frozenset({"direction", "level_order"})
        yield ClaimMutant("bias of an idea", match[0], made, right)


_BIAS = re.compile(r"\b(?:bullish|bearish)\b(?= (?:structure|position|exposure|participation))")


def _turned_figures(source: _Source) -> Iterator[ClaimMutant]:
    """A loss or a break-even of an idea's sentence that its legs do not give."""
    tables = source.record.markdown.find("*Trade ideas")
    for span in source.record.spans:
        column = span.reference.rpartition(".")[2]
        is_figure = column in ("maximum_loss", "break_even", "break_even_upper")
        if not span.reference.startswith("trade_ideas") or not is_figure or span.start > tables:
            continue
        value = float(span.text.replace("$", "").replace(",", ""))
        text = source.replaced(span, f"${value * 1.1:,.2f}")
        what = f"{span.text} ({span.reference})"
        yield ClaimMutant("figure of an idea", what, text, frozenset({"arithmetic"}))
