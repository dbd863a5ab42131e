"""What money follows besides people and machines: by hand, against the bound, through a saved run.

The cleaning kind is lent flows: meals and tickets (items gone in time), food for those who work, an hour of overtime.
"""

import copy
import hashlib
import json
from dataclasses import replace

import pytest
from houqin.model.kind import Flow
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning import names
from houqin.model.levers import Setting
from houqin.model.survey import surveys
from houqin.model.text import Text
from houqin.reports.result import digest, result
from houqin.solvers import conflict, prices, questions
from houqin.solvers import ledger as money
from houqin.solvers.answer import Answer, Attempt
from houqin.solvers.certify import certify
from houqin.solvers.choose import alternatives, baseline, choose, floor_bound, objective
from houqin.solvers.menu import Effort, Floor, Menu, Option, Point
from houqin.solvers.plan import Award, Plan, Year
from houqin.solvers.programme import Wish, amount, bounding, build, choosing, solve
from houqin.solvers.verify import verify
from houqin.solvers.volumes import limits, simulated

WORDS = Text("流量", "flow")
FLAT = {"finance.wage_growth": 0.0, "finance.price_growth": 0.0, "finance.discount_rate": 0.0}
ZONES = {"all": {"type": "office", "count": 40, "area_m2": 70000.0}}
QUICK = {
    "study.search_replications": 8,
    "study.certify_replications": 42,
    "study.reference_replications": 1,
    "units.A.place.zones": ZONES,
    "units.B.place.zones": ZONES,
    "standards.cleaning.litter_indoor.at_least": 0.7,
    "surveys": {"spring": {"unit": "A", "sent": 2000, "returned": 1900, "grades": [1500, 350, 40, 10]}},
}
BY_MEAL = {
    "bids.new.modes": ["full"],
    "bids.new.basis": "unit",
    "bids.new.per_unit": {"meal": 2.5},
}
DEAR = {**BY_MEAL, "bids.new.per_unit": {"meal": 9.0}}
"""At 9 yuan a meal, some 830 a day, the bid loses against 43 posts."""
VOLUMES = (("food", 86000), ("meal", 1000000), ("overtime", 1000), ("ticket", 1000000))
TAX = 1.0672


def flows(spec):
    """Return the flows lent to the cleaning kind."""
    shifts = len(spec.common.shifts)
    good, every = names.at(shifts, names.INDOOR), names.at(shifts, names.INDOOR + 1)
    each = (("rounds", 2.0), ("tasks", 2.0))
    return (
        Flow("food", WORDS, WORDS, (names.PLANNED,), "food", 3.0, scale=2.0, steps=each),
        Flow("ticket", WORDS, WORDS, good, "ticket", -0.5, most=every),
        Flow("meal", WORDS, WORDS, good, "meal_fee", 0.0, most=every, measure="litter_indoor"),
        Flow("overtime", WORDS, WORDS, (names.DAYS,), "overtime", 1.5),
    )


@pytest.fixture(scope="module", autouse=True)
def lent():
    """Lend the flows, and make the scrubbers a question of their own."""
    kind = KINDS["cleaning"]

    def levers(spec):
        return tuple(replace(v, switch=v.name == "scrubber") for v in kind.levers(spec))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "cleaning", replace(kind, flows=flows, levers=levers))
        yield


def bill(scenario, option, volumes=VOLUMES):
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
    scenario, option = case(BY_MEAL), Option("A", "full", "new")
    assert bill(scenario, option) == {("meal_fee", "price"): 625_000_00}
    assert prices.post_lines(scenario, option) == ()
    assert prices.fee_lines(scenario, option, "scrubber") == ()
    named = case({**BY_MEAL, "bids.new.machine_per_year": {"scrubber": 1000.0}})
    assert prices.fee_lines(named, option, "scrubber")[0][2] == round(1000 * 1.05 * 1.04 * TAX * 100)


def spot(levels, volumes=VOLUMES, staff=0):
    """Return a point: rounds, tasks, scrubbers."""
    machines = (("scrubber", levels[2]),) if levels[2] else ()
    return Point(Setting(levels, staff), levels[0] + levels[1], machines, volumes=volumes)


