"""The wheel carries all that a note needs, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _build(folder: Path) -> Path:
    """Build the wheel with what is installed: no network, no environment of its own."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        check=True,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    return _build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files inside the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed and nothing else.

    An environment made by uv has no pip; unpacking is how a wheel of pure Python is installed.
    """
    folder = tmp_path_factory.mktemp("install") / "site"
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run(
            [*pip, "--no-deps", "--no-index", "--target", str(folder), str(wheel)],
            check=True,
        )
    else:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


def test_the_wheel_carries_every_module_and_every_template(names: set[str]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*.py")}
    templates = {
        f"generator/_templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and path.name != ".DS_Store" and "__pycache__" not in path.parts
    }
    assert modules
    assert templates
    assert modules | templates <= names


def test_the_wheel_carries_fonts_licences_and_the_mark_of_its_types(names: set[str]) -> None:
    assert "generator/py.typed" in names
    assert any(name.endswith(".woff2") for name in names)
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert any(name.endswith("-OFL.txt") and "/licenses/" in name for name in names)


def test_the_wheel_carries_nothing_else(names: set[str]) -> None:
    strange = [
        name
        for name in names
        if not name.startswith(("generator/", "strikedesk-"))
        or "__pycache__" in name
        or "_cache/" in name
        or name.endswith((".pyc", ".DS_Store"))
        or name.startswith(("generator/tests", "generator/output"))
    ]
    assert strange == []


def test_two_builds_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    assert _build(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_installed_wheel_writes_the_demo_note_from_another_folder(
    site: Path,
    tmp_path: Path,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("STRIKEDESK_")
    } | {"PYTHONPATH": str(site), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    where = python("-c", "import generator; print(generator.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(site), where.stderr

    done = python("-m", "generator", "draft", "IWM", "--source", "demo", "--out", str(out))
    assert done.returncode == 0, done.stderr
    [note] = out.glob("*/IWM/article.md")
    assert "IWM" in note.read_text(encoding="utf-8")
    assert (note.parent / "article.pdf").read_bytes().startswith(b"%PDF-")
    assert list(elsewhere.iterdir()) == [], "a note is written where it was asked for, only there"
