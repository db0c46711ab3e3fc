"""The house has rooms in an order, and imports point only from a later room to an earlier one."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PACKAGE = "generator"
ROOT = Path(__file__).resolve().parents[1]

# Each room may import those before it. The order is the one of the design.
ROOMS = (
    "errors",
    "files",
    "frames",
    "yaml_file",
    "text_tables",
    "config",
    "extensions",
    "market",
    "signals",
    "archive",
    "watchlist",
    "wording",
    "narrative",
    "calls",
    "audit",
    "render",
    "publish",
    "forms",
    "proving",
    "pipeline",
    "keeping",
    "explaining",
    "revising",
    "site",
    "editorial",
    "drafting",
    "api",
)
# These stand on top of all rooms and beside one another; only the command line starts the others.
ON_TOP = ("cli", "batch", "scorecard", "desk")

YFINANCE_ONLY_IN = "generator.market.yahoo"
YAHOO_CLIENTS = frozenset({"yfinance", "curl_cffi"})


@dataclass(frozen=True)
class Import:
    """One import, resolved: who imports what, where, and whether only a type checker sees it."""

    source: str
    target: str
    line: int
    types_only: bool


def room_of(module: str) -> str:
    """Name the room of a module: the first name below the package ("" for the package itself)."""
    return module.removeprefix(PACKAGE).removeprefix(".").split(".", maxsplit=1)[0]


class _Collector(ast.NodeVisitor):
    def __init__(self, module: str, *, is_package: bool, known: frozenset[str]) -> None:
        self.module = module
        self.package = module if is_package else module.rpartition(".")[0]
        self.known = known
        self.types_only = False
        self.found: list[Import] = []

    def _add(self, target: str, node: ast.stmt | ast.expr) -> None:
        self.found.append(Import(self.module, target, node.lineno, self.types_only))

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) not in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            self.generic_visit(node)
            return
        before, self.types_only = self.types_only, True
        for statement in node.body:
            self.visit(statement)
        self.types_only = before
        for statement in node.orelse:
            self.visit(statement)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.name, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            above = self.package.split(".")
            kept = above[: len(above) - (node.level - 1)]
            base = ".".join([*kept, *([base] if base else [])])
        for alias in node.names:
            # `from generator import cli` names a module; `from generator.cli import main` does not.
            inner = f"{base}.{alias.name}"
            is_module = inner in self.known or (base == PACKAGE and alias.name[:2] != "__")
            self._add(inner if is_module else base, node)

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func).rpartition(".")[2]
        match node.args:
            case [ast.Constant(value=str(target)), *_] if called in {"import_module", "__import__"}:
                self._add(self.package + target if target.startswith(".") else target, node)
            case _:
                pass
        self.generic_visit(node)


def imports_of(
    module: str,
    text: str,
    *,
    is_package: bool = False,
    known: Iterable[str] = (),
) -> list[Import]:
    """List what a module's source imports, wherever the statement stands."""
    collector = _Collector(module, is_package=is_package, known=frozenset(known))
    collector.visit(ast.parse(text))
    return collector.found


def wrong_arrows(imports: Iterable[Import]) -> list[str]:
    """Describe each import that points to a later room, to an unknown one, or to yfinance."""
    return [
        f"{one.source}:{one.line}: {reason}" for one in imports if (reason := _wrong_arrow(one))
    ]


def _wrong_arrow(one: Import) -> str | None:
    root = one.target.split(".")[0]
    if root in YAHOO_CLIENTS and not _is_inside(one.source, YFINANCE_ONLY_IN):
        return f"{root} is imported only in {YFINANCE_ONLY_IN}"
    return _wrong_direction(one) if root == PACKAGE else None


def _is_inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _wrong_direction(one: Import) -> str | None:
    here, there = room_of(one.source), room_of(one.target)
    for room in (here, there):
        if room not in {"", "__main__", *ROOMS, *ON_TOP}:
            return (
                f"{PACKAGE}.{room} is no known room: add the room to ROOMS or ON_TOP in "
                "tests/test_import_arrows.py, at the place its imports allow"
            )
    if here in {"", "__main__"} and there not in {"", "cli", "api"}:
        return f"the package itself and __main__ start nothing but cli and api, not {there}"
    if there in (here, "") or here in {"", "__main__", "cli"}:
        return None
    earlier = ROOMS if here in ON_TOP else ROOMS[: ROOMS.index(here)] if here in ROOMS else ()
    if there in earlier:
        return None
    return f"{here} may not import {there} ({one.target}): it does not stand before it"


def cycle(imports: Iterable[Import]) -> list[str]:
    """Name the modules of one import cycle; empty when there is none."""
    graph: dict[str, set[str]] = {}
    for one in imports:
        if not one.types_only and one.target != one.source:
            graph.setdefault(one.source, set()).add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@pytest.fixture(scope="module")
