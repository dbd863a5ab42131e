"""A built programme as a model of Pyomo: for inspection, for writing it out, and for its golden files."""

import math
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from .sheet import Sheet


def view(sheet: Sheet) -> pyo.ConcreteModel:
    """Return variables, rows and costs under their names, in whole numbers: fen, people, millionths of fen to pay."""
    from .build import costs

    m, columns, variables = pyo.ConcreteModel(), sheet.columns, dict[int, Any]()
    for block, index in columns.blocks.items():
        m.add_component(block, pyo.Var(list(index), within=pyo.NonNegativeReals))
        for at, column in index.items():
            variable = variables[column] = m.component(block)[at]
            most = columns.high[column]
            variable.setub(None if math.isinf(most) else int(most) if columns.integer[column] else most)
            if columns.integer[column]:
                variable.domain = pyo.Binary if most == 1 else pyo.NonNegativeIntegers
    start, places, weights = sheet.lines.arrays()
    for row, (family, at) in enumerate(sheet.index):
        if m.component(family) is None:
            m.add_component(family, pyo.Constraint(pyo.Any))
        span = slice(start[row], start[row + 1])
        here = [variables[column] for column in places[span].tolist()]
        body = LinearExpression(linear_coefs=weights[span].tolist(), linear_vars=here)
        low, high = (None if math.isinf(end) else end for end in (sheet.lines.low[row], sheet.lines.high[row]))
        m.component(family)[at] = pyo.inequality(low, body, high) if low != high else body == low
    paid = [(weight, variables[column]) for column, weight in enumerate(costs(sheet).tolist()) if weight]
    m.cost = pyo.Objective(
        expr=LinearExpression(linear_coefs=[w for w, _ in paid], linear_vars=[v for _, v in paid])
    )
    return m
