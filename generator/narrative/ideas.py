"""Trade ideas: the first structure of the playbook's list that fits and is worth it, by view.

Amounts are per contract at the mid price, commissions and taxes excluded; what the legs of an
idea pay at expiration is `payoff`'s matter, and which contracts they are that of `structures`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from generator.narrative import payoff
from generator.narrative.derived import DERIVED, idea_row, made
from generator.narrative.idea_tables import BEFORE_DIVIDEND, assignment, leg_rows, payoff_rows
from generator.narrative.stance import Trace
from generator.narrative.structures import (
    BEARISH,
    BULLISH,
    NEUTRAL,
    STRUCTURES,
    Board,
    Contract,
    Position,
    is_worth_it,
)
from generator.signals.facts import Unavailable
from generator.signals.price_series import SESSIONS_A_YEAR

if TYPE_CHECKING:
    from generator.market.sessions import Sessions
    from generator.narrative.plan import IdeaRules
    from generator.signals.facts import Fact, Facts, Row, Value

_MOST: Final = 3

COLLAR: Final = "collar"
SWING: Final = "nearest swing"
IMPLIED_DAY: Final = "one implied day"
NO_LEVEL: Final = "none"
"""Where a trigger comes from."""


IDEA_FACTS: Final = ("trade_ideas", "idea_legs", "idea_payoffs")
"""The facts of the ideas: one row an idea, a leg, a price at expiration."""


@dataclass(frozen=True, slots=True)
class Ideas:
    """The facts of the ideas and how their structures were chosen."""

    facts: tuple[Fact, ...]
    traces: tuple[Trace, ...]

    @property
    def fact(self) -> Fact:
        """The fact ``trade_ideas``."""
        return self.facts[0]


def propose_ideas(facts: Facts, rules: IdeaRules, calendar: Sessions) -> Ideas:
    """At most three ideas for the stance of ``facts``, with their legs and payoffs.

    The facts are unavailable, with the reason, where none can be proposed: no quotes
    (``no_quotes``), no liquid contract, no direction, or nothing worth its risk.
    """
    chooser = _Chooser(facts, rules, calendar, [])
    chosen = chooser.positions()
    positions = chosen if isinstance(chosen, list) else []
    rows = [chooser.option_row(view, position) for view, position in positions]
    stock = chooser.stock_idea()
    if stock is not None:
        rows.append(stock)
    lacking = (
        chosen
        if isinstance(chosen, Unavailable)
        else Unavailable("not_worth_it", "no structure offers enough for its risk")
    )
    options = [position for _, position in positions]
    tables = (rows[:_MOST], leg_rows(options, facts), payoff_rows(options, facts))
    named = zip(IDEA_FACTS, tables, strict=True)
    return Ideas(
        tuple(_table(name, found or lacking, facts) for name, found in named),
        tuple(chooser.traces),
    )


def _table(name: str, found: list[Row] | Unavailable, facts: Facts) -> Fact:
    value: Value | Unavailable = found if isinstance(found, Unavailable) else tuple(found)
    return made(DERIVED[name], value, observed=facts.as_of.date())


@dataclass(frozen=True, slots=True)
class _Chooser:
    facts: Facts
    rules: IdeaRules
    calendar: Sessions
    traces: list[Trace]

    def positions(self) -> list[tuple[str, Position]] | Unavailable:
        """One position a view at most; an empty list where nothing is worth its risk."""
        liquid = self.facts["liquid_contracts"]
        if liquid.unavailable is not None:
            return liquid.unavailable
        boards = self._boards()
        defined_only = self._fires("ideas.defined_risk_only", self.rules.defined_risk_only)
        found = []
        for view in self._views():
            position = self._first(view, boards, defined_only=defined_only)
            if position is not None:
                found.append((view, position))
        if not found and self._trend() == NEUTRAL:
            return Unavailable("no_direction", "price gives no direction to trade")
        return found

    def _trend(self) -> str | None:
        trend = self.facts["trend"].value
        return trend if isinstance(trend, str) else None

    def _views(self) -> tuple[str, ...]:
        """The directions that an idea is looked for in."""
        if self._fires("ideas.both_sides", self.rules.both_sides):
            return (BULLISH, BEARISH)
        trend = self._trend()
        return () if trend is None else (trend,)

    def _fires(self, name: str, condition: Any) -> bool:  # noqa: ANN401 - an Expression
        outcome = condition.evaluate(self.facts)
        self.traces.append(Trace(name, outcome))
        return bool(outcome.truth)

    def _first(self, view: str, boards: list[Board], *, defined_only: bool) -> Position | None:
        """The first structure of the list that leans to ``view``, holds, and is worth it."""
        for choice in self.rules.structures:
            structure = STRUCTURES[choice.word]
            if structure.bias != view or choice.condition is None:
                continue
            if not self._fires(f"ideas.{choice.word.replace(' ', '_')}", choice.condition):
                continue
            for board in boards:
                for position in structure.positions(board):
                    limited = structure.defined_risk or not (
                        defined_only or self._earnings_before(position.expiration)
                    )
                    if limited and is_worth_it(position, self.rules):
                        return position
        return None

    def _boards(self) -> list[Board]:
        """The liquid contracts by expiration, the one nearest the preferred days first.

        One that an idea would have to be left of today is no expiration for an idea.
        """
        contracts = [Contract.of(row) for row in self.facts["liquid_contracts"].rows]
        pairs = [Contract.of(row) for row in self.facts["liquid_pairs"].rows]
        days = {item.expiration: item.days for item in contracts}
        preferred = self.rules.preferred_days
        return [
            Board(
                calls=[item for item in contracts if item.expiration == day and item.is_call],
                puts=[item for item in contracts if item.expiration == day and not item.is_call],
                pair=[item for item in pairs if item.expiration == day],
                spot=self.facts["spot"].number or 0.0,
                move=self._expected_move(day, "expected_move"),
                rules=self.rules,
            )
            for day in sorted(days, key=lambda day: (abs(days[day] - preferred), day))
            if self._days_before(day) > self.facts.as_of.date()
        ]

    def _expected_move(self, expiration: date, column: str) -> float | None:
        return _cell(self.facts, "expected_move_by_expiration", expiration, column)

    def _implied_day(self, expiration: date) -> float | None:
        """Dollars: spot x volatility x sqrt(1 / 252), as `one_sigma_move_1d`."""
        month, spot = self.facts["one_sigma_move_1d"].number, self.facts["spot"].number
        if month is not None or spot is None:
            return month
        own = _cell(self.facts, "atm_iv_by_expiration", expiration, "implied_volatility")
        return None if own is None else spot * own / math.sqrt(SESSIONS_A_YEAR)

    def _earnings_before(self, expiration: date) -> date | None:
        """The date of results that are due before ``expiration``, or none."""
        day = self.facts["next_earnings_date"].value
        if isinstance(day, date) and self.facts.as_of.date() <= day <= expiration:
            return day
        return None

    def option_row(self, view: str, position: Position) -> Row:
        """The row of ``trade_ideas``."""
        expiration = position.expiration
        return idea_row(
            structure=position.structure,
            bias=STRUCTURES[position.structure].bias,
            expiration=expiration,
            exit_date=self._exit_date(position),
            earnings_date=self._earnings_before(expiration),
            **_named_legs(position),
            **_premium(position),
            **_extremes(position),
            **self._break_evens(position),
            **self._levels(view, position),
            **self._assignment(position),
            **_liquidity(position),
        )

    def _exit_date(self, position: Position) -> date:
        """The last session at least some days before expiration.

        A collar protects shares through results and ends with them: the session after.
        """
        expiration = position.expiration
        results = self._earnings_before(expiration)
        if position.structure == COLLAR and results is not None:
            return min(self.calendar.on_or_after(results + timedelta(days=1)), expiration)
        return self._days_before(expiration)

    def _days_before(self, expiration: date) -> date:
        return self.calendar.on_or_before(expiration - timedelta(days=self.rules.exit_days_before))

    def _break_evens(self, position: Position) -> dict[str, Any]:
        legs = position.payoff_legs
        found = payoff.break_evens(legs)
        spot, move = self.facts["spot"].number, self._expected_move(position.expiration, _MOVE)
        forward = _cell(self.facts, "forward_by_expiration", position.expiration, "forward")
        deviation = self._expected_move(position.expiration, "expected_move_fraction")
        known = forward is not None and deviation is not None
        return {
            "break_even": found[0] if found else None,
            "break_even_upper": found[1] if len(found) > 1 else None,
            "break_even_moves": (
                min(abs(price - spot) for price in found) / move
                if found and spot is not None and move
                else None
            ),
            "probability_of_profit": (
                payoff.probability_of_profit(legs, forward=forward or 0, deviation=deviation or 0)
                if known
                else None
            ),
        }

    def _levels(self, view: str, position: Position) -> dict[str, Any]:
        """Trigger and invalidation.

        A view waits for a close beyond the level ahead and is wrong beyond the level behind. A
        holder of shares, or of the cash for them, waits for nothing. Of a neutral view, a condor
        is wrong beyond the strikes that it sold; a straddle is wrong when time runs out. A collar
        has no price at which it is wrong: below support its put does what it was bought for.
        """
        if position.structure == "straddle":
            return {}
        if view == NEUTRAL:
            lower, upper = (contract.strike for contract in position.sold())
            return {"invalidation": lower, "invalidation_upper": upper}
        if position.structure == COLLAR:
            return {"trigger_basis": NO_LEVEL}
        levels = self._swings(1 if view == BULLISH else -1, position.expiration)
        if position.structure in _OF_HOLDERS:
            return {"trigger_basis": NO_LEVEL, "invalidation": levels["invalidation"]}
        return levels

    def _swings(self, sign: int, expiration: date) -> dict[str, Any]:
        """The levels on both sides, or where bars gave none, one day.

        One implied day is the one-sigma move of a day, up and down from spot: by the volatility of
        a month, or where there is none by that of the idea's expiration. It stands in for an
        invalidation that is missing, since an idea without one would never be wrong; for a
        trigger only where both are missing: with no level left ahead there is none to wait for.
        """
        beyond, against = ("resistance", "support") if sign > 0 else ("support", "resistance")
        trigger, invalidation = self.facts[beyond].number, self.facts[against].number
        spot, day = self.facts["spot"].number, self._implied_day(expiration)
        basis = NO_LEVEL if trigger is None else SWING
        if invalidation is None and spot is not None and day is not None:
            invalidation = spot - sign * day
            if trigger is None:
                trigger, basis = spot + sign * day, IMPLIED_DAY
        return {"trigger": trigger, "trigger_basis": basis, "invalidation": invalidation}

    def _assignment(self, position: Position) -> dict[str, Any]:
        notes = [assignment(leg, self.facts) for leg in position.legs]
        said = {note for note in notes if note is not None}
        if not said:
            return {}
        early = BEFORE_DIVIDEND in said
        return {
            "assignment": BEFORE_DIVIDEND if early else said.pop(),
            "ex_dividend_date": self.facts["ex_dividend_date"].value if early else None,
        }

    def stock_idea(self) -> Row | None:
        """Entry on a close beyond the level, stop and target in average true ranges."""
        if not self._fires("ideas.stock", self.rules.stock):
            return None
        bias = self.facts["trend"].value
        bullish = bias == BULLISH
        entry = self.facts["resistance" if bullish else "support"].number
        true_range = self.facts["atr_14"].number
        if entry is None or true_range is None:
            return None
        sign = 1 if bullish else -1
        stop = entry - sign * self.rules.stock_stop_ranges * true_range
        target = entry + sign * self.rules.stock_target_ranges * true_range
        if min(stop, target) <= 0:
            return None
        return idea_row(
            structure="stock",
            bias=bias,
            entry=entry,
            trigger=entry,
            stop=stop,
            target=target,
            reward_risk=self.rules.stock_target_ranges / self.rules.stock_stop_ranges,
        )


_MOVE: Final = "expected_move"
_OF_HOLDERS: Final = frozenset({"covered call", "cash-secured put"})


def _cell(facts: Facts, table: str, expiration: date, column: str) -> float | None:
    """A number of the row of ``expiration``."""
    for row in facts[table].rows:
        value = row[column]
        if row["expiration"] == expiration and isinstance(value, float):
            return value
    return None


def _named_legs(position: Position) -> dict[str, Any]:
    """Contracts and strikes by their part; of a condor and a straddle ``second`` is the other side.

    The first are the puts of a condor and the call of a straddle.
    """
    named: dict[str, Any] = {}
    for part, contracts in (("long", position.bought()), ("short", position.sold())):
        for place, contract in zip(("", "second_"), contracts, strict=False):
            named[f"{place}{part}_leg"] = contract.symbol
            named[f"{place}{part}_strike"] = contract.strike
    return named


def _premium(position: Position) -> dict[str, Any]:
    """Debit or credit of the options, a share and a contract, at mid and at the natural price."""
    net, natural, size = position.net, position.net_natural, position.size
    if net >= 0:
        return {
            "premium": "debit",
            "debit": net,
            "debit_natural": natural,
            "cost": net * size,
            "natural": natural * size,
        }
    return {
        "premium": "credit",
        "credit": -net,
        "credit_natural": -natural,
        "proceeds": -net * size,
        "natural": -natural * size,
    }


def _extremes(position: Position) -> dict[str, Any]:
    legs, size = position.payoff_legs, position.size
    gain, loss = payoff.maximum_gain(legs), payoff.maximum_loss(legs)
    return {
        "maximum_gain": None if gain is None else gain * size,
        "maximum_loss": None if loss is None else loss * size,
        "unlimited": "gain" if gain is None else None,
        "reward_risk": None if gain is None or not loss else gain / loss,
    }


def _liquidity(position: Position) -> dict[str, Any]:
    contracts = [leg.contract for leg in position.legs]
    return {
        "widest_spread": max((item.ask - item.bid) / item.mid for item in contracts),
        "least_open_interest": min(item.open_interest for item in contracts),
    }
