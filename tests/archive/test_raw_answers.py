"""A provider's answers come back byte for byte with what was asked."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Final

from generator.archive.raw_answers import packed
from generator.market.yahoo.answers import RawAnswer
from tests.archive.kept import keep, made

if TYPE_CHECKING:
    from generator.archive.archive import Archive

ANSWERS: Final = (
    RawAnswer(
        url="https://query2.finance.yahoo.com/v7/finance/options/IWM",
        status=200,
        content_type="application/json;charset=utf-8",
        body=b'{"a": 1}',
    ),
    RawAnswer(
        url="https://query2.finance.yahoo.com/v8/finance/chart/IWM",
        status=404,
        content_type="text/html",
        body=b"<p>\xff\r\n\x00",
    ),
)


def test_raw_answers_come_back_byte_for_byte_with_what_was_asked(archive: Archive) -> None:
    entry = keep(archive, made(), packed(ANSWERS))
    assert entry.raw_key is not None
    assert entry.raw_key.removesuffix(".raw.zip") == entry.object_key.removesuffix(".parquet")
    with zipfile.ZipFile(io.BytesIO(archive.place.get(entry.raw_key))) as bundle:
        assert bundle.namelist() == ["index.json", "001.json", "002.txt"]
        index = json.loads(bundle.read("index.json"))
        for item, answer in zip(index, ANSWERS, strict=True):
            assert bundle.read(item["member"]) == answer.body
            assert (item["url"], item["status"]) == (answer.url, answer.status)
            assert item["content_type"] == answer.content_type


def test_the_same_answers_give_the_same_bytes() -> None:
    assert packed(ANSWERS) == packed(list(ANSWERS))
    assert packed(ANSWERS) != packed(ANSWERS[::-1])
