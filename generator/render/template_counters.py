"""Counts in the syntax tree of a template: wherever it can repeat something or make a longer text.

Jinja compiles a template to Python, where a loop or a joined text asks nobody. So the tree is
changed before it is compiled: each body begins by counting itself, and what loops go through,
joined texts, pieces and items of lists pass a filter of whose name no template can make a tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.visitor import NodeTransformer

from generator.render.template_filters import join
from generator.render.template_meter import meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2.runtime import Context

_BODY: Final = "count body"
_EACH: Final = "each item"
_JOINED: Final = "joined parts"
_PIECE: Final = "cut piece"
_ITEM: Final = "one item"
_CONTAINERS: Final = (list, tuple, dict, set, frozenset)


def with_counts(source: nodes.Template) -> nodes.Template:
    """The tree of a template with its counts.

    Raises:
        SecurityError: It has a recursive loop, or takes arguments that it does not name.
    """
    counted: nodes.Template = _Counters().visit(source)
    return counted


class _Counters(NodeTransformer):
    def _body(self, node: Any) -> Any:  # noqa: ANN401 - any node with a body
        weight = nodes.Const(1 + sum(1 for _ in node.find_all(nodes.Node)))
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_passed(weight, _BODY, node), lineno=node.lineno))
        return node

    visit_Template = visit_Block = visit_Macro = visit_CallBlock = _body  # noqa: N815 - Jinja's names

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        if node.recursive:
            raise SecurityError("its loop is recursive; write a loop in a loop")
        node.iter = _passed(node.iter, _EACH, node)  # type: ignore[arg-type]
        found: nodes.For = self._body(node)
        return found

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        return _passed(nodes.List(node.nodes, lineno=node.lineno), _JOINED, node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            return _passed(node, _PIECE, node)
        return node

    def _list(self, node: Any) -> Any:  # noqa: ANN401 - a list or a tuple
        self.generic_visit(node)
        if getattr(node, "ctx", "load") == "load":
            node.items = [_looked_at(item) for item in node.items]
        return node

    visit_List = visit_Tuple = _list  # noqa: N815 - Jinja's names

    def visit_Pair(self, node: nodes.Pair) -> nodes.Pair:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        node.value = _looked_at(node.value)
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Name:  # noqa: N802 - Jinja's name
        if node.name in {"varargs", "kwargs"}:
            raise SecurityError(f"it uses {node.name}; name the arguments of a macro")
        return node


def _passed(value: nodes.Expr, name: str, place: nodes.Node) -> nodes.Filter:
    return nodes.Filter(value, name, [], [], None, None, lineno=place.lineno)


def _looked_at(item: nodes.Expr) -> nodes.Expr:
    """An item of a list in a template: what is not written out there is looked at when it is known.

    A list that holds a list twice, which holds another twice, is short and takes for ever.
    """
    written_out = isinstance(item, nodes.List | nodes.Tuple | nodes.Dict | nodes.Const)
    return item if written_out else _passed(item, _ITEM, item)


# With the context they are not evaluated while a template compiles.
@pass_context
def _count_body(_: Context, weight: int) -> None:
    # A template can name this filter to "map", and hand it any number.
    meter().step(abs(weight))


@pass_context
def _each(_: Context, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        meter().step()
        meter().see(item)
        yield item


@pass_context
def _joined(context: Context, parts: list[Any]) -> str:
    return join(context.eval_ctx, parts)


@pass_context
def _piece(_: Context, piece: Any) -> Any:  # noqa: ANN401 - of a text or of a list
    meter().write(len(piece))
    return piece


@pass_context
def _item(_: Context, item: Any) -> Any:  # noqa: ANN401 - anything but a list
    if isinstance(item, _CONTAINERS):
        raise SecurityError("it puts a list into a list")
    return item


COUNTING_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    _BODY: _count_body,
    _EACH: _each,
    _JOINED: _joined,
    _PIECE: _piece,
    _ITEM: _item,
}
"""What the counted tree calls."""
