"""Prices that prove how good a plan is: found with HiGHS, judged by `rebound` in whole numbers.

The linear relaxation of the second statement (`restate`) is solved; its duals are the prices. Where their bound falls
short of the plan's value, a tree branches on fractional columns, always at the leaf of the least bound, until all
leaves reach the value or a limit ends it. Nothing the solver says is believed: a bound is what `rebound` makes of it.
"""

import heapq
import math
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from ..model.errors import SolverError
from ..model.levers import Setting
from ..model.scenario import Scenario
from . import highs
from .answer import Proof
from .menu import Menu, Option
from .rebound import Ends, Faulty, Judge, check, state, whole
from .recount import PPM, Tariff
from .restate import Row
from .rows import Rows, Vector

YUAN = 100 * PPM
"""Millionths of fen in a yuan."""
FEN = 100
"""Fen in a yuan."""
NODES = 400
"""Leaves of a tree at most."""
LARGE = 2.0**20
"""Rows with larger numbers are scaled for the solver."""
FRACTIONS = (1e-6, 1e-11)
"""How far from whole a column is at least that is branched on; the second where the first finds none."""
TIGHT = 1e-9
DIGITS = (3, 4, 6, 8, 10, 12)
SIZES = (1.001, 2.0, 100.0, 1e5)
"""How far prices of a branch without solutions go beyond what should be enough: the solver names them inexactly."""
FIRST = ("win", "tier", "there", "here", "assign", "route", "upto", "pick")
"""Columns to branch on, in this order, before all others."""


@dataclass(slots=True)
class _Node:
    """A branch: its ends, and prices with the bound they prove, or the split it was given."""

    ends: Ends
    prices: dict[str, float] = field(default_factory=dict)
    bound: float = -math.inf
    x: Vector | None = None
    split: tuple[int, int] | None = None
    below: tuple["_Node", ...] = ()


def prove(
    scenario: Scenario,
    menus: Iterable[Menu],
    value: int,
    *,
    excluded: Collection[tuple[Option, Setting]] = (),
    nodes: int = NODES,
    time_limit: float = 60.0,
) -> Proof:
    """Return a bound on every plan of the menus, as near to a plan's value as the limits allow.

    Parameters
    ----------
    value : int
        Of the plan, in fen; leaves that reach it are not split.
    excluded : set of (Option, Setting)
        Points that were not offered.
    nodes : int
        Leaves at most.
    time_limit : float
        Seconds after which no branch is begun; the limit on leaves is meant to end it earlier, so that two runs agree.

    Raises
    ------
    SolverError
        The bound exceeds the value, so that one of the two statements of the programme is wrong.
    """
    pairs = [(menu.option, point) for menu in menus for point in menu.points]
    out = tuple(i for i, (option, point) in enumerate(pairs) if (option, point.setting) in set(excluded))
    rows = [row(option, point) for option, point in pairs]
    judge = Judge(state(Tariff(scenario), rows, out))
    found = tuple(_told(judge, _grow(judge, value, nodes, time.monotonic() + time_limit)))
    try:
        bound = check(judge, list(found))
    except Faulty as error:
        raise SolverError(f"the second statement of the programme has no plan: {error}") from error
    if bound > value:
        raise SolverError(f"the second statement of the programme bounds it by {bound}, but a plan is worth {value}")
    return Proof(bound, found, out)


def row(option: Option, point: Any) -> Row:
    """Return a point as a row of `menu_points`."""
    return {
        "unit": option.unit, "mode": option.mode, "bid": option.bid or None, "levels": list(point.setting.levels),
        "posts": point.posts, "staff": point.staff, "machines": dict(point.machines), "short": list(point.short),
        "volumes": dict(point.volumes),
    }  # fmt: skip


def _grow(judge: Judge, value: int, most: int, until: float) -> _Node:
    """Return the tree of branches, split at the leaf of the least bound as long as limits allow."""
    solver = _Solver(judge, until)
    root = _Node({})
    solver.price(root, value)
    waiting, leaves, order = [(root.bound, 0, root)], 1, 1
    while waiting and leaves < most and time.monotonic() < until:
        _, _, node = heapq.heappop(waiting)
        node.split = _branch(judge, node) if node.bound < value else None
        if node.split is None:  # the least leaf is as good as it gets
            break
        node.below = tuple(_Node({**node.ends, node.split[0]: ends}, node.prices, node.bound)
                           for ends in _halves(judge, node))  # fmt: skip
        leaves += 1
        for child in node.below:
            solver.price(child, value)
            order += 1
            heapq.heappush(waiting, (child.bound, order, child))
    return root


