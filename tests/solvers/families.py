"""Small cases of all rules about awards together, and the least over every plan by plain enumeration."""

import itertools
import math
import random
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from houqin.model.levers import Setting
from houqin.model.mode import MODES
from houqin.solvers import prices
from houqin.solvers.menu import Effort, Menu, Option, Point

PLACE = spec_from_file_location("attached", Path(__file__).with_name("attached.py"))
attached = module_from_spec(PLACE)
PLACE.loader.exec_module(attached)

SHAPE = {
    "horizon.years": 2,
    "finance.wage_growth": 0.05,
    "finance.price_growth": 0.02,
    "workforce": {},
    "services.cleaning.machines.scrubber.high": 2,
    "bids.agency": None,
    "units.A.modes": ["in_house", "people_only", "full"],
    "units.B.modes": ["people_only", "full"],
    "units.B.today": {"mode": "people_only", "vendor": "old", "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}},
    "units.A.today.setting": {"rounds": 2, "tasks": 1, "scrubber": 0},
    "equipment.scrubber.lease_per_year": 3000.0,
    "units.A.owned": {},
    "units.B.owned": {},
}


def third():
    """Return a unit and a vendor more, as changes by path."""
    unit = {
        "site": "A", "service": "cleaning", "materials_per_month": 55.0, "modes": ["people_only", "full"],
        "place": {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 4, "area_m2": 70000.0}}},
        "today": {"mode": "people_only", "vendor": "new", "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}},
    }  # fmt: skip
    bid = {
        "vendor": "late", "units": ["A", "C"], "modes": ["people_only", "full"], "wage_per_month": 1590.0,
        "materials_per_month": 61.0, "overhead_rate": 0.055, "profit_rate": 0.03,
    }  # fmt: skip
    return {
        "units.C": unit, "vendors.late": {"capacity": 50}, "bids.late": bid,
        "bids.new.units": ["A", "B", "C"], "bids.old.units": ["A", "B", "C"],
    }  # fmt: skip


def generated(seed):
    """Return changes and points of a random small case."""
    dice = random.Random(seed)
    state = lambda: dice.choice(["hard", "soft", "off"])  # noqa: E731 - short
    line = dice.choice([90000.0, 150000.005, 180000.0, 250000.0])
    changes = {
        **SHAPE,
        **third(),
        "policy.qualified": {"state": state(), "weight": 3000.0, "least_credit": dice.choice([None, "B"]),
                             "least_score": dice.choice([None, 80.0]), "weights": {"survey": 0.3, "monthly": 0.7}},
        "policy.newcomers": {"state": state(), "weight": 4000.0, "most": dice.randint(0, 1)},
        "policy.secrecy": {"state": state(), "weight": 2000.0, "key": dice.choice([["in_house", "full"], ["full"]])},
        "policy.route": {"state": state(), "weight": dice.choice([100.0, 3000.0]), "routes": {
            "quotes": {"up_to": line, "includes": dice.random() < 0.5, "cost_per_year": 500.0},
            "single": {"up_to": line * 2, "cost_per_year": 1500.0},
            "tender": {"cost_per_year": 3200.0}}},
        "policy.redundancy": {"state": state(), "weight": 1500.0, "groups": {
            "compound": {"sites": ["A"]}, "most": {"units": ["B", "C"], "sites": ["A"], "least": dice.randint(1, 3)}}},
        "policy.share": {"state": state(), "weight": 0.2, "most": dice.choice([0.45, 0.625, 0.8])},
        "policy.holdings": {"state": state(), "weight": 2500.0, "most": dice.randint(1, 2)},
        "policy.quota": {"state": state(), "weight": 1100.0, "groups": {
            "fresh": {"of": "newcomer", "count": "units", "low": dice.choice([0, 1]), "high": 1},
            "site": {"sites": ["A"], "of": dice.choice(["all", "incumbent"]), "low": dice.randint(0, 2), "high": 2},
            "two": {"vendors": ["old", "late"], "high": dice.randint(0, 2)}}},
        "policy.reserve": {"state": state(), "weight": 0.1, "groups": {
            "small": {"of": "small", "low": dice.choice([0.0, 0.3, 0.375]), "high": dice.choice([1.0, 0.75])}}},
        "vendors.new.small": dice.random() < 0.5,
        "vendors.late.small": dice.random() < 0.5,
        "policy.bonus": {"award_per_head": dice.choice([0.0, 8000.0, 7999.95]), "least_score": 85.0},
        "units.A.secrecy": dice.choice(["open", "open", "core", "key"]),
        "units.B.secrecy": dice.choice(["open", "key"]),
        "vendors.new.routes": dice.choice([None, ["quotes", "single"], ["single", "tender"]]),
        "vendors.new.credit": dice.choice([None, "A", "C"]),
        "vendors.old.scores": dice.choice([{}, {"survey": 90.0, "monthly": 75.714285}, {"survey": 85.0}, {"survey": 70.0}]),
        "vendors.late.vetoes": dice.choice([[], [], ["unfair"]]),
        "vendors.late.blacklisted_until": dice.choice([None, "2025-12-31", "2026-01-01"]),
        "vendors.late.qualified": dice.choice([None, ["cleaning"], []]),
    }  # fmt: skip
    for bid in ("old", "new"):
        changes[f"bids.{bid}.discounts"] = steps(dice)
        changes[f"bids.{bid}.discount_form"] = dice.choice(["all_units", "incremental"])
    changes |= attached.conditions(random.Random(f"conditions {seed}")) if seed % 2 else {}
    if seed % 4 == 3:
        changes = attached.tariffed(changes, random.Random(f"reference {seed}"))
    points = {}
    for unit, bids in (("A", ("", "old", "new", "late")), ("B", ("old", "new")), ("C", ("old", "new", "late"))):
        for bid in dice.sample(bids, min(3, len(bids))):
            mode = dice.choice(["people_only", "full"]) if bid else "in_house"
            points[unit, mode, bid] = [spot(dice) for _ in range(dice.choice([1, 1, 2]))]
    return {**changes, **reform(seed)}, points


