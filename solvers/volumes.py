"""Quantities of a working day, as the search saw them: what money rests on besides people and machines."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from ..model import simulate, streams
from ..model.kind import Flow
from ..model.levers import Setting
from ..model.measures import Counts
from ..model.scenario import Scenario
from .menu import Option, workforce
from .money import exact

Volumes = tuple[tuple[str, int], ...]
"""(flow, thousandths of a unit a working day), sorted."""
Limits = dict[str, tuple[int, int | None]]
"""Flow -> least and most, thousandths of a unit a working day."""
CORNERS = 24
"""Lines of a cap, but for the one that does not rise."""


@dataclass(frozen=True, slots=True)
class Cap:
    """What levers let some flows be together in the mean (`model.kind.Pool`): no more than any of some lines.

    Parameters
    ----------
    flows : tuple of str
    steps : tuple of (lever, quantity)
        What is put out.
    lines : tuple of (Fraction, Fraction)
        (a, b): a + b x what is put out, units a working day.
    least : int
        What they are together at least, thousandths of a unit a working day.
    """

    flows: tuple[str, ...]
    steps: tuple[tuple[str, float], ...]
    lines: tuple[tuple[Fraction, Fraction], ...]
    least: int = 0


def measured(flows: Iterable[Flow], counts: Counts) -> Volumes:
    """Return the mean quantities of flows over replications, from counts of shape (replications, n)."""
    return tuple(sorted((flow.name, thousandths(flow, flow.counts, counts)) for flow in flows))


def thousandths(flow: Flow, columns: tuple[int, ...], counts: Counts) -> int:
    """Return 1000 x scale x mean of the sum of some counters, rounded half to even."""
    return round(_mean(flow, columns, counts))


def _mean(flow: Flow, columns: tuple[int, ...], counts: Counts) -> Fraction:
    return exact(flow.scale) * 1000 * Fraction(int(counts[:, columns].sum()), len(counts))


def simulated(scenario: Scenario, option: Option, setting: Setting) -> Volumes:
    """Return the quantities of a setting over the replications of the search; simulates only where there are flows."""
    flows = scenario.kind(option.unit).flows(scenario.spec(option.unit))
    return measured(flows, _days(scenario, option, setting)) if flows else ()


def observed(scenario: Scenario, option: Option, seen: Iterable[Volumes]) -> Limits:
    """Return the least and the most of each such flow among simulated settings; nothing where there are none."""
    flows = [f.name for f in scenario.kind(option.unit).flows(scenario.spec(option.unit)) if not f.steps]
    kept = [dict(volumes) for volumes in seen]
    return {name: (min(v[name] for v in kept), max(v[name] for v in kept)) for name in flows if kept}


def limits(scenario: Scenario, option: Option) -> Limits:
    """Return the least and the most of each flow no step of a lever decides, at any setting that meets the standards.

    Thousandths of a unit a working day, over the replications of the search, so they are estimates as its points are.
    The most is the flow's own (`Flow.most`), None where it names none; the least is 0, or, where its measure has a hard
    standard, target x all, which does not depend on the setting. A flow that is its own most is the same everywhere.
    """
    unit = option.unit
    flows = [f for f in scenario.kind(unit).flows(scenario.spec(unit)) if not f.steps]
    if not flows:
        return {}
    counts = _days(scenario, option, Setting(_today(scenario, unit)))
    measures, targets, found = scenario.measures(unit), scenario.targets(unit), {}
    for flow in flows:
        most = thousandths(flow, flow.most, counts) if flow.most else None
        rule, least = targets.get(flow.measure), (most or 0) if flow.most == flow.counts else 0
        if rule and rule.state == "hard":
            part = exact(rule.at_least) / exact(measures[flow.measure].scale)
            least = math.floor(part * _mean(flow, measures[flow.measure].all, counts))
        found[flow.name] = least, most
    return found


def caps(scenario: Scenario, option: Option) -> tuple[Cap, ...]:
    """Return what levers let flows be at most, on the replications of the search.

    The mean of min(x, asked) over days is at most the mean of `asked` on some days and of x on the others, whichever
    these are; a line takes x on the days that ask for most.
    """
    unit = option.unit
    pools = scenario.kind(unit).pools(scenario.spec(unit))
    if not pools:
        return ()
    counts, found = _days(scenario, option, Setting(_today(scenario, unit))), []
    held = limits(scenario, option) if any(pool.holds for pool in pools) else {}
    for pool in pools:
        asked = [0, *accumulate(sorted(counts[:, pool.all].sum(axis=1).tolist()))]
        days = len(counts)
        whole = sorted({days * j // CORNERS for j in range(CORNERS + 1)}) if pool.steps else [days]
        lines = tuple((Fraction(asked[n], days), Fraction(days - n, days)) for n in whole)
        least = held[pool.holds][0] if pool.holds else 0
        found.append(Cap(pool.flows, pool.steps, lines, least))
    return tuple(found)


def _today(scenario: Scenario, unit: str) -> tuple[int, ...]:
    return tuple(scenario.units[unit].today.setting[v.name] for v in scenario.levers(unit))


def _days(scenario: Scenario, option: Option, setting: Setting) -> Counts:
    """Return the counts of a setting over the replications of the search."""
    key = streams.key(scenario.study.seed, streams.Phase.SEARCH, scenario.like(option.unit))
    team, days = workforce(scenario, option), scenario.study.search_replications
    return simulate.days(scenario, option.unit, team, setting, key, days)
