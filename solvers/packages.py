"""Other plans that cost hardly more: each differs from all others in the modes of some units, and has a theme.

A theme is an objective of its own among the plans within the limit; among its best plans the cheapest is taken. What a
plan counts for is recounted from its decisions and its ledger, never read off the solver.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..model.items import VENDOR
from ..model.scenario import Scenario
from ..model.text import Text
from . import prices, risk
from .amend import Column, Row, amended, held, unlike, width, worth
from .choose import Chosen
from .contracts import seconded_lines
from .ledger import by_year, contract, ledger
from .menu import Option, Point
from .plan import Plan
from .programme import Answered, Programme, Wish, solve
from .programme.case import name

FINE = 10_000
"""Steps into which one whole target is divided where service is compared."""
CENT = 0.01
"""Yuan by which the largest contracts may seem dearer in the second solve."""
FREE = 10**6
"""Steps of a point without standards."""
THEMES: dict[str, Text] = {
    "cost": Text("其余中最省", "the cheapest of the others"),
    "changes": Text("更换企业最少", "fewest changes of vendor"),
    "people": Text("变动在编人员最少", "fewest people in post moved"),
    "service": Text("最差一处的服务最好", "best service where it is worst"),
    "spread": Text("最大一家的合同额最小", "smallest contracts of the largest vendor"),
    "risk": Text("最贵的 5 % 前景下最省", "cheapest in the dearest 5 % of futures"),
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a plan counts for.

    Parameters
    ----------
    value : int
        Present value with penalties, fen.
    modes : int
        Units whose mode differs from the chosen plan's.
    changes : int
        Units whose vendor is not today's (in-house counts as one).
    people : int
        People in post who leave, move, are dismissed or come, over the horizon; retirements are not counted.
    service : float or None
        Of all units, years and standards the least of (what the search saw) / target - 1; a guide, not a certificate.
    largest : float or None
        Share of the largest vendor in the present value of all contracts; None where there are none.
    spread : float or None
        Sum of the squares of all vendors' shares (Herfindahl).
    risk : int
        Mean present value of the dearest 5 % of futures of wages and prices (conditional value at risk), fen; penalties
        of soft rules are left out.
    """

    value: int
    modes: int
    changes: int
    people: int
    service: float | None
    largest: float | None
    spread: float | None
    risk: int


@dataclass(frozen=True, slots=True)
class Package:
    """A plan within the limit.

    Parameters
    ----------
    theme : str
        A key of `THEMES`; "chosen" for the chosen plan.
    traits : Traits
    dominated : bool
        Whether another package, or the chosen plan, is nowhere worse and somewhere better in value, changes, people,
        service, share of the largest vendor and risk: in what the themes aim at.
    status : str
        Verdict of fresh days; "" where they were not asked.
    """

    theme: str
    plan: Plan
    traits: Traits
    dominated: bool = False
    status: str = ""


