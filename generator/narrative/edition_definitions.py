"""What the facts of an edition are: one newsletter of many symbols, each with a row."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Unit
from generator.signals.register import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTE_COLUMNS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "symbol": Unit.TEXT,
        "link": Unit.TEXT,
        "spot": Unit.USD,
        "change": Unit.FRACTION,
        "put_call": Unit.RATIO,
        "put_call_percentile": Unit.FRACTION,
        "put_call_sessions": Unit.COUNT,
        "volatility": Unit.FRACTION,
        "volatility_percentile": Unit.FRACTION,
        "volatility_sessions": Unit.COUNT,
        "move": Unit.FRACTION,
        "move_by": Unit.DATE,
        "support": Unit.USD,
        "resistance": Unit.USD,
        "put_wall": Unit.USD,
        "call_wall": Unit.USD,
    }
)
_COVER_COLUMNS: Final[Mapping[str, Unit]] = MappingProxyType(
    {**NOTE_COLUMNS, "structure": Unit.TEXT, "deviations": Unit.RATIO, "tail": Unit.FRACTION}
)
_MARKET_COLUMNS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "structure": Unit.TEXT,
        "symbol": Unit.TEXT,
        "spot": Unit.USD,
        "level": Unit.INDEX,
        "change": Unit.FRACTION,
        "rate": Unit.FRACTION,
        "rate_source": Unit.TEXT,
    }
)
_CALENDAR_COLUMNS: Final[Mapping[str, Unit]] = MappingProxyType(
    {"date": Unit.DATE, "event": Unit.TEXT, "symbols": Unit.TEXT}
)


def _define(
    name: str, unit: Unit, label: str, definition: str, columns: Mapping[str, Unit] | None = None
) -> Definition:
    return Definition(
        name=name,
        family="edition",
        unit=unit,
        label=label,
        definition=definition,
        source="the notes' facts",
        columns=columns or MappingProxyType({}),
    )


_ENTRIES: Final = (
    _define(
        "edition_notes", Unit.TABLE, "symbols of the edition",
        "of each symbol the facts of its own note: spot, day_change (change_since_stored where "
        "that is unavailable), put_call_oi_ratio_tradable "
        "and its percentile (put_call_oi_ratio, unranked, where that is unavailable), iv_30d and "
        "its percentile, straddle_move_front_fraction by expiration_front, support, resistance, "
        "put_wall, call_wall; in the order of the watchlist",
        NOTE_COLUMNS,
    ),
    _define(
        "edition_cover", Unit.TABLE, "what is most unusual",
        "of each symbol three readings are asked how rare they are: the change by the tails of a "
        "normal distribution of its day_change_zscore (of change_since_stored over "
        "one_sigma_move_1d_fraction where that is unavailable), put_call_oi_ratio_tradable (but "
        "where more than a tenth of the open interest expires with the session) and iv_30d by "
        "the share of stored sessions at least as far out, counted from both ends, a record as two "
        "of one more than the sessions; the rarest of "
        "all, of equals that with the widest change, is the cover if it is no more usual than one "
        "in ten, else structure is quiet and the "
        "row is that of the widest change (widest where no reading could be ranked); where no "
        "change is known it is most_puts with the largest put/call ratio, else most_volatile with "
        "the largest iv_30d, else bare",
        _COVER_COLUMNS,
    ),
    _define(
        "edition_market", Unit.TABLE, "the market",
        "the change of the index funds and the volatility products among the symbols, and the "
        "risk_free_rate of the newest note whose source is no assumption",
        _MARKET_COLUMNS,
    ),
    _define(
        "edition_calendar", Unit.TABLE, "dates ahead",
        "the next thirty days' front, second and monthly expirations, earnings dates and "
        "ex-dividend dates of the symbols",
        _CALENDAR_COLUMNS,
    ),
    _define("edition_symbols", Unit.COUNT, "symbols", "how many symbols the edition has"),
    _define(
        "edition_up", Unit.COUNT, "symbols that rose", "symbols whose change is above zero"
    ),
    _define(
        "edition_down", Unit.COUNT, "symbols that fell", "symbols whose change is below zero"
    ),
    _define(
        "edition_changes", Unit.COUNT, "symbols with a change",
        "symbols whose change is known",
    ),
    _define(
        "edition_median_put_call", Unit.RATIO, "median put/call ratio",
        "the median of put_call_oi_ratio over the symbols that have one",
    ),
    _define(
        "edition_ratios", Unit.COUNT, "symbols with a put/call ratio",
        "symbols whose put_call_oi_ratio is known",
    ),
    _define(
        "edition_left_out", Unit.TEXT, "symbols left out",
        "symbols of the watchlist of which no note could be made, or whose data is of another day",
    ),
)  # fmt: skip

EDITION: Final[Mapping[str, Definition]] = MappingProxyType(
    {entry.name: entry for entry in _ENTRIES}
)
"""The facts of an edition, by name."""
