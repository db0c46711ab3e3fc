"""One symbol, fetched with the real yfinance: what comes, what may be missing, what is refused."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.errors import ProviderError
from generator.market.bundle import snapshot_digest
from generator.market.yahoo.fetch import Fetched, fetch_snapshot
from tests.fake_market import FRIDAY_EVENING, Market, without_quotes
from tests.fake_yahoo import (
    CHART,
    GET_CRUMB,
    HTML,
    NEWS,
    OPTIONS,
    SUMMARY,
    TOO_MANY,
    FakeYahoo,
    Reply,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.market.yahoo.session import YahooSession

Place = tuple[str | int, ...]

CLOSE: Final = "2026-11-20T16:00:00-05:00"
PRICE: Final = "regularMarketPrice"
TIME: Final = "regularMarketTime"


def fetched(session: YahooSession, symbol: str = "SPY") -> Fetched:
    """What a fetch on Friday evening brings."""
    return fetch_snapshot(symbol, session=session, now=FRIDAY_EVENING)


def refused(session: YahooSession, symbol: str = "SPY") -> ProviderError:
    """The error that the fetch ends with: one line that names provider, symbol and code."""
    with pytest.raises(ProviderError) as caught:
        fetched(session, symbol)
    error, line = caught.value, str(caught.value)
    assert line.startswith(f"yahoo: {symbol}: ")
    assert line.endswith(f" [{error.code}]")
    assert "; " in line, "it says what to do"
    assert "\n" not in line
    assert len(line) < 400
    return error


def codes(found: Fetched) -> dict[str, str]:
    """The verdicts of the issues by their code, without the one about the undated headline."""
    issues = {issue.code: issue.verdict for issue in found.snapshot.issues}
    issues.pop("headlines_undated", None)
    return dict(issues)


def of_expiration(place: int) -> str:
    """The query that asks for one of the listed expirations."""
    day = Market().expirations[place]
    return f"date={int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())}"


@pytest.fixture
def time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the time zone of this process."""

    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    before = os.environ.get("TZ")
    yield use
    monkeypatch.undo()
    if before is None:
        monkeypatch.delenv("TZ", raising=False)
    time.tzset()


@pytest.mark.usefixtures("yahoo")
def test_a_fund_comes_whole(session: YahooSession) -> None:
    found = fetched(session)
    made, market = found.snapshot, Market()
    assert made.as_of.isoformat() == CLOSE
    assert made.fetched_at == FRIDAY_EVENING
    days = sorted({value.date() for value in made.contracts["expiration"]})
    assert days == list(market.expirations)
    assert made.expirations_listed == len(days) == 7
    assert len(made.contracts) == 7 * 2 * 13
    assert made.open_interest_date == date(2026, 11, 19)
    assert made.quote.spot == 601.5
    assert made.quote.delay_minutes == 15
    assert made.quote.currency == "USD"
    assert made.source.name == "Yahoo Finance"
    assert made.context == {
        "instrument_type": "etf",
        "name": "SPDR S&P 500 ETF Trust",
        "fund_assets": 612e9,
        "expense_ratio": 0.000945,
        "ex_dividend_date": "2026-12-18",
    }
    assert [item.title for item in made.headlines] == [
        "Option traders pay up for puts before the jobs report",
        "Broad funds take in money for a fifth week",
    ]
    assert codes(found) == {}
    assert made.benchmark is None


@pytest.mark.usefixtures("yahoo")
def test_closes_are_as_traded(session: YahooSession) -> None:
    """The adjusted ones of before the dividend are an eighth lower."""
    bars = fetched(session).snapshot.bars
    columns = Market().chart("SPY", "2y")["chart"]["result"][0]["indicators"]
    assert bars.table["close"].tolist() == columns["quote"][0]["close"]
    assert bars.table["close"].tolist() != columns["adjclose"][0]["adjclose"]
    assert bars.adjustment == "none"
    assert bars.table["session"].iloc[-1] == np.datetime64("2026-11-20")
    assert len(bars.table) == 504


