"""Staff in post seconded to a vendor: the bureau goes on paying them, and the vendor's price of a post less its people's pay."""

from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import contracts, lagrange, recount
from houqin.solvers.choose import baseline, choose, floor_bound
from houqin.solvers.ledger import facts, ledger
from houqin.solvers.menu import Effort, Floor, Menu, Option, staffing
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


programme, families = lent("test_programme"), lent("families")
PEOPLE = ("exit", "redeploy", "dismiss")
B = Option("B", "people_only", "old")


def generated(seed):
    """Return changes and points of a random small case in which vendors may take staff in post into their teams."""
    changes, points, dice = programme.generated(seed)
    changes |= {
        "bids.old.takes_staff": True, "bids.new.takes_staff": changes["bids.new.form"] == "service",
        "workforce.staff.units": ["B"], "units.B.modes": ["hybrid", "people_only", "full"],
    }  # fmt: skip
    for at in [("B", mode, bid) for mode in ("people_only", "full") for bid in ("old", "new")]:
        if changes[f"bids.{at[2]}.takes_staff"] and (at in points or dice.random() < 0.4):
            found = {staff: programme.spot(dice.randint(2, 3), 1, 0, staff) for staff in (0, 1, 2)}
            points[at] = [found[n] for n in sorted({0, *dice.sample((1, 2), 1)})]
    return changes, points


def counted(scenario, plan):
    """Return the ledger of a plan by the verifier's count."""
    rows = families.rows(scenario, plan)
    people = [
        {"group": p.group, "year": y, "present": p.present[y], **{name: getattr(p, name)[y] for name in PEOPLE}}
        for p in plan.paths for y in range(scenario.horizon.years)
    ]  # fmt: skip
    return recount.recount(recount.Tariff(scenario), rows, people)


def against(case, seed, discounts=None):
    """Assert that programme, bound and second count agree on a case; return how many staff vendors take in.

    Without discounts the case is enumerated as well.
    """
    changes, points = generated(seed)
    scenario, menus = case({**changes, "bids.old.discounts": discounts or []}), programme.menus_of(points)
    try:
        chosen = choose(scenario, menus)
    except InfeasibleError:
        chosen = None
    if not discounts:
        values = [value for _, value in programme.brute(scenario, points)]
        assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen is None:
        return 0
    assert lagrange.prove(scenario, menus, chosen.value).bound == chosen.value
    assert counted(scenario, chosen.plan) == [asdict(line) for line in ledger(scenario, chosen.plan)]
    taken = (a for a in chosen.plan.awards if a.option.mode != "hybrid")
    return sum(year.point.staff for award in taken for year in award.years)


def test_programme_and_bound_equal_enumeration(case):
    """The least over all plans is found and proven, to the fen, here with staff in vendors' teams in every best plan."""
    assert all([against(case, seed) for seed in (7, 11, 28, 35)])


def test_discounts_reach_posts_of_seconded_staff(case):
    """With steps by units and by money, too, the bound in whole numbers closes at the programme's value."""
    steps = [{"from_units": 2, "rate": 0.05}], [{"from_yuan": 60000.0, "rate": 0.04}]
    assert sum([against(case, seed, found) for seed, found in zip(range(10, 14), steps * 2, strict=True)]) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_programme_and_bound_equal_enumeration_often(case, block):
    """The same on two hundred and forty further cases, with discounts on half of them."""
    for seed in range(1000 + 20 * block, 1020 + 20 * block):
        against(case, seed)
        against(case, seed, [{"from_yuan": 70000.0, "rate": 0.04}, {"from_yuan": 110000.0, "rate": 0.055}])


# --- by hand -------------------------------------------------------------------------------------------------------


def test_seconded_post_costs_overhead_profit_and_tax_on_them(case):
    """Full trusteeship: 1,902 of pay and 70 of materials; the post keeps materials, overhead and profit on all, VAT on those."""
    scenario = case({"bids.old.takes_staff": True})
    found = {(item, index): fen for item, index, fen in contracts.seconded_lines(scenario, Option("B", "full", "old"))}
    wages, others = 1480 + 360 + 50, 12 + 70
    extra = {"wage": wages * (1.06 * 1.05 - 1), "price": others * (1.06 * 1.05 - 1) + 70}
    assert found["materials", "price"] == 70 * 1200
    assert found["overhead", "wage"] == round(wages * 0.06 * 1200)
    assert found["profit", "price"] == round(others * 1.06 * 0.05 * 1200)
    assert {i: found["tax", i] for i in extra} == {i: round(x * 0.0672 * 1200) for i, x in extra.items()}
    assert {item for item, _ in found} == {"materials", "overhead", "profit", "tax"}


def test_staff_work_for_vendors_only_where_they_are_taken_in(case):
    """Without the bid's word nobody may work in a vendor's team, and in hybrid teams nothing is asked for their posts."""
    taken = case({"bids.old.takes_staff": True})
    assert staffing(case(), B) == (0,)
    assert staffing(taken, B) == staffing(taken, Option("B", "hybrid", "old")) != (0,)
    assert contracts.seconded_lines(case(), B) == contracts.seconded_lines(taken, Option("B", "hybrid", "old")) == ()
    assert contracts.seconded_lines(taken, B)


@pytest.mark.parametrize("taken", [True, False])
def test_staff_work_today_for_vendors_that_take_them_in(case, taken):
    """Today's way at B, bought of a vendor that takes staff in: all 39 fill its posts, in money and in what the source says."""
    changes = {"units.B.today.mode": "people_only", "units.B.modes": ["hybrid", "people_only"], "bids.old.takes_staff": taken}
    scenario = case({**changes, "workforce.staff.units": ["B"], "workforce.staff.headcount": 39})
    plan, said = baseline(scenario), facts(scenario)
    (award,) = [a for a in plan.awards if a.option.unit == "B"]
    assert award.years[0].staff == ((("staff", 39),) if taken else ())
    assert award.years[0].point.setting.staff == said["B"]["staff"] == 39 * taken
    assert counted(scenario, plan) == [asdict(line) for line in ledger(scenario, plan)]
    assert recount.facts(scenario) == said


def test_bound_lies_below_the_plan(case):
    """The bounding programme prices staff in vendors' teams as the plan does."""
    changes, points = generated(3)
    scenario, offered = case(changes), []
    for at, found in points.items():
        floors = tuple(Floor(p.staff, (1, 1, 1), p.posts + sum(n for _, n in p.machines), True) for p in found)
        offered.append(Menu(Option(*at), tuple(found), floors, Effort(1, 1, 1, 1)))
    value = choose(scenario, offered).value
    assert 0.5 * value < floor_bound(scenario, offered) <= value


@pytest.mark.parametrize("change", [{"bids.old.basis": "unit"}, {"bids.old.form": "dispatch"}])
def test_only_services_by_the_post_take_staff(case, change):
    """A bid by the unit, or of dispatch, has no price of a post to take pay off."""
    with pytest.raises(ValidationError) as caught:
        case({"bids.old.takes_staff": True, **change})
    assert ("bids", "old", "takes_staff") in {f.path for e in caught.value.errors() for f in e["ctx"]["faults"]}
