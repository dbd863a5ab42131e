"""Judging a few days with what is known of many: the demand of a day as a control variate.

What a day asks does not depend on the setting, and the days at the top of the box say it for many more days than a
setting is judged on. Regressing a sum on demand and its square (what is lost grows faster than demand once capacity is
short) and putting in the mean demand of the many days is double sampling for regression (Cochran 1977, section 12.7).
Days of much demand weigh most and spread most, so residuals are taken one by one, enlarged by their leverage (HC3 of
MacKinnon and White 1985).
"""

import math

import numpy as np

from ..model.estimate import Mean, mean
from .rows import Vector

TERMS = 2
"""Demand and its square."""


class Control:
    """Demand of many days, of which a sample is the first few.

    Parameters
    ----------
    demand : array, shape (days,)
    powers : int
        Powers of demand that enter; fewer where the sample is short.
    """

    def __init__(self, demand: Vector, powers: int = TERMS):
        spread = float(np.std(demand))
        scaled = (demand - demand.mean()) / spread if spread else np.zeros(len(demand))
        self.terms = np.column_stack([scaled**k for k in range(1, powers + 1)])
        self.centre = self.terms.mean(axis=0)
        self.cover = np.atleast_2d(np.cov(self.terms, rowvar=False)) / len(demand)

    def mean(self, sample: Vector) -> Mean:
        """Return the mean that the many days would have, from that of the first ones, shape (n,).

        The error is that of the regression at the demand of the many days, and that of the demand itself. The plain
        mean where the sample is too short, or its demand too even, for a regression.
        """
        n, powers = len(sample), self.terms.shape[1]
        own = self.terms[:n] - self.terms[:n].mean(axis=0)
        square = own.T @ own
        if n < 2 * powers + 2 or len(self.terms) <= n or np.linalg.cond(square) > 1e8:
            return mean(sample)
        plain = mean(sample)
        shape = np.linalg.solve(square, own.T).T
        slope = shape.T @ (sample - plain.value)
        away = self.centre - self.terms[:n].mean(axis=0)
        pull = 1.0 / n + (own * shape).sum(axis=1)
        rest = (sample - plain.value - own @ slope) / np.maximum(1.0 - pull, 1e-9)
        variance = math.fsum(((1.0 / n + shape @ away) * rest) ** 2) + float(slope @ self.cover @ slope)
        return Mean(plain.value + float(slope @ away), math.sqrt(variance), n - powers)
