"""``strikedesk snapshot``: fetch symbols and keep them, to draft from later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli.progress import progress
from generator.errors import ProviderError, StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.archive.archive import Entry
    from generator.cli.progress import Step
    from generator.config import Settings
    from generator.drafting.feeds import Feed
    from generator.market.snapshot import Snapshot

_PARTLY: Final = 6
_RATE_LIMITED: Final = "rate_limited"
_MOST_REFUSALS: Final = 3


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A symbol, and whom its data is asked of."""

    symbol: str
    source: str


@click.command()
@click.argument("symbols", metavar="[SYMBOL...]", nargs=-1)
@click.option(
    "--watchlist", type=click.Path(path_type=Path), help="Also the symbols of a YAML or CSV list."
)
@click.option(
    "--source", metavar="NAME", help="An extension's provider to ask for all of them; else yahoo."
)
@click.option("--again", is_flag=True, help="Also what was fetched since the last open or close.")
def snapshot(
    symbols: tuple[str, ...], watchlist: Path | None, source: str | None, *, again: bool
) -> int:
    """Fetch the option chain of each SYMBOL from Yahoo, with all around it, into the archive.

    A watchlist's symbols are asked of the provider that it names for each. What was fetched since
    the exchange last opened or closed is skipped, so that a run that was broken off goes on where
    it stopped. Exit code 3 says that a provider failed, 6 that it did for some.
    """
    wanted = _wanted(symbols, watchlist, source)
    from generator.config import load_settings  # noqa: PLC0415

    with progress() as step:
        return _Run(load_settings(), step, again=again).all(wanted)


def _wanted(
    symbols: Sequence[str], watchlist: Path | None, source: str | None
) -> Sequence[_Wanted]:
    """The symbols in the order given, each once."""
    from generator.drafting.sources import YAHOO, is_fetched  # noqa: PLC0415
    from generator.files import check_symbol  # noqa: PLC0415

    listed: dict[str, str] = {}
    if watchlist is not None:
        from generator.watchlist import read_watchlist  # noqa: PLC0415

        entries = read_watchlist(watchlist)
        listed = {item.symbol: item.source for item in entries if source or is_fetched(item.source)}
    wanted = dict.fromkeys([*map(check_symbol, symbols), *listed])
    if not wanted:
        raise UsageError("name a SYMBOL, or a --watchlist with symbols from yahoo or a provider")
    return [_Wanted(symbol, source or listed.get(symbol, YAHOO)) for symbol in wanted]


class _Run:
    """One call of the command: fetches symbol after symbol and counts how it went."""

    def __init__(self, settings: Settings, step: Step, *, again: bool) -> None:
        self._settings = settings
        self._step = step
        self._again = again
        self._refusals: Counter[str] = Counter()
        """How often each source has refused in a row."""

    def all(self, wanted: Sequence[_Wanted]) -> int:
        codes: list[int] = []
        left: list[_Wanted] = []
        for place, item in enumerate(wanted):
            if self._refusals[item.source] == _MOST_REFUSALS:
                left.append(item)
                codes.append(ProviderError.exit_code)
                continue
            self._step(f"{item.symbol}: {place + 1} of {len(wanted)}")
            codes.append(self._one(item, alone=len(wanted) == 1))
        for source in dict.fromkeys(item.source for item in left):
            names = ", ".join(item.symbol for item in left if item.source == source)
            who = source.capitalize() if source == "yahoo" else source
            problem = f"{who} refused {_MOST_REFUSALS} in a row; left: {names}"
            click.echo(f"strikedesk: {problem}", err=True)
        return codes[0] if len(set(codes)) == 1 else _PARTLY

    def _one(self, item: _Wanted, *, alone: bool) -> int:
        from generator.drafting.feeds import feed_of  # noqa: PLC0415 - brings the database

        try:
            click.echo(self._fetched(item, feed_of(item.source, self._settings)))
        except StrikedeskError as error:
            if alone:
                raise
            refused = isinstance(error, ProviderError) and error.code == _RATE_LIMITED
            self._refusals[item.source] = self._refusals[item.source] + 1 if refused else 0
            click.echo(f"strikedesk: {error}", err=True)
            return error.exit_code
        self._refusals[item.source] = 0
        return 0

    def _fetched(self, item: _Wanted, feed: Feed) -> str:
        """Fetch and store one symbol, unless that was done; the line that says so."""
        from generator.drafting.feeds import still_good  # noqa: PLC0415 - as above

        symbol, now = item.symbol, datetime.now(UTC)
        kept = None if self._again else still_good(feed.archive, symbol, item.source, now)
        if kept is not None:
            where = _where(feed, kept)
            return f"{symbol}: already fetched since the last open or close, {where}"
        entry = feed.fetch(symbol)
        return f"{_described(feed.archive.load(entry))}, {_where(feed, entry)}"


def _where(feed: Feed, entry: Entry) -> str:
    return f"{feed.archive.place.url}/{entry.object_key}"


def _described(made: Snapshot) -> str:
    covered = made.contracts["expiration"].nunique()
    issues = "".join(f", {issue.verdict} {issue.code}" for issue in made.issues)
    return (
        f"{made.symbol} {made.as_of:%Y-%m-%d %H:%M %Z}: {len(made.contracts)} contracts in "
        f"{covered} of {made.expirations_listed} expirations{issues}"
    )
