"""Pages that try to fetch: every channel by which WeasyPrint asks for an address, in every form.

Nothing is ever fetched, so what a server could answer (a redirect, a body without an end, a packed
bomb, a picture that claims to be huge) cannot reach the renderer over the network; the same answers
are tried as ``data:`` addresses, the only ones that are read.
"""

from __future__ import annotations

import os
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CANARY: Final = "canary3141"
"""What stands in every file that no page may read."""

INK: Final = "0.360784 0.227451 0.129412"
"""The colour of a mark in the drawing among them, as a PDF has it: patterns have no text."""

_SVG: Final = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_PIXEL: Final = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk"
    "YAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def page(body: str, head: str = "") -> str:
    """A page in a language and with a title, so that nothing else in it is complained about."""
    return f'<!DOCTYPE html><html lang="en"><title>t</title>{head}<body>{body}</body></html>'


def data_url(media_type: str, content: str | bytes) -> str:
    """``content`` as a ``data:`` address."""
    raw = content.encode() if isinstance(content, str) else content
    return f"data:{media_type};base64,{b64encode(raw).decode()}"


def _css(url: str) -> str:
    """An address inside the quotation marks of a style sheet."""
    for sign in ("\\", '"', "\n", "\r", "<"):
        url = url.replace(sign, f"\\{ord(sign):x} ")
    return url


def _styled(rule: str, body: str = "<p>x</p>") -> Callable[[str], str]:
    return lambda url: page(body, f"<style>{rule.replace('URL', _css(url))}</style>")


def _body(text: str) -> Callable[[str], str]:
    return lambda url: page(text.replace("URL", escape(url)))


def _head(text: str) -> Callable[[str], str]:
    return lambda url: page("<p>x</p>", text.replace("URL", escape(url)))


def _inside(media_type: str, text: str, outside: str) -> Callable[[str], str]:
    """An address inside what a ``data:`` address holds."""
    return lambda url: page(
        outside.replace("URL", data_url(media_type, text.replace("URL", escape(url))))
    )


@dataclass(frozen=True, slots=True)
class Channel:
    """A way of asking for an address.

    Args:
        page: The page that asks for it.
        file: Which of the canary files it would show.
    """

    page: Callable[[str], str]
    file: str = "canary.svg"


CHANNELS: Final[Mapping[str, Channel]] = {
    "img src": Channel(_body('<img alt="a" src="URL">')),
    "img beside srcset": Channel(_body(f'<img alt="a" srcset="{_PIXEL} 1x" src="URL">')),
    "embed": Channel(_body('<embed src="URL" type="image/svg+xml">')),
    "object": Channel(_body('<object data="URL"></object>')),
    "link stylesheet": Channel(_head('<link rel="stylesheet" href="URL">'), "canary.css"),
    "link attachment": Channel(_head('<link rel="attachment" href="URL">'), "canary.txt"),
    "a attachment": Channel(_body('<a rel="attachment" href="URL">x</a>'), "canary.txt"),
    "import url": Channel(_styled('@import url("URL");'), "canary.css"),
    "import string": Channel(_styled('@import "URL";'), "canary.css"),
    "import layer": Channel(_styled('@import url("URL") layer(a);'), "canary.css"),
    "font face": Channel(_styled('@font-face{font-family:f;src:url("URL")}p{font-family:f}')),
    "background": Channel(_styled('p{background:url("URL")}')),
    "background image": Channel(_styled('p{background-image:url("URL")}')),
    "second background": Channel(_styled('p{background:linear-gradient(red,blue),url("URL")}')),
    "list style": Channel(_styled('li{list-style:url("URL")}', "<ul><li>x</ul>")),
    "list style image": Channel(_styled('li{list-style-image:url("URL")}', "<ul><li>x</ul>")),
    "content": Channel(_styled('p::before{content:url("URL")}')),
    "content of a marker": Channel(_styled('li::marker{content:url("URL")}', "<ul><li>x</ul>")),
    "border image": Channel(_styled('p{border:1px solid;border-image:url("URL") 1}')),
    "border image source": Channel(_styled('p{border:1px solid;border-image-source:url("URL")}')),
    "page background": Channel(_styled('@page{background:url("URL")}')),
    "page margin": Channel(_styled('@page{@top-left{content:url("URL")}}')),
    "custom property": Channel(_styled(':root{--a:url("URL")}p{background:var(--a)}')),
    "style attribute": Channel(_body("<p style='background:url(\"URL\")'>x</p>")),
    "colour profile": Channel(
        _styled('@color-profile --p{src:url("URL")}p{color:color(--p 1 0 0 0)}'), "canary.txt"
    ),
    "svg image": Channel(_body(f'<svg {_SVG}><image width="9" height="9" href="URL"/></svg>')),
    "svg image xlink": Channel(
        _body(f'<svg {_SVG}><image width="9" height="9" xlink:href="URL"/></svg>')
    ),
    "img in a foreign object": Channel(
        _body(f'<svg {_SVG}><foreignObject><img alt="a" src="URL"></foreignObject></svg>')
    ),
    "svg in a data address": Channel(
        _inside(
            "image/svg+xml",
            f'<svg {_SVG}><image width="9" height="9" href="URL"/></svg>',
            '<img alt="a" src="URL">',
        )
    ),
    "style in a data address": Channel(
        _inside("text/css", '@import "URL";', '<link rel="stylesheet" href="URL"><p>x</p>'),
        "canary.css",
    ),
    "base": Channel(
        lambda url: page('<img alt="a" src="canary.svg">', f'<base href="{escape(url)}">')
    ),
}
"""Channels by name: each calls the fetcher of WeasyPrint 70."""

