"""A hostile template is refused, or is written as the harmless text it is; nothing else happens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pytest
from markupsafe import escape

from generator.errors import FragmentError, Position
from generator.market.headlines import clean_text
from generator.render.templates import render_template
from generator.wording.letters import is_printed
from tests.hostile_templates import TEMPLATES, WRITTEN, payloads
from tests.narrative.test_fragments import compiled
from tests.template_runs import MARK
from tests.test_hostile_headlines import TOGETHER, WIRE, assert_literal, supplied, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

EMPTY_FRAGMENTS: Final = ("{% raw %}", "{# " + "x" * 600_000 + " #}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the templates lie, beside what none may read and where a mark would be left."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="module")
def runs(folder: Path) -> list[dict[str, Any]]:
    """How each payload went as a page template, one after another in one small process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.template_runs", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert [(run["class"], run["text"]) for run in found] == payloads()
    return found


def test_the_corpus_is_large_and_has_every_class() -> None:
    assert len(payloads()) >= 200
    numbers = {int(name[1:3]) for name in TEMPLATES}
    assert numbers == {*range(1, 43), 44}
    assert set(WRITTEN) <= {text for _, text in payloads()}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_hostile_page_template_is_refused_or_stays_the_text_it_is(
    name: str, runs: list[dict[str, Any]]
) -> None:
    for run in runs:
        if run["class"] == name:
            outcome, told = run["outcome"]
            assert (outcome == "written") == (run["text"] in WRITTEN), (run["text"][:200], told)
            assert not run["changed"]
            if outcome == "written":
                assert told == WRITTEN[run["text"]]
                assert run["passes"]
            else:
                assert "canary3141" not in told
                assert "MemoryError" not in told
                assert len(told) < 1000


def test_no_template_leaves_a_mark(runs: list[dict[str, Any]], folder: Path) -> None:
    assert runs
    assert not (folder / MARK).exists()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_hostile_fragment_is_refused_when_the_playbook_loads(name: str) -> None:
    for text in TEMPLATES[name]:
        if "{" not in text or text in EMPTY_FRAGMENTS:
            continue
        with pytest.raises(FragmentError):
            compiled(text, Position(1))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_hostile_template_in_a_value_is_the_text_it_is(name: str, tmp_path: Path) -> None:
    template = "{{ title }}|{{ [title] | join }}|{{ title ~ '' }}|{{ title | e }}"
    (tmp_path / "page.j2").write_text(template, encoding="utf-8")
    for text in TEMPLATES[name]:
        if len(text) < 1_000_000:
            page = render_template(tmp_path, "page.j2", {"title": text}, autoescape=True)
            assert page == "|".join([str(escape(text))] * 4)


def in_a_headline(text: str) -> str:
    """A payload with words that tell it from the others: no story is quoted twice."""
    digest = sha256(text.encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{digest[:9]} {text} {digest[9:18]} {digest[18:27]}"


def quoted(texts: Iterable[str]) -> list[str]:
    """Those that a headline can hold, with all their letters and whole."""
    titles = [in_a_headline(text) for text in texts]
    return [title for title in titles if clean_text(title) == title and is_printed(title)]


def assert_quoted(titles: Sequence[str]) -> None:
    for start in range(0, len(titles), TOGETHER):
        some = titles[start : start + TOGETHER]
        assert_literal(written(supplied(some)), Counter((title, WIRE) for title in some))


def test_hostile_templates_are_quoted_in_headlines_as_they_are() -> None:
    titles = quoted(min(texts, key=len) for texts in TEMPLATES.values())
    assert len(titles) >= 35
    assert_quoted(titles[:: len(titles) // TOGETHER + 1])


@pytest.mark.full
def test_every_hostile_template_is_quoted_in_a_headline_as_it_is() -> None:
    titles = quoted(text for _, text in payloads())
    assert len(titles) >= 250
    assert_quoted(titles)
