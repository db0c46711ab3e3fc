"""Trade ideas: structures over liquid contracts, with what they cost and what they can lose.

Everything is per contract at the mid price, commissions and taxes excluded. A debit spread can
lose its debit and no more; it gains the width of its strikes less the debit. A long option can
lose its debit; a long call's gain has no limit, so none is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from generator.narrative.derived import DERIVED, idea_row, made
from generator.narrative.stance import Trace
from generator.signals.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.market.sessions import Sessions
    from generator.narrative.plan import IdeaRules
    from generator.signals.facts import Fact, Facts, Row

_MOST: Final = 3

SWING: Final = "nearest swing"
IMPLIED_DAY: Final = "one implied day"
"""Where a trigger comes from."""


@dataclass(frozen=True, slots=True)
class _Leg:
    """A liquid contract, as the fact ``liquid_contracts`` gives it."""

    contract: str
    expiration: date
    days: int
    strike: float
    is_call: bool
    bid: float
    ask: float
    mid: float
    contract_size: float
    delta: float

    @classmethod
    def of(cls, row: Row) -> _Leg:
        cells: dict[str, Any] = dict(row)
        return cls(
            contract=cells["contract"],
            expiration=cells["expiration"],
            days=cells["days"],
            strike=cells["strike"],
            is_call=cells["right"] == "call",
            bid=cells["bid"],
            ask=cells["ask"],
            mid=cells["mid"],
            contract_size=cells["contract_size"],
            delta=cells["delta"],
        )


@dataclass(frozen=True, slots=True)
class Ideas:
    """The fact ``trade_ideas`` and how its structures were chosen."""

    fact: Fact
    traces: tuple[Trace, ...]


def propose_ideas(facts: Facts, rules: IdeaRules, calendar: Sessions) -> Ideas:
    """At most three ideas for the stance of ``facts``.

    The fact is unavailable, with the reason, where none can be proposed: no quotes
    (``no_quotes``), no liquid contract, no direction, or nothing worth its risk.
    """
    chooser = _Chooser(facts, rules, calendar, [])
    option_ideas = chooser.option_ideas()
    stock = chooser.stock_idea()
    rows = list(option_ideas) if isinstance(option_ideas, list) else []
    if stock is not None:
        rows.append(stock)
    if rows:
        value: tuple[Row, ...] | Unavailable = tuple(rows[:_MOST])
    elif isinstance(option_ideas, Unavailable):
        value = option_ideas
    else:
        value = Unavailable("not_worth_it", "no structure offers enough for its risk")
    fact = made(DERIVED["trade_ideas"], value, observed=facts.as_of.date())
    return Ideas(fact, tuple(chooser.traces))


@dataclass(frozen=True, slots=True)
class _Chooser:
    facts: Facts
    rules: IdeaRules
    calendar: Sessions
    traces: list[Trace]

    def option_ideas(self) -> list[Row] | Unavailable:
        liquid = self.facts["liquid_contracts"]
        if liquid.unavailable is not None:
            return liquid.unavailable
        biases = self._biases()
        if not biases:
            return Unavailable("no_direction", "price gives no direction to trade")
        legs = [_Leg.of(row) for row in liquid.rows]
        ideas = []
        for bias in biases:
            same_side = [leg for leg in legs if leg.is_call == (bias == "bullish")]
            row = self._structure(same_side, bias)
            if row is not None:
                ideas.append(row)
        return ideas

    def stock_idea(self) -> Row | None:
        """Entry on a close beyond the level, stop and target in average true ranges."""
        if not self._fires("ideas.stock", self.rules.stock):
            return None
        bias = self.facts["trend"].value
        bullish = bias == "bullish"
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

    def _biases(self) -> tuple[str, ...]:
        if self._fires("ideas.both_sides", self.rules.both_sides):
            return ("bullish", "bearish")
        trend = self.facts["trend"].value
        return (str(trend),) if trend in ("bullish", "bearish") else ()

    def _fires(self, name: str, condition: Any) -> bool:  # noqa: ANN401 - an Expression
        outcome = condition.evaluate(self.facts)
        self.traces.append(Trace(name, outcome))
        return bool(outcome.truth)

    def _structure(self, legs: list[_Leg], bias: str) -> Row | None:
        for expiration in self._expirations(legs):
            of_day = [leg for leg in legs if leg.expiration == expiration]
            long_leg = _nearest_delta(of_day, self.rules.long_delta)
            if long_leg is None:
                continue
            if self._fires("ideas.long_option", self.rules.long_option):
                return self._long_option(long_leg, bias)
            if not self._fires("ideas.debit_spread", self.rules.debit_spread):
                return None
            further = [leg for leg in of_day if abs(leg.delta) < abs(long_leg.delta)]
            short_leg = _nearest_delta(further, self.rules.short_delta)
            if short_leg is not None:
                return self._debit_spread(long_leg, short_leg, bias)
        return None

    def _expirations(self, legs: list[_Leg]) -> list[date]:
        days = {leg.expiration: leg.days for leg in legs}
        preferred = self.rules.preferred_days
        return sorted(days, key=lambda day: (abs(days[day] - preferred), day))

    def _debit_spread(self, long_leg: _Leg, short_leg: _Leg, bias: str) -> Row | None:
        debit = long_leg.mid - short_leg.mid
        width = abs(short_leg.strike - long_leg.strike)
        gain = width - debit
        if debit <= 0 or gain / debit < self.rules.least_reward_risk:
            return None
        size = long_leg.contract_size
        sign = 1 if bias == "bullish" else -1
        return idea_row(
            structure="bull call spread" if bias == "bullish" else "bear put spread",
            short_leg=short_leg.contract,
            short_strike=short_leg.strike,
            debit=debit,
            debit_natural=long_leg.ask - short_leg.bid,
            cost=debit * size,
            maximum_gain=gain * size,
            maximum_loss=debit * size,
            reward_risk=gain / debit,
            **self._common(long_leg, bias, long_leg.strike + sign * debit),
        )

    def _long_option(self, leg: _Leg, bias: str) -> Row:
        sign = 1 if bias == "bullish" else -1
        return idea_row(
            structure="long call" if bias == "bullish" else "long put",
            debit=leg.mid,
            debit_natural=leg.ask,
            cost=leg.mid * leg.contract_size,
            maximum_loss=leg.mid * leg.contract_size,
            maximum_gain=None if leg.is_call else (leg.strike - leg.mid) * leg.contract_size,
            **self._common(leg, bias, leg.strike + sign * leg.mid),
        )

    def _common(self, leg: _Leg, bias: str, break_even: float) -> dict[str, Any]:
        bullish = bias == "bullish"
        return {
            "bias": bias,
            "expiration": leg.expiration,
            "exit_date": self._exit_date(leg.expiration),
            "long_leg": leg.contract,
            "long_strike": leg.strike,
            "break_even": break_even,
            "break_even_moves": self._moves_away(break_even, leg.expiration),
            **self._levels("resistance" if bullish else "support", 1 if bullish else -1),
        }

    def _levels(self, beyond: str, sign: int) -> dict[str, Any]:
        """Trigger and invalidation: the levels on both sides, or where bars gave none, one day.

        One implied day is the one-sigma move of a day, up and down from spot.
        """
        against = "support" if beyond == "resistance" else "resistance"
        trigger, invalidation = self.facts[beyond].number, self.facts[against].number
        spot, day = self.facts["spot"].number, self.facts["one_sigma_move_1d"].number
        if trigger is not None or invalidation is not None or spot is None or day is None:
            return {"trigger": trigger, "trigger_basis": SWING, "invalidation": invalidation}
        up, down = spot + sign * day, spot - sign * day
        return {"trigger": up, "trigger_basis": IMPLIED_DAY, "invalidation": down}

    def _exit_date(self, expiration: date) -> date:
        return self.calendar.on_or_before(expiration - timedelta(days=self.rules.exit_days_before))

    def _moves_away(self, level: float, expiration: date) -> float | None:
        """Distance from spot in one-sigma moves to ``expiration``."""
        spot = self.facts["spot"].number
        for row in self.facts["expected_move_by_expiration"].rows:
            move = row["expected_move"]
            if row["expiration"] == expiration and isinstance(move, float) and spot is not None:
                return abs(level - spot) / move
        return None


def _nearest_delta(legs: Sequence[_Leg], bounds: tuple[float, float]) -> _Leg | None:
    """The leg whose delta is nearest the middle of ``bounds``, among those inside them."""
    low, high = bounds
    inside = [leg for leg in legs if low <= abs(leg.delta) <= high]
    middle = (low + high) / 2
    return min(inside, key=lambda leg: (abs(abs(leg.delta) - middle), leg.strike), default=None)