NOT_CHANNELS: Final[Mapping[str, Callable[[str], str]]] = {
    "iframe": _body('<iframe src="URL"></iframe>'),
    "iframe of a text": _body("<iframe srcdoc='&lt;img src=\"URL\">'></iframe>"),
    "frame": lambda url: f'<html lang="en"><frameset><frame src="{escape(url)}"></frameset></html>',
    "video": _body('<video src="URL" poster="URL"></video>'),
    "audio": _body('<audio src="URL"><source src="URL"></audio>'),
    "script": _body('<script src="URL"></script>'),
    "picture source": _body(
        f'<picture><source srcset="URL"><img alt="a" src="{_PIXEL}"></picture>'
    ),
    "srcset": _body(f'<img alt="a" src="{_PIXEL}" srcset="URL 2x">'),
    "input image": _body('<input type="image" src="URL">'),
    "meta refresh": _head('<meta http-equiv="refresh" content="0;url=URL">'),
    "link icon": _head('<link rel="icon" href="URL">'),
    "link preload": _head('<link rel="preload" as="image" href="URL">'),
    "link alternate": _head('<link rel="alternate stylesheet" href="URL">'),
    "style for a screen": _head('<link rel="stylesheet" media="screen" href="URL">'),
    "content of an element": _styled('p{content:url("URL")}'),
    "cursor": _styled('p{cursor:url("URL"),auto}'),
    "mask": _styled('p{mask-image:url("URL")}'),
    "filter": _styled('p{filter:url("URL")}'),
    "clip path": _styled('p{clip-path:url("URL")}'),
    "image set": _styled('p{background:image-set("URL" 1x)}'),
    "shape": _styled('p{float:left;shape-outside:url("URL")}'),
    "namespace": _styled('@namespace url("URL");'),
    "svg use": _body(f'<svg {_SVG}><use href="URL#a"/></svg>'),
    "svg fill": _body(f'<svg {_SVG}><rect width="9" height="9" fill="url(URL#a)"/></svg>'),
    "svg style": _body(f'<svg {_SVG}><style>@import "URL";</style></svg>'),
    "svg script": _body(f'<svg {_SVG}><script href="URL"/></svg>'),
    "background attribute": _body('<table background="URL"><tr><td background="URL">x</table>'),
    "applet and friends": _body('<applet code="URL"></applet><bgsound src="URL">'),
    "ping and cite": _body('<a ping="URL">x</a><q cite="URL">y</q>'),
    "xml stylesheet": lambda url: f'<?xml-stylesheet href="{escape(url)}"?>' + page("x"),
}
"""What asks for nothing today and might after an upgrade: refused then, as the channels are."""


