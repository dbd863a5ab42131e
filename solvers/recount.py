"""The money of a saved plan, counted a second time.

Nothing here is shared with `prices`, `ledger` or the programme: the same rules, written down again from
`docs/programme.md`, on the plain rows of result.json. Whole fen; fractions are exact and rounded once per line.
"""

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from ..model.distributions import AnyLaw, Constant
from ..model.engine.draw import quantile, uniforms
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.streams import Phase, key
from . import rebid, repass

PPM = 10**6
Row = dict[str, Any]
Bill = dict[tuple[str, str], Fraction]
"""(item, index) -> yuan."""
CONTRACT = {
    "wage", "social_insurance", "liability_insurance", "welfare", "materials", "overhead", "profit", "fee", "tax",
    "machine_fee", "meal_fee", "overtime", "reserve", "discount",
}  # fmt: skip
PAY = {"wage", "social_insurance", "liability_insurance", "welfare"}
"""What a vendor pays its people."""


def rational(value: float | None) -> Fraction:
    """Return the decimal as it was written."""
    return Fraction(repr(value or 0.0))


def retired(terms: Any, years: int) -> list[int]:
    """Return how many of a group retire in each year: as stated, or as even ages reach the age of retirement."""
    if terms.retirement_age is None:
        return [*terms.retirements, *([0] * years)][:years]
    (low, high), n = terms.ages, terms.headcount
    past = [0]
    for y in range(1, years + 1):  # of people at low + span (i - 1/2) / n, those who are old enough after y years
        short = rational(terms.retirement_age) - y - low
        least = short * n / (high - low) + Fraction(1, 2) if high > low else Fraction(1 if short <= 0 else n + 1)
        past.append(n + 1 - min(n + 1, max(1, math.ceil(least))))
    return [after - before for before, after in pairwise(past)]


def schooling(scenario: Scenario, group: str, unit: str) -> Fraction:
    """Return what it costs to retrain one of a group for a unit's posts: nothing where it has the skills."""
    terms = scenario.workforce[group]
    if terms.training is None or set(scenario.units[unit].skills) <= set(terms.skills):
        return Fraction(0)
    cover = rational(terms.training.months) * rational(terms.training.cover_per_month)
    return rational(terms.training.cost) + cover


