"""What the plan leaves out: the best plan with another option, and the price at which that option would enter."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from ..model.errors import LimitReached, SolverError
from ..model.levers import Setting
from ..model.scenario import Scenario
from . import prices
from .answer import Alternative
from .choose import Chosen
from .menu import Menu, Option
from .programme import Case, Programme, Wish, amount, build, choosing, solve

STEPS = 40
"""Newton steps of a break-even price at most; each ends on another plan, so few are ever needed."""
NEAR = 1e-6
"""Share of the value within which questions are solved where units are decided together; else exactly."""


def closely(case: Case) -> float:
    """Return the gap at which questions on a case are solved."""
    return NEAR if case.classes else 0.0


def alternatives(
    scenario: Scenario,
    menus: Iterable[Menu],
    chosen: Chosen,
    *,
    built: Programme | None = None,
    only: Iterable[Option] | None = None,
) -> tuple[Alternative, ...]:
    """Return for each option a unit does not have the best plan with it, and the price at which it enters.

    With `only`, for these options alone. Of units that are decided together one speaks for all: it is priced in a
    programme that decides it by itself, so that nobody else's price falls with its.
    """
    programme = built or build(choosing(scenario, menus))
    case, held = programme.case, {award.option for award in chosen.plan.awards}
    asked = {case.shown(option): option for option in (case.ladders if only is None else only) if option not in held}
    by_unit: dict[str, list[Option]] = {}
    for option in (asked[shown] for shown in case.ladders if shown in asked):
        by_unit.setdefault(option.unit, []).append(option)
    found = []
    for unit, options in by_unit.items():
        one = build(case.alone(unit)) if case.times(case.first[unit]) > 1 else programme
        found += [_alternative(one, chosen.value, option, chosen.excluded) for option in options]
    return tuple(replace(other, units=case.times(case.first[other.unit])) for other in found)


def _alternative(
    programme: Programme, value: int, option: Option, excluded: Collection[tuple[Option, Setting]]
) -> Alternative:
    """Return what forcing an option costs, and by how much its price must fall to draw level.

    Its price per post and month, or, of a bid paid by the unit of a flow, that of the first flow it names. The least
    value with the option forced, as a function of the price cut, is concave and piecewise linear (each plan is one
    line); Newton's method on it runs along its lines and ends, after finitely many re-solves, on the plan that draws
    level.
    """
    case, limit = programme.case, programme.case.scenario.study.time_limit_s
    flow, price = priced(case.scenario, option)
    near = closely(case)
    cut, found = 0.0, Alternative(option.unit, option.mode, option.bid, 0, None, flow=flow)
    for _ in range(STEPS):
        wish = Wish({option.unit: option}, excluded, discount=(option, flow, cut))
        answer = solve(programme, wish, gap=near, time_limit=limit)
        if answer.value is None or answer.plan is None:
            if found.plan is None and answer.status == "infeasible":
                return replace(found, feasible=False)
            raise LimitReached("a break-even price was not found within the time limit")
        if found.plan is None:
            found = replace(found, extra=answer.value - value, plan=answer.plan)
        units = amount(case, answer.plan, option, flow)
        short = (answer.value - value) / 100.0 - cut * units
        if abs(short) < max(0.01, near * value / 100.0):
            even = {"break_even_per_unit": price - cut} if flow else {"break_even_per_post_month": cut}
            return replace(found, **even)  # type: ignore[arg-type]
        if units <= 0.0:
            return found
        cut = (answer.value - value) / 100.0 / units
        if cut > price:
            return found
    raise SolverError("the break-even price does not converge")


def priced(scenario: Scenario, option: Option) -> tuple[str, float]:
    """Return what an option's price is a price of (a flow, or "" for a post and month), and the price in yuan.

    Of a concession that the bureau pays nothing there is no price: nothing for a post.
    """
    if not (prices.by_unit(scenario, option) and scenario.bids[option.bid].per_unit):
        return "", prices.post_price(scenario, option) / 1200.0
    return next(iter(scenario.bids[option.bid].per_unit.items()))
