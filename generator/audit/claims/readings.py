"""Readings: indicators by their bands, moneyness, fields, news, windows, strikes with one count."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity

_RSI_BANDS: Final = (
    (20.0, ("deeply oversold", "oversold")),
    (30.0, ("oversold",)),
    (70.0000001, ("neutral",)),
    (80.0000001, ("overbought",)),
    (1e9, ("strongly overbought", "overbought")),
)
_SKEW: Final = re.compile(
    r"\b(puts|calls) (?:cost|are|trade) (?:more|dearer|richer|cheaper|less)(?: expensive)? than"
    r" (?:equally distant )?(puts|calls)\b",
    re.IGNORECASE,
)
_CURVE: Final = re.compile(
    r"\b(?:curve|term structure)\b[^.;]{0,25}?\b(rises|falls|slopes up|slopes down|upwards?"
    r"|downwards?|inverted|backwardation|contango)\b"
    r"|\b(upward|downward)[- ]sloping (?:curve|term structure)\b"
    r"|\b(inverted) (?:volatility )?(?:curve|term structure)\b",
    re.IGNORECASE,
)
_MACD: Final = re.compile(r"\bMACD\b[^.;]{0,30}\b(above|below)\s+(?:its|the) signal", re.IGNORECASE)


def indicator(note: Note) -> Iterator[Claim]:
    """Words of RSI, percentiles, skew, term structure and MACD by their bands."""
    for sentence in note.sentences:
        if sentence.section == "method":
            continue
        yield from _rsi(note, sentence)
        yield from _skew(note, sentence)
        yield from _curve(note, sentence)
        yield from _macd(note, sentence)
    yield from _standings(note)


def rsi_words(value: float) -> tuple[str, ...]:
    """What an RSI of ``value`` may be called."""
    return next(known for below, known in _RSI_BANDS if value < below)


def _rsi(note: Note, sentence: Sentence) -> Iterator[Claim]:
    label = next((item for item in sentence.labels if item[0].facts == ("rsi_14",)), None)
    has_word = words.RSI_WORDS.search(sentence.own)
    if label is None and not (has_word and has_word[2].lower() != "neutral"):
        return
    shown = next(
        (named.quantity for named in sentence.named if named.label.facts == ("rsi_14",)), None
    )
    value = note.number("rsi_14") if shown is None else shown.value
    if (
        label is not None
        and shown is not None
        and not re.search(r"\b14[- ](?:day|session)", sentence.own)
    ):
        yield Claim(sentence, label[1], "an RSI is named without its 14 days", ("rsi_14",))
    for match in words.RSI_WORDS.finditer(sentence.own):
        said = " ".join(match[0].lower().split())
        if value is None or sentence.negated(match.start()):
            continue
        start, _ = sentence.clause(match.start())
        if said not in rsi_words(value) and not words.UNREAL.search(
            sentence.own[start : match.start()]
        ):
            yield _misread(sentence, match, value)


def _misread(sentence: Sentence, match: re.Match[str], value: float) -> Claim:
    message = f"{match[0]!r} is said of an RSI of {value:.1f}"
    return Claim(sentence, match.start(), message, ("rsi_14",), rsi_words(value)[0])


def _standings(note: Note) -> Iterator[Claim]:
    before = ""
    for sentence in note.prose():
        name = standing_of(sentence, before)
        value = None if name is None else note.number(name)
        if name is not None and value is not None:
            yield from _misplaced(sentence, name, value)
        before = sentence.own


_NEAR_WORD: Final = 16
_STANDINGS: Final = {
    "very low": ("very low", "low"),
    "low": ("low",),
    "usual": ("usual", "normal", "typical"),
    "high": ("high",),
    "very high": ("very high", "high"),
}
"""What a percentile may be called; a weaker word is no falsehood."""


def _misplaced(sentence: Sentence, name: str, value: float) -> Iterator[Claim]:
    right = standing(value)
    allowed = _STANDINGS[right]
    for pattern in words.STANDING:
        for match in pattern.finditer(sentence.own):
            near = sentence.own[max(0, match.start("word") - _NEAR_WORD) : match.start("word")]
            if match["word"].lower() not in allowed and not words.NEGATION.search(near):
                message = f"{match['word']!r} is said of a percentile of {value:.0%}"
                yield Claim(sentence, match.start("word"), message, (name,), right)


def standing_of(sentence: Sentence, before: str) -> str | None:
    """The percentile that words of standing in ``sentence`` speak of; ``before`` came before it."""
    own = sentence.own.lower()
    volatility = re.search(r"volatil|options imply|\biv\b", own)
    ratio = re.search(r"put/call|put-call|\bratio\b|\bputs\b[^.;]*\bcall\b", own)
    if volatility or ratio:
        return "iv_percentile" if volatility else "put_call_oi_percentile"
    if sentence.section in ("volatility", "chain"):
        in_volatility = sentence.section == "volatility"
        return "iv_percentile" if in_volatility else "put_call_oi_percentile"
    return "put_call_oi_percentile" if "put/call" in before.lower() else None


def standing(value: float) -> str:
    """The word of a percentile."""
    steps = ((0.10, "very low"), (0.25, "low"), (0.75, "usual"), (0.90, "high"))
    return next((word for below, word in steps if value < below), "very high")


def _skew(note: Note, sentence: Sentence) -> Iterator[Claim]:
    skew = note.number("skew_25d")
    for match in _SKEW.finditer(sentence.own):
        if skew is None or sentence.negated(match.start()) or match[1].lower() == match[2].lower():
            continue
        cheaper = re.search(r"\b(?:cheaper|less)\b", match[0], re.IGNORECASE) is not None
        puts_dearer = (match[1].lower() == "puts") != cheaper
        if puts_dearer != (skew > 0):
            right = "puts cost more than calls" if skew > 0 else "calls cost more than puts"
            yield Claim(
                sentence, match.start(), "the skew has the other sign", ("skew_25d",), right
            )


_RISING: Final = ("rises", "slopes up", "upward", "upwards", "contango")


def _curve(note: Note, sentence: Sentence) -> Iterator[Claim]:
    slope = _slope(note)
    for match in _CURVE.finditer(sentence.own):
        rising = (match[1] or match[2] or match[3]).lower() in _RISING
        if sentence.negated(match.start()):
            continue
        if slope is None:
            message = "the data gives no slope of the term structure"
            yield Claim(sentence, match.start(), message, ("term_slope",))
        elif slope and (slope > 0) != rising:
            message = "the term structure slopes the other way"
            yield Claim(sentence, match.start(), message, ("term_slope",))


def _slope(note: Note) -> float | None:
    """The slope from a month to three; where there is none, from the first expiration to the last.

    Data of a few expirations has no volatility of three months, and its curve a direction still.
    """
    slope = note.number("term_slope")
    cells = [row["implied_volatility"] for row in note.table("atm_iv_by_expiration")]
    known = [cell for cell in cells if isinstance(cell, float)]
    if slope is not None or len(known) <= 1:
        return slope
    return known[-1] - known[0]


def _macd(note: Note, sentence: Sentence) -> Iterator[Claim]:
    histogram = note.number("macd_histogram")
    for match in _MACD.finditer(sentence.own):
        above = match[1].lower() == "above"
        if histogram and (histogram > 0) != above and not sentence.negated(match.start()):
            message = "MACD is on the other side of its signal"
            yield Claim(sentence, match.start(), message, ("macd_histogram",))


def inapplicable_field(note: Note) -> Iterator[Claim]:
    """A figure of companies told of a fund, or the reverse."""
    kind = note.word("instrument_type") or ""
    for sentence in note.prose():
        for match in sentence.find(words.INAPPLICABLE.get(kind, ())):
            if not sentence.negated(match.start()):
                noun = {"etf": "a fund", "equity": "a company", "index": "an index"}[kind]
                message = f"{match[0]!r} does not apply to {noun}"
                yield Claim(sentence, match.start(), message, ("instrument_type",))


_OPTION: Final = re.compile(
    r"\$(?P<strike>[\d,]+(?:\.\d+)?)(?:-strike)?\s+(?P<right>call|put)s?\b", re.IGNORECASE
)
_NEAR_MONEY: Final = 0.03


def moneyness(note: Note) -> Iterator[Claim]:
    """In, at or out of the money, against the strike's side of the price."""
    spot = note.spot
    if spot is None or note.word("price_and_chain") == "apart":
        return
    for sentence in note.sentences:
        if sentence.section == "method":
            continue
        yield from _money_words(sentence, spot)
        yield from _sides(sentence, spot)


