"""What came in: the snapshot, the exchange's calendar, the gates, and the readers of files."""
