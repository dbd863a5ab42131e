"""Money by hand: unit prices, the ledger of a plan, facts of the source, futures."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from houqin.model.errors import HouqinError
from houqin.solvers import ledger as money
from houqin.solvers import prices
from houqin.solvers.answer import Deduction, Line
from houqin.solvers.choose import baseline, choose
from houqin.solvers.menu import Option
from houqin.solvers.plan import Award, Path, Plan, Year

FLAT = {"finance.wage_growth": 0.0, "finance.price_growth": 0.0, "finance.discount_rate": 0.0}


def total(lines):
    """Return fen by (item, index)."""
    return {(item, index): fen for item, index, fen in lines}


def test_post_of_a_service(case):
    """A vendor's post costs wage, insurance by age, welfare, overhead, profit and VAT, worked out by hand."""
    found = total(prices.head_lines(case(), Option("A", "people_only", "old")))
    # wage 1480; insurance 30 % of the floor 2000 for the 60 % under retirement age; liability 30 x 40 %; welfare 50
    assert found["wage", "wage"] == 1480 * 1200
    assert found["social_insurance", "wage"] == 360 * 1200
    assert found["liability_insurance", "price"] == 12 * 1200
    assert found["welfare", "wage"] == 50 * 1200
    # overhead 6 % of 1890 and of 12; profit 5 % of (1890 x 1.06); VAT 6 % x 1.12 of (1890 x 1.06 x 1.05)
    assert found["overhead", "wage"] == round(1890 * 0.06 * 1200)
    assert found["overhead", "price"] == round(12 * 0.06 * 1200)
    assert found["profit", "wage"] == round(1890 * 1.06 * 0.05 * 1200)
    assert found["tax", "wage"] == round(1890 * 1.06 * 1.05 * 0.0672 * 1200)
    assert "materials" not in {item for item, _ in found}


def test_full_trusteeship_buys_materials_and_machines(case):
    """Under full trusteeship the vendor's materials are in the post, its machines have a fee, the bureau buys none."""
    option = Option("A", "full", "old")
    found = total(prices.head_lines(case(), option))
    assert found["materials", "price"] == 70 * 1200
    assert prices.supply_lines(case(), option) == ()
    fee = 9000 * 1.06 * 1.05 * (1 + 0.06 * 1.12)
    assert prices.fee_lines(case(), option, "scrubber") == (("machine_fee", "price", round(fee * 100)),)


def test_machine_the_bid_does_not_price(case):
    """A machine without a fee costs the vendor its depreciation and upkeep, under the same mark-ups."""
    bare = 30000 / 8 + 30000 * 0.05
    fee = bare * 1.05 * 1.04 * (1 + 0.06 * 1.12)
    assert prices.fee_lines(case(), Option("A", "full", "new"), "scrubber")[0][2] == round(fee * 100)


def test_dispatch_taxes_the_fee_only(case):
    """A dispatched worker's costs pass through; the fee alone bears VAT; no overhead, no profit."""
    found = total(prices.head_lines(case(), Option("A", "people_only", "agency")))
    assert found["fee", "price"] == 80 * 1200
    assert found["tax", "price"] == round(80 * 1200 * 0.05 * 1.12)
    assert not {"overhead", "profit"} & {item for item, _ in found}


def test_staff_in_post(case):
    """A person in post costs gross pay (take-home over its share), insurance, housing fund and welfare."""
    found = total(prices.staff_lines(case(), "staff"))
    assert found == {
        ("wage", "wage"): 3750 * 1200,
        ("social_insurance", "wage"): 1125 * 1200,
        ("housing_fund", "wage"): 300 * 1200,
        ("welfare", "wage"): 100 * 1200,
    }


def test_minimum_wage_reprices_everybody_below_it(case):
    """Minimum wage 1480 -> 1780 lifts the bid of 1480 by 300 a month with its mark-ups, and leaves higher pay alone."""
    before, after = case(), case({"labour.minimum_wage_per_month": 1780.0})
    option = Option("A", "people_only", "old")
    old, new = total(prices.head_lines(before, option)), total(prices.head_lines(after, option))
    assert new["wage", "wage"] - old["wage", "wage"] == 300 * 1200
    assert new["social_insurance", "wage"] == old["social_insurance", "wage"]  # the floor of 2000 still rules
    rise = prices.post_price(after, option) - prices.post_price(before, option)
    assert rise == pytest.approx(300 * 1200 * 1.06 * 1.05 * 1.0672, abs=3)
    assert prices.staff_lines(after, "staff") == prices.staff_lines(before, "staff")
    assert prices.head_lines(after, Option("A", "in_house")) == prices.head_lines(before, Option("A", "in_house"))


def test_in_house_needs_terms(case):
    """People hired in-house without `hiring` in the scenario are refused, not counted as free."""
    scenario = case({"hiring": None, "units.A.modes": ["full"], "units.B.modes": ["full", "hybrid"]})
    with pytest.raises(HouqinError):
        prices.head_lines(scenario, Option("A", "in_house"))


