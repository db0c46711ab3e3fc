"""Extensions add signals, playbooks and providers; a faulty one is an error with its name."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator import extensions
from generator.drafting.sources import is_provider
from generator.errors import ExtensionError
from generator.narrative.playbook import load_playbook, playbook_folder, playbook_identity
from generator.signals.catalogue import CATALOGUE, DEFINITIONS
from generator.signals.extended import extended
from tests.fake_distribution import install
from tests.made_symbols import name_of, written_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.extensions import Kind

ROOT: Final = Path(__file__).resolve().parents[1]
EXAMPLE: Final = ROOT / "docs" / "extending" / "example"
REGISTER: Final = """
from generator.signals.facts import Unit
from generator.signals.register import Register
register = Register({family!r}, source="quote")
@register.fact(Unit.RATIO, label="a", definition="b")
def {name}({asked}): return 1.0
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the worked example installed, and nothing else."""
    folder = tmp_path_factory.mktemp("example")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=EXAMPLE,
        capture_output=True,
        check=True,
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def command(
    site: Path, folder: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Give a command in ``folder``, with what is installed in ``site``."""
    path = os.pathsep.join(map(str, (ROOT, site)))
    own = {"PYTHONPATH": path, "STRIKEDESK_ARCHIVE": str(folder / "kept")}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env=os.environ | own | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_s_playbook_prints_the_example_s_signal(site: Path, tmp_path: Path) -> None:
    flags = ("--source", "demo", "--playbook", "range_note", "--formats", "md,html")
    done = command(site, tmp_path, "draft", "IWM", *flags)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "audit passed" in done.stdout
    [note] = tmp_path.glob("output/*/IWM/article.md")
    text = note.read_text(encoding="utf-8")
    assert text.startswith("# IWM goes 1.0% on an average day\n")

    told = command(site, tmp_path, "explain", "average_range_20d", str(note.parent))
    assert told.returncode == 0, told.stderr
    assert "20-day average range" in told.stdout

    note.write_text(text.replace("1.0%", "1.2%"), encoding="utf-8")
    assert command(site, tmp_path, "audit", str(note)).returncode == 1


def test_the_example_s_provider_is_a_source_whose_data_is_kept(site: Path, tmp_path: Path) -> None:
    written_symbols(tmp_path / "snapshots", 1)
    given = {"EXAMPLE_SNAPSHOTS": str(tmp_path / "snapshots")}
    ages = {"STRIKEDESK_GATES_ERROR_AFTER_MINUTES": str(10**9)}
    symbol, provider = name_of(0), ("--source", "snapshots_folder")
    watchlist = tmp_path / "watchlist.yaml"
    watchlist.write_text(f"- {{symbol: {symbol}, source: snapshots_folder}}\n- IWM\n", "utf-8")
    flags = ("--formats", "md", "--workers", "1")
    done = command(site, tmp_path, "batch", "watchlist.yaml", *flags, *provider, **given, **ages)
    assert done.returncode == 6, done.stderr
    assert "1 done, 1 refused" in done.stdout
    assert "IWM: there is no" in done.stderr
    assert "[no_file]" in done.stderr

    again = command(site, tmp_path, "draft", symbol, "--source", "archive", "--formats", "md")
    assert again.returncode == 0, again.stderr

    asked = command(site, tmp_path, "snapshot", *provider, symbol, **given)
    assert asked.returncode == 0, asked.stderr
    named = tmp_path / "named.yaml"
    named.write_text(f"- {{symbol: {symbol}, source: snapshots_folder}}\n", "utf-8")
    listed = command(site, tmp_path, "snapshot", "--watchlist", "named.yaml", **given)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.startswith(f"{symbol} ")
    letter = ("edition", "watchlist.yaml", *provider, "--formats", "md")
    told = command(site, tmp_path, *letter, **given, **ages)
    assert told.returncode == 6, told.stderr
    assert "left out: IWM: there is no" in told.stdout

    late = command(site, tmp_path, "draft", symbol, *provider, "--formats", "md", **given)
    assert late.returncode == 1
    assert "[stale]" in late.stderr

    refused = command(site, tmp_path, "batch", "watchlist.yaml", "--offline", *provider, **given)
    assert refused.returncode == 2
    assert f"{symbol} is from snapshots_folder" in refused.stderr


def test_without_the_example_none_of_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    done = command(
        tmp_path / "none", tmp_path, "draft", "IWM", "--source", "demo", "--playbook", "range_note"
    )
    assert done.returncode == 2
    assert "no playbook 'range_note'" in done.stderr
    assert "average_range_20d" not in CATALOGUE


