"""Facts to words: the only place that writes a digit."""
