"""The search on a lunch: servers by quarter of an hour, one standard over the whole day, people in shifts."""

import itertools
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.solvers.front import Front
from houqin.solvers.judge import FULL, Judge
from houqin.solvers.master import Master
from houqin.solvers.problem import below
from houqin.solvers.relax import Relaxation
from houqin.solvers.roster import Roster, apart
from houqin.solvers.search import Search

PLACE = spec_from_file_location("lunch", Path(__file__).with_name("lunch.py"))
lunch = sys.modules["lunch"] = module_from_spec(PLACE)  # Numba looks its functions' module up
PLACE.loader.exec_module(lunch)

SHIFTS = ((0, 3), (1, 4), (0, 4))
"""First step and the one after the last."""


def small(seed, shifts=()):
    """Return the problem of a lunch of four steps, two to five servers each."""
    return lunch.generated(seed, 4, 2, 5, 60).problem(shifts=shifts)


def best(problem, weights, steps=4):
    """Return the least value over all settings that meet the standard, found by trying every one."""
    goal, found = problem.goals[0], []
    people = list(itertools.product(range(6), repeat=len(problem.low) - steps))
    for levels in itertools.product(range(2, 6), repeat=steps):
        counts = problem.sample((*levels, *people[0]), 60)
        if goal.measure.excess(counts, goal.target).mean() >= -1e-9:
            settings = ((*levels, *each) for each in people)
            found += [value(weights, s) for s in settings if problem.legal(s)]
    return min(found, default=None)


