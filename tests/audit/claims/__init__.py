"""Tests of the audit of claims."""
