"""Small random cases in which rules of every family occur together: hard, soft or off, with menus made by hand.

Two or three units, two to four options each, one or two points an option, one or two years, up to two groups of one to
three people in post, machines where a unit has them. `every_plan` enumerates what these cases allow.
"""

import random
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from houqin.model.levers import Setting
from houqin.solvers.menu import Effort, Menu, Point, options, staffed


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


wider, attached, some_plan = lent("wider"), lent("attached"), lent("some_plan")
every_plan = some_plan.every_plan
MOST = 120
"""Ways to award all units with a point a year: a case has no more."""
VENDORS = ("old", "new", "late")
MODES = ("in_house", "people_only", "partial", "hybrid", "full")
GROUPS = ((), ("staff",), ("staff",), ("staff",), ("staff", "aides"))
EMPTY = {"rounds": 2, "tasks": 1, "scrubber": 0}


def generated(seed):
    """Return changes to the base case, without limits on money, and the dice to go on with."""
    dice = random.Random(f"everything {seed}")
    names = dice.choice([("A", "B"), ("A", "B"), ("A", "B", "C")])
    years = dice.choice([1, 2, 2])
    changes = {
        "horizon.years": years,
        "finance.wage_growth": dice.choice([0.0, 0.05]),
        "finance.price_growth": 0.02,
        "sites.A.departments": dice.randint(1, 3),
        "sites.B.departments": dice.randint(1, 2),
        "transition.vendor_change": dice.choice([0.0, 2500.0, 20000.0]),
        "modes": {mode: {"supervision_per_year": dice.choice([0.0, 7000.0, 9000.005])} for mode in MODES},
        "standards.cleaning.litter_indoor": {"state": state(dice, 0.9), "at_least": 0.9, "weight": 1500.0},
        "services.cleaning.machines.scrubber.high": 2,
        "equipment.scrubber": machine(dice),
        "hiring.pay.gross_per_month": dice.choice([1900.0, 2600.0]),
        "units": {name: unit(dice, name) for name in names},
        "workforce": {group: people(dice, names, years) for group in dice.choice(GROUPS)},
        "vendors": {name: vendor(dice, name) for name in VENDORS},
        "bids": bids(dice, names),
        **rules(dice, names),
    }  # fmt: skip
    for name in names:
        if not any(able(group, changes["units"][name], name) for group in changes["workforce"].values()):
            changes["units"][name]["modes"].remove("partial")  # it takes staff in post
    if dice.random() < 0.35:
        users(dice, changes, names)
    if dice.random() < 0.4:
        changes |= attached.conditions(dice)
        for name, bid in changes["bids"].items():
            if bid.get("bundle") or "bundle_name" in bid:
                changes.pop(f"bids.{name}.conditions", None)  # a bundle has all of its units or none
    if dice.random() < 0.1:
        tariffed(dice, changes)
    return changes, dice


def able(group, unit, name):
    """Return whether a group may work in a unit."""
    return name in group["units"] and (set(unit["skills"]) <= set(group["skills"]) or group["training"] is not None)


def state(dice, often=0.4):
    """Return the state of a rule that is on so often."""
    return dice.choice(["hard", "soft", "soft", "soft"]) if dice.random() < often else "off"


def rule(dice, *weights, often=0.4, **terms):
    """Return a rule with one of some weights."""
    return {"state": state(dice, often), "weight": dice.choice(weights), **terms}


# --- units, people, machines ---------------------------------------------------------------------------------------


def unit(dice, name):
    """Return a unit: C stands at the site of A."""
    return {
        "site": "B" if name == "B" else "A", "service": "cleaning", "materials_per_month": 55.0,
        "place": {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 4, "area_m2": 70000.0}}},
        "today": {"mode": "people_only", "vendor": "new" if name == "C" else "old", "setting": EMPTY},
        "modes": list(MODES), "owned": {"scrubber": dice.choice([0, 0, 1, 2])},
        "owned_age_years": dice.choice([3.0, 6.5, 7.5]), "skills": dice.choice([[], ["lifts"]]),
        "secrecy": dice.choice(["open", "open", "key", "core"]), "shared": dice.choice([None, None, None, False, True]),
    }  # fmt: skip


