"""Adding up a plan: from decisions and unit prices to fen, never from solver variables."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..model.engine.draw import quantiles, uniforms
from ..model.items import VENDOR
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.streams import Phase, key
from . import contracts, passthrough, prices
from .answer import Deduction, Difference, Line, Volume
from .menu import Option, staffed, today
from .plan import Award, Path, Plan
from .prices import ITEMS, PAY, discount, growth, machine_prices, post_lines, post_price, staff_lines, worth

__all__ = [
    "FUTURES", "ITEMS", "VENDOR", "by_item", "by_year", "contract", "difference", "discount", "facts", "futures",
    "growth", "ledger", "machine_prices", "post_lines", "post_price", "present_value", "routes", "sampling",
    "staff_lines", "stranded",
]  # fmt: skip

FUTURES = 2000
CONFIDENCE = 0.95
Book = Counter[tuple[int, str, str, str, str]]
Ways = tuple[str, ...]
Heads = dict[tuple[str, str], tuple[prices.Unit, ...]]
"""(mode, bid) -> lines of a post of the other team."""
Enter = Callable[[int, str, str, Iterable[prices.Unit], int], None]


def ledger(scenario: Scenario, plan: Plan) -> tuple[Line, ...]:
    """Return every line of money of a plan, sorted by year, unit, group and item; empty lines left out.

    Pay of staff in post stands at the unit where they work, and at unit "" for those without a post (stranded). What is
    expected to be paid at cost stands at unit "", with its name as the group.
    """
    factors = growth(scenario)
    late: Book = Counter()
    base: Book = Counter()

    def enter(year: int, unit: str, group: str, lines: Iterable[prices.Unit], heads: int) -> None:
        for item, index, fen in lines:
            at = (year, unit, group, item, index)
            late[at] += prices.grown(fen, factors[index][year]) * heads
            base[at] += fen * heads

    heads = {(o.mode, o.bid): prices.head_lines(scenario, o) for o in _first(plan)}
    for award in plan.awards:
        _service(scenario, award, heads, enter)
        _machines(scenario, award, enter)
    _discounts(scenario, plan, heads, enter)
    for ways in _routes(scenario, plan, base, factors).values():
        for y, route in enumerate(ways):
            enter(y, "", "", contracts.route_lines(scenario, route), 1)
    for path in plan.paths:
        _people(scenario, plan, path, enter)
    for name, item in scenario.passthrough.items():
        for y in range(scenario.horizon.years):
            enter(y, "", name, passthrough.lines(item), 1)
    return tuple(
        Line(year, unit, group, item, index, late[year, unit, group, item, index], fen)
        for (year, unit, group, item, index), fen in sorted(base.items())
        if fen
    )


def _service(scenario: Scenario, award: Award, heads: Heads, enter: Enter) -> None:
    """Enter the posts, consumables, flows, vendor's machines and supervision of a unit."""
    option, unit = award.option, award.option.unit
    enter(0, unit, "", prices.change_lines(scenario, option), 1)
    supplies, own = prices.supply_lines(scenario, option), prices.supply_lines(scenario, option, own=True)
    fixed = prices.mode_lines(scenario, option)
    rates, bonus = prices.flow_rates(scenario, option), contracts.bonus_lines(scenario, option)
    for y, year in enumerate(award.years):
        others = year.point.posts - year.point.staff
        if others:
            enter(y, unit, "", heads[option.mode, option.bid] + bonus, others)
        enter(y, unit, "", contracts.seconded_lines(scenario, option), year.point.staff)
        enter(y, unit, "", supplies, others)
        enter(y, unit, "", own, year.point.staff)
        enter(y, unit, "", fixed, 1)
        enter(y, unit, "", prices.flow_lines(scenario, rates, year.point.volumes), 1)
        for machine, count in year.point.machines:
            enter(y, unit, "", prices.fee_lines(scenario, option, machine), count)


def _first(plan: Plan) -> Iterable[Option]:
    """Return the first option of each mode and bid under which the other team fills posts: its lines hold for all."""
    manned = (a.option for a in plan.awards if any(y.point.posts > y.point.staff for y in a.years) or a.option.bid)
    return {(option.mode, option.bid): option for option in manned}.values()


