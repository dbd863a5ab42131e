"""A shipped case from the search to the plan, and two threads beside one."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cleaning import Native
from suite import PHASES, case, days_of
from timing import compiled, over, processor, seconds

CASE = "jiangyin"
HALF, REPEATS = 200, 1500
"""Days of a thread, and the times a process of C repeats one."""


def measure(bench):
    """Time the search and the programme of a case; then both processors."""
    whole = case(CASE)
    took = [processor(PHASES["explore"](whole).run) for _ in range(max(1, bench.rounds // 2))]
    days = sum(menu.effort.replications for menu in whole.menus)
    settings = sum(menu.effort.settings for menu in whole.menus)
    bench.add("search simulations", [days / t for t in took], "1/s",
              f"{CASE}, absolute; {len(whole.menus)} menus, {settings} settings, programmes included")  # fmt: skip
    build, solve = PHASES["build"](whole), PHASES["solve"](whole)
    assert build.done(build.run()) == solve.done(solve.run()), "both know the same optimum"
    took = bench.interleaved({"build": (build.run, 1), "solve": (solve.run, 1)})
    bench.add("programme: build / solve", over(took["build"], took["solve"]), "x", f"HiGHS, {CASE}")
    cores(bench)


def cores(bench):
    """Compare two threads with one, and, as the control of what the machine has to give, two processes of C."""
    days, setting, _ = days_of("cleaning", 0)
    library = compiled(Path(__file__).with_name("cleaning.c"))
    told = [days.counts(setting, HALF, HALF * half) for half in (0, 1)]
    runs = [Native(library, days.layout).prepare(setting, days.trace(r)) for r in (0, 1)] if library else []
    ratios = {"threads": [], "C": []}
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, get_context("fork"), _hold, (runs,)) as pool:
        list(pool.map(_repeat, (0, 1)))
        for _ in range(bench.rounds):
            alone = seconds(lambda: [days.counts(setting, HALF, HALF * half) for half in (0, 1)])
            found = []
            began = seconds(lambda found=found: found.extend(threads.map(
                lambda half: days.counts(setting, HALF, HALF * half), (0, 1))))  # fmt: skip
            assert all((a == b).all() for a, b in zip(found, told, strict=True)), "the same bytes from two threads"
            ratios["threads"].append(alone / began)
            if runs:
                alone = seconds(lambda: [run(REPEATS) for run in runs])
                ratios["C"].append(alone / seconds(lambda: list(pool.map(_repeat, (0, 1)))))
    bench.add("two threads x one", ratios["threads"], "x", f"the same {2 * HALF} days, drawn and told")
    if runs:
        bench.add("two processes x one, C", ratios["C"], "x", "control in the same rounds: what the machine gives")
        bench.add("two threads / two processes of C", over(ratios["threads"], ratios["C"]), "x", "both x one alone")
    else:
        bench.missing("two processes x one, C", "no C compiler on this machine")


def _hold(runs):
    """Keep in a child process what it repeats."""
    _repeat.runs = runs


def _repeat(half):
    """Run one of the C days so many times; nothing where there is no compiler."""
    for run in _repeat.runs[half : half + 1]:
        run(REPEATS)
