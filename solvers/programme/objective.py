"""What the programme pays: whole fen by year and column, from the same unit prices as the ledger.

The ledger adds up a finished plan; here every unit price becomes the coefficient of a column. Tests hold the two
to the fen.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ...model.errors import HouqinError
from ...model.mode import MODES
from ...model.scenario import Scenario
from .. import contracts, prices
from ..items import VENDOR
from ..menu import Option
from ..money import exact
from .case import Case, name
from .columns import Columns
from .variables import steps

Entry = tuple[int, int, int]
"""(year, column, fen)."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What a vendor is paid for a point in a year, or a discount takes off: at first-year prices, and in that year.

    `part` is (unit, "") or, for what is paid again on a whole bid, ("", bid): of each part one fee is paid.
    """

    year: int
    vendor: str
    part: tuple[str, str]
    column: int
    base: int
    fen: int
    discount: bool = False


@dataclass
class Account:
    """Costs of a programme under construction, exact.

    Parameters
    ----------
    costs : list of (year, column, fen)
    fees : dict (vendor, year) -> list of Fee
        Where a rule or a discount asks for them.
    penalties : list of (rule, column, millionths of fen)
        What one unit of a soft rule's violation costs, already discounted.
    """

    scenario: Scenario
    discount: tuple[int, ...]
    costs: list[Entry]
    fees: dict[tuple[str, int], list[Fee]] = field(default_factory=dict)
    penalties: list[tuple[str, int, int]] = field(default_factory=list)

    def punish(self, rule: str, column: int, weight: float, year: int | None, times: int = 1) -> None:
        """Price a unit of violation of a soft rule: in one year, or (`year` None) in every year."""
        factor = sum(self.discount) if year is None else self.discount[year]
        self.penalties.append((rule, column, prices.fen(prices.exact(weight)) * factor * times))


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


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines of one in fen: at first-year prices, in each year, and what each step of a discount makes of them."""

    base: int
    late: tuple[int, ...]
    cuts: tuple["Bill", ...] = ()


