"""From the answers of a period to its counts: one arithmetic for both engines."""

from ...engine.jit import jit
from .names import BEST, DAYS, JUDGED, MET, NEEDED, PERIODS, POINTS, PROVEN, RETURNED, SATISFIED


@jit
def tally(lay, counts):
    """Add to `counts` (int64) what follows from the answers by grade that are in it."""
    counts[PERIODS], counts[DAYS], counts[NEEDED] = 1, lay.days, lay.days * lay.needed
    for grade in range(lay.points.size):
        answers = counts[BEST + grade]
        counts[RETURNED] += answers
        counts[POINTS] += answers * lay.points[grade]
        if grade < lay.upper:
            counts[SATISFIED] += answers
    if counts[RETURNED]:
        counts[JUDGED] = 1
        counts[MET] = counts[SATISFIED] >= lay.least[0, counts[RETURNED]]
        counts[PROVEN] = counts[SATISFIED] >= lay.least[1, counts[RETURNED]]
