"""The one door to the solver: HiGHS, called with fixed options, timed from outside, never taken at its word.

What comes back is re-checked against the data that went in: integers are rounded, then every row, every bound
and the objective are recomputed (`rows.check`).
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from ..model.errors import LimitReached, SolverError
from .rows import Rows, Vector, check

__all__ = ["Knobs", "Raw", "Rows", "Solved", "check", "require", "selftest", "solve", "version"]

OLDEST = (1, 15, 1)
TIGHT, CLOSE, USUAL = 1e-9, 1e-7, 1e-6
"""Feasibility tolerances: for programmes of whole numbers, for those of large ones, and for others.

HiGHS 1.15.1 has been seen to end "optimal" far above its own bound (tests/solvers/opengap*.npz: fractional rows,
presolve, tolerances 1e-7 and 1e-9). A claim that its own bound contradicts is therefore tried again with the other
tolerance and presolve switched over. Rows of numbers beyond `LARGE` do not hold to 1e-9 in doubles: with it the least
was missed by up to 42 % (tests/solvers/tight.npz).
"""
LARGE = 2.0**20
TINY = 1000
"""Programmes of fewer columns are solved faster without the feasibility jump than with it."""
AGGREGATOR = 1 << 12
"""The rule of HiGHS' presolve that replaces a column of an equation, or of one row.

HiGHS 1.15.1 has been seen to lose the optimum of a small programme by up to 8 % with it, and to call its own bound
closed (tests/solvers/lost.npz: shares of money with whole yuan of slack, numbers of 2e8), whatever the tolerance. It is
no faster with it: programmes of 300 to 500 units take a tenth longer.
"""


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
class Knobs:
    """Everything HiGHS is told besides the programme; seconds for `time_limit`."""

    gap: float
    time_limit: float
    seed: int
    threads: int
    presolve: bool
    start: Vector | None = None
    tolerance: float = USUAL
    nearby: bool = True


@dataclass(frozen=True)
class Raw:
    """What the solver claims, before anything is believed; `status` in HiGHS' own names (`kOptimal`)."""

    status: str
    value: float = math.nan
    bound: float = math.nan
    x: Any = field(default=None)


Call = Callable[[Rows, Knobs, threading.Event], Raw]


def solve(
    rows: Rows,
    *,
    gap: float = 0.0,
    time_limit: float = 600.0,
    seed: int = 0,
    threads: int = 1,
    start: Vector | None = None,
    presolve: bool = True,
    nearby: bool = True,
    grace: float = 5.0,
    call: Call | None = None,
) -> Solved:
    """Solve a programme and re-check the answer.

    Parameters
    ----------
    rows : Rows
    gap : float
        Relative gap at which to stop; 0 for a proof of optimality.
    time_limit : float
        Seconds, measured by our own clock; `grace` seconds later the solver is told to stop, and after
        another `grace` it is abandoned with status "limit".
    seed, threads : int
    start : float64 array, shape (columns,), optional
        A solution to begin with.
    presolve : bool
    nearby : bool
        Whether it looks for better solutions near those it has, by programmes of their own (RINS, RENS). Where the
        relaxation is nearly whole that takes twice as long and finds nothing.
    call : callable, optional
        Stands in for HiGHS in tests.

    Raises
    ------
    SolverError
        The data hold NaN, the version of HiGHS is known to err, the solver failed, or its answer does not
        survive the re-check, also with presolve switched over.
    LimitReached
        Out of memory.
    """
    began = time.monotonic()
    _sound(rows)
    if not len(rows.cost):
        return _empty(rows)
    if call is None:
        require()
    whole = _whole(rows)
    fine = TIGHT if np.abs(rows.matrix.data).max(initial=0.0) <= LARGE else CLOSE
    knobs = Knobs(gap, time_limit, seed, threads, presolve, start, fine if whole else USUAL, nearby)
    other = replace(knobs, presolve=not presolve, tolerance=USUAL if whole else fine)
    fault, doubtful = "", None
    for attempt in (knobs, other):
        left = time_limit - (time.monotonic() - began)
        raw = _guarded(call or _highs, rows, replace(attempt, time_limit=max(left, 1e-3)), grace)
        try:
            solved = _believe(rows, raw, gap)
        except SolverError as error:
            fault = str(error)
            continue
        if raw.status in ("kUnboundedOrInfeasible", "kUnbounded"):
            solved = Solved(_which(rows, attempt, grace, call or _highs))
        if raw.status == "kOptimal" and solved.status != "optimal":
            doubtful = solved if doubtful is None else _better(doubtful, solved)
            continue
        return replace(solved, seconds=time.monotonic() - began)
    if doubtful is not None:
        return replace(doubtful, seconds=time.monotonic() - began)
    raise SolverError(fault)


