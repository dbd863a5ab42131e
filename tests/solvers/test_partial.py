"""Partial outsourcing: staff in post keep some posts under the bureau, a vendor's people hold the rest and bring their own."""

import json
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin import journey
from houqin.model.alike import alike
from houqin.model.scenario import Scenario
from houqin.reports import options, store
from houqin.reports.html import html
from houqin.solvers import lagrange, prices, recertify, recheck, recount
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.ledger import ledger
from houqin.solvers.menu import Effort, Floor, Menu, Option, staffing, workforce
from houqin.solvers.plan import Award, Plan, Year
from houqin.solvers.programme import build, choosing, solve
from houqin.solvers.verify import verify
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


seconded, programme, families, twins = lent("test_seconded"), lent("test_programme"), lent("families"), lent("twins")
BOTH = {"bids.old.modes": ["people_only", "partial", "hybrid", "full"], "units.B.modes": ["partial", "hybrid", "people_only"]}
PARTIAL, HYBRID = Option("B", "partial", "old"), Option("B", "hybrid", "old")


def generated(seed):
    """Return changes and points of a random small case in which a team may be mixed in both ways."""
    changes, points, dice = programme.generated(seed)
    changes |= {**BOTH, "modes.partial": {"supervision_per_year": dice.choice([0.0, 900.0])},
                "bids.old.materials_per_month": dice.choice([20.0, 70.0]), "bids.old.bundle": False}  # fmt: skip
    mixed = points.pop(("B", "hybrid", "old"))
    points["B", "partial", "old"] = mixed
    if dice.random() < 0.5:
        points["B", "hybrid", "old"] = mixed
    return changes, points


def against(case, seed):
    """Assert that programme, bound and second count agree with enumeration; return whether the best plan is a mixed team."""
    changes, points = generated(seed)
    scenario, menus = case(changes), programme.menus_of(points)
    values = [value for _, value in programme.brute(scenario, points)]
    try:
        chosen = choose(scenario, menus)
    except programme.InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen is None:
        return False
    assert lagrange.prove(scenario, menus, chosen.value).bound == chosen.value
    assert seconded.counted(scenario, chosen.plan) == [asdict(line) for line in ledger(scenario, chosen.plan)]
    staff = [y.point.staff for a in chosen.plan.awards if a.option.mode == "partial" for y in a.years]
    return any(staff)


def test_programme_and_bound_equal_enumeration(case):
    """The least over all plans is found, counted again and proven, to the fen; now and then a mixed team is the best."""
    assert sum([against(case, seed) for seed in (0, 1, 2, 3, 12, 16, 29)]) == 4


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_programme_and_bound_equal_enumeration_often(case, block):
    """The same on one hundred and twenty further cases."""
    for seed in range(1000 + 20 * block, 1020 + 20 * block):
        against(case, seed)


@pytest.mark.parametrize("seed", range(6))
def test_units_decided_together(seed):
    """In cases with twins and all rules, twins decided together cost what they cost apart, and the plan stands."""
    tree, _ = twins.generated(seed)
    able = {unit for group in tree["workforce"].values() for unit in group["units"]}
    for name, unit in tree["units"].items():
        unit["modes"] = ["in_house", "people_only", "full", *(["partial"] if name in able else [])]
    for bid in tree["bids"].values():
        bid["modes"] = ["partial" if mode == "hybrid" else mode for mode in bid["modes"]]
    scenario = Scenario.model_validate(tree)
    menus = twins.menus_of(scenario, twins.spots(programme.random.Random(seed), tree))
    apart, joint = (solve(build(choosing(scenario, menus, classes))) for classes in (None, alike(scenario)))
    assert (joint.status, joint.value) == (apart.status, apart.value)
    if joint.plan:
        twins.stands(scenario, menus, joint)


# --- by hand -------------------------------------------------------------------------------------------------------


