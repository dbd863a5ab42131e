"""What rules do: what each costs where there is a plan, and, where there is none, which cannot hold together.

A smallest set in conflict is found by halving the named rules (Junker, QuickXplain, AAAI 2004): where one half alone
leaves no plan, nothing of the other was needed. Every "no" is a proof of infeasibility by the solver, so what remains
is minimal: it cannot hold, and without any one of its members it can, which is checked again at the end.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.errors import LimitReached
from ..model.levers import Setting
from ..model.scenario import Scenario
from ..model.text import Text
from .alternatives import closely
from .answer import Answer, Repair, RuleState
from .choose import Chosen
from .menu import Menu, Option
from .plan import Plan
from .programme import Known, Programme, Wish, build, choosing, feasible, paying, solve, stretch
from .quality import gained
from .repairs import SHARED, UNITS, YEARLY, Asked, Way, family, raised, repaired, ways
from .rules import Named, named

NOTHING = Text("单元“{unit}”没有任何模拟过的可用方案", "unit “{unit}” has no simulated setting that could be used")


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together.

    Parameters
    ----------
    rules : tuple of RuleState
        Minimal where `proven`; else a step hit the time limit and members may be superfluous.
    repairs : tuple of Repair
        For each member the least by which it alone must give way; members that no stretch repairs are left out.
    ways : tuple of Way
        Up to three ways out, none of which contains another; empty unless they were asked for.
    """

    rules: tuple[RuleState, ...]
    proven: bool
    repairs: tuple[Repair, ...]
    ways: tuple[Way, ...] = ()


def conflict(
    scenario: Scenario,
    menus: Iterable[Menu],
    *,
    excluded: Collection[tuple[Option, Setting]] = (),
    time_limit: float | None = None,
    built: Programme | None = None,
    out: bool = False,
) -> Conflict:
    """Explain why there is no plan on the menus.

    Parameters
    ----------
    time_limit : float, optional
        Seconds for each step; the study's limit, unless given.
    out : bool
        Whether ways out are looked for too.

    Raises
    ------
    ValueError
        There is a plan.
    """
    limit = scenario.study.time_limit_s if time_limit is None else time_limit
    programme, wish = built or build(choosing(scenario, menus)), Wish(excluded=excluded)
    rules = _hard(programme)
    holds = _asking(programme, rules, wish, limit)
    if holds(rules):
        raise ValueError("there is a plan")
    if not holds(()):
        return Conflict(_empty(programme, excluded), holds(()) is False, ())
    kept = _smallest(list(rules), holds)
    proven = holds(kept) is False and all(holds([other for other in kept if other != id]) for id in kept)
    repairs = {r.rule: r for id in kept for r in _repair(programme, rules[id], excluded, limit)}
    states = tuple(RuleState(id, rules[id].text, "hard", True, 0.0, rules[id].rule.source) for id in kept)
    found = Conflict(states, proven, tuple(repairs.values()))
    if not (out and proven):
        return found
    return replace(found, ways=ways(programme, rules, kept, holds, lambda rest: _smallest(rest, holds), wish, limit))


def entrance(
    programme: Programme, forced: Mapping[str, Option], *, excluded: Collection[tuple[Option, Setting]] = ()
) -> Way | None:
    """Return what must give way, fewest rules, before a plan may hold options (by unit) that no plan holds together.

    None where it is no rule that stands against it, or the time limit left a step open.
    """
    limit, rules = programme.case.scenario.study.time_limit_s, _hard(programme)
    wish = Wish(forced, excluded)
    holds = _asking(programme, rules, wish, limit)
    if holds(rules) is not False or not holds(()):
        return None
    kept = _smallest(list(rules), holds)
    found = ways(programme, rules, kept, holds, lambda rest: _smallest(rest, holds), wish, limit, seen=1)
    return found[0] if found else None


def _hard(programme: Programme) -> dict[str, Named]:
    """Return every hard rule that makes rows, in order."""
    every = named(programme.case.scenario)
    return {rule.id: rule for rule in every if rule.state == "hard" and programme.rules.get(rule.id)}


def _asking(programme: Programme, rules: Collection[str], wish: Wish, limit: float) -> Asked:
    """Return the question whether there is a plan with some of the rules; what was asked once is remembered."""
    known: dict[frozenset[str], bool | None] = {}

    def holds(kept: Collection[str]) -> bool | None:
        at = frozenset(kept)
        if at not in known:
            known[at] = feasible(programme, replace(wish, dropped=set(rules) - at), time_limit=limit)
        return known[at]

    return holds


def explain(scenario: Scenario, menus: Iterable[Menu], answer: Answer) -> Answer:
    """Return an infeasible answer with the rules in conflict and their repairs."""
    found = conflict(scenario, menus)
    return replace(answer, conflict=found.rules, conflict_proven=found.proven, repairs=found.repairs)


