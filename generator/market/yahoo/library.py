"""The calls into yfinance: prepared once, asked one at a time, its exceptions left behind.

What the library makes of an answer is not used: it parses with the machine's time zone, replaces
errors by empty tables and changes with its versions. It is asked to make the request, and the
session keeps the answer.
"""

from __future__ import annotations

import atexit
import logging
import re
import shutil
import tempfile
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import yfinance
from yfinance.exceptions import YFException

from generator.market.roots import INDEX_ROOTS
from generator.market.yahoo.faults import Fault, FaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.market.yahoo.answers import RawAnswer
    from generator.market.yahoo.session import YahooSession

LIBRARY_FAULTS: Final = (
    YFException,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,  # all that curl_cffi raises is one
    RuntimeError,
    TypeError,
    ValueError,  # all that a JSON parser raises is one
)
"""What has been seen to come out of the library; the answer tells why."""
_SHARE_CLASS: Final = re.compile(r"(?P<root>[A-Z]{1,5})\.(?P<letter>[ABC])\Z")


def ticker_of(symbol: str, session: YahooSession) -> yfinance.Ticker:
    """A new object of the library for a symbol; an old one remembers its failures."""
    _prepare()
    return yfinance.Ticker(yahoo_symbol(symbol), session=session)


def yahoo_symbol(symbol: str) -> str:
    """Yahoo's spelling: ``^`` before an index with listed options, ``-`` before a share class."""
    if symbol in INDEX_ROOTS:
        return f"^{symbol}"
    return _SHARE_CLASS.sub(r"\g<root>-\g<letter>", symbol)


def ask(session: YahooSession, call: Callable[[], object]) -> Sequence[RawAnswer]:
    """The answers that a call into the library brought, whatever it made of them.

    Raises:
        FaultError: A request failed, or the library failed before it asked anything.
    """
    before = len(session.answers)
    trouble: Exception | None = None
    with warnings.catch_warnings():
        # Its use of pandas, and what it makes of odd answers, is not the user's to mend.
        warnings.simplefilter("ignore")
        try:
            call()
        except LIBRARY_FAULTS as error:
            trouble = error
    if session.failure is not None:
        # Also where the library has swallowed it and gave an empty result.
        raise FaultError(session.failure) from trouble
    answers = session.answers[before:]
    if trouble is not None and not answers:
        happened = f"yfinance failed with {type(trouble).__name__}: {trouble}"
        raise FaultError(Fault("library_failed", happened)) from trouble
    return answers


@lru_cache(maxsize=1)
def _prepare() -> None:
    """Make the library raise, not retry, say nothing, and keep its caches to this process.

    Its caches are SQLite files with pickled cookies, shared by all programs of the user; a
    damaged one breaks every call. A run needs a cookie once, so nothing is lost without them.
    """
    yfinance.config.debug.hide_exceptions = False
    yfinance.config.network.retries = 0
    logging.getLogger("yfinance").setLevel(logging.CRITICAL + 1)
    logging.getLogger("peewee").setLevel(logging.CRITICAL + 1)
    folder = tempfile.mkdtemp(prefix="strikedesk-yfinance-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    yfinance.set_tz_cache_location(folder)
