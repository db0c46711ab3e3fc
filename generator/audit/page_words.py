"""Proof of a page's words: its main part reads what the note's Markdown reads, letter by letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.text_differences import Place, differences
from generator.wording.markup import unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.audit.findings import Finding
    from generator.audit.page_runs import Run

_AROUND: Final = frozenset({"header", "footer", "aside", "svg", "head", "style", "script"})
_START: Final = re.compile(r"^(?:#{1,6} |[-*+>] |\d+\. )")
_EMPHASIS: Final = re.compile(
    r"(?<![\\*])(?P<stars>\*{1,3})(?=[^\s*])(?P<starred>(?:[^*\\]|\\.)+?)(?<=\S)(?P=stars)(?!\*)"
    r"|(?<![\\\w])(?P<lines>_{1,3})(?=[^\s_])(?P<lined>(?:[^_\\]|\\.)+?)(?<=\S)(?P=lines)(?!\w)"
)
"""Words that an editor set in italics or bold; the playbook's are escaped."""
_CAPTION: Final = re.compile(r"^\*(?P<text>(?:[^*\\]|\\.)+)\*$")
_CHART: Final = re.compile(r"^!\[(?P<text>(?:[^\]\\]|\\.)*)\]\(charts/[a-z0-9_]+\.svg\)$")
_RULE_OF_A_TABLE: Final = re.compile(r"^\|(?: ?:?-+:? ?\|)+$")
_BETWEEN_CELLS: Final = re.compile(r"(?<!\\)\|")


def audit_page_words(runs: Iterable[Run], markdown: str, *, file: str) -> list[Finding]:
    """Prove that the page's main part has the words of the note, in order, and no others.

    Args:
        runs: The page's text.
        markdown: The note as it was written, which is proven.
        file: Name of the file, for the findings.
    """
    shown = list(runs)
    # A page template of one's own may have no main part.
    part = "main" if any("main" in run.scope for run in shown) else "body"
    found, lines = "", []
    for run in shown:
        if part in run.scope and not _AROUND & set(run.scope):
            text = _squeezed(run.text)
            found += text
            lines += [run.line] * len(text)
    wanted = "".join(_squeezed(text) for text in _words_of(markdown))

    def place(at: int) -> Place:
        line = lines[min(at, len(lines) - 1)] if lines else 1
        return Place(f"line {line}", line)

    return differences(found, wanted, place, file=file)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_emphasis(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _EMPHASIS.sub(lambda match: match["starred"] or match["lined"], text)
    return text


def _words_of(markdown: str) -> Iterator[str]:
    """What a reader sees of each line of a note's Markdown."""
    for line in markdown.splitlines():
        text = line.strip()
        chart, caption = _CHART.match(text), _CAPTION.match(text)
        if _RULE_OF_A_TABLE.match(text):
            continue
        if chart or caption:
            yield unescape_markdown((chart or caption)["text"])  # type: ignore[index]
        elif text.startswith("|"):
            cells = _BETWEEN_CELLS.split(text)
            yield from (unescape_markdown(_without_emphasis(cell)) for cell in cells)
        else:
            yield unescape_markdown(_without_emphasis(_START.sub("", text)))
