"""What MkDocs asks while it builds the site: pages and files from beside docs/, and links to them.

A page reads the same in the repository and on the site: its links are relative and plain. Here
those that leave docs/ are turned to what the site has of it; where it has nothing, the words stay.
"""

# ruff: noqa: INP001 - MkDocs loads this file by its path; docs/ is no package

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkdocs.structure.files import File

from generator.render.theme import load_theme
from generator.render.theme_style import face_rule

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from generator.render.palette import Palette
    from generator.render.theme import Theme

ROOT: Final = Path(__file__).resolve().parents[1]
CHANGELOG: Final = "changelog.md"
_PAGES_BESIDE: Final = {"README.md": "index.md", "CHANGELOG.md": CHANGELOG}
_LEAVES_DOCS: Final = re.compile(r"\[(?P<words>[^\]]*)\]\(\.\./(?P<path>[^)#\s]+)[^)]*\)")
_NAMED_PAGE: Final = re.compile(r"\bdocs/(?P<page>[a-z_]+\.md)\b")
_CODE_IN_CELL: Final = re.compile(r"(?<=<td><code>)[^<]+")
_SCHEMES: Final = {"light": "default", "dark": "slate"}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the changelog, the house's faces, and its inks as a style sheet."""
    theme = load_theme("house")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, CHANGELOG, content=linked(changes)))
    files.append(File.generated(config, "assets/house.css", content=house_style(theme)))
    for face in theme.faces:
        address = f"assets/fonts/{face.path.name}"
        files.append(File.generated(config, address, abs_src_path=str(face.path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the links that leave docs/."""
    del page, config, files
    return _LEAVES_DOCS.sub(_turned, markdown)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let long names in tables wrap where they have an underscore, and nowhere else."""
    del page, config, files
    return _CODE_IN_CELL.sub(lambda code: code[0].replace("_", "_<wbr>"), html)


def _turned(link: re.Match[str]) -> str:
    if link["path"] in _PAGES_BESIDE:
        return f"[{link['words']}]({_PAGES_BESIDE[link['path']]})"
    return f'<span title="in the repository: {link["path"]}">{link["words"]}</span>'


def linked(changes: str) -> str:
    """The changelog with links where it names pages of docs/."""
    return _NAMED_PAGE.sub(r"[\g<page>](\g<page>)", changes)


def house_style(theme: Theme) -> str:
    """Faces and inks of the house, under the names by which the site's own style knows them."""
    faces = "".join(face_rule(face, f"fonts/{face.path.name}") for face in theme.faces)
    stacks = f"  --house-text: {theme.text.stack};\n  --house-display: {theme.display.stack};\n"
    inks = (
        _inks(f'[data-md-color-scheme="{scheme}"]', getattr(theme, name))
        for name, scheme in _SCHEMES.items()
    )
    return f"{faces}:root {{\n{stacks}}}\n{''.join(inks)}"


def _inks(selector: str, palette: Palette) -> str:
    lines = (f"  --house-{name.replace('_', '-')}: {ink};\n" for name, ink in palette.items())
    return f"{selector} {{\n{''.join(lines)}}}\n"
