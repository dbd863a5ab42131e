"""Exchanges: from a setting that no lever can be lowered from, a step up of one lever pays for a step down of another."""

import numpy as np
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.climb import Climb
from houqin.solvers.judge import Judge
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.roster import Roster

WORDS = Text("合成", "synthetic")
POST, MACHINE = 1000, 300


def sample(levels, n):
    """Return days on which 100 ask and a post or a machine serves ten; machines beyond the posts stand idle."""
    served = min(100, 10 * (levels[0] + min(levels[1], levels[0])))
    return np.tile(np.array([[served, 100]], dtype=np.int64), (n, 1))


def climb():
    """Return the climb of a problem of posts and machines that must serve nine tenths."""
    measure = Measure("served", WORDS, "1", (0,), (1,), ((0, 1),), True)
    problem = Problem((0, 0), (12, 12), (False, True), (Goal(measure, 0.9, 0.9),), sample, 8, 0.0)
    return Climb(Judge(problem), Roster(problem, (POST, MACHINE)))


def cheapest(known):
    """Return the cheapest of some settings."""
    return min(known, key=lambda s: (POST * s[0] + MACHINE * s[1], s))


def test_exchanges_find_what_lowering_misses():
    """Nine posts can only be lowered with machines in their place; five and four are the cheapest of all settings."""
    found = climb()
    assert found.lower((9, 0)) == (9, 0)
    found.exchange((9, 0))
    fit = [(p, m) for p in range(13) for m in range(13) if sample((p, m), 1)[0, 0] >= 90]
    assert cheapest(found.judge.standing) == cheapest(fit) == (5, 4)


def test_nothing_to_exchange():
    """Without an accepted setting to begin from nothing is simulated."""
    found = climb()
    found.exchange(None)
    assert not found.judge.seen
