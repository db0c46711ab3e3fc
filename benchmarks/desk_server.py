"""The two servers of the load test: the desk, and a bare page that reads the same rows.

``python -m benchmarks.desk_server desk|bare FOLDER PORT`` serves the archive in FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import Folder
from generator.config import Settings
from generator.desk.serving import serve
from generator.desk.start_rules import Start
from generator.editorial.notes import list_notes
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request


def archive_in(folder: Path) -> Archive:
    """The archive of the load test."""
    return Archive(Folder(folder), open_database(f"sqlite:///{folder}/archive.db"))


def clock() -> datetime:
    """The time of the machine."""
    from datetime import datetime  # noqa: PLC0415 - read where it is asked for

    return datetime.now(EXCHANGE_ZONE)


def _bare(archive: Archive) -> Starlette:
    def symbols() -> str:
        with archive.database.reading() as connection:
            return "\n".join(note.symbol for note, _ in list_notes(connection))

    async def page(request: Request) -> PlainTextResponse:
        del request
        return PlainTextResponse(await run_in_threadpool(symbols))

    return Starlette(routes=[Route("/", page)])


def main() -> None:
    """Serve until the process is ended."""
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if kind == "desk":
        serve(Start(port=port), archive_in(folder), Settings(), clock, lambda _: None)
        return
    uvicorn.run(_bare(archive_in(folder)), port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
