"""A signal, a playbook and a provider for Strikedesk."""

from pathlib import Path

RANGE_NOTE = Path(__file__).parent / "range_note"
"""The folder of the playbook; imported for its place alone, so nothing heavy stands here."""
