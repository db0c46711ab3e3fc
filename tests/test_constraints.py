"""What gets installed is locked: every direct dependency by version and sha256, no addresses."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUNTIME_LOCK = "constraints.txt"
TEST_LOCK = "constraints-test.txt"


@dataclass(frozen=True)
class Pin:
    """One locked package."""

    version: str
    hashes: tuple[str, ...]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def _pins(lock: str) -> dict[str, Pin]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = {}
    for line in text.splitlines():
        found = re.match(r"(?P<name>[\w.-]+)==(?P<version>[\w.+!-]+)(?P<rest>.*)", line)
        assert found, f"{lock}: not a pin: {line[:80]!r}"
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", found["rest"]))
        pins[_canonical(found["name"])] = Pin(found["version"], hashes)
    return pins


def _direct(*, tests: bool) -> dict[str, str]:
    """Give the direct dependencies of pyproject.toml: canonical name to requirement."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements: list[str] = [*data["project"]["dependencies"]]
    for extra in data["project"]["optional-dependencies"].values():
        requirements += extra
    groups = data["dependency-groups"]
    for group in ("build", "docs", "test") if tests else ("build",):
        requirements += [one for one in groups[group] if isinstance(one, str)]
    names = [re.split(r"[\[<>=!~; ]", one, maxsplit=1)[0] for one in requirements]
    return {_canonical(name): one for name, one in zip(names, requirements, strict=True)}


@pytest.mark.parametrize(("lock", "tests"), [(RUNTIME_LOCK, False), (TEST_LOCK, True)])
def test_every_direct_dependency_is_locked_at_a_version_it_allows(
    lock: str,
    tests: bool,  # noqa: FBT001 - a parameter of the table above, never called by hand
) -> None:
    pins = _pins(lock)
    direct = _direct(tests=tests)
    assert set(direct) <= set(pins), "run make lock"
    for name, requirement in direct.items():
        for least in re.findall(r">=([\d.]+)", requirement):
            assert _version(pins[name].version) >= _version(least), f"{requirement}: run make lock"


@pytest.mark.parametrize("lock", [RUNTIME_LOCK, TEST_LOCK])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    assert [name for name, pin in _pins(lock).items() if not pin.hashes] == []


@pytest.mark.parametrize("lock", [RUNTIME_LOCK, TEST_LOCK])
def test_the_lock_files_name_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:://|@|--index|--extra-index|--find-links)\S*", text) == []


def test_the_tests_run_against_the_versions_that_users_install() -> None:
    runtime, test = _pins(RUNTIME_LOCK), _pins(TEST_LOCK)
    assert {name: test.get(name) for name in runtime} == runtime


def test_the_dependency_page_gives_a_reason_for_each_direct_dependency() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = {_canonical(name) for name in re.findall(r"^- \*\*([\w.-]+)\*\*", page, re.MULTILINE)}
    assert named == set(_direct(tests=True)), "one line each, and none for what has gone"