def machine(dice):
    """Return what a machine costs to buy, to keep and to lease, and whether it is renewed."""
    return {
        "price": dice.choice([6000.0, 30000.0]), "life_years": 8.0, "upkeep_rate": 0.05,
        "resale_rate": dice.choice([0.0, 0.5, 0.9]), "renewed": dice.random() < 0.4,
        "lease_per_year": dice.choice([None, 1500.0, 3000.0, 12000.0]),
    }  # fmt: skip


def people(dice, names, years):
    """Return a group in post that may work in some of the units, named in any order."""
    heads = dice.choice([1, 2, 2, 3])
    dear = {"take_home_per_month": 3000.0, "take_home_share": 0.8, "welfare_per_month": 100.0}
    pay = dice.choice([{"gross_per_month": 1700.0, "insured": False}, {"gross_per_month": 2100.0}, dear])
    found = {
        "headcount": heads, "units": dice.sample(names, dice.randint(1, 2)), "pay": pay,
        "protected": dice.random() < 0.6, "severance": dice.choice([0.0, 9000.0, 30000.0]),
        "exit": {"max_per_year": dice.randint(0, 1), "payment": dice.choice([0.0, 30000.0])},
        "redeploy": {"vacancies_per_year": dice.randint(0, 1), "cost": 8000.0,
                     "relief_per_year": dice.choice([15000.0, 20000.0])},
        "skills": dice.choice([[], [], ["lifts"]]),
        "training": dice.choice([None, {"cost": 9000.0}, {"cost": 30000.0},
                                 {"cost": 2000.005, "months": 2.5, "cover_per_month": 333.3}]),
    }  # fmt: skip
    if dice.random() < 0.2:
        return {**found, "ages": [56, 61], "retirement_age": dice.choice([57.5, 60.0])}
    return {**found, "retirements": [dice.choice([0, 0, 1]) for _ in range(years)][:heads]}


# --- vendors and bids ----------------------------------------------------------------------------------------------


def vendor(dice, name):
    """Return a firm; `late` serves nowhere unless it says so."""
    return {
        "incumbent": name == "late" and dice.random() < 0.2, "small": dice.random() < 0.5,
        "capacity": dice.randint(2, 9), "over_retirement_share": dice.choice([0.0, 0.4]),
        "qualified": dice.choice([None, None, None, ["cleaning"], ["cleaning"], []]),
        "credit": dice.choice([None, None, "A", "C"]),
        "scores": dice.choice([{}, {"survey": 90.0, "monthly": 75.714285}, {"survey": 84.9}, {"monthly": 91.0}]),
        "vetoes": dice.choice([[], [], [], [], [], ["unfair"]]),
        "blacklisted_until": dice.choice([None, None, "2025-12-31", "2026-01-01"]),
        "routes": dice.choice([None, None, ["quotes", "single"], ["single", "tender"]]),
    }  # fmt: skip


def bids(dice, names):
    """Return a bid of each vendor, priced by the post."""
    every = [*names]
    found = {}
    for name in VENDORS:
        modes = dice.sample(MODES[1:], dice.randint(2, 3))
        found[name] = {
            "vendor": name, "units": every if name != "late" else dice.sample(every, 2),
            "modes": list(dict.fromkeys(["people_only", *modes])),
            "wage_per_month": dice.choice([1480.0, 1633.33, 1750.0]),
            "welfare_per_month": 50.0, "materials_per_month": 65.0, "overhead_rate": 0.055,
            "profit_rate": dice.choice([0.03, 0.05]), "machine_per_year": dice.choice([{}, {"scrubber": 5000.0}]),
            "term_years": dice.choice([1, 1, 2, 3]), "discounts": steps(dice),
            "discount_form": dice.choice(["all_units", "incremental"]), **manner(dice),
        }  # fmt: skip
        if name in ("old", "new")[: len(names) - 1] and dice.random() < 0.6:  # serves one of the units today
            found[name] |= {
                "single_source": True,
                "original_per_year": dice.choice([None, 40000.0, 66666.665, 120000.0]),
            }
    for bid in found.values():
        bid |= {"bundle": True} if dice.random() < 0.12 else {}
    if dice.random() < 0.15:  # two bids of one vendor stand together
        other = dice.choice(["old", "new"])
        found["late"]["vendor"] = other
        for name in (other, "late"):
            found[name] |= {"bundle": False, "bundle_name": "both"}
    return found


