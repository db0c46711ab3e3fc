"""Settings: one frozen object from a file, the environment and flags, later ones winning."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from generator.errors import ConfigurationError, Position
from generator.files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = "strikedesk.toml"
FILE_VARIABLE: Final = "STRIKEDESK_CONFIG"
PREFIX: Final = "STRIKEDESK_"
_OTHER_VARIABLES: Final = frozenset({FILE_VARIABLE, "STRIKEDESK_SMTP_PASSWORD"})
"""Variables that are no setting: the file's name, and a secret."""
_SERVICE: Final = re.compile(r"(?:tcp|udp|sctp)://")
"""How an orchestrator's variables of a service begin, whatever the service is called."""
_ALIKE: Final = 0.8
"""Share of letters in common from which a name is taken for another, misspelt."""
_MAILBOX: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+"
_ADDRESS: Final = re.compile(rf"{_MAILBOX}|[^<>@\",;:\\()\[\]]*<{_MAILBOX}>")
_SAFE: Final = " /+:\\"
"""What of a path stands in a database's URL as it is."""

OutputFormat = Literal["md", "html", "pdf", "email"]
Security = Literal["starttls", "tls"]
Paper = Literal["a4", "letter"]


class GateLimits(BaseModel):
    """Where the gates of data stand (`docs/gates.md`); shares are fractions."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    impossible_block: float = Field(default=0.01, ge=0, le=1)
    """Share of rows with an impossible figure above which no note is made."""

    crossed_degrade: float = Field(default=0.05, ge=0, le=1)
    """Share of quoted contracts with a bid above the ask above which the note is degraded."""

    crossed_block: float = Field(default=0.25, ge=0, le=1)
    """Share of quoted contracts with a bid above the ask above which no note is made."""

    quoted_least: float = Field(default=0.20, ge=0, le=1)
    """Share of contracts near the price with a live quote under which quotes count as dead."""

    open_interest_least: float = Field(default=0.15, ge=0, le=1)
    """Share of traded contracts with open interest under which it is not published yet."""

    spot_gap_degrade: float = Field(default=0.03, gt=0, le=1)
    """Gap between the price and what quotes imply above which the note is degraded."""

    closes_gap_degrade: float = Field(default=0.06, gt=0, le=1)
    """The same gap where closing prices stand in for quotes."""

    spot_gap_block: float = Field(default=0.12, gt=0, le=1)
    """Gap between the price and what the chain implies above which no note is made."""

    price_jump: float = Field(default=0.40, gt=0, le=10)
    """Move from the previous close above which a person has to look."""

    extreme_ratio: float = Field(default=50.0, gt=1)
    """Puts for each call, or calls for each put, above which a person has to look."""

    thin_chain: int = Field(default=10, ge=0)
    """Counted contracts under which a chain is too small to speak of."""

    warn_after_minutes: int = Field(default=60, ge=0)
    """Minutes of trading since the quote above which its age is remarked on."""

    error_after_minutes: int = Field(default=390, ge=1)
    """Minutes of trading since the quote above which no note is made or published."""

    future_minutes: int = Field(default=5, ge=0)
    """Minutes that a quote may lie in the future, for clocks that differ."""


class MailSettings(BaseModel):
    """How notes are mailed (`docs/email.md`).

    The password is no setting: it comes from the environment alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    sender: str = "Strikedesk <note@localhost>"
    """Who a note is from: one address, with or without a name before it in angle brackets."""

    recipients: tuple[str, ...] = ()
    """Whom the message names, and whom `mail` sends it to without --to; nobody by default."""

    attach_pdf: bool = False
    """Whether the PDF is attached."""

    host: str = ""
    """The mail server."""

    port: int = Field(default=0, ge=0, le=65535)
    """Its port; 0 stands for 587 with starttls and 465 with tls."""

    security: Security = "starttls"
    """starttls, or tls from the first byte; without one of them nothing is sent."""

    user: str = ""
    """Name to log in with; the password is STRIKEDESK_SMTP_PASSWORD."""

    ca_file: Path | None = None
    """Certificates to trust instead of the system's, for a server of one's own."""

    timeout_seconds: float = Field(default=30.0, gt=0, le=600)
    """Time that one answer of the server may take."""

    @field_validator("recipients", mode="before")
    @classmethod
    def _from_one_text(cls, value: object) -> object:
        """A variable holds all recipients, with commas between them."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("sender")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        return checked_address(value)

    @field_validator("recipients")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(checked_address, value))


class PublishSettings(BaseModel):
    """Where approved notes go (`docs/publishing.md`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    to: tuple[str, ...] = ("published",)
    """Folders and s3:// addresses that notes are written to."""

    site: Path | None = None
    """Folder of the site that is made anew of the first folder of `to`; none by default."""

    url: str = ""
    """Address that the site will have; feeds are written only with it."""

    title: str = "Options Focus"
    """Of the site's pages and feeds."""

    markdown: bool = False
    """Whether the site has each note's Markdown with front matter too."""

    mail: bool = False
    """Whether notes are mailed to the recipients of [mail]."""

    @field_validator("to", mode="before")
    @classmethod
    def _from_one_text(cls, value: object) -> object:
        """A variable holds all places, with commas between them."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value


def checked_address(text: str) -> str:
    """``text`` if it is one address, with or without a name; it fits in a header as it is.

    Raises:
        ValueError: It is none, or holds a character that a header cannot.
    """
    match = _ADDRESS.fullmatch(text.strip())
    if match is None or not text.isprintable():
        msg = f"{text!r} is no address such as desk@example.com or Desk <desk@example.com>"
        raise ValueError(msg)
    return text.strip()


class Settings(BaseModel):
    """What may be set, with its defaults. The docstring under a field is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    output: Path = Path("output")
    """Folder that notes are written to."""

    playbook: str = "options_focus"
    """Name of a playbook that comes with the program, or the folder of your own."""

    theme: str = "house"
    """Name of a theme that comes with the program, or the folder of your own."""

    paper: Paper = "a4"
    """Paper of the PDF and of the page when it is printed: a4, or letter as in the US."""

    risk_free_rate: float = Field(default=0.04, ge=-0.05, le=0.5)
    """Rate a year, as a fraction, for data that brings none; the note calls it an assumption."""

    render_seconds: float = Field(default=30.0, gt=0, le=600)
    """Wall time that one PDF may take."""

    render_memory_mb: int = Field(default=1536, ge=256, le=65536)
    """Memory that the process which makes PDFs may use."""

    note_seconds: float = Field(default=120.0, gt=0, le=3600)
    """Wall time that one note of a batch may take, its PDF included."""

    note_memory_mb: int = Field(default=4096, ge=512, le=262144)
    """Memory that a process which drafts notes of a batch may use."""

    archive: str = "~/.local/share/strikedesk"
    """Folder or s3:// address that data is kept in; the default follows XDG_DATA_HOME."""

    database: str = "sqlite"
    """Database of the archive: its URL, or sqlite for a file in the archive's folder."""

    provider_timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    """Time that one try to get an answer of a data provider may take; a request has three."""

    provider_pace_seconds: float = Field(default=1.0, ge=0, le=60)
    """Least time between two requests, kept together by all runs of this user."""

    provider_retries: int = Field(default=2, ge=0, le=5)
    """How often a request that failed is tried again, after waits that double."""

    gates: GateLimits = GateLimits()
    """Where the gates of data stand: a table of its own, see gates.md."""

    mail: MailSettings = MailSettings()
    """How notes are mailed: a table of its own, see email.md."""

    publish: PublishSettings = PublishSettings()
    """Where approved notes go: a table of its own, see publishing.md."""

    def digest(self) -> str:
        """The hash of the settings that can change a note's files."""
        relevant = {
            "playbook": self.playbook,
            "paper": self.paper,
            "risk_free_rate": self.risk_free_rate,
            "gates": self.gates.model_dump(),
        }
        return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "gates": GateLimits,
    "mail": MailSettings,
    "publish": PublishSettings,
}
"""The settings that are tables of their own."""


