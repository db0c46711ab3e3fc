"""Steps of workflows, rehearsed here: the scripts are read from the files that the CI reads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.errors import InputError
from generator.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).resolve().parents[1]
_EXPRESSION: Final = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_AFTER_A_FAILURE: Final = "!cancelled()"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the steps of a job ended.

    Args:
        codes: Exit code of each step that was run, by its id.
        told: What they printed, standard error included.
        summary: What they wrote for the job's page.
        outputs: What they handed on, by ``steps.ID.outputs.NAME``.
    """

    codes: Mapping[str, int]
    told: str
    summary: str
    outputs: Mapping[str, str]

    @property
    def is_green(self) -> bool:
        """Whether the job would have passed."""
        return not any(self.codes.values())

    @property
    def annotations(self) -> list[str]:
        """The errors that would stand on lines."""
        return [line for line in self.told.splitlines() if line.startswith("::error")]


@dataclass(slots=True)
class Rehearsal:
    """The steps of the action, in a folder.

    Args:
        workspace: Where the checkout would be.
        temporary: What the steps write for the CI, and its temporary folder.
        inputs: Of the action; the others are at their defaults.
        github: Of what the CI knows, such as ``github.event.before``.
        skipped: Steps by id that are not run, such as one that installs.
    """

    workspace: Path
    temporary: Path
    inputs: Mapping[str, str]
    github: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset({"install"})

    def run(self) -> Rehearsed:
        """Run the steps of ``action.yml`` that are scripts, as the CI would."""
        action = content_of(ROOT / "action.yml")
        known = dict(self.github) | {
            f"inputs.{name}": self.inputs.get(name, self._filled(item["default"], self.github))
            for name, item in action["inputs"].items()
        }
        codes: dict[str, int] = {}
        told = []
        for step in action["runs"]["steps"]:
            if "run" not in step or step["id"] in self.skipped:
                continue
            if any(codes.values()) and _AFTER_A_FAILURE not in step.get("if", ""):
                continue
            done = self._script(step, known)
            codes[step["id"]], printed = done.returncode, done.stdout
            told.append(printed)
            known |= self._handed_on(step["id"])
        summary = self._file("summary").read_text(encoding="utf-8")
        outputs = {name: value for name, value in known.items() if name.startswith("steps.")}
        return Rehearsed(codes, "".join(told), summary, outputs)

    def _script(
        self, step: Mapping[str, Any], known: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        assert not _EXPRESSION.search(step["run"]), "a script takes values from variables alone"
        script = self._file("script")
        script.write_text(step["run"], encoding="utf-8")
        given = {name: self._filled(value, known) for name, value in step.get("env", {}).items()}
        named = {name: str(self._file(name)) for name in ("summary", "output", "path")}
        ours = {
            "GITHUB_STEP_SUMMARY": named["summary"],
            "GITHUB_OUTPUT": named["output"],
            "GITHUB_PATH": named["path"],
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(self.temporary),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=os.environ | given | ours,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _handed_on(self, step: str) -> dict[str, str]:
        lines = self._file("output").read_text(encoding="utf-8").splitlines()
        pairs = (line.partition("=") for line in lines)
        return {f"steps.{step}.outputs.{name}": value for name, _, value in pairs}

    def _file(self, name: str) -> Path:
        path = self.temporary / name
        path.touch()
        return path

    @staticmethod
    def _filled(text: str, known: Mapping[str, str]) -> str:
        """``text`` with its expressions; of several with ``||`` the first that is not empty."""

        def value(match: re.Match[str]) -> str:
            values = (known.get(name.strip(), "") for name in match[1].split("||"))
            return next(filter(None, values), "")

        return _EXPRESSION.sub(value, text)


def content_of(path: Path) -> dict[str, Any]:
    """A workflow or an action."""
    content = read_yaml(path, InputError).content
    assert isinstance(content, dict)
    return content
