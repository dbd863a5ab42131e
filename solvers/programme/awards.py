"""Rows about who is awarded what: gates, newcomers, secrecy, ways of procurement, redundancy, shares, discounts.

In the bounding programme shares of money paid are left out, ways of procurement count posts and machines alone, and
discounts whose steps are not told apart are granted in full: all of it can only lower its value.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ...model.gates import crowd, gates, lapses, newcomers
from ...model.mode import MODES
from ...model.references import firms
from ...model.units import exact
from .. import contracts, prices
from ..concession import lacking, never
from ..rules import apart, came, pairs, scope, secret, space
from .case import Case, name
from .fees import Fees
from .offers import told_apart
from .sheet import NONE, Sheet, each, times
from .whole import Ints, product, total, whole

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


def shared(sheet: Sheet) -> None:
    """Deliver units of buildings that departments share only in modes that the bureau manages."""
    case, rule = sheet.case, sheet.case.scenario.policy.shared
    for option in case.ladders if rule.state != "off" else ():
        if apart(case.scenario, option.unit, option.mode):
            sheet.bar("c_shared", option, "policy.shared", rule)


def slots(sheet: Sheet) -> None:
    """Invite in at a site no more half-days a week than its space can give."""
    case, rule, found = sheet.case, sheet.case.scenario.policy.slots, dict[str, list[tuple[int, int]]]()
    for option in case.ladders if rule.state != "off" else ():
        if MODES[option.mode].periodic:
            half_days = case.scenario.bids[option.bid].slots_per_week or 0
            here = found.setdefault(case.scenario.units[option.unit].site, [])
            here.append((sheet.columns.assign[name(option)], half_days))
    for site, taken in found.items():
        room, id = case.scenario.sites[site].slots_per_week or 0, space(site)
        over = sheet.slack(id, rule, None, sum(n * sheet.columns.high[column] for column, n in taken))
        sheet.add("c_slots", site, taken + times(-1, over), high=room, rule=id)


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
    case, m, years = sheet.case, sheet.columns, len(sheet.case.years)
    if case.levels:
        _stepped(sheet)
        return
    for bid in contracts.discounted(case.scenario):
        reach, money, mine = _reach(sheet, bid), contracts.by_money(case.scenario, bid), sheet.table.bids.get(bid, NONE)
        some = range(len(reach.steps))
        picks, cuts = m.grid("pick").of(mine, years), m.grid("cut").of(mine, years, len(some))
        size, weights = np.full(len(picks), len(some) + 1), np.tile([1] * len(some) + [-1], len(picks))
        for y in case.years:
            tier = [m.tier[bid, t, y if money else 0] for t in some]
            if money or y == 0:
                sheet.equal("c_tier", (bid, y), each(tier), 1)
            _steps(sheet, (bid, y), reach, tier, cuts[:, y])
            places = np.column_stack([cuts[:, y], picks[:, y]])
            sheet.block("c_cut", partial(_indexed, case, bid, y), size, places.ravel(), weights, low=0, high=0)


def _indexed(case: Case, bid: str, y: int) -> Iterator[Any]:
    """Yield the indices of the points of a bid in a year."""
    return ((*name(o), k, y) for o in case.offers.get(bid, ()) for k in range(len(case.ladders[o])))


def _stepped(sheet: Sheet) -> None:
    """In the bounding programme, put every bid whose steps are told apart on one of them, with all its rungs."""
    case, m, table = sheet.case, sheet.columns, sheet.table
    picks = m.span("pick").reshape(-1, len(case.years))
    for bid in dict.fromkeys(bid for bid, _, _ in m.tier):
        steps, rungs = told_apart(case.scenario, bid), table.of(table.bids.get(bid, NONE))
        most = sum(map(case.times, {option.unit for option in case.offers.get(bid, ())}))
        sheet.equal("c_tier", (bid, 0), each(m.tier[bid, t, 0] for t in range(len(steps))), 1)
        for y in case.years:
            for t, step in enumerate(steps):
                here = picks[rungs[table.step[rungs] == t], y]
                one, on, high = np.ones_like(here), m.tier[bid, t, 0], most if step.high is None else step.high
                if step.low:
                    sheet.long("c_step", (bid, y, t, "from"), here, one, [(on, -step.low)], low=0)
                sheet.long("c_step", (bid, y, t, "to"), here, one, [(on, -high)], high=0)


@dataclass(frozen=True)
class Reach:
    """What counts towards the steps of a bid's discount.

    Parameters
    ----------
    weights : array, shape (rungs,)
        A unit each, or fen at first-year prices before any discount.
    most : int
        All of it.
    room : int or None
        Units the vendor has people for, where that limits them.
    """

    steps: tuple[contracts.Tier, ...]
    weights: Ints
    most: int
    room: int | None = None


def _reach(sheet: Sheet, bid: str) -> Reach:
    """Return what counts towards the steps of a bid's discount."""
    case, table, steps = sheet.case, sheet.table, contracts.tiers(sheet.case.scenario, bid)
    rungs = table.of(table.bids.get(bid, NONE))
    options = table.owner[rungs]
    if contracts.by_money(case.scenario, bid):
        fees = sheet.account.fees.get(bid)
        base = fees.base[~fees.off] if fees else whole([])
        return Reach(steps, base, total(product(base, table.times[options])))
    units, place = np.unique(table.unit[options], return_inverse=True)
    times, fewest = np.ones_like(units), np.full(len(units), table.others.max(initial=0))
    times[place] = table.times[options]
    np.minimum.at(fewest, place, table.others[rungs])
    manned = np.cumsum(np.sort(np.repeat(fewest, times)))
    room = np.count_nonzero(manned <= case.scenario.vendors[case.scenario.bids[bid].vendor].capacity)
    limited = case.scenario.policy.capacity.state == "hard"
    return Reach(steps, np.ones_like(rungs), int(times.sum()), int(room) if limited else None)


