"""A note to a mail server: over TLS whose certificate is verified, or not at all.

Each recipient gets the message in a transaction of its own, so that what one address refuses keeps
nobody else from it, and nobody learns who the others are.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Self

from generator.errors import DeliveryError, UnknownDeliveryError, UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


Security = Literal["starttls", "tls", "none"]
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
"""The hosts that may be spoken to without TLS: nothing leaves the machine."""
_PERMANENT: Final = 500
_END_OF_MESSAGE: Final = b"\r\n.\r\n"
_LOG_IN: Final = frozenset({530, 534, 535, 538})
"""Codes of a server that wants another log-in, or one at all."""
_MOST_OF_AN_ANSWER: Final = 160


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to speak to it.

    Args:
        host: Its name, which its certificate must carry.
        port: 0 for the usual one.
        security: "none" is for loopback alone.
        user: Name to log in with; empty for none.
        password: Never shown.
        ca_file: Certificates to trust instead of the system's.
        timeout_seconds: Time that one answer may take.
    """

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    timeout_seconds: float = 30.0

    @property
    def address(self) -> str:
        """Host and port, as a person writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port or PORTS[self.security]}"

    def check(self) -> None:
        """Refuse what would send words or a password in clear.

        Raises:
            UsageError: It is no server that a note may be given to.
        """
        if not self.host:
            raise UsageError("no mail server is set: [mail] host, or STRIKEDESK_MAIL_HOST")
        if self.security == "none" and self.host not in LOOPBACK:
            allowed = " and ".join(sorted(LOOPBACK))
            raise UsageError(f"{self.host}: without TLS only {allowed} are spoken to")
        if self.user and self.security == "none":
            raise UsageError(
                f"{self.address}: a password is never sent without TLS; unset the user"
            )
        if self.user and not self.password:
            problem = f"no password for {self.user!r}: set STRIKEDESK_SMTP_PASSWORD"
            raise UsageError(f"{self.address}: {problem}")


class _Noting:
    """Notes on a connection whether the whole of a message was given to it."""

    handed_over = False

    def send(self, s: object) -> None:
        """Send bytes; those that end a message are noted before they leave."""
        if isinstance(s, bytes) and s.endswith(_END_OF_MESSAGE):
            self.handed_over = True
        super().send(s)  # type: ignore[misc]


class _Plain(_Noting, smtplib.SMTP):
    """A connection that begins without TLS."""


class _Encrypted(_Noting, smtplib.SMTP_SSL):
    """A connection over TLS."""


class Session:
    """A connection to a mail server, open while it is used as a context manager.

    Args:
        server: Where to.
        hello: The name that this machine gives itself.
    """

    def __init__(self, server: MailServer, hello: str) -> None:
        server.check()
        self._server = server
        self._hello = hello
        self._smtp: _Plain | _Encrypted | None = None

    def __enter__(self) -> Self:
        """Connect, secure the connection, log in.

        Raises:
            DeliveryError: ``smtp_refused``, ``smtp_timeout``, ``smtp_no_tls``,
                ``smtp_certificate``, ``smtp_auth`` or ``smtp_failed``; nothing was sent.
        """
        try:
            self._smtp = self._connected()
            self._log_in(self._smtp)
        except BaseException as error:
            failure = self._failure(error) if isinstance(error, OSError) else None
            self._hang_up()
            if failure is None:
                raise
            raise failure from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is not None and error is None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
        self._hang_up()

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Give the server one message for one recipient.

        Args:
            sender: Address that failures are reported to.
            recipient: Address.
            content: The message, byte for byte.

        Raises:
            DeliveryError: ``smtp_recipient``, ``smtp_temporary``, or one of those of connecting;
                the recipient does not get it.
            UnknownDeliveryError: The server had the whole message and did not answer; the recipient
                may get it.
        """
        if self._smtp is None:
            msg = "the session is not open"
            raise RuntimeError(msg)
        self._smtp.handed_over = False
        try:
            self._smtp.sendmail(sender, [recipient], content)
        except OSError as error:  # those of smtplib are such
            answered = isinstance(error, smtplib.SMTPException) and not isinstance(
                error, smtplib.SMTPServerDisconnected
            )
            if self._smtp.handed_over and not answered:
                raise self._unknown(error, recipient) from error
            raise self._failure(error, recipient) from error

    def _unknown(self, error: OSError, recipient: str) -> UnknownDeliveryError:
        problem = f"{self._server.address}: it had the note for {recipient} and did not answer"
        told = f"{problem}: {_plain(error)}; ask the reader before sending again"
        return UnknownDeliveryError("smtp_unknown", told)

    def _connected(self) -> _Plain | _Encrypted:
        server = self._server
        port, timeout = server.port or PORTS[server.security], server.timeout_seconds
        if server.security == "tls":
            return _Encrypted(
                server.host, port, self._hello, timeout=timeout, context=_context(server)
            )
        smtp = _Plain(server.host, port, self._hello, timeout=timeout)
        if server.security == "starttls":
            # Held before the handshake, so that it is closed whatever that ends with.
            self._smtp = smtp
            smtp.starttls(context=_context(server))
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            smtp.login(self._server.user, self._server.password)

    def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _failure(self, error: OSError, recipient: str = "") -> DeliveryError:
        """The one line that says what a failure means and what to do."""
        if isinstance(error, smtplib.SMTPException):
            return self._refusal(error, recipient)
        where = self._server.address
        match error:
            case ssl.SSLCertVerificationError():
                problem = f"{where}: its certificate is not trusted: {_plain(error.verify_message)}"
                remedy = "name its authority with [mail] ca_file, or correct the host"
                return DeliveryError("smtp_certificate", f"{problem}; {remedy}")
            case ssl.SSLError():
                problem = f"{where}: no TLS came about: {_plain(error.reason or error)}"
                return DeliveryError("smtp_no_tls", f"{problem}; check port and security")
            case TimeoutError():
                return self._too_slow()
            case _:
                problem = f"{where}: no connection: {_plain(error.strerror or error)}"
                return DeliveryError("smtp_refused", f"{problem}; check host and port")

    def _refusal(self, error: smtplib.SMTPException, recipient: str) -> DeliveryError:
        """What a server, rather than the way to it, had against a message."""
        where = self._server.address
        match error:
            case smtplib.SMTPNotSupportedError() if not isinstance(self._socket(), ssl.SSLSocket):
                problem = f"{where}: it offers no STARTTLS, and without TLS nothing is sent"
                return DeliveryError("smtp_no_tls", f"{problem}; try [mail] security = 'tls'")
            case smtplib.SMTPRecipientsRefused():
                code, text = next(iter(error.recipients.values()))
                return self._not_taken(code, text, recipient)
            case smtplib.SMTPResponseException():
                return self._not_taken(error.smtp_code, error.smtp_error, recipient)
            case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
                return self._too_slow()
            case smtplib.SMTPServerDisconnected():
                problem = f"{where}: it closed the connection: {_plain(error)}"
                return DeliveryError("smtp_failed", f"{problem}; try again later")
            case _:
                problem = f"{where}: it cannot be logged in to: {_plain(error)}"
                return DeliveryError("smtp_auth", f"{problem}; check user, port and security")

    def _socket(self) -> object:
        return None if self._smtp is None else self._smtp.sock

    def _too_slow(self) -> DeliveryError:
        seconds = f"{self._server.timeout_seconds:g}"
        problem = f"{self._server.address}: no answer within {seconds} seconds"
        return DeliveryError("smtp_timeout", f"{problem}; check host and port, or try again later")

    def _not_taken(self, code: int, text: object, recipient: str) -> DeliveryError:
        """A refusal with a code: those below 500 pass, some of the others are about the log-in."""
        where, answer = self._server.address, f"{code} {_plain(text)}"
        whom = f" for {recipient}" if recipient else ""
        if code < _PERMANENT:
            problem = f"{where}: it does not take the note{whom} now: {answer}; try again later"
            return DeliveryError("smtp_temporary", problem)
        if code in _LOG_IN:
            user = repr(self._server.user) if self._server.user else "nobody without a user"
            problem = f"{where}: it lets in {'not ' if self._server.user else ''}{user}: {answer}"
            return DeliveryError("smtp_auth", f"{problem}; check user and password")
        problem = f"{where}: it does not take the note{whom}: {answer}; check the address"
        return DeliveryError("smtp_recipient", problem)


def _context(server: MailServer) -> ssl.SSLContext:
    """TLS that knows whom it speaks to.

    Raises:
        UsageError: The file of certificates cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ssl.SSLError) as error:
        problem = f"holds no certificates that can be read: {_plain(error)}"
        raise UsageError(f"{server.ca_file}: [mail] ca_file {problem}") from error


def _plain(text: object) -> str:
    """What a server said, in one short line without control characters."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    line = "".join(char if char.isprintable() else " " for char in said)
    return " ".join(line.split())[:_MOST_OF_AN_ANSWER]
