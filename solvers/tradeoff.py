"""What an aim beside cost costs: efficient plans from the cheapest one to the best there is under the aim.

Each is the cheapest among the plans that do so much better (the epsilon-constraint method), proven by its solve.
Under an aim that counts (people, changes, steps of service) the next is one better, so that none is left out.
"""

from dataclasses import dataclass
from itertools import pairwise

from ..model.errors import LimitReached
from ..model.scenario import Scenario
from . import prices
from .amend import Row, amended
from .choose import Chosen
from .packages import AIMS, CENT, Package, best, traits
from .programme import Answered, Programme, Wish, solve

MONEY = ("spread", "risk")
"""Aims in yuan, whose plans are asked for in equal steps."""


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """Efficient plans under cost and one aim.

    Parameters
    ----------
    packages : tuple of Package
        From the cheapest (the chosen plan, or one that costs as much) to the best under the aim, each dearer and
        better than the one before.
    complete : bool
        Whether every efficient pair of cost and aim is among them; else more lie between.
    proven : bool
        Whether every solve ended with a proof.
    """

    theme: str
    packages: tuple[Package, ...]
    complete: bool
    proven: bool


def tradeoff(scenario: Scenario, chosen: Chosen, built: Programme, theme: str, *, number: int = 10) -> Tradeoff:
    """Return at most `number` efficient plans, and the best under the aim besides.

    Parameters
    ----------
    theme : str
        A key of `packages.AIMS`.

    Raises
    ------
    KeyError
        No such aim.

    Where the case gives no figures for an aim, the chosen plan stands alone.
    """
    first = _package(scenario, chosen, theme, None)
    aim, last = AIMS[theme](built, chosen), best(built, theme, chosen)
    if aim is None:
        return Tradeoff(theme, (first,), True, True)
    if last is None or last.plan is None:
        raise LimitReached("the best plan under an aim was not found within the time limit")
    money, wish, limit = theme in MONEY, Wish(excluded=chosen.excluded), scenario.study.time_limit_s
    level, end = aim.limit(chosen.plan), aim.limit(last.plan)
    step = max((level - end) / number, 2 * CENT) if money else 1.0
    found, proven = [(level, first)], last.status == "optimal"
    while level - step > end and len(found) < number:
        keep = Row(aim.cost, high=level - step)
        answer = solve(amended(built, (*aim.rows, keep), aim.columns), wish, time_limit=limit)
        proven &= answer.status == "optimal"
        if answer.plan is None:
            break
        level = aim.limit(answer.plan)
        found.append((level, _package(scenario, chosen, theme, answer)))
    whole = not money and level - step <= end
    if level > end:
        found.append((end, _package(scenario, chosen, theme, last)))
    # a plan as dear as the next, which is better, is not efficient
    kept = [p for (_, p), (_, after) in pairwise(found) if p.traits.value < after.traits.value] + [found[-1][1]]
    return Tradeoff(theme, tuple(kept), whole and proven, proven)


def _package(scenario: Scenario, chosen: Chosen, theme: str, answer: Answered | None) -> Package:
    """Return an answer, or the chosen plan, as a package."""
    if answer is None or answer.plan is None:
        return Package("chosen", chosen.plan, traits(scenario, chosen.plan, chosen.penalty, chosen.plan))
    penalty = (answer.penalty + prices.MILLION // 2) // prices.MILLION
    return Package(theme, answer.plan, traits(scenario, answer.plan, penalty, chosen.plan))
