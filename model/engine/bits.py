"""Sets of small whole numbers as bits, sixty-four a word of uint64."""

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from .jit import bare, inline, natural

Words = NDArray[np.uint64]

_ONE, _LOW = np.uint64(1), np.uint64(63)


def _zeros(_: Any, word: Any) -> Any:
    """Count the zeros below the lowest bit of a word, in one instruction."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], context.get_constant(types.boolean, True))

    return types.int64(types.uint64), build


_trailing: Any = intrinsic(_zeros)


def lowest(word: Any) -> Any:
    """Return the place of the lowest bit of a word that has one."""
    return (int(word) & -int(word)).bit_length() - 1


@overload(lowest)
def _lowest(word: Any) -> Any:
    def counted(word: Any) -> Any:
        return _trailing(word)

    return counted


@inline
def flip(words: Words, i: int) -> None:
    """Put number `i` into the set `words` (uint64 [n]), or take it out."""
    words[natural(i >> 6)] ^= _ONE << (np.uint64(i) & _LOW)


@bare
def first(words: Words, mask: Words, lo: int, hi: int) -> int:
    """Return the lowest number in both `words` and `mask`, of those in words `lo` ... `hi` - 1; -1 for none."""
    for at in range(lo, hi):
        w = natural(at)
        both = words[w] & mask[w]
        if both:
            return 64 * w + lowest(both)
    return -1
