"""Commands as processes of their own, interrupted and failing ones included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from generator.cli.draft import draft as draft_command
from generator.cli.main import INTERRUPTED, READER_GONE, run
from generator.files import replace_folder
from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from generator.render.pdf import PdfRenderer
from tests.cli.outcome import call
from tests.cli.test_commands import PAIRS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
REPLACEMENTS: Final = 30
NAMES: Final = ("article.md", "article.html", "facts.json", "charts/price.svg")


def started(arguments: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    """A process of the command in ``folder``, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--version"], 0, "strikedesk"),
        (["draft", "IWM", "--source", "demo", "--formats", "md", "--out", "here"], 0, "proven"),
        (["draft", "SPY", "--source", "demo"], 2, "holds IWM, not SPY"),
        (["draft", "IWM", "--source", "nowhere.zip"], 4, "nowhere.zip: does not exist"),
        (["audit", "."], 2, ".md, .html and .pdf"),
        (["--debug", "inspect", "nowhere.zip"], 4, "Traceback"),
    ],
)
def test_a_process_ends_with_the_code_of_the_contract(
    arguments: list[str], code: int, words: str, tmp_path: Path
) -> None:
    process = started(arguments, tmp_path)
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    assert words in out + err
    assert ("Traceback" in err) == ("--debug" in arguments)


def test_an_interrupted_draft_ends_with_130_and_leaves_no_folder_half_written(
    tmp_path: Path,
) -> None:
    """Ctrl-C as soon as the worker that makes PDFs has been started.

    A suite that runs in the background may have been told to ignore the signal; the child is not.
    """
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import generator.render.pdf as pdf\n"
        "from generator.cli.main import main\n"
        "def interrupted(self, html, **_):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    signal.pause()\n"
        "pdf.PdfRenderer.render = interrupted\n"
        "main(['draft', 'IWM', '--source', 'demo', '--out', 'here'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == INTERRUPTED, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("article*")) == []


def test_a_reader_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    """``strikedesk signals | head -1`` ends without a complaint."""
    process = started(["signals"], tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert process.wait(timeout=60) in {0, -signal.SIGPIPE}
    assert "Traceback" not in err
    assert "internal error" not in err


def test_a_draft_whose_pdf_fails_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of an earlier note stays as it was, and the reason has a code."""
    arguments = ["draft", "IWM", "--source", "demo", "--out", str(tmp_path)]
    assert run([*arguments, "--formats", "md,html"]) == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(PdfRenderer, "render", _crashes)
    outcome = call(arguments, capsys)
    assert outcome.code == 1
    assert "[render_crash]" in outcome.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def _crashes(self: PdfRenderer, html: str, **_: object) -> None:
    del html
    worker = self._start()
    worker.kill()
    worker.wait()
    raise self._crashed(worker)


def test_the_audit_reads_the_pdf_and_finds_that_of_another_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF is proven against the record beside it, and one of other text is not."""
    assert run(["draft", "IWM", "--source", "demo", "--out", str(tmp_path)]) == 0
    folder = tmp_path / "2025-12-29" / "IWM"
    outcome = call(["audit", str(folder / "article.pdf")], capsys)
    assert outcome.code == 0, outcome
    assert "pass, 0 errors" in outcome.out
    with PdfRenderer() as renderer:
        page = (folder / "article.html").read_text(encoding="utf-8")
        (folder / "article.pdf").write_bytes(renderer.render(page.replace("2.17", "2.71")).content)
    outcome = call(["audit", str(folder / "article.pdf")], capsys)
    assert outcome.code == 1
    assert "2.71" in outcome.out
    (folder / "article.pdf").write_bytes(b"%PDF-1.7 and no more")
    outcome = call(["audit", str(folder / "article.pdf")], capsys)
    assert outcome.code == 4, outcome
    assert "article.pdf" in outcome.err


@pytest.mark.parametrize("name", ["article.json", "facts.json"])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b'{"schema": "article/9"}', b"\xff"]
)
def test_a_record_or_facts_of_another_shape_are_refused_and_named(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["draft", "IWM", "--source", "demo", "--formats", "md", "--out", str(tmp_path)]
    assert run(arguments) == 0
    folder = tmp_path / "2025-12-29" / "IWM"
    (folder / name).write_bytes(content)
    outcome = call(["audit", str(folder / "article.md")], capsys)
    assert outcome.code == 4, outcome
    assert name in outcome.err
    assert "internal error" not in outcome.err


def test_a_reader_never_sees_a_folder_between_two_notes(tmp_path: Path) -> None:
    """While a folder is replaced thirty times, its files are all there and of one note."""
    folder = tmp_path / "IWM"
    done = threading.Event()
    broken: list[str] = []

    def read() -> None:
        while not done.is_set():
            handle = os.open(folder, os.O_RDONLY)
            try:
                found = {_read_in(handle, name) for name in NAMES}
            except FileNotFoundError as error:
                # The handle is of the old note, which was taken away while it was being read.
                found = set() if _is_gone(handle, folder) else {str(error).encode()}
            finally:
                os.close(handle)
            if len(found) > 1:
                broken.append(repr(found))

    replace_folder(folder, dict.fromkeys(NAMES, b"0"))
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, REPLACEMENTS + 1):
        replace_folder(folder, dict.fromkeys(NAMES, f"{number}".encode()))
    done.set()
    reader.join()
    assert broken == []
    assert [path.name for path in tmp_path.iterdir()] == ["IWM"]
    assert {path.read_bytes() for path in folder.rglob("*") if path.is_file()} == {b"30"}


def _read_in(handle: int, name: str) -> bytes:
    descriptor = os.open(name, os.O_RDONLY, dir_fd=handle)
    try:
        return os.read(descriptor, 100)
    finally:
        os.close(descriptor)


def _is_gone(handle: int, folder: Path) -> bool:
    return os.fstat(handle).st_ino != folder.stat().st_ino


def test_the_help_of_a_draft_names_every_option() -> None:
    names = {option for item in draft_command.params for option in item.opts}
    assert {"--source", "--as-of", "--playbook", "--formats", "--out"} <= names


def piped(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    """Exit code and errors of a command whose reader is gone before it writes."""
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data")},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writer)
    _, err = process.communicate(timeout=120)
    return process.returncode, err


def test_a_command_whose_reader_is_gone_ends_as_unix_tools_do_and_says_nothing(
    tmp_path: Path,
) -> None:
    """With 141 and not with 1, which says that an audit or a gate failed."""
    file = tmp_path / "one.snapshot.zip"
    save_snapshot(demo_snapshot(), file)
    assert (
        run(["draft", "IWM", "--source", str(file), "--formats", "md", "--out", str(tmp_path)]) == 0
    )
    (note,) = tmp_path.glob("*/IWM")
    commands = (
        ["inspect", str(file)],
        ["explain", "put_call_oi_ratio", str(note)],
        ["signals"],
        ["--help"],
        ["archive", "history", "--help"],
    )
    for arguments in commands:
        assert piped(arguments, tmp_path) == (READER_GONE, ""), arguments


def test_a_history_whose_reader_is_gone_ends_in_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    chain = tmp_path / "chain.csv"
    chain.write_text(PAIRS, encoding="utf-8")
    asked = ["import", str(chain), "--symbol", "IWM", "--spot", "101", "--all-days"]
    assert run(asked) == 0
    wanted = ["archive", "history", "IWM", "put_call_oi_ratio_tradable"]
    assert piped(wanted, tmp_path) == (READER_GONE, "")
