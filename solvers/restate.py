"""The choosing programme stated a second time, from a scenario and the points of its menus, in whole numbers.

Nothing here is shared with `programme`: money comes from `recount` and `rebid`, and the rows are written from
`docs/programme.md`. Every plan made of the points keeps within these columns and rows at no more than its value, so
what bounds this statement bounds every such plan. Costs are whole fen by year; fines are millionths of fen.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.mode import MODES
from ..model.policy import Rule
from . import rebid, repurse
from .recount import CONTRACT, Count, Tariff, rational, retired, schooling, service

Row = dict[str, Any]
Terms = Iterable[tuple[int, int]]
"""(column, whole number)."""
FIXED = -1
Paid = tuple[int, int, str]
"""(year, fen, fund that pays it, or "")."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the sum of whole numbers times columns is at most `most`, or, with `even`, exactly that."""

    terms: tuple[tuple[int, int], ...]
    most: int
    even: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A point of an option in a year, on a step of its bid's discount.

    Parameters
    ----------
    base, paid : int
        What the vendor is paid, in fen: at first-year prices, and in that year; discount taken off.
    asked : int
        The former before any discount.
    """

    column: int
    point: Row
    step: int
    asked: int
    base: int
    paid: int


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a unit: the column that it is chosen, and its entries year by year."""

    unit: str
    mode: str
    bid: str | None
    vendor: str | None
    column: int
    years: tuple[tuple[Entry, ...], ...]

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of all years."""
        for entries in self.years:
            yield from entries


@dataclass(slots=True)
class Stated:
    """Columns and rows under construction.

    Parameters
    ----------
    names, low, high : list
        One entry a column; every column is whole.
    spent : list of tuple of int
        Fen by year of one unit of a column, counted against budgets.
    fines : list of int
        What it costs besides, in millionths of fen.
    units : dict unit -> list of Choice
        A unit has one of its choices, and that one of its entries in each year; the columns of these are 0 or 1.
    steps : dict bid -> steps of its discount
    tiers : dict (bid, year) -> the columns of these steps
    fixed : list of int
        Fen by year that every plan costs.
    funds : dict fund -> column -> fen by year
        What of one unit of a column each fund of the budget pays; at column `FIXED`, what of every plan.
    """

    tariff: Tariff
    names: list[str] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    spent: list[tuple[int, ...]] = field(default_factory=list)
    fines: list[int] = field(default_factory=list)
    rows: dict[str, Line] = field(default_factory=dict)
    units: dict[str, list[Choice]] = field(default_factory=dict)
    steps: dict[str, list[tuple[int, int | None, Any, int]]] = field(default_factory=dict)
    tiers: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    fixed: list[int] = field(init=False)
    funds: dict[str, dict[int, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fixed = [0] * len(self.years)

    @property
    def years(self) -> range:
        """Return the years, from 0."""
        return range(len(self.tariff.discount))

    def column(self, name: str, high: int, spent: Iterable[Paid] = (), fine: int = 0) -> int:
        """Add a whole column from 0 to `high` that costs (year, fen, fund) and a fine; return its place."""
        money = [0] * len(self.years)
        for year, fen, fund in spent:
            money[year] += fen
            self._fund(fund, len(self.names), year, fen)
        self.names.append(name)
        self.low.append(0)
        self.high.append(high)
        self.spent.append(tuple(money))
        self.fines.append(fine)
        return len(self.names) - 1

    def always(self, year: int, fen: int, fund: str) -> None:
        """Add what every plan costs in a year."""
        self.fixed[year] += fen
        self._fund(fund, FIXED, year, fen)

    def _fund(self, fund: str, column: int, year: int, fen: int) -> None:
        if fund:
            self.funds.setdefault(fund, {}).setdefault(column, [0] * len(self.years))[year] += fen

    def fund(self, item: str, group: str = "", bid: str | None = None) -> str:
        """Return the fund that pays a line, "" for none."""
        scenario = self.tariff.scenario
        return repurse.fund(scenario, item, group, bid) if scenario.budget.funds else ""

    def row(self, name: str, terms: Terms, most: int, *, even: bool = False) -> None:
        """Add a row; columns named twice are added up."""
        sums: dict[int, int] = {}
        for at, n in terms:
            sums[at] = sums.get(at, 0) + n
        self.rows[name] = Line(tuple((at, n) for at, n in sums.items() if n), most, even)

    def slack(self, name: str, rule: Any, high: int, year: int | None) -> list[tuple[int, int]]:
        """Return what a soft rule's row gives way by, one unit a fine each year or in one; nothing for a hard rule."""
        if rule.state != "soft":
            return []
        return [(self.column(f"over/{name}", high, fine=self.fine(rule, year)), -1)]

    def fine(self, rule: Any, year: int | None = None) -> int:
        """Return what a unit of violation of a soft rule costs in a year, or in every year."""
        times = sum(self.tariff.discount) if year is None else self.tariff.discount[year]
        return round(rational(rule.weight) * 100) * times if rule.state == "soft" else 0

    def cost(self, column: int) -> int:
        """Return what one unit of a column costs in all, in millionths of fen."""
        discount = self.tariff.discount
        return sum(d * n for d, n in zip(discount, self.spent[column], strict=True)) + self.fines[column]

    def late(self, index: str, yuan: Any, year: int) -> int:
        """Return a line of yuan a head as fen of a year."""
        count = Count(self.tariff)
        count.add(year, "", "", "", index, yuan, 1)
        return sum(count.late.values())

    def choices(self) -> Iterator[Choice]:
        """Yield the choices of all units."""
        for found in self.units.values():
            yield from found


