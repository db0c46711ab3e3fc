"""The page templates' environment: ordinary Jinja, sandboxed, with nothing undefined.

A playbook that has no page, style sheet or chart of its own takes those that come with the program,
from `shared_folder`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import PlaybookError, Position
from generator.narrative.playbook import shared_folder

if TYPE_CHECKING:
    from pathlib import Path


def template_file(folder: Path, name: str) -> Path:
    """The file ``name`` of the playbook ``folder``, or the shared one where it has none."""
    own = folder / name
    return own if own.is_file() else shared_folder() / name


@lru_cache(maxsize=8)
def _environment(folder: Path, *, autoescape: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([folder, shared_folder()], followlinks=False),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def check_templates(folder: Path) -> None:
    """Parse every template of the playbook ``folder``.

    Raises:
        PlaybookError: At the line of the first that does not parse.
    """
    environment = _environment(folder, autoescape=True)
    for path in sorted(folder.rglob("*.j2")):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            position = Position(error.lineno)
            raise PlaybookError(path, f"does not parse: {error.message}", position) from error
        except (OSError, UnicodeDecodeError) as error:
            raise PlaybookError(path, f"cannot be read: {error}") from error


def render_template(folder: Path, name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    """Render the template ``name`` of the playbook ``folder`` with prepared ``values``.

    Raises:
        PlaybookError: The template is nowhere, does not parse, or names something undefined.
    """
    try:
        template = _environment(folder, autoescape=autoescape).get_template(name)
        return template.render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        problem = f"cannot be rendered: {error}" + (f" (line {line})" if line else "")
        raise PlaybookError(template_file(folder, name), problem) from error
