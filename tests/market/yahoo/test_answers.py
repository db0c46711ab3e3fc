"""Raw answers: what is kept of them, and what they are when they are not JSON."""

from __future__ import annotations

import pytest

from generator.market.yahoo.answers import RawAnswer, json_of, without_crumb
from generator.market.yahoo.faults import FaultError

BODY = b'{"optionChain": {"result": [{"quote": {"x": 1.5}}, {"y": "a, b"}], "error": null}}'


def answer(body: bytes) -> RawAnswer:
    """An answer with this body."""
    url = "https://query2.finance.yahoo.com/v7/finance/options/SPY"
    return RawAnswer(url=url, status=200, content_type="application/json", body=body)


def test_the_crumb_is_left_out_of_an_address_and_nothing_else() -> None:
    assert (
        without_crumb("https://q.yahoo.com/v7/o/%5ESPX?date=1&crumb=a.b%2Fc&lang=en-US")
        == "https://q.yahoo.com/v7/o/%5ESPX?date=1&lang=en-US"
    )


def test_json_is_read() -> None:
    assert json_of(answer(BODY), "it")["optionChain"]["error"] is None


@pytest.mark.parametrize("length", range(1, len(BODY)))
def test_json_that_breaks_off_anywhere_is_known_as_such(length: int) -> None:
    with pytest.raises(FaultError, match=rf"breaks off after {length} bytes \[truncated\]"):
        json_of(answer(BODY[:length]), "it")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>be right back</html>", "a web page"),
        (b"", "empty"),
        (b"Edge: Too Many Requests", "'Edge: Too Many Requests'"),
        (b'{"a": NaN}', "a"),
        (b'{"a": 1, "a": 2}', "a"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "it"),
    ],
)
def test_what_is_no_json_says_what_it_is(body: bytes, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        json_of(answer(body), "it")
    assert words in caught.value.fault.happened
    assert caught.value.fault.code in {"not_json", "truncated"}
    assert len(caught.value.fault.happened) < 200
