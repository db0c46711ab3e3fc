"""The program's own files: a table of them, and nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.desk.pages.static import static_files

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_every_file_of_the_table_is_given_out_with_its_type(writer: TestClient) -> None:
    assert {"desk.css", "htmx.js"} < set(static_files())
    for name, file in static_files().items():
        answer = writer.get(f"/static/{name}")
        assert (answer.status_code, answer.content) == (200, file.content)
        assert answer.headers["Content-Type"] == file.kind
        assert answer.headers["Cache-Control"].startswith("private, ")


def test_a_browser_that_has_the_file_is_told_so(writer: TestClient) -> None:
    tag = writer.get("/static/desk.css").headers["ETag"]
    for given, status in ((tag, 304), (f'"x", {tag}', 304), ('"x"', 200), ("", 200)):
        answer = writer.get("/static/desk.css", headers={"If-None-Match": given})
        assert answer.status_code == status, given
        assert (answer.content == b"") is (status == 304)


@pytest.mark.parametrize(
    "name",
    ["", "...", "../desk.css", "..%2fbase.html.j2", "%2e%2e/README.md", "base.html.j2",
     "DESK.CSS", "desk.css%00", "README.md", "/etc/passwd", "..\\desk.css", "x" * 5000],
)  # fmt: skip
def test_nothing_else_is(writer: TestClient, name: str) -> None:
    assert writer.get(f"http://127.0.0.1:8321/static/{name}").status_code == 404


def test_the_style_loads_nothing_from_elsewhere_and_names_only_faces_of_the_table() -> None:
    style = static_files()["desk.css"].content.decode()
    assert "://" not in style
    assert "@import" not in style
    faces = [part.partition('"')[0] for part in style.split('url("')[1:]]
    assert faces
    assert set(faces) <= set(static_files())
