"""A programme as plain arrays, and the check of a claimed solution against them, without any solver."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..model.errors import SolverError

EXACT = 2**53
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """A mixed-integer linear programme: minimise cost . x + offset over row_low <= matrix x <= row_high.

    Parameters
    ----------
    cost : float64 array, shape (columns,)
    matrix : scipy sparse csr, shape (rows, columns)
    row_low, row_high : float64 array, shape (rows,)
        Infinite where a side is open.
    low, high : float64 array, shape (columns,)
    integer : bool array, shape (columns,)
    names, row_names : sequence of str
        Optional; used in messages only.
    """

    cost: Vector
    matrix: sparse.csr_matrix
    row_low: Vector
    row_high: Vector
    low: Vector
    high: Vector
    integer: NDArray[np.bool_]
    offset: float = 0.0
    names: Sequence[str] = ()
    row_names: Sequence[str] = ()

    def digest(self) -> bytes:
        """Return a hash of the programme, whatever its columns and rows are called."""
        matrix = sparse.csr_matrix(self.matrix)
        sides = (self.cost, self.row_low, self.row_high, self.low, self.high, self.integer)
        found = hashlib.sha256(repr((matrix.shape, self.offset)).encode())
        for array in (matrix.indptr, matrix.indices, matrix.data, *sides):
            found.update(np.ascontiguousarray(array).tobytes())
        return found.digest()


def check(rows: Rows, claimed: Any) -> tuple[Vector, float]:
    """Return a claimed solution with its integers rounded, and its value, recomputed.

    Raises
    ------
    SolverError
        It is not a vector of finite numbers, an integer is not whole, or a bound or row is violated.
    """
    x = np.asarray(claimed, dtype=np.float64)
    if x.shape != rows.cost.shape or not np.isfinite(x).all():
        raise SolverError("the solver returned something that is not a solution")
    rounded = np.where(rows.integer, np.rint(x), x)
    if (np.abs(x - rounded) > 1e-5).any():
        raise SolverError(f"{_name(rows.names, int(np.argmax(np.abs(x - rounded))), 'column')} is not whole")
    room = 1e-6 * (1.0 + np.abs(rounded))
    room[rows.integer] = 0.0
    out = (rounded < rows.low - room) | (rounded > rows.high + room)
    if out.any():
        raise SolverError(f"{_name(rows.names, int(np.argmax(out)), 'column')} leaves its bounds")
    rounded = np.where(rows.integer, rounded, np.clip(rounded, rows.low, rows.high))
    matrix = sparse.csr_matrix(rows.matrix)
    activity = matrix @ rounded
    weight = abs(matrix) @ np.abs(rounded)
    room = _room(rows, matrix, weight)
    bad = (activity < rows.row_low - room) | (activity > rows.row_high + room)
    if bad.any():
        raise SolverError(f"{_name(rows.row_names, int(np.argmax(bad)), 'row')} is violated")
    return rounded, math.fsum([*(rows.cost * rounded), rows.offset])


def _room(rows: Rows, matrix: sparse.csr_matrix, weight: Vector) -> Vector:
    """Return how far each row may be off.

    Not at all where all its numbers are whole and so small that sums in float64 are exact; else 1e-6 plus
    1e-9 of the sum of its terms' sizes.
    """
    soft = ~rows.integer[matrix.indices] | (matrix.data != np.rint(matrix.data))
    height = matrix.shape[0]
    owner = np.repeat(np.arange(height), np.diff(matrix.indptr))
    exact = (np.bincount(owner[soft], minlength=height) == 0) & (weight < EXACT)
    return np.where(exact, 0.0, 1e-6 + 1e-9 * weight)


def _name(names: Sequence[str], i: int, kind: str) -> str:
    return names[i] if i < len(names) else f"{kind} {i}"
