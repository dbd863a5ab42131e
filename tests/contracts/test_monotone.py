"""Contract 4: what is declared monotone never worsens on any trace."""

from collections import Counter

from houqin.model.levers import Setting


def raised(kind, case):
    """Yield (lever, counts before, counts after) for every lever that can be raised by one, all else equal."""
    levels = case.setting.levels
    before = kind.kernel(case.layout, Setting(levels), case.trace, False).counts
    for i, lever in enumerate(kind.levers(case.spec)):
        if levels[i] < lever.high:
            more = Setting((*levels[:i], levels[i] + 1, *levels[i + 1 :]))
            yield lever, before, kind.kernel(case.layout, more, case.trace, False).counts


def test_monotone_measures(kind, world):
    """On the same trace, one more of a lever never worsens a measure declared monotone; the audit can see harm."""
    worse, better, declared = Counter(), Counter(), {}
    for seed in range(400):
        case = world(seed)
        measures = kind.measures(case.spec)
        declared |= {measure.name: measure.monotone for measure in measures}
        for _, before, after in raised(kind, case):
            for measure in measures:
                was = measure.value(before[None, :])
                if was is not None:
                    now = measure.excess(after[None, :], was)[0]
                    worse[measure.name] += bool(now < -1e-6)
                    better[measure.name] += bool(now > 1e-6)
    for name, monotone in declared.items():
        assert not (monotone and worse[name]), name
        assert better[name] > 0, name
    assert sum(worse.values()) > 0
