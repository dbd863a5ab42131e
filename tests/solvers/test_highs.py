"""The door to the solver believes nothing it has not recomputed."""

import itertools
import math
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from houqin.model.errors import LimitReached, SolverError
from houqin.solvers import highs
from houqin.solvers.highs import Knobs, Raw, Rows, check, selftest, solve
from scipy import sparse

INF = math.inf


def programme(cost, matrix, low, high, *, box=(0.0, 3.0), integer=True, offset=0.0):
    """Return rows from plain lists; every column has the same box and kind."""
    n = len(cost)
    return Rows(
        np.array(cost, dtype=float),
        sparse.csr_matrix(np.array(matrix, dtype=float).reshape(len(low), n)),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        np.full(n, box[0]),
        np.full(n, box[1]),
        np.full(n, integer),
        offset,
        tuple(f"c{i}" for i in range(n)),
        tuple(f"r{i}" for i in range(len(low))),
    )


COVER = programme([2, 3, 4], [[1, 1, 1], [0, 1, 2]], [3, 2], [INF, INF])
"""Two covering rows; the optimum is 2 * 2 + 4 = 8."""


def market(rows=4, columns=40):
    """Return a market split programme, which no solver closes quickly."""
    rng = np.random.default_rng(5)
    weights = rng.integers(0, 100, (rows, columns)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    slack = np.eye(rows)
    return Rows(
        np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        sparse.csr_matrix(np.hstack([weights, slack, -slack])),
        half,
        half,
        np.zeros(columns + 2 * rows),
        np.concatenate([np.ones(columns), np.full(2 * rows, 1e4)]),
        np.concatenate([np.ones(columns, bool), np.zeros(2 * rows, bool)]),
    )


def says(*raws):
    """Return a solver that claims what it is told to, one claim a call, the last for ever."""
    left = list(raws)
    return lambda rows, knobs, stop: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("price", [1, 10**13])
def test_generated_programmes_equal_brute_force(price):
    """On 120 random programmes, also at prices divided for the solver, value, bound and infeasibility are enumeration's."""
    rng = np.random.default_rng(11)
    seen = set()
    for _ in range(120):
        cost, matrix = price * rng.integers(-5, 9, 4), rng.integers(-3, 6, (3, 4))
        low = rng.integers(0, 9, 3)
        points = (np.array(x) for x in itertools.product(range(4), repeat=4))
        best = min((cost @ x + 2 * price for x in points if (matrix @ x >= low).all()), default=None)
        solved = solve(programme(cost, matrix, low, [INF] * 3, offset=2.0 * price))
        seen.add(solved.status)
        assert solved.status == ("infeasible" if best is None else "optimal")
        assert solved.value == best
        assert solved.bound == (best if price == 1 or best is None else pytest.approx(best, rel=1e-11))
    assert seen == {"optimal", "infeasible"}


def test_selftest_passes_and_states_a_version():
    """The HiGHS in use solves the programme that 1.14 gets wrong, and names its version."""
    selftest()
    assert tuple(int(v) for v in highs.version().split(".")[:3]) >= highs.OLDEST


def test_selftest_fails_with_the_answer_of_1_14():
    """The feasible but dearer answer of the broken release (15) is not accepted as the optimum."""
    broken = Raw("kOptimal", 15.0, 15.0, np.array([0.0, 5.0]))
    with pytest.raises(SolverError, match="self-test"):
        selftest(says(broken))


def test_old_version_is_refused(monkeypatch):
    """No programme is handed to a HiGHS older than 1.15.1."""
    monkeypatch.setattr(highs, "OLDEST", (99, 0, 0))
    with pytest.raises(SolverError, match="install highspy"):
        solve(COVER)


def test_missing_library_says_what_to_install(monkeypatch):
    """Without highspy the message says what to install."""
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(SolverError, match=r"install highspy >= 1\.15\.1"):
        solve(COVER)


def test_solver_says_nothing():
    """Neither making, asking nor running HiGHS writes anything; what commands print may be read by programs."""
    code = "from houqin.solvers import highs; highs.version(); highs.require(); highs.selftest()"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_importing_the_door_loads_no_solver():
    """`import houqin.solvers.highs` does not load highspy."""
    code = "import sys, houqin.solvers.highs; sys.exit('highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (Raw("kOptimal", 0.0, 0.0, np.zeros(3)), "r0 is violated"),
        (Raw("kOptimal", 8.0, 8.0, np.array([4.0, 0.0, 0.0])), "c0 leaves its bounds"),
        (Raw("kOptimal", 8.0, 8.0, np.array([1.5, 0.5, 1.0])), "not whole"),
        (Raw("kOptimal", 7.0, 7.0, np.array([2.0, 0.0, 1.0])), "claims the value"),
        (Raw("kOptimal", 8.0, 9.5, np.array([2.0, 0.0, 1.0])), "claims the bound"),
        (Raw("kOptimal", 8.0, 8.0, np.full(3, math.nan)), "not a solution"),
        (Raw("kOptimal", 8.0, 8.0, np.zeros(7)), "not a solution"),
        (Raw("kOptimal", math.nan, 8.0, np.array([2.0, 0.0, 1.0])), "claims the value"),
        (Raw("kOptimal"), "shows no solution"),
        (Raw("kSolveError"), "kSolveError"),
        (Raw("garbage"), "garbage"),
    ],
)
def test_garbage_is_caught(raw, words):
    """An infeasible point, a wrong value, an impossible bound or nonsense is an error, never an answer."""
    with pytest.raises(SolverError, match=words):
        solve(COVER, call=says(raw))


