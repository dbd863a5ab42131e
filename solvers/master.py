"""The tiny programme that proposes settings: the cheapest one that no cut forbids.

Levels are unary, y[i, v] = 1 where lever i reaches v, so that "rise somewhere above a rejected setting" is one row of
ones. A ceiling (`relax`) is one row: the most that the parts of a standard can reach must do.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from ..model.errors import LimitReached
from . import highs
from .judge import Levels, Problem
from .relax import Ceiling
from .rows import Rows

Row = tuple[dict[int, float], float, float]
"""Coefficients by column, lower and upper side."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The cheapest setting under all cuts; `value` is weights . levels and exact."""

    levels: Levels
    value: int


class Master:
    """The programme of one problem; cuts and ceilings are handed in at each call.

    Parameters
    ----------
    problem : Problem
    weights : tuple of int
        Price of a step of each lever, fen.
    """

    def __init__(self, problem: Problem, weights: tuple[int, ...]):
        self.problem, self.weights = problem, weights
        self.first, n = [], 0
        for low, high in zip(problem.low, problem.high, strict=True):
            self.first.append(n)
            n += high - low
        self.size = n
        self.base = self._base()

    def propose(
        self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...] = (), near: Levels | None = None
    ) -> Proposal | None:
        """Return the cheapest setting in the box that rises somewhere above every cut; None when there is none.

        Where levers have equal prices, so that many settings cost the same, the one nearest to `near` is returned,
        by the sum of differences of levels.
        """
        rows = self._rows(cuts, ceilings)
        if rows is None:
            return None
        spread = self._spread(self.weights)
        levels = self._solve(rows, np.array(spread, dtype=np.float64))
        if levels is None:
            return None
        value = self.value(levels)
        if near is not None and len(set(self.weights)) < len(self.weights):
            room = float(value - self.value(self.problem.low))
            rows.append(({c: float(w) for c, w in enumerate(spread) if w}, -math.inf, room))
            towards = [-1.0 if v <= near[i] else 1.0 for i, v in self._columns()]
            levels = self._solve(rows, np.array(towards)) or levels
        return Proposal(levels, self.value(levels))

    def value(self, levels: Levels) -> int:
        """Return weights . levels."""
        return sum(w * v for w, v in zip(self.weights, levels, strict=True))

    def _spread(self, numbers: Iterable[float]) -> list[float]:
        """Return one number a unary column from one a lever."""
        widths = [b - a for a, b in zip(self.problem.low, self.problem.high, strict=True)]
        return [x for x, width in zip(numbers, widths, strict=True) for _ in range(width)]

    def _columns(self) -> list[tuple[int, int]]:
        """Return (lever, level) of every unary column."""
        box = enumerate(zip(self.problem.low, self.problem.high, strict=True))
        return [(i, v) for i, (low, high) in box for v in range(low + 1, high + 1)]

    def column(self, lever: int, level: int) -> int:
        """Return the column of "lever reaches level", low < level <= high."""
        return self.first[lever] + level - self.problem.low[lever] - 1

    def _base(self) -> list[Row]:
        """Return the rows that hold for ever: unary order, and enough posts."""
        p = self.problem
        rows: list[Row] = []
        for i, (low, high) in enumerate(zip(p.low, p.high, strict=True)):
            steps = range(self.first[i], self.first[i] + high - low - 1)
            rows += [({c: 1.0, c + 1: -1.0}, 0.0, math.inf) for c in steps]
        posts = [i for i, m in enumerate(p.machine) if not m]
        short = p.least - sum(p.low[i] for i in posts)
        if short > 0:
            held = {self.column(i, v): 1.0 for i in posts for v in range(p.low[i] + 1, p.high[i] + 1)}
            rows.append((held, float(short), math.inf))
        return rows

    def _above(self, levels: Levels) -> dict[int, float]:
        """Return the columns one of which must be 1 to rise above a setting."""
        top = self.problem.high
        return {self.column(i, v + 1): 1.0 for i, v in enumerate(levels) if v < top[i]}

    def _rows(self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...]) -> list[Row] | None:
        rows = list(self.base)
        for cut in cuts:
            steps = self._above(cut)
            if not steps:
                return None
            rows.append((steps, 1.0, math.inf))
        for c in ceilings:
            gains = {self.column(i, v): gain for (i, v), gain in c.steps.items() if gain}
            rows.append((gains, -c.slack - c.constant, math.inf))
        return rows

    def _solve(self, rows: list[Row], cost: np.ndarray) -> Levels | None:
        at = [r for r, (row, _, _) in enumerate(rows) for _ in row]
        columns = [c for row, _, _ in rows for c in row]
        data = [v for row, _, _ in rows for v in row.values()]
        solved = highs.solve(
            Rows(
                cost,
                sparse.csr_matrix((data, (at, columns)), shape=(len(rows), self.size)),
                np.array([low for _, low, _ in rows]),
                np.array([high for _, _, high in rows]),
                np.zeros(self.size),
                np.ones(self.size),
                np.ones(self.size, dtype=bool),
            )
        )
        if solved.status == "infeasible":
            return None
        if solved.status != "optimal" or solved.x is None:
            raise LimitReached(f"a programme of the search ended with {solved.status}")
        reached = [int(solved.x[a:b].sum()) for a, b in pairwise((*self.first, self.size))]
        return tuple(low + up for low, up in zip(self.problem.low, reached, strict=True))
