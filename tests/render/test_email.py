"""The e-mail of a note: its parts, its headers, its size, and the same bytes each time."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import MailSettings, Settings, checked_address
from generator.errors import PlaybookError, RefusedError
from generator.forms import mail_of
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.proving import audit_all
from generator.render.email import Letter, to_email
from generator.render.email_page import MOST_BYTES, MailPage, to_mail_page
from generator.render.pdf import Pdf
from generator.render.pictures import draw_pictures
from generator.render.theme import HOUSE, load_theme
from generator.wording.markup import escape_markdown
from tests.audit.mail_mutations import parsed, part_of, pictures_of, text_of
from tests.audit.notes import FULL
from tests.replays import demo_note, note, playbook
from tests.test_hostile_headlines import CORPUS, TOGETHER, generous, supplied, written
from tests.variants import modelled_days, stored_past

if TYPE_CHECKING:
    from generator.render.pictures import Picture

MOST_OF_A_PAGE: Final = 200_000
ROOT: Final = Path(__file__).parents[2]


@cache
def pictures() -> dict[str, Picture]:
    """Those of the demo."""
    return draw_pictures(demo_note().written.charts, load_theme(HOUSE))


def letter(markdown: str | None = None, pdf: bytes | None = None) -> Letter:
    """The demo's note, or one of another text without spans."""
    made = demo_note().written
    record = made.record
    if markdown is not None:
        record = replace(record, markdown=markdown, spans=())
    folder = playbook_folder("options_focus")
    theme = load_theme(HOUSE)
    facts = made.composition.facts
    return Letter(record, facts, folder, theme, pictures(), "Desk <desk@h.test>", pdf=pdf)


def mail_page(folder: Path, rubric: str = "Options Focus") -> MailPage:
    """What the HTML part of a note without charts needs."""
    facts = demo_note().written.composition.facts
    return MailPage(folder, load_theme(HOUSE), facts, {}, "IWM", rubric)


@cache
def demo_email() -> bytes:
    """The demo's message."""
    return to_email(letter())


def html_part() -> str:
    """Its HTML."""
    return text_of(demo_email(), "html")


def kinds(content: bytes) -> list[str]:
    """The content types of a message and its parts, outermost first."""
    return [part.get_content_type() for part in parsed(content).walk()]


def test_a_message_is_text_and_html_with_its_pictures_and_the_pdf_only_if_it_is_asked_for() -> None:
    tree = ["multipart/related", "multipart/alternative", "text/plain", "text/html"]
    assert kinds(demo_email()) == [*tree, *["image/png"] * 5]
    with_pdf = to_email(letter(pdf=b"%PDF-1.7"))
    assert kinds(with_pdf) == ["multipart/mixed", *tree, *["image/png"] * 5, "application/pdf"]
    attached = [part for part in parsed(with_pdf).walk() if part.get_filename() is not None][-1]
    assert attached.get_filename() == "IWM-2025-12-29.pdf"
    assert attached.get_payload(decode=True) == b"%PDF-1.7"


def test_the_settings_ask_for_the_pdf() -> None:
    made = demo_note().written
    for asked in (False, True):
        settings = Settings(mail=MailSettings(attach_pdf=asked))
        mail = mail_of(made, playbook(), settings, Pdf(b"%PDF-1.7", ()))
        assert ("application/pdf" in kinds(mail.content)) is asked


def test_no_line_is_longer_than_a_mail_server_takes_and_every_one_is_ascii() -> None:
    lines = demo_email().split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)


def test_the_headers_say_whose_note_it_is_and_when_its_data_is_of() -> None:
    message = parsed(demo_email())
    assert str(message["from"]) == "Desk <desk@h.test>"
    assert str(message["to"]) == "undisclosed-recipients:;"
    assert message["date"].datetime == datetime.fromisoformat("2025-12-29T12:37:00-05:00")
    assert re.fullmatch(r"<[0-9a-f]{32}@h\.test>", str(message["message-id"]))
    assert [defect for part in message.walk() for defect in part.defects] == []
    named = parsed(to_email(replace(letter(), recipients=("A Ö <a@h.test>", "b@h.test"))))
    assert [item.addr_spec for item in named["to"].addresses] == ["a@h.test", "b@h.test"]


def test_another_note_has_another_identity() -> None:
    other = replace(letter(), record=replace(letter().record, as_of="2025-12-30T12:37:00-05:00"))
    assert parsed(to_email(other))["message-id"] != parsed(demo_email())["message-id"]


@given(
    st.text(
        st.sampled_from("ab Z2.,:;'\"“”’−–$%()<>@=?_/\\é½日\U0001f600"), min_size=1, max_size=160
    )
)
def test_any_subject_is_read_back_as_it_was_with_single_spaces(text: str) -> None:
    headline = " ".join(text.split())
    content = to_email(replace(letter(f"# {escape_markdown(headline)}\n"), pictures={}))
    head = content.partition(b"From: ")[0]
    assert str(parsed(content)["subject"]) == headline
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= 200


