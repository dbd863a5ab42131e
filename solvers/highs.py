"""The one door to the solver: HiGHS, called with fixed options, timed from outside, never taken at its word.

What comes back is re-checked against the data that went in: integers are rounded, then every row, every bound
and the objective are recomputed (`belief.believe`).
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy import sparse

from ..model.errors import LimitReached, SolverError
from .belief import Raw, Solved, believe, better
from .rows import Rows, Vector, check

__all__ = ["Knobs", "Raw", "Rows", "Solved", "answered", "check", "require", "selftest", "solve", "version"]

OLDEST = (1, 15, 1)
TIGHT, CLOSE, USUAL = 1e-9, 1e-7, 1e-6
"""Feasibility tolerances: for programmes of whole numbers, for those of large ones, and for others.

HiGHS 1.15.1 has been seen to end "optimal" far above its own bound (tests/solvers/opengap*.npz: fractional rows,
presolve, tolerances 1e-7 and 1e-9; opengap12.npz, also by 1.16.0, under most tolerances). A claim that its own bound
contradicts is therefore tried again with another tolerance and presolve switched over, and once more with the third,
another seed and no presolve, which closes that gap whatever the tolerance. Rows of numbers beyond `LARGE` do not hold
to 1e-9 in doubles: with it the least was missed by up to 42 % (tests/solvers/tight.npz).
"""
LARGE = 2.0**20
DEAR = 40
"""Costs beyond this power of two are handed over divided by another: HiGHS gives up on prices of 4e13
(tests/solvers/dear.npz). Its own way of doing that spoils the gap where the objective has an offset (its issue 3178).
"""
TINY = 1000
"""Programmes of fewer columns are solved faster without the feasibility jump than with it."""
AGGREGATOR = 1 << 12
"""The rule of HiGHS' presolve that replaces a column of an equation, or of one row.

HiGHS 1.15.1 has been seen to lose the optimum of a small programme by up to 8 % with it, and to call its own bound
closed (tests/solvers/lost.npz: shares of money with whole yuan of slack, numbers of 2e8), whatever the tolerance;
1.16.0 has not. It is no faster with it: programmes of 300 to 500 units take a tenth longer.
"""


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
        survive the re-check, also with presolve switched over, other tolerances and another seed.
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
    left = next(t for t in (CLOSE, TIGHT) if t not in (knobs.tolerance, other.tolerance))
    third = replace(knobs, presolve=False, tolerance=left, seed=seed + 1)
    fault, doubtful = "", None
    for attempt in (knobs, other, third):
        rest = time_limit - (time.monotonic() - began)
        raw = _guarded(call or _highs, rows, replace(attempt, time_limit=max(rest, 1e-3)), grace)
        try:
            solved = believe(rows, raw, gap)
        except SolverError as error:
            fault = str(error)
            continue
        if raw.status in ("kUnboundedOrInfeasible", "kUnbounded"):
            solved = Solved(_which(rows, attempt, grace, call or _highs))
            if solved.status == "unbounded" and _ends(rows):
                fault = "the solver calls a programme unbounded that no column can make so"
                continue
        if doubtful is not None and solved.status != "optimal":
            solved = better(doubtful, solved)
        if raw.status == "kOptimal" and solved.status != "optimal":
            doubtful = solved
            continue
        return replace(solved, seconds=time.monotonic() - began)
    if doubtful is not None:
        return replace(doubtful, seconds=time.monotonic() - began)
    raise SolverError(fault)


def answered(solved: Solved) -> Solved:
    """Return what ended as a programme of the search may: decided, or with a solution and a bound.

    Raises
    ------
    LimitReached
        It ended otherwise.
    """
    if solved.status not in ("optimal", "feasible", "infeasible"):
        raise LimitReached(f"a programme of the search ended with {solved.status}")
    return solved


def _ends(rows: Rows) -> bool:
    """Return whether every column ends where more of it would be cheaper, so that nothing is unbounded."""
    return bool(np.isfinite(np.where(rows.cost > 0, rows.low, rows.high)[rows.cost != 0]).all())


def _whole(rows: Rows) -> bool:
    """Return whether all numbers of the rows are whole."""
    data = np.concatenate([rows.matrix.data, rows.row_low, rows.row_high])
    data = data[np.isfinite(data)]
    return bool((data == np.rint(data)).all())


def version() -> str:
    """Return the version of HiGHS in use."""
    return str(blank().version())


def require() -> None:
    """Refuse versions of HiGHS whose answers are known to be wrong.

    Raises
    ------
    SolverError
        HiGHS cannot be loaded, or is older than 1.15.1 (1.14 calls wrong solutions optimal,
        ERGO-Code/HiGHS #2957).
    """
    found = version()
    if tuple(map(int, found.split(".")[:3])) < OLDEST:
        raise SolverError(f"HiGHS {found} is known to return wrong optima; install highspy >= 1.15.1")


def library() -> Any:
    """Return the module `highspy`, loaded only when something is solved."""
    try:
        import highspy
    except ImportError as error:
        raise SolverError("HiGHS cannot be loaded; install highspy >= 1.15.1") from error
    return highspy


def blank() -> Any:
    """Return HiGHS without a programme, silent from the first; 1.16 greets on standard output when it is made."""
    return _silent(library().Highs)()


@cache
def _silent(core: Any) -> Any:
    """Return the class of HiGHS with its output turned off before its first word, which is said with callbacks."""

    def callbacks(self: Any) -> Any:
        self.setOptionValue("output_flag", False)
        return core.enableCallbacks(self)

    return type("Silent", (core,), {"enableCallbacks": callbacks})


def selftest(call: Call | None = None) -> None:
    """Solve the programme that HiGHS 1.14 gets wrong.

    It is: minimise 2x + 3z over x + z >= 4.5, 0 <= x, z <= 10, z whole; the value is 9.

    Raises
    ------
    SolverError
        The solver at hand does not find 9, so no bound may be claimed with it.
    """
    cost, matrix, whole = np.array([2.0, 3.0]), sparse.csr_matrix([[1.0, 1.0]]), np.array([False, True])
    rows = Rows(cost, matrix, np.array([4.5]), np.array([math.inf]), np.zeros(2), np.full(2, 10.0), whole)
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
    unit = 2.0 ** max(0, math.frexp(np.abs(rows.cost).max())[1] - DEAR)
    small = replace(rows, cost=rows.cost / unit, offset=rows.offset / unit) if unit > 1.0 else rows
    h = fed(small, _options(knobs, len(rows.cost)))
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
    return Raw(status, unit * value, unit * bound, np.array(h.getSolution().col_value) if shown else None)


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
    highspy, h = library(), blank()
    for name, value in options.items():
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


def _which(rows: Rows, knobs: Knobs, grace: float, call: Call) -> str:
    """Return "infeasible" or "unbounded" where a claim leaves it open, by looking for any solution at all."""
    flat = replace(rows, cost=np.zeros_like(rows.cost), offset=0.0)
    raw = _guarded(call, flat, replace(knobs, start=None), grace)
    ends = {"kOptimal": "unbounded", "kInfeasible": "infeasible", "kTimeLimit": "limit"}
    if raw.status == "kOptimal":
        check(flat, raw.x)
    if raw.status in ends:
        return ends[raw.status]
    raise SolverError(f"the solver ended with {raw.status} and cannot tell infeasible from unbounded")
