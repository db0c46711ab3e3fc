"""Yahoo's option chains (v7 JSON), saved or just received.

Its vocabulary (camelCase, Unix stamps) stops here. Before the open, and over the weekend, quotes
and open interest are zero on nearly every contract of such an answer; the gates judge that, this
module only reads.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ImportFileError
from generator.market.headlines import clean_text
from generator.market.issues import Issue
from generator.market.roots import plain_symbol
from generator.market.sessions import Sessions
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.json_values import drift, items, mapping, moment, number, text
from generator.market.vendors.layout import Layout
from generator.market.vendors.named_symbol import check_named_symbol
from generator.market.vendors.raw_contracts import contracts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.market.vendors.content import Content

NAME: Final = "Yahoo v7 options JSON"
SOURCE_NAME: Final = "Yahoo Finance"
INSTRUMENT_TYPES: Final[Mapping[str, str]] = {"EQUITY": "equity", "ETF": "etf", "INDEX": "index"}
"""Yahoo's words for what can have listed options, and ours."""
_SESSIONS: Final = ("regular", "pre", "post")
_STATES: Final = ("REGULAR", "POST", "POSTPOST", "CLOSED", "PREPRE", "PRE")
"""Yahoo's words for the hours after one quote of the regular session, as they follow."""
_SPREAD: Final = timedelta(minutes=15)
_FIGURES: Final[Mapping[str, str]] = {
    "strike": "strike",
    "bid": "bid",
    "ask": "ask",
    "last": "lastPrice",
    "volume": "volume",
    "open_interest": "openInterest",
    "vendor_implied_volatility": "impliedVolatility",
}


def is_options(body: Any) -> bool:  # noqa: ANN401 - JSON is any value
    """Whether ``body`` is an answer of the options address."""
    return isinstance(body, dict) and "optionChain" in body


def _recognises(content: Content) -> bool:
    return is_options(content.json)


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    for content in contents:
        _answer(content.json, content.path, symbol)  # so that the file at fault is named
    # Files have no order of their own: of equal times the text decides.
    bodies = sorted((content.json for content in contents), key=_text_of)
    made = read_options(bodies, file=contents[0].path, symbol=symbol)
    day = made.as_of.date() if isinstance(made.as_of, datetime) else made.as_of

    def read(_: date) -> ChainDay:
        return made

    files = tuple(sorted(content.path for content in contents))
    return ChainFile(layout=NAME, days=[day], read=read, files=files)


LAYOUT: Final = Layout(
    name=NAME,
    shape="JSON with optionChain, one or several files of one symbol and moment",
    recognises=_recognises,
    open=_open,
)


def read_options(bodies: Sequence[Any], *, file: Path, symbol: str) -> ChainDay:
    """One chain out of the answers for one or several of its expirations.

    Args:
        bodies: Parsed answers; what they say of their time orders them, and of those that say the
            same the later one counts.
        file: What to call them in messages.
        symbol: The ticker that was asked for.

    Raises:
        ImportFileError: An answer has another shape (``schema_drift``), is about another symbol
            (``symbol_mismatch``), says that there are no options (``no_listed_options``) or holds
            none (``empty_chain``), or two answers are of different days (``mixed_days``).
    """
    answers = sorted((_answer(body, file, symbol) for body in bodies), key=_age_of_answer)
    quotes = [mapping(answer.get("quote"), "optionChain.quote", file) for answer in answers]
    times = [_quote_time(quote, file) for quote in quotes]
    as_of, quote = times[-1], quotes[-1]
    if min(times).date() != as_of.date():
        problem = f"answers are of {min(times):%Y-%m-%d} and {as_of:%Y-%m-%d}: import them apart"
        raise ImportFileError(file, problem, code="mixed_days")
    parts, superseded = _by_expiration(answers, times, file)
    rows = [row for _, part in sorted(parts.items()) for row in _rows(part, symbol, file)]
    listed = {day for answer in answers for day in _listed(answer, file)}
    if not rows:
        raise _nothing_listed(symbol, quote, listed, file)
    currencies = {row.pop("currency") for row in rows} - {None}
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    contracts, issues = contracts_of(columns, symbol=symbol, as_of=as_of)
    if superseded:
        message = "an expiration was given more than once; the newest answer was taken"
        issues += (Issue("superseded_answers", "note", message, superseded),)
    if as_of - min(times) > _SPREAD:
        message = "the expirations were quoted more than 15 minutes apart"
        issues += (Issue("mixed_times", "degrade", message),)
    return ChainDay(
        as_of=as_of,
        contracts=contracts,
        source_name=SOURCE_NAME,
        quote=_quote(quote, file),
        expirations_listed=max(len(listed), len(parts)),
        open_interest_date=_counted_by_all(quotes, times, file),
        context=_quote_context(quote, file),
        issues=(*issues, *_currency_issues(quote, currencies, file)),
    )


