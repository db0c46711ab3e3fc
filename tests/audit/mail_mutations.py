"""Mechanical wounds to the e-mail of a note, made in its parts and written as a message again."""

from __future__ import annotations

import itertools
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tests.audit.mutations import Mutant, numbers_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SHOWN: Final = re.compile(r"(?<=>)[^<>]+(?=<)")
_STYLE: Final = re.compile(r"<style>.*?</style>", re.DOTALL)
_IMAGE: Final = re.compile(r'<p style="[^"]*"><img [^>]*></p>')
_ALTERNATIVE: Final = re.compile(r'(?<=alt=")[^"]+')


def parsed(content: bytes) -> EmailMessage:
    """The message, read."""
    message: EmailMessage = BytesParser(policy=policy.default).parsebytes(content)
    return message


def part_of(message: EmailMessage, kind: str) -> EmailMessage:
    """Its text or its HTML part."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return part


def text_of(content: bytes, kind: str) -> str:
    """What its text or its HTML part reads."""
    return str(part_of(parsed(content), kind).get_content()).replace("\r\n", "\n")


def pictures_of(message: EmailMessage) -> list[EmailMessage]:
    """Its pictures."""
    return [part for part in message.walk() if part.get_content_maintype() == "image"]


def with_text(content: bytes, kind: str, text: str) -> str:
    """The message with another text or HTML part, as ASCII."""
    message = parsed(content)
    subtype = "html" if kind == "html" else "plain"
    part_of(message, kind).set_content(text, subtype=subtype, cte="quoted-printable")
    return message.as_bytes(policy=policy.SMTP).decode("ascii")


def of_mail(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Class, description and maker of each mutant: most are never made."""
    return itertools.chain(
        _of_numbers(content),
        _of_words(content),
        _of_html(content),
        _of_pictures(content),
        _of_headers(content),
    )


def made(kind: str, what: str, make: Callable[[], str]) -> Mutant:
    """The mutant itself."""
    return Mutant(kind, what, make())


