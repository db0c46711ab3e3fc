"""The documentation says what the program does: commands, files, formats, settings."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pytest

import generator
from generator import errors
from generator.audit.findings import Finding
from generator.cli.main import cli
from generator.config import TABLES, MailSettings, PublishSettings, Settings
from generator.market.gates_page import gates_page
from generator.market.issues import Issue
from generator.market.vendors.importing_page import REFUSALS, REMARKS, importing_page
from generator.market.yahoo import faults
from generator.signals.facts import json_value
from generator.wording.formats import FORMATS
from tests.commands_page import commands_page
from tests.json_shape import places_in

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED_THINGS: Final = {
    "article.json": ("bands", "hashes", "remembered"),
    "facts.json": ("facts", "facts.NAME.columns", "facts.NAME.value[]"),
    "audit.json": (),
}
"""Where the keys of a note's files are names of things, such as facts, and no fields."""
CODED: Final = {"RefusedError", "ProviderError", "RenderError"}


def test_every_command_is_in_the_readme() -> None:
    for name in cli.commands:
        assert f"`strikedesk {name}" in README, name


def test_every_command_and_option_of_the_readme_exists() -> None:
    for line in re.findall(r"strikedesk ([a-z][^`]*?)(?:`|\n)", README.replace("\\\n", " ")):
        words = line.split()
        command: click.Command | None = cli.commands.get(words[0])
        assert command is not None, line
        if isinstance(command, click.Group) and not command.invoke_without_command:
            assert words[1] in command.commands, line
            continue
        options = {option for parameter in command.params for option in parameter.opts}
        for option in re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", line):
            assert option in options, f"{option} in {line!r}"


def typed_in(page: str) -> Iterator[str]:
    """What follows ``strikedesk`` on the lines of a page's blocks of commands."""
    for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        if kind in {"", "sh"}:
            yield from re.findall(r"(?<!`)\bstrikedesk ([a-z][^#\n]*)", block.replace("\\\n", " "))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.stem)
def test_every_command_and_option_that_a_page_types_exists(page: Path) -> None:
    for line in typed_in(page.read_text(encoding="utf-8")):
        command: click.Command = cli
        words = line.split()
        while words and isinstance(command, click.Group) and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert command is not cli, line
        options = {option for parameter in command.params for option in parameter.opts}
        for option in re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", line):
            assert option in options, f"{option} in {line!r}"


def test_every_command_has_help_and_each_of_its_options_too() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "form":
                assert parameter.help, f"{name} {parameter.name}"


