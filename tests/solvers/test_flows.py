"""What money follows besides people and machines, by hand: prices, lines of the ledger, the cost of a meal, margins."""

import hashlib
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.kinds import KINDS
from houqin.solvers import ledger as money
from houqin.solvers import prices, questions
from houqin.solvers.menu import Option
from houqin.solvers.plan import Award, Plan, Year

PLACE = spec_from_file_location("lent", Path(__file__).with_name("lent.py"))
lent = module_from_spec(PLACE)
PLACE.loader.exec_module(lent)

FLAT = {"finance.wage_growth": 0.0, "finance.price_growth": 0.0, "finance.discount_rate": 0.0}
TAX = 1.0672


@pytest.fixture(scope="module", autouse=True)
def kind():
    """Lend the flows."""
    with lent.kind():
        yield


def bill(scenario, option, volumes=lent.VOLUMES):
    """Return fen a year by (item, index) of quantities under an option."""
    lines = prices.flow_lines(scenario, prices.flow_rates(scenario, option), volumes)
    return {(item, index): fen for item, index, fen in lines}


def test_bureau_buys_food_and_takes_tickets(case):
    """Where the bureau buys materials: 86 x 3 x 250 yuan of food, 1000 x 0.5 x 250 of tickets, in fen."""
    found = bill(case(), Option("A", "people_only", "old"))
    assert found["food", "price"] == 64_500_00
    assert found["ticket", "price"] == -125_000_00


def test_vendor_buys_food_and_takes_tickets(case):
    """Under full trusteeship neither food nor tickets are the bureau's."""
    assert {item for item, _ in bill(case(), Option("A", "full", "old"))} == {"overtime"}


HOURS = [
    ("people_only", "old", 1480 / 174 * 1.06 * 1.05 * TAX),  # billed like wages: overhead, profit, VAT
    ("people_only", "agency", 1600 / 174),  # passed through
    ("in_house", "", 2200 / 174),
]


@pytest.mark.parametrize(("mode", "bid", "hour"), HOURS)
def test_overtime_by_hand(case, mode, bid, hour):
    """An hour a day at 150 % of a month's wage over 21.75 x 8 hours, by whoever employs."""
    found = bill(case(), Option("A", mode, bid))
    assert found["overtime", "wage"] == round(1.5 * hour * 250 * 100)


def test_price_of_a_bid_by_the_meal(case):
    """A bid's price of a unit is paid as stated, on top of what the mode brings; the minimum wage leaves it alone."""
    found = bill(case({"bids.old.per_unit": {"meal": 2.0}}), Option("A", "people_only", "old"))
    assert found["meal_fee", "price"] == 500_000_00
    assert found["food", "price"] == 64_500_00


def test_bid_by_the_meal_costs_nothing_else(case):
    """Paid by the meal, posts, overtime and unpriced machines are the vendor's affair."""
    scenario, option = case(lent.BY_MEAL), Option("A", "full", "new")
    assert bill(scenario, option) == {("meal_fee", "price"): 625_000_00}
    assert prices.post_lines(scenario, option) == ()
    assert prices.fee_lines(scenario, option, "scrubber") == ()
    named = case({**lent.BY_MEAL, "bids.new.machine_per_year": {"scrubber": 1000.0}})
    assert prices.fee_lines(named, option, "scrubber")[0][2] == round(1000 * 1.05 * 1.04 * TAX * 100)


