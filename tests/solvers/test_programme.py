"""The programme: every family against its golden file, the whole against brute force."""

import itertools
import random
import re
from contextlib import nullcontext
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path as File

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.model.mode import MODES
from houqin.solvers import prices
from houqin.solvers.choose import choose
from houqin.solvers.ledger import by_year, ledger
from houqin.solvers.menu import Effort, Floor, Menu, Option, Point
from houqin.solvers.plan import Award, Path, Plan, Year
from houqin.solvers.programme import FAMILIES, bounding, build, choosing

GOLDEN = File(__file__).parents[1] / "golden"
PLACE = spec_from_file_location("wider", File(__file__).with_name("wider.py"))
wider = module_from_spec(PLACE)
PLACE.loader.exec_module(wider)

SMALL = {
    "horizon.years": 2,
    "finance.wage_growth": 0.05,
    "finance.price_growth": 0.02,
    "labour.social_insurance_base_floor": 1000.0,
    "services.cleaning.posts.rounds.high": 4,
    "services.cleaning.posts.tasks.high": 4,
    "services.cleaning.machines.scrubber.high": 2,
    "units.A.today.setting": {"rounds": 2, "tasks": 1, "scrubber": 1},
    "units.B.today.setting": {"rounds": 2, "tasks": 1, "scrubber": 0},
    "units.A.modes": ["people_only", "full"],
    "units.B.modes": ["hybrid", "people_only"],
    "units.A.owned": {"scrubber": 1},
    "units.B.owned": {},
    "workforce.staff.headcount": 2,
    "workforce.staff.retirements": [1],
    "workforce.staff.exit": {"max_per_year": 1, "payment": 30000.0},
    "vendors.old.capacity": 6,
    "vendors.new.capacity": 6,
}


def spot(rounds, tasks, scrubbers=0, staff=0, short=()):
    """Return a point of the small case."""
    machines = (("scrubber", scrubbers),) if scrubbers else ()
    return Point(Setting((rounds, tasks, scrubbers), staff), rounds + tasks, machines, {}, tuple(short))


def little(scenario):
    """Return the menus of the golden files: two options a unit, two points an option."""
    found = []
    for unit, mode, bid in (("A", "people_only", "old"), ("A", "full", "new"), ("B", "hybrid", "old"),
                            ("B", "people_only", "new")):  # fmt: skip
        points = [spot(2, 1, 1, short=["litter_indoor"] if mode == "full" else ()), spot(2, 2)]
        if mode == "hybrid":
            points += [spot(2, 1, 0, 2), spot(2, 1, 0, 1)]
        floors = tuple(Floor(p.staff, (2, 2, 1), 6, True) for p in points[1:])
        found.append(Menu(Option(unit, mode, bid), tuple(points), floors, Effort(1, 1, 1, 1)))
    if "shop" in scenario.bids:
        points = (spot(2, 1, 1), replace(spot(2, 2), volumes=(("visit", 300000),)), spot(3, 1))
        found.append(Menu(Option("A", "concession", "shop"), points, (), Effort(1, 1, 1, 1)))
    for unit, bid in (("A", "market"), ("A", "kiosk"), ("B", "kiosk")) if "market" in scenario.bids else ():
        point = replace(spot(1, 1), volumes=(("visit", 300000),))
        found.append(Menu(Option(unit, "invited", bid), (point,), (), Effort(1, 1, 1, 1)))
    return tuple(found)


VISIT = {"vendor": "new", "modes": ["invited"], "basis": "unit", "wage_per_month": 1600.0,
         "concession": {"users_pay": {"visit": 2.5}}}  # fmt: skip
