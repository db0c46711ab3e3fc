"""``strikedesk snapshot``: fetch symbols and keep them, to draft from later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli.progress import progress
from generator.errors import ProviderError, StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.archive.archive import Entry
    from generator.cli.progress import Step
    from generator.drafting.live import LiveFeed
    from generator.market.snapshot import Snapshot

_PARTLY: Final = 6
_RATE_LIMITED: Final = "rate_limited"
_MOST_REFUSALS: Final = 3
_YAHOO: Final = "yahoo"


@click.command()
@click.argument("symbols", metavar="[SYMBOL...]", nargs=-1)
@click.option(
    "--watchlist", type=click.Path(path_type=Path), help="Also the symbols of a YAML or CSV list."
)
@click.option("--again", is_flag=True, help="Also what was fetched since the last open or close.")
def snapshot(symbols: tuple[str, ...], watchlist: Path | None, *, again: bool) -> int:
    """Fetch the option chain of each SYMBOL from Yahoo, with all around it, into the archive.

    What was fetched since the exchange last opened or closed is skipped, so that a run that was
    broken off goes on where it stopped. Exit code 3 says that Yahoo failed, 6 that it did for some.
    """
    wanted = _wanted(symbols, watchlist)
    from generator.config import load_settings  # noqa: PLC0415
    from generator.drafting.live import live_feed  # noqa: PLC0415 - brings yfinance

    with progress() as step:
        return _Run(live_feed(load_settings()), step, again=again).all(wanted)


def _wanted(symbols: Sequence[str], watchlist: Path | None) -> Sequence[str]:
    """The symbols in the order given, each once."""
    from generator.files import check_symbol  # noqa: PLC0415

    wanted = [check_symbol(symbol) for symbol in symbols]
    if watchlist is not None:
        from generator.watchlist import read_watchlist  # noqa: PLC0415

        wanted += [item.symbol for item in read_watchlist(watchlist) if item.source == _YAHOO]
    if not wanted:
        raise UsageError("name a SYMBOL, or a --watchlist with symbols from yahoo")
    return list(dict.fromkeys(wanted))


class _Run:
    """One call of the command: fetches symbol after symbol and counts how it went."""

    def __init__(self, feed: LiveFeed, step: Step, *, again: bool) -> None:
        self._feed = feed
        self._step = step
        self._again = again
        self._refusals = 0

    def all(self, wanted: Sequence[str]) -> int:
        codes: list[int] = []
        for place, symbol in enumerate(wanted):
            if self._refusals == _MOST_REFUSALS:
                left = wanted[place:]
                message = f"Yahoo refused {_MOST_REFUSALS} in a row; left: {', '.join(left)}"
                click.echo(f"strikedesk: {message}", err=True)
                codes += [ProviderError.exit_code] * len(left)
                break
            self._step(f"{symbol}: {place + 1} of {len(wanted)}")
            codes.append(self._one(symbol, alone=len(wanted) == 1))
        return codes[0] if len(set(codes)) == 1 else _PARTLY

    def _one(self, symbol: str, *, alone: bool) -> int:
        try:
            click.echo(self._fetched(symbol))
        except StrikedeskError as error:
            if alone:
                raise
            refused = isinstance(error, ProviderError) and error.code == _RATE_LIMITED
            self._refusals = self._refusals + 1 if refused else 0
            click.echo(f"strikedesk: {error}", err=True)
            return error.exit_code
        self._refusals = 0
        return 0

    def _fetched(self, symbol: str) -> str:
        """Fetch and store one symbol, unless that was done; the line that says so."""
        kept = None if self._again else self._feed.kept(symbol)
        if kept is not None:
            where = self._where(kept)
            return f"{symbol}: already fetched since the last open or close, {where}"
        entry = self._feed.fetch(symbol)
        return f"{_described(self._feed.archive.load(entry))}, {self._where(entry)}"

    def _where(self, entry: Entry) -> str:
        return f"{self._feed.archive.place.url}/{entry.object_key}"


def _described(made: Snapshot) -> str:
    covered = made.contracts["expiration"].nunique()
    issues = "".join(f", {issue.verdict} {issue.code}" for issue in made.issues)
    return (
        f"{made.symbol} {made.as_of:%Y-%m-%d %H:%M %Z}: {len(made.contracts)} contracts in "
        f"{covered} of {made.expirations_listed} expirations{issues}"
    )
