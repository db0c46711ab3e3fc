"""The desk's templates: written in the sandbox, escaped, with nothing undefined.

What people write is only ever a value in them, never a template.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined

from generator.narrative.playbook import template_roots
from generator.render.template_sandbox import TemplateSandbox
from generator.wording.dates import full_moment

if TYPE_CHECKING:
    from pathlib import Path


def desk_folder() -> Path:
    """The folder of the desk's templates."""
    return template_roots()[0] / "desk"


@lru_cache(maxsize=4)
def desk_templates(*more: Path) -> TemplateSandbox:
    """The environment; ``more`` are folders whose templates may build on the desk's."""
    environment = TemplateSandbox(
        loader=FileSystemLoader([*more, desk_folder()]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = full_moment
    return environment


def written(template: str, values: dict[str, Any]) -> str:
    """The text that ``template`` gives with ``values``."""
    return desk_templates().get_template(template).render(values)
