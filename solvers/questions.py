"""Questions of their own: does a switch pay, what does a meal cost, what is left to a vendor paid by the meal.

All are re-solves of the same programme, or sums over the ledger of a plan that one of them has found.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from ..model.errors import LimitReached
from ..model.items import BOUGHT
from ..model.scenario import Scenario
from . import prices
from .answer import Alternative, Line, Margin, PerUnit, Switch
from .choose import Chosen
from .concession import likeliest, takings
from .ledger import difference, ledger
from .menu import Menu, Option, Point
from .paired import paired
from .plan import Award, Plan
from .programme import Answered, Programme, Wish, build, choosing, solve

FEE = "meal_fee"
"""Flows with this item are what a service is paid by: meals."""


def switches(
    scenario: Scenario, menus: Iterable[Menu], chosen: Chosen, *, built: Programme | None = None
) -> tuple[Switch, ...]:
    """Return for each switch of a unit the best plan with it at its least, and above it, in every year.

    Raises
    ------
    LimitReached
        A re-solve found neither a plan nor a proof that there is none.
    """
    found = [(unit, i) for unit in scenario.units for i, lever in enumerate(scenario.levers(unit))
             if lever.switch and lever.low < lever.high]  # fmt: skip
    programme = (built or build(choosing(scenario, menus))) if found else None
    return tuple(_switch(programme, chosen, unit, i) for unit, i in found if programme)


def _switch(programme: Programme, chosen: Chosen, unit: str, i: int) -> Switch:
    """Return what lever `i` of a unit is worth."""
    scenario = programme.case.scenario
    lever = scenario.levers(unit)[i]
    off, on = (_only(programme, chosen, unit, i, lever.low, above) for above in (False, True))
    award = next(a for a in chosen.plan.awards if a.option.unit == unit)
    levels = tuple(year.point.setting.levels[i] for year in award.years)
    bare = Switch(unit, lever.name, lever.text, levels, off.value, on.value, None)
    if off.value is None or on.value is None or off.plan is None or on.plan is None:
        return bare
    gap = difference(scenario, ledger(scenario, on.plan), ledger(scenario, off.plan))
    extra = on.value - off.value
    more = extra - gap.value  # what broken soft rules add is the same in every future
    limits = gap.lower + more, gap.upper + more
    both = (next((a.option, a.years[0].point) for a in p.awards if a.option.unit == unit) for p in (off.plan, on.plan))
    pair = paired(scenario, *both)
    return replace(bare, difference=extra, lower=limits[0], upper=limits[1], confidence=gap.confidence, pair=pair)


def _only(programme: Programme, chosen: Chosen, unit: str, i: int, low: int, above: bool) -> Answered:
    """Return the best plan among those whose lever `i` is at its least, or above it, in every year."""
    barred = {
        (option, rung.point.setting)
        for option in programme.case.of(unit)
        for rung in programme.case.ladders[option]
        if rung.point and (rung.point.setting.levels[i] > low) != above
    }
    wish = Wish(excluded=barred | set(chosen.excluded))
    answer = solve(programme, wish, time_limit=programme.case.scenario.study.time_limit_s)
    if answer.value is None and answer.status != "infeasible":
        raise LimitReached("what a switch is worth was not found within the time limit")
    return answer


def per_unit(
    scenario: Scenario, plan: Plan, lines: Iterable[Line], alternatives: Iterable[Alternative] = ()
) -> tuple[PerUnit, ...]:
    """Return what a unit of each flow a service is paid by costs: under the plan, and under the best of other modes.

    All lines of the ledger at the unit, over the horizon, nominal, by what is served; people in post without a post
    are not counted, nor are penalties.
    """
    found, others = list[PerUnit](), list(alternatives)
    paid = _paid(lines)
    for award in plan.awards:
        unit = award.option.unit
        best: dict[str, Alternative] = {}
        for other in others:
            known = best.get(other.mode)
            if other.unit == unit and other.feasible and other.mode != award.option.mode:
                best[other.mode] = other if known is None or other.extra < known.extra else known
        flows = [f.name for f in scenario.kind(unit).flows(scenario.spec(unit)) if f.item == FEE]
        found += _shares(scenario, award, flows, paid.get(unit, 0), True)
        for plan_ in (other.plan for other in best.values() if other.plan and flows):
            held = next(a for a in plan_.awards if a.option.unit == unit)
            found += _shares(scenario, held, flows, _paid(ledger(scenario, plan_)).get(unit, 0), False)
    return tuple(found)


def _shares(scenario: Scenario, award: Award, flows: list[str], paid: int, chosen: bool) -> list[PerUnit]:
    """Return what a unit of each flow costs under an award for which so much is paid."""
    days, found = prices.exact(scenario.labour.workdays_per_year) * prices.presence(scenario, award.option), []
    for flow in flows:
        served = sum(dict(year.point.volumes)[flow] for year in award.years) * days / 1000
        if served:
            bare = (award.option.unit, award.option.mode, award.option.bid, flow)
            found.append(PerUnit(*bare, float(paid / served), float(served / len(award.years)), chosen))
    return found


def _paid(lines: Iterable[Line]) -> Counter[str]:
    """Return what is paid at each unit over the horizon, by a plan's ledger."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.unit] += line.fen
    return sums