def test_second_try_with_presolve_switched_may_mend():
    """When the first answer fails the re-check, the solver gets one more try with presolve switched over."""
    asked = []

    def moody(rows, knobs: Knobs, stop):
        asked.append(knobs.presolve)
        x = np.zeros(3) if knobs.presolve else np.array([2.0, 0.0, 1.0])
        return Raw("kOptimal", 0.0 if knobs.presolve else 8.0, 8.0, x)

    assert solve(COVER, call=moody).value == 8.0
    assert asked == [True, False]


def test_programme_whose_columns_all_end_is_not_unbounded():
    """HiGHS has called such programmes unbounded: it is asked again, and refused where it insists."""
    runs, any_ = Raw("kUnbounded"), Raw("kOptimal", 0.0, 0.0, np.array([2.0, 0.0, 1.0]))
    assert solve(COVER, call=says(runs, any_, replace(any_, value=8.0, bound=8.0))).value == 8.0
    with pytest.raises(SolverError, match="no column"):
        solve(COVER, call=says(*(runs, any_) * 3))


def test_open_gap_is_never_called_optimal():
    """A solver that says optimal but whose bound is far below its value gets the status feasible."""
    solved = solve(COVER, call=says(Raw("kOptimal", 8.0, 5.0, np.array([2.0, 0.0, 1.0]))))
    assert (solved.status, solved.value, solved.bound) == ("feasible", 8.0, 5.0)


def test_contradicted_claim_is_tried_again():
    """A claim of optimality that the solver's own bound contradicts is tried again, and then may stand."""
    first = Raw("kOptimal", 12.0, 8.0, np.array([0.0, 0.0, 3.0]))
    second = Raw("kOptimal", 8.0, 8.0, np.array([2.0, 0.0, 1.0]))
    solved = solve(COVER, call=says(first, second))
    assert (solved.status, solved.value) == ("optimal", 8.0)


def test_what_a_doubtful_answer_shows_is_kept():
    """A solution shown with an open gap outlives a second try that ends at its limit, or finds nothing feasible."""
    shown = Raw("kOptimal", 8.0, 5.0, np.array([2.0, 0.0, 1.0]))
    for later in (Raw("kTimeLimit", math.nan, 6.0), Raw("kInfeasible")):
        solved = solve(COVER, call=says(shown, later))
        assert (solved.status, solved.value) == ("feasible", 8.0)
        assert solved.bound == (6.0 if later.bound == 6.0 else 5.0)


def opengap(name):
    """Return a programme of the search that HiGHS 1.15.1 has called optimal while its own bound was far lower."""
    with np.load(Path(__file__).with_name(name)) as d:
        shape = (len(d["row_low"]), len(d["cost"]))
        matrix = sparse.csr_matrix((d["data"], d["indices"], d["indptr"]), shape=shape)
        n, free = shape[1], np.full(shape[0], INF)
        high = d["high"] if "high" in d else np.ones(n)
        return Rows(d["cost"], matrix, d["row_low"], free, np.zeros(n), high, np.ones(n, dtype=bool))


OPEN = [("opengap.npz", 70522083.0), ("opengap9.npz", 134455860.0), ("opengap12.npz", 208232775.0)]


@pytest.mark.parametrize(("name", "value"), OPEN)
def test_open_gap_of_highs_itself_is_closed(name, value):
    """A programme on which HiGHS has ended "optimal" millions above its own bound is solved to its optimum."""
    for presolve in (True, False):
        solved = solve(opengap(name), presolve=presolve)
        assert (solved.status, solved.value, solved.bound) == ("optimal", value, value)


def test_asked_gap_is_optimal():
    """The same open gap is fine when the caller asked for no more."""
    claim = Raw("kOptimal", 8.0, 5.0, np.array([2.0, 0.0, 1.0]))
    assert solve(COVER, gap=0.5, call=says(claim)).status == "optimal"


def test_solver_exception_is_a_solver_error():
    """An exception inside the solver reaches the caller as SolverError."""

    def broken(rows, knobs, stop):
        raise RuntimeError("boom")

    with pytest.raises(SolverError, match="boom"):
        solve(COVER, call=broken)


