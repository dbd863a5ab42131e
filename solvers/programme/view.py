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
            variable.setub(None if math.isinf(columns.high[column]) else columns.high[column])
            if columns.integer[column]:
                variable.domain = pyo.Binary if columns.high[column] == 1 else pyo.NonNegativeIntegers
    for row, (family, at) in enumerate(sheet.index):
        if m.component(family) is None:
            m.add_component(family, pyo.Constraint(pyo.Any))
        span = slice(sheet.start[row], sheet.start[row + 1])
        here = [variables[column] for column in sheet.places[span]]
        body = LinearExpression(linear_coefs=sheet.weights[span], linear_vars=here)
        low, high = (None if math.isinf(end) else end for end in (sheet.low[row], sheet.high[row]))
        m.component(family)[at] = pyo.inequality(low, body, high) if low != high else body == low
    paid = [(weight, variables[column]) for column, weight in enumerate(costs(sheet)) if weight]
    m.cost = pyo.Objective(
        expr=LinearExpression(linear_coefs=[w for w, _ in paid], linear_vars=[v for _, v in paid])
    )
    return m