@pytest.mark.usefixtures("yahoo")
def test_an_equity_has_its_earnings_date_its_sector_and_a_benchmark(session: YahooSession) -> None:
    made = fetched(session, "ACME").snapshot
    assert made.context["next_earnings_date"] == "2026-12-30"
    assert made.context["earnings_time"] == "after the close"
    assert made.context["sector"] == "Industrials"
    assert made.benchmark is not None
    assert made.benchmark.symbol == "SPY"
    assert len(made.benchmark.bars.table) == 504


@pytest.mark.parametrize(("symbol", "kind"), [("SPX", "index"), ("BRK.B", "equity")])
@pytest.mark.usefixtures("yahoo")
def test_a_symbol_that_yahoo_spells_otherwise_keeps_its_own_name(
    symbol: str, kind: str, session: YahooSession
) -> None:
    made = fetched(session, symbol).snapshot
    assert made.symbol == symbol
    assert made.context["instrument_type"] == kind
    assert set(made.contracts["root"]) == {symbol.replace(".", "")}


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Honolulu"])
@pytest.mark.usefixtures("yahoo")
def test_dates_are_the_exchanges_whatever_the_zone_of_the_machine(
    zone: str, session: YahooSession, time_zone: Callable[[str], None]
) -> None:
    """Yfinance's own calendar moves the earnings date by a day in Tokyo."""
    here = snapshot_digest(fetched(session, "ACME").snapshot)
    time_zone(zone)
    there = fetched(session, "ACME").snapshot
    assert there.context["next_earnings_date"] == "2026-12-30"
    assert snapshot_digest(there) == here