def test_machine_prices(case):
    """One more machine costs what buying and keeping it over the horizon costs; an owned one what not selling costs."""
    full, kept = prices.machine_prices(case(), Option("A", "people_only", "old"))["scrubber"]
    # price 30000, worth 30000 x 0.5 x 5/8 after three years; owned ones are worth 9375 now and 3750 then
    assert full == round((30000 - 9375) * 100 / 3) + 150000
    assert kept == round((9375 - 3750) * 100 / 3) + 150000


def test_leasing_caps_the_price(case):
    """Where a machine may be leased for less than buying costs, the lease is its price."""
    scenario = case({"equipment.scrubber.lease_per_year": 5000.0})
    assert prices.machine_prices(scenario, Option("A", "in_house"))["scrubber"][0] == 500000


def test_growth_is_the_expected_factor(case):
    """F of a uniform law is E[(1+g)^y], here (b^3 - a^3) / (3 (b - a)) for y = 2, in millionths."""
    a, b = 1.0, 1.04
    assert prices.growth(case())["price"] == pytest.approx([1e6, 1.02e6, 1e6 * (b**3 - a**3) / (3 * (b - a))], abs=1)


def test_discount(case):
    """The first year is not discounted, later ones by 3 % each."""
    assert prices.discount(case()) == (1000000, round(1e6 / 1.03), round(1e6 / 1.03**2))


def plan(scenario, years):
    """Return unit A under a hired team of three posts, no staff, machines as given by year."""
    from houqin.model.levers import Setting
    from houqin.solvers.menu import Point

    point = Point(Setting((2, 1, 1)), 3, (("scrubber", 1),))
    return Plan((Award(Option("A", "in_house"), tuple(Year(point, (), **y) for y in years)),), ())


def test_machines_over_the_years(case):
    """Upkeep, purchase, lease, sale and what is left at the end are worth what the resale rule says."""
    scenario = case({**FLAT, "equipment.scrubber.lease_per_year": 5000.0})
    own = lambda n: (("scrubber", n),)  # noqa: E731 - a table is easier to read
    years = [{"own": own(3)}, {"own": own(2), "sell": own(1)}, {"own": own(3), "buy": own(1), "lease": own(2)}]
    items = money.by_item(money.ledger(scenario, plan(scenario, years)))
    assert items["upkeep"] == 8 * 150000
    assert items["purchase"] == 3000000
    assert items["lease"] == 2 * 500000
    assert items["sale"] == -round(30000 * 0.5 * (1 - 4 / 8) * 100)
    assert items["residual"] == -(2 * round(30000 * 0.5 * (1 - 6 / 8) * 100) + round(30000 * 0.5 * (1 - 1 / 8) * 100))


def test_change_of_vendor_is_paid_once(case):
    """A unit that leaves its vendor pays the change once, in the first year; one that stays pays nothing."""
    scenario = case(FLAT)
    assert prices.change_lines(scenario, Option("A", "in_house")) == (("change", "price", 2000000),)
    assert prices.change_lines(scenario, Option("A", "full", "old")) == ()
    lines = money.ledger(scenario, plan(scenario, [{}, {}, {}]))
    assert [(v.year, v.fen) for v in lines if v.item == "change"] == [(0, 2000000)]


def test_path_of_staff(case):
    """Exits are paid once, moved people stay paid and relieve, the idle are stranded, the dismissed get severance."""
    scenario = case(FLAT)
    path = Path("staff", (36, 32, 31), (1, 2, 0), (2, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0))
    lines = money.ledger(scenario, Plan((), (path,)))
    items = money.by_item(lines)
    head = (3750 + 1125 + 300 + 100) * 1200
    assert items["exit"] == 2 * 6000000
    assert items["redeploy"] == 2 * 800000
    assert items["moved"] == (1 + 2 + 2) * head
    assert items["relief"] == -(1 + 2 + 2) * 4000000
    assert items["severance"] == 9000000
    assert [money.stranded(lines, "staff", y) for y in range(3)] == [36 * head, 32 * head, 31 * head]


def test_pay_stands_where_people_work(case, menus):
    """Pay of staff at work stands at their unit, of the others at no unit; together it is everybody's pay."""
    scenario = case(FLAT)
    lines = money.ledger(scenario, baseline(scenario))
    paid = Counter()
    for line in lines:
        if line.group == "staff" and line.item == "wage":
            paid[line.year, line.unit] += line.fen
    assert paid == {(0, "B"): 39 * 4500000, (1, "B"): 38 * 4500000, (2, "B"): 36 * 4500000}


