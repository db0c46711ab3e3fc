"""A damaged snapshot makes a note whose numbers are right, or a refusal with a code."""

from __future__ import annotations

import math
import os
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.config import Settings
from generator.errors import RefusedError
from generator.market.demo import demo_snapshot
from generator.pipeline import facts_of, gate
from tests.mutation.operators import OPERATORS
from tests.mutation.reference import facts_of_bars, facts_of_rows
from tests.reference.prices import Bar
from tests.replays import draft, series
from tests.variants import expirations, joined

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.issues import Issue
    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Fact

TOTAL: Final = 10_000 if os.environ.get("STRIKEDESK_FULL") else 1_000
BATCHES: Final = 20
MOST_OPERATORS: Final = 3
TOTALS: Final = frozenset(
    {"call_open_interest", "put_open_interest", "call_volume", "put_volume", "put_call_oi_ratio",
     "put_call_volume_ratio"}
)  # fmt: skip
"""What is compared where a chain has several roots, or settles at the open."""
AFTER_THE_CLOSE: Final = 16
FIRST_KNOWN_YEAR: Final = 2025
PRICE_FACTS: Final = ("sma_", "bollinger_", "realized_volatility_")


@cache
def bases(folder: Path | None) -> tuple[Snapshot, ...]:
    """Sound snapshots of different kinds: the demo, a part of it, and real ones where there are."""
    demo = demo_snapshot()
    made = [demo, expirations(demo, 4, 4)]
    if folder is not None:
        for symbol in ("KO", "NIO", "SNN", "BCE"):
            chains = series(folder, symbol)
            made += [chains.snapshot(day) for day in (date(2026, 8, 14), date(2026, 6, 12))
                     if _has_price(folder, symbol, day)]  # fmt: skip
    return tuple(made)


def _has_price(folder: Path, symbol: str, day: date) -> bool:
    text = (folder / "eod_series" / "headers.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith(f"{day},{symbol},")]
    return bool(lines) and lines[0].rpartition(",")[2] not in {"", "0.0"}


@pytest.fixture(scope="module")
def folder() -> Path | None:
    """The folder of the real market data, where it is there."""
    from pathlib import Path  # noqa: PLC0415 - the name is for types everywhere else

    named = os.environ.get("STRIKEDESK_DATA")
    return Path(named) if named else None


def mutant(seed: int, folder: Path | None) -> tuple[Snapshot, list[str]]:
    """The damaged snapshot of ``seed``, and what was done to it."""
    random = Random(seed)  # noqa: S311 - a test repeats itself by its seed
    snapshot = random.choice(bases(folder))
    names = random.sample(sorted(OPERATORS), random.randint(1, MOST_OPERATORS))
    for name in names:
        snapshot = in_order(OPERATORS[name](snapshot, random))
    return snapshot, names


def in_order(snapshot: Snapshot) -> Snapshot:
    """The snapshot with its rows as every reader leaves them."""
    return replace(snapshot, contracts=joined(snapshot.contracts))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mutant_makes_a_right_note_or_a_coded_refusal(batch: int, folder: Path | None) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(batch, TOTAL, BATCHES):
        snapshot, names = mutant(seed, folder)
        try:
            issues = gate(snapshot, Settings())
        except RefusedError as error:
            outcomes["refused" if error.code else "refused without a code"] += 1
            continue
        wrong = wrong_numbers(snapshot, issues)
        assert not wrong, f"seed {seed}, {names}: {wrong}"
        note = draft(snapshot)
        findings = [str(finding) for finding in note.findings]
        assert note.passed, f"seed {seed}, {names}: {findings}"
        outcomes["note"] += 1
    assert outcomes["note"] > outcomes["refused"] / 4
    assert outcomes["refused"]
    assert set(outcomes) == {"note", "refused"}


def test_another_order_of_rows_makes_the_same_snapshot() -> None:
    demo = demo_snapshot()
    assert same(demo, OPERATORS["rows_shuffled"](demo, Random(1)))  # noqa: S311 - as above


@pytest.mark.parametrize("name", sorted(set(OPERATORS) - {"rows_shuffled"}))
def test_every_way_to_damage_a_snapshot_damages_one(name: str) -> None:
    """Of a dozen seeds at least one gives a snapshot other than the one that went in."""
    demo = demo_snapshot()
    made = [OPERATORS[name](demo, Random(seed)) for seed in range(12)]  # noqa: S311 - as above
    assert any(not same(demo, other) for other in made)


def same(one: Snapshot, two: Snapshot) -> bool:
    """Whether two snapshots say the same; rows in another order make the same table."""
    if one.contracts.equals(two.contracts) and one.bars.table.equals(two.bars.table):
        names = ("as_of", "quote", "context", "headlines", "rate", "open_interest_date",
                 "expirations_listed", "dividend_yield")  # fmt: skip
        return (
            all(getattr(one, name) == getattr(two, name) for name in names)
            and one.bars.adjustment == two.bars.adjustment
            and one.bars.splits == two.bars.splits
        )
    return False


def wrong_numbers(snapshot: Snapshot, issues: tuple[Issue, ...]) -> dict[str, object]:
    """Facts that have a value, and not the reference's."""
    facts = facts_of(snapshot, "0" * 64, Settings(), issues)
    expected = expected_facts(snapshot)
    return {
        name: (facts[name].value, value)
        for name, value in expected.items()
        if name in facts and facts[name].ok and not agrees(facts[name], value)
    }


def expected_facts(snapshot: Snapshot) -> dict[str, object]:
    """What the reference makes of the snapshot's rows and bars."""
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} | {"expiration": row["expiration"].date()}
        for row in snapshot.contracts.to_dict("records")
    ]
    chain = facts_of_rows(rows, snapshot.as_of, snapshot.quote.spot)
    if len({(row["root"], row["settlement"]) for row in rows}) > 1 or any(
        row["settlement"] == "AM" for row in rows
    ):
        chain = {name: value for name, value in chain.items() if name in TOTALS}
    if snapshot.bars.adjustment != "none" or snapshot.as_of.hour < AFTER_THE_CLOSE:
        return chain
    return chain | price_facts(snapshot)


def price_facts(snapshot: Snapshot) -> dict[str, object]:
    """Averages, bands and volatilities: what a quote's own high, low and volume do not enter.

    The reference knows the exchange's closures from 2025 on; older bars are left out, and with them
    the windows that they would fill.
    """
    table = snapshot.bars.table
    days = table["session"].to_numpy().astype("datetime64[D]").tolist()
    closes = table["close"].tolist()
    bars = [
        Bar(session=day, close=close)
        for day, close in zip(days, closes, strict=True)
        if day.year >= FIRST_KNOWN_YEAR
    ]
    found = facts_of_bars(bars, snapshot.as_of_date, snapshot.quote.spot)
    cut = len(bars) < len(days)
    return {
        name: value
        for name, value in found.items()
        if name.startswith(PRICE_FACTS) and not (cut and value is None)
    }


def agrees(fact: Fact, expected: object) -> bool:
    """Whether a fact with a value has the expected one, to 1e-9."""
    if isinstance(expected, list):
        return len(fact.rows) == len(expected) and all(
            close(row.get(name), value)
            for row, line in zip(fact.rows, expected, strict=True)
            for name, value in line.items()
        )
    return close(fact.value, expected)


def close(value: object, expected: object) -> bool:
    """Whether two cells are the same, numbers to 1e-9."""
    if isinstance(value, date):
        return value.isoformat() == expected
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)
    return value is None and expected is None
