"""What rules do: what each costs where there is a plan, and, where there is none, which cannot hold together.

A smallest set in conflict is found by a deletion filter over the named rules: leave one out; if there is still no plan,
it was not needed. Every "no" is a proof of infeasibility by the solver, so what remains is minimal: it cannot hold, and
without any one of its members it can, which is checked again at the end.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from ..model.errors import LimitReached
from ..model.levers import Setting
from ..model.scenario import Scenario
from ..model.text import Text
from . import prices
from .answer import Answer, Repair, RuleState
from .choose import Chosen
from .menu import Menu, Option
from .programme import Answered, Programme, Wish, build, choosing, feasible, solve, stretch
from .rules import Named, named

NOTHING = Text("单元“{unit}”没有任何模拟过的可用方案", "unit “{unit}” has no simulated setting that could be used")
UNITS = {
    "budget": "yuan",
    "policy.capacity": "post",
    "policy.no_dismissal": "person",
    "policy.no_growth": "person",
    "policy.winners": "vendor",
    "policy.changes": "unit",
    "policy.term": "contract",
    "policy.no_dispatch": "contract",
    "standards": "unit-year",
    "bundle": "unit",
}
SHARED = ("budget", "policy.capacity", "policy.winners", "policy.changes")
"""Rules with a limit that can be raised; the others are stretched by exceptions."""
REPAIRS = {
    "budget.by_year": Text("将 {year} 年预算提高 {amount:,.2f} 元", "raise the budget of {year} by {amount:,.2f} yuan"),
    "budget.present_value": Text(
        "将总预算（现值）提高 {amount:,.2f} 元", "raise the total budget (present value) by {amount:,.2f} yuan"
    ),
    "policy.capacity": Text(
        "允许企业比其能力多派 {amount:.0f} 人", "let vendors man {amount:.0f} posts more than they can"
    ),
    "policy.no_dismissal": Text("允许辞退 {amount:.0f} 人次", "let {amount:.0f} people be dismissed"),
    "policy.no_growth": Text("允许新增 {amount:.0f} 人次", "let {amount:.0f} people be added to the staff in post"),
    "policy.winners": Text("中标企业数限额放宽 {amount:.0f} 家", "widen the limits on vendors by {amount:.0f}"),
    "policy.changes": Text("变更单元数限额提高 {amount:.0f} 个", "let {amount:.0f} more units change"),
    "policy.term": Text("允许 {amount:.0f} 个合同超过最长年限", "let {amount:.0f} contracts run longer"),
    "policy.no_dispatch": Text("允许 {amount:.0f} 个派遣合同", "let {amount:.0f} dispatch contracts stand"),
    "bundle": Text("允许该报价拆开接受，脱开 {amount:.0f} 处", "let this bid be split, in {amount:.0f} places"),
    "standards": Text("允许 {amount:.0f} 个单元年不达此标准", "let this standard be missed in {amount:.0f} unit-years"),
}


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together.

    Parameters
    ----------
    rules : tuple of RuleState
        Minimal where `proven`; else a step hit the time limit and members may be superfluous.
    repairs : tuple of Repair
        For each member the least by which it alone must give way; members that no stretch repairs are left out.
    """

    rules: tuple[RuleState, ...]
    proven: bool
    repairs: tuple[Repair, ...]


def conflict(
    scenario: Scenario,
    menus: Iterable[Menu],
    *,
    excluded: Collection[tuple[Option, Setting]] = (),
    time_limit: float | None = None,
    built: Programme | None = None,
) -> Conflict:
    """Explain why there is no plan on the menus.

    Parameters
    ----------
    time_limit : float, optional
        Seconds for each step; the study's limit, unless given.

    Raises
    ------
    ValueError
        There is a plan.
    """
    limit = scenario.study.time_limit_s if time_limit is None else time_limit
    programme = built or build(choosing(scenario, menus))
    rules = {rule.id: rule for rule in named(scenario)}
    hard = [id for id, rule in rules.items() if rule.state == "hard" and programme.rules.get(id)]

    def holds(kept: Collection[str]) -> bool | None:
        dropped = {id for id in hard if id not in kept}
        return feasible(programme, Wish(excluded=excluded, dropped=dropped), time_limit=limit)

    if holds(hard):
        raise ValueError("there is a plan")
    if not holds(()):
        return Conflict(_empty(programme, excluded), holds(()) is False, ())
    kept, proven = _filtered(hard, holds)
    repairs = {r.rule: r for id in kept for r in _repair(programme, rules[id], excluded, limit)}
    states = tuple(RuleState(id, rules[id].text, "hard", True, 0.0, rules[id].rule.source) for id in kept)
    return Conflict(states, proven, tuple(repairs.values()))