def of_the_unseen(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """What programs could show differently, words without digits, and styles that hide."""
    html = text_of(content, "html")
    words = "<p>Our best idea: buy IWM now</p>"
    hidden = "display:inline-block;max-height:0;overflow:hidden"
    for kind, what, wrong in (
        ("picture twice", 'src="cid:', 'src="https://h.test/x.png" src="cid:'),
        ("style twice", '<td style="', '<td style="display:none" style="'),
        ("words by a rule", "<style>", '<style>h1::after{content:" to $999"}'),
        ("words by an old rule", "<style>", '<style>h1:before { content : "no " }'),
        ("face by a rule", "<style>", "<style>@font-face { font-family: x; src: local(y) }"),
        ("words as pale as paper", "<style>", "<style>td { color: #fffdf8 }"),
        ("comment that is over at once", "</h1>", "</h1><!--> up 9% <!-- -->"),
        ("comment that is over soon", "</h1>", "</h1><!---> buy <!-- -->"),
        ("comment that is over otherwise", "</h1>", "</h1><!-- --!> buy -->"),
        ("comment", "</h1>", "</h1><!-- buy -->"),
        ("comment around the note", "</body>", "<!-- buy --></body>"),
        ("section", "</h1>", "</h1><![CDATA[buy]]>"),
        ("instruction", "</h1>", "</h1><?buy ?>"),
        ("words below the note", "</body>", f"{words}</body>"),
        ("words above the note", '<tr id="masthead">', '<tr><td>buy</td></tr><tr id="masthead">'),
        ("words before the title", "<title>", "buy<title>"),
        ("words out of the note", "</h1>", f"</h1></td></tr><tr><td>{words}</td></tr><tr><td>"),
        ("squeezed", '<li style="', f'<li style="{hidden};'),
        ("far away", '<li style="', '<li style="position:absolute;left:-9999px;'),
        ("pale", '<h2 style="', '<h2 style="color:#fffdf8;'),
        ("note squeezed", 'id="note"', 'id="note" height="0"'),
        ("cell squeezed", "<td style=", '<td width="0" style='),
        ("note hidden", "<h1", "<h1 hidden"),
        ("other class", "<h1", '<h1 class="soft"'),
    ):
        assert what in html, what
        changed = html.replace(what, wrong, 1)
        yield f"html: {kind}", wrong, partial(with_text, content, "html", changed)


def _places(content: bytes, kind: str) -> tuple[str, list[tuple[int, int]]]:
    """A part's text and where it shows numbers."""
    text = text_of(content, kind)
    if kind == "plain":
        return text, [match.span() for match in _NUMBER.finditer(text)]
    head = max(match.end() for match in _STYLE.finditer(text))
    return text, [
        (shown.start() + match.start(), shown.start() + match.end())
        for shown in _SHOWN.finditer(text, head)
        for match in _NUMBER.finditer(shown[0])
    ]


def _of_numbers(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    for part in ("plain", "html"):
        text, places = _places(content, part)
        for start, end in places:
            right = text[start:end]
            for kind, wrong in (*numbers_changed(right), ("number deleted", "")):
                changed = text[:start] + wrong + text[end:]
                yield (
                    f"{part}: {kind}",
                    f"{right} -> {wrong}",
                    partial(with_text, content, part, changed),
                )
        for (start, end), (second, last) in itertools.pairwise(places):
            first, other = text[start:end], text[second:last]
            if first != other:
                changed = text[:start] + other + text[end:second] + first + text[last:]
                yield (
                    f"{part}: two numbers swapped",
                    f"{first} <-> {other}",
                    partial(with_text, content, part, changed),
                )


def _of_words(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """A sign or a word that is another one, a line that is gone or new."""
    for part in ("plain", "html"):
        text = text_of(content, part)
        head = 0 if part == "plain" else max(match.end() for match in _STYLE.finditer(text))
        for kind, pattern, wrong in (
            ("unit dropped", r"(?<=[\d ])%|\$(?=\d)|−(?=\d|\$)", ""),
            ("word turned", r"\babove\b", "below"),
            ("word turned", r"\bcalls\b", "puts"),
        ):
            for match in re.finditer(pattern, text[head:]):
                start, end = head + match.start(), head + match.end()
                if part == "html" and text.rfind("<", head, start) > text.rfind(">", head, start):
                    continue
                changed = text[:start] + wrong + text[end:]
                yield (
                    f"{part}: {kind}",
                    f"{match[0]} at {start}",
                    partial(with_text, content, part, changed),
                )
    plain = text_of(content, "plain")
    for match in re.finditer(r"\n[^\n─═]+(?=\n)", plain):
        changed = plain[: match.start()] + plain[match.end() :]
        yield (
            "plain: line lost",
            match[0],
            partial(with_text, content, "plain", changed),
        )
    added = plain + "\nTarget: $999\n"
    yield "plain: line added", "Target", lambda: with_text(content, "plain", added)


def _of_html(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    html = text_of(content, "html")
    for kind, what, wrong in (
        ("link", "</h2>", ' <a href="https://h.test">x</a></h2>'),
        ("remote image", "</h2>", '</h2><img src="https://h.test/x.png" alt="">'),
        ("script", "</head>", "<script>1</script></head>"),
        ("event", "<h2", '<h2 onclick="x()"'),
        ("tooltip", "<h2", '<h2 title="$999"'),
        ("style that asks", "<style>", "<style>@import url(https://h.test);"),
        ("background that asks", '<h2 style="', '<h2 style="background:url(//h.test);'),
        ("words of the note hidden", '<td style="', '<td style="Display: None;'),
        ("words of the note hidden by a rule", "<style>", "<style>td { opacity : 0 }"),
        ("hidden words", "</body>", '<div style="display:none">$999</div></body>'),
        ("words for Outlook", "<!--[if mso]>", "<!--[if mso]>$999"),
        ("preheader", 'overflow:hidden">', 'overflow:hidden">Buy now: '),
        ("title", "</title>", " now</title>"),
        ("masthead", "STRIKEDESK<", "STRIKEDESK 7<"),
    ):
        assert what in html, what
        changed = html.replace(what, wrong, 1)
        yield f"html: {kind}", wrong, partial(with_text, content, "html", changed)
    for match in _ALTERNATIVE.finditer(html):
        for wrong in ("", match[0].replace("the", "no", 1), f"{match[0]} Up 9%."):
            changed = html[: match.start()] + wrong + html[match.end() :]
            yield "alt text", wrong, partial(with_text, content, "html", changed)
    for match in _IMAGE.finditer(html):
        changed = html[: match.start()] + html[match.end() :]
        yield (
            "image of the page dropped",
            match[0],
            partial(with_text, content, "html", changed),
        )
    names = re.findall(r"cid:[a-z_]+", html)
    for one, other in itertools.pairwise(names):
        swapped = html.replace(one, "cid:x").replace(other, one).replace("cid:x", other)
        yield (
            "images of the page swapped",
            one,
            partial(with_text, content, "html", swapped),
        )


def _of_pictures(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    count = len(pictures_of(parsed(content)))

    def dropped(place: int) -> str:
        message = parsed(content)
        part = pictures_of(message)[place]
        related = next(item for item in message.walk() if part in _parts(item))
        _parts(related).remove(part)
        return message.as_bytes(policy=policy.SMTP).decode("ascii")

    def replaced(place: int, wound: Callable[[bytes], bytes]) -> str:
        message = parsed(content)
        part = pictures_of(message)[place]
        name = str(part["content-id"])
        part.set_content(wound(part.get_content()), "image", "png", cid=name)
        return message.as_bytes(policy=policy.SMTP).decode("ascii")

    def exchanged(place: int) -> str:
        png: bytes = pictures_of(parsed(content))[(place + 1) % count].get_content()
        return replaced(place, lambda _: png)

    for place in range(count):
        yield "picture dropped", str(place), partial(dropped, place)
        if count > 1:
            yield (
                "picture of another chart",
                str(place),
                partial(exchanged, place),
            )
        yield (
            "byte of a picture changed",
            str(place),
            partial(replaced, place, _with_another_byte),
        )


def _with_another_byte(png: bytes) -> bytes:
    return png[:-30] + bytes([png[-30] ^ 1]) + png[-29:]


def _parts(message: object) -> list[object]:
    payload: Any = message.get_payload() if isinstance(message, EmailMessage) else None
    return payload if isinstance(payload, list) else []


def _of_headers(content: bytes) -> Iterator[tuple[str, str, Callable[[], str]]]:
    def with_header(name: str, value: str) -> str:
        message = parsed(content)
        del message[name]
        message[name] = value
        return message.as_bytes(policy=policy.SMTP).decode("ascii")

    def with_part() -> str:
        message = parsed(content)
        more = EmailMessage()
        more.set_content("Target: $999")
        _parts(message).append(more)
        return message.as_bytes(policy=policy.SMTP).decode("ascii")

    subject = str(parsed(content)["subject"])
    for kind, wrong in numbers_changed(subject):
        yield f"subject: {kind}", wrong, partial(with_header, "Subject", wrong)
    yield "header added", "Reply-To", partial(with_header, "Reply-To", "other@h.test")
    yield "date", "a year later", lambda: with_header("Date", "Tue, 29 Dec 2026 12:37:00 -0500")
    yield "part added", "text", with_part
    text = content.decode("ascii")
    yield "subject doubled", subject, lambda: f"Subject: IWM at $999\r\n{text}"
    yield "words after the last part", "", lambda: f"{text}\r\nTarget: $999\r\n"
    yield "cut off", "", lambda: text[: len(text) // 2]
    yield "empty", "", lambda: ""
