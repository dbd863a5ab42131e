"""Rows about who is awarded what: gates, newcomers, secrecy, ways of procurement, redundancy, shares, discounts.

In the bounding programme shares of money paid are left out, ways of procurement count posts and machines alone, and
discounts whose steps are not told apart are granted in full: all of it can only lower its value.
"""

import itertools
from collections.abc import Callable
from typing import Any

from ...model.gates import crowd, gates, lapses, newcomers
from ...model.units import exact
from .. import contracts
from ..concession import lacking, never
from ..rules import came, pairs, scope, secret
from .case import name
from .objective import Fee
from .offers import told_apart
from .sheet import Sheet, each, times

LOT = 100
"""Fen in a yuan: shares are exceeded by whole yuan."""


def qualified(sheet: Sheet) -> None:
    """Bar vendors from the units for which they fail a gate."""
    case, rule = sheet.case, sheet.case.scenario.policy.qualified
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        out = {unit for gate in gates(case.scenario, vendor) for unit in gate.units}
        for option in case.by(vendor):
            if option.unit in out:
                sheet.bar("c_qualified", option, f"vendors.{vendor}.qualified", rule)


def renewal(sheet: Sheet) -> None:
    """Bar vendors from contracts that run out within the horizon where their score keeps them from being renewed."""
    case, rule = sheet.case, sheet.case.scenario.policy.renewal
    for bid, options in case.offers.items() if rule.state != "off" else ():
        years = lapses(case.scenario, bid) if bid else ()
        for option in options if years else ():
            id = f"vendors.{case.scenario.bids[bid].vendor}.renewal"
            for y in years:
                over = sheet.slack(id, rule, y, case.times(option.unit))
                held = [(sheet.columns.assign[name(option)], 1), *times(-1, over)]
                sheet.add("c_renewal", (*name(option), y), held, high=0, rule=id)


def newcomer(sheet: Sheet) -> None:
    """Let only so many vendors in that serve nowhere today."""
    rule, id = sheet.case.scenario.policy.newcomers, "policy.newcomers"
    fresh = newcomers(sheet.case.scenario) if rule.state != "off" else ()
    if fresh:
        over = sheet.slack(id, rule, None, len(fresh))
        sheet.add("c_newcomer", "all", [*map(sheet.winning, fresh), *times(-1, over)], high=rule.most, rule=id)


def secrecy(sheet: Sheet) -> None:
    """Deliver units of a secrecy class only in the modes of the class."""
    case, rule = sheet.case, sheet.case.scenario.policy.secrecy
    for option in case.ladders if rule.state != "off" else ():
        if secret(case.scenario, option.unit, option.mode):
            sheet.bar("c_secrecy", option, "policy.secrecy", rule)


def concession(sheet: Sheet) -> None:
    """Bar what leaves the vendor of a concession too little to come: a point weighs the whole yuan a year it lacks.

    In the bounding programme only options under which it would not come at the least posts either, where what it sells
    is known whatever the setting.
    """
    case = sheet.case
    for bid, options in case.offers.items():
        for option in options if bid and case.scenario.bids[bid].concession else ():
            if case.levels:
                yuan = never(case.scenario, option, case.limits.get(option, {}))
                barred = [(sheet.columns.assign[name(option)], yuan)]
                sheet.add("c_concession", name(option), barred, high=0, rule=came(bid))
                continue
            found = [(c, lacking(case.scenario, option, r.point)) for c, r in case.rungs([option]) if r.point]
            short = [(column, yuan) for column, yuan in found if yuan]
            for y in case.years if short else ():
                terms = [(column + y, yuan) for column, yuan in short]
                sheet.add("c_concession", (*name(option), y), terms, high=0, rule=came(bid))


def discount(sheet: Sheet) -> None:
    """Put every bid with a discount on the step it reaches, and every chosen point of it on the same step.

    What stands on a step lies between its ends, so that relaxed, too, no point has the rate of a step that few reach.
    """
    case, m = sheet.case, sheet.columns
    if case.levels:
        _stepped(sheet)
        return
    for bid in contracts.discounted(case.scenario):
        steps, money = contracts.tiers(case.scenario, bid), contracts.by_money(case.scenario, bid)
        mine = [(name(o), k) for o in case.offers.get(bid, ()) for k in range(len(case.ladders[o]))]
        room = _room(sheet, bid)
        for y in case.years:
            weights = _reached(sheet, bid, mine, y) if money else dict.fromkeys(mine, 1)
            worth = {(at[0], at, k): n for (at, k), n in weights.items()} if money else {(at[0],): 1 for at, _ in mine}
            top = sum(n * case.times(unit) for (unit, *_), n in worth.items())
            since = y if money else 0
            if since == y:
                sheet.equal("c_tier", (bid, y), each(m.tier[bid, t, y] for t in range(len(steps))), 1)
            for t, step in enumerate(steps):
                here = [(m.cut[(*at, k, y, t)], n) for (at, k), n in weights.items()]
                on, high = m.tier[bid, t, since], top if step.high is None else step.high
                if step.low:
                    sheet.add("c_step", (bid, y, t, "from"), [*here, (on, -step.low)], low=0)
                sheet.add("c_step", (bid, y, t, "to"), [*here, (on, -high)], high=0)
                if room is not None and not money and room < high:
                    sheet.implied.setdefault("policy.capacity", []).append(len(sheet.index))
                    sheet.add("c_step", (bid, y, t, "room"), [*here, (on, -room)], high=0)
            for at, k in mine:
                cuts = each(m.cut[(*at, k, y, t)] for t in range(len(steps)))
                sheet.equal("c_cut", (*at, k, y), [*cuts, (m.pick[(*at, k, y)], -1)])