def explain(scenario: Scenario, menus: Iterable[Menu], answer: Answer) -> Answer:
    """Return an infeasible answer with the rules in conflict and their repairs."""
    found = conflict(scenario, menus)
    return replace(answer, conflict=found.rules, conflict_proven=found.proven, repairs=found.repairs)


def rules(
    scenario: Scenario, menus: Iterable[Menu], chosen: Chosen, *, built: Programme | None = None
) -> tuple[RuleState, ...]:
    """Return the rules with what each costs a year, in fen: the present value saved when it is dropped, over the years.

    A rule is binding when dropping it lowers the value of the best plan. Standards get no price: without them the
    search would have gone elsewhere, so that the menus do not tell.
    """
    programme = built or build(choosing(scenario, menus))
    found = []
    for rule in chosen.rules:
        if rule.state == "off":
            found.append(rule)
            continue
        wish = Wish(excluded=chosen.excluded, dropped={rule.id})
        answer = solve(programme, wish, time_limit=scenario.study.time_limit_s)
        if answer.value is None:
            raise LimitReached("the price of a rule was not found within the time limit")
        saved = chosen.value - answer.value
        price = None if ".standards." in f".{rule.id}" else saved / scenario.horizon.years
        found.append(replace(rule, binding=saved > 0, price_per_year=price))
    return tuple(found)


def _filtered(hard: list[str], holds: Callable[[Collection[str]], bool | None]) -> tuple[list[str], bool]:
    """Return a minimal subset of the rules that cannot hold, and whether every step of it was proven."""
    kept, proven = list(hard), holds(hard) is False
    for id in hard:
        rest = [other for other in kept if other != id]
        found = holds(rest)
        proven &= found is not None
        if found is False:
            kept = rest
    minimal = all(holds([other for other in kept if other != id]) for id in kept)
    return kept, proven and minimal


def _empty(programme: Programme, excluded: Collection[tuple[Option, Setting]]) -> tuple[RuleState, ...]:
    """Return the units that could not be served even if no rule held."""
    found, case = [], programme.case
    for unit in case.scenario.units:
        usable = [
            rung
            for option in case.of(unit)
            for rung in case.ladders[option]
            if rung.point and (option, rung.point.setting) not in excluded
        ]
        if not usable:
            text = Text(NOTHING.zh.format(unit=unit), NOTHING.en.format(unit=unit))
            found.append(RuleState(f"units.{unit}", text, "hard", True, 0.0, None))
    return tuple(found)


def _family(id: str, keys: Iterable[str]) -> str:
    """Return the key an id belongs to: the longest it begins with; a unit's own standard is a standard."""
    for start, family in (("units.", "standards"), ("bids.", "bundle")):
        if id.startswith(start):
            return family
    return max((key for key in keys if id.startswith(key)), key=len)


def _repair(
    programme: Programme, rule: Named, excluded: Collection[tuple[Option, Setting]], limit: float
) -> list[Repair]:
    """Return how this rule can give way at the least; a year's budget takes other years along if it must."""
    wish, shared = Wish(excluded=excluded), rule.id.startswith(SHARED)
    found = stretch(programme, wish, [rule.id], shared=shared, time_limit=limit)
    if found is None and rule.id.startswith("budget.by_year"):
        years = [id for id in programme.rules if id.startswith("budget.by_year")]
        found = stretch(programme, wish, years, shared=False, time_limit=limit)
        return [r for id in years for r in _raised(programme, id, found[1])] if found else []
    if found is None:
        return []
    if rule.id.startswith("budget"):
        return _raised(programme, rule.id, found[1])
    text = REPAIRS[_family(rule.id, REPAIRS)].fill(amount=round(found[0]))
    return [Repair(rule.id, float(round(found[0])), UNITS[_family(rule.id, UNITS)], text)]


def _raised(programme: Programme, id: str, answer: Answered) -> list[Repair]:
    """Return by how many yuan a budget must rise for a plan; nothing when the plan keeps within it."""
    scenario, year = programme.case.scenario, id.rpartition(".")[2]
    budget = scenario.budget
    if id == "budget.present_value":
        paid, limit = prices.worth(answer.totals, prices.discount(scenario)), budget.present_value or 0.0
    else:
        at = int(year) - scenario.horizon.start.year
        paid, limit = answer.totals[at], (budget.by_year or ())[at]
    over = (paid - prices.fen(prices.exact(limit))) / 100
    text = REPAIRS[_family(id, REPAIRS)]
    return [Repair(id, over, "yuan", text.fill(amount=over, year=year))] if over > 0 else []
