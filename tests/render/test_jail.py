"""The worker's jail: what a process in it can no longer do, each guard by itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.errors import RenderError
from generator.render import landlock
from generator.render.jail import GUARDS, reduced_environment
from generator.render.pdf import PdfRenderer, worker_command
from generator.render.template_sandbox import TemplateSandbox
from tests.canary_server import CanaryServer
from tests.hostile_fetches import page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
SECRETS: Final = {
    "STRIKEDESK_SMTP_PASSWORD": "canary3141",
    "STRIKEDESK_DATABASE": "postgresql://desk:canary3141@h.test/x",
    "AWS_SECRET_ACCESS_KEY": "canary3141",
    "AWS_SESSION_TOKEN": "canary3141",
    "PGPASSWORD": "canary3141",
    "SSH_AUTH_SOCK": "/run/canary3141",
    "http_proxy": "http://desk:canary3141@h.test",
}
ATTEMPTS: Final = """
import json, os, signal, socket, subprocess, sys, tempfile
import xml.etree.ElementTree
from pathlib import Path
from generator.render.jail import enter_jail

folder, port, parent, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), 2**29
held = enter_jail(memory)

def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", port))

def open_many():
    kept = []
    try:
        for _ in range(1000):
            kept.append(os.open(tempfile.gettempdir(), os.O_RDONLY))
    finally:
        for handle in kept:
            os.close(handle)

def scratch(count):
    path = Path(tempfile.gettempdir(), "scratch")
    path.write_bytes(bytes(1024) * count)
    text = path.read_bytes()[:0]
    path.unlink()

attempts = {
    "read": lambda: Path(folder, "canary.txt").read_text(),
    "read passwords": lambda: Path("/etc/passwd").read_text(),
    "read variables": lambda: Path("/proc/self/environ").read_text(),
    "list": lambda: os.listdir(folder),
    "write": lambda: Path(folder, "mark").write_text("x"),
    "write here": lambda: Path("mark").write_text("x"),
    "remove": lambda: Path(folder, "canary.txt").unlink(),
    "link": lambda: Path(tempfile.gettempdir(), "link").hardlink_to(Path(folder, "canary.txt")),
    "run": lambda: subprocess.run(["/bin/true"], check=True),
    "run python": lambda: subprocess.run([sys.executable, "-c", "7"], check=True),
    "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
    "send": send,
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
    "signal": lambda: os.kill(parent, 0),
    "much memory": lambda: bytes(memory),
    "many files": open_many,
    "a great file": lambda: scratch(33 * 1024),
    "a small file": lambda: scratch(1),
    "a module": lambda: __import__("colorsys").rgb_to_hsv(1, 1, 1),
}
results = {}
for name, attempt in attempts.items():
    try:
        attempt()
        results[name] = "done"
    except (OSError, MemoryError) as error:
        results[name] = type(error).__name__
