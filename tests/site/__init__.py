"""Tests of the site that is made from finished notes."""
