"""What to have, and what to pay for not having it: levers weighed against the flows that their shortage causes.

Where money follows what is short (`Flow.weighed`: ride-hailing for want of vehicles), the least levers that meet the
standards are not the cheapest plan. What such flows cost a year, the *charge*, is an expectation that only simulation
knows and that falls as levers rise. So its range is cut into tiers: the search for the least levers whose charge stays
below the top of a tier gives a bound L, and every setting of the tier costs at least L plus the tier's lower end. The
tier with the least such sum is cut in two until it comes close to the best setting known. This is the method of
bounded objectives (epsilon-constraint: Haimes, Lasdon and Wismer 1971), with bounds instead of optima.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..model.estimate import mean
from ..model.measures import Counts, Measure
from ..model.text import Text
from .descent import descend
from .found import Found, Hint
from .judge import FULL
from .problem import Goal, Levels, Problem
from .search import Search

CHARGE = Text("缺口费用", "charge for what is short")
MOST, FEW = 10, 8
"""Tiers searched at most; acting levers up to which tiers tell more than hindsight does."""
MOVES, QUICK = 800, 6
"""Settings looked at on the way down from the best one known, and replications on which each is."""
Rates = NDArray[np.float64]
Make = Callable[[Problem, int], Search]


@dataclass(frozen=True, slots=True)
class Tier:
    """A range of the charge, fen a year, and what levers cost at least in settings with a charge of at most `high`."""

    low: float
    high: float
    bound: float

    @property
    def least(self) -> float:
        """Return what any setting of the tier costs at least."""
        return self.low + self.bound


@dataclass(frozen=True, slots=True)
class Weighed:
    """The outcome of weighing under one set of prices.

    Parameters
    ----------
    best : tuple of int or None
        The cheapest accepted setting, charge included, and its `value` in fen a year.
    bound : int or None
        No setting of the box that meets the standards costs less; None when none meets them.
    searches : tuple of Search
        One a tier searched, each with what it has accepted.
    hint : Hint
        What a similar problem may begin with.
    """

    best: Levels | None
    value: float | None
    bound: int | None
    searches: tuple[Search, ...]
    hint: Hint


def charged(problem: Problem, rates: Rates, limit: float = math.inf) -> Problem:
    """Return a problem whose days also tell their charge, whole fen a year, with a limit on its mean.

    Parameters
    ----------
    rates : float64 array, shape (counters,)
        Fen a year for each count of a replication.
    """
    width, inner = len(rates), problem.sample

    def sample(levels: Levels, n: int) -> Counts:
        counts = inner(levels, n)
        charge = np.rint(counts @ rates).astype(np.int64)
        return np.column_stack([counts, charge, np.ones(len(counts), dtype=np.int64)])

    measure = Measure("charge", CHARGE, "fen", (width,), (width + 1,), (problem.acting,), scale=-1.0, upper=math.inf)
    goals = problem.goals if math.isinf(limit) else (*problem.goals, Goal(measure, -limit, -limit))
    return replace(problem, sample=sample, goals=goals)


def weigh(
    problem: Problem,
    rates: Rates,
    make: Make,
    weights: tuple[int, ...],
    gap: float,
    hint: Hint,
    least: int | None = None,
) -> Weighed:
    """Return the cheapest setting with its charge, and a bound, under prices of levers.

    With many levers that stand in for one another, the bounds of tiers say little. Where hindsight says more (`least`),
    one tier finds what meets the standards, and its best setting is bettered step by step.

    Parameters
    ----------
    make : callable (problem, number) -> Search
        The search of a tier; `number` counts from 1, so that errors can be shared among tiers.
    gap : float
        Share of the best value within which the bound is good enough.
    least : int, optional
        A bound known beforehand.
    """
    most = MOST if least is None or len(problem.acting) <= FEW else 1
    return _Scale(problem, rates, make, weights, gap, most).run(hint, -math.inf if least is None else least)


def again(search: Search, rates: Rates, weights: tuple[int, ...], start: Levels) -> None:
    """Let a search that is done also begin from `start`, mended where it is not accepted."""
    at = search.climb().mend(start)
    if at is not None:
        go_down(search, rates, weights, search.problem.core(at), MOVES // 2)


def go_down(search: Search, rates: Rates, weights: tuple[int, ...], at: Levels, most: int) -> None:
    """Go down from an accepted setting, levers and charge together; the search keeps what it accepts on the way.

    Parameters
    ----------
    search : Search
        Its problem tells the charge (`charged`).
    """

    def cost(levels: Levels) -> float | None:
        whole = search.roster.complete(levels)
        if whole is None:
            return None
        priced = sum(w * v for w, v in zip(weights, whole, strict=True))
        return priced + float(search.problem.sample(levels, QUICK)[:, len(rates)].mean())

    descend(search.problem, at, weights, cost, search.judge.accepted, most)


class _Scale:
    """One weighing: the tiers, the searches behind them, and the best setting so far."""

    def __init__(self, problem: Problem, rates: Rates, make: Make, weights: tuple[int, ...], gap: float, most: int):
        self.problem, self.rates, self.make, self.weights = problem, rates, make, weights
        self.gap, self.most = gap, most
        self.searches: list[Search] = []
        self.best: tuple[float, Levels] | None = None

    def run(self, hint: Hint, known: float) -> Weighed:
        """Cut tiers until the least of them comes close to the best setting, and better that one."""
        found, hint = self._search(math.inf, 0.0, hint)
        if found.bound is None:
            return Weighed(None, None, None, tuple(self.searches), hint)
        tiers = [Tier(self._floor(), math.inf, float(found.bound))]
        while len(self.searches) < self.most and self.best is not None:
            tiers = [t for t in (self._pruned(t) for t in tiers) if t.high > t.low]
            worst = min(tiers, key=lambda t: (t.least, t.low), default=None)
            if worst is None or worst.least >= (1 - self.gap) * self.best[0]:
                break
            middle = (worst.low + worst.high) / 2
            found, hint = self._search(middle, worst.low, hint)
            below = Tier(worst.low, middle, math.inf if found.bound is None else float(found.bound))
            tiers = [*(t for t in tiers if t is not worst), below, Tier(middle, worst.high, worst.bound)]
        self._better()
        value = self.best[0] if self.best else math.inf
        least = min(max(known, min([t.least for t in tiers], default=math.inf)), value)
        bound = None if math.isinf(least) else math.floor(least)
        best, cost = (self.best[1], value) if self.best else (None, None)
        return Weighed(best, cost, bound, tuple(self.searches), hint)

    def _search(self, limit: float, low: float, hint: Hint) -> tuple[Found, Hint]:
        """Search with a limit on the charge, and weigh what it accepts."""
        search = self.make(charged(self.problem, self.rates, limit), len(self.searches) + 1)
        if self.best is not None:
            search.enough = math.ceil((1 - self.gap) * self.best[0] - low)
        found = search.run(self.weights, hint)
        self.searches.append(search)
        self._weigh(search.accepted())
        return found, search.hint(found)

    def _weigh(self, settings: Iterable[Levels]) -> None:
        """Keep the cheapest of some accepted settings."""
        for levels in settings:
            cost = self._levers(levels) + self._charge(levels)
            if self.best is None or (cost, levels) < self.best:
                self.best = cost, levels

    def _better(self) -> None:
        """Go down from the best setting where its neighbours are cheaper, charge included."""
        if self.best is not None:
            go_down(self.searches[0], self.rates, self.weights, self.problem.core(self.best[1]), MOVES)
            self._weigh(self.searches[0].accepted())

    def _levers(self, levels: Levels) -> int:
        return sum(w * v for w, v in zip(self.weights, levels, strict=True))

    def _pruned(self, tier: Tier) -> Tier:
        """Return a tier without the charges at which not even its bound could better the best setting."""
        assert self.best is not None
        return replace(tier, high=min(tier.high, self.best[0] - tier.bound))

    def _charge(self, levels: Levels) -> float:
        counts = self.searches[0].judge.look(levels, FULL).counts
        return float(counts[:, len(self.rates)].mean())

    def _floor(self) -> float:
        """Return the lower limit of the charge with all levers at the top."""
        judge = self.searches[0].judge
        record = judge.look(self.problem.high, FULL)
        found = mean(record.counts[:, len(self.rates)].astype(np.float64))
        return found.value if self.problem.error == 0 else found.lower(record.share)
