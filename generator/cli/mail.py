"""``strikedesk mail``: send a note that is proven, once to each address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.audit import note_facts, note_record
from generator.cli.progress import progress
from generator.errors import DeliveryError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from generator.config import Settings
    from generator.publish.smtp import MailServer

_PARTLY: Final = 6
_NOWHERE: Final = "localhost"


@click.command()
@click.argument("folder", metavar="NOTE_DIR", type=click.Path(path_type=Path))
@click.option(
    "--to",
    multiple=True,
    metavar="ADDRESS",
    help="Whom to send it to; may be given again, or several with commas. "
    "Without it the recipients of the settings.",
)
@click.option("--theme", help="The theme it was made in; house unless set.")
@click.option("--dry-run", is_flag=True, help="Prove it and print what would be sent.")
@click.option("--again", is_flag=True, help="Also to addresses that it was sent to before.")
@click.option(
    "--insecure-loopback",
    is_flag=True,
    help="Without TLS and without a password, to 127.0.0.1 or ::1 alone.",
)
def mail(folder: Path, to: tuple[str, ...], theme: str | None, **options: bool) -> int:
    """Send the e-mail of the note in NOTE_DIR, written by draft --formats …,email.

    It goes out over TLS, to each address once, as the bytes that the audit has proven. The password
    is taken from STRIKEDESK_SMTP_PASSWORD; the server is set under [mail]. A note of modelled data,
    or one that is too old, is not sent.
    """
    from generator.config import load_settings  # noqa: PLC0415
    from generator.publish.mail_server import mail_server  # noqa: PLC0415

    settings = load_settings(theme=theme)
    addresses = _addresses(to or settings.mail.recipients)
    with progress() as step:
        step(f"proving {folder}")
        post = _proven(folder, settings, fit=not options["dry_run"])
    server = mail_server(settings.mail, insecure=options["insecure_loopback"])
    if options["dry_run"]:
        return _told(post, addresses, server)
    return _send(post, addresses, server, again=options["again"])


@dataclass(frozen=True, slots=True)
class _Post:
    """A message that may go out.

    Args:
        folder: Of its note.
        content: Its bytes.
        message: The same, read.
        sender: The address that it is from.
    """

    folder: Path
    content: bytes
    message: EmailMessage
    sender: str


def _addresses(given: Sequence[str]) -> list[str]:
    """Bare addresses, each once, in the order in which they were given."""
    from email.utils import parseaddr  # noqa: PLC0415

    from generator.config import checked_address  # noqa: PLC0415

    found: dict[str, str] = {}
    for part in ",".join(given).split(","):
        if not part.strip():
            continue
        try:
            address = parseaddr(checked_address(part))[1]
        except ValueError as error:
            raise UsageError(f"--to: {error}") from error
        found.setdefault(address.casefold(), address)
    if not found:
        raise UsageError("nobody to send it to: give --to ADDRESS, or set [mail] recipients")
    return list(found.values())


def _proven(folder: Path, settings: Settings, *, fit: bool) -> _Post:
    """The message of a note, whose bytes are proven.

    Raises:
        RefusedError: The audit fails it, its text was edited since, or it may not go out.
        InputError: A file of the note is missing or damaged.
    """
    from email import policy  # noqa: PLC0415
    from email.parser import BytesParser  # noqa: PLC0415
    from email.utils import parseaddr  # noqa: PLC0415

    from generator.audit.findings import verdict  # noqa: PLC0415
    from generator.files import read_bytes, read_text  # noqa: PLC0415
    from generator.forms import EMAIL, FACTS, MARKDOWN  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.proving import audit_stored_email  # noqa: PLC0415
    from generator.publish.fitness import check_fitness  # noqa: PLC0415
    from generator.render.theme import load_theme  # noqa: PLC0415

    path = folder / EMAIL
    if folder.is_dir() and not path.is_file():
        remedy = "draft the note with --formats md,html,pdf,email"
        raise UsageError(f"{path}: the note has no e-mail; {remedy}")
    content = read_bytes(path)
    record = note_record(folder)
    facts, changed = note_facts(record, folder / FACTS, path)
    playbook = load_playbook(playbook_folder(settings.playbook))
    theme = load_theme(settings.theme)
    if record.hashes.get("theme") != theme.sha256:
        problem = f"{path}: it was made in another theme than {settings.theme!r}"
        raise RefusedError("another_theme", f"{problem}; give that one with --theme")
    findings = [*changed, *audit_stored_email(content, record, facts, playbook, theme)]
    if verdict(findings) == "fail":
        for finding in findings:
            click.echo(str(finding), err=True)
        problem = f"{path}: the audit fails it, so it is not sent; draft the note again"
        raise RefusedError("audit_failed", problem)
    text = folder / MARKDOWN
    if text.is_file() and read_text(text) != record.markdown:
        problem = f"{text}: it was edited after {EMAIL} was made, which has the text of before"
        raise RefusedError("edited", f"{problem}; take the edit back, or draft the note again")
    if fit:
        check_fitness(facts, datetime.now(UTC), settings.gates)
    message: EmailMessage = BytesParser(policy=policy.default).parsebytes(content)
    return _Post(folder, content, message, parseaddr(str(message["from"]))[1])


def _told(post: _Post, addresses: Sequence[str], server: MailServer) -> int:
    """Print what would be sent."""
    from generator.publish.deliveries import read_deliveries, sent_to  # noqa: PLC0415

    deliveries = read_deliveries(post.folder)
    parts = [part.get_content_type() for part in post.message.walk() if not part.is_multipart()]
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        click.echo(f"{name}: {post.message[name]}")
    click.echo(f"{len(post.content):,} bytes: {', '.join(parts)}")
    where = f"{server.address} ({server.security})" if server.host else "no server is set"
    click.echo(f"server: {where}")
    for address in addresses:
        before = sent_to(deliveries, address)
        state = "would be sent" if before is None else f"was sent on {before.at}"
        click.echo(f"  {address}: {state}")
    click.echo("nothing was sent (--dry-run)")
    return 0


def _send(post: _Post, addresses: Sequence[str], server: MailServer, *, again: bool) -> int:
    from generator.publish.deliveries import alone, read_deliveries, sent_to  # noqa: PLC0415
    from generator.publish.smtp import LOOPBACK, Session  # noqa: PLC0415

    domain = post.sender.rpartition("@")[2]
    if domain == _NOWHERE and server.host and server.host not in LOOPBACK:
        problem = f"{post.sender} is the sender of a note that nobody sends"
        raise UsageError(f"{problem}: set [mail] sender and draft the note again")
    server.check()
    with alone(post.folder):
        deliveries = read_deliveries(post.folder)
        due = [item for item in addresses if again or sent_to(deliveries, item) is None]
        for address in addresses:
            before = sent_to(deliveries, address)
            if address not in due and before is not None:
                click.echo(f"{address}: was sent on {before.at}; --again sends it again")
        if not due:
            return 0
        with Session(server, domain) as session:
            failures = [
                failure for address in due if (failure := _sent(session, post, address)) is not None
            ]
    if len(failures) == len(due):
        raise failures[-1]
    return _PARTLY if failures else 0


def _sent(session: Any, post: _Post, address: str) -> DeliveryError | None:  # noqa: ANN401
    """Send to one address and keep that it was; the failure, if there is one."""
    from generator.publish.deliveries import (  # noqa: PLC0415
        Delivery,
        read_deliveries,
        write_deliveries,
    )

    try:
        session.send(post.sender, address, post.content)
    except DeliveryError as error:
        click.echo(f"{address}: not sent: {error}", err=True)
        return error
    delivery = Delivery(
        address=address,
        message_id=str(post.message["message-id"]),
        sha256=hashlib.sha256(post.content).hexdigest(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_deliveries(post.folder, [*read_deliveries(post.folder), delivery])
    click.echo(f"{address}: sent")
    return None
