"""Wishes: how a solve departs from a programme as built, and the arrays it is solved with.

Nothing is rebuilt between solves: forcing an option moves a bound of its variable, excluding a point another, dropping
a rule opens its rows.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ...model.levers import Setting
from .. import prices
from ..menu import Option
from ..plan import Plan
from ..rows import Rows, Vector
from .build import YUAN, Programme
from .case import Case, name


@dataclass(frozen=True)
class Wish:
    """How a solve departs from the programme as built.

    Parameters
    ----------
    forced : dict unit -> Option
    excluded : set of (Option, Setting)
        Points that may not be used in any year: by no unit of those decided together, whichever is named.
    dropped : set of str
        Ids of rules that do not apply.
    discount : tuple of (Option, flow, yuan) or None
        An option whose price falls by so much, at first-year prices: that of a post of the other team and month
        (following wages) where the flow is "", else that of a unit of the flow (following prices). Its unit must be
        decided by itself (`Case.alone`).
    """

    forced: Mapping[str, Option] = field(default_factory=dict)
    excluded: Collection[tuple[Option, Setting]] = ()
    dropped: Collection[str] = ()
    discount: tuple[Option, str, float] | None = None


def wished(programme: Programme, wish: Wish) -> Rows:
    """Return the programme's arrays under a wish."""
    rows, case, m = programme.rows, programme.case, programme.columns
    cost, low, high = rows.cost.copy(), rows.low.copy(), rows.high.copy()
    row_low, row_high = rows.row_low.copy(), rows.row_high.copy()
    for option, n in Counter(map(case.shown, wish.forced.values())).items():
        low[m.assign[name(option)]] = n
    for option, setting in {(case.shown(option), setting) for option, setting in wish.excluded}:
        for k, rung in enumerate(case.ladders.get(option, ())):
            if rung.point and rung.point.setting == setting:
                for y in case.years:
                    high[m.pick[(*name(option), k, y)]] = 0.0
    for rule in wish.dropped:
        at = list(programme.rules.get(rule, ()))
        row_low[at], row_high[at] = -math.inf, math.inf
    for rule, column, weight in programme.account.penalties:
        if rule in wish.dropped:
            cost[column] -= weight / YUAN
    if wish.discount:
        _discount(programme, cost, *wish.discount)
    wished = replace(rows, cost=cost, low=low, high=high, row_low=row_low, row_high=row_high)
    return lifted(programme, wished, wish.dropped)


def _discount(programme: Programme, cost: Vector, option: Option, flow: str, yuan: float) -> None:
    """Take a price cut of an option off its columns' costs."""
    if programme.case.times(programme.case.first[option.unit]) > 1:
        raise ValueError(f"{option.unit} is decided together with others: its price alone cannot fall")
    for column, rung in programme.case.rungs([option]):
        units = 0
        if rung.point:
            units = dict(rung.point.volumes).get(flow, 0) if flow else rung.point.posts - rung.staff
        for y, weight in enumerate(_weights(programme.case, option, flow)):
            cost[column + y] -= yuan * weight * units


def lifted(programme: Programme, rows: Rows, rules: Collection[str]) -> Rows:
    """Return rows without those that only follow from some rules, which may be broken now."""
    low, high = rows.row_low.copy(), rows.row_high.copy()
    for rule in rules:
        at = programme.sheet.implied.get(rule, [])
        low[at], high[at] = -math.inf, math.inf
    return replace(rows, row_low=low, row_high=high)


def amount(case: Case, plan: Plan, option: Option, flow: str = "") -> float:
    """Return what a yuan more of an option's price would add to a plan's present value, in yuan.

    Per post of the other team and month, or, where a flow is named, per unit of it.
    """
    weight = _weights(case, option, flow)
    years = next((a.years for a in plan.awards if a.option == option), ())
    points = [year.point for year in years]
    return math.fsum(
        weight[y] * (dict(p.volumes).get(flow, 0) if flow else p.posts - p.staff) for y, p in enumerate(points)
    )


def _weights(case: Case, option: Option, flow: str) -> list[float]:
    """Return what a yuan a month, or a yuan for a thousandth of a unit a day, paid over a year is worth today."""
    index = "price" if flow else "wage"
    days = case.scenario.labour.workdays_per_year * float(prices.presence(case.scenario, option))
    times = days / 1000.0 if flow else 12.0
    growth, discount = prices.growth(case.scenario)[index], prices.discount(case.scenario)
    return [times * f * d / prices.MILLION**2 for f, d in zip(growth, discount, strict=True)]
