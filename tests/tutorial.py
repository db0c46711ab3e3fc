"""The tutorial as a reader follows it: the files that it lets them save, and what they type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FENCED: Final = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED: Final = re.compile(r"Save this as\s+`(?P<name>[^`]+)`:\s*$")
_LEFT_OUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the reader does.

    Args:
        name: The file that is saved; empty where commands are typed.
        text: What is in the file, or the commands.
        shown: What the page says that the commands print; empty where it says nothing.
    """

    name: str
    text: str
    shown: str


def steps_of(page: str) -> tuple[Step, ...]:
    """The steps of a page, in its order.

    A block after the words "Save this as `NAME`:" is a file; a block of ``sh`` is typed, and a
    block of ``text`` right after it is what it prints.
    """
    steps: list[Step] = []
    end = 0
    for block in _FENCED.finditer(page):
        between = page[end : block.start()]
        end = block.end()
        if saved := _SAVED.search(between):
            steps.append(Step(saved["name"], block["text"], ""))
        elif block["kind"] == "sh":
            steps.append(Step("", block["text"], ""))
        elif block["kind"] == "text" and not between.strip():
            typed = steps.pop()
            steps.append(Step("", typed.text, block["text"]))
    return tuple(steps)


def is_printed(shown: str, printed: str) -> bool:
    """Whether ``printed`` is what is shown, where ``…`` is anything, on its own any lines."""
    lines = (
        r"(?:.*\n)*" if line == _LEFT_OUT else f"{_pattern(line)}\n" for line in shown.splitlines()
    )
    return re.fullmatch("".join(lines), printed) is not None


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split(_LEFT_OUT)))
