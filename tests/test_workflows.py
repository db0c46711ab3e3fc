"""The action and the workflows do what their page says: each script is run here as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest

from tests.made_symbols import name_of, written_symbols
from tests.rehearsal import ROOT, Rehearsal, Rehearsed, content_of

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOWS: Final = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FIRST: Final = name_of(0)


def git(folder: Path, *arguments: str) -> str:
    """What git says, of a repository of its own."""
    who = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    command = ["git", *who, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def committed(folder: Path) -> str:
    """The commit that everything in the folder is."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "all")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _own_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository with two made symbols and their watchlist."""
    folder = tmp_path / "workspace"
    written_symbols(folder, 2)
    git(folder, "init", "--quiet")
    committed(folder)
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rehearsed]:
    """A repository of two symbols after its job, and how that went."""
    folder = tmp_path_factory.mktemp("good") / "workspace"
    written_symbols(folder, 2)
    git(folder, "init", "--quiet")
    return folder, rehearsed(folder, watchlist="watchlist.yaml", formats="md,html")


@dataclass(frozen=True, slots=True)
class Kept:
    """A repository that keeps its notes, the commit it is at, and one of the notes."""

    folder: Path
    commit: str
    note: Path

    @property
    def name(self) -> str:
        """The note as the repository names it."""
        return self.note.relative_to(self.folder).as_posix()

    def change(self, old: str, new: str) -> None:
        """Change the first ``old`` of the note's text, and commit that."""
        text = self.note.read_text(encoding="utf-8")
        assert old in text
        self.note.write_text(text.replace(old, new, 1), encoding="utf-8")
        committed(self.folder)


@pytest.fixture
def kept(good: tuple[Path, Rehearsed], tmp_path: Path) -> Kept:
    """A repository in which the notes of the good job were committed."""
    folder = tmp_path / "kept notes"
    shutil.copytree(good[0], folder)
    commit = committed(folder)
    [note] = folder.glob(f"output/*/{FIRST}/article.md")
    return Kept(folder, commit, note)


def rehearsed(workspace: Path, before: str = "", **inputs: str) -> Rehearsed:
    """The action with these inputs, after a commit."""
    temporary = workspace.parent / f"runner-{len(list(workspace.parent.iterdir()))}"
    temporary.mkdir()
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    return Rehearsal(workspace, temporary, given, {"github.event.before": before}).run()


def test_a_good_watchlist_is_green(good: tuple[Path, Rehearsed]) -> None:
    folder, done = good
    assert done.is_green, done.told
    assert done.codes == {"draft": 0, "audit": 0}
    assert done.annotations == []
    assert "### Notes: 2 done" in done.summary
    assert f"| {FIRST} | " in done.summary
    assert done.outputs["steps.draft.outputs.artifact"] == "notes"
    junit = ET.parse(folder / "output" / "junit-1-of-1.xml").getroot()  # noqa: S314 - our own
    assert (junit.attrib["tests"], junit.attrib["errors"]) == ("2", "0")
    assert len(list(folder.glob("output/*/*/article.md"))) == 2


def test_a_note_that_was_edited_well_is_green_and_no_other_is_looked_at(kept: Kept) -> None:
    kept.change("the", "this")
    done = rehearsed(kept.folder, kept.commit, notes="output")
    assert done.is_green, done.told
    assert "### Edited notes: 1 audited" in done.summary
    assert f"| {kept.name} | passed |" in done.summary


