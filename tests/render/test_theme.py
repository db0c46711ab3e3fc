"""A theme changes colours, faces, masthead, logo and disclosure, and nothing that is proven."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

import pytest

from generator.config import Settings
from generator.errors import ThemeError, UsageError
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.pipeline import Draft, Observed, draft_note
from generator.render.palette import contrast_of
from generator.render.pdf import PdfRenderer
from generator.render.theme import HOUSE, load_theme, theme_folder
from generator.render.theme_style import night_rules
from generator.site.pages import assets
from tests.replays import playbook

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
masthead: "Desk 42"
publisher: "The \\"Desk\\" & Co"
logo: logo.svg
disclosure: "The desk holds 3 funds; Member No. 4711 <registered>."
colors:
  light: {paper: "#ffffff", accent: "#7a1f5f"}
fonts:
  display: {family: Own Sans, regular: source-serif-4-latin-400-normal.woff2}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def demo_observed() -> Observed:
    """What the demo's note is made from."""
    return Observed(demo_snapshot(), snapshot_digest(demo_snapshot()))


def theme_in(folder: Path, text: str, style: str = "") -> str:
    """A theme of its own in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "theme.yaml").write_text(text, "utf-8")
    (folder / "theme.css").write_text(style, "utf-8")
    (folder / "logo.svg").write_text(LOGO, "utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """The demo's note in a theme of its own, in every format."""
    theme = theme_in(tmp_path_factory.mktemp("theme"), OWN, "h1 { letter-spacing: 0.01em; }")
    with PdfRenderer(seconds=120) as renderer:
        return draft_note(demo_observed(), playbook(), Settings(theme=theme), renderer, email=True)


def page_of(note: Draft) -> str:
    """Its page."""
    return note.files["article.html"].decode()


def test_a_note_in_a_theme_of_its_own_passes_its_audit_in_every_format(dressed: Draft) -> None:
    assert dressed.findings == ()


def test_the_theme_changes_no_word_of_the_note(dressed: Draft) -> None:
    plain = draft_note(demo_observed(), playbook(), Settings(), None)
    assert dressed.files["article.md"] == plain.files["article.md"]
    assert dressed.record()["hashes"]["theme"] != plain.record()["hashes"]["theme"]


def test_masthead_logo_and_publisher_stand_where_readers_look(dressed: Draft) -> None:
    page = page_of(dressed)
    logo = r'<img class="logo" src="data:image/svg\+xml;base64,[^"]+" alt="[^"]+">Desk 42'
    assert re.search(logo, page)
    assert '<meta name="author" content="The &#34;Desk&#34; &amp; Co">' in page
    assert r'content: "The \22 Desk\22  \26  Co · Options Focus"' in page


def test_inks_and_faces_of_the_theme_are_in_page_and_charts(dressed: Draft) -> None:
    page = page_of(dressed)
    assert "--accent: #7a1f5f;" in page
    assert "--ink: #23211d;" in page, "what a theme does not name is the house's"
    assert '--display: "Own Sans", Helvetica' in page
    chart = dressed.files["charts/price.svg"].decode()
    assert 'stroke="#7a1f5f"' in chart
    assert "font-family=\"'Own Sans', sans-serif\"" in chart
    assert '.chart [fill="#7a1f5f"] { fill: var(--accent); }' in page
    assert "h1 { letter-spacing: 0.01em; }" in page


def test_the_disclosure_stands_below_the_note_on_page_and_in_both_parts_of_the_e_mail(
    dressed: Draft,
) -> None:
    assert "Member No. 4711 &lt;registered&gt;." in page_of(dressed)
    message = BytesParser(policy=policy.default).parsebytes(dressed.files["article.eml"])
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    assert len(texts) == 2
    assert "Member No. 4711 <registered>." in " ".join(texts[0].split())
    assert "Member No. 4711 &lt;registered&gt;." in texts[1]
    assert "Desk 42" in texts[1]


