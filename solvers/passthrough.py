"""What is paid at cost: its expectation, exact to the fen, and what its years cost under drawn chance.

The expectation of a year at first-year prices is the law's mean, quantity mean x price mean, or the sum over classes of
number x mean cost: fractions of the scenario's decimals, rounded to fen once (half to even). It then grows as any line.
"""

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..model.distributions import AnyLaw
from ..model.engine.draw import quantiles, summed, uniforms
from ..model.funds import payer, payers
from ..model.passthrough import PassThrough
from ..model.scenario import Scenario
from ..model.streams import Phase, key
from .money import discount, exact, fen, grown, growth, mean

Vector = NDArray[np.float64]
ITEM = "passthrough"
AMOUNT, PRICE, NUMBER, COST = range(4)
"""Purposes of uniforms: a year's cost or quantity, the price of a unit, how many repairs, what each costs."""
DEEP = 12
"""Standard deviations above its mean within which a number of repairs is drawn, and so many more."""


def expected(item: PassThrough) -> int:
    """Return the expectation of a year's cost, in fen at first-year prices."""
    if item.per_year is not None:
        return fen(mean(item.per_year))
    if item.quantity is not None and item.unit_price is not None:
        return fen(mean(item.quantity) * mean(item.unit_price))
    return fen(sum((exact(each.per_year) * mean(each.cost) for each in item.repairs.values()), Fraction(0)))


def lines(item: PassThrough) -> tuple[tuple[str, str, int], ...]:
    """Return the yearly line of an item as (item, index, fen); none where nothing is expected."""
    amount = expected(item)
    return ((ITEM, item.index, amount),) if amount else ()


def due(scenario: Scenario, fund: str | None = None) -> tuple[int, ...]:
    """Return what is expected to be paid at cost in each year, fen: all of it, or what a fund pays."""
    paid, factors, total = payers(scenario), growth(scenario), [0] * scenario.horizon.years
    for name, item in scenario.passthrough.items():
        if fund is None or payer(scenario, paid, name) == fund:
            total = [n + grown(expected(item), f) for n, f in zip(total, factors[item.index], strict=True)]
    return tuple(total)


def drawn(scenario: Scenario, name: str, n: int) -> Vector:
    """Return what an item costs in each year of each future, fen at first-year prices; float64, shape (years, n).

    The key is that of the phase FUTURE with the label `passthrough/<name>`; year y is replication y. Purpose 0 is the
    year's cost, or quantity, purpose 1 the price of a unit, purpose 2 the number of repairs (entity: class), all with
    the future as occasion; purpose 3 + class has the future as entity and the repair as occasion.
    """
    item, stream = scenario.passthrough[name], np.uint64(key(scenario.study.seed, Phase.FUTURE, f"{ITEM}/{name}"))
    years = [100.0 * _year(item, stream, y, n) for y in range(scenario.horizon.years)]
    return np.array(years)


def _year(item: PassThrough, stream: np.uint64, year: int, n: int) -> Vector:
    """Return what a year costs in each future, in yuan of the first."""
    if item.per_year is not None:
        return _values(item.per_year, stream, AMOUNT, year, 0, n)
    if item.quantity is not None and item.unit_price is not None:
        price = _values(item.unit_price, stream, PRICE, year, 0, n)
        return _values(item.quantity, stream, AMOUNT, year, 0, n) * price
    total = np.zeros(n)
    for i, each in enumerate(item.repairs.values()):
        chance = np.empty(n)
        uniforms(stream, NUMBER, year, i, chance)  # type: ignore[no-untyped-call]
        many = counts(each.per_year, chance)
        law = np.array(each.cost.coded())
        total += summed(stream, COST + i, year, law, many)  # type: ignore[no-untyped-call]
    return total


def _values(law: AnyLaw, stream: np.uint64, purpose: int, year: int, entity: int, n: int) -> Vector:
    chance = np.empty(n)
    uniforms(stream, purpose, year, entity, chance)  # type: ignore[no-untyped-call]
    return quantiles(law.coded(), chance)


def counts(rate: float, chance: Vector) -> NDArray[np.int64]:
    """Return Poisson numbers of a mean by inversion: the least k whose cumulated probability reaches the uniform."""
    if rate == 0.0:
        return np.zeros(len(chance), dtype=np.int64)
    most = math.ceil(rate + DEEP * math.sqrt(rate) + DEEP * 4)
    each = [math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(most)]
    return np.searchsorted(np.cumsum(each), chance).astype(np.int64)


def deviations(scenario: Scenario, n: int) -> Iterator[tuple[str, str, Vector]]:
    """Yield each item, its index, and by how much its years exceed the expectation: fen, shape (years, n)."""
    for name, item in scenario.passthrough.items():
        yield name, item.index, drawn(scenario, name, n) - expected(item)


def surplus(scenario: Scenario, rates: dict[str, Vector], n: int) -> Vector:
    """Return by how much the present value of what is paid at cost exceeds its expectation, fen, shape (n,).

    `rates` says by what each index grows a year in each future.
    """
    total, factors = np.zeros(n), discount(scenario)
    for _, index, more in deviations(scenario, n):
        for y, factor in enumerate(factors):
            total += more[y] * rates[index] ** y * (factor / 1_000_000)
    return total
