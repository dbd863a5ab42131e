"""How unequal places are: the yearly cost per ㎡ of each, today and under the plan, and its variance."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.scenario import Scenario
from .answer import Line


@dataclass(frozen=True, slots=True)
class Rate:
    """What a service costs at a place, in yuan per ㎡ and year.

    Parameters
    ----------
    service : str
        "" where all shared services of a site are taken together.
    place : str
        A unit; with `service` "" a site.
    area_m2 : float
        Area of the site.
    free : bool
        Whether no class of secrecy keeps it out of what is decided for the others.
    """

    service: str
    place: str
    area_m2: float
    free: bool
    today: float
    plan: float


@dataclass(frozen=True, slots=True)
class Moments:
    """Of the costs per ㎡ of all places, each counted once: no sample, so the variance divides by their number.

    Parameters
    ----------
    mean, variance : float
        Yuan per ㎡ and year, and its square.
    variation : float
        Standard deviation / mean; 0 where nothing is paid.
    low, high : float
        The cheapest and the dearest place.
    overall : float
        All money / all area.
    """

    mean: float
    variance: float
    variation: float
    low: float
    high: float
    overall: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The moments of a service's costs per ㎡ over its places, today and under the plan.

    `free` says whether only places outside the classes of secrecy are counted.
    """

    service: str
    free: bool
    places: int
    today: Moments
    plan: Moments


def rates(scenario: Scenario, plan: Iterable[Line], today: Iterable[Line]) -> tuple[Rate, ...]:
    """Return the cost per ㎡ of every unit that shares its service with another site, then of whole sites.

    Money is what stands at the unit in the two ledgers, at prices of the first year, a mean over the horizon. Pay of
    people without a post, and what their leaving costs, stand at no unit and are not in it. Whole sites follow where
    several services are shared, and only sites that have them all.
    """
    after, before, years = _paid(plan), _paid(today), scenario.horizon.years

    def rate(service: str, place: str, site: str, units: Iterable[str]) -> Rate:
        area, mine = scenario.sites[site].area_m2, tuple(units)
        was, will = (sum(paid[u] for u in mine) / 100 / years / area for paid in (before, after))
        free = all(scenario.units[u].secrecy == "open" for u in mine)
        return Rate(service, place, area, free, was, will)

    at: dict[str, dict[str, str]] = {}
    for name, unit in scenario.units.items():
        at.setdefault(unit.service, {})[name] = unit.site
    shared = {service: units for service, units in at.items() if len(set(units.values())) > 1}
    found = [rate(service, u, site, [u]) for service, units in shared.items() for u, site in units.items()]
    whole = [site for site in scenario.sites if all(site in units.values() for units in shared.values())]
    if len(shared) > 1 and len(whole) > 1:
        for site in whole:
            here = [u for units in shared.values() for u, s in units.items() if s == site]
            found.append(rate("", site, site, here))
    return tuple(found)


def spreads(found: Iterable[Rate]) -> tuple[Spread, ...]:
    """Return the moments of each service in the order of `rates`, then those of its free places, if not all are."""
    groups: dict[str, list[Rate]] = {}
    for rate in found:
        groups.setdefault(rate.service, []).append(rate)
    said = []
    for service, rows in groups.items():
        said.append(_spread(service, False, rows))
        free = [r for r in rows if r.free]
        if 1 < len(free) < len(rows):
            said.append(_spread(service, True, free))
    return tuple(said)


def _spread(service: str, free: bool, rows: list[Rate]) -> Spread:
    areas = [r.area_m2 for r in rows]
    before, after = moments([r.today for r in rows], areas), moments([r.plan for r in rows], areas)
    return Spread(service, free, len(rows), before, after)


def moments(values: list[float], areas: list[float]) -> Moments:
    """Return the moments of costs per ㎡ of places with these areas.

    Raises
    ------
    ValueError
        When there are no places, or not as many areas.
    """
    if not values or len(values) != len(areas):
        raise ValueError("every place needs a cost and an area, and there must be one")
    mean = math.fsum(values) / len(values)
    variance = math.fsum((v - mean) ** 2 for v in values) / len(values)
    overall = math.fsum(v * a for v, a in zip(values, areas, strict=True)) / math.fsum(areas)
    return Moments(mean, variance, math.sqrt(variance) / mean if mean else 0.0, min(values), max(values), overall)


def _paid(lines: Iterable[Line]) -> Counter[str]:
    """Return fen by unit over all years, at prices of the first."""
    paid: Counter[str] = Counter()
    for line in lines:
        paid[line.unit] += line.base
    return paid
