"""What a measure says of portions is a matter of counting, on every day of every world."""

import numpy as np
from houqin.model.kinds.canteen.measures import measures


def supplied(case):
    """Return (measure, supply) of a world."""
    return [(m, supply) for m in measures(case.spec) for supply in m.supplies]


def test_nobody_is_served_what_was_not_put_out(days):
    """Over 200 worlds, those served at a meal are never more than its portions; at least 20 worlds limit them."""
    worlds, tight = 0, 0
    for case, outcome in days:
        for measure, supply in supplied(case):
            put_out = sum(number * case.setting.levels[i] for i, number in supply.steps)
            served = sum(int(outcome.counts[measure.good[p]]) for p in supply.parts)
            assert served <= put_out
            tight += served == put_out
        worlds += bool(supplied(case))
    assert worlds >= 20
    assert tight >= 5


def test_demand_is_the_same_at_every_setting(worlds, days):
    """On the same trace another setting asks for as many portions of each tier, in the worlds with supplies."""
    seen = 0
    for n, (case, outcome) in enumerate(days):
        found = supplied(case)
        if found and seen < 30:
            other = worlds.setting(np.random.default_rng((5, n)), case.spec)
            again = worlds.KIND.kernel(case.layout, other, case.trace, False)
            for measure, supply in found:
                asked = [measure.all[p] for p in supply.parts]
                assert again.counts[asked].tolist() == outcome.counts[asked].tolist()
            seen += 1
    assert seen >= 20


def test_parts_are_supplied_once(days):
    """No part of a measure is in two supplies, and no lever puts out for two."""
    for case, _ in days:
        for measure in measures(case.spec):
            parts = [p for supply in measure.supplies for p in supply.parts]
            levers = [i for supply in measure.supplies for i, _ in supply.steps]
            assert len(parts) == len(set(parts))
            assert len(levers) == len(set(levers))
