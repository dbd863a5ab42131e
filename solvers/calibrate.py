"""Calibrate: how much harder or easier a unit must be than assumed, for today's staffing to give today's quality.

The factor multiplies all work of a unit. It gathers everything the case does not explain (layout, scope, skill,
machines, how quality was judged); it belongs to the unit and is never credited to a mode or a vendor by houqin.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..model import estimate
from ..model.levers import Setting
from ..model.scenario import Scenario
from ..model.simulate import Sampler
from ..model.streams import Phase, key
from .menu import today, workforce

LOW, HIGH = 0.25, 4.0
STEPS = 14


@dataclass(frozen=True, slots=True)
class Calibration:
    """The factor of one unit.

    Parameters
    ----------
    unit, measure : str
    target : float
        Today's quality as stated; `simulated` is what the case gives as it stands.
    factor, lower, upper : float or None
        Root of the simulated quality, and its 95 % interval from the sampling error of the simulated quality at the
        root; None where no factor in [0.25, 4] reaches the target.
    """

    unit: str
    measure: str
    target: float
    simulated: float
    factor: float | None
    lower: float | None
    upper: float | None
    replications: int


def calibrate(scenario: Scenario, replications: int = 210) -> tuple[Calibration, ...]:
    """Return a calibration for every unit whose present score is stated.

    Quality falls as work gets harder; on common days it is followed down by bisection in the logarithm of the factor.
    """
    stated = [name for name, unit in scenario.units.items() if unit.today.score is not None]
    return tuple(_unit(scenario, name, replications) for name in stated)


def _unit(scenario: Scenario, name: str, n: int) -> Calibration:
    kind, unit, spec = scenario.kind(name), scenario.units[name], scenario.spec(name)
    measure, target = scenario.measures(name)[kind.score], float(unit.today.score or 0.0)
    option = today(scenario, name)
    levels = tuple(unit.today.setting[lever.name] for lever in scenario.levers(name))
    present = sum(g.headcount for g in scenario.staff_for(name).values())
    setting = Setting(levels, min(present, kind.posts(spec, Setting(levels))))
    streams = key(scenario.study.seed, Phase.CALIBRATE, name)

    def quality(factor: float) -> estimate.Mean:
        days = Sampler(kind, kind.scaled(spec, factor), workforce(scenario, option), streams)
        return estimate.mean(measure.excess(days.counts(setting, n), 0.0))

    now = quality(1.0)
    factor = root(lambda f: quality(f).value - target)
    lower = upper = None
    if factor is not None:
        half = 1.96 * quality(factor).error
        lower = root(lambda f: quality(f).value - target - half)
        upper = root(lambda f: quality(f).value - target + half)
    return Calibration(name, measure.name, target, now.value, factor, lower, upper, n)


def root(falling: Callable[[float], float]) -> float | None:
    """Return where a falling function of a positive number crosses zero between 0.25 and 4, or None."""
    low, high = math.log(LOW), math.log(HIGH)
    if falling(LOW) < 0 or falling(HIGH) > 0:
        return None
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if falling(math.exp(middle)) >= 0:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))
