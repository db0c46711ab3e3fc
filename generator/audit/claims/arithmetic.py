"""Arithmetic: what a sentence derives from its own numbers, computed again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.wording.numbers import percent_size, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity

_FROM: Final = re.compile(
    r"[^.;:]{0,30}?\b(?:from|below|above|under|off|short of|beneath)\b[^.;:]{0,12}\Z"
)
_MULTIPLES: Final = (
    (r"\b(?:nearly|almost|close to) (?:double|twice)\b", 1.8, 2.0),
    (r"\bmore than (?:double|twice)\b", 2.0, 3.0),
    (r"\b(?<!nearly )(?<!almost )(?<!close to )(?<!more than )(?:double|twice)\b", 1.95, 2.05),
    (r"\b(?:nearly|almost) (?:triple|three times)\b", 2.7, 3.0),
    (r"\b(?<!nearly )(?<!almost )(?:triple|three times)\b", 2.9, 3.1),
)
_PUTS: Final = re.compile(r"\A\s+(?:open )?puts?\b", re.IGNORECASE)
_CALLS: Final = re.compile(r"\A\s+(?:open )?calls?\b", re.IGNORECASE)
_SUM: Final = re.compile(
    r"\b(?:combined|altogether|together|in total|a total of|sum of)\b", re.IGNORECASE
)
_COMPARED: Final = ("count", "shares", "percent", "usd")
"""What a multiple compares first, where a sentence names two of several kinds."""

_PAIR: Final = 2
_TINY: Final = 1e-9


def arithmetic(note: Note) -> Iterator[Claim]:
    """Percentages, multiples, ratios, differences and sums from the figures named beside them."""
    for sentence in note.sentences:
        if sentence.section == "method" or sentence.kind == "head":
            continue
        yield from _distances(note, sentence)
        yield from _multiples(note, sentence)
        yield from _ratios(sentence)
        yield from _differences(sentence)
        yield from _moves(note, sentence)
        yield from _sums(sentence)


def _distances(note: Note, sentence: Sentence) -> Iterator[Claim]:
    """As in: Down 0.76% from its 52-week high of $251.50."""
    spot = note.spot
    if spot is None:
        return
    for of, start, end in sentence.labels:
        item = _percent_before(sentence, start)
        if item is None or of.kind != "usd" or of.loose:
            continue
        base = _value_of_label(note, sentence, of.facts[0], end)
        if base and not _percents_agree(item, spot / base - 1):
            expected = percent_size(spot / base - 1, 2)
            message = f"{item.text} is not the distance of the price from {base:,.2f}"
            yield Claim(sentence, item.start, message, ("spot", *of.facts), expected)


def _percent_before(sentence: Sentence, start: int) -> Quantity | None:
    before = [item for item in sentence.numbers if item.end <= start and item.kind == "percent"]
    if not before:
        return None
    gap = sentence.own[before[-1].end : start]
    between = any(
        item.kind == "percent" for item in sentence.numbers if before[-1].end < item.start < start
    )
    near = _FROM.match(_without_price(gap))
    return before[-1] if near and not between else None


def _without_price(gap: str) -> str:
    """The words between a percentage and its base, without the price that may stand there."""
    return re.sub(r"\s*(?:at|to)\s+\$[\d.,]*\d,?", "", gap)


def _value_of_label(note: Note, sentence: Sentence, name: str, end: int) -> float | None:
    for named in sentence.named:
        if named.before and named.label.facts[0] == name and named.quantity.start >= end:
            return named.quantity.value if named.quantity.kind == "usd" else None
    return note.number(name)


def _percents_agree(item: Quantity, value: float) -> bool:
    return abs(abs(item.value) - abs(value)) <= item.step * 0.5 + _TINY + 2e-6


def _multiples(note: Note, sentence: Sentence) -> Iterator[Claim]:
    for pattern, least, most in _MULTIPLES:
        for match in re.finditer(pattern, sentence.own, re.IGNORECASE):
            value = _multiple_meant(note, sentence, match.start())
            if value is not None and not least - _TINY <= value <= most + _TINY:
                message = f"{match[0]!r} is said of {plain(value, 2)} times"
                yield Claim(sentence, match.start(), message, expected=f"{plain(value, 1)} times")
    for item in sentence.numbers:
        if item.kind != "times" or item.reference is not None:
            continue
        value = _multiple_meant(note, sentence, item.start)
        if value is not None and not item.shows(value):
            message = f"{item.text!r} is said of {plain(value, 2)} times"
            yield Claim(sentence, item.start, message, expected=f"{plain(value, 1)} times")


def _multiple_meant(note: Note, sentence: Sentence, at: int) -> float | None:
    """The larger of the two numbers compared over the smaller, or puts over calls."""
    kinds: dict[str, list[float]] = {}
    for item in sentence.numbers:
        if item.kind in ("usd", "percent", "contracts", "plain", "shares") and item.value > 0:
            kinds.setdefault(
                "count" if item.kind in ("contracts", "plain") else item.kind, []
            ).append(item.value)
    pairs = [kinds[kind] for kind in _COMPARED if len(kinds.get(kind, ())) == _PAIR]
    if pairs:
        return max(pairs[0]) / min(pairs[0])
    around = sentence.clause_text(at).lower()
    if "put" in around and "call" in around and not pairs:
        ratio = note.number("put_call_oi_ratio")
        return None if not ratio else max(ratio, 1 / ratio)
    return None


def _ratios(sentence: Sentence) -> Iterator[Claim]:
    """As in: P puts are open against C calls, a ratio of R."""
    puts = [item for item in sentence.numbers if _PUTS.match(sentence.own[item.end :])]
    calls = [item for item in sentence.numbers if _CALLS.match(sentence.own[item.end :])]
    for item in sentence.numbers:
        if not re.search(r"\bratio (?:of|is|at)\s+\Z", sentence.own[: item.start]):
            continue
        if len(puts) == 1 and len(calls) == 1 and calls[0].value:
            value = puts[0].value / calls[0].value
            if not _within(item, value, puts[0], calls[0]):
                message = f"{item.text} is not {puts[0].text} over {calls[0].text}"
                yield Claim(sentence, item.start, message, expected=plain(value, 2))


def _within(item: Quantity, value: float, *parts: Quantity) -> bool:
    """Whether ``value`` gives ``item``, knowing that its parts are printed rounded."""
    slack = sum(part.step / 2 / abs(part.value) for part in parts if part.value) * abs(value)
    return abs(abs(item.value) - abs(value)) <= item.step * 0.5 + slack + _TINY


_DIFFERENCE: Final = re.compile(
    r"\A\s*(?:of volatility )?(more|less|above|below|higher|lower|over|under)\b[^.;]{0,60}\Z",
    re.IGNORECASE,
)


def _differences(sentence: Sentence) -> Iterator[Claim]:
    """As in: 18.5%, 6.3 points more than the 12.2%."""
    for at, item in enumerate(sentence.numbers):
        if item.kind != "points" or not 0 < at < len(sentence.numbers) - 1:
            continue
        first, second = sentence.numbers[at - 1], sentence.numbers[at + 1]
        word = _DIFFERENCE.match(sentence.own[item.end : second.start])
        if word is None or first.kind != "percent" or second.kind != "percent":
            continue
        less = word[1].lower() in ("less", "below", "lower", "under")
        value = (first.value - second.value) * (-1 if less else 1)
        if abs(item.value - value) > item.step * 0.5 + (first.step + second.step) / 2 + _TINY:
            message = f"{item.text} is not what lies between {first.text} and {second.text}"
            yield Claim(sentence, item.start, message)


_OR: Final = re.compile(r"\A,?\s*(?:or|that is|i\.e\.)(?: about| roughly)?\s*\Z", re.IGNORECASE)


def _moves(note: Note, sentence: Sentence) -> Iterator[Claim]:
    """As in: $3.56, or 1.4%: the same move in dollars and per cent of the price."""
    for first, second in zip(sentence.numbers, sentence.numbers[1:], strict=False):
        if first.kind != "usd" or second.kind != "percent" or not note.spot:
            continue
        if _OR.match(sentence.own[first.end : second.start]):
            value = abs(first.value) / note.spot
            if (
                abs(abs(second.value) - value)
                > second.step * 0.5 + first.step / 2 / note.spot + _TINY
            ):
                message = f"{second.text} is not {first.text} of the price"
                yield Claim(sentence, second.start, message, ("spot",), percent_size(value, 1))


def _sums(sentence: Sentence) -> Iterator[Claim]:
    """A total beside its parts."""
    if not _SUM.search(sentence.own):
        return
    counts = [item for item in sentence.numbers if item.kind in ("contracts", "plain", "shares")]
    if len(counts) <= _PAIR or any(item.step < 1 for item in counts):
        return
    largest = max(counts, key=lambda item: item.value)
    parts = sum(item.value for item in counts if item is not largest)
    if abs(largest.value - parts) > _TINY and largest.value < parts * 10:
        message = f"{largest.text} is not the sum of what stands beside it"
        yield Claim(sentence, largest.start, message, expected=f"{parts:,.0f}")


def put_call(note: Note) -> Iterator[Claim]:
    """Puts and calls exchanged, or a ratio turned into the wrong share."""
    ratio = note.number("put_call_oi_ratio")
    for sentence in note.prose():
        if sentence.kind != "row" and ratio:
            yield from _per(note, sentence)
            yield from _share(sentence, ratio)
    for group in note.paragraphs():
        yield from _dominance(note, group)
    yield from _call_put(note)


_PUTS_PER_CALL: Final = re.compile(
    rf"\bputs?\b[^.;]{{0,20}}?\b{words.PER} (?:open )?call\b", re.IGNORECASE
)
_CALLS_PER_PUT: Final = re.compile(
    rf"\bcalls?\b[^.;]{{0,20}}?\b{words.PER} (?:open )?put\b", re.IGNORECASE
)


def _ratio_values(note: Note) -> list[float]:
    names = (
        "put_call_oi_ratio", "put_call_oi_ratio_tradable", "put_call_oi_ratio_front",
        "put_call_volume_ratio",
    )  # fmt: skip
    return [value for name in names if (value := note.number(name))]


def _per(note: Note, sentence: Sentence) -> Iterator[Claim]:
    values = _ratio_values(note)
    for pattern, invert in ((_PUTS_PER_CALL, False), (_CALLS_PER_PUT, True)):
        for match in pattern.finditer(sentence.own):
            item = _plain_before(sentence, match.start())
            if item is None or item.base == "put_call_oi_change_1d":
                continue
            meant = [1 / value if invert else value for value in values]
            turned = [value if invert else 1 / value for value in values]
            if not any(item.shows(value) for value in meant) and any(map(item.shows, turned)):
                message = f"{item.text} is the ratio the other way round: {match[0]!r}"
                yield Claim(
                    sentence, item.start, message, ("put_call_oi_ratio",), plain(meant[0], 2)
                )


def _plain_before(sentence: Sentence, start: int) -> Quantity | None:
    before = [item for item in sentence.numbers if item.kind == "plain" and item.end <= start]
    return before[-1] if before and start - before[-1].end < _PER_REACH else None


_PER_REACH: Final = 16
_SHARE_OF: Final = re.compile(
    r"\A\s*(?:of (?:all |the )?(?:\w+ )?(?:open interest|contracts|options)\s*)?"
    r"(?:is|are|was|were|sits|sit|lies?)?\s*(?:in|on)?\s*(?:the )?(puts?|calls?)\b",
    re.IGNORECASE,
)
_SHARE_BY: Final = re.compile(
    r"\b(puts?|calls?) (?:make up|account for|are|hold|represent|comprise|carry)\s+(?:about )?\Z",
    re.IGNORECASE,
)


def _share(sentence: Sentence, ratio: float) -> Iterator[Claim]:
    for item in sentence.numbers:
        if item.kind != "percent" or item.reference is not None:
            continue
        side = _SHARE_OF.match(sentence.own[item.end :]) or _SHARE_BY.search(
            sentence.own[: item.start]
        )
        whole = "open interest" in sentence.own.lower() or "chain" in sentence.own.lower()
        if side is None or not whole:
            continue
        value = ratio / (1 + ratio) if side[1].lower().startswith("put") else 1 / (1 + ratio)
        if not item.shows(value):
            message = f"{item.text} is not the share of {side[1]} at a ratio of {plain(ratio, 2)}"
            yield Claim(
                sentence, item.start, message, ("put_call_oi_ratio",), percent_size(value, 0)
            )


def _dominance(note: Note, group: list[Sentence]) -> Iterator[Claim]:
    paragraph = " ".join(sentence.own for sentence in group)
    for sentence in group:
        for patterns, puts in ((words.PUTS_MORE, True), (words.CALLS_MORE, False)):
            for match in sentence.find(patterns):
                if sentence.negated(match.start()) or words.CONDITION.search(
                    sentence.own[max(0, match.start() - 15) : match.start()]
                ):
                    continue
                ratio = _ratio_in_scope(note, sentence, paragraph)
                if ratio is not None and (ratio > 1) != puts and ratio != 1:
                    fewer, more = ("puts", "calls") if puts else ("calls", "puts")
                    message = f"{match[0]!r}, but there are fewer {fewer} than {more} there"
                    yield Claim(sentence, match.start(), message, ("put_call_oi_ratio",))


def _ratio_in_scope(note: Note, sentence: Sentence, paragraph: str) -> float | None:
    if re.search(r"\bvolume\b", sentence.own, re.IGNORECASE):
        return note.number("put_call_volume_ratio")
    if words.FRONT_SCOPE.search(sentence.own) or (
        words.FRONT_SCOPE.search(paragraph)
        and not re.search(r"\bchain\b", paragraph)
        and not words.WHOLE_SCOPE.search(sentence.own)
    ):
        front = note.number("put_call_oi_ratio_front")
        if front is not None:
            return front
    return note.number("put_call_oi_ratio")


def _call_put(note: Note) -> Iterator[Claim]:
    values = _ratio_values(note)
    for sentence in note.prose():
        for match in re.finditer(
            r"\bcall[/-](?:to-)?put(?: open[- ]interest)? ratio(?: of| is| at)?\s+",
            sentence.own,
            re.IGNORECASE,
        ):
            for item in sentence.numbers:
                if item.start == match.end() and any(map(item.shows, values)):
                    message = f"{item.text} is put/call, not call/put"
                    yield Claim(sentence, item.start, message, ("put_call_oi_ratio",))