@pytest.mark.parametrize(
    "text", ["IWM\r\nBcc: all@h.test", "IWM\nX: 1", "IWM\x00", "=?utf-8?q?Bcc?=", "a\u2028b"]
)
def test_no_headline_adds_a_header(text: str) -> None:
    content = to_email(replace(letter(f"# {text}\n"), pictures={}))
    message = parsed(content)
    names = ["Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert message.keys() == names


@pytest.mark.parametrize(
    "address",
    ["", "desk", "a@b.test, c@d.test", "a@b.test\r\nBcc: c@d.test", "<a@b.test", "Ö@b.test",
     'x "<a@b.test>', "a@b.test>", "a@b.test (x)", "D, E <a@b.test>"],
)  # fmt: skip
def test_a_sender_is_one_address_that_fits_in_a_header(address: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        checked_address(address)


def test_every_style_is_on_its_element_and_nothing_is_asked_for() -> None:
    html = html_part()
    body = re.sub(r"<!--.*?-->", "", html.partition("</head>")[2])
    for tag in ("h1", "h2", "p", "li", "td", "th", "img"):
        assert re.search(rf"<{tag} ", body), tag
        assert not re.search(rf"<{tag}>", body), tag
    assert not re.search(r"<data|data-|<svg|<script|<link|href=|https?:|url\(|@font-face", html)
    assert re.findall(r'src="(?!cid:)', html) == []


def test_each_picture_has_its_width_and_words_and_is_in_the_message() -> None:
    """A height would leave a hole where pictures are off."""
    html = html_part()
    images = re.findall(r'<img [^>]*src="cid:([^"]+)" width="(\d+)" alt="([^"]+)"', html)
    assert len(images) == html.count("<img") == len(pictures())
    names = [str(part["content-id"])[1:-1] for part in pictures_of(parsed(demo_email()))]
    assert [name for name, *_ in images] == names
    for (_, width, words), picture in zip(images, pictures().values(), strict=True):
        assert int(width) == picture.width
        assert words == picture.alternative


def test_a_list_of_messages_shows_the_first_bullet() -> None:
    html = html_part()
    hidden = re.search(r'<div id="preheader" style="display:none;[^"]*">([^<]*)</div>', html)
    assert hidden is not None
    assert hidden[1].startswith("The price of IWM is $249.52, down 0.76%")
    assert html.index(hidden[0]) < html.index("STRIKEDESK")


def test_a_dark_page_is_for_programs_that_know_one() -> None:
    assert "@media (prefers-color-scheme: dark)" in html_part().partition("</head>")[0]


@pytest.mark.parametrize("day", sorted(modelled_days())[:: 1 if FULL else 6])
def test_gmail_shows_every_note_whole_and_its_page_is_under_200_kilobytes(day: str) -> None:
    snapshot = modelled_days()[day]
    made = note(snapshot, stored_past(snapshot.as_of_date))
    mail = mail_of(made.written, playbook(), Settings())
    assert len(part_of(parsed(mail.content), "html").as_bytes()) < MOST_BYTES
    assert len(made.page.encode()) < MOST_OF_A_PAGE
    assert audit_all(made.written, made.page, None, mail) == ()


def test_gmail_shows_a_note_of_two_dozen_long_headlines_whole() -> None:
    longest = sorted(CORPUS, key=len)[-TOGETHER:]
    made = written(supplied(longest))
    mail = mail_of(made, generous(), Settings())
    assert len(text_of(mail.content, "html").encode()) < MOST_BYTES


def test_a_note_that_gmail_would_cut_off_is_refused() -> None:
    page = mail_page(playbook_folder("options_focus"))
    rows = "| call wall | x |\n" * 600
    long = f"# Long\n\n*Levels*\n\n| a | b |\n| --- | --- |\n{rows}"
    with pytest.raises(
        RefusedError, match=r"IWM: the e-mail would be 1\d\d,\d{3} bytes.*\[email_too_long\]"
    ):
        to_mail_page(long, (), page)


@pytest.mark.parametrize(
    ("line", "place"),
    [("h1, h2 { color:red }", "1"), ("h1 > p { color:red }", "1"), ("\n\nh1 {", "3")],
)
def test_a_style_sheet_with_a_rule_of_another_kind_is_refused_at_its_line(
    line: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "email.css").write_text(line, "utf-8")
    page = mail_page(tmp_path)
    with pytest.raises(PlaybookError, match=rf"email\.css:{place}:1: is no rule"):
        to_mail_page("# t\n", (), page)


def test_a_playbook_of_one_s_own_takes_the_shared_frame_and_may_have_its_own(
    tmp_path: Path,
) -> None:
    for name, words in (("education", "Options Explained"), ("options_focus", "Options Focus")):
        page = mail_page(playbook_folder(name), words)
        assert f">{words}</td>" in to_mail_page("# t\n", (), page)
    own = Path(shutil.copytree(playbook_folder("education"), tmp_path / "own"))
    (own / "email.css").write_text("h1 { color:red }\n", "utf-8")
    assert load_playbook(own).folder == own
    page = mail_page(own)
    assert '<h1 style="color:red">t</h1>' in to_mail_page("# t\n", (), page)


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "import sys; from tests.render.test_email import demo_email;"
        "sys.stdout.buffer.write(demo_email())"
    )
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=120
    )
    assert done.stdout == demo_email()
