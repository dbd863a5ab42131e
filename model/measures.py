"""What quality means, and what one replication says about it.

Every measure that can be a standard is a ratio of sums, E[good] / E[all], so that a standard "at least t" is the
linear statement E[good - t * all] >= 0: it needs no ratio estimator, an empty day (all = 0) says nothing, and the
statement splits into the parts (stretches of the day) that the window relaxation works with.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .text import Text

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Supply:
    """What some levers put out together, and some parts of a measure use up.

    Parameters
    ----------
    parts : tuple of int
        On no day is `good` of these parts together more than what is put out; `all` of them does not depend on levers.
    steps : tuple of (lever, number)
        What is put out: the sum of number x level.
    """

    parts: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of quality of a unit.

    Parameters
    ----------
    name : str
        Identifier in scenario files, `litter_indoor`.
    text : Text
        What it says, in the reader's words.
    unit : str
        Unit of good / all, `1` for a share, `point` for a score.
    good, all : tuple of int
        Indices into the counts of a replication; entry w is the part of window w. `sum(good) / sum(all)` is the
        value, times `scale`.
    levers : tuple of tuple of int
        For each part, the indices of the levers that act on it directly. Levers outside the union have no
        influence on the measure at all.
    monotone : bool
        True when raising any lever can never worsen the measure on the same trace as long as all people are equal
        (`conduct.equal`); False when this is only tested, so that bounds built on it are heuristic.
    lower, upper : float
        Range of the value, after scaling.
    standard : bool
        False where the measure is only told and cannot be a standard: raising levers does not simply better it.
    supplies : tuple of Supply
        What limits some parts whatever happens, by counting alone. No part is in two of them.
    """

    name: str
    text: Text
    unit: str
    good: tuple[int, ...]
    all: tuple[int, ...]
    levers: tuple[tuple[int, ...], ...]
    monotone: bool = False
    scale: float = 1.0
    lower: float = 0.0
    upper: float = 1.0
    standard: bool = True
    supplies: tuple[Supply, ...] = ()

    def excess(self, counts: Counts, target: float) -> NDArray[np.float64]:
        """Return good - target * all per replication, scaled, shape (replications,), from counts (replications, n)."""
        return self.scale * counts[:, self.good].sum(axis=1) - target * counts[:, self.all].sum(axis=1)

    def value(self, counts: Counts) -> float | None:
        """Return the value over all replications; None when nothing happened (no share of nothing)."""
        total = int(counts[:, self.all].sum())
        return self.scale * int(counts[:, self.good].sum()) / total if total else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one replication produced.

    Parameters
    ----------
    counts : int64 array, shape (n,)
        Named by `Kind.counters(spec)`.
    log : int64 array, shape (events, 5), or None
        Rows (tick ms, rank, entity, who, value) in total order; made only when asked for.
    """

    counts: Counts
    log: NDArray[np.int64] | None = field(default=None)


def canonical(rows: Any) -> NDArray[np.int64]:
    """Return event rows as an int64 array of shape (events, 5) in total order (lexicographic by column)."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return table[np.lexsort(table.T[::-1])]