def reform(seed):
    """Return changes for the rules about shared buildings and contracts without a tender."""
    dice = random.Random(f"reform {seed}")
    state = lambda: dice.choice(["hard", "soft", "off"])  # noqa: E731 - short
    return {
        "policy.shared": {"state": state(), "weight": 1800.0, "least_departments": dice.choice([2, 3]),
                          "modes": dice.choice([["in_house", "people_only"], ["full", "people_only"], ["full"]])},
        "sites.A.departments": dice.randint(1, 3),
        "sites.B.departments": dice.randint(1, 2),
        "units.C.shared": dice.choice([None, None, False, True]),
        "policy.single_source": {
            "renewals": {"state": state(), "weight": 6300.0, "most": dice.choice([0, 0, 1])},
            "holdings": {"state": state(), "weight": 7700.0, "most": dice.randint(0, 2)},
            "add_on": {"state": state(), "weight": 0.45, "share": dice.choice([0.0, 0.1, 0.0725])}},
        **{f"bids.{bid}.single_source": dice.random() < often for bid, often in (("old", 0.8), ("new", 0.4))},
        **{f"bids.{bid}.original_per_year": dice.choice([None, 80000.0, 133333.335, 240000.0]) for bid in ("old", "new")},
        **{f"bids.{bid}.term_years": dice.choice([1, 1, 2]) for bid in ("old", "new")},
    }  # fmt: skip


def steps(dice):
    """Return a discount by units, by money, or none."""
    if dice.random() < 0.3:
        return []
    first, second = dice.choice([(2, 3), (1, 2)]), dice.choice([(0.02, 0.05), (0.03, 0.0725)])
    if dice.random() < 0.5:
        return [{"from_units": n, "rate": r} for n, r in zip(first, second, strict=True)]
    money = dice.choice([(80000.0, 160000.005), (150000.0, 200000.0)])
    return [{"from_yuan": n, "rate": r} for n, r in zip(money, second, strict=True)]


def spot(dice):
    """Return a point of three to six posts and up to two machines."""
    rounds, tasks, scrubbers = dice.randint(2, 4), dice.randint(1, 2), dice.randint(0, 2)
    machines = (("scrubber", scrubbers),) if scrubbers else ()
    return Point(Setting((rounds, tasks, scrubbers)), rounds + tasks, machines)


def menus_of(points):
    """Return menus of points by option."""
    return tuple(Menu(Option(*at), tuple(found), (), Effort(1, 1, 1, 1)) for at, found in points.items())


