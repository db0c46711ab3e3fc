"""Which passwords are taken, and that comparing takes the same work for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from generator.editorial.common_passwords import COMMON_PASSWORDS
from generator.editorial.passwords import SHORTEST, Passwords, check_password, check_typed_twice
from generator.errors import UsageError


class _Counting(PasswordHasher):
    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.compared: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002, ANN401
        self.compared.append(str(hash))
        return super().verify(hash, password)


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "            x",
        "ππππππππππππ",
        "a" * 256,
        "pass word\n with lines",
        "'\"<>;--{{}}",
    ],
)
def test_any_characters_make_a_password_if_there_are_twelve(password: str) -> None:
    check_password(password + "!", "anna") if len(password) < SHORTEST else check_password(
        password, "anna"
    )


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", "0 characters"),
        ("eleven char", "11 characters"),
        ("a" * 257, "257 characters"),
        ("e\u0301" * 11, "11 characters"),
        ("anna.of.the.desk", "is the name"),
        ("ANNA.OF.THE.DESK", "is the name"),
        ("password1234", "anybody tries"),
        ("Qwertyuiop12", "anybody tries"),
        ("\uff50assword1234", "anybody tries"),
    ],
)
def test_short_known_and_one_s_own_name_are_refused(password: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        check_password(password, "anna.of.the.desk")


def test_the_list_of_common_passwords_holds_what_the_other_rules_let_through() -> None:
    assert COMMON_PASSWORDS
    assert all(len(each) >= SHORTEST and each == each.casefold() for each in COMMON_PASSWORDS)


def test_the_same_password_from_another_keyboard_is_right() -> None:
    passwords = Passwords(PasswordHasher(1, 8, 1))
    kept = passwords.hashed("caf\u00e9 in the morning")
    assert passwords.matches(kept, "cafe\u0301 in the morning")
    assert not passwords.matches(kept, "cafe in the morning")


def test_a_name_that_is_unknown_costs_a_comparison_too_and_is_never_right() -> None:
    hasher = _Counting()
    passwords = Passwords(hasher)
    kept = passwords.hashed("the one that is right")
    assert not passwords.matches(None, "anything at all")
    assert not passwords.matches(None, "what nobody would have as a password")
    assert passwords.matches(kept, "the one that is right")
    unknown, again, known = hasher.compared
    assert unknown == again != known
    assert extract_parameters(unknown) == extract_parameters(known)


def test_a_hash_that_is_damaged_is_matched_by_nothing() -> None:
    assert not Passwords(PasswordHasher(1, 8, 1)).matches("$argon2id$damaged", "anything")


def test_passwords_are_hashed_by_argon2id_at_its_recommended_cost_unless_told_otherwise() -> None:
    hasher = Passwords().hasher
    assert hasher.type is Type.ID
    assert (hasher.time_cost, hasher.memory_cost) == (3, 65536)


def test_a_password_that_was_mistyped_is_refused() -> None:
    check_typed_twice("one and the same", "one and the same")
    with pytest.raises(UsageError, match="differ"):
        check_typed_twice("one and the same", "one and the sane")
