"""A desk that really listens, in a thread of the test."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.desk.patience import PatientProtocol
from generator.desk.server import ROUTES, create_app
from generator.desk.serving import DeskServer, server_config
from generator.desk.start_rules import Start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.desk.desk import Desk
    from generator.desk.routes import DeskRoute


@contextlib.contextmanager
def listening(
    desk: Desk,
    routes: Sequence[DeskRoute] = ROUTES,
    protocol: type[PatientProtocol] = PatientProtocol,
) -> Iterator[tuple[str, int]]:
    """Serve ``desk`` on a free port; gives host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        desk = replace(desk, hosts=frozenset({f"127.0.0.1:{port}"}))
        app = create_app(desk, routes)
        config = server_config(app, Start(port=port))
        config.http = protocol
        server = DeskServer(config, desk)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield "127.0.0.1", port
        finally:
            server.should_exit = True
            thread.join(20)
