/* A day of a fleet by hand in C: one class, no drivers, first come first served, the lowest number or the nearest of
 * the idle vehicles goes. A binary heap of returns; idle vehicles are bits for the first, and looked through one by one
 * for the nearest. The yardstick for what a compiler can reach on one core; it knows this work only, and counts all
 * that kernel.py counts of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t I;
enum { DAYS, ASKED, RESPONSE, IMMEDIATE, COVERED = 12, BY_FLEET, BASE };
enum { CAME = BASE, ON_TIME, OWN, LATE = BASE + 7, TRIPS, BUSY, FLEET, KM, EMPTY, WAITS, BINS = 61 };
enum { BITS = 16 };
#define NEVER ((I)1 << 60)

typedef struct {
    const I *start, *duration, *distance, *origin, *end, *home, *drive, *road;
    I n, zones, cars, limit, watch, nearest;
} Work;

#include "heap.h"

static I lowest(uint64_t *idle) {
    I w = 0;
    while (!idle[w]) w++;
    I v = w << 6 | __builtin_ctzll(idle[w]);
    idle[w] &= idle[w] - 1;
    return v;
}

/* The drive to `here` from zone z is drive[z]; vehicles that are out stand in a zone from where it takes for ever. */
static I nearest(const I *zone, I cars, const I *drive) {
    I best = 0, least = NEVER;
    for (I v = 0; v < cars; v++) {
        I d = drive[zone[v]];
        if (d < least) least = d, best = v;
    }
    return best;
}

static I bin(I ms) { I b = (ms + 59999) / 60000; return b < BINS ? b : BINS - 1; }

static void count(const Work *k, I r, I wait, I busy, I empty, I *c) {
    I b = bin(wait);
    c[ASKED]++, c[COVERED]++, c[BY_FLEET]++, c[CAME]++, c[OWN]++, c[IMMEDIATE]++, c[TRIPS]++;
    c[ON_TIME] += wait <= k->limit;
    c[LATE] += wait, c[RESPONSE] += wait;
    c[WAITS + b]++, c[WAITS + BINS + b]++;
    c[BUSY] += busy, c[KM] += k->distance[r], c[EMPTY] += empty;
}

/* Requests are numbered as they come, so those that wait are line ... a - 1. `wide` is a row of the table of drives. */
static void day(const Work *k, I *heap, I *zone, I *trip, uint64_t *idle, I *c) {
    I held = 0, a = 0, line = 0, free_ = k->cars, z = k->zones, wide = z + 1;
    for (I v = 0; v < k->cars; v++) {
        zone[v] = k->home[v];
        idle[v >> 6] |= (uint64_t)1 << (v & 63);
    }
    while (held || a < k->n) {
        I t = held ? heap[0] >> BITS : NEVER;
        if (a < k->n && k->start[a] < t) t = k->start[a];
        for (; held && heap[0] >> BITS == t; free_++) {
            I v = heap[0] & (((I)1 << BITS) - 1);
            pop(heap, --held);
            zone[v] = k->end[trip[v]];
            idle[v >> 6] |= (uint64_t)1 << (v & 63);
        }
        while (a < k->n && k->start[a] == t) a++;
        for (; line < a && free_; line++, free_--) {
            I r = line, o = k->origin[r];
            I v = k->nearest ? nearest(zone, k->cars, k->drive + o * wide) : lowest(idle);
            I from = zone[v], pickup = t + k->drive[o * wide + from], back = pickup + k->duration[r];
            zone[v] = z, trip[v] = r;
            push(heap, held++, back << BITS | v);
            count(k, r, pickup - k->start[r], back - t, k->road[from * z + o], c);
        }
    }
    c[DAYS] = 1;
    c[FLEET] = k->cars * k->watch;
}

void days(const Work *k, I *counts, I size, I times) {
    I n = k->cars, words = n / 64 + 1, *heap = malloc(sizeof(I) * (3 * n + words + 1)), *zone = heap + n + 1;
    uint64_t *idle = (uint64_t *)(zone + 2 * n);
    while (times--) {
        memset(counts, 0, sizeof(I) * size);
        memset(idle, 0, sizeof(I) * words);
        day(k, heap, zone, zone + n, idle, counts);
    }
    free(heap);
}
