"""Tests of the room that asks Yahoo."""
