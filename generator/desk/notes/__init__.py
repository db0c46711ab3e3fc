"""The pages of notes: the queue, the review, the edit, and what is decided there."""
