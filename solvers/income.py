"""What a setting costs less what it lets earn: the programme of the search with income in it.

Levers may be bought for what they let earn (portions for tickets), so the least cost of all levers says little. Here
what is sold is a column of the programme itself, held within what levers put out (`volumes.Cap`), and proposals, limits
and narrower boxes speak of levers less income. Nobody sells more than these rows allow, so the value is a bound.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from . import highs
from .master import Line, Master, Proposal
from .problem import Levels, Problem
from .relax import Ceiling
from .rows import Rows, Vector

NEVER = -(10**18)
"""Less than any setting is worth."""
CLOSE = 1e-5
"""Gap at which a programme with income stops, as a share of its value; what counts is the solver's bound."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Some flows together are at most `most` + the sum of quantity x level; units a working day.

    Parameters
    ----------
    flows : tuple of int
        Places in `Income.flows`.
    steps : tuple of (lever, quantity)
    """

    flows: tuple[int, ...]
    steps: tuple[tuple[int, float], ...]
    most: float


@dataclass(frozen=True, slots=True)
class Income:
    """What some flows earn, and what levers let them be.

    Parameters
    ----------
    flows : tuple of (name, fen)
        What a unit a working day earns a year, at first-year prices.
    limits : tuple of Limit
    sold : callable (levels) -> units a working day by flow, shape (flows,)
        The means of a setting that was judged on all days.
    """

    flows: tuple[tuple[str, int], ...]
    limits: tuple[Limit, ...]
    sold: Callable[[Levels], Vector]

    @property
    def levers(self) -> frozenset[int]:
        """Return the levers that put out what is sold."""
        return frozenset(i for limit in self.limits for i, _ in limit.steps)

    def earned(self, levels: Levels) -> float:
        """Return what a judged setting earns, fen a year."""
        return float(np.dot([fen for _, fen in self.flows], self.sold(levels)))


class Net(Master):
    """The programme of one problem in which a setting is worth what its levers cost less what they let earn."""

    def __init__(self, problem: Problem, weights: tuple[int, ...], income: Income):
        super().__init__(problem, weights, NEVER)
        self.income = income
        self.known: dict[Levels, int] = {}

    def value(self, levels: Levels) -> int:
        """Return weights . levels less what an accepted setting earns."""
        if levels not in self.known:
            self.known[levels] = math.ceil(self.gross(levels) - self.income.earned(levels))
        return self.known[levels]

    def propose(
        self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...] = (), near: Levels | None = None
    ) -> Proposal | None:
        """Return the best setting above every cut, with a value that none falls short of; None when there is none."""
        built = self._build(cuts, ceilings)
        if built is None:
            return None
        solved = highs.answered(highs.solve(built, gap=CLOSE, presolve=False))
        if solved.x is None or solved.bound is None:
            return None
        slack = 1e-6 * float(np.abs(built.cost) @ np.abs(solved.x))  # rows hold to the solver's tolerance
        return Proposal(self._levels(solved.x), math.floor(solved.bound - slack) + self.gross(self.problem.low))

    def _build(self, cuts: Iterable[Levels], ceilings: tuple[Ceiling, ...]) -> Rows | None:
        """Return the programme with a column for each flow after all others; None where a cut leaves nothing."""
        built = super()._build(cuts, ceilings)
        if built is None:
            return None
        first, flows = len(built.cost), self.income.flows
        lines = [self._held(limit, first) for limit in self.income.limits]
        size = first + len(flows)
        more = np.zeros((len(lines), size))
        for row, (line, _, _) in zip(more, lines, strict=True):
            row[list(line)] = list(line.values())
        old = sparse.csr_matrix(built.matrix)
        wide = sparse.csr_matrix((old.data, old.indices, old.indptr), shape=(len(built.row_low), size))
        return replace(
            built,
            cost=np.append(built.cost, [-float(fen) for _, fen in flows]),
            matrix=sparse.csr_matrix(sparse.vstack([wide, sparse.csr_matrix(more)])),
            row_low=np.append(built.row_low, [low for _, low, _ in lines]),
            row_high=np.append(built.row_high, [high for _, _, high in lines]),
            low=np.append(built.low, np.zeros(len(flows))),
            high=np.append(built.high, np.full(len(flows), math.inf)),
            integer=np.append(built.integer, np.zeros(len(flows), dtype=bool)),
        )

    def _held(self, limit: Limit, first: int) -> Line:
        """Return the row of a limit; the columns of flows begin at `first`."""
        terms = {first + f: 1.0 for f in limit.flows}
        most = limit.most
        for i, quantity in limit.steps:
            most += quantity * self.problem.low[i]
            terms |= dict.fromkeys(self._columns(i), -quantity)
        return terms, -math.inf, most
