"""Many symbols: a pool of processes, or a cluster, and a journal to go on from."""
