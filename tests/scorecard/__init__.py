"""Tests of the scorecard and of replays."""
