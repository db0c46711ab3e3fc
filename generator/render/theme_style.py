"""A theme as style: its inks and faces as custom properties, and the inks of charts at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.render.palette import Palette
    from generator.render.theme import Face, Theme


def day_rules(theme: Theme) -> str:
    """``:root { --paper: …; … --display: … }`` of paper and of day."""
    faces = {"text": theme.text.stack, "display": theme.display.stack}
    return _root({**_properties(theme.light), **faces})


def night_rules(theme: Theme) -> str:
    """The inks of night; those of charts turn by what they are on paper."""
    turned = "\n".join(_turned(theme.light))
    return f"{night_inks(theme)}{turned}\n"


def night_inks(theme: Theme) -> str:
    """``:root { … }`` of screens at night."""
    return _root({"color-scheme": "dark", **_properties(theme.dark)})


def face_rule(face: Face, address: str) -> str:
    """The ``@font-face`` of ``face`` at ``address``."""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; '
        f"font-weight: {face.weight}; font-display: swap; "
        f'src: url("{address}") format("woff2"); }}\n'
    )


def faces_within(theme: Theme, *, italics: bool) -> str:
    """The faces in the style sheet itself, for a page that needs no other file."""
    return "".join(
        face_rule(face, f"data:font/woff2;base64,{face.data}")
        for face in theme.faces
        if italics or face.style == "normal"
    )


def _properties(palette: Palette) -> dict[str, str]:
    return {name.replace("_", "-"): color for name, color in palette.items()}


def _root(properties: dict[str, str]) -> str:
    lines = "".join(
        f"  {name if name == 'color-scheme' else f'--{name}'}: {value};\n"
        for name, value in properties.items()
    )
    return f":root {{\n{lines}}}\n"


def _turned(palette: Palette) -> Iterator[str]:
    # Where two inks are one, the first of the palette is what it turns into.
    for name, color in reversed(list(palette.items())):
        if name != "paper":
            ink = f"var(--{name.replace('_', '-')})"
            yield f'.chart [fill="{color}"] {{ fill: {ink}; }}'
            yield f'.chart [stroke="{color}"] {{ stroke: {ink}; }}'


def quoted(text: str) -> str:
    """``text`` as a string of a style sheet inside a page."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    return f"\\{ord(char):x} " if char in '"\\<&' or not char.isprintable() else char
