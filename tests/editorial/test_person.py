"""How people may be called, and which role may do what."""

from __future__ import annotations

import pytest

from generator.editorial.person import Role, checked_display_name, checked_name, checked_role
from generator.errors import UsageError


def test_each_role_may_do_what_those_before_it_may() -> None:
    table = {(have, least): have.includes(least) for have in Role for least in Role}
    assert [pair for pair, may in table.items() if not may] == [
        (Role.WRITER, Role.EDITOR),
        (Role.WRITER, Role.ADMIN),
        (Role.EDITOR, Role.ADMIN),
    ]


@pytest.mark.parametrize("name", ["a", "anna", "anna.o-neil_2", "0x", "a" * 64])
def test_names_of_small_letters_and_digits_are_taken(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "Anna", ".anna", "-a", "a b", "a\n", "änna", "\u0430", "a/b", "a'", "a" * 65, "\u0661",
     "<b>", "strikedesk"],
)  # fmt: skip
def test_other_names_are_refused_and_so_is_the_program_s_own(name: str) -> None:
    with pytest.raises(UsageError):
        checked_name(name)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Anna O'Neil", "Anna O'Neil"),
        ("  J. P.  Müller-Ångström ", "J. P. Müller-Ångström"),
        ("Zoe\u0308", "Zoë"),
        ("李明", "李明"),
    ],
)
def test_a_byline_is_letters_spaces_and_a_few_marks(given: str, kept: str) -> None:
    assert checked_display_name(given) == kept


@pytest.mark.parametrize(
    "given",
    ["", " ", ".", "'x", "Anna 2", "Anna\u00b2", "Anna \u2163", "Anna\u0662", "a_b",
     "<b>Anna</b>", "Anna\nBo",
     "Anna\u202e", "{{ 7 }}", "Anna & Bo", "*Anna*", "A" * 81, "Anna\u200b", '"Anna"'],
)  # fmt: skip
def test_digits_markup_and_hidden_characters_never_stand_in_a_byline(given: str) -> None:
    with pytest.raises(UsageError):
        checked_display_name(given)


@pytest.mark.parametrize("text", ["", "Admin", "owner", "admin "])
def test_a_role_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="writer, editor, admin"):
        checked_role(text)