class Tariff:
    """What things cost in a scenario, in yuan at the prices of the first year, and how prices grow."""

    def __init__(self, scenario: Scenario):
        self.scenario = scenario
        years = range(scenario.horizon.years)
        self.laws: dict[str, AnyLaw] = {"wage": scenario.finance.wage_growth, "price": scenario.finance.price_growth}
        if "none" in {item.index for item in scenario.passthrough.values()}:
            self.laws["none"] = Constant(value=0.0)
        self.growth = {index: [self._factor(law.coded(), y) for y in years] for index, law in self.laws.items()}
        rate = 1 + rational(scenario.finance.discount_rate)
        self.heads: dict[tuple[str, str | None, bool], Bill] = {}
        self.discount = [round(PPM / rate**y) for y in years]

    def _factor(self, law: tuple[float, float, float, float], year: int) -> int:
        """Return E[(1 + g)^year] in millionths, over 1000 midpoint quantiles."""
        values = [(1.0 + float(quantile(*law, (k + 0.5) / 1000))) ** year for k in range(1000)]  # type: ignore[no-untyped-call]
        return round(PPM * (math.fsum(values) / 1000))

    def staff(self, group: str) -> Bill:
        """Return a month of one person in post."""
        pay, labour = self.scenario.workforce[group].pay, self.scenario.labour
        return self._employee(pay, labour)

    def _employee(self, pay: Any, labour: Any, over: Fraction = Fraction(0)) -> Bill:
        stated = rational(pay.gross_per_month) or rational(pay.take_home_per_month) / rational(pay.take_home_share)
        gross = max(stated, rational(labour.minimum_wage_per_month))
        base = max(gross, rational(labour.social_insurance_base_floor))
        bill = {("wage", "wage"): gross, ("welfare", "wage"): rational(pay.welfare_per_month)}
        if pay.insured:
            bill["social_insurance", "wage"] = rational(labour.social_insurance_rate) * base * (1 - over)
            if pay.housing_fund:
                bill["housing_fund", "wage"] = rational(labour.housing_fund_rate) * gross * (1 - over)
        return bill

    def head(self, mode: str, bid: str | None, paid: bool = True) -> Bill:
        """Return a month of one post filled by the other team, or, not `paid`, by staff in post seconded to it."""
        if (mode, bid, paid) not in self.heads:
            bill, kept = self._head(mode, bid, paid), self.kept(bid)
            for index in ("wage", "price") if kept else ():
                bill["reserve", index] = kept * sum((n for (_, i), n in bill.items() if i == index), Fraction(0))
            self.heads[mode, bid, paid] = bill
        return self.heads[mode, bid, paid]

    def _head(self, mode: str, bid: str | None, paid: bool) -> Bill:
        if bid is None:
            return self._hired()
        terms, labour, finance = self.scenario.bids[bid], self.scenario.labour, self.scenario.finance
        if terms.basis == "unit":
            return {}
        over = rational(self.scenario.vendors[terms.vendor].over_retirement_share)
        wage = max(rational(terms.wage_per_month), rational(labour.minimum_wage_per_month))
        base = max(wage, rational(labour.social_insurance_base_floor))
        bill = {
            ("wage", "wage"): wage,
            ("social_insurance", "wage"): rational(labour.social_insurance_rate) * base * (1 - over),
            ("liability_insurance", "price"): rational(labour.liability_insurance_per_month) * over,
            ("welfare", "wage"): rational(terms.welfare_per_month),
        }
        if MODES[mode].materials != "bureau":
            bill["materials", "price"] = rational(terms.materials_per_month)
        added = 1 + rational(finance.surcharge_rate)
        if terms.form == "dispatch":
            fee = rational(terms.fee_per_month)
            tax = rational(finance.dispatch_vat_rate) * added * fee
            return {**bill, ("fee", "price"): fee, ("tax", "price"): tax}
        overhead, profit, vat = rational(terms.overhead_rate), rational(terms.profit_rate), rational(finance.vat_rate)
        for index in ("wage", "price"):
            cost = sum((yuan for (_, i), yuan in bill.items() if i == index), Fraction(0))
            bill["overhead", index] = overhead * cost
            bill["profit", index] = profit * (1 + overhead) * cost
            spared = [] if paid else [yuan for (item, i), yuan in bill.items() if i == index and item in PAY]
            bill["tax", index] = vat * added * ((1 + profit) * (1 + overhead) * cost - sum(spared, Fraction(0)))
        return {at: yuan for at, yuan in bill.items() if paid or at[0] not in PAY}

    def kept(self, bid: str | None) -> Fraction:
        """Return the reserve on top of what a reference tariff asks for; 0 for a vendor's bid."""
        terms = self.scenario.bids[bid].reference if bid else None
        return rational(terms.markup) if terms else Fraction(0)

    def _hired(self) -> Bill:
        terms, labour = self.scenario.hiring, self.scenario.labour
        if terms is None:
            return {}
        over = rational(terms.over_retirement_share)
        bill = self._employee(terms.pay, labour, over)
        bill["liability_insurance", "price"] = rational(labour.liability_insurance_per_month) * over
        for index in ("wage", "price"):
            cost = sum((yuan for (_, i), yuan in bill.items() if i == index), Fraction(0))
            bill["overhead", index] = rational(terms.overhead_rate) * cost
        return bill

    def fee(self, bid: str, machine: str) -> Fraction:
        """Return a year of one machine of the vendor's."""
        terms, kind, finance = self.scenario.bids[bid], self.scenario.equipment[machine], self.scenario.finance
        price = rational(kind.price)
        bare = price / rational(kind.life_years) + price * rational(kind.upkeep_rate) if terms.basis == "post" else 0
        if machine in terms.machine_per_year:
            bare = rational(terms.machine_per_year[machine])
        tax = rational(finance.vat_rate) * (1 + rational(finance.surcharge_rate))
        return Fraction(bare) * (1 + rational(terms.overhead_rate)) * (1 + rational(terms.profit_rate)) * (1 + tax)

    def there(self, mode: str, bid: str | None) -> Fraction:
        """Return for how much of a working week a vendor is there: ten half-days, or those of its timetable."""
        visits = self.scenario.bids[bid].slots_per_week if bid and MODES[mode].periodic else None
        return Fraction(visits or 10, 10)

    def flows(self, unit: str, mode: str, bid: str | None) -> list[tuple[str, str, str, Fraction]]:
        """Return (flow, item, index, yuan a unit) of all that the bureau pays or earns by the unit."""
        s, found, part = self.scenario, [], self.there(mode, bid)
        terms = s.bids[bid] if bid else None
        for flow in s.kind(unit).flows(s.spec(unit)):
            price = rational(flow.price)
            if flow.item == "overtime":
                if not (terms and terms.basis == "unit"):
                    found.append((flow.name, "overtime", "wage", price * self._hour(mode, bid)))
            elif flow.item == "meal_fee" or MODES[mode].materials != "vendor":
                found.append((flow.name, flow.item, "price", price))
            if terms and flow.name in terms.per_unit:
                found.append((flow.name, "meal_fee", "price", rational(terms.per_unit[flow.name])))
        found = [(name, item, index, yuan * part) for name, item, index, yuan in found]
        kept = dict[tuple[str, str], Fraction]()
        for name, _, index, yuan in (f for f in found if self.kept(bid) and f[1] in ("overtime", "meal_fee")):
            kept[name, index] = kept.get((name, index), Fraction(0)) + self.kept(bid) * yuan
        return [*found, *((name, "reserve", index, yuan) for (name, index), yuan in kept.items())]

    def _hour(self, mode: str, bid: str | None) -> Fraction:
        """Return what an hour of the other team costs at its ordinary wage: a month's over 21.75 days of 8 hours."""
        labour, finance, hours = self.scenario.labour, self.scenario.finance, Fraction(2175, 100) * 8
        least = rational(labour.minimum_wage_per_month)
        if bid is None:
            return (self._hired()["wage", "wage"] if self.scenario.hiring else least) / hours
        terms = self.scenario.bids[bid]
        wage = max(rational(terms.wage_per_month), least)
        if terms.form == "dispatch":
            return wage / hours
        tax = rational(finance.vat_rate) * (1 + rational(finance.surcharge_rate))
        return wage / hours * (1 + rational(terms.overhead_rate)) * (1 + rational(terms.profit_rate)) * (1 + tax)

    def resale(self, machine: str, used: Fraction) -> Fraction:
        """Return what a machine used for some years brings."""
        kind = self.scenario.equipment[machine]
        left = 1 - used / rational(kind.life_years)
        return rational(kind.price) * rational(kind.resale_rate) * max(left, Fraction(0))


