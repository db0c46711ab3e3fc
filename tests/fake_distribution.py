"""A distribution as an installer leaves it: modules, and the metadata that announces them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def install(
    site: Path, name: str, announced: Mapping[str, str], modules: Mapping[str, str] | None = None
) -> None:
    """Install version 1.0 of a distribution.

    Args:
        site: A folder of the path.
        name: Of the distribution.
        announced: Such as ``{"signals/ranges": "module:register"}``.
        modules: Texts by module.
    """
    folder = site / f"{name}-1.0.dist-info"
    folder.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (folder / "METADATA").write_text(metadata, encoding="utf-8")
    lines = []
    for key, value in announced.items():
        kind, _, entry = key.partition("/")
        lines.append(f"[strikedesk.{kind}]\n{entry} = {value}\n")
    (folder / "entry_points.txt").write_text("".join(lines), encoding="utf-8")
    for module, text in (modules or {}).items():
        (site / f"{module}.py").write_text(text, encoding="utf-8")