def archive_url(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """Where the archive is: as it was set, else below the user's data directory."""
    if settings.archive.startswith("s3://"):
        return settings.archive
    if settings.archive == Settings.model_fields["archive"].default:
        return str(_data_folder(environment))
    return str(Path(settings.archive).expanduser())


def database_url(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """The archive's database: as it was set, else SQLite in its folder.

    Beside an archive on S3 it lies in the user's data directory, because SQLite needs a disk.
    """
    if settings.database != Settings.model_fields["database"].default:
        return settings.database
    url = archive_url(settings, environment)
    folder = _data_folder(environment) if url.startswith("s3://") else Path(url)
    return f"sqlite:///{quote(str(folder.absolute() / 'archive.db'), safe=_SAFE)}"


def _data_folder(environment: Mapping[str, str] | None) -> Path:
    variables = os.environ if environment is None else environment
    data = Path(variables.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path("~/.local/share").expanduser()) / "strikedesk"


def cache_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder for what may be lost, below the user's cache directory."""
    variables = os.environ if environment is None else environment
    cache = Path(variables.get("XDG_CACHE_HOME", ""))
    return (cache if cache.is_absolute() else Path("~/.cache").expanduser()) / "strikedesk"


def load_settings(
    environment: Mapping[str, str] | None = None,
    **flags: Any,  # noqa: ANN401 - any setting
) -> Settings:
    """Read ``strikedesk.toml`` (or what STRIKEDESK_CONFIG names), the environment, then flags.

    Args:
        environment: Variables; the process's own if left out. STRIKEDESK_OUTPUT sets ``output``.
        flags: Settings from the command line; ``None`` means not given.

    Raises:
        ConfigurationError: A setting is unknown or out of range, or a variable misspelt; the place
            is named.
    """
    variables = os.environ if environment is None else environment
    _check_spelling(variables)
    named = variables.get(FILE_VARIABLE)
    path = Path(named or FILE_NAME)
    values = _read_file(path) if named or path.is_file() else {}
    source: dict[str, str] = dict.fromkeys(values, str(path))
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}"
        if variable in variables and name not in TABLES:
            values[name] = variables[variable]
            source[name] = variable
    for table, model in TABLES.items():
        _read_table(table, model, values, source, variables)
    for name, value in flags.items():
        if value is not None:
            values[name] = value
            source[name] = f"--{name.replace('_', '-')}"
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        place = ".".join(map(str, first["loc"]))
        inner = TABLES.get(name) if len(first["loc"]) > 1 else None
        known = ", ".join((inner or Settings).model_fields)
        hint = f"; known are {known}" if first["type"] == "extra_forbidden" else ""
        raise ConfigurationError(
            source.get(name, str(path)), f"{place}: {first['msg']}{hint}"
        ) from error


def _check_spelling(variables: Mapping[str, str]) -> None:
    """Refuse a misspelt variable, which would set nothing and say nothing.

    Others with our prefix may stand: an orchestrator names those of a service after the service.
    """
    settings = [name for name in Settings.model_fields if name not in TABLES]
    known = {f"{PREFIX}{name.upper()}" for name in settings} | _OTHER_VARIABLES
    for variable in sorted(name for name in variables if name.startswith(PREFIX)):
        table = next((item for item in TABLES if variable.startswith(_prefix_of(item))), None)
        prefix = PREFIX if table is None else _prefix_of(table)
        there = known if table is None else {_variable(table, name) for name in _fields(table)}
        if variable in there or _SERVICE.match(variables[variable]):
            continue
        endings = sorted(name.removeprefix(prefix) for name in there)
        given = variable.removeprefix(prefix).upper()
        if meant := get_close_matches(given, endings, 1, _ALIKE):
            raise ConfigurationError(variable, f"is no setting; {prefix}{meant[0]} is")


def _fields(table: str) -> list[str]:
    return list(TABLES[table].model_fields)


def _prefix_of(table: str) -> str:
    return f"{PREFIX}{table.upper()}_"


def _variable(table: str, name: str) -> str:
    return f"{_prefix_of(table)}{name.upper()}"


def _read_table(
    table: str,
    model: type[BaseModel],
    values: dict[str, Any],
    source: dict[str, str],
    variables: Mapping[str, str],
) -> None:
    """Settings of a table from the environment: STRIKEDESK_GATES_QUOTED_LEAST and the like."""
    for name in model.model_fields:
        variable = _variable(table, name)
        if variable in variables:
            given = values.get(table)
            values[table] = (given if isinstance(given, dict) else {}) | {name: variables[variable]}
            source[table] = variable


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        # Before Python 3.14 the place stands in the message alone.
        problem, _, place = str(error).removesuffix(")").partition(" (at ")
        found = [int(number) for number in re.findall(r"\d+", place)]
        position = Position(*found) if len(found) == 2 else None  # noqa: PLR2004 - line, column
        raise ConfigurationError(path, f"is no TOML: {problem}", position) from error
