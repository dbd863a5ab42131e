"""The event log of a kernel: rows (tick, rank, entity, who, value) in an array that grows until the day fits."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..measures import Outcome, canonical
from .jit import inline

Ints = NDArray[np.int64]
_NO_LOG, _NO_ROW = np.empty((0, 5), dtype=np.int64), np.empty(0, dtype=np.int64)


@inline
def note(log, row, tick, rank, entity, who, value):
    """Append an event, to no avail where the log is full; a log of no rows stays as it is."""
    if log.shape[0]:
        n = row[0]
        if n < log.shape[0]:
            log[n, 0], log[n, 1], log[n, 2], log[n, 3], log[n, 4] = tick, rank, entity, who, value
        row[0] = n + 1


def told(day: Callable[[Ints, Ints, Ints], None], counters: int, room: int) -> Outcome:
    """Return the outcome of a day.

    Parameters
    ----------
    day : callable (counts, log, row)
        Tells the day: adds to counts, int64 [counters], and writes log, int64 [rows, 5]; where that has rows, it leaves
        in row[0] how many events there were, written or not.
    room : int
        Rows to begin with; 0 when no log is wanted.
    """
    if not room:
        counts = np.zeros(counters, dtype=np.int64)
        day(counts, _NO_LOG, _NO_ROW)
        return Outcome(counts)
    row = np.zeros(1, dtype=np.int64)
    while True:
        counts, log, row[0] = np.zeros(counters, dtype=np.int64), np.empty((room, 5), dtype=np.int64), 0
        day(counts, log, row)
        if row[0] <= room:
            return Outcome(counts, canonical(log[: int(row[0])]))
        room = 2 * int(row[0])
