"""Two settings on the same fresh days."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.solvers import prices
from houqin.solvers.answer import Pair
from houqin.solvers.menu import Option
from houqin.solvers.paired import paired

PLACE = spec_from_file_location("lent", Path(__file__).with_name("lent.py"))
lent = module_from_spec(PLACE)
PLACE.loader.exec_module(lent)

OLD, FULL = Option("A", "people_only", "old"), Option("A", "full", "old")


@pytest.fixture(scope="module", autouse=True)
def kind():
    """Lend the flows."""
    with lent.kind():
        yield


@pytest.fixture(scope="module")
def scenario(case):
    """Return a quick case in which unit A owns no machine."""
    return case({**lent.QUICK, "units.A.owned": {"scrubber": 0}})


def test_nothing_differs_from_itself(scenario):
    """A setting against itself costs nothing more, to the last fen, and needs nothing else."""
    same = paired(scenario, (OLD, lent.spot((30, 13, 3))), (OLD, lent.spot((30, 13, 3))))
    assert (same.yearly, same.lower, same.upper, same.machines, same.invested) == (0.0, 0.0, 0.0, (), 0)


def test_one_post_more_costs_a_post_and_what_follows(scenario):
    """A post more costs its price less what it sells more, within the interval; the days are the same for both."""
    few, many = lent.spot((30, 13, 3)), lent.spot((31, 13, 3))
    found = paired(scenario, (OLD, few), (OLD, many))
    post = prices.lever_prices(scenario, OLD)["rounds"][0]
    assert found.posts == (43, 44)
    assert found.lower <= post
    assert found.upper - found.lower < 0.5 * post


def test_machines_bought_are_told_apart_from_running_costs(scenario):
    """Three scrubbers where there were none: their price is what is invested, and what runs is without their wear."""
    found = paired(scenario, (OLD, lent.spot((34, 13, 0))), (OLD, lent.spot((30, 13, 3))))
    known = prices.asset(scenario, "A", "scrubber")
    wear = 3 * (prices.machine_prices(scenario, OLD)["scrubber"][1] - known.upkeep)
    assert found.machines == (("scrubber", 0, 3),)
    assert (found.invested, found.upkeep) == (3 * known.price, 3 * known.upkeep)
    assert found.running == pytest.approx(found.yearly - wear)


def test_machines_at_hand_are_not_bought(case):
    """What is owned needs no money first."""
    owned = case({**lent.QUICK, "units.A.owned": {"scrubber": 3}})
    assert paired(owned, (OLD, lent.spot((34, 13, 0))), (OLD, lent.spot((30, 13, 3)))).invested == 0


@pytest.mark.parametrize(("running", "years"), [(-50.0, 4.0), (0.0, None), (10.0, None)])
def test_payback(running, years):
    """What is bought for 200 pays back in four years at 50 a year, and never where nothing is saved."""
    assert Pair((), (1, 1), 0.0, 0.0, 0.0, 1, 200, 0, running).payback == years


def test_interval_covers_the_difference_of_many_days(scenario):
    """The difference over 20 times as many days lies in the interval, or misses it by less than its width.

    A false alarm needs a deviation of more than 5 standard errors: less than one in a million.
    """
    pair = (OLD, lent.spot((28, 13, 3))), (OLD, lent.spot((34, 13, 3)))
    found = paired(scenario, *pair)
    study = scenario.study.model_copy(update={"certify_replications": 20 * scenario.study.certify_replications})
    far = paired(scenario.model_copy(update={"study": study}), *pair)
    width = found.upper - found.lower
    assert found.lower - width <= far.yearly <= found.upper + width
