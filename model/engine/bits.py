"""Sets of small whole numbers as bits, sixty-four a word of uint64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .jit import bare, inline

Words = NDArray[np.uint64]

_ONE, _LOW, _TOP = np.uint64(1), np.uint64(63), np.uint64(58)
_SEQUENCE = np.uint64(0x03F79D71B4CB0A89)
"""Of its 64 cyclic substrings of six bits all differ: the top six bits of it times 1 << i tell i (Leiserson, Prokop
and Randall 1998)."""
_PLACES = np.argsort([int(_SEQUENCE) << i >> 58 & 63 for i in range(64)]).astype(np.int64)


@inline
def lowest(word: Any) -> Any:
    """Return the place of the lowest bit of a word that has one."""
    return _PLACES[((word & (~word + _ONE)) * _SEQUENCE) >> _TOP]


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
