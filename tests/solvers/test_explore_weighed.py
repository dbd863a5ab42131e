"""Explore and choose where levers are weighed against what their shortage costs: a small fleet, every setting tried."""

from itertools import product

import pytest
from houqin.model import simulate, streams
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers import prices, shelf
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups, weights
from houqin.solvers.hindsight import hindsight
from houqin.solvers.menu import Effort, Floor, Menu, Point, options, workforce
from houqin.solvers.programme import bounding
from houqin.solvers.volumes import measured

RUNS = 80
FLEET = {
    "kind": "fleet",
    "classes": {"car": {"seats": 4, "energy": 0.6}, "van": {"seats": 8, "energy": 0.9}},
    "purposes": {
        "visit": {
            "open": "08:00", "close": "18:00", "weights": [1.0] * 20, "vehicle": "car", "immediate": 0.5,
            "passengers": [4, 2, 1, 1, 1, 1], "hold": 10.0, "duration": {"dist": "exponential", "mean": 1.5},
            "distance": {"dist": "exponential", "mean": 30.0},
        },
        "mail": {
            "open": "08:00", "close": "18:00", "weights": [1.0] * 20, "vehicle": "car", "priority": 1, "hold": 20.0,
            "duration": 1.0, "distance": 10.0, "hail": False, "contract": False,
        },
    },
    "contract": {"start": "08:00", "end": "18:00", "overtime_min": 120, "per_day": {"car": 420.0}},
    "hail": {"delay": 6.0, "base": 20.0, "per_km": 9.0},
    "days": 2,
}  # fmt: skip
CASE = {
    "schema_version": 1,
    "id": "small-fleet",
    "title": {"zh": "小车队", "en": "a small fleet"},
    "sources": {"x": {"title": "assumed", "kind": "assumption"}},
    "horizon": {"source": "x", "start": "2026-01-01", "years": 2},
    "finance": {
        "source": "x", "discount_rate": 0.03, "wage_growth": 0.0, "price_growth": 0.0, "vat_rate": 0.06,
        "surcharge_rate": 0.12,
    },
    "labour": {
        "source": "x", "minimum_wage_per_month": 2000.0, "social_insurance_rate": 0.25,
        "social_insurance_base_floor": 3000.0, "housing_fund_rate": 0.08, "workdays_per_year": 250.0,
    },
    "hiring": {"source": "x", "pay": {"gross_per_month": 4000.0}},
    "sites": {"S": {"source": "x", "area_m2": 1000.0}},
    "services": {"cars": {**FLEET, "source": "x"}},
    "units": {
        "F": {
            "site": "S", "service": "cars", "source": "x", "modes": ["in_house"],
            "owned": {"car": 0, "van": 0},
            "today": {"mode": "in_house", "setting": {"car": 4, "van": 1, "contract_car": 0}},
            "place": {
                "kind": "fleet", "requests": {"visit": 26.0, "mail": 2.0}, "zones": {"z": {}},
                "departments": {"d": {"zone": "z"}}, "vehicles": {"car": [0, 7], "van": [0, 2]},
                "contracted": {"car": [0, 3]},
            },
        }
    },
    "equipment": {
        "car": {"source": "x", "price": 150000.0, "life_years": 8.0, "upkeep_rate": 0.4, "resale_rate": 0.0},
        "van": {"source": "x", "price": 220000.0, "life_years": 8.0, "upkeep_rate": 0.4, "resale_rate": 0.0},
    },
    "standards": {"cars": {"covered": {"source": "x", "at_least": 0.9}, "fleet": {"source": "x", "at_least": 0.2}}},
    "study": {"source": "x", "seed": 5, "search_replications": RUNS, "certify_replications": 42, "error": 0.05},
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    """Return the case."""
    return Scenario.model_validate(CASE)


@pytest.fixture(scope="module")
def menus(scenario):
    """Return what is explored."""
    return explore(scenario)


@pytest.fixture(scope="module")
def every(scenario):
    """Return (fen a year of levers and flows, whether each standard is met on average) of every setting."""
    option = options(scenario)[0]
    kind, spec, levers = scenario.kind("F"), scenario.spec("F"), scenario.levers("F")
    key = streams.key(scenario.study.seed, streams.Phase.SEARCH, "F")
    sampler = simulate.Sampler(kind, spec, workforce(scenario, option), key)
    rates, machines = prices.flow_rates(scenario, option), prices.machine_prices(scenario, option)
    whole, targets, found = scenario.measures("F"), scenario.targets("F"), {}
    for levels in product(*(range(v.low, v.high + 1) for v in levers)):
        counts = sampler.counts(Setting(levels), RUNS)
        met = all(whole[name].excess(counts, rule.at_least).mean() >= 0 for name, rule in targets.items())
        cost = sum(fen for _, _, fen in prices.flow_lines(scenario, rates, measured(kind.flows(spec), counts)))
        cost += sum(machines[v.name][0] * n for v, n in zip(levers, levels, strict=True) if v.cost == "machine")
        found[levels] = cost, met
    return found


def test_floor_is_below_every_setting(menus, every):
    """The floor speaks of flows; no setting that meets the standards costs less, and the best no more than 1.5 times."""
    floor = menus[0].floors[0]
    least = min(cost for cost, met in every.values() if met)
    assert floor.charged
    assert floor.value <= least <= 1.5 * floor.value


@pytest.fixture(scope="module")
def seen(scenario):
    """Return what hindsight says of the case, with an error of 5 %."""
    group = groups(scenario)[0]
    option, desk = group.options[0], Desk(scenario, "F", group.people, None)
    priced = desk.rates(option), weights(scenario, option)[0]
    return hindsight(desk, desk.problem(0, 0.05, False), 0, [priced], 0.05)


def test_hindsight_is_below_every_setting(seen, every):
    """With all days known beforehand the bound is below the best setting; foresight is worth 60 % of it at most here."""
    least = min(cost for cost, met in every.values() if met)
    assert 0.4 * least <= seen.bound <= least


def test_hindsight_is_reached_inside_the_box(scenario, seen):
    """The levels named are levels of the unit."""
    assert all(v.low <= n <= v.high for v, n in zip(scenario.levers("F"), seen.levels, strict=True))


def test_hindsight_knows_what_cannot_be(scenario):
    """Where a standard asks for more than all vehicles could do, hindsight says so."""
    standards = {"cars": {"covered": {"source": "x", "at_least": 0.99}, "fleet": {"source": "x", "at_least": 0.999}}}
    place = {**CASE["units"]["F"]["place"], "vehicles": {"car": [0, 1], "van": [0, 0]}, "contracted": {}}
    today = {"mode": "in_house", "setting": {"car": 1, "van": 0}}
    unit = {**CASE["units"]["F"], "place": place, "today": today}
    short = Scenario.model_validate({**CASE, "standards": standards, "units": {"F": unit}})
    group = groups(short)[0]
    option, desk = group.options[0], Desk(short, "F", group.people, None)
    priced = desk.rates(option), weights(short, option)[0]
    assert hindsight(desk, desk.problem(0, 0.05, False), 0, [priced], 0.05).bound is None


def test_choice_is_near_the_best_setting(scenario, menus, every):
    """The plan costs at most 3 % more a year than the best of all settings that meet the standards on these days."""
    point = choose(scenario, menus).plan.awards[0].years[0].point
    assert every[point.setting.levels][0] <= 1.03 * min(cost for cost, met in every.values() if met)


def test_shortage_is_weighed(scenario, menus, every):
    """The plan has more vehicles than the standards ask for: what is short would cost more than they do."""
    point = choose(scenario, menus).plan.awards[0].years[0].point
    assert any(met and sum(levels) < sum(point.setting.levels) for levels, (_, met) in every.items())


def test_bound_of_the_programme(scenario, menus):
    """The bound on all plans is no more than the value of the plan, and no less than two thirds of it."""
    value = choose(scenario, menus).value
    assert 2 / 3 * value <= floor_bound(scenario, menus) <= value


def test_charged_floor_binds_those_charged_alike():
    """A floor that speaks of charges holds for another bid with the same people at the same charges, and no other."""
    bid = {"source": "x", "vendor": "v", "units": ["F"], "modes": ["hybrid"], "term_years": 2, "wage_per_month": 4000.0}
    unit = {**CASE["units"]["F"], "modes": ["hybrid", "in_house"]}
    changed = {
        "vendors": {"v": {"source": "x"}}, "units": {"F": unit},
        "bids": {"a": bid, "b": bid, "dear": {**bid, "per_unit": {"hail_ride": 5.0}}},
    }  # fmt: skip
    scenario = Scenario.model_validate({**CASE, **changed})
    floor = Floor(0, (1, 1, 1), 1000, True, charged=True)
    point = Point(Setting((1, 0, 0)), 0, (("car", 1), ("van", 0)), volumes=())
    menus = [
        Menu(o, (point,), (floor,) if o.bid == "a" else (), Effort(1, 1, 1, 1)) for o in options(scenario) if o.bid
    ]
    held = {o.bid: rungs[0].floors for o, rungs in bounding(scenario, menus).ladders.items()}
    assert held == {"a": (floor,), "b": (floor,), "dear": ()}


def test_menus_are_kept_by_what_is_charged(scenario):
    """Stored menus are not taken for those of a case in which a shortage costs more."""
    group = groups(scenario)[0]
    days = scenario.labour.model_copy(update={"workdays_per_year": scenario.labour.workdays_per_year + 1})
    same = {o: weights(scenario, o) for o in group.options}, {o: (0,) for o in group.options}, 0.01
    names = [shelf.address(each, group.people, *same) for each in (scenario, scenario.model_copy(update={"labour": days}))]
    assert names[0] != names[1]
