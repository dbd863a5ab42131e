"""A first plan for large programmes with discounts, where the solver by itself finds none for minutes.

Which step a discount reaches is what makes them hard: with the steps fixed, what is left is nearly an assignment. So
the cheapest plan without discounts tells which steps are reached; with those fixed it is solved again. Then, where a
gap may stay open, a tree fixes the steps of one bid after the other and proves how good the best plan is, until it gets
on too slowly; where none may, each bid is tried one step higher, those that lack the fewest units or least money first.

How long the tree is tried is counted in nodes and not in seconds: the same programme has the same plan on any machine.
"""

import heapq
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .. import contracts, highs
from ..rows import Rows, Vector
from .build import Programme
from .case import Case
from .parts import Part

SHARE = 0.5
"""Part of the time that may go into it."""
Steps = dict[tuple[str, int], int]
"""(bid, year) -> step; year 0 where one step holds for all years."""
NODES = 400
"""Most nodes of the tree over steps."""
TRIAL = 10
"""Nodes the tree looks at before it is asked whether it gets on, and again after twice, four times, ... as many.

It does while the gap halves as the nodes double. With packages or limits on lots a relaxation says little, however many
steps are fixed, and the solver's cuts say much (a tender of 300 lots and 50 vendors: 10 s and not 60).
"""
FRACTION = 1e-6
"""Less than this share of a bid is not on another step."""
NEAR = 0.5
"""Share of the next step's start that may be lacking for it to be tried."""


@dataclass(frozen=True)
class View:
    """The discounts of a programme, or of a part of it, with the arrays they stand in.

    Parameters
    ----------
    tier : dict (bid, step, year) -> column
    cut : dict column -> (bid, step, year)
    steps : list of int
        Rows between whose sides lies what stands on a step.
    reach : dict (bid, year) -> list of (column, weight)
        What is added up of the points of a bid on its first step, in whole numbers.
    """

    case: Case
    rows: Rows
    tier: dict[tuple[str, int, int], int]
    cut: dict[int, tuple[str, int, int]]
    steps: list[int]
    reach: dict[tuple[str, int], list[tuple[int, int]]]

    def of(self, part: Part) -> "View":
        """Return the same of a part of the programme."""
        columns, lines = part.columns.tolist(), part.lines.tolist()
        place, inside = dict(zip(columns, range(len(columns)), strict=True)), set(self.steps)
        return View(
            self.case,
            part.rows,
            {at: place[column] for at, column in self.tier.items() if column in place},
            {place[column]: self.cut[column] for column in columns if column in self.cut},
            [i for i, line in enumerate(lines) if line in inside],
            {at: [(place[column], n) for column, n in terms]
             for at, terms in self.reach.items() if terms and terms[0][0] in place},
        )  # fmt: skip


def view(programme: Programme, rows: Rows) -> View:
    """Return the discounts of a programme whose arrays are given."""
    sheet, tier, cut = programme.sheet, programme.columns.tier, _cuts(programme)
    steps, reach = [], {}
    for line, (family, index) in enumerate(sheet.index) if tier else ():
        if family == "c_step":
            steps.append(line)
            bid, y, *step = index
            if step == [0, "to"] and (bid, 0, y) in tier:
                span = slice(sheet.start[line], sheet.start[line + 1])
                terms = zip(sheet.places[span], sheet.weights[span], strict=True)
                reach[bid, y] = [(int(column), int(n)) for column, n in terms if int(column) in cut]
    return View(programme.case, rows, dict(tier), cut, steps, reach)


def _cuts(programme: Programme) -> dict[int, tuple[str, int, int]]:
    """Return the columns that only count on a step: cuts, or, in the bounding programme, rungs."""
    case, m = programme.case, programme.columns
    if not case.levels:
        return {column: (bid, t, y) for (*_, bid, _, y, t), column in m.cut.items()}
    told = {bid for bid, _, _ in m.tier}
    return {column + y: (o.bid, rung.step, y)
            for o in case.ladders if o.bid in told for column, rung in case.rungs([o]) for y in case.years}  # fmt: skip