def _steps(sheet: Sheet, at: tuple[str, int], reach: Reach, tier: list[int], cuts: Ints) -> None:
    """Keep what a bid reaches in a year between the ends of the step it is on, and within its room."""
    for t, (step, on) in enumerate(zip(reach.steps, tier, strict=True)):
        high = reach.most if step.high is None else step.high
        if step.low:
            sheet.long("c_step", (*at, t, "from"), cuts[:, t], reach.weights, [(on, -step.low)], low=0)
        sheet.long("c_step", (*at, t, "to"), cuts[:, t], reach.weights, [(on, -high)], high=0)
        if reach.room is not None and reach.room < high:
            sheet.implied.setdefault("policy.capacity", []).append(sheet.lines.height)
            sheet.long("c_step", (*at, t, "room"), cuts[:, t], reach.weights, [(on, -reach.room)], high=0)


def route(sheet: Sheet) -> None:
    """Give a vendor with contracts one way of procurement a year, whose limit its contracts keep."""
    case, m, rule, id = sheet.case, sheet.columns, sheet.case.scenario.policy.route, "policy.route"
    growth = prices.growth(case.scenario)
    for vendor in case.scenario.vendors if rule.state != "off" else ():
        paid, (won, _) = sheet.account.engaged.get(vendor), sheet.winning(vendor)
        for y in case.years:
            ways, last = contracts.engageable(case.scenario, vendor, growth, y)
            limits = [contracts.limit(case.scenario, r) for r in ways]
            sheet.equal("c_engaged", (vendor, y), [*each(m.route[vendor, r, y] for r in ways), (won, -1)])
            if paid is None or limits == [None] or (case.levels and rule.state == "soft"):
                continue
            most = paid.most(paid.base)
            over = [] if case.levels else sheet.give("c_unrouted", (vendor, y), id, rule, y, 1)
            room = [(m.route[vendor, r, y], -(most if n is None else n)) for n, r in zip(limits, ways, strict=True)]
            sheet.long("c_route", (vendor, y), paid.columns[y], paid.base, room + times(-most, over), high=0)
            if over and rule.state == "soft":
                sheet.implied.setdefault(id, []).append(sheet.lines.height)
                beyond = 1 + (most if last is None else last)
                sheet.long("c_beyond", (vendor, y), paid.columns[y], paid.base, times(-beyond, over), low=0)


