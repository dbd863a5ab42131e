"""Contract 5: measures stay in range; a share of nothing is not a share; counts keep their names."""

import numpy as np
import pytest


def outcomes(kind, world, seeds):
    """Return (world, counts of one day) for some seeds."""
    return [(case, kind.kernel(case.layout, case.setting, case.trace, False).counts) for case in map(world, seeds)]


def test_values_in_range(kind, world):
    """Every value lies between the ends its measure states, and good never exceeds all for shares."""
    for case, counts in outcomes(kind, world, range(120)):
        for measure in kind.measures(case.spec):
            value = measure.value(counts[None, :])
            if value is not None:
                assert measure.lower <= value <= measure.upper, measure.name
            if measure.scale == measure.upper == 1.0:
                assert counts[list(measure.good)].sum() <= counts[list(measure.all)].sum()


def test_counts_are_counts(kind, world):
    """A day has one whole number per name; names are unique."""
    for case, counts in outcomes(kind, world, range(40)):
        names = kind.counters(case.spec)
        assert len(set(names)) == len(names) == len(counts)
        assert counts.dtype == np.int64


def test_nothing_happened_means_no_value(kind, world):
    """Where a measure has nothing to judge, its value is None, not 100 % and not an error."""
    for case in map(world, range(20)):
        nothing = np.zeros((3, len(kind.counters(case.spec))), dtype=np.int64)
        assert all(measure.value(nothing) is None for measure in kind.measures(case.spec))


def test_excess_agrees_with_value(kind, world):
    """The mean excess over a target is zero exactly where the target is the value."""
    for case, counts in outcomes(kind, world, range(60)):
        for measure in kind.measures(case.spec):
            value = measure.value(counts[None, :])
            if value is not None:
                total = int(counts[list(measure.all)].sum())
                rounding = 1e-9 * max(1, abs(value) * total)
                assert measure.excess(counts[None, :], value)[0] == pytest.approx(0.0, abs=rounding)


def test_levers_outside_a_measure_do_not_touch_it(kind, world):
    """With one team, a lever that a measure does not list leaves its counts as they are, on every trace."""
    from houqin.model.levers import Setting

    touched, apart = 0, False
    for seed in range(80):
        case = world(seed)
        base = kind.kernel(case.layout, Setting(case.setting.levels, 0), case.trace, False).counts
        for i, lever in enumerate(kind.levers(case.spec)):
            apart |= any(all(i not in part for part in m.levers) for m in kind.measures(case.spec))
            level = lever.low if case.setting.levels[i] == lever.high else lever.high
            if level == case.setting.levels[i]:
                continue
            levels = (*case.setting.levels[:i], level, *case.setting.levels[i + 1 :])
            other = kind.kernel(case.layout, Setting(levels, 0), case.trace, False).counts
            for measure in kind.measures(case.spec):
                if all(i not in part for part in measure.levers):
                    columns = [*measure.good, *measure.all]
                    assert np.array_equal(base[columns], other[columns]), (seed, lever.name, measure.name)
                    touched += 1
    assert touched > 100 or not apart


def test_histograms_count_what_measures_count(kind, world):
    """Histograms are whole numbers over rising edges, one edge more than bins, the last infinite."""
    for case, counts in outcomes(kind, world, range(20)):
        for text, edges, bins in kind.histogram(case.spec, counts[None, :]).values():
            assert text.zh and text.en
            assert len(edges) == len(bins) + 1
            assert (np.diff(edges) > 0).all() and np.isinf(edges[-1])
            assert (bins >= 0).all()
