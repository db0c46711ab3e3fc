"""One page to a PDF with WeasyPrint, or the reason why not: for the worker, which has no network.

A page may fetch nothing but ``data:``. What it asks for beyond that is refused even where
WeasyPrint would leave it out and go on.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import weasyprint
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from generator.render.label_groups import ungroup_labels
from generator.render.page_limits import Refusal, refusal_of_links, refusal_of_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN: Final = 200
_MOST_WARNINGS: Final = 100


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF and what the renderer complained about."""

    pdf: bytes
    warnings: tuple[str, ...]


class DataFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches ``data:`` and remembers what else was asked for."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - untyped
        """Fetch one address.

        Raises:
            ValueError: It is none of ``data:``.
        """
        if not url.lower().startswith("data:"):
            self.refused.append(url)
        return super().fetch(url, headers)


def page_pdf(html: str) -> Rendered | Refusal:
    """Render one page; whatever becomes of it is an answer and no error."""
    fetcher = DataFetcher()
    with _collected_warnings() as warnings:
        try:
            made = _render(html, fetcher)
        except FatalURLFetchingError as error:  # a BaseException
            return _refused(fetcher) or Refusal("fetch_refused", str(error)[:_SHOWN])
        except MemoryError:
            return Refusal("render_memory", "it took more memory than it may")
        except Exception as error:  # noqa: BLE001 - the page's own doing, told to the parent
            problem = f"{type(error).__name__}: {error}"[:_SHOWN]
            return _refused(fetcher) or Refusal("render_failed", problem)
    if isinstance(made, Refusal):
        return made
    return _refused(fetcher) or Rendered(made, tuple(warnings))


def _render(html: str, fetcher: DataFetcher) -> bytes | Refusal:
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    refusal = refusal_of_tree(page.etree_element)
    if refusal is not None:
        return refusal
    document = page.render(pdf_variant="pdf/ua-1")
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=ungroup_labels)
    links = [(kind, target) for sheet in document.pages for kind, target, *_ in sheet.links]
    refusal = refusal_of_links(links, len(document.metadata.attachments))
    return content if refusal is None else refusal


def _refused(fetcher: DataFetcher) -> Refusal | None:
    if not fetcher.refused:
        return None
    problem = (
        f"it asks for {fetcher.refused[0][:_SHOWN]}, and a page may fetch only data: addresses"
    )
    return Refusal("fetch_refused", problem)


@contextlib.contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(messages) < _MOST_WARNINGS:
                messages.append(record.getMessage()[:_SHOWN])

    logger = logging.getLogger("weasyprint")
    handler = Collector(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
