"""Sets of small whole numbers as bits, sixty-four a word of uint64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .jit import bare, inline

Words = NDArray[np.uint64]

_ONE, _LOW = np.uint64(1), np.uint64(63)
_PRIME = np.uint64(67)
"""The powers of two below 2 ** 64 leave different rests by it."""
_PLACES = np.zeros(67, dtype=np.int64)
_PLACES[[2**i % 67 for i in range(64)]] = range(64)


@inline
def lowest(word: Any) -> Any:
    """Return the place of the lowest bit of a word that has one."""
    return _PLACES[(word & (~word + _ONE)) % _PRIME]


@inline
def flip(words: Words, i: int) -> None:
    """Put number `i` into the set `words` (uint64 [n]), or take it out."""
    words[i >> 6] ^= _ONE << (np.uint64(i) & _LOW)


@bare
def first(words: Words, mask: Words, lo: int, hi: int) -> int:
    """Return the lowest number in both `words` and `mask`, of those in words `lo` ... `hi` - 1; -1 for none."""
    for w in range(lo, hi):
        both = words[w] & mask[w]
        if both:
            return 64 * w + lowest(both)
    return -1
