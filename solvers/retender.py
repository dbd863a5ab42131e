"""Who may be awarded what, stated a second time as rows of `restate`: the families of `docs/programme.md` on awards.

Nothing here is shared with `contracts`, `model.gates` or the programme.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ..model.mode import MODES
from . import rebid
from .recount import rational
from .restate import Choice, Stated

YUAN = 100
"""Fen in a yuan."""
POSTS = 10**6

Term = tuple[int, int]


def award(stated: Stated) -> None:
    """Add all rules about who is awarded what."""
    wins = _wins(stated)
    for rule in (_tiers, _capacity, _counts, _bundles, _conditions, _slots, _redundancy, _quota):
        rule(stated)
    _winners(stated, wins)
    _routes(stated, wins)
    _share(stated)
    _reserve(stated)
    _single(stated)


def _held(stated: Stated, vendor: str, units: Iterable[str] | None = None) -> dict[str, list[Term]]:
    """Return by unit the columns under which a vendor holds a contract there."""
    kept = None if units is None else set(units)
    found: dict[str, list[Term]] = {}
    for choice in stated.choices():
        if choice.vendor == vendor and (kept is None or choice.unit in kept):
            found.setdefault(choice.unit, []).append((choice.column, 1))
    return found


def _firms(stated: Stated) -> list[str]:
    """Return the vendors that are firms; those of reference tariffs stand for a tender to come."""
    out = rebid.awaited(stated.tariff.scenario)
    return [v for v in stated.tariff.scenario.vendors if v not in out]


def _any(stated: Stated, name: str, held: dict[str, list[Term]]) -> int:
    """Return a column that is 1 if and only if a contract of some is held; a unit holds one of its choices."""
    column = stated.column(name, 1)
    stated.row(f"{name}/some", [(column, 1), *((at, -1) for mine in held.values() for at, _ in mine)], 0)
    for unit, mine in held.items():
        stated.row(f"{name}/{unit}", [*mine, (column, -1)], 0)
    return column


def _wins(stated: Stated) -> dict[str, int]:
    return {v: _any(stated, f"win/{v}", _held(stated, v)) for v in stated.tariff.scenario.vendors}


def _limit(stated: Stated, name: str, terms: list[Term], limit: int, rule: Any, *, least: bool = False) -> None:
    """Add a limit on a sum for the whole horizon, with a soft rule's slack."""
    sign = -1 if least else 1
    high = limit if least else sum(n for _, n in terms)
    over = stated.slack(name, rule, max(0, high), None)
    stated.row(name, [*((at, sign * n) for at, n in terms), *over], sign * limit)


def _tiers(stated: Stated) -> None:
    """Add the steps of discounts: *discount*."""
    for bid, steps in stated.steps.items():
        money = any(step.from_yuan is not None for step in stated.tariff.scenario.bids[bid].discounts)
        mine = [c for c in stated.choices() if c.bid == bid]
        for y in stated.years:
            if money or not y:
                fund = stated.fund("discount", "", bid)
                paid = [(y, stated.late("price", Fraction(again, 100), y), fund) for _, _, _, again in steps]
                tiers = tuple(stated.column(f"tier/{bid}/{y}/{t}", 1, [fee]) for t, fee in enumerate(paid))
                _reached(stated, bid, y, tiers, mine, money)
            stated.tiers[bid, y] = tiers
            for unit in {c.unit: None for c in mine}:
                for t, tier in enumerate(tiers):
                    on = [(e.column, 1) for c in mine if c.unit == unit for e in c.years[y] if e.step == t]
                    stated.row(f"step/{bid}/{unit}/{y}/{t}", [*on, (tier, -1)], 0)


def _reached(stated: Stated, bid: str, y: int, tiers: tuple[int, ...], mine: list[Choice], money: bool) -> None:
    """Tie the steps of a bid to the money or the units it comes to."""
    steps = stated.steps[bid]
    if money:
        reached = [(e.column, e.asked) for c in mine for e in c.years[y]]
        full = sum(_dearest(mine, y, "asked").values())
    else:
        reached, full = [(c.column, 1) for c in mine], len(mine)
    stated.row(f"tier/{bid}/{y}/one", [(tier, 1) for tier in tiers], 1, even=True)
    low = [(tier, step[0]) for tier, step in zip(tiers, steps, strict=True)]
    high = [(tier, -(full if step[1] is None else step[1])) for tier, step in zip(tiers, steps, strict=True)]
    stated.row(f"tier/{bid}/{y}/from", [*low, *((at, -n) for at, n in reached)], 0)
    stated.row(f"tier/{bid}/{y}/to", [*reached, *high], 0)


