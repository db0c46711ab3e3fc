"""Calls: what a note says will come, as predicates that stored prices decide later."""
