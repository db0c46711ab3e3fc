"""The page of the Python API, made from its docstrings: ``python -m tests.api_page``."""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any, Final

from generator import api

_INTRODUCTION: Final = """\
# Strikedesk from Python

<!-- Made from the docstrings of generator/api.py; a test keeps it so, and runs the examples. -->

```python
import generator

note = generator.draft(generator.load_snapshot("spy.snapshot.zip"), formats=("md", "html", "pdf"))
if note.passed:
    generator.write_note(note, "output")
for finding in note.findings:
    print(finding)
```

These names are kept: a change that breaks a program which uses them is told in the changelog
under *Changed*. What else the package holds may move. Importing `generator` loads nothing; the
first of these names that is used does. Expected failures are `generator.errors.StrikedeskError`.
The audit is called `audit_note` here because `generator.audit` is the package that does it.
"""
_SECTION: Final = re.compile(r"^(Args|Returns|Raises|Examples):$", re.MULTILINE)
_ITEM: Final = re.compile(r"^ {4}(\w+): ", re.MULTILINE)


def api_page() -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for name in api.__all__:
        value = getattr(api, name)
        parts.append(_function(name, value) if inspect.isfunction(value) else _kind(name, value))
    return "\n".join(parts)


def _function(name: str, value: Any) -> str:  # noqa: ANN401 - a function
    shown = str(inspect.signature(value)).replace("'", "")
    text = inspect.getdoc(value) or ""
    return f"## `{name}{shown}`\n\n{_sections(text)}\n"


def _kind(name: str, value: type) -> str:
    first = (inspect.getdoc(value) or "").split("\n\n")[0].replace("\n", " ")
    return f"## `{name}`\n\n{first}\n"


def _sections(text: str) -> str:
    head, *rest = _SECTION.split(text)
    told = [head.strip()]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        if title == "Examples":
            told.append(f"```python\n{inspect.cleandoc(body)}\n```")
        elif title == "Returns":
            told.append(f"Returns: {' '.join(body.split())}")
        else:
            told.append(f"{title}:\n\n{_items(body)}")
    return "\n\n".join(told)


def _items(body: str) -> str:
    names_and_texts = _ITEM.split(body.strip("\n"))[1:]
    pairs = zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    return "\n".join(f"- `{name}`: {' '.join(text.split())}" for name, text in pairs)


if __name__ == "__main__":
    sys.stdout.write(api_page())
