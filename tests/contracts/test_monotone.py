"""Contract 4: what is declared monotone never worsens on any trace."""

from collections import Counter

from houqin.model.conduct import equal
from houqin.model.levers import Setting

OFTEN = 300
"""Trials after which a measure that nothing has bettered is held to be dead."""


def raised(kind, case):
    """Yield (lever, counts before, counts after) for every lever that can be raised by one, all else equal."""
    levels = case.setting.levels
    before = kind.kernel(case.layout, Setting(levels), case.trace, False).counts
    for i, lever in enumerate(kind.levers(case.spec)):
        if levels[i] < lever.high:
            more = Setting((*levels[:i], levels[i] + 1, *levels[i + 1 :]))
            yield lever, before, kind.kernel(case.layout, more, case.trace, False).counts


def test_monotone_measures(kind, world):
    """On the same trace, one more of a lever never worsens a measure declared monotone; the audit can see harm.

    A claim is held against the world that makes it, where all people are equal. Every measure tried often enough is bettered by something (or
    worsened, where it is only told), so the audit is not blind to it.
    """
    worse, better, tried, broken = Counter(), Counter(), Counter(), []
    for seed in range(400):
        case = world(seed)
        measures, level = kind.measures(case.spec), equal(case.workforce)
        for lever, before, after in raised(kind, case):
            for measure in measures:
                was = measure.value(before[None, :])
                if was is not None:
                    now = measure.excess(after[None, :], was)[0]
                    tried[measure.name] += 1
                    worse[measure.name] += bool(now < -1e-6)
                    better[measure.name] += bool(now > 1e-6 or (now < -1e-6 and not measure.standard))
                    if measure.monotone and level and now < -1e-6:
                        broken.append((seed, lever.name, measure.name))
    assert not broken
    assert all(better[name] > 0 for name, times in tried.items() if times >= OFTEN)
    assert sum(times >= OFTEN for times in tried.values()) > 3
    assert sum(worse.values()) > 0
