"""A withdrawal says that, when and why, in words that nothing has to prove, and runs nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final

import pytest

from generator.errors import RefusedError
from generator.publish.withdrawal import WITHDRAWN, withdrawal_files

AS_OF: Final = datetime.fromisoformat("2026-06-22T16:00:00-04:00")
NOW: Final = datetime(2026, 6, 24, 1, 0, tzinfo=UTC)
"""In the evening of the day before, at the exchange."""


def test_the_files_say_that_and_when_and_why() -> None:
    files = withdrawal_files("IWM", AS_OF, NOW, "the quotes were\nof another fund")
    assert set(files) == {"article.md", "article.html", WITHDRAWN}
    for name in ("article.md", "article.html"):
        text = files[name].decode()
        assert "IWM, June 22, 2026: withdrawn" in text
        assert "Tuesday, June 23" in text
        assert "the quotes were of another fund" in text
    assert json.loads(files[WITHDRAWN]) == {
        "schema": "withdrawn/1",
        "symbol": "IWM",
        "day": "2026-06-23",
        "reason": "the quotes were of another fund",
    }


@pytest.mark.parametrize("reason", ["it said 7", "off by 2.5%", "on 2026-06-22", "٣ were wrong"])
def test_a_number_in_the_reason_is_refused(reason: str) -> None:
    with pytest.raises(RefusedError, match=r"IWM: .*say it in words \[unproven_number\]"):
        withdrawal_files("IWM", AS_OF, NOW, reason)


def test_a_reason_is_text_and_never_markup() -> None:
    files = withdrawal_files("IWM", AS_OF, NOW, "<script>x()</script> *not* [a](b)")
    assert b"<script>x()" not in files["article.html"]
    assert b"<script" not in files["article.md"].replace(b"\\<script", b"")
    assert rb"\*not\*" in files["article.md"]


def test_the_same_withdrawal_is_the_same_bytes() -> None:
    assert withdrawal_files("IWM", AS_OF, NOW, "why") == withdrawal_files("IWM", AS_OF, NOW, "why")
