"""Names and places of the counts of a day.

After the totals come blocks: one entry a step of the day for each name of `STEPS`, one a (meal, tier) pair for each of
`TIERS`, then two histograms by minute.
"""

from typing import Any

TOTALS = (
    "days", "met", "served", "lost_line", "lost_patience", "lost_sold", "lost_closed", "wait_ms", "till_wait_ms",
    "seat_wait_ms", "seated", "seated_good", "satisfied_micro", "wanted_good", "ticket_fen", "food_fen",
    "prepared", "eaten", "moved", "server_ms", "posted_ms", "absent", "planned", "overtime_min",
)  # fmt: skip
"""met: diners who came; served: who got food and paid; wanted_good: who found the tier wanted not sold out;
eaten: portions served where portions are limited; server_ms: windows at work; posted_ms: windows manned; absent,
planned: holders of windows, lanes, relief."""
STEPS = ("came", "within", "got")
"""Diners who came in the step; of them, served within the limit; of them, served."""
TIERS = ("sold", "made", "asked", "found", "kept", "could")
"""Of a tier at a meal: meals sold and portions made (made = sold where nothing limits it); diners who wanted it, those
of them who did not find it sold out, and those of them who were served, whatever they ate; diners who would take it."""
BINS = 61
"""Bins of a histogram: 0, (0, 1], (1, 2], ..., and the last one open; minutes."""

(
    DAYS, MET, SERVED, LINE, PATIENCE, SOLD_OUT, CLOSED, WAIT, TILL, SEARCH, SEATED, SEATED_GOOD, SATISFIED, WANTED,
    TICKET, FOOD, PREPARED, EATEN, MOVED, BUSY, POSTED, ABSENT, PLANNED, OVERTIME,
) = range(len(TOTALS))  # fmt: skip
BASE = len(TOTALS)
CAME, WITHIN, GOT = range(3)
SOLD, MADE, ASKED, FOUND, KEPT, COULD = range(6)


def step(steps: int, name: int, w: int) -> int:
    """Return the place of a count of step `w` of `steps`."""
    return BASE + name * steps + w


def tier(steps: int, pairs: int, name: int, pair: int) -> int:
    """Return the place of a count of a (meal, tier) pair: pair = meal x tiers + tier."""
    return BASE + len(STEPS) * steps + name * pairs + pair


def bins(steps: int, pairs: int, which: int) -> int:
    """Return the first place of a histogram: 0 waiting in line, 1 looking for a seat."""
    return BASE + len(STEPS) * steps + len(TIERS) * pairs + which * BINS


def size(steps: int, pairs: int) -> int:
    """Return the number of counts."""
    return bins(steps, pairs, 2)


def counters(spec: Any) -> tuple[str, ...]:
    """Return the names of the counts of a spec, in order."""
    from .levers import steps

    hours = [s.name for s in steps(spec)]
    pairs = [f"{meal}/{t}" for meal in spec.common.meals for t in spec.common.tiers]
    return (
        *TOTALS,
        *(f"{name}/{hour}" for name in STEPS for hour in hours),
        *(f"{name}/{pair}" for name in TIERS for pair in pairs),
        *(f"{which}/{b}" for which in ("wait", "search") for b in range(BINS)),
    )
