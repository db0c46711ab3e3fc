"""Themes: colours, faces, masthead, logo and disclosure of a publication, in a folder of two files.

``theme.yaml`` names what differs from the theme of the house, ``theme.css`` adds to the style.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.errors import ThemeError, UsageError
from generator.files import read_bytes
from generator.narrative.imprint import Imprint
from generator.narrative.playbook import fonts_folder, template_roots
from generator.render.palette import Palette, unreadable
from generator.render.theme_files import read_logo, read_style
from generator.yaml_file import YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUSE: Final = "house"
FILE: Final = "theme.yaml"
STYLE: Final = "theme.css"

_PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_FILE_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_FAMILY_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9 -]*$"
_FALLBACK: Final = (
    r"^(?:'[A-Za-z0-9 -]+'|[A-Za-z][A-Za-z-]*)(?:, ?(?:'[A-Za-z0-9 -]+'|[A-Za-z][A-Za-z-]*))*$"
)

_KEYS: Final = (
    "masthead", "publisher", "logo", "disclosure", "colors", "fonts", "light", "dark", "paper",
    "ink", "soft", "line", "accent", "contrast", "contrast_text", "text", "display", "family",
    "regular", "semibold", "italic", "fallback",
)  # fmt: skip
_A_FILE: Final = "is no name of a file in the theme's folder"
_EXPECTED: Final = {
    "logo": _A_FILE,
    "regular": _A_FILE,
    "semibold": _A_FILE,
    "italic": _A_FILE,
    "family": "is no name of a family: letters, digits and spaces",
    "fallback": "is no list of families such as Georgia, 'Times New Roman', serif",
    "disclosure": "has more than one line: write it as one paragraph in quotes",
}

Line = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Family(BaseModel):
    """One family of faces; the files are woff2."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    family: str = Field(pattern=_FAMILY_NAME)
    regular: str = Field(pattern=_FILE_NAME)
    semibold: str = Field(pattern=_FILE_NAME)
    italic: str | None = Field(default=None, pattern=_FILE_NAME)
    fallback: str = Field(pattern=_FALLBACK)

    @property
    def stack(self) -> str:
        """The family and what stands in for it, as style sheets write them."""
        return f'"{self.family}", {self.fallback}'