def _stepped(sheet: Sheet) -> None:
    """In the bounding programme, put every bid whose steps are told apart on one of them, with all its rungs."""
    case, m = sheet.case, sheet.columns
    for bid in dict.fromkeys(bid for bid, _, _ in m.tier):
        steps, options = told_apart(case.scenario, bid), case.offers.get(bid, ())
        most = sum(map(case.times, {option.unit for option in options}))
        sheet.equal("c_tier", (bid, 0), each(m.tier[bid, t, 0] for t in range(len(steps))), 1)
        for y in case.years:
            for t, step in enumerate(steps):
                here = each(column + y for column, rung in case.rungs(options) if rung.step == t)
                on, high = m.tier[bid, t, 0], most if step.high is None else step.high
                if step.low:
                    sheet.add("c_step", (bid, y, t, "from"), [*here, (on, -step.low)], low=0)
                sheet.add("c_step", (bid, y, t, "to"), [*here, (on, -high)], high=0)


def _room(sheet: Sheet, bid: str) -> int | None:
    """Return the most units of a bid its vendor has people for; None where it may send as many as it likes."""
    case, least = sheet.case, dict[str, int]()
    if case.scenario.policy.capacity.state != "hard":
        return None
    vendor = case.scenario.bids[bid].vendor
    for option in case.offers.get(bid, ()):
        fewest = min((r.point.posts - r.staff for _, r in case.rungs([option]) if r.point), default=0)
        least[option.unit] = min(fewest, least.get(option.unit, fewest))
    manned = itertools.accumulate(sorted(n for unit, n in least.items() for _ in range(case.times(unit))))
    return sum(posts <= case.scenario.vendors[vendor].capacity for posts in manned)


def _reached(sheet: Sheet, bid: str, mine: list[tuple[tuple[str, str, str], int]], y: int) -> dict[Any, int]:
    """Return what each point of a bid comes to in a year before discounts, at first-year prices."""
    fees = sheet.account.fees.get((sheet.case.scenario.bids[bid].vendor, y), ())
    base = {fee.column: fee.base for fee in fees if not fee.discount}
    return {(at, k): base.get(sheet.columns.pick[(*at, k, y)], 0) for at, k in mine}


def _paid(sheet: Sheet, vendor: str, year: int) -> list[Fee]:
    """Return what a vendor is paid in a year, and what discounts take off."""
    return sheet.account.fees.get((vendor, year), [])


def _most(sheet: Sheet, paid: list[Fee], *, grown: bool) -> int:
    """Return the most that may be paid, at that year's prices or the first's: each part's dearest fee, nothing less."""
    if sheet.case.levels:
        return sum(int(sheet.columns.high[fee.column]) * max(fee.base, 0) for fee in paid)
    most: dict[tuple[str, str], int] = {}
    for fee in paid:
        most[fee.part] = max(fee.fen if grown else fee.base, most.get(fee.part, 0))
    return sum(n * sheet.case.times(unit) for (unit, _), n in most.items())


def route(sheet: Sheet) -> None:
    """Give a vendor with contracts one way of procurement a year, whose limit its contracts keep."""
    case, m, rule, id = sheet.case, sheet.columns, sheet.case.scenario.policy.route, "policy.route"
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        ways = contracts.open_routes(case.scenario, vendor)
        limits = [contracts.limit(case.scenario, r) for r in ways]
        for y in case.years:
            won, _ = sheet.winning(vendor)
            sheet.equal("c_engaged", (vendor, y), [*each(m.route[vendor, r, y] for r in ways), (won, -1)])
            paid = _paid(sheet, vendor, y)
            if not paid or limits == [None] or (case.levels and rule.state == "soft"):
                continue
            most = _most(sheet, paid, grown=False)
            over = [] if case.levels else sheet.give("c_unrouted", (vendor, y), id, rule, y, 1)
            room = [(m.route[vendor, r, y], -(most if n is None else n)) for n, r in zip(limits, ways, strict=True)]
            worth = [(fee.column, fee.base) for fee in paid]
            sheet.add("c_route", (vendor, y), worth + room + times(-most, over), high=0)


