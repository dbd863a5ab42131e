"""Keep only the highest (or the lowest) of many settings, and tell at once whether another lies below (above) one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .problem import Levels


class Front:
    """The highest of the settings added (with `lowest`, the lowest ones).

    Parameters
    ----------
    lowest : bool
        Whether a setting is covered when it lies at or above a known one, rather than at or below.
    """

    def __init__(self, lowest: bool = False):
        self.sign = -1 if lowest else 1
        self.table: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self.size = 0

    def __iter__(self) -> Iterator[Levels]:
        """Yield the settings kept."""
        return iter([tuple((self.sign * row).tolist()) for row in self.table[: self.size]])

    def covers(self, levels: Levels) -> bool:
        """Return whether a setting is at or below (above) a known one."""
        if not self.size:
            return False
        at = self.sign * np.array(levels, dtype=np.int64)
        return bool((self.table[: self.size] >= at).all(axis=1).any())

    def add(self, levels: Levels) -> None:
        """Keep a setting unless it is covered, and drop those it covers."""
        if self.covers(levels):
            return
        at = self.sign * np.array(levels, dtype=np.int64)
        kept = self.table[: self.size] if self.size else np.zeros((0, len(levels)), dtype=np.int64)
        kept = kept[~(kept <= at).all(axis=1)]
        if len(kept) + 1 > len(self.table):
            self.table = np.zeros((2 * len(kept) + 16, len(levels)), dtype=np.int64)
        self.table[: len(kept)] = kept
        self.table[len(kept)] = at
        self.size = len(kept) + 1
