"""A bound of a linear programme that needs no trust: whatever prices a solver names, their own arithmetic bounds.

For any prices y of the rows, with y_i >= 0 where only the lower side of a row is closed and y_i <= 0 where only the
upper one is, every solution costs at least y . sides + sum over columns of min(r low, r high), with r = c - A'y (weak
duality, in the form of Neumaier and Shcherbina 2004). The interior point method of HiGHS names prices; a bad guess
makes the bound weak, never wrong.
"""

import math
from dataclasses import dataclass, replace

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
    y = _used(rows, prices)
    left = _left(rows, y)
    sides = np.where(y > 0, rows.row_low, np.where(y < 0, rows.row_high, 0.0))
    ends = np.where(left > 0, rows.low, np.where(left < 0, rows.high, 0.0))
    return y * sides, left * ends


def reduced(rows: Rows, prices: Vector) -> Vector:
    """Return what a unit more of each column costs at prices of rows: how much further it lifts the bound."""
    return _left(rows, _used(rows, prices))


def _used(rows: Rows, prices: Vector) -> Vector:
    """Return prices with 0 where no side of the row is closed that they could be paid for."""
    y = np.where(prices > 0, np.where(np.isfinite(rows.row_low), prices, 0.0), prices)
    return np.where(y < 0, np.where(np.isfinite(rows.row_high), y, 0.0), y)


def _left(rows: Rows, used: Vector) -> Vector:
    left: Vector = rows.cost - sparse.csr_matrix(rows.matrix).T @ used
    return left


class Relaxation:
    """The linear relaxation of a programme, solved again and again from where the last solve ended.

    Parameters
    ----------
    rows : Rows
        The programme; what is asked of it later may differ in costs, in sides of rows and in ends of columns.
    """

    def __init__(self, rows: Rows):
        self._rows = replace(rows, integer=np.zeros_like(rows.integer))
        self._h = highs.fed(self._rows, {"solver": "simplex", "threads": 1, "presolve": "off"})

    def dual(self, rows: Rows, time_limit: float) -> Dual:
        """Return the bound of a programme, integers taken as real, from the solver's prices, the best or not.

        Where it names none within so many seconds, they are all 0.
        """
        self._move(rows)
        self._h.setOptionValue("time_limit", self._h.getRunTime() + max(time_limit, 0.01))
        self._h.run()
        found = self._h.getSolution()
        prices = np.array(found.row_dual) if found.dual_valid else np.zeros(len(rows.row_low))
        return Dual(bounded(rows, prices), prices, np.array(found.col_value))

    def _move(self, rows: Rows) -> None:
        """Tell the solver how a programme differs from the last one."""
        old, h = self._rows, self._h
        for i in np.flatnonzero((old.row_low != rows.row_low) | (old.row_high != rows.row_high)):
            h.changeRowBounds(int(i), rows.row_low[i], rows.row_high[i])
        for j in np.flatnonzero((old.low != rows.low) | (old.high != rows.high)):
            h.changeColBounds(int(j), rows.low[j], rows.high[j])
        for j in np.flatnonzero(old.cost != rows.cost):
            h.changeColCost(int(j), rows.cost[j])
        self._rows = rows
