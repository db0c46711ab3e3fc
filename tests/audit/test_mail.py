"""Whatever is done to the e-mail of a note is found: its texts, pictures, headers and parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from generator.audit.findings import verdict
from generator.audit.mail import Expected, audit_mail
from generator.audit.mail_note import mail_note
from generator.config import MailSettings, Settings
from generator.forms import mail_of
from generator.render.pdf import PdfRenderer
from tests.audit import mail_mutations
from tests.audit.notes import DEMO, FULL, STORED, Tally, note_of
from tests.replays import playbook

if TYPE_CHECKING:
    from pathlib import Path

    from generator.forms import Mail
    from tests.replays import Note

EVERY = 9 if FULL else 67
"""One of so many mutants of a class, and its first: to write and read a message takes a while."""


@pytest.fixture(params=[DEMO, *STORED])
def note(request: pytest.FixtureRequest) -> Note:
    """Five different notes; four of them need the real data."""
    if request.param == DEMO:
        return note_of(None, DEMO)
    pytest.importorskip("pyarrow")
    folder: Path = request.getfixturevalue("data_dir")
    return note_of(folder, request.param)


def mail(note: Note) -> Mail:
    """The e-mail of a note."""
    return mail_of(note.written, playbook(), Settings())


@cache
def demo_mail() -> Mail:
    """That of the demo."""
    return mail(note_of(None, DEMO))


def expected(note: Note, made: Mail) -> Expected:
    """What it is held to."""
    pictures = {name: picture.content for name, picture in made.pictures.items()}
    as_of = datetime.fromisoformat(note.written.record.as_of)
    return Expected(note.page, pictures, as_of, made.looks)


def test_an_untouched_mail_has_no_finding_and_every_mutant_of_it_has(note: Note) -> None:
    made = mail(note)
    wanted = expected(note, made)
    assert audit_mail(made.content, wanted, file="article.eml") == []
    tally = Tally.empty()
    seen: Counter[str] = Counter()
    for kind, what, make in mail_mutations.of_mail(made.content):
        if seen[kind] % EVERY == 0:
            mutant = mail_mutations.made(kind, what, make)
            tally.add(mutant, audit_mail(mutant.text.encode("ascii"), wanted, file="article.eml"))
        seen[kind] += 1
    tally.show(f"{note.written.record.symbol} {note.written.record.as_of[:10]}, e-mail")
    assert [(mutant.kind, mutant.what) for mutant in tally.survivors] == []
    assert len(tally.tried) >= 30


def test_what_programs_show_differently_or_not_at_all_is_found() -> None:
    content, wanted = demo_mail().content, expected(note_of(None, DEMO), demo_mail())
    mutants = list(mail_mutations.of_the_unseen(content))
    survivors = [
        kind
        for kind, _, make in mutants
        if verdict(audit_mail(make().encode("ascii"), wanted, file="article.eml")) == "pass"
    ]
    assert survivors == []
    assert len(mutants) >= 20


def test_words_around_the_note_are_told_with_what_should_stand_there() -> None:
    content = demo_mail().content
    html = mail_mutations.text_of(content, "html").replace("</body>", "<p>Buy IWM now</p></body>")
    wrong = mail_mutations.with_text(content, "html", html).encode()
    found = audit_mail(wrong, expected(note_of(None, DEMO), demo_mail()), file="article.eml")
    assert {item.kind for item in found} == {"layout"}
    assert found[0].message.endswith("Buy IWM now' around the note")
    assert found[0].expected == "STRIKEDESK Options Focus"


def test_a_finding_says_which_part_reads_what_and_what_would_be_right() -> None:
    note, content = note_of(None, DEMO), demo_mail().content
    text = mail_mutations.text_of(content, "plain").replace("$254.41", "$245.41", 1)
    wrong = mail_mutations.with_text(content, "plain", text).encode()
    [found] = audit_mail(wrong, expected(note, demo_mail()), file="article.eml")
    line = text[: text.index("$245.41")].count("\n") + 1
    assert found.kind == "changed_number"
    assert found.line == line
    assert f"line {line} of the text part reads '245.41'" in found.message
    assert found.expected == "254.41"


def test_the_html_part_s_finding_has_its_line_too() -> None:
    note, content = note_of(None, DEMO), demo_mail().content
    html = mail_mutations.text_of(content, "html").replace("$254.41", "$245.41", 1)
    wrong = mail_mutations.with_text(content, "html", html).encode()
    [found] = audit_mail(wrong, expected(note, demo_mail()), file="article.eml")
    assert found.line == html[: html.index("$245.41")].count("\n") + 1
    assert "of the HTML part" in found.message


def test_an_attached_pdf_is_read_like_the_one_beside_the_mail() -> None:
    note = note_of(None, DEMO)
    with PdfRenderer(seconds=120) as renderer:
        right = renderer.render(note.page)
        wrong = renderer.render(note.page.replace("$254.41", "$245.41"))
    for pdf, state in ((right, "pass"), (wrong, "fail")):
        made = mail_of(note.written, playbook(), Settings(mail=MailSettings(attach_pdf=True)), pdf)
        found = audit_mail(made.content, expected(note, made), file="article.eml")
        assert verdict(found) == state, found


def test_the_time_of_the_data_may_be_finer_than_a_header_tells() -> None:
    note = note_of(None, DEMO)
    as_of = expected(note, demo_mail()).as_of
    for finer, state in ((timedelta(microseconds=250_000), "pass"), (timedelta(seconds=1), "fail")):
        wanted = replace(expected(note, demo_mail()), as_of=as_of + finer)
        assert verdict(audit_mail(demo_mail().content, wanted, file="article.eml")) == state


def test_the_mail_of_another_note_is_none_of_this_one() -> None:
    note = note_of(None, DEMO)
    page, now = note.page.replace("249.52", "249.25"), datetime.now().astimezone()
    other = Expected(page, {}, now, demo_mail().looks)
    found = audit_mail(demo_mail().content, other, file="article.eml")
    assert {"changed_number", "layout"} <= {item.kind for item in found}


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"Subject: x\r\n\r\n7", b"\r\n" * 50])
def test_what_is_no_message_is_a_finding_and_no_crash(content: bytes) -> None:
    wanted = expected(note_of(None, DEMO), demo_mail())
    assert verdict(audit_mail(content, wanted, file="article.eml")) == "fail"


def test_a_mail_reads_the_main_part_of_a_page_or_all_of_one_that_has_none() -> None:
    body = "<h1>IWM at 7</h1><ul><li>up 1%</li></ul>"
    page = f"<html><head><title>t</title></head><body><p>Mast</p>{{}}{body}{{}}</body></html>"
    whole = mail_note(page.format("<main>", "</main>"))
    assert (whole.headline, whole.bullet, whole.html_text()) == ("IWM at 7", "up 1%", "IWMat7up1%")
    assert mail_note(page.format("", "")).html_text() == "MastIWMat7up1%"
