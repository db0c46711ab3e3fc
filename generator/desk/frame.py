"""The frame of the desk's pages: who is logged in, the ways to go, and what has just happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse

from generator.desk.sentences import as_sentence, code_of, told_error
from generator.desk.templates import written
from generator.editorial.person import Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation.

    Args:
        path: Where it leads.
        label: What it says.
        at_least: Who sees it.
        below: What the paths of further pages begin with on which it is marked too.
    """

    path: str
    label: str
    at_least: Role
    below: str


WAYS: Final = (
    Way("/", "Notes", Role.WRITER, "/notes/"),
    Way("/people", "People", Role.ADMIN, "/people/"),
)


def framed(
    visit: Visit,
    template: str,
    *,
    title: str,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - what the template prints
) -> Response:
    """A page in the frame.

    Args:
        visit: By whom; they are logged in.
        template: Of the page, which extends ``base.html.j2``.
        title: Of the page; its heading too.
        status: Of HTTP.
        values: What the template prints; ``message`` says what was just done, ``problem`` why
            something was not, or ``refused`` is the error that tells why.
    """
    frame = {
        "title": title,
        "person": visit.person,
        "ways": [way for way in WAYS if visit.person.role.includes(way.at_least)],
        "here": _here(visit.path),
        "single_user": visit.desk.single_user,
    }
    refused = values.pop("refused", None)
    problem = as_sentence(values.pop("problem", "")) if refused is None else told_error(refused)
    told = {"message": "", "problem": problem, "problem_code": code_of(refused)}
    return HTMLResponse(written(template, told | values | frame), status)


def fragment(template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """A piece of a page, for where htmx puts it."""
    return HTMLResponse(written(template, values), status)


def _here(path: str) -> str:
    """The way of the navigation that a page belongs to; its own path where it belongs to none."""
    found = (way.path for way in WAYS if path == way.path or path.startswith(way.below))
    return next(found, path)
