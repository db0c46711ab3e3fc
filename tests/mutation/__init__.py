"""Damaged snapshots: each makes a note that is right, or a refusal with a code."""
