"""No page fetches anything: not past the fetcher, nor past the jail where the fetcher lets it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import weasyprint

from generator.errors import RenderError
from generator.render import pdf
from generator.render.pdf import PdfRenderer, worker_command
from tests.canary_server import CanaryServer
from tests.fates import fate, plain_page
from tests.harmful_pdf import harms
from tests.hostile_fetches import (
    CANARY,
    CHANNELS,
    INK,
    NOT_CHANNELS,
    Canaries,
    addresses,
    data_url,
    page,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
CODES: Final = {"pdf", "fetch_refused", "attachment_refused", "link_refused", "render_failed"}
REFUSED: Final = ("http to address", "https", "ftp", "file", "link", "variables", "script")
"""Forms that are refused by their name in every channel."""
UNSEEN: Final = ("font face", "content of a marker", "img in a foreign object", "colour profile")
"""Channels that would not show the canary: three ask for it and then fail, one is a face."""


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    """Files that no page may show, and a server to which none came in the end."""
    with CanaryServer() as server:
        made = Canaries(tmp_path_factory.mktemp("canaries"), server.port)
        made.place()
        yield made
    assert server.count == 0


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    """That page from a worker that has seen no other."""
    with PdfRenderer(seconds=60) as fresh:
        return fresh.render(plain_page()).content


@pytest.fixture(scope="module")
def guarded() -> Iterator[PdfRenderer]:
    """A renderer as a batch has it."""
    with PdfRenderer(seconds=60) as made:
        yield made


MEMORY_OF_THE_JAILED: Final = 1_500_000_000
"""Tells its workers from those of others, which are replaced now and then while it is there."""


def unguarded_command(memory_bytes: int) -> list[str]:
    if memory_bytes != MEMORY_OF_THE_JAILED:
        return worker_command(memory_bytes)
    script = ROOT / "tests" / "unguarded_worker.py"
    return [sys.executable, "-P", str(script), str(ROOT), str(memory_bytes)]


@pytest.fixture(scope="module")
def jailed() -> Iterator[PdfRenderer]:
    """A renderer whose fetcher asks for everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "worker_command", unguarded_command)
        with PdfRenderer(60, MEMORY_OF_THE_JAILED) as made:
            made.guards()
            yield made


def test_the_corpus_is_large() -> None:
    forms = addresses(Canaries(Path("/x"), 1))
    assert len(CHANNELS) >= 29
    assert len(forms) >= 12
    assert len(CHANNELS) * len(forms) >= 348


@pytest.mark.parametrize("name", [name for name in CHANNELS if name not in UNSEEN])
def test_without_fetcher_and_jail_the_canary_would_be_seen(name: str, canaries: Canaries) -> None:
    """So that the tests below can fail."""
    channel = CHANNELS[name]
    html = channel.page(addresses(canaries, channel.file)["file"])
    content: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert set(harms(content, CANARY, INK)) & {CANARY, INK}


@pytest.mark.parametrize("name", CHANNELS)
def test_what_every_channel_asks_for_is_refused_by_name(
    name: str, guarded: PdfRenderer, canaries: Canaries
) -> None:
    channel = CHANNELS[name]
    url = addresses(canaries, channel.file)["http to address"]
    with pytest.raises(RenderError, match="data: addresses") as refused:
        guarded.render(channel.page(url))
    assert refused.value.code == "fetch_refused"
    assert f"127.0.0.1:{canaries.port}" in str(refused.value)


@pytest.mark.parametrize("name", NOT_CHANNELS)
def test_what_asks_for_nothing_gives_a_harmless_pdf(
    name: str, guarded: PdfRenderer, canaries: Canaries
) -> None:
    forms = addresses(canaries)
    for form in ("http to address", "file"):
        assert fate(guarded, NOT_CHANNELS[name](forms[form]), CANARY, INK) == "pdf"