def choose(stated: Stated, points: Sequence[Row], out: Container[int]) -> None:
    """Add each unit's choices and their entries; what a hard rule bars is left out, what a soft one asks is a fine.

    Points at the places `out` are not offered. Families *assign*, *pick*, *standards*, *term*, *dispatch*, *qualified*,
    *renewal*, *secrecy*, *shared*, *again*, *concession*, and the cuts of *discount*.
    """
    scenario = stated.tariff.scenario
    offered: dict[tuple[str, str, str | None], list[tuple[int, Row]]] = {}
    for i, point in enumerate(points):
        mine = offered.setdefault((point["unit"], point["mode"], point["bid"]), [])
        mine += [] if i in out else [(len(mine), point)]
    stated.steps.update((bid, steps(scenario, bid)) for bid, terms in scenario.bids.items() if terms.discounts)
    stated.units.update((unit, []) for unit in scenario.units)
    for (unit, mode, bid), mine in offered.items():
        vendor = scenario.bids[bid].vendor if bid else None
        award = {"unit": unit, "mode": mode, "bid": bid, "vendor": vendor}
        fine = _fined(stated, award)
        if fine is None:
            continue
        here = f"{unit}/{mode}/{bid or '-'}"
        column = stated.column(f"assign/{here}", 1, fine=fine)
        years = tuple(tuple(_entries(stated, award, here, mine, y)) for y in stated.years)
        stated.units[unit].append(Choice(unit, mode, bid, vendor, column, years))


def _fined(stated: Stated, award: Row) -> int | None:
    """Return what soft rules ask for an option as such, None where a hard rule bars it."""
    scenario, bid = stated.tariff.scenario, award["bid"]
    policy, unit = scenario.policy, scenario.units[award["unit"]]
    kept = {"core": policy.secrecy.core, "key": policy.secrecy.key}.get(unit.secrecy, tuple(MODES))
    again = 0
    run = rebid.unified(scenario, award["unit"]) and award["mode"] not in policy.shared.modes
    broken: list[tuple[Rule, bool]] = [(policy.secrecy, award["mode"] not in kept), (policy.shared, run)]
    if bid:
        terms = scenario.bids[bid]
        broken.append((policy.term, terms.term_years > policy.term.years))
        broken.append((policy.no_dispatch, terms.form == "dispatch"))
        broken.append((policy.qualified, rebid.barred(scenario, award)))
        broken.append((policy.single_source.renewals, rebid.overdue(scenario, bid)))
        ends = [y for y, ended in enumerate(rebid.lapsed(scenario, bid)) if ended]
        broken += [(policy.renewal, True)] if ends and policy.renewal.state == "hard" else []
        again = sum(stated.fine(policy.renewal, y) for y in ends)
    if any(rule.state == "hard" and found for rule, found in broken):
        return None
    return sum(stated.fine(rule) for rule, found in broken if found) + again


