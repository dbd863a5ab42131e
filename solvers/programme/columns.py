"""The variables of a programme as columns: found by name and index, with their upper bounds; the lower ones are 0."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[Any, int]
"""Index -> column, in order of declaration."""


class Grid(Mapping[Any, int]):
    """A block of many columns whose places are worked out: (option, number of a rung, year) -> column.

    Parameters
    ----------
    places : dict option -> range
        The columns of an option's rungs in the first year; those of year y stand y further.
    """

    def __init__(self, places: Mapping[tuple[str, ...], range], years: int):
        self.places, self.years = places, years

    def __getitem__(self, index: Any) -> int:
        *option, k, y = index
        found = self.places[tuple(option)]
        if not (0 <= k < len(found) and 0 <= y < self.years):
            raise KeyError(index)
        return found[k] + y

    def __iter__(self) -> Iterator[Any]:
        return ((*at, k, y) for at, found in self.places.items() for k in range(len(found)) for y in range(self.years))

    def __len__(self) -> int:
        return self.years * sum(map(len, self.places.values()))


class Columns:
    """Variables under construction; `columns.assign[unit, mode, bid]` is the column of one of them.

    Parameters
    ----------
    high : list of float
        Upper bounds by column.
    integer : list of bool
        Whether a column is a whole number.
    """

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.high: list[float] = []
        self.integer: list[bool] = []
        self._numbered: dict[str, dict[int, int]] = {}

    def __getattr__(self, name: str) -> Block:
        try:
            found: Block = self.__dict__["blocks"][name]
            return found
        except KeyError:
            raise AttributeError(name) from None

    def add(self, name: str, index: Iterable[Any], high: float | Sequence[float] = 1, *, integer: bool = True) -> None:
        """Declare the variables of a name: bounded by one number, or each by its own."""
        keys, first = list(index), len(self.high)
        self.blocks[name] = dict(zip(keys, range(first, first + len(keys)), strict=True))
        self.high += high if isinstance(high, Sequence) else [high] * len(keys)
        self.integer += [integer] * len(keys)

    def first(self, name: str, grid: Grid, high: Sequence[float]) -> None:
        """Declare whole variables whose places are known before any other's, each with its own bound."""
        assert not self.high, "others stand there already"
        self.blocks[name] = grid
        self.high, self.integer = list(high), [True] * len(grid)

    def one(self, name: str, high: float = math.inf) -> int:
        """Declare one more variable of a numbered kind (from 1) and return its column."""
        block, column = self._numbered.setdefault(name, {}), len(self.high)
        self.blocks[name] = block
        block[len(block) + 1] = column
        self.high.append(high)
        self.integer.append(True)
        return column

    def index(self) -> list[tuple[str, Any]]:
        """Return the name and index of every column."""
        found: list[tuple[str, Any]] = [("", ())] * len(self.high)
        for name, block in self.blocks.items():
            for at, column in block.items():
                found[column] = name, at
        return found
