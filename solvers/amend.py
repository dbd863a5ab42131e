"""A built programme with something added: rows, columns, another objective, another limit. Nothing is built again.

Solutions are still read back and recounted by the programme itself: its columns keep their places, new ones follow.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from ..model.scenario import Scenario
from . import prices
from .menu import Option
from .plan import Plan
from .programme import Programme
from .programme.case import name
from .rules import fund_id

Terms = Mapping[int, float]
"""Column -> coefficient."""
TOTAL = "budget.present_value"


@dataclass(frozen=True)
class Row:
    """A row to add: low <= terms . x <= high."""

    terms: Terms
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Column:
    """A column to add; `terms` maps rows that are there already to its coefficients."""

    high: float = math.inf
    integer: bool = False
    terms: Terms | None = None


def amended(
    programme: Programme, rows: Iterable[Row] = (), columns: Sequence[Column] = (), cost: Terms | None = None
) -> Programme:
    """Return a programme with columns and rows added, and, where `cost` is given, with that as its objective.

    The first new column stands behind the last old one (`width`).
    """
    old, added = programme.rows, tuple(rows)
    total = len(old.cost) + len(columns)
    sides = [(at, i, value) for i, column in enumerate(columns) for at, value in (column.terms or {}).items()]
    below = [(i, at, value) for i, row in enumerate(added) for at, value in row.terms.items()]
    side = _sparse(sides, (old.matrix.shape[0], len(columns)))
    bottom = _sparse(below, (len(added), total))
    matrix = sparse.vstack([sparse.hstack([old.matrix, side]), bottom])
    aim = np.append(old.cost, np.zeros(len(columns)))
    if cost is not None:
        aim = np.zeros(total)
        aim[list(cost)] = list(cost.values())
    changed = replace(
        old,
        cost=aim,
        matrix=sparse.csr_matrix(matrix),
        row_low=np.append(old.row_low, [row.low for row in added]),
        row_high=np.append(old.row_high, [row.high for row in added]),
        low=np.append(old.low, np.zeros(len(columns))),
        high=np.append(old.high, [column.high for column in columns]),
        integer=np.append(old.integer, [column.integer for column in columns]).astype(bool),
    )
    return replace(programme, rows=changed)


def _sparse(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_matrix:
    i, j, value = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_matrix((value, (i, j)), shape=shape, dtype=np.float64)


def width(programme: Programme) -> int:
    """Return the place of the first column that would be added."""
    return len(programme.rows.cost)


def held(programme: Programme, options: Collection[Option]) -> dict[int, float]:
    """Return the columns that say whether options are held, each counting one."""
    return {programme.columns.assign[name(o)]: 1.0 for o in programme.case.ladders if o in options}


def worth(programme: Programme, most: float) -> Row:
    """Return the row that keeps the value of a plan within `most` yuan."""
    cost = programme.rows.cost
    return Row({int(at): float(cost[at]) for at in np.flatnonzero(cost)}, high=most - programme.rows.offset)


def unlike(programme: Programme, plan: Plan, least: int) -> Row:
    """Return the row that gives at least so many units another mode than a plan does."""
    modes = {award.option.unit: award.option.mode for award in plan.awards}
    same = [o for o in programme.case.ladders if o.mode == modes[o.unit]]
    return Row(held(programme, same), high=float(len(modes) - least))


def budgets(scenario: Scenario) -> dict[str, float]:
    """Return the limits of a case's budget by the id of their rule, in yuan."""
    first, budget = scenario.horizon.start.year, scenario.budget
    found = {f"budget.by_year.{first + y}": yuan for y, yuan in enumerate(budget.by_year or ())}
    found |= {
        fund_id(name, first + y): yuan
        for name, fund in budget.funds.items()
        for y, yuan in enumerate(fund.by_year or ())
    }
    return found | ({TOTAL: budget.present_value} if budget.present_value is not None else {})


def funded(programme: Programme, limits: Mapping[str, float]) -> Programme:
    """Return a programme with other budgets (rule -> yuan); its case is one with these budgets too."""
    scenario, rows = programme.case.scenario, programme.rows
    before, high = budgets(scenario), rows.row_high.copy()
    for rule, yuan in limits.items():
        for at in programme.rules.get(rule, ()):
            old, new = _limit(rule, before[rule]), _limit(rule, yuan)
            # rows of very large numbers were scaled when they were built; the ratio of the limits keeps that scale
            scaled = old and rows.row_high[at] != old
            high[at] = rows.row_high[at] * (new / old) if scaled else float(new)
    case = replace(programme.case, scenario=granted(scenario, limits))
    return replace(programme, rows=replace(rows, row_high=high), case=case)


def granted(scenario: Scenario, limits: Mapping[str, float]) -> Scenario:
    """Return a case with other budgets (rule -> yuan)."""
    now, first, budget = budgets(scenario) | dict(limits), scenario.horizon.start.year, scenario.budget
    years = range(first, first + scenario.horizon.years)
    update: dict[str, Any] = {"present_value": now.get(TOTAL)}
    if budget.by_year is not None:
        update["by_year"] = tuple(now[f"budget.by_year.{year}"] for year in years)
    update["funds"] = {
        name: fund.model_copy(update={"by_year": tuple(now[fund_id(name, year)] for year in years)})
        if fund.by_year is not None
        else fund
        for name, fund in budget.funds.items()
    }
    return scenario.model_copy(update={"budget": budget.model_copy(update=update)})


def _limit(rule: str, yuan: float) -> int:
    """Return the right-hand side of a budget's row before scaling."""
    fen = prices.fen(prices.exact(yuan))
    return fen * prices.MILLION + prices.MILLION // 2 - 1 if rule == TOTAL else fen