def award(option, staff):
    """Return three posts and a machine of unit B, so many of the posts filled by staff in post."""
    year = Year(programme.spot(2, 1, 1, staff), (("staff", staff),), own=(("scrubber", 4),))
    return Award(option, (year,) * 3)


def items(scenario, option, staff):
    """Return the first year's lines of unit B besides the pay of staff in post, by item."""
    found = ledger(scenario, Plan((award(option, staff),), ()))
    return {(v.item, v.index): v.fen for v in found if (v.unit, v.year, v.group) == ("B", 0, "")}


def test_either_side_buys_what_its_people_use(case):
    """Of three posts staff fill two: the bureau buys 2 x 720 yuan, the vendor 840 with its overhead, profit and VAT."""
    scenario = case(BOTH)
    mixed, under = items(scenario, PARTIAL, 2), items(scenario, HYBRID, 2)
    assert (mixed["supplies", "price"], under["supplies", "price"]) == (144000, 216000)
    assert mixed["materials", "price"] == 84000
    assert ("materials", "price") not in under
    assert mixed["overhead", "price"] - under["overhead", "price"] == round(84000 * 0.06)
    assert mixed["upkeep", "price"] == under["upkeep", "price"] == 4 * 150000
    assert ("machine_fee", "price") not in mixed
    alone = items(scenario, PARTIAL, 3)
    assert not {item for item, _ in alone} & {"wage", "materials", "tax"}


def test_goods_by_quantity_stay_with_the_bureau(case):
    """Food and tickets do not follow heads: under partial outsourcing they are the bureau's, as in mixed teams under it."""
    wider = lent("wider")
    with wider.visited():
        scenario = case(BOTH)
        assert prices.flow_rates(scenario, PARTIAL) == prices.flow_rates(scenario, HYBRID)
        assert {"food", "ticket"} <= {item for lines in prices.flow_rates(scenario, PARTIAL).values() for item, *_ in lines}
        tariff = recount.Tariff(scenario)
        assert tariff.flows("B", "partial", "old") == tariff.flows("B", "hybrid", "old")


def test_staff_work_under_the_bureau_and_the_others_under_the_vendor(case):
    """Staff in post are as productive as in-house, the vendor's people as its managers make them; the verifier says so too."""
    factors = {"in_house": {"management_factor": 0.9}, "partial": {"management_factor": 1.2}}
    scenario = case({**BOTH, "modes": factors, "vendors.old.conduct": {"productivity": 1.1}})
    own, other = workforce(scenario, PARTIAL)
    assert (own.productivity, other.productivity) == (0.9, 1.1 * 1.2)
    row = {"unit": "B", "mode": "partial", "bid": "old"}
    assert recertify._workforce(scenario, row) == (own, other)


def test_options_are_built_up_as_the_ledger_is(case):
    """What page two says of an option adds up to the ledger's items."""
    scenario, point = case(BOTH), programme.spot(2, 1, 0, 1)
    head = prices.head_lines(scenario, PARTIAL)
    told = options._build_up(scenario, PARTIAL, point, {"staff": 1}, head)
    lines = ledger(scenario, Plan((Award(PARTIAL, (Year(point, (("staff", 1),)),) * 3),), ()))
    first = [v for v in lines if (v.unit, v.year, v.group) == ("B", 0, "") and v.item not in ("residual", "upkeep")]
    assert sum(told.values()) - told["staff"] == sum(v.base for v in first)
    assert told["supplies"] == 72000


def test_bound_lies_below_every_plan(case):
    """The bounding programme prices consumables of both sides: with floors at the points it reaches the value."""
    changes = {**programme.SMALL, **BOTH, "units.B.modes": ["partial"], "units.A.modes": ["people_only"],
               "bids.old.materials_per_month": 20.0, "vendors.old.capacity": 60}  # fmt: skip
    scenario, found = case(changes), {("A", "people_only", "old"): [programme.spot(2, 1)]}
    found[PARTIAL.unit, PARTIAL.mode, PARTIAL.bid] = [programme.spot(2, 1, 0, n) for n in (0, 1, 2)]
    menus = []
    for (unit, mode, bid), points in found.items():
        floors = tuple(Floor(p.staff, (1, 1, 0), 3, True) for p in points)
        menus.append(Menu(Option(unit, mode, bid), tuple(points), floors, Effort(1, 1, 1, 1)))
    value, bound = choose(scenario, menus).value, floor_bound(scenario, menus)
    assert 0.97 * value < bound <= value