def test_ledger_enters_flows_and_lets_them_grow(case):
    """Food grows with prices, overtime with wages; each line is rounded once and grown as one."""
    scenario = case()
    point = spot((30, 13, 3))
    plan = Plan((Award(Option("A", "people_only", "old"), (Year(point, ()),) * 3),), ())
    lines = {(v.year, v.item): v.fen for v in money.ledger(scenario, plan)}
    growth = prices.growth(scenario)
    for item, index, base in (("food", "price", 64_500_00), ("ticket", "price", -125_000_00)):
        assert [lines[y, item] for y in range(3)] == [(base * f + 500000) // 1000000 for f in growth[index]]
    extra = bill(scenario, Option("A", "people_only", "old"))["overtime", "wage"]
    assert lines[2, "overtime"] == (extra * growth["wage"][2] + 500000) // 1000000


def test_volumes_are_part_of_the_plan(case):
    """Money rests on the quantities, so they enter the plan's hash; plans without flows hash as if there were none."""
    plan = Plan((Award(Option("A", "in_house"), (Year(spot((3, 1, 0)), ()),)),), ())
    other = Plan((Award(Option("A", "in_house"), (Year(spot((3, 1, 0), (("food", 1),)), ()),)),), ())
    assert plan.hash() != other.hash()
    bare = Plan((Award(Option("A", "in_house"), (Year(spot((3, 1, 0), ()), ()),)),), ())
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
    found = prices.lever_prices(case(BY_MEAL), Option("A", "full", "new"))
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


def test_volumes_of_a_setting(case):
    """Quantities are means over the search's days, in thousandths: planned posts x 2 is exact, an hour is an hour."""
    scenario = case(QUICK)
    found = dict(simulated(scenario, Option("A", "people_only", "old"), Setting((30, 13, 3))))
    assert (found["food"], found["overtime"]) == (86000, 1000)
    assert found["meal"] == found["ticket"] > 0


def test_limits_hold_for_other_settings(case):
    """No setting sells more than the most; those that meet the standard sell no less than the least."""
    scenario, option = case(QUICK), Option("A", "people_only", "old")
    bound = limits(scenario, option)
    assert set(bound) == {"ticket", "meal", "overtime"}
    for levels in ((60, 60, 5), (30, 13, 3), (3, 1, 0)):
        sold = dict(simulated(scenario, option, Setting(levels)))["meal"]
        assert sold <= bound["meal"][1]
    best = dict(simulated(scenario, option, Setting((60, 60, 5))))["meal"]
    assert 0 < bound["meal"][0] <= best


@pytest.fixture(scope="module")
def run(case):
    """Return a quick case with a bid by the meal, its menus, and its choice."""
    scenario = case({**QUICK, **DEAR, "units.A.modes": ["people_only", "full"], "units.B.modes": ["hybrid"]})
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    return scenario, offered, built, choose(scenario, offered, built=built)


def menus(scenario):
    """Return menus whose points carry the quantities of the search's days."""
    found = []
    for option in (Option("A", "people_only", "old"), Option("A", "full", "old"), Option("A", "full", "new"),
                   Option("B", "hybrid", "old")):  # fmt: skip
        points = []
        for staff in (0,) if option.unit == "A" else (39, 38, 36, 33, 30, 0):
            for levels in ((30, 13, 3), (34, 13, 0)):
                setting = Setting(levels, staff)
                points.append(spot(levels, simulated(scenario, option, setting), staff))
        weights = prices.lever_prices(scenario, option)
        floor = tuple(weights[v.name][0] for v in scenario.levers(option.unit))
        value = min(sum(w * n for w, n in zip(floor, p.setting.levels, strict=True)) for p in points)
        floors = tuple(Floor(staff, floor, value, True) for staff in {p.staff for p in points})
        found.append(Menu(option, tuple(points), floors, Effort(1, 1, 1, 1)))
    return tuple(found)


def test_programme_pays_what_the_ledger_says(run):
    """The value of the plan is its ledger's, flows included, to the fen."""
    scenario, _, _, chosen = run
    lines = money.ledger(scenario, chosen.plan)
    assert chosen.value == money.present_value(scenario, lines)
    assert {"food", "ticket", "overtime"} <= {line.item for line in lines}


def test_bound_stays_below_every_plan(run):
    """The bound with cheapest-case flows lies below the value of every forced option, and not far below the best."""
    scenario, offered, built, chosen = run
    bound = floor_bound(scenario, offered)
    assert 0.8 * chosen.value < bound <= chosen.value
    for option in built.case.ladders:
        assert bound <= choose(scenario, offered, forced={option.unit: option}, built=built).value


def test_bound_within_what_was_seen(run):
    """Held to the quantities of simulated points the bound rises, and still lies below the value of the best plan."""
    scenario, offered, _, chosen = run
    seen = floor_bound(scenario, offered, seen=True)
    assert floor_bound(scenario, offered) < seen <= chosen.value
    said = objective(scenario, offered, chosen, certify(scenario, chosen.plan))
    assert (said.seen_bound, said.seen_gap) == (seen, (chosen.value - seen) / chosen.value)


def test_rows_of_floors_are_scaled_without_rounding(run):
    """Floors in fen a year reach the solver as small numbers: a power of two times whole ones, at most 2^16."""
    scenario, offered, _, _ = run
    rows = build(bounding(scenario, offered)).rows
    at = [i for i, name in enumerate(rows.row_names) if name.startswith("c_floor")]
    assert at
    for i in at:
        row = rows.matrix[i].data
        assert 2**15 <= abs(row).max() <= 2**16
        assert any((row * 2.0**k == (row * 2.0**k).round()).all() for k in range(40))


def test_bound_of_a_free_choice_is_the_least_of_the_forced_ones(run):
    """The bounding programme, income far above its value, is solved right: no forced option lies below the free one."""
    scenario, offered, _, _ = run
    programme = build(bounding(scenario, offered))
    assert programme.rows.offset > 0
    free = solve(programme)
    forced = [solve(programme, Wish({o.unit: o})) for o in programme.case.ladders]
    assert free.bound == free.value
    assert all(free.value <= each.value for each in forced)
    assert free.value in [each.value for each in forced]


@pytest.mark.parametrize("price", [0.0, 2.5, 9.0])
def test_bound_follows_the_price_of_a_meal(case, price):
    """Whatever a bid asks for a meal, the bound of its unit alone lies below its plans."""
    changes = {**QUICK, **BY_MEAL, "bids.new.per_unit": {"meal": price}, "units.B.modes": ["hybrid"]}
    scenario = case({**changes, "units.A.modes": ["full"]})
    offered = [m for m in menus(scenario) if m.option.mode != "people_only"]
    assert floor_bound(scenario, offered) <= choose(scenario, offered).value


def test_break_even_price_of_a_meal_draws_level(run):
    """At its break-even price per meal the losing bid costs what the plan costs; a fen dearer it costs more."""
    scenario, offered, built, chosen = run
    option = Option("A", "full", "new")
    found = next(a for a in alternatives(scenario, offered, chosen, built=built) if a.bid == "new")
    assert found.flow == "meal"
    assert found.break_even_per_post_month is None
    assert 0 < found.break_even_per_unit < 9.0
    for price, dearer in ((found.break_even_per_unit, False), (found.break_even_per_unit + 0.01, True)):
        cut = 9.0 - price
        answer = solve(built, Wish({"A": option}, discount=(option, "meal", cut)))
        level = answer.value / 100 - cut * amount(built.case, answer.plan, option, "meal")
        assert level == pytest.approx(chosen.value / 100, abs=0.02) or (dearer and level > chosen.value / 100)


def test_break_even_price_is_confirmed_by_a_fresh_case(run, case):
    """The case told anew with the break-even price values the option like the plan, to the rounding of lines."""
    scenario, offered, built, chosen = run
    found = next(a for a in alternatives(scenario, offered, chosen, built=built) if a.bid == "new")
    price = {"meal": found.break_even_per_unit}
    changes = {**QUICK, **BY_MEAL, "bids.new.per_unit": price, "units.A.modes": ["people_only", "full"]}
    again = case({**changes, "units.B.modes": ["hybrid"]})
    forced = choose(again, menus(again), forced={"A": Option("A", "full", "new")})
    assert forced.value == pytest.approx(chosen.value, abs=300)


def test_switch_is_what_restricting_the_menus_says(run):
    """With and without the machine: the best plans on menus from which the other settings were struck out."""
    scenario, offered, built, chosen = run
    for said in questions.switches(scenario, offered, chosen, built=built):
        for value, keep in ((said.off_value, lambda n: n == 0), (said.on_value, lambda n: n > 0)):
            left = [
                replace(m, points=tuple(p for p in m.points if m.option.unit != said.unit or keep(p.setting.levels[2])))
                for m in offered
            ]
            assert value == choose(scenario, left).value
        assert said.difference == said.on_value - said.off_value
        assert said.lower <= said.difference <= said.upper
    assert {s.unit for s in questions.switches(scenario, offered, chosen, built=built)} == {"A", "B"}


def test_switch_nobody_can_turn_on(run):
    """Where no setting has the lever above its least, there is no value with it and no difference."""
    scenario, offered, _, _ = run
    bare = [replace(m, points=tuple(p for p in m.points if not p.setting.levels[2])) for m in offered]
    said = questions.switches(scenario, bare, choose(scenario, bare))[0]
    assert (said.on_value, said.difference, said.lower, said.chosen) == (None, None, None, (0, 0, 0))
    assert said.off_value == choose(scenario, bare).value


def test_cost_of_a_meal_by_hand(case):
    """All the unit's money over all its meals: here 1000 meals on 250 days, flat prices."""
    scenario = case(FLAT)
    point = spot((30, 13, 3))
    own = (("scrubber", 3),)
    plan = Plan((Award(Option("A", "people_only", "old"), (Year(point, (), own=own),) * 3),), ())
    spent = sum(v.fen for v in money.ledger(scenario, plan))
    (found,) = questions.per_unit(scenario, plan)
    assert (found.quantity, found.chosen) == (250_000.0, True)
    assert found.cost == pytest.approx(spent / 750_000)


def test_best_other_mode_stands_beside_the_plan(run):
    """The other mode's cost of a meal is that of its cheapest alternative's plan."""
    scenario, offered, built, chosen = run
    others = alternatives(scenario, offered, chosen, built=built)
    rows = [r for r in questions.per_unit(scenario, chosen.plan, others) if r.unit == "A"]
    best = min((a for a in others if a.unit == "A" and a.mode != rows[0].mode), key=lambda a: a.extra)
    assert [(r.mode, r.chosen) for r in rows] == [(chosen.plan.awards[0].option.mode, True), (best.mode, False)]
    spent = sum(v.fen for v in money.ledger(scenario, best.plan) if v.unit == "A")
    assert rows[1].cost * rows[1].quantity * 3 == pytest.approx(spent)


def test_margin_by_hand(case):
    """Tickets 125,000 and fees 625,000 less food 64,500, 43 people with an hour of overtime, and three machines."""
    scenario = case(BY_MEAL)
    award = Award(Option("A", "full", "new"), (Year(spot((30, 13, 3)), ()),) * 3)
    (found,) = questions.margins(scenario, Plan((award,), ()))
    person = (1750 + 0.9 * 0.3 * 2000 + 0.1 * 30 + 65) * 12
    people = 43 * person + 1.5 * 1750 / 174 * 250
    machines = 3 * (30000 / 8 + 1500)
    assert (found.income, found.fee, found.food) == (125_000_00, 625_000_00, 64_500_00)
    assert found.people == pytest.approx(people * 100, abs=1)
    assert found.machines == machines * 100
    assert found.margin == pytest.approx((125_000 + 625_000 - 64_500 - people - machines) * 100, abs=2)


# --- a saved run ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(run):
    """Return result and scenario of a run with flows as plain data."""
    scenario, offered, built, chosen = run
    today = baseline(scenario)
    first, second = certify(scenario, chosen.plan), certify(scenario, today, label="today")
    ours, base = money.ledger(scenario, chosen.plan), money.ledger(scenario, today)
    others = alternatives(scenario, offered, chosen, built=built)
    answer = Answer(
        scenario,
        first.status,
        offered,
        chosen.plan,
        ours,
        objective(scenario, offered, chosen, first),
        first,
        (Attempt(first.plan, first.status, ()),),
        today,
        base,
        second,
        money.difference(scenario, ours, base),
        conflict.rules(scenario, offered, chosen, built=built),
        others,
        per_unit=questions.per_unit(scenario, chosen.plan, others),
        margins=questions.margins(scenario, chosen.plan, others),
        switches=questions.switches(scenario, offered, chosen, built=built),
        surveys=surveys(scenario),
    )
    return json.loads(json.dumps(result(answer))), scenario.model_dump(mode="json"), answer


def saved(folder, content, scenario):
    """Write a run folder whose manifest fits its files, and return it."""
    files = {"result.json": json.dumps(content).encode(), "scenario.json": json.dumps(scenario).encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": hashes}))
    return folder


def test_run_with_flows_stands(whole, tmp_path):
    """A run nobody touched verifies: quantities simulated again, money recounted, interval, questions."""
    assert verify(saved(tmp_path, *whole[:2])) == ()


def places(whole, tmp_path, change, simulate=False):
    """Return where a run is refused after a change, hashes repaired."""
    content = copy.deepcopy(whole[0])
    change(content)
    content["digest"] = digest(content)
    return {p.where for p in verify(saved(tmp_path, content, whole[1]), simulate=simulate)}


def test_changed_quantity_is_caught(whole, tmp_path):
    """A planned quantity that the search's days do not show is refused, though all money were made to fit."""

    def change(content):
        content["plan"][0]["years"][0]["volumes"]["ticket"] += 1

    assert {"plan.A.volumes", "ledger"} <= places(whole, tmp_path, change, simulate=True)


CHANGES = {
    "volumes": lambda c: c["volumes"][0].update(estimate=c["volumes"][0]["estimate"] + 1e-3),
    "switches[0].difference": lambda c: c["switches"][0].update(difference=1),
    "switches[0].chosen": lambda c: c["switches"][0].update(chosen=[9, 9, 9]),
    "per_unit.A.meal": lambda c: c["per_unit"][0].update(cost=1.0),
    "margins[0].margin": lambda c: c["margins"][0].update(margin=7),
    "objective.seen_gap": lambda c: c["objective"].update(seen_bound=c["objective"]["value"]),
    "surveys.spring.index": lambda c: c["surveys"][0].update(index=99.0),
    "surveys.spring.all_satisfied": lambda c: c["surveys"][0].update(all_satisfied=148),
    "surveys.spring.loose.limit": lambda c: c["surveys"][0]["readings"][0].update(limit=0.98),
    "surveys.spring.loose.needed": lambda c: c["surveys"][0]["readings"][0].update(needed=60),
    "surveys.spring.strict.proven": lambda c: c["surveys"][0]["readings"][1].update(proven=True),
    "surveys.spring.strict.worst_limit": lambda c: c["surveys"][0]["readings"][1].update(worst_limit=0.98),
}


@pytest.mark.parametrize("where", CHANGES)
def test_changed_answer_is_caught(whole, tmp_path, where):
    """A changed flow of the certificate, switch, cost of a meal, margin, bound or survey is named."""
    assert where in places(whole, tmp_path, CHANGES[where], simulate=where == "volumes")


def test_certificate_reports_every_flow(whole):
    """Each setting has a row a flow; flows that a lever decides have no spread; planned is what the plan holds."""
    content = whole[0]
    for award in content["plan"]:
        rows = {r["flow"]: r for r in content["volumes"] if r["unit"] == award["unit"] and 0 in r["years"]}
        assert {f: round(r["planned"] * 1000) for f, r in rows.items()} == award["years"][0]["volumes"]
        assert rows["food"]["error"] == 0.0
        assert rows["food"]["estimate"] == rows["food"]["planned"]
        assert rows["ticket"]["lower"] < rows["ticket"]["estimate"] < rows["ticket"]["upper"]


def test_fresh_days_move_the_sampling_interval(whole):
    """The interval is centred on what fresh days say of tickets, and is as wide as they leave it."""
    answer = whole[2]
    scenario, said = answer.scenario, answer.certificate
    bare = money.sampling(scenario, answer.plan, answer.ledger, said.deductions)
    full = money.sampling(scenario, answer.plan, answer.ledger, said.deductions, said.volumes)
    growth, worth = prices.growth(scenario)["price"], prices.discount(scenario)
    shift = 0.0
    for v in said.volumes:
        mode = next(a.option.mode for a in answer.plan.awards if a.option.unit == v.unit)
        if v.flow == "ticket" and mode != "full":
            shift += sum(-50 * 250 * growth[y] * worth[y] / 1e12 for y in v.years) * (v.estimate - v.planned)
    assert sum(full) / 2 - sum(bare) / 2 == pytest.approx(shift, rel=1e-6)
    assert full[1] - full[0] > bare[1] - bare[0]
