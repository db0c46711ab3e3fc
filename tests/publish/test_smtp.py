"""A note goes to a mail server over verified TLS or not at all, and each failure has its line."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.errors import DeliveryError, UnknownDeliveryError, UsageError
from generator.publish import smtp
from generator.publish.smtp import Session
from tests.mail_server import PASSWORD, USER, MailServer, Moods

if TYPE_CHECKING:
    from generator.publish.smtp import Security

MESSAGE = b"Subject: IWM\r\n\r\n.5 puts\r\n..\r\n" + b"x" * 200 + b"\r\n"
SENDER, READER = "desk@example.test", "reader@example.test"


def server(
    running: MailServer, authority: Path | None, security: Security = "starttls", user: str = ""
) -> smtp.MailServer:
    """How to speak to a running server."""
    return smtp.MailServer(
        host="127.0.0.1",
        port=running.port,
        security=security,
        user=user,
        password=PASSWORD if user else "",
        ca_file=authority,
        timeout_seconds=10,
    )


def send(target: smtp.MailServer, *recipients: str) -> None:
    """Send the message."""
    with Session(target, "example.test") as session:
        for recipient in recipients or (READER,):
            session.send(SENDER, recipient, MESSAGE)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Where the certificate of a server's authority is written."""
    return tmp_path / "authority.pem"


def fails(running: MailServer, target: smtp.MailServer, code: str, *words: str) -> None:
    """Sending ends with one line and leaves nothing with the server."""
    with pytest.raises(DeliveryError) as caught:
        send(target)
    message = str(caught.value)
    assert caught.value.code == code
    assert "\n" not in message
    assert message.isprintable()
    for word in words:
        assert word in message
    assert running.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("user", ["", USER])
def test_the_bytes_of_a_message_arrive_over_tls(
    security: Security, user: str, authority: Path
) -> None:
    moods = Moods(implicit=security == "tls", wants_login=bool(user))
    with MailServer(authority, moods) as running:
        send(server(running, authority, security, user))
    [got] = running.received
    assert (got.sender, got.recipients, got.content) == (SENDER, (READER,), MESSAGE)
    assert got.encrypted
    assert got.user == user
    assert {line.split(" ")[0] for line in running.in_clear} <= {"EHLO", "ehlo", "STARTTLS"}


def test_each_recipient_gets_a_transaction_of_its_own(authority: Path) -> None:
    with MailServer(authority) as running:
        send(server(running, authority), READER, "other@example.test")
    assert [got.recipients for got in running.received] == [(READER,), ("other@example.test",)]


def test_a_server_without_starttls_gets_nothing(authority: Path) -> None:
    with MailServer(authority, Moods(offers_starttls=False)) as running:
        fails(running, server(running, authority), "smtp_no_tls", "offers no STARTTLS")
        fails(running, server(running, authority, user=USER), "smtp_no_tls")
    assert not any("AUTH" in line or "MAIL" in line for line in running.in_clear)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_not_trusted_gets_nothing(
    security: Security, authority: Path
) -> None:
    with MailServer(authority, Moods(implicit=security == "tls")) as running:
        fails(
            running, server(running, None, security), "smtp_certificate", "not trusted", "ca_file"
        )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_name_gets_nothing(security: Security, authority: Path) -> None:
    with MailServer(authority, Moods(implicit=security == "tls", names=("h.test",))) as running:
        fails(running, server(running, authority, security), "smtp_certificate", "127.0.0.1")


def test_tls_to_a_server_that_speaks_none_is_refused(authority: Path) -> None:
    with MailServer(authority) as running:
        fails(running, server(running, authority, "tls"), "smtp_no_tls", "check port")


def test_a_wrong_password_is_told_without_it(authority: Path) -> None:
    with MailServer(authority, Moods(wants_login=True)) as running:
        wrong = replace(server(running, authority, user=USER), password=PASSWORD[::-1])
        fails(running, wrong, "smtp_auth", "'desk'", "535", "check user and password")
        with pytest.raises(DeliveryError) as caught:
            send(wrong)
    assert PASSWORD[::-1] not in f"{caught.value}{wrong!r}"


def test_a_server_that_wants_a_login_says_so_through_us(authority: Path) -> None:
    with MailServer(authority, Moods(wants_login=True)) as running:
        fails(running, server(running, authority), "smtp_auth", "530", "log in first")


