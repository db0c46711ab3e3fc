"""Note objects: the same files, the same bytes; whatever is not what was kept is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.note_object import from_note_object, hash_of, to_note_object
from generator.errors import StoreError

FILES = {"article.md": b"# A note\n" * 9, "article.pdf": b"%PDF-1.7", "charts/a.svg": b"<svg/>"}
names = st.sampled_from(["article.md", "article.html", "article.pdf", "charts/a.svg"])


@given(st.dictionaries(names, st.binary(max_size=200)))
def test_what_is_kept_comes_back(files: dict[str, bytes]) -> None:
    content, sha256 = to_note_object(files)
    assert from_note_object(content, "k", sha256) == files
    assert to_note_object(dict(reversed(files.items()))) == (content, sha256)


@given(st.dictionaries(names, st.binary(max_size=20)), st.dictionaries(names, st.binary()))
def test_other_files_have_another_hash(files: dict[str, bytes], others: dict[str, bytes]) -> None:
    assert (hash_of(files) == hash_of(others)) == (files == others)


def test_a_note_object_with_any_byte_changed_gives_the_files_that_were_kept_or_an_error() -> None:
    """A byte that belongs to no file, such as one of a date, does no harm; no other is let by."""
    content, sha256 = to_note_object(FILES)
    found = 0
    for place in range(len(content)):
        for other in {content[place] ^ 1, content[place] ^ 255, 12, 14, 93} - {content[place]}:
            spoiled = content[:place] + bytes([other]) + content[place + 1 :]
            try:
                assert from_note_object(spoiled, "k", sha256) == FILES
            except StoreError as error:
                assert str(error).startswith("k: is ")  # noqa: PT017 - some do no harm
                found += 1
    assert found > len(content)


def test_an_object_that_was_cut_off_or_is_another_is_an_error() -> None:
    content, sha256 = to_note_object(FILES)
    for length in range(0, len(content), 7):
        with pytest.raises(StoreError, match="is damaged"):
            from_note_object(content[:length], "k", sha256)
    other, _ = to_note_object(FILES | {"article.md": b"another"})
    with pytest.raises(StoreError, match="is not the note that was kept"):
        from_note_object(other, "k", sha256)
