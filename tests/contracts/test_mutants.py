"""Contract 9: the twin test convicts. Faults put into each kernel by hand are all noticed on a small corpus of worlds.

Each kind brings its faults: tests/model/kinds/<kind>/mutants.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import part_of


@pytest.fixture
def mutants(kind):
    """Return the module of a kind's faults."""
    return part_of(kind.name, "mutants")


def survivors(kind, names):
    """Return (number tried, names of those that no world convicts)."""
    path = os.pathsep.join([*(p for p in sys.path if p), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("mutation.py")), kind.name, *names],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return len(rows), [name for number, name in rows if int(number) < 0]


def test_few_mutants(kind, mutants):
    """Some faults are convicted; the unchanged kernel is acquitted by the same corpus, so it is the faults it sees."""
    assert survivors(kind, (*mutants.FEW, "truth")) == (len(mutants.FEW) + 1, ["truth"])


@pytest.mark.slow
def test_all_mutants(kind, mutants):
    """All faults of a kind, and there are enough of them, are convicted."""
    tried, alive = survivors(kind, ())
    assert tried == len(mutants.MUTANTS) >= mutants.LEAST
    assert not alive
