"""Findings in the forms that other programs read: JUnit XML and the annotations of a code host."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.audit.findings import Finding

_LEVELS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def github_annotations(findings: Sequence[Finding], path: str, *, is_folder: bool = False) -> str:
    """One workflow command a finding: ``::error file=…,line=…,col=…,title=CLASS::message``.

    Args:
        findings: What the audit found.
        path: The file as the repository names it.
        is_folder: Whether it is the folder of the files that the findings name.
    """
    return "\n".join(
        f"::{_LEVELS[item.severity]} file={_property(_place(item, path, is_folder=is_folder))},"
        f"line={item.line},col={item.column},"
        f"title={_property(item.kind)}::{_data(_message(item))}"
        for item in findings
    )


def _place(finding: Finding, path: str, *, is_folder: bool) -> str:
    return PurePosixPath(path, finding.file).as_posix() if is_folder else path


def github_error(message: str, title: str) -> str:
    """The workflow command of a problem that is on no line of a file."""
    return f"::error title={_property(title)}::{_data(message)}"


def _message(finding: Finding) -> str:
    hint = f" (should read {finding.expected!r})" if finding.expected else ""
    return f"{finding.message}{hint}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def junit_xml(findings: Sequence[Finding], path: str, *, is_folder: bool = False) -> str:
    """A test suite of the file: a failed case an error, a skipped case a remark.

    Args:
        findings: What the audit found.
        path: The file, as the name of the suite.
        is_folder: As in `github_annotations`.
    """
    clean = f"  <testcase classname={xml_attribute(path)} name='audit'/>"
    cases = list(_cases(findings, path, is_folder=is_folder)) or [clean]
    failures = sum(item.severity == "error" for item in findings)
    skipped = len(findings) - failures
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            (
                f"<testsuite name={xml_attribute(path)} tests='{len(cases)}' failures='{failures}'"
                f" errors='0' skipped='{skipped}'>"
            ),
            *cases,
            "</testsuite>",
        ]
    )


def _cases(findings: Sequence[Finding], path: str, *, is_folder: bool) -> Iterator[str]:
    for item in findings:
        tag = "failure" if item.severity == "error" else "skipped"
        name = f"{item.kind} at {item.line}:{item.column}"
        place = xml_attribute(_place(item, path, is_folder=is_folder))
        yield (
            f"  <testcase classname={place} name={xml_attribute(name)}>"
            f"<{tag} message={xml_attribute(_message(item))}>{xml_text(str(item))}</{tag}>"
            "</testcase>"
        )


def xml_text(text: str) -> str:
    """``text`` between two tags of XML."""
    return escape(_clean(text))


def xml_attribute(text: str) -> str:
    """``text`` as the value of an XML attribute, in its quotes."""
    return quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _clean(text: str) -> str:
    """``text`` without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
