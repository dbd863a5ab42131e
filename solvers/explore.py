"""Explore: for every option and number of staff in post, the cheapest settings that meet the standards.

Options whose days are alike share one search (`groups`): only prices tell them apart. Searches of one group run from
most staff to none, each beginning with what the one before has learnt. Groups are independent, so they may run side by
side; the outcome is the same for any number of jobs.
"""

from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..model.conduct import equal
from ..model.scenario import Scenario
from . import highs, shelf
from .anneal import Anneal
from .blocks import crew, gather, near
from .census import census, small
from .desk import Box, Desk, boxes, points, relaxed, spare, today
from .found import Found, Hint
from .frontier import Rates, again, weigh
from .groups import Group, address, joints, numbers, part, reachable, searches, weights
from .hindsight import Hindsight, hindsight
from .judge import FULL
from .menu import Effort, Floor, Menu, Option, Point, Saving, options
from .problem import Levels, Problem
from .relax import WIDE
from .roster import Roster, apart
from .search import MANY, Search
from .watch import Progress, Stop, Token, Watch

GAP = 0.01
"""How close bound and answer must come, as a share of the answer, before a search is content."""
PLAN, PAIRS = 20, 3
"""Settings a search may evaluate for a better answer once its bound stands; neighbours tested for monotonicity."""
KNOWN = 40
"""Where levers are many, demand is known for this many times the days on which settings are judged."""
MORE = 3
"""Settings more for the bound, for each lever beyond the first `search.MANY`."""


