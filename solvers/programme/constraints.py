"""The rows of the programme, one family a function, listed in order in `FAMILIES`.

A family that stands for a rule of the scenario names it: the rule's id is its path in the scenario file. Hard rules
make rows, soft ones rows with slack at a price, rules that are off nothing.
"""

from collections.abc import Callable

from ...model.mode import MODES
from ...model.policy import Rule
from .. import prices
from ..rules import bundles, standard_id
from . import awards
from .sheet import Sheet
from .variables import changed, name, terms


def assign(sheet: Sheet) -> None:
    """Every unit has exactly one option over the horizon."""
    for unit in sheet.case.scenario.units:
        options = [sheet.model.assign[name(o)] for o in sheet.case.of(unit)]
        sheet.add("c_assign", unit, sum(options) == 1 if options else False)


def pick(sheet: Sheet) -> None:
    """Make a chosen option one of its rungs in each year, and any other none."""
    case, m = sheet.case, sheet.model
    for option, rungs in case.ladders.items():
        at = name(option)
        for y in case.years:
            chosen = sum(m.pick[(*at, k, y)] for k in range(len(rungs)))
            sheet.add("c_pick", (*at, y), chosen == m.assign[at])


def floor(sheet: Sheet) -> None:
    """In the bounding programme, keep levels in their boxes, hold the staff, and respect the option's floors.

    What weighed flows cost counts in millions of fen of the first year.
    """
    case, m = sheet.case, sheet.model
    for option, rungs in case.ladders.items() if case.levels else ():
        at, bundles = name(option), case.bundles(option)
        needs: dict[tuple[bool, tuple[int, ...]], dict[int, int]] = {}
        for k, rung in enumerate(rungs):
            for bound in rung.floors:
                weights = tuple(bound.weights[b.levers[0]] for b in bundles)
                least = needs.setdefault((bound.charged, weights), {})
                least[k] = max(bound.value, least.get(k, 0))
        for y in case.years:
            picks = [m.pick[(*at, k, y)] for k in range(len(rungs))]
            levels = [m.level[(*at, b.name, y)] for b in bundles]
            for b, level in zip(bundles, levels, strict=True):
                sheet.add("c_box", (*at, b.name, y), level <= b.high * m.assign[at])
                if b.low:
                    sheet.add("c_box", (*at, b.name, y, "low"), level >= b.low * m.assign[at])
            posts = sum(x for b, x in zip(bundles, levels, strict=True) if b.post)
            staff = sum(rung.staff * picks[k] for k, rung in enumerate(rungs))
            sheet.add("c_hold", (*at, y), posts >= staff)
            for i, ((charged, weights), least) in enumerate(needs.items()):
                have = sum(w * x for w, x in zip(weights, levels, strict=True) if w)
                have += prices.MILLION * m.charge[(*at, y)] if charged else 0
                sheet.add("c_floor", (*at, i, y), have >= sum(value * picks[k] for k, value in least.items() if value))


def staff(sheet: Sheet) -> None:
    """Put the staff in post of a unit's setting to work there; nobody works who is not present."""
    case, m, groups = sheet.case, sheet.model, sheet.case.scenario.workforce
    for y in case.years:
        for unit in case.scenario.units:
            here = sum(m.work[g, unit, y] for g, group in groups.items() if unit in group.units)
            used = sum(t.staff * t.variable for o in case.of(unit) for t in terms(case, m, o, y) if t.staff)
            sheet.add("c_staff", (unit, y), here == used)
        for g, group in groups.items():
            working = sum(m.work[g, unit, y] for unit in group.units)
            sheet.add("c_present", (g, y), working <= m.present[g, y])


def path(sheet: Sheet) -> None:
    """People in post: last year's less those who retired, left, moved or were dismissed, plus recruits."""
    m = sheet.model
    for g, group in sheet.case.scenario.workforce.items():
        retire = (*group.retirements, *([0] * len(sheet.case.years)))
        for y in sheet.case.years:
            before = m.present[g, y - 1] - retire[y - 1] if y else group.headcount
            left = m.exit[g, y] + m.redeploy[g, y] + m.dismiss[g, y]
            sheet.add("c_path", (g, y), m.present[g, y] == before - left + m.recruit[g, y])
            if retire[y]:
                sheet.add("c_retire", (g, y), m.present[g, y] >= retire[y])


