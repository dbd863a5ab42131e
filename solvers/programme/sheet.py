"""What the families of rows write on."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...model.policy import Rule
from .. import prices
from ..menu import Option
from .case import Case, name
from .columns import Columns
from .lines import Index, Lines, Side
from .objective import Account
from .table import Table
from .whole import Ints, whole

Terms = Iterable[tuple[int, int]]
"""(column, coefficient); a column may stand more than once."""

NONE = whole([])
"""No options."""


class Sheet:
    """What a family writes on: the case, also as arrays, its columns, the costs, and the rows, in whole numbers.

    Parameters
    ----------
    lines : Lines
    rules : dict rule -> list of row
    implied : dict rule -> list of row
        Rows that follow from a rule's own where all is whole, and help the relaxation: they go when the rule goes.
    """

    def __init__(self, case: Case, columns: Columns, table: Table, account: Account):
        self.case, self.columns, self.table, self.account = case, columns, table, account
        self.lines = Lines()
        self.rules: dict[str, list[int]] = {}
        self.implied: dict[str, list[int]] = {}
        self._won: set[str] = set()

    @property
    def index(self) -> list[tuple[str, Any]]:
        """Return (family, index) by row."""
        return self.lines.index()

    @property
    def start(self) -> Ints:
        """Return where rows begin: row i has the coefficients `weights[start[i] : start[i + 1]]` in `places[...]`."""
        return self.lines.arrays()[0]

    @property
    def places(self) -> Ints:
        """Return the columns of all terms."""
        return self.lines.arrays()[1]

    @property
    def weights(self) -> Ints:
        """Return the coefficients of all terms."""
        return self.lines.arrays()[2]

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
        if places or not low <= 0 <= high:
            self._note(rule)
            self.lines.one(family, index, places, weights, low, high)

    def long(
        self,
        family: str,
        index: Any,
        places: Ints,
        weights: Ints,
        more: Terms = (),
        *,
        low: float = -math.inf,
        high: float = math.inf,
        rule: str = "",
    ) -> None:
        """Add a row like `add` from arrays, and more terms; no column may stand more than once."""
        extra = tuple(more)
        kept = np.flatnonzero(weights)
        places = np.concatenate([places[kept], np.array([column for column, n in extra if n], dtype=np.int32)])
        weights = np.concatenate([weights[kept], whole([n for _, n in extra if n])])
        if len(places) or not low <= 0 <= high:
            self._note(rule)
            self.lines.many(family, lambda: (index,), whole([len(places)]), places, weights, low, high)

    def block(
        self,
        family: str,
        index: Index,
        size: Ints,
        places: Ints,
        weights: Ints,
        *,
        low: Side = -math.inf,
        high: Side = math.inf,
    ) -> None:
        """Add many rows at once, of so many terms each; `index` is asked when names are."""
        self.lines.many(family, index, size, places, weights, low, high)

    def _note(self, rule: str) -> None:
        """Note that the next row is a rule's."""
        if rule:
            self.rules.setdefault(rule, []).append(self.lines.height)

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
            self.tie("c_win", (vendor,), won, self.table.vendors.get(vendor, NONE))
        return won, 1

    def tie(self, family: str, index: tuple[Any, ...], some: int, options: Ints) -> None:
        """Make a column 1 where at least one of some options is chosen, and 0 where none is."""
        mine, n = self.columns.span("assign")[options], len(options)
        self.long(family, (*index, "some"), mine, np.full(n, -1), [(some, 1)], high=0)
        places = np.column_stack([np.full(n, some), mine])
        weights = np.column_stack([self.table.times[options], np.full(n, -1)])
        each = lambda: ((*index, i) for i in range(n))  # noqa: E731 - short
        self.block(family, each, np.full(n, 2), places.ravel(), weights.ravel(), low=0)


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