def test_every_file_that_a_page_links_to_exists() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert "://" not in target, f"{page.name}: {target}"
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.stem)
def test_lists_and_tables_begin_after_an_empty_line(page: Path) -> None:
    """The site's Markdown wants one; in the repository nobody sees that it is missing."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    lines = ["", *text.splitlines()]
    begun = [
        line
        for before, line in pairwise(lines)
        if (line.startswith("- ") and before and not before.startswith(("- ", "  ")))
        or (line.startswith("|") and before and not before.startswith("|"))
    ]
    assert begun == []


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_page_of_playbooks_lists_every_format_with_its_example() -> None:
    page = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
    for item in FORMATS.values():
        value, text = item.example
        units = ", ".join(sorted(item.units))
        assert f"| `{item.name}` | {units} | `{json_value(value)}` | {text} |" in page
        assert item.write(value) == text


def test_the_page_of_settings_is_the_one_that_the_settings_give() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | `{field.default}` | `STRIKEDESK_{name.upper()}` | {field.description} |"
        for name, field in Settings.model_fields.items()
        if name not in TABLES
    ]
    assert page.splitlines()[-len(rows) :] == rows


def test_the_page_of_the_e_mail_lists_every_setting_and_every_code_of_it() -> None:
    page = (ROOT / "docs" / "email.md").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | {f'`{field.default}`' if field.default else 'none'} "
        f"| `STRIKEDESK_MAIL_{name.upper()}` | {field.description} |"
        for name, field in MailSettings.model_fields.items()
        if name not in ("port", "attach_pdf")
    ]
    assert [row for row in rows if row not in page] == []
    assert all(f"| `{name}` |" in page for name in MailSettings.model_fields)
    source = (ROOT / "generator" / "publish" / "smtp.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'DeliveryError\("([a-z_]+)"', source))
    assert codes == set(re.findall(r"^\| `(smtp_[a-z_]+)` \|", page, re.MULTILINE))


def test_the_page_of_publishing_lists_every_setting_of_it() -> None:
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    for name, field in PublishSettings.model_fields.items():
        variable = f"`STRIKEDESK_PUBLISH_{name.upper()}`"
        assert f"| {variable} | {field.description} |" in page
        assert f"| `{name}` |" in page


def test_the_page_of_gates_is_the_one_that_their_register_gives() -> None:
    assert (ROOT / "docs" / "gates.md").read_text(encoding="utf-8") == gates_page()


def test_the_page_of_importing_is_the_one_that_the_importer_gives() -> None:
    assert (ROOT / "docs" / "importing.md").read_text(encoding="utf-8") == importing_page()


def test_every_code_of_the_importer_is_on_its_page() -> None:
    folder = ROOT / "generator" / "market" / "vendors"
    files = [*folder.glob("*.py"), folder.parent / "bars_on_sessions.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r'code="([a-z_]+)"', text)) <= set(REFUSALS)
    issues = set(re.findall(r'Issue\(\s*"([a-z_]+)"', text))
    issues |= set(re.findall(r'\(\s*"(headlines_[a-z]+)"', text))
    assert issues == set(REMARKS)


def test_the_example_of_a_signal_in_the_readme_is_in_the_code() -> None:
    example = README.split("```python\n")[1].split("```")[0]
    module = (ROOT / "generator" / "signals" / "volatility.py").read_text(encoding="utf-8")
    assert example.strip() in module


def test_the_example_of_a_fragment_in_the_readme_is_in_the_playbook() -> None:
    example = README.split("```yaml\n")[1].split("```")[0]
    folder = ROOT / "templates" / "options_focus" / "fragments"
    indented = "".join(f"  {line}\n" for line in example.strip().splitlines())
    assert indented in (folder / "05_volatility.yaml").read_text(encoding="utf-8")


def test_the_page_of_commands_is_the_one_that_their_definitions_give() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == commands_page()


def test_the_page_of_files_lists_every_field_of_the_demo_note_and_no_other() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    note = generator.draft(generator.demo_snapshot(), formats=("md",))
    listed = {
        name: text for name, _, text in (part.partition("\n") for part in page.split("\n## "))
    }
    for name, named in NAMED_THINGS.items():
        always = set(re.findall(r"^\| `([^`]+)` \|", listed[name], re.MULTILINE))
        assert always == set(places_in(json.loads(note.files[name]), named)), name


def test_the_page_of_files_lists_what_is_there_only_where_it_applies() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    finding = Finding(kind="order", message="no", file="article.md", line=1, column=1).as_json()
    expected = {f"findings[].{name}" for name in finding}
    expected |= {f"issues[].{field.name}" for field in fields(Issue)}
    assert set(re.findall(r"^\| \*`([^`]+)`\* \|", page, re.MULTILINE)) == expected


def test_the_page_of_exit_codes_lists_every_error_beside_its_code() -> None:
    page = (ROOT / "docs" / "exit_codes.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| .* \| ([^|]*) \|$", page, re.MULTILINE))
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, errors.StrikedeskError) and kind is not errors.StrikedeskError:
            assert f"`{kind.__name__}`" in rows[str(kind.exit_code)], kind.__name__


def test_the_page_of_exit_codes_lists_every_reason_that_the_program_gives() -> None:
    page = (ROOT / "docs" / "exit_codes.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    listed = set(re.findall(r"`([a-z_]+)`", "".join(cells)))
    given = {code for path in (ROOT / "generator").rglob("*.py") for code in _codes_in(path)}
    assert len(given) > 30
    assert given | set(faults._ADVICE) <= listed


def _codes_in(path: Path) -> Iterator[str]:
    """The codes that stand in the code as they are told."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in CODED and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
