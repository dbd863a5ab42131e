"""The quality of a plan in points of a hundred: what the search saw of the measure that each unit's score is stated in.

A guide beside the money, not a certificate: the means of the search's days at the settings of the plan.
"""

import math

from ..model.scenario import Scenario
from .plan import Award, Plan, Year

SMALL = 0.005
"""Points from which two tags are said not to add up: half of the last decimal that is told."""


def quality(scenario: Scenario, plan: Plan) -> float | None:
    """Return the mean quality of a plan over units and years, in points; None where nothing of it is known."""
    known = [value for value in _values(scenario, plan).values() if value is not None]
    return math.fsum(known) / len(known) if known else None


def gained(scenario: Scenario, plan: Plan, base: Plan) -> float | None:
    """Return by how many points the quality of a plan is above that of another, over units and years known of both.

    None where there are none.
    """
    ours, theirs = _values(scenario, plan), _values(scenario, base)
    pairs = [(ours.get(at), value) for at, value in theirs.items()]
    known = [a - b for a, b in pairs if a is not None and b is not None]
    return math.fsum(known) / len(known) if known else None


def _values(scenario: Scenario, plan: Plan) -> dict[tuple[str, int], float | None]:
    """Return the points of every unit and year; at its upper end a measure counts a hundred."""
    years = [(award, y, year) for award in plan.awards for y, year in enumerate(award.years)]
    return {(award.option.unit, y): _points(scenario, award, year) for award, y, year in years}


def _points(scenario: Scenario, award: Award, year: Year) -> float | None:
    unit = award.option.unit
    measure = scenario.measures(unit)[scenario.kind(unit).score]
    seen = year.point.values.get(measure.name)
    if seen is None or seen.value is None or not math.isfinite(measure.upper):
        return None
    return 100.0 * seen.value / measure.upper
