"""One unit and its people on the desk: counts of settings, the search problems they pose, and the points of a menu."""

import math
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import simulate, streams
from ..model.estimate import mean
from ..model.kind import Workforce
from ..model.levers import Lever, Row, Setting
from ..model.measures import Counts, Measure
from ..model.scenario import Scenario
from ..model.text import Text
from . import cache as store
from . import prices
from .found import Found
from .income import Income, Limit
from .judge import FULL, GOOD, Judge
from .menu import Estimate, Option, Point
from .money import exact, fen
from .problem import Goal, Levels, Problem, moved
from .roster import Roster
from .search import Search
from .volumes import caps, measured

CROWD = 1.25
"""Points with more than this many times the fewest posts are not worth a place on the menu."""
NEAR = 1.1
"""Points that cost more than this many times the cheapest are not, where levers are weighed against what is short."""
HELD = Text("在编人员都有岗位", "everybody in post has a post")


@dataclass(slots=True)
class Bench:
    """Counts of settings with one number of staff, simulated once; only the columns that some measure needs.

    Parameters
    ----------
    simulate : callable (setting, n, first) -> counts
    staff : int
    columns : tuple of int
        Which of the kind's counters are kept.
    table : dict levels -> counts
    """

    simulate: Callable[[Setting, int, int], Counts]
    staff: int
    columns: tuple[int, ...]
    table: store.Table
    manned: tuple[int, ...]
    """Levers that are posts: no more staff are simulated than there are posts for, as bounds look below that too."""
    fresh: int = 0

    def sample(self, levels: Levels, n: int) -> Counts:
        """Return the counts of replications 0 .. n - 1 at a setting, int64, shape (n, kept columns)."""
        known = self.table.get(levels)
        first = 0 if known is None else len(known)
        if known is None or first < n:
            more = self.once(levels, n - first, first)
            known = more if known is None else np.concatenate([known, more])
            self.table[levels] = known
            self.fresh += n - first
        return known[:n]

    def once(self, levels: Levels, n: int, first: int = 0) -> Counts:
        """Return the counts of some replications as `sample` does, without keeping them."""
        staff = min(self.staff, sum(levels[i] for i in self.manned))
        return self.simulate(Setting(levels, staff), n, first)[:, self.columns]


Box = tuple[Levels, Levels]
"""Lowest and highest levels."""


