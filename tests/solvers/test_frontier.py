"""Levers weighed against the charge for what is short: the bound and the answer against enumeration."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from houqin.solvers.found import Hint
from houqin.solvers.frontier import charged, weigh
from houqin.solvers.search import Search

DAYS, GAP = 20, 0.01


def beside(name):
    """Return a module of this folder."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    sys.modules[name] = module_from_spec(place)
    place.loader.exec_module(sys.modules[name])
    return sys.modules[name]


surfaces = beside("surfaces")


def instance(seed):
    """Return a problem whose charge is what is not served, at a price, and the prices of its levers."""
    surface = surfaces.Surface(seed, 4, (3, 5), 2, parts=2)
    surface.targets *= 0.7
    problem = surface.problem(replications=DAYS)
    rates = np.zeros(problem.sample(problem.high, 1).shape[1])
    rates[0::2], rates[1::2] = -1.0, 1.0
    return problem, rates * np.random.default_rng(seed).uniform(1, 12), surface.weights


def enumerated(problem, rates, weights):
    """Return the least of levers plus charge among all settings that meet the standards; None where none does."""
    best = None
    for levels in product(*(range(a, b + 1) for a, b in zip(problem.low, problem.high, strict=True))):
        counts = problem.sample(levels, DAYS)
        if all(g.measure.excess(counts, g.target).mean() >= -1e-9 for g in problem.goals):
            cost = sum(w * v for w, v in zip(weights, levels, strict=True)) + np.rint(counts @ rates).mean()
            best = cost if best is None else min(best, cost)
    return best


def weighed(problem, rates, weights):
    """Return the outcome of weighing."""
    return weigh(problem, rates, lambda p, n: Search(p, gap=GAP / 2), weights, GAP, Hint())


@pytest.mark.parametrize("seed", range(8))
def test_bound_and_answer_enclose_the_optimum(seed):
    """The bound is at most the enumerated optimum, the answer at least, and they are no further apart than the gap."""
    problem, rates, weights = instance(seed)
    best, found = enumerated(problem, rates, weights), weighed(problem, rates, weights)
    assert found.bound <= best + 1e-6
    assert found.value >= best - 1e-6
    assert found.bound >= (1 - GAP) * found.value - 1


@pytest.mark.slow
def test_bound_and_answer_enclose_the_optimum_in_a_hundred():
    """In a hundred cases the bound never exceeds the optimum, and in 90 at least the answer is the optimum itself."""
    hits = 0
    for seed in range(100, 200):
        problem, rates, weights = instance(seed)
        best, found = enumerated(problem, rates, weights), weighed(problem, rates, weights)
        assert (best is None) == (found.bound is None)
        if best is not None:
            assert found.bound <= best + 1e-6 and found.value >= best - 1e-6
        hits += best == found.value
    assert hits >= 90


def test_few_settings_are_simulated():
    """Weighing looks at fewer than half of all settings."""
    problem, rates, weights = instance(3)
    found = weighed(problem, rates, weights)
    seen = {levels for search in found.searches for levels in search.judge.seen}
    every = np.prod([b - a + 1 for a, b in zip(problem.low, problem.high, strict=True)])
    assert 2 * len(seen) < every


def test_charge_counts_in_the_answer():
    """Where what is short costs more, the answer has more of the levers and less of the charge."""
    problem, rates, weights = instance(1)
    few, many = weighed(problem, rates * 0.01, weights).best, weighed(problem, rates * 20, weights).best

    def charge(levels):
        return float((problem.sample(levels, DAYS) @ rates).mean())

    assert charge(many) < charge(few)
    assert sum(w * v for w, v in zip(weights, many, strict=True)) > sum(
        w * v for w, v in zip(weights, few, strict=True)
    )


def test_limit_on_the_charge_is_a_standard():
    """With a limit, exactly the settings whose mean charge keeps it meet the goal."""
    problem, rates, _ = instance(2)
    limit = float((problem.sample(problem.high, DAYS) @ rates).mean()) * 2
    goal = charged(problem, rates, limit).goals[-1]
    tight = charged(problem, rates, limit)
    for levels in (problem.low, problem.high):
        counts = tight.sample(levels, DAYS)
        kept = np.rint(problem.sample(levels, DAYS) @ rates).mean() <= limit
        assert (goal.measure.excess(counts, goal.target).mean() >= 0) == kept


def test_nothing_meets_the_standards():
    """Where no setting meets the standards there is neither answer nor bound."""
    problem, rates, weights = instance(0)
    from dataclasses import replace

    goals = tuple(replace(g, target=1.5, aim=1.5) for g in problem.goals)
    found = weighed(replace(problem, goals=goals), rates, weights)
    assert found.best is found.bound is None
