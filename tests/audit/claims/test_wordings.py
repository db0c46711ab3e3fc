"""Each class is caught in many wordings, and what is near to it and true is left alone."""

from __future__ import annotations

import pytest

from generator.audit.claims.checks import CHECKS, audit_claims
from tests.audit.claims.notes import DEMO_FACTS
from tests.audit.claims.wordings import ACCEPTED, REFUSED

_WHOLE_NOTES = {"disclosure", "headline", "repeated_level", "idiom"}
"""Classes with tests of their own, since they speak of a whole note."""


def errors(text: str) -> dict[str, list[str]]:
    """The errors of ``text`` by class."""
    found: dict[str, list[str]] = {}
    for finding in audit_claims(text, DEMO_FACTS, file="note.md", foreign=True):
        if finding.severity == "error":
            found.setdefault(finding.kind, []).append(str(finding))
    return found


@pytest.mark.parametrize(("code", "text"), [(k, t) for k, ts in REFUSED.items() for t in ts])
def test_a_false_claim_is_refused_by_its_class(code: str, text: str) -> None:
    assert code in errors(f"# IWM at $249.52\n\n{text}\n"), errors(f"# IWM at $249.52\n\n{text}\n")


@pytest.mark.parametrize(("code", "text"), [(k, t) for k, ts in ACCEPTED.items() for t in ts])
def test_a_true_neighbour_is_not_refused(code: str, text: str) -> None:
    assert errors(f"# IWM at $249.52\n\n{text}\n").get(code, []) == []


def test_every_class_has_wordings_on_both_sides() -> None:
    codes = {check.code for check in CHECKS} - _WHOLE_NOTES
    assert set(REFUSED) == codes
    assert set(ACCEPTED) == codes
