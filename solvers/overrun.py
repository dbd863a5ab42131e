"""How likely a year's payments exceed what the budget holds: in all, from each fund, and for each item paid at cost.

Futures are those of the ledger: one growth of wages and one of prices for all years, and what is paid at cost, drawn
anew for every year. A plan that keeps a limit as expected may well exceed it in half of them.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.funds import payer, payers
from ..model.scenario import Scenario
from ..model.survey import limits
from . import passthrough, prices, purse
from .answer import Line
from .ledger import FUTURES, future_key, growths
from .plan import Plan

ENOUGH = 0.95
"""Share of futures in which the sum told as enough is not exceeded."""
YUAN = 100.0
"""Fen by which payments must exceed a limit to count: what lies below comes from rounding of lines."""
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Purse:
    """What is paid in a year from a fund, or for an item, against its limit.

    Parameters
    ----------
    name : str
        The fund, or the item paid at cost; "" for all payments.
    paid, at_cost : int
        Fen at expected growth, and what of it is expected to be paid at cost.
    limit : int or None
        What the budget holds, in fen.
    enough : int
        Fen that are not exceeded in 95 % of futures (nearest rank).
    over : int or None
        Futures, of so many, in which more than a yuan is lacking; their share is `chance`, with exact 95 % limits of
        the sampling error. None without a limit.
    """

    name: str
    year: int
    paid: int
    at_cost: int
    limit: int | None
    enough: int
    over: int | None
    futures: int
    chance: float | None
    lower: float | None
    upper: float | None


class Chances:
    """The futures of a plan's payments."""

    def __init__(self, scenario: Scenario, plan: Plan, lines: Iterable[Line]):
        self.scenario, self.rates = scenario, growths(scenario, future_key(scenario))
        self.more = {name: (index, more) for name, index, more in passthrough.deviations(scenario, FUTURES)}
        self.lines = list(purse.shared(scenario, plan, lines))

    def funds(self) -> tuple[Purse, ...]:
        """Return all payments, then those of each fund, year by year; nothing in a case with neither sort of thing."""
        budget, paid = self.scenario.budget, payers(self.scenario)
        if not budget.funds and not self.scenario.passthrough:
            return ()
        found = list(self._years("", [line for _, line in self.lines], list(self.more), budget.by_year))
        for name, fund in budget.funds.items():
            mine = [line for held, line in self.lines if held == name]
            items = [item for item in self.more if payer(self.scenario, paid, item) == name]
            found += self._years(name, mine, items, fund.by_year)
        return tuple(found)

    def items(self) -> tuple[Purse, ...]:
        """Return what each item paid at cost comes to, year by year, against its budget standard."""
        found: list[Purse] = []
        for name, item in self.scenario.passthrough.items():
            mine = [line for _, line in self.lines if line.item == passthrough.ITEM and line.group == name]
            found += self._years(name, mine, [name], item.standard)
        return tuple(found)

    def _years(
        self, name: str, lines: list[Line], items: list[str], held: tuple[float, ...] | None
    ) -> Iterator[Purse]:
        for y in range(self.scenario.horizon.years):
            mine = [line for line in lines if line.year == y]
            at_cost = sum(line.fen for line in mine if line.item == passthrough.ITEM)
            drawn = np.sort(self._drawn(mine, items, y))
            enough = round(float(drawn[math.ceil(ENOUGH * FUTURES - 1e-9) - 1]))
            limit = None if held is None else prices.fen(prices.exact(held[y]))
            over = None if limit is None else int((drawn > limit + YUAN).sum())
            low, high = (None, None) if over is None else limits(over, FUTURES)
            share = None if over is None else over / FUTURES
            paid = sum(line.fen for line in mine)
            yield Purse(name, y, paid, at_cost, limit, enough, over, FUTURES, share, low, high)

    def _drawn(self, lines: list[Line], items: list[str], year: int) -> Vector:
        """Return what lines of a year come to in each future, with items paid at cost as they are drawn; fen."""
        base = {index: sum(line.base for line in lines if line.index == index) for index in self.rates}
        total: Vector = np.zeros(FUTURES)
        for index, rate in self.rates.items():
            more = sum((self.more[name][1][year] for name in items if self.more[name][0] == index), np.zeros(FUTURES))
            total += (base[index] + more) * rate**year
        return total
