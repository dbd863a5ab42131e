"""Explore: for every option and number of staff in post, the cheapest settings that meet the standards.

Options whose days are alike (same unit, same people) share one search: only prices tell them apart. Searches of one
group run from most staff to none, each beginning with what the one before has learnt. Groups are independent, so they
may run side by side; the outcome is the same for any number of jobs.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from ..model.errors import Cancelled
from ..model.kind import Workforce
from ..model.scenario import Scenario
from . import highs, prices, shelf
from .desk import Desk, points, relaxed, spare, today
from .menu import Effort, Floor, Menu, Option, Point, options, staffing, workforce
from .search import Hint, Search

Progress = Callable[[str, int, int], None]
POLL = 0.1
"""Seconds between looks at progress and cancellation."""
GAP = 0.01
"""How close bound and answer must come, as a share of the answer, before a search is content."""
BOUND, PLAN, PAIRS = 60, 20, 3
"""Settings a search may evaluate for its bound and for a better answer; neighbours tested for monotonicity."""


class Token(Protocol):
    """What a caller may hand in to stop the work: any object with a flag."""

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""


@dataclass(frozen=True, slots=True)
class Group:
    """Options of a unit with the same people: the same days, other prices."""

    unit: str
    people: Workforce
    options: tuple[Option, ...]


@dataclass(slots=True)
class Watch:
    """Progress and cancellation shared by all threads."""

    total: int
    progress: Progress | None = None
    cancel: Token | None = None
    done: int = 0
    told: int = 0
    direct: bool = False
    """Whether the searches run in the caller's thread."""
    ended: bool = False
    lock: Any = field(default_factory=Lock)

    def stopped(self) -> bool:
        """Return whether somebody wants the work to end."""
        return self.ended or (self.cancel is not None and self.cancel.cancelled)

    def tick(self, steps: int = 1) -> None:
        """Count finished searches."""
        with self.lock:
            self.done += steps
        if self.direct:
            self.tell()

    def tell(self) -> None:
        """Tell the caller, in the caller's thread, when something new is done."""
        if self.progress and self.done > self.told:
            self.told = self.done
            self.progress("explore", self.told, self.total)


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
        Runs the groups; without one, `jobs` threads of our own do (the kernels release the interpreter lock).
    jobs : int
    progress : callable (stage, done, total), optional
        Called in the caller's thread as searches end.
    cancel : object with a flag `cancelled`, optional
        Looked at before every simulation of a setting; another executor's workers only see it between groups.
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
    """
    highs.selftest()
    parts = groups(scenario)
    sizes = [len(_numbers(scenario, part)) for part in parts]
    total = sum(sizes)
    watch = Watch(total, progress, cancel)
    error = scenario.study.error / 2 / max(1, total)
    if executor is None and jobs <= 1:
        watch.direct = True
        found = [_explore(scenario, part, error, cache, watch) for part in parts]
    else:
        own = executor is None
        pool = ThreadPoolExecutor(jobs) if executor is None else executor
        with pool if own else nullcontext():
            tasks = [pool.submit(_explore, scenario, p, error, cache, watch if own else None) for p in parts]
            found = _gather(tasks, watch, [0 if own else size for size in sizes])
    menus = {menu.option: menu for part in found for menu in part}
    return tuple(menus[o] for o in options(scenario))


def groups(scenario: Scenario) -> tuple[Group, ...]:
    """Return the options by unit and people, in order of first appearance."""
    found: dict[str, tuple[Workforce, list[Option]]] = {}
    for option in options(scenario):
        people = workforce(scenario, option)
        name = f"{option.unit}/" + "/".join(c.model_dump_json(exclude={"source"}) for c in people)
        found.setdefault(name, (people, []))[1].append(option)
    return tuple(Group(each[0].unit, people, tuple(each)) for people, each in found.values())


def weights(scenario: Scenario, option: Option) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the price of a step of each lever a year, fen: the lowest it can be, and in full."""
    post = prices.post_price(scenario, option)
    machines = prices.machine_prices(scenario, option)
    levers = scenario.levers(option.unit)
    full, floor = (tuple(post if v.cost == "post" else machines[v.name][which] for v in levers) for which in (0, 1))
    return floor, full


def reachable(scenario: Scenario, option: Option) -> tuple[int, ...]:
    """Return the numbers of staff in post to explore, descending: those of `menu.staffing` there is room for."""
    room = sum(v.high for v in scenario.levers(option.unit) if v.cost == "post")
    return tuple(sorted({min(n, room) for n in staffing(scenario, option)}, reverse=True))


def _numbers(scenario: Scenario, group: Group) -> tuple[int, ...]:
    """Return the numbers of staff in post that any option of a group may see, descending."""
    return tuple(sorted({n for o in group.options for n in reachable(scenario, o)}, reverse=True))


