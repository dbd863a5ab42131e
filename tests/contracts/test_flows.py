"""Contract 8: what money follows is what it says: steps decide exactly, limits hold, items have names."""

import pytest
from houqin.model.items import FLOWS, ITEMS
from houqin.model.levers import Setting

SEEDS = range(30)


def counted(kind, case, setting, columns):
    """Return the sum of some counters of a world's day at a setting."""
    counts = kind.kernel(case.layout, setting, case.trace, False).counts
    return int(counts[list(columns)].sum())


def ends(kind, case):
    """Return settings of a world: its own, everything at its least, everything at its most."""
    levers = kind.levers(case.spec)
    return [case.setting, *(Setting(tuple(getattr(v, end) for v in levers)) for end in ("low", "high"))]


def test_steps_decide_exactly(kind, world):
    """Where steps of levers decide a flow, the counters say the same at every setting, whatever happens."""
    for case in map(world, SEEDS):
        levers = {v.name: i for i, v in enumerate(kind.levers(case.spec))}
        for flow in kind.flows(case.spec):
            for setting in ends(kind, case) if flow.steps else ():
                told = sum(quantity * setting.levels[levers[name]] for name, quantity in flow.steps)
                assert flow.scale * counted(kind, case, setting, flow.counts) == pytest.approx(told), flow.name


def test_the_most_is_never_exceeded(kind, world):
    """A flow's most is at least the flow, and the same at every setting."""
    for case in map(world, SEEDS):
        for flow in kind.flows(case.spec):
            settings = ends(kind, case) if flow.most else []
            most = {counted(kind, case, setting, flow.most) for setting in settings}
            assert len(most) <= 1, flow.name
            assert all(counted(kind, case, s, flow.counts) <= next(iter(most)) for s in settings), flow.name


def test_what_covers_is_never_less(kind, world):
    """A flow that covers another is at least as much as it at every setting; the other is no step's doing."""
    for case in map(world, SEEDS):
        flows = {f.name: f for f in kind.flows(case.spec)}
        for flow in (f for f in flows.values() if f.covers):
            other = flows[flow.covers]
            assert not other.steps
            for setting in ends(kind, case):
                least = other.scale * counted(kind, case, setting, other.counts)
                assert flow.scale * counted(kind, case, setting, flow.counts) >= least, flow.name


def test_flows_are_well_told(kind, world):
    """Names are unique, items have names, income has a limit, and a measure that is named counts the flow."""
    for case in map(world, SEEDS):
        flows, measures = kind.flows(case.spec), {m.name: m for m in kind.measures(case.spec)}
        assert len({f.name for f in flows}) == len(flows)
        for flow in flows:
            assert flow.item in FLOWS
            assert flow.item in ITEMS
            assert flow.price >= 0 or flow.steps or flow.most, flow.name
            for setting in ends(kind, case) if flow.measure else ():
                good = counted(kind, case, setting, measures[flow.measure].good)
                assert good == counted(kind, case, setting, flow.counts), flow.name


def test_pools_hold(kind, world):
    """Flows of a pool are together no more than levers put out nor than its counters say, which know no setting.

    What a pool holds is no more than they.
    """
    for case in map(world, SEEDS):
        levers = {v.name: i for i, v in enumerate(kind.levers(case.spec))}
        flows = {f.name: f for f in kind.flows(case.spec)}
        for pool in kind.pools(case.spec):
            asked = {counted(kind, case, setting, pool.all) for setting in ends(kind, case)}
            assert len(asked) == 1
            for setting in ends(kind, case):
                sold = sum(flows[f].scale * counted(kind, case, setting, flows[f].counts) for f in pool.flows)
                put_out = sum(quantity * setting.levels[levers[name]] for name, quantity in pool.steps)
                assert sold <= (put_out if pool.steps else sold)
                assert sold <= next(iter(asked))
                held = flows[pool.holds] if pool.holds else None
                assert held is None or held.scale * counted(kind, case, setting, held.counts) <= sold
            assert not any(flows[f].steps for f in pool.flows)
