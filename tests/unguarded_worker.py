"""The worker without its first guard: it asks for every address, and only the jail is in its way.

Started as a file, with the package's folder and the memory in bytes as arguments.
"""

from __future__ import annotations

import sys


def main(package_root: str, memory_bytes: int) -> None:
    """Serve as the worker does."""
    sys.path.insert(0, package_root)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the worker imports it while it starts

    from generator.render import page_pdf, worker  # noqa: PLC0415

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Asks for everything, and has nothing to report."""

        def __init__(self) -> None:
            super().__init__(timeout=2)
            self.refused: list[str] = []

    page_pdf.DataFetcher = Fetcher  # type: ignore[misc]
    worker.main(memory_bytes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
