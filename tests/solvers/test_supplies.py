"""Supplies: one row says what no setting can serve, whatever its windows; held to enumeration of every setting."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.measures import Measure, Supply
from houqin.model.text import Text
from houqin.solvers.judge import Judge
from houqin.solvers.master import Master
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.relax import Relaxation
from houqin.solvers.search import Search

PLACE = spec_from_file_location("surfaces", Path(__file__).with_name("surfaces.py"))
surfaces = module_from_spec(PLACE)
PLACE.loader.exec_module(surfaces)

WORDS = Text("备餐", "portions")
DAYS = 30


class Hall:
    """Two meals, of one and of two tiers: a window serves 12, a portion lever puts out 9, and diners make do.

    Who finds nothing of a tier takes what the other has left; half of the second meal's windows are each tier's.

    Levers: windows of each meal, portions of the first meal, portions of the two tiers of the second.
    """

    def __init__(self, seed, target=0.9):
        rng = np.random.default_rng((23, seed))
        self.demand = rng.poisson(rng.uniform(18, 30, 3), (DAYS, 3))
        self.target = target
        self.weights = tuple(int(w) for w in rng.integers(100, 900, 5))

    def sample(self, levels, n):
        """Return those served and those who came, by meal and tier."""
        windows, portions = np.array(levels[:2]) * 12, np.array(levels[2:]) * 9
        came = self.demand[:n]
        first = np.minimum(came[:, 0], min(windows[0], portions[0]))
        own = np.minimum(came[:, 1:], portions[1:])
        other = np.minimum(came[:, 1:] - own, (portions[1:] - own)[:, ::-1])
        return np.column_stack([first, np.minimum(own + other, windows[1] // 2), came]).astype(np.int64)

    def problem(self, supplies=True):
        """Return the search problem of the hall on its own sample."""
        known = (Supply((0,), ((2, 9),)), Supply((1, 2), ((3, 9), (4, 9)))) if supplies else ()
        measure = Measure("kept", WORDS, "1", (0, 1, 2), (3, 4, 5), ((0, 2), (1, 3, 4), (1, 3, 4)), supplies=known)
        goals = (Goal(measure, self.target, self.target),)
        return Problem((0,) * 5, (3, 5, 4, 4, 4), (False,) * 5, goals, self.sample, DAYS, 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_the_search_with_supplies_equals_enumeration(seed):
    """Answer and bound are the least worth of all settings of the box that meet the standard."""
    hall = Hall(seed)
    found = Search(hall.problem()).run(hall.weights)
    assert found.value == found.bound == surfaces.enumerate_best(hall.problem(), hall.weights)


@pytest.mark.parametrize("seed", range(5))
def test_no_setting_that_meets_the_standard_is_cut_off(seed):
    """For some good setting of the box: asked for nothing but that it be the cheapest, the programme has it."""
    hall = Hall(seed)
    problem = hall.problem()
    ceilings = Relaxation(Judge(problem), problem).stores
    goal = problem.goals[0]
    good = [s for s in surfaces.box(problem) if goal.measure.excess(problem.sample(s, DAYS), goal.target).mean() >= 0]
    assert len(good) > 30
    for s in good[::13]:
        inner = Problem(s, s, problem.machine, problem.goals, problem.sample, DAYS, 0.0)
        proposal = Master(inner, hall.weights).propose((), ceilings)
        assert proposal is not None
        assert proposal.levels == s


def test_supplies_alone_say_most():
    """Over 20 halls the row alone, without any cut, is a valid bound and on average worth half of the answer at least."""
    shares = []
    for seed in range(20):
        hall = Hall(seed)
        problem = hall.problem()
        bare = Master(problem, hall.weights).propose((), Relaxation(Judge(problem), problem).stores)
        best = surfaces.enumerate_best(problem, hall.weights)
        assert bare.value == surfaces.value(hall.weights, bare.levels) <= best
        shares.append(bare.value / best)
    assert np.mean(shares) >= 0.5


def test_chance_is_allowed_for():
    """With error to share, the limits of every amount put out lie above the plain means, more so on fewer days."""
    hall = Hall(3)
    plain = hall.problem()

    def limits(error, known):
        problem = Problem(plain.low, plain.high, plain.machine, plain.goals, plain.sample, 15, error, days=known)
        return Judge(problem).supplied(0, (1, 2), np.arange(0.0, 73.0, 9.0))

    exact, few, many = limits(0.0, 0), limits(0.05, 0), limits(0.05, 30)
    assert (few > exact).all()
    assert (many - few).sum() < 0
