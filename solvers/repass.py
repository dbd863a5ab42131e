"""What is paid at cost, counted a second time: its expectation, and its years under drawn chance.

Nothing here is shared with `passthrough`: written down again from `docs/programme.md`.
"""

import math
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.special import pdtr, pdtrik

from ..model.engine.draw import quantile, uniforms
from ..model.scenario import Scenario
from ..model.streams import Phase, key

ITEM = "passthrough"
Years = list[list[float]]
"""By year and future."""


def centre(law: Any) -> Fraction:
    """Return the mean of a law."""
    stated = law.model_dump(exclude={"dist", "cv"})
    values = [Fraction(repr(number)) for number in stated.values()]
    return sum(values, Fraction(0)) / len(values)


def expectation(item: Any) -> Fraction:
    """Return what an item is expected to cost a year, in yuan of the first."""
    if item.repairs:
        each = (Fraction(repr(r.per_year)) * centre(r.cost) for r in item.repairs.values())
        return sum(each, Fraction(0))
    return centre(item.per_year) if item.per_year is not None else centre(item.quantity) * centre(item.unit_price)


def bill(count: Any) -> None:
    """Add what is expected to be paid at cost to lines under addition."""
    for name, item in count.tariff.scenario.passthrough.items():
        for y in range(len(count.tariff.discount)):
            count.add(y, "", name, ITEM, item.index, expectation(item), 1)


def excess(scenario: Scenario, name: str, n: int) -> Years:
    """Return by how much an item costs more than expected in each year of n futures, in fen of the first year."""
    item, stream = scenario.passthrough[name], np.uint64(key(scenario.study.seed, Phase.FUTURE, f"{ITEM}/{name}"))
    mean = float(round(expectation(item) * 100))
    return [[100.0 * yuan - mean for yuan in _year(item, stream, y, n)] for y in range(scenario.horizon.years)]


def _year(item: Any, stream: np.uint64, y: int, n: int) -> list[float]:
    if item.repairs:
        total = [0.0] * n
        for i, repair in enumerate(item.repairs.values()):
            for j, u in enumerate(_chances(stream, 2, y, i, n)):
                many = _number(repair.per_year, u)
                costs = (_at(repair.cost, v) for v in _chances(stream, 3 + i, y, j, many))
                total[j] += math.fsum(costs)
        return total
    law = item.per_year if item.per_year is not None else item.quantity
    amounts = [_at(law, u) for u in _chances(stream, 0, y, 0, n)]
    if item.per_year is not None:
        return amounts
    prices = [_at(item.unit_price, u) for u in _chances(stream, 1, y, 0, n)]
    return [a * p for a, p in zip(amounts, prices, strict=True)]


def _number(rate: float, u: float) -> int:
    """Return the Poisson number of a mean at a probability: the least whose cumulated probability reaches it."""
    if not rate:
        return 0
    most = math.ceil(pdtrik(u, rate))
    return most - 1 if most and pdtr(most - 1, rate) >= u else most


def _chances(stream: np.uint64, purpose: int, year: int, entity: int, n: int) -> list[float]:
    drawn = np.empty(n)
    uniforms(stream, purpose, year, entity, drawn)  # type: ignore[no-untyped-call]
    return [float(u) for u in drawn]


def _at(law: Any, u: float) -> float:
    code, a, b, c = law.coded()
    return float(quantile(code, a, b, c, u))  # type: ignore[no-untyped-call]
