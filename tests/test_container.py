"""The Dockerfile names what is there, takes no more than it needs, and ends as no root.

That its steps work is rehearsed in a clean Debian root (`tests.container_rehearsal`), by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.dockerfile import ignored, stages_of
from tests.rehearsal import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BUILD, FINAL = stages_of(ROOT / "Dockerfile")
RULES: Final = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_both_stages_are_the_same_slim_base_of_one_version() -> None:
    assert BUILD.base == FINAL.base
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", FINAL.base)


def test_packages_come_by_their_hashes_and_build_tools_do_not_stay() -> None:
    runs = [item.text for item in BUILD.all("RUN")]
    [locked] = [text for text in runs if "constraints.txt" in text]
    assert "--require-hashes" in locked
    assert "--only-binary :all:" in locked
    assert any("uninstall" in text and {"hatchling", "pip"} <= set(text.split()) for text in runs)
    final = " ".join(item.text for item in FINAL.all("RUN"))
    assert not re.search(r"\bpip\b|build-essential|gcc", final)


def test_the_image_has_the_system_libraries_that_make_installs_and_no_others() -> None:
    [line] = [item.text for item in FINAL.all("RUN") if "apt-get install" in item.text]
    wanted = line.split("--no-install-recommends")[1].split("&&")[0].split()
    script = (ROOT / ".make" / "system.sh").read_text(encoding="utf-8")
    assert sorted(wanted) == sorted(re.findall(r'missing="\$missing (lib[^"]+)"', script))
    assert "rm -rf /var/lib/apt/lists/*" in line


def test_it_runs_the_program_as_a_user_who_owns_nothing_but_the_data() -> None:
    assert FINAL.all("ENTRYPOINT")[-1].words == ["strikedesk"]
    user = FINAL.all("USER")[-1].text
    assert int(user) >= 1000
    made = next(item.text for item in FINAL.all("RUN") if "useradd" in item.text)
    assert f"--uid {user} " in made
    kinds = [item.kind for item in FINAL.instructions]
    assert "RUN" not in kinds[kinds.index("USER") :]
    assert [item.text for item in FINAL.all("VOLUME")] == ["/data"]
    [environment] = FINAL.all("ENV")
    settings = dict(pair.split("=", 1) for pair in environment.words)
    assert settings["STRIKEDESK_ARCHIVE"].startswith("/data/")
    assert settings["STRIKEDESK_OUTPUT"].startswith("/data/")


def test_what_is_copied_is_there_and_is_all_that_the_context_has() -> None:
    copied = {
        name
        for item in BUILD.all("COPY")
        for name in item.words[:-1]
        if not name.startswith("--from")
    }
    assert all((ROOT / name).exists() for name in copied)
    allowed = {rule[1:] for rule in RULES if rule.startswith("!")}
    assert copied == allowed


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("generator/pipeline.py", False),
        ("templates/options_focus/playbook.yaml", False),
        ("generator/__pycache__/pipeline.cpython-313.pyc", True),
        ("generator/pipeline.pyc", True),
        ("tests/test_container.py", True),
        (".git/config", True),
        ("output/2025-12-29/IWM/article.md", True),
        ("strikedesk.toml", True),
    ],
)
def test_what_the_context_leaves_out(name: str, left_out: bool) -> None:  # noqa: FBT001 - a table
    assert ignored(name, RULES) is left_out


def test_a_line_that_the_reader_does_not_know_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM scratch\nADD a b\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="ADD"):
        stages_of(file)