def _money_words(sentence: Sentence, spot: float) -> Iterator[Claim]:
    for match in words.MONEYNESS.finditer(sentence.own):
        start, end = sentence.clause(match.start())
        options = list(_OPTION.finditer(sentence.own, start, end))
        if not options or sentence.negated(match.start()):
            continue
        option = min(options, key=lambda item: abs(item.start() - match.start()))
        strike = float(option["strike"].replace(",", ""))
        right = money_word(strike, option["right"].lower(), spot)
        said = match[1].lower().replace("-", " ")
        said = {"otm": "out of the money", "itm": "in the money", "atm": "at the money"}.get(
            said, said
        )
        near = abs(strike / spot - 1) <= _NEAR_MONEY
        if said == "at the money" and near:
            continue
        if said.removeprefix("far ") != right:
            message = f"{match[0]!r} is said of {option[0]} with the price at {spot:,.2f}"
            yield Claim(sentence, match.start(), message, ("spot",), right)


def money_word(strike: float, right: str, spot: float) -> str:
    """In or out of the money, by the strike's side of the price."""
    return "out of the money" if (strike > spot) == (right == "call") else "in the money"


_SEGMENT: Final = re.compile(r"[,;:]\s|\s(?:and|while|but|or|with)\s")
_LIST_ITEM: Final = re.compile(r"\s*(?:the|at)?\s*\$[\d.,]+\s*\Z", re.IGNORECASE)


