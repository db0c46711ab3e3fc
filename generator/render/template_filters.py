"""The filters of page templates: a few of Jinja's, each counted, that make no text of what is none.

Left out is what pads, wraps or draws lots, what turns a missing value into 0 (``int``, ``float``),
and what rounds other than the house does (``round``).
"""

from __future__ import annotations

import re
from collections.abc import Sized
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Undefined, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, make_attrgetter

from generator.render.template_meter import meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.nodes import EvalContext

_OF_TEXT: Final = (
    "abs", "capitalize", "e", "escape", "forceescape", "lower", "safe", "string", "trim",
    "truncate", "upper", "urlencode",
)  # fmt: skip
"""Filters that take a text as one thing and make none that is much longer."""

_OF_ANYTHING: Final = ("count", "d", "default", "length")
"""Filters that do not look into what they are given."""

_BY_ITEMS: Final = (
    "dictsort", "first", "groupby", "items", "last", "list", "map", "max", "min", "reject",
    "rejectattr", "reverse", "select", "selectattr", "sort", "unique",
)  # fmt: skip
"""Filters that go through what they are given item by item, a text letter by letter."""

_TEXT: Final = (str, int, float, date, Undefined)
_UNIT: Final = 4096
"""Characters that are handled in a step, where a text is one thing."""
_WIDE: Final = re.compile(r"\d{4}|\*")


def template_filters() -> dict[str, Callable[..., Any]]:
    """The filters by name."""
    of_text = {name: FILTERS[name] for name in _OF_TEXT} | {"format": _format, "replace": _replace}
    by_items = {name: FILTERS[name] for name in _BY_ITEMS} | {"join": join}
    return (
        {name: _counted(function, _text_steps) for name, function in of_text.items()}
        | {name: _counted(FILTERS[name], _steps) for name in _OF_ANYTHING}
        | {name: _counted(function, _item_steps) for name, function in by_items.items()}
    )


@pass_eval_context
def join(
    context: EvalContext, items: Iterable[Any], between: str = "", attribute: str | None = None
) -> str:
    """Jinja's filter of that name, counted before the text is made.

    Raises:
        SecurityError: An item is no text and no number.
    """
    if attribute is not None:
        items = map(make_attrgetter(context.environment, attribute), items)
    given = list(items)
    _check_text(*given)
    meter().write(len(between) * len(given))
    for item in given:
        meter().write(len(item) if isinstance(item, str) else 1)
    joined: str = FILTERS["join"](context, given, between)
    return joined


@pass_eval_context
def _replace(context: EvalContext, text: str, old: str, new: str) -> str:
    meter().write(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    replaced: str = FILTERS["replace"](context, text, old, new)
    return replaced


def _format(text: str, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - what a text shows
    shown = (*args, *kwargs.values())
    _check_text(*shown)
    if _WIDE.search(text):
        raise SecurityError("format is for widths of at most three digits")
    longest = max((len(item) for item in shown if isinstance(item, str)), default=0)
    meter().write(len(text) + text.count("%") * longest)
    formatted: str = FILTERS["format"](text, *args, **kwargs)
    return formatted


def _check_text(*given: object) -> None:
    if not all(isinstance(item, _TEXT) and not isinstance(item, bool) for item in given):
        raise SecurityError("it makes a text of what is none, such as a list; use join for that")


def _steps(value: object) -> int:
    return 1 + (len(value) // _UNIT if isinstance(value, str) else 0)


def _text_steps(value: object) -> int:
    _check_text(value)
    return _steps(value)


def _item_steps(value: object) -> int:
    return 1 + (len(value) if isinstance(value, Sized) else 0)


def _counted(function: Callable[..., Any], cost: Callable[[object], int]) -> Callable[..., Any]:
    """A filter that is counted by what it is given and by what it makes."""
    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the filter
        meter().step(cost(args[first]))
        result = function(*args, **kwargs)
        if isinstance(result, str):
            meter().write(len(result))
        else:
            meter().step(_item_steps(result))
        return result

    return filtered
