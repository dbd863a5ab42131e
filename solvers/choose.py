"""Choosing: one option and one setting a year for every unit, one path for all staff in post, at the least cost."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model.errors import InfeasibleError, LimitReached, SolverError
from ..model.items import EARNED
from ..model.levers import Setting
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.text import Text
from ..model.workforce import retiring
from . import prices
from .answer import Certificate, Line, Objective, RuleState
from .ledger import by_year, ledger, present_value, sampling
from .menu import Menu, Option, Point, staffed, today
from .outcomes import moving
from .plan import Award, Numbers, Path, Plan, Year
from .programme import (
    Answered,
    Kept,
    Programme,
    Wish,
    bounding,
    build,
    choosing,
    lowest,
    solve,
    together,
)  # fmt: skip
from .rules import Named, named
from .volumes import simulated

YUAN = 100
FLOWING = 1e-4
"""Gap at which the bounding programme stops where money follows outcomes."""


@dataclass(frozen=True)
class Chosen:
    """What the programme chose.

    Parameters
    ----------
    value : int
        Present value in fen of the plan's ledger plus `penalty`, recounted from whole numbers.
    bound : int
        No plan on the menus has a smaller value.
    solver_gap : float
        (value - bound) / value.
    status : "optimal" | "feasible"
        "feasible" is a plan with an open gap.
    rules : tuple of RuleState
        State and violation of every rule; `conflict.rules` adds what each costs.
    penalty : int
        What broken soft rules add, in fen.
    excluded : tuple of (Option, Setting)
        Points that were not offered.
    lines : tuple of Line
        The plan's ledger.
    """

    plan: Plan
    value: int
    bound: int
    solver_gap: float
    status: str
    rules: tuple[RuleState, ...] = ()
    penalty: int = 0
    excluded: tuple[tuple[Option, Setting], ...] = ()
    lines: tuple[Line, ...] = ()


def choose(
    scenario: Scenario,
    menus: Iterable[Menu],
    *,
    forced: Mapping[str, Option] | None = None,
    excluded: Collection[tuple[Option, Setting]] = (),
    gap: float | None = None,
    time_limit: float | None = None,
    built: Programme | None = None,
    jobs: int = 1,
    kept: Kept | None = None,
) -> Chosen:
    """Choose the plan of least present value on the menus; where options are many, units that are alike together.

    Parameters
    ----------
    forced : dict unit -> Option, optional
        Units whose option is given.
    excluded : set of (Option, Setting)
        Points that may not be used (they failed certification); `Setting` includes the staff in post.
    gap, time_limit : float, optional
        The study's, unless given.
    built : Programme, optional
        `programme.build(programme.choosing(scenario, menus))`, to save building it again.
    jobs : int
        Parts of a large programme solved side by side.
    kept : Kept, optional
        Parts of a large programme solved before, as in `programme.solve`.

    Ties are broken by a second solve: among plans of equal value the one with the least sum of ranks
    (`programme.solving._ranks`): today's options first, then the order of the file, then the order of the menus.

    Raises
    ------
    InfeasibleError
        No plan on the menus obeys the hard rules; `conflict.conflict` tells why.
    LimitReached
        The time limit passed before there was a plan or a proof that there is none.
    SolverError
        The solver failed, or plan and ledger disagree.
    """
    offered = tuple(menus)
    programme = built or _programme(scenario, offered, excluded)
    wish = Wish(dict(forced or {}), tuple(excluded))
    study = scenario.study
    answer = solve(
        programme,
        wish,
        gap=study.gap if gap is None else gap,
        time_limit=study.time_limit_s if time_limit is None else time_limit,
        settle=True,
        jobs=jobs,
        kept=kept,
    )
    return _chosen(scenario, answer, tuple(excluded))


def _programme(
    scenario: Scenario, menus: tuple[Menu, ...], excluded: Collection[tuple[Option, Setting]]
) -> Programme:
    """Return the programme of a choice; where options are many, without points that hard standards bar anyway."""
    classes = together(scenario, menus)
    out = {*excluded, *_barred(scenario, menus)} if classes else set(excluded)
    return build(choosing(scenario, menus, classes, out))


def _barred(scenario: Scenario, menus: Iterable[Menu]) -> Iterator[tuple[Option, Setting]]:
    """Yield the points that fall short of a hard standard."""
    hard = {u: {name for name, rule in scenario.targets(u).items() if rule.state == "hard"} for u in scenario.units}
    for menu in menus:
        yield from ((menu.option, p.setting) for p in menu.points if not hard[menu.option.unit].isdisjoint(p.short))


def _chosen(scenario: Scenario, answer: Answered, excluded: tuple[tuple[Option, Setting], ...]) -> Chosen:
    """Return an answer as a choice, its money checked against the ledger."""
    if answer.status == "infeasible":
        raise InfeasibleError(text=Text("没有满足全部硬性规则的方案", "no plan obeys all hard rules"))
    if answer.plan is None or answer.value is None or answer.bound is None:
        raise LimitReached("no plan within the time limit")
    lines = ledger(scenario, answer.plan)
    if by_year(scenario, lines) != answer.totals:
        raise SolverError("the programme and the ledger disagree about the costs of the plan")
    value, bound = answer.value, answer.bound
    shut = (value - bound) / abs(value) if value else 0.0
    rules = tuple(_state(rule, answer.violations) for rule in named(scenario))
    penalty = (answer.penalty + prices.MILLION // 2) // prices.MILLION
    return Chosen(answer.plan, value, bound, shut, answer.status, rules, penalty, excluded, lines)


def _state(rule: Named, violations: Mapping[str, int]) -> RuleState:
    """Return a rule as a plan leaves it, not yet priced."""
    return RuleState(rule.id, rule.text, rule.state, False, float(violations.get(rule.id, 0)), rule.rule.source)


def floor_bound(
    scenario: Scenario,
    menus: Iterable[Menu],
    *,
    gap: float = 0.0,
    time_limit: float | None = None,
    seen: bool = False,
    jobs: int = 1,
    kept: Kept | None = None,
) -> int:
    """Return a lower bound in fen on every plan, also those whose settings were never simulated.

    It is the optimum (or the solver's bound) of the same programme in which an option's year is any vector of lever
    levels that the option's floors allow; it is proven where `proven` says so. Where there are flows (tickets), they
    enter at their cheapest of all settings, or, with `seen`, of all points on the unit's menus.

    Raises
    ------
    InfeasibleError
        Not even the relaxation has a solution: no plan has, or the floors contradict each other.
    LimitReached
        The solver found no bound within the time limit.
    """
    limit = scenario.study.time_limit_s if time_limit is None else time_limit
    offered = tuple(menus)
    classes = together(scenario, offered)
    whole = any(menu.undecided is not None for menu in offered)
    case = lowest(scenario, offered, classes) if classes or whole else None
    case = case or bounding(scenario, offered, seen=seen, classes=classes)
    answer = solve(build(case), gap=gap, time_limit=limit, jobs=jobs, kept=kept)
    if answer.status == "infeasible":
        raise InfeasibleError()
    if answer.bound is None:
        raise LimitReached("no lower bound within the time limit")
    return answer.bound


def lowest_value(scenario: Scenario, menus: Iterable[Menu], jobs: int = 1, kept: Kept | None = None) -> float:
    """Return `floor_bound`, as close as a run wants it; infinite where the floors contradict each other.

    Parameters
    ----------
    kept : Kept, optional
        What a choice left of it: a part of the programme in which floors leave nothing but what the menus offer is not
        solved again.
    """
    offered = tuple(menus)
    try:
        return floor_bound(scenario, offered, gap=_close(scenario, offered), jobs=jobs, kept=kept)
    except InfeasibleError:
        return math.inf


def objective(
    scenario: Scenario,
    menus: Iterable[Menu],
    chosen: Chosen,
    certificate: Certificate,
    lower: float | None = None,
    jobs: int = 1,
) -> Objective:
    """Return the value of a chosen plan with all that is known of better ones.

    Parameters
    ----------
    certificate : Certificate
        Its deductions and flows make the sampling interval.
    lower : float, optional
        `lowest_value`, where it is known already.

    Floors that exclude the very plan that was chosen (monotonicity failed somewhere) prove nothing, and are said to.
    """
    offered = tuple(menus)
    known = lowest_value(scenario, offered, jobs) if lower is None else lower
    least = near = chosen.bound if known > chosen.bound else int(known)
    if least == known and moving(scenario, [menu.option for menu in offered if menu.undecided is None]):
        seen = floor_bound(scenario, offered, seen=True, gap=_close(scenario, offered), jobs=jobs)
        near = max(least, min(seen, chosen.bound))
    spent = chosen.value - present_value(scenario, (line for line in chosen.lines if line.item in EARNED))
    return Objective(
        value=chosen.value,
        lower_bound=least,
        solver_gap=chosen.solver_gap,
        menu_gap=(chosen.value - least) / abs(chosen.value) if chosen.value else 0.0,
        proven=proven(scenario, offered) and known <= chosen.bound + YUAN,
        sampling=sampling(scenario, chosen.plan, chosen.lines, certificate.deductions, certificate.volumes),
        seen_bound=near,
        seen_gap=(chosen.value - near) / abs(chosen.value) if chosen.value else 0.0,
        spent=spent,
        spent_gap=(chosen.value - least) / spent if spent else 0.0,
        contrary=sum(menu.effort.violations for menu in offered),
    )


def _close(scenario: Scenario, menus: Collection[Menu]) -> float:
    """Return how closely a lower bound is solved for.

    Exactly; to a share of gross costs where flows loosen it, and of the gap asked for where options are many.
    """
    if together(scenario, menus) is not None:
        return max(FLOWING, scenario.study.gap / 2)
    return FLOWING if moving(scenario, [menu.option for menu in menus if menu.undecided is None]) else 0.0


def proven(scenario: Scenario, menus: Iterable[Menu]) -> bool:
    """Return whether the lower bound is proven: all floors are, and no standard may be broken at a price."""
    soft = any(rule.state == "soft" for unit in scenario.units for rule in scenario.targets(unit).values())
    return not soft and all(floor.proven for menu in menus for floor in menu.floors)


def baseline(scenario: Scenario, menus: Iterable[Menu] = ()) -> Plan:
    """Return today's way continued: today's options and settings in every year, whatever the rules and standards say.

    Staff in post leave by retirement only and fill posts as long as there are any; the other team makes up the rest.
    Machines stay as owned, and what is needed of those too old to be used is bought anew; what today's settings need
    beyond them is leased, or, where nobody leases, bought.
    """
    points = {(m.option, p.setting): p for m in menus for p in m.points}
    years, awards = range(scenario.horizon.years), []
    paths = tuple(_natural(scenario, group) for group in scenario.workforce)
    free = {(path.group, y): path.present[y] for path in paths for y in years}
    for unit in scenario.units:
        option = today(scenario, unit)
        assets = _kept(scenario, option)
        entries = []
        for y in years:
            staff = _filled(scenario, option, y, free)
            setting = Setting(_levels(scenario, unit), sum(n for _, n in staff))
            point = points.get((option, setting)) or _point(scenario, option, setting)
            entries.append(Year(point, staff, **assets[y]))
        awards.append(Award(option, tuple(entries)))
    return Plan(tuple(awards), paths)


def _levels(scenario: Scenario, unit: str) -> tuple[int, ...]:
    return tuple(scenario.units[unit].today.setting[v.name] for v in scenario.levers(unit))


def _point(scenario: Scenario, option: Option, setting: Setting) -> Point:
    """Return today's setting as a point the search has not simulated, its flows counted on the search's days."""
    kind, spec = scenario.kind(option.unit), scenario.spec(option.unit)
    machines = tuple((t, n) for t, n in kind.machines(spec, setting).items() if n)
    volumes = simulated(scenario, option, setting)
    return Point(setting, kind.posts(spec, setting), machines, origin="today", volumes=volumes)


def _natural(scenario: Scenario, group: str) -> Path:
    """Return the path on which people leave by retirement only."""
    terms, years = scenario.workforce[group], scenario.horizon.years
    retire = retiring(terms, years)
    present = tuple(terms.headcount - sum(retire[:y]) for y in range(years))
    none = (0,) * years
    return Path(group, present, retire, none, none, none, none)


def _filled(scenario: Scenario, option: Option, year: int, free: dict[tuple[str, int], int]) -> Numbers:
    """Return who of the staff in post works at a unit, and take them out of `free`."""
    left = sum(
        level
        for v, level in zip(scenario.levers(option.unit), _levels(scenario, option.unit), strict=True)
        if v.cost == "post"
    )
    found = []
    for group in scenario.staff_for(option.unit) if staffed(scenario, option) else ():
        here = min(left, free[group, year])
        free[group, year] -= here
        left -= here
        found.append((group, here))
    return tuple(sorted((group, n) for group, n in found if n))


def _kept(scenario: Scenario, option: Option) -> list[dict[str, Numbers]]:
    """Return the machines of today's way in each year."""
    unit, years = scenario.units[option.unit], range(scenario.horizon.years)
    need = dict.fromkeys(unit.owned, 0)
    if MODES[option.mode].equipment == "bureau":
        need |= {v.name: unit.today.setting[v.name] for v in scenario.levers(option.unit) if v.cost == "machine"}
    more = {t: n - unit.owned.get(t, 0) for t, n in need.items() if n > unit.owned.get(t, 0)}
    rented = {t: n for t, n in more.items() if scenario.equipment[t].lease_per_year is not None}
    bought = {t: n for t, n in more.items() if t not in rented}
    own = {t: unit.owned.get(t, 0) + bought.get(t, 0) for t in need}

    def numbers(counts: dict[str, int]) -> Numbers:
        return tuple(sorted((t, n) for t, n in counts.items() if n))

    found = []
    for y in years:
        gone = {t: n for t, n in unit.owned.items() if scenario.equipment[t].last(unit.owned_age_years) == y}
        new = {t: min(n, need[t]) for t, n in gone.items()}
        own = {t: n - gone.get(t, 0) + new.get(t, 0) for t, n in own.items()}
        buy = {t: new.get(t, 0) + (0 if y else bought.get(t, 0)) for t in need}
        found.append({"own": numbers(own), "lease": numbers(rented), "buy": numbers(buy), "sell": numbers(gone)})
    return found