def test_staff_may_keep_as_many_posts_as_in_hybrid_teams(case):
    """The numbers of staff that are searched are those of hybrid teams, with nobody left at the end among them."""
    scenario = case(BOTH)
    assert staffing(scenario, PARTIAL) == staffing(scenario, HYBRID) != (0,)


def test_forged_consumables_are_caught(case):
    """Consumables counted for all posts, or staff of another unit's group, are no plan of partial outsourcing."""
    scenario = case(BOTH)
    plan = Plan((award(PARTIAL, 2),), ())
    lines = [asdict(line) for line in ledger(scenario, plan)]
    rows = families.rows(scenario, plan)
    assert recount.recount(recount.Tariff(scenario), rows, []) == lines
    rows[0]["mode"] = "hybrid"
    assert recount.recount(recount.Tariff(scenario), rows, []) != lines


def test_partial_outsourcing_without_staff_is_refused(case):
    """Where nobody in post may work there is nothing to keep: the file is wrong, at the unit's modes and at today's."""
    changes = {"units.A.modes": ["people_only", "partial"], "units.A.today.mode": "partial", **BOTH}
    with pytest.raises(ValidationError) as caught:
        case(changes)
    faults = [f for error in caught.value.errors() for f in error["ctx"]["faults"]]
    assert {f.path for f in faults} == {("units", "A", "modes"), ("units", "A", "today", "mode")}
    assert {f.code for f in faults} == {"HQ1305"}
    assert all(recheck.MODES["partial"].text.zh in f.text.zh for f in faults)


# --- a whole run ---------------------------------------------------------------------------------------------------

STALL = lent("test_concession").STALL
DESK = {
    **STALL,
    "units": {"A": {
        **STALL["units"]["A"], "modes": ["partial", "people_only"], "materials_per_month": 60.0, "skills": ["reception"],
        "today": {"mode": "partial", "vendor": "old", "setting": {"posts": 6}},
    }},
    "workforce": {"porters": {
        "headcount": 3, "ages": [57, 60], "retirement_age": 60.0, "units": ["A"], "pay": {"gross_per_month": 2600.0},
        "training": {"cost": 700.0, "months": 2.0, "cover_per_month": 150.0},
    }},
    "bids": {"team": {"vendor": "old", "units": ["A"], "modes": ["partial", "people_only"], "wage_per_month": 1900.0,
                      "materials_per_month": 45.0}},
    "modes": {"in_house": {"management_factor": 0.95}, "partial": {"supervision_per_year": 900.0}},
}  # fmt: skip


def test_whole_run_with_a_shared_team(case, tmp_path):
    """Porters keep posts until they retire, retrained in the first year; the mode is named, verify agrees, not if forged."""
    place = store.save(journey.run(case(DESK)), tmp_path / "run", lang=None)
    result = json.loads((place / "result.json").read_text())
    assert [award["mode"] for award in result["plan"]] == ["partial"]
    assert [year["staff"] for year in result["plan"][0]["years"]] == [3, 2, 1]
    assert [(v["year"], v["fen"]) for v in result["ledger"] if v["item"] == "training"] == [(0, 3 * 100000)]
    assert result["objective"]["exact_bound"] == result["objective"]["value"]
    assert verify(place) == ()
    assert "部分外包" in html(result, [], "zh")
    forged = {**result, "ledger": [v for v in result["ledger"] if v["item"] != "training"]}
    (place / "result.json").write_text(json.dumps(forged))
    assert any("ledger" in str(fault) for fault in verify(place))
