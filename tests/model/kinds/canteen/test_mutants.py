"""The twin test convicts: faults put into the kernel by hand are all noticed on a small corpus of worlds."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FEW = ("shortest line, not per window", "portion taken away", "one short of too long", "no jockeying",
       "till: manual lanes first", "seats: later group passes")  # fmt: skip


def mutants():
    """Return the table of mutants."""
    spec = importlib.util.spec_from_file_location("mutants_canteen", HERE / "mutants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.MUTANTS


def survivors(names):
    """Return (number tried, names of those that no world convicts); the truth itself must not be convicted."""
    path = os.pathsep.join([*(p for p in sys.path if p), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(HERE / "mutants.py"), *names],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return len(rows), [name for number, name in rows if int(number) < 0]


def test_six_mutants():
    """Six faults are convicted; the unchanged kernel is acquitted by the same corpus, so it is the faults it sees."""
    assert survivors((*FEW, "truth")) == (7, ["truth"])


@pytest.mark.slow
def test_all_mutants():
    """At least 60 faults, everything from `<` for `<=` to relief people who are in two places, are convicted."""
    tried, alive = survivors(())
    assert tried == len(mutants()) >= 60
    assert not alive
