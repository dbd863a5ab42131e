"""One unit and its people on the desk: counts of settings, the search problems they pose, and the points of a menu."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..model import simulate, streams
from ..model.estimate import mean
from ..model.kind import Workforce
from ..model.levers import Setting
from ..model.measures import Counts, Measure
from ..model.scenario import Scenario
from . import cache as store
from .judge import FULL, GOOD, Goal, Judge, Levels, Problem
from .menu import Estimate, Point
from .search import Found, Search

CROWD = 1.25
"""Points with more than this many times the fewest posts are not worth a place on the menu."""


@dataclass(slots=True)
class Bench:
    """Counts of settings with one number of staff, simulated once; only the columns that some measure needs.

    Parameters
    ----------
    sampler : simulate.Sampler
    staff : int
    columns : tuple of int
        Which of the kind's counters are kept.
    table : dict levels -> counts
    """

    sampler: simulate.Sampler
    staff: int
    columns: tuple[int, ...]
    table: store.Table
    fresh: int = 0

    def sample(self, levels: Levels, n: int) -> Counts:
        """Return the counts of replications 0 .. n - 1 at a setting, int64, shape (n, kept columns)."""
        known = self.table.get(levels)
        first = 0 if known is None else len(known)
        if known is None or first < n:
            more = self.sampler.counts(Setting(levels, self.staff), n - first, first)[:, self.columns]
            known = more if known is None else np.concatenate([known, more])
            self.table[levels] = known
            self.fresh += n - first
        return known[:n]


class Desk:
    """Everything the searches of one unit and workforce share.

    Parameters
    ----------
    scenario : Scenario
    unit : str
    people : Workforce
    folder : path or None
        Where counts are kept between runs.
    """

    def __init__(self, scenario: Scenario, unit: str, people: Workforce, folder: Path | None):
        self.scenario, self.unit, self.people, self.folder = scenario, unit, people, folder
        self.kind, self.spec = scenario.kind(unit), scenario.spec(unit)
        self.levers = scenario.levers(unit)
        setting = scenario.units[unit].today.setting
        self.now: Levels = tuple(setting[v.name] for v in self.levers)
        self.key = streams.key(scenario.study.seed, streams.Phase.SEARCH, unit)
        self.sampler = simulate.Sampler(self.kind, self.spec, people, self.key)
        whole = scenario.measures(unit)
        self.columns = tuple(sorted({i for m in whole.values() for i in (*m.good, *m.all)}))
        at = {c: i for i, c in enumerate(self.columns)}
        self.measures: dict[str, Measure] = {
            name: replace(m, good=tuple(at[i] for i in m.good), all=tuple(at[i] for i in m.all))
            for name, m in whole.items()
        }
        self.targets = scenario.targets(unit)
        self.soft = any(s.state == "soft" for s in self.targets.values())
        self.benches: dict[int, Bench] = {}

    def bench(self, staff: int) -> Bench:
        """Return the counts with a number of staff in post."""
        if staff not in self.benches:
            table = store.load(self.folder, self._address(staff))
            self.benches[staff] = Bench(self.sampler, staff, self.columns, table)
        return self.benches[staff]

    def save(self) -> None:
        """Store what was simulated since it was loaded."""
        for staff, bench in self.benches.items():
            if bench.fresh:
                store.save(self.folder, self._address(staff), bench.table)

    def goals(self, soft: bool) -> tuple[Goal, ...]:
        """Return the hard standards, with the soft ones if wanted."""
        margin = self.scenario.study.margin
        wanted = {n: s for n, s in self.targets.items() if soft or s.state == "hard"}
        return tuple(
            Goal(m, s.at_least, s.at_least + margin * (m.upper if math.isfinite(m.upper) else 0.0))
            for m, s in ((self.measures[n], s) for n, s in wanted.items())
        )

    def problem(self, staff: int, error: float, soft: bool) -> Problem:
        """Return the search problem with a number of staff in post."""
        return Problem(
            low=tuple(v.low for v in self.levers),
            high=tuple(v.high for v in self.levers),
            machine=tuple(v.cost == "machine" for v in self.levers),
            goals=self.goals(soft),
            sample=self.bench(staff).sample,
            replications=self.scenario.study.search_replications,
            error=error,
            risk=self.scenario.study.error / 2,
            least=staff,
        )

    def point(self, levels: Levels, staff: int, origin: str = "search", short: tuple[str, ...] = ()) -> Point:
        """Return the point of a setting, estimated on all replications of the search.

        A measure without a standard is reported against its own value: its excess is 0, its error that of the ratio
        times the mean total.
        """
        counts = self.bench(staff).sample(levels, self.scenario.study.search_replications)
        values = {}
        for name, m in self.measures.items():
            value = m.value(counts)
            target = self.targets[name].at_least if name in self.targets else value
            excess = mean(m.excess(counts, target)) if target is not None else None
            values[name] = Estimate(value, excess.value if excess else 0.0, excess.error if excess else math.inf)
        setting = Setting(levels, staff)
        machines = tuple(sorted(self.kind.machines(self.spec, setting).items()))
        return Point(setting, self.kind.posts(self.spec, setting), machines, values, short, origin)

    def _address(self, staff: int) -> str:
        return store.address(self.kind, self.spec, self.people, self.key, staff, self.columns)


def points(desk: Desk, staff: int, searches: list[Search]) -> list[Point]:
    """Return the accepted settings worth keeping, with what each leaves short of soft standards.

    Of settings with equal posts, machines and shortcomings the one whose weakest standard is safest is kept; then
    those are dropped that need no less of anything than another one, except the `spare` ones, and those with far
    more posts than necessary, which only mark the edges of the box.
    """
    judge = searches[-1].judge
    best: dict[tuple[object, ...], tuple[float, Point]] = {}
    for search in searches:
        for levels in search.accepted():
            record = judge.look(levels, FULL)
            short = tuple(
                g.measure.name for g, v in zip(judge.problem.goals, record.verdicts, strict=True) if v != GOOD
            )
            point = desk.point(levels, staff, short=short)
            safe = safety(desk, point)
            name = (point.posts, point.machines, short)
            if name not in best or (safe, levels) > (best[name][0], best[name][1].setting.levels):
                best[name] = safe, point
    kept = [p for _, p in best.values()]
    spare = {s for search in searches for s in search.spare}
    fewest = min((p.posts for p in kept), default=0)
    near = [p for p in kept if p.posts <= max(fewest + 1, fewest * CROWD)]
    return [p for p in near if p.setting.levels in spare or not any(_dominates(q, p) for q in near if q is not p)]


def safety(desk: Desk, point: Point) -> float:
    """Return the least excess of a point's standards, in standard errors."""
    met = [point.values[n] for n in desk.targets if n not in point.short]
    return min((e.excess / e.error if e.error else math.copysign(math.inf, e.excess) for e in met), default=0.0)


