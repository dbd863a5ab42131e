/* The day of cleaning by hand in C: the yardstick for what a compiler can reach on one core. Same rules as kernel.py. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t I;
enum { POINTS, DAYS, REVISIT_GOOD, REVISIT_ALL, SHORT, PLANNED, ITEMS, GONE, LYING, LOOKS, ROUND_MS, TASK_MS, OVER_MS,
       POSTED, BY_HAND, BY_MACHINE, FAILURES, LATE, SCORE, BASE };
enum { BINS = 181, LIVES = 16, WIDTH = 8, INDOOR = 0, SCHEDULED = 4, MANNED = 6 };
#define NEVER ((I)1 << 60)

typedef struct {
    const I *place, *indoor, *opens, *closes, *beat, *weight, *shift, *post, *posts, *units, *job, *load, *gap, *watch,
        *watched, *limit, *points;
    I across, exhaustive, shuttle, occasions, month, zones, beats, shifts, levers, types, jobs, gaps;
} Layout;

typedef struct {
    const I *first, *born, *pick, *look, *here, *speed, *due, *factor, *life, *repair, *inspected, *seen;
    I items, most, visits;
} Trace;

static I least(I a, I b) { return a < b ? a : b; }
static I most(I a, I b) { return a > b ? a : b; }
static I walk(const Layout *l, I a, I b) { return least(a > b ? a - b : b - a, l->across); }

static int side(const Layout *l, const I *levels, I staff, I p, I i) {
    I before = 0, total = 0;
    for (I q = 0; q < l->levers; q++) { if (q < p) before += levels[q]; total += levels[q]; }
    I g = before + i;
    return (g + 1) * staff / total - g * staff / total ? 0 : 1;
}

static I person(const Layout *l, const Trace *t, const I *table, int s, I p, I i) {
    return table[(s * l->levers + p) * t->most + i];
}

static void present(const Layout *l, const I *levels, I staff, const Trace *t, I s, I *speeds[2], I n[2], I *short_, I *planned) {
    I relief = l->post[3 * s + 2], waiting = 0;
    n[0] = n[1] = 0;
    for (int role = 0; role < 2; role++) {
        I p = l->post[3 * s + role];
        for (I i = 0; p >= 0 && i < levels[p]; i++) {
            ++*planned;
            int k = side(l, levels, staff, p, i);
            I speed = person(l, t, t->here, k, p, i) ? person(l, t, t->speed, k, p, i) : 0;
            while (!speed && relief >= 0 && waiting < levels[relief]) {
                int other = side(l, levels, staff, relief, waiting);
                if (person(l, t, t->here, other, relief, waiting)) speed = person(l, t, t->speed, other, relief, waiting);
                waiting++;
            }
            if (speed) speeds[role][n[role]++] = speed; else ++*short_;
        }
    }
}

static void bounds(const I *load, I size, I n, I *cut) {
    I total = 0, before = 0, k = 0;
    for (I i = 0; i < size; i++) total += load[i];
    cut[0] = 0;
    for (I i = 0; i < size; i++) {
        I owner = total ? (2 * before + load[i]) * n / (2 * total) : i * n / size;
        while (k < owner) cut[++k] = i;
        before += load[i];
    }
    while (k < n) cut[++k] = size;
}

static void patrol(const Layout *l, const Trace *tr, I s, I speed, I lo, I hi, I *visits, I *head, I *removed, I *c) {
    const I *sh = l->shift + 4 * s;
    I end = sh[1], t = sh[0], where = 0, i = lo, step = 1;
    while (lo < hi) {
        if (sh[2] <= t && t < sh[3]) t = sh[3];
        I z = l->beat[i], look = most(1, tr->look[z * l->occasions + visits[z] % l->occasions] * 1000 / speed);
        t += walk(l, where, l->place[z]);
        if (t >= end) break;
        visits[z]++;
        where = l->place[z];
        t += look;
        if (t > end) break;
        c[LOOKS]++;
        c[ROUND_MS] += look;
        I stop = tr->first[z + 1], found = head[z];
        while (found < stop && tr->born[found] <= t) found++;
        while (head[z] < found) {
            I item = head[z], pick = tr->pick[item] * 1000 / speed;
            if (t + pick > end) break;
            t += pick;
            c[ROUND_MS] += pick;
            removed[item] = t;
            head[z]++;
            while (l->exhaustive && found < stop && tr->born[found] <= t) found++;
        }
        if (head[z] < found) break;
        if (l->shuttle) {
            if (i + step < lo || i + step >= hi) step = -step;
            if (i + step >= lo && i + step < hi) i += step;
        } else i = i + 1 < hi ? i + 1 : lo;
    }
}

static void errands(const Layout *l, const I *levels, const Trace *tr, const I *people, I n, I *done, I *c) {
    I units = 0;
    for (I m = 0; m < l->types; m++) units += l->units[m];
    I *box = malloc(sizeof(I) * (4 * units + 3 * n + 1 + l->jobs + l->types + 1));
    I *free_ = box, *spot = free_ + units, *life = spot + units, *lives = life + units, *due = lives + units, *where = due + n;
    I *first = where + n, *own = first + n + 1, *base = own + l->jobs;
    for (I u = 0; u < units; u++) { free_[u] = spot[u] = lives[u] = 0; life[u] = tr->life[u * LIVES]; }
    base[0] = 0;
    for (I m = 0; m < l->types; m++) base[m + 1] = base[m] + l->units[m];
    first[0] = 0;
    for (I w = 0, k = 0; w < n; w++) {
        const I *p = people + 4 * w;
        for (I o = 0; o < l->jobs; o++) {
            const I *j = l->job + 8 * o;
            if (tr->due[o] && j[2] == p[0] && p[2] <= j[0] && j[0] < p[3] && (j[5] >= 0 || levels[l->levers + j[7]] > 0)) own[k++] = o;
        }
        first[w + 1] = k;
        due[w] = l->shift[4 * p[0]];
        where[w] = 0;
    }
    for (;;) {
        I w = -1, t = NEVER;
        for (I v = 0; v < n; v++) if (due[v] < t) { w = v; t = due[v]; }
        if (w < 0) break;
        const I *p = people + 4 * w, *sh = l->shift + 4 * p[0];
        if (sh[2] <= t && t < sh[3]) { due[w] = sh[3]; continue; }
        I best = -1, unit = -1, wake = NEVER;
        for (I q = first[w]; q < first[w + 1]; q++) {
            I o = own[q];
            const I *j = l->job + 8 * o;
            if (done[o] >= 0) continue;
            if (j[3] > t) { wake = least(wake, j[3]); continue; }
            unit = -1;
            if (j[7] >= 0) {
                I near = NEVER, soon = NEVER, m = j[7];
                for (I u = base[m]; u < base[m] + levels[l->levers + m]; u++) {
                    if (free_[u] <= t) {
                        I far = walk(l, where[w], spot[u]);
                        if (far < near) { unit = u; near = far; }
                    } else if (free_[u] < soon) soon = free_[u];
                }
                if (unit < 0 && j[5] < 0) wake = least(wake, soon);
            }
            if (unit >= 0 || j[5] >= 0) { best = o; break; }
        }
        if (t >= sh[1] || (best < 0 && wake == NEVER)) { due[w] = NEVER; continue; }
        if (best < 0) { due[w] = least(wake, sh[1]); continue; }
        const I *j = l->job + 8 * best;
        I place = l->place[j[0]], at, end;
        if (unit >= 0) {
            at = t + walk(l, where[w], spot[unit]) + walk(l, spot[unit], place);
            I run = most(1, j[6] * tr->factor[best] / p[1]), u = unit;
            if (run < life[u]) { life[u] -= run; end = free_[u] = at + run; }
            else {
                I broken = at + life[u], rest = run - life[u], back = broken + tr->repair[u * LIVES + least(lives[u], LIVES - 1)];
                lives[u]++;
                life[u] = tr->life[u * LIVES + least(lives[u], LIVES - 1)];
                c[FAILURES]++;
                if (j[5] >= 0) { free_[u] = back; end = broken + rest * j[5] / j[6]; }
                else { life[u] = most(1, life[u] - rest); end = free_[u] = back + rest; }
            }
            spot[u] = place;
            c[BY_MACHINE]++;
        } else {
            at = t + walk(l, where[w], place);
            end = at + most(1, j[5] * tr->factor[best] / p[1]);
            c[BY_HAND]++;
        }
        c[TASK_MS] += end - at;
        c[OVER_MS] += most(0, end - sh[1]);
        done[best] = due[w] = end;
        where[w] = place;
    }
    free(box);
}

static void tally(const Layout *l, const Trace *tr, const I *removed, const I *done, const I *short_, const I *planned, I *c) {
    I shifts = l->shifts;
    for (I z = 0; z < l->zones; z++) {
        I outdoor = 1 - l->indoor[z], limit = l->limit[outdoor];
        for (I i = tr->first[z]; i < tr->first[z + 1]; i++) {
            I w = 0, gone = removed[i] >= 0, lying = gone ? removed[i] - tr->born[i] : -1;
            while (w + 1 < shifts && l->shift[4 * (w + 1)] <= tr->born[i]) w++;
            I column = BASE + (INDOOR + 2 * outdoor) * shifts + w;
            c[column + shifts]++;
            c[column] += gone && lying <= limit;
            c[ITEMS]++;
            c[GONE] += gone;
            c[LYING] += gone ? lying : 0;
            c[BASE + WIDTH * shifts + outdoor * BINS + (gone ? least(BINS - 1, (lying + 59999) / 60000) : BINS - 1)]++;
            for (I v = 0; v < tr->visits; v++)
                if (tr->seen[v * l->zones + z] && tr->born[i] + limit <= tr->inspected[v] && (!gone || removed[i] > tr->inspected[v]))
                    c[POINTS] += l->points[0];
        }
    }
    for (I o = 0; o < l->jobs; o++)
        if (tr->due[o]) {
            I s = l->job[8 * o + 2], late = done[o] < 0 || done[o] > l->job[8 * o + 4];
            c[BASE + (SCHEDULED + 1) * shifts + s]++;
            c[BASE + SCHEDULED * shifts + s] += !late;
            c[LATE] += late;
            if (late) c[POINTS] += l->points[2];
        }
    for (I g = 0; g < l->gaps; g++) {
        I lo = l->watch[g], hi = l->watch[g + 1], due = 0;
        for (I q = lo; q < hi; q++) due += tr->due[l->watched[q]];
        if (!due) continue;
        I z = l->job[8 * l->watched[lo]], last = l->opens[z], close = l->closes[z];
        while (last < close) {
            I after = close;
            for (I q = lo; q < hi; q++) if (last < done[l->watched[q]] && done[l->watched[q]] < after) after = done[l->watched[q]];
            c[REVISIT_ALL]++;
            c[REVISIT_GOOD] += after - last <= l->gap[g];
            last = after;
        }
    }
    for (I s = 0; s < shifts; s++) {
        c[SHORT] += short_[s];
        c[PLANNED] += planned[s];
        c[BASE + MANNED * shifts + s] += planned[s] - short_[s];
        c[BASE + (MANNED + 1) * shifts + s] += planned[s];
        c[POINTS] += short_[s] * l->points[1];
    }
    c[SCORE] = 100000 - l->month * c[POINTS];
    c[DAYS] = 1;
}

void day(const Layout *l, const I *levels, I staff, const Trace *tr, I *c) {
    I room = 1, w = 0;
    for (I p = 0; p < l->levers; p++) room += levels[p];
    I *box = calloc(tr->items + l->jobs + 2 * l->shifts + 2 * l->zones + 3 * room + 1 + 4 * room, sizeof(I));
    I *removed = box, *done = removed + tr->items, *short_ = done + l->jobs, *planned = short_ + l->shifts;
    I *visits = planned + l->shifts, *head = visits + l->zones, *speeds[2] = {head + l->zones, head + l->zones + room};
    I *cut = speeds[1] + room, *people = cut + room + 1, n[2];
    for (I i = 0; i < tr->items; i++) removed[i] = -1;
    for (I o = 0; o < l->jobs; o++) done[o] = -1;
    memcpy(head, tr->first, sizeof(I) * l->zones);
    for (I s = 0; s < l->shifts; s++) {
        present(l, levels, staff, tr, s, speeds, n, short_ + s, planned + s);
        c[POSTED] += (n[0] + n[1]) * (l->shift[4 * s + 1] - l->shift[4 * s]);
        if (n[0]) bounds(l->weight, l->beats, n[0], cut);
        for (I k = 0; k < n[0]; k++) patrol(l, tr, s, speeds[0][k], cut[k], cut[k + 1], visits, head, removed, c);
        if (n[1]) bounds(l->load + s * l->zones, l->zones, n[1], cut);
        for (I k = 0; k < n[1]; k++, w++) {
            people[4 * w] = s; people[4 * w + 1] = speeds[1][k]; people[4 * w + 2] = cut[k]; people[4 * w + 3] = cut[k + 1];
        }
    }
    errands(l, levels, tr, people, w, done, c);
    tally(l, tr, removed, done, short_, planned, c);
    free(box);
}

/* Run a day many times over, so that the caller's share of the time vanishes. */
void days(const Layout *l, const I *levels, I staff, const Trace *tr, I *c, I width, I times) {
    for (I k = 0; k < times; k++) { memset(c, 0, sizeof(I) * width); day(l, levels, staff, tr, c); }
}
