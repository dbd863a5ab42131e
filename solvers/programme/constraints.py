"""The rows of the programme, one family a function, listed in order in `FAMILIES`.

A family that stands for a rule of the scenario names it: the rule's id is its path in the scenario file. Hard rules
make rows, soft ones rows with slack at a price, rules that are off nothing.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...model.mode import MODES
from ...model.policy import Rule
from ...model.references import firms
from ...model.workforce import retiring
from .. import prices
from ..menu import Floor, Option
from ..money import exact
from ..rules import bundles, fund_id, standard_id
from ..volumes import Cap
from . import attached, awards, direct
from .case import Bundle, Case, name
from .objective import account
from .sheet import NONE, Sheet, each, times
from .variables import changed, level, steps
from .whole import ranges

Needs = dict[tuple[bool, tuple[int, ...]], dict[int, int]]


def assign(sheet: Sheet) -> None:
    """Every unit has exactly one option over the horizon; units decided together have as many as they are."""
    table, kept = sheet.table, sheet.case.kept
    order, size = np.argsort(table.unit, kind="stable"), np.bincount(table.unit, minlength=len(kept))
    places, number = sheet.columns.span("assign")[order], [sheet.case.times(unit) for unit in kept]
    sheet.block("c_assign", lambda: kept, size, places, np.ones_like(places), low=[*number], high=[*number])


def pick(sheet: Sheet) -> None:
    """Make a chosen option one of its rungs in each year, and any other none."""
    case, table, m, years = sheet.case, sheet.table, sheet.columns, len(sheet.case.years)
    size = np.repeat(table.rungs + 1, years)  # of each row: an option's rungs in a year, and the option itself
    rung = ranges(np.repeat(table.start, years), size)
    last = np.cumsum(size) - 1
    year = np.repeat(np.tile(np.arange(years), len(table.rungs)), size)
    places, weights = next(iter(m.pick.values()), 0) + rung * years + year, np.ones_like(rung)
    places[last], weights[last] = np.repeat(m.span("assign"), years), -1
    index = lambda: ((*name(o), y) for o in case.ladders for y in case.years)  # noqa: E731 - short
    sheet.block("c_pick", index, size, places, weights, low=0, high=0)


def floor(sheet: Sheet) -> None:
    """In the bounding programme, keep levels in their boxes, hold the staff, and respect the option's floors and caps.

    What weighed flows cost counts in millions of fen of the first year.
    """
    case = sheet.case
    for option in case.ladders if case.levels else ():
        bundles, needs = case.bundles(option), _needs(case, option)
        for step in case.steps(option):
            for y in case.years:
                _levels(sheet, option, bundles, needs, step, y)
        for i, cap in enumerate(case.caps.get(option, ())):
            _cap(sheet, option, i, cap)
        _nets(sheet, option, bundles)


def _needs(case: Case, option: Option) -> Needs:
    """Return the floors of an option: (charged, weight of each bundle) -> rung -> value."""
    bundles, needs = case.bundles(option), Needs()
    for k, rung in enumerate(case.ladders[option]):
        for bound in (floor for floor in rung.floors if not floor.earned):
            weights = tuple(bound.weights[b.levers[0]] for b in bundles)
            least = needs.setdefault((bound.charged, weights), {})
            least[k] = max(bound.value, least.get(k, 0))
    return needs


def _levels(sheet: Sheet, option: Option, bundles: list[Bundle], needs: Needs, step: int, y: int) -> None:
    """Keep the levels of an option on a step in a year within its boxes and above its staff and floors."""
    case, m, at = sheet.case, sheet.columns, name(option)
    told = (step,) if len(case.steps(option)) > 1 else ()
    picks = {k: m.pick[(*at, k, y)] for k, rung in enumerate(case.ladders[option]) if rung.step == step}
    here = list(picks.values()) if told else [m.assign[at]]
    levels = [m.level[level(option, b, step, y)] for b in bundles]
    for b, x in zip(bundles, levels, strict=True):
        sheet.add("c_box", (*at, b.name, y, *told), [(x, 1), *each(here, -b.high)], high=0)
        if b.low:
            sheet.add("c_box", (*at, b.name, y, *told, "low"), [(x, 1), *each(here, -b.low)], low=0)
    posts = [(x, 1) for b, x in zip(bundles, levels, strict=True) if b.post]
    staff = [(pick, -case.ladders[option][k].staff) for k, pick in picks.items()]
    sheet.add("c_hold", (*at, y, *told), posts + staff, low=0)
    for i, ((charged, weights), least) in enumerate(needs.items()):
        have = list(zip(levels, weights, strict=True))
        have += [(m.charge[(*at, y)], prices.MILLION)] if charged else []
        need = [(picks[k], -value) for k, value in least.items() if k in picks]
        sheet.add("c_floor", (*at, i, y, *told), have + need, low=0)


def _cap(sheet: Sheet, option: Option, number: int, cap: Cap) -> None:
    """Let flows together be no more than levers put out; in thousandths, rounded in favour of the flows."""
    case, m, at = sheet.case, sheet.columns, name(option)
    levers, step = case.scenario.levers(option.unit), dict(cap.steps)
    flows = [f for f in cap.flows if f in case.earned(option)]
    put = [(b, exact(step.get(levers[b.levers[0]].name, 0.0))) for b in case.bundles(option)]
    for y in case.years if flows else ():
        sold = [(m.sold[(*at, flow, y)], -1000) for flow in flows]
        for k, (most, share) in enumerate(cap.lines):
            out = [(m.level[level(option, b, step, y)], math.ceil(1000 * share * q))
                   for b, q in put if q * share for step in case.steps(option)]  # fmt: skip
            sheet.add("c_cap", (*at, number, k, y), [*out, *sold, (m.assign[at], math.ceil(1000 * most))], low=0)
        if cap.least and len(flows) == len(cap.flows):
            sheet.add("c_cap", (*at, number, "least", y), [*sold, (m.assign[at], cap.least - len(flows))], high=0)


def _nets(sheet: Sheet, option: Option, bundles: list[Bundle]) -> None:
    """Keep levels less what flows earn above the floors that say so; a rung without such a floor earns what it can."""
    case, m, at, flows = sheet.case, sheet.columns, name(option), sheet.case.earned(option)
    needs: dict[Floor, dict[int, int]] = {}
    for k, rung in enumerate(case.ladders[option]):
        for bound in rung.floors:
            if not bound.earned or any(flow not in flows for flow, _ in bound.earned):
                continue
            alike = replace(bound, staff=0, value=0)
            needs.setdefault(alike, {})[k] = max(bound.value, needs.get(alike, {}).get(k, bound.value))
    for i, (bound, least) in enumerate(needs.items()):
        for y in case.years:
            sold = [(m.sold[(*at, flow, y)], -fen) for flow, fen in bound.earned]
            none = math.floor(sum(fen * m.high[column] for column, fen in sold))
            have = [
                (m.level[level(option, b, step, y)], bound.weights[b.levers[0]])
                for b in bundles for step in case.steps(option)
            ]  # fmt: skip
            need = [(m.pick[(*at, k, y)], -least.get(k, none)) for k in range(len(case.ladders[option]))]
            sheet.add("c_floor", (*at, "net", i, y), [*have, *sold, *need], low=0)


def staff(sheet: Sheet) -> None:
    """Put the staff in post of a unit's setting to work there; nobody works who is not present."""
    case, m, groups = sheet.case, sheet.columns, sheet.case.scenario.workforce
    used, options, table = dict[str, list[tuple[int, int]]](), list(case.ladders), sheet.table
    for rung in np.flatnonzero(table.staff).tolist():
        used.setdefault(options[table.owner[rung]].unit, []).append((rung * len(case.years), int(table.staff[rung])))
    crews = {unit: case.scenario.staff_for(unit) for unit in case.kept}
    for y in case.years:
        for unit, crew in crews.items():
            if crew or unit in used:
                here = [(m.work[g, unit, y], 1) for g in crew]
                sheet.equal("c_staff", (unit, y), here + [(column + y, -n) for column, n in used.get(unit, ())])
        for g, group in groups.items():
            working = each(m.work[g, unit, y] for unit in group.units if (g, unit, y) in m.work)
            sheet.add("c_present", (g, y), [*working, (m.present[g, y], -1)], high=0)