class _Colors(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    light: Palette
    dark: Palette


class _Fonts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: Family
    display: Family


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    masthead: Line
    publisher: Line
    logo: str | None = Field(default=None, pattern=_FILE_NAME)
    disclosure: str = Field(default="", max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")
    colors: _Colors
    fonts: _Fonts


@dataclass(frozen=True, slots=True)
class Face:
    """A face of a family.

    Args:
        family: As style sheets name it.
        style: ``normal`` or ``italic``.
        weight: 400 or 600.
        path: The woff2 file.
    """

    family: str
    style: str
    weight: int
    path: Path

    @property
    def data(self) -> str:
        """The file in base64."""
        return _base64_of(self.path)


@dataclass(frozen=True, slots=True)
class Theme:
    """What a publication looks like around its notes.

    Args:
        imprint: Its words.
        light: Inks by day.
        dark: Inks at night.
        text: The family of the note.
        display: The family of what is around it, and of charts.
        faces: The files of both families.
        logo: A picture as ``data:`` address; ``None`` without one.
        style: What is added to the style sheets.
        sha256: Over all of it.
    """

    imprint: Imprint
    light: Palette
    dark: Palette
    text: Family
    display: Family
    faces: tuple[Face, ...]
    logo: str | None
    style: str
    sha256: str

    def upright(self, family: Family) -> tuple[Path, ...]:
        """The files of the upright faces of one of its families, the regular one first."""
        wanted = (family.family, "normal")
        return tuple(face.path for face in self.faces if (face.family, face.style) == wanted)

    def speaking(self, imprint: Imprint) -> Theme:
        """This theme with the words that a note was written with."""
        return replace(self, imprint=imprint)


def theme_folder(name: str) -> Path:
    """The folder of the theme ``name``: one that comes with the program, or a path.

    A folder of one's own that is called like one of the program's is named with its path.

    Raises:
        UsageError: There is none.
    """
    themes = template_roots()[0] / "themes"
    if _PLAIN_NAME.match(name) and (themes / name / FILE).is_file():
        return themes / name
    given = Path(name)
    if (given / FILE).is_file():
        return given
    known = ", ".join(sorted(entry.parent.name for entry in themes.glob(f"*/{FILE}")))
    lacking = f"{name} has no {FILE}" if given.is_dir() else f"no theme {name!r}"
    raise UsageError(f"{lacking}: give a folder with a {FILE}, or one of {known}")


@lru_cache(maxsize=8)
def load_theme(name: str) -> Theme:
    """Read and check a theme.

    Args:
        name: A folder, or a theme that comes with the program.

    Raises:
        ThemeError: At file:line:column of the first thing that is wrong.
        UsageError: There is no such theme.
    """
    folder = theme_folder(name)
    file = read_yaml(folder / FILE, ThemeError)
    entry = _entry(file)
    _check_inks(entry, file)
    faces = tuple(
        face
        for role, family in (("text", entry.fonts.text), ("display", entry.fonts.display))
        for face in _faces(role, family, folder, file)
    )
    logo = None if entry.logo is None else read_logo(folder / entry.logo)
    style = read_style(folder / STYLE)
    return Theme(
        imprint=Imprint(entry.masthead, entry.publisher, entry.disclosure),
        light=entry.colors.light,
        dark=entry.colors.dark,
        text=entry.fonts.text,
        display=entry.fonts.display,
        faces=faces,
        logo=logo,
        style=style,
        sha256=_digest(entry, faces, logo, style),
    )


def _entry(file: YamlFile) -> _Entry:
    """The file's entries, those of the house where it has none."""
    own = file.content if file.content is not None else {}
    if not isinstance(own, dict):
        raise ThemeError(file.path, "is no list of keys and values", file.position(()))
    house = read_yaml(theme_folder(HOUSE) / FILE, ThemeError).content
    for role, family in house["fonts"].items():
        if _names_a_family(own, role):
            family.pop("italic", None)  # that of the house belongs to the family of the house
    try:
        return _Entry.model_validate(_merged(house, own))
    except ValidationError as problems:
        first = problems.errors()[0]
        where = ".".join(map(str, first["loc"]))
        problem = f"{where}: {_plainer(first)}"
        raise ThemeError(file.path, problem, file.position(first["loc"])) from problems


def _names_a_family(own: Mapping[str, Any], role: str) -> bool:
    fonts = own.get("fonts")
    family = fonts.get(role) if isinstance(fonts, dict) else None
    return isinstance(family, dict) and "family" in family


def _plainer(problem: Any) -> str:  # noqa: ANN401 - pydantic's own kind of dictionary
    """What is wrong, in words of this file and not of the library that found it."""
    place, given = problem["loc"], problem.get("input")
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _KEYS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"is no key of a theme{hint or '; docs/themes.md lists them'}"
    if problem["type"] in ("model_type", "dict_type"):
        return "is a group of keys, not a value"
    if place[:1] == ("colors",):
        return f'{given!r} is no colour such as "#1f5f8b": in quotes, six hexadecimal digits'
    if problem["type"] == "string_pattern_mismatch":
        return f"{given!r} {_EXPECTED.get(str(place[-1]), 'is one line of text')}"
    return str(problem["msg"])


def _merged(house: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """``own`` over ``house``, key by key."""
    found = dict(house)
    for key, value in own.items():
        below = found.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        found[key] = _merged(below, value) if both else value  # type: ignore[arg-type]
    return found


def _check_inks(entry: _Entry, file: YamlFile) -> None:
    for when, palette in (("light", entry.colors.light), ("dark", entry.colors.dark)):
        found = unreadable(palette)
        if found is None:
            continue
        name, contrast, least = found
        problem = (
            f"colors.{when}.{name}: {getattr(palette, name)} on the paper {palette.paper} has a "
            f"contrast of {contrast:.1f} to 1, and it needs {least:g}; "
            f"take another ink, or another paper"
        )
        raise ThemeError(file.path, problem, file.position(("colors", when, name)))


def _faces(role: str, family: Family, folder: Path, file: YamlFile) -> tuple[Face, ...]:
    named = (("regular", "normal", 400), ("italic", "italic", 400), ("semibold", "normal", 600))
    return tuple(
        Face(family.family, style, weight, _face_file(name, folder, file, ("fonts", role, key)))
        for key, style, weight in named
        if (name := getattr(family, key)) is not None
    )


def _face_file(name: str, folder: Path, file: YamlFile, place: tuple[str, ...]) -> Path:
    for path in (folder / name, fonts_folder() / name):
        if path.is_file() and path.suffix == ".woff2":
            return path
    problem = f"{'.'.join(place)}: there is no woff2 file {name!r} in the folder of the theme"
    raise ThemeError(file.path, problem, file.position(place))


def _digest(entry: _Entry, faces: tuple[Face, ...], logo: str | None, style: str) -> str:
    digest = hashlib.sha256(entry.model_dump_json().encode())
    for part in (*(face.data for face in faces), logo or "", style):
        digest.update(f"{len(part)}\n{part}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=16)
def _base64_of(path: Path) -> str:
    return b64encode(read_bytes(path)).decode()
