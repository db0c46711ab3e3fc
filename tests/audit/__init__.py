"""Tests of the audit: no wound to a number goes unnoticed, no honest edit is refused."""