class Count:
    """Lines under addition."""

    def __init__(self, tariff: Tariff):
        self.tariff = tariff
        self.late: Counter[tuple[int, str, str, str, str]] = Counter()
        self.base: Counter[tuple[int, str, str, str, str]] = Counter()

    def add(self, year: int, unit: str, group: str, item: str, index: str, yuan: Fraction, heads: int) -> None:
        """Add heads times a line of so many yuan."""
        fen = round(yuan * 100)
        at = (year, unit, group, item, index)
        self.base[at] += fen * heads
        self.late[at] += (2 * fen * self.tariff.growth[index][year] + PPM) // (2 * PPM) * heads

    def bill(self, year: int, unit: str, group: str, monthly: Bill, heads: int) -> None:
        """Add a year of heads at a monthly bill."""
        for (item, index), yuan in monthly.items():
            self.add(year, unit, group, item, index, yuan * 12, heads)

    def rows(self) -> list[Row]:
        """Return the lines as rows of result.json, in order."""
        names = ("year", "unit", "group", "item", "index")
        return [
            {**dict(zip(names, at, strict=True)), "fen": self.late[at], "base": base}
            for at, base in sorted(self.base.items())
            if base
        ]


def recount(tariff: Tariff, plan: Iterable[Row], people: Iterable[Row]) -> list[Row]:
    """Return the ledger of a plan given by its rows in result.json (`plan` and `workforce`)."""
    count, awards = Count(tariff), list(plan)
    for award in awards:
        _unit(count, award)
    rebid.cuts(count, awards)
    rebid.engage(count, awards, CONTRACT)
    moved: Counter[str] = Counter()
    for row in sorted(people, key=lambda r: (r["group"], r["year"])):
        _group(count, awards, row, moved)
    repass.bill(count)
    return count.rows()


def _unit(count: Count, award: Row) -> None:
    """Add what a unit costs besides staff in post."""
    for y, year in enumerate(award["years"]):
        service(count, award, y, year)
    _fleet(count, award["unit"], award["years"])


