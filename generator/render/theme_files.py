"""What a theme's own files may hold: style that adds no words and fetches nothing, a mute logo.

A style sheet could write a number that no fact gives, and so could the letters of a picture; what a
theme says stands in ``theme.yaml``, where the audit reads it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from generator.errors import Position, ThemeError
from generator.files import read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_LOGO_BYTES: Final = 40 * 1024
_SVG: Final = "image/svg+xml"
_LOGO_KINDS: Final = {".svg": _SVG, ".png": "image/png"}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_DATA: Final = "data:"
_WRITING: Final = frozenset(
    {"content", "counter-increment", "counter-reset", "counter-set", "quotes"}
)
"""Properties that put words or numbers on a page."""
_HIDING: Final = {"display": "none", "visibility": "hidden"}
_FETCHING: Final = frozenset({"import", "namespace", "font-face", "counter-style"})
_DRAWN: Final = frozenset(
    {
        "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line",
        "polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "use",
    }
)  # fmt: skip
"""Elements of a logo: shapes, no letters, no pictures, no script."""
_NAMESPACE: Final = re.compile(r"\{[^}]*\}")
_MARKUP: Final = re.compile(r"<[a-zA-Z!/?]")
_DOCTYPE: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?(?!#)|javascript:", re.IGNORECASE)


def read_style(path: Path) -> str:
    """The style sheet of a theme; empty where there is none.

    Raises:
        ThemeError: At the line of a rule that writes words, hides them, or fetches something.
    """
    if not path.is_file():
        return ""
    import tinycss2  # noqa: PLC0415 - only where a theme has a style of its own

    text = read_text(path)
    if _MARKUP.search(text):
        raise ThemeError(path, "holds a tag or a comment of HTML, which would end the style")
    _check_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), path)
    return text


def _check_rules(rules: Iterable[Any], path: Path) -> None:
    for rule in rules:
        if rule.type == "error":
            raise ThemeError(path, f"is no style that can be read: {rule.message}", _at(rule))
        if rule.type == "at-rule" and rule.lower_at_keyword in _FETCHING:
            problem = f"@{rule.at_keyword} is not for a theme; faces are named in theme.yaml"
            raise ThemeError(path, problem, _at(rule))
        if rule.type == "declaration":
            _check_declaration(rule, path)
        elif rule.type in ("qualified-rule", "at-rule") and rule.content is not None:
            _check_rules(_inside(rule), path)


def _inside(rule: Any) -> Iterator[Any]:  # noqa: ANN401 - the parser publishes no types
    """The declarations and rules inside a block; what is neither was read as the other."""
    import tinycss2  # noqa: PLC0415 - as above

    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return (item for item in found if item.type != "error" or not item.message.startswith("EOF"))


def _check_declaration(rule: Any, path: Path) -> None:  # noqa: ANN401 - as above
    import tinycss2  # noqa: PLC0415 - as above

    name, value = rule.lower_name, tinycss2.serialize(rule.value).strip().lower()
    if name in _WRITING:
        problem = f"{name} writes words that nothing proves; leave it out"
        raise ThemeError(path, problem, _at(rule))
    if _HIDING.get(name) == value:
        problem = f"{name}: {value} hides what a reader must see; leave it out"
        raise ThemeError(path, problem, _at(rule))
    for address in _addresses(rule.value):
        if not address.startswith((_DATA, "#")):
            problem = f"url({address}) would be fetched; only data: may stand here"
            raise ThemeError(path, problem, _at(rule))


def _addresses(tokens: Iterable[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function":
            if token.lower_name in ("url", "src", "image-set", "image", "-webkit-image-set"):
                yield from (item.value for item in token.arguments if item.type == "string")
            yield from _addresses(token.arguments)


def _at(rule: Any) -> Position:  # noqa: ANN401 - as above
    return Position(rule.source_line, rule.source_column)


def read_logo(path: Path) -> str:
    """A logo as ``data:`` address.

    Raises:
        InputError: It is missing or larger than 40 KB.
        ThemeError: It is neither PNG nor an SVG of shapes alone.
    """
    kind = _LOGO_KINDS.get(path.suffix.lower())
    if kind is None:
        raise ThemeError(path, "a logo is an SVG or a PNG file")
    content = read_bytes(path, limit=MOST_LOGO_BYTES)
    if kind == _SVG:
        _check_drawing(path)
    elif not content.startswith(_PNG):
        raise ThemeError(path, "is no PNG file, whatever it is called")
    return f"{_DATA}{kind};base64,{b64encode(content).decode()}"


def _check_drawing(path: Path) -> None:
    text = read_text(path)
    if _DOCTYPE.search(text):
        raise ThemeError(path, "holds a DOCTYPE or an entity; save it as plain SVG")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DOCTYPE there is no entity
    except ET.ParseError as error:
        line, column = error.position
        raise ThemeError(path, f"is no XML: {error.msg}", Position(line, column + 1)) from error
    for element in root.iter():
        name = _NAMESPACE.sub("", str(element.tag))
        if name not in _DRAWN:
            problem = f"holds <{name}>; a logo is made of shapes: turn letters into outlines"
            raise ThemeError(path, problem)
        for key, value in element.attrib.items():
            plain = _NAMESPACE.sub("", key).lower()
            outside = plain == "href" and not value.startswith("#")
            if plain.startswith("on") or outside or _OUTSIDE.search(value):
                raise ThemeError(path, f"{plain}={value!r} runs or fetches something; leave it out")
    if _NAMESPACE.sub("", str(root.tag)) != "svg" or len(root) == 0:
        raise ThemeError(path, "is no SVG picture, or an empty one")
