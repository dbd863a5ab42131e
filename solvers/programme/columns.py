"""The variables of a programme as columns: found by name and index, with their upper bounds; the lower ones are 0."""

import itertools
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from .whole import Ints, ranges, whole

Block = Mapping[Any, int]
"""Index -> column, in order of declaration."""


class Grid(Mapping[Any, int]):
    """A block of many columns whose places are worked out: each option has a box of them, numbered in order.

    The index of a column is the option's with its place in the box: (*option, number of a rung, year) -> column.

    Parameters
    ----------
    options : list of index
        Of the options that are numbered in a `Table`, in order.
    shapes : list of shape
        What their boxes measure; they stand one after the other.
    first : int
        The first column.
    """

    def __init__(self, options: Sequence[tuple[str, ...]], shapes: Sequence[tuple[int, ...]], first: int):
        self.options, self.shapes = options, shapes
        self._size = whole([math.prod(shape) for shape in shapes])
        self._start = first + np.cumsum(self._size) - self._size

    @cached_property
    def _number(self) -> dict[tuple[str, ...], int]:
        return dict(zip(self.options, range(len(self.options)), strict=True))

    def __getitem__(self, index: Any) -> int:
        number, at = self._number[index[:3]], index[3:]
        shape = self.shapes[number]
        if len(at) != len(shape) or not all(0 <= i < n for i, n in zip(at, shape, strict=True)):
            raise KeyError(index)
        place = 0
        for i, n in zip(at, shape, strict=True):
            place = place * n + i
        return int(self._start[number]) + place

    def __iter__(self) -> Iterator[Any]:
        boxes = zip(self.options, self.shapes, strict=True)
        return ((*option, *at) for option, shape in boxes for at in itertools.product(*map(range, shape)))

    def __len__(self) -> int:
        return int(self._size.sum())

    def of(self, numbers: Ints, *shape: int) -> Ints:
        """Return the columns of options whose boxes have one shape but for the first measure, one after the other."""
        return ranges(self._start[numbers], self._size[numbers]).astype(np.int32).reshape(-1, *shape)


class Columns:
    """Variables under construction; `columns.assign[unit, mode, bid]` is the column of one of them.

    Parameters
    ----------
    high : array of float
        Upper bounds by column.
    integer : bytearray
        Whether a column is a whole number, 1 or 0.
    """

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.high, self.integer = array("d"), bytearray()
        self._numbered: dict[str, dict[int, int]] = {}
        self._grids: dict[str, Grid] = {}

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
        self.high.extend(high if isinstance(high, Sequence) else array("d", [high]) * len(keys))
        self.integer.extend(bytes([integer]) * len(keys))

    def boxes(
        self, name: str, options: Sequence[tuple[str, ...]], shapes: Sequence[tuple[int, ...]], high: Iterable[int]
    ) -> None:
        """Declare whole variables by option and place in its box, with an upper bound for each option."""
        grid = self.blocks[name] = self._grids[name] = Grid(options, shapes, len(self.high))
        for shape, most in zip(shapes, high, strict=True):
            self.high.extend(array("d", [most]) * math.prod(shape))
        self.integer.extend(bytes([True]) * len(grid))

    def grid(self, name: str) -> Grid:
        """Return variables that were declared by option and place in its box."""
        return self._grids[name]

    def span(self, name: str) -> Ints:
        """Return the columns of a name, in order of declaration."""
        block = self.blocks[name]
        return np.arange(len(block), dtype=np.int32) + (next(iter(block.values())) if block else 0)

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
