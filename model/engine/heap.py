"""A binary heap of packed int64 keys, smallest first, in an array of the caller's."""

import numpy as np

from .jit import jit, natural

LAST = np.int64(2**63 - 1)
"""Larger than any key."""


@jit
def push(heap, held, key):
    """Put a key into a heap that holds `held` keys; return how many it holds then."""
    i = natural(held)
    while i:
        up = natural((i - 1) >> 1)
        if heap[up] <= key:
            break
        heap[i] = heap[up]
        i = up
    heap[i] = key
    return held + 1


@jit
def pop(heap, held):
    """Take the smallest key, heap[0], out of a heap; return how many it holds then.

    The smaller of two children is found without a branch, which no processor could foresee: the place that falls empty
    keeps the largest number, so that there are always two.
    """
    held = natural(held - 1)
    key, i, down = heap[held], 0, 1
    heap[held] = LAST
    while down < held:
        one, other = heap[down], heap[down + 1]
        down = natural(down + (other < one))
        one = min(one, other)
        if one >= key:
            break
        heap[i] = one
        i, down = down, natural(2 * down + 1)
    heap[i] = key
    return held
