"""Around a note stands what its playbook gives, and in it are only the styles of its playbook."""

from __future__ import annotations

import pytest

from generator.audit.mail_looks import MailLooks

LOOKS = MailLooks(
    '\n<html>\n<style>p { color: red }</style>\n<td id="note">\n',
    "\n</td>\n</html>\n",
    frozenset({("p", "margin:0"), ("td", "margin:0 0 9px")}),
)
NOTE = '<p style="margin:0">up <strong>x</strong></p><img src="cid:x" width="9" alt="y">'


def problems(note: str = NOTE, before: str = LOOKS.before, after: str = LOOKS.after) -> list[str]:
    """What is wrong with a part."""
    return list(LOOKS.problems(f"{before}{note}{after}"))


def test_a_note_in_its_frame_with_its_styles_is_right() -> None:
    assert problems() == []
    assert problems('<p class="soft" style="margin:0">x</p><p>x</p>') == []
    assert problems(before=LOOKS.before.lstrip(), after=LOOKS.after.rstrip()) == []


def test_the_line_of_the_frame_that_is_another_one_is_named() -> None:
    [above] = problems(before=LOOKS.before.replace("red", "white"))
    assert "'<style>p { color: white }</style>' is around the note" in above
    assert "'<style>p { color: red }</style>'" in above
    [below] = problems(after=LOOKS.after.replace("</td>", "</td><p>buy</p>"))
    assert "'</td><p>buy</p>' is around the note" in below
    assert list(LOOKS.problems("")) != []
    assert list(LOOKS.problems(LOOKS.before)) != []


@pytest.mark.parametrize(
    "note",
    [
        '<p style="margin:0 0 9px">x</p>',
        '<p style="margin:0;color:#fff">x</p>',
        '<strong style="margin:0">x</strong>',
        '<p style="margin:0" style="margin:0">x</p>',
        '<p width="0">x</p>',
        '<p class="soft big">x</p>',
        '<td class="soft">x</td>',
        "<p hidden>x</p>",
        '<p id="preheader">x</p>',
        "<div",
        "<style>p { color: white }</style>",
        "<span>x</span>",
        "</td><td>x",
        "</td></tr><tr><td>x",
        "<p><strong>x</p></strong>",
        "<p>x",
        "<!-- x -->",
        "<?x ?>",
        "<!x y>",
        "<![CDATA[x]]>",
    ],
)
def test_whatever_no_note_of_the_playbook_has_is_found(note: str) -> None:
    assert problems(f"{NOTE}{note}") != []
