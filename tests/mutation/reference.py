"""What the facts of a damaged snapshot are, computed a second time from its rows.

The rules of counting are written here anew; what follows from the counted contracts comes from the
reference implementation. Only plain values go in.
"""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from tests.reference.chain import Contract, reference_facts_of
from tests.reference.prices import Bar, reference_price_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tests.reference.chain import Right


MOST = 1e9
"""No market holds so many contracts, and no share costs as many dollars."""


def counted(rows: Iterable[Mapping[str, Any]], day: date) -> tuple[Contract, ...]:
    """The counted contracts among ``rows``.

    Standard deliverable; strike above 0; no negative figure; not expired before ``day``; of rows
    with one key, one open interest and one deliverable the one with the largest known volume, of
    equals the last; of rows with one key that differ in these none. What is unknown counts as 0 in
    sums.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in ("root", "expiration", "strike", "right", "settlement"))
        groups[key].append(row)
    found: list[Contract] = []
    for group in groups.values():
        names = ("open_interest", "standard", "contract_size")
        if len({tuple(_text(row[name]) for name in names) for row in group}) > 1:
            continue
        row = max(reversed(group), key=lambda item: _known_first(item["volume"]))
        if _counts(row, day):
            found.append(_contract(row))
    return tuple(found)


def _counts(row: Mapping[str, Any], day: date) -> bool:
    figures = [row[name] for name in ("bid", "ask", "last", "volume", "open_interest")]
    return (
        bool(row["standard"])
        and 0 < row["strike"] <= MOST
        and not any(figure < 0 or figure > MOST for figure in figures)
        and row["expiration"] >= day
    )


def _contract(row: Mapping[str, Any]) -> Contract:
    return Contract(
        expiration=row["expiration"],
        strike=Decimal(repr(float(row["strike"]))),
        right=cast("Right", row["right"]),
        open_interest=int(_amount(row["open_interest"])),
        volume=int(_amount(row["volume"])),
    )


def _known_first(value: float) -> float:
    return -math.inf if math.isnan(value) else value


def _amount(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _text(value: float) -> str:
    return repr(float(value))


def facts_of_rows(
    rows: Iterable[Mapping[str, Any]], as_of: datetime, spot: float
) -> dict[str, object]:
    """Facts of a chain of one root that settles at the close.

    A side of an expiration of which nothing is known has no sum, rather than one of 0.
    """
    given = list(rows)
    facts = reference_facts_of(counted(given, as_of.date()), as_of, spot)
    known = {
        (row["expiration"].isoformat(), row["right"], name)
        for row in given
        for name in ("open_interest", "volume")
        if _counts(row, as_of.date()) and not math.isnan(row[name])
    }
    table = cast("list[dict[str, object]]", facts["put_call_by_expiration"])
    for line in table:
        for right in ("call", "put"):
            for name in ("open_interest", "volume"):
                if (line["expiration"], right, name) not in known:
                    line[f"{right}_{name}"] = None
                    line[f"put_call_{'oi' if name == 'open_interest' else name}_ratio"] = None
    return facts


def facts_of_bars(bars: Iterable[Bar], day: date, spot: float) -> Mapping[str, object]:
    """Facts of daily prices after a close."""
    return reference_price_facts(bars, day, spot)
