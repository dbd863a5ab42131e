"""Contract tests run over every kind in `KINDS`; each kind brings its worlds: tests/model/kinds/<kind>/worlds.py."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from houqin.model.kinds import KINDS

HERE = Path(__file__).parent


def part_of(kind: str, name: str) -> ModuleType:
    """Return a module that a kind brings to its contract tests: `worlds` or `mutants`."""
    return page(HERE.parent / "model" / "kinds" / kind / f"{name}.py", f"{name}_{kind}")


def page(path: Path, name: str) -> ModuleType:
    """Return a module of a file that is in no package."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader and path.is_file(), f"there is no {path}"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that takes a kind over all of them."""
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", KINDS.values(), ids=list(KINDS), scope="session")


@pytest.fixture(scope="session")
def world(kind):
    """Return the function seed -> world of a kind."""
    return part_of(kind.name, "worlds").world


@pytest.fixture
def hashes(kind) -> Callable[..., list[str]]:
    """Return a function that hashes worlds: here, or with an environment of their own in a fresh process."""

    def run(count: int, **environment: str) -> list[str]:
        if not environment:
            return list(page(HERE / "hashes.py", "hashes").hashes(part_of(kind.name, "worlds"), count))
        path = os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", str(HERE / "hashes.py"), kind.name, str(count)],
            env={**os.environ, "PYTHONPATH": path, **environment},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    return run