def start(part: View, gap: float, time_limit: float) -> highs.Solved | None:
    """Return a good solution of a programme with discounts, or of a part; None where it has none, or none is found.

    It is "optimal" where a tree over the steps proves it within the gap.

    Parameters
    ----------
    gap : float
        Gap of the plan that is wanted; the programmes on the way are solved to half of it.
    time_limit : float
        Seconds that the whole solve may take.
    """
    if not part.tier:
        return None
    end = time.monotonic() + SHARE * time_limit

    def solved(some: Rows) -> highs.Solved:
        left = max(1.0, end - time.monotonic())
        # nearly whole where steps are given
        return highs.solve(some, gap=max(gap / 2, 1e-5), time_limit=left, nearby=False)

    bare = solved(_without(part))
    if bare.x is None:
        return None
    steps, lacking = _reached(part, bare.x)
    best = replace(solved(_fixed(part, steps)), bound=None)  # that of the steps as fixed bounds nothing else
    if best.value is not None and gap > 0.0:
        best = _tree(part, best, steps, gap, solved, end)
    for at in sorted(lacking, key=lambda at: (lacking[at], at)) if gap == 0.0 else ():
        if best.value is None or time.monotonic() > end:
            break
        other = solved(_fixed(part, steps | {at: steps[at] + 1}))
        if other.value is not None and other.value < best.value:
            best, steps = replace(other, bound=best.bound), steps | {at: steps[at] + 1}
    return None if best.value is None else replace(best, status="optimal" if close(best, gap) else "feasible")


def _tree(
    part: View, best: highs.Solved, first: Steps, gap: float, solved: Callable[[Rows], highs.Solved], end: float
) -> highs.Solved:
    """Return the best solution of a tree that fixes the steps of one bid after the other, with the bound it proves.

    The linear relaxation of a node bounds it; where that puts every bid on one step, the node is solved as it is, and
    where not, with what it awards packed into the fewest bids. The solution it begins with stands on the `first` steps.
    """
    relaxed = replace(part, rows=replace(part.rows, integer=np.zeros_like(part.rows.integer)))
    waiting: list[tuple[float, int, Steps, Vector]] = []
    shut, made, tried = math.inf, 0, [first]
    looked, trial, before = 0, TRIAL, math.inf

    def grow(steps: Steps) -> None:
        nonlocal made
        found, made = solved(_fixed(relaxed, steps)), made + 1
        if found.status != "infeasible":
            x = found.x if found.x is not None else np.zeros(0)
            heapq.heappush(waiting, (-math.inf if found.bound is None else found.bound, made, steps, x))

    grow({})
    while waiting and made < NODES and time.monotonic() < end:
        best, looked = replace(best, bound=min(shut, waiting[0][0])), looked + 1
        if close(best, gap):
            return best
        if looked == trial:
            if 2 * _open(best) > before:
                return best
            before, trial = _open(best), 2 * trial
        _, _, steps, x = heapq.heappop(waiting)
        at = _torn(part, x, steps) if len(x) else None
        if at is not None:
            packed = _packed(part, x, steps)
            if packed not in tried:
                tried.append(packed)
                best = _better(best, solved(_fixed(part, packed)))
            for bid, t, y in part.tier:
                if (bid, y) == at:
                    grow(steps | {at: t})
            continue
        found = solved(_fixed(part, steps))
        none = math.inf if found.status == "infeasible" else -math.inf
        shut = min(shut, none if found.bound is None else found.bound)
        best = _better(best, found)
    least = min([shut, *(bound for bound, *_ in waiting)])
    return replace(best, bound=min(least, best.value) if best.value is not None else least)


def _better(best: highs.Solved, found: highs.Solved) -> highs.Solved:
    """Return the better of two solutions; what bounds the one found bounds no other."""
    return found if found.value is not None and (best.value is None or found.value < best.value) else best


