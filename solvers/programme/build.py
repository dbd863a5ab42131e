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
from .variables import declare

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
        columns = declare(case)
        return Sheet(case, columns, account(case, columns))


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


def costs(sheet: Sheet) -> list[int]:
    """Return the objective by column: discounted costs and penalties in millionths of fen."""
    book, found = sheet.account, [0] * len(sheet.columns.high)
    for year, column, fen in book.costs:
        found[column] += book.discount[year] * fen
    for _, column, weight in book.penalties:
        found[column] += weight
    return found


def _rows(sheet: Sheet) -> Rows:
    """Return the programme as the solver's arrays."""
    columns, cost = sheet.columns, np.array(costs(sheet), dtype=np.float64) / YUAN
    shape = len(sheet.index), len(cost)
    weights, places = np.array(sheet.weights, dtype=np.float64), np.array(sheet.places, dtype=np.int32)
    start = np.array(sheet.start, dtype=np.int32)
    scale = _scale(sheet, weights, start)
    weights *= np.repeat(scale, np.diff(start))
    used = (np.bincount(places, minlength=len(cost)) > 0) | (cost != 0)
    return Rows(
        cost=cost,
        matrix=sparse.csr_matrix((weights, places, start), shape=shape),
        row_low=np.array(sheet.low, dtype=np.float64) * scale,
        row_high=np.array(sheet.high, dtype=np.float64) * scale,
        low=np.zeros(len(cost)),
        high=np.where(used, np.array(columns.high, dtype=np.float64), 0.0),
        integer=np.array(columns.integer, dtype=bool),
        offset=_income(sheet, cost) if sheet.case.levels else 0.0,
        names=Labels(columns.index),
        row_names=Labels(lambda: sheet.index),
    )


def _scale(sheet: Sheet, weights: Vector, start: Any) -> Vector:
    """Return what rows are multiplied with: rows of money come in yuan, those of floors by powers of two.

    Whole fen a year beside a binary lie beyond the solver's tolerance; powers of two round nothing.
    """
    filled = np.diff(start) > 0
    largest = np.zeros(len(filled))
    if filled.any():
        largest[filled] = np.maximum.reduceat(np.abs(weights), start[:-1][filled])
    floors = np.array([family == "c_floor" for family, _ in sheet.index], dtype=bool)
    powers = 2.0 ** -np.ceil(np.log2(np.maximum(largest / SMALL, 1.0)))
    return np.where(floors, powers, np.where(largest > LARGE, 1.0 / YUAN, 1.0))


def _income(sheet: Sheet, cost: Vector) -> float:
    """Return yuan that lift every value of the bounding programme above what options earn at the most.

    A relative gap then is one of gross costs, also where they nearly cancel against income.
    """
    assign = sheet.columns.assign
    case = sheet.case
    least = ((min(float(cost[assign[name(o)]]) for o in of), case.times(unit)) for unit, of in case.units.items())
    return -math.fsum(n * min(0.0, each) for each, n in least)
