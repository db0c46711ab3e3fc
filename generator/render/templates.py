"""The page templates: read from the playbook's folder, written in a sandbox, nothing undefined.

A playbook that has no page, style sheet or chart of its own takes those that come with the program,
from `shared_folder`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.loaders import split_template_path

from generator.errors import PlaybookError, Position
from generator.narrative.playbook import shared_folder, template_roots
from generator.render.template_meter import metered
from generator.render.template_sandbox import TemplateSandbox

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BYTES: Final = 512 * 1024
"""Of one template: a picture may be written into one."""
_MOST_IN_TAGS: Final = 16_000
"""Characters between braces, which are compiled; the program's own have at most two thousand."""
_TAG: Final = re.compile(r"\{[{%].*?(?:[}%]\}|\Z)", re.DOTALL)
_MOST_TOLD: Final = 300
_FAULTS: Final = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError,
    SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What a template can bring about: it is a program, and these are its errors, not ours."""


def template_file(folder: Path, name: str) -> Path:
    """The file ``name`` of the playbook ``folder``, or the shared one where it has none.

    Raises:
        PlaybookError: It is a link to outside the playbook.
    """
    own = folder / name
    if not own.is_file():
        return shared_folder() / name
    _check_inside(own, folder)
    return own


def _check_inside(file: Path, folder: Path) -> None:
    if not _is_ours(folder) and not file.resolve().is_relative_to(folder.resolve()):
        raise PlaybookError(file, "is a link to outside the playbook; put the file itself there")


def _is_ours(folder: Path) -> bool:
    """Whether a folder came with the program, whose files an installer may have linked."""
    return any(folder.is_relative_to(root) for root in template_roots())


class _Loader(FileSystemLoader):
    """Reads templates that are short and lie where they seem to."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        parts = split_template_path(template)
        for folder in map(Path, self.searchpath):
            file = folder.joinpath(*parts)
            if _is_there(file):
                _check_inside(file, folder)
                _check_length(file)
                break
        source, path, is_fresh = super().get_source(environment, template)
        _check_tags(Path(path), source)
        return source, path, is_fresh


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _check_length(file: Path) -> None:
    length = file.stat().st_size
    if length > _MOST_BYTES:
        problem = f"has {length:,} bytes, and a template at most {_MOST_BYTES:,}"
        raise PlaybookError(file, problem)


def _check_tags(file: Path, source: str) -> None:
    length = sum(len(tag) for tag in _TAG.findall(source))
    if length > _MOST_IN_TAGS:
        problem = f"has {length:,} characters in its tags, and a template at most {_MOST_IN_TAGS:,}"
        raise PlaybookError(file, problem)


@lru_cache(maxsize=8)
def _environment(folder: Path, *, autoescape: bool) -> TemplateSandbox:
    return TemplateSandbox(
        loader=_Loader([folder, shared_folder()]),
        undefined=StrictUndefined,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def check_templates(folder: Path) -> None:
    """Compile every template of the playbook ``folder``.

    Raises:
        PlaybookError: At the line of the first that does not compile.
    """
    environment = _environment(folder, autoescape=True)
    for path in sorted(folder.rglob("*.j2")):
        _check_inside(path, folder)
        _check_length(path)
        try:
            source = path.read_text(encoding="utf-8")
            _check_tags(path, source)
            environment.compile(source)
        except TemplateSyntaxError as error:
            position = Position(error.lineno)
            raise PlaybookError(path, f"does not parse: {error.message}", position) from error
        except (OSError, UnicodeDecodeError) as error:
            raise PlaybookError(path, f"cannot be read: {error}") from error
        except _FAULTS as error:
            raise PlaybookError(path, f"does not compile: {error}") from error


def render_template(folder: Path, name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    """Render the template ``name`` of the playbook ``folder`` with prepared ``values``.

    Raises:
        PlaybookError: The template is nowhere, does not parse, names something undefined, or does
            what no template may.
    """
    try:
        with metered(bounded=not _is_ours(folder)) as meter:
            for value in values.values():
                meter.see(value)
            text = _environment(folder, autoescape=autoescape).get_template(name).render(values)
            text.encode()
            return text
    except _FAULTS as error:
        line = getattr(error, "lineno", None)
        problem = f"cannot be rendered: {_told(error)}" + (f" (line {line})" if line else "")
        raise PlaybookError(template_file(folder, name), problem) from error


def _told(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r:.80}"
    told = f"{error}" if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
    return told[:_MOST_TOLD]
