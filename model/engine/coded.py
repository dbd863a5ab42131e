"""Numbers of a spec as the arrays that layouts hold: whole numbers, coded laws, cumulated shares."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..distributions import AnyLaw

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def ints(values: Any) -> Ints:
    """Return whole numbers as an int64 array."""
    return np.array(values, dtype=np.int64)


def laws(each: Iterable[tuple[AnyLaw | None, float]]) -> Floats:
    """Return (law, factor) pairs as coded laws of law x factor, shape (n, 4); an absent law is always 0."""
    found = []
    for law, factor in each:
        code, a, b, c = law.coded() if law else (0.0, 0.0, 0.0, 0.0)
        lognormal = [code, a + float(np.log(factor)), b, c]
        found.append(lognormal if code == 4.0 else [code, a * factor, b * factor, c * factor])
    return np.array(found, dtype=np.float64)


def factor(cv: float) -> Floats:
    """Return the coded lognormal law with mean 1 and a coefficient of variation."""
    sigma = float(np.sqrt(np.log1p(cv**2)))
    return np.array((4.0, -0.5 * sigma**2, sigma, 0.0) if cv else (0.0, 1.0, 0.0, 0.0))


def shares(weights: Sequence[float]) -> Floats:
    """Return cumulated shares; the last is exactly 1, and all are where the weights are all 0."""
    total = np.cumsum(np.array(weights, dtype=np.float64))
    found = total / total[-1] if len(total) and total[-1] > 0 else np.ones(len(total))
    found[-1:] = 1.0
    return found


def padded(rows: Sequence[Sequence[float]]) -> Floats:
    """Return cumulated shares row by row, padded with 1."""
    found = np.ones((len(rows), max((len(row) for row in rows), default=0)))
    for i, row in enumerate(rows):
        found[i, : len(row)] = shares(row)
    return found
