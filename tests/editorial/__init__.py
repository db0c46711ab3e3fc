"""Tests of people and of what they may do."""