def test_ledger_enters_flows_and_lets_them_grow(case):
    """Food grows with prices, overtime with wages; each line is rounded once and grown as one."""
    scenario = case()
    point = lent.spot((30, 13, 3))
    plan = Plan((Award(Option("A", "people_only", "old"), (Year(point, ()),) * 3),), ())
    lines = {(v.year, v.item): v.fen for v in money.ledger(scenario, plan)}
    growth = prices.growth(scenario)
    for item, index, base in (("food", "price", 64_500_00), ("ticket", "price", -125_000_00)):
        assert [lines[y, item] for y in range(3)] == [(base * f + 500000) // 1000000 for f in growth[index]]
    extra = bill(scenario, Option("A", "people_only", "old"))["overtime", "wage"]
    assert lines[2, "overtime"] == (extra * growth["wage"][2] + 500000) // 1000000


def test_volumes_are_part_of_the_plan(case):
    """Money rests on the quantities, so they enter the plan's hash; plans without flows hash as if there were none."""
    plan = Plan((Award(Option("A", "in_house"), (Year(lent.spot((3, 1, 0)), ()),)),), ())
    other = Plan((Award(Option("A", "in_house"), (Year(lent.spot((3, 1, 0), (("food", 1),)), ()),)),), ())
    assert plan.hash() != other.hash()
    bare = Plan((Award(Option("A", "in_house"), (Year(lent.spot((3, 1, 0), ()), ()),)),), ())
    point = '{"machines": [], "posts": 4, "setting": {"levels": [3, 1, 0], "staff": 0}}'
    years = f'[{{"buy": [], "lease": [], "own": [], "point": {point}, "sell": [], "staff": []}}]'
    option = '{"bid": "", "mode": "in_house", "unit": "A"}'
    text = f'{{"awards": [{{"option": {option}, "years": {years}}}], "paths": []}}'
    assert bare.hash() == hashlib.sha256(text.encode()).hexdigest()


def test_price_of_a_lever(case):
    """A step costs a person, or a machine, and what it adds through flows: 2 portions at 3 yuan on 250 days."""
    scenario, option = case(), Option("A", "people_only", "old")
    found = prices.lever_prices(scenario, option)
    post = prices.post_price(scenario, option)
    assert found["rounds"] == (post + 150_000, post + 150_000)
    full, kept = prices.machine_prices(scenario, option)["scrubber"]
    assert found["scrubber"] == (kept, full)


def test_price_of_a_lever_the_vendor_pays_for(case):
    """Paid by the meal, a step is free to the bureau; searches spare what it costs the vendor."""
    found = prices.lever_prices(case(lent.BY_MEAL), Option("A", "full", "new"))
    person = (1750 + 0.9 * 0.3 * 2000 + 0.1 * 30 + 65) * 1200
    assert found["tasks"] == (0, round(person) + 150_000)
    assert found["scrubber"] == (0, (30000 / 8 + 1500) * 100)


def test_free_levers_break_ties(case, monkeypatch):
    """A lever that costs nothing counts one fen in full and nothing in the floor."""
    kind = KINDS["cleaning"]

    def levers(spec):
        return tuple(replace(v, cost="none") if v.name == "tasks" else v for v in kind.levers(spec))

    monkeypatch.setitem(KINDS, "cleaning", replace(kind, levers=levers, flows=lambda _: ()))
    assert prices.lever_prices(case(), Option("A", "people_only", "old"))["tasks"] == (0, 1)


def test_cost_of_a_meal_by_hand(case):
    """All the unit's money over all its meals: here 1000 meals on 250 days, flat prices."""
    scenario = case(FLAT)
    point = lent.spot((30, 13, 3))
    own = (("scrubber", 3),)
    plan = Plan((Award(Option("A", "people_only", "old"), (Year(point, (), own=own),) * 3),), ())
    lines = money.ledger(scenario, plan)
    spent = sum(line.fen for line in lines)
    (found,) = questions.per_unit(scenario, plan, lines)
    assert (found.quantity, found.chosen) == (250_000.0, True)
    assert found.cost == pytest.approx(spent / 750_000)


def test_margin_by_hand(case):
    """Tickets 125,000 and fees 625,000 less food 64,500, 43 people with an hour of overtime, and three machines."""
    scenario = case(lent.BY_MEAL)
    award = Award(Option("A", "full", "new"), (Year(lent.spot((30, 13, 3)), ()),) * 3)
    (found,) = questions.margins(scenario, Plan((award,), ()))
    person = (1750 + 0.9 * 0.3 * 2000 + 0.1 * 30 + 65) * 12
    people = 43 * person + 1.5 * 1750 / 174 * 250
    machines = 3 * (30000 / 8 + 1500)
    assert (found.income, found.fee, found.food) == (125_000_00, 625_000_00, 64_500_00)
    assert found.people == pytest.approx(people * 100, abs=1)
    assert found.machines == machines * 100
    assert found.margin == pytest.approx((125_000 + 625_000 - 64_500 - people - machines) * 100, abs=2)