class Tariff:
    """What one post or machine costs in each year, whole fen; worked out once for all options of a bid and mode."""

    def __init__(self, case: Case, late: Late):
        self.case, self.late = case, late
        self._known: dict[tuple[str | int, ...], tuple[int, ...]] = {}
        self._bare: dict[tuple[str, str], tuple[prices.Unit, ...]] = {}
        self._steps: dict[str, tuple[contracts.Tier, ...]] = {}
        self._bills: dict[tuple[str, tuple[prices.Unit, ...]], Bill] = {}

    def _of(self, key: tuple[str | int, ...], lines: Callable[[], Iterable[prices.Unit]]) -> tuple[int, ...]:
        if key not in self._known:
            found = tuple(lines())
            self._known[key] = tuple(self.late(found, y) for y in self.case.years)
        return self._known[key]

    def bare(self, option: Option) -> tuple[prices.Unit, ...]:
        """Return the lines of a post of the other team, whatever the unit."""
        at = option.mode, option.bid
        if at not in self._bare:
            self._bare[at] = prices.head_lines(self.case.scenario, option)
        return self._bare[at]

    def steps(self, bid: str) -> tuple[contracts.Tier, ...]:
        """Return the steps of a bid's discount; none where it has none."""
        if bid not in self._steps:
            s = self.case.scenario
            self._steps[bid] = contracts.tiers(s, bid) if s.bids[bid].discounts else ()
        return self._steps[bid]

    def bill(self, bid: str, lines: tuple[prices.Unit, ...]) -> Bill:
        """Return lines of one under a bid as money."""
        if (bid, lines) not in self._bills:
            off = (contracts.off(lines, step.rate) for step in self.steps(bid))
            self._bills[bid, lines] = replace(self._summed(lines), cuts=tuple(map(self._summed, off)))
        return self._bills[bid, lines]

    def _summed(self, lines: tuple[prices.Unit, ...]) -> Bill:
        late = tuple(self.late(lines, y) for y in self.case.years)
        return Bill(sum(fen for _, _, fen in lines), late)

    def head(self, option: Option, step: int = 0) -> tuple[int, ...]:
        """Return what a post of the other team costs, awards included, on a step of the bounding programme."""
        s = self.case.scenario

        def lines() -> tuple[prices.Unit, ...]:
            return self.paid(option, step=step) + contracts.bonus_lines(s, option)

        return self._of(("head", option.mode, option.bid, step), lines)

    def paid(self, option: Option, machine: str = "", step: int = 0) -> tuple[prices.Unit, ...]:
        """Return what a vendor is paid for a post or a machine, on a step of the bounding programme."""
        bare = prices.fee_lines(self.case.scenario, option, machine) if machine else self.bare(option)
        return bare + contracts.off(bare, self.case.rate(option, step))

    def taken(self, option: Option, step: int = 0) -> tuple[int, ...]:
        """Return what a post costs that staff in post seconded to a vendor fill, besides their pay; () for no such."""
        bare = contracts.seconded_lines(self.case.scenario, option)
        more = contracts.off(bare, self.case.rate(option, step)) if bare else ()
        return self._of(("taken", option.mode, option.bid, step), lambda: bare + more) if bare else ()

    def machine(self, option: Option, machine: str, step: int = 0) -> tuple[int, ...]:
        """Return what a machine the vendor brings costs."""
        known = "machine", option.mode, option.bid, machine, step
        return self._of(known, lambda: self.paid(option, machine, step))

    def supply(self, option: Option) -> tuple[int, ...]:
        """Return what a post uses up at the bureau's expense."""
        return self._of(("supply", option.mode, option.unit), lambda: prices.supply_lines(self.case.scenario, option))

    def fixed(self, option: Option) -> tuple[int, ...]:
        """Return what an option costs as such."""
        known = "fixed", option.mode, option.bid if MODES[option.mode].users else ""
        return self._of(known, lambda: prices.mode_lines(self.case.scenario, option))

    def change(self, option: Option) -> tuple[int, ...]:
        """Return what another vendor than today's costs."""
        s = self.case.scenario
        same = prices.vendor(s, option) == s.units[option.unit].today.vendor
        return self._of(("change", str(same)), lambda: prices.change_lines(s, option))


def account(case: Case, m: Columns) -> Account:
    """Return the costs of all decisions."""
    late = Late(prices.growth(case.scenario))
    tariff, book = Tariff(case, late), Account(case.scenario, prices.discount(case.scenario), [])
    for option in case.ladders:
        book.costs += _service(case, m, option, tariff)
        for fee in _fees(case, m, option, tariff):
            book.fees.setdefault((fee.vendor, fee.year), []).append(fee)
            if fee.discount:
                book.costs.append((fee.year, fee.column, fee.fen))
    book.costs += _procurement(case, m, late)
    book.costs += _machines(case, m, late)
    book.costs += _people(case, m, late)
    book.costs = [entry for entry in book.costs if entry[2]]
    return book


