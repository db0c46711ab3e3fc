"""Settings: file, then environment, then flags, and every mistake with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from generator.archive.database import open_database
from generator.config import (
    Settings,
    archive_url,
    cache_folder,
    database_url,
    load_settings,
)
from generator.errors import ConfigurationError, InputError

NAMES = list(Settings.model_fields)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings file is looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "strikedesk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_anything_the_defaults_hold() -> None:
    assert load_settings({}) == Settings()


def test_the_environment_goes_before_the_file_and_a_flag_before_both(empty_folder: Path) -> None:
    written(empty_folder, "risk_free_rate = 0.01\nrender_seconds = 5\nplaybook = 'mine'\n")
    settings = load_settings(
        {"STRIKEDESK_RISK_FREE_RATE": "0.02", "STRIKEDESK_RENDER_SECONDS": "6"}, render_seconds=7
    )
    assert settings.playbook == "mine"
    assert settings.risk_free_rate == 0.02
    assert settings.render_seconds == 7
    assert load_settings({}, render_seconds=None).render_seconds == 5


def test_a_file_may_be_named_by_the_environment_and_must_then_be_there(empty_folder: Path) -> None:
    other = empty_folder / "other.toml"
    other.write_text("risk_free_rate = 0.03\n", encoding="utf-8")
    assert load_settings({"STRIKEDESK_CONFIG": str(other)}).risk_free_rate == 0.03
    with pytest.raises(InputError, match=r"nowhere\.toml.*does not exist"):
        load_settings({"STRIKEDESK_CONFIG": "nowhere.toml"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour = 1\n", r"strikedesk\.toml: colour: .*known are .*risk_free_rate"),
        ("risk_free_rate = 4\n", r"strikedesk\.toml: risk_free_rate: "),
        ("risk_free_rate = nan\n", r"strikedesk\.toml: risk_free_rate: "),
        ("risk_free_rate = [1]\n", r"strikedesk\.toml: risk_free_rate: "),
        ("render_memory_mb = 1\n", r"strikedesk\.toml: render_memory_mb: "),
        ("[section]\nrisk_free_rate = 0.04\n", r"strikedesk\.toml: section: "),
        ("output = 'a'\noutput = 'b'\n", r"strikedesk\.toml:2:\d+: is no TOML"),
        ("output = 'a'\n\nrisk_free_rate = = 1\n", r"strikedesk\.toml:3:\d+: is no TOML"),
        ("output = 'a", r"strikedesk\.toml: is no TOML: "),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(
    empty_folder: Path, text: str, problem: str
) -> None:
    written(empty_folder, text)
    with pytest.raises(ConfigurationError, match=problem):
        load_settings({})


@pytest.mark.parametrize(
    "value", ["four", "", "nan", "inf", "5", "\N{FULLWIDTH DIGIT FOUR}", "0.04 "]
)
def test_a_variable_that_is_no_such_value_is_named(value: str) -> None:
    """But a number with spaces around it is one."""
    variables = {"STRIKEDESK_RISK_FREE_RATE": value}
    if value.strip() == "0.04":
        assert load_settings(variables).risk_free_rate == 0.04
        return
    with pytest.raises(ConfigurationError, match="STRIKEDESK_RISK_FREE_RATE: risk_free_rate"):
        load_settings(variables)


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("STRIKEDESK_PLAYBOK", "STRIKEDESK_PLAYBOOK"),
        ("STRIKEDESK_MAIL_RECIPIENT", "STRIKEDESK_MAIL_RECIPIENTS"),
        ("STRIKEDESK_GATES_QUOTED_LESS", "STRIKEDESK_GATES_QUOTED_LEAST"),
        ("STRIKEDESK_CONFIGS", "STRIKEDESK_CONFIG"),
        ("STRIKEDESK_Playbook", "STRIKEDESK_PLAYBOOK"),
    ],
)
def test_a_misspelt_variable_is_named_with_what_was_meant(variable: str, meant: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{variable}: is no setting; {meant} is"):
        load_settings({variable: "x"})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STRIKEDESK_PORT", "tcp://10.0.0.5:8000"),
        ("STRIKEDESK_SERVICE_HOST", "10.0.0.5"),
        ("STRIKEDESK_PORT_8000_TCP_ADDR", "10.0.0.5"),
        ("STRIKEDESK_PUBLISH_PORT", "tcp://10.0.0.5:8000"),
        ("STRIKEDESK_PUBLISH_SERVICE_PORT", "8000"),
        ("STRIKEDESK_PUBLISH_SITE_PORT", "tcp://10.0.0.5:8000"),
        ("STRIKEDESK_PUBLISH_TOKEN", "x"),
        ("STRIKEDESK_DATA", "x"),
        ("STRIKEDESK_DATAS", "x"),
        ("STRIKEDESK_FULL", "1"),
    ],
)
def test_a_variable_that_is_of_something_else_may_stand(variable: str, value: str) -> None:
    """An orchestrator names those of a service after the service, whatever that is called."""
    assert load_settings({variable: value}) == load_settings({})


def test_a_flag_out_of_range_is_named_as_the_flag() -> None:
    with pytest.raises(ConfigurationError, match="--render-seconds: render_seconds"):
        load_settings({}, render_seconds=-1)


def test_settings_do_not_change_and_every_one_is_documented() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.playbook = "other"  # type: ignore[misc]
    assert all(Settings.model_fields[name].description for name in NAMES)


def test_the_digest_knows_what_can_change_a_note_and_nothing_else() -> None:
    """Where it is written and how long its PDF may take change no byte of it."""
    plain = Settings().digest()
    assert Settings(risk_free_rate=0.05).digest() != plain
    assert Settings(playbook="mine").digest() != plain
    assert Settings(output="x", render_seconds=1, render_memory_mb=512).digest() == plain


def test_the_archive_is_where_it_was_set_else_in_the_users_data_folder() -> None:
    plain = Settings()
    assert str(plain.archive) == "~/.local/share/strikedesk"
    assert archive_url(plain, {}) == str(Path.home() / ".local/share/strikedesk")
    assert archive_url(plain, {"XDG_DATA_HOME": "/data"}) == "/data/strikedesk"
    assert archive_url(plain, {"XDG_DATA_HOME": "relative"}) == archive_url(plain, {})
    chosen = load_settings({"STRIKEDESK_ARCHIVE": "~/desk"})
    assert archive_url(chosen, {"XDG_DATA_HOME": "/data"}) == str(Path.home() / "desk")
    bucket = load_settings({"STRIKEDESK_ARCHIVE": "s3://desk/kept"})
    assert archive_url(bucket, {}) == "s3://desk/kept"


def test_the_database_is_where_it_was_set_else_sqlite_in_the_archive() -> None:
    folder = load_settings({"STRIKEDESK_ARCHIVE": "/kept"})
    assert database_url(folder, {}) == "sqlite:////kept/archive.db"
    bucket = load_settings({"STRIKEDESK_ARCHIVE": "s3://desk/kept"})
    assert database_url(bucket, {"XDG_DATA_HOME": "/data"}) == (
        "sqlite:////data/strikedesk/archive.db"
    )
    named = load_settings({"STRIKEDESK_DATABASE": "postgresql://desk@db/kept"})
    assert database_url(named, {}) == "postgresql://desk@db/kept"


@pytest.mark.parametrize("name", ["a b", "50%", "50%25", "what?", "no#1", "a+b", "ö", "a;b&c=d"])
def test_a_database_is_in_the_archives_folder_whatever_it_is_called(
    name: str, tmp_path: Path
) -> None:
    """No character of the path is taken for a part of the database's address."""
    settings = load_settings({"STRIKEDESK_ARCHIVE": str(tmp_path / name)})
    open_database(database_url(settings, {})).engine.dispose()
    assert (tmp_path / name / "archive.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_may_be_lost_is_in_the_users_cache_folder() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/cache"}) == Path("/cache/strikedesk")
    for variables in ({}, {"XDG_CACHE_HOME": ""}, {"XDG_CACHE_HOME": "relative"}):
        assert cache_folder(variables) == Path.home() / ".cache/strikedesk"


