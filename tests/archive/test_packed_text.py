"""A packed text is read as it was written, and one that was kept unpacked as well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.packed_text import packed, unpacked


@given(st.text())
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unpacked(packed(text)) == text
    assert unpacked(text) == text


def test_a_record_takes_much_less_room_than_its_text() -> None:
    text = '{"rule": "put_call_above", "held": true}' * 100
    assert len(packed(text)) * 8 < len(text)


def test_bytes_that_are_no_packed_text_are_an_error() -> None:
    with pytest.raises(ValueError, match="no packed text"):
        unpacked(b"anything")
