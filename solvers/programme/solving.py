"""Solving a built programme under a wish, and reading the answer back as a plan in whole numbers."""

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from ...model.errors import SolverError
from .. import highs, prices
from ..plan import Plan
from ..rows import Rows, Vector
from . import narrow
from .build import Programme
from .case import name
from .kept import Kept
from .narrow import Known
from .parts import Part, joined, parts
from .reading import read
from .start import View, close, start, view
from .variables import changed
from .wish import Wish, lifted, wished

MANY = 5000
"""Columns from which on a programme is large: it is looked at for parts, and a first plan is worth its time."""
FAIR = 8
"""Times its even share of the time that a part of a large programme may take."""
HALF_FEN = 0.004
"""Yuan by which the tie-breaking solve may seem dearer; the exact check after it allows nothing."""


@dataclass(frozen=True)
class Answered:
    """A solve in fen; `plan` is None in the bounding programme.

    `value` and `bound` count costs and penalties and, under a discount, leave the discount out; `totals` are the costs
    by year, `violations` the units by which soft rules are broken.
    """

    status: str
    value: int | None = None
    bound: int | None = None
    plan: Plan | None = None
    totals: tuple[int, ...] = ()
    penalty: int = 0
    violations: Mapping[str, int] = field(default_factory=dict)


def solve(
    programme: Programme,
    wish: Wish | None = None,
    *,
    gap: float = 0.0,
    time_limit: float = 600.0,
    settle: bool = False,
    jobs: int = 1,
    known: Known | None = None,
    kept: Kept | None = None,
) -> Answered:
    """Solve a programme.

    Parameters
    ----------
    gap : float
        Relative gap at which to stop.
    time_limit : float
        Seconds for everything.
    settle : bool
        Whether to break ties: among the plans of least value the one with the smallest sum of ranks (see `_ranks`).
        A large programme with a gap left open has no least value to break ties at.
    jobs : int
        Parts of a large programme solved side by side.
    known : Known, optional
        A value that is reached under the wish (one without a discount): what cannot reach it is left out, and ties
        are broken only where the answer is better. Large programmes are solved as they are.
    kept : Kept, optional
        Parts of large programmes solved before, which are not solved again where their gap is small enough; those
        solved now are added.

    Raises
    ------
    SolverError
        The solver's answer does not survive the recount in whole fen.
    LimitReached
        What is kept cannot be written.
    """
    wish, began = wish or Wish(), time.monotonic()
    rows = wished(programme, wish)
    known = None if known is None or len(rows.cost) >= MANY else known
    solved = _reaching(rows, known, time_limit) if known else None
    left = max(1e-3, time_limit - (time.monotonic() - began))
    solved = solved or _solved(programme, rows, gap, left, jobs, kept or Kept())
    if solved.x is None:
        return Answered(solved.status, bound=_bound(rows, solved.bound))
    x = _bare(programme, rows, solved.x) if gap > 0.0 else solved.x
    answer = _read(programme, wish, x, solved.status)
    left = time_limit - (time.monotonic() - began)
    settle = settle and (len(rows.cost) < MANY or _shut(solved))
    settle = settle and not (known and answer.value is not None and answer.value >= known.value)
    if settle and solved.status == "optimal" and solved.value is not None and left > 1.0:
        second = _settled(programme, rows, solved.value, solved.x, known, left)
        other = None if second.x is None else _read(programme, wish, second.x, solved.status)
        if other and other.value == answer.value:
            answer = other
    whole = bool(rows.integer.all())  # what is sold or charged is not, and a recount in whole numbers may lie above it
    exact = solved.status == "optimal" and gap == 0.0 and wish.discount is None and whole
    return replace(answer, bound=answer.value if exact else _bound(rows, solved.bound, answer.value))


def _reaching(rows: Rows, known: Known, time_limit: float) -> highs.Solved | None:
    """Return the best solution, looked for where a known value is reached; None where the time limit came first.

    What is found within the limit of the narrower programme is the best of all; what it finds beyond that narrows the
    wider one.
    """
    until = time.monotonic() + time_limit
    told, most, x = known.told(rows, time_limit), known.most, None
    for first in (True, False):
        limit = min(told.bound + known.gap, most) if first else most
        left = max(1e-3, until - time.monotonic())
        found = narrow.solved(narrow.narrowed(rows, told, limit), left, x)
        if found.value is None:
            continue
        if found.status == "optimal" and found.value <= limit:
            return found
        most, x = min(most, found.value + narrow.FEN), found.x
    return None


