"""Why not this vendor, this mode? At which price, wage or score what the plan leaves out would enter.

The price is that of one option alone, as `alternatives` has it. The wage is a bid's: it counts wherever the
bid stands, through insurance, overhead, profit and taxes, and in the budgets, so every step builds the programme again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..model.errors import LimitReached, SolverError
from ..model.gates import gates, past_score
from ..model.scenario import Scenario
from . import prices
from .alternatives import alternatives, closely, priced
from .amend import Row, amended, held
from .answer import Alternative
from .choose import Chosen
from .conflict import entrance
from .ledger import ledger, present_value
from .menu import Menu, Option
from .plan import Plan
from .programme import Case, Programme, Wish, build, choosing, solve
from .purse import kept
from .repairs import Way

STEPS = 20
"""Plans a break-even wage may run through at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What it takes for an option to enter the plan.

    Parameters
    ----------
    alternative : Alternative
        The best plan with it, and its break-even price.
    vendor : str or None
    price : float
        What it asks now: yuan per post and month, or per unit of `alternative.flow`.
    level : float or None
        The price at which it draws level; None where none does.
    wage : float or None
        The bid's wage now, yuan a month; None where the bureau does not pay by it.
    level_wage : float or None
        The highest wage, to the fen, at which the bid enters somewhere; None where none the law allows does, and where
        the plan holds the bid elsewhere already.
    way : Way or None
        Where rules stand against the option: what must give way, and the value of the best plan with it then.
    score, level_score : float or None
        The vendor's past score, and the one it needs, where that alone keeps a better plan out.
    """

    alternative: Alternative
    vendor: str | None
    price: float
    level: float | None
    wage: float | None
    level_wage: float | None
    way: Way | None = None
    score: float | None = None
    level_score: float | None = None


def meant(scenario: Scenario, options: Iterable[Option], name: str) -> tuple[Option, ...]:
    """Return the options that a mode, a vendor or a bid stands for; all of them where no name is given."""
    return tuple(o for o in options if not name or name in (o.mode, o.bid, prices.vendor(scenario, o)))


def entries(
    scenario: Scenario, menus: Iterable[Menu], chosen: Chosen, options: Iterable[Option], built: Programme
) -> tuple[Entry, ...]:
    """Return for options that the plan does not hold what it takes for each to enter, cheapest first.

    Raises
    ------
    LimitReached
        A re-solve found neither a plan nor a proof that there is none.
    """
    offered = tuple(menus)
    found, wages = [], dict[str, float | None]()
    for other in alternatives(scenario, offered, chosen, built=built, only=options):
        option = Option(other.unit, other.mode, other.bid)
        paid = bool(option.bid) and not prices.by_unit(scenario, option)
        if paid and option.bid not in wages:
            wages[option.bid] = wage(scenario, offered, chosen, option.bid, built.case)
        price, cut = priced(scenario, option)[1], other.break_even_per_post_month
        level = other.break_even_per_unit if other.flow else None if cut is None else price - cut
        now, then = (float(prices.wage(scenario, option)), wages[option.bid]) if paid else (None, None)
        firm = prices.vendor(scenario, option)
        way = None if other.feasible else entrance(built, {option.unit: option}, excluded=chosen.excluded)
        scores = _scores(scenario, option, way, chosen.value)
        found.append(Entry(other, firm, price, level, now, then, way, *scores))
    return tuple(sorted(found, key=lambda e: (not e.alternative.feasible, e.alternative.extra)))


def _scores(scenario: Scenario, option: Option, way: Way | None, value: int) -> tuple[float | None, float | None]:
    """Return a vendor's past score and the one asked for, where with that one the option would be awarded."""
    firm = prices.vendor(scenario, option)
    if firm is None or way is None or way.value is None or way.value >= value:
        return None, None
    barring = [gate.code for gate in gates(scenario, firm) if option.unit in gate.units]
    score = past_score(scenario.policy.qualified, scenario.vendors[firm])
    if score is not None and way.rules == (f"vendors.{firm}.renewal",):
        return float(score), scenario.policy.renewal.least_score
    if way.rules != (f"vendors.{firm}.qualified",) or set(barring) != {"score"} or score is None:
        return None, None
    return float(score), scenario.policy.qualified.least_score


def wage(
    scenario: Scenario, menus: Iterable[Menu], chosen: Chosen, bid: str, known: Case | None = None
) -> float | None:
    """Return the highest monthly wage in yuan, to the fen, at which a bid that the plan does not hold is awarded.

    From the best plan with the bid at the lowest wage the law allows one goes to the highest wage at which that plan
    is cheaper than the chosen one, finds the best plan there, and so on up, until the wage stays. Each plan is summed
    up by the ledger; what broken soft rules add is taken as it was where the plan was best. None where the bid enters
    at no wage, and where the plan holds it already. Units that are decided together in the case `known` are so here.
    """
    if any(award.option.bid == bid for award in chosen.plan.awards):
        return None
    offered = tuple(menus)
    low = prices.fen(prices.exact(scenario.labour.minimum_wage_per_month))
    high = max(low, prices.fen(prices.exact(scenario.bids[bid].wage_per_month)))
    level: int | None = None
    for _ in range(STEPS):
        best = _with(asking(scenario, bid, low if level is None else level), offered, chosen, bid, known)
        if best is None:
            return None
        plan, penalty = best

        def enters(fen: int, plan: Plan = plan, most: int = chosen.value - penalty) -> bool:
            asked = asking(scenario, bid, fen)
            lines = ledger(asked, plan)
            return present_value(asked, lines) < most and kept(asked, plan, lines)

        found = _highest(enters, low, high)
        if found is None or found == level:
            return None if found is None else found / 100
        level = found
    raise SolverError("the break-even wage does not converge")


def asking(scenario: Scenario, bid: str, fen: int) -> Scenario:
    """Return a case in which a bid asks for another monthly wage, in fen."""
    changed = scenario.bids[bid].model_copy(update={"wage_per_month": float(Fraction(fen, 100))})
    return scenario.model_copy(update={"bids": {**scenario.bids, bid: changed}})


def _with(
    scenario: Scenario, menus: tuple[Menu, ...], chosen: Chosen, bid: str, known: Case | None
) -> tuple[Plan, int] | None:
    """Return the best plan that holds a bid somewhere, and its penalties in fen; None where there is none."""
    built = build(choosing(scenario, menus, known.classes if known else None, chosen.excluded))
    mine = held(built, [o for o in built.case.ladders if o.bid == bid])
    if not mine:
        return None
    forced = amended(built, [Row(mine, low=1.0)])
    wish, limit = Wish(excluded=chosen.excluded), scenario.study.time_limit_s
    answer = solve(forced, wish, gap=closely(built.case), time_limit=limit)
    if answer.status == "infeasible":
        return None
    if answer.plan is None:
        raise LimitReached("a break-even wage was not found within the time limit")
    return answer.plan, (answer.penalty + prices.MILLION // 2) // prices.MILLION


def _highest(fits: Callable[[int], bool], low: int, high: int) -> int | None:
    """Return the highest number from `low` to `high` that fits, supposing that all below it do; None if none does."""
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
