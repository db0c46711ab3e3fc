"""Jinja for page templates: an immutable sandbox in which nothing calls out, runs on or grows.

Beyond Jinja's own sandbox, a template calls nothing but macros, blocks and the few functions and
methods named here, calculates with numbers only, prints text and numbers only, and is counted by
`generator.render.template_meter` at each turn of a loop and wherever text is made.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace

from generator.render.template_counters import COUNTING_FILTERS, with_counts
from generator.render.template_filters import template_filters
from generator.render.template_meter import meter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import nodes
    from jinja2.runtime import Context

_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset({"capitalize", "endswith", "lower", "startswith", "strip", "title", "upper"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    date: frozenset({"isoformat"}),
    LoopContext: frozenset({"changed", "cycle"}),
}
_GREATEST: Final = 2**64
_GREATEST_POWER: Final = 64


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """The environment; its arguments are those of Jinja's."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's
        super().__init__(**options, finalize=_printed)
        self.globals = {"namespace": Namespace, "range": _range}
        self.filters = template_filters() | COUNTING_FILTERS

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - Jinja's
        """Whether a template may call ``obj``."""
        if isinstance(obj, Macro | BlockReference) or obj in (Namespace, _range):
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        return any(isinstance(owner, kind) and name in known for kind, known in _METHODS.items())

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call what may be called.

        Raises:
            SecurityError: It is something else.
        """
        if not self.is_safe_callable(obj):
            raise SecurityError(f"it calls something that is no macro: {type(obj).__name__}")
        meter().step()
        result = super().call(context, obj, *args, **kwargs)
        if isinstance(result, str):
            meter().write(len(result))
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Calculate with numbers of a bounded size.

        Raises:
            SecurityError: One of them is no number, or too great.
        """
        for number in (left, right):
            if not isinstance(number, int | float):
                problem = f"{operator} is for numbers; use ~, join or format for text"
                raise SecurityError(problem)
            if isinstance(number, int) and abs(number) > _GREATEST:
                raise SecurityError(f"{operator} is for numbers of at most 64 bits")
        if operator == "**" and abs(right) > _GREATEST_POWER:
            raise SecurityError(f"** is for exponents of at most {_GREATEST_POWER}")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's
        """An attribute, or an item, of ``obj``."""
        value = super().getattr(obj, attribute)
        meter().see(value)
        return value

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja's
        """An item, or an attribute, of ``obj``."""
        value = super().getitem(obj, argument)
        meter().see(value)
        return value

    def concat(self, parts: Iterable[str]) -> str:
        """Join what a template, a macro or a block has written."""
        made = []
        for part in parts:
            meter().write(len(part))
            made.append(part)
        return "".join(made)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        return super()._generate(with_counts(source), *args, **kwargs)


def _range(*args: int) -> range:
    made = safe_range(*args)
    meter().step(len(made))
    return made


@pass_context
def _printed(_: Context, value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """What stands on a page: text, a number, a date.

    Raises:
        SecurityError: It is something else, such as nothing, a list or a function.
    """
    if isinstance(value, str):
        meter().write(len(value))
        return value
    if isinstance(value, Undefined):
        return str(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(value, date) or (number and math.isfinite(value)):
        return value
    raise SecurityError(f"it prints neither text nor number: {type(value).__name__}")