def manner(dice):
    """Return how a bid is to be taken: as a service, with the bureau's people, with a fee by visit, or as dispatch."""
    kind = dice.choice(["service", "service", "service", "staff", "visit", "dispatch"])
    return {
        "service": {}, "staff": {"takes_staff": True, "modes": ["people_only", "full"]},
        "visit": {"per_unit": {"visit": 0.0537}},
        "dispatch": {"form": "dispatch", "fee_per_month": 80.0, "modes": ["people_only", "hybrid"]},
    }[kind]  # fmt: skip


def steps(dice):
    """Return a discount by units, by money, or none."""
    if dice.random() < 0.45:
        return []
    rates = dice.choice([(0.02, 0.05), (0.03, 0.0725)])
    if dice.random() < 0.5:
        return [{"from_units": n, "rate": r} for n, r in zip(dice.choice([(1, 2), (2, 3)]), rates, strict=True)]
    money = dice.choice([(40000.0, 90000.005), (80000.0, 130000.0)])
    return [{"from_yuan": n, "rate": r} for n, r in zip(money, rates, strict=True)]


def users(dice, changes, names):
    """Add bids under which users pay: one with space of its own, one by the half-day."""

    def paid(mode, **terms):
        deal = {"users_pay": {"visit": dice.choice([0.9, 1.7, 2.505])},
                "goods_cost": {"visit": dice.choice([0.0, 0.25])},
                "margin": dice.choice([0.0, 0.05]), **terms.pop("deal", {})}  # fmt: skip
        return {
            "vendor": dice.choice(VENDORS), "units": [*names], "modes": [mode], "basis": "unit",
            "wage_per_month": dice.choice([1500.0, 1633.33]), "materials_per_month": 31.7,
            "overhead_rate": dice.choice([0.0, 0.055]), "per_unit": dice.choice([{}, {"visit": 0.113}]),
            "term_years": dice.choice([1, 2, 3]), "concession": deal, **terms,
        }  # fmt: skip

    rent = {"rent_per_year": dice.choice([0.0, 6000.015]), "given_per_year": dice.choice([0.0, 4321.005])}
    for name, mode, bid in (("shop", "concession", paid("concession", deal=rent)),
                            ("market", "invited", paid("invited", slots_per_week=dice.randint(1, 4)))):  # fmt: skip
        if dice.random() < 0.75:
            changes["bids"][name] = bid
            for each in changes["units"].values():
                each["modes"] = [*each["modes"], mode]
    changes |= {f"sites.{site}.slots_per_week": dice.randint(0, 5) for site in "AB"}
    changes["policy.slots"] = rule(dice, 500.0, 12000.0, often=0.9)


def tariffed(dice, changes):
    """Make the bid `late` a published tariff, and its vendor no firm that anything is said of."""
    if any(bid["vendor"] == "late" for name, bid in changes["bids"].items() if name != "late"):
        return
    bid = changes["bids"]["late"]
    plain = ("vendor", "units", "modes", "wage_per_month", "overhead_rate", "profit_rate", "materials_per_month")
    changes["bids"]["late"] = {key: bid[key] for key in plain} | {
        "vendor": "late", "reference": {"markup": dice.choice([0.0, 0.05, 0.0725]), "source": "tariff"}}  # fmt: skip
    changes["vendors"]["late"] = {}
    changes["sources"] = {"tariff": {"title": "a published tariff", "kind": "published"}}
    changes["policy.quota"]["groups"]["two"]["vendors"] = ["old"]
    for path in [path for path in changes if path.endswith(".conditions")]:
        if "late" in (path.split(".")[1], *changes[path].get("with_bids", ()), *changes[path].get("without_bids", ())):
            del changes[path]


# --- rules ---------------------------------------------------------------------------------------------------------


