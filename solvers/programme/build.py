"""From a case to a programme: columns, rows by family, and the solver's arrays.

Rows are gathered as whole numbers by column, not as Pyomo expressions: building stays within a small multiple of
handing the arrays over (`docs/programme.md`). `Programme.model` is the same programme in Pyomo, to be looked at or
written out.
"""

import gc
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
from scipy import sparse

from .. import prices
from ..rows import Rows, Vector
from .case import Case, name
from .columns import Columns
from .constraints import FAMILIES
from .objective import Account, account
from .sheet import Sheet
from .table import Table
from .variables import declare
from .whole import Ints, ranges, summed, whole

YUAN = 100 * prices.MILLION
"""Millionths of fen in a yuan: the solver counts in yuan, so that its tolerances are fractions of a fen."""
LARGE = 2**40
SMALL = 2**16
"""Largest number of a row of floors, after scaling."""


@dataclass(frozen=True)
class Programme:
    """A built programme.

    Parameters
    ----------
    sheet : Sheet
        Its rows in whole numbers, before scaling.
    rules : dict rule -> tuple of int
        The solver's rows of each rule.
    """

    case: Case
    sheet: Sheet = field(repr=False)
    rows: Rows = field(repr=False)
    rules: dict[str, tuple[int, ...]] = field(repr=False)

    @property
    def columns(self) -> Columns:
        """Return the places of the variables."""
        return self.sheet.columns

    @property
    def account(self) -> Account:
        """Return what is paid, by column."""
        return self.sheet.account

    @cached_property
    def model(self) -> Any:
        """Return the programme as a model of Pyomo: the same variables, rows and costs, in whole numbers."""
        from .view import view

        return view(self.sheet)

    def value(self, x: Vector, column: int) -> int:
        """Return a variable's whole value in a solution."""
        return round(float(x[column]))


class Labels(Sequence[str]):
    """Names that are put together when they are asked for."""

    def __init__(self, parts: Callable[[], Sequence[tuple[str, Any]]]):
        self._parts = cache(parts)

    def __len__(self) -> int:
        return len(self._parts())

    def __getitem__(self, i: Any) -> Any:
        family, index = self._parts()[i]
        return f"{family}[{','.join(map(str, index)) if isinstance(index, tuple) else index}]"


def build(case: Case, families: Iterable[str] = tuple(FAMILIES)) -> Programme:
    """Return the programme of a case with some families of rows (all, unless a test asks for fewer)."""
    sheet = priced(case)
    rows = rowed(sheet, families)
    return Programme(case, sheet, rows, {rule: tuple(found) for rule, found in sheet.rules.items()})


def priced(case: Case) -> Sheet:
    """Return the columns of a case and what they cost, on a sheet without rows."""
    with _uncollected():
        columns, table = declare(case), Table(case)
        return Sheet(case, columns, table, account(case, columns, table))


def rowed(sheet: Sheet, families: Iterable[str] = tuple(FAMILIES)) -> Rows:
    """Write the rows of families on a sheet and return it as the solver's arrays."""
    with _uncollected():
        for family in families:
            FAMILIES[family](sheet)
        return _rows(sheet)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make hundreds of thousands of small objects without looking for cycles among them: there are none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def costs(sheet: Sheet) -> Ints:
    """Return the objective by column: discounted costs and penalties in millionths of fen."""
    worth, penalties = sheet.account.worth, sheet.account.penalties
    columns, weights = whole([column for _, column, _ in penalties]), whole([weight for _, _, weight in penalties])
    found = summed(weights, columns, len(sheet.columns.high))
    return found + np.concatenate([worth, np.zeros(len(found) - len(worth), dtype=np.int64)])


def _rows(sheet: Sheet) -> Rows:
    """Return the programme as the solver's arrays."""
    columns, cost = sheet.columns, costs(sheet).astype(np.float64) / YUAN
    start, places, numbers = sheet.lines.arrays()
    weights = numbers.astype(np.float64)
    scale = _scale(sheet, weights, start)
    used = cost != 0
    used[places] = True
    return Rows(
        cost=cost,
        matrix=sparse.csr_matrix((weights, places.copy(), start.astype(np.int32)), shape=(len(scale), len(cost))),
        row_low=np.array(sheet.lines.low, dtype=np.float64) * scale,
        row_high=np.array(sheet.lines.high, dtype=np.float64) * scale,
        low=np.zeros(len(cost)),
        high=np.where(used, np.array(columns.high), 0.0),
        integer=np.array(columns.integer, dtype=bool),
        offset=_income(sheet, cost) if sheet.case.levels else 0.0,
        names=Labels(columns.index),
        row_names=Labels(lambda: sheet.index),
    )


def _scale(sheet: Sheet, weights: Vector, start: Ints) -> Vector:
    """Scale rows and return what by: rows of money come in yuan, those of floors are multiplied with powers of two.

    Whole fen a year beside a binary lie beyond the solver's tolerance; powers of two round nothing.
    """
    size, scale = np.diff(start), np.ones(len(start) - 1)
    large = np.flatnonzero((weights > LARGE) | (weights < -LARGE))
    scale[np.searchsorted(start, large, side="right") - 1] = 1.0 / YUAN
    floors = [row for row in sheet.lines.of("c_floor") if size[row]]
    for row in floors:
        largest = np.abs(weights[start[row] : start[row + 1]]).max()
        scale[row] = 2.0 ** -np.ceil(np.log2(max(largest / SMALL, 1.0)))
    rows = np.flatnonzero(scale != 1.0)
    weights[ranges(start[rows], size[rows])] *= np.repeat(scale[rows], size[rows])
    return scale


def _income(sheet: Sheet, cost: Vector) -> float:
    """Return yuan that lift every value of the bounding programme above what options earn at the most.

    A relative gap then is one of gross costs, also where they nearly cancel against income.
    """
    assign = sheet.columns.assign
    case = sheet.case
    least = ((min(float(cost[assign[name(o)]]) for o in of), case.times(unit)) for unit, of in case.units.items())
    return -math.fsum(n * min(0.0, each) for each, n in least)
