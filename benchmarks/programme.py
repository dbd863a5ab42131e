"""The sourcing programme of a generated province: building it, and solving it by size.

The menus are made here, not searched for: two settings an option, so that a unit has some twelve to choose from in each
of three years. The controls get the very rows that are built: HiGHS takes the arrays as they are (`passModel`), Pyomo
and linopy say them again. What is built is built from the data alone: nothing that an earlier round worked out is kept.
"""

import random
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import tender
from programme_rival import rivals
from timing import over, processor, seconds

SIZES = (40, 200, 1000)
"""Compounds of five units each that are built."""
MANY = {"物业": 10, "保安": 10, "餐饮": 10}
"""Vendors of a region by trade, where there are more than the generator has: a unit then has some twenty options."""
NONE = 10**9
"""People no compound has: canteens and fleets are left out, so that units are decided by posts alone."""
LADDER = ((20, {}), (100, {}), (200, MANY))
"""Compounds that are solved, and the vendors of a region; the last takes minutes, and only the long form takes them."""
LONG = 9
"""Rounds of the long form."""
LOTS = (300, 50, 40, 4, 1)
"""A tender: lots, vendors, lots and packages each bids for, seed; the long form only."""
GAP, FINE, TIMES = 0.01, 0.005, 4.0
"""Gaps to be reached; stock HiGHS has so many times our time (by the clock) and then has lost."""


def case(sites, trades=None):
    """Return the data of a programme: scenario and menus."""
    from houqin.scenarios.province import TRADES

    with patch.dict(TRADES, trades or {}):
        return made(sites, *TRADES.values())


@cache
def made(sites, *_):
    """Return the data of a programme with the vendors that the generator has now."""
    from houqin.model.levers import Setting
    from houqin.scenarios.province import TRADES, province
    from houqin.scenarios.read import read
    from houqin.solvers.menu import Effort, Menu, Point, options
    from houqin.solvers.programme import choosing

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "province.yaml"
        file.write_text(province(sites, grand=NONE), encoding="utf-8")
        scenario = read(file)
    more = sum(TRADES.values()) // 9  # among so many vendors each would else have too few people for any discount
    room = {n: v.model_copy(update={"capacity": v.capacity * more}) for n, v in scenario.vendors.items()}
    scenario = scenario.model_copy(update={"workforce": {}, "vendors": room})
    dice = random.Random(sites)

    def spot(unit, more):
        *others, last = (scenario.units[unit].today.setting[v.name] for v in scenario.levers(unit))
        return Point(Setting((*others, last + more)), sum(others) + last + more, ())

    points = {o: (spot(o.unit, dice.randint(-1, 0)), spot(o.unit, 1)) for o in options(scenario)}
    return choosing(scenario, [Menu(o, found, (), Effort(1, 1, 1, 1)) for o, found in points.items()])


def measure(bench):
    """Compare building with handing over, in HiGHS and in Pyomo; then solving with solving the same arrays by HiGHS."""
    for sites in SIZES:
        building(bench, sites)
    building(bench, *LADDER[-1])
    for sites, trades in LADDER:
        if trades and bench.rounds < LONG:
            bench.missing(f"programme of {sites} compounds: stock HiGHS / ours", "make bench-full")
            continue
        held, rounds = case(sites, trades), 1 if trades else max(1, bench.rounds // 3)
        solving(bench, f"programme of {sites} compounds", held, GAP, rounds)
    if bench.rounds < LONG:
        bench.missing("tender of 300 lots: stock HiGHS / ours", "make bench-full")
    else:
        solving(bench, "tender of 300 lots", tender.case(*LOTS), FINE, LONG // 3)


def building(bench, sites, trades=None):
    """Time prices, rows and the handing over; with many vendors beside linopy."""
    from houqin.solvers import highs
    from houqin.solvers.programme import build
    from houqin.solvers.programme.build import priced, rowed
    from pyomo.contrib.appsi.solvers import Highs

    held = case(sites, trades)
    built, sheet = build(held), priced(held)

    def hand():
        return highs.fed(built.rows, {}).getNumNz()

    assert rowed(sheet).matrix.nnz == built.rows.matrix.nnz == hand(), "the same rows"
    works = {"pass": hand, "prices": lambda: priced(replace(held)), "build": lambda: build(replace(held))}
    found = rivals(built.rows) if trades else {}
    works |= {name: run for name, (run, *_) in found.items() if run}
    took = bench.interleaved({name: (work, 1) for name, work in works.items()})
    size = f"{len(held.units):,} units, {built.rows.matrix.shape[0]:,} rows, {built.rows.matrix.nnz:,} numbers"
    alone = [build - prices for build, prices in zip(took["build"], took["prices"], strict=True)]
    at = f"programme of {sites} compounds" + (", many vendors" if trades else "")
    bench.add(f"{at}: rows / passModel", over(alone, took["pass"]), "x", f"highspy, same arrays; {size}")
    bench.add(f"{at}: prices and rows / passModel", over(took["build"], took["pass"]), "x", f"highspy; {size}")
    for name, (_, _, how) in found.items():
        bench.ratios(at, took, [(f"{name} / passModel", name, "pass", how)], how)
    if sites == SIZES[0]:
        stock = [processor(lambda: Highs().set_instance(build(held).model)) for _ in took["pass"]]
        bench.add(f"{at}: Pyomo / passModel", over(stock, took["pass"]), "x", "prices, rows, model, appsi; same rows")


def solving(bench, at, held, gap, rounds):
    """Time a solve to the gap beside HiGHS alone on the same arrays."""
    from houqin.solvers import highs
    from houqin.solvers.programme import build, solve

    built, ratios, lost = build(held), [], False
    for _ in range(rounds):
        answer = []
        ours = seconds(lambda answer=answer: answer.append(solve(built, gap=gap)))
        stock = []
        theirs = seconds(lambda stock=stock, limit=TIMES * ours: stock.append(
            highs.solve(built.rows, gap=gap, time_limit=limit)))  # fmt: skip
        assert answer[0].status == "optimal" and answer[0].value - answer[0].bound <= gap * answer[0].value
        lost = lost or stock[0].status != "optimal"
        ratios.append(theirs / ours)
    size = f"{len(held.units):,} units, {len(held.ladders):,} options"
    how = f"HiGHS {highs.version()}, same arrays, gap {gap:.1%}; {size}" + (", which ran out of time" if lost else "")
    bench.add(f"{at}: stock HiGHS / ours", ratios, "x", how)
