"""YAML that people edit: words stay words, numbers are plain, tricks are refused at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from generator.errors import PlaybookError, Position
from generator.narrative.playbook import playbook_folder
from generator.yaml_file import Place, YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def load(folder: Path, text: str | bytes) -> YamlFile:
    """The file with this text."""
    path = folder / "rules.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path, PlaybookError)


def value(folder: Path, scalar: str) -> Any:  # noqa: ANN401
    """What one plain scalar is read as."""
    return load(folder, f"key: {scalar}\n").content["key"]


@pytest.mark.parametrize(
    "word",
    [
        "NO",
        "no",
        "No",
        "ON",
        "on",
        "off",
        "Off",
        "Yes",
        "yes",
        "y",
        "Y",
        "n",
        "TRUE",
        "True",
        "FALSE",
        "Null",
        "NULL",
        "nan",
        "NaN",
        "NAN",
        "inf",
        "INF",
        "E",
        "BRK.B",
        "^SPX",
        "ES=F",
        "2026-01-02",
        "3M",
        "52w",
        "10-K",
        "5y",
        "x1",
        "1x",
    ],
)
def test_words_of_older_yaml_stay_words(tmp_path: Path, word: str) -> None:
    """Tickers among them: nothing turns ON, NO or TRUE into something else."""
    assert value(tmp_path, word) == word


@pytest.mark.parametrize(
    ("scalar", "expected"),
    [
        ("5", 5),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("1.5e-3", 0.0015),
        ("0.0", 0.0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"5"', "5"),
        ("'true'", "true"),
        ("'010'", "010"),
        ('""', ""),
        ('"a: b"', "a: b"),
        ("text # remark", "text"),
    ],
)
def test_a_plain_scalar_is_what_it_looks_like(
    tmp_path: Path, scalar: str, expected: object
) -> None:
    found = value(tmp_path, scalar)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "scalar",
    [
        "010",
        "0o10",
        "0x10",
        "0xFF",
        "0b11",
        "1_000",
        "1:30",
        "190:20:30",
        "16:00",
        "1e3",
        "1E10",
        "12e03",
        "1.e3",
        "1.0e309",
        "-1.0e309",
        "1e309",
        ".5",
        "-.5",
        "5.",
        ".inf",
        "-.inf",
        "+.INF",
        ".nan",
        ".NaN",
        "1.2.3",
        "00",
        "-01",
    ],
)
def test_a_number_that_readers_disagree_on_is_refused(tmp_path: Path, scalar: str) -> None:
    with pytest.raises(PlaybookError, match=r"rules\.yaml:1:6: .* is ambiguous: quote it"):
        value(tmp_path, scalar)


def test_an_endless_integer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r":1:6: 9{40} is ambiguous"):
        value(tmp_path, "9" * 5000)


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", "the key 'a' stands here twice"),
        ("a: 1\n'a': 2\n", "2:1", "the key 'a' stands here twice"),
        ("r:\n  - {x: 1, x: 2}\n", "2:12", "the key 'x' stands here twice"),
        ("a: &one 1\nb: *one\n", "1:4", "anchors and aliases"),
        ("a: &one 1\n", "1:4", "anchors and aliases"),
        ("&key a: 1\n", "1:1", "anchors and aliases"),
        ("a: &one 1\nb: &one 2\n", "1:4", "anchors and aliases"),
        ("a: &self [*self]\n", "1:4", "anchors and aliases"),
        ("a: *lost\n", "1:4", "anchors and aliases"),
        ("base: {x: 1}\n<<: {x: 2}\n", "2:1", "a key must be a plain word"),
        ("? [a, b]\n: 1\n", "1:3", "a key must be a plain word"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "tags are not allowed"),
        ("a: !!python/name:os.system\n", "1:4", "tags are not allowed"),
        ("a: !include other.yaml\n", "1:4", "tags are not allowed"),
        ("a: !!binary aGk=\n", "1:4", "tags are not allowed"),
        ("a: !!set {x}\n", "1:4", "tags are not allowed"),
        ("a: !!omap [x: 1]\n", "1:4", "tags are not allowed"),
        ("a: !!timestamp 2026-01-02\n", "1:4", "tags are not allowed"),
        ("a: !!str 5\n", "1:4", "tags are not allowed"),
        ("!!map {a: 1}\n", "1:1", "tags are not allowed"),
        ("a: !<tag:yaml.org,2002:binary> x\n", "1:4", "tags are not allowed"),
        ("!!str a: 1\n", "1:1", "tags are not allowed"),
        ("a: 1\n---\nb: 2\n", "2:1", "another document"),
        ("a: 'x\n", "2:1", "is no YAML"),
        ("a:\n\tb: 1\n", "2:1", "is no YAML"),
        ("a: @x\n", "1:4", "is no YAML"),
        ("a: [1, 2\nb: 3\n", "2:2", "is no YAML"),
        ("a: b: c\n", "1:5", "is no YAML"),
    ],
)
def test_a_trick_or_a_slip_is_refused_at_its_place(
    tmp_path: Path, text: str, place: str, problem: str
) -> None:
    with pytest.raises(PlaybookError, match=problem) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/rules.yaml:{place}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[" * 22 + "]" * 22, "is nested deeper than 20 levels"),
        ("[" * 500, r":1:22: is nested deeper than 20 levels"),
        ("[" * 5000, "exceeded maximum nesting depth"),
        ("x" * (256 * 1024 + 1), "is larger than 256 KB"),
        ("---\n" * 20_000, "another document"),
        ("".join(f"- &a{place} 1\n" for place in range(10_000)), "anchors and aliases"),
        ("a: \x07\n", "unacceptable character #x0007"),
        ("a: \x00\n", "unacceptable character #x0000"),
        (b"a: \xff\n", "is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "is not UTF-8"),
    ],
)
def test_a_bomb_or_a_foreign_file_is_refused(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    with pytest.raises(PlaybookError, match=problem):
        load(tmp_path, text)


def test_doubling_aliases_are_refused_before_they_double(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 11)]
    with pytest.raises(PlaybookError, match=r":1:5: anchors and aliases"):
        load(tmp_path, "\n".join(levels))


def test_a_missing_file_and_a_folder_are_errors_of_the_kind_asked_for(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="does not exist"):
        read_yaml(tmp_path / "none.yaml", PlaybookError)
    with pytest.raises(PlaybookError, match="is a folder"):
        read_yaml(tmp_path, PlaybookError)


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n", "\ufeff"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text).content is None


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = load(tmp_path, "a: 1\nb:\n  - x\n")
    windows = load(tmp_path, "\ufeffa: 1\r\nb:\r\n  - x\r\n")
    assert (windows.content, windows.positions) == (plain.content, plain.positions)


def test_block_text_keeps_its_words_apart(tmp_path: Path) -> None:
    text = "a: >\n  one\n  two\n\n  three\nb: |\n  1\n  2\n"
    assert load(tmp_path, text).content == {"a": "one two\nthree\n", "b": "1\n2\n"}


def test_every_value_knows_where_it_stands(tmp_path: Path) -> None:
    text = 'rules:\n  - id: calm\n    when: "x > 1"\n  - id:\nempty: ""\nlist: [1, {k: v}]\n'
    positions = load(tmp_path, text).positions
    assert {place: (at.line, at.column) for place, at in positions.items()} == {
        (): (1, 1),
        ("rules",): (2, 3),
        ("rules", 0): (2, 5),
        ("rules", 0, "id"): (2, 9),
        ("rules", 0, "when"): (3, 11),
        ("rules", 1): (4, 5),
        ("rules", 1, "id"): (4, 5),
        ("empty",): (5, 8),
        ("list",): (6, 7),
        ("list", 0): (6, 8),
        ("list", 1): (6, 11),
        ("list", 1, "k"): (6, 15),
    }


@pytest.mark.parametrize(
    "file", sorted(playbook_folder("options_focus").rglob("*.yaml")), ids=lambda file: file.name
)
def test_the_house_s_files_are_read_as_another_reader_of_yaml_reads_them(file: Path) -> None:
    """Every value and every place in the files of the house's playbook, beside ruamel.yaml's."""
    found = read_yaml(file, PlaybookError)
    other = YAML(typ="safe", pure=True)
    assert found.content == other.load(file.read_text())
    places = {
        place: (at.line, at.column)
        for place, at in found.positions.items()
        if place and isinstance(place[-1], str)
    }
    assert places == dict(_places(other.compose(file.read_text()), ()))


def _places(node: Node, place: Place) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Where the values of a mapping stand, and those in the lists below it."""
    for index, child in enumerate(node.value if not isinstance(node, ScalarNode) else ()):
        if isinstance(node, MappingNode):
            at = child[1].start_mark
            yield (*place, child[0].value), (at.line + 1, at.column + 1)
            yield from _places(child[1], (*place, child[0].value))
        else:
            yield from _places(child, (*place, index))


