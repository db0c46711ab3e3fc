"""From a symbol to its note in a folder: what one command drafts, and what a batch does."""