def training(sheet: Sheet) -> None:
    """Retrain those who come to work where their group lacks a skill: as many as are more than the year before."""
    m = sheet.columns
    for g, unit, y in m.train:
        before = [(m.work[g, unit, y - 1], 1)] if y else []
        here = [(m.train[g, unit, y], 1), (m.work[g, unit, y], -1)]
        sheet.add("c_training", (g, unit, y), [*here, *before], low=0)


def path(sheet: Sheet) -> None:
    """People in post: last year's less those who retired, left, moved or were dismissed, plus recruits."""
    m = sheet.columns
    for g, group in sheet.case.scenario.workforce.items():
        retire = retiring(group, len(sheet.case.years))
        for y in sheet.case.years:
            before = [(m.present[g, y - 1], -1)] if y else []
            left = each((m.exit[g, y], m.redeploy[g, y], m.dismiss[g, y]))
            now = [(m.present[g, y], 1), *before, *left, (m.recruit[g, y], -1)]
            sheet.equal("c_path", (g, y), now, -retire[y - 1] if y else group.headcount)
            if retire[y]:
                sheet.add("c_retire", (g, y), [(m.present[g, y], 1)], low=retire[y])


def leave(sheet: Sheet) -> None:
    """Voluntary exits and redeployments stay within what the scenario offers each year."""
    m = sheet.columns
    for g, group in sheet.case.scenario.workforce.items():
        for y in sheet.case.years:
            sheet.add("c_exit", (g, y), [(m.exit[g, y], 1)], high=group.exit.max_per_year)
            sheet.add("c_redeploy", (g, y), [(m.redeploy[g, y], 1)], high=group.redeploy.vacancies_per_year)


