"""Properties of the parts the engines are made of, for any input Hypothesis thinks of."""

import math

import numpy as np
import pytest
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning.draws import _when
from houqin.model.kinds.cleaning.kernel import _bounds, _next
from houqin.model.kinds.cleaning.names import TOTALS
from houqin.model.kinds.cleaning.reference import route, sections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CALM = settings(deadline=None, derandomize=True, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
LOADS = st.lists(st.one_of(st.just(0), st.integers(0, 10), st.integers(0, 10**10)), max_size=40)


@CALM
@given(LOADS, st.integers(1, 30))
def test_sections_partition_the_route(load, n):
    """Sections are contiguous, in order, and cover every zone with work once; both engines cut alike."""
    array = np.array(load, dtype=np.int64)
    cut = np.empty(n + 2, dtype=np.int64)
    _bounds(array, n, cut)
    mine = [list(range(cut[k], cut[k + 1])) for k in range(n)]
    assert [list(part) for part in sections(array, n)] == mine
    covered = [zone for part in mine for zone in part]
    assert covered == list(range(len(covered)))
    assert not any(load[len(covered) :])


@CALM
@given(LOADS, st.integers(1, 30))
def test_sections_are_fair(load, n):
    """A section's work exceeds an equal share by no more than its first and last zone."""
    array = np.array(load, dtype=np.int64)
    for part in sections(array, n):
        work = [load[zone] for zone in part]
        if work:
            assert sum(work) <= sum(load) / n + (work[0] + work[-1]) / 2 + 1e-6 * sum(load)


@CALM
@given(st.integers(0, 20), st.integers(1, 20), st.booleans())
def test_beats_agree(first, length, shuttle):
    """The kernel's next place on a beat is the reference's, round and round or back and forth."""
    beat = range(first, first + length)
    walk = route(beat, shuttle)
    i, step = first, 1
    for _ in range(3 * length + 3):
        assert next(walk) == i
        i, step = _next(i, step, first, first + length, int(shuttle))


@CALM
@given(
    st.lists(st.tuples(st.integers(0, 1439), st.floats(0, 5)), min_size=1, max_size=6, unique_by=lambda s: s[0]),
    st.integers(0, 1400),
    st.integers(1, 600),
    st.floats(0, 1),
)
def test_inversion_of_the_profile(steps, opens, hours, part):
    """Up to the time found, the cumulated intensity is what was asked for; beyond the total there is no time."""
    table = np.array(sorted((60_000 * start, level) for start, level in steps), dtype=np.float64)
    first, last = 60_000.0 * opens, 60_000.0 * (opens + hours)

    def cumulated(until):
        ends = [*table[1:, 0], math.inf]
        return math.fsum(
            level * max(0.0, min(until, end) - max(first, start))
            for (start, level), end in zip(table, ends, strict=True)
        )

    total = cumulated(last)
    if part < 1 and total > 0 and part * total < total:
        found = _when(table, first, last, part * total)
        assert first <= found <= last
        assert cumulated(found) == pytest.approx(part * total, rel=1e-9, abs=1e-3)
    assert _when(table, first, last, total * 1.0001 + 1) == -1


@CALM
@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=90))
def test_payment_falls_with_points(points):
    """The share paid lies on the scale, and more points never raise it."""
    kind = KINDS["cleaning"]
    spec = kind.example()[0]
    counts = np.zeros((len(points), len(kind.counters(spec))), dtype=np.int64)
    counts[:, TOTALS.index("points")] = points
    paid = kind.payment(spec, counts).share
    shares = [share for _, share in spec.common.inspection.pay_scale]
    assert min(shares) - 1e-12 <= paid <= max(shares) + 1e-12
    assert kind.payment(spec, counts + 1000).share <= paid + 1e-12