RULES = {
    "training": {"units.B.skills": ["lifts"], "workforce.staff.training": {"cost": 4000.0}},
    "dismissal": {"policy.no_dismissal": {"state": "hard"}},
    "growth": {"policy.no_growth": {"state": "soft", "weight": 1000.0}},
    "gradual": {"policy.gradual": {"state": "soft", "people_per_year": 1, "weight": 900.0},
                "workforce.other": {"headcount": 1, "units": ["B"], "pay": {"gross_per_month": 2900.0}}},
    "budget": {"budget.state": "hard", "budget.by_year": [300000.0, 310000.0], "budget.present_value": 600000.0},
    "funds": {"policy.route": {"state": "hard", "routes": {"tender": {"cost_per_year": 9000.0}}}, "budget.funds": {
        "people": {"lines": ["staff", "change"], "by_year": [80000.0, 81000.5]},
        "running": {"lines": ["contract", "procurement", "passthrough"], "by_year": [200000.0, 210000.0],
                    "state": "soft", "weight": 0.5},
        "machines": {"lines": ["machines"], "by_year": [30000.0, 1000.0]},
        "told": {"lines": ["supervision"]}},
        "passthrough": {"power": {"quantity": 25000.05, "unit_price": 0.813}, "rent": {"per_year": 100.0, "index": "none"}}},
    "fixed": {"passthrough": {"power": {"per_year": 1.0}}},
    "capacity": {"policy.capacity": {"state": "soft", "weight": 50.0}},
    "winners": {"policy.winners": {"state": "hard", "low": 1, "high": 1}},
    "term": {"policy.term": {"state": "hard", "years": 2}},
    "dispatch": {"policy.no_dispatch": {"state": "hard"}, "bids.new.form": "dispatch"},
    "changes": {"policy.changes": {"state": "soft", "most": 0, "weight": 500.0}},
    "bundle": {"bids.new.bundle": True},
    "qualified": {"policy.qualified": {"state": "hard"}, "vendors.new.vetoes": ["unlawful"]},
    "newcomer": {"policy.newcomers": {"state": "soft", "most": 0, "weight": 800.0}},
    "secrecy": {"policy.secrecy": {"state": "hard"}, "units.A.secrecy": "core", "units.B.secrecy": "key"},
    "shared": {"policy.shared": {"state": "soft", "weight": 600.0}, "sites.A.departments": 2, "units.B.shared": True},
    "discount": {"bids.new.discounts": [{"from_units": 2, "rate": 0.03}],
                 "bids.old.discounts": [{"from_yuan": 99999.995, "rate": 0.03}, {"from_yuan": 150000.0, "rate": 0.05}]},
    "route": {"policy.route": {"state": "hard", "routes": {
        "quotes": {"up_to": 150000.0, "includes": False, "cost_per_year": 500.0}, "tender": {"cost_per_year": 9000.0}}}},
    "redundancy": {"policy.redundancy": {"state": "soft", "weight": 5.0, "groups": {"both": {"sites": ["A", "B"]}}}},
    "share": {"policy.share": {"state": "soft", "most": 0.6, "weight": 0.5}},
    "quota": {"policy.quota": {"state": "hard", "groups": {
        "fresh": {"of": "newcomer", "low": 1}, "old": {"vendors": ["old"], "count": "units", "sites": ["A"], "high": 0}}}},
    "reserve": {"policy.reserve": {"state": "soft", "weight": 0.5, "groups": {"small": {"of": "small", "low": 0.3}}},
                "vendors.new.small": True},
    "holdings": {"policy.holdings": {"state": "hard", "most": 1}},
    "again": {"policy.single_source.renewals": {"state": "soft", "weight": 400.0, "most": 0},
              "bids.old.single_source": True, "bids.old.term_years": 1},
    "untendered": {"policy.single_source.holdings": {"state": "soft", "weight": 300.0, "most": 1},
                   "bids.old.single_source": True},
    "added": {"policy.single_source.add_on": {"state": "soft", "weight": 0.5, "share": 0.1},
              "bids.old.single_source": True, "bids.old.original_per_year": 99999.99},
    "renewal": {"policy.renewal": {"state": "soft", "weight": 700.0, "least_score": 80.0},
                "vendors.old.scores": {"survey": 79.9}, "bids.new.term_years": 1, "vendors.new.scores": {"survey": 80.0}},
    "conditions": {
        "bids.new.conditions": {"least_units": 2, "least_per_year": 99999.995, "without_bids": ["old"]},
        "bids.old.conditions": {"most_units": 1, "with_bids": ["new"]}},
    "concession": {"units.A.modes": ["people_only", "full", "concession"], "bids.shop": {
        "vendor": "new", "units": ["A"], "modes": ["concession"], "basis": "unit", "wage_per_month": 1600.0,
        "concession": {"users_pay": {"visit": 2.5}, "rent_per_year": 5000.0, "margin": 0.1}}},
    "slots": {"units.A.modes": ["people_only", "full", "invited"], "units.B.modes": ["hybrid", "people_only", "invited"],
              "bids.market": {**VISIT, "units": ["A"], "slots_per_week": 3}, "sites.A.slots_per_week": 4,
              "bids.kiosk": {**VISIT, "units": ["A", "B"], "slots_per_week": 2}, "sites.B.slots_per_week": 1,
              "policy.slots": {"state": "soft", "weight": 300.0}},
}  # fmt: skip
"""What a family needs to say anything."""
LENT = ("concession", "slots")
"""Families that say something only where users pay for what the cleaning kind is lent."""


