"""Daily bars on days with a session; sources date one on a holiday now and then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from generator.market.issues import Issue
from generator.market.sessions import FIRST_YEAR, Sessions

if TYPE_CHECKING:
    from datetime import date

    from generator.market.snapshot import Bars


def bars_on_sessions(bars: Bars, until: date) -> tuple[Bars, tuple[Issue, ...]]:
    """The bars of sessions, and a remark on what was left out.

    Args:
        bars: Up to ``until``; those before the calendar begins are left out silently.
        until: The as-of date.
    """
    table = bars.table
    table = table[table["session"].to_numpy() >= np.datetime64(f"{FIRST_YEAR}-01-01", "s")]
    if not len(table):
        return replace(bars, table=table.reset_index(drop=True)), ()
    calendar = Sessions.covering(table["session"].min().date(), until)
    traded = np.isin(table["session"].to_numpy().astype("datetime64[D]"), calendar.days)
    kept = replace(bars, table=table[traded].reset_index(drop=True))
    if traded.all():
        return kept, ()
    message = "bars dated on days without a session were left out"
    return kept, (Issue("bars_off_session", "note", message, int((~traded).sum())),)
