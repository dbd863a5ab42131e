"""A programme solved part by part has the value it has as a whole."""

import numpy as np
import pytest
from houqin.solvers import highs
from houqin.solvers.programme import parts as module
from houqin.solvers.programme.parts import joined, parts
from houqin.solvers.rows import Rows
from scipy import sparse

INF = np.inf


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """In programmes as small as these a row is wide that speaks of a quarter of all columns."""
    monkeypatch.setattr(module, "WIDE", 0.25)


def generated(seed, *, wide=1, loose=1.0, floor=False):
    """Return a programme of three to eight blocks that pick and cover, and wide rows on what they spend.

    Parameters
    ----------
    loose : float
        How much of what the parts alone spend the wide rows allow.
    floor : bool
        Whether the wide rows ask for at least so much instead.
    """
    dice = np.random.default_rng(seed)
    blocks, cost = [], []
    for _ in range(dice.integers(5, 9)):
        n = int(dice.integers(3, 7))
        blocks.append((np.ones((1, n)), dice.integers(1, 3)))  # so many of n ways
        cost.append(dice.integers(10, 200, n))
    matrix = np.asarray(sparse.block_diag([b for b, _ in blocks]).todense())
    need = np.array([float(k) for _, k in blocks])
    flat = np.concatenate(cost).astype(float)
    rows = rowed(flat, matrix, need, need, np.full(len(flat), 2.0))
    alone = highs.solve(rows).x
    for _ in range(wide):
        spend = dice.integers(1, 100, len(flat)).astype(float)
        limit = np.floor(loose * float(spend @ alone))
        low, high = (limit, INF) if floor else (-INF, limit)
        matrix = np.vstack([matrix, spend])
        rows = rowed(flat, matrix, np.append(rows.row_low, low), np.append(rows.row_high, high), rows.high)
    return rows


def rowed(cost, matrix, low, high, most):
    """Return a programme in whole numbers."""
    return Rows(cost, sparse.csr_matrix(matrix), low, high, np.zeros(len(cost)), most, np.ones(len(cost), dtype=bool))


def answered(rows, gap=0.0, jobs=1):
    """Return what the parts of a programme say of it."""
    found, wide = parts(rows)
    assert len(found) > 1
    return joined(rows, found, wide, lambda part: highs.solve(part.rows, gap=0.0), gap, jobs)


def test_every_row_and_column_is_in_one_place():
    """Each column is in one part; each row in a part, or wide."""
    for seed in range(5):
        rows = generated(seed, wide=2)
        found, wide = parts(rows)
        assert sorted(np.concatenate([p.columns for p in found])) == list(range(len(rows.cost)))
        assert sorted([*np.concatenate([p.lines for p in found]), *wide]) == list(range(len(rows.row_low)))
        assert len(wide) == 2
        for part in found:
            whole = sparse.csr_matrix(rows.matrix)[part.lines]
            assert whole.nnz == part.rows.matrix.nnz == whole[:, part.columns].nnz


def test_parts_that_keep_the_wide_rows_are_the_answer():
    """Where nothing ties the parts, their answers together are that of the whole, side by side or not."""
    for seed in range(3):
        rows = generated(seed, wide=2)
        whole = highs.solve(rows)
        for jobs in (1, 3):
            found = answered(rows, jobs=jobs)
            assert (found.status, found.value) == ("optimal", whole.value)
            assert found.bound == pytest.approx(whole.value)


@pytest.mark.parametrize("floor", [False, True])
@pytest.mark.parametrize("ties", [1, 3])
def test_prices_on_wide_rows_bound_and_obey(ties, floor):
    """Where the parts alone break the wide rows: a bound no better than the optimum, a plan that obeys, or nothing."""
    seen = 0
    for seed in range(3):
        rows = generated(seed, wide=ties, loose=1.1 if floor else 0.9, floor=floor)
        whole, found = highs.solve(rows), answered(rows, gap=0.02)
        if found is None:
            continue
        seen += 1
        assert found.status in ("optimal", "feasible")
        assert found.bound <= whole.value + 1e-6
        assert whole.value <= found.value + 1e-9
        spent = rows.matrix @ found.x
        assert ((spent >= rows.row_low) & (spent <= rows.row_high)).all()
        if found.status == "optimal":
            assert found.value - found.bound <= 0.02 * found.value + 1e-6
    assert seen > 0


def test_wide_rows_of_which_some_are_open():
    """A rule that was dropped leaves a row open on both sides; it neither warns nor loosens the bound."""
    for seed in range(3):
        rows = generated(seed, wide=2, loose=0.9)
        low, high = rows.row_low.copy(), rows.row_high.copy()
        low[-1], high[-1] = -INF, INF
        rows = rowed(rows.cost, rows.matrix, low, high, rows.high)
        whole, found = highs.solve(rows), answered(rows, gap=0.05)
        if found is not None:
            assert found.bound is not None
            assert np.isfinite(found.bound)
            assert found.bound <= whole.value + 1e-6
            assert whole.value <= found.value + 1e-9


def test_income_counts_as_well():
    """With costs below nothing and an offset the answer is that of the whole."""
    for seed in range(4):
        rows = generated(seed)
        other = Rows(
            rows.cost - 150.0, rows.matrix, rows.row_low, rows.row_high, rows.low, rows.high, rows.integer, offset=77.0
        )
        assert answered(other).value == highs.solve(other).value


def test_an_infeasible_part_is_an_infeasible_whole():
    """Where one part has no solution, neither has the whole."""
    rows = generated(1)
    low, high = rows.row_low.copy(), rows.row_high.copy()
    low[0] = high[0] = 100.0
    assert answered(rowed(rows.cost, rows.matrix, low, high, rows.high)).status == "infeasible"


def test_wide_rows_that_cannot_hold_are_left_to_the_whole():
    """Where no solution keeps the wide rows the parts name none."""
    rows = generated(2, loose=0.01)
    assert highs.solve(rows).status == "infeasible"
    found = answered(rows)
    assert found is None or found.status == "infeasible"


def test_a_row_that_speaks_of_no_column_counts():
    """A rule that no option can meet is a row without columns: it makes the whole infeasible, as for the solver."""
    rows = generated(3)
    matrix = np.vstack([rows.matrix.toarray(), np.zeros(len(rows.cost))])
    broken = rowed(rows.cost, matrix, np.append(rows.row_low, 1.0), np.append(rows.row_high, INF), rows.high)
    assert highs.solve(broken).status == "infeasible"
    assert answered(broken).status == "infeasible"
    kept = rowed(rows.cost, matrix, np.append(rows.row_low, 0.0), np.append(rows.row_high, INF), rows.high)
    assert answered(kept).value == highs.solve(kept).value


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_parts_and_whole_agree_often(block):
    """The same on two hundred further programmes, with tight and loose wide rows of both kinds."""
    for seed in range(100 + 20 * block, 120 + 20 * block):
        dice = np.random.default_rng((seed, 1))
        floor = bool(dice.random() < 0.3)
        loose = float(dice.uniform(1.0, 1.2) if floor else dice.uniform(0.85, 1.0))
        rows = generated(seed, wide=int(dice.integers(1, 4)), loose=loose, floor=floor)
        whole, found = highs.solve(rows), answered(rows, gap=0.01)
        if whole.value is None:
            assert found is None or found.status == "infeasible"
        elif found is not None:
            assert found.bound <= whole.value + 1e-6 <= found.value + 2e-6