def test_every_form_of_an_address_is_refused_or_asks_for_nothing(
    guarded: PdfRenderer, canaries: Canaries, plain_pdf: bytes
) -> None:
    channel = CHANNELS["img src"]
    fates = {
        form: fate(guarded, channel.page(url), CANARY, INK)
        for form, url in addresses(canaries).items()
    }
    assert {form for form, code in fates.items() if code == "pdf"} == {
        "share with backslashes", "local file", "empty", "relative", "absolute path", "schemeless",
    }  # fmt: skip
    assert set(fates.values()) == {"pdf", "fetch_refused"}
    assert guarded.render(plain_page()).content == plain_pdf


@pytest.mark.full
@pytest.mark.parametrize("name", CHANNELS)
def test_no_form_of_an_address_comes_through_any_channel(
    name: str, guarded: PdfRenderer, canaries: Canaries, plain_pdf: bytes
) -> None:
    channel = CHANNELS[name]
    for form, url in addresses(canaries, channel.file).items():
        code = fate(guarded, channel.page(url), CANARY, INK)
        wanted = {"fetch_refused"} if form in REFUSED else CODES
        assert code in wanted, (form, code)
    assert guarded.render(plain_page()).content == plain_pdf


def needs(renderer: PdfRenderer, *guards: str) -> None:
    """Skip where the jail has none of ``guards``."""
    if not set(guards) & set(renderer.guards()):
        pytest.skip(f"this system gives a process no guard of {' or '.join(guards)}")


@pytest.mark.parametrize("name", CHANNELS)
def test_the_jail_alone_hides_the_files_and_the_network_from_every_channel(
    name: str, jailed: PdfRenderer, canaries: Canaries
) -> None:
    needs(jailed, "files")
    needs(jailed, "network", "tcp")
    channel = CHANNELS[name]
    forms = addresses(canaries, channel.file)
    for form in ("file", "http to address"):
        assert fate(jailed, channel.page(forms[form]), CANARY, INK) in CODES


@pytest.mark.full
@pytest.mark.parametrize("name", CHANNELS)
def test_the_jail_alone_holds_against_every_form_in_every_channel(
    name: str, jailed: PdfRenderer, canaries: Canaries, plain_pdf: bytes
) -> None:
    needs(jailed, "files")
    needs(jailed, "network", "tcp")
    channel = CHANNELS[name]
    for form, url in addresses(canaries, channel.file).items():
        assert fate(jailed, channel.page(url), CANARY, INK) in CODES, form
    assert jailed.render(plain_page()).content == plain_pdf


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<a href="javascript:alert(1)">x</a>', "link_refused"),
        ('<a href="file:///etc/hostname">x</a>', "link_refused"),
        ('<a href="data:text/html,x">x</a>', "link_refused"),
        ('<a href="http://h.test/">x</a>', "link_refused"),
        ('<a href="HTTPS://h.test/">x</a>', "link_refused"),
        ('<p style="-weasy-link:url(javascript:alert)">x</p>', "pdf"),
        ('<a href="https://h.test/">x</a>', "pdf"),
        ('<a href="#z">x</a><p id="z">y</p>', "pdf"),
        (f'<a rel="attachment" href="{data_url("text/plain", "x")}">x</a>', "attachment_refused"),
        (f'<link rel="attachment" href="{data_url("text/plain", "x")}">', "attachment_refused"),
    ],
)
def test_a_pdf_leads_nowhere_but_to_https_and_holds_no_file(
    body: str, code: str, guarded: PdfRenderer
) -> None:
    assert fate(guarded, page(body), CANARY, INK) == code


@pytest.mark.parametrize("rule", ['@import "URL";', 'p{background:url("URL")}'])
@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.css", "file:///etc/hostname"])
def test_a_style_that_fetches_is_refused_by_the_address(
    rule: str, url: str, guarded: PdfRenderer
) -> None:
    with pytest.raises(RenderError, match=rf"it asks for {url}.*\[fetch_refused\]"):
        guarded.render(page("<p>x</p>", f"<style>{rule.replace('URL', url)}</style>"))


def test_a_refused_fetch_costs_no_worker(guarded: PdfRenderer) -> None:
    """Else a hundred pages that fetch would be a hundred starts."""
    guarded.guards()
    before = guarded._worker
    assert fate(guarded, page('<img alt="a" src="http://127.0.0.1:9/x">')) == "fetch_refused"
    assert guarded._worker is before