def _gather(tasks: list[Future[tuple[Menu, ...]]], watch: Watch, steps: list[int]) -> list[tuple[Menu, ...]]:
    """Return the results in order; when one fails or the caller stops, end the others and raise."""
    left = dict(zip(tasks, steps, strict=True))
    try:
        while left:
            ended, _ = wait(left, timeout=POLL, return_when=FIRST_COMPLETED)
            for task in ended:
                task.result()
                watch.tick(left.pop(task))
            watch.tell()
            if left and watch.stopped():
                raise Cancelled("the search was cancelled")
    except BaseException:
        watch.ended = True
        for task in tasks:
            task.cancel()
        raise
    return [task.result() for task in tasks]


def _explore(
    scenario: Scenario, group: Group, error: float, cache: Path | None, watch: Watch | None
) -> tuple[Menu, ...]:
    """Return the menus of the options of one group, from the shelf where nothing has changed."""
    numbers = {o: reachable(scenario, o) for o in group.options}
    tariff = {o: weights(scenario, o) for o in group.options}
    name = shelf.address(scenario, group.people, tariff, numbers, error)
    found = shelf.load(cache, name)
    if found is None:
        found = _searched(scenario, group, numbers, error, cache, watch)
        shelf.save(cache, name, found)
    elif watch:
        watch.tick(len(_numbers(scenario, group)))
    return found


def _searched(
    scenario: Scenario,
    group: Group,
    numbers: dict[Option, tuple[int, ...]],
    error: float,
    cache: Path | None,
    watch: Watch | None,
) -> tuple[Menu, ...]:
    """Return the menus of the options of one group after searching."""
    stop = watch.stopped if watch else lambda: False
    desk = Desk(scenario, group.unit, group.people, cache)
    drafts = {o: _Draft() for o in group.options}
    hints: dict[bool, Hint] = dict.fromkeys((False, True), Hint(desk.now))
    try:
        for staff in _numbers(scenario, group):
            wanted = {o: drafts[o] for o in group.options if staff in numbers[o]}
            _search(scenario, desk, staff, wanted, error, stop, hints)
            if watch:
                watch.tick()
        for option, draft in drafts.items():
            extra = (relaxed(desk, max(numbers[option])), *(today(desk, n) for n in numbers[option]))
            held = {p.setting for p in draft.points}
            draft.points += [p for p in dict.fromkeys(extra) if p.setting not in held or p.origin == "today"]
    finally:
        desk.save()
    return tuple(Menu(o, tuple(d.points), tuple(d.floors), d.effort()) for o, d in drafts.items())


@dataclass(slots=True)
class _Draft:
    """A menu in the making."""

    points: list[Point] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    spent: list[Effort] = field(default_factory=list)

    def effort(self) -> Effort:
        """Return the sum of all searches."""
        fields = ("settings", "replications", "programmes", "cuts", "violations")
        return Effort(*(sum(getattr(e, name) for e in self.spent) for name in fields))


def _search(
    scenario: Scenario,
    desk: Desk,
    staff: int,
    wanted: dict[Option, _Draft],
    error: float,
    stop: Callable[[], bool],
    hints: dict[bool, Hint],
) -> None:
    """Search with one number of staff for the options of a group that may see it; fill in their drafts."""
    hard = Search(desk.problem(staff, error, soft=False), stop, gap=GAP, bound=BOUND, plan=PLAN)
    searches = [hard]
    if desk.soft:
        searches.append(Search(desk.problem(staff, error, soft=True), stop, gap=GAP, bound=0, plan=PLAN))
    bounds, spent = {}, {}
    for option in wanted:
        before = [s.effort() for s in searches]
        floor, full = weights(scenario, option)
        bounds[option] = floor, hard.run(floor, hints[False]).bound
        for search in searches:
            soft = search is not hard
            found = search.run(full, hints[soft]) if soft else search.better(full)
            spare(desk, search, found)
            hints[soft] = search.hint(found)
        spent[option] = [_minus(s.effort(), b) for s, b in zip(searches, before, strict=True)]
    violations, _ = hard.audit(PAIRS)
    monotone = all(g.measure.monotone for g in hard.problem.goals)
    found_points = points(desk, staff, searches)
    for option, draft in wanted.items():
        floor, bound = bounds[option]
        if bound is not None:
            draft.floors.append(Floor(staff, floor, bound, monotone and not violations))
        draft.spent += spent[option]
        draft.points += found_points
    first = next(iter(wanted.values()))
    first.spent.append(Effort(0, 0, 0, 0, violations))


def _minus(after: Effort, before: Effort) -> Effort:
    fields = ("settings", "replications", "programmes", "cuts")
    return Effort(*(getattr(after, name) - getattr(before, name) for name in fields))
