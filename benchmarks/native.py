"""The hand-written C loop, compiled on the spot; `load` returns None where there is no compiler."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from houqin.model.kinds.cleaning.names import size

LAYOUT = ("place", "indoor", "opens", "closes", "beat", "weight", "shift", "post", "posts", "units", "job", "load",
          "gap", "watch", "watched", "limit", "points")  # fmt: skip
NUMBERS = ("across", "exhaustive", "shuttle", "occasions", "month")
TRACE = ("first", "born", "pick", "look", "here", "speed", "due", "factor", "life", "repair", "inspected", "seen")


def _table(arrays, names, numbers):
    """Return the address table of a struct: pointers first, then numbers."""
    kept = [np.ascontiguousarray(getattr(arrays, name), dtype=np.int64) for name in names]
    fields = (ctypes.c_int64 * (len(kept) + len(numbers)))(*(a.ctypes.data for a in kept), *(int(n) for n in numbers))
    return fields, kept


class Native:
    """The compiled loop, bound to a layout."""

    def __init__(self, library, layout):
        sizes = (len(layout.place), len(layout.beat), len(layout.shift), len(layout.posts), len(layout.units),
                 len(layout.job), len(layout.gap))  # fmt: skip
        numbers = [*(getattr(layout, name) for name in NUMBERS), *sizes]
        self.library, self.layout = library, layout
        self.table, self.kept = _table(layout, LAYOUT, numbers)

    def prepare(self, setting, trace):
        """Return a function (times) -> counts that runs a day so many times."""
        table, kept = _table(trace, TRACE, (len(trace.born), trace.here.shape[2], len(trace.inspected)))
        levels = np.array(setting.levels, dtype=np.int64)
        counts = np.zeros(size(len(self.layout.shift)), dtype=np.int64)

        def run(times=1):
            self.library.days(
                self.table, levels.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(setting.staff), table,
                counts.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(len(counts)), ctypes.c_int64(times),
            )  # fmt: skip
            return counts

        run.kept = kept
        return run


def load():
    """Return the compiled library, or None where gcc is missing."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        return None
    folder = Path(tempfile.mkdtemp(prefix="houqin-bench-"))
    target = folder / "loop.so"
    source = Path(__file__).with_name("loop.c")
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(target), str(source)], check=True)
    return ctypes.CDLL(str(target))