def _answer(body: Any, file: Path, symbol: str) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    chain = mapping(mapping(body, "the answer", file).get("optionChain"), "optionChain", file)
    results = items(chain.get("result"), "optionChain.result", file)
    if not results:
        problem = f"is an answer without a result: Yahoo does not know {symbol}"
        raise ImportFileError(file, problem, code="unknown_symbol")
    answer = mapping(results[0], "optionChain.result[0]", file)
    quote = answer.get("quote")
    named = [answer.get("underlyingSymbol")]
    named += [quote.get("symbol")] if isinstance(quote, dict) else []
    for name in named:
        check_named_symbol(name, symbol, file)
    return answer


def _quote_time(quote: Mapping[str, Any], file: Path) -> datetime:
    found = moment(quote.get("regularMarketTime"), "quote.regularMarketTime", file)
    if found is None:
        raise drift("quote.regularMarketTime", None, "a time", file)
    return found


def _listed(answer: Mapping[str, Any], file: Path) -> list[date]:
    stamps = items(answer.get("expirationDates"), "optionChain.expirationDates", file)
    return [_expiration(stamp, "optionChain.expirationDates", file) for stamp in stamps]


def _expiration(stamp: Any, what: str, file: Path) -> date:  # noqa: ANN401 - JSON
    """Expirations are stamped with midnight UTC of their date."""
    found = moment(stamp, what, file)
    if found is None:
        raise drift(what, stamp, "a date", file)
    return found.astimezone(UTC).date()


def _by_expiration(
    answers: Sequence[Mapping[str, Any]], times: Sequence[datetime], file: Path
) -> tuple[dict[date, Mapping[str, Any]], int]:
    """The newest part of each expiration, and how many parts were superseded."""
    newest: dict[date, tuple[datetime, Mapping[str, Any]]] = {}
    superseded = 0
    for answer, time in zip(answers, times, strict=True):
        for value in items(answer.get("options"), "optionChain.options", file):
            part = mapping(value, "optionChain.options[0]", file)
            day = _expiration(part.get("expirationDate"), "options.expirationDate", file)
            if day in newest:
                superseded += 1
            if day not in newest or newest[day][0] <= time:
                newest[day] = (time, part)
    return {day: part for day, (_, part) in newest.items()}, superseded


def _rows(part: Mapping[str, Any], symbol: str, file: Path) -> Iterator[dict[str, Any]]:
    day = _expiration(part.get("expirationDate"), "options.expirationDate", file)
    for side, right in (("calls", "call"), ("puts", "put")):
        values = part.get(side)
        for value in [] if values is None else items(values, f"options.{side}", file):
            row = mapping(value, f"options.{side}[…]", file)
            yield {"expiration": day, "right": right} | _row(row, right, symbol, file)


