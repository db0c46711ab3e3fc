"""The Markdown of an issue as static-site generators take it: YAML front matter, then the text.

Every string is quoted: what one YAML reads as a word another reads as a truth value or a time
(the tickers ON and NO, a headline with a colon).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from generator.wording.dates import full_date
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from ruamel.yaml.nodes import ScalarNode

    from generator.site.issues import Issue

_TAGS: Final = ("options",)
_NEVER_FOLDED: Final = 1_000_000
_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"


class _Moment(str):
    """A time in ISO form, written as YAML's own and not as words."""

    __slots__ = ()


class _Representer(RoundTripRepresenter):
    """The library's own, which also knows a moment."""

    def represent_moment(self, data: _Moment) -> ScalarNode:
        """The moment as a plain timestamp."""
        return self.represent_scalar(_TIMESTAMP, str(data))


_Representer.add_representer(_Moment, _Representer.represent_moment)


def index_markdown(issue: Issue) -> str:
    """``index.md``: front matter, corrections, the note without its first heading, disclosure."""
    body = issue.markdown.partition("\n")[2].lstrip("\n")
    corrections = "".join(
        f"> **Correction, {full_date(item.day)}.** {escape_markdown(item.text)}\n\n"
        for item in issue.corrections
        if not item.printed
    )
    said = f"\n---\n\n{escape_markdown(issue.disclosure)}\n" if issue.disclosure else ""
    return f"---\n{_yaml(_fields(issue))}---\n\n{corrections}{body}{said}"


def _fields(issue: Issue) -> dict[str, Any]:
    moment = issue.as_of.isoformat()
    fields: dict[str, Any] = {
        "title": _quoted(issue.title),
        "date": _Moment(moment),
        "symbol": _quoted(issue.symbol),
        "description": _quoted(issue.summary),
        "tags": [_quoted(tag) for tag in (issue.symbol, *_TAGS)],
        "draft": False,
        "data_source": _quoted(issue.source),
        "as_of": _quoted(moment),
    }
    if issue.corrections:
        fields["corrections"] = [
            {"date": _quoted(str(item.day)), "text": _quoted(item.text)}
            for item in issue.corrections
        ]
    return fields


def _quoted(text: str) -> str:
    quoted: str = DoubleQuotedScalarString(text)
    return quoted


def _yaml(fields: dict[str, Any]) -> str:
    writer = YAML()
    writer.Representer = _Representer
    writer.width = _NEVER_FOLDED
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(fields, stream)
    return stream.getvalue()