def dismissal(sheet: Sheet) -> None:
    """Protected staff are not dismissed."""
    rule, id = sheet.case.scenario.policy.no_dismissal, "policy.no_dismissal"
    for g, group in sheet.case.scenario.workforce.items():
        for y in sheet.case.years if group.protected and rule.state != "off" else ():
            over = sheet.slack(id, rule, y, group.headcount)
            sheet.add("c_dismissal", (g, y), [(sheet.columns.dismiss[g, y], 1), *times(-1, over)], high=0, rule=id)


def growth(sheet: Sheet) -> None:
    """Only out, not in: nobody is added to the staff in post."""
    rule, id, m = sheet.case.scenario.policy.no_growth, "policy.no_growth", sheet.columns
    for g in sheet.case.scenario.workforce if rule.state != "off" else ():
        for y in sheet.case.years:
            more = m.recruit[g, y]
            over = sheet.slack(id, rule, y, m.high[more])
            sheet.add("c_growth", (g, y), [(more, 1), *times(-1, over)], high=0, rule=id)


def gradual(sheet: Sheet) -> None:
    """Only so many people in post, of all groups together, leave their posts in a year; retirements do not count."""
    rule, id, m = sheet.case.scenario.policy.gradual, "policy.gradual", sheet.columns
    if rule.state == "off" or rule.people_per_year is None:
        return
    for y in sheet.case.years if sheet.case.scenario.workforce else ():
        out = [table[g, y] for g in sheet.case.scenario.workforce for table in (m.exit, m.redeploy, m.dismiss)]
        over = sheet.slack(id, rule, y, sum(m.high[column] for column in out))
        sheet.add("c_gradual", y, [*each(out), *times(-1, over)], high=rule.people_per_year, rule=id)


