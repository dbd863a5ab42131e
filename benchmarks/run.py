"""Speed as ratios inside one run: `python benchmarks/run.py` prints a table and writes benchmarks/out/ratios.json.

Absolute times drift with the machine, so every figure is the median of ratios taken round by round, with its spread
(smallest and largest round) and the control it stands against. Where both sides simulate, they meet the same traces and
their counts are asserted equal.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

ROUNDS = 7


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


def seconds(work):
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def case():
    """Return the sampler of the shipped case's first unit, run as today, and its setting."""
    from houqin.model.levers import Setting
    from houqin.model.simulate import sampler
    from houqin.model.streams import Phase, key
    from houqin.scenarios.read import read
    from houqin.solvers.menu import today, workforce

    scenario = read("changchun")
    unit = next(iter(scenario.units))
    days = sampler(scenario, unit, workforce(scenario, today(scenario, unit)), key(1, Phase.TEST, "bench"))
    levels = tuple(scenario.units[unit].today.setting[lever.name] for lever in scenario.levers(unit))
    return scenario, days, Setting(levels)


def engines(bench, days, setting):
    """Compare kernel, reference, plain SimPy and C on the same traces, with equal counts."""
    import numpy as np
    import plain

    kind, layout = days.kind, days.layout
    drawn = [days.trace(r) for r in range(60)]
    told = [kind.kernel(layout, setting, t, False).counts for t in drawn]
    # plain SimPy knows no rule for coincidences: days on which one decides (a break ends for several) are left out
    kept = [(t, c) for t, c in zip(drawn, told, strict=True) if np.array_equal(plain.run(layout, setting, t), c)][:20]
    if len(kept) < 20:
        raise AssertionError(f"plain SimPy agrees on {len(kept)} of 60 days only")
    traces = [t for t, _ in kept]
    for trace, counts in kept:
        assert np.array_equal(kind.reference(layout, setting, trace, False).counts, counts)
    events = sum(len(kind.kernel(layout, setting, t, True).log) for t in traces)

    def kernel():
        for trace in traces:
            kind.kernel(layout, setting, trace, False)

    rows = {"plain": [], "reference": [], "rate": []}
    for _ in range(bench.rounds):
        fast = min(seconds(kernel) for _ in range(3))
        rows["plain"].append(seconds(lambda: [plain.run(layout, setting, t) for t in traces]) / fast)
        rows["reference"].append(seconds(lambda: [kind.reference(layout, setting, t, False) for t in traces]) / fast)
        rows["rate"].append(events / fast)
    bench.add("kernel x plain SimPy", rows["plain"], "x", "process per person and zone, simpy.Resource", ">= 30")
    bench.add("kernel x reference engine", rows["reference"], "x", "SimPy with settle phase and log")
    bench.add("kernel events", rows["rate"], "1/s", "one core, absolute, drifts with the machine")
    native(bench, layout, setting, kept)
    bench.add("draw / kernel", [_draw(days) / _kernel(days, setting) for _ in range(bench.rounds)], "x",
              "a trace is drawn once for all settings")  # fmt: skip


def _draw(days):
    from houqin.model.streams import Stream

    return seconds(lambda: [days.kind.draw(days.layout, days.workforce, Stream(3, r)) for r in range(40)]) / 40


def _kernel(days, setting):
    return seconds(lambda: [days.kind.kernel(days.layout, setting, days.trace(r), False) for r in range(40)]) / 40