class Desk:
    """Everything the searches of one unit and workforce share.

    Parameters
    ----------
    scenario : Scenario
    unit : str
    people : Workforce
    folder : path or None
        Where counts are kept between runs.
    threads : concurrent.futures.Executor, optional
        Threads among which the days of a setting are shared out, `share` ways.
    """

    def __init__(
        self,
        scenario: Scenario,
        unit: str,
        people: Workforce,
        folder: Path | None,
        threads: Executor | None = None,
        share: int = 1,
    ):
        self.threads, self.share = threads, share
        self.scenario, self.unit, self.people, self.folder = scenario, unit, people, folder
        self.kind, self.spec = scenario.kind(unit), scenario.spec(unit)
        self.levers, self.rows = scenario.levers(unit), scenario.rows(unit)
        setting = scenario.units[unit].today.setting
        self.now: Levels = tuple(setting[v.name] for v in self.levers)
        self.key = streams.key(scenario.study.seed, streams.Phase.SEARCH, scenario.like(unit))
        self.sampler = simulate.Sampler(self.kind, self.spec, people, self.key)
        whole = scenario.measures(unit)
        flows = self.kind.flows(self.spec)
        kept = {i for m in whole.values() for i in (*m.good, *m.all)} | {i for f in flows for i in f.counts}
        self.columns = tuple(sorted(kept))
        at = {c: i for i, c in enumerate(self.columns)}
        self.measures: dict[str, Measure] = {
            name: replace(m, good=tuple(at[i] for i in m.good), all=tuple(at[i] for i in m.all))
            for name, m in whole.items()
        }
        self.flows = tuple(replace(f, counts=tuple(at[i] for i in f.counts)) for f in flows)
        self.targets = scenario.targets(unit)
        self.soft = any(s.state == "soft" for s in self.targets.values())
        self.benches: dict[int, Bench] = {}

    def bench(self, staff: int) -> Bench:
        """Return the counts with a number of staff in post."""
        if staff not in self.benches:
            table = store.load(self.folder, self._address(staff))
            self.benches[staff] = Bench(self.simulate, staff, self.columns, table, self._posts())
        return self.benches[staff]

    def simulate(self, setting: Setting, n: int, first: int) -> Counts:
        """Return the counts of replications first .. first + n - 1, simulated side by side where there are threads."""
        if self.threads is None or n < self.share:
            return self.sampler.counts(setting, n, first)
        cuts = [first + n * i // self.share for i in range(self.share + 1)]
        tasks = [self.threads.submit(self.sampler.counts, setting, b - a, a) for a, b in pairwise(cuts)]
        return np.concatenate([task.result() for task in tasks])

    def _posts(self) -> tuple[int, ...]:
        return tuple(i for i, v in enumerate(self.levers) if v.cost == "post")

    def save(self) -> None:
        """Store what was simulated since it was loaded."""
        for staff, bench in self.benches.items():
            if bench.fresh:
                store.save(self.folder, self._address(staff), bench.table)
                bench.fresh = 0

    def close(self) -> None:
        """Store what was simulated and let go of it: desk and benches hold each other, and days take much room."""
        self.save()
        self.benches.clear()

    def rates(self, option: Option) -> NDArray[np.float64] | None:
        """Return fen a year for each kept count of a replication, by what weighed flows cost; None where none does."""
        money = prices.charges(self.scenario, option)
        if not money:
            return None
        found = np.zeros(len(self.columns))
        for flow in self.flows:
            yuan = sum(amount for _, amount in money.get(flow.name, ()))
            found[list(flow.counts)] += 100 * float(yuan) * flow.scale
        return found

    def earnings(self, option: Option) -> NDArray[np.float64] | None:
        """Return fen a year for each kept count of a replication, by what flows cost and earn that no step decides.

        None where levers limit nothing that earns.
        """
        capped = {name for pool in self.kind.pools(self.spec) for name in pool.flows}
        rates, days = prices.flow_rates(self.scenario, option), self.scenario.labour.workdays_per_year
        if not any(yuan < 0 for name in capped for _, _, yuan in rates[name]):
            return None
        found = np.zeros(len(self.columns))
        for flow in (f for f in self.flows if not f.steps):
            yuan = sum(amount for _, _, amount in rates[flow.name])
            found[list(flow.counts)] += 100 * float(yuan) * days * flow.scale
        return found

    def income(self, option: Option, judge: Judge) -> Income | None:
        """Return what flows that levers limit earn, less what covers them, and the limits; None where none earn."""
        found = caps(self.scenario, option)
        rates = prices.flow_rates(self.scenario, option) if found else {}
        days, capped = exact(self.scenario.labour.workdays_per_year), {name for cap in found for name in cap.flows}
        paid = {name: [yuan for _, _, yuan in rates[name] if yuan < 0] for name in sorted(capped)}
        for flow in (f for f in self.flows if f.covers in paid and not f.steps):
            paid[flow.covers] += [yuan for _, _, yuan in rates[flow.name] if yuan > 0]
        flows = {name: fen(-sum(yuan) * days) for name, yuan in paid.items() if sum(yuan) < 0}
        if not flows:
            return None
        place, lever = {name: n for n, name in enumerate(flows)}, {v.name: i for i, v in enumerate(self.levers)}
        limits = tuple(
            Limit(
                tuple(place[name] for name in cap.flows if name in place),
                tuple((lever[name], float(share) * quantity) for name, quantity in cap.steps if share),
                float(most),
            )
            for cap in found
            for most, share in cap.lines
            if any(name in place for name in cap.flows)
        )
        own = [next(f for f in self.flows if f.name == name) for name in flows]

        def sold(levels: Levels) -> NDArray[np.float64]:
            counts = judge.look(levels, FULL).counts
            return np.array([f.scale * float(counts[:, f.counts].sum(axis=1).mean()) for f in own])

        return Income(tuple(flows.items()), limits, sold)

    def worth(self, staff: int, option: Option, weights: tuple[int, ...]) -> Callable[[Levels], float] | None:
        """Return what says of a setting what levers and shortage cost a year, fen; None where nothing is weighed."""
        rates = self.rates(option)
        if rates is None:
            return None
        bench, days = self.bench(staff), self.scenario.study.search_replications

        def cost(levels: Levels) -> float:
            return float(np.dot(weights, levels) + (bench.sample(levels, days) @ rates).mean())

        return cost

    def goals(self, soft: bool) -> tuple[Goal, ...]:
        """Return the hard standards, with the soft ones if wanted."""
        margin = self.scenario.study.margin
        wanted = {n: s for n, s in self.targets.items() if soft or s.state == "hard"}
        return tuple(
            Goal(m, s.at_least, s.at_least + margin * (m.upper if math.isfinite(m.upper) else 0.0))
            for m, s in ((self.measures[n], s) for n, s in wanted.items())
        )

    def problem(self, staff: int, error: float, soft: bool, box: Box | None = None) -> Problem:
        """Return the search problem with a number of staff in post, in a box (the unit's own unless given)."""
        low, high = box or boxes(self.levers)[0]
        posts = tuple((i, 1) for i, v in enumerate(self.levers) if v.cost == "post")
        return Problem(
            low=low,
            high=high,
            machine=tuple(v.cost == "machine" for v in self.levers),
            goals=self.goals(soft),
            sample=self.bench(staff).sample,
            replications=self.scenario.study.search_replications,
            doublings=self.scenario.study.doublings,
            error=error,
            risk=self.scenario.study.error / 2,
            rows=(*self.rows, *((Row("staff", HELD, posts, staff),) if staff else ())),
        )

    def needs(self, levels: Levels, staff: int) -> tuple[int | float, ...]:
        """Return what a setting takes: posts, machines by type, what levers add to flows, and weighed flows."""
        setting, level = Setting(levels, staff), dict(zip((v.name for v in self.levers), levels, strict=True))
        machines = self.kind.machines(self.spec, setting)
        added = (sum(quantity * level[name] for name, quantity in f.steps) for f in self.flows if f.steps)
        taken = (self.kind.posts(self.spec, setting), *(machines[t] for t in sorted(machines)), *added)
        weighed = [f for f in self.flows if f.weighed]
        if not weighed:
            return taken
        counts = self.bench(staff).sample(levels, self.scenario.study.search_replications)
        return (*taken, sum(f.scale * f.price * int(counts[:, f.counts].sum()) for f in weighed))

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
        flown = measured(self.flows, counts)
        return Point(setting, self.kind.posts(self.spec, setting), machines, values, short, origin, flown)

    def _address(self, staff: int) -> str:
        return store.address(self.kind, self.spec, self.people, self.key, staff, self.columns)


def boxes(levers: tuple[Lever, ...], split: bool = False) -> tuple[Box, ...]:
    """Return the box of levers; with `split` one for every choice of switches, each at its least or above it."""
    found: list[Box] = [(tuple(v.low for v in levers), tuple(v.high for v in levers))]
    for i, v in enumerate(levers):
        if split and v.switch and v.low < v.high:
            found = [
                side for low, high in found for side in ((low, moved(high, i, v.low)), (moved(low, i, v.low + 1), high))
            ]
    return tuple(found)


def points(
    desk: Desk,
    staff: int,
    searches: list[Search],
    tiers: Iterable[Search] = (),
    cost: Callable[[Levels], float] | None = None,
) -> list[Point]:
    """Return the accepted settings worth keeping, with what each leaves short of soft standards.

    Of settings with equal needs and shortcomings the one whose weakest standard is safest is kept; then those are
    dropped that need no less of anything than another one, except the `spare` ones, and those with far more posts than
    necessary, which only mark the edges of the box. Where levers are weighed against what is short, `cost` says what
    both are worth, and those are dropped that cost far more than the cheapest.

    Parameters
    ----------
    tiers : iterable of Search
        Searches with further goals of their own, whose settings are judged by the last of `searches` all the same.
    """
    judge = searches[-1].judge
    best: dict[tuple[Any, tuple[str, ...]], tuple[float, Levels]] = {}
    for search in (*searches, *tiers):
        for levels in search.accepted():
            verdicts = judge.look(levels, FULL).verdicts
            short = tuple(g.measure.name for g, v in zip(judge.problem.goals, verdicts, strict=True) if v != GOOD)
            safe, name = safety(judge, levels), (desk.needs(levels, staff), short)
            if name not in best or (safe, levels) > best[name]:
                best[name] = safe, levels
    spare = {s for search in searches for s in search.spare}
    fewest = min((needs[0] for needs, _ in best), default=0)
    if cost is None:
        near = [name for name in best if name[0][0] <= max(fewest + 1, fewest * CROWD)]
    else:
        costs = {name: cost(best[name][1]) for name in best}
        near = [name for name in best if costs[name] <= NEAR * min(costs.values())]
    kept = [n for n in near if not any(_dominates(m, n) for m in near if m is not n)]
    kept += [n for n in near if n not in kept and judge.problem.core(best[n][1]) in spare]
    return [desk.point(best[name][1], staff, short=name[1]) for name in kept]


def safety(judge: Judge, levels: Levels) -> float:
    """Return the least excess over its target of any standard a setting meets, in standard errors."""
    record, found = judge.look(levels, FULL), []
    for goal, verdict in zip(judge.problem.goals, record.verdicts, strict=True):
        excess = mean(goal.measure.excess(record.counts, goal.target))
        if verdict == GOOD:
            found.append(excess.value / excess.error if excess.error else math.copysign(math.inf, excess.value))
    return min(found, default=0.0)


def _dominates(a: tuple[Any, Any], b: tuple[Any, Any]) -> bool:
    """Return whether a point needs no more of anything than another and leaves no more short."""
    return all(x <= y for x, y in zip(a[0], b[0], strict=True)) and set(a[1]) <= set(b[1])


def spare(desk: Desk, search: Search, found: Found, steps: int = 1) -> None:
    """Simulate a few settings just above the answer, so that a plan whose certificate fails has somewhere to go.

    From the answer on, one post is added `steps` times, each time the one that makes the weakest standard safest.
    Where days only see what people do (windows, not shifts), as much more is done as the rules let one more do.
    """
    at, problem = found.best, search.problem
    for _ in range(steps if at is not None and desk.targets else 0):
        assert at is not None
        posts = [i for i, v in enumerate(desk.levers) if v.cost == "post" and at[i] < v.high]
        raised = [search.climb().use(moved(at, i, at[i] + 1)) for i in posts]
        other = [s for s in raised if problem.core(s) != problem.core(at)]
        better = [s for s in other if search.judge.accepted(s)]
        if not better:
            return
        at = max(better, key=lambda levels: (safety(search.judge, levels), levels))
        search.spare.add(problem.core(at))


def today(desk: Desk, staff: int) -> Point:
    """Return today's setting with as many of its posts as possible filled by `staff` people in post."""
    return _stated(desk, desk.now, staff, "today")


def relaxed(desk: Desk, staff: int) -> Point:
    """Return the least setting of all, whatever its quality: it tells conflicts of money from those of standards.

    Who is tied to what is done is there: where standards are soft it may be chosen.
    """
    low = tuple(v.low for v in desk.levers)
    whole = Roster(desk.problem(0, 0.0, True), (1,) * len(low)).complete(low)
    return _stated(desk, whole or low, staff, "search")


def _stated(desk: Desk, levels: Levels, staff: int, origin: str) -> Point:
    """Return the point of a setting nobody searched for, its standards judged at the error of one search."""
    staff = min(staff, desk.kind.posts(desk.spec, Setting(levels)))
    problem = desk.problem(staff, desk.scenario.study.error / 2, soft=True)
    judge = Judge(problem)
    verdicts = judge.look(levels, FULL).verdicts
    short = tuple(g.measure.name for g, v in zip(problem.goals, verdicts, strict=True) if v != GOOD)
    return desk.point(levels, staff, origin, short)
