"""The Dockerfile, step by step in a clean Debian root, where no container engine is at hand.

    debootstrap --variant=minbase --include=ca-certificates,netbase,tzdata,python3,python3-venv trixie root
    python -m tests.container_rehearsal root built

``root`` stands for the base image and is left as it is; ``built`` becomes the image, in which the
demo note is drafted as the image's own user. Run it as root on Linux. Where packages come from a
mirror, ``--bind`` shows files of this machine inside and ``--keep`` hands on variables.
"""  # noqa: E501 - a command to copy

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.dockerfile import ignored, stages_of

if TYPE_CHECKING:
    from tests.dockerfile import Instruction, Stage

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Image:
    """A root folder and what the lines so far have set.

    Args:
        root: The folder.
        bound: Files of this machine that are shown inside while a command runs.
        kept: Variables that are handed on.
    """

    root: Path
    bound: list[Path]
    kept: list[str]
    user: str = "0"
    folder: str = "/"
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )

    def run(self, command: list[str]) -> int:
        """Run a command inside, as the user and in the folder that were set."""
        mounts = [f"mount -t proc proc {self.root}/proc", f"mount --rbind /dev {self.root}/dev"]
        for path in self.bound:
            inside = self.root / path.relative_to("/")
            if not inside.exists():
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.mkdir() if path.is_dir() else inside.touch()
            mounts.append(f"mount --bind {path} {inside}")
        given = self.environment | {name: os.environ[name] for name in self.kept}
        home = {"HOME": "/root" if self.user == "0" else "/data"}
        pairs = [f"{name}={value}" for name, value in (home | given).items()]
        inner = ["chroot", f"--userspec={self.user}:{self.user}", str(self.root), "/usr/bin/env"]
        changed = ["sh", "-c", f'cd {self.folder} && exec "$@"', "sh", *command]
        outer = f'{" && ".join(mounts)} && exec "$@"'
        whole = ["unshare", "--mount", "sh", "-c", outer, "sh", *inner, "-i", *pairs, *changed]
        return subprocess.run(whole, check=False).returncode

    def take(self, item: Instruction, built: dict[str, Image]) -> None:
        """Carry out one line.

        Raises:
            SystemExit: Its command failed.
        """
        if item.kind == "RUN":
            if code := self.run(["sh", "-c", item.text]):
                sys.exit(f"exit code {code}: {item.text}")
        elif item.kind == "COPY":
            self._copy(item.words, built)
        elif item.kind == "ENV":
            for pair in item.words:
                name, _, value = pair.partition("=")
                self.environment[name] = value.replace("$PATH", self.environment["PATH"])
        elif item.kind == "USER":
            self.user = item.text
        elif item.kind == "WORKDIR":
            self.folder = item.text
            self._inside(item.text).mkdir(parents=True, exist_ok=True)

    def _inside(self, path: str) -> Path:
        return self.root / (Path(self.folder) / path).relative_to("/")

    def _copy(self, words: list[str], built: dict[str, Image]) -> None:
        if words[0].startswith("--from="):
            source = built[words[0].removeprefix("--from=")]
            copy_tree(source._inside(words[1]), self._inside(words[2]))
            return
        *names, target = words
        rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        for name in names:
            place = self._inside(target)
            for path in [ROOT / name, *(ROOT / name).rglob("*")]:
                inner = path.relative_to(ROOT).as_posix()
                if path.is_file() and not ignored(inner, rules):
                    below = path.relative_to(ROOT / name)
                    copied = place / (below if (ROOT / name).is_dir() else path.name)
                    copied.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copied)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder with its owners and links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def build(stage: Stage, image: Image, built: dict[str, Image]) -> Image:
    """Carry out the lines of a stage, told one by one."""
    for item in stage.instructions:
        print(f"{item.kind} {item.text}", flush=True)  # noqa: T201 - what it is for
        image.take(item, built)
    return image


def asked_for(about: str) -> argparse.Namespace:
    """The arguments of a rehearsal in a clean root."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("clean", type=Path, help="a clean Debian root with Python")
    parser.add_argument("built", type=Path, help="folder for what is built; must not exist")
    parser.add_argument("--bind", type=Path, action="append", default=[])
    parser.add_argument("--keep", action="append", default=[])
    return parser.parse_args()


def main() -> int:
    """Build and try the image; the exit code of the demo inside."""
    given = asked_for(__doc__ or "")
    built: dict[str, Image] = {}
    stages = stages_of(ROOT / "Dockerfile")
    for number, stage in enumerate(stages):
        name = stage.name or str(number)
        copy_tree(given.clean, given.built / name)
        built[name] = build(stage, Image(given.built / name, given.bind, given.keep), built)
    # The program itself needs nothing of this machine.
    last = stages[-1]
    image = built[last.name or str(len(stages) - 1)]
    image.bound, image.kept = [], []
    entry = last.all("ENTRYPOINT")[-1].words
    return image.run([*entry, "doctor"]) or image.run([*entry, "draft", "IWM", "--source", "demo"])


if __name__ == "__main__":
    sys.exit(main())
