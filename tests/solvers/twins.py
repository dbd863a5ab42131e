"""Small cases in which several units are alike, under rules of all families at random, with menus made by hand."""

import random
from dataclasses import asdict

from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers import prices, recheck, recount
from houqin.solvers.ledger import by_year, ledger
from houqin.solvers.menu import Effort, Floor, Menu, Option, Point, options, staffed

SURVEY = {"forms": 40, "grades": [60, 30, 8, 2], "claim": 0.9}
BASE = {
    "schema_version": 1,
    "id": "twins",
    "title": {"zh": "双胞胎", "en": "twins"},
    "horizon": {"start": "2026-01-01", "years": 2},
    "finance": {"discount_rate": 0.03, "wage_growth": 0.05, "price_growth": 0.02, "vat_rate": 0.06,
                "surcharge_rate": 0.12},
    "labour": {"minimum_wage_per_month": 1480.0, "social_insurance_rate": 0.3, "social_insurance_base_floor": 2000.0,
               "housing_fund_rate": 0.08, "liability_insurance_per_month": 30.0},
    "hiring": {"pay": {"gross_per_month": 2900.0}, "overhead_rate": 0.02},
    "modes": {"in_house": {"supervision_per_year": 9000.0}, "people_only": {"supervision_per_year": 7000.0},
              "full": {"supervision_per_year": 4000.0}},
    "transition": {"vendor_change": 2500.0},
    "services": {name: {"kind": "contracted", "what": name, "unit": "m", "per_post": 100.0, "survey": SURVEY}
                 for name in ("clean", "guard")},
}  # fmt: skip
VENDORS = ("v1", "v2", "v3")


def state(dice, often=0.5):
    """Return the state of a rule."""
    return dice.choice(["hard", "soft", "soft"]) if dice.random() < often else "off"


def generated(seed):
    """Return a random case, and the points of its options: (class, mode, bid) -> points; a class is a unit's first letter."""
    dice = random.Random(f"twins {seed}")
    sizes = dict(zip("abc", dice.choice([[3, 2], [2, 2], [4], [3, 1], [2, 2, 1], [1, 3], [4, 2]]), strict=False))
    tree = {**BASE, "horizon": {"start": "2026-01-01", "years": dice.choice([1, 2, 2, 3])}}
    tree["transition"] = {"vendor_change": dice.choice([0.0, 2500.0, 40000.0])}
    names = {group: [f"{group}{i}" for i in range(n)] for group, n in sizes.items()}
    every = [unit for group in names.values() for unit in group]
    shared = dice.random() < 0.5
    sites = {unit: f"s{unit[1:]}" if shared else unit for unit in every}
    tree["sites"] = {site: {"area_m2": 1000.0} for site in dict.fromkeys(sites.values())}
    tree["vendors"] = {v: vendor(dice) for v in VENDORS}
    tree["bids"] = {f"t{v[1:]}": {**today(dice, v), "units": every} for v in VENDORS[:2]}
    tree["bids"] |= {f"bid{i}": bid(dice, names, every) for i in range(dice.randint(1, 3))}
    tree["units"] = {}
    for group, members in names.items():
        own = kept(dice, "clean" if group != "b" else dice.choice(["clean", "guard"]))
        tree["units"] |= {unit: {**own, "site": sites[unit]} for unit in members}
    tree["workforce"] = people(dice, names, every, tree["horizon"]["years"])
    tree["standards"] = {"clean": {"done": {"state": state(dice, 0.8), "at_least": 0.9, "weight": 1500.0}}}
    tree["policy"] = rules(dice, names, every, list(tree["sites"]))
    reform(random.Random(f"reform {seed}"), tree)
    return tree, spots(dice, tree)


def reform(dice, tree):
    """Give a case the rules about shared buildings and gradual reform."""
    tree["policy"]["shared"] = {"state": state(dice, 0.3), "weight": 2200.0, "modes": ["in_house", "people_only"]}
    tree["policy"]["gradual"] = {"state": state(dice, 0.4), "weight": 20000.0, "people_per_year": dice.randint(0, 4)}
    tree["policy"]["single_source"] = {
        "renewals": {"state": state(dice, 0.3), "weight": 2100.0, "most": dice.randint(0, 1)},
        "holdings": {"state": state(dice, 0.4), "weight": 1900.0, "most": dice.randint(0, 3)},
        "add_on": {"state": state(dice, 0.4), "weight": 0.3, "share": dice.choice([0.0, 0.1])}}  # fmt: skip
    for bid in tree["bids"].values():
        if dice.random() < 0.5 and any(tree["units"][unit]["today"]["vendor"] == bid["vendor"] for unit in bid["units"]):
            bid |= {"single_source": True, "original_per_year": dice.choice([150000.0, 300000.005, 600000.0])}
    users = dice.choice([1, 2, 2, 3])
    for site in tree["sites"].values():
        site["departments"] = dice.choice([1, 2]) if dice.random() < 0.05 else users
    for unit in tree["units"].values():
        unit |= {"shared": dice.choice([True, False])} if dice.random() < 0.05 else {}


