"""Small boxes of canteens, fleets and contracts against all their settings: soft standards, users who pay, staff in post."""

import copy
from itertools import product

import pytest
from houqin.model.scenario import Scenario
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import reachable
from houqin.solvers.judge import BAD, FULL, GOOD, Judge
from houqin.solvers.menu import Effort, Menu, workforce
from houqin.solvers.programme import bounding, build, solve

CANTEEN = {
    "kind": "canteen", "source": "x", "relief": [0, 0], "portions_per_cook": 150, "step_min": 60,
    "meals": {"lunch": {"open": "11:30", "close": "12:30", "weights": [2, 4, 7, 11, 15, 16, 14, 11, 8, 6, 4, 2]}},
    "technologies": {"line": {"service": {"dist": "lognormal", "mean": 9, "cv": 0.5}}},
    "tiers": {"set": {"price": 9, "food_cost": 8.4, "technology": "line"}},
    "patience": {"longest_line": 25, "wait": {"dist": "lognormal", "mean": 18, "cv": 0.4}},
    "shifts": {
        "serve": {"start": "07:30", "end": "15:00", "pauses": [["10:00", "10:30"]], "high": 9},
        "cook": {"role": "cook", "start": "06:30", "end": "14:30", "pauses": [["09:30", "10:00"]], "high": 9},
    },
    "duties": {"wash": {"start": "11:50", "end": "13:30", "people": 2}},
}  # fmt: skip
DINERS = {
    "source": "x", "site": "S", "service": "lunch", "modes": ["in_house"], "materials_per_month": 60,
    "place": {
        "kind": "canteen", "headcount": 150, "present": 0.9, "portion_step": 25, "groups": [3, 4, 2, 1],
        "crowds": {"lunch": {
            "participation": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 0.8), "spread": 0.05,
            "shares": {"set": 1}, "windows": {"set": [1, 2]}, "portions": {"set": [75, 150]},
        }},
    },
    "today": {"mode": "in_house", "setting": {"set1130": 2, "serve": 5, "cook": 2, "lunchset": 5}},
}  # fmt: skip
FLEET = {
    "kind": "fleet", "source": "x", "classes": {"car": {"seats": 4, "energy": 0.6}}, "days": 1,
    "purposes": {"visit": {
        "open": "08:00", "close": "18:00", "weights": [1.0] * 20, "vehicle": "car", "immediate": 0.5, "hold": 10.0,
        "duration": {"dist": "exponential", "mean": 1.5}, "distance": {"dist": "exponential", "mean": 30.0},
    }},
    "hail": {"delay": 6.0, "base": 20.0, "per_km": 9.0},
    "shifts": {"day": {"start": "08:00", "end": "17:30", "pauses": [["12:00", "13:30"]], "overtime_min": 120,
                       "low": 1, "high": 9}},
}  # fmt: skip
CARS = {
    "source": "x", "site": "S", "service": "cars", "modes": ["in_house"], "owned": {"car": 2}, "owned_age_years": 3,
    "bounds": {"day": [2, 5]}, "today": {"mode": "in_house", "setting": {"car": 4, "day": 4}},
    "place": {"kind": "fleet", "requests": {"visit": 8.0}, "zones": {"z": {}}, "departments": {"d": {"zone": "z"}},
              "vehicles": {"car": [2, 5]}},
}  # fmt: skip
GATE = {
    "kind": "contracted", "source": "x", "what": "门卫", "unit": "岗", "per_post": 3, "days": 21, "complaints": 1,
    "survey": {"forms": 60, "response": 0.95, "grades": [1200, 650, 110, 40], "spread": 0.005, "claim": 0.95,
               "noticed": 0.7},
    "neglect": 30, "fine": 200,
}  # fmt: skip
GUARDS = {
    "source": "x", "site": "S", "service": "gate", "modes": ["full"], "materials_per_month": 20,
    "place": {"kind": "contracted", "workload": 20, "low": 5, "high": 11},
    "today": {"mode": "in_house", "setting": {"posts": 8}},
}  # fmt: skip
KINDS = {
    "lunch": (CANTEEN, DINERS, {"within": 0.8, "choice": 0.8}),
    "cars": (FLEET, CARS, {"covered": 0.8}),
    "gate": (GATE, GUARDS, {"done": 0.9}),
}
BID = {"source": "x", "vendor": "v", "units": ["U"], "modes": ["full"], "term_years": 2, "wage_per_month": 2300.0,
       "overhead_rate": 0.06, "profit_rate": 0.05}  # fmt: skip
