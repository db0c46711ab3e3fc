"""A server on loopback that counts who comes, by any address of this machine."""

from __future__ import annotations

import socket
import threading
from typing import Self


class CanaryServer:
    """Listens from the start; ``count`` is complete when the server is left."""

    def __init__(self) -> None:
        self.count = 0
        self._open = True
        self._sockets = [self._listening(socket.AF_INET, "0.0.0.0", 0)]  # noqa: S104 - to be found
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            self._sockets.append(self._listening(socket.AF_INET6, "::1", self.port))
        self._threads = [
            threading.Thread(target=self._listen, args=(one,), daemon=True) for one in self._sockets
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        for thread, listening in zip(self._threads, self._sockets, strict=True):
            thread.join()
            listening.close()

    @staticmethod
    def _listening(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
        made = socket.socket(family, socket.SOCK_STREAM)
        made.bind((host, port))
        made.listen(64)
        made.settimeout(0.2)
        return made

    def _listen(self, listening: socket.socket) -> None:
        while self._open:
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            connection.close()
            self.count += 1