def modules() -> Mapping[str, Path]:
    """Every module of the package by its dotted name."""
    found = dict(_modules())
    assert f"{PACKAGE}.errors" in found, "the package was not found, so nothing would be proven"
    return found


@pytest.fixture(scope="module")
def imports(modules: Mapping[str, Path]) -> list[Import]:
    """Every import of every module of the package."""
    return [
        one
        for name, path in modules.items()
        for one in imports_of(
            name,
            path.read_text(encoding="utf-8"),
            is_package=path.name == "__init__.py",
            known=modules,
        )
    ]


def test_every_module_stands_in_a_known_room(modules: Mapping[str, Path]) -> None:
    strangers = {room_of(name) for name in modules} - {"", "__main__", *ROOMS, *ON_TOP}
    assert not strangers, (
        f"add the room to ROOMS or ON_TOP in tests/test_import_arrows.py: {sorted(strangers)}"
    )


def test_imports_point_only_to_earlier_rooms(imports: list[Import]) -> None:
    assert wrong_arrows(imports) == []


def test_no_modules_import_one_another_in_a_circle(imports: list[Import]) -> None:
    assert cycle(imports) == []


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("generator.audit.claims", "from generator.render import html", "audit may not import"),
        ("generator.audit.claims", "from ..render.html import page", "audit may not import"),
        ("generator.signals.price", "import generator.archive", "signals may not import archive"),
        (
            "generator.wording.dates",
            "def late():\n    from generator import pipeline",
            "wording may not import pipeline",
        ),
        (
            "generator.market.demo",
            "if TYPE_CHECKING:\n    from generator.signals.facts import Fact",
            "market may not import signals",
        ),
        (
            "generator.config",
            "import importlib\nimportlib.import_module('generator.market')",
            "config may not import market",
        ),
        ("generator.batch", "from generator.desk import app", "batch may not import desk"),
        ("generator.site.pages", "from generator.desk import app", "site may not import desk"),
        ("generator.render.html", "from generator import site", "render may not import site"),
        ("generator.pipeline", "from generator.cli import main", "pipeline may not import cli"),
        (
            "generator.__main__",
            "from generator.market import demo",
            "start nothing but cli and api",
        ),
        ("generator.kitchen", "import generator.errors", "add the room"),
        ("generator.render.html", "from generator import kitchen", "add the room"),
        ("generator.market.vendors", "import yfinance as yf", "yfinance is imported only in"),
        ("generator.cli", "from yfinance.base import Ticker", "yfinance is imported only in"),
        ("generator.market.yahoos", "import yfinance", "yfinance is imported only in"),
        ("generator.archive", "import curl_cffi", "curl_cffi is imported only in"),
    ],
)
def test_a_wrong_import_is_refused(module: str, text: str, complaint: str) -> None:
    [found] = wrong_arrows(imports_of(module, text, known={"generator.render.html"}))
    assert complaint in found


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("generator.render.html", "from generator.audit.findings import Finding"),
        ("generator.market.yahoo", "import yfinance"),
        ("generator.market.yahoo.library", "import yfinance"),
        ("generator.market.yahoo.session", "from curl_cffi import requests"),
        ("generator.market.demo", "from generator.market.snapshot import Snapshot"),
        ("generator.cli", "from generator.desk import app\nfrom generator.batch import run"),
        ("generator.__main__", "from generator.cli import main"),
        ("generator.cli.site", "from generator.site.writing import write_site"),
        ("generator.desk.app", "from generator import pipeline, __version__"),
        ("generator.wording.dates", "import babel.dates"),
    ],
)
def test_a_right_import_is_let_through(module: str, text: str) -> None:
    known = {"generator.pipeline"}
    assert wrong_arrows(imports_of(module, text, known=known)) == []


def test_a_circle_is_seen_and_one_that_only_types_close_is_none() -> None:
    there = imports_of("generator.signals.a", "import generator.signals.b")
    back = "import generator.signals.a"
    assert cycle([*there, *imports_of("generator.signals.b", back)])
    late = imports_of("generator.signals.b", f"def late():\n    {back}")
    assert cycle([*there, *late])
    typed = imports_of("generator.signals.b", f"if TYPE_CHECKING:\n    {back}")
    assert cycle([*there, *typed]) == []


def test_the_house_is_drawn_with_all_its_rooms_in_their_order() -> None:
    drawing = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    drawn = re.findall(r"^  ([a-z_]+)(?:/|\.py) ", drawing.partition("templates/")[0], re.MULTILINE)
    assert drawn == [*ROOMS, *ON_TOP]