def rules(dice, names):
    """Return the rules of a case but those about money to be had."""
    line = dice.choice([45000.0, 80000.005, 130000.0])
    sets = [["in_house", "hybrid"], ["full", "people_only"], ["people_only", "partial"]]
    found = {
        "no_dismissal": rule(dice, 10.0, 20000.0, often=0.7),
        "no_growth": rule(dice, 100.0, 9000.0, often=0.7),
        "gradual": rule(dice, 500.0, 30000.0, people_per_year=dice.randint(0, 2)),
        "no_dispatch": rule(dice, 1000.0, 9000.0),
        "capacity": rule(dice, 100.0, 9000.0, often=0.7),
        "winners": rule(dice, 900.0, 9000.0, low=dice.randint(0, 2), high=dice.randint(1, 2)),
        "term": rule(dice, 700.0, 9000.0, years=dice.choice([1, 2, 2])),
        "changes": rule(dice, 2500.0, 12000.0, often=0.3, most=dice.choice([0, 1, 1, 2])),
        "qualified": rule(dice, 3000.0, 12000.0, often=0.35, least_credit=dice.choice([None, "B"]),
                          least_score=dice.choice([None, 80.0]), weights={"survey": 0.3, "monthly": 0.7}),
        "renewal": rule(dice, 777.77, 5000.0, least_score=dice.choice([80.0, 85.0])),
        "newcomers": rule(dice, 1000.0, 8000.0, most=dice.choice([0, 0, 1])),
        "secrecy": rule(dice, 2000.0, 12000.0, core=dice.choice(sets), key=dice.choice(sets)),
        "shared": rule(dice, 1800.0, 12000.0, least_departments=dice.choice([2, 3]), modes=dice.choice(sets)),
        "single_source": {
            "renewals": rule(dice, 6300.0, most=0),
            "holdings": rule(dice, 7700.0, most=dice.randint(0, 1)),
            "add_on": rule(dice, 0.45, share=dice.choice([0.0, 0.1, 0.0725]))},
        "route": rule(dice, 100.0, 3000.0, often=0.6, routes={
            "quotes": {"up_to": line, "includes": dice.random() < 0.5, "cost_per_year": 500.0},
            "single": {"up_to": line * 2, "cost_per_year": 1500.0},
            "tender": {"cost_per_year": 3200.0}}),
        "redundancy": rule(dice, 1500.0, 20000.0, groups={
            "some": {"units": ["B"], "sites": ["A"]}, "one": {"sites": ["A"], "least": 1}}),
        "share": rule(dice, 0.2, 3.0, most=dice.choice([0.55, 0.625, 0.8])),
        "holdings": rule(dice, 2500.0, 12000.0, most=dice.randint(1, len(names) - 1)),
        "quota": rule(dice, 1100.0, 12000.0, often=0.35, groups={
            "fresh": {"of": "newcomer", "count": "units", "low": dice.choice([0, 0, 1]),
                      "high": dice.choice([0, 1, 1])},
            "site": {"sites": ["A"], "of": dice.choice(["all", "incumbent", "small"]),
                     "low": dice.choice([0, 0, 1]), "high": 1},
            "two": {"vendors": ["old", "late"], "high": dice.choice([0, 1, 1, 2])}}),
        "reserve": rule(dice, 0.1, 3.0, groups={"small": {
            "of": "small", "low": dice.choice([0.0, 0.3, 0.375]), "high": dice.choice([1.0, 0.75])}}),
        "bonus": {"award_per_head": dice.choice([0.0, 7999.95]), "least_score": 85.0},
    }  # fmt: skip
    for terms in found["quota"]["groups"].values():
        terms["high"] = max(terms["high"], terms.get("low", 0))
    return {f"policy.{name}": terms for name, terms in found.items()}


# --- points --------------------------------------------------------------------------------------------------------