def _row(row: Mapping[str, Any], right: str, symbol: str, file: Path) -> dict[str, Any]:
    figures = {
        name: number(row.get(foreign), f"options.{right}.{foreign}", file)
        for name, foreign in _FIGURES.items()
    }
    if figures["strike"] is None:
        raise drift(f"options.{right}.strike", row.get("strike"), "a number", file)
    last_trade = moment(row.get("lastTradeDate"), f"options.{right}.lastTradeDate", file)
    return figures | {
        "contract": text(row.get("contractSymbol"), f"options.{right}.contractSymbol", file),
        "root": plain_symbol(symbol),
        "standard": text(row.get("contractSize"), f"options.{right}.contractSize", file)
        in {None, "REGULAR"},
        "currency": text(row.get("currency"), f"options.{right}.currency", file),
        "last_trade_day": None if last_trade is None else last_trade.date(),
    }


def _nothing_listed(
    symbol: str, quote: Mapping[str, Any], listed: set[date], file: Path
) -> ImportFileError:
    if listed:
        problem = (
            f"holds no contract of {symbol}, though {len(listed)} expirations are listed: it "
            "answers for a date that is none of them"
        )
        return ImportFileError(file, problem, code="empty_chain")
    kind = str(quote.get("quoteType") or "unknown").lower()
    problem = f"{symbol} has no listed options (Yahoo calls it {kind}): no note can be made of it"
    return ImportFileError(file, problem, code="no_listed_options")


def _quote(quote: Mapping[str, Any], file: Path) -> Quote | None:
    def figure(name: str) -> float | None:
        return number(quote.get(name), f"quote.{name}", file)

    spot = figure("regularMarketPrice")
    if spot is None:
        return None
    return Quote(
        spot=spot,
        open=figure("regularMarketOpen"),
        high=figure("regularMarketDayHigh"),
        low=figure("regularMarketDayLow"),
        previous_close=figure("regularMarketPreviousClose"),
        volume=figure("regularMarketVolume"),
        delay_minutes=figure("exchangeDataDelayedBy"),
        currency=text(quote.get("currency"), "quote.currency", file),
    )


def _age_of_answer(answer: Mapping[str, Any]) -> tuple[float, float, int]:
    """What orders answers, oldest first."""
    quote = answer.get("quote")
    quote = quote if isinstance(quote, dict) else {}
    stamps = [_seconds(quote.get(f"{session}MarketTime")) for session in _SESSIONS]
    state = str(quote.get("marketState"))
    rank = _STATES.index(state) if state in _STATES else -1
    return stamps[0], max(stamps), rank


def _text_of(body: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(body, sort_keys=True)


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _counted_by_all(
    quotes: Sequence[Mapping[str, Any]], times: Sequence[datetime], file: Path
) -> date | None:
    """The close that all answers' open interest is of; not said where they differ."""
    found = {
        _counted_on(time, text(quote.get("marketState"), "state", file))
        for quote, time in zip(quotes, times, strict=True)
    }
    return found.pop() if len(found) == 1 else None


def _counted_on(as_of: datetime, state: str | None) -> date | None:
    """The close that open interest is of: Yahoo takes over the new count before the next open.

    During the session and on its evening that is the session before; before the next open it is
    the quote's own session. At night and on days off it may be either, so it is not said.
    """
    session = as_of.date()
    if state == "PRE":
        return session
    if state in {"REGULAR", "POST"}:
        return Sessions.covering(session).before(session)
    return None


def _quote_context(quote: Mapping[str, Any], file: Path) -> Mapping[str, str | float]:
    kind = text(quote.get("quoteType"), "quote.quoteType", file)
    name = text(quote.get("longName"), "quote.longName", file)
    name = name or text(quote.get("shortName"), "quote.shortName", file)
    found = {"instrument_type": INSTRUMENT_TYPES.get(kind or ""), "name": clean_text(name or "")}
    return {key: value for key, value in found.items() if value}


def _currency_issues(
    quote: Mapping[str, Any], currencies: set[str], file: Path
) -> tuple[Issue, ...]:
    underlying = text(quote.get("currency"), "quote.currency", file)
    others = currencies - {underlying}
    if underlying is None or not others:
        return ()
    found = ", ".join(sorted(others))
    message = f"the underlying is quoted in {underlying}, contracts in {found}"
    return (Issue("currency_mismatch", "block", message),)
