"""Tests of the facts: known answers, oracles, a second computation, and properties."""
