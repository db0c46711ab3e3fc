"""What the sentences around the numbers say, held to the facts: one class of mistake a check."""
