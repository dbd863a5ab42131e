"""What a unit costs at least, were all its days known beforehand: the bound of a kind that can be relaxed.

Over some replications one linear programme chooses levers once, and what happens on each of the days with full
knowledge of them (`Relaxation`). It contains every setting and every dispatcher, so its optimum is below the cost of
any plan on the same days that meets the standards on them, and in expectation below the best cost on all days (Mak,
Morton and Wood 1999). How far chance may have raised it is told from what the replications cost one by one under the
programme's own levers and prices (the single replication procedure of Bayraksan and Morton 2006), with demand as a
control variate. That limit is approximate: it is exact as replications become many.

Nothing is asked of the measures, not even monotony, and nothing of the engine but that the relaxation contains it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..model.estimate import mean
from ..model.levers import Setting
from ..model.relaxation import Relaxation
from .control import Control
from .desk import Desk, boxes
from .duals import Dual, dual, terms
from .frontier import Rates
from .problem import Levels, Problem
from .rows import Rows, Vector

WEEKS, KNOWN = 8, 320
"""Replications of the programme, and those on which demand is known."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """A bound, and where in the box it is reached.

    Parameters
    ----------
    bound : int or None
        Fen a year; None where nothing meets the standards, even with hindsight.
    levels : tuple of int
        The levers of the programme, rounded up: a guess from which to search.
    """

    bound: int | None
    levels: Levels


def hindsight(
    desk: Desk, problem: Problem, staff: int, prices: Sequence[tuple[Rates, tuple[int, ...]]], error: float
) -> Hindsight | None:
    """Return what the cheapest plan of a box costs at least, charge included; None where the kind is not relaxed.

    Parameters
    ----------
    problem : Problem
        Its switches are fixed: low = high.
    prices : sequence of (rates, weights)
        Of each option that is to be bounded: fen a year for each kept count of a replication, and for each step of a
        lever. The bound is that of the lowest of each, and so holds for all of them.
    error : float
        Probability with which the bound may be wrong.
    """
    if desk.kind.relaxed is None or not problem.goals:
        return None
    rates, weights = (np.min(np.array(each, dtype=np.float64), axis=0) for each in zip(*prices, strict=True))
    programme = Weeks(desk, problem, staff, rates, weights)
    found = dual(programme.rows)
    if found is None:
        return Hindsight(None, problem.high)
    single, goal = programme.single(found), problem.goals[0].measure
    demand = desk.bench(staff).sample(boxes(desk.levers)[0][1], KNOWN)[:, goal.all].sum(axis=1)
    known = Control(demand.astype(np.float64), powers=1).mean(single)
    limit = found.bound + known.lower(error) - mean(single).value
    guess = (min(b, math.ceil(v - 0.01)) for v, b in zip(found.x[: len(problem.high)], problem.high, strict=True))
    return Hindsight(math.floor(limit), tuple(guess))


class Weeks:
    """The relaxations of some replications side by side, under one choice of levers.

    Columns: levers, then the columns of each replication. Rows: standards, rules among levers, then the rows of each.
    """

    def __init__(self, desk: Desk, problem: Problem, staff: int, rates: Rates, weights: Vector):
        relaxed, layout, kept = desk.kind.relaxed, desk.sampler.layout, list(desk.columns)
        if relaxed is None:
            raise ValueError("this kind has no relaxation")
        setting, draw = Setting(problem.low, staff), desk.sampler.trace
        parts = [relaxed(desk.spec, layout, desk.people, setting, draw(r)) for r in range(WEEKS)]
        self.levers, self.top = len(problem.low), len(problem.goals) + len(problem.rows)
        self.columns = np.cumsum([self.levers, *(len(part.high) for part in parts)])
        self.heights = np.cumsum([self.top, *(len(part.limit) for part in parts)])
        gains = sparse.hstack([part.gains[kept] for part in parts]).tocsr()
        worth, base = _standards(problem, len(kept)), np.array([part.base[kept] for part in parts])
        self.bases, self.owed = base @ rates, base @ worth.T
        least = [*-self.owed.sum(axis=0), *(float(row.least) for row in problem.rows)]
        limits = np.concatenate([part.limit for part in parts])
        self.rows = Rows(
            np.concatenate([weights, gains.T @ rates / WEEKS]),
            sparse.vstack([self._above(problem, worth @ gains), self._below(parts)]).tocsr(),
            np.concatenate([least, np.full(len(limits), -math.inf)]),
            np.concatenate([np.full(len(least), math.inf), limits]),
            np.concatenate([problem.low, np.zeros(gains.shape[1])]),
            np.concatenate([problem.high, *(part.high for part in parts)]),
            np.zeros(self.levers + gains.shape[1], dtype=bool),
            offset=float(self.bases.mean()),
        )

    def single(self, found: Dual) -> Vector:
        """Return what each replication costs alone at the levers and prices found, fen a year; shape (WEEKS,)."""
        sides, ends = terms(self.rows, found.prices)
        pull = self.rows.matrix[:, : self.levers]
        at = sides - found.prices * (pull @ found.x[: self.levers])
        below = np.add.reduceat(at, self.heights[:-1]) + np.add.reduceat(ends, self.columns[:-1])
        return WEEKS * (below - self.owed @ found.prices[: self.owed.shape[1]]) + self.bases

    def _above(self, problem: Problem, worth: Vector) -> sparse.csr_matrix:
        """Return the rows of standards, and of rules among levers."""
        rules = np.zeros((len(problem.rows), self.levers))
        for entries, row in zip(rules, problem.rows, strict=True):
            for i, c in row.terms:
                entries[i] = c
        left = np.vstack([np.zeros((len(worth), self.levers)), rules])
        return sparse.hstack([left, sparse.vstack([worth, np.zeros((len(rules), worth.shape[1]))])]).tocsr()

    @staticmethod
    def _below(parts: list[Relaxation]) -> sparse.csr_matrix:
        """Return the rows of all replications."""
        levers = sparse.vstack([part.levers for part in parts])
        return sparse.hstack([-levers, sparse.block_diag([part.matrix for part in parts])]).tocsr()


def _standards(problem: Problem, width: int) -> Vector:
    """Return what a unit of each kept count adds to each standard, shape (goals, kept counters)."""
    found = np.zeros((len(problem.goals), width))
    for row, goal in zip(found, problem.goals, strict=True):
        row[list(goal.measure.good)] += goal.measure.scale
        row[list(goal.measure.all)] -= goal.target
    return found