def _dominates(a: Point, b: Point) -> bool:
    """Return whether a point needs no more posts or machines than another and leaves no more short."""
    machines = all(n <= dict(b.machines).get(name, 0) for name, n in a.machines)
    return a.posts <= b.posts and machines and set(a.short) <= set(b.short)


def spare(desk: Desk, search: Search, found: Found, steps: int = 1) -> None:
    """Simulate a few settings just above the answer, so that a plan whose certificate fails has somewhere to go.

    From the answer on, one post is added `steps` times, each time the one that makes the weakest standard safest.
    """
    at = found.best
    for _ in range(steps if at is not None and desk.targets else 0):
        raised = [
            (*at[:i], at[i] + 1, *at[i + 1 :])  # type: ignore[index]
            for i, v in enumerate(desk.levers)
            if v.cost == "post" and at[i] < v.high  # type: ignore[index]
        ]
        better = [levels for levels in raised if search.judge.accepted(levels)]
        if not better:
            return
        staff = search.problem.least
        at = max(better, key=lambda levels: (safety(desk, desk.point(levels, staff)), levels))
        search.spare.add(at)


def today(desk: Desk, staff: int) -> Point:
    """Return today's setting with as many of its posts as possible filled by `staff` people in post."""
    return _stated(desk, desk.now, staff, "today")


def relaxed(desk: Desk, staff: int) -> Point:
    """Return the least setting of all, whatever its quality: it tells conflicts of money from those of standards."""
    return _stated(desk, tuple(v.low for v in desk.levers), staff, "search")


def _stated(desk: Desk, levels: Levels, staff: int, origin: str) -> Point:
    """Return the point of a setting nobody searched for, its standards judged at the error of one search."""
    staff = min(staff, desk.kind.posts(desk.spec, Setting(levels)))
    problem = desk.problem(staff, desk.scenario.study.error / 2, soft=True)
    judge = Judge(problem)
    verdicts = judge.look(levels, FULL).verdicts
    short = tuple(g.measure.name for g, v in zip(problem.goals, verdicts, strict=True) if v != GOOD)
    return desk.point(levels, staff, origin, short)