def menus(scenario, dice):
    """Return menus of some of the options, small enough to enumerate."""
    found = []
    for name in scenario.units:
        mine = [option for option in options(scenario) if option.unit == name]
        for option in sorted(dice.sample(mine, min(len(mine), dice.randint(2, 4))), key=mine.index):
            able = staffed(scenario, option) and scenario.staff_for(name)
            points = [spot(dice, able) for _ in range(dice.choice([1, 1, 2, 2] if able else [1, 1, 2]))]
            points = {point.setting: point for point in points}
            found.append(Menu(option, tuple(points.values()), (), Effort(1, 1, 1, 1)))
    while every_plan.number(scenario, found) > MOST:
        at = dice.randrange(len(found))
        if len(found[at].points) > 1:
            found[at] = replace(found[at], points=found[at].points[:1])
        elif sum(menu.option.unit == found[at].option.unit for menu in found) > 2:
            del found[at]
    return tuple(found)


def spot(dice, able):
    """Return a point of one to four posts and up to two machines; staff in post may fill some where they are able."""
    rounds, tasks, scrubbers = dice.randint(1, 3), dice.randint(0, 1), dice.choice([0, 0, 1, 2])
    staff = min(rounds, dice.choice([0, 1, 1, 2])) if able else 0
    short = ("litter_indoor",) if dice.random() < 0.2 else ()
    machines = (("scrubber", scrubbers),) if scrubbers else ()
    setting = Setting((rounds, tasks, scrubbers), staff)
    return Point(setting, rounds + tasks, machines, {}, short, volumes=wider.volumes(dice))


# --- money to be had -----------------------------------------------------------------------------------------------

SPLITS = (
    {"people": ["staff", "hired"], "bought": ["contract"], "goods": ["goods", "machines", "supervision"]},
    {"pay": ["wage", "welfare", "overtime"], "rest": ["tax", "profit", "discount", "procurement", "change"]},
    {"a": ["contract", "procurement"], "b": ["staff", "lease", "purchase", "residual", "upkeep", "bonus"]},
    {"all": ["staff", "hired", "contract", "machines", "goods", "supervision", "change", "passthrough"]},
)
AT_COST = {
    "power": {"quantity": {"dist": "uniform", "low": 20000.0, "high": 30000.1}, "unit_price": 0.813, "index": "price"},
    "mending": {"index": "wage", "repairs": {"small": {"per_year": 12.5, "cost": 180.33}}},
    "fee": {"per_year": {"dist": "exponential", "mean": 3333.333}, "index": "none"},
}  # fmt: skip


def drawn(case, seed):
    """Return a random case with its menus; what budgets and funds hold is near what some plan of it costs."""
    changes, dice = generated(seed)
    if dice.random() < 0.5:
        changes["passthrough"] = {name: dict(terms) for name, terms in AT_COST.items() if dice.random() < 0.6}
    if dice.random() < 0.5:
        changes["budget.funds"] = {name: {**rule(dice, 0.02, 0.4, 3.0, often=0.8), "lines": list(lines)}
                                   for name, lines in dice.choice(SPLITS).items()}  # fmt: skip
    bare = case(changes)
    offered = menus(bare, dice)
    spent = spending(bare, offered, dice)
    if spent is None:
        return bare, offered
    part = dice.choice([1.0, 1.0, 0.95, 0.88, 0.8])
    near = lambda sums: [max(0, round(n * part) - dice.choice([0, 1])) / 100 for n in sums]  # noqa: E731 - short
    for name, fund in changes.get("budget.funds", {}).items():
        fund |= {"by_year": near(spent[name])} if dice.random() < 0.7 else {}
    if dice.random() < 0.5:
        money = {
            "state": dice.choice(["hard", "soft", "soft"]),
            "weight": dice.choice([0.05, 0.3, 3.0]),
            "by_year": near(spent["year"]),
        }
        if dice.random() < 0.5:
            money["present_value"] = near([sum(spent["year"])])[0]
        changes |= {f"budget.{key}": value for key, value in money.items()}
    return case(changes), offered


def spending(scenario, offered, dice):
    """Return what the best of a few plans spends by year, in all and of each fund; None where no plan is found."""
    world = every_plan.Plans(scenario, offered)
    found = [some for some in (some_plan.some(world, dice) for _ in range(8)) if some]
    if not found:
        return None
    awards, people, _ = min(found, key=lambda each: each[2][0])
    lines = every_plan.recount.recount(world.tariff, awards, people)
    return {
        "year": every_plan.recount.totals(world.tariff, lines)["by_year"],
        **every_plan.repurse.spent(scenario, awards, lines),
    }