print(json.dumps([held, results]))
"""
REFUSED_BY: Final = {
    "read": "files",
    "read passwords": "files",
    "read variables": "files",
    "list": "files",
    "write": "files",
    "write here": "files",
    "remove": "files",
    "link": "files",
    "run": "programs",
    "run python": "programs",
    "connect": "network or tcp",
    "send": "network",
    "listen": "tcp",
    "signal": "signals",
    "much memory": "memory",
    "many files": "open files",
    "a great file": "file size",
}
"""Which guard stands against an attempt."""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of every attempt of a process in the jail, and the guards that it has."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "canary.txt").write_text("canary3141", encoding="utf-8")
    scratch = tmp_path_factory.mktemp("inside")
    with CanaryServer() as server:
        done = subprocess.run(
            [sys.executable, "-c", ATTEMPTS, str(folder), str(server.port), str(os.getpid())],
            env=reduced_environment(os.environ | {"PYTHONPATH": str(ROOT)}, scratch),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        held, results = json.loads(done.stdout)
        yield {"held": held, "results": results, "folder": folder}
    if {"network", "tcp"} & set(held):
        assert server.count == 0


@pytest.mark.parametrize("attempt", REFUSED_BY)
def test_in_the_jail_each_attempt_fails_by_its_guard(attempt: str, tried: dict[str, Any]) -> None:
    guards = REFUSED_BY[attempt].split(" or ")
    if not set(guards) & set(tried["held"]):
        pytest.skip(f"this system gives a process no guard of {REFUSED_BY[attempt]}")
    assert tried["results"][attempt] in {"PermissionError", "OSError", "MemoryError"}


@pytest.mark.parametrize("attempt", ["a small file", "a module"])
def test_what_rendering_needs_is_left(attempt: str, tried: dict[str, Any]) -> None:
    assert tried["results"][attempt] == "done"


def test_nothing_outside_was_changed(tried: dict[str, Any]) -> None:
    if "files" in tried["held"]:
        assert [path.name for path in tried["folder"].iterdir()] == ["canary.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has them")
def test_on_linux_the_limits_hold_always(tried: dict[str, Any]) -> None:
    assert {"memory", "time", "file size", "open files", "core dumps"} <= set(tried["held"])


@pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")
def test_where_there_is_landlock_files_and_programs_are_given_up(tried: dict[str, Any]) -> None:
    assert {"files", "programs"} <= set(tried["held"])


def test_where_a_namespace_can_be_had_the_network_is_left(tried: dict[str, Any]) -> None:
    command = shutil.which("unshare")
    if command is None or subprocess.run([command, "-rn", "true"], check=False).returncode:
        pytest.skip("this system gives a process no network of its own")
    assert "network" in tried["held"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
def test_the_worker_has_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with PdfRenderer(seconds=60) as renderer:
        assert renderer.guards()
        assert renderer._worker is not None
        there = Path(f"/proc/{renderer._worker.pid}/environ").read_bytes()
    assert b"PATH=" in there
    assert b"canary3141" not in there


def test_only_what_finds_python_libraries_and_fonts_is_handed_on(tmp_path: Path) -> None:
    given = {"HOME": "/h", "PATH": "/b", "LANG": "tr_TR", "FONTCONFIG_FILE": "/f"} | SECRETS
    assert reduced_environment(given, tmp_path) == {
        "HOME": "/h",
        "PATH": "/b",
        "FONTCONFIG_FILE": "/f",
        "TMPDIR": str(tmp_path),
    }


def test_a_worker_says_which_guards_hold_in_the_order_of_all() -> None:
    with PdfRenderer(seconds=60) as renderer:
        held = renderer.guards()
        assert list(held) == [guard for guard in GUARDS if guard in held]
        assert renderer.render(page("<p>7</p>")).content.startswith(b"%PDF")
        assert renderer.guards() is held


def test_no_module_in_the_folder_of_the_command_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("weasyprint", "json", "generator", "PIL"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with PdfRenderer(seconds=60) as renderer:
        assert renderer.render(page("<p>7</p>")).content.startswith(b"%PDF")


def test_a_worker_that_does_not_start_is_a_coded_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(memory_bytes: int) -> list[str]:
        return [*worker_command(memory_bytes)[:-2], "/nowhere", "x"]

    monkeypatch.setattr("generator.render.pdf.worker_command", wrong)
    with PdfRenderer(seconds=60) as renderer, pytest.raises(RenderError, match="render_crash"):
        renderer.render(page("<p>7</p>"))


def test_the_page_on_rendering_has_every_guard_filter_and_code() -> None:
    text = (ROOT / "docs" / "rendering.md").read_text(encoding="utf-8")
    filters = {name for name in TemplateSandbox().filters if " " not in name} - {"d", "e"}
    codes = re.findall(
        "(?:render|too|fetch|link|attachment)_[a-z]+", str(PdfRenderer.render.__doc__)
    )
    assert len(set(codes)) == 10
    for name in (*GUARDS, *filters, *codes):
        assert f"`{name}`" in text, name
