"""What was sent is kept beside the note's folder, and what cannot be read is not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import InputError, UsageError
from generator.files import replace_folder
from generator.publish.deliveries import (
    Delivery,
    alone,
    deliveries_file,
    read_deliveries,
    sent_to,
    write_deliveries,
)

if TYPE_CHECKING:
    from pathlib import Path

FIRST = Delivery("Reader@Example.test", "<1@h.test>", "0" * 64, "2026-08-21T20:00:00+00:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A note's folder."""
    replace_folder(tmp_path / "IWM", {"article.eml": b"x"})
    return tmp_path / "IWM"


def test_what_was_kept_is_read_back_also_after_a_new_draft(folder: Path) -> None:
    assert read_deliveries(folder) == ()
    write_deliveries(folder, [FIRST])
    replace_folder(folder, {"article.eml": b"y"})
    assert read_deliveries(folder) == (FIRST,)
    assert deliveries_file(folder).name == "IWM.sent.json"


def test_an_address_is_the_same_in_any_case() -> None:
    assert sent_to([FIRST], "reader@example.TEST") == FIRST
    assert sent_to([FIRST], "other@example.test") is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "sent/2", "deliveries": []}', '{"schema": "sent/1"}',
     '{"schema": "sent/1", "deliveries": [1]}', '{"schema": "sent/1", "deliveries": [{"at": 1}]}',
     '{"schema": "sent/1", "deliveries": [{"at": "x"}]}'],
)  # fmt: skip
def test_a_damaged_file_is_refused_because_to_guess_might_send_twice(
    text: str, folder: Path
) -> None:
    deliveries_file(folder).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"IWM\.sent\.json"):
        read_deliveries(folder)


def test_two_processes_do_not_send_one_note_at_the_same_time(folder: Path) -> None:
    with alone(folder), pytest.raises(UsageError, match="another process"), alone(folder):
        pass
    with alone(folder):
        pass
