"""The day of an edition is one that most of its list have."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from generator.drafting.edition import day_of
from generator.errors import RefusedError

MONDAY: Final = date(2025, 12, 29)
FRIDAY: Final = date(2025, 12, 26)


def test_the_newest_day_is_that_of_the_edition_where_half_of_the_list_have_it() -> None:
    assert day_of([MONDAY, MONDAY, FRIDAY, FRIDAY]) == MONDAY
    assert day_of([FRIDAY]) == FRIDAY
    assert day_of([]) is None


def test_an_edition_is_not_made_about_the_few_that_alone_have_newer_data() -> None:
    with pytest.raises(RefusedError, match="only 1 of 4 symbols have data of 2025-12-29") as error:
        day_of([MONDAY, FRIDAY, FRIDAY, FRIDAY])
    assert error.value.code == "other_day"
