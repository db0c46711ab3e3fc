"""What all tests share: the real data where it is there, no network, examples that repeat in CI."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.printing import Press

pytest_plugins = ["tests.makers"]

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder with the real market data; tests that ask for it skip where it is not."""
    folder = os.environ.get("STRIKEDESK_DATA")
    if not folder:
        pytest.skip(
            "STRIKEDESK_DATA is not set: the real market data is not part of the project",
        )
    return Path(folder)


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    """Notes with their PDFs, printed by one worker."""
    from generator.render.pdf import PdfRenderer  # noqa: PLC0415 - only where a test asks for it
    from tests.printing import Press  # noqa: PLC0415

    with PdfRenderer(seconds=60) as renderer:
        yield Press(renderer)


def _only_in_full_runs() -> None:
    if not os.environ.get("STRIKEDESK_FULL"):
        pytest.skip("a heavier sweep: run it with make test-full")


@pytest.fixture(scope="session")
def full_sweep() -> None:
    """Ask for this to run only with `make test-full`."""
    _only_in_full_runs()


def pytest_collection_finish() -> None:
    """Set what is there for the whole run aside: looking for garbage in it took a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Treat the mark `full` like the fixture `full_sweep`."""
    if item.get_closest_marker("full"):
        _only_in_full_runs()


def _is_here(address: object) -> bool:
    """Tell whether a socket address stays on this machine (a path is a Unix socket)."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine: no test needs one."""

    def guarded(name: str) -> Callable[[socket.socket, object], object]:
        real: Callable[[socket.socket, object], object] = getattr(socket.socket, name)

        def call(self: socket.socket, address: object) -> object:
            if not _is_here(address):
                message = f"a test tried to reach {address}: only loopback is allowed"
                raise PermissionError(message)
            return real(self, address)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        # Curl and child processes open their own sockets: they are sent to a port that is closed.
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
            patch.setenv(name, "http://127.0.0.1:1")
        yield