def _settled(
    programme: Programme, rows: Rows, value: float, x: Vector, known: Known | None, time_limit: float
) -> highs.Solved:
    """Return the solution of least ranks among those of (nearly) the least value, one of which is given."""
    if known is None:
        return highs.solve(_ranked(programme, rows, value), time_limit=time_limit, start=x)
    near = narrow.narrowed(rows, known.told(rows, time_limit), value + HALF_FEN)
    return narrow.solved(_ranked(programme, near, value), time_limit, x)


def _solved(
    programme: Programme, rows: Rows, gap: float, time_limit: float, jobs: int, kept: Kept
) -> highs.Solved:
    """Return what is found for a programme as it is to be solved: a large one part by part, where it has parts."""
    if len(rows.cost) < MANY:
        return highs.solve(rows, gap=gap, time_limit=time_limit)
    until, known, whole = time.monotonic() + time_limit, None, view(programme, rows)
    found, wide = parts(rows)
    if len(found) > 1:
        most = FAIR * jobs * time_limit / len(found)

        def one(part: Part) -> highs.Solved:
            seen = whole.of(part)
            return kept.solution(seen, gap, lambda: _one(seen, gap, min(most, until - time.monotonic())))

        known = joined(rows, found, wide, one, gap, jobs)
    if known is None or known.status == "feasible":
        last = _one(whole, gap, until - time.monotonic(), known.x if known else None)
        known = _nearer(known, last, gap) if known else last
    return known


def _one(part: View, gap: float, time_limit: float, known: Vector | None = None) -> highs.Solved:
    """Return what is found for a large programme, or a part of one, beginning with a solution that is known."""
    until = time.monotonic() + time_limit
    solved = start(part, gap, time_limit) if known is None else None
    if solved is None or solved.status != "optimal":
        left = max(1e-3, until - time.monotonic())
        first = solved.x if solved else known
        whole = highs.solve(part.rows, gap=gap, time_limit=left, start=first)
        solved = _nearer(solved, whole, gap) if solved else whole
    return solved


def _nearer(a: highs.Solved, b: highs.Solved, gap: float) -> highs.Solved:
    """Return the better of two solutions, the first of which is known, with the better of their bounds."""
    best = a if b.value is None or (a.value is not None and a.value < b.value) else b
    bounds = [each.bound for each in (a, b) if each.bound is not None]
    best = replace(best, bound=max(bounds, default=None))
    return replace(best, status="optimal") if close(best, gap) else best


def _bare(programme: Programme, rows: Rows, x: Vector) -> Vector:
    """Return a solution with its rules broken no further than it breaks them: short of the best they may say more."""
    blocks = programme.columns.blocks
    loose = [column for name in ("over", "given") for column in blocks.get(name, {}).values()]
    if not loose:
        return x
    low, high = x.copy(), x.copy()
    low[loose], high[loose] = rows.low[loose], rows.high[loose]
    found = highs.solve(replace(rows, low=low, high=high), start=x).x
    return x if found is None else found


def _shut(solved: highs.Solved) -> bool:
    """Return whether a solution is proven to have the least value, but for a fen."""
    return solved.value is not None and solved.bound is not None and solved.value - solved.bound < 0.01


def feasible(programme: Programme, wish: Wish, *, time_limit: float = 600.0) -> bool | None:
    """Return whether any plan obeys the rules; None when the time limit left it open."""
    rows = wished(programme, wish)
    solved = highs.solve(replace(rows, cost=np.zeros_like(rows.cost), offset=0.0), time_limit=time_limit)
    if solved.x is None:
        return False if solved.status == "infeasible" else None
    _read(programme, wish, solved.x, solved.status)
    return True


def stretch(
    programme: Programme, wish: Wish, rules: Collection[str], *, shared: bool, time_limit: float = 600.0
) -> tuple[float, Answered] | None:
    """Return by how much some hard rules must give way, all others kept, for a plan to exist; None if that is no help.

    Parameters
    ----------
    shared : bool
        Whether one number stretches all rows of the rules (a limit is raised), or each row has its own and their sum
        counts (so many exceptions).

    Returns
    -------
    tuple
        The least stretch in the units of the rule's rows, and the plan that needs it.
    """
    rows = lifted(programme, wished(programme, wish), rules)
    at = np.array([row for rule in rules for row in programme.rules[rule]], dtype=np.int64)
    width = 1 if shared else len(at)
    place = (at, np.zeros(len(at), dtype=np.int64) if shared else np.arange(len(at)))
    give = np.where(np.isfinite(rows.row_high[at]), -1.0, 1.0)
    extra = sparse.csr_matrix((give, place), shape=(rows.matrix.shape[0], width))
    wide = replace(
        rows,
        cost=np.append(np.zeros_like(rows.cost), np.ones(width)),
        offset=0.0,
        matrix=sparse.csr_matrix(sparse.hstack([rows.matrix, extra])),
        low=np.append(rows.low, np.zeros(width)),
        high=np.append(rows.high, np.full(width, math.inf)),
        integer=np.append(rows.integer, np.zeros(width, dtype=bool)),
        names=(),
    )
    solved = highs.solve(wide, time_limit=time_limit)
    if solved.x is None or solved.value is None:
        return None
    without = replace(wish, dropped={*wish.dropped, *rules})
    return solved.value, _read(programme, without, solved.x[: len(rows.cost)], solved.status)