def test_the_raw_answers_are_all_that_the_snapshot_was_made_from(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    answers = fetched(session).answers
    paths = [answer.path for answer in answers]
    assert sum(path.startswith(OPTIONS) for path in paths) == 7
    assert {answer.status for answer in answers} == {200}
    assert paths[-1] == NEWS
    assert not any("crumb" in answer.url for answer in answers)
    data = [asked for asked in yahoo.asked if not asked.host.startswith("fc.")]
    assert len(answers) == len(data) - yahoo.count(GET_CRUMB)


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("BTC-USD", "cryptocurrency"),
        ("VFIAX", "mutualfund"),
        ("SAP.DE", "equity"),
        ("ES=F", "future"),
        ("EURUSD=X", "currency"),
    ],
)
def test_what_has_no_listed_options_is_refused_with_its_kind(
    symbol: str, kind: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    error = refused(session, symbol)
    assert error.code == "no_listed_options"
    assert kind in str(error)
    # Lists come and go for what may have options: those are asked for twice.
    assert yahoo.count(OPTIONS) == (2 if kind == "equity" else 1)


@pytest.mark.parametrize("reply", [None, Reply(status=404, body=b'{"optionChain": null}')])
def test_an_unknown_ticker_is_named_as_such(
    reply: Reply | None, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [] if reply is None else [Rule(path=OPTIONS, reply=reply)]
    assert refused(session, "NOWHERE").code == "unknown_symbol"


def test_a_list_of_expirations_that_is_empty_once_is_asked_for_again(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, edit=_unlisted, times=1)]
    assert fetched(session).snapshot.expirations_listed == 7


def _unlisted(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
    body["optionChain"]["result"][0] |= {"expirationDates": [], "options": []}
    return body


@pytest.mark.parametrize(
    ("reply", "path", "code"),
    [
        (TOO_MANY, OPTIONS, "rate_limited"),
        (replace(TOO_MANY, headers={"Retry-After": "2"}), OPTIONS, "rate_limited"),
        (replace(TOO_MANY, headers={"Retry-After": "86400"}), OPTIONS, "rate_limited"),
        (Reply(status=999, body=b"Request denied"), OPTIONS, "rate_limited"),
        (TOO_MANY, GET_CRUMB, "rate_limited"),
        (Reply(body=b"Too Many Requests"), GET_CRUMB, "rate_limited"),
        (Reply(kind="text/html", body=b"<html></html>"), GET_CRUMB, "no_expirations"),
        (Reply(status=401, body=b'{"finance": {}}'), OPTIONS, "no_expirations"),
        (Reply(status=500), OPTIONS, "server_error"),
        (HTML, OPTIONS, "not_json"),
        (Reply(body=b""), OPTIONS, "not_json"),
        (Reply(body=b'{"optionChain": {"result": [{"und'), OPTIONS, "truncated"),
        (Reply(body=b'{"optionChain"', promised=900), OPTIONS, "truncated"),
        (Reply(body=b"{}"), OPTIONS, "schema_drift"),
        (Reply(body=b"[]"), OPTIONS, "schema_drift"),
        (Reply(body=b"null"), OPTIONS, "schema_drift"),
        (Reply(body=b'{"optionChain": null}'), OPTIONS, "schema_drift"),
        (Reply(silence=60), OPTIONS, "timeout"),
        (Reply(body=b" " * 10_000, drip=0.02), OPTIONS, "timeout"),
        (Reply(dropped=True), OPTIONS, "no_network"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1/"}), OPTIONS, "blocked_redirect"),
    ],
)
def test_a_chain_that_cannot_be_had_is_refused_with_its_reason(
    reply: Reply, path: str, code: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    """Yfinance alone asks nine times, and makes an empty tuple of a throttled crumb."""
    yahoo.rules = [Rule(path=path, reply=reply)]
    assert refused(session).code == code
    assert yahoo.count(path) <= 4
    assert session.answers == [] or session.answers[-1].path.startswith(OPTIONS)


def test_a_page_that_asks_for_consent_is_no_chain(yahoo: FakeYahoo, session: YahooSession) -> None:
    headers = {"Location": "https://consent.yahoo.com/v2/collectConsent?sessionId=1"}
    yahoo.rules = [
        Rule(path=OPTIONS, reply=Reply(status=302, headers=headers)),
        Rule(path="/v2/collectConsent", reply=HTML),
    ]
    assert refused(session).code == "no_expirations"
    assert len(yahoo.asked) < 10


def test_without_a_network_that_is_the_reason(
    yahoo: FakeYahoo, session: YahooSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert refused(session).code == "no_network"
    assert yahoo.asked == []


# What a chain cannot do without, and the parts of it.
NEEDED: Final = (
    ("optionChain",),
    ("optionChain", "result"),
    ("optionChain", "result", 0, "expirationDates"),
    ("optionChain", "result", 0, "options"),
    ("optionChain", "result", 0, "options", 0, "expirationDate"),
    ("optionChain", "result", 0, "quote"),
    ("optionChain", "result", 0, "quote", TIME),
    ("optionChain", "result", 0, "quote", PRICE),
)


@pytest.mark.parametrize("change", ["renamed", "null"])
@pytest.mark.parametrize("place", NEEDED, ids=lambda place: str(place[-1]))
def test_a_key_that_is_renamed_or_null_is_named(
    place: tuple[str | int, ...], change: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    def edit(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
        inner = body
        for key in place[:-1]:
            inner = inner[key]
        value = inner.pop(place[-1])
        inner[f"{place[-1]}V2" if change == "renamed" else place[-1]] = (
            value if change == "renamed" else None
        )
        return body

    yahoo.rules = [Rule(path=OPTIONS, edit=edit)]
    error = refused(session)
    assert error.code == "schema_drift"
    assert str(place[-1]) in str(error)


def test_the_answer_for_another_symbol_is_refused(yahoo: FakeYahoo, session: YahooSession) -> None:
    yahoo.rules = [Rule(path=OPTIONS, edit=lambda _: yahoo.market.options("QQQ"))]
    error = refused(session)
    assert error.code == "symbol_mismatch"
    assert "QQQ" in str(error)


def test_the_answer_for_another_symbol_is_refused_in_a_single_expiration_too(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    swapped = Rule(path=OPTIONS, query=of_expiration(6), edit=lambda _: yahoo.market.options("QQQ"))
    yahoo.rules = [swapped]
    assert refused(session).code == "symbol_mismatch"


@pytest.mark.parametrize(
    "reply", [HTML, Reply(status=500), Reply(body=b"{"), Reply(dropped=True), Reply(silence=60)]
)
def test_one_expiration_of_seven_may_be_missing_and_the_snapshot_knows(
    reply: Reply, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, query=of_expiration(3), reply=reply)]
    found = fetched(session)
    assert codes(found) == {"partial_expirations": "degrade"}
    assert found.snapshot.expirations_listed == 7
    assert found.snapshot.contracts["expiration"].nunique() == 6
    [issue] = [item for item in found.snapshot.issues if item.code == "partial_expirations"]
    assert "6 of 7" in issue.message
    assert str(yahoo.market.expirations[3]) in issue.message


def test_an_expiration_without_contracts_or_of_another_date_is_missing(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    def emptied(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
        body["optionChain"]["result"][0]["options"][0] |= {"calls": [], "puts": []}
        return body

    for edit in (emptied, lambda _: yahoo.market.options("SPY")):
        yahoo.rules = [Rule(path=OPTIONS, query=of_expiration(2), edit=edit)]
        found = fetched(session)
        assert found.snapshot.contracts["expiration"].nunique() == 6
        assert codes(found) == {"partial_expirations": "degrade"}


def test_fewer_than_four_fifths_of_the_expirations_are_refused_and_no_more_is_asked(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [
        Rule(path=OPTIONS, query=of_expiration(1), reply=HTML),
        Rule(path=OPTIONS, query=of_expiration(2), reply=HTML),
    ]
    error = refused(session)
    assert error.code == "partial_expirations"
    assert "5 of 7" in str(error)
    assert yahoo.count(OPTIONS) == 3
    assert yahoo.count(CHART) == 0


@pytest.mark.parametrize(
    ("path", "issue"),
    [
        (CHART, {"history_unavailable": "degrade"}),
        (SUMMARY, {"context_unavailable": "note"}),
        (NEWS, {"news_unavailable": "note"}),
    ],
    ids=["history", "context", "news"],
)
@pytest.mark.parametrize(
    "reply",
    [HTML, Reply(status=500), Reply(body=b"{}"), Reply(body=b"[null]"), Reply(status=404)],
    ids=["page", "500", "empty", "list", "404"],
)
def test_what_stands_around_the_chain_may_fail_alone(
    path: str, issue: dict[str, str], reply: Reply, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=path, reply=reply)]
    found = fetched(session)
    assert codes(found) == issue
    assert found.snapshot.expirations_listed == 7
    assert found.snapshot.context["name"] == "SPDR S&P 500 ETF Trust"


@pytest.mark.parametrize("path", [CHART, SUMMARY, NEWS])
def test_a_refusal_for_too_many_requests_refuses_the_symbol_wherever_it_comes(
    path: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=path, reply=TOO_MANY)]
    assert refused(session).code == "rate_limited"
    assert yahoo.count(path) == 3


def test_prices_of_another_symbol_are_not_taken(yahoo: FakeYahoo, session: YahooSession) -> None:
    yahoo.rules = [Rule(path=CHART, edit=lambda _: yahoo.market.chart("QQQ", "2y"))]
    found = fetched(session)
    assert codes(found) == {"history_unavailable": "degrade"}
    assert found.snapshot.bars.table.empty


def test_the_chart_of_one_day_does_not_pass_for_a_history(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    """Without a time zone in it the library asks no further."""

    def zoneless(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
        del body["chart"]["result"][0]["meta"]["exchangeTimezoneName"]
        return body

    yahoo.rules = [Rule(path=f"{CHART}QQQ", query="range=1d", edit=zoneless)]
    found = fetched(session, "QQQ")
    assert codes(found) == {"history_unavailable": "degrade"}
    assert found.snapshot.bars.table.empty


def test_context_of_another_symbol_is_not_taken(yahoo: FakeYahoo, session: YahooSession) -> None:
    yahoo.rules = [Rule(path=SUMMARY, edit=lambda _: yahoo.market.summary("ACME", ["quoteType"]))]
    assert codes(fetched(session)) == {"context_unavailable": "note"}


def test_a_benchmark_that_cannot_be_had_is_a_remark(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=f"{CHART}SPY", reply=HTML)]
    found = fetched(session, "ACME")
    assert codes(found) == {"benchmark_unavailable": "note"}
    assert found.snapshot.benchmark is None
    assert len(found.snapshot.bars.table) == 504


def test_dead_quotes_are_handed_on_as_they_are(yahoo: FakeYahoo, session: YahooSession) -> None:
    """The gates judge them; a zero volatility of Yahoo's is none."""
    yahoo.rules = [Rule(path=OPTIONS, edit=without_quotes)]
    contracts = fetched(session).snapshot.contracts
    assert (contracts["bid"] == 0).all()
    assert (contracts["open_interest"] == 0).all()
    assert contracts["vendor_implied_volatility"].isna().all()


def _quoted_at(moment: datetime) -> Callable[[Any], Any]:
    def edit(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
        body["optionChain"]["result"][0]["quote"][TIME] = int(moment.timestamp())
        return body

    return edit


@pytest.mark.parametrize(
    ("minutes", "code"), [(4, None), (6, "future_data"), (60 * 24 * 365, "future_data")]
)
def test_a_quote_of_the_future_is_refused_beyond_what_clocks_differ(
    minutes: int, code: str | None, yahoo: FakeYahoo, session: YahooSession
) -> None:
    moment = FRIDAY_EVENING + timedelta(minutes=minutes)
    yahoo.rules = [Rule(path=OPTIONS, edit=_quoted_at(moment))]
    if code is None:
        assert fetched(session).snapshot.as_of == moment
    else:
        assert refused(session).code == code


def test_expirations_quoted_far_apart_in_time_degrade_the_snapshot(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    early = Market().quoted - timedelta(minutes=16)
    yahoo.rules = [Rule(path=OPTIONS, query=of_expiration(4), edit=_quoted_at(early))]
    found = fetched(session)
    assert codes(found) == {"mixed_times": "degrade"}
    assert found.snapshot.as_of.isoformat() == CLOSE


def test_a_symbol_that_failed_leaves_nothing_behind_for_the_next(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=f"{OPTIONS}QQQ", reply=Reply(status=500))]
    assert refused(session, "QQQ").code == "server_error"
    found = fetched(session)
    assert codes(found) == {}
    assert not any("QQQ" in answer.url for answer in found.answers)


def _places(value: Any, place: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - JSON is any value
    """Every key in a JSON value, of lists only what is in their first item."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*place, key)
            yield from _places(inner, (*place, key))
    elif isinstance(value, list) and value:
        yield (*place, 0)
        yield from _places(value[0], (*place, 0))


def _changed(body: Any, place: Place, change: str) -> Any:  # noqa: ANN401 - JSON is any value
    inner = body
    for key in place[:-1]:
        inner = inner[key]
    if change == "deleted":
        del inner[place[-1]]
    else:
        inner[place[-1]] = {"null": None, "text": "x", "object": {}, "list": [[]]}[change]
    return body


@pytest.mark.full
@pytest.mark.parametrize("change", ["deleted", "null", "text", "object", "list"])
@pytest.mark.parametrize("path", [OPTIONS, CHART, SUMMARY, NEWS])
def test_whatever_single_key_changes_there_is_a_snapshot_or_a_refusal(
    path: str, change: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    """Never another exception, and never a chain of another shape passed off as a whole one."""
    usual = {
        OPTIONS: yahoo.market.options("SPY"),
        CHART: yahoo.market.chart("SPY", "5d"),
        SUMMARY: yahoo.market.summary("SPY", ["quoteType", "summaryDetail", "fundProfile"]),
        NEWS: yahoo.market.news("SPY"),
    }[path]
    refusals = []
    for place in _places(usual):
        yahoo.rules = [Rule(path=path, edit=partial(_tolerant, place=place, change=change))]
        try:
            made = fetched(session).snapshot
        except ProviderError:
            refusals.append(place)
        else:
            assert made.contracts["expiration"].nunique() == 7, place
            assert made.quote.spot == 601.5, place
    assert path == OPTIONS or refusals == []


def _tolerant(body: Any, *, place: Place, change: str) -> Any:  # noqa: ANN401 - JSON is any value
    """An answer of the same address may lack the place: then it stays as it is."""
    try:
        return _changed(body, place, change)
    except (KeyError, IndexError):
        return body