def redundancy(sheet: Sheet) -> None:
    """Have several vendors hold contracts on each group of units."""
    case, m, rule = sheet.case, sheet.columns, sheet.case.scenario.policy.redundancy
    for group, (units, least) in pairs(case.scenario).items() if rule.state != "off" else ():
        id = f"policy.redundancy.groups.{group}"
        for vendor in firms(case.scenario):
            mine = [m.assign[name(o)] for o in case.by(vendor) if o.unit in units]
            sheet.add("c_here", (group, vendor), [(m.here[group, vendor], 1), *each(mine, -1)], high=0)
        here = each(m.here[group, vendor] for vendor in firms(case.scenario))
        sheet.add("c_redundancy", group, here + sheet.slack(id, rule, None, least), low=least, rule=id)


def share(sheet: Sheet) -> None:
    """Let no vendor hold more than a share of the payments of a year to all vendors."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.share, "policy.share"
    paid, most = _known(sheet), exact(rule.most)
    p, q = most.numerator, most.denominator
    for y in case.years if rule.state != "off" and not case.levels else ():
        for vendor in firms(case.scenario) if most < 1 else ():
            if vendor in paid:
                largest = paid[vendor].most(paid[vendor].late[y]) // LOT + 1
                over = sheet.give("c_excess", (vendor, y), id, rule, y, largest)
                columns, fen = _weighed(paid, y, {v: q * (v == vendor) - p for v in paid})
                sheet.long("c_share", (vendor, y), columns, fen, times(-LOT * q, over), high=0)


def _known(sheet: Sheet) -> dict[str, Fees]:
    """Return what firms are paid, by vendor: who will be paid under a reference tariff is not known."""
    known = set(firms(sheet.case.scenario))
    return {vendor: fees for vendor, fees in sheet.account.engaged.items() if vendor in known}


def _weighed(paid: dict[str, Fees], y: int, weights: dict[str, int]) -> tuple[Ints, Ints]:
    """Return all that is paid in a year, by column, times a number for each vendor."""
    fen = [product(fees.late[y], whole(weights[vendor])) for vendor, fees in paid.items()]
    return np.concatenate([fees.columns[y] for fees in paid.values()]), np.concatenate(fen)


def holdings(sheet: Sheet) -> None:
    """Let no vendor hold more than so many units."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.holdings, "policy.holdings"
    for vendor in firms(case.scenario) if rule.state != "off" else ():
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
            inside = np.array([o.unit in units for o in case.by(vendor)], dtype=bool)
            mine = sheet.table.vendors.get(vendor, NONE)[inside]
            if terms.count == "vendors":
                there = m.there[group, vendor]
                sheet.tie("c_there", (group, vendor), there, mine)
            count += [(there, 1)] if terms.count == "vendors" else each(m.span("assign")[mine].tolist())
        if terms.low:
            over = sheet.slack(id, rule, None, terms.low)
            sheet.add("c_quota", (group, "low"), count + over, low=terms.low, rule=id)
        if terms.high < max(len(units), len(case.scenario.vendors)):
            over = sheet.slack(id, rule, None, len(units))
            sheet.add("c_quota", (group, "high"), count + times(-1, over), high=terms.high, rule=id)


def reserve(sheet: Sheet) -> None:
    """Keep the share of a crowd of vendors in the payments of a year within its limits."""
    case, rule, paid = sheet.case, sheet.case.scenario.policy.reserve, _known(sheet)
    for y in case.years if rule.state != "off" and not case.levels else ():
        most = sum(fees.most(fees.late[y]) for fees in paid.values()) // LOT + 1
        for group, terms in rule.groups.items():
            inside = crowd(case.scenario, terms)
            for side, limit, sign in (("low", exact(terms.low), -1), ("high", exact(terms.high), 1)):
                if limit == (side == "high"):
                    continue
                id, p, q = f"policy.reserve.groups.{group}", limit.numerator, limit.denominator
                over = sheet.give("c_beside", (group, y, side), id, rule, y, most)
                columns, fen = _weighed(paid, y, {v: sign * (q * (v in inside) - p) for v in paid})
                sheet.long("c_reserve", (group, y, side), columns, fen, times(-LOT * q, over), high=0)


FAMILIES: dict[str, Callable[[Sheet], None]] = {
    "qualified": qualified,
    "renewal": renewal,
    "newcomer": newcomer,
    "secrecy": secrecy,
    "shared": shared,
    "slots": slots,
    "concession": concession,
    "discount": discount,
    "route": route,
    "redundancy": redundancy,
    "share": share,
    "holdings": holdings,
    "quota": quota,
    "reserve": reserve,
}