def _dearest(choices: Iterable[Choice], y: int, kind: str) -> dict[str, int]:
    """Return by unit the most any of some choices comes to in a year."""
    most: dict[str, int] = {}
    for choice in choices:
        for entry in choice.years[y]:
            most[choice.unit] = max(most.get(choice.unit, 0), getattr(entry, kind))
    return most


def _capacity(stated: Stated) -> None:
    """Add *capacity*: so many posts, each year."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.capacity
    for vendor, firm in scenario.vendors.items() if rule.state != "off" else ():
        for y in stated.years:
            manned = [(e.column, e.point["posts"] - e.point["staff"])
                      for c in stated.choices() if c.vendor == vendor for e in c.years[y]]  # fmt: skip
            over = stated.slack(f"capacity/{vendor}/{y}", rule, POSTS, y)
            stated.row(f"capacity/{vendor}/{y}", [*manned, *over], firm.capacity)


def _counts(stated: Stated) -> None:
    """Add *changes* and *holdings*: so many units."""
    scenario = stated.tariff.scenario
    policy = scenario.policy
    now = {unit: (terms.today.mode, terms.today.vendor) for unit, terms in scenario.units.items()}
    if policy.changes.state != "off":
        moved = [(c.column, 1) for c in stated.choices() if (c.mode, c.vendor) != now[c.unit]]
        _limit(stated, "changes", moved, policy.changes.most, policy.changes)
    for vendor in _firms(stated) if policy.holdings.state != "off" else ():
        mine = [term for terms in _held(stated, vendor).values() for term in terms]
        _limit(stated, f"holdings/{vendor}", mine, policy.holdings.most, policy.holdings)


def _bundles(stated: Stated) -> None:
    """Add *bundle*: bids that stand only as a whole are awarded all their units or none."""
    groups: dict[str, list[str]] = {}
    for bid, terms in stated.tariff.scenario.bids.items():
        if terms.bundle or terms.bundle_name:
            groups.setdefault(terms.bundle_name or bid, []).append(bid)
    for name, bids in groups.items():
        units = list(dict.fromkeys(u for bid in bids for u in stated.tariff.scenario.bids[bid].units))
        held = {u: [(c.column, 1) for c in stated.units[u] if c.bid in bids] for u in units}
        for here, after in zip(units, [*units[1:], units[0]], strict=True):
            stated.row(f"bundle/{name}/{here}", [*held[here], *((at, -1) for at, _ in held[after])], 0)


def _slots(stated: Stated) -> None:
    """Add *slots*: so many half-days a week at a site."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.slots
    for site, place in scenario.sites.items() if rule.state != "off" else ():
        here = [c for c in stated.choices() if MODES[c.mode].periodic and scenario.units[c.unit].site == site]
        taken = [(c.column, scenario.bids[c.bid or ""].slots_per_week or 0) for c in here]
        if taken:
            _limit(stated, f"slots/{site}", taken, place.slots_per_week or 0, rule)


def _conditions(stated: Stated) -> None:
    """Add *conditions*: what vendors ask for as soon as a unit is awarded under their bids."""
    bids, some = stated.tariff.scenario.bids, dict[str, int]()
    mine = {bid: [c for c in stated.choices() if c.bid == bid] for bid in bids}
    asking = {bid: terms.conditions for bid, terms in bids.items() if terms.conditions}
    for bid in dict.fromkeys(b for name, asked in asking.items() for b in (name, *asked.without_bids)):
        units = {c.unit: [(other.column, 1) for other in mine[bid] if other.unit == c.unit] for c in mine[bid]}
        some[bid] = _any(stated, f"held/{bid}", units)
    for bid, asked in asking.items():
        at, on, won = f"condition/{bid}", some[bid], [(c.column, 1) for c in mine[bid]]
        if asked.least_units is not None:
            stated.row(f"{at}/least_units", [(on, asked.least_units), *((c, -n) for c, n in won)], 0)
        if asked.most_units is not None:
            stated.row(f"{at}/most_units", won, asked.most_units)
        for y in stated.years if asked.least_per_year is not None else ():
            paid = [(e.column, -e.asked) for c in mine[bid] for e in c.years[y]]
            stated.row(f"{at}/least_per_year/{y}", [(on, math.ceil(rational(asked.least_per_year) * 100)), *paid], 0)
        for other in asked.with_bids:
            stated.row(f"{at}/with_bids/{other}", [(on, 1), *((c.column, -1) for c in mine[other])], 0)
        for other in asked.without_bids:
            stated.row(f"{at}/without_bids/{other}", [(on, 1), (some[other], 1)], 1)


