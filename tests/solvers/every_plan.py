"""Every plan of a small case by plain enumeration, each worth what the verifier's own count of money and rules says.

A plan is: for every unit an option and a point a year (together the *awards*), the bureau's machines bought, sold and
leased there, who of the staff in post works there, and for every group who leaves and comes. What these decisions cost
adds up: discounts, ways of procurement and all rules about contracts depend on the awards alone and are counted on all
awards at once. So each decision is a row of whole numbers, a plan is a sum of rows, and a limit is one on a sum:

    value       present value with penalties, millionths of fen
    rank        the sum of ranks by which ties are broken
    money       present value without penalties, millionths of fen
    limited     what is spent where a budget or a fund has a limit, fen, one number a limit
    leaving     people who leave their posts, by year
    lacking     people at work less people present, by group and year

Less is never worse in any of them. So of the decisions about one thing those are left out that another is no more than
in every number; nothing else is left out.
"""

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest.mock import patch

import numpy as np
from houqin.model.mode import MODES
from houqin.solvers import rebid, recheck, recount, repass, repurse
from houqin.solvers.rules import named

PLACE = spec_from_file_location("result_rows", Path(__file__).with_name("result_rows.py"))
result_rows = module_from_spec(PLACE)
PLACE.loader.exec_module(result_rows)

MACHINE = "scrubber"
MOVES, LEAVING = result_rows.MOVES, result_rows.LEAVING
NEAR = 400000
"""Millionths of fen by which the solve that breaks ties may exceed the least value."""


@dataclass(frozen=True)
class Limit:
    """A limit on money: of all lines or of a fund's, in a year or (`year` None) at their present value; fen."""

    rule: object
    fund: str
    year: int | None
    most: int


def number(scenario, menus):
    """Return in how many ways all units can be awarded with a point a year."""
    ways = Counter()
    for menu in menus:
        ways[menu.option.unit] += len(menu.points) ** scenario.horizon.years
    return math.prod(ways[unit] for unit in scenario.units)


def undominated(rows):
    """Return the rows that no other row is at most as large as in every number; of equal ones, one."""
    rows, found = np.unique(rows, axis=0), []
    while len(rows):  # the first in lexicographic order is not dominated by any that is left
        found.append(rows[0])
        rows = rows[(rows < rows[0]).any(axis=1)]
    return np.array(found).reshape(-1, rows.shape[1])


def plus(a, b):
    """Return every sum of a row of one and a row of the other."""
    return (a[:, None, :] + b[None, :, :]).reshape(-1, a.shape[1])


