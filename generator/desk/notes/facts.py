"""One fact of a note, down to the rows that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from generator.desk.frame import framed
from generator.desk.notes.acting import asked_text
from generator.editorial.summaries import facts_of
from generator.explaining import explained
from generator.wording.proofs import proof_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from generator.desk.visit import Visit


def fact_page(visit: Visit) -> Response:
    """What the fact is, how it was made, from what, and the rows of the data below it."""
    newsroom, name = visit.desk.newsroom, visit.parameters["fact"]
    note = newsroom.note(visit.number("note"))
    text = asked_text(visit)
    facts = facts_of(newsroom.files(note.id, text))
    if name not in facts:
        raise HTTPException(404, "This note has no such fact.")
    return framed(
        visit,
        "fact.html.j2",
        title=facts[name].label.capitalize(),
        note=note,
        text=text,
        fact=facts[name],
        proof=proof_of(name, facts),
        walk="\n".join(explained(facts, name, None, visit.desk.settings, visit.desk.archive)),
    )