def vendor(dice):
    """Return a vendor."""
    return {
        "incumbent": dice.random() < 0.6, "small": dice.random() < 0.5, "capacity": dice.randint(8, 30),
        "credit": dice.choice([None, "A", "B"]), "scores": dice.choice([{}, {"month": 78.0}, {"month": 91.0}]),
        "routes": dice.choice([None, None, ["quotes", "tender"]]),
        "qualified": dice.choice([None, None, None, ["clean"]]), "over_retirement_share": dice.choice([0.0, 0.4]),
    }  # fmt: skip


def today(dice, firm):
    """Return a bid of a vendor that may serve today, but for its units."""
    wage = dice.choice([1600.0, 1850.0, 2300.0])
    return {"vendor": firm, "modes": ["people_only"], "wage_per_month": wage, "discounts": steps(dice, 4)}


def bid(dice, names, every):
    """Return a bid on whole classes, or now and then on any units."""
    mine = [unit for group in names.values() if dice.random() < 0.8 for unit in group] or every
    mine = dice.sample(every, dice.randint(1, len(every))) if dice.random() < 0.15 else mine
    found = {
        "vendor": dice.choice(VENDORS), "units": mine, "term_years": dice.randint(1, 3),
        "modes": dice.choice([["people_only"], ["people_only", "full"], ["full"], ["hybrid", "full"], ["hybrid"]]),
        "wage_per_month": dice.choice([1500.0, 1633.33, 1780.0, 2100.0]), "materials_per_month": 31.7,
        "overhead_rate": 0.055, "profit_rate": dice.choice([0.03, 0.05]), "discounts": steps(dice, len(mine)),
        "discount_form": dice.choice(["all_units", "incremental"]),
    }  # fmt: skip
    if dice.random() < 0.2:
        found["per_unit"] = {"day": dice.choice([11.0, 33.37])}
    if dice.random() < 0.25:
        found |= {"modes": ["people_only"], "takes_staff": True, "per_unit": {}}
    if dice.random() < 0.12:
        found["bundle"] = True
    if dice.random() < 0.1:
        found |= {"modes": ["people_only"], "form": "dispatch", "fee_per_month": 80.0, "takes_staff": False}
    return found


def steps(dice, most):
    """Return a discount by units, by money, or none."""
    if dice.random() < 0.35:
        return []
    rates = dice.choice([(0.02, 0.05), (0.03, 0.0725), (0.1, 0.2)])
    if dice.random() < 0.6:
        starts = dice.choice([(1, 2), (2, 3), (2, 4), (1, most + 1)])
        return [{"from_units": n, "rate": r} for n, r in zip(starts, rates, strict=True)]
    starts = dice.choice([(150000.0, 400000.005), (300000.0, 500000.0), (100000.0, 250000.0)])
    return [{"from_yuan": n, "rate": r} for n, r in zip(starts, rates, strict=True)]


def kept(dice, service):
    """Return a unit but for its site."""
    mode, firm = dice.choice([("in_house", None), ("people_only", "v1"), ("people_only", "v2")])
    return {
        "service": service, "place": {"kind": "contracted", "workload": dice.choice([300.0, 500.0]), "high": 12},
        "today": {"mode": mode, "vendor": firm, "setting": {"posts": 6}},
        "modes": ["in_house", "people_only", "hybrid", "full"], "materials_per_month": dice.choice([0.0, 55.0]),
        "secrecy": dice.choice(["open", "open", "key", "core"]),
    }  # fmt: skip


def people(dice, names, every, years):
    """Return up to two groups of staff in post for whole classes, or now and then for any units."""
    found = {}
    for group in ("old", "young")[: dice.choice([0, 1, 1, 2])]:
        mine = [unit for own in names.values() if dice.random() < 0.7 for unit in own] or every
        mine = dice.sample(every, dice.randint(1, len(every))) if dice.random() < 0.15 else mine
        found[group] = {
            "headcount": dice.randint(1, 9), "units": mine, "protected": dice.random() < 0.7,
            "pay": {"gross_per_month": dice.choice([3000.0, 4100.0, 5200.0])},
            "retirements": dice.choice([[], [1], [0, 1]])[:years], "severance": dice.choice([0.0, 20000.0, 90000.0]),
            "exit": {"max_per_year": dice.randint(0, 3), "payment": dice.choice([0.0, 60000.0])},
            "redeploy": {"vacancies_per_year": dice.randint(0, 2), "cost": 8000.0, "relief_per_year": 40000.0},
        }  # fmt: skip
    return found


