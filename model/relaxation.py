"""What no setting can surpass on given days: a linear programme that contains the outcome of every one.

A kind that can say what hindsight would allow at most states it as columns and rows (`Kind.relaxed`). With prices on
levers and counts, and standards as further rows, its optimum bounds every plan from below, whatever the dispatcher
or the queue discipline, monotone or not (`solvers.hindsight`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relaxation:
    """What may happen in one replication, at most.

    For every setting and its outcome on the trace there is a z with 0 <= z <= high and
    matrix z <= limit + levers x such that base + gains z is no less than the outcome's counts where these are `good`
    in a measure, equal where they are `all`, and cost no more where weighed flows are paid for them, each item of the
    ledger at the flows' own prices. Who comes
    to work and which machines are at hand may enter by their expectation: the optimum is convex in them, so its
    expectation only falls (Jensen's inequality).

    Parameters
    ----------
    gains : sparse, shape (counters, columns)
        What a unit of a column adds to each count.
    base : float64 array, shape (counters,)
        What counts are whatever is done.
    high : float64 array, shape (columns,)
        Finite.
    matrix : sparse, shape (rows, columns)
    levers : sparse, shape (rows, levers)
        What a step of a lever adds to the limit of a row.
    limit : float64 array, shape (rows,)
    """

    gains: "sparse.csr_matrix"
    base: Floats
    high: Floats
    matrix: "sparse.csr_matrix"
    levers: "sparse.csr_matrix"
    limit: Floats
