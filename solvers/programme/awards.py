"""Rows about who is awarded what: gates, newcomers, secrecy, ways of procurement, redundancy, shares, discounts.

In the bounding programme rules on money paid are left out, and discounts are granted in full: both can only lower it.
"""

from collections.abc import Callable
from typing import Any

from ...model.gates import crowd, gates, newcomers
from ...model.units import exact
from .. import contracts, prices
from ..rules import pairs, scope, secret
from .sheet import Sheet
from .variables import name

LOT = 100
"""Fen in a yuan: shares are exceeded by whole yuan."""


def qualified(sheet: Sheet) -> None:
    """Bar vendors from the units for which they fail a gate."""
    case, rule = sheet.case, sheet.case.scenario.policy.qualified
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        out = {unit for gate in gates(case.scenario, vendor) for unit in gate.units}
        for option in case.ladders:
            if option.unit in out and prices.vendor(case.scenario, option) == vendor:
                id = f"vendors.{vendor}.qualified"
                over = sheet.slack(id, rule, None, 1)
                sheet.add("c_qualified", name(option), sheet.model.assign[name(option)] <= over, id)


def newcomer(sheet: Sheet) -> None:
    """Let only so many vendors in that serve nowhere today."""
    rule, id = sheet.case.scenario.policy.newcomers, "policy.newcomers"
    fresh = newcomers(sheet.case.scenario) if rule.state != "off" else ()
    if fresh:
        over = sheet.slack(id, rule, None, len(fresh))
        sheet.add("c_newcomer", "all", sum(sheet.winning(v) for v in fresh) - over <= rule.most, id)


def secrecy(sheet: Sheet) -> None:
    """Deliver units of a secrecy class only in the modes of the class."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.secrecy, "policy.secrecy"
    for option in case.ladders if rule.state != "off" else ():
        if secret(case.scenario, option.unit, option.mode):
            over = sheet.slack(id, rule, None, 1)
            sheet.add("c_secrecy", name(option), sheet.model.assign[name(option)] <= over, id)


def discount(sheet: Sheet) -> None:
    """Put every bid with a discount on the step it reaches, and every chosen point of it on the same step."""
    case, m = sheet.case, sheet.model
    for bid in contracts.discounted(case.scenario) if not case.levels else ():
        steps, money = contracts.tiers(case.scenario, bid), contracts.by_money(case.scenario, bid)
        mine = [o for o in case.ladders if o.bid == bid]
        picks = {id(m.pick[(*name(o), k, y)]) for o in mine for k in range(len(case.ladders[o])) for y in case.years}
        for y in case.years if money else case.years[:1]:
            on = [m.tier[bid, t, y] for t in range(len(steps))]
            if money:
                fees = sheet.account.fees.get((case.scenario.bids[bid].vendor, y), ())
                paid = [f for f in fees if id(f.variable) in picks]
                reached, full = sum(f.base * f.variable for f in paid), _most([(f.variable, f.base) for f in paid])
                most = [full if s.high is None else s.high for s in steps]
            else:
                reached = sum(m.assign[name(o)] for o in mine)
                most = [len(mine) if s.high is None else s.high for s in steps]
            sheet.add("c_tier", (bid, y, "one"), sum(on) == 1)
            sheet.add("c_tier", (bid, y, "from"), reached >= sum(s.low * d for s, d in zip(steps, on, strict=True)))
            sheet.add("c_tier", (bid, y, "to"), reached <= sum(n * d for n, d in zip(most, on, strict=True)))
        for option in mine:
            at = name(option)
            for y in case.years:
                for k in range(len(case.ladders[option])):
                    cuts = [m.cut[(*at, k, y, t)] for t in range(len(steps))]
                    sheet.add("c_cut", (*at, k, y), sum(cuts) == m.pick[(*at, k, y)])
                for t in range(len(steps)):
                    here = sum(m.cut[(*at, k, y, t)] for k in range(len(case.ladders[option])))
                    sheet.add("c_step", (*at, y, t), here <= m.tier[bid, t, y if money else 0])


def _paid(sheet: Sheet, vendor: str, year: int, grown: bool) -> list[tuple[Any, int]]:
    """Return what a vendor is paid in a year, by variable: fen of that year, or at the first year's prices."""
    return [(fee.variable, fee.fen if grown else fee.base) for fee in sheet.account.fees.get((vendor, year), ())]


def _most(paid: list[tuple[Any, int]]) -> int:
    """Return the most that may be paid: each unit's dearest point; discounts left out."""
    most: dict[str, int] = {}
    for variable, fen in paid:
        unit = variable.index()[0]
        most[unit] = max(fen, most.get(unit, 0))
    return sum(most.values())


def route(sheet: Sheet) -> None:
    """Give a vendor with contracts one way of procurement a year, whose limit its contracts keep."""
    case, m, rule, id = sheet.case, sheet.model, sheet.case.scenario.policy.route, "policy.route"
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        for y in case.years:
            ways = contracts.open_routes(case.scenario, vendor)
            sheet.add("c_engaged", (vendor, y), sum(m.route[vendor, r, y] for r in ways) == sheet.winning(vendor))
            paid = _paid(sheet, vendor, y, False)
            limits = [contracts.limit(case.scenario, r) for r in ways]
            if case.levels or not paid or limits == [None]:
                continue
            most = _most(paid)
            over = sheet.give("c_unrouted", (vendor, y), id, rule, y, 1)
            room = sum((most if n is None else n) * m.route[vendor, r, y] for n, r in zip(limits, ways, strict=True))
            worth = sum(fen * variable for variable, fen in paid)
            sheet.add("c_route", (vendor, y), worth <= room + most * over)


