"""From a case to a programme in Pyomo, and from there to the solver's arrays."""

import gc
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from .. import prices
from ..rows import Rows, Vector
from .constraints import FAMILIES
from .objective import Account, account
from .sheet import Sheet
from .variables import Case, declare, name

YUAN = 100 * prices.MILLION
"""Millionths of fen in a yuan: the solver counts in yuan, so that its tolerances are fractions of a fen."""
LARGE = 2**40
SMALL = 2**16
"""Largest number of a row of floors, after scaling."""


@dataclass(frozen=True)
class Programme:
    """A built programme; `rules` gives the solver's rows of each rule, `column` the place of a variable."""

    case: Case
    model: pyo.ConcreteModel
    account: Account
    rows: Rows
    rules: dict[str, tuple[int, ...]]
    column: dict[int, int] = field(repr=False)

    def value(self, x: Vector, variable: Any) -> int:
        """Return a variable's whole value in a solution; variables in no row and of no cost are 0."""
        at = self.column.get(id(variable))
        return 0 if at is None else round(float(x[at]))


def build(case: Case, families: Iterable[str] = tuple(FAMILIES)) -> Programme:
    """Return the programme of a case with some families of rows (all, unless a test asks for fewer)."""
    collecting = gc.isenabled()
    gc.disable()  # Pyomo makes hundreds of thousands of small objects and no cycles worth collecting
    try:
        model = declare(case)
        sheet = Sheet(case, model, account(case, model))
        for family in families:
            FAMILIES[family](sheet)
        model.cost = pyo.Objective(expr=_cost(sheet.account))
        return _compiled(sheet)
    finally:
        if collecting:
            gc.enable()


def _cost(book: Account) -> Any:
    """Return the objective: discounted costs and penalties in millionths of fen."""
    paid = sum(book.discount[year] * fen * variable for year, variable, fen in book.costs)
    return paid + sum(weight * variable for _, variable, weight in book.penalties)


def _income(sheet: Sheet, form: Any) -> float:
    """Return yuan that lift every value of the bounding programme above what options earn at the most.

    A relative gap then is one of gross costs, also where they nearly cancel against income.
    """
    cost = dict(zip(map(id, form.columns), np.asarray(form.c.todense(), dtype=np.float64).ravel() / YUAN, strict=True))
    units = {o.unit for o in sheet.case.ladders}
    least = {u: min(cost.get(id(sheet.model.assign[name(o)]), 0.0) for o in sheet.case.of(u)) for u in units}
    return -sum(min(0.0, least[u]) for u in sorted(units))


def _compiled(sheet: Sheet) -> Programme:
    """Return the programme with its rows as arrays."""
    form = LinearStandardFormCompiler().write(sheet.model, mixed_form=True, set_sense=None)
    matrix, rhs = sparse.csr_matrix(form.A), np.asarray(form.rhs, dtype=np.float64)
    kinds = np.array([row.bound_type for row in form.rows])
    largest = abs(matrix).max(axis=1).toarray().ravel() if matrix.shape[0] else np.zeros(0)
    scale = np.where(largest > LARGE, 1.0 / YUAN, 1.0)
    floors = np.array([row.constraint.parent_component().name == "c_floor" for row in form.rows], dtype=bool)
    # whole fen a year beside a binary lie beyond the solver's tolerance; powers of two round nothing
    scale = np.where(floors, 2.0 ** -np.ceil(np.log2(np.maximum(largest / SMALL, 1.0))), scale)
    rhs = rhs * scale
    where: dict[int, list[int]] = {}
    for i, row in enumerate(form.rows):
        where.setdefault(id(row.constraint), []).append(i)
    columns = list(form.columns)
    rows = Rows(
        cost=np.asarray(form.c.todense(), dtype=np.float64).ravel() / YUAN,
        matrix=sparse.csr_matrix(sparse.diags(scale) @ matrix) if len(scale) else matrix,
        row_low=np.where(kinds <= 0, rhs, -math.inf),
        row_high=np.where(kinds >= 0, rhs, math.inf),
        low=np.array([float(v.lb) for v in columns]),
        high=np.array([math.inf if v.ub is None else float(v.ub) for v in columns]),
        integer=np.array([not v.is_continuous() for v in columns]),
        offset=_income(sheet, form) if sheet.case.levels else 0.0,
        names=tuple(v.name for v in columns),
        row_names=tuple(row.constraint.name for row in form.rows),
    )
    rules = {id_: tuple(i for c in found for i in where[id(c)]) for id_, found in sheet.rules.items()}
    return Programme(sheet.case, sheet.model, sheet.account, rows, rules, {id(v): i for i, v in enumerate(columns)})