class Rule(BaseModel):
    """A rule of the test's own."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: str
    threshold: float = 1.0


class Rules(BaseModel):
    """A file of the test's own."""

    model_config = ConfigDict(extra="forbid", strict=True)
    rules: list[Rule]


def test_a_file_that_fits_its_model_is_that_model(tmp_path: Path) -> None:
    file = load(tmp_path, "rules:\n  - id: calm\n    threshold: 0.5\n")
    made = file.validate(Rules, PlaybookError)
    assert made.rules == [Rule(id="calm", threshold=0.5)]
    assert file.position(("rules", 0, "unknown", 3)) == Position(2, 5)


@pytest.mark.parametrize(
    ("text", "place", "where"),
    [
        ("rules:\n  - id: calm\n    treshold: 5\n", "3:15", "rules.0.treshold"),
        ("rules:\n  - id: 5\n", "2:9", "rules.0.id"),
        ("rules:\n  - id: calm\n    threshold: '0.5'\n", "3:16", "rules.0.threshold"),
        ("rules:\n  - id: calm\n    threshold: true\n", "3:16", "rules.0.threshold"),
        ("rules:\n  - threshold: 1.0\n", "2:5", "rules.0.id"),
        ("rules: {a: 1}\n", "1:8", "rules"),
        ("- a\n", "1:1", ""),
    ],
)
def test_what_does_not_fit_is_refused_at_the_value(
    tmp_path: Path, text: str, place: str, where: str
) -> None:
    """An unknown field, a wrong type, a missing field, at the place to change."""
    with pytest.raises(PlaybookError) as caught:
        load(tmp_path, text).validate(Rules, PlaybookError)
    assert str(caught.value).startswith(f"{tmp_path}/rules.yaml:{place}: {where}")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec="utf-8"), max_size=40)
    | st.text("ab:-[]{}&*!|>'\"#?%@`,~ \n\t1.e", max_size=40)
)
def test_any_text_is_plain_values_or_refused(tmp_path: Path, text: str) -> None:
    try:
        content = load(tmp_path, text).content
    except PlaybookError:
        return
    assert_plain(content)


def assert_plain(content: object) -> None:
    """Nothing but dicts, lists, words, finite numbers, booleans and nothing."""
    if isinstance(content, dict):
        for key, item in content.items():
            assert isinstance(key, str)
            assert_plain(item)
    elif isinstance(content, list):
        for item in content:
            assert_plain(item)
    else:
        assert content is None or type(content) in (str, int, float, bool)
        assert content == content  # noqa: PLR0124 - NaN is not itself
