"""A small box whose money follows outcomes is simulated whole: nothing is searched, and nothing need be monotone.

Where flows earn or cost what no step of a lever decides, least levers say little, and floors with flows in them are
loose. In a box of few settings every one meets the days. Those accepted are points; those the days leave undecided
count for bounds alone (`Menu.undecided`); the rejected ones are out, each at its share of the error. Floors follow by
comparing all that are left.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..model.measures import Counts
from ..model.mode import MODES
from . import prices
from .desk import Desk, relaxed, today
from .groups import Group, numbers, reachable, weights
from .judge import BAD, FULL, GOOD, Judge
from .menu import Effort, Floor, Menu, Option, Point
from .outcomes import moving
from .problem import Levels, Problem
from .roster import Roster

SMALL = 64
"""Settings of a small box at most, levers that standards do not depend on not counted."""
Signs = Mapping[str, int | None]
"""Flow -> 1 where options pay for it, -1 where it earns, 0 where it is nobody's money; None where they differ."""


def small(desk: Desk, options: Iterable[Option]) -> bool:
    """Return whether every setting of a unit is to be simulated for some options.

    Levers that standards do not depend on must be people at one price, so that the fewest are the cheapest.
    """
    problem = desk.problem(0, 0.0, True)
    stepped = {lever for flow in desk.flows for lever, _ in flow.steps}
    silent = [desk.levers[i] for i in problem.silent]
    plain = all(v.cost == "post" and v.name not in stepped for v in silent)
    return plain and math.prod(map(len, _spans(problem))) <= SMALL and moving(desk.scenario, options)


def census(desk: Desk, group: Group, error: float, stop: Callable[[], bool], ended: Callable[[], None]) -> list[Menu]:
    """Return the menus of the options of a group after simulating every setting.

    Parameters
    ----------
    error : float
        Probability with which any setting may be rejected wrongly, for each choice of switches and number of staff.
    stop : callable () -> bool
        Asked before every simulation.
    ended : callable ()
        Called as each number of staff is done.
    """
    staffing = {o: reachable(desk.scenario, o) for o in group.options}
    signs, counts = _signs(desk, group.options), dict[int, _Count]()
    known: dict[int, tuple[list[Point], list[Point]]] = {}
    for staff in numbers(desk.scenario, group):
        count = counts[staff] = _count(desk, staff, error, stop)
        good = _lean(desk, signs, [count.point(desk, levels) for levels in count.accepted])
        known[staff] = good, _lean(desk, signs, [count.point(desk, levels) for levels in count.undecided], good)
        desk.save()  # a run that is killed loses one number of staff
        ended()
    spent = Effort(sum(len(c.judge.seen) for c in counts.values()), sum(c.told for c in counts.values()), 0, 0)
    found: list[Menu] = []
    for option, mine in staffing.items():
        points = [p for staff in mine for p in known[staff][0]]
        held = {p.setting for p in points}
        extra = dict.fromkeys((relaxed(desk, max(mine)), *(today(desk, staff) for staff in mine)))
        points += [p for p in extra if p.setting not in held or p.origin == "today"]
        floors = [floor for staff in mine for floor in counts[staff].floors(desk, option)]
        open_ = tuple(p for staff in mine for p in known[staff][1])
        effort = Effort(0, 0, 0, 0) if found else spent
        found.append(Menu(option, tuple(points), tuple(floors), effort, undecided=open_))
    return found