def test_help_reads_no_extension_and_a_broken_one_stops_a_batch_with_its_name(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    install(site, "night-desk", {"signals/night": "night:register"}, {"night": "import nowhere"})
    assert command(site, tmp_path, "batch", "--help").returncode == 0
    watchlist = written_symbols(tmp_path, 1)
    done = command(site, tmp_path, "batch", str(watchlist))
    assert done.returncode == 4
    assert done.stderr == (
        "strikedesk: night-desk 1.0: night:register cannot be loaded: ModuleNotFoundError: "
        "No module named 'nowhere'; repair it or uninstall it\n"
    )


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of this process's path; what is announced is looked for anew."""
    monkeypatch.syspath_prepend(tmp_path)
    _forget()
    yield tmp_path
    for module in tmp_path.glob("*.py"):
        sys.modules.pop(module.stem, None)
    _forget()


def _forget() -> None:
    importlib.invalidate_caches()
    extensions._all_announced.cache_clear()
    extensions.announced.cache_clear()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (REGISTER.format(family="x", name="spot", asked=""), "defines spot, as strikedesk does"),
        (REGISTER.format(family="price", name="new", asked=""), "names a family 'price', as"),
        (
            REGISTER.format(family="x", name="new", asked="nothing_such"),
            "new asks for nothing_such, which nothing defines",
        ),
        (REGISTER.format(family="x", name="new", asked="new"), "new asks for new: a circle"),
        ("register = 1", "one:register is int, not a Register of signals"),
        ("1 / 0", "one:register cannot be loaded: ZeroDivisionError"),
    ],
)
def test_signals_that_do_not_fit_are_refused_with_their_distribution(
    path: Path, text: str, problem: str
) -> None:
    install(path, "one", {"signals/one": "one:register"}, {"one": text})
    with pytest.raises(ExtensionError, match=problem) as caught:
        extended(DEFINITIONS)
    assert str(caught.value).startswith("one 1.0: ")


def test_two_extensions_may_not_define_one_fact_but_may_build_on_one_another(path: Path) -> None:
    first = REGISTER.format(family="first", name="new", asked="spot")
    install(path, "one", {"signals/one": "one:register"}, {"one": first})
    second = REGISTER.format(family="second", name="newer", asked="new")
    install(path, "two", {"signals/two": "two:register"}, {"two": second})
    definitions, origins = extended(DEFINITIONS)
    assert origins == {"new": "one 1.0", "newer": "two 1.0"}
    assert set(definitions) == {*DEFINITIONS, "new", "newer"}

    third = REGISTER.format(family="third", name="new", asked="spot")
    install(path, "zoo", {"signals/zoo": "zoo:register"}, {"zoo": third})
    _forget()
    with pytest.raises(ExtensionError, match=r"zoo 1\.0: defines new, as one 1\.0 does"):
        extended(DEFINITIONS)


@pytest.mark.parametrize("kind", ["signals", "playbooks", "providers"])
def test_one_name_of_two_distributions_is_refused_before_either_is_imported(
    path: Path, kind: Kind
) -> None:
    install(path, "one", {f"{kind}/same": "nowhere:a"})
    install(path, "two", {f"{kind}/same": "nowhere:b"})
    with pytest.raises(ExtensionError, match=r"two 1\.0: announces the .* as one 1\.0 does"):
        extensions.announced(kind)


def test_names_of_ours_are_not_for_others(path: Path) -> None:
    install(path, "one", {"providers/archive": "nowhere:a", "playbooks/education": "nowhere:b"})
    with pytest.raises(ExtensionError, match="the provider 'archive', as strikedesk does"):
        is_provider("mine")
    with pytest.raises(ExtensionError, match="the playbook 'education', as strikedesk does"):
        playbook_folder("options_focus")


def test_a_playbook_of_an_extension_goes_by_its_name(path: Path) -> None:
    folder = EXAMPLE / "strikedesk_example" / "range_note"
    text = f"from pathlib import Path\nHERE = Path({str(folder)!r})\nGONE = Path('gone')\n"
    install(
        path, "one", {"playbooks/mine": "one:HERE", "playbooks/gone": "one:GONE"}, {"one": text}
    )
    assert playbook_folder("mine") == folder
    assert playbook_identity("mine") == "mine"
    with pytest.raises(ExtensionError, match=r"one 1\.0: gone holds no playbook\.yaml"):
        playbook_folder("gone")


def test_a_fact_named_as_one_that_the_narrative_adds_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.narrative.playbook.ORIGINS", {"reading_time": "one 1.0"})
    with pytest.raises(ExtensionError, match=r"one 1\.0: defines reading_time, as strikedesk does"):
        load_playbook(playbook_folder("options_focus"))


FACT: Final = """
from generator.signals.facts import Unit
from generator.signals.register import Register
register = Register("night", source="quote")
@register.fact(Unit.USD, label="a", definition="b")
def night_price(): return {given}
"""


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("1 / 0", "its fact night_price failed: ZeroDivisionError"),
        ("float('nan')", "its fact night_price: a fact without a value must say why"),
        ("'nonsense'", "its fact night_price: gave str for unit usd"),
    ],
)
def test_a_signal_that_fails_is_an_error_of_its_distribution(
    given: str, problem: str, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    install(
        site, "night-desk", {"signals/night": "night:register"}, {"night": FACT.format(given=given)}
    )
    done = command(site, tmp_path, "draft", "IWM", "--source", "demo", "--formats", "md")
    assert done.returncode == 4
    assert done.stderr.startswith(f"strikedesk: night-desk 1.0: {problem}")


def test_a_provider_that_ends_the_program_is_one_that_fails(tmp_path: Path) -> None:
    site = tmp_path / "site"
    module = "import sys\ndef fetch(symbol, settings): sys.exit(0)\n"
    install(site, "night-desk", {"providers/night": "night:fetch"}, {"night": module})
    done = command(site, tmp_path, "draft", "IWM", "--source", "night", "--formats", "md")
    assert done.returncode == 3
    assert "IWM: night-desk 1.0 failed: SystemExit: 0" in done.stderr
