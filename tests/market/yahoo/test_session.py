"""Every limit of the session, against a server that breaks it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

import pytest
from curl_cffi.requests.exceptions import RequestException

from generator.market.yahoo.faults import FaultError
from generator.market.yahoo.session import Limits, YahooSession
from tests.fake_yahoo import CRUMB, GET_CRUMB, HTML, OPTIONS, TOO_MANY, FakeYahoo, Reply, Rule

if TYPE_CHECKING:
    from generator.market.yahoo.pace import Pace
    from tests.market.yahoo.conftest import Clock

HOST: Final = "https://query2.finance.yahoo.com"
CHAIN: Final = f"{HOST}{OPTIONS}SPY?crumb={CRUMB}"
CRUMBS: Final = f"{HOST}{GET_CRUMB}"
DATE: Final = "Fri, 20 Nov 2026 21:05:00 GMT"
SOON: Final = "Fri, 20 Nov 2026 21:05:09 GMT"


def fault(session: YahooSession, url: str = CHAIN) -> str:
    """The code of the fault that a request ends with."""
    with pytest.raises(FaultError) as caught:
        session.get(url)
    return caught.value.fault.code


def test_an_answer_comes_through_and_is_kept_without_its_crumb(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    response = session.get(CHAIN, params={"date": 1})
    assert response.json()["optionChain"]["error"] is None
    [answer] = session.answers
    assert answer.url == f"{HOST}{OPTIONS}SPY?date=1"
    assert answer.body == response.content
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert yahoo.count(OPTIONS) == 1


def test_cookies_and_crumbs_are_not_kept(yahoo: FakeYahoo, session: YahooSession) -> None:
    assert session.get("https://fc.yahoo.com").status_code == 404
    assert session.get(CRUMBS).text == CRUMB
    assert session.answers == []
    assert session.cookies.get("A3", domain=".yahoo.com") == "d=made-up"
    assert len(yahoo.asked) == 2


def test_a_server_that_hangs_is_asked_three_times_and_no_more(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(silence=60))]
    assert fault(session) == "timeout"
    assert yahoo.count(OPTIONS) == 3
    assert fault(session) == "timeout"
    assert fault(session, CRUMBS) == "timeout"
    assert len(yahoo.asked) == 3, "after a failure nothing is asked"
    session.resume()
    assert session.get(CRUMBS).text == CRUMB


def test_a_drip_is_bounded_by_its_total_time_not_by_the_time_between_bytes(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(body=b"{" + b" " * 10_000, drip=0.02))]
    assert fault(session) == "timeout"


def test_a_request_may_not_take_longer_than_its_limit_with_all_tries(
    yahoo: FakeYahoo, pace: Pace, clock: Clock
) -> None:
    """The wait before the second try would end after the limit."""
    session = YahooSession(pace, Limits(request_seconds=30, back_off_seconds=40), clock=clock)
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=503))]
    assert fault(session) == "server_error"
    assert yahoo.count(OPTIONS) == 1
    assert clock.slept == []


def test_a_fetch_may_not_take_longer_than_its_limit_with_all_requests(
    yahoo: FakeYahoo, pace: Pace, clock: Clock
) -> None:
    session = YahooSession(pace, Limits(fetch_seconds=100), clock=clock)
    session.get(CRUMBS)
    clock.seconds += 101
    assert fault(session) == "timeout"
    session.resume()
    assert fault(session) == "timeout"
    assert yahoo.count(OPTIONS) == 0
    session.begin()
    assert session.get(CRUMBS).text == CRUMB


def test_a_refusal_for_too_many_requests_is_waited_out(
    yahoo: FakeYahoo, session: YahooSession, clock: Clock
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=TOO_MANY, times=2)]
    assert session.get(CHAIN).status_code == 200
    first, second = clock.slept
    assert 2 <= first <= 2.5
    assert 4 <= second <= 5
    assert [answer.status for answer in session.answers] == [429, 429, 200]


def test_a_refusal_that_stays_is_final_for_the_whole_symbol(
    yahoo: FakeYahoo, session: YahooSession, clock: Clock
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=TOO_MANY)]
    assert fault(session) == "rate_limited"
    session.resume()
    assert fault(session, CRUMBS) == "rate_limited"
    assert len(yahoo.asked) == 3
    session.begin()
    session.get(CRUMBS)
    assert clock.slept[-1] >= 8, "the next symbol waits longer than a try of this one"


@pytest.mark.parametrize("headers", [{"Retry-After": "9"}, {"Retry-After": SOON}])
def test_the_wait_that_the_server_asks_for_is_kept(
    headers: dict[str, str], yahoo: FakeYahoo, session: YahooSession, clock: Clock
) -> None:
    """A date counts from the server's own date: this machine's clock may be wrong."""
    yahoo.stamp = DATE
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=429, headers=headers), times=1)]
    assert session.get(CHAIN).status_code == 200
    [slept] = clock.slept
    assert 9 <= slept <= 9 * 1.25


@pytest.mark.parametrize("given", ["soon", "-5", "", "Fri, 99 Nov 2026", "\u0661"])
def test_a_wait_that_cannot_be_read_is_our_own(
    given: str, yahoo: FakeYahoo, session: YahooSession, clock: Clock
) -> None:
    headers = {"Retry-After": given.encode("utf-8").decode("latin-1")}
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=429, headers=headers), times=1)]
    assert session.get(CHAIN).status_code == 200
    assert clock.slept[0] <= 2.5


def test_a_wait_beyond_the_limit_ends_at_once_and_holds_for_everybody(
    yahoo: FakeYahoo, session: YahooSession, pace: Pace, clock: Clock
) -> None:
    reply = Reply(status=429, headers={"Retry-After": "3600"})
    yahoo.rules = [Rule(path=OPTIONS, reply=reply)]
    with pytest.raises(FaultError, match="asks to wait 3,600 seconds"):
        session.get(CHAIN)
    another = YahooSession(pace, clock=clock)
    with pytest.raises(FaultError, match=r"not to be asked for another [34],"):
        another.get(CHAIN)
    assert len(yahoo.asked) == 1
    assert clock.slept == []


@pytest.mark.parametrize("reply", [TOO_MANY, Reply(body=b"Too Many Requests", kind="text/plain")])
def test_a_throttled_crumb_is_a_refusal_whatever_its_status(
    reply: Reply, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=GET_CRUMB, reply=reply)]
    assert fault(session, CRUMBS) == "rate_limited"
    assert yahoo.count(GET_CRUMB) == 3


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500), "server_error"),
        (Reply(status=503), "server_error"),
        (Reply(dropped=True), "no_network"),
        (Reply(body=b'{"a":', promised=100), "truncated"),
    ],
)
def test_a_fault_is_tried_again_and_then_has_a_name(
    reply: Reply, code: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=reply, times=2)]
    assert session.get(CHAIN).status_code == 200
    yahoo.rules = [Rule(path=OPTIONS, reply=reply)]
    assert fault(session) == code
    # Curl asks once more by itself where a connection that it kept open is dropped.
    assert yahoo.count(OPTIONS) in {6, 7}


@pytest.mark.parametrize("status", [400, 401, 404])
def test_other_refusals_are_left_to_the_library(
    status: int, yahoo: FakeYahoo, session: YahooSession
) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=status))]
    assert session.get(CHAIN).status_code == status
    assert yahoo.count(OPTIONS) == 1


def test_a_page_is_handed_on_as_it_is(yahoo: FakeYahoo, session: YahooSession) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=HTML)]
    assert session.get(CHAIN).content == HTML.body


def test_a_redirect_is_followed_inside_yahoo(yahoo: FakeYahoo, session: YahooSession) -> None:
    headers = {"Location": CRUMBS}
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=302, headers=headers))]
    assert session.post(CHAIN, json={"a": 1}).text == CRUMB
    assert [asked.method for asked in yahoo.asked] == ["POST", "GET"]


@pytest.mark.parametrize(
    "target",
    [
        "{address}/canary",
        "http://query1.finance.yahoo.com/canary",
        "https://169.254.169.254/canary",
        "https://yahoo.com.example/canary",
        "https://query1.finance.yahoo.com@example.invalid/canary",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(
    target: str, yahoo: FakeYahoo, session: YahooSession
) -> None:
    headers = {"Location": target.format(address=yahoo.address)}
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=302, headers=headers))]
    assert fault(session) == "blocked_redirect"
    assert yahoo.count("/canary") == 0
    assert len(yahoo.asked) == 1


def test_a_redirect_in_a_circle_ends(yahoo: FakeYahoo, session: YahooSession) -> None:
    yahoo.rules = [Rule(path=OPTIONS, reply=Reply(status=302, headers={"Location": CHAIN}))]
    assert fault(session) == "blocked_redirect"
    assert len(yahoo.asked) == 6


def test_another_host_is_not_even_asked(yahoo: FakeYahoo, session: YahooSession) -> None:
    assert fault(session, "https://markets.businessinsider.com/x") == "blocked_redirect"
    assert yahoo.asked == []


def test_a_bomb_is_not_unpacked(yahoo: FakeYahoo, pace: Pace, clock: Clock) -> None:
    """What is counted is what comes out, not the few kilobytes that go over the wire."""
    session = YahooSession(pace, Limits(body_bytes=2**20), clock=clock)
    bomb = gzip.compress(b" " * (64 * 2**20))
    reply = Reply(body=bomb, headers={"Content-Encoding": "gzip"})
    yahoo.rules = [Rule(path=OPTIONS, reply=reply)]
    with pytest.raises(FaultError, match="larger than 1 MB"):
        session.get(CHAIN)
    assert session.answers == []
    assert yahoo.count(OPTIONS) == 1


def test_a_host_of_cookies_that_does_not_answer_is_the_librarys_to_miss(
    yahoo: FakeYahoo, session: YahooSession
) -> None:
    """Filters against advertisements block it, and charts need no cookie."""
    yahoo.rules = [Rule(path="/", reply=Reply(dropped=True), times=1)]
    with pytest.raises(RequestException):
        session.get("https://fc.yahoo.com/")
    assert session.failure is None
    assert session.get(CHAIN).status_code == 200


def test_without_a_network_there_is_a_reason_and_no_advice_to_read_a_manual(
    session: YahooSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with pytest.raises(FaultError) as caught:
        session.get(CHAIN)
    assert caught.value.fault.code == "no_network"
    assert "https://" not in caught.value.fault.happened
