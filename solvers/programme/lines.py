"""Rows of whole numbers under construction: written one by one or many at once, read as arrays.

Names are put together when somebody asks for them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .whole import Ints, whole

Index = Callable[[], Iterable[Any]]
"""What gives the indices of some rows of a family."""
Side = float | list[float]
"""Of rows: one for all, or one for each."""


class Lines:
    """Rows under construction.

    Parameters
    ----------
    height : int
        How many there are.
    low, high : list of int or infinity
        Their sides.
    """

    def __init__(self) -> None:
        self.height = 0
        self.low, self.high = list[float](), list[float]()
        self._runs: list[tuple[str, int, Index]] = []
        self._pieces: list[tuple[Ints, Ints, Ints]] = []
        self._sizes, self._places, self._weights = list[int](), list[int](), list[int]()
        self._read: tuple[Ints, Ints, Ints] | None = None
        self._named: list[tuple[str, Any]] = []

    def one(
        self, family: str, index: Any, places: Sequence[int], weights: Sequence[int], low: float, high: float
    ) -> None:
        """Write one row."""
        self._sizes.append(len(places))
        self._places += places
        self._weights += weights
        self._count(family, 1, lambda: (index,), [low], [high])

    def many(self, family: str, index: Index, size: Ints, places: Ints, weights: Ints, low: Side, high: Side) -> None:
        """Write rows of so many terms each, all between the same sides or each between its own."""
        self._close()
        self._pieces.append((size, places.astype(np.int32), weights))
        n = len(size)
        self._count(family, n, index, *(side if isinstance(side, list) else [side] * n for side in (low, high)))

    def _count(self, family: str, n: int, index: Index, low: list[float], high: list[float]) -> None:
        self._runs.append((family, n, index))
        self.low += low
        self.high += high
        self.height += n
        self._read = None

    def _close(self) -> None:
        """Make a piece of the rows that were written one by one."""
        if self._sizes:
            places = np.array(self._places, dtype=np.int32)
            self._pieces.append((whole(self._sizes), places, whole(self._weights)))
            self._sizes, self._places, self._weights = [], [], []

    def arrays(self) -> tuple[Ints, Ints, Ints]:
        """Return start, places and weights: row i has `weights[start[i] : start[i + 1]]` in `places[...]`."""
        if self._read is None:
            self._close()
            none = whole([])
            sizes, places, weights = zip((none, none.astype(np.int32), none), *self._pieces, strict=True)
            start = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
            self._read = start, np.concatenate(places), np.concatenate(weights)
            for part in self._read:
                part.flags.writeable = False
        return self._read

    def index(self) -> list[tuple[str, Any]]:
        """Return (family, index) by row."""
        if len(self._named) < self.height:
            self._named = [(family, at) for family, _, index in self._runs for at in index()]
        return self._named

    def of(self, family: str) -> list[int]:
        """Return the rows of a family."""
        found, row = list[int](), 0
        for each, n, _ in self._runs:
            if each == family:
                found += range(row, row + n)
            row += n
        return found
