"""Does a setting meet the standards? Sequential tests on common random numbers, with one error budget.

A verdict on a standard is BAD (rejected), GOOD (accepted) or OPEN (the sample cannot tell). Only BAD settings enter
a lower bound, only GOOD ones a plan. All settings see the same replications, so what is learnt is ordered: under
monotonicity everything below a BAD setting is BAD, and the audit says how far that can be trusted.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..model.errors import Cancelled
from ..model.estimate import Mean, mean, quantile
from ..model.measures import Counts
from .control import Control
from .front import Front
from .problem import Goal, Levels, Problem

BAD, OPEN, GOOD = -1, 0, 1
FULL = -1
SPREAD = 64
"""Test j may err with probability alpha * SPREAD / ((SPREAD + j - 1) (SPREAD + j)); over all j these sum to alpha."""


@dataclass(slots=True)
class Record:
    """What is known of one setting: counts so far, verdict by goal, and its share of the error budget."""

    counts: Counts
    share: float
    verdicts: list[int]
    n: int = 0


@dataclass(slots=True)
class Judge:
    """Evaluates settings of one problem and remembers everything.

    Parameters
    ----------
    problem : Problem
    stop : callable () -> bool
        Asked before every evaluation; True ends the search with `Cancelled`.
    """

    problem: Problem
    stop: Callable[[], bool] = lambda: False
    seen: dict[Levels, Record] = field(default_factory=dict)
    bad: list[Front] = field(default_factory=list)
    fine: list[Front] = field(default_factory=list)
    """By goal, the highest settings that are BAD, and the lowest that are certainly not known to be."""
    poor: list[Front] = field(default_factory=list)
    good: list[Front] = field(default_factory=list)
    """By goal, the highest settings that all replications left not GOOD, and the lowest GOOD ones."""
    standing: list[Levels] = field(default_factory=list)
    """Settings that are accepted, in order of finding."""
    looks: tuple[int, ...] = ()
    known: dict[tuple[int, tuple[int, ...]], Control] = field(default_factory=dict)
    """By goal and parts, the demand of many days."""
    more: int = 0
    """Replications spent on demand alone."""

    def __post_init__(self) -> None:
        n, times = self.problem.replications, range(1, self.problem.doublings + 1)
        first = () if self.problem.error == 0 else (max(n // 4, min(8, n)), n // 2 or 1)
        self.looks = tuple(sorted({*first, n, *(n * 2**d for d in times if self.problem.error)}))
        for pools, lowest in ((self.bad, False), (self.fine, True), (self.poor, False), (self.good, True)):
            pools += [Front(lowest) for _ in self.problem.goals]

    def look(self, levels: Levels, focus: int | None = None) -> Record:
        """Return what is known of a setting after simulating it as far as needed.

        With a `focus` the sampling ends once that goal is decided, with `FULL` when all replications are spent;
        without, once any goal is BAD or all replications are spent. Replications are doubled for what is undecided.
        """
        levels = self.problem.core(levels)
        record = self.seen.get(levels)
        if record is None:
            j = len(self.seen) + 1
            share = self.problem.error * SPREAD / ((SPREAD + j - 1) * (SPREAD + j))
            record = Record(np.zeros((0, 0), dtype=np.int64), share, [OPEN] * len(self.problem.goals))
            self.seen[levels] = record
        for n in self.looks:
            if n <= record.n:
                continue
            if record.n and self._enough(record, focus):
                break
            if self.stop():
                raise Cancelled("the search was cancelled")
            record.counts, record.n = self.problem.sample(levels, n), n
            self._judge(levels, record)
        return record

    def rejected(self, levels: Levels, k: int) -> bool:
        """Return whether goal k is BAD at a setting, by what is known of comparable ones or by simulation."""
        levels = self.problem.core(levels)
        if self.bad[k].covers(levels):
            return True
        if self.fine[k].covers(levels):
            return False
        return self.look(levels, k).verdicts[k] == BAD

    def wanting(self, levels: Levels, k: int) -> bool:
        """Return whether goal k is short of GOOD at a setting, by comparable ones or by simulation in full."""
        levels = self.problem.core(levels)
        if self.poor[k].covers(levels):
            return True
        if self.good[k].covers(levels):
            return False
        return self.look(levels, FULL).verdicts[k] != GOOD

    def accepted(self, levels: Levels) -> bool:
        """Return whether every goal is GOOD at a setting, simulating it in full unless one is BAD."""
        self.look(levels)
        return self.stands(levels)

    def meets(self, levels: Levels) -> bool:
        """Return whether a setting is accepted, not simulating it where a comparable one is short."""
        levels = self.problem.core(levels)
        if levels not in self.seen and any(pool.covers(levels) for pool in self.poor):
            return False
        return self.accepted(levels)

    def stands(self, levels: Levels) -> bool:
        """Return whether a setting is known to be accepted, without simulating anything."""
        record = self.seen.get(self.problem.core(levels))
        return record is not None and self._whole(record) and all(v == GOOD for v in record.verdicts)

    def strength(self, levels: Levels, k: int) -> float:
        """Return the mean excess of goal k over its aim at a setting seen, in standard deviations of a day."""
        goal = self.problem.goals[k]
        excess = goal.measure.excess(self.seen[self.problem.core(levels)].counts, goal.aim)
        return float(excess.mean()) / (float(excess.std()) + 1e-9)

    def weakest(self, levels: Levels) -> tuple[float, int]:
        """Return the least strength of any goal at a setting seen, and that goal."""
        return min((self.strength(levels, k), k) for k in range(len(self.problem.goals)))

    def ceiling(self, levels: Levels, k: int) -> NDArray[np.float64]:
        """Return an upper limit of the expectation of each part of goal k at a setting, shape (parts,)."""
        record = self.look(levels, FULL)
        goal = self.problem.goals[k]
        parts = goal.parts(record.counts)
        if self.problem.error == 0:
            return np.array([math.fsum(p.tolist()) / len(p) for p in parts])
        return np.array([self._mean(p, k, (n,)).upper(self._alpha(record)) for n, p in enumerate(parts)])

    def most(self, levels: Levels, k: int) -> float:
        """Return an upper limit of the expectation of goal k's excess at a setting."""
        record = self.look(levels, FULL)
        goal = self.problem.goals[k]
        found = self._mean(goal.measure.excess(record.counts, goal.target), k)
        return found.value if self.problem.error == 0 else found.upper(self._alpha(record))

    def least(self, levels: Levels, k: int) -> float:
        """Return the lower limit of goal k's mean excess over its aim at a setting by which it is accepted."""
        goal = self.problem.goals[k]
        above = self._mean(goal.measure.excess(self.look(levels, FULL).counts, goal.aim), k)
        return above.value if self.problem.error == 0 else above.lower(self.problem.risk / len(self.problem.goals))

    def supplied(self, k: int, parts: tuple[int, ...], put_out: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return upper limits of what parts of goal k can reach, each by what is put out for them (`Supply`)."""
        record, goal = self.look(self.problem.high, FULL), self.problem.goals[k]
        demand = self.many()[:, [goal.measure.all[p] for p in parts]].sum(axis=1)
        found = [mean(goal.measure.scale * np.minimum(most, demand) - goal.target * demand) for most in put_out]
        return np.array([m.value if self.problem.error == 0 else m.upper(self._alpha(record)) for m in found])

    def many(self) -> Counts:
        """Return the counts of the top of the box, on as many days as demand is known for."""
        if self.problem.error == 0:
            return self.problem.sample(self.problem.core(self.problem.high), self.looks[-1])
        if self.stop():
            raise Cancelled("the search was cancelled")
        self.more = max(0, self.problem.days - self.looks[-1])
        return self.problem.sample(self.problem.core(self.problem.high), self.looks[-1] + self.more)

    def _mean(self, sample: NDArray[np.float64], k: int, parts: tuple[int, ...] = ()) -> Mean:
        """Return the mean of parts of goal k (all of them unless given), demand being known for many days."""
        if self.problem.days <= self.looks[-1] or self.problem.error == 0:
            return mean(sample)
        if (k, parts) not in self.known:
            every = self.problem.goals[k].measure.all
            own = [every[p] for p in parts] or list(every)
            self.known[k, parts] = Control(self.many()[:, own].sum(axis=1).astype(np.float64))
        return self.known[k, parts].mean(sample)

    def _whole(self, record: Record) -> bool:
        """Return whether a setting has met all days, and further ones as long as its verdict was open."""
        decided = BAD in record.verdicts or OPEN not in record.verdicts
        return record.n == self.looks[-1] or (decided and record.n >= self.problem.replications)

    def _enough(self, record: Record, focus: int | None) -> bool:
        if focus is None:
            return BAD in record.verdicts or self._whole(record)
        if focus == FULL:
            return self._whole(record)
        return record.verdicts[focus] != OPEN

    def _alpha(self, record: Record) -> float:
        """Return the error of one statement: a setting makes one for each look, goal and part."""
        statements = sum(1 + len(g.measure.good) + len(g.measure.supplies) for g in self.problem.goals)
        return record.share / (len(self.looks) * statements)

    def _judge(self, levels: Levels, record: Record) -> None:
        last = record.n == self.looks[-1]
        record.verdicts = [self._verdict(k, record, last) for k in range(len(self.problem.goals))]
        whole = self._whole(record)
        for k, verdict in enumerate(record.verdicts):
            if verdict == BAD:
                self.bad[k].add(levels)
            elif verdict == GOOD or last:
                self.fine[k].add(levels)
            if verdict == BAD or last or (whole and verdict == GOOD):
                (self.good if verdict == GOOD else self.poor)[k].add(levels)
        if self.stands(levels):
            self.standing.append(levels)

    def _verdict(self, k: int, record: Record, last: bool) -> int:
        goal = self.problem.goals[k]
        below = mean(goal.measure.excess(record.counts, goal.target))
        if self.problem.error == 0:
            return GOOD if below.value >= -1e-9 * (1.0 + abs(goal.target)) else BAD
        if not below.error and not last:
            return OPEN  # a handful of equal days proves nothing yet
        alpha = self._alpha(record)
        if self._mean(goal.measure.excess(record.counts, goal.target), k).upper(alpha) < 0:
            return BAD
        above = self._mean(goal.measure.excess(record.counts, goal.aim), k)
        return GOOD if above.lower(self.problem.risk / len(self.problem.goals) if last else alpha) >= 0 else OPEN

    def audit(self, pairs: list[tuple[Levels, Levels]]) -> tuple[int, tuple[Levels, Levels, str] | None]:
        """Count the comparable pairs in which raising levers significantly worsened a measure.

        Parameters
        ----------
        pairs : list of (lower, upper) settings
            Examined besides all comparable pairs among the settings already seen.

        Returns
        -------
        tuple
            Number of violations, and the worst one as (lower, upper, measure). A drop of the paired mean counts
            when it exceeds 3 standard errors and also the Student quantile of level 0.01 shared among all
            comparisons, so that a monotone service is called otherwise with probability 0.01 at most.
        """
        for pair in pairs:
            for levels in pair:
                self.look(levels, FULL)
        known = sorted(self.seen)
        table = np.array(known)
        order = (table[:, None, :] <= table[None, :, :]).all(axis=2)
        lower, upper = np.nonzero(order & ~np.eye(len(known), dtype=bool))
        spent = np.array([self.seen[s].n for s in known])
        n = np.minimum(spent[lower], spent[upper])
        tests = max(1, len(n) * len(self.problem.goals))
        limit = {int(m): max(3.0, quantile(0.01 / tests, int(m))) / math.sqrt(m) for m in set(n.tolist())}
        strict = np.array([limit[m] for m in n.tolist()])
        count, worst, found = 0, 0.0, None
        for goal in self.problem.goals:
            change, spread = self._changes(goal, known, lower, upper)
            drop = np.where(change < -strict * spread - 1e-9, change, 0.0)
            count += int((drop < 0).sum())
            if len(drop) and drop.min() < worst:
                at = int(drop.argmin())
                worst, found = float(drop[at]), (known[lower[at]], known[upper[at]], goal.measure.name)
        return count, found

    def _changes(
        self, goal: Goal, known: list[Levels], lower: NDArray[np.int64], upper: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return mean and standard deviation of the paired differences upper - lower of a goal's excess."""
        days = np.full((len(known), self.looks[-1]), np.nan)
        for i, s in enumerate(known):
            days[i, : self.seen[s].n] = goal.measure.excess(self.seen[s].counts, goal.target)
        change = days[upper] - days[lower]
        some = ~np.isnan(change)
        n = some.sum(axis=1)
        centre = np.where(some, change, 0.0).sum(axis=1) / n
        rest = np.where(some, change - centre[:, None], 0.0)
        return centre, np.sqrt((rest**2).sum(axis=1) / np.maximum(n - 1, 1))