def test_the_settings_of_the_mail_come_from_a_table_and_from_variables(empty_folder: Path) -> None:
    written(
        empty_folder,
        '[mail]\nsender = "Desk <desk@h.test>"\nrecipients = ["a@h.test"]\nhost = "mail.h.test"\n',
    )
    mail = load_settings({}).mail
    assert (mail.sender, mail.recipients, mail.host) == (
        "Desk <desk@h.test>",
        ("a@h.test",),
        "mail.h.test",
    )
    given = {"STRIKEDESK_MAIL_PORT": "2525", "STRIKEDESK_MAIL_RECIPIENTS": "b@h.test, C <c@h.test>"}
    mail = load_settings(given).mail
    assert (mail.port, mail.recipients) == (2525, ("b@h.test", "C <c@h.test>"))
    assert mail.host == "mail.h.test"


def test_nobody_is_written_to_by_default_and_no_password_is_a_setting() -> None:
    mail = Settings().mail
    assert (mail.sender, mail.recipients, mail.host) == ("Strikedesk <note@localhost>", (), "")
    assert "password" not in type(mail).model_fields
    assert Settings(mail={"sender": "x@h.test"}).digest() == Settings().digest()


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"STRIKEDESK_MAIL_SENDER": "desk"}, r"STRIKEDESK_MAIL_SENDER: mail\.sender: .*no address"),
        ({"STRIKEDESK_MAIL_RECIPIENTS": "a@h.test, b"}, r"mail\.recipients: .*'b' is no address"),
        ({"STRIKEDESK_MAIL_SECURITY": "none"}, r"mail\.security: "),
        ({"STRIKEDESK_MAIL_PORT": "70000"}, r"mail\.port: "),
    ],
)
def test_a_mistake_in_the_settings_of_the_mail_is_named(
    variables: dict[str, str], problem: str
) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        load_settings(variables)