def test_growth_applies_per_head(case):
    """A line of a later year is heads x the grown amount of one head, rounded per head."""
    scenario = case()
    line = next(v for v in money.ledger(scenario, baseline(scenario)) if v.group == "staff" and v.year == 2)
    factor = prices.growth(scenario)["wage"][2]
    one = {item: fen for item, _, fen in prices.staff_lines(scenario, "staff")}[line.item]
    assert line.fen == 36 * ((one * factor + 500000) // 1000000)
    assert line.base == 36 * one


def test_present_value_rounds_once(case):
    """The present value is the discounted sum of whole fen by year, rounded half up at the end."""
    scenario = case()
    lines = [Line(0, "A", "", "wage", "wage", 3, 3), Line(1, "A", "", "wage", "wage", 5, 5)]
    assert money.present_value(scenario, lines) == (3 * 1000000 + 5 * 970874 + 500000) // 1000000


def test_facts_of_changchun(case):
    """43 x 1480 x 12 = 763,680 yuan = 10.91 per m2 and 1,628 m2 per person; 39 x 3000 x 12 + 4 x 1480 x 12 = 24.58."""
    zones = {"all": {"type": "office", "count": 4, "area_m2": 60000.0}}
    facts = money.facts(case({"sites.B.area_m2": 60000.0, "units.B.place.zones": zones}))
    assert facts["A"]["wage_bill"] == 76368000
    assert round(facts["A"]["wage_per_m2"], 2) == 10.91
    assert round(facts["A"]["m2_per_person"]) == 1628
    assert facts["B"]["wage_bill"] == 147504000
    assert round(facts["B"]["wage_per_m2"], 2) == 24.58
    assert round(facts["B"]["m2_per_person"]) == 1395
    assert (facts["B"]["staff"], facts["B"]["others"]) == (39, 4)


def test_facts_ignore_repricing(case):
    """Facts are what the source states: a later minimum wage does not change them."""
    assert money.facts(case({"labour.minimum_wage_per_month": 1780.0})) == money.facts(case())


def test_futures_are_paired_and_fixed_laws_have_none(case):
    """With constant growth every future costs the same as the ledger at unrounded factors."""
    scenario = case({"finance.wage_growth": 0.05, "finance.price_growth": 0.02})
    lines = money.ledger(scenario, baseline(scenario))
    values = money.futures(scenario, lines, money.future_key(scenario), 50)
    assert np.ptp(values) == pytest.approx(0.0, abs=1.0)
    assert values[0] == pytest.approx(money.present_value(scenario, lines), rel=1e-6)


def test_futures_have_the_right_mean(case):
    """Over 2000 futures the mean present value is the ledger's, within 4.5 standard errors."""
    scenario = case()
    lines = money.ledger(scenario, baseline(scenario))
    values = money.futures(scenario, lines, money.future_key(scenario))
    error = values.std(ddof=1) / math.sqrt(len(values))
    assert abs(values.mean() - money.present_value(scenario, lines)) < 4.5 * error


def test_difference_with_oneself_is_nothing(case):
    """A plan against itself differs by nothing in every future, because futures are shared."""
    scenario = case()
    lines = money.ledger(scenario, baseline(scenario))
    found = money.difference(scenario, lines, lines)
    assert (found.value, found.lower, found.upper, found.futures) == (0, 0.0, 0.0, 2000)


def test_difference_is_sharper_than_its_parts(case, menus):
    """The paired interval is narrower than the spread of either plan's own futures."""
    scenario = case()
    ours = money.ledger(scenario, choose(scenario, menus(scenario)).plan)
    base = money.ledger(scenario, baseline(scenario))
    found = money.difference(scenario, ours, base)
    own = np.quantile(money.futures(scenario, base, money.future_key(scenario)), [0.025, 0.975])
    assert found.lower < found.value < found.upper < 0
    assert found.upper - found.lower < own[1] - own[0]


def test_sampling_interval_is_centred_below_the_price(case):
    """A share of 98 % paid lowers the expected cost by 2 % of the contract; its error widens the interval."""
    scenario = case(FLAT)
    now = baseline(scenario)
    lines = money.ledger(scenario, now)
    cuts = [Deduction("A", (0, 1, 2), 0.98, 0.001, 100.0, 0.0)]
    low, high = money.sampling(scenario, now, lines, cuts)
    contract = sum(v.fen for v in lines if v.unit == "A" and v.item in money.VENDOR)
    assert (low + high) / 2 == pytest.approx(money.present_value(scenario, lines) - 0.02 * contract - 3 * 10000)
    assert high - low == pytest.approx(2 * 1.96 * 0.001 * contract, rel=1e-4)
    sure = money.sampling(scenario, now, lines, [replace(cuts[0], share=1.0, share_error=0.0, fine_per_year=0.0)])
    assert sure == (money.present_value(scenario, lines),) * 2


def test_contract_is_the_vendors_money(case):
    """A vendor's contract holds what it is paid for its people, not the bureau's supplies, upkeep or supervision."""
    scenario = case(FLAT)
    now = baseline(scenario)
    paid = money.contract(scenario, now, money.ledger(scenario, now), "old")
    head = sum(fen for _, _, fen in prices.head_lines(scenario, Option("A", "people_only", "old")))
    assert paid == ((43 + 4) * head, (43 + 5) * head, (43 + 7) * head)


def test_every_item_has_a_name(case, menus):
    """No line of a real plan lacks its name in two languages."""
    scenario = case()
    items = {v.item for v in money.ledger(scenario, choose(scenario, menus(scenario)).plan)}
    assert items <= set(prices.ITEMS)
