"""The tests: their names are the promises the project makes."""
