"""From menus to the case of a programme: points of the choosing one, floors of the bounding one, who goes together."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ...model.alike import alike
from ...model.levers import Setting
from ...model.scenario import Scenario
from .. import prices
from ..contracts import Tier, by_money, tiers
from ..menu import Floor, Menu, Option, Point, workforce
from ..outcomes import moving
from ..volumes import Limits, caps, limits, observed
from .bills import Bills
from .case import Case, Rung

T = TypeVar("T")
FEW = 6
"""Steps of a discount that the bounding programme tells apart at most."""
MANY = 300
"""With more options than this, units that are alike are decided together."""


def choosing(
    scenario: Scenario,
    menus: Iterable[Menu],
    classes: Mapping[str, tuple[str, ...]] | None = None,
    excluded: Collection[tuple[Option, Setting]] = (),
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
        first = {unit: first for first, members in classes.items() for unit in members}
        out = {(replace(option, unit=first[option.unit]), setting) for option, setting in excluded}
        bills = Bills(scenario)
        ladders = {option: _lean(bills, option, rungs, out) for option, rungs in ladders.items()}
    return Case(scenario, ladders, classes=classes or {})


def together(scenario: Scenario, menus: Collection[Menu]) -> Mapping[str, tuple[str, ...]] | None:
    """Return the units to be decided together where there are many options; None where there are few."""
    if len(menus) <= MANY:
        return None
    classes = {members[0]: members for members in alike(scenario).values()}
    return {unit: classes[unit] for unit in scenario.units if unit in classes}


def leaner(scenario: Scenario) -> bool:
    """Return whether fewer posts are never worse: no rule, discount or condition asks for larger payments."""
    policy = scenario.policy
    if any(bid.conditions and bid.conditions.least_per_year for bid in scenario.bids.values()):
        return False
    money = any(step.from_yuan is not None for bid in scenario.bids.values() for step in bid.discounts)
    return policy.share.state == policy.reserve.state == "off" and not money


def _lean(
    bills: Bills, option: Option, rungs: tuple[Rung, ...], excluded: Container[tuple[Option, Setting]] = ()
) -> tuple[Rung, ...]:
    """Return the rungs of an option without those that another of as many staff is never worse than."""
    kept: list[tuple[Point, Rung]] = []
    offered = [(rung.point, rung) for rung in rungs if rung.point and (option, rung.point.setting) not in excluded]
    for point, rung in sorted(offered, key=lambda each: each[0].posts):
        if not any(_never_worse(bills, option, other, point) for other, _ in kept):
            kept.append((point, rung))
    return tuple(rung for _, rung in kept)


def _never_worse(bills: Bills, option: Option, a: Point, b: Point) -> bool:
    """Return whether a point asks for no more posts or money than another and falls short of no more, else equal."""
    same = a.staff == b.staff and a.machines == b.machines and a.posts <= b.posts and set(a.short) <= set(b.short)
    return same and (a.volumes == b.volumes or bills.cheaper(option, a, b))


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
            Rung(staff, floors=tuple(f for f in floors if f.staff == staff), step=step)
            for step in range(len(told_apart(scenario, menu.option.bid)) or 1)
            for staff in numbers
        )
    supplied = _by_days(scenario, offered, caps)
    return Case(scenario, ladders, levels=True, limits=limit, caps=supplied, classes=classes or {})


def lowest(
    scenario: Scenario, menus: Iterable[Menu], classes: Mapping[str, tuple[str, ...]] | None = None
) -> Case | None:
    """Return a choosing case whose points are the least any setting that meets the standards can be.

    Where every setting was simulated (`census`) these are the settings themselves, undecided ones included; elsewhere
    the fewest posts that floors leave, which says enough where posts are all that is decided. Where fewer are never
    worse, its optimum bounds every plan as that of `bounding` does, with columns as few as the choosing programme's.
    None where it does not.
    """
    offered = _firsts(menus, classes)
    searched = [menu.option for menu in offered if menu.undecided is None]
    units = {option.unit for option in searched}
    manned = all(v.cost == "post" for unit in units for v in scenario.levers(unit))
    if not (manned and leaner(scenario)) or moving(scenario, searched):
        return None
    bills = Bills(scenario)
    ladders = {m.option: _least(scenario, m) if m.undecided is None else _whole(bills, m) for m in offered}
    return Case(scenario, ladders, classes=classes or {})


def _whole(bills: Bills, menu: Menu) -> tuple[Rung, ...]:
    """Return all points that may meet the standards, but for those that another is never worse than."""
    points = (*menu.points, *(menu.undecided or ()))
    return _lean(bills, menu.option, tuple(Rung(point.staff, point) for point in points))


def _least(scenario: Scenario, menu: Menu) -> tuple[Rung, ...]:
    """Return the points that floors leave at the least, by staff in post."""
    levers = scenario.levers(menu.option.unit)
    low, high, others = sum(v.low for v in levers), sum(v.high for v in levers), (0,) * (len(levers) - 1)
    needs: dict[int, int] = dict.fromkeys((p.staff for p in menu.points), low)
    for floor in menu.floors:
        dearest = max(floor.weights)
        least = -(-floor.value // dearest) if dearest else 0
        needs[floor.staff] = max(least, floor.staff, low, needs.get(floor.staff, 0))
    # in the order of menus, so that where they offer nothing else the programme is the same
    found = sorted(((staff, max(staff, posts)) for staff, posts in needs.items()), key=lambda at: (at[1], -at[0]))
    # only how many there are matters here, not which lever they stand under
    points = (Point(Setting((n, *others), staff), n, (), origin="floor") for staff, n in found if n <= high)
    return tuple(Rung(point.staff, point) for point in points)


def told_apart(scenario: Scenario, bid: str) -> tuple[Tier, ...]:
    """Return the steps of a bid's discount that the bounding programme tells apart; else it grants the largest in full.

    Steps of money depend on what is paid beyond levels, and a step for every number of units would be too many.
    """
    if not bid or not scenario.bids[bid].discounts or by_money(scenario, bid):
        return ()
    found = tiers(scenario, bid)
    return found if len(found) <= FEW else ()


def _by_days(scenario: Scenario, offered: tuple[Menu, ...], told: Callable[[Scenario, Option], T]) -> dict[Option, T]:
    """Return what holds for every setting of each option, simulated once for options whose days are alike."""
    known: dict[tuple[object, ...], T] = {}
    found = {}
    for option in (menu.option for menu in offered):
        unit, people = _days(scenario, option)
        targets = tuple((measure, rule.state, rule.at_least) for measure, rule in scenario.targets(unit).items())
        days = scenario.like(unit), people, targets, tuple(scenario.units[unit].today.setting.items())
        if days not in known:
            known[days] = told(scenario, option)
        found[option] = known[days]
    return found


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
