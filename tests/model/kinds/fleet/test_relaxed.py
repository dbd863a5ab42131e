"""The relaxation of a fleet contains what happens: for every world, setting and trace, and as an expectation."""

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.relaxed import relaxed
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from scipy.optimize import linprog

NEAR = 1e-6


def level(world):
    """Return the spec of a world without what enters the relaxation by its expectation alone, and such people."""
    common = world.spec.common
    classes = {name: c.model_copy(update={"serviced": 0.0}) for name, c in common.classes.items()}
    spec = world.spec.model_copy(update={"common": common.model_copy(update={"classes": classes})})
    return spec, (Conduct(absence=0.0, spread=0.0),) * 2


def deviation(spec, relaxation, setting, counts):
    """Return by how much, together, the rows must give way so that some z holds the counts: 0 where they contain them.

    Rows are told in whole vehicles and drivers, the counts of a measure or flow in shares of their size.
    """
    wanted, limits = [], []
    for measure in (m for m in FLEET.measures(spec) if m.standard):
        good = relaxation.gains[list(measure.good)].sum(axis=0)
        size = max(1.0, float(counts[list(measure.good)].sum()))
        wanted.append(-np.asarray(good).ravel() / size)
        limits.append((relaxation.base[list(measure.good)].sum() - counts[list(measure.good)].sum()) / size)
    flows = [f for f in FLEET.flows(spec) if f.weighed]
    for item in sorted({f.item for f in flows}):
        price = np.zeros(len(counts))
        for flow in (f for f in flows if f.item == item):
            price[list(flow.counts)] += flow.price * flow.scale
        size = max(1.0, float(price @ counts))
        wanted.append(relaxation.gains.T @ price / size)
        limits.append(price @ (counts - relaxation.base) / size)
    room = relaxation.limit + relaxation.levers @ np.array(setting.levels)
    matrix = np.vstack([relaxation.matrix.toarray(), np.array(wanted)])
    width, height = matrix.shape[1], matrix.shape[0]
    away = linprog(
        np.concatenate([np.zeros(width), np.ones(height)]),
        A_ub=np.hstack([matrix, -np.eye(height)]),
        b_ub=np.concatenate([room, limits]),
        bounds=[*((0.0, high) for high in relaxation.high), *((0.0, None),) * height],
        method="highs",
    )
    return away.fun


def away(world):
    """Return the deviation of a world's own setting, everybody and every vehicle there."""
    spec, people = level(world)
    layout = FLEET.layout(spec)
    trace = FLEET.draw(layout, people, Stream(key(7, Phase.SEARCH, "x"), 3))
    counts = FLEET.kernel(layout, world.setting, trace, False).counts
    return deviation(spec, relaxed(spec, layout, people, world.setting, trace), world.setting, counts)


@pytest.mark.parametrize("seed", range(24))
def test_contains_what_happens(worlds_of, seed):
    """Some z keeps every row, reaches every measure's count and pays no more for any item than the kernel tells."""
    assert away(worlds_of("fleet").world(seed)) <= NEAR


@pytest.mark.slow
@pytest.mark.parametrize("first", range(24, 1024, 100))
def test_contains_what_happens_in_many_worlds(worlds_of, first):
    """The same in a thousand worlds."""
    worlds = worlds_of("fleet")
    assert [seed for seed in range(first, first + 100) if away(worlds.world(seed)) > NEAR] == []


def test_expectation_of_who_comes_is_on_the_safe_side(worlds_of):
    """With absence and workshop days the most that rows allow is, in the mean of 60 traces, no less than what happens.

    The pairs differ by more than 3 standard errors on the safe side, so chance has no part in it.
    """
    world = next(w for s in range(200) if (w := worlds_of("fleet").world(s)).spec.common.shifts and len(w.trace.purpose) > 15)
    people = (Conduct(absence=0.2, spread=0.0),) * 2
    layout, found = FLEET.layout(world.spec), []
    for r in range(60):
        trace = FLEET.draw(layout, people, Stream(key(7, Phase.SEARCH, "x"), r))
        bound = relaxed(world.spec, layout, people, world.setting, trace)
        counts = FLEET.kernel(layout, world.setting, trace, False).counts
        covered = next(m for m in FLEET.measures(world.spec) if m.name == "fleet").good
        most = linprog(
            -np.asarray(bound.gains[list(covered)].sum(axis=0)).ravel(),
            A_ub=bound.matrix,
            b_ub=bound.limit + bound.levers @ np.array(world.setting.levels),
            bounds=[(0.0, high) for high in bound.high],
            method="highs",
        )
        found.append(bound.base[list(covered)].sum() - most.fun - counts[list(covered)].sum())
    assert np.mean(found) >= 3 * np.std(found, ddof=1) / np.sqrt(len(found)) > 0


def test_more_levers_allow_more(worlds_of):
    """No row loses room when a lever is raised."""
    for seed in range(12):
        world = worlds_of("fleet").world(seed)
        bound = relaxed(world.spec, world.layout, world.workforce, world.setting, world.trace)
        assert bound.levers.nnz == 0 or bound.levers.min() >= 0


def test_nothing_is_covered_by_nobody(worlds_of):
    """Without vehicles only ride-hailing covers requests."""
    world = next(w for s in range(50) if (w := worlds_of("fleet").world(s)).spec.common.hail and len(w.trace.purpose))
    none = Setting((0,) * len(world.setting.levels), 0)
    bound = relaxed(world.spec, world.layout, world.workforce, none, world.trace)
    fleet = next(m for m in FLEET.measures(world.spec) if m.name == "fleet").good
    held = np.flatnonzero(np.asarray(bound.gains[list(fleet)].sum(axis=0)).ravel())
    rows = [bound.matrix[:, c].nonzero()[0] for c in held]
    assert all(any(bound.limit[r] <= 0 for r in each) for each in rows if len(each) > 1)
