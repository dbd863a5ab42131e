"""Speed as ratios inside one run: `python benchmarks/run.py` prints a table and writes benchmarks/out/ratios.json.

Absolute times drift with the machine, so every figure is the median of ratios of processor time taken round by round,
with its spread (smallest and largest round) and the control it stands against; how busy the machine was is said too.
Where both sides simulate, they meet the same traces and their results are asserted equal. A kind adds a page with
`measure(bench)` and its name to `KINDS`.
"""

import argparse
import json
import os
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
with suppress(ImportError):
    import_module("cimba")  # a rival that teaches Numba its types, and must do so before anything is compiled

from case import first  # noqa: E402
from timing import Bench, over, seconds  # noqa: E402

ROUNDS = 7
KINDS = ("cleaning", "canteen", "fleet")


def drawing(bench, days, setting):
    """Compare drawing a day with telling it."""
    from houqin.model.streams import Stream

    works = {
        "draw": (lambda: [days.kind.draw(days.layout, days.workforce, Stream(3, r)) for r in range(40)], 40),
        "tell": (lambda: [days.kind.kernel(days.layout, setting, days.trace(r), False) for r in range(40)], 40),
    }
    took = bench.interleaved(works)
    bench.add("draw / kernel", over(took["draw"], took["tell"]), "x", "a trace is drawn once for all settings")


def threads(bench, days, setting):
    """Compare two threads with one, for us and, as the control that says what the machine has to give, for C."""
    from concurrent.futures import ThreadPoolExecutor

    from cleaning import Native
    from timing import compiled

    library = compiled(HERE / "cleaning.c")
    runs = [Native(library, days.layout).prepare(setting, days.trace(r)) for r in range(2)] if library else []
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
    bench.add("programme: build / solve", over(building, solving), "x", "Pyomo / HiGHS")


def main():
    """Run every benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="leave out the search")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only the engines of these kinds")
    given = parser.parse_args()
    bench = Bench(max(1, given.rounds))
    loads = []
    for kind in given.kind or KINDS:
        import_module(kind).measure(bench)
        with suppress(AttributeError, OSError):  # not every system says
            loads.append(os.getloadavg()[0])
    if loads:
        bench.add("load of the machine", loads, "processes", "mean of a minute, after each kind; 1 is the benchmark")
    if not given.kind:
        scenario, days, setting = first()
        drawing(bench, days, setting)
        threads(bench, days, setting)
    if not given.quick and not given.kind:
        search(bench, scenario)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    (out / ".gitignore").write_text("*\n", encoding="utf-8")
    (out / "ratios.json").write_text(json.dumps(bench.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"-> {out / 'ratios.json'}")


if __name__ == "__main__":
    main()