def _entries(stated: Stated, award: Row, here: str, points: list[tuple[int, Row]], y: int) -> Iterator[Entry]:
    """Yield the entries of an option in a year."""
    tariff = stated.tariff
    targets = tariff.scenario.targets(award["unit"])
    for k, point in points:
        short = [targets[m] for m in point["short"] if m in targets]
        if any(rule.state == "hard" for rule in short):
            continue
        fine = sum(stated.fine(rule, y) for rule in short)
        year = {**point, "machines": sorted(point["machines"].items())}
        if rebid.lacking(tariff, award, year):
            continue
        bare = Count(tariff)
        service(bare, award, y, year)
        asked = sum(n for at, n in bare.base.items() if at[3] in CONTRACT)
        bill = rebid.bill(bare, {**award, "years": {y: year}}, y) if award["bid"] in stated.steps else []
        for t, (_, _, rate, _) in enumerate(stated.steps.get(award["bid"], [(0, None, 0, 0)])):
            count = Count(tariff)
            count.late.update(bare.late)
            count.base.update(bare.base)
            for sums, n in bill:
                for index, fen in sums.items():
                    count.add(y, award["unit"], "", "discount", index, -rate * fen / 100, n)
            base, paid = (sum(n for at, n in c.items() if at[3] in CONTRACT) for c in (count.base, count.late))
            spent = [(y, sum(count.late.values()), "")]
            if tariff.scenario.budget.funds:
                spent = [(y, n, stated.fund(at[3], "", award["bid"])) for at, n in count.late.items()]
            column = stated.column(f"pick/{here}/{k}/{y}/{t}", 1, spent, fine)
            yield Entry(column, point, t, asked, base, paid)


