"""The tail of what a plan costs: the mean of its dearest futures, as a figure of a plan and as an objective.

Conditional value at risk as a linear programme (Rockafellar and Uryasev 2000): the least over t of
t + mean(max(0, cost - t)) / tail. Futures are those of the ledger: growth of wages and of prices, the same every year,
and what is paid at cost.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from ..model.scenario import Scenario
from . import passthrough, prices
from .amend import Column, Row, width
from .answer import Line
from .ledger import FUTURES, future_key, futures, growths
from .programme import Programme
from .programme.objective import account

TAIL = 0.05
"""Share of futures whose mean counts."""
WORST = round(TAIL * FUTURES)


def tail(scenario: Scenario, lines: Iterable[Line]) -> float:
    """Return the mean present value, in fen, of the dearest 5 % of futures; penalties of soft rules are left out."""
    drawn = futures(scenario, lines, future_key(scenario))
    return float(np.sort(drawn)[-WORST:].mean())


def least(programme: Programme) -> tuple[tuple[Column, ...], tuple[Row, ...], dict[int, float]]:
    """Return columns, rows and costs that make the tail the objective of a programme, in yuan.

    What a plan pays by index and year at first-year prices is a pair of columns (above and below nothing); each future
    is one row over these, so the rows stay short however many columns the programme has. By how much a future exceeds
    what is expected to be paid at cost is its row's constant.
    """
    s, first = programme.case.scenario, width(programme)
    factors = np.array(prices.discount(s), dtype=np.float64) / prices.MILLION
    rates = growths(s, future_key(s), FUTURES)
    rows, weights, at = [], [], first
    for index, terms in _paid(programme):
        for y, paid in enumerate(terms):
            rows.append(Row({**paid, at: -1.0, at + 1: 1.0}, low=0.0, high=0.0))
            weights.append(factors[y] * rates[index] ** y)
            at += 2
    each, level = np.array(weights).T, at
    pairs = [first + 2 * i for i in range(len(weights))]
    more = passthrough.surplus(s, rates, FUTURES) / 100.0
    for j, future in enumerate(each):
        above = dict(zip(pairs, future.tolist(), strict=True))
        below = {pair + 1: -weight for pair, weight in above.items()}
        rows.append(Row({**above, **below, level: -1.0, level + 1: 1.0, level + 2 + j: -1.0}, high=-float(more[j])))
    aim = {level: 1.0, level + 1: -1.0, **{level + 2 + j: 1.0 / WORST for j in range(FUTURES)}}
    return (Column(),) * (2 * len(weights) + 2 + FUTURES), tuple(rows), aim


def _paid(programme: Programme) -> Iterator[tuple[str, list[dict[int, float]]]]:
    """Yield each index with what columns cost by year in yuan of the first year, as far as it follows that index."""
    case, table = programme.case, programme.sheet.table
    grown = prices.growth(case.scenario)
    for index in grown:
        alone = {i: (prices.MILLION if i == index else 0,) * len(case.years) for i in grown}
        paid = account(case, programme.columns, table, alone).paid
        yield index, [{int(c): float(year[c]) / 100 for c in np.flatnonzero(year)} for year in paid]
