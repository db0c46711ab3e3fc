"""The page templates' environment: ordinary Jinja, sandboxed, with nothing undefined."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import PlaybookError

if TYPE_CHECKING:
    from pathlib import Path


@lru_cache(maxsize=8)
def _environment(folder: Path, *, autoescape: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder, followlinks=False),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_template(folder: Path, name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    """Render the template ``name`` of the playbook ``folder`` with prepared ``values``.

    Raises:
        PlaybookError: The template is missing, does not parse, or names something undefined.
    """
    try:
        template = _environment(folder, autoescape=autoescape).get_template(name)
        return template.render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        problem = f"cannot be rendered: {error}" + (f" (line {line})" if line else "")
        raise PlaybookError(folder / name, problem) from error