def _whole(rows: Rows) -> bool:
    """Return whether all numbers of the rows are whole."""
    data = np.concatenate([rows.matrix.data, rows.row_low, rows.row_high])
    data = data[np.isfinite(data)]
    return bool((data == np.rint(data)).all())


def _better(a: Solved, b: Solved) -> Solved:
    """Return the cheaper of two incumbents with the higher of their bounds."""
    best = min(a, b, key=lambda s: (s.value is None, s.value))
    bounds = [s.bound for s in (a, b) if s.bound is not None]
    return replace(best, bound=max(bounds, default=None))


def version() -> str:
    """Return the version of HiGHS in use."""
    return str(library().Highs().version())


def require() -> None:
    """Refuse versions of HiGHS whose answers are known to be wrong.

    Raises
    ------
    SolverError
        HiGHS cannot be loaded, or is older than 1.15.1 (1.14 calls wrong solutions optimal,
        ERGO-Code/HiGHS #2957).
    """
    core = library().Highs
    found = tuple(int(part(core())) for part in (core.versionMajor, core.versionMinor, core.versionPatch))
    if found < OLDEST:
        text = ".".join(map(str, found))
        raise SolverError(f"HiGHS {text} is known to return wrong optima; install highspy >= 1.15.1")


def library() -> Any:
    """Return the module `highspy`, loaded only when something is solved."""
    try:
        import highspy
    except ImportError as error:
        raise SolverError("HiGHS cannot be loaded; install highspy >= 1.15.1") from error
    return highspy


def selftest(call: Call | None = None) -> None:
    """Solve the programme that HiGHS 1.14 gets wrong.

    It is: minimise 2x + 3z over x + z >= 4.5, 0 <= x, z <= 10, z whole; the value is 9.

    Raises
    ------
    SolverError
        The solver at hand does not find 9, so no bound may be claimed with it.
    """
    rows = Rows(
        cost=np.array([2.0, 3.0]),
        matrix=sparse.csr_matrix(np.array([[1.0, 1.0]])),
        row_low=np.array([4.5]),
        row_high=np.array([math.inf]),
        low=np.zeros(2),
        high=np.full(2, 10.0),
        integer=np.array([False, True]),
    )
    solved = solve(rows, time_limit=60.0, call=call)
    if solved.status != "optimal" or solved.value is None or abs(solved.value - 9.0) > 1e-9:
        raise SolverError(f"the solver fails its self-test: {solved.status} {solved.value}, not optimal 9")


def _sound(rows: Rows) -> None:
    """Refuse NaN anywhere, and infinity where a number is needed."""
    finite = (rows.cost, rows.matrix.data, np.array([rows.offset]))
    bounds = (rows.row_low, rows.row_high, rows.low, rows.high)
    if not all(np.isfinite(p).all() for p in finite) or any(np.isnan(p).any() for p in bounds):
        raise SolverError("the programme holds NaN or an infinite coefficient")


def _empty(rows: Rows) -> Solved:
    """Return the answer to a programme without columns."""
    if (rows.row_low > 0).any() or (rows.row_high < 0).any():
        return Solved("infeasible")
    return Solved("optimal", rows.offset, rows.offset, np.zeros(0))


def _guarded(call: Call, rows: Rows, knobs: Knobs, grace: float) -> Raw:
    """Run the solver in a thread of its own under our clock."""
    stop = threading.Event()
    box: list[Raw | Exception] = []

    def work() -> None:
        try:
            box.append(call(rows, knobs, stop))
        except Exception as error:  # carried over to the caller's thread below
            box.append(error)

    worker = threading.Thread(target=work, name="houqin-highs", daemon=True)
    worker.start()
    try:
        worker.join(knobs.time_limit + grace)
        if worker.is_alive():
            stop.set()
            worker.join(grace)
    except BaseException:
        stop.set()  # Ctrl-C while waiting: let the solver end by itself
        raise
    if not box:
        return Raw("kTimeLimit")
    end = box[0]
    if isinstance(end, MemoryError):
        raise LimitReached("the solver ran out of memory") from end
    if isinstance(end, Exception):
        raise SolverError(f"the solver failed: {end}") from end
    return end