def rules(dice, names, every, sites):
    """Return rules of all families at random states."""

    def some():
        return dice.sample(every, dice.randint(1, len(every))) if dice.random() < 0.1 else dice.choice(list(names.values()))

    here = [dice.choice(sites)] if dice.random() < 0.2 else sites
    line = dice.choice([200000.0, 400000.005, 600000.0])
    found = {
        "capacity": {"weight": 5000.0},
        "winners": {"weight": 6000.0, "low": dice.randint(0, 2), "high": dice.randint(1, 3)},
        "newcomers": {"weight": 4000.0, "most": dice.randint(0, 1)},
        "changes": {"weight": 3000.0, "most": dice.randint(0, len(every))},
        "holdings": {"weight": 2500.0, "most": dice.randint(1, 3)},
        "term": {"weight": 1700.0, "years": dice.randint(1, 3)},
        "no_dispatch": {"weight": 900.0},
        "no_dismissal": {"weight": 70000.0},
        "no_growth": {"weight": 9000.0},
        "secrecy": {"weight": 2000.0, "key": dice.choice([["in_house", "full"], ["in_house", "people_only"]])},
        "qualified": {"weight": 3000.0, "least_credit": dice.choice([None, "A"]), "least_score": dice.choice([None, 80.0])},
        "renewal": {"weight": 3500.0, "least_score": 80.0},
        "route": {"weight": dice.choice([100.0, 9000.0]), "routes": {
            "quotes": {"up_to": line, "includes": dice.random() < 0.5, "cost_per_year": 500.0},
            "tender": {"cost_per_year": 3200.0}}},
        "redundancy": {"weight": 1500.0, "groups": {
            "site": {"sites": here}, "some": {"units": some(), "least": dice.randint(1, 3)}}},
        "quota": {"weight": 1100.0, "groups": {
            "fresh": {"of": "newcomer", "count": "units", "low": dice.choice([0, 1]), "high": dice.randint(1, 3)},
            "some": {"units": some(), "of": dice.choice(["all", "small"]), "low": dice.randint(0, 2), "high": 2},
            "two": {"vendors": ["v1", "v3"], "count": dice.choice(["units", "vendors"]), "high": dice.randint(1, 4)}}},
    }  # fmt: skip
    found = {rule: {"state": state(dice, 0.35), **terms} for rule, terms in found.items()}
    found["capacity"]["state"] = dice.choice(["hard", "hard", "soft", "off"])
    found["no_dismissal"]["state"] = dice.choice(["hard", "hard", "soft", "off"])
    found["no_growth"]["state"] = dice.choice(["hard", "hard", "soft"])
    found["share"] = {"state": state(dice, 0.2), "weight": 0.2, "most": dice.choice([0.45, 0.625, 0.8])}
    found["reserve"] = {"state": state(dice, 0.2), "weight": 0.1, "groups": {
        "small": {"of": "small", "low": dice.choice([0.0, 0.3]), "high": dice.choice([1.0, 0.75])}}}  # fmt: skip
    found["bonus"] = {"award_per_head": dice.choice([0.0, 7999.95]), "least_score": 85.0}
    return found


def spots(dice, tree):
    """Return points of every option of a class: the same for all its members."""
    scenario, found = Scenario.model_validate(tree), {}
    for option in options(scenario):
        at = option.unit[0], option.mode, option.bid
        if at not in found:
            most = sum(g.headcount for g in scenario.staff_for(option.unit).values()) if staffed(scenario, option) else 0
            found[at] = [spot(dice, most) for _ in range(dice.choice([1, 2, 3, 4]))]
            found[at] += [spot(dice, 0)] if most else []
    return {at: list({p.setting: p for p in points}.values()) for at, points in found.items()}


def spot(dice, most):
    """Return a point of some posts, of which up to so many are filled by staff in post."""
    posts = dice.randint(2, 8)
    volumes = (("day", dice.choice([1000, 1000, 1000, 900])), ("work", 5000))
    short = ("done",) if dice.random() < 0.2 else ()
    return Point(Setting((posts,), dice.randint(0, min(posts, most))), posts, (), {}, short, volumes=volumes)


def menus_of(scenario, points):
    """Return the menus of all units, with a floor that no point of the unit goes below."""
    least = {group: min(p.posts for at, mine in points.items() for p in mine if at[0] == group) for group, *_ in points}
    return tuple(
        Menu(option, tuple(mine), floors(mine, least[option.unit[0]]), Effort(1, 1, 1, 1))
        for option in options(scenario)
        if (mine := points.get((option.unit[0], option.mode, option.bid)))
    )


