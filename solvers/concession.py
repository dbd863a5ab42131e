"""Whether a vendor that users pay would come: its account of a year, and what it lacks.

Yuan a year at the prices of the first year, exact. `docs/programme.md` states the rule (family *concession*);
`rebid.lacking` counts it a second time.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..model.items import BOUGHT
from ..model.levers import Setting
from ..model.scenario import Scenario
from . import prices
from .menu import Option, Point
from .money import exact
from .volumes import Limits

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Takings:
    """The account of a year of a vendor that users pay, yuan; of one that comes by a timetable, of its half-days.

    Parameters
    ----------
    users, bureau : Fraction
        What users pay it, and what the bureau adds.
    goods, people, machines, overhead, rent, tax : Fraction
        Its costs. People with insurance, consumables and overtime; machines by depreciation and upkeep; overhead on
        both; VAT with surcharges on what it takes over what its goods cost, prices including it.
    margin : Fraction
        The least share of what users and the bureau pay that must be left.
    """

    users: Fraction
    bureau: Fraction
    goods: Fraction
    people: Fraction
    machines: Fraction
    overhead: Fraction
    rent: Fraction
    tax: Fraction
    margin: Fraction

    @property
    def sums(self) -> dict[str, Fraction]:
        """Return income and costs by name."""
        names = ("users", "bureau", "goods", "people", "machines", "overhead", "rent", "tax")
        return {name: getattr(self, name) for name in names}

    @property
    def left(self) -> Fraction:
        """Return what is left to the vendor."""
        return 2 * (self.users + self.bureau) - sum(self.sums.values(), NONE)

    @property
    def least(self) -> Fraction:
        """Return what must be left for the vendor to come."""
        return self.margin * (self.users + self.bureau)

    @property
    def lacking(self) -> int:
        """Return the whole yuan a year that the vendor lacks to come; 0 where it comes."""
        return max(0, math.ceil(self.least - self.left))


def takings(scenario: Scenario, option: Option, point: Point) -> Takings | None:
    """Return the account of a vendor's year with a point; None where users do not pay it."""
    bid = scenario.bids[option.bid] if option.bid else None
    deal = bid.deal(option.mode) if bid else None
    if bid is None or deal is None:
        return None
    users = bureau = goods = NONE
    part = prices.presence(scenario, option)
    people = prices.person(scenario, option) * point.posts * part
    days, volumes = exact(scenario.labour.workdays_per_year) * part, dict(point.volumes)
    for flow in scenario.kind(option.unit).flows(scenario.spec(option.unit)):
        quantity = Fraction(volumes.get(flow.name, 0), 1000) * days
        own = prices.own_rate(scenario, option, flow) * quantity
        users += exact(deal.users_pay.get(flow.name, 0.0)) * quantity + max(NONE, -own)
        goods += exact(deal.goods_cost.get(flow.name, 0.0)) * quantity
        if flow.item in BOUGHT:
            goods += max(NONE, own)
        else:
            people += own
        bureau += exact(bid.per_unit.get(flow.name, 0.0)) * quantity
    for machine, n in point.machines:
        bureau += sum(Fraction(fen, 100) * n for _, _, fen in prices.fee_lines(scenario, option, machine))
    machines = sum((prices.worn(scenario, machine) * n for machine, n in point.machines), NONE) * part
    vat = exact(scenario.finance.vat_rate) * (1 + exact(scenario.finance.surcharge_rate))
    return Takings(
        users, bureau, goods, people, machines,
        overhead=exact(bid.overhead_rate) * (people + machines),
        rent=exact(deal.rent_per_year),
        tax=max(NONE, users + bureau - goods) * vat / (1 + vat),
        margin=exact(deal.margin),
    )  # fmt: skip


def likeliest(scenario: Scenario, option: Option, points: Iterable[Point]) -> Point | None:
    """Return the point that leaves a concession's vendor most beyond what makes it come; None without any.

    Points that fell short of a standard count only where all did.
    """
    every = tuple(points)
    fit = [point for point in every if not point.short] or every
    found = [(bill.left - bill.least, point) for point in fit if (bill := takings(scenario, option, point))]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def never(scenario: Scenario, option: Option, limits: Limits) -> int:
    """Return the whole yuan that a vendor lacks whatever the setting, as far as known: its posts as few as may be.

    What it sells must be the same everywhere, and the bureau must pay for no machine, which may bring in more than it
    wears; else nothing is known of settings that were not simulated.
    """
    levers = scenario.levers(option.unit)
    flows = [f.name for f in scenario.kind(option.unit).flows(scenario.spec(option.unit))]
    fixed = {name: least for name, (least, most) in limits.items() if least == most}
    paid = any(prices.fee_lines(scenario, option, v.name) for v in levers if v.cost == "machine")
    if paid or set(flows) != set(fixed):
        return 0
    levels = tuple(v.low for v in levers)
    posts = sum(v.low for v in levers if v.cost == "post")
    return lacking(scenario, option, Point(Setting(levels), posts, (), volumes=tuple(sorted(fixed.items()))))


def lacking(scenario: Scenario, option: Option, point: Point) -> int:
    """Return the whole yuan a year that a vendor lacks to come; 0 where it comes, or where the bureau pays it."""
    found = takings(scenario, option, point)
    return found.lacking if found else 0
