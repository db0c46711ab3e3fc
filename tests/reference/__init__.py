"""A second, independent computation of the catalogue's facts, for tests only.

It shares no code with the product: it was written from the catalogue's definitions alone, in
plain standard-library Python, so that a fact on which both agree has been computed twice.
"""
