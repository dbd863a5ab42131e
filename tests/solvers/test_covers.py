"""Food covers tickets where nobody limits portions: the bound does not sell what was never bought, and holds."""

import itertools
from dataclasses import replace

import pytest
from houqin.model.kinds import KINDS
from houqin.model.kinds.canteen.example import example
from houqin.model.mode import MODES
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups
from houqin.solvers.judge import Judge


@pytest.fixture(scope="module")
def canteen(case):
    """Return the small case with unit A turned into a lunch whose only dish never runs out; some diners give up."""
    spec = example()[0]
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    common["tiers"] = {"set": common["tiers"]["set"]}
    common["checkout"] = common["seating"] = None
    common["relief"], common["shifts"]["servers"]["high"] = [0, 0], 3
    place["headcount"] = 60
    place["seats"] = None
    place["crowds"]["lunch"] |= {"shares": {"set": 1.0}, "windows": {"set": [1, 3]}, "portions": {}}
    return case(
        {
            "services.lunch": common,
            "units.A.service": "lunch",
            "units.A.place": place,
            "units.A.owned": {},
            "units.A.today.setting": {"set1130": 2, "set1140": 2, "servers": 2},
            "units.B": None,
            "sites.B": None,
            "workforce.staff": None,
            "bids.old.units": ["A"],
            "bids.new.units": ["A"],
            "standards": {"lunch": {"within": {"at_least": 0.4}, "kept": {"at_least": 0.6}}},
            "study": {"search_replications": 20, "seed": 3},
        }
    )


@pytest.fixture(scope="module")
def menus(canteen):
    """Return the menus under which the bureau buys food, with every setting that meets the standards as a point."""
    desks = {o: Desk(canteen, g.unit, g.people, None) for g in groups(canteen) for o in g.options}
    found = []
    for menu in (m for m in explore(canteen) if MODES[m.option.mode].materials != "vendor"):
        desk = desks[menu.option]
        judge = Judge(desk.problem(0, 0.0, False))
        box = itertools.product(*(range(v.low, v.high + 1) for v in desk.levers))
        points = tuple(desk.point(s, 0) for s in box if judge.problem.legal(s) and judge.accepted(s))
        assert len(points) > 3
        found.append(replace(menu, points=points, undecided=None))
    return tuple(found)


def test_the_bound_pays_for_what_it_sells(canteen, menus):
    """It stands below every plan there is and within 5 % of the best; with food apart from tickets it lies far lower."""
    bound, best = floor_bound(canteen, menus), choose(canteen, menus).value
    for menu in menus:
        assert bound <= choose(canteen, menus, forced={"A": menu.option}).value
    bare = KINDS["canteen"]
    with pytest.MonkeyPatch.context() as patch:
        loose = replace(bare, flows=lambda spec: tuple(replace(f, covers="") for f in bare.flows(spec)))
        patch.setitem(KINDS, "canteen", loose)
        apart = floor_bound(canteen, menus)
    assert best - bound <= 0.05 * abs(best)
    assert best - apart > 0.5 * abs(best)


def test_what_a_ticket_leaves_is_its_price_less_food(canteen):
    """The search's own programme earns what a ticket brings beyond its food, where the bureau buys it; else nothing."""
    earned = {}
    for group in groups(canteen):
        desk = Desk(canteen, group.unit, group.people, None)
        judge = Judge(desk.problem(0, 0.0, False))
        for option in group.options:
            income = desk.income(option, judge)
            earned[option.mode] = None if income is None else income.flows
    days = canteen.labour.workdays_per_year
    assert earned["people_only"] == (("ticket_lunchset", 200 * days),)
    assert earned.get("full") is None
