"""Names and places of the counts of a day."""

BINS = 181
"""Bins of the histograms of lying times: 0, (0, 1], ... (178, 179] minutes, and everything longer."""

TOTALS = (
    "points", "days", "revisit_good", "revisit_all", "short", "planned", "items", "removed", "lying_ms", "looks",
    "round_ms", "task_ms", "over_ms", "posted_ms", "by_hand", "by_machine", "failures", "late", "score_milli",
)  # fmt: skip
(POINTS, DAYS, REVISIT_GOOD, REVISIT_ALL, SHORT, PLANNED, ITEMS, GONE, LYING, LOOKS, ROUND_MS, TASK_MS, OVER_MS, POSTED,
 BY_HAND, BY_MACHINE, FAILURES, LATE, SCORE) = range(len(TOTALS))  # fmt: skip
BASE = len(TOTALS)

COLUMNS = ("indoor_good", "indoor_all", "outdoor_good", "outdoor_all", "scheduled_good", "scheduled_all", "manned_good",
           "manned_all")  # fmt: skip
"""Counts kept for each shift, by when an item fell or a task was to be done."""
INDOOR, OUTDOOR, SCHEDULED, MANNED = 0, 2, 4, 6


def size(shifts: int) -> int:
    """Return the number of counts of a day: totals, columns per shift, two histograms."""
    return BASE + len(COLUMNS) * shifts + 2 * BINS


def at(shifts: int, column: int) -> tuple[int, ...]:
    """Return the places of a column, one per shift."""
    return tuple(BASE + column * shifts + s for s in range(shifts))


def counters(shifts: int) -> tuple[str, ...]:
    """Return the name of every count."""
    columns = (f"{name}_{s}" for name in COLUMNS for s in range(shifts))
    bins = (f"{side}_{b}" for side in ("lying_indoor", "lying_outdoor") for b in range(BINS))
    return (*TOTALS, *columns, *bins)