CASE = {
    "schema_version": 1, "id": "small", "title": {"zh": "小例", "en": "small"},
    "sources": {"x": {"title": "assumed", "kind": "assumption"}},
    "horizon": {"source": "x", "start": "2026-01-01", "years": 2},
    "finance": {"source": "x", "discount_rate": 0.03, "wage_growth": 0.05, "price_growth": 0.02, "vat_rate": 0.06,
                "surcharge_rate": 0.12},
    "labour": {"source": "x", "minimum_wage_per_month": 2000.0, "social_insurance_rate": 0.25,
               "social_insurance_base_floor": 3000.0, "housing_fund_rate": 0.08, "workdays_per_year": 250.0},
    "hiring": {"source": "x", "pay": {"gross_per_month": 4000.0}}, "sites": {"S": {"source": "x", "area_m2": 1000.0}},
    "equipment": {"car": {"source": "x", "price": 150000.0, "life_years": 8.0, "upkeep_rate": 0.1, "resale_rate": 0.3}},
    "study": {"source": "x", "seed": 7, "search_replications": 24, "certify_replications": 42, "doublings": 0,
              "error": 0.05},
}  # fmt: skip


def small(name, unit=None, state="hard", bids=None, **more):
    """Return a case of one unit U of a service."""
    common, place, targets = copy.deepcopy(KINDS[name])
    soft = {"state": state, **({"weight": 50000.0} if state == "soft" else {})}
    standards = {measure: {"source": "x", "at_least": least, **soft} for measure, least in targets.items()}
    offers = {key: {**BID, **bid} for key, bid in (bids or {}).items()}
    changed = {
        "services": {name: common}, "units": {"U": {**place, **(unit or {})}}, "standards": {name: standards},
        "vendors": {"v": {"source": "x"}} if offers else {}, "bids": offers,
    }  # fmt: skip
    return Scenario.model_validate({**CASE, **changed, **more})


def every(scenario, option):
    """Return the points of all settings whose mean meets the hard standards, people by shift as few as rules allow."""
    desk, found = Desk(scenario, option.unit, workforce(scenario, option), None), []
    tied = [i for i, v in enumerate(desk.levers) if v.cost == "post" and desk.rows]
    for staff in reachable(scenario, option):
        problem, judge = desk.problem(staff, 0.0, True), Judge(desk.problem(staff, 0.0, False))
        told = Judge(desk.problem(staff, scenario.study.error / 2, True))
        best = {}
        for levels in product(*(range(v.low, v.high + 1) for v in desk.levers)):
            free = tuple(n for i, n in enumerate(levels) if i not in tied)
            if problem.legal(levels) and (free not in best or sum(levels) < sum(best[free])):
                best[free] = levels
        for levels in best.values():
            if BAD not in judge.look(levels).verdicts:
                verdicts = zip(told.problem.goals, told.look(levels, FULL).verdicts, strict=True)
                hard = {goal.measure.name for goal in judge.problem.goals}
                missed = (goal.measure.name for goal, verdict in verdicts if verdict != GOOD)
                short = tuple(name for name in missed if name not in hard)
                found.append(desk.point(levels, staff, short=short))
    return tuple(found)


TAKEN = {"modes": ["full", "concession"], "basis": "unit", "per_unit": {"meal": 4.9},
         "concession": {"users_pay": {"meal": 4.0}, "margin": 0.05}}  # fmt: skip
STAFF = {"g": {"source": "x", "employment": "established", "headcount": 2, "units": ["U"], "ages": [35, 58],
               "retirements": [0, 0], "protected": False, "pay": {"gross_per_month": 5000.0, "insured": True}}}  # fmt: skip
CASES = {
    "meals": small("lunch"),
    "meals sold in parts": small("lunch", study={**CASE["study"], "seed": 8}),
    "rides in parts": small("cars", study={**CASE["study"], "seed": 1}),
    "soft meals": small("lunch", state="soft"),
    "meals and users": small("lunch", {"modes": ["in_house", "full", "concession"]}, bids={"a": TAKEN}),
    "users alone": small("lunch", {"modes": ["full", "concession"]}, bids={"a": TAKEN}),
    "staff in post": small("lunch", workforce=STAFF),
    "cars": small("cars"),
    "drivers in post": small("cars", {"modes": ["in_house", "hybrid"]}, bids={"a": {"modes": ["hybrid"]}}, workforce=STAFF),
    "by the day": small("gate", bids={"a": {"basis": "unit", "per_unit": {"day": 900.0}}}),
    "soft by the day": small("gate", state="soft", bids={"a": {"basis": "unit", "per_unit": {"day": 900.0}}}),
}


@pytest.mark.parametrize("name", CASES)
def test_plan_and_bounds_against_all_settings(name):
    """Bounds are never above the best of all settings that meet the standards on these days, nor is a plan below it.

    Where nothing was left undecided the plan is the best, and for each option alone it is as well.
    """
    scenario = CASES[name]
    menus = explore(scenario)
    whole = [Menu(m.option, every(scenario, m.option), (), Effort(1, 1, 1, 1)) for m in menus]
    best, chosen = choose(scenario, whole), choose(scenario, menus)
    assert floor_bound(scenario, menus) <= best.value <= chosen.value
    assert solve(build(bounding(scenario, menus))).bound <= best.value
    decided = [m for m in menus if m.undecided == ()]
    assert len(decided) < len(menus) or best.value == chosen.value