def _sides(sentence: Sentence, spot: float) -> Iterator[Claim]:
    """Strikes that are said to lie above or below the price."""
    if sentence.kind not in ("bullet", "prose") or words.CONDITION.search(sentence.own):
        return
    for item, above in _placed(sentence, spot):
        if (item.value > spot) != above:
            where = "above" if above else "below"
            yield Claim(sentence, item.start, f"{item.text} is not {where} the price", ("spot",))


def _placed(sentence: Sentence, spot: float) -> Iterator[tuple[Quantity, bool]]:
    """Strikes with the side that the words of their part of the sentence give them.

    A side that stands without a strike ("Below the price, puts gather at") holds for what follows;
    a list of strikes has the side of its last.
    """
    ahead: bool | None = None
    waiting: list[Quantity] = []
    for start, end, mark in _segments(sentence.own):
        text = sentence.own[start:end]
        ahead = None if mark in ";:" and mark else ahead
        strikes = [
            item
            for item in sentence.numbers
            if start <= item.start < end and _may_be_strike(item, spot)
        ]
        side = _side_said(text)
        if side is not None:
            yield from ((item, side) for item in (*waiting, *strikes))
            ahead, waiting = (None if strikes else side), []
        elif ahead is not None:
            yield from ((item, ahead) for item in strikes)
        else:
            waiting = [*waiting, *strikes] if _LIST_ITEM.match(text) else []


def _segments(text: str) -> Iterator[tuple[int, int, str]]:
    start, mark = 0, ""
    for match in _SEGMENT.finditer(text):
        yield start, match.start(), mark
        start, mark = match.end(), match[0].strip()[:1]
    yield start, len(text), mark


def _side_said(text: str) -> bool | None:
    above, below = words.ABOVE_PRICE.search(text), words.BELOW_PRICE.search(text)
    if (above is None) == (below is None):
        return None
    return above is not None


def _may_be_strike(item: Quantity, spot: float) -> bool:
    if item.kind != "usd" or abs(item.value - spot) < 0.005 or item.value <= 0:  # noqa: PLR2004
        return False
    return 0.2 < item.value / spot < 5 and (  # noqa: PLR2004 - strikes stand around the price
        item.base is None or "top_otm" in item.base or "wall" in item.base
    )


_PUBLISHED: Final = re.compile(r"\s*\((?P<publisher>[^(),]+),\s*(?P<date>[^()]+)\)")
_LONG_QUOTE: Final = 5
_NEWS_AGE: Final = timedelta(days=7)


def news(note: Note) -> Iterator[Claim]:
    """News without publisher and date, or that was not supplied for this symbol."""
    titles = _titles(note)
    for sentence in note.prose():
        if words.NOT_NEWS.search(sentence.own):
            yield from _denied(note, sentence)
            continue
        quoted = list(_quotes(sentence))
        for text, start in quoted:
            if _key(text) not in titles:
                message = f"{text[:50]!r} is none of the headlines supplied"
                yield Claim(sentence, start, message, ("headlines",))
        if not any(_key(text) in titles for text, _ in quoted):
            for match in list(sentence.find(words.HEARSAY))[:1]:
                message = f"{match[0]!r} names no publisher and date of a supplied headline"
                yield Claim(sentence, match.start(), message, ("headlines",))
        yield from _denied(note, sentence)
    yield from _dated(note, titles)


