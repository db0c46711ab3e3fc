"""Who guesses passwords waits; nobody can make somebody else wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from generator.editorial.throttle import FREE_FOR_ADDRESS, FREE_FOR_PAIR, WINDOW, Throttle
from tests.editorial.conftest import NOW

if TYPE_CHECKING:
    from generator.archive.database import Database

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def throttle(database: Database) -> Throttle:
    """No failures yet."""
    return Throttle(database)


def _guesses(throttle: Throttle, count: int, name: str = "anna", address: str = HERE) -> int:
    return sum(throttle.admit(name, address, now=NOW) is None for _ in range(count))


def test_five_guesses_are_free_and_the_sixth_waits(throttle: Throttle) -> None:
    assert _guesses(throttle, 8) == FREE_FOR_PAIR == 5
    assert throttle.admit("anna", HERE, now=NOW) == timedelta(seconds=30)


def test_each_further_failure_doubles_the_wait_up_to_the_window(throttle: Throttle) -> None:
    _guesses(throttle, FREE_FOR_PAIR)
    now, waits = NOW, []
    for _ in range(4):
        wait = throttle.admit("anna", HERE, now=now)
        assert wait is not None
        waits.append(wait.total_seconds())
        now += wait
        assert throttle.admit("anna", HERE, now=now) is None
    assert waits == [30, 60, 120, 240]


def test_the_owner_of_a_name_is_not_locked_out_from_another_address(throttle: Throttle) -> None:
    _guesses(throttle, 50)
    assert throttle.admit("anna", ELSEWHERE, now=NOW) is None


def test_an_address_that_tries_many_names_waits_for_all_of_them(throttle: Throttle) -> None:
    tried = sum(_guesses(throttle, 1, name=f"name{number}") for number in range(50))
    assert tried == FREE_FOR_ADDRESS
    assert throttle.admit("anna", HERE, now=NOW) is not None
    assert throttle.admit("anna", ELSEWHERE, now=NOW) is None


def test_failures_are_forgotten_after_a_quarter_of_an_hour(throttle: Throttle) -> None:
    _guesses(throttle, FREE_FOR_PAIR)
    assert throttle.admit("anna", HERE, now=NOW + WINDOW) is None


def test_the_right_password_forgives_the_name_at_that_address(throttle: Throttle) -> None:
    _guesses(throttle, FREE_FOR_PAIR - 1)
    throttle.forgive("anna", HERE)
    assert _guesses(throttle, 8) == FREE_FOR_PAIR


def test_who_owns_one_name_guesses_no_more_at_others(throttle: Throttle) -> None:
    tried = 0
    for number in range(50):
        tried += _guesses(throttle, 1, name=f"name{number}")
        if throttle.admit("own", HERE, now=NOW) is None:
            throttle.forgive("own", HERE)
    assert tried == FREE_FOR_ADDRESS


def test_guesses_that_come_at_once_are_counted_like_guesses_in_a_row(throttle: Throttle) -> None:
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda _: throttle.admit("anna", HERE, now=NOW) is None, range(20)))
    assert sum(taken) == FREE_FOR_PAIR


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(
    throttle: Throttle, one: str, other: str, *, same: bool
) -> None:
    _guesses(throttle, FREE_FOR_PAIR, address=one)
    assert (throttle.admit("anna", other, now=NOW) is not None) is same


def test_what_was_typed_as_a_name_is_not_kept(database: Database, throttle: Throttle) -> None:
    typed = "my password, in the wrong field"
    _guesses(throttle, 1, name=typed)
    _guesses(throttle, 1, name="x" * 100_000, address="no address at all, and a long one" * 9)
    with database.reading() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert typed not in dump
    assert len(dump) < 100_000
