"""What the benchmarks share: rounds of interleaved timings, the table of figures, and the C compiler."""

import ctypes
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path


class Bench:
    """The figures gathered so far."""

    def __init__(self, rounds):
        self.rounds, self.figures = rounds, []

    def add(self, name, values, unit, control, aim=None):
        """Keep a figure: the median of one value per round."""
        value = statistics.median(values)
        figure = {"name": name, "value": value, "unit": unit, "control": control, "runs": len(values),
                  "spread": [min(values), max(values)], "aim": aim}  # fmt: skip
        self.figures.append(figure)
        shown = f"{value:12.4g} {unit:<14} [{min(values):.4g}, {max(values):.4g}]"
        print(f"{name:<44} {shown:<44} {control}" + (f"  (aim {aim})" if aim else ""), flush=True)

    def missing(self, name, why):
        """Keep a figure that could not be taken."""
        nothing = {"value": None, "unit": "", "runs": 0, "spread": [], "aim": None}
        self.figures.append({"name": name, "control": why, **nothing})
        print(f"{name:<44} {'missing':>12}  {why}", flush=True)

    def interleaved(self, works):
        """Return by name, for each round, the seconds of processor time a work takes for one day.

        `works` holds (callable, days it simulates). In every round each work has its turn, so that a drift of the
        machine meets all alike; the quicker of two turns counts. Who else is at work on the machine takes time from the
        clock, and less from the processor time.
        """
        found = {name: [] for name in works}
        for _ in range(self.rounds):
            for name, (work, days) in works.items():
                found[name].append(min(processor(work), processor(work)) / days)
        return found


def seconds(work):
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def processor(work):
    """Return how much processor time some work takes, s, in all threads."""
    began = time.process_time()
    work()
    return time.process_time() - began


def over(one, other):
    """Return the ratios of two series of rounds."""
    return [a / b for a, b in zip(one, other, strict=True)]


def compiled(source):
    """Return a C file compiled on the spot for this machine, or None where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        return None
    target = Path(tempfile.mkdtemp(prefix="houqin-bench-")) / "loop.so"
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(target), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(target))
