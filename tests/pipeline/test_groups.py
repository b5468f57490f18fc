"""Tests that share an expensive fixture share a worker; else each worker would make it anew."""

import os

import pytest


@pytest.mark.xdist_group("alone")
def test_a_group_is_known_to_whoever_hands_out_the_tests(request: pytest.FixtureRequest) -> None:
    shared_out = "PYTEST_XDIST_WORKER" in os.environ and request.config.getvalue("loadgroup")
    assert request.node.nodeid.endswith("@alone") == bool(shared_out)
