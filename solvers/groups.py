"""What is searched together: options whose days are alike (same service, place and people), at all their prices."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from ..model.alike import alike
from ..model.kind import Workforce
from ..model.scenario import Scenario
from . import prices, shelf
from .desk import boxes
from .menu import Option, options, staffing, workforce

Tariff = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Options with the same people, at one unit or at units that are alike: the same days, other prices."""

    unit: str
    people: Workforce
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """Groups that are searched as one.

    Parameters
    ----------
    group : Group
        Of each tariff the first option.
    shown : dict option -> option
        By every option of the groups the one that is searched for it.
    """

    group: Group
    shown: Mapping[Option, Option]


def groups(scenario: Scenario, units: Container[str] | None = None) -> tuple[Group, ...]:
    """Return the options by unit and people, in order of first appearance; with `units`, of these units alone."""
    found: dict[str, tuple[Workforce, list[Option]]] = {}
    for option in (o for o in options(scenario) if units is None or o.unit in units):
        people = workforce(scenario, option)
        name = f"{option.unit}/" + "/".join(c.model_dump_json(exclude={"source"}) for c in people)
        found.setdefault(name, (people, []))[1].append(option)
    return tuple(Group(each[0].unit, people, tuple(each)) for people, each in found.values())


def joints(scenario: Scenario) -> tuple[Joint, ...]:
    """Return the groups joined where a search could not tell their days apart, in order of first appearance."""
    found: dict[str, list[Group]] = {}
    classes = alike(scenario)
    for group in groups(scenario, classes):
        found.setdefault(shelf.days(scenario, group.unit, group.people), []).append(group)
    return tuple(_joint(scenario, same, classes) for same in found.values())


def _joint(scenario: Scenario, same: list[Group], classes: Mapping[str, tuple[str, ...]]) -> Joint:
    first: dict[Tariff, Option] = {}
    shown: dict[Option, Option] = {}
    for option in (o for group in same for o in group.options):
        searched = first.setdefault(_tariff(scenario, option), option)
        shown |= {replace(option, unit=unit): searched for unit in classes[option.unit]}
    return Joint(Group(same[0].unit, same[0].people, tuple(first.values())), shown)


def _tariff(scenario: Scenario, option: Option) -> Tariff:
    """Return all prices a search looks at; where steps of all levers cost the same, the fewest are the cheapest."""
    steps = weights(scenario, option)
    even = all(len(set(side)) == 1 for side in steps) and not scenario.rows(option.unit)
    return (*(() if even else steps), reachable(scenario, option), *shelf.money(scenario, option))


def weights(scenario: Scenario, option: Option) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the price of a step of each lever a year, fen: the lowest it can be, and in full."""
    known = prices.lever_prices(scenario, option)
    floor, full = (tuple(known[v.name][which] for v in scenario.levers(option.unit)) for which in (0, 1))
    return floor, full


def reachable(scenario: Scenario, option: Option) -> tuple[int, ...]:
    """Return the numbers of staff in post to explore, descending: those of `menu.staffing` there is room for."""
    room = sum(v.high for v in scenario.levers(option.unit) if v.cost == "post")
    return tuple(sorted({min(n, room) for n in staffing(scenario, option)}, reverse=True))


def numbers(scenario: Scenario, group: Group) -> tuple[int, ...]:
    """Return the numbers of staff in post that any option of a group may see, descending."""
    return tuple(sorted({n for o in group.options for n in reachable(scenario, o)}, reverse=True))


def searches(scenario: Scenario, group: Group) -> int:
    """Return how many searches a group takes: one a number of staff in post and choice of switches."""
    return len(numbers(scenario, group)) * len(boxes(scenario.levers(group.unit), split=True))


def part(scenario: Scenario, group: Group) -> Scenario:
    """Return what the search of a group needs of a scenario, which travels to its worker."""
    names = dict.fromkeys((scenario.like(group.unit), group.unit, *(o.unit for o in group.options)))
    units = {name: scenario.units[name] for name in names}
    sites = {unit.site: scenario.sites[unit.site] for unit in units.values()}
    return scenario.model_copy(update={"units": units, "sites": sites})


def address(scenario: Scenario, group: Group, error: float) -> str:
    """Return where the menus of a group stand on the shelf."""
    staff = {o: reachable(scenario, o) for o in group.options}
    tariff = {o: weights(scenario, o) for o in group.options}
    return shelf.address(scenario, group.people, tariff, staff, error)
