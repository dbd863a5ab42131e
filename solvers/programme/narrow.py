"""Leaving out what no plan as good as a known one holds: reduced costs of the linear relaxation narrow the columns.

Prices of rows bound every solution (`duals`). A whole column that stands k beyond its cheaper end costs k times its
reduced cost more than that bound. Where a solution of some value is known, no better one has a column further out than
the difference pays for. The prices need no trust: bad ones leave less out, never too much.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from .. import duals, highs
from ..rows import Rows, Vector, check
from .build import Programme
from .wish import Wish, wished

FEN = 0.01
"""Yuan."""
TINY = 1e-9
"""Yuan; columns of smaller reduced costs keep their ends."""
SHARE = 1e-6
"""Of a bound: falls of less are rounding's."""
LIMIT = 60.0
"""Seconds for the relaxation of a programme as built."""
ROUNDING = 1e-9
"""What rounding may have taken from a number of steps, and from each of them."""


@dataclass(frozen=True)
class Known:
    """What is known before solves of a programme under wishes: some plan that obeys them all is worth `value`, in fen.

    Parameters
    ----------
    rows : Rows
        The programme as built.
    """

    value: int
    rows: Rows = field(repr=False)

    @cached_property
    def relaxation(self) -> duals.Relaxation:
        """Return the linear relaxation, which remembers where its last solve ended."""
        return duals.Relaxation(self.rows)

    @property
    def most(self) -> float:
        """Return what no best solution exceeds, in yuan: the value is rounded to a fen."""
        return (self.value + 1) * FEN

    @cached_property
    def gap(self) -> float:
        """Return yuan by which the relaxation of the programme falls short of the known value."""
        return self.most - self.told(self.rows, LIMIT).bound

    def told(self, rows: Rows, time_limit: float) -> duals.Dual:
        """Return what the relaxation of a programme tells."""
        return self.relaxation.dual(rows, time_limit)


def narrowed(rows: Rows, told: duals.Dual, most: float) -> Rows:
    """Return a programme without what no solution of at most so many yuan holds."""
    room, left = most - told.bound, duals.reduced(rows, told.prices)
    if not 0.0 <= room < np.inf:
        return rows
    low, high = rows.low.copy(), rows.high.copy()
    dear, earning = rows.integer & (left > TINY), rows.integer & (left < -TINY)
    high[dear] = np.minimum(high[dear], low[dear] + _steps(room, left[dear]))
    low[earning] = np.maximum(low[earning], high[earning] - _steps(room, left[earning]))
    return replace(rows, low=low, high=high)


def _steps(room: float, left: Vector) -> Vector:
    """Return how many steps of some reduced costs there is room for."""
    steps: Vector = np.floor(room / np.abs(left) * (1.0 + ROUNDING) + ROUNDING)
    return steps


def solved(rows: Rows, time_limit: float, start: Vector | None = None) -> highs.Solved:
    """Return what is found for a programme, handed over without the columns that have but one value."""
    free = rows.low < rows.high
    x = np.where(free, 0.0, rows.low)
    matrix = sparse.csr_matrix(rows.matrix)
    spent, places = matrix @ x, np.flatnonzero(free)
    rest = replace(
        rows,
        cost=rows.cost[free],
        matrix=sparse.csr_matrix(matrix[:, places]),
        row_low=rows.row_low - spent,
        row_high=rows.row_high - spent,
        low=rows.low[free],
        high=rows.high[free],
        integer=rows.integer[free],
        offset=rows.offset + math.fsum(rows.cost * x),
        names=(),
    )
    found = highs.solve(rest, time_limit=time_limit, start=None if start is None else start[free])
    if found.x is None:
        return found
    x[free] = found.x
    x, value = check(rows, x)
    return replace(found, x=x, value=value)


def paying(programme: Programme, wish: Wish, known: Known, rules: Collection[str], time_limit: float) -> set[str]:
    """Return those of some rules that the linear relaxation pays for: dropped alone, its bound falls.

    A hint where to look first, no more: what is whole may pay for other rules, or for none.

    Parameters
    ----------
    time_limit : float
        Seconds for each relaxation.
    """
    rows = wished(programme, wish)
    told, found = known.told(rows, time_limit), set()
    for rule in rules:
        at = [*programme.rules.get(rule, ()), *programme.sheet.implied.get(rule, ())]
        if np.abs(told.prices[at]).max(initial=0.0) > TINY:
            without = wished(programme, replace(wish, dropped={*wish.dropped, rule}))
            if known.told(without, time_limit).bound < told.bound - SHARE * abs(told.bound):
                found.add(rule)
    return found
