"""The Python API does what its page says: its examples run, and it is loaded when it is used."""

from __future__ import annotations

import ast
import doctest
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import generator
from generator import api
from generator.config import Settings
from generator.errors import ArticleError, UsageError
from generator.market.bundle import load_snapshot, save_snapshot
from generator.narrative.playbook import playbook_folder
from tests.api_page import api_page
from tests.made_symbols import made_symbol
from tests.test_light_imports import HEAVY, loaded_by

if TYPE_CHECKING:
    from generator.pipeline import Draft

ROOT: Final = Path(__file__).resolve().parents[1]
EXAMPLES: Final = [
    test for test in doctest.DocTestFinder(exclude_empty=True).find(api) if test.examples
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_every_example_gives_what_it_shows(example: doctest.DocTest) -> None:
    told: list[str] = []
    doctest.DocTestRunner().run(example, out=told.append)
    assert "".join(told) == ""


def test_every_function_has_an_example_but_the_one_that_another_shows() -> None:
    shown = {example.name.rpartition(".")[2] for example in EXAMPLES}
    functions = {name for name in api.__all__ if name.islower()}
    assert functions - shown == {"load_snapshot", "demo_snapshot"}


def test_the_page_is_the_one_that_the_docstrings_give() -> None:
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == api_page()


def test_the_package_gives_every_name_of_the_api_and_no_other() -> None:
    for name in api.__all__:
        assert getattr(generator, name) is getattr(api, name)
    assert set(api.__all__) <= set(dir(generator))
    with pytest.raises(AttributeError, match="no attribute 'drafts'"):
        _ = generator.drafts  # type: ignore[attr-defined]


def test_a_type_checker_sees_the_names_that_the_package_gives() -> None:
    tree = ast.parse((ROOT / "generator" / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "generator.api"
        for alias in node.names
    }
    assert typed == set(api.__all__)


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = loaded_by("import generator; generator.__version__")
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    assert "numpy" in loaded_by("import generator; generator.Settings")


def _draft(playbook: str = "options_focus") -> Draft:
    return api.draft(made_symbol(1), playbook=playbook, formats=("md",))


def test_a_draft_has_the_bytes_of_the_command_and_neither_file_nor_environment_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _draft()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "strikedesk.toml").write_text("risk_free_rate = 0.09\n", encoding="utf-8")
    monkeypatch.setenv("STRIKEDESK_PLAYBOOK", "education")
    assert _draft().files == before.files
    other = _draft("education")
    assert other.files["article.md"] != before.files["article.md"]

    from generator.drafting.drafter import Drafter, Order  # noqa: PLC0415

    save_snapshot(made_symbol(1), tmp_path / "made.snapshot.zip")
    settings = Settings(output=tmp_path / "out")
    with Drafter(settings) as drafter:
        order = Order(before.symbol, str(tmp_path / "made.snapshot.zip"), formats=frozenset({"md"}))
        written = drafter.draft(order).note
    # The folder of notes is a setting too, and the record keeps the hash of them all.
    same = set(before.files) - {"article.json"}
    assert {name: written.files[name] for name in same} == {
        name: before.files[name] for name in same
    }


def test_a_snapshot_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    digest = api.save_snapshot(made_symbol(2), tmp_path / "made.snapshot.zip")
    assert load_snapshot(tmp_path / "made.snapshot.zip")[1] == digest
    assert api.load_snapshot(str(tmp_path / "made.snapshot.zip")).symbol == made_symbol(2).symbol


def test_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="no format docx: known are md, html, pdf, email"):
        api.draft(made_symbol(1), formats=("md", "docx"))


def test_what_cannot_be_drafted_or_proven_is_refused_in_words() -> None:
    made = made_symbol(1)
    with pytest.raises(UsageError, match="formats names none"):
        api.draft(made, formats=())
    given: Any = "made.snapshot.zip"
    for takes_a_snapshot in (api.draft, api.facts):
        with pytest.raises(UsageError, match="a Snapshot is needed, not str; load_snapshot"):
            takes_a_snapshot(given)
    note = api.draft(made, formats="md", playbook=playbook_folder("options_focus"))
    assert note.passed
    with pytest.raises(ArticleError, match=r"article\.json.*not among the files of the draft"):
        api.audit_note("x", replace(note, files={}))