def margins(
    scenario: Scenario, plan: Plan, alternatives: Iterable[Alternative] = (), menus: Iterable[Menu] = ()
) -> tuple[Margin, ...]:
    """Return what is left to each vendor paid by the unit of a flow, in the first year of its bid's best plan.

    Of a concession that no plan can hold, with the point of its menu that suits the vendor best.
    """
    points = {menu.option: menu.points for menu in menus}
    mine = [a for a in plan.awards if _asked(scenario, a.option)]
    found = [_margin(scenario, a.option, a.years[0].point, True) for a in mine]
    for other in alternatives:
        option = Option(other.unit, other.mode, other.bid)
        if other.plan and _asked(scenario, option):
            award = next(a for a in other.plan.awards if a.option == option)
            found.append(_margin(scenario, option, award.years[0].point, False))
        elif not other.plan and (point := likeliest(scenario, option, points.get(option, ()))):
            found.append(_margin(scenario, option, point, False))
    return tuple(found)


def _asked(scenario: Scenario, option: Option) -> bool:
    """Return whether a firm asks to be paid by the unit of a flow: of a tariff nobody's account can be told."""
    return prices.by_unit(scenario, option) and not scenario.bids[option.bid].reference


def _margin(scenario: Scenario, option: Option, point: Point, chosen: bool) -> Margin:
    """Return the vendor's account of a year."""
    if bill := takings(scenario, option, point):
        told = {name: prices.fen(yuan) for name, yuan in {**bill.sums, "margin": bill.left}.items()}
        first = {"income": told.pop("users"), "fee": told.pop("bureau"), "food": told.pop("goods")}
        return Margin(option.unit, option.mode, option.bid, **first, **told, chosen=chosen)
    days, price = prices.exact(scenario.labour.workdays_per_year), scenario.bids[option.bid].per_unit
    sums = dict.fromkeys(("income", "fee", "food", "people"), Fraction(0))
    volumes = {name: Fraction(number, 1000) * days for name, number in point.volumes}
    for flow in scenario.kind(option.unit).flows(scenario.spec(option.unit)):
        money = prices.own_rate(scenario, option, flow) * volumes[flow.name]
        name = "people" if flow.item not in BOUGHT else "income" if money < 0 else "food"
        sums[name] += abs(money)
        sums["fee"] += prices.exact(price.get(flow.name, 0.0)) * volumes[flow.name]
    sums["people"] += prices.person(scenario, option) * point.posts
    machines = sum((prices.worn(scenario, name) * n for name, n in point.machines), Fraction(0))
    for name, n in point.machines:
        sums["fee"] += sum(Fraction(fen, 100) * n for _, _, fen in prices.fee_lines(scenario, option, name))
    left = sums["income"] + sums["fee"] - sums["food"] - sums["people"] - machines
    kept = {name: prices.fen(yuan) for name, yuan in sums.items()}
    both = {"machines": prices.fen(machines), "margin": prices.fen(left)}
    return Margin(option.unit, option.mode, option.bid, **kept, **both, chosen=chosen)
