"""Small programmes around an accepted setting: never worse, and through trades that no single step down finds."""

import numpy as np
import pytest
from houqin.model.levers import Row
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.climb import Climb
from houqin.solvers.judge import Judge
from houqin.solvers.nearby import trade
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.roster import Roster

WORDS = Text("合成", "synthetic")
DAYS = 20


def exchange(row: Row | None = None) -> Problem:
    """Return a unit whose standard asks that machine + windows are at least 4 (levers: machine, windows, people)."""

    def sample(levels: tuple[int, ...], n: int) -> np.ndarray:
        return np.tile(np.array([[levels[0] + levels[1], 8]], dtype=np.int64), (n, 1))

    measure = Measure("met", WORDS, "1", (0,), (1,), ((0, 1),), monotone=True)
    return Problem(
        low=(0, 0, 0), high=(4, 4, 6), machine=(True, False, False), goals=(Goal(measure, 0.5, 0.5),), sample=sample,
        replications=DAYS, error=0.0, rows=(row,) if row else (),
    )  # fmt: skip


COVERED = Row("duty", WORDS, ((2, 1), (1, -1)), 0)
"""People cover the windows."""


def test_a_trade_is_found_that_no_step_down_finds():
    """From (0 machines, 4 windows) every step down fails, yet machines in their place are cheaper."""
    problem = exchange()
    judge, roster = Judge(problem), Roster(problem, (10, 100, 0))
    start = problem.core((0, 4, 0))
    assert judge.accepted(start)
    assert not any(judge.accepted(problem.core(s)) for s in ((0, 3, 0),))
    found = trade(judge, roster, start)
    assert found[:2] == (4, 0)


def test_people_are_priced_through_the_rules():
    """Where windows cost nothing themselves, what their people cost still moves the answer to machines."""
    problem = exchange(COVERED)
    judge, roster = Judge(problem), Roster(problem, (10, 0, 100))
    found = roster.complete(trade(judge, roster, problem.core((0, 4, 0))))
    assert found == (4, 0, 0)


@pytest.mark.parametrize("weights", [(100, 10, 0), (10, 10, 5), (1, 2, 3)])
def test_never_dearer_and_always_accepted(weights):
    """Whatever the prices, the answer is accepted and costs no more than the setting it began with."""
    problem = exchange(COVERED)
    judge, roster = Judge(problem), Roster(problem, weights)
    start = problem.core((2, 2, 0))
    assert judge.accepted(start)
    found = trade(judge, roster, start)
    assert judge.accepted(found)
    assert roster.value(found) <= roster.value(start)


def test_the_descent_keeps_machines_while_they_spare_people():
    """Where people are tied to windows the descent begins with all machines, so that windows come down first."""
    problem = exchange(COVERED)
    judge, roster = Judge(problem), Roster(problem, (10, 0, 100))
    found = Climb(judge, roster).descend((0, 4, 4))
    assert found is not None
    assert roster.complete(found) == (4, 0, 0)