def test_a_user_for_a_server_without_login_is_told(authority: Path) -> None:
    with MailServer(authority) as running:
        fails(running, server(running, authority, user=USER), "smtp_auth", "AUTH")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ("550 5.1.1 nobody of that name", "smtp_recipient", "check the address"),
        ("451 4.7.1 greylisted", "smtp_temporary", "try again later"),
        ("421 too many", "smtp_temporary", "421 too many"),
        ("550 \x1b[2Jgone \u202e", "smtp_recipient", "gone"),
    ],
)
def test_what_a_server_says_of_a_recipient_is_passed_on(
    answer: str, code: str, words: str, authority: Path
) -> None:
    with MailServer(authority, Moods(answers={READER: answer})) as running:
        fails(running, server(running, authority), code, READER, words)


@pytest.mark.parametrize(
    ("answer", "code"), [("554 no", "smtp_recipient"), ("452 full", "smtp_temporary")]
)
def test_a_message_that_is_not_taken_after_all_is_a_failure(
    answer: str, code: str, authority: Path
) -> None:
    with MailServer(authority, Moods(after_data=answer)) as running:
        fails(running, server(running, authority), code, answer)


def test_one_refused_recipient_keeps_no_other_from_it(authority: Path) -> None:
    with (
        MailServer(authority, Moods(answers={READER: "550 no"})) as running,
        Session(server(running, authority), "example.test") as session,
    ):
        with pytest.raises(DeliveryError, match="smtp_recipient"):
            session.send(SENDER, READER, MESSAGE)
        session.send(SENDER, "other@example.test", MESSAGE)
    assert [got.recipients for got in running.received] == [("other@example.test",)]


def test_a_closed_port_is_told(authority: Path) -> None:
    with MailServer(authority) as running:
        pass
    fails(running, server(running, authority), "smtp_refused", "refused", "check host and port")


def test_a_busy_greeting_is_a_temporary_failure(authority: Path) -> None:
    with MailServer(authority, Moods(greeting="421 busy")) as running:
        fails(running, server(running, authority), "smtp_temporary", "421 busy")


@pytest.mark.parametrize("command", ["EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_is_told(command: str, authority: Path) -> None:
    with MailServer(authority, Moods(hangs_up_at=command)) as running:
        fails(running, server(running, authority), "smtp_failed", "closed the connection")


def test_a_server_that_leaves_with_the_whole_message_may_have_taken_it(authority: Path) -> None:
    with MailServer(authority, Moods(hangs_up_at=".")) as running:
        for security in ("starttls", "none"):
            with pytest.raises(UnknownDeliveryError, match=r"ask the reader.*\[smtp_unknown\]"):
                send(server(running, authority, security))


def test_a_silent_server_is_left_after_the_timeout(authority: Path) -> None:
    with MailServer(authority, Moods(silent=True)) as running:
        impatient = smtp.MailServer(
            "127.0.0.1", running.port, ca_file=authority, timeout_seconds=0.2
        )
        fails(running, impatient, "smtp_timeout", "no answer within 0.2 seconds")


def test_without_tls_only_loopback_is_spoken_to_and_no_password_is_sent(authority: Path) -> None:
    for host in ("mail.example.test", "localhost", "127.0.0.1.example.test", "0.0.0.0"):  # noqa: S104
        with pytest.raises(UsageError, match="without TLS"):
            Session(smtp.MailServer(host, security="none"), "example.test")
    with MailServer(authority, Moods(offers_starttls=False)) as running:
        with pytest.raises(UsageError, match="password is never sent without TLS"):
            Session(server(running, authority, "none", USER), "example.test")
        send(server(running, authority, "none"))
    assert len(running.received) == 1


def test_a_server_that_cannot_be_used_is_refused_before_anything_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="STRIKEDESK_MAIL_HOST"):
        smtp.MailServer("").check()
    with pytest.raises(UsageError, match="STRIKEDESK_SMTP_PASSWORD"):
        smtp.MailServer("h.test", user=USER).check()
    with MailServer(tmp_path / "a.pem") as running:
        for path in (tmp_path / "none.pem", Path(__file__)):
            with pytest.raises(UsageError, match="ca_file"):
                send(server(running, path))
    assert not any(line.startswith("MAIL") for line in running.in_clear)


def test_the_address_of_a_server_is_written_as_people_write_it() -> None:
    assert smtp.MailServer("h.test").address == "h.test:587"
    assert smtp.MailServer("h.test", security="tls").address == "h.test:465"
    assert smtp.MailServer("::1", 2525, "none").address == "[::1]:2525"
    assert socket.inet_pton(socket.AF_INET6, "::1")