def native(bench, layout, setting, kept):
    """Compare the kernel's loop with the hand-written one in C, without the way in and out of either."""
    import native as c
    import numpy as np
    from houqin.model.kinds.cleaning import kernel
    from houqin.model.kinds.cleaning.names import size
    from numba import njit

    library = c.load()
    if library is None:
        bench.missing("kernel / C", "no C compiler on this machine")
        return
    bound = c.Native(library, layout)
    runs = [bound.prepare(setting, trace) for trace, _ in kept]
    for run, (_, counts) in zip(runs, kept, strict=True):
        assert np.array_equal(run(), counts)
    inner, levels, width = kernel._day, kernel.checked(layout, setting), size(len(layout.shift))

    @njit(nogil=True, error_model="numpy")
    def days(lay, levels, staff, trace, width, times):
        log, row = np.empty((0, 5), dtype=np.int64), np.zeros(1, dtype=np.int64)
        for _ in range(times):
            counts = np.zeros(width, dtype=np.int64)
            row[0] = 0
            inner(lay, levels, staff, trace, counts, log, row)
        return counts

    times = 30
    assert np.array_equal(days(layout, levels, setting.staff, kept[0][0], width, 1), kept[0][1])
    ratios, door = [], []
    for _ in range(bench.rounds):
        ours = seconds(lambda: [days(layout, levels, setting.staff, t, width, times) for t, _ in kept])
        theirs = seconds(lambda: [run(times) for run in runs])
        outside = seconds(lambda: [kernel.run(layout, setting, t, False) for t, _ in kept for _ in range(5)]) / 5
        ratios.append(theirs / ours)
        door.append(outside * times / ours)
    bench.add("kernel / C (1 = as fast as C)", ratios, "x", "hand-written, gcc -O3 -march=native", ">= 0.9")
    bench.add("kernel with its door / without", door, "x", "Python call, arguments and counts of one day")


def threads(bench, days, setting):
    """Compare two threads with one, for us and, as the control that says what the machine has to give, for C."""
    from concurrent.futures import ThreadPoolExecutor

    import native as c

    library = c.load()
    runs = [c.Native(library, days.layout).prepare(setting, days.trace(r)) for r in range(2)] if library else []
    works = {"two threads x one": lambda half: days.counts(setting, 200, 200 * half)}
    if runs:
        works["two threads x one, C"] = lambda half: runs[half](1500)
    ratios, rates = {name: [] for name in works}, []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(bench.rounds):
            for name, work in works.items():
                alone = seconds(lambda work=work: (work(0), work(1)))
                together = seconds(lambda work=work: list(pool.map(work, (0, 1))))
                ratios[name].append(alone / together)
                if name == "two threads x one":
                    rates.append(400 / alone)
    bench.add("simulations of a setting", rates, "1/s", "one thread, traces kept, absolute")
    for name, values in ratios.items():
        bench.add(name, values, "x", "the same 400 days" if "C" not in name else "control in the same rounds")


def search(bench, scenario):
    """Time the search of one unit under one mode and, with its menus, building against solving the programme."""
    from houqin.solvers.explore import explore
    from houqin.solvers.programme import build, choosing, solve

    name, unit = next(iter(scenario.units.items()))
    scenario = scenario.model_copy(update={"units": {name: unit.model_copy(update={"modes": ("people_only",)})}})
    began = time.perf_counter()
    menus = explore(scenario)
    took = time.perf_counter() - began
    efforts = [menu.effort for menu in menus]
    bench.add("search simulations", [sum(e.replications for e in efforts) / took], "1/s",
              f"{len(menus)} menus, {sum(e.settings for e in efforts)} settings, programmes included")  # fmt: skip
    case = choosing(scenario, menus)
    building, solving = [], []
    for _ in range(max(3, bench.rounds // 2)):
        began = time.perf_counter()
        built = build(case)
        between = time.perf_counter()
        solve(built)
        building.append(between - began)
        solving.append(time.perf_counter() - between)
    bench.add("programme: build / solve", [a / b for a, b in zip(building, solving, strict=True)], "x", "Pyomo / HiGHS")


def main():
    """Run every benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="leave out the search")
    given = parser.parse_args()
    bench = Bench(max(1, given.rounds))
    scenario, days, setting = case()
    engines(bench, days, setting)
    threads(bench, days, setting)
    if not given.quick:
        search(bench, scenario)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    (out / ".gitignore").write_text("*\n", encoding="utf-8")
    (out / "ratios.json").write_text(json.dumps(bench.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"-> {out / 'ratios.json'}")


if __name__ == "__main__":
    main()
