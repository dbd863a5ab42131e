"""A bound of a linear programme that needs no trust: whatever prices a solver names, their own arithmetic bounds.

For any prices y of the rows, with y_i >= 0 where only the lower side of a row is closed and y_i <= 0 where only the
upper one is, every solution costs at least y . sides + sum over columns of min(r low, r high), with r = c - A'y (weak
duality, in the form of Neumaier and Shcherbina 2004). The interior point method of HiGHS names prices; a bad guess
makes the bound weak, never wrong.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..model.errors import SolverError
from . import highs
from .rows import Rows, Vector

LOSS = 1e-9
"""What rounding may have added to a sum of float64 products, as a share of their sizes."""


@dataclass(frozen=True)
class Dual:
    """A bound with what it rests on.

    Parameters
    ----------
    bound : float
    prices : float64 array, shape (rows,)
    x : float64 array, shape (columns,)
        Nearly optimal, nearly feasible: a guess, nothing more.
    """

    bound: float
    prices: Vector
    x: Vector


def dual(rows: Rows) -> Dual | None:
    """Return a bound of a programme, integers taken as real; None where the solver calls it infeasible.

    Raises
    ------
    SolverError
        The solver refuses the programme or ends without prices.
    """
    h = highs.fed(rows, {"solver": "ipm", "run_crossover": "off", "threads": 1})
    h.run()
    status, found = h.getModelStatus().name, h.getSolution()
    if status == "kInfeasible":
        return None
    if not found.dual_valid:
        raise SolverError(f"the solver ended with {status} and no prices")
    prices = np.array(found.row_dual)
    return Dual(bounded(rows, prices), prices, np.array(found.col_value))


def bounded(rows: Rows, prices: Vector) -> float:
    """Return the bound that prices of rows prove, -inf where a column that pays has no limit."""
    sides, ends = terms(rows, prices)
    matrix = abs(sparse.csr_matrix(rows.matrix))
    far = np.maximum(np.abs(rows.low), np.abs(rows.high))
    sizes = (np.abs(rows.cost) + matrix.T @ np.abs(prices)) * np.where(np.isfinite(far), far, 0.0)
    return math.fsum([*sides, *ends, rows.offset]) - LOSS * (math.fsum(np.abs(sides)) + math.fsum(sizes))


def terms(rows: Rows, prices: Vector) -> tuple[Vector, Vector]:
    """Return what prices say of each row, and of each column: the bound is the sum of both, and the offset."""
    y = np.where(prices > 0, np.where(np.isfinite(rows.row_low), prices, 0.0), prices)
    y = np.where(y < 0, np.where(np.isfinite(rows.row_high), y, 0.0), y)
    left = rows.cost - sparse.csr_matrix(rows.matrix).T @ y
    sides = np.where(y > 0, rows.row_low, np.where(y < 0, rows.row_high, 0.0))
    ends = np.where(left > 0, rows.low, np.where(left < 0, rows.high, 0.0))
    return y * sides, left * ends
