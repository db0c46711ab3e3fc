"""``strikedesk snapshot`` and a live draft: the real command, sent to a loopback Yahoo.

Only the environment differs from a user's: a proxy, a certificate authority that is thrown away
afterwards, and folders of the test. The command reads the real clock, so the market is moved to it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.archive.snapshot_object import from_object
from generator.cli.main import INTERRUPTED
from generator.market.sessions import last_boundary
from tests.cli.outcome import Outcome
from tests.fake_market import Market, without_quotes
from tests.fake_yahoo import (
    CHART,
    GET_CRUMB,
    HTML,
    NEWS,
    OPTIONS,
    SUMMARY,
    TOO_MANY,
    FakeYahoo,
    Reply,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
_LONGEST: Final = 60
"""Seconds; a command that fails needs two or three."""


@dataclass(frozen=True)
class Desk:
    """A user's folders and the command in them."""

    folder: Path
    yahoo: FakeYahoo

    def environment(self, **variables: str) -> dict[str, str]:
        """The variables of a process that asks this Yahoo."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "STRIKEDESK_PROVIDER_PACE_SECONDS": "0.01",
            "STRIKEDESK_PROVIDER_TIMEOUT_SECONDS": "0.7",
        }
        return os.environ | self.yahoo.environment() | ours | variables

    def run(self, *arguments: str, **variables: str) -> Outcome:
        """One command as a process of its own; one that does not end fails the test."""
        done = subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
            cwd=self.folder,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def kept(self) -> list[str]:
        """All objects of the archive, half-written ones included."""
        root = self.folder / "data" / "strikedesk" / "snapshots"
        return sorted(path.name for path in root.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeYahoo]:
    """Yahoo at the last close before this moment, which is the one that the command reads."""
    market = Market(datetime.now(UTC), steps=6)
    with FakeYahoo(market, tmp_path_factory.mktemp("authority") / "authority.pem") as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, server: FakeYahoo) -> Desk:
    """An empty desk, and Yahoo without a fault."""
    server.rules, server.asked = [], []
    return Desk(tmp_path, server)


def failed(outcome: Outcome, code: str) -> None:
    """Exit 3 and exactly one line, with its code."""
    assert outcome.code == 3, outcome
    assert outcome.out == ""
    [line] = outcome.err.splitlines()
    assert line.startswith("strikedesk: yahoo: ")
    assert line.endswith(f" [{code}]"), line


def test_a_symbol_is_fetched_kept_and_skipped_the_next_time(desk: Desk) -> None:
    outcome = desk.run("snapshot", "spy")
    assert outcome.code == 0, outcome
    assert outcome.err == ""
    [line] = outcome.out.splitlines()
    count = len(desk.yahoo.market.expirations)
    assert line.startswith("SPY ")
    assert f" contracts in {count} of {count} expirations, " in line
    path = Path(line.rpartition(", ")[2])
    assert path.is_relative_to(desk.folder / "data" / "strikedesk" / "snapshots" / "SPY")
    assert desk.kept() == [path.name, path.name.replace(".parquet", ".raw.zip")]
    made, _ = from_object(path.read_bytes(), path.name)
    assert made.as_of == desk.yahoo.market.quoted
    assert made.expirations_listed == count
    assert made.fetched_at is not None
    with zipfile.ZipFile(path.with_name(desk.kept()[1])) as raw:
        index = json.loads(raw.read("index.json"))
        bodies = [json.loads(raw.read(item["member"])) for item in index]
    assert sum("optionChain" in body for body in bodies) == count
    asked = len(desk.yahoo.asked)
    again = desk.run("snapshot", "SPY")
    assert (again.code, again.err) == (0, "")
    assert again.out == f"SPY: already fetched since the last open or close, {path}\n"
    assert len(desk.yahoo.asked) == asked
    anew = desk.run("snapshot", "SPY", "--again")
    assert anew.code == 0, anew
    assert len(desk.kept()) == 4


def test_a_watchlist_goes_on_past_a_bad_symbol_and_later_where_it_stopped(desk: Desk) -> None:
    (desk.folder / "desk.yaml").write_text(
        "- ACME\n- NOWHERE\n- symbol: QQQ\n- {symbol: IWM, source: demo}\n", encoding="utf-8"
    )
    desk.yahoo.rules = [Rule(path=f"{OPTIONS}QQQ", reply=HTML)]
    outcome = desk.run("snapshot", "--watchlist", "desk.yaml", "SPY", "ACME")
    assert outcome.code == 6, outcome
    assert [line.split()[0] for line in outcome.out.splitlines()] == ["SPY", "ACME"]
    assert [line.rpartition(" ")[2] for line in outcome.err.splitlines()] == [
        "[unknown_symbol]",
        "[not_json]",
    ]
    assert len(desk.kept()) == 4
    desk.yahoo.rules, desk.yahoo.asked = [], []
    outcome = desk.run("snapshot", "--watchlist", "desk.yaml")
    assert outcome.code == 6
    assert [line.split()[0] for line in outcome.out.splitlines()] == ["ACME:", "QQQ"]
    assert desk.yahoo.count(f"{OPTIONS}ACME") == 0
    assert len(desk.kept()) == 6


def test_three_refusals_in_a_row_end_the_run_and_the_rest_is_named(desk: Desk) -> None:
    desk.yahoo.rules = [Rule(path=OPTIONS, reply=TOO_MANY)]
    outcome = desk.run("snapshot", "SPY", "QQQ", "ACME", "IWM", "DIA")
    assert outcome.code == 3
    assert outcome.err.count("[rate_limited]") == 3
    assert outcome.err.splitlines()[-1].endswith("left: IWM, DIA")
    assert desk.yahoo.count(f"{OPTIONS}IWM") == 0
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a SYMBOL"),
        (["S P Y"], "is no ticker"),
        (["--watchlist", "nowhere.yaml"], "nowhere.yaml: does not exist"),
        (["SPY", "--nonsense"], "--nonsense"),
    ],
)
def test_a_request_that_cannot_be_carried_out_asks_nobody(
    arguments: list[str], words: str, desk: Desk
) -> None:
    outcome = desk.run("snapshot", *arguments)
    assert outcome.code in {2, 4}
    assert words in outcome.err
    assert desk.yahoo.asked == []


def _other_symbol(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
    body["optionChain"]["result"][0]["underlyingSymbol"] = "QQQ"
    return body


def _renamed(body: Any) -> Any:  # noqa: ANN401 - JSON is any value
    result = body["optionChain"]["result"][0]
    result["quote"]["regularMarketTimeMs"] = result["quote"].pop("regularMarketTime")
    return body


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(path=OPTIONS, reply=TOO_MANY), "rate_limited"),
        (
            Rule(path=OPTIONS, reply=Reply(status=429, headers={"Retry-After": "900"})),
            "rate_limited",
        ),
        (Rule(path=GET_CRUMB, reply=TOO_MANY), "rate_limited"),
        (Rule(path=GET_CRUMB, reply=HTML), "no_expirations"),
        (Rule(path=NEWS, reply=TOO_MANY), "rate_limited"),
        (Rule(path=OPTIONS, reply=HTML), "not_json"),
        (Rule(path=OPTIONS, reply=Reply(body=b'{"optionChain": {"res')), "truncated"),
        (Rule(path=OPTIONS, reply=Reply(body=b'{"optionChain": null}')), "schema_drift"),
        (Rule(path=OPTIONS, edit=_renamed), "schema_drift"),
        (Rule(path=OPTIONS, reply=Reply(silence=_LONGEST)), "timeout"),
        (Rule(path=OPTIONS, reply=Reply(body=b" " * 10_000, drip=0.05)), "timeout"),
        (Rule(path=OPTIONS, reply=Reply(dropped=True)), "no_network"),
        (Rule(path=OPTIONS, query="date=", reply=HTML), "partial_expirations"),
        (Rule(path=OPTIONS, edit=_other_symbol), "symbol_mismatch"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.path,
)
def test_a_fault_ends_with_one_line_and_exit_3_and_nothing_half_stored(
    rule: Rule, code: str, desk: Desk
) -> None:
    desk.yahoo.rules = [rule]
    failed(desk.run("snapshot", "SPY"), code)
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("NOWHERE", "unknown_symbol"),
        ("BTC-USD", "no_listed_options"),
        ("EURUSD=X", "no_listed_options"),
    ],
)
def test_a_symbol_without_a_chain_is_refused(symbol: str, code: str, desk: Desk) -> None:
    failed(desk.run("snapshot", symbol), code)
    assert desk.kept() == []


def test_without_a_network_that_is_the_line(desk: Desk) -> None:
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:1")
    failed(desk.run("snapshot", "SPY", **nowhere), "no_network")
    assert desk.kept() == []


def test_a_certificate_that_nobody_vouches_for_is_no_network(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "nobody.pem"
    empty.write_bytes(Path(os.fspath(ROOT / "pyproject.toml")).read_bytes())
    names = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
    failed(desk.run("snapshot", "SPY", **dict.fromkeys(names, str(empty))), "no_network")


def test_what_is_missing_around_a_chain_is_named_on_its_line(desk: Desk) -> None:
    last = desk.yahoo.market.expirations[-1]
    stamp = int(datetime(last.year, last.month, last.day, tzinfo=UTC).timestamp())
    desk.yahoo.rules = [
        Rule(path=OPTIONS, query=f"date={stamp}", reply=HTML),
        Rule(path=CHART, reply=HTML),
        Rule(path=SUMMARY, reply=Reply(body=b"{}")),
        Rule(path=NEWS, reply=Reply(status=500)),
    ]
    outcome = desk.run("snapshot", "SPY")
    assert outcome.code == 0, outcome
    for words in (
        "degrade partial_expirations",
        "degrade history_unavailable",
        "note context_unavailable",
        "note news_unavailable",
    ):
        assert words in outcome.out


def test_a_live_draft_is_a_whole_audited_note(desk: Desk) -> None:
    outcome = desk.run("draft", "SPY", "--out", "notes")
    assert outcome.code == 0, outcome
    assert "audit passed" in outcome.out
    [folder] = (desk.folder / "notes").glob("*/SPY")
    note = (folder / "article.md").read_text(encoding="utf-8")
    assert "Yahoo Finance" in note
    assert "Option traders pay up for puts before the jobs report" in note
    assert "expense ratio" in note
    assert "Trade ideas" in note
    assert "a delay of 15 minutes" in note
    assert (folder / "article.pdf").read_bytes().startswith(b"%PDF")
    assert len(desk.kept()) == 2, "what it was made from is kept"
    again = desk.run("draft", "SPY", "--source", "archive", "--formats", "md", "--out", "again")
    assert again.code == 0, again
    [copy] = (desk.folder / "again").glob("*/SPY/article.md")
    assert copy.read_text(encoding="utf-8") == note


def test_an_interrupt_during_a_request_ends_the_command_at_once(desk: Desk) -> None:
    """Yahoo is silent for longer than the command may take to end; the timeout is longer still.

    The command is told to listen to the signal, as a shell's foreground does.
    """
    desk.yahoo.rules = [Rule(path=OPTIONS, reply=Reply(silence=_LONGEST))]
    code = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from generator.cli.main import main\n"
        "main(['snapshot', 'SPY'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=desk.folder,
        env=desk.environment(STRIKEDESK_PROVIDER_TIMEOUT_SECONDS="60"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    asked = threading.Event()
    while not desk.yahoo.count(OPTIONS) and process.poll() is None:
        asked.wait(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=_LONGEST / 4)
    assert process.returncode == INTERRUPTED, err
    assert "Traceback" not in err
    assert desk.kept() == []


def test_a_live_draft_that_fails_writes_nothing(desk: Desk) -> None:
    desk.yahoo.rules = [Rule(path=GET_CRUMB, reply=TOO_MANY)]
    failed(desk.run("draft", "SPY", "--out", "notes"), "rate_limited")
    assert not (desk.folder / "notes").exists()
    assert desk.kept() == []


def test_a_draft_from_data_at_hand_never_loads_what_asks_for_data(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from generator.cli.main import run\n"
        "run(['draft', 'IWM', '--source', 'demo', '--formats', 'md', '--out', sys.argv[1]])\n"
        "print({'generator.market.demo', 'yfinance', 'curl_cffi'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "{'generator.market.demo'}"


def test_dead_quotes_give_a_note_without_ideas(desk: Desk) -> None:
    desk.yahoo.rules = [Rule(path=OPTIONS, edit=without_quotes)]
    outcome = desk.run("draft", "SPY", "--formats", "md", "--out", "notes")
    assert "[quotes_dead]" in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
    [note] = (desk.folder / "notes").rglob("article.md")
    assert "Trade ideas" not in note.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("now", "boundary"),
    [
        ("2026-11-20T21:05", "2026-11-20T21:00"),
        ("2026-11-20T21:00", "2026-11-20T21:00"),
        ("2026-11-20T20:59", "2026-11-20T14:30"),
        ("2026-11-20T14:29", "2026-11-19T21:00"),
        ("2026-11-22T12:00", "2026-11-20T21:00"),
        ("2026-11-27T18:30", "2026-11-27T18:00"),
        ("2026-11-26T18:30", "2026-11-25T21:00"),
    ],
    ids=["evening", "close", "session", "morning", "Sunday", "half day", "Thanksgiving"],
)
def test_the_last_boundary_is_the_latest_open_or_close(now: str, boundary: str) -> None:
    found = last_boundary(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(boundary).replace(tzinfo=UTC)