def value(weights, levels):
    """Return weights . levels."""
    return sum(w * v for w, v in zip(weights, levels, strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_steps_equal_enumeration(seed):
    """Over four steps value and bound are the enumerated optimum."""
    problem = small(seed)
    weights = (3, 2, 5, 4)
    found = Search(problem).run(weights)
    assert found.value == found.bound == best(problem, weights)


@pytest.mark.parametrize("seed", range(6))
def test_steps_and_shifts_together_equal_enumeration(seed):
    """With windows that cost nothing and people who do, value and bound are the optimum over both."""
    problem = small(seed, SHIFTS)
    weights = (0, 0, 0, 0, 7, 8, 9)
    found = Search(problem).run(weights)
    assert found.value == found.bound == best(problem, weights)
    assert problem.legal(found.best)
    assert all(problem.legal(levels) and problem.inside(levels) for levels in found.accepted)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [12, 20])
def test_many_steps_and_shifts_are_proven(steps):
    """Twelve and twenty steps, paid for by half-day shifts, are closed: as a canteen has them, without a chain."""
    half = steps // 2
    shifts = tuple((first, first + half) for first in range(0, half + 1, steps // 8))
    search = Search(lunch.generated(0, steps, 1, 8).problem(shifts=shifts))
    found = search.run((0,) * steps + tuple(100 + 3 * k for k in range(len(shifts))))
    assert found.value == found.bound
    assert search.problem.legal(found.best)
    assert search.effort().settings < 2000


def test_silent_levers_cost_no_simulation():
    """Settings that differ in people by shift only are simulated once, with everybody there."""
    problem, seen = small(1, SHIFTS), []
    object.__setattr__(
        problem, "sample", lambda levels, n, sample=problem.sample: (seen.append(levels), sample(levels, n))[1]
    )
    judge = Judge(problem)
    judge.look((3, 3, 3, 3, 0, 0, 4), FULL)
    judge.look((3, 3, 3, 3, 5, 1, 2), FULL)
    assert seen == [(3, 3, 3, 3, *problem.high[4:])]


def test_rules_that_nobody_can_obey_leave_nothing():
    """Where no number of people covers the least that must be open there is no answer, without a simulation."""
    problem = small(1, ((0, 3),))  # nobody is there in the last step, two servers must be
    search = Search(problem)
    found = search.run((0, 0, 0, 0, 1))
    assert (found.best, found.bound) == (None, None)
    assert not search.judge.seen


def test_standards_by_step_close_fast():
    """With a standard for every step twelve steps are proven with a fraction of the settings."""
    search = Search(lunch.generated(2, 12, 1, 8).problem(day=False))
    found = search.run((1,) * 12)
    assert found.value == found.bound
    assert search.effort().settings < 400


def test_blocks_bound_every_setting():
    """No part of any setting reaches more than its block allows, nor more than the cells the programme sees."""
    problem = small(3)
    search = Search(problem)
    search.run((1, 1, 1, 1))
    wide = [b for b in search.relaxation.blocks[0] if len(b.levers) > 1]
    assert wide
    for levels in itertools.product(range(2, 6), repeat=4):
        parts = problem.goals[0].parts(problem.sample(levels, 60)).mean(axis=1)
        for part, block in zip(parts, search.relaxation.blocks[0], strict=True):
            limit = block.limit(levels)
            own = block.at(levels)
            cells = [v for at, v in block.cells if all(a <= b for a, b in zip(at, own, strict=True))]
            assert part <= limit + 1e-9
            assert max(cells) == pytest.approx(limit)


def test_narrow_box_holds_all_that_is_cheaper():
    """The box that a search goes on in holds every setting that meets the standard and is worth no more."""
    problem = small(4)
    search = Search(problem)
    answer = search.run((1, 1, 1, 1)).value
    master = Master(problem, (1, 1, 1, 1))
    for most in (answer, answer + 1, answer + 3):
        narrow = master.squeeze(search.cuts, search.relaxation.ceilings(), most)
        inside = 0
        for levels in itertools.product(range(2, 6), repeat=4):
            goal = problem.goals[0]
            fine = goal.measure.excess(problem.sample(levels, 60), goal.target).mean() >= -1e-9
            if fine and sum(levels) <= most:
                assert below(narrow.low, levels)
                assert below(levels, narrow.high)
                inside += 1
        assert inside
    assert master.squeeze(search.cuts, search.relaxation.ceilings(), answer - 1) is None or answer > 8


def test_narrowed_limits_still_hold():
    """In a narrower box the limits bound every setting of that box, and are no higher than before."""
    problem = small(5)
    judge = Judge(problem)
    whole = Relaxation(judge, problem)
    whole.learn(0, (3, 3, 3, 3))
    tight = Master(problem, (1, 1, 1, 1)).squeeze((), whole.ceilings(), 17)
    inner = whole.within(tight)
    inner.learn(0, tuple(min(3, v) for v in tight.high))
    ends = [range(a, b + 1) for a, b in zip(tight.low, tight.high, strict=True)]
    for levels in itertools.product(*ends):
        parts = problem.goals[0].parts(problem.sample(levels, 60)).mean(axis=1)
        for part, new in zip(parts, inner.blocks[0], strict=True):
            assert part <= new.limit(levels) + 1e-9


def test_front_keeps_what_matters():
    """A front covers exactly what its settings cover, and keeps no setting that another one covers."""
    rng = np.random.default_rng(1)
    settings = [tuple(int(v) for v in row) for row in rng.integers(0, 6, (200, 4))]
    for lowest in (False, True):
        front = Front(lowest)
        for each in settings[:100]:
            front.add(each)
        order = (lambda a, b: below(b, a)) if lowest else below
        for each in settings[100:]:
            assert front.covers(each) == any(order(each, s) for s in settings[:100])
        kept = list(front)
        assert not any(order(a, b) for a in kept for b in kept if a != b)
        assert set(kept) <= set(settings)


@pytest.mark.parametrize("seed", range(4))
def test_roster_is_the_cheapest_cover(seed):
    """For any opening plan the roster found is the cheapest of all that cover it, tried one by one."""
    problem, rng = small(seed, SHIFTS), np.random.default_rng(seed)
    weights = (0, 0, 0, 0, *(int(w) for w in rng.integers(3, 9, 3)))
    roster = Roster(problem, weights)
    for _ in range(5):
        levels = (*(int(v) for v in rng.integers(2, 6, 4)), 0, 0, 0)
        whole = roster.complete(levels)
        tried = [s for n in itertools.product(range(11), repeat=3) if problem.legal(s := (*levels[:4], *n))]
        assert problem.legal(whole)
        assert value(weights, whole) == roster.value(levels) == min(value(weights, s) for s in tried)


def test_shadow_prices_say_which_step_is_dear():
    """One more server in the only step that a dear shift covers costs that shift; where people idle, nothing."""
    problem = small(0, ((0, 2), (2, 4)))
    roster = Roster(problem, (0, 0, 0, 0, 5, 70))
    prices = roster.prices((2, 5, 3, 2, 0, 0))
    assert prices[:4] == pytest.approx((0, 5, 70, 0))
    assert prices[4:] == (5, 70)


def test_planning_at_once_is_never_dearer():
    """Shifts laid over the fewest servers never cost less than both planned at once, and sometimes more."""
    saved = []
    for seed in range(6):
        problem, weights = small(seed, SHIFTS), (0, 0, 0, 0, 7, 8, 9)
        search = Search(problem)
        joint = search.run(weights).value
        lean = search.run(apart(problem, weights))
        assert value((1, 1, 1, 1, 0, 0, 0), lean.best) == Search(small(seed)).run((1, 1, 1, 1)).value
        saved.append(Roster(problem, weights).value(lean.best) - joint)
    assert min(saved) >= 0
    assert max(saved) > 0


def test_golden_roster(tmp_path):
    """The shift-covering programme writes exactly the rows of its golden file."""
    from houqin.solvers.roster import cover

    model = cover(small(0, SHIFTS), (0, 0, 0, 0, 7, 8, 9), (2, 3, 5, 4, 0, 0, 0))
    path = tmp_path / "cover.lp"
    model.write(str(path), io_options={"symbolic_solver_labels": True})
    golden = Path(__file__).parents[1] / "golden" / "roster" / "cover.lp"
    assert path.read_text() == golden.read_text()
