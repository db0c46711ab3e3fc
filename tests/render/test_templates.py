"""Templates of a playbook: read from its folder and nowhere else, short, named when they fail."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from generator.errors import PlaybookError, RenderError
from generator.narrative.playbook import shared_folder
from generator.render.pdf import PdfRenderer
from generator.render.templates import check_templates, render_template, template_file
from tests.cli.outcome import call

if TYPE_CHECKING:
    from pathlib import Path


def rendered(folder: Path, text: str, **values: object) -> str:
    (folder / "page.j2").write_text(text, encoding="utf-8")
    return render_template(folder, "page.j2", values, autoescape=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ title }}", "a &lt; b"),
        ("{{ title | upper }} {{ title ~ 7 }}", "A &lt; B a &lt; b7"),
        ("{% for row in rows %}{{ loop.index }}{{ row.name }}{% endfor %}", "1x2y"),
        ("{% for row in rows %}{{ row.name }}{{ ',' if not loop.last }}{% endfor %}", "x,y"),
        ("{{ rows | map(attribute='name') | join(', ') }}", "x, y"),
        ("{{ rows | length + 2 * 3 - 1 }}", "7"),
        ("{{ '%.2f' | format(number) }} {{ nothing | default(20000) }}", "2.17 20000"),
        ("{{ title[:1] }}{{ rows[1:][0].name }}", "ay"),
        ("{% macro m(x, y=7) %}<{{ x }}{{ y }}>{% endmacro %}{{ m(title) }}", "<a &lt; b7>"),
        ("{% set n = namespace() %}{% for i in [7] %}{% set n.x = i %}{% endfor %}{{ n.x }}", "7"),
        ("{% for i in range(4) %}{{ i }}{% endfor %}", "0123"),
        ("{% for name, kind in [('a', 'b'), ('c', 'd')] %}{{ name ~ kind }}{% endfor %}", "abcd"),
        ("{% for key, value in facts.items() %}{{ key }}={{ value }}{% endfor %}", "iv=1"),
        ("{{ title.startswith('a') and 'yes' }}{{ title.upper() }}", "yesA &lt; B"),
        ("{% set x %}<b>{{ title }}</b>{% endset %}{{ x }}", "<b>a &lt; b</b>"),
        ("{% block a %}{{ title }}{% endblock %}{{ self.a() }}", "a &lt; ba &lt; b"),
        ("{% filter upper %}words{% endfilter %}", "WORDS"),
        ("{{ nothing | default('none') }}", "none"),
    ],
)  # fmt: skip
def test_what_a_page_needs_of_jinja_is_there(text: str, expected: str, tmp_path: Path) -> None:
    values = {"title": "a < b", "number": 2.17, "facts": {"iv": 1}}
    rows = [{"name": "x"}, {"name": "y"}]
    assert rendered(tmp_path, text, **values, rows=rows) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{% include 'nothing.j2' %}", "there is no template 'nothing.j2'"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
        ("{{ title | center(9) }}", "No filter named 'center'"),
        ("{{ title.encode() }}", "it calls something that is no macro"),
        ("{{ title * 9 }}", "is for numbers"),
        ("{{ none }}", "it prints neither text nor number: NoneType"),
        ("{{ [title] }}", "it prints neither text nor number: list"),
        ("{{ none | string }}", "it makes a text of what is none"),
        ("{{ nothing | int }}", "No filter named 'int'"),
        ("{{ [title] | string }}", "it makes a text of what is none"),
        ("{% for i in range(99999) %}{% for j in range(99) %}{% endfor %}{% endfor %}", "steps"),
        ("{% for i in range(9999) %}{{ long }}{% endfor %}", "characters"),
    ],
)
def test_what_a_template_may_not_do_is_named_with_its_file(
    text: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(PlaybookError, match=r"page\.j2: cannot be rendered") as refused:
        rendered(tmp_path, text, title="a", long="x" * 9999)
    assert told in str(refused.value)


def test_the_program_s_own_templates_have_no_limit_on_their_length() -> None:
    """A site of many issues is a long loop; who wrote it is known."""
    values = {"symbol": "IWM", "sections": [_section() for _ in range(20_000)]}
    text = render_template(shared_folder(), "article.md.j2", values, autoescape=False)
    assert text.count("words") == 20_000


def _section() -> dict[str, object]:
    return {"kind": "prose", "title": "t", "paragraphs": ["words"], "tables": [], "charts": []}


@pytest.mark.parametrize("name", ["page.j2", "article.css"])
def test_a_link_to_outside_the_playbook_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "playbook"
    folder.mkdir()
    (tmp_path / "secret").write_text("canary3141", encoding="utf-8")
    (folder / name).symlink_to(tmp_path / "secret")
    with pytest.raises(PlaybookError, match="link to outside the playbook"):
        template_file(folder, name)
    if name.endswith(".j2"):
        with pytest.raises(PlaybookError, match="link to outside the playbook"):
            render_template(folder, name, {}, autoescape=True)
        with pytest.raises(PlaybookError, match="link to outside the playbook"):
            check_templates(folder)


def test_a_link_within_the_playbook_and_a_linked_playbook_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "playbook"
    folder.mkdir()
    (folder / "one.j2").write_text("words", encoding="utf-8")
    (folder / "page.j2").symlink_to(folder / "one.j2")
    (tmp_path / "other").symlink_to(folder)
    assert render_template(tmp_path / "other", "page.j2", {}, autoescape=True) == "words"


def test_a_pipe_is_no_template(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.j2")
    with pytest.raises(PlaybookError, match="there is no template"):
        render_template(tmp_path, "page.j2", {}, autoescape=True)


def test_a_picture_in_a_template_is_no_length_of_its_tags(tmp_path: Path) -> None:
    assert len(rendered(tmp_path, "x" * 400_000 + "{{ 7 }}")) == 400_001


def test_lint_compiles_every_template(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    file = tmp_path / "charts" / "own.svg.j2"
    file.write_text("fine\n{{ title | center(9) }}", encoding="utf-8")
    with pytest.raises(PlaybookError, match=r"own\.svg\.j2:2:1: does not parse: No filter named"):
        check_templates(tmp_path)
    file.write_text("{{ " + "(" * 3000 + "7" + ")" * 3000 + " }}", encoding="utf-8")
    with pytest.raises(PlaybookError, match="does not compile"):
        check_templates(tmp_path)


def test_a_playbook_s_style_that_fetches_is_refused_by_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "own"
    shutil.copytree(shared_folder(), folder)
    style = folder / "article.css"
    address = "https://fonts.h.test/face.css"
    rule = f'body {{ background: url("{address}"); }}'
    style.write_text(f"{style.read_text('utf-8')}\n{rule}\n", encoding="utf-8")
    arguments = ["draft", "IWM", "--source", "demo", "--playbook", str(folder)]
    outcome = call([*arguments, "--out", str(tmp_path / "out")], capsys)
    assert outcome.code == 1
    assert f"it asks for {address}" in outcome.err
    assert "[fetch_refused]" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_surrogate_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="UnicodeEncodeError"):
        rendered(tmp_path, "{{ '\\ud800' }}")


def test_a_page_with_a_surrogate_is_no_page() -> None:
    with PdfRenderer() as renderer, pytest.raises(RenderError, match="render_failed"):
        renderer.render("\ud800")
