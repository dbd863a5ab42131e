"""Solving a built programme under small changes, and reading the answer back as a plan in whole numbers.

Nothing is rebuilt between solves: forcing an option moves a bound of its variable, excluding a point another, dropping
a rule opens its rows.
"""

import math
import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from ...model.errors import SolverError
from ...model.levers import Setting
from .. import highs, prices
from ..menu import Option
from ..plan import Plan
from ..rows import Rows, Vector
from .build import YUAN, Programme
from .case import Case, name
from .parts import Part, joined, parts
from .reading import read
from .start import View, start, view
from .variables import changed

MANY = 5000
"""Columns from which on a programme is large: it is looked at for parts, and a first plan is worth its time."""
FAIR = 4
"""Times its even share of the time that a part of a large programme may take."""
HALF_FEN = 0.004
"""Yuan by which the tie-breaking solve may seem dearer; the exact check after it allows nothing."""


@dataclass(frozen=True)
class Wish:
    """How a solve departs from the programme as built.

    Parameters
    ----------
    forced : dict unit -> Option
    excluded : set of (Option, Setting)
        Points that may not be used in any year.
    dropped : set of str
        Ids of rules that do not apply.
    discount : tuple of (Option, flow, yuan) or None
        An option whose price falls by so much, at first-year prices: that of a post of the other team and month
        (following wages) where the flow is "", else that of a unit of the flow (following prices).
    """

    forced: Mapping[str, Option] = field(default_factory=dict)
    excluded: Collection[tuple[Option, Setting]] = ()
    dropped: Collection[str] = ()
    discount: tuple[Option, str, float] | None = None


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

    Raises
    ------
    SolverError
        The solver's answer does not survive the recount in whole fen.
    """
    wish, began = wish or Wish(), time.monotonic()
    rows = _wished(programme, wish)
    solved = _solved(programme, rows, gap, time_limit, jobs)
    if solved.x is None:
        return Answered(solved.status, bound=_bound(rows, solved.bound))
    x = _bare(programme, rows, solved.x) if gap > 0.0 else solved.x
    answer = _read(programme, wish, x, solved.status)
    left = time_limit - (time.monotonic() - began)
    settle = settle and (len(rows.cost) < MANY or _shut(solved))
    if settle and solved.status == "optimal" and solved.value is not None and left > 1.0:
        second = highs.solve(_ranked(programme, rows, solved.value), time_limit=left, start=solved.x)
        other = None if second.x is None else _read(programme, wish, second.x, solved.status)
        if other and other.value == answer.value:
            answer = other
    exact = solved.status == "optimal" and gap == 0.0 and wish.discount is None
    return replace(answer, bound=answer.value if exact else _bound(rows, solved.bound, answer.value))


def _solved(programme: Programme, rows: Rows, gap: float, time_limit: float, jobs: int) -> highs.Solved:
    """Return what is found for a programme as it is to be solved: a large one part by part, where it has parts."""
    if len(rows.cost) < MANY:
        return highs.solve(rows, gap=gap, time_limit=time_limit)
    until, known, whole = time.monotonic() + time_limit, None, view(programme, rows)
    found, wide = parts(rows)
    if len(found) > 1:
        most = FAIR * jobs * time_limit / len(found)

        def one(part: Part) -> highs.Solved:
            return _one(whole.of(part), gap, min(most, until - time.monotonic()))

        known = joined(rows, found, wide, one, gap, jobs)
    if known is None or known.status == "feasible":
        last = _one(whole, gap, until - time.monotonic(), known.x if known else None)
        known = _nearer(known, last) if known else last
    return known


def _one(part: View, gap: float, time_limit: float, known: Vector | None = None) -> highs.Solved:
    """Return what is found for a large programme, or a part of one, beginning with a solution that is known."""
    until = time.monotonic() + time_limit
    solved = start(part, gap, time_limit) if known is None else None
    if solved is None or solved.status != "optimal":
        left = max(1e-3, until - time.monotonic())
        first = solved.x if solved else known
        solved = highs.solve(part.rows, gap=gap, time_limit=left, start=first)
    return solved


def _nearer(a: highs.Solved, b: highs.Solved) -> highs.Solved:
    """Return the better of two solutions, the first of which is known, with the better of their bounds."""
    best = a if b.value is None or (a.value is not None and a.value < b.value) else b
    bounds = [each.bound for each in (a, b) if each.bound is not None]
    return replace(best, bound=max(bounds, default=None), status=b.status if best is b else a.status)


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
    rows = _wished(programme, wish)
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
    rows = lifted(programme, _wished(programme, wish), rules)
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


def lifted(programme: Programme, rows: Rows, rules: Collection[str]) -> Rows:
    """Return rows without those that only follow from some rules, which may be broken now."""
    low, high = rows.row_low.copy(), rows.row_high.copy()
    for rule in rules:
        at = programme.sheet.implied.get(rule, [])
        low[at], high[at] = -math.inf, math.inf
    return replace(rows, row_low=low, row_high=high)


def amount(case: Case, plan: Plan, option: Option, flow: str = "") -> float:
    """Return what a yuan more of an option's price would add to a plan's present value, in yuan.

    Per post of the other team and month, or, where a flow is named, per unit of it.
    """
    weight = _weights(case, option, flow)
    years = next((a.years for a in plan.awards if a.option == option), ())
    points = [year.point for year in years]
    return math.fsum(
        weight[y] * (dict(p.volumes).get(flow, 0) if flow else p.posts - p.staff) for y, p in enumerate(points)
    )


def _weights(case: Case, option: Option, flow: str) -> list[float]:
    """Return what a yuan a month, or a yuan for a thousandth of a unit a day, paid over a year is worth today."""
    index = "price" if flow else "wage"
    days = case.scenario.labour.workdays_per_year * float(prices.presence(case.scenario, option))
    times = days / 1000.0 if flow else 12.0
    growth, discount = prices.growth(case.scenario)[index], prices.discount(case.scenario)
    return [times * f * d / prices.MILLION**2 for f, d in zip(growth, discount, strict=True)]


def _wished(programme: Programme, wish: Wish) -> Rows:
    """Return the programme's arrays under a wish."""
    rows, case, m = programme.rows, programme.case, programme.columns
    cost, low, high = rows.cost.copy(), rows.low.copy(), rows.high.copy()
    row_low, row_high = rows.row_low.copy(), rows.row_high.copy()
    for option, n in Counter(map(case.shown, wish.forced.values())).items():
        low[m.assign[name(option)]] = n
    for option, setting in {(case.shown(option), setting) for option, setting in wish.excluded}:
        for k, rung in enumerate(case.ladders.get(option, ())):
            if rung.point and rung.point.setting == setting:
                for y in case.years:
                    high[m.pick[(*name(option), k, y)]] = 0.0
    for rule in wish.dropped:
        at = list(programme.rules.get(rule, ()))
        row_low[at], row_high[at] = -math.inf, math.inf
    for rule, column, weight in programme.account.penalties:
        if rule in wish.dropped:
            cost[column] -= weight / YUAN
    if wish.discount:
        _discount(programme, cost, *wish.discount)
    wished = replace(rows, cost=cost, low=low, high=high, row_low=row_low, row_high=row_high)
    return lifted(programme, wished, wish.dropped)


def _discount(programme: Programme, cost: Vector, option: Option, flow: str, yuan: float) -> None:
    """Take a price cut of an option off its columns' costs."""
    for column, rung in programme.case.rungs([option]):
        units = 0
        if rung.point:
            units = dict(rung.point.volumes).get(flow, 0) if flow else rung.point.posts - rung.staff
        for y, weight in enumerate(_weights(programme.case, option, flow)):
            cost[column + y] -= yuan * weight * units


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
