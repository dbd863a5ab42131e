"""What vendors are paid under tiered discounts, and by which way of procurement each is engaged.

Both follow from a plan alone: how many units a bid is awarded, and what a vendor's contracts of a year are worth.
`docs/programme.md` states the rules.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..model.gates import past_score
from ..model.items import VENDOR
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.units import exact
from . import prices
from .menu import Option, Point
from .money import fen, grown

Unit = prices.Unit
Growth = Mapping[str, tuple[int, ...]]
Part = tuple[tuple[Unit, ...], int]
"""Lines of one, and how many."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a bid's discount.

    Parameters
    ----------
    low, high : int
        Units awarded, or fen a year, from and to, both included; `high` is None for the last step.
    rate : Fraction
        What the discount takes off every line.
    fixed : int
        Fen a year that are paid again, because an incremental step's rate holds only beyond its start.
    """

    low: int
    high: int | None
    rate: Fraction
    fixed: int = 0


def by_money(scenario: Scenario, bid: str) -> bool:
    """Return whether a bid's discount follows money instead of the number of units."""
    return any(step.from_yuan is not None for step in scenario.bids[bid].discounts)


def discounted(scenario: Scenario) -> list[str]:
    """Return the bids with a discount."""
    return [name for name, bid in scenario.bids.items() if bid.discounts]


def tiers(scenario: Scenario, bid: str) -> tuple[Tier, ...]:
    """Return the steps of a bid's discount, the first being what is awarded below all of them."""
    terms = scenario.bids[bid]
    starts = [step.from_units or math.ceil(exact(step.from_yuan or 0.0) * 100) for step in terms.discounts]
    rates = [exact(step.rate) for step in terms.discounts]
    if terms.discount_form == "incremental" and not by_money(scenario, bid):
        return _blended(starts, rates, len(terms.units))
    steps, fixed, before = [Tier(0, starts[0] - 1, Fraction(0))], Fraction(0), Fraction(0)
    for i, (start, rate) in enumerate(zip(starts, rates, strict=True)):
        if terms.discount_form == "incremental":
            fixed += (rate - before) * start
        high = starts[i + 1] - 1 if i + 1 < len(starts) else None
        steps.append(Tier(start, high, rate, round(fixed)))
        before = rate
    return tuple(step for step in steps if step.high is None or step.low <= step.high)


def _blended(starts: list[int], rates: list[Fraction], most: int) -> tuple[Tier, ...]:
    """Return a step for every number of units: the mean of the rates at which each of them is discounted."""
    pairs = list(zip(starts, rates, strict=True))[::-1]
    each = [next((rate for start, rate in pairs if start <= i), Fraction(0)) for i in range(1, most + 1)]
    return (Tier(0, 0, Fraction(0)), *(Tier(n, n, sum(each[:n], Fraction(0)) / n) for n in range(1, most + 1)))


def largest(scenario: Scenario, bid: str) -> Fraction:
    """Return the most a bid's discount may take off, as a share; 0 where it has none."""
    return max((exact(step.rate) for step in scenario.bids[bid].discounts), default=Fraction(0)) if bid else Fraction(0)


def off(lines: Iterable[Unit], rate: Fraction) -> tuple[Unit, ...]:
    """Return the lines a discount makes of a vendor's lines: one for each index, rounded once."""
    sums: dict[str, int] = {}
    for item, index, amount in lines:
        if item in VENDOR:
            sums[index] = sums.get(index, 0) + amount
    return tuple(("discount", index, -cut) for index, amount in sums.items() if (cut := round(rate * amount)))


class Priced:
    """What a vendor is paid under an option, by head, machine and unit of a flow."""

    def __init__(self, scenario: Scenario, option: Option, head: tuple[Unit, ...] | None = None):
        self.scenario, self.option = scenario, option
        self.head = prices.head_lines(scenario, option) if head is None else head
        self.seconded = seconded_lines(scenario, option)

    @cached_property
    def rates(self) -> prices.Rates:
        """Return what a unit of each flow costs."""
        return prices.flow_rates(self.scenario, self.option)

    def parts(self, point: Point) -> list[Part]:
        """Return what is paid for a point in a year: lines of one head, machine or year of flows, and how many."""
        others = point.posts - point.staff
        return ([(self.head, others)] if self.head and others else []) + self.beside(point)

    def beside(self, point: Point) -> list[Part]:
        """Return the same besides posts of the vendor's own people."""
        flows = prices.flow_lines(self.scenario, self.rates, point.volumes) if point.volumes else ()
        found = [(tuple(v for v in flows if v[0] in VENDOR), 1), (self.seconded, point.staff)]
        found += [(prices.fee_lines(self.scenario, self.option, machine), n) for machine, n in point.machines]
        return [(lines, n) for lines, n in found if lines and n]