def sentences(text):
    """Return the rows of an LP file as a set, whatever the order of rows and terms, and on whichever side they stand."""
    body = text.split("s.t.")[1] if "s.t." in text else text
    found = set()
    for row in re.split(r"\n\s*\n", body.split("bounds")[0]):
        parts = row.strip().split(":\n")
        if len(parts) == 2:
            *lines, end = parts[1].strip().splitlines()
            terms = {variable: float(n) for n, variable in map(str.split, lines)}
            sense, limit = end.split()
            turned = sense == ">=" or (sense == "=" and terms[min(terms)] < 0)
            sign = -1.0 if turned else 1.0
            signed = frozenset((variable, sign * n) for variable, n in terms.items())
            found.add((parts[0][4:], signed, sense == "=", sign * float(limit)))
    return found


def written(case, family, folder):
    """Return the LP file of the small case with one family of rows."""
    with wider.visited() if family in LENT else nullcontext():
        return said(case({**SMALL, **RULES.get(family, {})}), family, folder)


def said(scenario, family, folder):
    """Return the LP file of the rows of a family."""
    make = bounding if family == "floor" else choosing
    model = build(make(scenario, little(scenario)), [family]).model
    model.cost.set_value(0.0)
    path = folder / f"{family}.lp"
    model.write(str(path), io_options={"symbolic_solver_labels": True})
    return path.read_text()


@pytest.mark.parametrize("family", FAMILIES)
def test_family_says_what_its_golden_file_says(case, family, tmp_path):
    """A family writes exactly the rows of `tests/golden/<family>.lp`, in any order; a family without a file fails."""
    golden = GOLDEN / f"{family}.lp"
    assert golden.exists(), f"the family {family} has no golden file"
    assert sentences(written(case, family, tmp_path)) == sentences(golden.read_text())
    assert sentences(golden.read_text())


def test_golden_files_are_of_families():
    """No golden file is left over from a family that is gone."""
    assert {path.stem for path in GOLDEN.glob("*.lp")} == set(FAMILIES)


# --- brute force -------------------------------------------------------------------------------------------------


def generated(seed):
    """Return changes and points of a random small case: rules hard or soft, machines, staff, budgets."""
    dice = random.Random(seed)
    state = lambda: dice.choice(["hard", "soft", "off"])  # noqa: E731 - short
    changes = {
        **SMALL,
        "policy.no_dismissal": {"state": state(), "weight": dice.choice([10.0, 60000.0])},
        "policy.capacity": {"state": state(), "weight": 100.0},
        "policy.winners": {"state": state(), "low": dice.randint(0, 2), "high": dice.randint(1, 2), "weight": 900.0},
        "policy.term": {"state": state(), "years": dice.choice([1, 2, 3]), "weight": 700.0},
        "policy.changes": {"state": state(), "most": dice.randint(0, 1), "weight": 2500.0},
        "policy.no_dispatch": {"state": state(), "weight": 1000.0},
        "bids.new.form": dice.choice(["service", "dispatch"]),
        "bids.new.bundle": random.Random(-seed).random() < 0.4,
        "bids.old.bundle": random.Random(-seed - 1).random() < 0.2,
        "vendors.old.capacity": dice.randint(3, 6),
        "vendors.new.capacity": dice.randint(3, 6),
        "workforce.staff.protected": dice.random() < 0.7,
        "workforce.staff.severance": dice.choice([0.0, 30000.0]),
        "workforce.staff.redeploy.vacancies_per_year": dice.randint(0, 1),
        "workforce.staff.redeploy.relief_per_year": 52000.0,
        "equipment.scrubber.lease_per_year": dice.choice([None, 3000.0, 12000.0]),
        "equipment.scrubber.resale_rate": dice.choice([0.0, 0.9]),
        "standards.cleaning.litter_indoor": {"state": dice.choice(["hard", "soft"]), "at_least": 0.9, "weight": 800.0},
        "policy.gradual": reform(random.Random(f"reform {seed}")),
    }
    points = {}
    for unit, mode in (("A", "people_only"), ("A", "full"), ("B", "hybrid"), ("B", "people_only")):
        for bid in dice.sample(["old", "new"] if mode != "hybrid" else ["old"], 1):
            staffs = {0, dice.randint(0, 2), dice.randint(0, 2)} if mode == "hybrid" else {0}
            points[unit, mode, bid] = [
                spot(dice.randint(1, 3), dice.randint(1, 2) + (staff > 1), dice.randint(0, 2) if unit == "A" else 0,
                     staff, ["litter_indoor"] if dice.random() < 0.2 else ())
                for staff in sorted(staffs) for _ in range(1 if mode == "hybrid" else 2)
            ]  # fmt: skip
    return changes, points, dice


