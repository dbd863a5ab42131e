"""Two settings on the same fresh days: what the one costs more a year, what is bought for it, when it pays back.

Money is at the prices of the first year, for a year of its own: every post at the price of the other team, every
machine at what keeping it costs a year or, where none is owned, having one, flows by what they are on the days. Both
settings meet the same days, which neither the search nor the certificate has seen, so that what chance does to both
falls out of the difference.
"""

import numpy as np

from ..model import simulate, streams
from ..model.estimate import mean
from ..model.scenario import Scenario
from . import prices
from .answer import Pair
from .menu import Option, Point, workforce
from .money import exact
from .rows import Vector

Choice = tuple[Option, Point]
LEVEL = 0.95


def paired(scenario: Scenario, without: Choice, with_: Choice) -> Pair:
    """Return what `with_` needs and costs more than `without`; both are settings of one unit."""
    days, unit = scenario.study.certify_replications, with_[0].unit
    apart = mean(_yearly(scenario, *with_, days) - _yearly(scenario, *without, days))
    have = tuple(dict(point.machines) for _, point in (without, with_))
    types = [t for t in have[1] if have[0].get(t, 0) != have[1][t]]
    owned = scenario.units[unit].owned
    bought = [t for t in types if not have[0].get(t, 0) and not owned.get(t, 0)]
    known = {t: prices.asset(scenario, unit, t) for t in bought}
    full = prices.machine_prices(scenario, with_[0])
    worn = sum((full[t][0] - known[t].upkeep) * have[1][t] for t in bought)
    half = (apart.upper((1 - LEVEL) / 2) - apart.lower((1 - LEVEL) / 2)) / 2
    return Pair(
        tuple((t, have[0].get(t, 0), have[1][t]) for t in types),
        (without[1].posts, with_[1].posts),
        apart.value,
        apart.value - half,
        apart.value + half,
        days,
        sum(known[t].price * have[1][t] for t in bought),
        sum(known[t].upkeep * have[1][t] for t in bought),
        apart.value - worn,
    )


def _yearly(scenario: Scenario, option: Option, point: Point, days: int) -> Vector:
    """Return what a setting costs a year by each replication alone, fen, shape (days,)."""
    unit, kind, spec = option.unit, scenario.kind(option.unit), scenario.spec(option.unit)
    key = streams.key(scenario.study.seed, streams.Phase.CERTIFY, f"pair/{unit}")
    counts = simulate.Sampler(kind, spec, workforce(scenario, option), key).counts(point.setting, days)
    rates, year = prices.flow_rates(scenario, option), exact(scenario.labour.workdays_per_year)
    found = np.zeros(days)
    for flow in (f for f in kind.flows(spec) if not f.steps):
        money = float(sum(yuan for _, _, yuan in rates[flow.name]) * year * 100)
        found += money * flow.scale * counts[:, flow.counts].sum(axis=1)
    steps = prices.lever_prices(scenario, option)
    levers = zip(scenario.levers(unit), point.setting.levels, strict=True)
    return found + sum(steps[v.name][0] * n for v, n in levers)