@dataclass(frozen=True, slots=True)
class _Count:
    """The settings of a box with one number of staff that were accepted, and those that were not decided."""

    staff: int
    judge: Judge
    accepted: tuple[Levels, ...]
    undecided: tuple[Levels, ...]

    @property
    def told(self) -> int:
        """Return the days that were told."""
        return sum(record.n for record in self.judge.seen.values())

    def point(self, desk: Desk, levels: Levels) -> Point:
        """Return the point of a setting, with what it leaves short of soft standards."""
        if not desk.soft:
            return desk.point(levels, self.staff)
        hard = {goal.measure.name for goal in self.judge.problem.goals}
        judge = Judge(desk.problem(self.staff, desk.scenario.study.error / 2, soft=True))
        told = zip(judge.problem.goals, judge.look(levels, FULL).verdicts, strict=True)
        names = (goal.measure.name for goal, verdict in told if verdict != GOOD)
        short = tuple(name for name in names if name not in hard)
        return desk.point(levels, self.staff, short=short)

    def floors(self, desk: Desk, option: Option) -> list[Floor]:
        """Return what nothing that may meet the standards falls short of: posts, and money at an option's prices."""
        left, weight = (*self.accepted, *self.undecided), weights(desk.scenario, option)[0]
        if not left:
            return []
        rates, posts = desk.rates(option), tuple(int(v.cost == "post") for v in desk.levers)
        levers, heads = (np.array(left, dtype=object) @ np.array(w, dtype=object) for w in (weight, posts))
        days = [self._days(at) for at in left]
        fees = [0.0 if rates is None else float((n @ rates).mean()) for n in days]
        charged = [w + fee for w, fee in zip(levers, fees, strict=True)]
        found = [
            Floor(self.staff, weight, math.floor(min(charged)), True, rates is not None),
            Floor(self.staff, posts, min(heads), True),
        ]
        income = desk.income(option, self.judge)
        if income is not None:
            own = [(fen, next(f for f in desk.flows if f.name == name)) for name, fen in income.flows]
            sold = [sum(fen * f.scale * float(n[:, f.counts].sum(axis=1).mean()) for fen, f in own) for n in days]
            net = min(w - earned for w, earned in zip(levers, sold, strict=True))
            found.append(Floor(self.staff, weight, math.floor(net), True, earned=income.flows))
        return found

    def _days(self, levels: Levels) -> Counts:
        """Return the counts of a setting on the days that points are estimated from."""
        return self.judge.problem.sample(levels, self.judge.problem.replications)


def _count(desk: Desk, staff: int, error: float, stop: Callable[[], bool]) -> _Count:
    """Return what becomes of every setting with one number of staff."""
    judge, problem = Judge(desk.problem(staff, error, False), stop), desk.problem(staff, error, True)
    roster = Roster(problem, tuple(int(v.cost == "post") for v in desk.levers))
    accepted: list[Levels] = []
    undecided: list[Levels] = []
    for levels in product(*_spans(problem)):
        whole = roster.complete(levels)
        if whole is not None and BAD not in judge.look(whole).verdicts:
            (accepted if judge.stands(whole) else undecided).append(whole)
    return _Count(staff, judge, tuple(accepted), tuple(undecided))


def _spans(problem: Problem) -> list[range]:
    """Return the levels of each lever to go through; of those that no standard depends on the least alone."""
    ends = zip(problem.low, problem.high, strict=True)
    return [range(low, (high if i in problem.acting else low) + 1) for i, (low, high) in enumerate(ends)]


def _signs(desk: Desk, options: Collection[Option]) -> Signs | None:
    """Return whose money flows are, by all options; None where users pay under one of them.

    What they pay, and what machines bring in, then decides whether a vendor comes.
    """
    found: dict[str, set[int]] = {flow.name: set() for flow in desk.flows}
    if any(MODES[option.mode].users for option in options):
        return None
    for option in options:
        for name, lines in prices.flow_rates(desk.scenario, option).items():
            found[name] |= {1 if yuan > 0 else -1 for _, _, yuan in lines}
    return {name: None if len(signs) > 1 else sum(signs) for name, signs in found.items()}


def _lean(desk: Desk, signs: Signs | None, points: list[Point], others: Iterable[Point] = ()) -> list[Point]:
    """Return the points that neither another nor one of `others` is never worse than; all where nothing says so."""
    if signs is None:
        return points
    kept: list[Point] = []
    told, switches = tuple(others), [i for i, v in enumerate(desk.levers) if v.switch]

    def needs(point: Point) -> list[int]:
        flows = [signs[name] * amount for name, amount in point.volumes if signs[name]]  # type: ignore[operator]
        return [point.posts, *(number for _, number in point.machines), *flows]

    def alike(point: Point) -> list[int]:
        mixed = [amount for name, amount in point.volumes if signs[name] is None]
        return mixed + [point.setting.levels[i] for i in switches]

    for point in sorted(points, key=lambda p: (sum(needs(p)), p.setting.levels)):
        rivals = (q for q in (*told, *kept) if alike(q) == alike(point) and set(q.short) <= set(point.short))
        if not any(all(a <= b for a, b in zip(needs(q), needs(point), strict=True)) for q in rivals):
            kept.append(point)
    return kept
