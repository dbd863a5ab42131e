"""What the search inside a unit is asked: a box of levels, rules among them, and standards on simulated days."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..model.levers import Row
from ..model.measures import Counts, Measure

Levels = tuple[int, ...]
Sample = Callable[[Levels, int], Counts]


@dataclass(frozen=True, slots=True)
class Goal:
    """A standard as the search sees it.

    Parameters
    ----------
    measure : Measure
    target : float
        What must be reached; a setting is rejected against it.
    aim : float
        What a plan should reach, target plus margin; a setting is accepted against it.
    """

    measure: Measure
    target: float
    aim: float

    @property
    def reach(self) -> frozenset[int]:
        """Return the levers with any influence on the measure."""
        return frozenset(i for part in self.measure.levers for i in part)

    def parts(self, counts: Counts) -> NDArray[np.float64]:
        """Return good - target * all of each part, scaled, shape (parts, replications)."""
        m = self.measure
        good, every = counts[:, m.good].T, counts[:, m.all].T
        return m.scale * good - self.target * every


@dataclass(frozen=True, slots=True)
class Problem:
    """The search of one option with one number of staff in post.

    Levers within the reach of some standard are *acting*; the others are *silent*: days do not depend on them, they
    are only paid for and tied to the acting ones by rows.

    Parameters
    ----------
    low, high : tuple of int
        The box; both ends included.
    machine : tuple of bool
        Which levers count machines; of equally dear settings the one with fewer is better.
    goals : tuple of Goal
    sample : callable (levels, n) -> int64 array, shape (n, counters)
        Counts of replications 0..n-1 at a setting; replication r is the same whatever n.
    replications : int
        The most that are spent on a setting, unless they are doubled.
    error : float
        Probability with which at least one rejection may be wrong; 0 judges by the plain mean of exactly
        `replications` replications, without any allowance for chance.
    risk : float
        Probability with which a setting may be accepted that fails some aim; what is accepted is not claimed, for
        a plan is certified on fresh days.
    rows : tuple of Row
        Linear rules that every proposed and accepted setting obeys.
    doublings : int
        How often a setting's replications may be doubled while some goal is undecided.
    days : int
        Replications of the top of the box, more than `replications`, on which the demand of a day is known; what is
        rejected and what limits is then judged with it as a control variate. 0 does without.
    """

    low: Levels
    high: Levels
    machine: tuple[bool, ...]
    goals: tuple[Goal, ...]
    sample: Sample
    replications: int
    error: float
    risk: float = 0.05
    rows: tuple[Row, ...] = ()
    doublings: int = 0
    days: int = 0
    acting: tuple[int, ...] = field(init=False)
    silent: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        reach = frozenset[int]().union(*(g.reach for g in self.goals))
        object.__setattr__(self, "acting", tuple(sorted(reach)))
        object.__setattr__(self, "silent", tuple(i for i in range(len(self.low)) if i not in reach))

    def core(self, levels: Levels) -> Levels:
        """Return a setting with its silent levers at the top: what days depend on."""
        if not self.silent:
            return levels
        at = list(levels)
        for i in self.silent:
            at[i] = self.high[i]
        return tuple(at)

    def inside(self, levels: Levels) -> bool:
        """Return whether a setting has as many levels as the box and lies in it."""
        fits = zip(self.low, levels, self.high, strict=True) if len(levels) == len(self.low) else ()
        return len(levels) == len(self.low) and all(a <= v <= b for a, v, b in fits)

    def legal(self, levels: Levels) -> bool:
        """Return whether a setting of the box obeys every row."""
        return all(row.spare(levels) >= 0 for row in self.rows)

    def possible(self, levels: Levels) -> bool:
        """Return whether a setting breaks no row that would only be broken more at any setting below it."""
        return all(row.spare(levels) >= 0 for row in self.rows if all(c >= 0 for _, c in row.terms))


def below(a: Levels, b: Levels) -> bool:
    """Return whether no lever of `a` is above that of `b`."""
    return all(x <= y for x, y in zip(a, b, strict=True))


def moved(levels: Levels, lever: int, level: int) -> Levels:
    """Return a setting with one lever at another level."""
    return (*levels[:lever], level, *levels[lever + 1 :])
