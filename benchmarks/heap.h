/* A binary heap of packed keys, smallest first; include it after I is defined. */
static void push(I *heap, I n, I key) {
    while (n) {
        I up = (n - 1) >> 1;
        if (heap[up] <= key) break;
        heap[n] = heap[up];
        n = up;
    }
    heap[n] = key;
}

static void pop(I *heap, I n) { /* n: keys that remain */
    I key = heap[n], i = 0;
    for (;;) {
        I down = 2 * i + 1;
        if (down >= n) break;
        if (down + 1 < n && heap[down + 1] < heap[down]) down++;
        if (heap[down] >= key) break;
        heap[i] = heap[down];
        i = down;
    }
    heap[i] = key;
}
