"""The command that mails a note: what is proven, to each address once, and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import generator.cli.mail as command
from generator.cli.main import run
from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from tests.audit.mail_mutations import parsed, text_of, with_text
from tests.cli.outcome import Outcome, call
from tests.mail_server import PASSWORD, USER, MailServer, Moods

if TYPE_CHECKING:
    from collections.abc import Iterator

READER, OTHER = "reader@example.test", "other@example.test"
SETTINGS = """
[mail]
sender = "Désk the daily <desk@example.test>"
host = "127.0.0.1"
port = {port}
user = "{user}"
ca_file = "{authority}"
attach_pdf = {attach}
"""


class Clock(datetime):
    """An hour after the demo's data."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """The time."""
        del tz
        return datetime(2025, 12, 29, 18, 37, tzinfo=UTC)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's note, and with the same as if a market had made its data."""
    folder = tmp_path_factory.mktemp("mail")
    snapshot = demo_snapshot()
    source = replace(snapshot.source, layout="file", modelled=False)
    save_snapshot(replace(snapshot, source=source), folder / "market.snapshot.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        settings = SETTINGS.format(port=1, user="", authority="x", attach="false")
        Path("strikedesk.toml").write_text(settings, "utf-8")
        for name, source_name in (("demo", "demo"), ("market", "market.snapshot.zip")):
            draft = ["draft", "IWM", "--source", source_name, "--formats", "md,html,email"]
            assert run([*draft, "--out", name]) == 0
    return folder


@pytest.fixture
def here(drafted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with both notes, and a clock of their day."""
    for name in ("demo", "market"):
        shutil.copytree(drafted / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "datetime", Clock)
    return tmp_path


@pytest.fixture
def running(here: Path) -> Iterator[MailServer]:
    """A server that wants a login, and settings that name it."""
    with MailServer(here / "authority.pem", Moods(wants_login=True)) as server:
        configure(here, server, USER)
        yield server


def configure(here: Path, server: MailServer, user: str = "") -> None:
    """Settings that name the server."""
    text = SETTINGS.format(
        port=server.port, user=user, authority=here / "authority.pem", attach="false"
    )
    (here / "strikedesk.toml").write_text(text, "utf-8")


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password, in the environment."""
    monkeypatch.setenv("STRIKEDESK_SMTP_PASSWORD", PASSWORD)


MARKET = "market/2025-12-29/IWM"


def refused(outcome: Outcome, code: int, *words: str) -> None:
    """One line on standard error."""
    assert outcome.code == code, outcome
    assert len(outcome.err.strip().splitlines()) == 1, outcome.err
    for word in words:
        assert word in outcome.err


@pytest.mark.usefixtures("password")
def test_a_proven_note_goes_to_each_address_once(
    here: Path, running: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (here / MARKET / "article.eml").read_bytes()
    outcome = call(["mail", MARKET, "--to", READER, "--to", f"Other <{OTHER}>"], capsys)
    assert outcome == Outcome(0, f"{READER}: sent\n{OTHER}: sent\n", "")
    assert [(got.recipients, got.content) for got in running.received] == [
        ((READER,), content),
        ((OTHER,), content),
    ]
    assert {(got.sender, got.user, got.encrypted) for got in running.received} == {
        ("desk@example.test", USER, True)
    }
    again = call(["mail", MARKET, "--to", f"{READER.upper()},{OTHER}"], capsys)
    assert again.code == 0
    assert again.out.count("was sent on 2025-12-29T18:37:00+00:00; --again") == 2
    assert len(running.received) == 2
    assert call(["mail", MARKET, "--to", READER, "--again"], capsys).code == 0
    assert len(running.received) == 3


@pytest.mark.usefixtures("password")
def test_one_refused_address_of_two_is_partly_done_and_is_tried_again(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moods = Moods(answers={READER: "450 later"})
    with MailServer(here / "authority.pem", moods) as server:
        configure(here, server)
        outcome = call(["mail", MARKET, "--to", READER, "--to", OTHER], capsys)
        assert outcome.code == 6
        assert f"{READER}: not sent: " in outcome.err
        assert "smtp_temporary" in outcome.err
        moods.answers.clear()
        assert call(["mail", MARKET, "--to", READER, "--to", OTHER], capsys).code == 0
    assert [got.recipients for got in server.received] == [(OTHER,), (READER,)]


def test_a_demo_is_shown_and_never_sent(
    here: Path, running: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = str(here / "demo" / "2025-12-29" / "IWM")
    refused(call(["mail", demo, "--to", READER], capsys), 1, "modelled", "--dry-run")
    shown = call(["mail", demo, "--to", READER, "--dry-run"], capsys)
    assert shown.code == 0
    for words in (
        "From: Désk the daily <desk@example.test>",
        "Subject: 2.17 IWM puts",
        "text/plain, text/html, image/png",
        f"server: 127.0.0.1:{running.port} (starttls)",
        f"{READER}: would be sent",
        "nothing was sent",
    ):
        assert words in shown.out
    assert running.in_clear == []


@pytest.mark.usefixtures("password", "running")
def test_a_changed_digit_in_the_mail_keeps_it_here(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = here / MARKET / "article.eml"
    content = path.read_bytes()
    for part in ("plain", "html"):
        text = text_of(content, part).replace("$254.41", "$245.41", 1)
        path.write_bytes(with_text(content, part, text).encode())
        outcome = call(["mail", MARKET, "--to", READER], capsys)
        assert outcome.code == 1
        assert "should read '254.41'" in outcome.err
        assert "[audit_failed]" in outcome.err


@pytest.mark.usefixtures("password", "running")
def test_a_note_that_was_edited_since_is_not_sent(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = here / MARKET / "article.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
    refused(call(["mail", MARKET, "--to", READER], capsys), 1, "article.md", "[edited]")


@pytest.mark.usefixtures("password", "running")
def test_an_old_note_is_not_sent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "datetime", datetime)
    refused(call(["mail", MARKET, "--to", READER], capsys), 1, "[stale]")


@pytest.mark.usefixtures("running")
def test_an_impossible_request_is_refused_in_a_line(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, code, words in (
        (["nowhere", "--to", READER], 4, "does not exist"),
        ([MARKET], 2, "--to ADDRESS"),
        ([MARKET, "--to", "reader"], 2, "'reader' is no address"),
        ([MARKET, "--to", f"{READER}\r\nBcc: x@h.test"], 2, "is no address"),
        ([MARKET, "--to", READER], 2, "STRIKEDESK_SMTP_PASSWORD"),
        ([MARKET, "--to", READER, "--insecure-loopback"], 2, "without TLS"),
    ):
        refused(call(["mail", *arguments], capsys), code, words)
    (here / MARKET / "article.eml").unlink()
    refused(call(["mail", MARKET, "--to", READER], capsys), 2, "--formats md,html,pdf,email")


@pytest.mark.usefixtures("password")
def test_loopback_may_be_spoken_to_without_tls_and_without_a_password(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer(here / "authority.pem", Moods(offers_starttls=False)) as server:
        configure(here, server)
        refused(call(["mail", MARKET, "--to", READER], capsys), 3, "smtp_no_tls")
        assert call(["mail", MARKET, "--to", READER, "--insecure-loopback"], capsys).code == 0
        assert len(server.received) == 1
        monkeypatch.setenv("STRIKEDESK_MAIL_HOST", "mail.example.test")
        outcome = call(["mail", MARKET, "--to", OTHER, "--insecure-loopback"], capsys)
        refused(outcome, 2, "only 127.0.0.1 and ::1")


def test_the_password_is_no_setting(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "strikedesk.toml").write_text('[mail]\npassword = "x"\n', "utf-8")
    outcome = call(["mail", MARKET, "--to", READER], capsys)
    refused(outcome, 4, "mail.password", "known are sender")


def test_the_sender_of_a_file_that_nobody_sends_is_not_sent_from(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = here / MARKET / "article.eml"
    text = message.read_bytes().decode()
    changed = "\r\n".join(
        "From: Strikedesk <note@localhost>" if line.startswith("From: ") else line
        for line in text.split("\r\n")
    )
    message.write_bytes(changed.encode())
    monkeypatch.setenv("STRIKEDESK_MAIL_HOST", "mail.example.test")
    outcome = call(["mail", MARKET, "--to", READER], capsys)
    refused(outcome, 2, "note@localhost", "[mail] sender")


def test_the_draft_is_a_message_from_the_sender_of_the_settings_to_nobody_named(
    drafted: Path,
) -> None:
    content = (drafted / MARKET / "article.eml").read_bytes()
    message = parsed(content)
    assert message["from"].addresses[0].display_name == "Désk the daily"
    assert str(message["to"]) == "undisclosed-recipients:;"
    assert message["message-id"].endswith("@example.test>")
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert BytesParser(policy=policy.default).parsebytes(content).defects == []


def test_the_audit_reads_the_mail_and_the_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = here / MARKET
    assert call(["audit", str(folder / "article.eml")], capsys).code == 0
    assert call(["audit", str(folder)], capsys).code == 0
    content = (folder / "article.eml").read_bytes()
    wrong = with_text(content, "plain", text_of(content, "plain").replace("2.17", "2.71", 1))
    (folder / "article.eml").write_bytes(wrong.encode())
    outcome = call(["audit", str(folder), "--format", "json"], capsys)
    assert outcome.code == 1
    [finding] = [
        item for item in json.loads(outcome.out)["findings"] if item["severity"] == "error"
    ]
    assert (finding["file"], finding["expected"]) == ("article.eml", "2.17")
