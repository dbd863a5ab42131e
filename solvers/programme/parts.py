"""A large programme falls apart where only a few wide rows, such as a year's budget, hold it together.

Without these rows its parts are solved one by one. Where all of them together keep within the wide rows that is the
answer; where not, what the wide rows allow is priced by the duals of the linear relaxation and the parts are solved
again at these prices. Either way the sum of the parts' bounds, less what the prices are paid for, bounds the whole.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from .. import duals, highs
from ..rows import Rows, Vector, check

WIDE = 0.1
"""Rows over more than this share of all columns hold parts together."""
TIMES = (1.0, 1.25, 2.0, 5.0)
"""What the duals are multiplied by, one after the other, until the parts together keep the wide rows."""
Ints = NDArray[np.int64]
Solve = Callable[["Part"], highs.Solved]


@dataclass(frozen=True)
class Part:
    """Some columns of a programme with all rows that speak of them, but for the wide ones.

    Parameters
    ----------
    columns, lines : int64 arrays
        Their places in the whole.
    """

    rows: Rows
    columns: Ints
    lines: Ints


def parts(rows: Rows) -> tuple[list[Part], Ints]:
    """Return the parts of a programme, and its wide rows, among them those that speak of no column."""
    width = np.diff(rows.matrix.indptr)
    holding = (width > WIDE * len(rows.cost)) | (width == 0)  # what speaks of no column is judged with the wide rows
    wide, narrow = np.flatnonzero(holding), np.flatnonzero(~holding)
    kept = sparse.csr_matrix(rows.matrix[narrow])
    both = sparse.bmat([[None, kept.T], [kept, None]], format="csr")
    number, owner = csgraph.connected_components(both, directed=False)
    of_column, of_line = owner[: len(rows.cost)], owner[len(rows.cost) :]
    by_column, by_line = np.argsort(of_column, kind="stable"), np.argsort(of_line, kind="stable")
    ends = np.searchsorted(of_column[by_column], np.arange(number + 1))
    sides = np.searchsorted(of_line[by_line], np.arange(number + 1))
    found = [
        _part(rows, by_column[ends[i] : ends[i + 1]], narrow[by_line[sides[i] : sides[i + 1]]]) for i in range(number)
    ]
    return [part for part in found if len(part.columns)], wide


def _part(rows: Rows, columns: Ints, lines: Ints) -> Part:
    matrix = sparse.csr_matrix(rows.matrix[lines][:, columns])
    return Part(
        Rows(
            rows.cost[columns], matrix, rows.row_low[lines], rows.row_high[lines], rows.low[columns],
            rows.high[columns], rows.integer[columns],
        ),
        columns,
        lines,
    )  # fmt: skip


def joined(rows: Rows, found: list[Part], wide: Ints, solve: Solve, gap: float, jobs: int = 1) -> highs.Solved | None:
    """Return what the parts of a programme say of the whole; None where they name no solution of it.

    Parameters
    ----------
    solve : callable
        Solves a part.
    gap : float
        Within which a solution of the whole is "optimal"; "infeasible" is the whole where a part is.
    jobs : int
        Parts solved side by side; the answer does not depend on it.
    """
    if not _keeps(rows, wide[np.diff(rows.matrix.indptr)[wide] == 0], np.zeros(len(rows.cost))):
        return highs.Solved("infeasible")
    first = _together(found, solve, rows, jobs)
    if first is None or first.x is None or _keeps(rows, wide, first.x):
        return first if first is None else _judged(rows, first, gap)
    told = duals.dual(replace(rows, integer=np.zeros_like(rows.integer)))
    if told is None:
        return None
    bounds = [] if first.bound is None else [first.bound]
    for times in TIMES:
        prices = _prices(rows, wide, times * told.prices)
        spent = sparse.csr_matrix(rows.matrix).T @ prices
        dear = [replace(p, rows=replace(p.rows, cost=p.rows.cost - spent[p.columns])) for p in found]
        priced = _together(dear, solve, rows, jobs)
        if priced is None or priced.x is None or priced.bound is None:
            return None
        bounds.append(priced.bound + _paid(rows, prices))
        if _keeps(rows, wide, priced.x):
            return _judged(rows, replace(priced, bound=max(bounds)), gap)
    return None


def _prices(rows: Rows, wide: Ints, told: Vector) -> Vector:
    """Return a price a row: that of the wide ones, where it is of the sign of a side they have; 0 elsewhere."""
    least = np.where(np.isfinite(rows.row_high[wide]), -np.inf, 0.0)
    most = np.where(np.isfinite(rows.row_low[wide]), np.inf, 0.0)
    prices = np.zeros(len(rows.row_low))
    prices[wide] = np.clip(told[wide], least, most)
    return prices


def _paid(rows: Rows, prices: Vector) -> float:
    """Return what all that the wide rows allow is worth at some prices."""
    return math.fsum(p * (rows.row_low[i] if p > 0 else rows.row_high[i]) for i, p in enumerate(prices) if p)


def _together(found: list[Part], solve: Solve, rows: Rows, jobs: int) -> highs.Solved | None:
    """Return the parts' solutions as one, with the sum of their bounds; None where a part has no solution in time."""
    with ThreadPoolExecutor(jobs) as pool:
        answers = list(pool.map(solve, found))
    if any(answer.status == "infeasible" for answer in answers):
        return highs.Solved("infeasible")
    x, bound = np.zeros(len(rows.cost)), rows.offset
    for part, answer in zip(found, answers, strict=True):
        if answer.x is None or answer.bound is None:
            return None
        x[part.columns] = answer.x
        bound += answer.bound
    return highs.Solved("feasible", bound=bound, x=x)


def _keeps(rows: Rows, wide: Ints, x: Vector) -> bool:
    """Return whether a solution keeps the wide rows, to the whole number."""
    spent = rows.matrix[wide] @ x
    return bool(np.all((spent >= rows.row_low[wide]) & (spent <= rows.row_high[wide])))


def _judged(rows: Rows, solved: highs.Solved, gap: float) -> highs.Solved:
    """Return a solution of the whole, checked, with its value."""
    if solved.x is None or solved.bound is None:
        return solved
    x, value = check(rows, solved.x)
    close = value - solved.bound <= gap * abs(value) + 1e-9 * abs(value)
    return replace(solved, status="optimal" if close else "feasible", value=value, x=x)