def _halves(judge: Judge, node: _Node) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the ends of the column that is split, below and above."""
    assert node.split is not None
    at, middle = node.split
    low, high = node.ends.get(at) or (judge.stated.low[at], judge.stated.high[at])
    return (low, middle), (middle + 1, high)


def _branch(judge: Judge, node: _Node) -> tuple[int, int] | None:
    """Return the column to split, and the last number of its lower branch; None where nothing is fractional."""
    if node.x is None:
        return None
    part = np.abs(node.x - np.rint(node.x))
    rank = {name: i for i, name in enumerate(FIRST)}
    names = judge.stated.names
    for least in FRACTIONS:
        found = [(rank.get(names[at].partition("/")[0], len(FIRST)), -part[at], int(at))
                 for at in np.flatnonzero(part > least)]  # fmt: skip
        if found:
            at = min(found)[-1]
            return at, math.floor(node.x[at])
    return None


def _told(judge: Judge, root: _Node) -> Iterator[Row]:
    """Yield a tree in order: a split, all of its lower branch, all of its upper one."""
    nodes = list(_ordered(root))
    least = min(node.bound for node in nodes if node.split is None)
    for node in nodes:
        if node.split is None:
            yield {"prices": _short(judge, node, least)}
        else:
            yield {"split": judge.stated.names[node.split[0]], "at": node.split[1]}


def _ordered(root: _Node) -> Iterator[_Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.below)


def _short(judge: Judge, node: _Node, least: float) -> dict[str, float]:
    """Return a leaf's prices with as few digits as prove what all leaves prove."""
    for digits in DIGITS:
        prices = {name: float(f"{price:.{digits}g}") for name, price in node.prices.items()}
        bound = judge.bound({name: whole(price) for name, price in prices.items()}, node.ends)
        if bound is None or bound >= least:
            return prices
    return node.prices


class _Linear:
    """A linear programme in HiGHS, solved again and again from where the last solve ended."""

    def __init__(self, rows: Rows, until: float):
        self.until, self.low, self.high = until, rows.low, rows.high
        self.moved: set[int] = set()
        tight = {"primal_feasibility_tolerance": TIGHT, "dual_feasibility_tolerance": TIGHT}
        self.h = highs.fed(rows, {"solver": "simplex", "threads": 1, "presolve": "off", **tight})

    def solve(self, ends: Ends, afresh: bool = False) -> tuple[str, Any]:
        """Return status and solution within some ends."""
        if afresh:
            self.h.clearSolver()
        self.h.setOptionValue("time_limit", self.h.getRunTime() + max(self.until - time.monotonic(), 0.01))
        for at in self.moved - set(ends):
            self.h.changeColBounds(at, self.low[at], self.high[at])
        for at, (low, high) in ends.items():
            self.h.changeColBounds(at, float(low), float(high))
        self.moved = set(ends)
        self.h.run()
        return self.h.getModelStatus().name, self.h.getSolution()


