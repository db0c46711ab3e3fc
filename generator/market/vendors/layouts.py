"""The layouts that are known, and which of them a file is of: recognised, never declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.errors import ImportFileError
from generator.market.vendors import (
    cboe_delayed,
    cboe_quotedata,
    contract_rows,
    eod_pairs,
    lean_universe,
    tdameritrade,
    yahoo_options,
    yfinance_wide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.market.vendors.chain_day import ChainFile
    from generator.market.vendors.content import Content
    from generator.market.vendors.layout import Layout

LAYOUTS: Final[tuple[Layout, ...]] = (
    yahoo_options.LAYOUT,
    cboe_delayed.LAYOUT,
    tdameritrade.LAYOUT,
    eod_pairs.LAYOUT,
    lean_universe.LAYOUT,
    cboe_quotedata.LAYOUT,
    yfinance_wide.LAYOUT,
    contract_rows.LAYOUT,
)
"""In the order in which they are tried: the telling ones before the general one."""


def open_chain(contents: Sequence[Content], symbol: str) -> ChainFile:
    """The chains of ``symbol`` in files of one layout.

    Raises:
        ImportFileError: A file is of no known layout (it says what was seen and what is known),
            two files are of different ones, or the file has nothing of the symbol.
    """
    found = [_layout_of(content) for content in contents]
    for content, layout in zip(contents, found, strict=True):
        if layout is not found[0]:
            problem = f"is {layout.name}, but the first file is {found[0].name}: import them apart"
            raise ImportFileError(content.path, problem, code="several_files")
    return found[0].open(contents, symbol)


def _layout_of(content: Content) -> Layout:
    for layout in LAYOUTS:
        if layout.recognises(content):
            return layout
    known = "; ".join(f"{layout.name}: {layout.shape}" for layout in LAYOUTS)
    problem = f"is of no known layout: {content.seen()}. Known are: {known}. For another CSV write "
    problem += "a column map and give it with --columns"
    raise ImportFileError(content.path, problem, code="unknown_layout")