def _redundancy(stated: Stated) -> None:
    """Add *redundancy*: several vendors on a group of units."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.redundancy
    for name, pair in rule.groups.items() if rule.state != "off" else ():
        units = [u for u, terms in scenario.units.items() if u in pair.units or terms.site in pair.sites]
        here = [(_any(stated, f"here/{name}/{v}", _held(stated, v, units)), 1) for v in _firms(stated)]
        _limit(stated, f"redundancy/{name}", here, pair.least, rule, least=True)


def _quota(stated: Stated) -> None:
    """Add *quota*: how many vendors of a crowd, or units of theirs."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.quota
    for name, terms in rule.groups.items() if rule.state != "off" else ():
        every = not terms.units and not terms.sites
        units = [u for u, t in scenario.units.items() if every or u in terms.units or t.site in terms.sites]
        counted: list[Term] = []
        for vendor in _firms(stated):
            held = _held(stated, vendor, units)
            if not rebid.member(scenario, terms, vendor):
                continue
            if terms.count == "vendors":
                counted.append((_any(stated, f"there/{name}/{vendor}", held), 1))
            else:
                counted += [term for mine in held.values() for term in mine]
        _limit(stated, f"quota/{name}/low", counted, terms.low, rule, least=True)
        _limit(stated, f"quota/{name}/high", counted, terms.high, rule)


def _winners(stated: Stated, wins: dict[str, int]) -> None:
    """Add *winners* and *newcomer*: how many vendors hold contracts."""
    scenario = stated.tariff.scenario
    policy = scenario.policy
    if policy.winners.state != "off":
        won = [(wins[v], 1) for v in _firms(stated)]
        _limit(stated, "winners/low", won, policy.winners.low, policy.winners, least=True)
        _limit(stated, "winners/high", won, policy.winners.high, policy.winners)
    if policy.newcomers.state != "off":
        today = {terms.today.vendor for terms in scenario.units.values()}
        fresh = [v for v in _firms(stated) if not scenario.vendors[v].incumbent and v not in today]
        _limit(stated, "newcomers", [(wins[v], 1) for v in fresh], policy.newcomers.most, policy.newcomers)


def _routes(stated: Stated, wins: dict[str, int]) -> None:
    """Add *route*: each vendor with contracts goes one way a year, whose limit their worth keeps."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.route
    for vendor, win in wins.items() if rule.state != "off" else ():
        allowed = scenario.vendors[vendor].routes
        open_ = {name: way for name, way in rule.routes.items() if allowed is None or name in allowed}
        mine = [c for c in stated.choices() if c.vendor == vendor]
        for y in stated.years:
            at = f"route/{vendor}/{y}"
            fund = stated.fund("procurement")
            ways = [stated.column(f"{at}/{name}", 1, [(y, stated.late("price", rational(way.cost_per_year), y), fund)])
                    for name, way in open_.items()]  # fmt: skip
            stated.row(f"{at}/one", [*((way, 1) for way in ways), (win, -1)], 0, even=True)
            again = _again(stated, vendor, y, False)
            paid = [(e.column, e.base) for c in mine for e in c.years[y]] + again
            most = sum(_dearest(mine, y, "asked").values()) + sum(max(0, n) for _, n in again)
            room = [(way, -_line(terms, most)) for way, terms in zip(ways, open_.values(), strict=True)]
            over = [(column, n * most) for column, n in stated.slack(f"{at}/over", rule, 1, y)]
            stated.row(f"{at}/worth", [*paid, *room, *over], 0)
            if all(n >= 0 for _, n in paid):
                _alone(stated, at, y, mine, room, over)


def _alone(stated: Stated, at: str, y: int, mine: list[Choice], room: list[Term], over: list[Term]) -> None:
    """Add that what a unit alone is worth rules out the ways it exceeds; follows from the sum, and says it sharply."""
    for line in sorted({-n for _, n in room})[:-1]:
        wide = [(way, -1) for way, n in room if -n > line]
        for unit in {c.unit: None for c in mine}:
            dear = [(e.column, 1) for c in mine if c.unit == unit for e in c.years[y] if e.base > line]
            if dear:
                stated.row(f"{at}/{line}/{unit}", [*dear, *wide, *((column, -1) for column, _ in over)], 0)


def _line(way: Any, most: int) -> int:
    """Return the most a vendor's contracts of a year may be worth in fen; `most` where there is no limit."""
    if way.up_to is None:
        return most
    line = rational(way.up_to) * 100
    return math.floor(line) if way.includes else math.ceil(line) - 1


