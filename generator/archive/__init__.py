"""What was fetched, kept: snapshots and, beside them, the raw answers they were made from."""
