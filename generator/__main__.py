"""``python -m generator`` does what the ``strikedesk`` command does."""

from generator.cli import main

if __name__ == "__main__":
    main()
