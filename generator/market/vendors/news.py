"""Headlines from files: CSV or a JSON list, or Yahoo's news answers in any of their shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from generator.errors import ImportFileError
from generator.market.headlines import clean_text, is_about
from generator.market.issues import Issue
from generator.market.roots import plain_symbol
from generator.market.sessions import EXCHANGE_ZONE, FIRST_YEAR, LAST_YEAR
from generator.market.snapshot import Headline
from generator.market.vendors.delimited import find_column, parse_delimited
from generator.market.vendors.json_values import items, mapping, moment, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from generator.market.vendors.content import Content

_PUBLISHER_LENGTH: Final = 60
_HOST: Final = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A headline before it is judged; ``tickers`` are what its source says it is about."""

    title: str | None
    publisher: str | None
    published: datetime | None
    url: str | None
    tickers: tuple[str, ...] | None = None
    vouched: bool = False


def read_headlines(
    content: Content, *, symbol: str, name: str | None = None
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    """The headlines of a file, and how many were left out and why.

    Args:
        content: The file.
        symbol: The ticker they must be about.
        name: The instrument's name, by which a title may be about it too.

    Raises:
        ImportFileError: The file is of another layout.
    """
    if content.json is not None:
        return read_news(content.json, file=content.path, symbol=symbol, name=name)
    return _judged(_csv_items(content), symbol, name)


def read_news(
    body: Any,  # noqa: ANN401 - JSON is any value
    *,
    file: Path,
    symbol: str,
    name: str | None = None,
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    """The headlines of a news answer, saved or just received; see `read_headlines`."""
    return _judged(_json_items(body, file), symbol, name)


def _judged(
    found: Iterable[_Item], symbol: str, name: str | None
) -> tuple[tuple[Headline, ...], tuple[Issue, ...]]:
    kept: dict[str, Headline] = {}
    undated = foreign = repeated = 0
    for item in found:
        title = clean_text(item.title or "")
        publisher = clean_text(item.publisher or "", _PUBLISHER_LENGTH)
        if item.published is None or not title or not publisher:
            undated += 1
        elif not _concerns(item, title, symbol, name):
            foreign += 1
        elif title.casefold() in kept:
            repeated += 1
        else:
            kept[title.casefold()] = Headline(
                title=title, publisher=publisher, published=item.published, url=_https(item.url)
            )
    counts = (
        (
            "headlines_undated",
            "headlines without a title, a publisher or a time were left out",
            undated,
        ),
        ("headlines_foreign", f"headlines that are not about {symbol} were left out", foreign),
        ("headlines_repeated", "headlines given more than once were taken once", repeated),
    )
    issues = tuple(Issue(code, "note", words, count) for code, words, count in counts if count)
    return tuple(kept.values()), issues


def _concerns(item: _Item, title: str, symbol: str, name: str | None) -> bool:
    if item.vouched:
        return True
    if item.tickers:
        return plain_symbol(symbol) in {plain_symbol(ticker) for ticker in item.tickers}
    return is_about(title, symbol, name)


def _https(url: str | None) -> str | None:
    """An address that a note may carry: https, a plain host, and nobody's name before it."""
    if url is None or not url.isascii() or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    good = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and " " not in url
    return url if good else None


def _json_items(body: Any, file: Path) -> list[_Item]:  # noqa: ANN401 - JSON is any value
    if isinstance(body, dict) and "data" in body:
        stream = mapping(body["data"], "data", file).get("tickerStream")
        body = mapping(stream, "data.tickerStream", file).get("stream")
    elif isinstance(body, dict) and "news" in body:
        body = body["news"]
    if not isinstance(body, list):
        problem = (
            "is no list of headlines: known are a JSON list or a CSV of title, publisher, "
            "published, url, and Yahoo's news answers"
        )
        raise ImportFileError(file, problem, code="unknown_layout")
    return [
        _json_item(mapping(value, f"item {place}", file), file) for place, value in enumerate(body)
    ]


def _json_item(value: Any, file: Path) -> _Item:  # noqa: ANN401 - JSON is any value
    if "content" in value:
        return _stream_item(mapping(value["content"], "content", file), file)
    if "providerPublishTime" in value:
        return _Item(
            title=text(value.get("title"), "title", file),
            publisher=text(value.get("publisher"), "publisher", file),
            published=moment(value["providerPublishTime"], "providerPublishTime", file),
            url=text(value.get("link"), "link", file),
            tickers=_names(value.get("relatedTickers"), file),
        )
    return _Item(
        title=text(value.get("title"), "title", file),
        publisher=text(value.get("publisher"), "publisher", file),
        published=_time(text(value.get("published"), "published", file)),
        url=text(value.get("url"), "url", file),
        vouched=True,
    )


def _stream_item(content: Any, file: Path) -> _Item:  # noqa: ANN401 - JSON is any value
    def inside(name: str, key: str) -> str | None:
        part = content.get(name)
        return text(part.get(key), f"{name}.{key}", file) if isinstance(part, dict) else None

    finance = content.get("finance")
    tickers = finance.get("stockTickers") if isinstance(finance, dict) else None
    listed = [] if tickers is None else items(tickers, "finance.stockTickers", file)
    named = [item.get("symbol") for item in listed if isinstance(item, dict)]
    return _Item(
        title=text(content.get("title"), "title", file),
        publisher=inside("provider", "displayName"),
        published=_time(text(content.get("pubDate"), "pubDate", file)),
        url=inside("canonicalUrl", "url") or inside("clickThroughUrl", "url"),
        tickers=_names([name for name in named if name], file),
    )


def _names(values: Any, file: Path) -> tuple[str, ...] | None:  # noqa: ANN401 - JSON
    if not values:
        return None
    return tuple(str(name) for name in items(values, "tickers", file))


def _csv_items(content: Content) -> Sequence[_Item]:
    table = parse_delimited(content.text or "", content.path)
    named = {
        "title": find_column(table.columns, "title", "headline"),
        "publisher": find_column(table.columns, "publisher", "source"),
        "published": find_column(table.columns, "published", "time", "date"),
        "url": find_column(table.columns, "url", "link"),
    }
    missing = [name for name in ("title", "publisher", "published") if named[name] is None]
    if missing:
        problem = (
            f"has the columns {', '.join(table.columns)}; headlines need title, publisher, "
            f"published and may have url"
        )
        raise ImportFileError(content.path, problem, code="unknown_layout")
    cells = {
        name: table[column].tolist() if column is not None else [None] * len(table)
        for name, column in named.items()
    }
    return [
        _Item(
            title=title,
            publisher=publisher,
            published=_time(published),
            url=url or None,
            vouched=True,
        )
        for title, publisher, published, url in zip(
            cells["title"], cells["publisher"], cells["published"], cells["url"], strict=True
        )
    ]


def _time(given: str | None) -> datetime | None:
    """An ISO time, exchange time without an offset; a date alone is no time of publication."""
    if not given or len(given) <= len("2026-01-01"):
        return None
    try:
        found = datetime.fromisoformat(given.strip())
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    found = found.replace(tzinfo=EXCHANGE_ZONE) if found.tzinfo is None else found
    return found.astimezone(UTC).astimezone(EXCHANGE_ZONE)