def leave(sheet: Sheet) -> None:
    """Voluntary exits and redeployments stay within what the scenario offers each year."""
    m = sheet.model
    for g, group in sheet.case.scenario.workforce.items():
        for y in sheet.case.years:
            sheet.add("c_exit", (g, y), m.exit[g, y] <= group.exit.max_per_year)
            sheet.add("c_redeploy", (g, y), m.redeploy[g, y] <= group.redeploy.vacancies_per_year)


def dismissal(sheet: Sheet) -> None:
    """Protected staff are not dismissed."""
    rule = sheet.case.scenario.policy.no_dismissal
    for g, group in sheet.case.scenario.workforce.items():
        for y in sheet.case.years if group.protected and rule.state != "off" else ():
            over = sheet.slack("policy.no_dismissal", rule, y, group.headcount)
            sheet.add("c_dismissal", (g, y), sheet.model.dismiss[g, y] <= over, "policy.no_dismissal")


def growth(sheet: Sheet) -> None:
    """Only out, not in: nobody is added to the staff in post."""
    rule = sheet.case.scenario.policy.no_growth
    for g in sheet.case.scenario.workforce if rule.state != "off" else ():
        for y in sheet.case.years:
            over = sheet.slack("policy.no_growth", rule, y, sheet.model.recruit[g, y].ub)
            sheet.add("c_growth", (g, y), sheet.model.recruit[g, y] <= over, "policy.no_growth")


def machines(sheet: Sheet) -> None:
    """Cover the need of machines by those owned and leased; buy and lease no more than it; sell those of today.

    Machines that must be renewed are gone from the year in which they would grow older than their life.
    """
    case, m = sheet.case, sheet.model
    for unit in case.scenario.units:
        owned = case.scenario.units[unit].owned
        for t in case.machines(unit):
            for y in case.years:
                at = (unit, t, y)
                need = sum(
                    dict(term.machines)[t] * term.variable
                    for o in case.of(unit) if MODES[o.mode].equipment == "bureau"
                    for term in terms(case, m, o, y) if t in dict(term.machines)
                )  # fmt: skip
                sheet.add("c_need", at, m.own[at] + m.lease[at] >= need)
                sheet.add("c_more", at, m.buy[at] + m.lease[at] <= need)
                before = m.own[unit, t, y - 1] if y else owned.get(t, 0)
                sheet.add("c_own", at, m.own[at] == before + m.buy[at] - m.sell[at])
            sold = sum(m.sell[unit, t, y] for y in case.years)
            sheet.add("c_sell", (unit, t), sold <= owned.get(t, 0))
            end = case.scenario.equipment[t].last(case.scenario.units[unit].owned_age_years)
            if owned.get(t, 0) and end in case.years:
                gone = sum(m.sell[unit, t, y] for y in case.years if y <= end)
                sheet.add("c_renew", (unit, t), gone >= owned[t])


def budget(sheet: Sheet) -> None:
    """Each year's payments stay within that year's budget, and their present value within the total."""
    rule, book, start = sheet.case.scenario.budget, sheet.account, sheet.case.scenario.horizon.start.year
    if rule.state == "off":
        return
    for y in sheet.case.years if rule.by_year is not None else ():
        id = f"budget.by_year.{start + y}"
        paid = sum(fen * variable for year, variable, fen in book.costs if year == y)
        limit = prices.fen(prices.exact(rule.by_year[y]))  # type: ignore[index]
        sheet.add("c_budget_year", y, paid - 100 * sheet.slack(id, rule, y, 10**9) <= limit, id)
    if rule.present_value is not None:
        id = "budget.present_value"
        paid = sum(book.discount[year] * fen * variable for year, variable, fen in book.costs)
        limit = prices.fen(prices.exact(rule.present_value)) * prices.MILLION + prices.MILLION // 2 - 1
        over = 100 * prices.MILLION * sheet.slack(id, rule, None, 10**9, once=True)
        sheet.add("c_budget_total", "total", paid - over <= limit, id)