def packages(
    scenario: Scenario,
    chosen: Chosen,
    built: Programme,
    *,
    number: int = 3,
    within: float = 0.03,
    apart: int = 1,
    themes: Iterable[str] = tuple(THEMES),
) -> tuple[Package, ...]:
    """Return the chosen plan and up to `number` others that cost at most a share `within` more.

    Parameters
    ----------
    apart : int
        Units in which any two of them have different modes, at least.
    themes : iterable of str
        In this order; one under which no further plan exists, or which the case gives no figures for, is left out.

    Which plans are found depends on the order: each keeps away from those before it. They are not all there are.
    """
    found = [Package("chosen", chosen.plan, traits(scenario, chosen.plan, chosen.penalty, chosen.plan))]
    near = amended(built, [worth(built, (chosen.value + within * abs(chosen.value)) / 100)])
    for theme in themes:
        if len(found) > number:
            break
        free = amended(near, [unlike(near, package.plan, apart) for package in found])
        answer = best(free, theme, chosen)
        if answer is None or answer.plan is None:
            continue
        penalty = (answer.penalty + prices.MILLION // 2) // prices.MILLION
        found.append(Package(theme, answer.plan, traits(scenario, answer.plan, penalty, chosen.plan)))
    return tuple(replace(p, dominated=any(_dominates(other.traits, p.traits) for other in found)) for p in found)


def traits(scenario: Scenario, plan: Plan, penalty: int, base: Plan) -> Traits:
    """Return what a plan counts for, from its decisions and its ledger; `penalty` is what broken soft rules add."""
    lines, units = ledger(scenario, plan), scenario.units
    modes = {award.option.unit: award.option.mode for award in base.awards}
    vendors = {_firm(scenario, a.option) for a in plan.awards}
    factors = prices.discount(scenario)
    sums = [prices.worth(contract(scenario, plan, lines, v), factors) for v in sorted(v for v in vendors if v)]
    margins = [_margin(scenario, a.option.unit, year.point) for a in plan.awards for year in a.years]
    known = [m for m in margins if m is not None]
    total = sum(sums)
    return Traits(
        value=prices.worth(by_year(scenario, lines), factors) + penalty,
        modes=sum(a.option.mode != modes[a.option.unit] for a in plan.awards),
        changes=sum(prices.vendor(scenario, a.option) != units[a.option.unit].today.vendor for a in plan.awards),
        people=sum(sum((*p.exit, *p.redeploy, *p.dismiss, *p.recruit)) for p in plan.paths),
        service=min(known, default=None),
        largest=max(sums) / total if total else None,
        spread=sum((s / total) ** 2 for s in sums) if total else None,
        risk=round(risk.tail(scenario, lines)),
    )


def _margin(scenario: Scenario, unit: str, point: Point) -> float | None:
    """Return by which share of its target a point's worst measure is above it; None where nothing is known."""
    targets = scenario.targets(unit)
    seen = {m: e.value for m, e in point.values.items() if m in targets}
    found = [v / targets[m].at_least - 1 for m, v in seen.items() if v is not None and targets[m].at_least]
    return min(found, default=None)


def _dominates(a: Traits, b: Traits) -> bool:
    """Return whether `a` is nowhere worse than `b` and somewhere better; what is not known on both sides is equal."""
    pairs: list[tuple[float, float]] = [(a.value, b.value), (a.changes, b.changes), (a.people, b.people)]
    pairs += [(a.largest or 0.0, b.largest or 0.0), (a.risk, b.risk)]
    if a.service is not None and b.service is not None:
        pairs.append((-a.service, -b.service))
    return all(x <= y for x, y in pairs) and any(x < y for x, y in pairs)


@dataclass(frozen=True)
class Aim:
    """A theme as an objective: new columns, rows that define them, what to minimise, and what a plan has of that."""

    cost: dict[int, float]
    limit: Callable[[Plan], float]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()


def best(programme: Programme, theme: str, chosen: Chosen) -> Answered | None:
    """Return the cheapest of the plans that are best under a theme; None where there is none."""
    wish, limit = Wish(excluded=chosen.excluded), programme.case.scenario.study.time_limit_s
    if theme == "cost":
        answer = solve(programme, wish, time_limit=limit)
        return answer if answer.plan is not None else None
    aim = AIMS[theme](programme, chosen)
    if aim is None:
        return None
    first = solve(amended(programme, aim.rows, aim.columns, aim.cost), wish, time_limit=limit)
    if first.plan is None:
        return None
    keep = Row(aim.cost, high=aim.limit(first.plan))
    answer = solve(amended(programme, (*aim.rows, keep), aim.columns), wish, time_limit=limit)
    return answer if answer.plan is not None else first


def _changes(programme: Programme, chosen: Chosen) -> Aim:
    """Aim at the fewest changes of vendor."""
    s = programme.case.scenario
    moved = [o for o in programme.case.ladders if prices.vendor(s, o) != s.units[o.unit].today.vendor]
    return Aim(held(programme, moved), lambda plan: float(traits(s, plan, 0, chosen.plan).changes))


def _people(programme: Programme, chosen: Chosen) -> Aim | None:
    """Aim at the fewest people in post who leave, move, are dismissed or come."""
    s, m = programme.case.scenario, programme.columns
    places = [at for block in (m.exit, m.redeploy, m.dismiss, m.recruit) for at in block.values()]
    if not places:
        return None
    return Aim(dict.fromkeys(places, 1.0), lambda plan: float(traits(s, plan, 0, chosen.plan).people))


def _service(programme: Programme, chosen: Chosen) -> Aim | None:
    """Aim at the best service where it is worst, in steps of 1 / `FINE` of a target, rounded down."""
    case, at, rows = programme.case, width(programme), []

    def steps(unit: str, point: Point) -> int:
        margin = _margin(case.scenario, unit, point)
        return FREE if margin is None else max(0, math.floor(FINE * (1 + margin)))

    for unit in case.scenario.units:
        for y in case.years:
            points = [pick for option in case.of(unit) for pick in _picks(programme, option, y)]
            terms = {column: float(steps(unit, point)) for column, point in points}
            if any(value < FREE for value in terms.values()):
                rows.append(Row({**terms, at: -1.0}, low=0.0))

    def least(plan: Plan) -> float:
        return -float(min(steps(a.option.unit, year.point) for a in plan.awards for year in a.years))

    return Aim({at: -1.0}, least, (Column(high=float(FREE), integer=True),), tuple(rows)) if rows else None


def _picks(programme: Programme, option: Option, y: int) -> list[tuple[int, Point]]:
    """Return the columns that pick a point of an option in a year, each with its point."""
    pick, rungs = programme.columns.pick, programme.case.ladders[option]
    found = ((pick[(*name(option), k, y)], rung.point) for k, rung in enumerate(rungs))
    return [(at, point) for at, point in found if point is not None]


def _spread(programme: Programme, chosen: Chosen) -> Aim | None:
    """Aim at the smallest contracts of the largest vendor, present value in yuan before discounts."""
    case, s, at = programme.case, programme.case.scenario, width(programme)
    sums: dict[str, dict[int, float]] = {}
    for option in case.ladders:
        vendor = _firm(s, option)
        if vendor:
            terms = sums.setdefault(vendor, {})
            for _, column, yuan in _contracts(programme, option):
                terms[column] = terms.get(column, 0.0) + yuan

    def largest(plan: Plan) -> float:
        found = dict.fromkeys(sums, 0.0)
        for award in plan.awards:
            paid = {(y, at): yuan for y, at, yuan in _contracts(programme, award.option)}
            for y, year in enumerate(award.years):
                column = next((c for c, p in _picks(programme, award.option, y) if p == year.point), -1)
                vendor = _firm(s, award.option)
                if vendor:
                    found[vendor] += paid.get((y, column), 0.0)
        return max(found.values()) + CENT

    rows = tuple(Row({**{c: -v for c, v in terms.items()}, at: 1.0}, low=0.0) for terms in sums.values())
    return Aim({at: 1.0}, largest, (Column(),), rows) if rows else None


def _firm(scenario: Scenario, option: Option) -> str | None:
    """Return the firm that is paid under an option; None in-house, and under a reference: nobody knows yet."""
    known = option.bid and not scenario.bids[option.bid].reference
    return prices.vendor(scenario, option) if known else None


def _contracts(programme: Programme, option: Option) -> Iterable[tuple[int, int, float]]:
    """Yield year, column and what this point of an option adds to its vendor's contracts, present value in yuan."""
    s, ladder = programme.case.scenario, prices.growth(programme.case.scenario)
    heads, rates, factors = prices.head_lines(s, option), prices.flow_rates(s, option), prices.discount(s)
    for y in programme.case.years:
        for column, point in _picks(programme, option, y):
            lines = [(line, point.posts - point.staff) for line in heads]
            lines += [(line, point.staff) for line in seconded_lines(s, option)]
            lines += [(line, n) for t, n in point.machines for line in prices.fee_lines(s, option, t)]
            lines += [(line, 1) for line in prices.flow_lines(s, rates, point.volumes)]
            fen = sum(prices.grown(f, ladder[i][y]) * n for (item, i, f), n in lines if item in VENDOR)
            yield y, column, fen * factors[y] / prices.MILLION / 100


def _risk(programme: Programme, chosen: Chosen) -> Aim:
    """Aim at the least mean cost of the dearest futures, yuan of present value."""
    s = programme.case.scenario
    columns, rows, cost = risk.least(programme)
    return Aim(cost, lambda plan: risk.tail(s, ledger(s, plan)) / 100 + CENT, columns, rows)


AIMS: dict[str, Callable[[Programme, Chosen], Aim | None]] = {
    "changes": _changes,
    "people": _people,
    "service": _service,
    "spread": _spread,
    "risk": _risk,
}
