"""Which people by shift cover what is open: the cheapest levels of silent levers for given levels of acting ones.

Days do not depend on silent levers, so this is a programme of its own, without chance: cover every row at least cost.
The search asks it for the price of a setting, and its shadow prices say which windows are dear. Staffing first and
rostering second is how it is usually done; `menu.Saving` says what doing both at once is worth.
"""

import math
from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from ..model.levers import Row
from . import highs
from .problem import Levels, Problem
from .rows import Rows, Vector


def cover(problem: Problem, weights: tuple[int, ...], levels: Levels) -> pyo.ConcreteModel:
    """Return the programme of the cheapest people by shift for given levels of the acting levers.

    One whole number a silent lever, counted from its lowest level; one row a rule that knows a silent lever.
    """
    m, silent = pyo.ConcreteModel(), problem.silent
    m.people = pyo.Var(
        silent, within=pyo.NonNegativeIntegers, bounds=lambda _, i: (0, problem.high[i] - problem.low[i])
    )
    m.cost = pyo.Objective(expr=sum(weights[i] * m.people[i] for i in silent))
    m.cover = pyo.Constraint(pyo.Any)
    for row, need in zip(_tied(problem), needs(problem, levels), strict=True):
        m.cover[row.name] = sum(c * m.people[i] for i, c in row.terms if i in silent) >= need
    return m


def needs(problem: Problem, levels: Levels) -> tuple[int, ...]:
    """Return what each rule that knows a silent lever asks of the silent ones above their lowest levels."""
    bare = list(levels)
    for i in problem.silent:
        bare[i] = problem.low[i]
    return tuple(-row.spare(tuple(bare)) for row in _tied(problem))


def _tied(problem: Problem) -> tuple[Row, ...]:
    """Return the rules that know a silent lever."""
    silent = set(problem.silent)
    return tuple(row for row in problem.rows if any(i in silent and c for i, c in row.terms))


def apart(problem: Problem, weights: tuple[int, ...]) -> tuple[int, ...]:
    """Return the prices of those who plan what is open first and think of shifts later.

    Every step of a lever that the rules tie to people counts like one of the dearest people, people themselves nothing.
    """
    tied = {i for row in _tied(problem) for i, c in row.terms if c < 0}
    people = max((weights[i] for i in problem.silent), default=0)
    return tuple(0 if i in problem.silent else people + w if i in tied else w for i, w in enumerate(weights))


class Roster:
    """The cheapest completion of settings under one set of prices; every need is solved for once.

    Parameters
    ----------
    problem : Problem
    weights : tuple of int
        Price of a step of each lever, fen.
    """

    def __init__(self, problem: Problem, weights: tuple[int, ...]):
        self.problem, self.weights = problem, weights
        self.tied = _tied(problem)
        self.free = tuple(row for row in problem.rows if row not in self.tied)
        self.rows = self._compiled() if self.tied else None
        self.known: dict[tuple[int, ...], tuple[int, ...] | None] = {}

    def complete(self, levels: Levels) -> Levels | None:
        """Return a setting with the cheapest silent levels that obey every rule; None where there are none."""
        if any(row.spare(levels) < 0 for row in self.free):
            return None
        people = self._people(needs(self.problem, levels)) if self.tied else (0,) * len(self.problem.silent)
        if people is None:
            return None
        whole = list(levels)
        for i, more in zip(self.problem.silent, people, strict=True):
            whole[i] = self.problem.low[i] + more
        return tuple(whole)

    def value(self, levels: Levels) -> int | None:
        """Return weights . levels of the cheapest completion."""
        whole = self.complete(levels)
        return None if whole is None else sum(w * v for w, v in zip(self.weights, whole, strict=True))

    def prices(self, levels: Levels) -> tuple[float, ...]:
        """Return what a step of each lever costs near a setting: its weight, and its shadow price in the rules.

        Shadow prices are those of the relaxation without whole numbers, from its dual programme.
        """
        found = [float(w) for w in self.weights]
        for row, price in zip(self.tied, self._shadows(levels), strict=True):
            for i, c in row.terms:
                if i not in self.problem.silent:
                    found[i] -= c * price
        return tuple(found)

    def _people(self, need: tuple[int, ...]) -> tuple[int, ...] | None:
        if need not in self.known:
            rows = self.rows
            assert rows is not None  # only asked where rules are tied
            solved = highs.answered(highs.solve(replace(rows, row_low=np.array(need, dtype=np.float64))))
            self.known[need] = None if solved.x is None else tuple(int(v) for v in solved.x)
        return self.known[need]

    def _shadows(self, levels: Levels) -> Vector:
        """Return the price of each tied rule: most need . price - width . rent over price . matrix - rent <= cost."""
        rows = self.rows
        if rows is None:
            return np.zeros(0)
        count, width = len(rows.row_low), len(rows.cost)
        most = float(sum(abs(w) for w in self.weights)) + 1.0
        solved = highs.solve(
            Rows(
                cost=np.concatenate([-np.array(needs(self.problem, levels), dtype=np.float64), rows.high]),
                matrix=sparse.csr_matrix(sparse.hstack([rows.matrix.T, -sparse.identity(width)])),
                row_low=np.full(width, -math.inf),
                row_high=rows.cost,
                low=np.zeros(count + width),
                high=np.full(count + width, most),
                integer=np.zeros(count + width, dtype=bool),
            )
        )
        return np.zeros(count) if solved.x is None else solved.x[:count]

    def _compiled(self) -> Rows:
        """Return the programme as arrays, columns in order of the silent levers, rows in order of the tied rules."""
        model = cover(self.problem, self.weights, self.problem.high)
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
        place = {id(model.people[i]): n for n, i in enumerate(self.problem.silent)}
        where = {row.name: n for n, row in enumerate(self.tied)}
        matrix = sparse.coo_matrix(form.A)
        at = [where[form.rows[r].constraint.index()] for r in matrix.row]
        columns = [place[id(form.columns[c])] for c in matrix.col]
        shape = (len(self.tied), len(self.problem.silent))
        return Rows(
            cost=np.array([self.weights[i] for i in self.problem.silent], dtype=np.float64),
            matrix=sparse.csr_matrix((matrix.data, (at, columns)), shape=shape),
            row_low=np.zeros(len(self.tied)),
            row_high=np.full(len(self.tied), math.inf),
            low=np.zeros(shape[1]),
            high=np.array([self.problem.high[i] - self.problem.low[i] for i in self.problem.silent], dtype=np.float64),
            integer=np.ones(shape[1], dtype=bool),
        )
