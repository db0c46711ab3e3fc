"""When a desk may start: a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.desk.start_rules import Start, check_start
from generator.editorial.person import Person, Role
from generator.errors import UsageError

CERT: dict[str, Any] = {"tls_cert": Path("cert.pem"), "tls_key": Path("key.pem")}
PROXY: dict[str, Any] = {"behind_proxy": "desk.example.com"}
REMOTE: dict[str, Any] = {"allow_remote": True}


def person(name: str, *, active: bool = True, has_password: bool = True) -> Person:
    """Somebody who may be there when the desk starts."""
    return Person(1, name, name.title(), Role.ADMIN, active=active, has_password=has_password)


NOBODY: list[Person] = []
ONE = [person("anna")]
TWO = [person("anna"), person("bo")]
ONE_LEFT = [person("anna"), person("bo", active=False)]
NO_PASSWORD = [person("anna", has_password=False)]
ONLY_GONE_HAS = [person("anna", has_password=False), person("bo", active=False)]


@pytest.mark.parametrize("people", [NOBODY, ONE, TWO, NO_PASSWORD])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_a_desk_always_starts(host: str, people: list[Person]) -> None:
    check_start(Start(host=host), people)
    check_start(Start(host=host, allow_remote=True), people)
    check_start(Start(host=host, **CERT), people)


@pytest.mark.parametrize("people", [NOBODY, ONE, ONE_LEFT, NO_PASSWORD])
def test_a_single_user_works_alone_on_this_machine(people: list[Person]) -> None:
    check_start(Start(single_user=True), people)


@pytest.mark.parametrize(
    "start",
    [
        Start(host="192.0.2.7", **REMOTE, **CERT),
        Start(host="desk.example.com", **REMOTE, **CERT),
        Start(host="0.0.0.0", names=("desk.example.com",), **REMOTE, **CERT),  # noqa: S104
        Start(host="0.0.0.0", **REMOTE, **PROXY),  # noqa: S104
        Start(**REMOTE, **PROXY),
    ],
)
def test_others_are_let_in_behind_a_password_and_tls(start: Start) -> None:
    for people in (ONE, TWO, ONE_LEFT):
        check_start(start, people)
    for people in (NOBODY, NO_PASSWORD, ONLY_GONE_HAS):
        with pytest.raises(UsageError, match="needs somebody with a password"):
            check_start(start, people)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "10.0.0.1", "127.0.0.2"])  # noqa: S104
def test_each_of_the_three_conditions_is_needed(host: str) -> None:
    with pytest.raises(UsageError, match="add --allow-remote"):
        check_start(Start(host=host), ONE)
    with pytest.raises(UsageError, match="add --allow-remote"):
        check_start(Start(host=host, **CERT), ONE)
    with pytest.raises(UsageError, match="needs TLS"):
        check_start(Start(host=host, **REMOTE), ONE)


@pytest.mark.parametrize(
    ("given", "people", "told"),
    [
        ({"single_user": True}, TWO, "2 are active"),
        ({"single_user": True, "host": "192.0.2.7", **REMOTE, **CERT}, ONE, "this machine alone"),
        ({"single_user": True, **REMOTE, **PROXY}, ONE, "this machine alone"),
        (PROXY, ONE, "add --allow-remote"),
        ({"tls_cert": Path("cert.pem")}, ONE, "give both"),
        ({"tls_key": Path("key.pem")}, ONE, "give both"),
        ({**CERT, **PROXY, **REMOTE}, ONE, "and not both"),
        ({"host": "0.0.0.0", **CERT, **REMOTE}, ONE, "add --name HOST"),  # noqa: S104
        ({"behind_proxy": "https://desk.example.com", **REMOTE}, ONE, "is no host name"),
        ({"behind_proxy": "desk.example.com/desk", **REMOTE}, ONE, "is no host name"),
        ({"behind_proxy": "", **REMOTE}, ONE, "is no host name"),
        ({"names": ("a b",)}, ONE, "is no host name"),
    ],
)
def test_what_would_let_somebody_in_is_refused_with_what_to_do(
    given: dict[str, Any], people: list[Person], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        check_start(Start(**given), people)


@pytest.mark.parametrize(
    ("start", "address", "hosts"),
    [
        (Start(), "http://127.0.0.1:8321/", {"127.0.0.1:8321", "[::1]:8321", "localhost:8321"}),
        (Start(port=80), "http://127.0.0.1/", {"127.0.0.1", "[::1]", "localhost"}),
        (
            Start(host="::1", port=9000),
            "http://[::1]:9000/",
            {"127.0.0.1:9000", "[::1]:9000", "localhost:9000"},
        ),
        (
            Start(host="0.0.0.0", port=443, names=("Desk.example.com",), **REMOTE, **CERT),  # noqa: S104
            "https://desk.example.com/",
            {"127.0.0.1", "[::1]", "localhost", "desk.example.com"},
        ),
        (
            Start(**REMOTE, **PROXY),
            "https://desk.example.com/",
            {"127.0.0.1:8321", "[::1]:8321", "localhost:8321", "desk.example.com"},
        ),
    ],
)
def test_a_desk_knows_its_names(start: Start, address: str, hosts: set[str]) -> None:
    assert (start.address, set(start.hosts)) == (address, hosts)