def _packed(part: View, x: Vector, steps: Steps) -> Steps:
    """Return the steps of some bids and the highest of all others that a relaxed solution awards enough for.

    It puts a little of every bid on a high step; the largest of them are given what all of them have together.
    """
    tiers = {bid: contracts.tiers(part.case.scenario, bid) for bid, _, _ in part.tier}
    awarded: dict[tuple[str, int], float] = {}
    for (bid, t, y), column in part.tier.items():
        awarded[bid, y] = awarded.get((bid, y), 0.0) + float(x[column]) * tiers[bid][t].low
    left: dict[int, float] = {}
    for (bid, y), much in awarded.items():
        left[y] = left.get(y, 0.0) + much - (tiers[bid][steps[bid, y]].low if (bid, y) in steps else 0)
    found = dict(steps)
    for bid, y in sorted(awarded.keys() - steps.keys(), key=lambda at: (-awarded[at], at)):
        step = max((t for t, tier in enumerate(tiers[bid]) if tier.low <= left[y] + FRACTION), default=0)
        found[bid, y] = step
        left[y] -= tiers[bid][step].low
    return found


def _torn(part: View, x: Vector, steps: Steps) -> tuple[str, int] | None:
    """Return the bid (and year) that a relaxed solution puts most evenly on several steps; None where there is none."""
    share: dict[tuple[str, int], float] = {}
    for (bid, _, y), column in part.tier.items():
        share[bid, y] = max(share.get((bid, y), 0.0), float(x[column]))
    torn = {at: most for at, most in share.items() if at not in steps and most < 1 - FRACTION}
    return min(torn, key=lambda at: (torn[at], at)) if torn else None


def close(best: highs.Solved, gap: float) -> bool:
    """Return whether a solution is within the gap of its bound."""
    return best.value is not None and _open(best) <= gap * abs(best.value)


def _open(best: highs.Solved) -> float:
    """Return how far a solution may lie above the best one; infinite where nothing bounds it."""
    return math.inf if best.value is None or best.bound is None else best.value - best.bound


def _without(view: View) -> Rows:
    """Return the programme with no discount: every point on the first step, whatever is reached."""
    rows = view.rows
    high = rows.high.copy()
    beyond = [column for column, (_, t, _) in view.cut.items() if t]
    beyond += [column for (_, t, _), column in view.tier.items() if t]
    high[beyond] = 0.0
    low, top = rows.row_low.copy(), rows.row_high.copy()
    low[view.steps], top[view.steps] = -np.inf, np.inf
    return replace(rows, high=high, row_low=low, row_high=top)


def _reached(view: View, x: Vector) -> tuple[Steps, dict[tuple[str, int], float]]:
    """Return the step every bid reaches in a plan without discounts, and what share the next one lacks, where near."""
    steps, lacking = Steps(), dict[tuple[str, int], float]()
    for (bid, y), terms in view.reach.items():
        tiers = contracts.tiers(view.case.scenario, bid)
        worth = round(sum(n * x[column] for column, n in terms))
        now = max(t for t, tier in enumerate(tiers) if tier.low <= worth)
        steps[bid, y] = now
        if now + 1 < len(tiers) and (short := 1 - worth / tiers[now + 1].low) <= NEAR:
            lacking[bid, y] = short
    return steps, lacking


def _fixed(view: View, steps: Steps) -> Rows:
    """Return the programme with the steps of some bids given."""
    low, high = view.rows.low.copy(), view.rows.high.copy()
    for (bid, t, y), column in view.tier.items():
        if (bid, y) in steps:
            low[column] = high[column] = float(steps[bid, y] == t)
    for column, (bid, t, y) in view.cut.items():
        at = (bid, y) if (bid, t, y) in view.tier else (bid, 0)  # one step for all years, or each year its own
        if steps.get(at, t) != t:
            high[column] = 0.0
    return replace(view.rows, low=low, high=high)
