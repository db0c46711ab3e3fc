"""Facts that the narrative adds to the catalogue: stance, ideas, levels, reading time."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from generator.signals.facts import Fact, Row, Unavailable, Unit, Value
from generator.signals.register import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_IDEA_COLUMNS: Final = {
    "structure": Unit.TEXT,
    "bias": Unit.TEXT,
    "expiration": Unit.DATE,
    "exit_date": Unit.DATE,
    "earnings_date": Unit.DATE,
    "long_leg": Unit.CONTRACT,
    "short_leg": Unit.CONTRACT,
    "second_long_leg": Unit.CONTRACT,
    "second_short_leg": Unit.CONTRACT,
    "long_strike": Unit.USD,
    "short_strike": Unit.USD,
    "second_long_strike": Unit.USD,
    "second_short_strike": Unit.USD,
    "premium": Unit.TEXT,
    "debit": Unit.USD,
    "debit_natural": Unit.USD,
    "credit": Unit.USD,
    "credit_natural": Unit.USD,
    "cost": Unit.USD_NOTIONAL,
    "proceeds": Unit.USD_NOTIONAL,
    "natural": Unit.USD_NOTIONAL,
    "maximum_gain": Unit.USD_NOTIONAL,
    "maximum_loss": Unit.USD_NOTIONAL,
    "unlimited": Unit.TEXT,
    "break_even": Unit.USD,
    "break_even_upper": Unit.USD,
    "break_even_moves": Unit.RATIO,
    "reward_risk": Unit.RATIO,
    "probability_of_profit": Unit.FRACTION,
    "trigger": Unit.USD,
    "trigger_basis": Unit.TEXT,
    "invalidation": Unit.USD,
    "invalidation_upper": Unit.USD,
    "entry": Unit.USD,
    "target": Unit.USD,
    "stop": Unit.USD,
    "assignment": Unit.TEXT,
    "ex_dividend_date": Unit.DATE,
    "widest_spread": Unit.FRACTION,
    "least_open_interest": Unit.CONTRACTS,
}
_LEG_COLUMNS: Final = {
    "idea": Unit.COUNT,
    "structure": Unit.TEXT,
    "side": Unit.TEXT,
    "kind": Unit.TEXT,
    "quantity": Unit.COUNT,
    "contract": Unit.CONTRACT,
    "strike": Unit.USD,
    "price": Unit.USD,
    "bid": Unit.USD,
    "ask": Unit.USD,
    "spread": Unit.FRACTION,
    "open_interest": Unit.CONTRACTS,
    "delta": Unit.RATIO,
    "contract_size": Unit.COUNT,
    "assignment": Unit.TEXT,
}
_PAYOFF_COLUMNS: Final = {
    "idea": Unit.COUNT,
    "structure": Unit.TEXT,
    "price": Unit.USD,
    "strike": Unit.USD,
    "point": Unit.TEXT,
    "moves": Unit.RATIO,
    "profit": Unit.USD_NOTIONAL,
}


def _define(name: str, family: str, unit: Unit, label: str, definition: str) -> Definition:
    return Definition(
        name=name, family=family, unit=unit, label=label, definition=definition, source="playbook"
    )


_ENTRIES: Final = (
    _define(
        "trend", "stance", Unit.TEXT, "trend",
        "bullish, bearish or neutral by the playbook's conditions on prices alone",
    ),
    _define(
        "positioning", "stance", Unit.TEXT, "positioning",
        "put_heavy, call_heavy or usual by the playbook's conditions on the put/call ratio",
    ),
    _define(
        "regime", "stance", Unit.TEXT, "regime",
        "the first of the playbook's ordered regimes whose condition holds",
    ),
    Definition(
        name="trade_ideas", family="ideas", unit=Unit.TABLE, label="trade ideas", source="playbook",
        definition="the first structure of the playbook's list that fits, is liquid and is worth "
        "its risk; per contract, at mid and at the natural price (bought at the ask, sold at the "
        "bid); shares of a structure at spot; probability of profit from a lognormal price with "
        "the expiration's forward and at-the-money volatility, model-implied; commissions and "
        "taxes excluded",
        parameters=(
            "liquid_contracts", "liquid_pairs", "spot", "support", "resistance", "atr_14",
            "forward_by_expiration", "expected_move_by_expiration",
        ),
        columns=MappingProxyType(_IDEA_COLUMNS),
    ),
    Definition(
        name="idea_legs", family="ideas", unit=Unit.TABLE, label="legs of the ideas",
        source="playbook",
        definition="what each option idea buys, sells or holds, with the price it is counted at: "
        "mid, for shares spot; spread is ask less bid over mid",
        parameters=("liquid_contracts", "liquid_pairs", "spot"),
        columns=MappingProxyType(_LEG_COLUMNS),
    ),
    Definition(
        name="idea_payoffs", family="ideas", unit=Unit.TABLE, label="payoffs of the ideas",
        source="playbook",
        definition="profit or loss of one contract at expiration, at break-evens, strikes, the "
        "price now and one standard deviation of the move to expiration on both sides; moves is "
        "the distance from the price in such deviations",
        parameters=("liquid_contracts", "liquid_pairs", "spot", "expected_move_by_expiration"),
        columns=MappingProxyType(_PAYOFF_COLUMNS),
    ),
    Definition(
        name="levels", family="levels", unit=Unit.TABLE, label="levels", source="playbook",
        definition="prices that the note speaks of, highest first, each with one role",
        parameters=("resistance", "support", "call_wall", "put_wall", "sma_50", "max_pain_front"),
        columns=MappingProxyType({"level": Unit.USD, "role": Unit.TEXT, "side": Unit.TEXT}),
    ),
    Definition(
        name="headlines_by_topic", family="news", unit=Unit.TABLE, label="headlines by topic",
        source="playbook",
        definition="headlines that the note quotes, by the playbook's topics: the newest of each "
        "topic first, no story twice, all in letters that the page has; place is first or further",
        parameters=("headlines",),
        columns=MappingProxyType(
            {
                "topic": Unit.TEXT, "place": Unit.TEXT, "title": Unit.TEXT,
                "publisher": Unit.TEXT, "published": Unit.TIME, "address": Unit.TEXT,
            }
        ),
    ),
    _define(
        "instrument_noun", "stance", Unit.TEXT, "the instrument in a word",
        "fund, stock or index, by the type that the data gives",
    ),
    _define(
        "last_issue_date", "memory", Unit.DATE, "date of the last issue",
        "exchange date of the issue before this one",
    ),
    _define(
        "change_since_last_issue", "memory", Unit.FRACTION, "change of the price since it",
        "spot / spot of the issue before - 1",
    ),
    _define(
        "last_issue_resistance", "memory", Unit.USD, "resistance in the last issue",
        "as that issue had it",
    ),
    _define(
        "last_issue_support", "memory", Unit.USD, "support in the last issue",
        "as that issue had it",
    ),
    _define(
        "last_issue_crossed", "memory", Unit.TEXT, "what became of its levels",
        "resistance, support or neither: which level of that issue the price is beyond now",
    ),
    _define(
        "regime_since_last_issue", "memory", Unit.TEXT, "the regime beside the last issue's",
        "same or another",
    ),
    _define(
        "track_record_kind", "track record", Unit.TEXT, "calls of the track record",
        "levels, directions or ideas: the kind of which published notes before this one have the "
        "most that were decided",
    ),
    _define(
        "track_record_n", "track record", Unit.COUNT, "decided calls of the track record",
        "hits and misses of that kind, decided in sessions before this one",
    ),
    _define(
        "track_record_hits", "track record", Unit.COUNT, "hits of the track record",
        "those of them that came true",
    ),
    _define(
        "track_record_rate", "track record", Unit.FRACTION, "rate of the track record",
        "hits / decided calls; unavailable below 30",
    ),
    _define(
        "track_record_low", "track record", Unit.FRACTION, "low end of its interval",
        "Wilson's interval of 95% around that rate",
    ),
    _define(
        "track_record_high", "track record", Unit.FRACTION, "high end of its interval",
        "Wilson's interval of 95% around that rate",
    ),
    _define(
        "track_record_base_rate", "track record", Unit.FRACTION, "base rate of the track record",
        "mean over the decided calls of how often the same call, at the same distance from the "
        "price and over as many sessions, came true on the sessions stored when it was decided",
    ),
    _define(
        "track_record_base_n", "track record", Unit.COUNT, "days behind the base rate",
        "stored days that these calls were tried on, over all of them",
    ),
    _define(
        "reading_time", "note", Unit.MINUTES, "reading time",
        "words of prose over 220 a minute, at least one minute",
    ),
)  # fmt: skip

DERIVED: Final[Mapping[str, Definition]] = MappingProxyType(
    {entry.name: entry for entry in _ENTRIES}
)


def threshold_definition(rule: str, name: str, unit: Unit) -> Definition:
    """The catalogue entry of a rule's threshold."""
    return Definition(
        name=f"threshold.{rule}",
        family="thresholds",
        unit=unit,
        label=f"threshold of the rule {name!r}",
        definition="set in the playbook",
        source="playbook",
    )