def redundancy(sheet: Sheet) -> None:
    """Have several vendors hold contracts on each group of units."""
    case, m, rule = sheet.case, sheet.model, sheet.case.scenario.policy.redundancy
    for group, (units, least) in pairs(case.scenario).items() if rule.state != "off" else ():
        id, here = f"policy.redundancy.groups.{group}", []
        for vendor in case.scenario.vendors:
            mine = [m.assign[name(o)] for o in case.ladders
                    if o.unit in units and prices.vendor(case.scenario, o) == vendor]  # fmt: skip
            sheet.add("c_here", (group, vendor), m.here[group, vendor] <= sum(mine))
            here.append(m.here[group, vendor])
        sheet.add("c_redundancy", group, sum(here) + sheet.slack(id, rule, None, least) >= least, id)


def share(sheet: Sheet) -> None:
    """Let no vendor hold more than a share of the payments of a year to all vendors."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.share, "policy.share"
    most = exact(rule.most)
    for y in case.years if rule.state != "off" and not case.levels else ():
        paid = {vendor: _paid(sheet, vendor, y, True) for vendor in case.scenario.vendors}
        for vendor, mine in paid.items():
            if mine and most < 1:
                over = sheet.give("c_excess", (vendor, y), id, rule, y, _most(mine) // LOT + 1)
                own = sum(fen * variable for variable, fen in mine)
                all_ = sum(fen * variable for each in paid.values() for variable, fen in each)
                p, q = most.numerator, most.denominator
                sheet.add("c_share", (vendor, y), q * own - p * all_ - LOT * q * over <= 0)


def holdings(sheet: Sheet) -> None:
    """Let no vendor hold more than so many units."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.holdings, "policy.holdings"
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        mine = [sheet.model.assign[name(o)] for o in case.ladders if prices.vendor(case.scenario, o) == vendor]
        if len({o.unit for o in case.ladders if prices.vendor(case.scenario, o) == vendor}) > rule.most:
            over = sheet.slack(id, rule, None, len(mine))
            sheet.add("c_holdings", vendor, sum(mine) - over <= rule.most, id)


def quota(sheet: Sheet) -> None:
    """Keep the number of a crowd's vendors with contracts, or of their units, within its limits."""
    case, m, rule = sheet.case, sheet.model, sheet.case.scenario.policy.quota
    for group, terms in rule.groups.items() if rule.state != "off" else ():
        id, units, count = f"policy.quota.groups.{group}", scope(case.scenario, group), 0
        for vendor in crowd(case.scenario, terms):
            mine = [m.assign[name(o)] for o in case.ladders
                    if o.unit in units and prices.vendor(case.scenario, o) == vendor]  # fmt: skip
            if terms.count == "vendors":
                there = m.there[group, vendor]
                sheet.add("c_there", (group, vendor, "some"), there <= sum(mine))
                for i, contract in enumerate(mine):
                    sheet.add("c_there", (group, vendor, i), there >= contract)
            count += there if terms.count == "vendors" else sum(mine)
        if terms.low:
            sheet.add("c_quota", (group, "low"), count + sheet.slack(id, rule, None, terms.low) >= terms.low, id)
        if terms.high < max(len(units), len(case.scenario.vendors)):
            over = sheet.slack(id, rule, None, len(units))
            sheet.add("c_quota", (group, "high"), count - over <= terms.high, id)


def reserve(sheet: Sheet) -> None:
    """Keep the share of a crowd of vendors in the payments of a year within its limits."""
    case, rule = sheet.case, sheet.case.scenario.policy.reserve
    for y in case.years if rule.state != "off" and not case.levels else ():
        paid = {vendor: _paid(sheet, vendor, y, True) for vendor in case.scenario.vendors}
        most = sum(map(_most, paid.values())) // LOT + 1
        for group, terms in rule.groups.items():
            inside = crowd(case.scenario, terms)
            for side, limit, sign in (("low", exact(terms.low), -1), ("high", exact(terms.high), 1)):
                if limit == (side == "high"):
                    continue
                id, p, q = f"policy.reserve.groups.{group}", limit.numerator, limit.denominator
                over = sheet.give("c_beside", (group, y, side), id, rule, y, most)
                parts = {v: sign * (q - p if v in inside else -p) for v in paid}
                gap = sum(parts[v] * fen * x for v, each in paid.items() for x, fen in each)
                sheet.add("c_reserve", (group, y, side), gap - LOT * q * over <= 0)


FAMILIES: dict[str, Callable[[Sheet], None]] = {
    "qualified": qualified,
    "newcomer": newcomer,
    "secrecy": secrecy,
    "discount": discount,
    "route": route,
    "redundancy": redundancy,
    "share": share,
    "holdings": holdings,
    "quota": quota,
    "reserve": reserve,
}
