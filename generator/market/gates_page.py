"""The page of the gates for `docs/`, made from their register and the settings."""

from __future__ import annotations

from typing import Final

from generator.config import GateLimits
from generator.market.quality import gates

_INTRODUCTION: Final = """\
# The gates

<!-- Made from the register of gates and their limits; a test keeps it so. -->

Before a note is made, the gates look at its data. `block` means that there is no note, `degrade`
that there is one whose affected section says in a sentence what is missing and why, `note` is a
remark.
Each has a stable code; `strikedesk inspect SNAPSHOT` shows them all. A limit in the table is a
setting, below.

| code | looks for | what it does |
|---|---|---|
"""
_SETTINGS: Final = """
## Limits

Set them in `strikedesk.toml` under `[gates]`, or by a variable.

| setting | default | variable | what it is |
|---|---|---|---|
"""


def gates_page() -> str:
    """The page, as Markdown."""
    rows = [f"| `{gate.code}` | {gate.faults} | {gate.verdict} |" for gate in gates()]
    limits = [
        f"| `{name}` | `{field.default}` | `STRIKEDESK_GATES_{name.upper()}` | "
        f"{field.description} |"
        for name, field in GateLimits.model_fields.items()
    ]
    return _INTRODUCTION + "\n".join(rows) + "\n" + _SETTINGS + "\n".join(limits) + "\n"
