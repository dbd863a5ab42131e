"""What each fund of the budget pays a year, from the lines of a plan."""

from collections.abc import Iterable

from ..model.funds import cell, payer, payers
from ..model.scenario import Scenario
from . import prices
from .answer import Line
from .passthrough import ITEM
from .plan import Plan

Spent = dict[str, tuple[int, ...]]
"""Fund -> fen by year."""


def spent(scenario: Scenario, plan: Plan, lines: Iterable[Line]) -> Spent:
    """Return what each fund pays a year, in order of the file."""
    found = {name: [0] * scenario.horizon.years for name in scenario.budget.funds}
    for fund, line in shared(scenario, plan, lines):
        if fund:
            found[fund][line.year] += line.fen
    return {name: tuple(years) for name, years in found.items()}


def shared(scenario: Scenario, plan: Plan, lines: Iterable[Line]) -> Iterable[tuple[str, Line]]:
    """Yield every line with the fund that pays it, "" for none."""
    paid, bought = payers(scenario), {a.option.unit for a in plan.awards if a.option.bid}
    for line in lines:
        if line.item == ITEM:
            yield payer(scenario, paid, line.group), line
            continue
        who = "staff" if line.group else "vendor" if line.unit in bought else "bureau"
        yield paid.get(cell(line.item, who), ""), line


def kept(scenario: Scenario, plan: Plan, lines: Iterable[Line]) -> bool:
    """Return whether a plan keeps within all hard limits of the budget."""
    told, budget = tuple(lines), scenario.budget
    funds = spent(scenario, plan, told) if budget.funds else {}
    totals = tuple(sum(v.fen for v in told if v.year == y) for y in range(scenario.horizon.years))
    limited = [(totals, budget.by_year)] if budget.state == "hard" else []
    limited += [(funds[name], fund.by_year) for name, fund in budget.funds.items() if fund.state == "hard"]
    within = all(paid <= prices.fen(prices.exact(most)) for years, limit in limited if limit is not None
                 for paid, most in zip(years, limit, strict=True))  # fmt: skip
    if budget.state != "hard" or budget.present_value is None:
        return within
    worth = prices.worth(totals, prices.discount(scenario))
    return within and worth <= prices.fen(prices.exact(budget.present_value))