def test_a_planted_number_is_red_on_its_line_and_fails_no_other_change(kept: Kept) -> None:
    number = re.search(r"(?<=\s)\d+\.\d+%", kept.note.read_text(encoding="utf-8"))
    assert number is not None
    kept.change(number[0], "99.87%")
    done = rehearsed(kept.folder, kept.commit, notes="output")
    assert done.codes == {"draft": 0, "audit": 1}
    assert f"| {kept.name} | failed |" in done.summary
    place = re.match(r"::error file=(.+),line=(\d+),col=(\d+),title=", done.annotations[0])
    assert place is not None, done.told
    assert place[1] == kept.name
    line = kept.note.read_text(encoding="utf-8").splitlines()[int(place[2]) - 1]
    assert line[int(place[3]) - 1 :].startswith(("99.87%", "up 99.87%", "down 99.87%"))

    assert rehearsed(kept.folder, git(kept.folder, "rev-parse", "HEAD"), notes="output").is_green


def test_a_number_planted_in_a_page_is_red_though_the_text_is_good(kept: Kept) -> None:
    page = kept.note.with_suffix(".html")
    text = page.read_text(encoding="utf-8")
    number = re.search(r"(?<=>)\d+\.\d+%(?=<)", text)
    assert number is not None
    page.write_text(text.replace(number[0], "99.87%"), encoding="utf-8")
    committed(kept.folder)
    done = rehearsed(kept.folder, kept.commit, notes="output")
    assert done.codes == {"draft": 0, "audit": 1}
    assert f"| {kept.name.removesuffix('.md')}.html | failed |" in done.summary


def test_a_text_that_is_gone_from_its_note_is_red(kept: Kept) -> None:
    kept.note.unlink()
    committed(kept.folder)
    done = rehearsed(kept.folder, kept.commit, notes="output")
    assert done.codes == {"draft": 0, "audit": 1}
    assert "does not exist" in done.told


def test_where_the_commit_before_is_not_known_every_note_is_audited(kept: Kept) -> None:
    done = rehearsed(kept.folder, "0" * 40, notes="output")
    assert done.is_green, done.told
    assert "### Edited notes: 4 audited" in done.summary


def test_a_note_that_lost_its_record_is_red_with_the_reason(kept: Kept) -> None:
    kept.note.with_name("article.json").unlink()
    committed(kept.folder)
    done = rehearsed(kept.folder, kept.commit, notes="output")
    assert not done.is_green
    assert done.annotations[0].startswith(f"::error file={kept.name},title=audit::")
    assert "the record of the note is needed" in done.annotations[0]


def test_a_torn_snapshot_is_red_and_the_other_symbol_has_its_note(workspace: Path) -> None:
    (workspace / f"{FIRST}.snapshot.zip").write_bytes(b"PK no more")
    done = rehearsed(workspace, watchlist="watchlist.yaml", formats="md")
    assert done.codes == {"draft": 6, "audit": 0}  # the second is tried whatever the first said
    assert done.outputs["steps.draft.outputs.exit-code"] == "6"
    [line] = done.annotations
    assert line.startswith(f"::error title={FIRST}::")
    assert f"| {FIRST} | - | refused | snapshot | - |" in done.summary
    assert "### Notes: 1 done, 1 refused" in done.summary
    assert [path.parent.name for path in workspace.glob("output/*/*/article.md")] == [name_of(1)]


def test_an_edition_is_written_by_the_first_shard_and_told_like_a_note(workspace: Path) -> None:
    inputs = {"watchlist": "watchlist.yaml", "formats": "md", "edition": "DAILY"}
    first = rehearsed(workspace, shard="1/2", **inputs)
    assert first.is_green, first.told
    assert "| DAILY | 2025-12-29 | done |" in first.summary
    [letter] = workspace.glob("output/*/DAILY/article.md")
    letter.unlink()
    (workspace / "output" / "junit-edition.xml").write_text("of yesterday", encoding="utf-8")
    (workspace / "output" / "junit-1-of-2.xml").write_text("of yesterday", encoding="utf-8")
    assert not rehearsed(workspace, shard="1/2", **inputs | {"watchlist": "gone.yaml"}).is_green
    [report] = workspace.glob("output/junit-*.xml")
    assert "gone.yaml: does not exist" in report.read_text(encoding="utf-8")
    assert rehearsed(workspace, shard="2/2", **inputs).is_green
    assert not letter.exists()