def machines(sheet: Sheet) -> None:
    """Cover the need of machines by those owned and leased; buy and lease no more than it; sell those of today.

    Machines that must be renewed are gone from the year in which they would grow older than their life.
    """
    case, m = sheet.case, sheet.columns
    for unit, t in dict.fromkeys((unit, t) for unit, t, _ in m.own):
        owned = case.scenario.units[unit].owned
        equipped = [o for o in case.of(unit) if MODES[o.mode].equipment == "bureau"]
        for y in case.years:
            at = (unit, t, y)
            need = [(column + y, -n) for column, n in case.need(unit).get(t, ())]
            need += [(column, -1) for column, bundle, _ in steps(case, m, equipped, y) if bundle.machine == t]
            sheet.add("c_need", at, [(m.own[at], 1), (m.lease[at], 1), *need], low=0)
            sheet.add("c_more", at, [(m.buy[at], 1), (m.lease[at], 1), *need], high=0)
            before = [(m.own[unit, t, y - 1], -1)] if y else []
            held = [(m.own[at], 1), *before, (m.buy[at], -1), (m.sell[at], 1)]
            sheet.equal("c_own", at, held, 0 if y else owned.get(t, 0))
        sold = each(m.sell[unit, t, y] for y in case.years)
        sheet.add("c_sell", (unit, t), sold, high=owned.get(t, 0))
        end = case.scenario.equipment[t].last(case.scenario.units[unit].owned_age_years)
        if owned.get(t, 0) and end in case.years:
            sheet.add("c_renew", (unit, t), sold[: end + 1], low=owned[t])


def budget(sheet: Sheet) -> None:
    """Each year's payments stay within that year's budget, and their present value within the total."""
    rule, book, start = sheet.case.scenario.budget, sheet.account, sheet.case.scenario.horizon.start.year
    if rule.state == "off":
        return
    every = np.arange(len(book.worth), dtype=np.int32)
    for y in sheet.case.years if rule.by_year is not None else ():
        id = f"budget.by_year.{start + y}"
        over = sheet.slack(id, rule, y, 10**9)
        limit = prices.fen(prices.exact(rule.by_year[y]))  # type: ignore[index]
        sheet.long("c_budget_year", y, every, book.paid[y], times(-100, over), high=limit, rule=id)
    if rule.present_value is not None:
        id = "budget.present_value"
        over = sheet.slack(id, rule, None, 10**9, once=True)
        limit = prices.fen(prices.exact(rule.present_value)) * prices.MILLION + prices.MILLION // 2 - 1
        more = times(-100 * prices.MILLION, over)
        sheet.long("c_budget_total", "total", every, book.worth, more, high=limit, rule=id)


def funds(sheet: Sheet) -> None:
    """Keep what each fund pays a year within what it holds; left out of the bounding programme."""
    case, start = sheet.case, sheet.case.scenario.horizon.start.year
    for purse, fund in case.scenario.budget.funds.items():
        if fund.state == "off" or fund.by_year is None or case.levels:
            continue
        paid = account(case, sheet.columns, sheet.table, fund=purse).paid
        every = np.arange(paid.shape[1], dtype=np.int32)
        for y in case.years:
            id = fund_id(purse, start + y)
            over = sheet.slack(id, fund, y, 10**9)
            limit = prices.fen(prices.exact(fund.by_year[y]))
            sheet.long("c_fund", (purse, y), every, paid[y], times(-100, over), high=limit, rule=id)


def fixed(sheet: Sheet) -> None:
    """Have the column of what is paid at cost stand at 1: nobody decides it."""
    for what, column in sheet.columns.fixed.items():
        sheet.equal("c_fixed", what, [(column, 1)], 1)