def test_the_site_wears_the_theme(tmp_path: Path) -> None:
    theme = load_theme(theme_in(tmp_path / "own", OWN, ".brand { color: red; }"))
    style = assets(theme)["assets/site.css"].decode()
    assert "--accent: #7a1f5f;" in style
    assert style.endswith(".brand { color: red; }")
    assert 'font-family: "Own Sans"; font-style: normal; font-weight: 400' in style


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mastheads: x\n", r"theme\.yaml:1:\d+: mastheads: is no key .* did you mean 'masthead'"),
        ("masthead: 7\n", r"theme\.yaml:1:\d+: masthead: "),
        ("colors:\n  light:\n    ink: red\n", r"theme\.yaml:3:\d+: .*'red' is no colour"),
        ('colors:\n  light:\n    ink: "#fff"\n', r"theme\.yaml:3:\d+: .*is no colour"),
        ("colors: red\n", r"theme\.yaml:1:\d+: colors: is a group of keys"),
        ('fonts:\n  text:\n    fallback: "Georgia\', serif"\n', "is no list of families"),
        ('disclosure: "a\\nb"\n', "disclosure: .* has more than one line"),
        (
            'colors:\n  light:\n    accent: "#ffee00"\n',
            r"theme\.yaml:3:\d+: .*contrast of 1\.2 to 1, and it needs 4\.5; take another ink",
        ),
        ('colors:\n  dark:\n    soft: "#333333"\n', r"take another ink, or another paper"),
        ("fonts:\n  text:\n    regular: none.woff2\n", r"no woff2 file 'none\.woff2'"),
        ("fonts:\n  text:\n    regular: ../x.woff2\n", r"fonts\.text\.regular"),
        ("logo: logo.gif\n", r"logo\.gif: a logo is an SVG or a PNG file"),
        ("logo: /etc/passwd\n", r"theme\.yaml:1:\d+: logo: "),
        ("- a\n", r"is no list of keys and values"),
    ],
)
def test_what_is_wrong_in_a_theme_is_named_with_its_line(
    text: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ThemeError, match=message):
        load_theme(theme_in(tmp_path / "own", text))


def test_a_folder_of_one_s_own_never_stands_in_for_the_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme_in(tmp_path / "house", "masthead: x\n")
    monkeypatch.chdir(tmp_path)
    assert theme_folder(HOUSE).parent.name == "themes"
    assert load_theme("./house").imprint.masthead == "x"


def test_a_family_of_one_s_own_has_no_italic_of_the_house(tmp_path: Path) -> None:
    face = "source-sans-3-latin-400-normal.woff2"
    text = f"fonts:\n  text: {{family: Own, regular: {face}, semibold: {face}}}\n"
    faces = load_theme(theme_in(tmp_path / "own", text)).faces
    assert [face.style for face in faces if face.family == "Own"] == ["normal", "normal"]


def test_where_two_inks_are_one_the_chart_turns_into_the_first(tmp_path: Path) -> None:
    text = 'colors:\n  light: {contrast: "#23211d"}\n'
    rules = night_rules(load_theme(theme_in(tmp_path / "own", text)))
    last = [line for line in rules.splitlines() if '.chart [fill="#23211d"]' in line][-1]
    assert "var(--ink)" in last


def test_a_theme_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"no theme 'nowhere': give a folder .* house"):
        load_theme("nowhere")


def test_an_empty_theme_is_the_house_s(tmp_path: Path) -> None:
    assert load_theme(theme_in(tmp_path / "own", "")).light == load_theme(HOUSE).light


def test_the_house_names_every_key_that_a_theme_may_have() -> None:
    page = (theme_folder(HOUSE) / "theme.yaml").read_text("utf-8")
    for key in ("masthead", "publisher", "logo", "disclosure", "colors", "fonts"):
        assert re.search(rf"^(?:# )?{key}:", page, re.MULTILINE)


def test_contrast_is_the_one_that_the_guidelines_give() -> None:
    assert contrast_of("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_of("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
