"""Whole fen and exact fractions; growth and discount in integer millionths."""

import math
from fractions import Fraction

import numpy as np

from ..model.distributions import AnyLaw, Constant, Triangular, Uniform
from ..model.engine.draw import quantiles
from ..model.scenario import Scenario
from ..model.units import exact as exact

MILLION = 1_000_000
NODES = 1000
"""Midpoint quantiles that stand for a law of growth."""


def growth(scenario: Scenario) -> dict[str, tuple[int, ...]]:
    """Return F: index -> expected growth since the first year, integer millionths, one entry a year.

    F[i][y] = round(10^6 E[(1 + g_i)^y]), the expectation over 1000 midpoint quantiles of the law of g_i.
    """
    middle = (np.arange(NODES) + 0.5) / NODES
    found = {}
    for index, law in laws(scenario):
        factors = [1.0 + float(g) for g in quantiles(law.coded(), middle)]
        years = range(scenario.horizon.years)
        found[index] = tuple(round(MILLION * (math.fsum(f**y for f in factors) / NODES)) for y in years)
    return found


def laws(scenario: Scenario) -> tuple[tuple[str, AnyLaw], ...]:
    """Return the law of growth of each index, as `Law` values; "none" where what is paid at cost follows none."""
    found: tuple[tuple[str, AnyLaw], ...] = (
        ("wage", scenario.finance.wage_growth), ("price", scenario.finance.price_growth)
    )  # fmt: skip
    level = any(item.index == "none" for item in scenario.passthrough.values())
    return (*found, ("none", Constant(value=0.0))) if level else found


def mean(law: AnyLaw) -> Fraction:
    """Return the mean of a law as an exact fraction of the decimals that state it."""
    if isinstance(law, Constant):
        return exact(law.value)
    if isinstance(law, Uniform):
        return (exact(law.low) + exact(law.high)) / 2
    if isinstance(law, Triangular):
        return (exact(law.low) + exact(law.mode) + exact(law.high)) / 3
    return exact(law.mean)


def discount(scenario: Scenario) -> tuple[int, ...]:
    """Return D: the worth today of one in year y, integer millionths; the first year counts in full."""
    factor = 1 + exact(scenario.finance.discount_rate)
    return tuple(round(MILLION / factor**y) for y in range(scenario.horizon.years))


def grown(fen: int, factor: int) -> int:
    """Return a line of one head in a later year: fen x factor / 10^6, rounded half up."""
    return (fen * factor + MILLION // 2) // MILLION


def worth(totals: tuple[int, ...], factors: tuple[int, ...]) -> int:
    """Return the present value in fen of whole fen by year, rounded half up once."""
    return (sum(t * d for t, d in zip(totals, factors, strict=True)) + MILLION // 2) // MILLION


def fen(yuan: Fraction) -> int:
    """Return yuan in whole fen, half to even."""
    return round(yuan * 100)