def floors(points, least):
    """Return a floor for each number of staff in post among points."""
    return tuple(Floor(staff, (1,), least, True) for staff in sorted({p.staff for p in points}))


def budgeted(tree, totals, seed):
    """Return a case with budgets near what a plan without any costs by year."""
    dice = random.Random(f"budget {seed}")
    limits = {"by_year": [round(n * dice.choice([0.97, 0.995, 1.0, 1.2]) / 100) for n in totals]}
    if dice.random() < 0.5:
        limits["present_value"] = round(sum(totals) * dice.choice([0.96, 0.98, 1.0]) / 100)
    policy = {**tree["policy"], "route": {**tree["policy"]["route"], "state": dice.choice(["hard", "off"])}}
    return {**tree, "policy": policy, "budget": {"state": dice.choice(["hard", "hard", "soft"]), "weight": 0.3, **limits}}


# --- the second count ----------------------------------------------------------------------------------------------


def rows(scenario, plan):
    """Return the decisions of a plan as rows of result.json: (awards, people)."""
    awards = [_award(scenario, award) for award in plan.awards]
    years, keys = range(scenario.horizon.years), ("present", "retire", "exit", "redeploy", "dismiss", "recruit")
    working = [{g: sum(a["years"][y]["staff_by_group"].get(g, 0) for a in awards) for g in scenario.workforce} for y in years]
    people = [
        {"group": path.group, "year": y, **{key: getattr(path, key)[y] for key in keys},
         "stay": path.present[y] - path.retire[y], "working": working[y][path.group]}
        for path in plan.paths for y in years
    ]  # fmt: skip
    return awards, people


def _award(scenario, award):
    option, unit = award.option, scenario.units[award.option.unit]
    years = []
    for year in award.years:
        point = year.point
        years.append({
            "posts": point.posts, "staff": point.staff, "other": point.posts - point.staff,
            "staff_by_group": dict(year.staff), "setting": {"posts": point.setting.levels[0]}, "equipment": {},
            "machines": [], "short": list(point.short), "volumes": dict(point.volumes),
            **{key: dict(getattr(year, key)) for key in ("own", "buy", "sell", "lease")},
        })  # fmt: skip
    first, team = years[0], "vendor" if option.bid else "hired"
    return {
        "unit": option.unit, "site": unit.site, "service": unit.service, "kind": "contracted", "mode": option.mode,
        "bid": option.bid or None, "vendor": prices.vendor(scenario, option),
        **{key: first[key] for key in ("setting", "equipment", "posts", "staff")},
        "heads": {**first["staff_by_group"], team: first["other"]}, "years": years,
    }  # fmt: skip


def stands(scenario, menus, answer, dropped=()):
    """Assert that an answer's plan is one of the menus, obeys every rule by the second count, and costs what is said."""
    plan = answer.plan
    offered = {m.option: m.points for m in menus}
    assert [award.option.unit for award in plan.awards] == list(scenario.units)
    assert all(year.point in offered[award.option] for award in plan.awards for year in award.years)
    awards, people_ = rows(scenario, plan)
    assert list(recheck.structure(scenario, awards, people_, "plan")) == []
    lines = ledger(scenario, plan)
    assert by_year(scenario, lines) == answer.totals
    tariff = recount.Tariff(scenario)
    counted = recount.recount(tariff, awards, people_)
    assert counted == [asdict(line) for line in lines]
    totals = recount.totals(tariff, counted)["by_year"]
    broken = [each for each in recheck.violations(tariff, awards, people_, totals, counted) if each[0] not in dropped]
    assert [rule for rule, terms, units in broken if terms.state == "hard" and any(units)] == []
    soft = {rule: recheck.stated(rule, units) for rule, terms, units in broken if terms.state == "soft"}
    assert soft == {rule: answer.violations.get(rule, 0) for rule in soft}
    assert recount.worth(tariff, totals, recheck.penalty(tariff, broken)) == answer.value


def forced(scenario, menus, seed):
    """Return options for some units of one class, several of them where it has several."""
    dice = random.Random(f"forced {seed}")
    group = dice.choice([u for u in scenario.units])[0]
    members = [u for u in scenario.units if u[0] == group]
    offered = {u: [m.option for m in menus if m.option.unit == u] for u in members}
    return {u: dice.choice(offered[u]) for u in dice.sample(members, dice.randint(1, len(members)))}


def same(option, unit):
    """Return another unit's option of the same kind."""
    return Option(unit, option.mode, option.bid)
