"""What the tests of the fleet share: worlds, and ways to run them."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def worlds():
    """Return the module that makes worlds."""
    spec = importlib.util.spec_from_file_location("worlds_fleet", Path(__file__).with_name("worlds.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def days(worlds):
    """Return (world, outcome with log) of 200 worlds, told by the kernel."""
    cases = [worlds.world(seed) for seed in range(200)]
    return [(case, worlds.KIND.kernel(case.layout, case.setting, case.trace, True)) for case in cases]
