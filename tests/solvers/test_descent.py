"""Steps from an accepted setting to cheaper ones."""

from types import SimpleNamespace

import numpy as np
import pytest
from houqin.solvers.descent import descend

HIGH = (40, 25, 12)


def problem():
    """Return what descent needs of a problem: a box, and levers that act."""
    return SimpleNamespace(low=(0, 0, 0), high=HIGH, acting=(0, 1, 2))


@pytest.mark.parametrize("seed", range(10))
def test_finds_the_valley_of_a_separable_cost(seed):
    """With a cost that falls towards one setting, and everything accepted, that setting is found."""
    goal = np.array([np.random.default_rng(seed).integers(0, h + 1) for h in HIGH])
    found = descend(problem(), HIGH, (3, 2, 1), lambda x: float(np.abs(np.array(x) - goal).sum()), lambda _: True, 10_000)
    assert found == tuple(goal)


def test_exchanges_where_neither_step_alone_is_accepted():
    """Where two levers stand in for one another, the dear one is given up for the cheap one."""
    found = descend(problem(), (20, 0, 0), (3, 2, 1), lambda x: 3.0 * x[0] + 2.0 * x[1], lambda x: x[0] + x[1] >= 20, 10_000)
    assert found == (0, 20, 0)


def test_keeps_to_what_is_accepted_and_asked():
    """No refused setting is returned, and no more costs are asked than allowed."""
    asked = []

    def cost(levels):
        asked.append(levels)
        return float(sum(levels))

    found = descend(problem(), HIGH, (3, 2, 1), cost, lambda x: x[0] >= 7, 50)
    assert found[0] >= 7
    assert len(asked) <= 51


def test_rules_that_cannot_be_kept_are_no_way_down():
    """A setting without cost is never taken."""
    found = descend(problem(), HIGH, (3, 2, 1), lambda x: None if x[0] < 30 else float(sum(x)), lambda _: True, 10_000)
    assert found == (30, 0, 0)