def seconded_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return what a vendor asks a year for a post that staff in post seconded to it fill, paid by the bureau.

    Nothing in modes in which they work for the bureau.
    """
    if not option.bid or not scenario.bids[option.bid].takes_staff or MODES[option.mode].staff:
        return ()
    return prices.head_lines(scenario, option, paid=False)


def bonus_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return what the bureau awards each of a vendor's people a year, where its past score is excellent.

    Those who only come by a timetable get none.
    """
    terms, vendor = scenario.policy.bonus, prices.vendor(scenario, option)
    if vendor is None or not terms.award_per_head or MODES[option.mode].periodic:
        return ()
    score = past_score(scenario.policy.qualified, scenario.vendors[vendor])
    amount = fen(exact(terms.award_per_head) * exact(terms.rate))
    return (("bonus", "wage", amount),) if amount and score is not None and score >= exact(terms.least_score) else ()


def value(found: Iterable[Part]) -> int:
    """Return the worth of parts at the prices of the first year, in fen."""
    return sum(amount * n for lines, n in found for _, _, amount in lines)


def ceiling(scenario: Scenario, bid: str) -> int | None:
    """Return the most that a bid may come to in a year under `policy.single_source.add_on`, in fen.

    None without limit.
    """
    rule, terms = scenario.policy.single_source.add_on, scenario.bids[bid]
    if rule.state == "off" or not terms.single_source or terms.original_per_year is None:
        return None
    return math.floor(exact(terms.original_per_year) * (1 + exact(rule.share)) * 100)


# --- ways of procurement


def open_routes(scenario: Scenario, vendor: str) -> list[str]:
    """Return the ways of procurement open to a vendor, in order of the file; none where the rule is off."""
    rule, firm = scenario.policy.route, scenario.vendors[vendor]
    allowed = rule.routes if firm.routes is None else firm.routes
    return [name for name in rule.routes if name in allowed] if rule.state != "off" else []


def limit(scenario: Scenario, route: str) -> int | None:
    """Return the most a vendor's contracts of a year may be worth under a route, in fen; None without limit."""
    terms = scenario.policy.route.routes[route]
    if terms.up_to is None:
        return None
    line = exact(terms.up_to) * 100
    return math.floor(line) if terms.includes else math.ceil(line) - 1


def route_lines(scenario: Scenario, route: str) -> tuple[Unit, ...]:
    """Return what a route costs a vendor's year."""
    terms = scenario.policy.route.routes[route]
    amount = fen(exact(terms.cost_per_year))
    return (("procurement", "price", amount),) if amount else ()


def engageable(scenario: Scenario, vendor: str, growth: Growth, year: int) -> tuple[list[str], int | None]:
    """Return the ways by which a vendor may ever be engaged in a year, and the largest of their limits, in fen.

    None stands for no limit. Where the rule is soft, a way is never taken beside one that is cheaper even with the
    fine; what is left is exceeded only by contracts above all of these limits.
    """
    rule, ways = scenario.policy.route, open_routes(scenario, vendor)
    if rule.state == "soft" and ways:
        costs = {name: _cost(scenario, name, growth, year) for name in ways}
        ways = [name for name in ways if costs[name] <= min(costs.values()) + fen(exact(rule.weight))]
    limits = [limit(scenario, name) for name in ways]
    return ways, None if None in limits else max((most for most in limits if most is not None), default=None)


def _cost(scenario: Scenario, route: str, growth: Growth, year: int) -> int:
    """Return what a route costs a vendor's contracts in a year, in fen."""
    return sum(grown(amount, growth[index][year]) for _, index, amount in route_lines(scenario, route))


def routes(scenario: Scenario, vendor: str, worths: Iterable[int], growth: Growth) -> tuple[str, ...]:
    """Return the route of each year for contracts worth so much a year: the cheapest of those that may be taken.

    A route above whose limit the contracts lie is taken only where no other is open, or, where the rule is soft, where
    paying for that is cheaper. Of equals the first in the file.
    """
    rule, found = scenario.policy.route, []
    fine = fen(exact(rule.weight)) if rule.state == "soft" else 0
    for year, worth in enumerate(worths):

        def rank(route: str, year: int = year, worth: int = worth) -> tuple[bool, int, bool]:
            most = limit(scenario, route)
            over = most is not None and worth > most
            return over and rule.state == "hard", _cost(scenario, route, growth, year) + fine * over, over

        found.append(min(open_routes(scenario, vendor), key=rank))
    return tuple(found)
