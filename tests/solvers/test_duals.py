"""Bounds of linear programmes from prices alone."""

import math

import numpy as np
import pytest
from houqin.solvers.duals import bounded, dual
from houqin.solvers.rows import Rows
from scipy import sparse
from scipy.optimize import linprog


def programme(seed):
    """Return a feasible bounded programme with rows closed on either side, on both, and equal."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 9)), int(rng.integers(2, 9))
    matrix = np.where(rng.random((rows, columns)) < 0.7, rng.integers(-5, 6, (rows, columns)), 0).astype(float)
    low, high = np.zeros(columns), rng.integers(1, 9, columns).astype(float)
    inside = matrix @ rng.uniform(low, high)
    side = rng.integers(0, 4, rows)
    row_low = np.where(side == 0, -math.inf, np.where(side == 3, inside, inside - 1))
    row_high = np.where(side == 1, math.inf, np.where(side == 3, inside, inside + 1))
    cost = rng.integers(-9, 10, columns).astype(float)
    return Rows(cost, sparse.csr_matrix(matrix), row_low, row_high, low, high, np.zeros(columns, dtype=bool), offset=3.0)


def optimum(rows):
    """Return the least value by another solver."""
    matrix, up, down = rows.matrix.toarray(), np.isfinite(rows.row_high), np.isfinite(rows.row_low)
    found = linprog(
        rows.cost,
        A_ub=np.vstack([matrix[up], -matrix[down]]),
        b_ub=np.concatenate([rows.row_high[up], -rows.row_low[down]]),
        bounds=list(zip(rows.low, rows.high, strict=True)),
        method="highs-ds",
    )
    return found.fun + rows.offset


@pytest.mark.parametrize("seed", range(40))
def test_bound_is_the_optimum(seed):
    """The bound of the solver's prices is below the optimum, by a millionth at most."""
    rows = programme(seed)
    best, found = optimum(rows), dual(rows)
    assert best - 1e-5 * (1 + abs(best)) <= found.bound <= best + 1e-9 * (1 + abs(best))


@pytest.mark.parametrize("seed", range(40))
def test_any_prices_bound(seed):
    """Prices drawn at random, of either sign, never prove more than the optimum."""
    rows = programme(seed)
    best, rng = optimum(rows), np.random.default_rng(seed)
    assert all(bounded(rows, rng.normal(0, 3, len(rows.row_low))) <= best + 1e-9 * (1 + abs(best)) for _ in range(20))


def test_what_cannot_be_is_told():
    """A programme without solution has no bound."""
    rows = programme(1)
    none = Rows(
        rows.cost, sparse.vstack([rows.matrix, np.ones((1, len(rows.cost)))]).tocsr(),
        np.append(rows.row_low, rows.high.sum() + 1), np.append(rows.row_high, math.inf),
        rows.low, rows.high, rows.integer,
    )  # fmt: skip
    assert dual(none) is None
