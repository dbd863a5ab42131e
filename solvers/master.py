"""The tiny programme that proposes settings: the cheapest one that no cut forbids and that obeys every rule.

Levels of acting levers are unary, y[i, v] = 1 where lever i reaches v, so that "rise somewhere above a rejected
setting" is one row of ones. Silent levers are plain whole numbers, tied to the others by the problem's rows. A ceiling
(`relax`) is one row as well: the most that the parts of a standard can reach must do. The limits of a block of several
levers are looked up by one column a cell, which may only be used where the levers reach it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy import sparse

from . import highs
from .problem import Levels, Problem
from .relax import Block, Ceiling, Cell, Pool
from .rows import Rows, Vector

Line = tuple[dict[int, float], float, float]
"""Coefficients by column, lower and upper side."""
Use = tuple[int, int, Levels]
"""A cell in use: which ceiling, which block, from which levels on."""
SOME = 1e-4
"""Less than this share of a cell is none."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The cheapest setting under all cuts; `value` is weights . levels and exact.

    Where the solver leaves a gap open, `value` is its bound, and some setting may be cheaper than this one.
    """

    levels: Levels
    value: int


class Master:
    """The programme of one problem; cuts and ceilings are handed in at each call.

    Parameters
    ----------
    problem : Problem
    weights : tuple of int
        Price of a step of each lever, fen.
    floor : int
        What a setting is worth at least, as far as that is known otherwise.
    """

    def __init__(self, problem: Problem, weights: tuple[int, ...], floor: int = 0):
        self.problem, self.weights, self.floor = problem, weights, floor
        self.first: dict[int, int] = {}
        self.size = 0
        silent = set(problem.silent)
        for i, (low, high) in enumerate(zip(problem.low, problem.high, strict=True)):
            self.first[i] = self.size
            self.size += 1 if i in silent else high - low
        self.spread = self._spread()
        self.base = self._base()

    def propose(
        self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...] = (), near: Levels | None = None
    ) -> Proposal | None:
        """Return the cheapest setting that rises somewhere above every cut; None when there is none.

        Where levers have equal prices, so that many settings cost the same, the one nearest to `near` is returned,
        by the sum of differences of acting levels; not where blocks of several levers make the programme large. Of
        those as near it is one whose last levers are low: which one is not left to the solver, whose next version may
        choose another.
        """
        built = self._build(cuts, ceilings)
        solved = None if built is None else self._solved(built)
        if built is None or solved is None or solved.x is None:
            return None
        levels = self._levels(solved.x)
        if solved.status == "feasible":
            return Proposal(levels, self.gross(self.problem.low) + math.ceil(solved.bound or 0))
        prices = [self.weights[i] for i in self.problem.acting]
        if near is not None and len(built.cost) == self.size and len(set(prices)) < len(prices):
            x = self._optimum(self._capped(built, self.value(levels)), self._towards(near))
            levels = levels if x is None else self._levels(x)
        return Proposal(levels, self.value(levels))

    def blend(self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...]) -> tuple[float, list[Use]] | None:
        """Return the programme's value without whole numbers, and the cells it leans on; None where there is none."""
        built = self._build(cuts, ceilings)
        x = None if built is None else self._optimum(built, whole=False)
        if built is None or x is None:
            return None
        found, at = [], self.size
        for c, ceiling in enumerate(ceilings):
            for p, block in enumerate(ceiling.blocks):
                if len(block.levers) == 1:
                    shares = self._shares(x, block)
                elif len(ceiling.blocks) == 1:
                    shares = x[at : at + len(block.cells)]
                    at += len(block.cells)
                else:
                    shares = x[at : at + len(block.cells) - 1]
                    at += len(block.cells) - 1
                    shares = np.concatenate([[1.0 - shares.sum()], shares])
                used = zip(block.cells, shares, strict=True)
                found += [(c, p, levels) for (levels, _), share in used if share > SOME]
        return float(built.cost @ x) + self.gross(self.problem.low), found

    def squeeze(self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...], most: float) -> Problem | None:
        """Return the problem in the smallest box known to hold every setting worth at most `most`; None for no box.

        Each end is the programme's answer without whole numbers.
        """
        built = self._build(cuts, ceilings)
        if built is None:
            return None
        built, low, high = self._capped(built, most), list(self.problem.low), list(self.problem.high)
        for i in self.problem.acting:
            own = np.zeros(len(built.cost))
            own[list(self._columns(i))] = 1.0
            ends = [self._optimum(built, sign * own, whole=False) for sign in (1.0, -1.0)]
            found = [float(own @ x) for x in ends if x is not None]
            if len(found) < len(ends):
                return None
            least, largest = found
            low[i], high[i] = low[i] + math.ceil(least - SOME), low[i] + math.floor(largest + SOME)
        return replace(self.problem, low=tuple(low), high=tuple(high))

    def _shares(self, x: Vector, block: Block) -> Vector:
        """Return by how much each cell of a block with one lever is used."""
        (lever,) = block.levers
        reached = [1.0, *(float(x[self.column(lever, level)]) for (level,), _ in block.cells[1:]), 0.0]
        return np.array(reached[:-1]) - np.array(reached[1:])

    def gross(self, levels: Levels) -> int:
        """Return weights . levels."""
        return sum(w * v for w, v in zip(self.weights, levels, strict=True))

    def value(self, levels: Levels) -> int:
        """Return what a setting is worth: what its levers cost."""
        return self.gross(levels)

    def column(self, lever: int, level: int) -> int:
        """Return the column of "lever reaches level", low < level <= high."""
        return self.first[lever] + level - self.problem.low[lever] - 1

    def _columns(self, lever: int) -> range:
        """Return the columns of a lever; the sum of their values is its level above the lowest."""
        first, p = self.first[lever], self.problem
        return range(first, first + (1 if lever in p.silent else p.high[lever] - p.low[lever]))

    def _spread(self) -> np.ndarray:
        """Return the price of each column."""
        cost = np.zeros(self.size)
        for i, w in enumerate(self.weights):
            for c in self._columns(i):
                cost[c] = w
        return cost

    def _towards(self, near: Levels) -> Vector:
        """Return what columns cost where the nearest setting is looked for: a step away is worth all ranks together."""
        p = self.problem
        ranks = {i: rank * rank for rank, i in enumerate(p.acting, 1)}
        step = 1 + sum(rank * (p.high[i] - p.low[i]) for i, rank in ranks.items())
        cost = np.zeros(self.size)
        for i, rank in ranks.items():
            for v in range(p.low[i] + 1, p.high[i] + 1):
                cost[self.column(i, v)] = rank + (-step if v <= near[i] else step)
        return cost

    def _base(self) -> list[Line]:
        """Return what holds for ever: unary order, and the problem's rows."""
        p = self.problem
        lines: list[Line] = []
        for i in p.acting:
            steps = self._columns(i)[:-1]
            lines += [({c: 1.0, c + 1: -1.0}, 0.0, math.inf) for c in steps]
        for row in p.rows:
            terms = {c: float(a) for i, a in row.terms for c in self._columns(i)}
            lines.append((terms, float(-row.spare(p.low)), math.inf))
        if self.floor > self.gross(p.low):
            dear = {c: float(w) for c, w in enumerate(self.spread) if w}
            lines.append((dear, float(self.floor - self.gross(p.low)), math.inf))
        return lines

    def _build(self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...]) -> Rows | None:
        """Return the programme; None where a cut leaves nothing."""
        lines, p = list(self.base), self.problem
        for cut in cuts:
            if any(cut[i] < p.low[i] for i in p.acting):
                continue  # all of the box lies above
            steps = {self.column(i, cut[i] + 1): 1.0 for i in p.acting if cut[i] < p.high[i]}
            if not steps:
                return None
            lines.append((steps, 1.0, math.inf))
        size = self._cover(lines, ceilings)
        high = np.ones(size)
        for i in p.silent:
            high[self.first[i]] = p.high[i] - p.low[i]
        return Rows(
            cost=np.concatenate([self.spread, np.zeros(size - self.size)]),
            matrix=_matrix([line for line, _, _ in lines], size),
            row_low=np.array([low for _, low, _ in lines]),
            row_high=np.array([high for _, _, high in lines]),
            low=np.zeros(size),
            high=high,
            integer=np.arange(size) < self.size,
        )

    def _capped(self, built: Rows, most: float) -> Rows:
        """Return a programme in which a setting may cost so much and no more."""
        room = most - self.gross(self.problem.low)
        return replace(
            built,
            matrix=sparse.csr_matrix(sparse.vstack([built.matrix, sparse.csr_matrix(built.cost)])),
            row_low=np.append(built.row_low, -math.inf),
            row_high=np.append(built.row_high, room),
        )

    def _cover(self, lines: list[Line], ceilings: tuple[Ceiling, ...]) -> int:
        """Add the rows of the ceilings and the columns of their cells; return the number of columns."""
        size = self.size
        for ceiling in ceilings:
            if len(ceiling.blocks) == 1 and len(ceiling.blocks[0].levers) > 1:
                size = self._alone(lines, ceiling.blocks[0], ceiling.slack, size)
                continue
            gains: dict[int, float] = {}
            constant = 0.0
            for block in ceiling.blocks:
                base = block.cells[0][1]
                constant += base
                if len(block.levers) == 1:
                    self._steps(gains, block)
                    continue
                cells = {size + n: cell for n, cell in enumerate(block.cells[1:])}
                size += len(cells)
                gains |= {c: limit - base for c, (_, limit) in cells.items()}
                lines.append((dict.fromkeys(cells, 1.0), -math.inf, 1.0))
                self._reach(lines, block, cells)
            constant += ceiling.rest
            for pool in ceiling.pools:
                constant += pool.edges[0][1]
                gains[size] = pool.edges[-1][1] - pool.edges[0][1]
                self._limit(lines, pool, size)
                size += 1
            lines.append((gains, -ceiling.slack - constant, math.inf))
        return size

    def _alone(self, lines: list[Line], block: Block, slack: float, size: int) -> int:
        """Make one cell be used whose own limit is high enough; the others have columns that stay 0."""
        cells = {size + n: cell for n, cell in enumerate(block.cells)}
        lines.append(({c: 1.0 for c, (_, limit) in cells.items() if limit >= -slack}, 1.0, 1.0))
        lines.append(({c: 1.0 for c, (_, limit) in cells.items() if limit < -slack}, -math.inf, 0.0))
        self._reach(lines, block, cells)
        return size + len(cells)

    def _limit(self, lines: list[Line], pool: Pool, column: int) -> None:
        """Keep a column, the share of the way from a pool's first limit to its last, below its edges."""
        (_, first), (_, last) = pool.edges[0], pool.edges[-1]
        base = sum(n * self.problem.low[i] for i, n in pool.steps)
        for (a, b), (c, d) in pairwise(pool.edges):
            slope = (d - b) / (c - a)
            terms = {at: slope * n for i, n in pool.steps for at in self._columns(i)}
            lines.append(({**terms, column: first - last}, first - b - slope * (base - a), math.inf))

    def _reach(self, lines: list[Line], block: Block, cells: dict[int, Cell]) -> None:
        """Let a cell be used only where the levers reach it."""
        for d, i in enumerate(block.levers):
            for level in sorted({at[d] for at, _ in cells.values()} - {self.problem.low[i]}):
                use = {c: -1.0 for c, (at, _) in cells.items() if at[d] >= level}
                lines.append(({self.column(i, level): 1.0, **use}, 0.0, math.inf))

    def _steps(self, gains: dict[int, float], block: Block) -> None:
        """Add what is gained at each level of a block's only lever."""
        for (_, below), ((level,), limit) in zip(block.cells, block.cells[1:], strict=False):
            at = self.column(block.levers[0], level)
            gains[at] = gains.get(at, 0.0) + limit - below

    def _levels(self, x: Vector) -> Levels:
        """Return the setting that columns stand for."""
        reached = [int(sum(x[c] for c in self._columns(i))) for i in range(len(self.problem.low))]
        return tuple(low + up for low, up in zip(self.problem.low, reached, strict=True))

    def _optimum(self, built: Rows, cost: Vector | None = None, whole: bool = True) -> Vector | None:
        """Return the best columns, None where there are none; without `whole` levels may be broken."""
        if cost is not None:
            built = replace(built, cost=cost)
        if not whole:
            built = replace(built, integer=np.zeros_like(built.integer))
        return self._solved(built).x

    def _solved(self, built: Rows) -> highs.Solved:
        """Return what the solver finds; presolving takes longer than it saves where cells have columns."""
        return highs.answered(highs.solve(built, presolve=len(built.cost) == self.size))


def _matrix(lines: list[dict[int, float]], size: int) -> sparse.csr_matrix:
    """Return coefficients by column as a matrix."""
    at = np.cumsum([0, *(len(line) for line in lines)])
    columns = [c for line in lines for c in line]
    data = [v for line in lines for v in line.values()]
    return sparse.csr_matrix((data, columns, at), shape=(len(lines), size))