def _service(case: Case, m: Columns, option: Option, tariff: Tariff) -> Iterator[Entry]:
    """Yield what an option costs: posts of the other team, consumables, flows, machines, supervision, change."""
    s, assign, late = case.scenario, m.assign[name(option)], tariff.late
    head, supply, fixed = tariff.head(option), tariff.supply(option), tariff.fixed(option)
    flowing = case.levels or any(rung.point and rung.point.volumes for rung in case.ladders[option])
    rates = prices.flow_rates(s, option) if flowing else {}
    yield 0, assign, tariff.change(option)[0]
    if case.levels:
        most = contracts.largest(s, option.bid)
        yield from _least(case, assign, option, _cheaper(rates, most), late)
        yield from _charge(case, m, option, late)
        yield from _earned(case, m, option, late)
    for y in case.years:
        yield y, assign, fixed[y]
        for column, bundle, step in steps(case, m, [option], y):
            cut, post = case.rate(option, step), tariff.head(option, step)[y]
            money = tuple((index, yuan * (1 - cut) if yuan > 0 else yuan) for index, yuan in bundle.money)
            paid = tariff.machine(option, bundle.machine, step)[y] if bundle.machine else 0
            yield y, column, (supply[y] + post) * bundle.post + paid + late.floored(money, y)
    for column, rung in case.rungs([option]):
        if rung.point is None:
            post_ = tariff.head(option, rung.step)
            yield from ((y, column + y, -post_[y] * rung.staff) for y in case.years)
            continue
        posts, others = rung.point.posts, rung.point.posts - rung.staff
        fees = [(tariff.machine(option, machine), n) for machine, n in rung.point.machines]
        flows = prices.flow_lines(s, rates, rung.point.volumes) if rung.point.volumes else ()
        for y in case.years:
            paid = supply[y] * posts + head[y] * others + sum(fee[y] * n for fee, n in fees)
            yield y, column + y, paid + late(flows, y)
    if tariff.taken(option):
        manned = [(column, rung.staff, rung.step) for column, rung in case.rungs([option]) if rung.staff]
        yield from ((y, c + y, tariff.taken(option, step)[y] * n) for c, n, step in manned for y in case.years)


def _cheaper(rates: prices.Rates, cut: Fraction) -> prices.Rates:
    """Return what units of flows cost at the least under a discount."""
    return {
        flow: tuple((item, index, yuan * (1 - cut) if yuan > 0 else yuan) for item, index, yuan in lines)
        for flow, lines in rates.items()
    }


def _fees(case: Case, m: Columns, option: Option, tariff: Tariff) -> Iterator[Fee]:
    """Yield what an option's vendor is paid for each point, and what each step of its discount takes off."""
    s, at, vendor, years = case.scenario, name(option), prices.vendor(case.scenario, option), case.years
    asked = any(rule.state != "off" for rule in (s.policy.route, s.policy.share, s.policy.reserve))
    if vendor is None or not (asked or s.bids[option.bid].discounts):
        return
    if case.levels:
        yield from _charged(case, m, option, tariff)
        return
    priced, part, steps = contracts.Priced(s, option, tariff.bare(option)), (option.unit, ""), tariff.steps(option.bid)
    for k, (column, rung) in enumerate(case.rungs([option])):
        found = priced.parts(rung.point) if rung.point else []
        bills = [(tariff.bill(option.bid, lines), n) for lines, n in found]
        base = sum(bill.base * n for bill, n in bills)
        for y in years:
            yield Fee(y, vendor, part, column + y, base, sum(bill.late[y] * n for bill, n in bills))
            for t in range(len(steps)):
                worth = sum(bill.cuts[t].base * n for bill, n in bills)
                spared = sum(bill.cuts[t].late[y] * n for bill, n in bills)
                yield Fee(y, vendor, part, m.cut[(*at, k, y, t)], worth, spared, True)
    if option == case.offers[option.bid][0] and contracts.by_money(s, option.bid):
        for t, step in enumerate(steps):
            again = tariff.bill(option.bid, (("discount", "price", step.fixed),))
            for y in years:
                yield Fee(y, vendor, ("", option.bid), m.tier[option.bid, t, y], again.base, again.late[y], True)


def _charged(case: Case, m: Columns, option: Option, tariff: Tariff) -> Iterator[Fee]:
    """Yield the least an option's vendor is paid in the bounding programme, by steps of levels: posts and machines.

    Nothing where a flow brings the vendor's fee down.
    """
    s, part = case.scenario, (option.unit, "")
    vendor = s.bids[option.bid].vendor
    if any(yuan < 0 for lines in prices.flow_rates(s, option).values() for item, _, yuan in lines if item in VENDOR):
        return
    for y in case.years:
        for column, bundle, step in steps(case, m, [option], y):
            lines = (tariff.paid(option, step=step) if bundle.post else ()) + (
                tariff.paid(option, bundle.machine, step) if bundle.machine else ()
            )
            if base := sum(fen for _, _, fen in lines):
                yield Fee(y, vendor, part, column, base, 0)
        for column, rung in case.rungs([option]):
            if base := sum(fen for _, _, fen in tariff.paid(option, step=rung.step)) * rung.staff:
                yield Fee(y, vendor, part, column + y, -base, 0)


