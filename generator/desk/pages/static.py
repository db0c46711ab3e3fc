"""The program's own files: the style, the script, the faces; a fixed table of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from generator.desk.routes import desk_route
from generator.desk.style import style_sheet
from generator.editorial.person import Role
from generator.narrative.playbook import fonts_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.desk.visit import Visit


_SCRIPT: Final = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that browsers get.

    Args:
        content: Its bytes.
        kind: Its media type.
        keeping: What a browser may do with it, as ``Cache-Control``.
        tag: Its ``ETag``.
    """

    content: bytes
    kind: str
    keeping: str

    @property
    def tag(self) -> str:
        """The hash of its bytes, as an ``ETag``."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, StaticFile]:
    """The files by name."""
    scripts = fonts_folder().parent / "script"
    faces = {
        face.name: StaticFile(face.read_bytes(), "font/woff2", "private, max-age=86400")
        for face in sorted(fonts_folder().glob("*.woff2"))
    }
    asked_each_time = "private, no-cache"
    style = style_sheet().encode()
    htmx, keys = (
        StaticFile((scripts / name).read_bytes(), _SCRIPT, asked_each_time)
        for name in ("htmx-2.0.11.min.js", "desk.js")
    )
    return faces | {
        "desk.css": StaticFile(style, "text/css; charset=utf-8", asked_each_time),
        "htmx.js": htmx,
        "desk.js": keys,
    }


def static_file(visit: Visit) -> Response:
    """A file of the table, or that it is the one which the browser has."""
    file = static_files().get(visit.parameters["name"])
    if file is None:
        raise HTTPException(404)
    headers = {"ETag": file.tag, "Cache-Control": file.keeping}
    if file.tag in [tag.strip() for tag in visit.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers, media_type=file.kind)


ROUTES = (desk_route("/static/{name}", static_file, methods=["GET"], at_least=Role.WRITER),)