def _titles(note: Note) -> dict[str, tuple[str, datetime | None]]:
    found: dict[str, tuple[str, datetime | None]] = {}
    for row in note.facts["headlines"].rows if "headlines" in note.facts else ():
        published = row.get("published")
        moment = published if isinstance(published, datetime) else None
        found[_key(str(row.get("title")))] = (str(row.get("publisher")), moment)
    return found


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip() or text


def _quotes(sentence: Sentence) -> Iterator[tuple[str, int]]:
    for text, start, end in sentence.quotes:
        named = sentence.text[end:].lstrip()[:1] == "("
        if text and (len(text.split()) >= _LONG_QUOTE or named):
            yield text, start


def _denied(note: Note, sentence: Sentence) -> Iterator[Claim]:
    match = words.NO_NEWS.search(sentence.own)
    if match and note.table("headlines"):
        yield Claim(sentence, match.start(), "headlines were supplied", ("headlines",))


def _dated(note: Note, titles: dict[str, tuple[str, datetime | None]]) -> Iterator[Claim]:
    for sentence in note.prose():
        for text, start, end in sentence.quotes:
            publisher, moment = titles.get(_key(text), ("", None))
            if not publisher:
                continue
            beside = _PUBLISHED.match(sentence.text, end)
            if publisher.lower() not in sentence.text.lower():
                yield Claim(sentence, start, "a headline without its publisher", ("headlines",))
            elif not sentence.days and beside is None:
                yield Claim(sentence, start, "a headline without its date", ("headlines",))
            elif moment is not None and note.facts.as_of - moment > _NEWS_AGE:
                yield Claim(sentence, start, "a headline older than a week", ("headlines",))


def window(note: Note) -> Iterator[Claim]:
    """A return or a volatility without the time it is taken over."""
    for sentence in note.prose():
        percents = [item for item in sentence.numbers if item.kind == "percent"]
        if not percents or words.WINDOW.search(sentence.own):
            if percents:
                yield from _untyped(sentence, percents)
            continue
        match = words.RETURN_WORD.search(sentence.own)
        if match:
            yield Claim(sentence, match.start(), "a return is named without its window")
        yield from _volatility(sentence, percents)


_VOLATILITY_NEAR: Final = re.compile(
    r"\A\s*(?:annuali[sz]ed |a year in )?volatility\b", re.IGNORECASE
)
_VOLATILITY_BEFORE: Final = re.compile(
    r"\bvolatility\s+(?:of|at|is|was|stands at|sits at|near|runs at|reads)\s+(?:about )?\Z",
    re.IGNORECASE,
)


def _of_volatility(sentence: Sentence, item: Quantity) -> bool:
    after = _VOLATILITY_NEAR.match(sentence.own[item.end :])
    return bool(after or _VOLATILITY_BEFORE.search(sentence.own[: item.start]))


def _volatility(sentence: Sentence, percents: list[Quantity]) -> Iterator[Claim]:
    for item in percents:
        typed = words.VOLATILITY_TYPE.search(sentence.own) and sentence.kind == "headline"
        if _of_volatility(sentence, item) and not typed:
            message = f"a volatility of {item.text} is named without its window"
            yield Claim(sentence, item.start, message)


def _untyped(sentence: Sentence, percents: list[Quantity]) -> Iterator[Claim]:
    for item in percents:
        if _of_volatility(sentence, item) and not words.VOLATILITY_TYPE.search(sentence.own):
            message = f"a volatility of {item.text} is named without its type"
            yield Claim(sentence, item.start, message)


_LEAST_COUNT: Final = 100


def duplicate_values(note: Note) -> Iterator[Claim]:
    """Two strikes with one count of open interest."""
    for group in note.paragraphs():
        seen: dict[str, Quantity] = {}
        for sentence in group:
            if (
                "open interest" not in sentence.own.lower()
                and "contracts" not in sentence.own.lower()
            ):
                continue
            for item in sentence.numbers:
                if (
                    item.kind not in ("plain", "contracts")
                    or item.value < _LEAST_COUNT
                    or item.step < 1
                ):
                    continue
                before = seen.setdefault(f"{item.value:.0f}", item)
                proven = before.reference and item.reference
                if before is not item and not proven:
                    message = f"{item.text!r} stands for two strikes: one of them is suspicious"
                    yield Claim(sentence, item.start, message)
