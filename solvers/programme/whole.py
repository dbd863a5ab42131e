"""Whole numbers in arrays, exact: in 64 bits where nothing can overflow, in numbers of Python where something might."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
"""int64; objects that are whole numbers of Python where 64 bits might not do."""
ROOM = 2**60
"""Numbers below this fit 64 bits, and so do the sums of eight of them."""


def whole(numbers: Any) -> Ints:
    """Return whole numbers as an array."""
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        return np.array(numbers, dtype=object)


def product(one: Ints, other: Ints) -> Ints:
    """Return numbers times numbers."""
    return one * other if _size(one) * _size(other) < ROOM else one.astype(object) * other


def summed(numbers: Ints, places: Ints, count: int) -> Ints:
    """Return the sums of the numbers at each of so many places."""
    found = np.zeros(count, dtype=np.int64 if _size(numbers) * len(numbers) < ROOM else object)
    np.add.at(found, places, numbers)
    return found


def added(numbers: Ints) -> Ints:
    """Return the sums over the first axis."""
    return (numbers if _size(numbers) * len(numbers) < ROOM else numbers.astype(object)).sum(axis=0)


def total(numbers: Ints) -> int:
    """Return the sum of all numbers."""
    return int(numbers.sum()) if _size(numbers) * numbers.size < ROOM else sum(map(int, numbers.ravel()))


def ranges(start: Ints, size: Ints) -> Ints:
    """Return start[i], start[i] + 1, ... of so many numbers each, one i after the other."""
    ends = np.cumsum(size)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(start - ends + size, size)


def _size(numbers: Ints) -> int:
    """Return the largest number, whatever its sign."""
    return max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