def service(count: Count, award: Row, y: int, year: Row) -> None:
    """Add what a unit's year costs besides staff in post, the bureau's machines, discounts and procurement."""
    tariff, unit, mode, bid = count.tariff, award["unit"], award["mode"], award["bid"]
    s = tariff.scenario
    if not y and award["vendor"] != s.units[unit].today.vendor:
        count.add(0, unit, "", "change", "price", rational(s.transition.vendor_change), 1)
    count.bill(y, unit, "", tariff.head(mode, bid), year["posts"] - year["staff"])
    if bid and s.bids[bid].takes_staff and not MODES[mode].staff:
        count.bill(y, unit, "", tariff.head(mode, bid, False), year["staff"])
    if bid and not MODES[mode].periodic:
        extra = rebid.award(s, award["vendor"])
        count.add(y, unit, "", "bonus", "wage", extra, year["posts"] - year["staff"])
    supplied = {"bureau": year["posts"], "each": year["staff"], "vendor": 0}[MODES[mode].materials]
    supplies = rational(s.units[unit].materials_per_month) * 12
    count.add(y, unit, "", "supplies", "price", supplies, supplied)
    if terms := s.modes.get(mode):
        count.add(y, unit, "", "supervision", "wage", rational(terms.supervision_per_year), 1)
    if MODES[mode].users and (deal := s.bids[bid].concession):
        count.add(y, unit, "", "rent", "price", -rational(deal.rent_per_year), 1)
        count.add(y, unit, "", "given", "price", rational(deal.given_per_year), 1)
    for flow, item, index, yuan in tariff.flows(unit, mode, bid):
        quantity = Fraction(year["volumes"][flow], 1000) * rational(s.labour.workdays_per_year)
        count.add(y, unit, "", item, index, yuan * quantity, 1)
    for machine, n in year["machines"] if MODES[mode].equipment == "vendor" else ():
        count.add(y, unit, "", "machine_fee", "price", tariff.fee(bid, machine), n)
        count.add(y, unit, "", "reserve", "price", tariff.kept(bid) * tariff.fee(bid, machine), n)


def _fleet(count: Count, unit: str, years: list[Row]) -> None:
    """Add the bureau's machines of a unit."""
    tariff, last = count.tariff, len(years) - 1
    s, age = tariff.scenario, rational(tariff.scenario.units[unit].owned_age_years)
    left: Counter[str] = Counter(s.units[unit].owned)
    for y, year in enumerate(years):
        for machine, n in year["own"].items():
            kind = s.equipment[machine]
            count.add(y, unit, "", "upkeep", "price", rational(kind.price) * rational(kind.upkeep_rate), n)
        for machine, n in year["buy"].items():
            count.add(y, unit, "", "purchase", "price", rational(s.equipment[machine].price), n)
            count.add(last, unit, "", "residual", "price", -tariff.resale(machine, Fraction(last + 1 - y)), n)
        for machine, n in year["lease"].items():
            count.add(y, unit, "", "lease", "price", rational(s.equipment[machine].lease_per_year), n)
        for machine, n in year["sell"].items():
            count.add(y, unit, "", "sale", "price", -tariff.resale(machine, age + y), n)
            left[machine] -= n
    for machine, n in left.items():
        count.add(last, unit, "", "residual", "price", -tariff.resale(machine, age + last + 1), n)


def _group(count: Count, awards: list[Row], row: Row, moved: Counter[str]) -> None:
    """Add a year of a group in post."""
    group, y = row["group"], row["year"]
    terms, pay = count.tariff.scenario.workforce[group], count.tariff.staff(group)
    idle = row["present"]
    for award in awards:
        here = award["years"][y]["staff_by_group"].get(group, 0)
        count.bill(y, award["unit"], group, pay, here)
        idle -= here
        known = award["years"][y - 1]["staff_by_group"].get(group, 0) if y else 0
        price = schooling(count.tariff.scenario, group, award["unit"])
        count.add(y, award["unit"], group, "training", "wage", price, max(0, here - known))
    count.bill(y, "", group, pay, idle)
    moved[group] += row["redeploy"]
    for (_, index), yuan in pay.items():
        count.add(y, "", group, "moved", index, yuan * 12, moved[group])
    count.add(y, "", group, "relief", "wage", -rational(terms.redeploy.relief_per_year), moved[group])
    count.add(y, "", group, "redeploy", "wage", rational(terms.redeploy.cost), row["redeploy"])
    count.add(y, "", group, "exit", "wage", rational(terms.exit.payment), row["exit"])
    count.add(y, "", group, "severance", "wage", rational(terms.severance), row["dismiss"])


