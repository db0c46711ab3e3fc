"""The mail server that the settings name; the password comes from the environment alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from generator.publish.smtp import MailServer

if TYPE_CHECKING:
    from generator.config import MailSettings

PASSWORD: Final = "STRIKEDESK_SMTP_PASSWORD"  # noqa: S105 - the name of a variable


def mail_server(given: MailSettings, *, insecure: bool = False) -> MailServer:
    """The server of ``given``.

    Args:
        given: Host, port, user and the rest.
        insecure: Without TLS and without a password, which loopback alone takes.
    """
    return MailServer(
        host=given.host,
        port=given.port,
        security="none" if insecure else given.security,
        user=given.user,
        password=os.environ.get(PASSWORD, ""),
        ca_file=given.ca_file,
        timeout_seconds=given.timeout_seconds,
    )
