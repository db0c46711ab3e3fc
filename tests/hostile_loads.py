"""Pages that want too much: time, memory, depth or width, a handful of each class.

Every document is small when it is written; what it asks the renderer for is not.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from tests.hostile_fetches import data_url, page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SVG: Final = 'xmlns="http://www.w3.org/2000/svg"'


def svg(content: str) -> str:
    """A page with an SVG in it."""
    return page(f'<svg {_SVG} width="100" height="100" viewBox="0 0 100 100">{content}</svg>')


def svg_picture(document: str) -> str:
    """A page with an SVG document, which may have a document type, as a picture."""
    return page(f'<img alt="a" src="{data_url("image/svg+xml", document)}">')


def styled(css: str, body: str = "<p>some words to lay out</p>") -> str:
    """A page with a style."""
    return page(body, f"<style>{css}</style>")


def nested_use(levels: int) -> str:
    """A drawing that draws ten times itself at each level."""
    groups = '<g id="l0"><rect width="1" height="1"/></g>'
    for level in range(1, levels + 1):
        groups += f'<g id="l{level}">' + f'<use href="#l{level - 1}"/>' * 10 + "</g>"
    return svg(f'<defs>{groups}</defs><use href="#l{levels}"/>')


def _entities(levels: int) -> str:
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1)]
    kinds = f"<!DOCTYPE svg [{''.join(lines)}]>"
    return svg_picture(f"{kinds}<svg {_SVG}><text>&e{levels};</text></svg>")


def _outer_entity(address: str) -> str:
    kinds = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{address}">]>'
    return svg_picture(f'{kinds}<svg {_SVG}><text y="9">&x;</text></svg>')


def _doubled(levels: int) -> str:
    lines = ["--v0:x x x x x x x x x x"]
    lines += [f"--v{n}:{' '.join([f'var(--v{n - 1})'] * 10)}" for n in range(1, levels + 1)]
    return styled(f":root{{{';'.join(lines)}}}p{{font-family:var(--v{levels})}}")


def _rows(rows: int, columns: int) -> str:
    cells = "<td>cell</td>" * columns
    return page(f"<table>{f'<tr>{cells}</tr>' * rows}</table>")


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A grey picture that claims a size and holds whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + body + _chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    """An animation of one pixel."""
    frame = (
        b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    )
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b";"


def picture(media_type: str, content: bytes) -> str:
    """A page with a picture in a ``data:`` address."""
    return page(f'<img alt="a" src="{data_url(media_type, content)}">')


def _face(media_type: str, content: bytes) -> str:
    source = f'url("{data_url(media_type, content)}")'
    return styled(f"@font-face{{font-family:f;src:{source}}}p{{font-family:f}}")


def _sheet(css: str) -> str:
    return page("<p>x</p>", f'<link rel="stylesheet" href="{data_url("text/css", css)}">')


LOADS: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = {
    "V01 nested use": {
        "seven levels": lambda: nested_use(7),
        "a thousand uses": lambda: nested_use(3),
    },
    "V02 entities in a drawing": {
        "six levels": lambda: _entities(6),
        "ten levels": lambda: _entities(10),
    },
    "V03 outer entity in a drawing": {
        "a file": lambda: _outer_entity("file:///etc/hostname"),
        "an address": lambda: _outer_entity("http://127.0.0.1:9/x"),
    },
    "V04 a drawing that refers to itself": {
        "use": lambda: svg('<g id="a"><use href="#a"/></g><use href="#a"/>'),
        "two uses": lambda: svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
        "pattern": lambda: svg(
            '<pattern id="a" width="9" height="9"><rect width="9" height="9" fill="url(#a)"/>'
            '</pattern><rect width="99" height="99" fill="url(#a)"/>'
        ),
        "mask": lambda: svg(
            '<mask id="a"><rect width="9" height="9" mask="url(#a)"/></mask>'
            '<rect width="99" height="99" mask="url(#a)"/>'
        ),
        "gradient": lambda: svg(
            '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>'
            '<rect width="99" height="99" fill="url(#a)"/>'
        ),
        "marker": lambda: svg(
            '<marker id="a"><path d="M0 0L9 9" marker-end="url(#a)"/></marker>'
            '<path d="M0 0L99 99" marker-end="url(#a)"/>'
        ),
        "clip path": lambda: svg(
            '<clipPath id="a"><rect width="9" height="9" clip-path="url(#a)"/></clipPath>'
            '<rect width="99" height="99" clip-path="url(#a)"/>'
        ),
    },
    "V05 wide tables and grids": {
        "colspan": lambda: page('<table><tr><td colspan="1000000">x</td></tr></table>'),
        "many colspans": lambda: page(f"<table><tr>{'<td colspan=999>x' * 200}</table>"),
        "signed colspan": lambda: page('<table><tr><td colspan=" +00099999999999">x</table>'),
        "column span": lambda: page('<table><col span="1000000"><tr><td>x</table>'),
        "column group": lambda: page('<table><colgroup span="1000000"><tr><td>x</table>'),
        "rowspan": lambda: page('<table><tr><td rowspan="1000000">x</td></tr></table>'),
        "grid": lambda: styled("p{display:grid;grid-template-columns:repeat(100000,1px)}"),
        "grid lines": lambda: styled("p{display:grid}b{grid-row:1/1000000000}", "<p><b>x</b></p>"),
    },
    "V06 variables and sums": {
        "eight doublings": lambda: _doubled(8),
        "in a circle": lambda: styled(":root{--a:var(--b);--b:var(--a)}p{color:var(--a)}"),
        "five hundred sums": lambda: styled(f"p{{width:{'calc(1px + ' * 500}1px{')' * 500}}}"),
        "nested brackets": lambda: styled(f"p{{width:{'(' * 20_000}"),
        "nested blocks": lambda: styled("@media print{" * 5_000),
        "selectors": lambda: styled(f"{':not(' * 3000}p{')' * 3000}{{color:red}}"),
        "a list of selectors": lambda: styled(f"{','.join(['p p p p'] * 50_000)}{{color:red}}"),
    },
    "V07 sizes beyond sense": {
        "font": lambda: styled("p{font-size:1e9px}"),
        "page": lambda: styled("@page{size:1e9px 1e9px}"),
        "margin": lambda: styled("p{margin:1e7px}"),
        "negative page": lambda: styled("@page{size:-5px -5px;margin:-9px}"),
        "no number": lambda: styled("p{width:calc(0px / 0);height:calc(1px / 0)}"),
        "columns": lambda: styled("body{column-count:1000000}"),
        "line": lambda: styled("p{line-height:1e9;text-indent:-1e9px;letter-spacing:1e8px}"),
        "infinity": lambda: styled("p{width:1e309px;padding:1e308px;border:1e308px solid}"),
        "drawing": lambda: svg('<rect width="1e308" height="1e308" transform="scale(1e300)"/>'),
        "dashes": lambda: svg('<path d="M0 0L1e7 0" stroke="red" stroke-dasharray="1e-9"/>'),
        "gradient": lambda: styled(
            "p{background:repeating-linear-gradient(red,blue 0.000001px);height:9in}"
        ),
        "tiles": lambda: styled(
            "p{background:linear-gradient(red,blue);background-size:0.01px 0.01px;height:9in}"
        ),
    },
    "V08 depth": {
        "div": lambda: page("<div>" * 150 + "x" + "</div>" * 150),
        "span": lambda: page("<span>" * 300 + "x" + "</span>" * 300),
        "after stray ends": lambda: page("</b>" * 900 + "<div>" * 300 + "x"),
        "unclosed": lambda: page("<b><i>" * 500),
        "lists": lambda: page("<ul><li>" * 200),
        "drawing": lambda: svg("<g>" * 3000 + "</g>" * 3000),
        "drawing as a picture": lambda: svg_picture(
            f"<svg {_SVG}>{'<g>' * 100_000}{'</g>' * 100_000}</svg>"
        ),
    },
    "V09 line breaks": {
        "twenty thousand": lambda: page(f"<p>{'x<br>' * 20_000}</p>"),
        "kept ends of lines": lambda: styled(
            "p{white-space:pre-line}", "<p>" + "x\n" * 30_000 + "</p>"
        ),
    },
    "V10 a long word": {
        "letters": lambda: page(f"<p>{'x' * 200_000}</p>"),
        "may break": lambda: styled("p{overflow-wrap:anywhere}", f"<p>{'x' * 200_000}</p>"),
        "combining": lambda: page(f"<p>a{chr(0x323) * 50_000}</p>"),
        "no width": lambda: page(f"<p>{chr(0x200B) * 200_000}</p>"),
        "directions": lambda: page(f"<p>{(chr(0x202E) + 'a' + chr(0x2066)) * 20_000}</p>"),
    },
    "V11 long tables": {
        "three thousand rows": lambda: _rows(3000, 8),
        "two thousand rows": lambda: _rows(2000, 6),
        "tables in tables": lambda: page("<table><tr><td>" * 25 + "x"),
    },
    "V12 counters": {
        "roman": lambda: styled(
            "p{counter-reset:a 1000000000000}p::before{content:counter(a,upper-roman)}"
        ),
        "additive": lambda: styled(
            "@counter-style s{system:additive;additive-symbols:1 'x'}"
            "p{counter-reset:a 100000000}p::before{content:counter(a,s)}"
        ),
        "padded": lambda: styled(
            "@counter-style s{system:numeric;symbols:'0' '1';pad:1000000000 'x'}"
            "p{counter-reset:a 1}p::before{content:counter(a,s)}"
        ),
        "fallback": lambda: styled(
            "@counter-style s{system:cyclic;symbols:x;range:5 6;fallback:t}"
            "@counter-style t{system:cyclic;symbols:x;range:5 6;fallback:s}"
            "p{counter-reset:a 1}p::before{content:counter(a,s)}"
        ),
        "extended": lambda: styled(
            "@counter-style s{system:extends t}@counter-style t{system:extends s}"
            "p::before{content:counter(a,s)}"
        ),
    },
    "V13 what bounces between pages": {
        "avoid": lambda: styled("div{break-inside:avoid;height:99in}", "<div>x</div>" * 20),
        "orphans": lambda: styled("p{orphans:1000000;widows:1000000}", "<p>" + "word " * 5000),
        "running": lambda: styled(
            "h1{position:running(h)}@page{@top-left{content:element(h)}}", "<h1>x</h1>" * 200
        ),
        "footnotes": lambda: styled("b{float:footnote;footnote-policy:block}", "<b>x</b>" * 500),
        "floats": lambda: styled("b{float:left;width:60%;clear:left}", "<b>x</b>" * 1000),
        "always": lambda: styled("b{display:block;break-before:always}", "<b>x</b>" * 1500),
        "page groups": lambda: styled(
            "@page a{margin:1in}@page b{margin:2in}p{page:a}p+p{page:b}", "<p>x</p>" * 300
        ),
        "total of pages": lambda: styled(
            "p::after{content:counter(pages)target-counter(url('#z'),page)}",
            "<p>x</p>" * 500 + '<i id="z"></i>',
        ),
    },
    "V14 anchors": {
        "a hundred thousand": lambda: page("".join(f"<h2 id=a{n}>x</h2>" for n in range(100_000))),
        "fifteen hundred": lambda: page("".join(f"<h2 id=a{n}>x</h2>" for n in range(1_500))),
        "one name": lambda: page('<a id="z" href="#z">x</a>' * 5000),
        "attributes": lambda: page(f"<p {' '.join(f'a{n}=x' for n in range(50_000))}>x"),
    },
    "V15 a page that fits no line": {
        "one pixel": lambda: styled("@page{size:1px 1px;margin:0}", "<p>" + "word " * 2000),
        "no room": lambda: styled("@page{size:5in;margin:3in}", "<p>" + "word " * 2000),
        "a thin page": lambda: styled("@page{size:1px 9in;margin:0}", "<p>" + "word " * 2000),
        "a thousand pages": lambda: styled("b{break-after:page;display:block}", "<b>x</b>" * 1000),
    },
    "V16 pictures and faces": {
        "a huge claim": lambda: picture("image/png", png(60_000, 60_000, b"\0")),
        "a packed bomb": lambda: picture("image/png", png(30_000, 30_000, bytes(30_001 * 30_000))),
        "a cut picture": lambda: picture("image/png", png(9, 9, bytes(90))[:40]),
        "no jpeg": lambda: picture("image/jpeg", b"\xff\xd8\xff\xe0" + bytes(900)),
        "no webp": lambda: picture("image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 900),
        "no tiff": lambda: picture("image/tiff", b"II*\0\x08\0\0\0\xff\xff" + b"\x01" * 900),
        "postscript": lambda: picture("image/x-eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run\n"),
        "an animation": lambda: picture("image/gif", gif(100_000)),
        "a wrong media type": lambda: picture("text/html", png(1, 1, b"\0\0")),
        "a page as a picture": lambda: picture("image/png", b"<script>alert(1)</script>"),
        "long base64": lambda: picture("image/png", bytes(3_000_000)),
        "no base64": lambda: page('<img alt="a" src="data:image/png;base64,%%%">'),
        "no address": lambda: page('<img alt="a" src="data:">'),
        "a cut face": lambda: _face("font/woff2", b"wOF2OTTO" + bytes(900)),
        "no face": lambda: _face("font/ttf", b"\0\1\0\0\xff\xff" + b"\xff" * 900),
        "a face that is a picture": lambda: _face("font/ttf", png(1, 1, b"\0\0")),
        "a style that is a picture": lambda: page(
            "x", f'<link rel="stylesheet" href="{data_url("image/png", png(1, 1, b"x"))}">'
        ),
        "styles in styles": lambda: _sheets_in_sheets(12),
        "a style for ever": lambda: _sheet("p{color:red}" * 100_000),
        "a drawing in a drawing": lambda: _drawings_in_drawings(10),
    },
}
"""Builders of documents by class and by name.

V16 are the answers of a server, as ``data:`` addresses. A style sheet in one cannot import itself,
for it would have to hold its own text: it imports another that imports another.
"""


def _sheets_in_sheets(levels: int) -> str:
    css = "p{color:red}"
    for _ in range(levels):
        css = f'@import "{data_url("text/css", css)}";'
    return _sheet(css)


def _drawings_in_drawings(levels: int) -> str:
    drawing = f"<svg {_SVG}/>"
    for _ in range(levels):
        address = data_url("image/svg+xml", drawing)
        drawing = f'<svg {_SVG}><image width="9" height="9" href="{address}"/></svg>'
    return svg_picture(drawing)
