"""What goes wrong when Yahoo is asked, as one typed value, and the line a person reads of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.errors import ImportFileError, ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE_LIMITED: Final = "rate_limited"
NO_LISTED_OPTIONS: Final = "no_listed_options"

_ADVICE: Final[Mapping[str, str]] = {
    RATE_LIMITED: "wait before asking again, or ask for fewer symbols",
    "blocked_redirect": "look at what stands between this machine and Yahoo",
    "future_data": "set this machine's clock",
    "library_failed": "report it, with the output of --debug",
    "mixed_days": "ask again",
    "no_expirations": "wait before asking again",
    NO_LISTED_OPTIONS: "no note can be made of it",
    "no_network": "check the network and HTTPS_PROXY",
    "not_json": "try again later",
    "partial_expirations": "try again later",
    "schema_drift": "the shape of Yahoo's answers has changed: report it",
    "server_error": "try again later",
    "symbol_mismatch": "ask again; nothing of it is used",
    "timeout": "try again, or raise provider_timeout_seconds",
    "too_large": "try again later",
    "truncated": "try again",
    "unknown_symbol": "check the ticker",
}
_OTHERWISE: Final = "try again later"


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure.

    Args:
        code: Stable reason code.
        happened: What happened, without the symbol.
    """

    code: str
    happened: str


class FaultError(Exception):
    """A `Fault` on its way up; it never leaves this room."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"{fault.happened} [{fault.code}]")


def provider_error(symbol: str, fault: Fault) -> ProviderError:
    """The error that ends the fetch of ``symbol``: what happened and what to do, on one line."""
    happened = " ".join(fault.happened.split())
    advice = _ADVICE.get(fault.code, _OTHERWISE)
    return ProviderError(fault.code, f"yahoo: {symbol}: {happened}; {advice}")


def fault_of_answer(error: ImportFileError, symbol: str) -> Fault:
    """What a parser found in an answer, without the place, which is no file of the user's."""
    problem = error.problem.removesuffix(f" [{error.code}]")
    if error.code == NO_LISTED_OPTIONS:
        problem = problem.removeprefix(f"{symbol} ").partition(":")[0]
        return Fault(error.code, problem)
    if error.code == "unknown_symbol":
        return Fault(error.code, "Yahoo does not know it")
    return Fault(error.code, f"the answer for {error.path}: {problem}")
