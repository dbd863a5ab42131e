/* A lunch by hand in C: one line, some windows, seats, an event calendar in a binary heap. The yardstick for what a
 * compiler can reach on one core; it knows this work only, and counts all that kernel.py counts of it. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t I;
enum { DAYS, MET, SERVED, LINE, PATIENCE, SOLD_OUT, CLOSED, WAIT, TILL, SEARCH, SEATED, SEATED_GOOD, SATISFIED, WANTED,
       TICKET, FOOD, PREPARED, EATEN, MOVED, BUSY, POSTED, ABSENT, PLANNED, OVERTIME, BASE };
enum { SOLD, MADE, ASKED, FOUND, KEPT, COULD, TIERS };
enum { RISE, END, BINS = 61, BITS = 20 };
#define MASK (((I)1 << BITS) - 1)
#define NEVER ((I)1 << 60)

typedef struct {
    const I *arrive, *serve, *stay, *start;
    const double *opinion;
    I diners, steps, close, windows, seats, limit, seat_limit, price, food;
} Lunch;

#include "heap.h"

static I bin(I ms) { I b = (ms + 59999) / 60000; return b < BINS ? b : BINS - 1; }

static void count(const Lunch *l, I d, I w, I wait, I search, I *c) {
    I *came = c + BASE, *within = came + l->steps, *got = within + l->steps, *sold = got + l->steps;
    I *waits = sold + TIERS, *searches = waits + BINS;
    c[MET]++, c[SERVED]++, c[WANTED]++, c[SEATED]++, came[w]++, got[w]++;
    sold[SOLD]++, sold[ASKED]++, sold[FOUND]++, sold[KEPT]++, sold[COULD]++;
    c[TICKET] += l->price;
    c[WAIT] += wait, c[SEARCH] += search;
    within[w] += wait <= l->limit;
    c[SEATED_GOOD] += search <= l->seat_limit;
    waits[bin(wait)]++, searches[bin(search)]++;
    double x = l->opinion[0] - l->opinion[1] * (double)wait / 60000.0 - l->opinion[4] * (double)search / 60000.0;
    c[SATISFIED] += (I)rint(1e6 / (1.0 + exp(-x)));
}

/* A key of the calendar: time, what happens, to whom; whatever happens to several at once happens in order of number. */
static I key(I t, I what, I d) { return ((t << 1 | what) << BITS) | d; }

static void day(const Lunch *l, I *heap, I *line, I *looking, I *ready, I *waits, I *c) {
    I held = 0, a = 0, free_ = l->windows, seats = l->seats, head = 0, tail = 0, first = 0, last = 0, w = 0;
    while (held || a < l->diners) {
        if (a < l->diners && (!held || l->arrive[a] < heap[0] >> (BITS + 1))) {
            I d = a, t = l->arrive[a++];
            if (free_) {
                free_--;
                waits[d] = 0;
                push(heap, held++, key(t + l->serve[d], END, d));
            } else line[tail++] = d;
            continue;
        }
        I top = heap[0], t = top >> (BITS + 1), d = top & MASK;
        pop(heap, --held);
        if (top >> BITS & 1) {
            ready[d] = t;
            if (head < tail) {
                I e = line[head++];
                waits[e] = t - l->arrive[e];
                push(heap, held++, key(t + l->serve[e], END, e));
            } else free_++;
            if (!seats) { looking[last++] = d; continue; }
            seats--;
        } else {
            if (first == last) { seats++; continue; }
            d = looking[first++];
        }
        push(heap, held++, key(t + l->stay[d], RISE, 0));
        ready[d] = t - ready[d];
    }
    for (I d = 0; d < l->diners; d++) {
        while (w + 1 < l->steps && l->start[w + 1] <= l->arrive[d]) w++;
        c[BUSY] += l->serve[d];
        count(l, d, w, waits[d], ready[d], c);
    }
    c[DAYS] = 1;
    c[PLANNED] = l->windows;
    c[POSTED] = l->windows * (l->close - l->start[0]);
    I *sold = c + BASE + 3 * l->steps;
    sold[MADE] = sold[SOLD];
    c[FOOD] = sold[MADE] * l->food;
}

void days(const Lunch *l, I *counts, I size, I times) {
    I n = l->diners, *box = malloc(sizeof(I) * (7 * n + 8)), *heap = box, *line = heap + 2 * n + 1, *looking = line + n;
    I *ready = looking + n, *waits = ready + n;
    while (times--) {
        memset(counts, 0, sizeof(I) * size);
        day(l, heap, line, looking, ready, waits, counts);
    }
    free(box);
}