def rules(
    scenario: Scenario, menus: Iterable[Menu], chosen: Chosen, *, built: Programme | None = None
) -> tuple[RuleState, ...]:
    """Return the rules with what each costs a year, in fen: the present value saved when it is dropped, over the years.

    A rule is binding when dropping it lowers the value of the best plan. Its `points` are the quality that the best
    plan without it gains (`quality.gained`); where the plan stays among the best without a rule, none. Standards get
    neither: without them the search would have gone elsewhere, so that the menus do not tell.
    """
    programme = built or build(choosing(scenario, menus))
    asked, known = [rule.id for rule in chosen.rules if rule.state != "off"], Known(chosen.value, programme.rows)
    wish, limit = Wish(excluded=chosen.excluded), scenario.study.time_limit_s
    suspects = paying(programme, wish, known, asked, limit)
    saved: dict[str, tuple[int, Plan | None]] = {}
    together, alone = (rule for rule in asked if rule not in suspects), (rule for rule in asked if rule in suspects)
    for some in [*_sorted(together), *([rule] for rule in alone)]:
        saved |= _savings(programme, chosen, known, some)
    found = []
    for rule in chosen.rules:
        if rule.id not in saved:
            found.append(rule)
            continue
        worth, plan = saved[rule.id]
        if _standard(rule.id):
            found.append(replace(rule, binding=worth > 0))
            continue
        points = gained(scenario, plan if worth > 0 and plan else chosen.plan, chosen.plan)
        price = worth / scenario.horizon.years
        found.append(replace(rule, binding=worth > 0, price_per_year=price, points=points))
    return tuple(found)


def _sorted(rules: Iterable[str]) -> list[list[str]]:
    """Return rules in lists to be dropped together: no two standards of one service or unit in the same list.

    Those stand in for each other more often than not: dropped together they save where neither does alone.
    """
    found: dict[int, list[str]] = {}
    ranks: Counter[str] = Counter()
    for id in rules:
        about = id.rpartition(".")[0] if _standard(id) else ""
        ranks[about] += 1
        found.setdefault(ranks[about] if about else 0, []).append(id)
    return list(found.values())


def _standard(id: str) -> bool:
    """Return whether a rule is a standard, of a service or of a unit."""
    return ".standards." in f".{id}"


def _savings(
    programme: Programme, chosen: Chosen, known: Known, rules: list[str]
) -> dict[str, tuple[int, Plan | None]]:
    """Return what dropping each rule alone saves, in fen, and the plan without it, ties broken as for any plan.

    Where dropping several at once saves nothing, none of them does alone, so rules are dropped in halves. The plan
    that was chosen stays one whatever is dropped, so that only better ones are looked for.
    """
    wish = Wish(excluded=chosen.excluded, dropped=set(rules))
    limit, gap = programme.case.scenario.study.time_limit_s, closely(programme.case)
    alone = not programme.case.classes  # breaking ties among plans of units decided together takes far too long
    settle = alone and len(rules) == 1 and not _standard(rules[0])  # its points are those of one plan
    answer = solve(programme, wish, gap=gap, time_limit=limit, settle=settle, known=known)
    if answer.value is None:
        raise LimitReached("the price of a rule was not found within the time limit")
    saved = chosen.value - answer.value
    saved = saved if saved > gap * abs(chosen.value) else min(saved, 0)
    if saved <= 0 or len(rules) == 1:
        return dict.fromkeys(rules, (saved, answer.plan))
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    return _savings(programme, chosen, known, first) | _savings(programme, chosen, known, second)


def _smallest(rules: Sequence[str], holds: Asked) -> list[str]:
    """Return a smallest part of rules that cannot hold together, in their order; later ones are preferred.

    A step that the time limit left open counts as "there is a plan", which may leave members that are not needed.
    """

    def within(base: list[str], fresh: bool, rest: list[str]) -> list[str]:
        if fresh and holds(base) is False:
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        right = within([*base, *first], True, second)
        return within([*base, *right], bool(right), first) + right

    found = within([], False, list(rules)[::-1])
    return [id for id in rules if id in found]


def _empty(programme: Programme, excluded: Collection[tuple[Option, Setting]]) -> tuple[RuleState, ...]:
    """Return the units that could not be served even if no rule held."""
    found, case = [], programme.case
    out = {(case.shown(option), setting) for option, setting in excluded}
    for unit in case.kept:
        usable = [
            rung
            for option in case.of(unit)
            for rung in case.ladders[option]
            if rung.point and (option, rung.point.setting) not in out
        ]
        if not usable:
            text = Text(NOTHING.zh.format(unit=unit), NOTHING.en.format(unit=unit))
            found.append(RuleState(f"units.{unit}", text, "hard", True, 0.0, None))
    return tuple(found)


def _repair(
    programme: Programme, rule: Named, excluded: Collection[tuple[Option, Setting]], limit: float
) -> list[Repair]:
    """Return how this rule can give way at the least; a year's budget takes others along if it must."""
    if not family(rule.id, UNITS):
        return []
    wish, shared = Wish(excluded=excluded), rule.id.startswith(SHARED)
    found = stretch(programme, wish, [rule.id], shared=shared, time_limit=limit)
    if found is None and rule.id.startswith(YEARLY):
        years = [id for id in programme.rules if id.startswith(YEARLY)]
        found = stretch(programme, wish, years, shared=False, time_limit=limit)
        return [r for id in years for r in raised(programme, id, found[1])] if found else []
    if found is None:
        return []
    if rule.id.startswith("budget"):
        return raised(programme, rule.id, found[1])
    return [repaired(rule.id, round(found[0]))]
