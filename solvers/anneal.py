"""Better settings where levers only pay when several move at once: portions against windows, tickets against both.

Single steps and exchanges end where every one of them makes things worse. Annealing (Kirkpatrick, Gelatt and Vecchi
1983) takes worse steps with a probability that falls. It walks on a few days and is corrected by what the best setting
so far shows on all days and on these few: on common random numbers the differences are much alike. Every round ends
with a few settings judged on all days; only what is accepted there is kept, and no bound rests on it.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..model.measures import Counts, Measure
from .judge import FULL, Judge
from .problem import Levels, Problem
from .roster import Roster
from .rows import Vector

DAYS, ROUNDS, TRIES = 40, 6, 800
"""Days of a step at most, or a long walk finds what few days flatter; rounds, and settings tried in each."""
LIKELY = 8
"""Settings of a round, those of least score, that are judged on all days."""
WARM, COLD = 3e-3, 1e-4
"""First and last temperature, as a share of what the levers cost."""
DEAR = 5.0
"""Price of a standard that is wholly missed, as a multiple of what the levers cost."""


@dataclass(slots=True)
class Anneal:
    """Annealing of one problem.

    Parameters
    ----------
    judge : Judge
    roster : Roster
        Its prices are those of the levers.
    rates : float64 array, shape (kept counters,)
        What each count of a replication is worth, fen a year; negative where it earns.
    quick : callable (levels, days) -> counts
        As `Problem.sample`, without being kept.
    """

    judge: Judge
    roster: Roster
    rates: Vector
    quick: Callable[[Levels, int], Counts]

    def run(self, at: Levels) -> Levels:
        """Return an accepted whole setting that costs no more than the accepted one `at`, flows included.

        Where no lever acts on a standard that is `at`: days are only known with the other levers at the top.
        """
        if not self.judge.problem.acting:
            return at
        best, scale = (self._cost(at), at), max(1.0, self._levers(at))
        dice, here = random.Random(0), at
        for number in range(ROUNDS):
            spare = self._spare(here)
            likely = self._walk(here, spare, scale, self._heat(number), dice)
            for found in likely:
                if self.judge.accepted(self.judge.problem.core(found)):
                    best = min(best, (self._cost(found), found))
            here = likely[0]
            self.judge.look(here, FULL)
        return best[1]

    @staticmethod
    def _heat(number: int) -> tuple[float, float]:
        """Return the temperatures a round begins and ends with, as shares; the last rounds are as cold as can be."""
        fall = (COLD / WARM) ** (1.0 / (ROUNDS - 2))
        return max(COLD, WARM * fall**number), max(COLD, WARM * fall ** (number + 1))

    def _walk(
        self, at: Levels, spare: Vector, scale: float, heat: tuple[float, float], dice: random.Random
    ) -> list[Levels]:
        """Return the settings of least score that are met on a walk, the least first."""
        now = (self._score(at, spare, scale), at)
        met = {at: now[0]}
        for n in range(TRIES):
            new = self.roster.complete(_step(self.judge.problem, self.roster.weights, now[1], dice))
            if new is None:
                continue
            score = self._score(new, spare, scale)
            worse = score - now[0]
            if worse <= 0 or dice.random() < math.exp(-worse / (scale * heat[0] * (heat[1] / heat[0]) ** (n / TRIES))):
                now = score, new
                met[new] = score
        return sorted(met, key=lambda levels: (met[levels], levels))[:LIKELY]

    def _score(self, whole: Levels, spare: Vector, scale: float) -> float:
        """Return what a setting costs on a few days, with a price for what standards should lack on all of them."""
        counts = self.quick(self.judge.problem.core(whole), self._days())
        goals = self.judge.problem.goals
        lack = sum(
            max(0.0, -(float(g.measure.excess(counts, g.aim).mean()) + extra)) / self._size(g.measure, counts)
            for g, extra in zip(goals, spare, strict=True)
        )
        return self._levers(whole) + float((counts @ self.rates).mean()) + DEAR * scale * lack

    @staticmethod
    def _size(measure: Measure, counts: Counts) -> float:
        """Return what a measure can reach at most on a mean day."""
        upper = measure.upper if math.isfinite(measure.upper) else 1.0
        return max(1.0, upper * float(counts[:, measure.all].sum(axis=1).mean()))

    def _spare(self, at: Levels) -> Vector:
        """Return by how much a setting's limits on all days lie above its means on a few."""
        problem = self.judge.problem
        few = self.quick(problem.core(at), self._days())
        means = [float(goal.measure.excess(few, goal.aim).mean()) for goal in problem.goals]
        return np.array([self.judge.least(at, k) - value for k, value in enumerate(means)])

    def _cost(self, whole: Levels) -> float:
        counts = self.judge.look(self.judge.problem.core(whole), FULL).counts
        return self._levers(whole) + float((counts @ self.rates).mean())

    def _days(self) -> int:
        return min(DAYS, self.judge.problem.replications)

    def _levers(self, whole: Levels) -> float:
        return float(sum(w * v for w, v in zip(self.roster.weights, whole, strict=True)))


def _step(problem: Problem, weights: Sequence[int], at: Levels, dice: random.Random) -> Levels:
    """Return a setting a few steps away: one to three levers, dear ones oftener, sometimes one for another."""
    new, acting = list(at), problem.acting
    dear = [i for i in acting if weights[i] > max(weights) // 1000] or list(acting)
    moves = [(dice.choice(dear if dice.random() < 0.5 else acting), dice.choice((-2, -1, -1, 1, 1, 2)))
             for _ in range(dice.choice((1, 1, 2, 3)))]  # fmt: skip
    if len(dear) > 1 and dice.random() < 0.3:
        less, more = dice.sample(dear, 2)
        moves += [(less, -1), (more, 1)]
    for i, step in moves:
        new[i] = min(problem.high[i], max(problem.low[i], new[i] + step))
    return tuple(new)
