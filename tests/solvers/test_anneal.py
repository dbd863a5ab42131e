"""Annealing: what no single step betters, moves made together do; what is not accepted on all days is never returned."""

import numpy as np
import pytest
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.anneal import Anneal
from houqin.solvers.judge import Judge
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.roster import Roster

WORDS = Text("合成", "synthetic")
WEIGHTS = (100_000, 100_000, 10_000, 10_000)
RATES = np.array([0.0, 0.0, -1000.0])
"""Fen a year for each count: served, asked, sold dear."""


def sample(levels, n):
    """Return days on which cheap and dear dishes serve 60 to 100 people; a dear one needs a window of its own each ten.

    Dishes: cheap, dear, by ten; windows: cheap, dear. More dear dishes earn only with more dear windows, and windows
    of one sort are taken from the other.
    """
    found = np.zeros((n, 3), dtype=np.int64)
    for r in range(n):
        asked = 60 + 40 * np.random.default_rng((5, r)).integers(0, 2)
        dear = min(10 * levels[1], 10 * levels[3])
        cheap = min(10 * levels[0], 12 * levels[2])
        served = min(asked, dear + cheap)
        found[r] = served, asked, min(dear, asked)
    return found


@pytest.fixture(scope="module")
def problem():
    """Return a problem of four levers: serve nine tenths of those who ask."""
    whole = (tuple(range(4)),)
    measure = Measure("served", WORDS, "1", (0,), (1,), whole)
    return Problem((0, 0, 0, 0), (12, 12, 12, 12), (False,) * 4, (Goal(measure, 0.9, 0.9),), sample, 40, 0.0)


def cost(levels):
    """Return what a setting costs a year, tickets included."""
    return float(np.dot(WEIGHTS, levels) + (sample(levels, 40) @ RATES).mean())


def annealed(problem, start, quick=sample):
    """Return what annealing makes of a setting."""
    return Anneal(Judge(problem), Roster(problem, WEIGHTS), RATES, quick).run(start)


def test_better_than_where_it_began(problem):
    """From a setting that no single step betters it finds one that is accepted and costs less."""
    start = (9, 0, 8, 0)
    assert Judge(problem).accepted(start)
    steps = [(*start[:i], start[i] + way, *start[i + 1 :]) for i in range(4) for way in (-1, 1) if start[i] + way >= 0]
    assert all(not Judge(problem).accepted(s) or cost(s) >= cost(start) for s in steps)
    found = annealed(problem, start)
    assert Judge(problem).accepted(found)
    assert cost(found) < cost(start)


def test_what_is_returned_is_accepted_on_all_days(problem):
    """Days of a walk that flatter everything lead nowhere: without an accepted better setting the first one stays."""
    start = (9, 0, 8, 0)

    def rosy(levels, n):
        return np.tile(np.array([[100, 100, 0]], dtype=np.int64), (n, 1))

    assert annealed(problem, start, rosy) == start


def test_without_standards_nothing_is_walked():
    """Where no standard holds no lever acts, and the setting stays as it is."""
    free = Problem((0, 0, 0, 0), (12, 12, 12, 12), (False,) * 4, (), sample, 40, 0.0)
    assert annealed(free, (9, 0, 8, 0)) == (9, 0, 8, 0)


def test_the_same_every_time(problem):
    """The walk has its own numbers: the same setting every time."""
    assert annealed(problem, (9, 0, 8, 0)) == annealed(problem, (9, 0, 8, 0))