def made(
    definition: Definition,
    value: Value | Unavailable,
    *,
    observed: date | None = None,
    **details: Any,  # noqa: ANN401 - further fields of Fact
) -> Fact:
    """The fact of ``definition`` with ``value``."""
    missing = isinstance(value, Unavailable)
    if isinstance(value, tuple):
        value = tuple(MappingProxyType(dict(row)) for row in value)
    return Fact(
        name=definition.name,
        unit=definition.unit or Unit.TEXT,
        label=definition.label,
        value=None if isinstance(value, Unavailable) else value,
        method=definition.definition,
        inputs=definition.parameters,
        source=definition.source,
        observed=None if missing else observed,
        unavailable=value if isinstance(value, Unavailable) else None,
        columns=definition.columns,
        **details,
    )


def idea_row(**cells: Any) -> Row:  # noqa: ANN401 - cells of every type
    """A row of ``trade_ideas``; columns that are not named stay empty."""
    return _row(_IDEA_COLUMNS, cells)


def leg_row(**cells: Any) -> Row:  # noqa: ANN401 - cells of every type
    """A row of ``idea_legs``; columns that are not named stay empty."""
    return _row(_LEG_COLUMNS, cells)


def payoff_row(**cells: Any) -> Row:  # noqa: ANN401 - cells of every type
    """A row of ``idea_payoffs``; columns that are not named stay empty."""
    return _row(_PAYOFF_COLUMNS, cells)


def _row(columns: Mapping[str, Unit], cells: Mapping[str, Any]) -> Row:
    unknown = set(cells) - set(columns)
    if unknown:
        msg = f"no such columns: {sorted(unknown)}"
        raise TypeError(msg)
    return MappingProxyType({name: cells.get(name) for name in columns})
