"""What the tests of all kinds share: their worlds, and the days that the kernel tells of them."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def worlds_of():
    """Return the function kind -> module that makes its worlds."""

    def load(kind):
        path = Path(__file__).with_name(kind) / "worlds.py"
        spec = importlib.util.spec_from_file_location(f"worlds_{kind}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def days_of():
    """Return the function (module of worlds, number) -> pairs of a world and its outcome with log."""

    def told(worlds, number):
        cases = [worlds.world(seed) for seed in range(number)]
        return [(case, worlds.KIND.kernel(case.layout, case.setting, case.trace, True)) for case in cases]

    return told
