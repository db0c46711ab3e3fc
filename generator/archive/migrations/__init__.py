"""How the archive's database came to be as it is, step by step."""
