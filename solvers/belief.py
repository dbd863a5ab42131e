"""What of a solver's claim survives: whole numbers are rounded, and rows, ends, values and bounds are recomputed."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..model.errors import LimitReached, SolverError
from .rows import Rows, Vector, check


@dataclass(frozen=True)
class Solved:
    """What is known after a solve.

    Parameters
    ----------
    status : "optimal" | "feasible" | "infeasible" | "unbounded" | "limit"
        "optimal" means within the gap asked for; "feasible" an incumbent with an open gap; "limit" neither.
    value : float or None
        Objective of `x`, recomputed from the data.
    bound : float or None
        No solution is cheaper than this.
    x : float64 array or None
        Whole numbers where `integer` says so.
    seconds : float
    """

    status: str
    value: float | None = None
    bound: float | None = None
    x: Vector | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Raw:
    """What the solver claims, before anything is believed; `status` in HiGHS' own names (`kOptimal`)."""

    status: str
    value: float = math.nan
    bound: float = math.nan
    x: Any = field(default=None)


def believe(rows: Rows, raw: Raw, gap: float) -> Solved:
    """Return the solver's claim as far as it survives the re-check."""
    if raw.status == "kMemoryLimit":
        raise LimitReached("the solver ran out of memory")
    if raw.status in ("kInfeasible", "kUnbounded", "kUnboundedOrInfeasible"):
        return Solved("infeasible" if raw.status == "kInfeasible" else "unbounded")
    limits = ("kTimeLimit", "kIterationLimit", "kSolutionLimit", "kInterrupt", "kHighsInterrupt")
    if raw.status not in ("kOptimal", *limits):
        raise SolverError(f"the solver ended with {raw.status}")
    bound = _bound(rows, raw)
    if raw.x is None:
        if raw.status == "kOptimal":
            raise SolverError("the solver claims an optimum but shows no solution")
        return Solved("limit", bound=bound)
    try:
        x, value = check(rows, raw.x)
    except SolverError:
        if raw.status == "kOptimal":
            raise
        return Solved("limit", bound=bound)  # LPs stopped midway leave an infeasible iterate behind
    slack = 1e-9 * (1.0 + math.fsum(np.abs(rows.cost * x))) + 1e-6
    if not abs(value - raw.value) <= slack + 1e-6 * abs(value):
        raise SolverError(f"the solver claims the value {raw.value}, its solution is worth {value}")
    if raw.status == "kOptimal" and not rows.integer.any():
        return Solved("optimal", value, value, x)
    if bound is not None and bound > value + slack + 1e-6 * abs(value):
        raise SolverError(f"the solver claims the bound {bound}, but its own solution is worth {value}")
    closed = bound is not None and value - bound <= gap * abs(value) + slack
    status = "optimal" if raw.status == "kOptimal" and closed else "feasible"
    return Solved(status, value, None if bound is None else min(bound, value), x)


def _bound(rows: Rows, raw: Raw) -> float | None:
    """Return the claimed bound, rounded up to a whole number where the objective can only be whole."""
    if not math.isfinite(raw.bound) or not rows.integer.any():
        return None
    whole = rows.cost == np.rint(rows.cost)
    if not whole.all() or not rows.integer[rows.cost != 0].all() or rows.offset != round(rows.offset):
        return raw.bound
    return float(math.ceil(raw.bound - 1e-6 - 1e-12 * abs(raw.bound)))


def better(a: Solved, b: Solved) -> Solved:
    """Return the cheaper of two incumbents with the higher of their bounds."""
    best = min(a, b, key=lambda s: (s.value is None, s.value))
    bounds = [s.bound for s in (a, b) if s.bound is not None]
    return replace(best, bound=max(bounds, default=None))