def _highs(rows: Rows, knobs: Knobs, stop: threading.Event) -> Raw:
    """Hand the programme to HiGHS and return what it claims."""
    h = fed(rows, _options(knobs, len(rows.cost)))
    for moment in (h.cbMipInterrupt, h.cbSimplexInterrupt, h.cbIpmInterrupt):
        moment.subscribe(lambda event: event.interrupt() if stop.is_set() else None)
    if knobs.start is not None:
        index = np.arange(len(rows.cost), dtype=np.int32)
        h.setSolution(len(index), index, np.asarray(knobs.start, dtype=np.float64))
    h.run()
    info, status = h.getInfo(), h.getModelStatus().name
    value = info.objective_function_value
    bound = info.mip_dual_bound if rows.integer.any() else value
    shown = info.primal_solution_status == 2  # a feasible point
    return Raw(status, value, bound, np.array(h.getSolution().col_value) if shown else None)


def _options(knobs: Knobs, columns: int) -> dict[str, Any]:
    """Return every option that may change an answer."""
    return {
        "log_to_console": False,
        "mip_rel_gap": knobs.gap,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": knobs.tolerance,
        "random_seed": knobs.seed % (2**31 - 1),
        "threads": knobs.threads,
        "parallel": "off" if knobs.threads == 1 else "on",
        "presolve": "on" if knobs.presolve else "off",
        "time_limit": knobs.time_limit,
        "mip_heuristic_run_feasibility_jump": columns >= TINY,
        "mip_heuristic_run_rins": knobs.nearby,
        "mip_heuristic_run_rens": knobs.nearby,
        "presolve_rule_off": AGGREGATOR,
    }


def fed(rows: Rows, options: Mapping[str, Any]) -> Any:
    """Return HiGHS with a programme and options, silent and not yet run.

    Raises
    ------
    SolverError
        It takes an option not, or the programme.
    """
    highspy = library()
    h = highspy.Highs()
    for name, value in {"output_flag": False, **options}.items():
        if h.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS does not take the option {name} = {value}")
    if _hand(h, rows) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refuses the programme")
    return h


def _hand(h: Any, rows: Rows) -> Any:
    """Hand a programme to HiGHS as arrays, and return what it says."""
    highspy, matrix = library(), sparse.csr_matrix(rows.matrix)
    whole, real = int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous)
    return h.passModel(
        len(rows.cost), len(rows.row_low), matrix.nnz, int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), rows.offset, rows.cost, rows.low, rows.high, rows.row_low, rows.row_high,
        matrix.indptr, matrix.indices, matrix.data, np.where(rows.integer, whole, real).astype(np.int32),
    )  # fmt: skip


def _believe(rows: Rows, raw: Raw, gap: float) -> Solved:
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
    done = raw.status == "kOptimal" and closed
    return Solved("optimal" if done else "feasible", value, None if bound is None else min(bound, value), x)


def _bound(rows: Rows, raw: Raw) -> float | None:
    """Return the claimed bound, rounded up to a whole number where the objective can only be whole."""
    if not math.isfinite(raw.bound) or not rows.integer.any():
        return None
    whole = rows.cost == np.rint(rows.cost)
    if not whole.all() or not rows.integer[rows.cost != 0].all() or rows.offset != round(rows.offset):
        return raw.bound
    return float(math.ceil(raw.bound - 1e-6 - 1e-12 * abs(raw.bound)))


def _which(rows: Rows, knobs: Knobs, grace: float, call: Call) -> str:
    """Return "infeasible" or "unbounded" where a claim leaves it open, by looking for any solution at all."""
    flat = replace(rows, cost=np.zeros_like(rows.cost), offset=0.0)
    raw = _guarded(call, flat, replace(knobs, start=None), grace)
    if raw.status == "kOptimal":
        check(flat, raw.x)
        return "unbounded"
    if raw.status == "kInfeasible":
        return "infeasible"
    if raw.status == "kTimeLimit":
        return "limit"
    raise SolverError(f"the solver ended with {raw.status} and cannot tell infeasible from unbounded")