def test_an_edition_that_leaves_a_symbol_out_is_red_with_the_reason(workspace: Path) -> None:
    (workspace / f"{FIRST}.snapshot.zip").write_bytes(b"torn")
    done = rehearsed(workspace, watchlist="watchlist.yaml", formats="md", edition="DAILY")
    assert done.outputs["steps.draft.outputs.exit-code"] == "6"
    assert "| DAILY | 2025-12-29 | done |" in done.summary
    report = ET.parse(workspace / "output" / "junit-edition.xml").getroot()  # noqa: S314 - our own
    assert (report.get("errors"), report.get("failures")) == ("1", "0")


def test_nothing_is_fetched_unless_the_workflow_says_so(workspace: Path) -> None:
    (workspace / "live.yaml").write_text("- SPY\n", encoding="utf-8")
    done = rehearsed(workspace, watchlist="live.yaml")
    assert done.codes["draft"] == 2
    assert "SPY is from yahoo, which --offline rules out" in done.told
    assert [path.name for path in (workspace / "output").iterdir()] == ["junit-1-of-1.xml"]


def test_each_shard_has_its_own_artifact_and_report(workspace: Path) -> None:
    """The third of two symbols is none: a shard without work is green and says so."""
    done = rehearsed(workspace, watchlist="watchlist.yaml", shard="3/3")
    assert done.is_green, done.told
    assert done.outputs["steps.draft.outputs.artifact"] == "notes-3-of-3"
    assert (workspace / "output" / "junit-3-of-3.xml").is_file()
    assert "### Notes: no notes" in done.summary


def test_a_folder_of_notes_that_is_not_there_is_red(workspace: Path) -> None:
    assert not rehearsed(workspace, notes="notes").is_green


def _steps(content: dict[str, Any]) -> list[dict[str, Any]]:
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_what_others_wrote_is_named_by_its_commit_and_no_script_takes_expressions(
    path: Path,
) -> None:
    steps = _steps(content_of(path))
    assert steps
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"\./|actions/[a-z-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
        else:
            assert "${{" not in step["run"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_the_repository_and_do_no_more(path: Path) -> None:
    content = content_of(path)
    assert content["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in content["jobs"].values())
    assert all("timeout-minutes" in job for job in content["jobs"].values())


def test_the_example_gives_the_action_only_inputs_that_it_has() -> None:
    inputs = content_of(ROOT / "action.yml")["inputs"]
    steps = _steps(content_of(ROOT / ".github" / "workflows" / "notes.yml"))
    [ours] = [step for step in steps if step.get("uses") == "./"]
    assert set(ours["with"]) <= set(inputs)
    assert all(item["description"] for item in inputs.values())


def test_the_steps_that_install_name_files_and_targets_that_exist() -> None:
    """They are not run here: they ask a registry. What they call is looked for."""
    install = next(
        step for step in _steps(content_of(ROOT / "action.yml")) if step.get("id") == "install"
    )
    called = re.findall(r"^sh (\S+)", install["run"], re.MULTILINE)
    assert called == [".make/system.sh", ".make/env.sh"]
    assert all((ROOT / name).is_file() for name in called)
    for step in _steps(content_of(ROOT / ".github" / "workflows" / "tests.yml")):
        if "run" in step:
            target = re.fullmatch(r"make ([a-z-]+)", step["run"])
            assert target is not None
            subprocess.run(
                ["make", "--dry-run", target[1]], cwd=ROOT, check=True, capture_output=True
            )


def test_the_watchlist_of_the_example_asks_nobody() -> None:
    steps = _steps(content_of(ROOT / ".github" / "workflows" / "notes.yml"))
    named = re.search(r"'(\.github/[^']+)'", steps[-1]["with"]["watchlist"])
    assert named is not None
    text = (ROOT / named[1]).read_text(encoding="utf-8")
    assert "source: demo" in text
