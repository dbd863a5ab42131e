"""Under noise: verdicts, the error budget, and how often bounds and answers are wrong."""

import math

import numpy as np
import pytest
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.judge import BAD, FULL, GOOD, OPEN, Judge
from houqin.solvers.master import Master
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.search import Search
from scipy.stats import binom

WORDS = Text("测试", "test")


def noisy(seed, error, replications=60, deviation=40.0):
    """Return a problem with a known answer: excess of a day is normal with mean 3 (x + y) - 30.

    Days are independent between settings as well, the worst case for a search that looks at many; x + y >= 10 is the
    exact condition, so that the cheapest setting under prices (2, 3) is (10, 0) at 20.
    """

    def sample(levels, n):
        days = np.random.default_rng((seed, *levels)).normal(size=n)
        centre = 3.0 * sum(levels) - 30.0
        good = np.rint(1000.0 + centre + deviation * days).astype(np.int64)
        return np.stack([good, np.full(n, 1000, dtype=np.int64)], axis=1)

    measure = Measure("m", WORDS, "1", (0,), (1,), ((0, 1),), True)
    return Problem((0, 0), (10, 10), (False, False), (Goal(measure, 1.0, 1.0),), sample, replications, error)


def false_bounds(error, runs):
    """Return in how many of some searches the bound exceeds the exact optimum, 20."""
    count = 0
    for seed in range(runs):
        found = Search(noisy(seed, error), bound=60, plan=0).run((2, 3))
        count += found.bound is None or found.bound > 20
    return count


def test_false_bounds_are_rarer_than_stated():
    """With a stated error of 5 % no more of 60 bounds are wrong than binomial chance allows.

    The test itself raises a false alarm with probability 1e-4 at most (the stated rate being the true one).
    """
    assert false_bounds(0.05, 60) <= binom.ppf(1 - 1e-4, 60, 0.05)


def test_plain_means_would_be_wrong():
    """Judged by plain means the same bounds are wrong far more often than 5 %: the test above can fail."""
    assert false_bounds(0.0, 40) > binom.ppf(1 - 1e-4, 40, 0.05)


def test_bound_is_not_vacuous():
    """With a quarter of the noise the statistical bound comes within a quarter of the optimum in the median."""
    quiet = (noisy(seed, 0.05, deviation=10.0) for seed in range(15))
    assert np.median([Search(problem, bound=60, plan=0).run((2, 3)).bound for problem in quiet]) >= 15


def test_accepted_settings_are_good():
    """Of the answers under noise no more fail the exact condition than a risk of 5 % allows (chance at 1e-4)."""
    answers = [Search(noisy(seed, 0.05), bound=10, plan=10).run((2, 3)).best for seed in range(30)]
    wrong = sum(sum(best) < 10 for best in answers)
    assert wrong <= binom.ppf(1 - 1e-4, 30, 0.05)
    assert sum(sum(best) <= 17 for best in answers) > 15


def test_verdicts():
    """Clearly short is BAD, clearly enough is GOOD, and a sample that cannot tell leaves it OPEN."""
    judge = Judge(noisy(1, 0.05))
    verdicts = {s: judge.look((s, 0), FULL).verdicts[0] for s in (0, 10)}
    judge_far = Judge(noisy(1, 0.05, 60))
    assert verdicts == {0: BAD, 10: OPEN}
    assert judge_far.look((10, 10), FULL).verdicts[0] == GOOD


def test_equal_days_prove_nothing_early():
    """A handful of equal days does not decide; all of them do."""

    def sample(levels, n):
        return np.tile(np.array([[9, 10]], dtype=np.int64), (n, 1))

    measure = Measure("m", WORDS, "1", (0,), (1,), ((0,),), True)
    judge = Judge(Problem((0,), (5,), (False,), (Goal(measure, 0.95, 0.95),), sample, 40, 0.05))
    record = judge.look((2,))
    assert (record.n, record.verdicts) == (40, [BAD])


def test_error_budget_adds_up():
    """The shares of all settings together stay below the stated error, however many there are."""
    judge = Judge(noisy(0, 0.05, 8))
    for x in range(11):
        for y in range(11):
            judge.look((x, y))
    shares = [r.share for r in judge.seen.values()]
    assert len(shares) == 121
    assert sum(shares) < 0.05
    assert sum(0.05 * 64 / ((63 + j) * (64 + j)) for j in range(1, 10**6)) == pytest.approx(0.05, rel=1e-4)


def test_known_order_spares_simulation():
    """Below a rejected setting and above an accepted one nothing is simulated."""
    judge = Judge(noisy(1, 0.0))
    assert judge.rejected((2, 2), 0)
    before = len(judge.seen)
    assert judge.rejected((1, 2), 0)
    assert len(judge.seen) == before
    assert not judge.rejected((9, 9), 0)
    before = len(judge.seen)
    assert not judge.rejected((10, 9), 0)
    assert len(judge.seen) == before


def test_master_proposes_nearest_among_equals():
    """Of equally cheap settings the programme proposes the one nearest to a given one; (0, 7), (1, 6) are as near."""
    problem = noisy(0, 0.0)
    master = Master(problem, (1, 1))
    cut = [(x, 6 - x) for x in range(7)]
    assert master.propose(cut, (), (2, 9)).levels == (2, 5)
    assert master.propose(cut, (), (7, 0)).levels == (7, 0)
    assert master.propose(cut, (), (10, 10)).value == 7


def test_master_without_room_returns_nothing():
    """A cut at the top of the box leaves nothing."""
    assert Master(noisy(0, 0.0), (1, 1)).propose([(10, 10)]) is None


def test_strength_orders_settings():
    """Strength is the mean excess in standard deviations: higher settings are stronger on a monotone surface."""
    judge = Judge(noisy(3, 0.0))
    for levels in ((0, 0), (10, 10)):
        judge.look(levels)
    assert judge.strength((0, 0), 0) == pytest.approx(-30 / 40, abs=0.5)
    assert judge.strength((10, 10), 0) > judge.strength((0, 0), 0)
    assert judge.weakest((10, 10))[1] == 0
    assert math.isfinite(judge.weakest((0, 0))[0])
