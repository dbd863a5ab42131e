"""A tournament of packed int64 keys, one a place: the smallest is always known, and no processor need guess.

A heap moves keys about until they stand well, and how far nobody can foresee; here a key stands where it belongs, and
each time the smaller of two goes up, from the place to the top, the same number of steps every time.
"""

import numpy as np

from .heap import LAST
from .jit import inline, jit, natural

TOP = 1
"""Where the smallest key stands, `LAST` when there is none."""


@jit
def planted(places):
    """Return a tree without keys for so many places."""
    half = 1
    while half < places:
        half *= 2
    return np.full(2 * half, LAST, dtype=np.int64)


@jit
def grown(keys):
    """Return a tree with keys at places 0, 1, ..."""
    tree = planted(keys.size)
    half = tree.size >> 1
    tree[half : half + keys.size] = keys
    for i in range(half - 1, 0, -1):
        tree[i] = min(tree[2 * i], tree[2 * i + 1])
    return tree


@inline
def join(tree, place, key):
    """Let a key stand at a place where none has stood: it goes up as far as it is the smallest, seldom to the top."""
    i = natural((tree.size >> 1) + place)
    tree[i] = key
    while i > TOP:
        i >>= 1
        if tree[i] <= key:
            break
        tree[i] = key


@inline
def enter(tree, place, key):
    """Let a key stand at a place, `LAST` for none."""
    i = natural((tree.size >> 1) + place)
    tree[i] = key
    while i > TOP:
        key = min(key, tree[i ^ 1])
        i >>= 1
        tree[i] = key
