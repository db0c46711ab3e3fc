"""Yahoo on loopback, for the unpatched yfinance: a proxy that is the site it connects to.

The library is pointed here by the environment alone (``HTTPS_PROXY`` and a certificate authority
that is made for the run and thrown away), in this process or in another. Rules make single
addresses fail in the ways that Yahoo has been seen to fail.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qs, urlsplit

import trustme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.fake_market import Market

CRUMB: Final = "made.up.crumb"
OPTIONS: Final = "/v7/finance/options/"
CHART: Final = "/v8/finance/chart/"
SUMMARY: Final = "/v10/finance/quoteSummary/"
NEWS: Final = "/xhr/ncp"
GET_CRUMB: Final = "/v1/test/getcrumb"

_JSON: Final = "application/json"
_COOKIE: Final = {"Set-Cookie": "A3=d=made-up; Domain=.yahoo.com; Path=/; Max-Age=31536000"}
_NO_CRUMB: Final = {
    "finance": {"result": None, "error": {"code": "Unauthorized", "description": "Invalid Crumb"}}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, as it goes over the wire.

    Args:
        status: HTTP status.
        kind: Content type.
        body: The bytes.
        headers: Further headers.
        silence: Seconds before the first byte.
        drip: Seconds between two bytes of the body.
        promised: Content length, where it is not that of the body.
        dropped: The connection is closed instead of an answer.
    """

    status: int = 200
    kind: str = _JSON
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    silence: float = 0.0
    drip: float = 0.0
    promised: int | None = None
    dropped: bool = False


HTML: Final = Reply(kind="text/html", body=b"<!DOCTYPE html><p>Will be right back</p>")
TOO_MANY: Final = Reply(status=429, kind="text/plain", body=b"Too Many Requests\r\n")


