"""Contract 1 and 2: the engines agree event by event, and compiling changes nothing."""

import numpy as np
import pytest
from houqin.model.streams import Stream

NAMES = ("tick", "rank", "entity", "who", "value")


def disagreement(kind, case) -> str:
    """Return where the two logs part, with the rows around it; empty when logs and counts are equal."""
    fast = kind.kernel(case.layout, case.setting, case.trace, True)
    slow = kind.reference(case.layout, case.setting, case.trace, True)
    bare = kind.kernel(case.layout, case.setting, case.trace, False)
    if not np.array_equal(bare.counts, fast.counts):
        return f"{case.setting}: counts differ without a log"
    if np.array_equal(fast.log, slow.log) and np.array_equal(fast.counts, slow.counts):
        return ""
    common = min(len(fast.log), len(slow.log))
    different = (fast.log[:common] != slow.log[:common]).any(axis=1)
    row = int(np.argmax(different)) if different.any() else common
    around = slice(max(0, row - 10), row + 10)
    return f"{case.setting} row {row} of {NAMES}\nkernel\n{fast.log[around]}\nreference\n{slow.log[around]}"


@pytest.mark.parametrize("chunk", range(6))
def test_engines_agree(kind, world, chunk):
    """On generated worlds, every third full of ties, both engines write the same events and counts."""
    wrong = {seed: text for seed in range(60 * chunk, 60 * chunk + 60) if (text := disagreement(kind, world(seed)))}
    assert not wrong, next(iter(wrong.items()))


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(20))
def test_engines_agree_at_length(kind, world, chunk):
    """The same on ten thousand worlds."""
    first = 1000 + 500 * chunk
    wrong = {seed: text for seed in range(first, first + 500) if (text := disagreement(kind, world(seed)))}
    assert not wrong, next(iter(wrong.items()))


def test_counting_needs_no_log(kind, world):
    """Counts are the same whether or not events are written down."""
    for seed in range(30):
        case = world(seed)
        for engine in (kind.kernel, kind.reference):
            with_log = engine(case.layout, case.setting, case.trace, True)
            without = engine(case.layout, case.setting, case.trace, False)
            assert without.log is None
            assert np.array_equal(with_log.counts, without.counts)


def test_blocks_tell_the_same(kind, world):
    """Days drawn and told at one go have the counts of days drawn and told one by one, whatever day they begin with."""
    if kind.block is None:
        pytest.skip("a kind whose days are long has none")
    for seed in range(60):
        case, key = world(seed), 2**64 - 1 - seed
        told = [
            kind.kernel(case.layout, case.setting, kind.draw(case.layout, case.workforce, Stream(key, r)), False).counts
            for r in range(3, 7)
        ]
        block = kind.block(case.layout, case.workforce, case.setting, key, 3, 4)
        assert np.array_equal(block, told), seed
        assert kind.block(case.layout, case.workforce, case.setting, key, 3, 0).shape == (0, block.shape[1])


def test_engines_leave_their_input_alone(kind, world):
    """Layout and trace are read-only: no engine can change what the next one gets."""
    for seed in range(10):
        case = world(seed)
        for part in (case.layout, case.trace):
            assert all(not v.flags.writeable for v in part if isinstance(v, np.ndarray))


def test_logs_are_in_total_order(kind, world):
    """A log is sorted by (tick, rank, entity, who, value), so equal days have equal logs, row by row."""
    for seed in range(10):
        case = world(seed)
        log = kind.kernel(case.layout, case.setting, case.trace, True).log
        assert [tuple(r) for r in log.tolist()] == sorted(tuple(r) for r in log.tolist())


def test_compiling_changes_nothing(kind, hashes):
    """With JIT off, draws and kernel give the same traces, logs and counts."""
    compiled, interpreted = hashes(40), hashes(40, NUMBA_DISABLE_JIT="1")
    assert len(compiled) == 40
    assert interpreted == compiled


@pytest.mark.slow
def test_kernel_stays_inside_its_arrays(kind, hashes, tmp_path):
    """With bounds checking compiled in, no world reads or writes outside an array, and results are the same."""
    checked = hashes(60, NUMBA_BOUNDSCHECK="1", NUMBA_CACHE_DIR=str(tmp_path))
    assert len(checked) == 60
    assert checked == hashes(60)


def test_a_setting_that_does_not_fit_is_refused(kind, world):
    """Levels outside the box, too few levels, or more staff than posts are refused by both engines."""
    from houqin.model.levers import Setting

    case = world(1)
    levels = case.setting.levels
    wrong = (
        Setting(levels[:-1], 0),
        Setting((levels[0] + 10_000, *levels[1:]), 0),
        Setting((-1, *levels[1:]), 0),
        Setting(levels, 10_000),
        Setting(levels, -1),
    )
    for setting in wrong:
        for engine in (kind.kernel, kind.reference):
            with pytest.raises(ValueError, match="do not fit"):
                engine(case.layout, setting, case.trace, False)
