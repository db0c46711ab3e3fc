"""Snapshot and history to facts: the catalogue and the functions that compute it."""