def _procurement(case: Case, m: Columns, late: Late) -> Iterator[Entry]:
    """Yield what each way of procurement of a vendor costs a year."""
    for vendor, way, y in m.route:
        yield y, m.route[vendor, way, y], late(contracts.route_lines(case.scenario, way), y)


def _least(case: Case, assign: int, option: Option, rates: prices.Rates, late: Late) -> Iterator[Entry]:
    """Yield the least that flows may cost an option in the bounding programme, besides what steps of levers add.

    Flows that are outcomes come in with the most they may earn and the least they must cost (`Case.limits`, an
    estimate); those that levers, floors or caps decide with what rounding may take off: half a thousandth of a unit,
    half a fen twice.
    """
    s, limit, charged, capped = case.scenario, case.limits.get(option, {}), case.charged(option), case.earned(option)
    for y in case.years if contracts.largest(s, option.bid) else ():
        yield y, assign, -2 - late.floored((("wage", Fraction(2, 100)), ("price", Fraction(2, 100))), y)
    for flow in s.kind(option.unit).flows(s.spec(option.unit)):
        for item, index, yuan in rates[flow.name]:
            for y in case.years:
                if flow.steps or (flow.weighed and charged) or flow.name in capped:
                    spare = abs(yuan) * exact(s.labour.workdays_per_year) / 2000 + Fraction(1, 100)
                    yield y, assign, -2 - late.floored(((index, spare),), y)
                    continue
                least, most = limit.get(flow.name, (0, None))
                if yuan < 0 and most is None:
                    raise HouqinError(f"the flow {flow.name} earns money and has no upper limit")
                quantity = (most or 0) if yuan < 0 else least
                rate: prices.Rates = {flow.name: ((item, index, yuan),)}
                yield y, assign, late(prices.flow_lines(s, rate, [(flow.name, quantity)]), y)


def _charge(case: Case, m: Columns, option: Option, late: Late) -> Iterator[Entry]:
    """Yield what a million fen of weighed flows at first-year prices costs in each year: by the index that grows least.

    With growth in millionths that many fen.
    """
    indices = {index for money in prices.charges(case.scenario, option).values() for index, _ in money}
    for y in case.years if case.charged(option) else ():
        least = min(late.ladder[index][y] for index in indices)
        yield y, m.charge[(*name(option), y)], math.floor(least * (1 - contracts.largest(case.scenario, option.bid)))


def _earned(case: Case, m: Columns, option: Option, late: Late) -> Iterator[Entry]:
    """Yield what a unit of a flow a working day earns in each year, where levers limit the flow."""
    for flow, (index, yuan) in case.earned(option).items():
        for y in case.years:
            money = ((index, yuan * exact(case.scenario.labour.workdays_per_year)),)
            yield y, m.sold[(*name(option), flow, y)], late.floored(money, y)


def _machines(case: Case, m: Columns, late: Late) -> Iterator[Entry]:
    """Yield upkeep, purchases, leases, sales, and the value left at the end."""
    last = case.years[-1]
    known: dict[tuple[str, float], prices.Asset] = {}
    for unit, machine in {(u, t): None for u, t, _ in m.own}:
        like = machine, case.scenario.units[unit].owned_age_years
        kind = known[like] = known.get(like) or prices.asset(case.scenario, unit, machine)

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


def _people(case: Case, m: Columns, late: Late) -> Iterator[Entry]:
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
