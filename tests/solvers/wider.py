"""Generated cases of all rules about awards with concessions among the options, and their plain enumeration."""

import math
import random
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.items import VENDOR
from houqin.model.kind import Flow
from houqin.model.kinds import KINDS
from houqin.model.text import Text
from houqin.solvers import prices

PLACE = spec_from_file_location("families", Path(__file__).with_name("families.py"))
families = module_from_spec(PLACE)
PLACE.loader.exec_module(families)

WORDS = Text("流量", "flow")
FLOWS = (
    Flow("visit", WORDS, WORDS, (0,), "meal_fee", 0.0, most=(0,)),
    Flow("ticket", WORDS, WORDS, (0,), "ticket", -0.3, most=(0,)),
    Flow("food", WORDS, WORDS, (0,), "food", 0.2),
    Flow("overtime", WORDS, WORDS, (0,), "overtime", 1.5),
)


@contextmanager
def visited():
    """Lend the cleaning kind visits, tickets, food and overtime for as long as the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "cleaning", replace(KINDS["cleaning"], flows=lambda spec: FLOWS))
        yield


def generated(seed):
    """Return changes and points of a random small case in which users may pay a vendor at two units."""
    changes, points = families.generated(seed)
    changes.pop("bids.late.reference", None)  # the vendor may be the one whom users pay
    dice = random.Random(f"wider {seed}")
    shop = {
        "vendor": dice.choice(["old", "new", "late"]), "units": ["A", "C"], "basis": "unit",
        "modes": dice.choice([["concession"], ["concession", "full"]]), "wage_per_month": dice.choice([1400.0, 1633.33]),
        "materials_per_month": 31.7, "overhead_rate": dice.choice([0.0, 0.055]), "per_unit": {"visit": 0.113},
        "term_years": dice.choice([1, 2, 3]),
        "concession": {
            "users_pay": {"visit": dice.choice([2.0, 2.75, 3.505])}, "rent_per_year": dice.choice([0.0, 6000.0, 30000.015]),
            "goods_cost": {"visit": dice.choice([0.0, 0.25])}, "given_per_year": dice.choice([0.0, 4321.005]),
            "margin": dice.choice([0.0, 0.05, 0.1]),
        },
    }  # fmt: skip
    if shop["modes"] == ["concession"] and dice.random() < 0.5:
        shop["per_unit"] = {}
    changes |= {
        "policy.renewal": {"state": dice.choice(["hard", "soft", "off"]), "weight": dice.choice([777.77, 5000.0]),
                           "least_score": dice.choice([80.0, 85.0])},
        "vendors.new.scores": dice.choice([{}, {"survey": 84.9}, {"monthly": 85.0}]),
        **{f"bids.{bid}.term_years": dice.choice([1, 1, 2]) for bid in ("old", "new", "late")},
    }  # fmt: skip
    changes |= {"bids.shop": shop, "units.C.modes": ["people_only", "full", "concession"]}
    changes["units.A.modes"] = ["in_house", "people_only", "full", "concession"]
    for unit in dice.choice(["A", "C", "AC"]):
        points[unit, "concession", "shop"] = [families.spot(dice) for _ in range(2)]
    return changes, {at: [replace(p, volumes=volumes(dice)) for p in found] for at, found in points.items()}


def volumes(dice):
    """Return quantities a working day in thousandths."""
    return tuple(sorted((
        ("visit", dice.randint(100, 330) * 1000 + dice.randint(0, 999)), ("ticket", dice.randint(0, 50000)),
        ("food", dice.randint(0, 50000)), ("overtime", dice.choice([0, 1333])),
    )))  # fmt: skip


class World(families.World):
    """Enumeration that knows what flows come to, and whether a vendor that users pay would come."""

    def bare(self, option, point, y):
        """Return what a unit's year costs besides its vendor's bill, and that bill."""
        cost, bill = super().bare(option, point, y)
        lines = prices.flow_lines(self.s, prices.flow_rates(self.s, option), point.volumes)
        theirs = tuple(line for line in lines if option.bid and line[0] in VENDOR)
        if option.bid and self.s.bids[option.bid].basis == "unit":
            assert not any(lines for lines, _ in bill)
        return cost + self.late([v for v in lines if v not in theirs], y), [*bill, (theirs, 1)]

    def value(self, plan):
        """Return what a plan is worth; None where a vendor would not come, or a hard rule is broken."""
        if not all(comes(self.s, option, point) for option, points in plan.values() for point in points):
            return None
        rule, value, again = self.s.policy.renewal, super().value(plan), 0
        for option in (option for option, _ in plan.values() if option.bid):
            again += self.s.bids[option.bid].term_years == 1 and below(self.s, self.s.bids[option.bid].vendor)
        if value is None or (again and rule.state == "hard"):
            return None
        # of two years the second is the one in which a contract of one year runs out
        return value + again * families.fine(rule) * self.discount[1] * (rule.state == "soft")


def below(s, vendor):
    """Return whether a vendor's past score keeps it from being renewed."""
    scores = s.vendors[vendor].scores
    weighed = [(scores[part], weight) for part, weight in (("survey", 3), ("monthly", 7)) if part in scores]
    return bool(weighed) and round(sum(a * b for a, b in weighed) / sum(b for _, b in weighed), 9) < s.policy.renewal.least_score


def comes(s, option, point):
    """Return whether enough is left to an option's vendor, by pencil and paper; true where the bureau pays it."""
    if option.mode not in ("concession", "invited"):
        return True
    bid = s.bids[option.bid]
    part = Fraction(bid.slots_per_week, 10) if option.mode == "invited" else 1
    sold = {name: Fraction(n, 1000) * 250 * part for name, n in point.volumes}
    deal, f = bid.concession, lambda x: Fraction(repr(x))
    wage, over = max(f(bid.wage_per_month), 1480), f(s.vendors[bid.vendor].over_retirement_share)
    person = wage + (1 - over) * f(s.labour.social_insurance_rate) * max(wage, 2000) + over * 30 + f(31.7)
    work = person * 12 * point.posts * part + sold["overtime"] * f(1.5) * wage / 174
    work += sum(n for _, n in point.machines) * (Fraction(30000, 8) + 1500) * part
    takes = sold["visit"] * (f(deal.users_pay["visit"]) + f(bid.per_unit.get("visit", 0.0))) + sold["ticket"] * f(0.3)
    goods = sold["visit"] * f(deal.goods_cost["visit"]) + sold["food"] * f(0.2)
    tax = max(0, takes - goods) * Fraction(672, 10672)  # 6 % with surcharges of 12 % on it, contained in the price
    left = takes - goods - work * (1 + f(bid.overhead_rate)) - f(deal.rent_per_year) - tax
    return left >= f(deal.margin) * takes


def shortage(s, option, point):
    """Return the whole yuan that a vendor lacks, found by adding yuan to nothing: the least rent forgone that makes it come."""
    low, high = 0, 10**7
    while low < high:
        middle = (low + high) // 2
        deal = s.bids[option.bid].concession
        rent = float(Fraction(repr(deal.rent_per_year)) - middle)
        eased = deal.model_copy(update={"rent_per_year": rent})
        bid = s.bids[option.bid].model_copy(update={"concession": eased})
        other = s.model_copy(update={"bids": {**s.bids, option.bid: bid}})
        low, high = (low, middle) if comes(other, option, point) else (middle + 1, high)
    return low


def ceiling(value):
    """Return millionths of fen as fen."""
    return math.floor((value + 500000) / 1000000)