def _discounts(scenario: Scenario, plan: Plan, heads: Heads, enter: Enter) -> None:
    """Enter what tiered discounts take off; what an incremental one pays again stands at the bid's first unit."""
    for bid in contracts.discounted(scenario):
        mine = [a for a in plan.awards if a.option.bid == bid]
        for y in range(scenario.horizon.years):
            priced = ((a, contracts.Priced(scenario, a.option, heads[a.option.mode, bid])) for a in mine)
            paid = [(a.option.unit, price.parts(a.years[y].point)) for a, price in priced]
            total = sum(contracts.value(found) for _, found in paid)
            measure = total if contracts.by_money(scenario, bid) else len(mine)
            tier = next(t for t in contracts.tiers(scenario, bid) if t.high is None or measure <= t.high)
            for unit, found in paid:
                for lines, n in found:
                    enter(y, unit, "", contracts.off(lines, tier.rate), n)
            if mine and tier.fixed:
                enter(y, paid[0][0], "", [("discount", "price", tier.fixed)], 1)


def routes(scenario: Scenario, plan: Plan, lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    """Return how each vendor with contracts is engaged in each year; nothing where `policy.route` is off."""
    base: Book = Counter()
    for v in lines:
        base[v.year, v.unit, v.group, v.item, v.index] += v.base
    return _routes(scenario, plan, base, growth(scenario))


def _routes(scenario: Scenario, plan: Plan, base: Book, factors: dict[str, tuple[int, ...]]) -> dict[str, Ways]:
    """Return the way of procurement of each vendor with contracts, year by year."""
    if scenario.policy.route.state == "off":
        return {}
    firms = {a.option.unit: prices.vendor(scenario, a.option) for a in plan.awards}
    worths: Counter[tuple[str | None, int]] = Counter()
    for (y, unit, group, item, _), amount in base.items():
        if unit and not group and item in VENDOR:
            worths[firms[unit], y] += amount
    years, engaged = range(scenario.horizon.years), [v for v in scenario.vendors if v in firms.values()]
    return {v: contracts.routes(scenario, v, [worths[v, y] for y in years], factors) for v in engaged}


def _machines(scenario: Scenario, award: Award, enter: Enter) -> None:
    """Enter the bureau's machines of a unit: upkeep, purchases, leases, sales, and what is left."""
    unit, last = award.option.unit, len(award.years) - 1
    held: Counter[str] = Counter(scenario.units[unit].owned)
    bought: Counter[tuple[str, int]] = Counter()
    for y, year in enumerate(award.years):
        for machine, count in year.own:
            enter(y, unit, "", [("upkeep", "price", prices.asset(scenario, unit, machine).upkeep)], count)
        for machine, count in year.buy:
            enter(y, unit, "", [("purchase", "price", prices.asset(scenario, unit, machine).price)], count)
            bought[machine, y] += count
        for machine, count in year.lease:
            enter(y, unit, "", [("lease", "price", prices.asset(scenario, unit, machine).lease or 0)], count)
        for machine, count in year.sell:
            enter(y, unit, "", [("sale", "price", -prices.asset(scenario, unit, machine).sale[y])], count)
            held[machine] -= count
    for machine, count in held.items():
        rest = -prices.asset(scenario, unit, machine).rest
        enter(last, unit, "", [("residual", "price", rest)], count)
    for (machine, y), count in bought.items():
        rest = -prices.asset(scenario, unit, machine).residual[y]
        enter(last, unit, "", [("residual", "price", rest)], count)


def _people(scenario: Scenario, plan: Plan, path: Path, enter: Enter) -> None:
    """Enter the pay of a group in post, where they work or idle, and what their leaving costs and saves."""
    pay, once = staff_lines(scenario, path.group), prices.once_lines(scenario, path.group)
    moved = [("moved", index, fen) for _, index, fen in pay]
    gone, before = 0, dict[str, int]()
    for y, present in enumerate(path.present):
        here = ((award.option.unit, dict(award.years[y].staff).get(path.group, 0)) for award in plan.awards)
        used = {unit: heads for unit, heads in here if heads}
        for unit, heads in used.items():
            enter(y, unit, path.group, pay, heads)
            if heads > before.get(unit, 0) and scenario.lacks(path.group, unit):
                enter(y, unit, path.group, once["training"], heads - before.get(unit, 0))
        before = used
        enter(y, "", path.group, pay, present - sum(used.values()))
        gone += path.redeploy[y]
        enter(y, "", path.group, moved, gone)
        enter(y, "", path.group, once["relief"], gone)
        enter(y, "", path.group, once["exit"], path.exit[y])
        enter(y, "", path.group, once["redeploy"], path.redeploy[y])
        enter(y, "", path.group, once["severance"], path.dismiss[y])


def by_year(scenario: Scenario, lines: Iterable[Line]) -> tuple[int, ...]:
    """Return the total of each year in fen."""
    total = [0] * scenario.horizon.years
    for line in lines:
        total[line.year] += line.fen
    return tuple(total)


def by_item(lines: Iterable[Line]) -> dict[str, int]:
    """Return the total of each item over all years in fen, not discounted, in the order of `ITEMS`."""
    total: Counter[str] = Counter()
    for line in lines:
        total[line.item] += line.fen
    return {item: total[item] for item in ITEMS if item in total}


def present_value(scenario: Scenario, lines: Iterable[Line]) -> int:
    """Return the present value in fen: sum of year totals x discount / 10^6, rounded half up once."""
    return worth(by_year(scenario, lines), discount(scenario))


def stranded(lines: Iterable[Line], group: str, year: int) -> int:
    """Return what a group's people without a post are paid in a year, in fen."""
    return sum(v.fen for v in lines if (v.group, v.year, v.unit) == (group, year, "") and v.item in PAY)


def contract(scenario: Scenario, plan: Plan, lines: Iterable[Line], vendor: str) -> tuple[int, ...]:
    """Return what a vendor's contracts are worth, fen by year, before deductions."""
    mine = {a.option.unit for a in plan.awards if prices.vendor(scenario, a.option) == vendor}
    return by_year(scenario, (v for v in lines if v.unit in mine and not v.group and v.item in VENDOR))


def futures(scenario: Scenario, lines: Iterable[Line], stream: int, n: int = FUTURES) -> NDArray[np.float64]:
    """Return the present value under drawn futures of wages and prices; float64 fen, shape (n,).

    Future j has one constant growth of wages and one of prices, drawn by inversion from their laws with the
    uniform of occasion j (purpose 0, replication 0, entity 0: wages, 1: prices) under the key `stream`: every plan
    sees the same futures. What is paid at cost is drawn as well (`passthrough`), with streams of its own.
    """
    value = steady(scenario, lines, stream, n)
    if not scenario.passthrough:
        return value
    return value + passthrough.surplus(scenario, growths(scenario, stream, n), n)


def steady(scenario: Scenario, lines: Iterable[Line], stream: int, n: int = FUTURES) -> NDArray[np.float64]:
    """Return the same with what is paid at cost as it is expected; of two plans of a case that makes no difference."""
    years = range(scenario.horizon.years)
    factors = np.array(discount(scenario), dtype=np.float64) / prices.MILLION
    value = np.zeros(n)
    kept = tuple(lines)
    for index, rate in growths(scenario, stream, n).items():
        for y in years:
            base = sum(v.base for v in kept if v.index == index and v.year == y)
            value += base * factors[y] * rate**y
    return value


def growths(scenario: Scenario, stream: int, n: int = FUTURES) -> dict[str, NDArray[np.float64]]:
    """Return by what each index grows a year (1 + rate) in each of the futures; float64, shape (n,)."""
    found = {}
    for entity, (index, law) in enumerate(prices.laws(scenario)):
        draw = np.empty(n)
        uniforms(np.uint64(stream), 0, 0, entity, draw)  # type: ignore[no-untyped-call]
        found[index] = 1.0 + quantiles(law.coded(), draw)
    return found


def future_key(scenario: Scenario) -> int:
    """Return the key under which futures are drawn."""
    return key(scenario.study.seed, Phase.FUTURE, "growth")


def difference(scenario: Scenario, lines: Iterable[Line], base: Iterable[Line]) -> Difference:
    """Return a plan's present value minus another's of the same case, with a paired 95 % interval over futures."""
    return between(scenario, lines, scenario, base)


def between(scenario: Scenario, lines: Iterable[Line], other: Scenario, base: Iterable[Line]) -> Difference:
    """Return a plan's present value minus that of a plan of another version of the case, in fen.

    Both meet the same futures (uniforms of the first case's key, each through its own laws of growth). The limits are
    nearest-rank quantiles: of the n differences in order, those of rank ceil(0.025 n) and ceil(0.975 n).
    """
    ours, theirs, stream = tuple(lines), tuple(base), future_key(scenario)
    value = present_value(scenario, ours) - present_value(other, theirs)
    drawn = steady if scenario == other else futures
    paired = np.sort(drawn(scenario, ours, stream) - drawn(other, theirs, stream))
    low, high = (math.ceil(p * FUTURES - 1e-9) - 1 for p in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Difference(value, float(paired[low]), float(paired[high]), CONFIDENCE, FUTURES)


def sampling(
    scenario: Scenario,
    plan: Plan,
    lines: Iterable[Line],
    deductions: Iterable[Deduction],
    volumes: Iterable[Volume] = (),
) -> tuple[float, float]:
    """Return the 95 % interval of the present value net of simulated deductions, in fen.

    A unit's contract value of a year falls by (1 - share) of it and by the year's fines (stated at prices of the
    first year, grown with wages); errors of different deductions are taken as independent. Flows count as fresh days
    show them instead of as planned; errors of the flows of one setting are added up, as if they went together.
    """
    kept, factors, wages = tuple(lines), discount(scenario), growth(scenario)["wage"]
    outsourced = {a.option.unit for a in plan.awards if MODES[a.option.mode].outsourced}
    mean, variance = float(present_value(scenario, kept)), 0.0
    paid: Counter[tuple[str, int]] = Counter()
    for v in kept:
        if v.item in VENDOR and not v.group:
            paid[v.unit, v.year] += v.fen
    for cut in (c for c in deductions if c.unit in outsourced):
        worths = [paid[cut.unit, y] * factors[y] / prices.MILLION for y in cut.years]
        days = sum(100.0 * wages[y] / prices.MILLION * factors[y] / prices.MILLION for y in cut.years)
        mean -= math.fsum(worths) * (1.0 - cut.share) + cut.fine_per_year * days
        variance += (math.fsum(worths) * cut.share_error) ** 2 + (cut.fine_error * days) ** 2
    shifts, errors = _flown(scenario, plan, volumes)
    mean, variance = mean + math.fsum(shifts), variance + math.fsum(e * e for e in errors)
    half = 1.959963984540054 * math.sqrt(variance)
    return mean - half, mean + half


def _flown(scenario: Scenario, plan: Plan, volumes: Iterable[Volume]) -> tuple[list[float], list[float]]:
    """Return what fresh days add to the present value of flows, and the standard error of each setting's, in fen."""
    factors, ladder = discount(scenario), growth(scenario)
    rates = {a.option.unit: prices.flow_rates(scenario, a.option) for a in plan.awards}
    shifts, errors = [], dict[tuple[str, tuple[int, ...]], float]()
    for seen in volumes:
        money = math.fsum(
            float(yuan) * 100.0 * ladder[index][y] / prices.MILLION * factors[y] / prices.MILLION
            for _, index, yuan in rates[seen.unit][seen.flow]
            for y in seen.years
        ) * scenario.labour.workdays_per_year
        shifts.append(money * (seen.estimate - seen.planned))
        errors[seen.unit, seen.years] = errors.get((seen.unit, seen.years), 0.0) + abs(money) * seen.error
    return shifts, list(errors.values())


def facts(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return by site what the source's own figures say of today: nothing but wages as they are stated.

    Keys: `posts`, `staff` (in post), `others`, `area_m2`, `wage_bill` (fen a year: take-home or gross pay of
    staff as stated, the bid's wage of the other team as stated, before any repricing), `wage_per_m2` (yuan),
    `m2_per_person` (0 where nobody works).
    """
    free = {name: group.headcount for name, group in scenario.workforce.items()}
    found: dict[str, dict[str, float]] = {}
    for name, unit in scenario.units.items():
        option = today(scenario, name)
        posts = sum(unit.today.setting[v.name] for v in scenario.levers(name) if v.cost == "post")
        bill, left = 0, posts
        for group, terms in scenario.staff_for(name).items() if staffed(scenario, option) else ():
            here = min(left, free[group])
            stated = terms.pay.take_home_per_month or terms.pay.gross_per_month or 0.0
            bill, left = bill + here * prices.fen(prices.exact(stated) * 12), left - here
            free[group] -= here
        bill += left * prices.fen(_stated(scenario, option) * 12)
        site = found.setdefault(unit.site, {"posts": 0, "staff": 0, "others": 0, "wage_bill": 0})
        counts = {"posts": posts, "staff": posts - left, "others": left, "wage_bill": bill}
        for field, value in counts.items():
            site[field] += value
    for name, site in found.items():
        area = scenario.sites[name].area_m2
        site["area_m2"], site["wage_per_m2"] = area, site["wage_bill"] / 100 / area
        site["m2_per_person"] = area / site["posts"] if site["posts"] else 0.0
    return found


def _stated(scenario: Scenario, option: Option) -> Fraction:
    """Return the stated monthly wage of one of the other team, in yuan."""
    if option.bid:
        return prices.exact(scenario.bids[option.bid].wage_per_month)
    pay = scenario.hiring.pay if scenario.hiring else None
    return prices.exact((pay.take_home_per_month or pay.gross_per_month or 0.0) if pay else 0.0)