def rows(scenario, plan):
    """Return the decisions of a plan as rows of result.json, as far as money and rules need them."""
    found = []
    for award in plan.awards:
        option, years = award.option, []
        for year in award.years:
            kept = {key: dict(getattr(year, key)) for key in ("own", "buy", "sell", "lease")}
            point = year.point
            years.append({
                "posts": point.posts, "staff": point.staff, "other": point.posts - point.staff,
                "staff_by_group": dict(year.staff), "short": list(point.short), "volumes": dict(point.volumes),
                "machines": [list(pair) for pair in point.machines], **kept,
            })  # fmt: skip
        vendor = prices.vendor(scenario, option)
        found.append({"unit": option.unit, "mode": option.mode, "bid": option.bid or None, "vendor": vendor,
                      "years": years})  # fmt: skip
    return found


# --- enumeration ---------------------------------------------------------------------------------------------------


class World:
    """A case under enumeration: everything that a plan costs, worked out without the programme."""

    def __init__(self, scenario, points):
        self.s, self.points = scenario, points
        self.growth, self.discount = prices.growth(scenario), prices.discount(scenario)
        self.years = range(scenario.horizon.years)
        self.known = {}

    def late(self, lines, y):
        """Return lines of one head in a year."""
        return sum((2 * fen * self.growth[index][y] + 10**6) // (2 * 10**6) for _, index, fen in lines)

    def bare(self, option, point, y):
        """Return what a unit's year costs besides its vendor's bill, and that bill: (lines of one, how many)."""
        at = (option, point, y)
        if at not in self.known:
            s, others = self.s, []
            machine = dict(point.machines).get("scrubber", 0)
            head, fee = prices.head_lines(s, option), prices.fee_lines(s, option, "scrubber")
            bill = [(head, point.posts), (fee, machine)] if option.bid else []
            if option.bid and option.mode != "invited":
                others.append((award(s, s.bids[option.bid].vendor), point.posts))
            if not option.bid:
                others.append((head, point.posts))
            others += [(prices.supply_lines(s, option), point.posts), (prices.mode_lines(s, option), 1)]
            others += [(prices.change_lines(s, option), 1)] if y == 0 else []
            if MODES[option.mode].equipment == "bureau":
                others.append(((("lease", "price", round(s.equipment["scrubber"].lease_per_year * 100)),), machine))
            self.known[at] = sum(self.late(lines, y) * n for lines, n in others), [(b, n) for b, n in bill if n]
        return self.known[at]

    def ways(self, unit):
        """Yield every option of a unit with a point a year."""
        for at, found in self.points.items():
            if at[0] == unit:
                yield from ((Option(*at), years) for years in itertools.product(found, repeat=len(self.years)))

    def plans(self):
        """Yield every plan: unit -> (option, points)."""
        units = list(self.s.units)
        yield from (dict(zip(units, way, strict=True)) for way in itertools.product(*map(self.ways, units)))

    def value(self, plan):
        """Return what a plan is worth in millionths of fen with penalties; None where it breaks a hard rule."""
        total = 0
        broken = whole(self.s, plan)
        if any(rule.state == "hard" and units for rule, units in broken):
            return None
        total += sum(fine(rule) * units * sum(self.discount) for rule, units in broken if rule.state == "soft")
        if attached.broken(self.s, plan):
            return None
        for y in self.years:
            if self.cheap(plan, y):
                return None
            cost, base, paid, bids = self.year(plan, y)
            routed = self.routed(base, y)
            if routed is None:
                return None
            soft = 0
            paid = {vendor: fen for vendor, fen in paid.items() if not attached.awaited(self.s, vendor)}
            found = [(self.s.policy.share, self.excess(paid)), (self.s.policy.reserve, self.beside(paid))]
            for rule, over in (*found, (self.s.policy.single_source.add_on, self.grown(bids))):
                if over and rule.state == "hard":
                    return None
                soft += fine(rule) * over if rule.state == "soft" else 0
            total += (cost + routed + soft) * self.discount[y]
        return total

    def cheap(self, plan, y):
        """Return whether some bid comes to less in a year, before discount, than its vendor asks for."""
        asked = {}
        for option, points in plan.values():
            if option.bid:
                bill = self.bare(option, points[y], y)[1]
                asked[option.bid] = asked.get(option.bid, 0) + sum(f * n for lines, n in bill for _, _, f in lines)
        least = {bid: self.s.bids[bid].conditions and self.s.bids[bid].conditions.least_per_year for bid in asked}
        return any(Fraction(repr(least[bid] or 0.0)) * 100 > fen for bid, fen in asked.items())

    def year(self, plan, y):
        """Return a year's cost, what each vendor is paid at first-year prices and then, and each bid at first-year prices."""
        cost, base, paid, first = 0, {}, {}, {}
        bills = {}
        for option, points in plan.values():
            others, bill = self.bare(option, points[y], y)
            cost += others
            if option.bid:
                bills.setdefault(option.bid, []).append(bill)
        for bid, mine in bills.items():
            vendor = self.s.bids[bid].vendor
            gross = sum(fen * n for bill in mine for lines, n in bill for _, _, fen in lines)
            rate, again = rebate(self.s.bids[bid], len(mine), gross)
            for bill in mine:
                for lines, n in bill:
                    less = [("", i, -round(rate * sum(f for _, j, f in lines if j == i))) for i in ("wage", "price")]
                    all_ = [*lines, *less]
                    base[vendor] = base.get(vendor, 0) + sum(fen for _, _, fen in all_) * n
                    first[bid] = first.get(bid, 0) + sum(fen for _, _, fen in all_) * n
                    paid[vendor] = paid.get(vendor, 0) + self.late(all_, y) * n
            base[vendor] += again
            first[bid] = first.get(bid, 0) + again
            paid[vendor] += self.late([("", "price", again)], y)
        return cost + sum(paid.values()), base, paid, first

    def grown(self, bids):
        """Return the whole yuan by which bids without a tender come to more than their original and what may be added."""
        over, share = 0, Fraction(repr(self.s.policy.single_source.add_on.share))
        for bid, terms in self.s.bids.items():
            if bid in bids and terms.single_source and terms.original_per_year is not None:
                most = Fraction(repr(terms.original_per_year)) * 100 * (1 + share)
                over += math.ceil(max(Fraction(0), bids[bid] - most) / 100)
        return over

    def routed(self, base, y):
        """Return what the ways of procurement of a year cost with penalties; None where a vendor has none."""
        rule = self.s.policy.route
        cost = 0
        for vendor, worth in base.items() if rule.state != "off" else ():
            asked = []
            for name, way in rule.routes.items():
                if self.s.vendors[vendor].routes and name not in self.s.vendors[vendor].routes:
                    continue
                limit = math.inf if way.up_to is None else Fraction(repr(way.up_to)) * 100
                over = worth > limit or (worth == limit and not way.includes)
                if over and rule.state == "hard":
                    continue
                asked.append(self.late([("", "price", round(way.cost_per_year * 100))], y) + over * fine(rule))
            if not asked:
                return None
            cost += min(asked)
        return cost

    def beside(self, paid):
        """Return the whole yuan by which small firms hold too little or too much."""
        terms, total = self.s.policy.reserve.groups["small"], sum(paid.values())
        own = sum(n for v, n in paid.items() if self.s.vendors[v].small)
        short = max(0, Fraction(repr(terms.low)) * total - own)
        return math.ceil(short / 100) + math.ceil(max(0, own - Fraction(repr(terms.high)) * total) / 100)

    def excess(self, paid):
        """Return the whole yuan by which vendors exceed the largest share."""
        most = Fraction(repr(self.s.policy.share.most)) * sum(paid.values())
        return sum(math.ceil(max(0, n - most) / 100) for n in paid.values())


def award(s, vendor):
    """Return the line of what each of a vendor's people is awarded on top."""
    scores = s.vendors[vendor].scores
    total = sum(scores[part] * weight for part, weight in (("survey", 0.3), ("monthly", 0.7)) if part in scores)
    parts = sum(weight for part, weight in (("survey", 0.3), ("monthly", 0.7)) if part in scores)
    excellent = parts and round(total / parts, 9) >= s.policy.bonus.least_score
    return [("bonus", "wage", round(Fraction(repr(s.policy.bonus.award_per_head)) * 10))] if excellent else []


def fine(rule):
    """Return the weight of a rule in fen."""
    return round(rule.weight * 100)


def rebate(bid, units, gross):
    """Return the rate a bid's discount takes off every line, and the fen paid again."""
    reached = []
    for step in bid.discounts:
        start = step.from_units if step.from_units is not None else math.ceil(Fraction(repr(step.from_yuan)) * 100)
        reached.append((start, Fraction(repr(step.rate))))
    money = bool(bid.discounts) and bid.discounts[0].from_yuan is not None
    if bid.discount_form == "incremental" and not money:
        each = [max([Fraction(0), *(r for start, r in reached if start <= i)]) for i in range(1, units + 1)]
        return sum(each) / units, 0
    size = gross if money else units
    rate = max([Fraction(0), *(r for start, r in reached if start <= size)])
    if bid.discount_form == "all_units":
        return rate, 0
    blocks, last = Fraction(0), [*(start for start, _ in reached[1:]), math.inf]
    for (start, r), end in zip(reached, last, strict=True):
        blocks += r * max(0, min(size, end) - start)
    return rate, round(rate * size - blocks)


def whole(s, plan):
    """Return the rules over the whole horizon with the units by which a plan breaks them."""
    policy, bids = s.policy, {unit: option.bid for unit, (option, _) in plan.items()}
    vendors = {unit: s.bids[bid].vendor for unit, bid in bids.items() if bid}
    held = {v: list(vendors.values()).count(v) for v in vendors.values()}
    known = {unit: vendor for unit, vendor in vendors.items() if not attached.awaited(s, vendor)}
    held = {v: n for v, n in held.items() if not attached.awaited(s, v)}
    barred = sum(bars(s, vendor, s.units[unit].service) for unit, vendor in vendors.items())
    single = [bid for bid in bids.values() if bid and s.bids[bid].single_source]
    kept = {"core": policy.secrecy.core, "key": policy.secrecy.key, "open": list(MODES)}
    hidden = sum(option.mode not in kept[s.units[unit].secrecy] for unit, (option, _) in plan.items())
    found = [
        (policy.qualified, barred),
        (policy.secrecy, hidden),
        (policy.shared, sum(run(s, unit, option.mode) for unit, (option, _) in plan.items())),
        (policy.single_source.holdings, max(0, len(single) - policy.single_source.holdings.most)),
        (policy.single_source.renewals, sum(2 // s.bids[b].term_years - 1 > policy.single_source.renewals.most for b in single)),
        (policy.newcomers, max(0, len(set(held) - {"old", "new"}) - policy.newcomers.most)),
        (policy.holdings, sum(max(0, n - policy.holdings.most) for n in held.values())),
    ]
    fresh, site, two = (policy.quota.groups[g] for g in ("fresh", "site", "two"))
    on = {v for u, v in known.items() if u in ("A", "C") and (site.of == "all" or v != "late")}
    for terms, n in ((fresh, held.get("late", 0)), (site, len(on)), (two, len(set(two.vendors) & set(held)))):
        found.append((policy.quota, max(0, terms.low - n) + max(0, n - terms.high)))
    for units, least in ((("A", "C"), 2), (("A", "B", "C"), policy.redundancy.groups["most"].least)):
        found.append((policy.redundancy, max(0, least - len({known[u] for u in units if u in known}))))
    return found


def run(s, unit, mode):
    """Return whether a unit of a shared building is not run as the rule asks; what a unit says of itself goes first."""
    users = {"A": s.sites["A"].departments, "B": s.sites["B"].departments, "C": s.sites["A"].departments}[unit]
    users = {True: 10**9, False: 0, None: users}[s.units[unit].shared]
    return users >= s.policy.shared.least_departments and mode not in s.policy.shared.modes


def bars(s, vendor, service):
    """Return whether a vendor may not be awarded a service."""
    firm, rule = s.vendors[vendor], s.policy.qualified
    score = 0.3 * firm.scores.get("survey", 0) + 0.7 * firm.scores.get("monthly", 0)
    weight = 0.3 * ("survey" in firm.scores) + 0.7 * ("monthly" in firm.scores)
    low = rule.least_score is not None and weight and round(score, 9) < round(rule.least_score * weight, 9)
    bad = rule.least_credit and firm.credit == "C"
    late = firm.blacklisted_until is not None and firm.blacklisted_until.isoformat() >= "2026-01-01"
    return bool(firm.vetoes or low or bad or late or (firm.qualified is not None and service not in firm.qualified))
