"""The forms of a note: its page, its charts, its e-mail, and how its files are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.markup import charts_in
from generator.render.chart_parts import ChartInput
from generator.render.charts import draw_charts
from generator.render.html import Page, to_html
from generator.render.theme import load_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit.mail_looks import MailLooks
    from generator.config import Settings
    from generator.narrative.plan import Playbook
    from generator.narrative.record import NoteRecord
    from generator.render.pdf import Pdf
    from generator.render.pictures import Picture
    from generator.render.theme import Theme
    from generator.signals.facts import Facts

MARKDOWN: Final = "article.md"
PAGE: Final = "article.html"
PDF: Final = "article.pdf"
EMAIL: Final = "article.eml"
RECORD: Final = "article.json"
FACTS: Final = "facts.json"
AUDIT: Final = "audit.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """A note in text, from which its files are made.

    Args:
        record: Its Markdown, spans and sections.
        facts: What it prints.
        facts_json: The same as a file.
        charts: SVG by id.
    """

    record: NoteRecord
    facts: Facts
    facts_json: bytes
    charts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A note as an e-mail, the pictures of its charts that it must hold, and how it must look."""

    content: bytes
    pictures: Mapping[str, Picture]
    looks: MailLooks


def page_of(
    record: NoteRecord,
    facts: Facts,
    playbook: Playbook,
    charts: Mapping[str, str],
    theme: Theme,
) -> str:
    """The HTML page of a note, with the words of its record around it."""
    dressed = theme.speaking(record.imprint)
    page = Page(
        playbook.folder, dressed, charts, facts, record.symbol, record.playbook, record.paper
    )
    return to_html(record.markdown, record.spans, page)


def charts_of(
    record: NoteRecord, facts: Facts, playbook: Playbook, theme: Theme
) -> Mapping[str, str]:
    """The charts that the note's sections ask for and its facts can carry, in its text's order."""
    wanted = [chart for section in record.sections for chart in section["charts"]]
    places = {chart: place for place, chart in enumerate(charts_in(record.markdown))}
    wanted.sort(key=lambda chart: places.get(chart, len(places)))
    return draw_charts(wanted, ChartInput(facts, record.vocabulary, playbook.folder, theme))


def pictures_of(charts: Mapping[str, str], theme: Theme) -> Mapping[str, Picture]:
    """The charts as pictures for an e-mail."""
    from generator.render.pictures import draw_pictures  # noqa: PLC0415 - brings a renderer

    return draw_pictures(charts, theme)


def mail_of(text: NoteText, playbook: Playbook, settings: Settings, pdf: Pdf | None = None) -> Mail:
    """The note as an e-mail, with its PDF if there is one and the settings ask for it."""
    from generator.render.email import Letter, to_email  # noqa: PLC0415 - brings the e-mail package

    theme = load_theme(settings.theme)
    pictures = pictures_of(text.charts, theme)
    letter = Letter(
        record=text.record,
        facts=text.facts,
        folder=playbook.folder,
        theme=theme,
        pictures=pictures,
        sender=settings.mail.sender,
        recipients=settings.mail.recipients,
        pdf=pdf.content if pdf is not None and settings.mail.attach_pdf else None,
    )
    return Mail(to_email(letter), pictures, looks_of(text.record, text.facts, playbook, theme))


def looks_of(record: NoteRecord, facts: Facts, playbook: Playbook, theme: Theme) -> MailLooks:
    """What the playbook and the theme give the note's e-mail beside its words."""
    from generator.render.email_page import MailPage, mail_looks  # noqa: PLC0415 - only for a mail

    dressed = theme.speaking(record.imprint)
    page = MailPage(playbook.folder, dressed, facts, {}, record.symbol, record.playbook)
    return mail_looks(record.markdown, record.spans, page)
