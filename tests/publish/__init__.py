"""Tests of publishing: over verified TLS, once to each address, and nothing that may not go."""