@dataclass(slots=True, kw_only=True)
class Rule:
    """What happens to the requests for one address instead of the usual.

    Args:
        path: How the path begins.
        reply: The answer; the usual one if left out.
        edit: Changes the usual answer's value.
        query: Stands somewhere in the query.
        times: How often it still applies; always if left out.
    """

    path: str
    reply: Reply | None = None
    edit: Callable[[Any], Any] | None = None
    query: str = ""
    times: int | None = None

    def applies(self, path: str, query: str) -> bool:
        """Whether it applies to a request; counts that down."""
        if not path.startswith(self.path) or self.query not in query or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that was received."""

    method: str
    host: str
    path: str
    query: str
    sent: str = ""


class FakeYahoo:
    """The server; a context manager.

    Args:
        market: What it tells.
        authority: File that the certificate of its authority is written to.
    """

    def __init__(self, market: Market, authority: Path) -> None:
        self.market = market
        self.rules: list[Rule] = []
        self.asked: list[Asked] = []
        self.stamp: str | None = None
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._authority = authority
        ca = trustme.CA()
        ca.cert_pem.write_to_path(str(authority))
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("finance.yahoo.com", "*.finance.yahoo.com", "*.yahoo.com").configure_cert(
            self.tls
        )
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def environment(self) -> dict[str, str]:
        """Variables that send a process here."""
        proxy = dict.fromkeys(
            ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), self.address
        )
        direct = dict.fromkeys(("NO_PROXY", "no_proxy"), "")
        names = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
        return proxy | direct | dict.fromkeys(names, os.fspath(self._authority))

    def count(self, path: str) -> int:
        """How many requests for paths that begin so were received."""
        return sum(asked.path.startswith(path) for asked in self.asked)

    def reply(self, asked: Asked) -> Reply:
        """The answer to a request, by the first rule that applies."""
        with self._lock:
            self.asked.append(asked)
            rule = next(
                (rule for rule in self.rules if rule.applies(asked.path, asked.query)), None
            )
        if rule is not None and rule.reply is not None:
            return rule.reply
        usual = self._usual(asked)
        if rule is None or rule.edit is None:
            return usual
        return _json(rule.edit(json.loads(usual.body)))

    def _usual(self, asked: Asked) -> Reply:
        if asked.host.startswith("fc."):
            return Reply(status=404, kind="text/html", headers=_COOKIE)
        if asked.path == GET_CRUMB:
            return Reply(kind="text/plain", body=CRUMB.encode())
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path.startswith(("/v7/", "/v10/")) and query.get("crumb") != CRUMB:
            return _json(_NO_CRUMB, 401)
        if asked.path == NEWS:
            return _json(self.market.news(asked.sent))
        return self._data(asked.path, query)

    def _data(self, path: str, query: Mapping[str, str]) -> Reply:
        symbol = path.rpartition("/")[2].replace("%5E", "^").replace("%3D", "=")
        if path.startswith(OPTIONS):
            asked = int(query["date"]) if "date" in query else None
            return _json(self.market.options(symbol, asked))
        if path.startswith(CHART):
            chart = self.market.chart(symbol, query.get("range", "1d"))
            return _json(chart, 200 if chart["chart"]["result"] else 404)
        if path.startswith(SUMMARY):
            return _json(self.market.summary(symbol, query["modules"].split(",")))
        if path.startswith("/v7/finance/quote"):
            quote = self.market.quote(query["symbols"])
            return _json({"quoteResponse": {"result": [quote], "error": None}})
        if path.startswith("/ws/fundamentals-timeseries/"):
            series = {"meta": {"symbol": [symbol]}}
            return _json({"timeseries": {"result": [series], "error": None}})
        return Reply(status=404, kind="text/plain", body=b"not here")


class _Server(ThreadingHTTPServer):
    # The threads are waited for when the server closes, so that no socket outlives a test.
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, yahoo: FakeYahoo) -> None:
        self.yahoo = yahoo
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def hang_up(self) -> None:
        """End the conversations that are still going on."""
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has had enough closes the connection; that is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    inside = ""
    """The host at the other end of the tunnel, once there is one."""

    @property
    def _yahoo(self) -> FakeYahoo:
        assert isinstance(self.server, _Server)
        return self.server.yahoo

    def do_CONNECT(self) -> None:
        """Be the host that the client wants to be connected to."""
        self.inside = self.path.partition(":")[0]
        self.send_response_only(200, "Connection established")
        self.end_headers()
        assert isinstance(self.server, _Server)
        connections = self.server.open
        with self._yahoo.tls.wrap_socket(self.connection, server_side=True) as connection:
            connections.add(connection)
            try:
                self._converse(connection)
            finally:
                connections.discard(connection)

    def _converse(self, connection: ssl.SSLSocket) -> None:
        """Answer requests inside the tunnel until one side has had enough."""
        with connection.makefile("rb") as self.rfile, connection.makefile("wb") as self.wfile:
            self.close_connection = False
            while not self.close_connection:
                self.handle_one_request()
        self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        # The news are asked for by POST; whose they are stands in what is sent.
        symbols = json.loads(sent or b"{}").get("serviceConfig", {}).get("s", [])
        self._answer(",".join(symbols))

    def _answer(self, sent: str = "") -> None:
        place = urlsplit(self.path)
        asked = Asked(self.command, self.inside, place.path, place.query, sent)
        reply = self._yahoo.reply(asked)
        self._yahoo.closing.wait(reply.silence)
        if reply.dropped:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        length = len(reply.body) if reply.promised is None else reply.promised
        self.send_header("Content-Length", str(length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._send_body(reply)
        self.close_connection = self.close_connection or length != len(reply.body)

    def _send_body(self, reply: Reply) -> None:
        if not reply.drip:
            self.wfile.write(reply.body)
            self.wfile.flush()
            return
        for value in reply.body:
            self.wfile.write(bytes([value]))
            self.wfile.flush()
            if self._yahoo.closing.wait(reply.drip):
                return

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The date of an answer, where a test sets one."""
        return self._yahoo.stamp or super().date_time_string(timestamp)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing on standard error."""


def _json(value: Any, status: int = 200) -> Reply:  # noqa: ANN401 - JSON is any value
    return Reply(status=status, body=json.dumps(value).encode())
