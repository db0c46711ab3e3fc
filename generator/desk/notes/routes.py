"""The addresses of notes, and who may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.desk.notes import deciding, editing, facts, queue, review, texts
from generator.desk.notes.refusing import told_on_the_note
from generator.desk.routes import desk_route
from generator.editorial.person import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from generator.desk.routes import DeskRoute
    from generator.desk.visit import Visit

    Handler = Callable[[Visit], Response]


def note_routes() -> list[DeskRoute]:
    """All routes of notes."""
    return [
        desk_route("/", queue.queue, methods=["GET"], at_least=Role.WRITER),
        _post("/notes/approve", queue.approve_several, Role.EDITOR),
        _post("/notes/publish", queue.publish_several, Role.EDITOR),
        _get("/notes/{note}", review.review),
        _get("/notes/{note}/text/{text}/page", texts.text_page),
        _get("/notes/{note}/text/{text}/file/{kind}", texts.download),
        _get("/notes/{note}/text/{text}/facts/{fact}", facts.fact_page),
        _get("/notes/{note}/edit", editing.edit_page),
        _post("/notes/{note}/edit", editing.save_edit, Role.WRITER),
        _post("/notes/{note}/check", editing.check, Role.WRITER),
        _post("/notes/{note}/preview", editing.preview, Role.WRITER),
        _post("/notes/{note}/submit", deciding.submit, Role.WRITER),
        _post("/notes/{note}/comment", deciding.say, Role.WRITER),
        _post("/notes/{note}/settle", deciding.settle_comment, Role.WRITER),
        _post("/notes/{note}/send-back", deciding.send_back, Role.EDITOR),
        _post("/notes/{note}/approve", deciding.approve, Role.EDITOR),
        _post("/notes/{note}/revoke", deciding.revoke, Role.EDITOR),
        _post("/notes/{note}/embargo", deciding.embargo, Role.EDITOR),
        _post("/notes/{note}/publish", deciding.publish, Role.EDITOR),
        _post("/notes/{note}/deliver", deciding.try_again, Role.EDITOR),
        _post("/notes/{note}/drop", deciding.drop, Role.EDITOR),
        _post("/notes/{note}/withdraw", deciding.withdraw, Role.EDITOR),
    ]


def _get(path: str, handler: Handler) -> DeskRoute:
    return desk_route(path, told_on_the_note(handler), methods=["GET"], at_least=Role.WRITER)


def _post(path: str, handler: Handler, at_least: Role) -> DeskRoute:
    return desk_route(path, told_on_the_note(handler), methods=["POST"], at_least=at_least)
