"""Tests that share costly preparation, and the process that they share it in."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("a group")
def test_a_test_of_a_group_is_known_by_it_where_tests_are_spread_over_processes(
    request: pytest.FixtureRequest,
) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("the tests run in one process: nothing is spread by groups")
    assert request.node.nodeid.endswith("@a group")
