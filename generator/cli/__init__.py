"""The command line: one module a command, heavy imports inside them."""

from generator.cli.main import main

__all__ = ["main"]
