"""The site's own pages: index, one a symbol, one a month, the corrections."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ArticleError
from generator.files import folder_name
from generator.narrative.playbook import template_roots
from generator.render.templates import render_template
from generator.render.theme_style import day_rules, face_rule, night_inks
from generator.site.address import href
from generator.site.feeds import ATOM, JSON
from generator.site.issues import MODELLED, PAGE, PDF
from generator.wording.dates import full_date, month_name, weekday_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from generator.render.theme import Theme
    from generator.site.issues import Issue

INDEX: Final = "index.html"
CORRECTED: Final = "corrections.html"
STYLE: Final = "assets/site.css"
DAYS_ON_INDEX: Final = 30
_MAIN: Final = re.compile(r"(?=<main[\s>])")


def site_folder() -> Path:
    """The folder of the site's templates."""
    return template_roots()[0] / "site"


def assets(theme: Theme) -> dict[str, bytes]:
    """The style sheet and the faces, with their licences, by their name in the site."""
    found = {STYLE: _style(theme).encode()}
    for face in theme.faces:
        found[f"assets/{face.path.name}"] = face.path.read_bytes()
        for licence in sorted(face.path.parent.glob("*-OFL.txt")):
            found[f"assets/{licence.name}"] = licence.read_bytes()
    return found


def _style(theme: Theme) -> str:
    """The faces and inks of the theme, the site's own style, and what the theme adds to it."""
    own = (site_folder() / "site.css").read_text(encoding="utf-8")
    night = f"@media (prefers-color-scheme: dark) {{\n{night_inks(theme)}}}\n"
    faces = "".join(face_rule(face, face.path.name) for face in theme.faces)
    return f"{faces}{day_rules(theme)}{night}{own}{theme.style}"


def pages(
    issues: Sequence[Issue], title: str, theme: Theme, *, feeds: bool
) -> Iterator[tuple[str, str]]:
    """Each page by its name in the site.

    Args:
        issues: The newest first.
        title: Of the site.
        theme: Words around the notes.
        feeds: Whether the feeds are there to be named.
    """
    writer = _Writer(issues, title, theme, feeds=feeds)
    yield INDEX, writer.index()
    yield CORRECTED, writer.corrected()
    for symbol in writer.symbols:
        chosen = [issue for issue in issues if issue.symbol == symbol]
        yield _symbol_page(symbol), writer.listing(symbol, f"Options notes on {symbol}", chosen)
    for month, chosen in writer.months.items():
        name = _month_name(chosen[0].day)
        yield f"archive/{month}.html", writer.listing(name, f"Options notes of {name}", chosen)


def _symbol_page(symbol: str) -> str:
    return f"symbols/{folder_name(symbol)}.html"


def _month_name(day: date) -> str:
    return f"{month_name(day)} {day.year}"


def _month(issue: Issue) -> str:
    return f"{issue.day:%Y-%m}"


def _day(issue: Issue) -> date:
    return issue.day


class _Writer:
    """What the pages of one site share."""

    def __init__(self, issues: Sequence[Issue], title: str, theme: Theme, *, feeds: bool) -> None:
        self._issues = issues
        self._title = title
        self._theme = theme
        self._feeds = [(ATOM, "application/atom+xml"), (JSON, "application/feed+json")]
        if not feeds:
            self._feeds = []
        self.symbols = sorted({issue.symbol for issue in issues})
        self.months = {month: list(group) for month, group in groupby(issues, key=_month)}

    def index(self) -> str:
        days = list(dict.fromkeys(issue.day for issue in self._issues))[:DAYS_ON_INDEX]
        return self._page(
            "index.html.j2",
            root="",
            heading="Latest issues",
            description=f"{self._title}: options notes on {', '.join(self.symbols[:8])}",
            groups=_groups((item for item in self._issues if item.day in set(days)), ""),
            symbols=[
                {
                    "name": symbol,
                    "href": href(_symbol_page(symbol)),
                    "count": sum(issue.symbol == symbol for issue in self._issues),
                }
                for symbol in self.symbols
            ],
            months=[
                {
                    "name": _month_name(chosen[0].day),
                    "href": f"archive/{month}.html",
                    "count": len(chosen),
                }
                for month, chosen in self.months.items()
            ],
        )

    def listing(self, heading: str, description: str, issues: Sequence[Issue]) -> str:
        groups = _groups(issues, "../")
        return self._page(
            "listing.html.j2",
            root="../",
            heading=heading,
            description=f"{self._title}: {description}",
            groups=groups,
        )

    def corrected(self) -> str:
        found = [(item, issue) for issue in self._issues for item in issue.corrections]
        found.sort(key=lambda pair: (pair[0].day, pair[1].day), reverse=True)
        return self._page(
            "corrections.html.j2",
            root="",
            heading="Corrections",
            description=f"{self._title}: every correction of an issue",
            corrections=[
                {"day": str(item.day), "date": full_date(item.day), "text": item.text}
                | {"issue": _entry(issue, "")}
                for item, issue in found
            ],
        )

    def _page(self, template: str, **values: Any) -> str:  # noqa: ANN401 - what a template takes
        shared = {"title": self._title, "feeds": self._feeds, "theme": self._theme}
        return render_template(site_folder(), template, shared | values, autoescape=True)


def _groups(issues: Iterable[Issue], root: str) -> list[dict[str, Any]]:
    """The issues of each day."""
    return [
        {
            "day": str(day),
            "date": weekday_date(day),
            "issues": [_entry(issue, root) for issue in group],
        }
        for day, group in groupby(issues, key=_day)
    ]


def _entry(issue: Issue, root: str) -> dict[str, Any]:
    place = f"{root}{href(issue.place)}"
    return {
        "title": issue.title,
        "symbol": issue.symbol,
        "date": full_date(issue.day),
        "summary": issue.summary,
        "modelled": MODELLED if issue.modelled else "",
        "page": f"{place}/{PAGE}",
        "pdf": None if issue.pdf_size is None else f"{place}/{PDF}",
        "symbol_page": f"{root}{href(_symbol_page(issue.symbol))}",
        "corrections": [
            {"day": str(item.day), "date": full_date(item.day), "text": item.text}
            for item in issue.corrections
        ],
    }


def wants_notice(issue: Issue) -> bool:
    """Whether a page has something to say above its text that the note does not say itself."""
    return bool(issue.earlier) or any(not item.printed for item in issue.corrections)


def with_notice(page: str, issue: Issue) -> str:
    """The page of a corrected issue, which says so above its text, and where the text before is.

    Raises:
        InputError: The page has no ``main`` element to put it before.
    """
    told = [
        {"day": str(item.day), "date": full_date(item.day), "text": item.text}
        for item in issue.corrections
        if not item.printed
    ]
    values = {"corrections": told, "root": "../../", "earlier": list(issue.earlier)}
    notice = render_template(site_folder(), "notice.html.j2", values, autoescape=True)
    place = _MAIN.search(page)
    if place is None:
        problem = "has no <main> to put its correction before; the page template needs one"
        raise ArticleError(issue.folder / PAGE, problem)
    return f"{page[: place.start()]}{notice}{page[place.start() :]}"
