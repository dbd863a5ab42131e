"""Means, intervals and one-sided bounds from replications."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit


@dataclass(frozen=True, slots=True)
class Mean:
    """A sample mean with its standard error.

    Parameters
    ----------
    value, error : float
        Mean, and standard error sqrt(s^2 / n); the error of a single value is infinite.
    n : int
    """

    value: float
    error: float
    n: int

    def lower(self, alpha: float) -> float:
        """Return the one-sided lower confidence limit of level 1 - alpha (Student t, n - 1 degrees of freedom)."""
        return self.value - quantile(alpha, self.n) * self.error if self.error else self.value

    def upper(self, alpha: float) -> float:
        """Return the one-sided upper confidence limit of level 1 - alpha."""
        return self.value + quantile(alpha, self.n) * self.error if self.error else self.value


def quantile(alpha: float, n: int) -> float:
    """Return the upper alpha quantile of Student's t with n - 1 degrees of freedom; infinite when n < 2."""
    return float(stdtrit(n - 1, 1.0 - alpha)) if n > 1 else math.inf


def mean(sample: NDArray[np.float64]) -> Mean:
    """Return the mean of a sample, shape (n,), n >= 1; sums are exact (`math.fsum`), so order does not matter."""
    values, n = np.asarray(sample, dtype=np.float64), len(sample)
    centre = math.fsum(values.tolist()) / n
    if n == 1:
        return Mean(centre, math.inf, 1)
    square = math.fsum(((values - centre) ** 2).tolist()) / (n - 1)
    return Mean(centre, math.sqrt(square / n), n)


def ratio(good: NDArray[np.float64], total: NDArray[np.float64]) -> Mean | None:
    """Return sum(good) / sum(total) with the linearised standard error; None when the total is zero.

    The error is that of mean(good - r * total) / mean(total) at the estimated ratio r (delta method).
    """
    below = math.fsum(total)
    if below == 0:
        return None
    r = math.fsum(good) / below
    residual = mean(np.asarray(good, dtype=np.float64) - r * np.asarray(total, dtype=np.float64))
    return Mean(r, residual.error / (below / len(total)), len(total))


def percentile(counts: NDArray[np.int64], edges: NDArray[np.float64], p: float) -> float | None:
    """Return the p-quantile of a histogram: the upper edge of the first bin whose cumulated count reaches p * total.

    This is the nearest-rank definition, rounded up to a bin edge; None for an empty histogram, infinite when it falls
    into the last, open bin (`edges` has one entry more than `counts`, the last infinite).
    """
    total = int(counts.sum())
    if not total:
        return None
    rank = int(np.searchsorted(np.cumsum(counts), math.ceil(round(p * total, 6))))
    return float(edges[rank + 1])
