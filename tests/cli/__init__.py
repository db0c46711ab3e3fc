"""Tests of the command line: what it says, and what it exits with."""
