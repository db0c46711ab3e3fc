"""The whole action from a clean clone, the steps that install included, in a clean Debian root.

    python -m tests.action_rehearsal root built

``root`` and the options are those of `tests.container_rehearsal`. Two made symbols are drafted,
then a number is planted in the first one's note: the job has to be green, and red after that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from tests.container_rehearsal import Image, asked_for, copy_tree
from tests.made_symbols import name_of, written_symbols
from tests.rehearsal import ROOT, content_of

if TYPE_CHECKING:
    from pathlib import Path

_EXPRESSION: Final = re.compile(r"\$\{\{\s*(\S+).*?\}\}")
_OURS: Final = {
    "GITHUB_ACTION_PATH": "/action",
    "GITHUB_PATH": "/tmp/path",  # noqa: S108 - inside the root, which is ours alone
    "GITHUB_OUTPUT": "/tmp/output",  # noqa: S108 - as above
    "GITHUB_STEP_SUMMARY": "/tmp/summary",  # noqa: S108 - as above
    "RUNNER_TEMP": "/tmp",  # noqa: S108 - as above
}
_GIT: Final = "apt-get update -q && apt-get install -y -q --no-install-recommends git"


def job(image: Image, inputs: dict[str, str], steps: set[str]) -> bool:
    """Run these steps of the action; whether all went well."""
    action = content_of(ROOT / "action.yml")
    known = {f"inputs.{name}": str(item["default"]) for name, item in action["inputs"].items()}
    known |= {"inputs.base": "", "steps.python.outputs.python-path": "/usr/bin/python3"}
    known |= {f"inputs.{name}": value for name, value in inputs.items()}
    codes = [
        step_code(image, step, known)
        for step in action["runs"]["steps"]
        if "run" in step and step["id"] in steps
    ]
    print((image.root / "tmp" / "summary").read_text(encoding="utf-8"))  # noqa: T201
    return not any(codes)


def step_code(image: Image, step: dict[str, Any], known: dict[str, str]) -> int:
    """Run one step as the runner does; its exit code."""
    script, path = image.root / "tmp" / "step.sh", image.root / "tmp" / "path"
    script.write_text(step["run"], encoding="utf-8")
    path.touch()
    before = dict(image.environment)
    for name, text in step.get("env", {}).items():
        image.environment[name] = _EXPRESSION.sub(lambda found: known[found[1]], text)
    added = path.read_text(encoding="utf-8").split()
    image.environment["PATH"] = ":".join([*added, image.environment["PATH"]])
    code = image.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "/tmp/step.sh"])  # noqa: S108
    image.environment = before
    print(f"{step['id']}: exit code {code}", flush=True)  # noqa: T201 - what it is for
    return code


def committed(folder: Path) -> None:
    """Commit all that the folder has."""
    who = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
    for words in (["init", "-q"], ["add", "--all"], [*who, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def main() -> int:
    """Rehearse; 0 if the job is green, and red after a number was planted."""
    given = asked_for(__doc__ or "")
    copy_tree(given.clean, given.built)
    image = Image(given.built, given.bind, given.keep, folder="/work")
    subprocess.run(["git", "clone", "-q", str(ROOT), str(given.built / "action")], check=True)
    work = given.built / "work"
    written_symbols(work, 2)
    committed(work)
    image.run(["sh", "-c", _GIT])
    image.environment |= _OURS
    green = job(image, {"watchlist": "watchlist.yaml"}, {"install", "draft", "audit"})
    [note] = work.glob(f"output/*/{name_of(0)}/article.md")
    text = note.read_text(encoding="utf-8")
    note.write_text(re.sub(r"(?<=\s)\d+\.\d+%", "99.87%", text, count=1), encoding="utf-8")
    committed(work)
    red = not job(image, {"notes": "output"}, {"audit"})
    print(f"green on good symbols: {green}; red on a planted number: {red}")  # noqa: T201
    return 0 if green and red else 1


if __name__ == "__main__":
    sys.exit(main())