def reform(dice):
    """Return the terms of a limit on people who leave."""
    state, few = dice.choice(["hard", "soft", "off"]), dice.randint(0, 2)
    return {"state": state, "people_per_year": few, "weight": dice.choice([500.0, 30000.0])}


def awards(scenario, points, unit):
    """Yield every way to run a unit: option, points, machines bought, sold and leased."""
    leased = scenario.equipment["scrubber"].lease_per_year is not None
    for at, found in points.items():
        if at[0] != unit:
            continue
        option = Option(*at)
        equipped = MODES[option.mode].equipment == "bureau"
        for pair in itertools.product(found, repeat=2):
            need = [dict(p.machines).get("scrubber", 0) if equipped else 0 for p in pair]
            for fleet in fleets(scenario.units[unit].owned.get("scrubber", 0), need, leased):
                years = zip(pair, fleet, strict=True)
                yield Award(option, tuple(Year(p, (("staff", p.staff),) if p.staff else (), **f) for p, f in years))


def fleets(owned, need, leased):
    """Yield every path of machines that covers a need of two years and neither buys nor leases more than it."""
    most, names = max(need), ("buy", "sell", "lease", "own")
    moves = [
        list(itertools.product(range(most + 1), range(owned + 1), range(most + 1 if leased else 1))) for _ in range(2)
    ]
    for first, second in itertools.product(*moves):
        own = owned, owned + first[0] - first[1], owned + first[0] - first[1] + second[0] - second[1]
        covered = min(own) >= 0 and own[1] + first[2] >= need[0] and own[2] + second[2] >= need[1]
        needed = first[0] + first[2] <= need[0] and second[0] + second[2] <= need[1]
        if covered and needed and first[1] + second[1] <= owned:
            yield [
                {k: (("scrubber", n),) if n else () for k, n in zip(names, (*f, o), strict=True)}
                for f, o in ((first, own[1]), (second, own[2]))
            ]


def paths(scenario):
    """Yield every path of the staff in post over two years."""
    group = scenario.workforce["staff"]
    free = not group.protected or scenario.policy.no_dismissal.state != "hard"
    steps = list(itertools.product(range(2), range(group.redeploy.vacancies_per_year + 1), range(3 if free else 1)))
    for first, second in itertools.product(steps, repeat=2):
        one = group.headcount - sum(first)
        two = one - 1 - sum(second)
        if one >= 1 and two >= 0:
            columns = [tuple(pair) for pair in zip(first, second, strict=True)]
            yield Path("staff", (one, two), (1, 0), *columns, (0, 0))