def totals(tariff: Tariff, lines: Iterable[Row]) -> Row:
    """Return the totals of lines by year and item, and their present value."""
    years, items = [0] * len(tariff.discount), Counter[str]()
    for line in lines:
        years[line["year"]] += line["fen"]
        items[line["item"]] += line["fen"]
    return {"by_year": years, "by_item": dict(items), "npv": worth(tariff, years)}


def worth(tariff: Tariff, years: Iterable[int], more: int = 0) -> int:
    """Return the present value of yearly fen (and `more` millionths of fen), rounded half up once."""
    return (2 * (sum(t * d for t, d in zip(years, tariff.discount, strict=True)) + more) + PPM) // (2 * PPM)


def spread(tariff: Tariff, ours: Iterable[Row], theirs: Iterable[Row], n: int, share: float) -> tuple[float, float]:
    """Return the paired interval of ours minus theirs over n futures of wages and prices."""
    scenario = tariff.scenario
    stream = key(scenario.study.seed, Phase.FUTURE, "growth")
    base: Counter[tuple[str, int]] = Counter()
    for sign, lines in ((1, ours), (-1, theirs)):
        for line in lines:
            base[line["index"], line["year"]] += sign * line["base"]
    values = [0.0] * n
    for entity, (index, law) in enumerate(tariff.laws.items()):
        drawn = np.empty(n)
        uniforms(np.uint64(stream), 0, 0, entity, drawn)  # type: ignore[no-untyped-call]
        for j, u in enumerate(drawn):
            factor = 1.0 + float(quantile(*law.coded(), float(u)))  # type: ignore[no-untyped-call]
            for y, d in enumerate(tariff.discount):
                values[j] += base[index, y] * (d / PPM) * factor**y
    values.sort()
    low, high = (math.ceil(p * n - 1e-9) - 1 for p in ((1 - share) / 2, (1 + share) / 2))
    return values[low], values[high]


def fees(lines: Iterable[Row], items: Container[str] = CONTRACT) -> Counter[tuple[str, int]]:
    """Return what the vendor of each unit is paid for some items in each year."""
    found = Counter[tuple[str, int]]()
    for v in lines:
        found[v["unit"], v["year"]] += v["fen"] * (v["group"] == "" and v["item"] in items)
    return found


def facts(scenario: Scenario) -> Mapping[str, Row]:
    """Return the figures of today by site, from stated wages alone."""
    spare = {group: terms.headcount for group, terms in scenario.workforce.items()}
    found: dict[str, Row] = {}
    for name, unit in scenario.units.items():
        posts = sum(unit.today.setting[v.name] for v in scenario.levers(name) if v.cost == "post")
        wages, others = Fraction(0), posts
        bids = [b for b in scenario.bids.values() if b.vendor == unit.today.vendor and name in b.units]
        bids = [b for b in bids if unit.today.mode in b.modes]
        able = MODES[unit.today.mode].staff or any(b.takes_staff for b in bids[:1])
        for group, terms in scenario.workforce.items():
            if name in terms.units and able and scenario.able(group, name):
                here = min(others, spare[group])
                spare[group] -= here
                others -= here
                wages += here * rational(terms.pay.take_home_per_month or terms.pay.gross_per_month)
        if unit.today.vendor:
            wages += others * rational(bids[0].wage_per_month)
        elif scenario.hiring:
            wages += others * rational(scenario.hiring.pay.take_home_per_month or scenario.hiring.pay.gross_per_month)
        site = found.setdefault(unit.site, Counter())
        site.update({"posts": posts, "staff": posts - others, "others": others, "wage_bill": round(wages * 1200)})
    for name, site in found.items():
        area = scenario.sites[name].area_m2
        site["area_m2"], site["wage_per_m2"] = area, site["wage_bill"] / 100 / area
        site["m2_per_person"] = area / site["posts"] if site["posts"] else 0.0
    return {name: dict(site) for name, site in found.items()}
