"""A large tender: 300 lots, 50 vendors, packages that stand only as a whole, discounts by lots."""

import pytest
from houqin.solvers.ledger import ledger, present_value
from houqin.solvers.programme import build, solve


def test_a_small_tender_is_solved_to_the_end(page):
    """The same kind of tender, small enough: solved to the end it has a value that its ledger adds up to."""
    solved(page("tender").case(20, 6, 12, 3, 3), 0.0)


@pytest.mark.slow
def test_three_hundred_lots_and_fifty_vendors(page):
    """A plan within 0.5 % of the proven bound is found; packages are whole, and its value is its ledger's."""
    solved(page("tender").case(300, 50, 40, 4, 1), 0.005)


def solved(held, gap):
    """Solve a tender to a gap, and check gap, packages and value."""
    scenario, answer = held.scenario, solve(build(held), gap=gap, time_limit=300.0)
    assert answer.status == "optimal"
    assert answer.value - answer.bound <= gap * answer.value
    bids = [award.option.bid for award in answer.plan.awards]
    assert all(bids.count(bid) == len(scenario.bids[bid].units) for bid in bids if scenario.bids[bid].bundle)
    assert answer.value == present_value(scenario, ledger(scenario, answer.plan))
    assert any(scenario.bids[bid].bundle for bid in bids)