class _Solver:
    """What prices branches: the linear relaxation, and, for branches without solutions, what its rows lack."""

    def __init__(self, judge: Judge, until: float):
        self.judge, self.until = judge, until
        self.rows, self.names, self.scale = _relaxed(judge)
        self.linear = _Linear(self.rows, until)
        self.lack: _Linear | None = None

    def price(self, node: _Node, value: int) -> None:
        """Give a branch the best prices the solver names, if they prove more than those it has.

        Solves that begin where others ended have been seen to end "infeasible" where there are solutions, so what
        proves nothing is solved again from the beginning.
        """
        self._try(node, node.prices)
        for afresh in (False, True):
            if node.bound >= value or node.x is not None:
                return
            status, found = self.linear.solve(node.ends, afresh)
            if status == "kOptimal":
                node.x = np.array(found.col_value)
                self._try(node, self._named(np.array(found.row_dual)))
            elif status == "kInfeasible":
                self._close(node, value)
            elif found.dual_valid:
                self._try(node, self._named(np.array(found.row_dual)))

    def _close(self, node: _Node, value: int) -> None:
        """Give a branch without solutions prices that prove any value.

        The prices of the least sum by which rows must give way, times any number, add that often that sum.
        """
        self.lack = self.lack or _Linear(_elastic(self.rows, len(self.names)), self.until)
        status, found = self.lack.solve(node.ends)
        short = math.fsum(found.col_value[len(self.rows.cost) :])
        more = self._named(np.array(found.row_dual))
        base, gap = node.prices, (value - node.bound) / FEN
        for times in SIZES if status == "kOptimal" and short > 0.0 else ():
            if node.bound < value:
                by = times * gap / short
                self._try(node, {n: base.get(n, 0.0) + by * more.get(n, 0.0) for n in {**base, **more}})

    def _named(self, duals: Vector) -> dict[str, float]:
        """Return the solver's duals as prices by row: positive where going beyond an upper limit would be paid for."""
        prices = -duals[: len(self.names)] * self.scale
        pairs, rows = zip(self.names, prices.tolist(), strict=True), self.judge.stated.rows
        return {name: price for name, price in pairs if price and (price > 0 or rows[name].even)}

    def _try(self, node: _Node, prices: dict[str, float]) -> None:
        """Keep prices that prove more."""
        bound = self.judge.bound({name: whole(price) for name, price in prices.items()}, node.ends)
        if bound is None or bound > node.bound:
            node.bound, node.prices = math.inf if bound is None else bound, prices


def _elastic(rows: Rows, named: int) -> Rows:
    """Return the programme that asks by how much, at the least, the first rows must give way."""
    height, width = rows.matrix.shape
    at = np.arange(named)
    up = sparse.csr_matrix((np.full(named, -1.0), (at, at)), shape=(height, named))
    down = sparse.csr_matrix((np.ones(named), (at, at)), shape=(height, named))
    wide = np.zeros(2 * named)
    return Rows(
        cost=np.concatenate([np.zeros(width), np.ones(2 * named)]),
        matrix=sparse.csr_matrix(sparse.hstack([rows.matrix, up, down])),
        row_low=rows.row_low,
        row_high=rows.row_high,
        low=np.concatenate([rows.low, wide]),
        high=np.concatenate([rows.high, wide + math.inf]),
        integer=np.zeros(width + 2 * named, dtype=bool),
    )


def _relaxed(judge: Judge) -> tuple[Rows, list[str], Vector]:
    """Return the linear relaxation in yuan, the names of its first rows, and what they are multiplied by."""
    stated = judge.stated
    data, at, owner, most, least, scale = [], [], [], [], [], []
    names = list(stated.rows)
    for i, name in enumerate(names):
        line = stated.rows[name]
        largest = max((abs(n) for _, n in line.terms), default=1)
        factor = 2.0 ** -max(0, math.frexp(largest / LARGE)[1])
        scale.append(factor)
        data += [float(n) * factor for _, n in line.terms]
        at += [column for column, _ in line.terms]
        owner += [i] * len(line.terms)
        most.append(float(line.most) * factor)
        least.append(most[-1] if line.even else -math.inf)
    for choices in stated.units.values():
        sums = [([(c.column, 1.0) for c in choices], 1.0)]
        sums += [([(c.column, -1.0), *((e.column, 1.0) for e in each)], 0.0) for c in choices for each in c.years]
        for terms, side in sums:
            at += [column for column, _ in terms]
            data += [n for _, n in terms]
            owner += [len(most)] * len(terms)
            most.append(side)
            least.append(side)
    shape = (len(most), len(stated.names))
    rows = Rows(
        cost=np.array([stated.cost(j) / YUAN for j in range(len(stated.names))]),
        matrix=sparse.csr_matrix((data, (owner, at)), shape=shape),
        row_low=np.array(least),
        row_high=np.array(most),
        low=np.array(stated.low, dtype=np.float64),
        high=np.array(stated.high, dtype=np.float64),
        integer=np.zeros(len(stated.names), dtype=bool),
    )
    return rows, names, np.array(scale)
