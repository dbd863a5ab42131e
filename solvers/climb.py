"""Finding accepted settings: up where it hurts, down where nothing is lost. They are what proposals must beat."""

import math
from collections.abc import Iterable

from .descent import descend
from .judge import FULL, Judge
from .nearby import trade
from .problem import Levels, moved
from .roster import Roster

STEPS, MENDS, NEAR = 16, 3, 10
"""Steps along the diagonal of the box; steps up that may mend a setting, and levers that are tried at each."""
EXCHANGES = 200
"""Settings looked at around an accepted one, most of them priced only."""


class Climb:
    """The incumbents of a search under one set of prices.

    Parameters
    ----------
    judge : Judge
    roster : Roster
        Says what the rest of a setting costs, and whether there is any.
    """

    def __init__(self, judge: Judge, roster: Roster):
        self.judge, self.roster, self.problem = judge, roster, judge.problem

    def descend(self, start: Levels | None) -> Levels | None:
        """Return an accepted setting none of whose levers can be lowered.

        From `start` where that is accepted or soon mended, else from the lowest accepted setting on the diagonal
        of the box. Where rules tie what is open to people, the levers that are not tied begin at the top: a machine
        too few would hold on to people, who are dearer.
        """
        at = self.mend(start) if start and self.problem.inside(start) else None
        if at is None:
            share, fine = 0, STEPS
            while fine - share > 1:
                middle = (share + fine) // 2
                if self._meets(self._diagonal(middle)):
                    fine = middle
                else:
                    share = middle
            at = self._diagonal(fine)
        if not self._meets(at):
            return None
        if self.roster.tied:
            tied = self._tied()
            loose = [i for i in self.problem.acting if i not in tied]
            full = tuple(self.problem.high[i] if i in loose else v for i, v in enumerate(at))
            at = full if self._meets(full) else at
        return self.lower(at)

    def improve(self, proposal: Levels) -> Levels | None:
        """Return an accepted setting near a proposal, from which no lever can be lowered."""
        at = self.mend(proposal, MENDS + len(self.problem.acting) // 4)
        return None if at is None else self.lower(at)

    def exchange(self, at: Levels | None) -> None:
        """Look for cheaper settings near an accepted one, if there is one: some steps up pay for others down."""
        if at is not None and self.roster.tied:
            trade(self.judge, self.roster, at)
        elif at is not None:
            descend(self.problem, at, self.roster.weights, self.roster.value, self.judge.meets, EXCHANGES)

    def lower(self, at: Levels) -> Levels:
        """Return a setting from which no lever can be lowered, dearest first, by doubling and halving steps.

        Shadow prices move with the setting, so they are taken anew whenever a tied lever has come down.
        """
        low, stuck, tied = self.problem.low, set[int](), self._tied()
        while left := [i for i in self.problem.acting if i not in stuck and at[i] > low[i]]:
            prices = self.roster.prices(at)
            i, step = max(left, key=lambda i: (prices[i], -i)), 1
            while step and at[i] > low[i]:
                lowered = moved(at, i, max(low[i], at[i] - step))
                if self._meets(lowered):
                    at, step = lowered, step * 2
                    if i in tied:
                        break
                else:
                    step //= 2
            else:
                stuck.add(i)
        return at

    def _tied(self) -> set[int]:
        """Return the acting levers that need people."""
        return {i for row in self.roster.tied for i, c in row.terms if c < 0}

    def mend(self, levels: Levels, steps: int = MENDS) -> Levels | None:
        """Return a setting, raised by at most `steps` steps where its weakest standard gains most, if accepted.

        Many steps are given up as soon as those left will not do, should each gain as much as the one before.
        """
        weak = -math.inf
        for left in range(steps if self.problem.goals else 0, 0, -1):
            if self._meets(levels):
                return levels
            self.judge.look(levels, FULL)
            before, (weak, k) = weak, self.judge.weakest(levels)
            if steps > MENDS and before > -math.inf and weak + left * (weak - before) < 0:
                return None
            raised = [moved(levels, i, levels[i] + 1) for i in self._sore(levels, k)]
            raised = [each for each in raised if self.roster.complete(each) is not None]
            if not raised:
                return None
            for each in raised:
                self.judge.look(each, FULL)
            levels = max(raised, key=lambda s: (self.judge.weakest(s), s))
        return levels if self._meets(levels) else None

    def use(self, levels: Levels) -> Levels:
        """Return a setting with tied levers raised as far as the rules allow as it is, those of poor parts first."""
        tied = self._tied()
        goals = range(len(self.problem.goals)) if tied else ()
        order = list(dict.fromkeys(i for k in self._poorest(levels, goals) for i in self._sore(levels, k) if i in tied))
        order += sorted(tied - set(order))
        while True:
            before = levels
            for i in order:
                raised = moved(levels, i, levels[i] + 1)
                if raised[i] <= self.problem.high[i] and self.problem.legal(raised):
                    levels = raised
            if levels == before:
                return levels

    def _poorest(self, levels: Levels, goals: Iterable[int]) -> list[int]:
        """Return goals, the weakest at a setting first."""
        self.judge.look(levels, FULL)
        return sorted(goals, key=lambda k: (self.judge.strength(levels, k), k))

    def _sore(self, levels: Levels, k: int) -> list[int]:
        """Return the levers that can be raised and act on goal k, those of its worst parts first, `NEAR` at most."""
        goal, high = self.problem.goals[k], self.problem.high
        parts = goal.parts(self.judge.look(levels, FULL).counts).mean(axis=1)
        order = sorted(range(len(parts)), key=lambda p: (float(parts[p]), p))
        spans = goal.measure.levers
        near = [i for p in order for q in (p, p - 1) if q >= 0 for i in spans[q]]
        return sorted([i for i in dict.fromkeys(near) if levels[i] < high[i]][:NEAR])

    def _diagonal(self, share: int) -> Levels:
        low, high = self.problem.low, self.problem.high
        return tuple(a + -(-(b - a) * share // STEPS) for a, b in zip(low, high, strict=True))

    def _meets(self, levels: Levels) -> bool:
        return self.roster.complete(levels) is not None and self.judge.meets(levels)