def capacity(sheet: Sheet) -> None:
    """No vendor mans more posts than it can."""
    case, m, rule = sheet.case, sheet.model, sheet.case.scenario.policy.capacity
    for vendor, firm in case.scenario.vendors.items() if rule.state != "off" else ():
        mine = [o for o in case.ladders if prices.vendor(case.scenario, o) == vendor]
        for y in case.years if mine else ():
            manned = sum(
                (t.posts - t.staff) * t.variable for o in mine for t in terms(case, m, o, y) if t.posts != t.staff
            )
            over = sheet.slack("policy.capacity", rule, y, 10**6)
            sheet.add("c_capacity", (vendor, y), manned - over <= firm.capacity, "policy.capacity")


def winners(sheet: Sheet) -> None:
    """Keep the number of vendors with contracts within its limits."""
    case, rule = sheet.case, sheet.case.scenario.policy.winners
    if rule.state == "off":
        return
    count = sum(sheet.winning(vendor) for vendor in case.scenario.vendors)
    id, most = "policy.winners", len(case.scenario.vendors) + rule.low
    sheet.add("c_winners", "low", count + sheet.slack(id, rule, None, most) >= rule.low, id)
    sheet.add("c_winners", "high", count - sheet.slack(id, rule, None, most) <= rule.high, id)


def term(sheet: Sheet) -> None:
    """Contracts run no longer than allowed."""
    rule, bids = sheet.case.scenario.policy.term, sheet.case.scenario.bids
    _out(sheet, "c_term", "policy.term", rule, lambda bid: bids[bid].term_years > rule.years)


def dispatch(sheet: Sheet) -> None:
    """Labour dispatch is not bought as a service."""
    rule, bids = sheet.case.scenario.policy.no_dispatch, sheet.case.scenario.bids
    _out(sheet, "c_dispatch", "policy.no_dispatch", rule, lambda bid: bids[bid].form == "dispatch")


def changes(sheet: Sheet) -> None:
    """Not too many units change their mode or vendor."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.changes, "policy.changes"
    moved = [sheet.model.assign[name(o)] for o in case.ladders if changed(case.scenario, o)]
    if rule.state != "off" and moved:
        over = sheet.slack(id, rule, None, len(case.scenario.units))
        sheet.add("c_changes", "all", sum(moved) - over <= rule.most, id)


def standards(sheet: Sheet) -> None:
    """Bar settings that fell short of a hard standard; price falling short of a soft one."""
    case, m = sheet.case, sheet.model
    for unit in case.scenario.units if not case.levels else ():
        for measure, rule in case.scenario.targets(unit).items():
            id = standard_id(case.scenario, unit, measure)
            sheet.rules.setdefault(id, [])
            for y in case.years:
                short = [
                    m.pick[(*name(o), k, y)]
                    for o in case.of(unit)
                    for k, rung in enumerate(case.ladders[o]) if rung.point and measure in rung.point.short
                ]  # fmt: skip
                if rule.state == "hard" and short:
                    sheet.add("c_standards", (unit, measure, y), sum(short) <= 0, id)
                for variable in short if rule.state == "soft" else ():
                    sheet.account.punish(id, variable, rule.weight, y)


def bundle(sheet: Sheet) -> None:
    """Award bids that stand only together all their units or none: each, going round, implies the next."""
    case, m = sheet.case, sheet.model
    for id, (bids, units) in bundles(case.scenario).items():
        held = [sum(m.assign[name(o)] for o in case.of(unit) if o.bid in bids) for unit in units]
        for i, unit in enumerate(units if len(units) > 1 else ()):
            sheet.add("c_bundle", (bids[0], unit), held[i] <= held[(i + 1) % len(held)], id)


def _out(sheet: Sheet, family: str, id: str, rule: Rule, barred: Callable[[str], bool]) -> None:
    """Bar the options whose bid breaks a rule, unit by unit; each may break a soft rule at its price."""
    for option in sheet.case.ladders if rule.state != "off" else ():
        if option.bid and barred(option.bid):
            over = sheet.slack(id, rule, None, 1)
            sheet.add(family, name(option), sheet.model.assign[name(option)] <= over, id)


FAMILIES: dict[str, Callable[[Sheet], None]] = {
    "assign": assign,
    "pick": pick,
    "floor": floor,
    "staff": staff,
    "path": path,
    "leave": leave,
    "dismissal": dismissal,
    "growth": growth,
    "machines": machines,
    "budget": budget,
    "capacity": capacity,
    "winners": winners,
    "term": term,
    "dispatch": dispatch,
    "changes": changes,
    "standards": standards,
    "bundle": bundle,
    **awards.FAMILIES,
}