class Plans:
    """All plans of a case.

    Parameters
    ----------
    scenario : Scenario
        Of at most one type of machines, `MACHINE`.
    menus : tuple of Menu
        In order of the programme.
    """

    def __init__(self, scenario, menus):
        self.s, self.menus = scenario, tuple(menus)
        self.tariff, self.years = recount.Tariff(scenario), range(scenario.horizon.years)
        self.tariff.flows = cache(self.tariff.flows)
        self.groups, self.units = list(scenario.workforce), list(scenario.units)
        self.limits, self.rules = list(self._limits()), list(named(scenario))
        self.first = 3 + len(self.limits)
        self.lack = self.first + len(self.years)
        self.width = self.lack + len(self.groups) * len(self.years)
        self.known = {}

    def _limits(self):
        """Yield the limits on money."""
        budget, fen = self.s.budget, lambda yuan: round(recount.rational(yuan) * 100)
        for y, yuan in enumerate(budget.by_year or ()) if budget.state != "off" else ():
            yield Limit(budget, "", y, fen(yuan))
        if budget.present_value is not None and budget.state != "off":
            yield Limit(budget, "", None, fen(budget.present_value))
        for name, fund in budget.funds.items():
            for y, yuan in enumerate(fund.by_year or ()) if fund.state != "off" else ():
                yield Limit(fund, name, y, fen(yuan))

    # --- rows ------------------------------------------------------------------------------------------------------

    def row(self, lines, awards=(), penalty=0, rank=0):
        """Return the row of a decision with such lines in the ledger; nobody leaves or works by it."""
        row, years = np.zeros(self.width, dtype=np.int64), [0] * len(self.years)
        for line in lines:
            years[line["year"]] += line["fen"]
        money = sum(fen * factor for fen, factor in zip(years, self.tariff.discount, strict=True))
        spent = {"": years, **repurse.spent(self.s, awards, lines)}
        row[:3] = money + penalty, rank, money
        row[3 : self.first] = [money if at.year is None else spent[at.fund][at.year] for at in self.limits]
        return row

    def least(self, rows):
        """Return the rows of decisions about one thing without those that another is never worse than."""
        return undominated(np.array(rows, dtype=np.int64).reshape(-1, self.width))

    def late(self, y):
        """Return the rank of buying, selling, leasing, leaving or coming in a year: the later the better."""
        return 10 + self.years[-1] - y

    def kept(self, rows):
        """Return rows that keep hard limits on money, with the penalties of soft ones."""
        value, keep = rows[:, 0].copy(), np.ones(len(rows), dtype=bool)
        for column, at in zip(rows.T[3 : self.first], self.limits, strict=True):
            sums = (column + 500000) // 1000000 if at.year is None else column
            over = np.maximum(0, -(-(sums - at.most) // 100))
            if at.rule.state == "hard":
                keep &= over == 0
            else:
                factor = 10**6 if at.year is None else self.tariff.discount[at.year]
                value += round(recount.rational(at.rule.weight) * 100) * factor * over
        return np.column_stack([value, rows[:, 1:]])[keep]

    # --- awards ----------------------------------------------------------------------------------------------------

    def awards(self):
        """Yield all awards: for every unit a row as in result.json, without machines and people, and its rank."""
        ways = {unit: [] for unit in self.units}
        for place, menu in enumerate(self.menus):
            option = menu.option
            for points in itertools.product(enumerate(menu.points), repeat=len(self.years)):
                changes = 10_000 * (1 + place) * self.changed(option)
                found = result_rows.award(self.s, option, [point for _, point in points])
                ways[option.unit].append((found, changes + sum(k for k, _ in points)))
        yield from itertools.product(*(ways[unit] for unit in self.units))

    def changed(self, option):
        """Return whether an option is not today's mode and vendor."""
        now = self.s.units[option.unit].today
        vendor = self.s.bids[option.bid].vendor if option.bid else None
        return (option.mode, vendor) != (now.mode, now.vendor)

    def awarded(self, pairs):
        """Return the row of all awards, counted together; None where they break a hard rule."""
        awards, count = [award for award, _ in pairs], recount.Count(self.tariff)
        for each in awards:
            for y in self.years:
                served = self.served(each, y)
                count.base.update(served.base)
                count.late.update(served.late)
        rebid.cuts(count, awards)
        rebid.engage(count, awards, recount.CONTRACT)
        repass.bill(count)
        lines = count.rows()
        with patch.object(recheck, "named", lambda _: self.rules):  # the same for all plans
            found = list(recheck.violations(self.tariff, awards, [], [0] * len(self.years), lines))
        broken = [each for each in found if not each[0].startswith("budget.")]
        if any(rule.state == "hard" and any(units) for _, rule, units in broken):
            return None
        return self.row(lines, awards, recheck.penalty(self.tariff, broken), sum(rank for _, rank in pairs))

    def served(self, each, y):
        """Return the lines of a unit's year besides discounts and procurement, under count."""
        year = each["years"][y]
        at = "served", each["unit"], each["mode"], each["bid"], y, tuple(year["setting"].values()), year["staff"]
        if at not in self.known:
            self.known[at] = recount.Count(self.tariff)
            recount.service(self.known[at], each, y, year)
        return self.known[at]

    # --- machines --------------------------------------------------------------------------------------------------

    def machines(self, each):
        """Return the rows of every way to have the machines an award needs of the bureau."""
        at = "machines", each["unit"], self.need(each)
        if at not in self.known:
            _, unit, need = at
            self.known[at] = self.least([self.fleet(unit, years) for years in self.fleets(unit, need)])
        return self.known[at]

    def need(self, each):
        """Return the machines that an award needs of the bureau in each year."""
        bureau = MODES[each["mode"]].equipment == "bureau"
        return tuple(dict(year["machines"]).get(MACHINE, 0) if bureau else 0 for year in each["years"])

    def fleet(self, unit, years):
        """Return the row of a path of machines."""
        count = recount.Count(self.tariff)
        recount._fleet(count, unit, years)
        rank = sum(self.late(y) * n for y, year in enumerate(years) for move in MOVES for n in year[move].values())
        return self.row(count.rows(), rank=rank)

    def fleets(self, unit, need):
        """Yield every path of machines that covers a need, in which no more than it is bought and leased in a year."""
        kind, owned = self.s.equipment[MACHINE], self.s.units[unit].owned.get(MACHINE, 0)
        leases = range(max(need) + 1 if kind.lease_per_year is not None else 1)
        steps = list(itertools.product(range(max(need) + 1), range(owned + 1), leases))
        for path in itertools.product(steps, repeat=len(self.years)):
            own, old, fits, years = owned, owned, True, []
            for y, (buy, sell, lease) in enumerate(path):
                own, old = own + buy - sell, old - sell
                past = kind.renewed and self.s.units[unit].owned_age_years + y >= kind.life_years and old > 0
                fits &= min(own, old) >= 0 and not past and own + lease >= need[y] and buy + lease <= need[y]
                years.append({"own": {MACHINE: own}, "buy": {MACHINE: buy}, "sell": {MACHINE: sell},
                              "lease": {MACHINE: lease}})  # fmt: skip
            if fits:
                yield years

    # --- people ----------------------------------------------------------------------------------------------------

    def working(self, each):
        """Return the rows of every way to fill the posts that an award leaves to staff in post."""
        at = "working", each["unit"], self.staff(each)
        if at not in self.known:
            _, unit, staff = at
            self.known[at] = self.least([self.crew(unit, crew) for crew in self.crews(unit, staff)])
        return self.known[at]

    def staff(self, each):
        """Return the posts that an award leaves to staff in post in each year."""
        return tuple(year["staff"] for year in each["years"])

    def crews(self, unit, staff):
        """Yield who may fill so many posts of a unit: a number of each group, year by year."""
        able = [unit in terms.units and self.able(terms, unit) for terms in self.s.workforce.values()]
        yield from itertools.product(*(
            [crew for crew in itertools.product(*(range(n + 1 if fits else 1) for fits in able)) if sum(crew) == n]
            for n in staff
        ))  # fmt: skip

    def able(self, terms, unit):
        """Return whether a group has the skills of a unit, or may be retrained for them."""
        return set(self.s.units[unit].skills) <= set(terms.skills) or terms.training is not None

    def crew(self, unit, crew):
        """Return the row of who works at a unit year by year: those who come are retrained where they lack a skill."""
        count, rank, lacking = recount.Count(self.tariff), 0, []
        for i, (group, terms) in enumerate(self.s.workforce.items()):
            before, price = 0, recount.schooling(self.s, group, unit)
            for y in self.years:
                here = crew[y][i]
                count.add(y, unit, group, "training", "wage", price, max(0, here - before))
                rank += here * terms.units.index(unit) if here else 0
                lacking.append(here)
                before = here
        row = self.row(count.rows(), rank=rank)
        row[self.lack :] = lacking
        return row

    def paths(self):
        """Return the rows of every way in which all groups leave, stay and grow."""
        rows = np.zeros((1, self.width), dtype=np.int64)
        for i, group in enumerate(self.groups):
            mine = [self.path(group, i, people) for people in self.courses(group)]
            rows = plus(rows, self.least([row for row in mine if row is not None]))
        few = self.s.policy.gradual
        if few.state != "off":
            over = np.maximum(0, rows[:, self.first : self.lack] - few.people_per_year)
            if few.state == "hard":
                rows = rows[~over.any(axis=1)]
            else:
                rows[:, 0] += over @ np.array(self.tariff.discount) * round(recount.rational(few.weight) * 100)
        rows[:, self.first : self.lack] = 0
        return undominated(rows)

    def courses(self, group):
        """Return every course of a group: a row of `workforce` in result.json for each year.

        Nobody is recruited beyond all posts that staff in post may hold: who comes is paid as who is there, and
        moving people away costs more than it relieves, so that one more never pays. Who retires must be there.
        """
        terms, policy = self.s.workforce[group], self.s.policy
        assert terms.redeploy.relief_per_year < 12 * (terms.pay.gross_per_month or terms.pay.take_home_per_month)
        retire = recount.retired(terms, len(self.years))
        most = sum(max(p.staff for m in self.menus if m.option.unit == u for p in m.points) for u in terms.units)
        most = 0 if policy.no_growth.state == "hard" else most + max(retire)
        loose = not (terms.protected and policy.no_dismissal.state == "hard")

        def onward(y, before):
            if y == len(self.years):
                yield ()
                return
            some = (range(terms.exit.max_per_year + 1), range(terms.redeploy.vacancies_per_year + 1),
                    range(before + 1 if loose else 1), range(most + 1))  # fmt: skip
            for exit_, redeploy, dismiss, recruit in itertools.product(*some):
                present = before - exit_ - redeploy - dismiss + recruit
                if present >= retire[y]:
                    row = {"group": group, "year": y, "present": present, "retire": retire[y], "exit": exit_,
                           "redeploy": redeploy, "dismiss": dismiss, "recruit": recruit}  # fmt: skip
                    yield from ((row, *rest) for rest in onward(y + 1, present - retire[y]))

        if ("courses", group) not in self.known:
            self.known["courses", group] = list(onward(0, terms.headcount))
        return self.known["courses", group]

    def path(self, group, place, people):
        """Return the row of a group's course; None where it breaks a hard rule."""
        policy, penalty, count, moved = self.s.policy, 0, recount.Count(self.tariff), Counter()
        checks = [(policy.no_growth, "recruit")]
        checks += [(policy.no_dismissal, "dismiss")] if self.s.workforce[group].protected else []
        for y, each in enumerate(people):
            recount._group(count, [], each, moved)
            for rule, key in checks:
                if rule.state == "hard" and each[key]:
                    return None
                weight = round(recount.rational(rule.weight) * 100) if rule.state == "soft" else 0
                penalty += weight * each[key] * self.tariff.discount[y]
        rank = sum(self.late(each["year"]) * each[key] for each in people for key in (*LEAVING, "recruit"))
        row = self.row(count.rows(), penalty=penalty, rank=rank)
        row[self.first : self.lack] = [sum(each[key] for key in LEAVING) for each in people]
        at = self.lack + place * len(self.years)
        row[at : at + len(self.years)] = [-each["present"] for each in people]
        return row

    # --- plans -----------------------------------------------------------------------------------------------------

    def besides(self, awards):
        """Return the rows of all that may be decided beside awards: who works, leaves and comes, and machines."""
        at = tuple((self.need(each), self.staff(each)) for each in awards)
        if at not in self.known:
            if "paths" not in self.known:
                self.known["paths"] = self.paths()
            rows = np.zeros((1, self.width), dtype=np.int64)
            for each in awards:
                rows = undominated(plus(rows, self.working(each)))
            rows = plus(rows, self.known["paths"])
            rows = rows[(rows[:, self.lack :] <= 0).all(axis=1)]
            rows[:, self.lack :] = 0
            for each in awards:
                rows = plus(undominated(rows), self.machines(each))
            self.known[at] = undominated(rows)
        return self.known[at]

    def every(self):
        """Return the rows of all plans that keep the hard rules, but for those another is never worse than."""
        found = [np.zeros((0, self.width), dtype=np.int64)]
        for pairs in self.awards():
            bare = self.awarded(pairs)
            if bare is not None:
                found.append(self.kept(self.besides([award for award, _ in pairs]) + bare))
        return np.concatenate(found)

    def best(self):
        """Return the least value of all plans in fen and the least sum of ranks at it; None where there is no plan."""
        rows = self.every()
        if not len(rows):
            return None
        least = int(rows[:, 0].min())
        ties = (rows[:, 0] <= least + NEAR) & ((rows[:, 0] + 500000) // 1000000 == (least + 500000) // 1000000)
        return (least + 500000) // 1000000, int(rows[ties, 1].min())