def penalty(scenario, pair, path):
    """Return the penalties of a plan in millionths of fen, or None when it breaks a hard rule."""
    policy, factors = scenario.policy, prices.discount(scenario)
    every = sum(factors)
    found = []
    if scenario.workforce["staff"].protected:
        found += [(policy.no_dismissal, path.dismiss[y], factors[y]) for y in range(2)]
    left = [path.exit[y] + path.redeploy[y] + path.dismiss[y] for y in range(2)]
    found += [(policy.gradual, max(0, left[y] - policy.gradual.people_per_year), factors[y]) for y in range(2)]
    bids = [scenario.bids[a.option.bid] for a in pair]
    for vendor, firm in scenario.vendors.items():
        for y in range(2):
            manned = sum(
                a.years[y].point.posts - a.years[y].point.staff
                for a, b in zip(pair, bids, strict=True) if b.vendor == vendor
            )  # fmt: skip
            found.append((policy.capacity, max(0, manned - firm.capacity), factors[y]))
    count = len({b.vendor for b in bids})
    found.append((policy.winners, max(0, policy.winners.low - count) + max(0, count - policy.winners.high), every))
    found.append((policy.term, sum(b.term_years > policy.term.years for b in bids), every))
    found.append((policy.no_dispatch, sum(b.form == "dispatch" for b in bids), every))
    today = [(scenario.units[a.option.unit].today.mode, scenario.units[a.option.unit].today.vendor) for a in pair]
    moved = sum((a.option.mode, b.vendor) != now for a, b, now in zip(pair, bids, today, strict=True))
    found.append((policy.changes, max(0, moved - policy.changes.most), every))
    if len({a.option.bid for a in pair}) > 1 and any(b.bundle for b in bids):
        return None
    rule = scenario.standards["cleaning"]["litter_indoor"]
    found += [(rule, sum(bool(a.years[y].point.short) for a in pair), factors[y]) for y in range(2)]
    if any(terms.state == "hard" and units for terms, units, _ in found):
        return None
    return sum(
        round(terms.weight * 100) * units * factor for terms, units, factor in found if terms.state == "soft"
    )


def brute(scenario, points):
    """Return the totals by year and penalty of every plan that obeys the hard rules, budgets aside."""
    factors = prices.discount(scenario)
    cost = {}
    ways = {unit: list(awards(scenario, points, unit)) for unit in ("A", "B")}
    for unit, found in ways.items():
        bare = [by_year(scenario, [v for v in ledger(scenario, Plan((a,), ())) if v.unit == unit]) for a in found]
        cost[unit] = bare
    for path in paths(scenario):
        paid = by_year(scenario, ledger(scenario, Plan((), (path,))))
        for i, a in enumerate(ways["A"]):
            for j, b in enumerate(ways["B"]):
                if any(b.years[y].point.staff > path.present[y] for y in range(2)):
                    continue
                extra = penalty(scenario, (a, b), path)
                if extra is not None:
                    totals = [sum(c) for c in zip(cost["A"][i], cost["B"][j], paid, strict=True)]
                    yield totals, sum(t * d for t, d in zip(totals, factors, strict=True)) + extra


def menus_of(points):
    """Return menus of points by option."""
    return tuple(Menu(Option(*at), tuple(found), (), Effort(1, 1, 1, 1)) for at, found in points.items())


def least(scenario, points):
    """Return the programme's optimum; None when it proves that there is no plan."""
    try:
        chosen = choose(scenario, menus_of(points))
    except InfeasibleError:
        return None
    assert chosen.status == "optimal"
    return chosen.value


def against(case, seed):
    """Assert that the programme finds the brute-force optimum of a generated case, without and with budgets."""
    changes, points, dice = generated(seed)
    scenario = case(changes)
    found = list(brute(scenario, points))
    assert least(scenario, points) == ((min(v for _, v in found) + 500000) // 1000000 if found else None)
    if not found:
        return
    totals, _ = dice.choice(found)
    limit = [dice.choice([t, t - 1]) / 100 for t in totals]
    tight = case({**changes, "budget": {"state": "hard", "by_year": limit}})
    kept = [value for t, value in found if all(x <= round(b * 100) for x, b in zip(t, limit, strict=True))]
    assert least(tight, points) == ((min(kept) + 500000) // 1000000 if kept else None)


@pytest.mark.parametrize("seed", range(12))
def test_programme_equals_brute_force(case, seed):
    """The programme's optimum is the least over all options, points, machines and paths that obey the rules."""
    against(case, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 500))
def test_programme_equals_brute_force_often(case, seed):
    """The same on four hundred further cases."""
    against(case, seed)
