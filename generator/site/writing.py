"""The site's folder: made beside the old one and put in its place, or left as it was."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from generator.errors import InputError, StoreError, UsageError
from generator.files import fresh_folder, parse_json, read_bytes
from generator.narrative.record import to_json_bytes
from generator.site.feeds import ATOM, JSON, atom_feed, json_feed
from generator.site.front_matter import index_markdown
from generator.site.issues import PAGE
from generator.site.pages import assets, pages, wants_notice, with_notice
from generator.site.previews import PREVIEW, preview_of, with_preview

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from generator.render.theme import Theme
    from generator.site.address import Address
    from generator.site.issues import Issue, Withdrawn

MARKER: Final = ".strikedesk-site.json"
SCHEMA: Final = "site/1"


@dataclass(frozen=True, slots=True)
class Site:
    """What a site is, beside its issues.

    Args:
        title: Shown on every page and in the feeds.
        theme: Inks, faces and words around the notes.
        address: Where it will be; ``None`` writes no feeds, which need absolute links.
        markdown: Whether each issue's Markdown with front matter is written too.
    """

    title: str
    theme: Theme
    address: Address | None = None
    markdown: bool = False


def check_folder(folder: Path, notes: Path) -> None:
    """Refuse a folder that holds anything which an earlier build has not written.

    Args:
        folder: The site's.
        notes: The folder of notes, which must not lie in it.

    Raises:
        StoreError: A folder in it cannot be read.
        UsageError: It is a link or a file, holds the notes, or something else of somebody's.
    """
    if folder.is_symlink():
        raise UsageError(f"{folder} is a link; name the folder that it points to")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the site")
    if notes.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{folder} holds the notes, which a new site would replace; name another")
    written = _written_before(folder)
    strange = next((name for name in _names(folder) if name not in written), None)
    if strange is not None:
        problem = f"{folder} holds {strange}, which strikedesk site has not written"
        raise UsageError(f"{problem}; move it away, or name a new or empty folder")


def _names(folder: Path) -> Iterator[str]:
    """Files, links and empty folders below ``folder``, by relative name."""

    def refuse(error: OSError) -> None:
        problem = f"{error.filename} cannot be read: {error.strerror}"
        raise StoreError(f"{problem}; what is in it would be replaced unseen") from error

    for here, folders, files in os.walk(folder, onerror=refuse):
        inside = os.path.relpath(here, folder)
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]  # noqa: PTH114, PTH118
        leaves = sorted([*files, *links])
        if not leaves and not folders and inside != ".":
            yield inside
        yield from (os.path.normpath(os.path.join(inside, name)) for name in leaves)  # noqa: PTH118


def _written_before(folder: Path) -> frozenset[str]:
    path = folder / MARKER
    if not path.is_file():
        return frozenset()
    try:
        body: Any = parse_json(read_bytes(path), path)
        names = frozenset([*body["files"], MARKER]) if body["schema"] == SCHEMA else None
    except (InputError, KeyError, TypeError):
        names = None
    if names is None:
        raise UsageError(f"{path} is no list of what strikedesk site has written")
    return names


def write_site(
    issues: Sequence[Issue], folder: Path, site: Site, withdrawn: Sequence[Withdrawn] = ()
) -> int:
    """Make ``folder`` the site of ``issues``; the number of files in it.

    Args:
        issues: The newest first; none where all were withdrawn.
        folder: One that `check_folder` lets through.
        site: Title, address and what is wanted.
        withdrawn: Notes whose notice stands at their address.

    Raises:
        InputError: The page of a corrected issue has no place for its correction.
        StoreError: Something cannot be written, or a note changed meanwhile; the old site stands.
    """
    # As it is named in full: "." has no folder beside it.
    with fresh_folder(folder.resolve()) as fresh:
        names = []
        notices = ((f"{item.place}/{PAGE}", item.page) for item in withdrawn)
        for name, content in chain(_contents(issues, site), notices):
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            names.append(name)
        marker = {"schema": SCHEMA, "files": sorted(names)}
        (fresh / MARKER).write_bytes(to_json_bytes(marker))
        # Thousands of small files: one flush of all of them takes less than one each.
        os.sync()
    return len(names)


def _contents(issues: Sequence[Issue], site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, one at a time: a large site does not lie in memory."""
    for issue in issues:
        yield from _of_issue(issue, site)
    yield from assets(site.theme).items()
    for name, page in pages(issues, site.title, site.theme, feeds=site.address is not None):
        yield name, page.encode()
    if site.address is not None:
        yield ATOM, atom_feed(issues, site.title, site.address)
        yield JSON, json_feed(issues, site.title, site.address)


def _of_issue(issue: Issue, site: Site) -> Iterator[tuple[str, bytes]]:
    for name, digest in issue.files.items():
        content = _unchanged(issue, name, digest)
        if name == PAGE and wants_notice(issue):
            content = with_notice(content.decode(), issue).encode()
        if name == PAGE and site.address is not None:
            content = with_preview(content.decode(), issue, site.address).encode()
        yield f"{issue.place}/{name}", content
    for name, digest in issue.earlier.items():
        yield f"{issue.place}/{name}", _unchanged(issue, name, digest)
    if site.address is not None:
        yield f"{issue.place}/{PREVIEW}", preview_of(issue, site.title, site.theme)
    if site.markdown:
        yield f"{issue.place}/index.md", index_markdown(issue).encode()


def _unchanged(issue: Issue, name: str, digest: str) -> bytes:
    content = read_bytes(issue.folder / name)
    if hashlib.sha256(content).hexdigest() != digest:
        raise StoreError(f"{issue.folder / name} changed while the site was made; run it again")
    return content