def steps(scenario: Any, bid: str) -> list[tuple[int, int | None, Any, int]]:
    """Return the steps of a bid's discount: (from, to, rate, fen paid again), of units or fen before discount."""
    terms = scenario.bids[bid]
    if any(step.from_yuan is not None for step in terms.discounts):
        starts = [0, *(-int(-rational(step.from_yuan) * 100 // 1) for step in terms.discounts)]
        ends: list[int | None] = [start - 1 for start in starts[1:]]
        found = []
        for low, high in zip(starts, [*ends, None], strict=True):
            if high is None or low <= high:
                rate, again = rebid.rebate(terms, low, True)
                found.append((low, high, rate, round(again * 100)))
        return found
    most = len(terms.units)
    rates = [rational(0), *(rebid.rebate(terms, n, False)[0] for n in range(1, most + 1))]
    lows = [n for n in range(most + 1) if not n or rates[n] != rates[n - 1]]
    return [(low, high, rates[low], 0) for low, high in zip(lows, [*(n - 1 for n in lows[1:]), most], strict=True)]


def people(stated: Stated, points: Iterable[Row]) -> None:
    """Add who works where, and the paths of groups.

    Families *staff*, *training*, *path*, *leave*, *dismissal*, *growth*, *gradual*.
    Nobody is taken on beyond what all points, also those not offered, give room for.
    """
    scenario, room = stated.tariff.scenario, dict.fromkeys(stated.tariff.scenario.units, 0)
    for point in points:
        room[point["unit"]] = max(room[point["unit"]], point["staff"])
    here: dict[tuple[str, int], list[tuple[int, int]]] = {}
    gone: list[list[int]] = [[] for _ in stated.years]
    for group, terms in scenario.workforce.items():
        places = [unit for unit in terms.units if scenario.able(group, unit)]
        most = terms.headcount + sum(room[unit] for unit in places)
        last: dict[str, list[tuple[int, int]]] = {}
        tracks = _tracks(stated, group, most)
        retire = retired(terms, len(stated.years))
        for y in stated.years:
            work = [(stated.column(f"work/{group}/{unit}/{y}", most), 1) for unit in places]
            for unit, term in zip(places, work, strict=True):
                here.setdefault((unit, y), []).append(term)
                if price := schooling(scenario, group, unit):
                    at, spent = f"train/{group}/{unit}/{y}", (y, stated.late("wage", price, y))
                    taught = stated.column(at, most, [(*spent, stated.fund("training", group))])
                    stated.row(at, [term, *last.get(unit, []), (taught, -1)], 0)
                last[unit] = [(term[0], -1)]
            now = {name: columns[y] for name, columns in tracks.items()}
            gone[y] += [now[name] for name in ("exit", "redeploy", "dismiss")]
            stated.low[now["present"]] = min(retire[y], most)
            stated.row(f"present/{group}/{y}", [*work, (now["present"], -1)], 0)
            left = [(now[name], 1) for name in ("present", "exit", "redeploy", "dismiss")]
            before = [(tracks["present"][y - 1], -1)] if y else []
            start = -retire[y - 1] if y else terms.headcount
            stated.row(f"path/{group}/{y}", [*left, (now["recruit"], -1), *before], start, even=True)
    _gradual(stated, gone)
    for unit, found in stated.units.items():
        for y in stated.years:
            staff = [(e.column, e.point["staff"]) for c in found for e in c.years[y]]
            stated.row(f"staff/{unit}/{y}", [*here.get((unit, y), []), *((at, -n) for at, n in staff)], 0, even=True)
            for level in sorted({n for _, n in staff})[:-1]:
                # no rule: whether at most so many work there is what a tree splits best
                name = f"upto/{unit}/{y}/{level}"
                fewer = [(at, 1) for at, n in staff if n <= level]
                stated.row(name, [*fewer, (stated.column(name, 1), -1)], 0, even=True)


def _gradual(stated: Stated, gone: list[list[int]]) -> None:
    """Add that only so many people leave their posts in a year, given the columns of those who do by year."""
    rule = stated.tariff.scenario.policy.gradual
    for y in stated.years if rule.state != "off" and rule.people_per_year is not None else ():
        over = stated.slack(f"gradual/{y}", rule, sum(stated.high[at] for at in gone[y]), y)
        stated.row(f"gradual/{y}", [*((at, 1) for at in gone[y]), *over], rule.people_per_year or 0)


def _tracks(stated: Stated, group: str, most: int) -> dict[str, list[int]]:
    """Return the columns of a group's path by year, with what they cost."""
    tariff, policy = stated.tariff, stated.tariff.scenario.policy
    terms, bill = tariff.scenario.workforce[group], tariff.staff(group)

    def line(item: str, yuan: Any, y: int, index: str = "wage") -> Paid:
        return y, stated.late(index, yuan, y), stated.fund(item, group)

    pay = [[line(item, yuan * 12, y, index) for (item, index), yuan in bill.items()] for y in stated.years]
    away = [[*(line("moved", yuan * 12, y, index) for (_, index), yuan in bill.items()),
             line("relief", -rational(terms.redeploy.relief_per_year), y)] for y in stated.years]  # fmt: skip
    kept, grow = policy.no_dismissal if terms.protected else None, policy.no_growth
    out = most if kept is None or kept.state == "off" else min(most, terms.headcount) if kept.state == "soft" else 0
    tracks: dict[str, list[int]] = {name: [] for name in ("present", "exit", "redeploy", "dismiss", "recruit")}
    for y in stated.years:
        once = {
            "exit": line("exit", rational(terms.exit.payment), y),
            "redeploy": line("redeploy", rational(terms.redeploy.cost), y),
            "dismiss": line("severance", rational(terms.severance), y),
        }
        moved = [paid for later in stated.years[y:] for paid in away[later]]
        for name, high, spent, fine in (
            ("present", most, pay[y], 0),
            ("exit", min(most, terms.exit.max_per_year), [once["exit"]], 0),
            ("redeploy", min(most, terms.redeploy.vacancies_per_year), [once["redeploy"], *moved], 0),
            ("dismiss", out, [once["dismiss"]], stated.fine(kept, y) if kept else 0),
            ("recruit", 0 if grow.state == "hard" else most, [], stated.fine(grow, y)),
        ):
            tracks[name].append(stated.column(f"{name}/{group}/{y}", high, spent, fine))
    return tracks


def machines(stated: Stated) -> None:
    """Add the bureau's machines of each unit and type: family *machines*."""
    scenario = stated.tariff.scenario
    for unit, found in stated.units.items():
        equipped = [c for c in found if MODES[c.mode].equipment == "bureau"]
        for machine in (v.name for v in scenario.levers(unit) if v.cost == "machine"):
            needs = [[(e.column, e.point["machines"].get(machine, 0)) for c in equipped for e in c.years[y]]
                     for y in stated.years]  # fmt: skip
            _fleet(stated, unit, machine, needs)


def _fleet(stated: Stated, unit: str, machine: str, needs: list[list[tuple[int, int]]]) -> None:
    """Add the machines of a type at a unit, given the columns that need them by year."""
    tariff, at, last = stated.tariff, f"{unit}/{machine}", stated.years[-1]
    kind, terms = tariff.scenario.equipment[machine], tariff.scenario.units[unit]
    age, owned, price = rational(terms.owned_age_years), terms.owned.get(machine, 0), rational(kind.price)
    most = max((n for each in needs for _, n in each), default=0)

    def line(item: str, yuan: Any, y: int) -> Paid:
        return y, stated.late("price", yuan, y), stated.fund(item)

    _, rest, fund = line("residual", -tariff.resale(machine, age + last + 1), last)
    stated.always(last, owned * rest, fund)
    before: list[tuple[int, int]] = []
    sold: list[tuple[int, int]] = []
    end = next((y for y in stated.years if kind.renewed and terms.owned_age_years + y >= kind.life_years), None)
    for y in stated.years:
        upkeep = line("upkeep", price * rational(kind.upkeep_rate), y)
        left = line("residual", -tariff.resale(machine, rational(last + 1 - y)), last)
        gone = line("sale", -tariff.resale(machine, age + y), y)
        rent = line("lease", rational(kind.lease_per_year), y)
        own = stated.column(f"own/{at}/{y}", owned + most * (y + 1), [upkeep])
        buy = stated.column(f"buy/{at}/{y}", most, [line("purchase", price, y), left])
        sell = stated.column(f"sell/{at}/{y}", owned, [gone, (last, -rest, fund)])
        lease = stated.column(f"lease/{at}/{y}", most if kind.lease_per_year is not None else 0, [rent])
        less = [(column, -n) for column, n in needs[y]]
        stated.row(f"need/{at}/{y}", [(own, -1), (lease, -1), *needs[y]], 0)
        stated.row(f"more/{at}/{y}", [(buy, 1), (lease, 1), *less], 0)
        stated.row(f"own/{at}/{y}", [(own, 1), (buy, -1), (sell, 1), *before], 0 if y else owned, even=True)
        before, sold = [(own, -1)], [*sold, (sell, 1)]
        if y == end and owned:
            stated.row(f"renew/{at}", [(column, -1) for column, _ in sold], -owned)
    stated.row(f"sell/{at}", sold, owned)
