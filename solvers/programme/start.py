"""A first plan for large programmes with discounts, where the solver by itself finds none for minutes.

Which step a discount reaches is what makes them hard: with the steps fixed, what is left is nearly an assignment. So
the cheapest plan without discounts tells which steps are reached; with those fixed it is solved again; then each bid
is tried one step higher, those that lack the fewest units or least money first.
"""

import time
from dataclasses import replace

import numpy as np

from .. import contracts, highs
from ..rows import Rows, Vector
from .build import Programme

MANY = 5000
"""Columns from which on a first plan is worth its time."""
SHARE = 0.3
"""Part of the time that may go into it."""
Steps = dict[tuple[str, int], int]
"""(bid, year) -> step; year 0 where one step holds for all years."""
NEAR = 0.5
"""Share of the next step's start that may be lacking for it to be tried."""


def start(programme: Programme, rows: Rows, gap: float, time_limit: float) -> highs.Solved | None:
    """Return a good solution of a large programme with discounts; None where it is small, has none, or none is found.

    It is "optimal" where the linear relaxation proves it within the gap, and then the search for better ones ends.

    Parameters
    ----------
    rows : Rows
        The programme's arrays as they are to be solved.
    gap : float
        Gap of the plan that is wanted; the programmes on the way are solved to half of it.
    time_limit : float
        Seconds that the whole solve may take.
    """
    if not programme.columns.tier or len(rows.cost) < MANY:
        return None
    end = time.monotonic() + SHARE * time_limit

    def solved(part: Rows) -> highs.Solved:
        return highs.solve(part, gap=max(gap / 2, 1e-4), time_limit=max(1.0, end - time.monotonic()))

    bare = solved(_without(programme, rows))
    if bare.x is None:
        return None
    bound = solved(replace(rows, integer=np.zeros_like(rows.integer))).bound
    steps, lacking = _reached(programme, bare.x)
    best = solved(_fixed(programme, rows, steps))
    for at in sorted(lacking, key=lambda at: (lacking[at], at)):
        if best.value is None or time.monotonic() > end or _close(best.value, bound, gap):
            break
        tried = steps | {at: steps[at] + 1}
        other = solved(_fixed(programme, rows, tried))
        if other.value is not None and other.value < best.value:
            best, steps = other, tried
    if best.value is None:
        return None
    return replace(best, status="optimal" if _close(best.value, bound, gap) else "feasible", bound=bound)


def _close(value: float, bound: float | None, gap: float) -> bool:
    """Return whether a value is within the gap of a bound."""
    return bound is not None and value - bound <= gap * abs(value)


def _without(programme: Programme, rows: Rows) -> Rows:
    """Return the programme with no discount: every point on the first step, whatever is reached."""
    m, high, cost = programme.columns, rows.high.copy(), rows.cost.copy()
    beyond = [column for (*_, t), column in m.cut.items() if t] + [column for (_, t, _), column in m.tier.items() if t]
    cost[[*m.cut.values(), *m.tier.values()]] = 0.0
    high[beyond] = 0.0
    steps = [i for i, (family, _) in enumerate(programme.sheet.index) if family == "c_step"]
    low, top = rows.row_low.copy(), rows.row_high.copy()
    low[steps], top[steps] = -np.inf, np.inf
    return replace(rows, cost=cost, high=high, row_low=low, row_high=top)


def _reached(programme: Programme, x: Vector) -> tuple[Steps, dict[tuple[str, int], float]]:
    """Return the step every bid reaches in a plan without discounts, and what share the next one lacks, where near.

    What a bid reaches is what its points weigh in the row of its first step.
    """
    steps, lacking, sheet = Steps(), dict[tuple[str, int], float](), programme.sheet
    cuts = set(sheet.columns.cut.values())
    for row, (family, at) in enumerate(sheet.index):
        if family != "c_step" or at[2:] != (0, "to") or (at[0], 0, at[1]) not in sheet.columns.tier:
            continue
        bid, y = at[:2]
        span = slice(sheet.start[row], sheet.start[row + 1])
        terms = zip(sheet.places[span], sheet.weights[span], strict=True)
        worth = round(sum(n * x[column] for column, n in terms if column in cuts))
        tiers = contracts.tiers(programme.case.scenario, bid)
        now = max(t for t, tier in enumerate(tiers) if tier.low <= worth)
        steps[bid, y] = now
        if now + 1 < len(tiers) and (short := 1 - worth / tiers[now + 1].low) <= NEAR:
            lacking[bid, y] = short
    return steps, lacking


def _fixed(programme: Programme, rows: Rows, steps: Steps) -> Rows:
    """Return the programme with the step of every bid given."""
    m, low, high = programme.columns, rows.low.copy(), rows.high.copy()
    for (bid, t, y), column in m.tier.items():
        low[column] = high[column] = float(steps[bid, y] == t)
    for (*_, bid, _, y, t), column in m.cut.items():
        if steps.get((bid, y), steps.get((bid, 0))) != t:
            high[column] = 0.0
    return replace(rows, low=low, high=high)
