"""Tests of what comes in: files, bundles, the calendar, the gates."""
