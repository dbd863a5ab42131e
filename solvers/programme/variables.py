"""What the programme decides: its variables, with their bounds."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from ...model.gates import crowd
from ...model.references import firms
from ...model.scenario import Scenario
from .. import prices
from ..contracts import by_money, discounted, engageable, tiers
from ..menu import Option
from ..rules import conditioned, pairs
from .case import Bundle, Case, name
from .columns import Columns
from .offers import told_apart


def declare(case: Case) -> Columns:
    """Return all variables of a case."""
    m, years = Columns(), case.years
    times = {o: case.times(o.unit) for o in case.ladders}
    names = [name(o) for o in case.ladders]
    m.boxes("pick", names, [(len(rungs), len(years)) for rungs in case.ladders.values()], times.values())
    m.add("assign", names, tuple(times.values()))
    if case.levels:
        levels = {
            level(o, b, t, y): times[o] * b.high
            for o in times for b in case.bundles(o) for t in case.steps(o) for y in years
        }  # fmt: skip
        m.add("level", levels, tuple(levels.values()))
        charged = ((*name(o), y) for o in case.ladders if case.charged(o) for y in years)
        m.add("charge", charged, math.inf, integer=False)
        sold = {(*name(o), f, y): times[o] * _most(case, o, f) for o in times for f in case.earned(o) for y in years}
        m.add("sold", sold, tuple(sold.values()), integer=False)
    _people(case, m)
    _machines(case, m)
    m.add("win", case.scenario.vendors)
    _awards(case, m)
    m.add("fixed", ["passthrough"] if case.scenario.passthrough else [])
    return m


def level(option: Option, bundle: Bundle, step: int, year: int) -> tuple[Any, ...]:
    """Return the index of the levels of a bundle on a step in a year."""
    return (*name(option), bundle.name, step, year)


def _most(case: Case, option: Option, flow: str) -> float:
    """Return the most of a flow a working day, in units; without a limit of its own what its caps end in."""
    most = case.limits[option].get(flow, (0, None))[1]
    ends = (cap.lines[-1][0] for cap in case.caps[option] if flow in cap.flows)
    return float(min(ends)) if most is None else most / 1000


def _awards(case: Case, m: Columns) -> None:
    """Declare ways of procurement, vendors by group of units, bids with conditions, steps of discounts."""
    s, years = case.scenario, case.years
    growth = prices.growth(s)
    m.add("route", ((v, r, y) for v in s.vendors for y in years for r in engageable(s, v, growth, y)[0]))
    m.add("here", ((g, v) for g in pairs(s) for v in firms(s)))
    m.add("there", ((g, v) for g, q in s.policy.quota.groups.items() for v in crowd(s, q)))
    m.add("held", conditioned(s))
    told = told_apart if case.levels else tiers
    steps = {b: range(len(told(s, b))) for b in discounted(s) if told(s, b)}
    spans = {b: years if by_money(s, b) else years[:1] for b in steps}
    m.add("tier", ((b, t, y) for b in steps for t in steps[b] for y in spans[b]))
    cut = [
        (len(rungs), len(years), 0 if case.levels else len(steps.get(o.bid, ()))) for o, rungs in case.ladders.items()
    ]
    m.boxes("cut", list(m.assign), cut, (case.times(o.unit) for o in case.ladders))


def _people(case: Case, m: Columns) -> None:
    """Declare who works where, and the paths of the groups in post."""
    groups, years = case.scenario.workforce, case.years
    s = case.scenario
    here = {g: [u for u in group.units if case.first[u] == u and s.able(g, u)] for g, group in groups.items()}
    most = {g: group.headcount + sum(case.times(u) * _room(case, u) for u in here[g]) for g, group in groups.items()}
    index = [(g, u, y) for g in groups for u in here[g] for y in years]
    m.add("work", index, [most[g] for g, _, _ in index])
    taught = [(g, u, y) for g, u, y in index if s.lacks(g, u)]
    m.add("train", taught, [most[g] for g, _, _ in taught])
    for each in ("present", "exit", "redeploy", "dismiss", "recruit"):
        m.add(each, [(g, y) for g in groups for y in years], [most[g] for g in groups for _ in years])


def _room(case: Case, unit: str) -> int:
    """Return the most staff in post any rung of a unit employs."""
    return max((rung.staff for o in case.of(unit) for rung in case.ladders[o]), default=0)


def _machines(case: Case, m: Columns) -> None:
    """Declare the bureau's machines; nothing beyond the largest need is bought or leased."""
    s, years = case.scenario, case.years
    types = [(u, t) for u in case.kept for t in case.machines(u)]
    most = {(u, t): case.most(u, t) for u, t in types}
    owned = {(u, t): s.units[u].owned.get(t, 0) for u, t in types}
    leased = {(u, t): most[u, t] if s.equipment[t].lease_per_year is not None else 0 for u, t in types}
    held = {at: owned[at] + most[at] for at in types}
    for each, bound in (("own", held), ("buy", most), ("sell", owned), ("lease", leased)):
        m.add(each, [(*at, y) for at in types for y in years], [bound[at] for at in types for _ in years])


def steps(case: Case, m: Columns, options: Iterable[Option], year: int) -> Iterator[tuple[int, Bundle, int]]:
    """Yield the bundles of options, each with its columns in a year and their steps; only in the bounding programme."""
    for option in options if case.levels else ():
        for bundle in case.bundles(option):
            for step in case.steps(option):
                yield m.level[level(option, bundle, step, year)], bundle, step


def changed(scenario: Scenario, option: Option) -> bool:
    """Return whether an option differs from today's mode or vendor."""
    now = scenario.units[option.unit].today
    return (option.mode, prices.vendor(scenario, option)) != (now.mode, now.vendor)
