"""Contract 7: replication r of a seed is the same alone, in any order, on any number of threads."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from houqin.model.simulate import Sampler
from houqin.model.streams import Stream
from houqin.model.trace import digest


def test_alone_as_in_company(kind, world):
    """A replication asked for alone equals the same one among others, in any order."""
    for seed in range(6):
        case = world(seed)
        fresh = lambda case=case: Sampler(kind, case.spec, case.workforce, 77)  # noqa: E731
        together = fresh().counts(case.setting, 8)
        backwards = fresh()
        assert all(np.array_equal(backwards.counts(case.setting, 1, r)[0], together[r]) for r in reversed(range(8)))
        assert np.array_equal(fresh().counts(case.setting, 1, 5)[0], together[5])


def weight(trace):
    """Return the bytes of a trace."""
    return sum(part.nbytes for part in trace if isinstance(part, np.ndarray))


def peak(kind, case, n):
    """Return the most bytes that `n` days of a sampler without room take at once."""
    days = Sampler(kind, case.spec, case.workforce, 5, room=0)
    days.counts(case.setting, 2)
    tracemalloc.start()
    try:
        days.counts(case.setting, n)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_threads_change_nothing(kind, world):
    """Four threads sharing a sampler return what one does."""
    case = world(4)
    alone = Sampler(kind, case.spec, case.workforce, 5).counts(case.setting, 64)
    shared = Sampler(kind, case.spec, case.workforce, 5)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda r: shared.counts(case.setting, 1, r)[0], range(64)))
    assert np.array_equal(np.array(rows), alone)


def test_forgotten_traces_come_back_the_same(kind, world):
    """A trace a sampler has no room for is drawn again, and is the same."""
    case = world(2)
    days = Sampler(kind, case.spec, case.workforce, 5, room=0)
    first = digest(days.trace(3))
    days.counts(case.setting, 4)
    assert digest(days.trace(3)) == first


def test_memory_does_not_grow_with_replications(kind, world):
    """A sampler without room holds one trace at a time: eight times the days take no more than their counts."""
    case = world(2)
    few, many = (peak(kind, case, n) for n in (8, 64))
    assert many - few <= 64 * (8 * len(kind.counters(case.spec)) + 400)


def test_traces_kept_stay_within_their_room(kind, world):
    """Of many days no more are kept than there is room for, but some."""
    case = world(2)
    size = weight(Sampler(kind, case.spec, case.workforce, 5).trace(0))
    days = Sampler(kind, case.spec, case.workforce, 5, room=4 * size)
    days.counts(case.setting, 40)
    kept = sum(weight(days.trace(r)) for r in range(40) if days.trace(r) is days.trace(r))
    assert 0 < kept <= 4 * size


def test_replications_differ(kind, world):
    """Different replications, and different keys, are different days."""
    case = world(1)
    draws = [kind.draw(case.layout, case.workforce, Stream(k, r)) for k in (1, 2) for r in range(20)]
    assert len({digest(t) for t in draws}) == 40


def test_chance_does_not_know_the_setting(kind, world):
    """All settings meet the same days: a sampler's traces do not depend on what was simulated before."""
    case = world(7)
    quiet, busy = (Sampler(kind, case.spec, case.workforce, 9) for _ in range(2))
    for r in range(5):
        busy.counts(case.setting, 1, r)
    assert all(digest(quiet.trace(r)) == digest(busy.trace(r)) for r in range(5))
