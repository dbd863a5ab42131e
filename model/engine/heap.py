"""A binary heap of packed int64 keys, smallest first, in an array of the caller's."""

from .jit import jit


@jit
def push(heap, held, key):
    """Put a key into a heap that holds `held` keys; return how many it holds then."""
    i = held
    while i:
        up = (i - 1) >> 1
        if heap[up] <= key:
            break
        heap[i] = heap[up]
        i = up
    heap[i] = key
    return held + 1


@jit
def pop(heap, held):
    """Take the smallest key, heap[0], out of a heap; return how many it holds then."""
    held -= 1
    key, i = heap[held], 0
    while True:
        down = 2 * i + 1
        if down >= held:
            break
        if down + 1 < held and heap[down + 1] < heap[down]:
            down += 1
        if heap[down] >= key:
            break
        heap[i] = heap[down]
        i = down
    heap[i] = key
    return held
