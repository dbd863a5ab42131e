"""What the programme pays: whole fen by year and column, from the same unit prices as the ledger.

The ledger adds up a finished plan; here every unit price becomes the coefficient of a column. Tests hold the two
to the fen.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from ...model.errors import HouqinError
from ...model.funds import payer, payers
from ...model.scenario import Scenario
from .. import contracts, passthrough, prices
from ..menu import Option
from ..money import exact
from ..rows import Vector
from .case import Case, name
from .columns import Columns
from .fees import Fees, fees, joined
from .table import Table
from .tariff import Late, Tariff, party
from .variables import steps
from .whole import Ints, added, product, summed, total, whole

Entry = tuple[int, int, int]
"""(year, column, fen)."""
Entries = tuple[Ints, Ints, Ints]
"""Many of them: years, columns, fen."""


@dataclass
class Account:
    """Costs of a programme under construction, exact.

    Parameters
    ----------
    paid : array of whole numbers, shape (years, columns)
        What one of each column costs in each year, fen.
    fees : dict bid -> Fees
        Where a rule or a discount asks for them; `engaged` has them by vendor.
    penalties : list of (rule, column, millionths of fen)
        Of later columns, too.
    """

    scenario: Scenario
    discount: tuple[int, ...]
    paid: Ints
    fees: dict[str, Fees] = field(default_factory=dict)
    penalties: list[tuple[str, int, int]] = field(default_factory=list)

    @cached_property
    def worth(self) -> Ints:
        """Return what one of each column costs at its present value, millionths of fen."""
        return added(product(self.paid, whole(self.discount)[:, None]))

    @cached_property
    def engaged(self) -> dict[str, Fees]:
        """Return what vendors are paid, and what discounts take off, by vendor."""
        found: dict[str, list[Fees]] = {}
        for bid, mine in self.fees.items():
            found.setdefault(self.scenario.bids[bid].vendor, []).append(mine)
        return {vendor: joined(mine) for vendor, mine in found.items()}

    def totals(self, x: Vector) -> list[int]:
        """Return the costs of a solution by year, fen."""
        used = np.flatnonzero(np.rint(x[: self.paid.shape[1]]))
        number = np.rint(x[used]).astype(np.int64)
        return [total(product(paid, number)) for paid in self.paid[:, used]]

    def punish(self, rule: str, column: int, weight: float, year: int | None, times: int = 1) -> None:
        """Price a unit of violation of a soft rule: in one year, or (`year` None) in every year."""
        factor = sum(self.discount) if year is None else self.discount[year]
        self.penalties.append((rule, column, prices.fen(prices.exact(weight)) * factor * times))


def account(
    case: Case,
    m: Columns,
    table: Table,
    growth: Mapping[str, tuple[int, ...]] | None = None,
    fund: str | None = None,
) -> Account:
    """Return the costs of all decisions, or what of them a fund of the budget pays.

    `growth` is by index and year in millionths, the expected one if not given.
    """
    mine = None if fund is None else frozenset(at for at, name in payers(case.scenario).items() if name == fund)
    late = Late(prices.growth(case.scenario) if growth is None else growth, mine)
    tariff = Tariff(case, late)
    found = fees(case, m, table, tariff)
    few = [*_procurement(case, m, late), *_machines(case, m, late), *_people(case, m, late)]
    few += [*_besides(case, m, table, tariff), *_through(case, m, Late(late.ladder), fund)]
    for option in case.ladders if case.levels else ():
        few += _bounding(case, m, option, tariff)
    one = whole(few).reshape(-1, 3).T
    entries = [(one[0], one[1], one[2]), _options(case, m, tariff), _posts(case, m, table, tariff)]
    entries += [_spread(fee.columns[:, fee.off], fee.late[:, fee.off]) for fee in found.values()]
    year, column, fen = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = len(case.years), len(m.high)
    places = np.ravel_multi_index((year.astype(np.int64), column.astype(np.int64)), shape)
    paid = summed(fen, places, shape[0] * shape[1]).reshape(shape)
    return Account(case.scenario, prices.discount(case.scenario), paid, found)


def _spread(columns: Ints, fen: Ints) -> Entries:
    """Return fen by year and column, of shape (years, ...), as entries."""
    years = np.repeat(np.arange(len(fen)), fen[0].size)
    return years, np.broadcast_to(columns, fen.shape).ravel(), fen.ravel()


def _options(case: Case, m: Columns, tariff: Tariff) -> Entries:
    """Return what options cost as such: supervision, and a change of vendor in the first year."""
    fen = whole([tariff.fixed(o) for o in case.ladders]).T
    fen[0] += whole([tariff.change(o)[0] for o in case.ladders])
    return _spread(m.span("assign"), fen)


def _posts(case: Case, m: Columns, table: Table, tariff: Tariff) -> Entries:
    """Return what the posts of rungs cost besides the pay of staff in post: the other team and consumables.

    Where the other team's posts are priced by lever, those that staff in post fill are taken off again.
    """
    every = [(o, t) for o, n in zip(case.ladders, table.steps.tolist(), strict=True) for t in range(n)]
    of = (np.cumsum(table.steps) - table.steps)[table.owner] + table.step

    def late(price: Callable[[Option, int], tuple[int, ...]], number: Ints) -> Ints:
        return product(whole([price(o, t) for o, t in every]).T[:, of], number)

    fen = late(tariff.head, table.others) + late(lambda o, _: tariff.supply(o), table.others)
    if table.staff.any():
        fen = fen + late(tariff.taken, table.staff) + late(lambda o, _: tariff.supply(o, own=True), table.staff)
    return _spread(m.span("pick").reshape(-1, len(case.years)).T, fen)


def _besides(case: Case, m: Columns, table: Table, tariff: Tariff) -> Iterator[Entry]:
    """Yield what points cost besides posts: machines that the vendor brings, and flows."""
    for option, points in table.more.items():
        for k, point in points:
            found = [(tariff.machine(option, machine), n) for machine, n in point.machines]
            flows = prices.flow_lines(case.scenario, tariff.rates(option), point.volumes) if point.volumes else ()
            for y in case.years:
                paid = sum(fee[y] * n for fee, n in found) + tariff.late(flows, y, party(option))
                yield y, m.pick[(*name(option), k, y)], paid


def _bounding(case: Case, m: Columns, option: Option, tariff: Tariff) -> Iterator[Entry]:
    """Yield what an option costs in the bounding programme: the least of its flows, and the steps of its levers."""
    late, supply = tariff.late, tariff.supply(option)
    most = contracts.largest(case.scenario, option.bid)
    yield from _least(case, m, option, _cheaper(tariff.rates(option), most), late)
    yield from _charge(case, m, option, late)
    yield from _earned(case, m, option, late)
    for y in case.years:
        for column, bundle, step in steps(case, m, [option], y):
            cut, head = case.rate(option, step), tariff.head(option, step)
            money = tuple((index, yuan * (1 - cut) if yuan > 0 else yuan) for index, yuan in bundle.money)
            paid = tariff.machine(option, bundle.machine, step)[y] if bundle.machine else 0
            yield y, column, (supply[y] + head[y]) * bundle.post + paid + late.floored(money, y)


def _cheaper(rates: prices.Rates, cut: Fraction) -> prices.Rates:
    """Return what units of flows cost at the least under a discount."""
    return {
        flow: tuple((item, index, yuan * (1 - cut) if yuan > 0 else yuan) for item, index, yuan in lines)
        for flow, lines in rates.items()
    }


def _procurement(case: Case, m: Columns, late: Late) -> Iterator[Entry]:
    """Yield what each way of procurement of a vendor costs a year."""
    for vendor, way, y in m.route:
        yield y, m.route[vendor, way, y], late(contracts.route_lines(case.scenario, way), y)


def _least(case: Case, m: Columns, option: Option, rates: prices.Rates, late: Late) -> Iterator[Entry]:
    """Yield the least that flows may cost an option in the bounding programme, besides what steps of levers add.

    Flows that are outcomes come in with the most they may earn and the least they must cost (`Case.limits`, an
    estimate); those that levers, floors or caps decide with what rounding may take off: half a thousandth of a unit,
    half a fen twice. One that covers what is sold costs at least what it takes for that.
    """
    s, limit, charged, capped = case.scenario, case.limits.get(option, {}), case.charged(option), case.earned(option)
    assign, days = m.assign[name(option)], exact(case.scenario.labour.workdays_per_year)
    for y in case.years if contracts.largest(s, option.bid) else ():
        yield y, assign, -2 - late.floored((("wage", Fraction(2, 100)), ("price", Fraction(2, 100))), y)
    for flow in s.kind(option.unit).flows(s.spec(option.unit)):
        for item, index, yuan in rates[flow.name]:
            for y in case.years:
                covering = not flow.steps and flow.covers in capped and yuan > 0
                if covering:
                    yield y, m.sold[(*name(option), flow.covers, y)], late.floored(((index, yuan * days),), y)
                if flow.steps or (flow.weighed and charged) or flow.name in capped or covering:
                    spare = abs(yuan) * days / 2000 + Fraction(1, 100)
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

        def line(item: str, fen: int, year: int) -> int:
            return late(((item, "price", fen),), year)

        rest = line("residual", -kind.rest, last)
        yield last, m.own[unit, machine, last], rest
        for y in case.years:
            at = (unit, machine, y)
            yield y, m.own[at], line("upkeep", kind.upkeep, y)
            yield y, m.buy[at], line("purchase", kind.price, y)
            yield last, m.buy[at], line("residual", -kind.residual[y], last) - rest
            yield y, m.lease[at], line("lease", kind.lease or 0, y)
            yield y, m.sell[at], line("sale", -kind.sale[y], y)


def _people(case: Case, m: Columns, late: Late) -> Iterator[Entry]:
    """Yield the pay of staff in post, used or not, and what leaving costs and saves."""
    for group in case.scenario.workforce:
        pay, once = prices.staff_lines(case.scenario, group), prices.once_lines(case.scenario, group)
        moved = tuple(("moved", index, fen) for _, index, fen in pay)
        for y in case.years:
            yield y, m.present[group, y], late(pay, y, "staff")
            yield y, m.exit[group, y], late(once["exit"], y, "staff")
            yield y, m.dismiss[group, y], late(once["severance"], y, "staff")
            yield y, m.redeploy[group, y], late(once["redeploy"], y, "staff")
            for after in case.years[y:]:
                yield after, m.redeploy[group, y], late(moved + once["relief"], after, "staff")
    for group, unit, y in m.train:
        yield y, m.train[group, unit, y], late(prices.once_lines(case.scenario, group)["training"], y, "staff")


def _through(case: Case, m: Columns, late: Late, fund: str | None) -> Iterator[Entry]:
    """Yield what is expected to be paid at cost, all of it or what a fund pays: a column that stands at 1."""
    paid = payers(case.scenario)
    for what, item in case.scenario.passthrough.items():
        for y in case.years if fund in (None, payer(case.scenario, paid, what)) else ():
            yield y, m.fixed["passthrough"], late(passthrough.lines(item), y)
