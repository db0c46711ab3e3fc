"""Tests of numbers, dates and lists in words."""