def explore(
    scenario: Scenario,
    *,
    executor: Executor | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    cancel: Token | None = None,
    cache: Path | None = None,
) -> tuple[Menu, ...]:
    """Return the menu of every option, in the order of `menu.options`.

    Parameters
    ----------
    scenario : Scenario
    executor : concurrent.futures.Executor, optional
        Runs the groups: threads, processes, a cluster. Without one, `jobs` threads of our own do (the kernels release
        the interpreter lock).
    jobs : int
        Threads; where there are fewer groups, each shares out the days of a setting among several.
    progress : callable (stage, done, total), optional
        Called in the caller's thread as searches end.
    cancel : object with a flag `cancelled`, optional
        Looked at before every simulation of a setting; other processes only see it between groups.
    cache : path, optional
        Folder for counts that later runs may use; None keeps them in memory only.

    Raises
    ------
    Cancelled
        The caller asked to stop.
    SolverError
        The solver at hand fails its self-test.
    LimitReached
        The cache folder cannot be written, or a programme of the search was not solved in time.
    WorkersLost
        Workers died again and again.
    """
    highs.selftest()
    parts = joints(scenario)
    sizes = [searches(scenario, part.group) for part in parts]
    error = scenario.study.error / 2 / max(1, sum(sizes))
    names = [address(scenario, part.group, error) for part in parts]
    found = [shelf.load(cache, name) for name in names]
    left = [n for n, menus in enumerate(found) if menus is None]
    watch = Watch(sum(sizes), progress, cancel, done=sum(sizes) - sum(sizes[n] for n in left))
    watch.tell()

    def ended(i: int, menus: tuple[Menu, ...]) -> None:
        found[left[i]] = menus
        shelf.save(cache, names[left[i]], menus)
        watch.tick(0 if seen else sizes[left[i]])

    with crew(executor, jobs) as pool:
        watch.direct, seen = pool is None, near(pool)
        more = error, cache, max(1, jobs // max(1, len(left))), watch if seen else None
        tasks = [(_explored, (part(scenario, parts[n].group), parts[n].group, *more)) for n in left]
        try:
            gather(pool, tasks, ended, watch.look)
        finally:
            watch.ended = True
    ready: dict[Option, Menu] = {}
    for joint, menus in zip(parts, found, strict=True):
        of = dict(zip(joint.group.options, menus or (), strict=True))
        ready |= {option: replace(of[shown], option=option) for option, shown in joint.shown.items()}
    return tuple(ready[o] for o in options(scenario))


def _explored(
    scenario: Scenario, group: Group, error: float, cache: Path | None, threads: int, watch: Watch | None
) -> tuple[Menu, ...]:
    """Return the menus of the options of one group, the days of a setting shared out among some threads."""
    with crew(None, threads) as pool:
        desk = Desk(scenario, group.unit, group.people, cache, pool, threads)
        try:
            return _searched(desk, group, error, watch)
        finally:
            desk.close()


def _searched(desk: Desk, group: Group, error: float, watch: Watch | None) -> tuple[Menu, ...]:
    """Return the menus of the options of one group after searching."""
    stop = watch.stopped if watch else lambda: False
    if small(desk, group.options):
        many = len(boxes(desk.levers, split=True))
        return tuple(census(desk, group, error, stop, lambda: watch.tick(many) if watch else None))
    staffing = {o: reachable(desk.scenario, o) for o in group.options}
    drafts = {o: _Draft() for o in group.options}
    sides = [_Side(box, _start(desk)) for box in boxes(desk.levers, split=True)]
    for staff in numbers(desk.scenario, group):
        wanted = {o: drafts[o] for o in group.options if staff in staffing[o]}
        for n, side in enumerate(sides):
            _search(desk, staff, side, wanted, error, stop)
            if n + 1 < len(sides) and sides[n + 1].fresh:
                sides[n + 1].inherit(side)
            desk.save()  # a run that is killed loses one search
            if watch:
                watch.tick()
        _exchange(desk, sides, next(iter(wanted)))
        _anneal(desk, staff, sides, wanted)
        _conclude(desk, staff, sides, wanted)
    for option, draft in drafts.items():
        extra = (relaxed(desk, max(staffing[option])), *(today(desk, n) for n in staffing[option]))
        held = {p.setting for p in draft.points}
        draft.points += [p for p in dict.fromkeys(extra) if p.setting not in held or p.origin == "today"]
    return tuple(Menu(o, tuple(d.points), tuple(d.floors), d.effort(), d.roster) for o, d in drafts.items())


@dataclass(slots=True)
class _Draft:
    """A menu in the making."""

    points: list[Point] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    spent: list[Effort] = field(default_factory=list)
    roster: Saving | None = None

    def effort(self) -> Effort:
        """Return the sum of all searches."""
        fields = ("settings", "replications", "programmes", "cuts", "violations")
        return Effort(*(sum(getattr(e, name) for e in self.spent) for name in fields))


@dataclass(slots=True)
class _Side:
    """One choice of switches: its box, what similar searches have taught, and the last searches with their outcomes.

    Hints are by whether soft standards count, `searches` hold the one without them first, `tiers` those with a limit on
    what is short; `lower` and `found` are what they say of each option, under floor and full prices; `firm` are those
    whose bound rests on hindsight, not on monotony. `posts` is the least number of posts, where levers limit what
    earns, and `nets` says what they earn and what levers less that cost at the least: then the least cost of all levers
    alone says too little.
    """

    box: Box
    start: Levels
    fresh: bool = True
    hints: dict[bool, Hint] = field(default_factory=dict)
    searches: list[Search] = field(default_factory=list)
    tiers: list[Search] = field(default_factory=list)
    lower: dict[Option, Found] = field(default_factory=dict)
    found: dict[Option, Found] = field(default_factory=dict)
    firm: set[Option] = field(default_factory=set)
    posts: int | None = None
    nets: dict[Option, tuple[tuple[tuple[str, int], ...], int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hints = dict.fromkeys((False, True), Hint(self.into(self.start)))

    def inherit(self, other: "_Side") -> None:
        """Begin with what was learnt under another choice of switches."""
        self.hints = {
            soft: Hint(
                self.into(hint.best) if hint.best else None,
                tuple((k, self.into(levels, top=True)) for k, levels in hint.rejected),
                hint.levers,
                self.into(self.start),
            )
            for soft, hint in other.hints.items()
        }

    def into(self, levels: Levels, top: bool = False) -> Levels:
        """Return a setting put into the box: the nearest level, or the highest where it lies outside."""
        ends = zip(*self.box, levels, strict=True)
        return tuple(v if a <= v <= b else b if top or v > b else a for a, b, v in ends)


def _start(desk: Desk) -> Levels:
    """Return where searches begin: the kind's own first guess, or today's setting."""
    guess = desk.kind.start(desk.spec, desk.people) if desk.kind.start else desk.now
    return guess if len(guess) == len(desk.levers) else desk.now


def _search(
    desk: Desk, staff: int, side: _Side, wanted: dict[Option, _Draft], error: float, stop: Stop
) -> None:
    """Search with one number of staff and one choice of switches for the options of a group that may see them."""
    problem = desk.problem(staff, error, False, side.box)
    more = max(0, len(problem.acting) - MANY)
    problem = replace(problem, days=KNOWN * problem.replications, doublings=0) if more else problem
    wide = WIDE if more else 1
    bound = desk.scenario.study.search_settings + MORE * more
    hard = Search(problem, stop, wide=wide, gap=GAP, bound=bound, plan=PLAN)
    side.searches, side.tiers, side.fresh, side.firm = [hard], [], False, set()
    if desk.soft:
        soft = desk.problem(staff, error, True, side.box)
        side.searches.append(Search(soft, stop, wide=wide, gap=GAP, bound=0, plan=PLAN))
    if desk.kind.pools(desk.spec):
        for option, draft in wanted.items():  # first of all, while single statements may err most
            _net(desk, side, hard, option, draft)
        side.posts = hard.run(_posts(desk), side.hints[False]).bound
    priced = [(rates, weights(desk.scenario, o)[0]) for o in wanted if (rates := desk.rates(o)) is not None]
    seen = hindsight(desk, problem, staff, priced, error / 2) if len(priced) == len(wanted) else None
    for option, draft in wanted.items():
        rates = desk.rates(option)
        if rates is not None:
            part = replace(problem, error=error / len(wanted) / (2 if seen else 1))
            draft.spent += _weigh(desk, side, option, rates, part, seen, stop)
        before = [s.effort() for s in side.searches]
        floor, full = weights(desk.scenario, option)
        if rates is None:
            side.lower[option] = hard.run(floor, side.hints[False])
        for search in side.searches:
            lenient = search is side.searches[0]
            found = search.better(full) if lenient else search.run(full, side.hints[True])
            if lenient and rates is None:
                side.found[option] = found
            spare(desk, search, found)
            side.hints[not lenient] = search.hint(found)
        draft.spent += [_minus(s.effort(), b) for s, b in zip(side.searches, before, strict=True)]
    _again(desk, side, hard, wanted)


def _net(desk: Desk, side: _Side, hard: Search, option: Option, draft: _Draft) -> None:
    """Find what levers cost at least less what they let earn under an option."""
    income = desk.income(option, hard.judge)
    if income is not None:
        before = hard.effort()
        least = hard.net(weights(desk.scenario, option)[0], income, side.hints[False])
        side.nets[option] = income.flows, least
        draft.spent.append(_minus(hard.effort(), before))


def _again(desk: Desk, side: _Side, hard: Search, wanted: dict[Option, _Draft]) -> None:
    """Raise the bounds that are far below an answer, with all that was learnt on the other options."""
    for option, draft in wanted.items():
        known, (floor, full) = side.lower[option], weights(desk.scenario, option)
        if desk.rates(option) is None and known.value is not None and (known.bound or 0) < (1.0 - GAP) * known.value:
            before = hard.effort()
            found = hard.run(floor, side.hints[False])
            side.lower[option] = max(known, found, key=lambda f: f.bound or 0)
            side.found[option] = hard.better(full)
            draft.spent.append(_minus(hard.effort(), before))


def _posts(desk: Desk) -> tuple[int, ...]:
    """Return the prices under which a setting is worth its posts."""
    return tuple(int(v.cost == "post") for v in desk.levers)


def _anneal(desk: Desk, staff: int, sides: list[_Side], wanted: dict[Option, _Draft]) -> None:
    """Better the best setting where levers limit what earns, once for options that earn alike."""
    done: list[NDArray[np.float64]] = []
    for option in wanted:
        rates = desk.earnings(option)
        if rates is None or len(desk.levers) <= MANY or any(np.array_equal(rates, each) for each in done):
            continue
        done.append(rates)
        full, bench = weights(desk.scenario, option)[1], desk.bench(staff)
        known = []
        for n, search in enumerate(side.searches[-1] for side in sides):
            for levels in search.accepted():
                earned = (search.judge.look(levels, FULL).counts @ rates).mean()
                known.append((float(np.dot(full, levels) + earned), levels, n))
        if known:
            _, best, n = min(known)
            search = sides[n].searches[-1]
            better = Anneal(search.judge, Roster(search.problem, full), rates, bench.once).run(best)
            search.spare.add(search.problem.core(better))


def _weigh(
    desk: Desk, side: _Side, option: Option, rates: Rates, problem: Problem, seen: Hindsight | None, stop: Stop
) -> list[Effort]:
    """Weigh the levers of an option against what their shortage costs; return what that took.

    Tiers share the error as 1/2, 1/6, 1/12 ..., which adds up to all of it. The first has no limit on the charge: it is
    the search for what meets the standards.
    """
    floor, full = weights(desk.scenario, option)
    bound = desk.scenario.study.search_settings

    def make(tier: Problem, number: int) -> Search:
        share = replace(tier, error=problem.error / (number * (number + 1)))
        return Search(share, stop, wide=1, gap=GAP / 2, bound=PLAN if seen else bound, plan=PLAN)

    hint = replace(side.hints[False], start=seen.levels) if seen else side.hints[False]
    found = weigh(problem, rates, make, floor, GAP, hint, seen.bound if seen else None)
    if seen and (seen.bound is None or (found.bound is not None and found.bound <= seen.bound)):
        side.firm.add(option)
    side.searches[0], side.tiers = found.searches[0], [*side.tiers, *found.searches]
    value = None if found.value is None else round(found.value)
    side.lower[option] = side.found[option] = Found(found.best, value, found.bound, ())
    for search in found.searches[1:]:
        spare(desk, search, search.better(full))
    return [search.effort() for search in found.searches]


def _exchange(desk: Desk, sides: list[_Side], option: Option) -> None:
    """Let every choice of switches also begin from the best setting of the others, where levers are weighed."""
    rates, floor = desk.rates(option), weights(desk.scenario, option)[0]
    known = [(side.found[option].value, n) for n, side in enumerate(sides) if option in side.found]
    for n, side in enumerate(sides if rates is not None else ()):
        others = [(value, k) for value, k in known if value is not None and k != n]
        best = sides[min(others)[1]].found[option].best if others else None
        if best is not None and rates is not None:
            again(side.tiers[0], rates, floor, side.into(best))


def _conclude(desk: Desk, staff: int, sides: list[_Side], wanted: dict[Option, _Draft]) -> None:
    """Put what all choices of switches have brought for one number of staff into the drafts."""
    violations = sum(s.audit(PAIRS)[0] for side in sides for s in side.tiers or side.searches[:1])
    monotone = equal(desk.people) and all(g.measure.monotone for g in sides[0].searches[0].problem.goals)
    first = next(iter(wanted))
    cost = desk.worth(staff, first, weights(desk.scenario, first)[1])
    for option, draft in wanted.items() if cost is None else ():
        draft.roster = draft.roster or _saving(sides, option, weights(desk.scenario, option)[1])
    known = [p for side in sides for p in points(desk, staff, side.searches, side.tiers, cost)]
    for option, draft in wanted.items():
        floor = weights(desk.scenario, option)[0]
        bounds = [b for side in sides if (b := side.lower[option].bound) is not None]
        if bounds:
            sure = (monotone and not violations and not cost) or all(option in side.firm for side in sides)
            draft.floors.append(Floor(staff, floor, min(bounds), sure, bool(cost)))
            posts = [side.posts for side in sides if side.posts is not None]
            draft.floors += [Floor(staff, _posts(desk), min(posts), sure)] if posts else []
            nets = [side.nets.get(option, ((), None)) for side in sides if side.lower[option].bound is not None]
            least = [value for _, value in nets if value is not None]
            if len(least) == len(nets):
                draft.floors.append(Floor(staff, floor, min(least), sure, earned=nets[0][0]))
        draft.points += known
    wanted[first].spent.append(Effort(0, 0, 0, 0, violations))


def _saving(sides: list[_Side], option: Option, full: tuple[int, ...]) -> Saving | None:
    """Return what planning staffing and shifts at once saves, where rules tie one to the other."""
    values = [(value, n) for n, side in enumerate(sides) if (value := side.found[option].value) is not None]
    if not values or not sides[0].searches[0].roster.tied:
        return None
    joint, n = min(values)
    search = sides[n].searches[0]
    lean = search.better(apart(search.problem, full))
    search.roster = Roster(search.problem, full)  # what is accepted is completed at true prices again
    staffed = None if lean.best is None else search.roster.value(lean.best)
    return None if staffed is None else Saving(min(joint, staffed), staffed)


def _minus(after: Effort, before: Effort) -> Effort:
    return Effort(*(getattr(after, f) - getattr(before, f) for f in ("settings", "replications", "programmes", "cuts")))