def redundancy(sheet: Sheet) -> None:
    """Have several vendors hold contracts on each group of units."""
    case, m, rule = sheet.case, sheet.columns, sheet.case.scenario.policy.redundancy
    for group, (units, least) in pairs(case.scenario).items() if rule.state != "off" else ():
        id = f"policy.redundancy.groups.{group}"
        for vendor in case.scenario.vendors:
            mine = [m.assign[name(o)] for o in case.by(vendor) if o.unit in units]
            sheet.add("c_here", (group, vendor), [(m.here[group, vendor], 1), *each(mine, -1)], high=0)
        here = each(m.here[group, vendor] for vendor in case.scenario.vendors)
        sheet.add("c_redundancy", group, here + sheet.slack(id, rule, None, least), low=least, rule=id)


def share(sheet: Sheet) -> None:
    """Let no vendor hold more than a share of the payments of a year to all vendors."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.share, "policy.share"
    most = exact(rule.most)
    p, q = most.numerator, most.denominator
    for y in case.years if rule.state != "off" and not case.levels else ():
        paid = {vendor: _paid(sheet, vendor, y) for vendor in case.scenario.vendors}
        total = [(fee.column, -p * fee.fen) for fees in paid.values() for fee in fees]
        for vendor, mine in paid.items():
            if mine and most < 1:
                over = sheet.give("c_excess", (vendor, y), id, rule, y, _most(sheet, mine, grown=True) // LOT + 1)
                own = [(fee.column, q * fee.fen) for fee in mine]
                sheet.add("c_share", (vendor, y), own + total + times(-LOT * q, over), high=0)


def holdings(sheet: Sheet) -> None:
    """Let no vendor hold more than so many units."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.holdings, "policy.holdings"
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        mine = case.by(vendor)
        if sum(map(case.times, {o.unit for o in mine})) > rule.most:
            over = sheet.slack(id, rule, None, sum(case.times(o.unit) for o in mine))
            held = each(sheet.columns.assign[name(o)] for o in mine)
            sheet.add("c_holdings", vendor, held + times(-1, over), high=rule.most, rule=id)


def quota(sheet: Sheet) -> None:
    """Keep the number of a crowd's vendors with contracts, or of their units, within its limits."""
    case, m, rule = sheet.case, sheet.columns, sheet.case.scenario.policy.quota
    for group, terms in rule.groups.items() if rule.state != "off" else ():
        id, units, count = f"policy.quota.groups.{group}", scope(case.scenario, group), list[tuple[int, int]]()
        for vendor in crowd(case.scenario, terms):
            held = {m.assign[name(o)]: case.times(o.unit) for o in case.by(vendor) if o.unit in units}
            mine = list(held)
            if terms.count == "vendors":
                there = m.there[group, vendor]
                sheet.add("c_there", (group, vendor, "some"), [(there, 1), *each(mine, -1)], high=0)
                for i, (contract, most) in enumerate(held.items()):
                    sheet.add("c_there", (group, vendor, i), [(there, most), (contract, -1)], low=0)
            count += [(there, 1)] if terms.count == "vendors" else each(mine)
        if terms.low:
            over = sheet.slack(id, rule, None, terms.low)
            sheet.add("c_quota", (group, "low"), count + over, low=terms.low, rule=id)
        if terms.high < max(len(units), len(case.scenario.vendors)):
            over = sheet.slack(id, rule, None, len(units))
            sheet.add("c_quota", (group, "high"), count + times(-1, over), high=terms.high, rule=id)


def reserve(sheet: Sheet) -> None:
    """Keep the share of a crowd of vendors in the payments of a year within its limits."""
    case, rule = sheet.case, sheet.case.scenario.policy.reserve
    for y in case.years if rule.state != "off" and not case.levels else ():
        paid = {vendor: _paid(sheet, vendor, y) for vendor in case.scenario.vendors}
        most = sum(_most(sheet, fees, grown=True) for fees in paid.values()) // LOT + 1
        for group, terms in rule.groups.items():
            inside = crowd(case.scenario, terms)
            for side, limit, sign in (("low", exact(terms.low), -1), ("high", exact(terms.high), 1)):
                if limit == (side == "high"):
                    continue
                id, p, q = f"policy.reserve.groups.{group}", limit.numerator, limit.denominator
                over = sheet.give("c_beside", (group, y, side), id, rule, y, most)
                parts = {v: sign * (q - p if v in inside else -p) for v in paid}
                gap = [(fee.column, parts[v] * fee.fen) for v, fees in paid.items() for fee in fees]
                sheet.add("c_reserve", (group, y, side), gap + times(-LOT * q, over), high=0)


FAMILIES: dict[str, Callable[[Sheet], None]] = {
    "qualified": qualified,
    "renewal": renewal,
    "newcomer": newcomer,
    "secrecy": secrecy,
    "concession": concession,
    "discount": discount,
    "route": route,
    "redundancy": redundancy,
    "share": share,
    "holdings": holdings,
    "quota": quota,
    "reserve": reserve,
}