def capacity(sheet: Sheet) -> None:
    """No vendor mans more posts than it can."""
    case, m, rule, id = sheet.case, sheet.columns, sheet.case.scenario.policy.capacity, "policy.capacity"
    for vendor, firm in case.scenario.vendors.items() if rule.state != "off" else ():
        mine, rungs = case.by(vendor), sheet.table.of(sheet.table.vendors.get(vendor, NONE))
        picks, posts = m.span("pick").reshape(-1, len(case.years))[rungs], sheet.table.others[rungs]
        for y in case.years if mine else ():
            added = [(column, 1) for column, bundle, _ in steps(case, m, mine, y) if bundle.post]
            over = times(-1, sheet.slack(id, rule, y, 10**6))
            sheet.long("c_capacity", (vendor, y), picks[:, y], posts, added + over, high=firm.capacity, rule=id)


def winners(sheet: Sheet) -> None:
    """Keep the number of vendors with contracts within its limits."""
    case, rule = sheet.case, sheet.case.scenario.policy.winners
    if rule.state == "off":
        return
    count = [sheet.winning(vendor) for vendor in firms(case.scenario)]
    id, most = "policy.winners", len(case.scenario.vendors) + rule.low
    sheet.add("c_winners", "low", [*count, *sheet.slack(id, rule, None, most)], low=rule.low, rule=id)
    sheet.add("c_winners", "high", [*count, *times(-1, sheet.slack(id, rule, None, most))], high=rule.high, rule=id)


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
    if rule.state == "off":
        return
    moved = each(sheet.columns.assign[name(o)] for o in case.ladders if changed(case.scenario, o))
    if moved:
        over = sheet.slack(id, rule, None, len(case.scenario.units))
        sheet.add("c_changes", "all", [*moved, *times(-1, over)], high=rule.most, rule=id)


def standards(sheet: Sheet) -> None:
    """Bar settings that fell short of a hard standard; price falling short of a soft one."""
    case = sheet.case
    for unit in case.kept if not case.levels else ():
        for measure, rule in case.scenario.targets(unit).items():
            id = standard_id(case.scenario, unit, measure)
            sheet.rules.setdefault(id, [])
            short = [rung * len(case.years) for rung, missed in sheet.table.short.get(unit, ()) if measure in missed]
            for y in case.years if short else ():
                if rule.state == "hard":
                    sheet.add("c_standards", (unit, measure, y), [(c + y, 1) for c in short], high=0, rule=id)
                for column in short if rule.state == "soft" else ():
                    sheet.account.punish(id, column + y, rule.weight, y)


def bundle(sheet: Sheet) -> None:
    """Award bids that stand only together all their units or none: each, going round, implies the next."""
    case, m = sheet.case, sheet.columns
    for id, (bids, units) in bundles(case.scenario).items():
        held = [each(m.assign[name(o)] for o in case.of(unit) if o.bid in bids) for unit in units]
        for i, unit in enumerate(units if len(units) > 1 else ()):
            after = times(-1, held[(i + 1) % len(held)])
            sheet.add("c_bundle", (bids[0], unit), held[i] + after, high=0, rule=id)


def _out(sheet: Sheet, family: str, id: str, rule: Rule, barred: Callable[[str], bool]) -> None:
    """Bar the options whose bid breaks a rule, unit by unit; each may break a soft rule at its price."""
    for option in sheet.case.ladders if rule.state != "off" else ():
        if option.bid and barred(option.bid):
            sheet.bar(family, option, id, rule)


FAMILIES: dict[str, Callable[[Sheet], None]] = {
    "assign": assign,
    "pick": pick,
    "floor": floor,
    "staff": staff,
    "training": training,
    "path": path,
    "leave": leave,
    "dismissal": dismissal,
    "growth": growth,
    "gradual": gradual,
    "machines": machines,
    "budget": budget,
    "funds": funds,
    "fixed": fixed,
    "capacity": capacity,
    "winners": winners,
    "term": term,
    "dispatch": dispatch,
    "changes": changes,
    "standards": standards,
    "bundle": bundle,
    **awards.FAMILIES,
    **direct.FAMILIES,
    "conditions": attached.conditions,
}
