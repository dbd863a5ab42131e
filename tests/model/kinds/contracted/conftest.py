"""What the tests of contracted services share: worlds, and ways to run them."""

import pytest


@pytest.fixture(scope="session")
def worlds(worlds_of):
    """Return the module that makes worlds."""
    return worlds_of("contracted")


@pytest.fixture(scope="session")
def days(worlds, days_of):
    """Return (world, outcome with log) of 200 worlds, told by the kernel."""
    return days_of(worlds, 200)
