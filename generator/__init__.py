"""Strikedesk: the daily options note of a desk, with every number proven."""

__version__ = "0.1.0"
