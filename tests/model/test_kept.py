"""Compiled code on the disk: what is found there does what was compiled, and nothing that compiling needs is loaded."""

import subprocess
import sys

import pytest
from houqin.model.compiled import prepare
from houqin.model.kinds import KINDS

COMPILING = ("scipy.linalg", "numba.np.arraymath", "numba.np.npyimpl")
"""What Numba imports in order to compile."""
FRESH = f"""
import sys
from houqin.model.compiled import prepare
from houqin.model.kinds import KINDS
prepare(KINDS["cleaning"])
print(" ".join(name for name in {COMPILING} if name in sys.modules))
"""
PROGRAM = """
from houqin.model.engine.jit import jit

@jit
def mean(a, n):
    return a[:n].sum() / a.reshape(2, n).size
"""
ASKED = """
import numpy as np
from program import mean
print(mean(np.arange(6.0), 3), sum(mean.stats.cache_hits.values()))
try:
    mean(np.arange(6.0), 2)
except ValueError as error:
    print(error)
"""


def said(program, folder):
    """Return what a fresh process says."""
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, timeout=120, check=True)
    return done.stdout.decode().splitlines()


def test_first_day_loads_no_compiler(tmp_path):
    """A process whose kernels are on the disk runs them without what Numba compiles arrays with."""
    prepare(KINDS["cleaning"])
    assert said(FRESH, tmp_path) == [""]


@pytest.mark.slow
def test_loaded_is_compiled(tmp_path):
    """A process that finds a function on the disk has the same results and the same errors as the one that wrote it."""
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    compiled, loaded = said(ASKED, tmp_path), said(ASKED, tmp_path)
    error = "total size of new array must be unchanged"
    assert compiled == ["0.5 0", error]
    assert loaded == ["0.5 1", error]
