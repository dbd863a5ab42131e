"""What the programme pays: whole fen by year and variable, from the same unit prices as the ledger.

The ledger adds up a finished plan; here every unit price becomes the coefficient of a decision. Tests hold the two
to the fen.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyomo.environ as pyo

from ...model.errors import HouqinError
from ...model.scenario import Scenario
from .. import prices
from ..menu import Option
from ..money import exact
from .variables import Case, name, terms

Entry = tuple[int, Any, int]
"""(year, variable, fen)."""


@dataclass
class Account:
    """Costs of a programme under construction, exact.

    Parameters
    ----------
    costs : list of (year, variable, fen)
    penalties : list of (rule, variable, millionths of fen)
        What one unit of a soft rule's violation costs, already discounted.
    """

    scenario: Scenario
    discount: tuple[int, ...]
    costs: list[Entry]
    penalties: list[tuple[str, Any, int]] = field(default_factory=list)

    def punish(self, rule: str, variable: Any, weight: float, year: int | None, times: int = 1) -> None:
        """Price a unit of violation of a soft rule: in one year, or (`year` None) in every year."""
        factor = sum(self.discount) if year is None else self.discount[year]
        self.penalties.append((rule, variable, prices.fen(prices.exact(weight)) * factor * times))


@dataclass(frozen=True, slots=True)
class Late:
    """Money of a later year, by the growth of its index in millionths."""

    ladder: Mapping[str, tuple[int, ...]]

    def __call__(self, lines: Iterable[prices.Unit], year: int) -> int:
        """Return lines of one head in a year, whole fen."""
        return sum(prices.grown(fen, self.ladder[index][year]) for _, index, fen in lines)

    def floored(self, money: Iterable[tuple[str, Fraction]], year: int) -> int:
        """Return yuan a year by index as whole fen of a year, rounded down: a bound may not round up."""
        return sum(math.floor(yuan * 100 * self.ladder[index][year] / prices.MILLION) for index, yuan in money)


def account(case: Case, m: pyo.ConcreteModel) -> Account:
    """Return the costs of all decisions."""
    late = Late(prices.growth(case.scenario))
    book = Account(case.scenario, prices.discount(case.scenario), [])
    for option in case.ladders:
        book.costs += _service(case, m, option, late)
    book.costs += _machines(case, m, late)
    book.costs += _people(case, m, late)
    book.costs = [entry for entry in book.costs if entry[2]]
    return book


def _service(case: Case, m: pyo.ConcreteModel, option: Option, late: Late) -> Iterator[Entry]:
    """Yield what an option costs: posts of the other team, consumables, flows, machines, supervision, change."""
    s, assign = case.scenario, m.assign[name(option)]
    supplies, fixed, rates = prices.supply_lines(s, option), prices.mode_lines(s, option), prices.flow_rates(s, option)
    yield 0, assign, late(prices.change_lines(s, option), 0)
    if case.levels:
        yield from _least(case, assign, option, rates, late)
        yield from _charge(case, m, option, late)
    for y in case.years:
        yield y, assign, late(fixed, y)
        for term in terms(case, m, option, y):
            others = term.posts - term.staff
            fen = late(supplies, y) * term.posts
            fen += late(prices.head_lines(s, option), y) * others if others else 0
            fen += sum(late(prices.fee_lines(s, option, t), y) * n for t, n in term.machines)
            fen += late(prices.flow_lines(s, rates, term.volumes), y)
            yield y, term.variable, fen + late.floored(term.money, y)


def _least(case: Case, assign: Any, option: Option, rates: prices.Rates, late: Late) -> Iterator[Entry]:
    """Yield the least that flows may cost an option in the bounding programme, besides what steps of levers add.

    Flows that are outcomes come in with the most they may earn and the least they must cost (`Case.limits`, an
    estimate); those that levers or floors decide with what rounding may take off: half a thousandth of a unit, half a
    fen twice.
    """
    s, limit, charged = case.scenario, case.limits.get(option, {}), case.charged(option)
    for flow in s.kind(option.unit).flows(s.spec(option.unit)):
        for item, index, yuan in rates[flow.name]:
            for y in case.years:
                if flow.steps or (flow.weighed and charged):
                    spare = abs(yuan) * exact(s.labour.workdays_per_year) / 2000 + Fraction(1, 100)
                    yield y, assign, -2 - late.floored(((index, spare),), y)
                    continue
                least, most = limit.get(flow.name, (0, None))
                if yuan < 0 and most is None:
                    raise HouqinError(f"the flow {flow.name} earns money and has no upper limit")
                quantity = (most or 0) if yuan < 0 else least
                rate: prices.Rates = {flow.name: ((item, index, yuan),)}
                yield y, assign, late(prices.flow_lines(s, rate, [(flow.name, quantity)]), y)


def _charge(case: Case, m: pyo.ConcreteModel, option: Option, late: Late) -> Iterator[Entry]:
    """Yield what a million fen of weighed flows at first-year prices costs in each year: by the index that grows least.

    With growth in millionths that many fen.
    """
    indices = {index for money in prices.charges(case.scenario, option).values() for index, _ in money}
    for y in case.years if case.charged(option) else ():
        yield y, m.charge[(*name(option), y)], min(late.ladder[index][y] for index in indices)


def _machines(case: Case, m: pyo.ConcreteModel, late: Late) -> Iterator[Entry]:
    """Yield upkeep, purchases, leases, sales, and the value left at the end."""
    last = case.years[-1]
    for unit, machine in {(u, t): None for u, t, _ in m.own}:
        kind = prices.asset(case.scenario, unit, machine)

        def line(fen: int, year: int) -> int:
            return late((("", "price", fen),), year)

        rest = line(-kind.rest, last)
        yield last, m.own[unit, machine, last], rest
        for y in case.years:
            at = (unit, machine, y)
            yield y, m.own[at], line(kind.upkeep, y)
            yield y, m.buy[at], line(kind.price, y)
            yield last, m.buy[at], line(-kind.residual[y], last) - rest
            yield y, m.lease[at], line(kind.lease or 0, y)
            yield y, m.sell[at], line(-kind.sale[y], y)


def _people(case: Case, m: pyo.ConcreteModel, late: Late) -> Iterator[Entry]:
    """Yield the pay of staff in post, used or not, and what leaving costs and saves."""
    for group in case.scenario.workforce:
        pay, once = prices.staff_lines(case.scenario, group), prices.once_lines(case.scenario, group)
        for y in case.years:
            yield y, m.present[group, y], late(pay, y)
            yield y, m.exit[group, y], late(once["exit"], y)
            yield y, m.dismiss[group, y], late(once["severance"], y)
            yield y, m.redeploy[group, y], late(once["redeploy"], y)
            for after in case.years[y:]:
                yield after, m.redeploy[group, y], late(pay, after) + late(once["relief"], after)
