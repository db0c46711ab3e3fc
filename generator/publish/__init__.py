"""Where approved notes go: to a mail server, once to each address."""
