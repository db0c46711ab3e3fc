"""Headlines in each of their shapes: dated, about the symbol, once; the rest is counted."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.snapshot import Headline
from generator.market.vendors.content import read_content
from generator.market.vendors.news import read_headlines, read_news
from tests.market.vendors.made_files import (
    JSON_VALUES,
    PAIRS,
    counted,
    damaged,
    imported,
    stamp,
    write,
)

if TYPE_CHECKING:
    from generator.market.issues import Issue

FILE: Final = Path("news.json")
NOON: Final = datetime(2026, 8, 21, 12, tzinfo=EXCHANGE_ZONE)
TITLE: Final = "IWM gains as small caps rise"
FLAT: Final = {
    "title": TITLE,
    "publisher": "Made-up Wire",
    "published": "2026-08-21T12:00:00-04:00",
    "url": "https://example.com/a",
}
SEARCHED: Final = {
    "uuid": "1",
    "title": TITLE,
    "publisher": "Made-up Wire",
    "link": "https://example.com/a",
    "providerPublishTime": stamp("2026-08-21T12:00:00-04:00"),
    "relatedTickers": ["IWM", "SPY"],
}
STREAMED: Final = {
    "id": "1",
    "content": {
        "title": TITLE,
        "pubDate": "2026-08-21T16:00:00Z",
        "provider": {"displayName": "Made-up Wire"},
        "canonicalUrl": {"url": "https://example.com/a"},
        "finance": {"stockTickers": [{"symbol": "IWM"}]},
    },
}
SHAPES: Final[list[Any]] = [
    [FLAT],
    {"count": 1, "news": [SEARCHED]},
    [STREAMED],
    {"data": {"tickerStream": {"stream": [STREAMED]}}},
]


def read(
    body: object, symbol: str = "IWM", name: str | None = None
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    """The headlines of an answer."""
    return read_news(body, file=FILE, symbol=symbol, name=name)


def flat(**parts: object) -> dict[str, object]:
    """A headline of a list of our own."""
    return FLAT | parts


@pytest.mark.parametrize("body", SHAPES)
def test_each_shape_gives_the_same_headline(tmp_path: Path, body: object) -> None:
    wanted = Headline(
        title=TITLE, publisher="Made-up Wire", published=NOON, url="https://example.com/a"
    )
    assert read(body) == ((wanted,), ())
    saved = read_content(write(tmp_path, json.dumps(body), "news.csv", packed=True))
    assert read_headlines(saved, symbol="IWM") == ((wanted,), ())


def test_a_csv_file_of_headlines_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    text = (
        "Published,Headline,SOURCE,Link\n"
        '2026-08-21 12:00,"Rates, and what they do",Made-up Wire,https://example.com/a\n'
        "2026-08-21T16:00Z,No address,Made-up Wire,\n"
        "2026-08-21,Only a day,Made-up Wire,\n"
    )
    found, issues = read_headlines(read_content(write(tmp_path, text)), symbol="IWM")
    assert [(item.title, item.published, item.url) for item in found] == [
        ("Rates, and what they do", NOON, "https://example.com/a"),
        ("No address", NOON, None),
    ]
    assert counted(issues) == {"headlines_undated": 1}


@pytest.mark.parametrize(
    "parts",
    [
        {"published": None},
        {"published": "2026-08-21"},
        {"published": "yesterday"},
        {"published": "0001-01-01T00:00:00+14:00"},
        {"published": "9999-12-31T23:59:59"},
        {"title": " \u200b "},
        {"title": None},
        {"publisher": ""},
    ],
)
def test_what_has_no_title_no_publisher_or_no_time_is_left_out_and_counted(
    parts: dict[str, object],
) -> None:
    found, issues = read([flat(**parts), FLAT])
    assert len(found) == 1
    assert counted(issues) == {"headlines_undated": 1}


def test_what_is_about_another_symbol_is_left_out_and_counted() -> None:
    other = SEARCHED | {"relatedTickers": ["SPY", "QQQ"]}
    untold = SEARCHED | {"relatedTickers": [], "title": "Yields fall"}
    named = SEARCHED | {"relatedTickers": None, "title": "Russell climbs"}
    found, issues = read([other, untold, named, SEARCHED], name="The Russell 2000 ETF")
    assert [item.title for item in found] == ["Russell climbs", TITLE]
    assert counted(issues) == {"headlines_foreign": 2}
    stream = copy.deepcopy(STREAMED)
    stream["content"]["finance"] = {"stockTickers": [{"symbol": "SPY"}]}  # type: ignore[index]
    assert counted(read([stream])[1]) == {"headlines_foreign": 1}


def test_tickers_are_compared_however_they_are_written() -> None:
    item = SEARCHED | {"relatedTickers": ["BRK-B"], "title": "Something"}
    assert len(read([item], symbol="BRK.B")[0]) == 1


def test_a_list_of_the_desk_s_own_is_taken_at_its_word() -> None:
    assert len(read([flat(title="Yields fall")])[0]) == 1


def test_a_headline_given_more_than_once_is_taken_once() -> None:
    """Syndicated copies differ by case, blanks and hidden characters."""
    copies = [flat(title=title) for title in ("Up 2%", "UP  2%", "Up\u200b 2%\n", "Up 3%")]
    found, issues = read(copies)
    assert [item.title for item in found] == ["Up 2%", "Up 3%"]
    assert counted(issues) == {"headlines_repeated": 2}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a?b=c&d=%20e#f",
        "https://xn--bcher-kva.example/a",
        "https://example.com:8443/",
    ],
)
def test_an_https_address_is_kept(url: str) -> None:
    assert read([flat(url=url)])[0][0].url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a",
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "//example.com/a",
        "/a",
        "https:///a",
        "https:example.com",
        "https://good.example@evil.example/",
        "https://user:word@evil.example/",
        "https://evil.example\\.good.example/",
        "https://a b.example/",
        "https://example.com/a b",
        "https://b\u00fccher.example/",
        "https://example.com/\u202e",
        "https://[::1",
        "https://[::1]/",
        "https://example.com:99999999/",
        "https://ex\nample.com/",
        "https://<script>/",
        "",
    ],
)
def test_any_other_address_is_dropped_and_its_headline_kept(url: str) -> None:
    found, issues = read([flat(url=url)])
    assert [item.url for item in found] == [None]
    assert issues == ()


def test_text_from_outside_is_quoted_as_it_reads() -> None:
    found, _ = read([flat(title="<b>*Up*</b> {{ 5 }}\u202e\x1b\n # 2%", publisher="W" * 300)])
    assert found[0].title == "<b>*Up*</b> {{ 5 }} # 2%"
    assert len(found[0].publisher) == 60


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"items": []}, "is no list of headlines: known are a JSON list or a CSV of title"),
        ({"news": {}}, "is no list of headlines"),
        ({"data": {}}, "data.tickerStream is missing, not an object"),
        ({"data": {"tickerStream": {}}}, "is no list of headlines"),
        ([5], "item 0 is 5, not an object"),
        ([{"content": 5}], "content is 5, not an object"),
        ([flat(title=5)], "title is 5, not text"),
        ([SEARCHED | {"providerPublishTime": "soon"}], "providerPublishTime is 'soon'"),
        ([SEARCHED | {"relatedTickers": "IWM"}], "tickers is 'IWM', not a list"),
        ([{"content": {"finance": {"stockTickers": 5}}}], "finance.stockTickers is 5, not a list"),
    ],
)
def test_another_shape_is_refused_by_name(body: object, message: str) -> None:
    with pytest.raises(ImportFileError, match=message):
        read(body)


def test_a_csv_file_without_the_columns_names_those_it_has(tmp_path: Path) -> None:
    content = read_content(write(tmp_path, "title,when\na,b\n"))
    with pytest.raises(ImportFileError, match="has the columns title, when; headlines need title"):
        read_headlines(content, symbol="IWM")


def test_an_import_carries_headlines_and_what_was_left_out(tmp_path: Path) -> None:
    chain = write(tmp_path, PAIRS)
    news = write(tmp_path, json.dumps([FLAT, FLAT]), "news.json")
    made = imported(chain, spot=101.5, headlines=news)
    assert [item.title for item in made.headlines] == [TITLE]
    assert counted(made.issues) == {"headlines_repeated": 1}


@settings(max_examples=200)
@given(
    JSON_VALUES
    | st.sampled_from(SHAPES).flatmap(lambda body: st.composite(damaged)(copy.deepcopy(body)))
)
def test_any_answer_is_headlines_or_an_import_error(body: Any) -> None:  # noqa: ANN401 - any JSON
    try:
        found, _ = read(body)
    except ImportFileError as error:
        assert str(error).startswith("news.json: ")  # noqa: PT017 - some are read
        return
    for item in found:
        assert item.title
        assert item.publisher
        assert item.published.tzinfo is EXCHANGE_ZONE
        assert item.url is None or item.url.startswith("https://")