def _again(stated: Stated, vendor: str, y: int, grown: bool, only: str | None = None) -> list[Term]:
    """Return what steps of a vendor's discounts pay again, by column: of that year, or at first-year prices.

    Of all its bids, or `only` one.
    """
    found = []
    for bid, steps in stated.steps.items():
        if stated.tariff.scenario.bids[bid].vendor == vendor and only in (None, bid):
            for t, (_, _, _, again) in enumerate(steps):
                if again:
                    worth = stated.late("price", Fraction(again, 100), y) if grown else again
                    found.append((stated.tiers[bid, y][t], worth))
    return found


def _received(stated: Stated, y: int) -> dict[str, list[Term]]:
    """Return by firm what it is paid in a year, by column."""
    found = {v: _again(stated, v, y, True) for v in _firms(stated)}
    for choice in stated.choices():
        if choice.vendor in found:
            found[choice.vendor] += [(e.column, e.paid) for e in choice.years[y]]
    return found


def _share(stated: Stated) -> None:
    """Add *share*: the part of a year's payments to vendors that one of them may hold."""
    rule = stated.tariff.scenario.policy.share
    limit = rational(rule.most)
    for y in stated.years if rule.state != "off" else ():
        paid = _received(stated, y)
        for vendor, own in paid.items():
            mine = [c for c in stated.choices() if c.vendor == vendor]
            if mine:
                _part(stated, f"share/{vendor}/{y}", rule, y, limit, own, paid)


def _reserve(stated: Stated) -> None:
    """Add *reserve*: the part of a year's payments to vendors that a crowd of them holds."""
    scenario = stated.tariff.scenario
    rule = scenario.policy.reserve
    for y in stated.years if rule.state != "off" else ():
        paid = _received(stated, y)
        for name, terms in rule.groups.items():
            own = [term for v, each in paid.items() if rebid.member(scenario, terms, v) for term in each]
            _part(stated, f"reserve/{name}/{y}/low", rule, y, rational(terms.low), own, paid, least=True)
            _part(stated, f"reserve/{name}/{y}/high", rule, y, rational(terms.high), own, paid)


def _part(
    stated: Stated, name: str, rule: Any, y: int, limit: Fraction, own: list[Term], paid: dict[str, list[Term]],
    *, least: bool = False,
) -> None:  # fmt: skip
    """Add that a part of what is paid is at most (or at least) a share of all; a soft rule gives way by whole yuan."""
    p, q, sign = limit.numerator, limit.denominator, -1 if least else 1
    part = [(at, sign * q * n) for at, n in own]
    whole = [(at, -sign * p * n) for each in paid.values() for at, n in each]
    most = sum(_dearest(stated.choices(), y, "paid").values())
    most += sum(n for vendor in paid for _, n in _again(stated, vendor, y, True))
    high = most // YUAN + 1
    over = [(column, n * YUAN * q) for column, n in stated.slack(name, rule, high, y)]
    stated.row(name, [*part, *whole, *over], 0)


def _single(stated: Stated) -> None:
    """Add *untendered* and *added*: units under bids without a tender, and what each of these comes to in a year."""
    scenario = stated.tariff.scenario
    rules = scenario.policy.single_source
    mine = [c for c in stated.choices() if c.bid and scenario.bids[c.bid].single_source]
    if rules.holdings.state != "off":
        _limit(stated, "untendered", [(c.column, 1) for c in mine], rules.holdings.most, rules.holdings)
    for bid in dict.fromkeys(c.bid for c in mine if c.bid) if rules.add_on.state != "off" else ():
        limit = rebid.original(scenario, bid)
        for y in stated.years if limit is not None else ():
            here = [c for c in mine if c.bid == bid]
            again = _again(stated, scenario.bids[bid].vendor, y, False, bid)
            paid = [(e.column, e.base) for c in here for e in c.years[y]] + again
            most = sum(_dearest(here, y, "asked").values()) + sum(max(0, n) for _, n in again)
            over = stated.slack(f"added/{bid}/{y}", rules.add_on, most // YUAN + 1, y)
            stated.row(f"added/{bid}/{y}", [*paid, *((at, YUAN * n) for at, n in over)], math.floor(limit or 0))
