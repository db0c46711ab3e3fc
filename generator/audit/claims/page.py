"""The page of the documentation that lists the classes of claims, made from the register."""

from __future__ import annotations

from typing import Final

from generator.audit.claims.checks import CHECKS

_HEAD: Final = """\
# Auditing a note

`strikedesk audit FILE` proves a note: each number comes from the fact that it prints, and the words
around the numbers say what the facts say. A draft is audited so before it is written; an edited
`article.md` is audited against the record beside it, and a note from elsewhere, written by a person
or by a machine, against the facts of its data.

## Your own note

    strikedesk audit output/2025-12-29/IWM/article.md

The record (`article.json`) and the facts (`facts.json`) are taken from the folder of the file. A
number that was changed or added names its fact, `2.17{put_call_oi_ratio}`, or its source,
`41%{source: OCC, Aug. 20}`; what is printed then says [revising.md](revising.md).

## A note from elsewhere

    strikedesk audit draft.md --snapshot IWM.snapshot.zip
    strikedesk audit draft.md --facts output/2025-12-29/IWM/facts.json

Markdown and plain text are read. With `--snapshot` the facts are computed anew. There is no record,
so each number is matched to the facts of its kind, unit and sign by the words around it:

- a fact fits and its name is spoken of: proven;
- a fact fits, and nothing in the sentence speaks of it: a remark (`unproven_number`);
- no fact fits: an error (`unproven_number`).

A note without a single numeral fails: nothing was proven.

## A page

    strikedesk audit output/2025-12-29/IWM/article.html

Beside its numbers and words, a page is searched for

- what runs, fetches or leads away (`active_content`); a link out of an edition stands on exactly
  one symbol, and leads where the row of that symbol says;
- what can hide words (`active_content`): `hidden`, `style` and `popover` on an element, elements
  such as `details` and `noscript`, and letters of a chart without ink, size or visibility. How a
  page looks is said in its style sheet;
- an attribute that an element has twice (`active_content`), because one program takes the first and
  another the last;
- comments, CDATA sections, instructions and declarations (`forbidden_token`), because programs do
  not agree on where they end. A remark in a template is `{# … #}`.

An e-mail is held to more ([email.md](email.md)).

## A PDF

    strikedesk audit elsewhere.pdf

The PDF of a note is proven by its page, and held to fourteen further classes ([pdf.md](pdf.md)).
One without a record beside it is searched for what runs, is attached or leads away; nothing is said
of its numbers.

## Forms

`--format text` prints a finding a line, `json` the content of `audit.json`, `github` annotations
(`::error file=…,line=…,col=…,title=CLASS::message`), and `junit` a test suite in which an error is
a failed case and a remark a skipped one. The exit code is 1 if there is an error. Remarks never
fail a note; a draft keeps its errors alone, the command names the remarks as well.

## Classes of claims

| class | refuses | severity |
|---|---|---|
"""
_TAIL: Final = """
The words that the checks look for are lists in one file, `generator/audit/claims/words.py`. A check
is a function that reads a note (sentences, their numbers and names, the facts) and yields what does
not hold; a new one is a function and a line in `generator/audit/claims/checks.py`.

What the checks cannot do: they know words, not meaning. A sentence in a wording that no list has is
read for its numbers alone. Words of denial and condition ("not", "would", "if") excuse what stands
behind them in their clause.
"""


def claims_page() -> str:
    """The whole page."""
    refuses: dict[tuple[str, str], list[str]] = {}
    for check in CHECKS:
        refuses.setdefault((check.code, check.severity), []).append(check.refuses)
    rows = [
        f"| `{code}` | {'; '.join(texts)} | {severity} |"
        for (code, severity), texts in refuses.items()
    ]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL
