"""What the programme decides, and the data its rows are made of.

The same rows serve two programmes. In the *choosing* one an option's year is one of its simulated points. In the
*bounding* one it is any vector of lever levels that the option's floors do not exclude, so that its optimum bounds
every plan, also those whose settings nobody simulated.
"""

import math
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from ...model.alike import alike
from ...model.gates import crowd
from ...model.levers import Setting
from ...model.mode import MODES
from ...model.scenario import Scenario
from .. import prices
from ..contracts import by_money, discounted, open_routes, tiers
from ..menu import Floor, Menu, Option, Point, workforce
from ..rules import pairs
from ..volumes import Cap, Limits, caps, limits, observed
from .columns import Columns, Grid

T = TypeVar("T")
MANY = 300
"""With more options than this, units that are alike are decided together."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing an option may be in a year: a point, or, in the bounding programme, a number of staff in post."""

    staff: int
    point: Point | None = None
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Levers of an option that no floor and no price tells apart: only the sum of their levels matters.

    Parameters
    ----------
    machine : str
        The type, "" for what is none.
    post : bool
    levers : tuple of int
        Their places.
    money : tuple of (index, yuan)
        What a step adds a year through flows, at first-year prices.
    """

    name: str
    machine: str
    post: bool
    money: tuple[tuple[str, Fraction], ...]
    levers: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Case:
    """All data of a programme.

    Parameters
    ----------
    ladders : dict option -> tuple of Rung
    levels : bool
        Whether this is the bounding programme.
    limits : dict option -> Limits
        There: the least and the most of flows that are outcomes.
    caps : dict option -> tuple of Cap
        There: what levers let flows that earn be at most.
    classes : dict unit -> tuple of units
        Units that are decided together: the first of them stands for all, and an option or a rung of it is picked so
        many times. `ladders` has the options of the first alone.
    """

    scenario: Scenario
    ladders: dict[Option, tuple[Rung, ...]]
    levels: bool = False
    limits: Mapping[Option, Limits] = field(default_factory=dict)
    caps: Mapping[Option, tuple[Cap, ...]] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def years(self) -> range:
        """Return the years, from 0."""
        return range(self.scenario.horizon.years)

    @cached_property
    def units(self) -> Mapping[str, tuple[Option, ...]]:
        """Return the options by unit."""
        return _grouped((option.unit, option) for option in self.ladders)

    @cached_property
    def vendors(self) -> Mapping[str | None, tuple[Option, ...]]:
        """Return the options by who is paid under them; None for in-house delivery."""
        return _grouped((prices.vendor(self.scenario, option), option) for option in self.ladders)

    @cached_property
    def offers(self) -> Mapping[str, tuple[Option, ...]]:
        """Return the options by the bid they rest on; "" for in-house delivery."""
        return _grouped((option.bid, option) for option in self.ladders)

    @cached_property
    def picks(self) -> Mapping[Option, range]:
        """Return by option the columns that pick its rungs in the first year; those of year y stand y further.

        They are the first columns of all (`declare`).
        """
        found, at, years = {}, 0, len(self.years)
        for option, rungs in self.ladders.items():
            found[option] = range(at, at + len(rungs) * years, years)
            at += len(rungs) * years
        return found

    def rungs(self, options: Iterable[Option]) -> Iterator[tuple[int, Rung]]:
        """Yield the rungs of options, each with the column that picks it in the first year."""
        for option in options:
            yield from zip(self.picks[option], self.ladders[option], strict=True)

    def of(self, unit: str) -> tuple[Option, ...]:
        """Return a unit's options."""
        return self.units.get(unit, ())

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Return the units that columns and rows speak of, in order of the file."""
        return tuple(self.classes or self.scenario.units)

    @cached_property
    def first(self) -> Mapping[str, str]:
        """Return by unit the one that stands for it."""
        return {unit: first for first in self.kept for unit in self.classes.get(first, (first,))}

    def times(self, unit: str) -> int:
        """Return for how many units one stands."""
        return len(self.classes.get(unit, (unit,)))

    def shown(self, option: Option) -> Option:
        """Return the option that stands for one."""
        return replace(option, unit=self.first[option.unit])

    def by(self, vendor: str) -> tuple[Option, ...]:
        """Return a vendor's options."""
        return self.vendors.get(vendor, ())

    def bundles(self, option: Option) -> list[Bundle]:
        """Return the levers of an option in bundles of equal price and equal weight in every floor and cap.

        Levers that cost nothing and have no weight are left out.
        """
        levers, added = self.scenario.levers(option.unit), prices.step_money(self.scenario, option)
        weights = [floor.weights for rung in self.ladders[option] for floor in rung.floors]
        supplied = [dict(cap.steps) for cap in self.caps.get(option, ())]
        found: dict[tuple[Any, ...], list[int]] = {}
        for i, v in enumerate(levers):
            machine, money = v.name if v.cost == "machine" else "", tuple(sorted(added.get(v.name, {}).items()))
            weight = (*(w[i] for w in weights), *(cap.get(v.name, 0.0) for cap in supplied))
            if v.cost != "none" or money or any(weight):
                found.setdefault((machine, v.cost == "post", money, weight), []).append(i)
        return [
            Bundle(
                levers[places[0]].name,
                machine,
                post,
                money,
                tuple(places),
                sum(levers[i].low for i in places),
                sum(levers[i].high for i in places),
            )
            for (machine, post, money, _), places in found.items()
        ]

    def charged(self, option: Option) -> bool:
        """Return whether floors of an option speak of what its weighed flows cost besides its levers."""
        return any(floor.charged for rung in self.ladders[option] for floor in rung.floors)

    def earned(self, option: Option) -> dict[str, tuple[str, Fraction]]:
        """Return the flows that earn under an option and that levers limit: flow -> (index, yuan a unit)."""
        capped = {flow for cap in self.caps.get(option, ()) for flow in cap.flows}
        rates = prices.flow_rates(self.scenario, option) if capped else {}
        lines = ((flow, line) for flow in sorted(capped) for line in rates[flow])
        return {flow: (index, yuan) for flow, (_, index, yuan) in lines if yuan < 0}

    def machines(self, unit: str) -> list[str]:
        """Return the machine types a unit owns or may need, in order of its levers."""
        return [v.name for v in self.scenario.levers(unit) if v.cost == "machine"]

    def most(self, unit: str, machine: str) -> int:
        """Return the most machines of a type any option of a unit may need from the bureau."""
        if self.levels:
            return next(v.high for v in self.scenario.levers(unit) if v.name == machine)
        return max((n for _, n in self.need(unit).get(machine, ())), default=0)

    def need(self, unit: str) -> Mapping[str, list[tuple[int, int]]]:
        """Return what points of a unit need of the bureau: machine -> (column of the first year, how many)."""
        return self._needs.get(unit, {})

    @cached_property
    def _needs(self) -> Mapping[str, dict[str, list[tuple[int, int]]]]:
        found: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for option in self.ladders:
            if MODES[option.mode].equipment == "bureau":
                mine = found.setdefault(option.unit, {})
                for column, rung in self.rungs([option]):
                    for machine, n in rung.point.machines if rung.point else ():
                        mine.setdefault(machine, []).append((column, n))
        return found


def _grouped(pairs: Iterable[tuple[Any, Option]]) -> dict[Any, tuple[Option, ...]]:
    """Return options by a key."""
    found: dict[Any, list[Option]] = {}
    for key, option in pairs:
        found.setdefault(key, []).append(option)
    return {key: tuple(options) for key, options in found.items()}


def choosing(
    scenario: Scenario,
    menus: Iterable[Menu],
    classes: Mapping[str, tuple[str, ...]] | None = None,
    excluded: Container[tuple[Option, Setting]] = (),
) -> Case:
    """Return the case whose rungs are the simulated points of the menus.

    Parameters
    ----------
    classes : dict unit -> tuple of units, optional
        Units to be decided together (`model.alike`); without them each is decided by itself. With them, points that
        another is never worse than are left out as well.
    excluded : set of (Option, Setting), optional
        Points that will not be offered, and so make none superfluous.
    """
    ladders = {m.option: tuple(Rung(p.staff, p) for p in m.points) for m in _firsts(menus, classes)}
    if classes and leaner(scenario):
        ladders = {option: _lean(option, rungs, excluded) for option, rungs in ladders.items()}
    return Case(scenario, ladders, classes=classes or {})


def together(
    scenario: Scenario, menus: Collection[Menu], apart: Collection[str] = ()
) -> Mapping[str, tuple[str, ...]] | None:
    """Return the units to be decided together where there are many options; None where there are few.

    Units of `apart` are decided by themselves.
    """
    if len(menus) <= MANY:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for members in alike(scenario).values():
        rest = tuple(unit for unit in members if unit not in apart)
        found |= {rest[0]: rest} if rest else {}
    return {unit: found.get(unit, (unit,)) for unit in scenario.units if unit in found or unit in apart}


def leaner(scenario: Scenario) -> bool:
    """Return whether fewer posts and machines are never worse: no rule or discount asks for larger payments."""
    policy = scenario.policy
    money = any(step.from_yuan is not None for bid in scenario.bids.values() for step in bid.discounts)
    return policy.share.state == policy.reserve.state == "off" and not money


def _lean(option: Option, rungs: tuple[Rung, ...], excluded: Container[tuple[Option, Setting]]) -> tuple[Rung, ...]:
    """Return the rungs of an option without those that another of as many staff is never worse than."""
    kept: list[tuple[Point, Rung]] = []
    offered = [(rung.point, rung) for rung in rungs if rung.point and (option, rung.point.setting) not in excluded]
    for point, rung in sorted(offered, key=lambda each: (each[0].posts, sum(n for _, n in each[0].machines))):
        if not any(_never_worse(other, point) for other, _ in kept):
            kept.append((point, rung))
    return tuple(rung for _, rung in kept)


def _never_worse(a: Point, b: Point) -> bool:
    """Return whether a point asks for no more than another and falls short of no more, flows being equal."""
    machines = dict(b.machines)
    fewer = a.posts <= b.posts and all(n <= machines.get(t, 0) for t, n in a.machines)
    return fewer and a.staff == b.staff and a.volumes == b.volumes and set(a.short) <= set(b.short)


def _firsts(menus: Iterable[Menu], classes: Mapping[str, tuple[str, ...]] | None) -> tuple[Menu, ...]:
    """Return the menus of the units that stand for others, or for themselves."""
    return tuple(menu for menu in menus if not classes or menu.option.unit in classes)


def bounding(
    scenario: Scenario,
    menus: Iterable[Menu],
    *,
    seen: bool = False,
    classes: Mapping[str, tuple[str, ...]] | None = None,
) -> Case:
    """Return the case whose rungs are the numbers of staff in post, each with its floors.

    A floor speaks of levels, whatever they cost, so it holds for every option of the unit with the same people; one
    that speaks of charges as well for those that are charged the same.

    Parameters
    ----------
    seen : bool
        Whether flows that are outcomes keep within what the points of the unit's menus show, instead of within what
        holds for every setting.
    classes : dict unit -> tuple of units, optional
        As in `choosing`.
    """
    offered = _firsts(menus, classes)
    limit = _seen(scenario, offered) if seen else _by_days(scenario, offered, limits)
    shared: dict[tuple[str, str], list[tuple[Option, Floor]]] = {}
    for menu in offered:
        shared.setdefault(_days(scenario, menu.option), []).extend((menu.option, floor) for floor in menu.floors)
    charges = {menu.option: prices.charges(scenario, menu.option) for menu in offered}
    ladders = {}
    for menu in offered:
        alike = shared[_days(scenario, menu.option)]
        floors = dict.fromkeys(f for o, f in alike if not f.charged or charges[o] == charges[menu.option])
        numbers = sorted({f.staff for f in menu.floors} | {p.staff for p in menu.points}, reverse=True)
        ladders[menu.option] = tuple(
            Rung(staff, floors=tuple(f for f in floors if f.staff == staff)) for staff in numbers
        )
    supplied = _by_days(scenario, offered, caps)
    return Case(scenario, ladders, levels=True, limits=limit, caps=supplied, classes=classes or {})


def _by_days(scenario: Scenario, offered: tuple[Menu, ...], told: Callable[[Scenario, Option], T]) -> dict[Option, T]:
    """Return what holds for every setting of each option, simulated once for options with the same people."""
    known: dict[tuple[str, str], T] = {}
    for menu in offered:
        days = _days(scenario, menu.option)
        known[days] = known[days] if days in known else told(scenario, menu.option)
    return {menu.option: known[_days(scenario, menu.option)] for menu in offered}


def _seen(scenario: Scenario, offered: tuple[Menu, ...]) -> dict[Option, Limits]:
    """Return the limits of flows among a unit's points; those that fall short count only where all do."""
    points: dict[str, list[Point]] = {}
    for menu in offered:
        points.setdefault(menu.option.unit, []).extend(menu.points)
    fit = {unit: [p for p in found if not p.short] or found for unit, found in points.items()}
    return {m.option: observed(scenario, m.option, (p.volumes for p in fit[m.option.unit])) for m in offered}


def _days(scenario: Scenario, option: Option) -> tuple[str, str]:
    """Return what an option's days depend on: its unit and its people."""
    teams = workforce(scenario, option)
    return option.unit, "/".join(team.model_dump_json(exclude={"source", "cited"}) for team in teams)


def name(option: Option) -> tuple[str, str, str]:
    """Return an option as an index of variables."""
    return option.unit, option.mode, option.bid or "own"


def declare(case: Case) -> Columns:
    """Return all variables of a case."""
    m, years = Columns(), case.years
    times = {o: case.times(o.unit) for o in case.ladders}
    m.first(
        "pick",
        Grid({name(o): places for o, places in case.picks.items()}, len(years)),
        [n for o, rungs in case.ladders.items() for n in (times[o],) * len(rungs) * len(years)],
    )
    m.add("assign", map(name, case.ladders), tuple(times.values()))
    if case.levels:
        levels = {(*name(o), b.name, y): times[o] * b.high for o in times for b in case.bundles(o) for y in years}
        m.add("level", levels, tuple(levels.values()))
        charged = ((*name(o), y) for o in case.ladders if case.charged(o) for y in years)
        m.add("charge", charged, math.inf, integer=False)
        sold = {(*name(o), f, y): times[o] * _most(case, o, f) for o in times for f in case.earned(o) for y in years}
        m.add("sold", sold, tuple(sold.values()), integer=False)
    _people(case, m)
    _machines(case, m)
    m.add("win", case.scenario.vendors)
    _awards(case, m)
    return m


def _most(case: Case, option: Option, flow: str) -> float:
    """Return the most of a flow a working day, in units; without a limit of its own what its caps end in."""
    most = case.limits[option].get(flow, (0, None))[1]
    ends = (cap.lines[-1][0] for cap in case.caps[option] if flow in cap.flows)
    return float(min(ends)) if most is None else most / 1000


def _awards(case: Case, m: Columns) -> None:
    """Declare ways of procurement, vendors by group of units, and steps of discounts."""
    s, years = case.scenario, case.years
    m.add("route", ((v, r, y) for v in s.vendors for r in open_routes(s, v) for y in years))
    m.add("here", ((g, v) for g in pairs(s) for v in s.vendors))
    m.add("there", ((g, v) for g, q in s.policy.quota.groups.items() for v in crowd(s, q)))
    steps = {b: range(len(tiers(s, b))) for b in discounted(s)} if not case.levels else {}
    spans = {b: years if by_money(s, b) else years[:1] for b in steps}
    m.add("tier", ((b, t, y) for b in steps for t in steps[b] for y in spans[b]))
    cuts = {
        (*name(o), k, y, t): case.times(o.unit)
        for o, rungs in case.ladders.items() if o.bid in steps
        for k in range(len(rungs)) for y in years for t in steps[o.bid]
    }  # fmt: skip
    m.add("cut", cuts, tuple(cuts.values()))


def _people(case: Case, m: Columns) -> None:
    """Declare who works where, and the paths of the groups in post."""
    groups, years = case.scenario.workforce, case.years
    here = {g: [u for u in group.units if case.first[u] == u] for g, group in groups.items()}
    most = {g: group.headcount + sum(case.times(u) * _room(case, u) for u in here[g]) for g, group in groups.items()}
    index = [(g, u, y) for g in groups for u in here[g] for y in years]
    m.add("work", index, [most[g] for g, _, _ in index])
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


def steps(case: Case, m: Columns, options: Iterable[Option], year: int) -> list[tuple[int, Bundle]]:
    """Return the bundles of options, each with its column in a year; none but in the bounding programme."""
    mine = ((option, bundle) for option in options for bundle in case.bundles(option)) if case.levels else ()
    return [(m.level[(*name(option), bundle.name, year)], bundle) for option, bundle in mine]


def changed(scenario: Scenario, option: Option) -> bool:
    """Return whether an option differs from today's mode or vendor."""
    now = scenario.units[option.unit].today
    return (option.mode, prices.vendor(scenario, option)) != (now.mode, now.vendor)
