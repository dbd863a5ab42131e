"""Modules of `benchmarks/`, which are in no package."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def page() -> Iterator[Callable[[str], ModuleType]]:
    """Return a function that loads a module of the benchmarks by its name."""
    with pytest.MonkeyPatch.context() as patch:

        def load(name: str) -> ModuleType:
            spec = importlib.util.spec_from_file_location(f"bench_{name}", HERE / f"{name}.py")
            assert spec and spec.loader
            module = importlib.util.module_from_spec(spec)
            patch.setitem(sys.modules, f"bench_{name}", module)  # where dataclasses look their module up
            spec.loader.exec_module(module)
            return module

        yield load
