"""What the families of rows write on."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.policy import Rule
from .. import prices
from ..menu import Option
from .case import Case, name
from .columns import Columns
from .objective import Account

Terms = Iterable[tuple[int, int]]
"""(column, coefficient); a column may stand more than once."""
Ints = NDArray[np.int64]


class Sheet:
    """What a family writes on: the case, its columns, the costs, and the rows: whole numbers, not yet scaled.

    Parameters
    ----------
    index : list of (family, index)
        By row.
    start, places, weights : list of int
        Row i has the coefficients `weights[start[i] : start[i + 1]]` in the columns `places[...]`.
    low, high : list of int or infinity
    rules : dict rule -> list of row
    implied : dict rule -> list of row
        Rows that follow from a rule's own where all is whole, and help the relaxation: they go when the rule goes.
    """

    def __init__(self, case: Case, columns: Columns, account: Account):
        self.case, self.columns, self.account = case, columns, account
        self.index: list[tuple[str, Any]] = []
        self.start, self.places, self.weights = [0], list[int](), list[int]()
        self.low, self.high = list[float](), list[float]()
        self.rules: dict[str, list[int]] = {}
        self.implied: dict[str, list[int]] = {}
        self._won: set[str] = set()

    def add(
        self,
        family: str,
        index: Any,
        terms: Terms,
        *,
        low: float = -math.inf,
        high: float = math.inf,
        rule: str = "",
    ) -> None:
        """Add the row low <= terms <= high of a family; a row without terms only where it cannot hold."""
        pairs = tuple(terms)
        places, weights = zip(*pairs, strict=True) if pairs else ((), ())
        if len(set(places)) < len(places) or 0 in weights:
            places, weights = _merged(pairs)
        if not places and low <= 0 <= high:
            return
        self.places += places
        self.weights += weights
        if rule:
            self.rules.setdefault(rule, []).append(len(self.index))
        self.index.append((family, index))
        self.start.append(len(self.places))
        self.low.append(low)
        self.high.append(high)

    def block(self, family: str, index: list[Any], start: Ints, places: Ints, weights: Ints, value: int) -> None:
        """Add many rows at once, each: terms = value. Row i has the terms from `start[i]` to `start[i + 1]`."""
        self.start += (start[1:] + self.start[-1]).tolist()
        self.places += places.tolist()
        self.weights += weights.tolist()
        self.index += [(family, at) for at in index]
        self.low += [value] * len(index)
        self.high += [value] * len(index)

    def equal(self, family: str, index: Any, terms: Terms, value: int = 0) -> None:
        """Add the row terms = value."""
        self.add(family, index, terms, low=value, high=value)

    def slack(self, rule: str, terms: Rule, year: int | None, most: float, once: bool = False) -> list[tuple[int, int]]:
        """Return the violation of a soft rule in a year (or in every year), as a term: a whole number that is paid for.

        With `once` a unit is paid for once, undiscounted. No term where the rule is hard.
        """
        if terms.state != "soft":
            return []
        over = self.columns.one("over", most)
        if once:
            fen = prices.fen(prices.exact(terms.weight))
            self.account.penalties.append((rule, over, fen * prices.MILLION))
        else:
            self.account.punish(rule, over, terms.weight, year)
        self.rules.setdefault(rule, [])
        return [(over, 1)]

    def give(
        self, family: str, index: Any, rule: str, terms: Rule, year: int | None, most: int
    ) -> list[tuple[int, int]]:
        """Return the violation of a rule as a term, 0 by a row of the rule where it is hard."""
        if terms.state == "soft":
            return self.slack(rule, terms, year, most)
        over = [(self.columns.one("given", most), 1)]
        self.add(family, index, over, high=0, rule=rule)
        return over

    def bar(self, family: str, option: Option, id: str, rule: Rule) -> None:
        """Bar an option by a rule; where it is soft the option may break it at its price."""
        over = self.slack(id, rule, None, self.case.times(option.unit))
        self.add(family, name(option), [(self.columns.assign[name(option)], 1), *times(-1, over)], high=0, rule=id)

    def winning(self, vendor: str) -> tuple[int, int]:
        """Return as a term whether a vendor holds a contract, tied to its options the first time it is asked for."""
        won = self.columns.win[vendor]
        if vendor not in self._won:
            self._won.add(vendor)
            mine = [(self.columns.assign[name(o)], self.case.times(o.unit)) for o in self.case.by(vendor)]
            self.add("c_win", (vendor, "some"), [(won, 1), *((contract, -1) for contract, _ in mine)], high=0)
            for i, (contract, most) in enumerate(mine):
                self.add("c_win", (vendor, i), [(won, most), (contract, -1)], low=0)
        return won, 1


def _merged(terms: Terms) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return columns and coefficients of terms, each column once, none with 0."""
    sums: dict[int, int] = {}
    for column, weight in terms:
        sums[column] = sums.get(column, 0) + weight
    kept = {column: weight for column, weight in sums.items() if weight}
    return tuple(kept), tuple(kept.values())


def each(columns: Iterable[int], weight: int = 1) -> list[tuple[int, int]]:
    """Return columns with the same coefficient."""
    return [(column, weight) for column in columns]


def times(weight: int, terms: Terms) -> list[tuple[int, int]]:
    """Return terms multiplied."""
    return [(column, weight * n) for column, n in terms]
