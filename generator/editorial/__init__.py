"""The editorial room: who may do what to a note, what it was, and what became of it."""