def test_out_of_memory_is_a_limit():
    """Running out of memory is a limit, not a wrong answer."""

    def hungry(rows, knobs, stop):
        raise MemoryError

    with pytest.raises(LimitReached):
        solve(COVER, call=hungry)
    with pytest.raises(LimitReached):
        solve(COVER, call=says(Raw("kMemoryLimit")))


def test_hanging_solver_is_told_to_stop_and_left():
    """A solver that hangs is asked to stop, then abandoned with status limit."""
    told = threading.Event()
    ended = threading.Event()

    def hang(rows, knobs, stop):
        stop.wait(30)
        told.set()
        ended.wait(30)
        return Raw("kOptimal", 8.0, 8.0, np.array([2.0, 0.0, 1.0]))

    began = time.monotonic()
    solved = solve(COVER, time_limit=0.05, grace=0.05, call=hang)
    waited = time.monotonic() - began
    ended.set()
    assert told.wait(30)
    assert (solved.status, solved.value) == ("limit", None)
    assert waited < 20


def test_real_solver_obeys_the_stop_event():
    """HiGHS itself ends soon after the stop event is set, with what it has."""
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    raw = highs._highs(market(), Knobs(0.0, 120.0, 0, 1, True), stop)
    assert raw.status in ("kInterrupt", "kHighsInterrupt")


def test_time_limit_gives_feasible_with_a_bound():
    """At the time limit an incumbent is called feasible and carries a bound below its value."""
    solved = solve(market(), time_limit=1.0)
    assert solved.status == "feasible"
    assert solved.bound is not None and solved.value is not None
    assert solved.bound < solved.value


def test_unbounded_and_infeasible_are_told_apart():
    """What presolve leaves as "unbounded or infeasible" is resolved by a solve without objective."""
    ray = programme([-1, 0], [[1, -1]], [-INF], [0], box=(0.0, INF))
    empty = programme([-1, 0], [[1, -1], [0, 2]], [-INF, 1], [0, 1], box=(0.0, INF))
    assert solve(ray).status == "unbounded"
    assert solve(empty).status == "infeasible"
    unsure = Raw("kUnboundedOrInfeasible")
    assert solve(COVER, call=says(unsure, Raw("kInfeasible"))).status == "infeasible"
    found = Raw("kOptimal", 0.0, 0.0, np.array([2.0, 0.0, 1.0]))
    assert solve(replace(COVER, cost=-COVER.cost, high=np.full(3, INF)), call=says(unsure, found)).status == "unbounded"


def test_whole_rows_have_no_tolerance():
    """A row of whole numbers, a budget in fen, may not be exceeded by a single unit."""
    rows = programme([1, 1], [[2_000_000_007, 3_000_000_001]], [-INF], [5_000_000_007], box=(0.0, 1.0))
    with pytest.raises(SolverError, match="r0 is violated"):
        check(rows, np.array([1.0, 1.0]))
    one_more = programme([1, 1], [[2_000_000_007, 3_000_000_001]], [-INF], [5_000_000_008], box=(0.0, 1.0))
    assert check(one_more, np.array([1.0, 1.0]))[1] == 2.0


@pytest.mark.parametrize("limit", [7, 8, 9])
def test_threshold_sweep(limit):
    """A threshold at T - 1, T and T + 1 gives the exact integer answer with and without presolve."""
    big = 1_000_000_000
    rows = programme([-1, -1, -1], [[big, 2 * big, 4 * big + 1]], [-INF], [limit * big], box=(0.0, 1.0))
    points = itertools.product((0, 1), repeat=3)
    best = -max(sum(x) for x in points if x[0] * big + 2 * big * x[1] + x[2] * (4 * big + 1) <= limit * big)
    assert {solve(rows, presolve=p).value for p in (True, False)} == {best}


def test_nan_and_infinite_coefficients_are_refused():
    """NaN or an infinite coefficient never reaches the solver."""
    for cost in ([math.nan, 1, 1], [INF, 1, 1]):
        with pytest.raises(SolverError, match="NaN"):
            solve(programme(cost, [[1, 1, 1]], [1], [2]))


def test_programme_without_columns():
    """A programme without columns is optimal when zero satisfies its rows, else infeasible."""
    assert solve(programme([], [], [], [], offset=4.0)).value == 4.0
    assert solve(programme([], [], [1], [2])).status == "infeasible"


def test_same_answer_for_any_number_of_callers():
    """Eight threads that solve at the same time get what one gets."""
    alone = solve(COVER)
    box = []
    callers = [threading.Thread(target=lambda: box.append(solve(COVER))) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [s.status for s in box] == ["optimal"] * 8
    assert [s.x.tolist() for s in box] == [alone.x.tolist()] * 8


def test_start_is_used_and_harmless():
    """A start, good or infeasible, changes no optimum."""
    assert solve(COVER, start=np.array([2.0, 0.0, 1.0])).value == 8.0
    assert solve(COVER, start=np.zeros(3)).value == 8.0
