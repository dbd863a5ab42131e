"""What the pages of ratios share: rounds of interleaved timings, the list of figures, and the C compiler."""

import ctypes
import shutil
import statistics
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

SIMPY = f"SimPy {version('simpy')}"
FLAGS = ("-O3", "-march=native")


class Bench:
    """The figures gathered so far."""

    def __init__(self, rounds):
        self.rounds, self.figures = rounds, []

    def add(self, name, values, unit, control):
        """Keep a figure: the median of one value per round."""
        value = statistics.median(values)
        self._keep(name, value, unit, control, len(values), [min(values), max(values)])
        shown = f"{value:12.4g} {unit:<14} [{min(values):.4g}, {max(values):.4g}]"
        print(f"{name:<44} {shown:<44} {control}", flush=True)

    def missing(self, name, why):
        """Keep a figure that could not be taken."""
        self._keep(name, None, "", why, 0, [])
        print(f"{name:<44} {'missing':>12}  {why}", flush=True)

    def _keep(self, name, value, unit, control, runs, spread):
        assert all(name != known["name"] for known in self.figures), f"two figures are called {name}"
        self.figures.append({"name": name, "value": value, "unit": unit, "control": control, "runs": runs,
                             "spread": spread})  # fmt: skip

    def ratios(self, page, took, rows, absent="no C compiler on this machine"):
        """Keep ratios of interleaved works; `rows` holds (name, slower, faster, what it stands against)."""
        for name, one, two, how in rows:
            if one in took and two in took:
                self.add(f"{page}: {name}", over(took[one], took[two]), "x", how)
            else:
                self.missing(f"{page}: {name}", absent)

    def rivals(self, page, took, found):
        """Keep the ratios of the kernel to other packages, as `rivals.tried` found them."""
        for name, (run, _, how) in found.items():
            self.ratios(page, took if run else {}, [(f"kernel x {name}", name, "kernel", how)], how)

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


def compiler():
    """Return the path of a C compiler, or None."""
    return shutil.which("gcc") or shutil.which("cc")


def compiled(source):
    """Return a C file compiled on the spot for this machine, or None where there is no compiler."""
    if not compiler():
        return None
    target = Path(tempfile.mkdtemp(prefix="houqin-bench-")) / "loop.so"
    subprocess.run([compiler(), *FLAGS, "-shared", "-fPIC", "-o", str(target), str(source), "-lm"], check=True)
    return ctypes.CDLL(str(target))


def by_hand(style):
    """Return what a C program is as a control: its style, compiler and options."""
    if not compiler():
        return style
    said = subprocess.run([compiler(), "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{style}, {Path(compiler()).name} {said}, {' '.join(FLAGS)}"