def _ranks(programme: Programme) -> dict[int, int]:
    """Return the ranks that break ties, by column.

    An option counts 0 when it keeps today's mode and vendor, else 10^4 times its place in the file; a point its
    place in the menu; a machine bought, sold or leased and a person leaving or coming 10 in the last year and one
    more for each year earlier; a person at work the place of the unit in the group's list.
    """
    case, m, ranks = programme.case, programme.columns, dict[int, int]()
    for i, option in enumerate(case.ladders):
        at = name(option)
        ranks[m.assign[at]] = 10_000 * (1 + i) * changed(case.scenario, option)
        ranks |= {m.pick[(*at, k, y)]: k for k in range(len(case.ladders[option])) for y in case.years}
    last = case.years[-1]
    for block in (m.buy, m.sell, m.lease, m.exit, m.redeploy, m.dismiss, m.recruit):
        ranks |= {column: 10 + last - at[-1] for at, column in block.items()}
    for (group, unit, _), column in m.work.items():
        ranks[column] = case.scenario.workforce[group].units.index(unit)
    return ranks


def _ranked(programme: Programme, rows: Rows, value: float) -> Rows:
    """Return the programme that minimises ranks among solutions of (nearly) the least value."""
    cost = np.zeros_like(rows.cost)
    for at, rank in _ranks(programme).items():
        cost[at] = rank
    return replace(
        rows,
        cost=cost,
        offset=0.0,
        matrix=sparse.csr_matrix(sparse.vstack([rows.matrix, sparse.csr_matrix(rows.cost)])),
        row_low=np.append(rows.row_low, -math.inf),
        row_high=np.append(rows.row_high, value + HALF_FEN),
    )


def _bound(rows: Rows, yuan: float | None, value: int | None = None) -> int | None:
    """Return a bound in whole fen, rounded down; where the solver has none, every variable at its cheaper end."""
    if yuan is None and value is None:
        return None
    if yuan is None:
        ends = np.where(rows.cost > 0, rows.low, rows.high)[rows.cost != 0]
        yuan = math.fsum(rows.cost[rows.cost != 0] * ends)
    else:
        yuan -= rows.offset
    fen = math.floor(yuan * 100) if math.isfinite(yuan) else None
    return fen if value is None or fen is None else min(fen, value)


def _read(programme: Programme, wish: Wish, x: Vector, status: str) -> Answered:
    """Return a solution in whole numbers, with its costs recounted exactly."""
    case, book, x = programme.case, programme.account, _taught(programme, x)
    totals, penalty = book.totals(x), 0
    violations: dict[str, int] = {}
    for rule, column, weight in book.penalties:
        units = 0 if rule in wish.dropped else programme.value(x, column)
        penalty += weight * units
        violations[rule] = violations.get(rule, 0) + units
    _affordable(programme, wish, totals)
    discounted = sum(t * d for t, d in zip(totals, book.discount, strict=True))
    value = (discounted + penalty + prices.MILLION // 2) // prices.MILLION
    plan = None if case.levels else read(programme, x, wish.forced)
    return Answered(status, value, None, plan, tuple(totals), penalty, violations)


def _taught(programme: Programme, x: Vector) -> Vector:
    """Return a solution in which nobody is retrained but those who come: short of the best it may say more."""
    m, exact = programme.columns, x.copy() if programme.columns.train else x
    for group, unit, y in m.train:
        before = programme.value(x, m.work[group, unit, y - 1]) if y else 0
        exact[m.train[group, unit, y]] = max(0, programme.value(x, m.work[group, unit, y]) - before)
    return exact


def _affordable(programme: Programme, wish: Wish, totals: list[int]) -> None:
    """Refuse a solution that exceeds a hard total budget by a fen, which the solver's tolerance may hide."""
    budget, rule = programme.case.scenario.budget, "budget.present_value"
    if budget.state == "hard" and budget.present_value is not None and rule in programme.rules:
        worth = prices.worth(tuple(totals), programme.account.discount)
        if rule not in wish.dropped and worth > prices.fen(prices.exact(budget.present_value)):
            raise SolverError("the solver's plan exceeds the budget by less than its tolerance")
