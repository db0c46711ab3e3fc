"""Nothing in a PDF runs, is attached, or leads away unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from generator.audit.pdf_structure import structure_problems
from tests.audit.broken_pdf import broken, codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.printing import Press

pytestmark = pytest.mark.xdist_group("press")


def script() -> pikepdf.Object:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def at_the_opening(action: pikepdf.Object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = action

    return change


def by_annotation(**keys: Any) -> Callable[[pikepdf.Pdf], None]:  # noqa: ANN401 - as pikepdf
    def change(document: pikepdf.Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **keys)
        document.pages[0].Annots = Array([document.make_indirect(annotation)])

    return change


def by_link(action: pikepdf.Object) -> Callable[[pikepdf.Pdf], None]:
    return by_annotation(Subtype=Name.Link, A=action)


def named_script(document: pikepdf.Pdf) -> None:
    names = Dictionary(Names=Array([String("x"), document.make_indirect(script())]))
    document.Root.Names = Dictionary(JavaScript=names)


def page_action(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.Print))


def form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<xdp/>"))


def outside_stream(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"")
    stream.F = String("/etc/hostname")
    document.Root.Extra = stream


ACTIVE: Final[dict[str, Callable[[pikepdf.Pdf], None]]] = {
    "a script at the opening": at_the_opening(script()),
    "a script by its name": named_script,
    "a script behind a view": at_the_opening(
        Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=script())
    ),
    "a program": by_link(Dictionary(S=Name.Launch, F=String("calc.exe"))),
    "a form that is sent": by_link(Dictionary(S=Name.SubmitForm, F=String("https://h.test"))),
    "a form that is filled": by_link(Dictionary(S=Name.ImportData, F=String("x.fdf"))),
    "another file": by_link(Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0]))),
    "rich media": by_annotation(Subtype=Name.RichMedia),
    "a film": by_annotation(Subtype=Name.Movie),
    "an action of a page": page_action,
    "a form of its own language": form,
    "a stream of another file": outside_stream,
}


@pytest.mark.parametrize("what", ACTIVE)
def test_what_acts_is_found_wherever_it_is(what: str, press: Press) -> None:
    assert codes(broken(press.modelled("demo").content, ACTIVE[what])) == ["pdf_active"]


def test_a_script_that_nothing_refers_to_is_found(press: Press) -> None:
    """An editor of PDFs can bring it back."""
    content = press.modelled("demo").content
    hidden = b"9999 0 obj\n<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>\nendobj\n"
    table = content.rindex(b"startxref")
    added = content[:table] + hidden + content[table:]
    # The table of objects is repaired when the file is read, because it does not fit any more.
    damaged = added.replace(b"startxref\n", b"startxref\n9", 1)
    assert codes(damaged) == ["pdf_active"]


def attached(document: pikepdf.Pdf) -> None:
    document.attachments["x.txt"] = b"1"


def test_a_file_inside_the_file_is_found(press: Press) -> None:
    assert codes(broken(press.modelled("demo").content, attached)) == ["pdf_attachment"]


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("http://h.test/", "warning"),
        ("mailto:a@h.test", "warning"),
        ("file:///etc/hostname", None),
        ("javascript:alert(1)", None),
        (" JavaScript:alert(1)", None),
        ("//h.test/x", None),
        ("\\\\h.test\\x", None),
        ("", None),
    ],
)
def test_a_link_that_is_not_https_is_found(
    address: str, severity: str | None, press: Press
) -> None:
    link = by_link(Dictionary(S=Name.URI, URI=String(address)))
    [problem] = structure_problems(broken(press.modelled("demo").content, link))
    assert (problem.code, problem.severity) == ("pdf_link", severity)


@pytest.mark.parametrize(
    "change",
    [
        by_link(Dictionary(S=Name.URI, URI=String("https://h.test/a"))),
        by_link(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
        at_the_opening(Array([0, Name.Fit])),
        at_the_opening(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))),
    ],
    ids=["https", "a place", "a view", "a view as an action"],
)
def test_a_link_over_https_and_a_view_at_the_opening_are_allowed(
    change: Callable[[pikepdf.Pdf], None], press: Press
) -> None:
    assert codes(broken(press.modelled("demo").content, change)) == []


def test_words_in_the_text_of_a_file_are_no_actions(press: Press) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.docinfo[Name.Subject] = String("how /JS and /Launch and /JavaScript work")

    assert codes(broken(press.modelled("demo").content, change)) == []