@dataclass(frozen=True, slots=True)
class Canaries:
    """Where a connection would be seen, and files that no page may show.

    Args:
        folder: Holds the files.
        port: A server that counts who comes.
    """

    folder: Path
    port: int

    def place(self) -> None:
        """Write the files, a link to them and a pipe that nobody writes to."""
        mark = '<rect width="3" height="3" fill="#5c3a21"/>'
        text = f'{mark}<text y="15" font-size="12">{CANARY}</text>'
        drawn = f'<svg {_SVG} width="200" height="20">{text}</svg>'
        (self.folder / "canary.svg").write_text(drawn, encoding="utf-8")
        style = f'p::after{{content:"{CANARY}"}}'
        (self.folder / "canary.css").write_text(style, encoding="utf-8")
        (self.folder / "canary.txt").write_text(CANARY, encoding="utf-8")
        for name in ("canary.svg", "canary.css", "canary.txt"):
            (self.folder / f"link-{name}").symlink_to(self.folder / name)
        os.mkfifo(self.folder / "pipe")


def addresses(canaries: Canaries, file: str = "canary.svg") -> dict[str, str]:
    """Every form of address, by name; ``file`` is the one of the canary files that is meant."""
    return _of_hosts(canaries.port) | _of_files(canaries.folder, file) | _of_neither(file)


def _of_hosts(port: int) -> dict[str, str]:
    hosts = {
        "address": "127.0.0.1",
        "name": "localhost",
        "short": "127.1",
        "decimal": "2130706433",
        "octal": "0177.0.0.1",
        "hexadecimal": "0x7f000001",
        "version 6": "[::1]",
        "mapped": "[::ffff:127.0.0.1]",
        "any": "0.0.0.0",  # noqa: S104 - an address to connect to
        "user": "good.test@127.0.0.1",
        "password": "good.test:443@127.0.0.1",
        "full width": "１２７.０.０.１",  # noqa: RUF001 - what a filter of digits would miss
        "full stop": "127。0。0。1",
        "international": "ｌocalhost",  # noqa: RUF001 - the same
        "trailing dot": "localhost.",
        "percent": "%31%32%37.0.0.1",
    }
    made = {f"http to {name}": f"http://{host}:{port}/x" for name, host in hosts.items()}
    here = f"127.0.0.1:{port}"
    return made | {
        "https": f"https://{here}/x",
        "capitals": f"HTTP://{here}/x",
        "spaces": f"  http://{here}/x\t",
        "fragment": f"http://good.test#@{here}/x",
        "backslash": f"http://good.test\\@{here}/x",
        "redirect": f"http://{here}/redirect?to=file:///etc/passwd",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "metadata by name": "http://metadata.google.internal/",
        "private": "http://10.0.0.1/",
        "rebinding": "http://7f000001.c0a80001.rbndr.test/",
        "ftp": f"ftp://{here}/x",
        "gopher": f"gopher://{here}/_x",
        "dict": f"dict://{here}/x",
        "jar": f"jar:http://{here}/x!/y",
        "socket": "http+unix://%2Frun%2Fx.sock/y",
        "web socket": f"ws://{here}/x",
    }


def _of_files(folder: Path, file: str) -> dict[str, str]:
    path = f"{folder}/{file}"
    return {
        "file": f"file://{path}",
        "file in capitals": f"FILE://{path}",
        "file of localhost": f"file://localhost{path}",
        "file with one slash": f"file:{path}",
        "file with five": f"file:////{path}",
        "file by percent": "file://" + quote(path, safe="").replace("%2F", "/"),
        "file by dots": f"file://{folder}/%2e/x/%2e%2e/{file}",
        "file with a query": f"file://{path}?x#y",
        "link": f"file://{folder}/link-{file}",
        "pipe": f"file://{folder}/pipe",
        "folder": f"file://{folder}",
        "variables": "file:///proc/self/environ",
        "parent's variables": f"file:///proc/{os.getpid()}/environ",
        "own memory": "file:///proc/self/mem",
        "endless": "file:///dev/zero",
        "random": "file:///dev/urandom",
        "passwords": "file:///etc/passwd",
        "share": "file://h.test/share/x",
        "share with backslashes": "\\\\h.test\\share\\x",
        "drive": f"file:///C:{path}",
        "local file": f"local_file://{path}",
    }


def _of_neither(file: str) -> dict[str, str]:
    return {
        "empty": "",
        "blank": "about:blank",
        "relative": f"../{file}",
        "absolute path": f"/etc/{file}",
        "schemeless": "//h.test/x",
        "script": "javascript:alert(1)",
        "cid": "cid:x@h.test",
        "blob": "blob:https://h.test/x",
    }
