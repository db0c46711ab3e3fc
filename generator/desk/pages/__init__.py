"""The pages of the desk: each module has its handlers and, as ROUTES, where they are."""
