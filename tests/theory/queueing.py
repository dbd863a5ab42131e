"""Exact results of queueing theory, from their formulas; `test_queueing.py` checks each by a second method.

Rates and times may have any one unit. Stationary laws are those an arrival finds (Poisson arrivals see time averages).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special, stats
from scipy.sparse import csr_matrix, identity, lil_matrix
from scipy.sparse.linalg import spsolve


def erlang_b(c, a):
    """Return the blocking probability of c servers offered `a` Erlang (recursion in c)."""
    b = 1.0
    for k in range(1, c + 1):
        b = a * b / (k + a * b)
    return b


def erlang_c(c, a):
    """Return the probability that an arrival waits."""
    b = erlang_b(c, a)
    return b / (1 - a / c * (1 - b))


class Queue(NamedTuple):
    """M/M/c: mean wait, and its tail P(W > x) = wait probability x exp(-(c mu - lam) x)."""

    lam: float
    mu: float
    c: int

    def wait(self):
        """Return the mean wait."""
        return erlang_c(self.c, self.lam / self.mu) / (self.c * self.mu - self.lam)

    def within(self, x):
        """Return P(W <= x)."""
        return 1 - erlang_c(self.c, self.lam / self.mu) * math.exp(-(self.c * self.mu - self.lam) * x)


def balanced(up, down):
    """Return the stationary law of a birth-death chain on 0..n from rates up[0..n-1] and down[1..n] (given as n)."""
    weights = np.concatenate(([0.0], np.cumsum(np.log(up) - np.log(down))))
    p = np.exp(weights - weights.max())
    return p / p.sum()


def finite(lam, mu, c, room, x):
    """Return (share lost, share that joins and waits at most x) of M/M/c with at most `room` in the system."""
    n = np.arange(room + 1)
    p = balanced([lam] * room, np.minimum(n[1:], c) * mu)
    ahead = np.maximum(1, n[:-1] - c + 1)
    soon = np.where(n[:-1] < c, 1.0, special.gammainc(ahead, c * mu * x))
    return p[-1], float(p[:-1] @ soon)


def impatient(lam, mu, c, theta, most=600):
    """Return (share that gives up, mean wait of those served) of M/M/c+M (Erlang A; Palm 1957).

    Who finds j + 1 people to start before is served when patience outlasts a sum of exponentials with rates
    r_i = c mu + i theta, i = 0..j: E[exp(-theta V)] = prod r_i / (r_i + theta), and E[V exp(-theta V)] by derivation.
    """
    n = np.arange(most + 1)
    p = balanced([lam] * most, np.minimum(n[1:], c) * mu + np.maximum(0, n[1:] - c) * theta)
    rate = c * mu + theta * np.arange(most - c + 1)
    kept, delay = np.cumprod(rate / (rate + theta)), np.cumsum(1 / (rate + theta))
    served = p[:c].sum() + p[c:] @ kept
    return 1 - served, float(p[c:] @ (kept * delay)) / served


def batches(lam, mu, c, sizes, most=800):
    """Return (mean wait of a member, share that does not wait) in M^X/M/c.

    Groups come at rate `lam`, of 1, 2, ... people with chances `sizes`. Stationary law by solving the balance equations
    up to `most` people, the wait by Little's law; member j of a group that finds n people begins at once if n + j <= c.
    """
    generator = lil_matrix((most + 1, most + 1))
    for n in range(most + 1):
        for j, share in enumerate(sizes, 1):
            if n + j <= most:
                generator[n, n + j] += lam * share
        if n:
            generator[n, n - 1] += min(n, c) * mu
    p, mean = _stationary(generator.tocsr()), sum(j * share for j, share in enumerate(sizes, 1))
    waiting = float(np.maximum(0, np.arange(most + 1) - c) @ p)
    members = [sum(sizes[j:]) / mean for j in range(min(c, len(sizes)))]
    return waiting / (lam * mean), float(sum(part * p[: c - j].sum() for j, part in enumerate(members)))


def _stationary(rates):
    """Return the stationary law of a chain with off-diagonal `rates`."""
    n = rates.shape[0]
    system = (rates - csr_matrix((np.asarray(rates.sum(axis=1)).ravel(), (range(n), range(n))))).T.tolil()
    system[0, :] = 1.0
    return spsolve(system.tocsc(), np.eye(1, n).ravel())


def moments(mean, cv):
    """Return the first three moments of a lognormal law."""
    s = math.log1p(cv**2)
    return tuple(mean**k * math.exp(s * k * (k - 1) / 2) for k in (1, 2, 3))


def pollaczek(lam, m1, m2, m3):
    """Return mean and second moment of the wait in M/G/1 (Pollaczek-Khinchin, Takacs)."""
    rho = lam * m1
    mean = lam * m2 / (2 * (1 - rho))
    return mean, 2 * mean**2 + lam * m3 / (3 * (1 - rho))


def crommelin(lam, d, c, most=400):
    """Return the stationary law of the number in M/D/c: what is there after D is what was not served, and who came."""
    came = stats.poisson.pmf(np.arange(most + 1), lam * d)
    move = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        left = max(0, n - c)
        move[n, left:] = came[: most + 1 - left]
    system = (move - np.eye(most + 1)).T
    system[0] = 1.0
    return np.linalg.solve(system, np.eye(1, most + 1).ravel())


def franx(law, lam, d, c, x):
    """Return P(W <= x) in M/D/c (Franx 2001) from Crommelin's law, for (k - 1) d <= x < k d."""
    k = int(x // d) + 1
    total, y = np.cumsum(law), lam * (k * d - x)
    return sum(total[c + k * c - j - 1] * stats.poisson.pmf(j, y) for j in range(k * c))


def regular(a, mu, x):
    """Return P(W <= x) in D/M/1 with interarrival time `a`: 1 - sigma exp(-mu (1 - sigma) x)."""
    sigma = -special.lambertw(-mu * a * math.exp(-mu * a)).real / (mu * a)
    return 1 - sigma * math.exp(-mu * (1 - sigma) * x)


def shortest(lam, mu, x, most=70):
    """Return P(W <= x) when arrivals join the shorter of two queues, one server each (truncated chain)."""
    p, n = shortest_law(lam, mu, most), np.arange(most + 1)
    soon = np.where(n == 0, 1.0, special.gammainc(np.maximum(n, 1), mu * x))
    return float((p * soon[np.minimum.outer(n, n)]).sum())


def shortest_law(lam, mu, most=70):
    """Return the joint law of both numbers, ties to the first queue, shape (most + 1, most + 1)."""
    wide = most + 1
    rates = lil_matrix((wide * wide, wide * wide))
    for i in range(wide):
        for j in range(wide):
            n = i * wide + j
            if i <= j and i < most:
                rates[n, n + wide] = lam
            elif j < i:
                rates[n, n + 1] = lam
            if i:
                rates[n, n - wide] = mu
            if j:
                rates[n, n - 1] = mu
    return _stationary(rates.tocsr()).reshape(wide, wide)


def shortage(mean, stock):
    """Return E[(D - stock)+] of a Poisson demand."""
    return mean * stats.poisson.sf(stock - 1, mean) - stock * stats.poisson.sf(stock, mean)


def present(starts, rates, tail, t):
    """Return the mean number present at `t` in M_t/G/infinity: the sum of rate x integral of P(stay > t - u) du.

    `starts` are the edges of the pieces of constant `rates`; `tail(y)` is the integral of P(stay > .) from 0 to y.
    """
    ages = np.maximum(0.0, t - np.asarray(starts))
    held = np.array([tail(y) for y in ages])
    return float(np.asarray(rates) @ (held[:-1] - held[1:]))


def lognormal_tail(mean, cv):
    """Return y -> integral of P(X > .) from 0 to y, that is E[min(X, y)], of a lognormal law."""
    s = math.sqrt(math.log1p(cv**2))
    m = math.log(mean) - s * s / 2

    def tail(y):
        if y <= 0:
            return 0.0
        q = (math.log(y) - m) / s
        return mean * special.ndtr(q - s) + y * special.ndtr(-q)

    return tail


def uniformised(rates, start, time, total=False):
    """Return exp(G t)' p for off-diagonal `rates` (n, n) and a law p, by uniformisation; or its integral over [0, t]."""
    out = np.asarray(rates.sum(axis=1)).ravel()
    fast = max(out.max(), 1e-12)
    step = (rates.T / fast + identity(len(out)) - csr_matrix((out / fast, (range(len(out)), range(len(out)))))).tocsr()
    mean = fast * time
    terms = int(mean + 10 * math.sqrt(mean) + 40)
    n = np.arange(terms + 1)
    weight = stats.poisson.sf(n, mean) / fast if total else stats.poisson.pmf(n, mean)
    p, found = np.asarray(start, dtype=float), np.zeros(len(start))
    for w in weight:
        found += w * p
        p = step @ p
    return found


def bessel(lam, mu, n, t, terms=4000):
    """Return P(n in M/M/1 at t | empty at 0) by modified Bessel functions (Cohen, The Single Server Queue, II.2.1)."""
    rho, a = lam / mu, 2 * math.sqrt(lam * mu) * t
    scale = math.exp(a - (lam + mu) * t)
    j = np.arange(n + 2, n + 2 + terms)
    rest = (1 - rho) * rho**n * float(np.sum(rho ** (-j / 2.0) * special.ive(j, a)))
    return scale * (rho ** (n / 2) * special.ive(n, a) + rho ** ((n - 1) / 2) * special.ive(n + 1, a) + rest)


class Day:
    """M_t/M/c_t over a day from empty: windows open and close, one that closes finishes its diner.

    States are (set of busy windows, people waiting); window i is open in a stretch when i < its number of windows, the
    free window of lowest number takes the first who waits.

    Parameters
    ----------
    mu : float
    edges, rates, servers : sequences
        Edges of stretches of constant arrival rate and windows; one entry less of the others.
    most : int
        Most people waiting that the chain knows; `spill` says what it loses by it.
    """

    def __init__(self, mu, edges, rates, servers, most=80):
        self.mu, self.edges, self.rates, self.servers = mu, list(edges), list(rates), list(servers)
        self.wide, self.room = max(servers), most + 1
        self.size = (1 << self.wide) * self.room
        self._known, self.laws = {}, []
        p = np.eye(1, self.size).ravel()
        for i, c in enumerate(self.servers):
            p = self._opened(c).T @ p
            self.laws.append(p)
            p = uniformised(self.moves(self.rates[i], c), p, self.edges[i + 1] - self.edges[i])
        self.last = p
        self.spill = max(float(law.reshape(-1, self.room)[:, -1].sum()) for law in (*self.laws, p))

    def moves(self, lam, c, tagged=False):
        """Return the rates of the chain; tagged: people waiting include the last arrival, who stops the clock at 0."""
        key = (lam, c, tagged)
        if key in self._known:
            return self._known[key]
        rates, open_ = lil_matrix((self.size, self.size)), (1 << c) - 1
        for mask in range(1 << self.wide):
            free = open_ & ~mask
            for q in range(self.room):
                n = mask * self.room + q
                if (q and free) or (tagged and not q):
                    continue
                if free and lam:
                    rates[n, (mask | (free & -free)) * self.room] += lam
                elif q + 1 < self.room and lam:
                    rates[n, n + 1] += lam
                for i in range(self.wide):
                    if mask >> i & 1:
                        to = n - 1 if i < c and q else (mask & ~(1 << i)) * self.room + q
                        rates[n, to] += self.mu
        self._known[key] = rates.tocsr()
        return self._known[key]

    def _opened(self, c):
        """Return the matrix of who is taken at once when c windows are open."""
        if ("opened", c) in self._known:
            return self._known["opened", c]
        move = lil_matrix((self.size, self.size))
        for mask in range(1 << self.wide):
            for q in range(self.room):
                busy, left = mask, q
                for i in range(c):
                    if left and not busy >> i & 1:
                        busy, left = busy | 1 << i, left - 1
                move[mask * self.room + q, busy * self.room + left] = 1.0
        self._known["opened", c] = move.tocsr()
        return self._known["opened", c]

    def _joined(self, c):
        """Return the state a tagged arrival makes of each state: he waits last, or has begun (nobody waits)."""
        if ("joined", c) in self._known:
            return self._known["joined", c]
        joined = np.empty(self.size, dtype=np.int64)
        for mask in range(1 << self.wide):
            free = ((1 << c) - 1) & ~mask
            for q in range(self.room):
                joined[mask * self.room + q] = mask * self.room + (0 if free else min(q + 1, self.room - 1))
        self._known["joined", c] = joined
        return joined

    def begun(self, i, t, x):
        """Return the chance, by state found at `t` in stretch i, that an arrival begins within x."""
        value = np.zeros(self.size)
        value[:: self.room] = 1.0
        last, end = i, t + x
        while last + 1 < len(self.servers) and self.edges[last + 1] < end:
            last += 1
        for j in range(last, i - 1, -1):
            low = max(t, self.edges[j])
            value = self._back(j, value, end - low)
            if j > i:
                value = self._opened(self.servers[j]) @ value
            end = low
        return value[self._joined(self.servers[i])]

    def _back(self, j, value, time):
        rates = self.moves(0.0, self.servers[j], tagged=True)
        out = csr_matrix((np.asarray(rates.sum(axis=1)).ravel(), (range(self.size), range(self.size))))
        fast, found = self.wide * self.mu, np.zeros(self.size)
        step, mean = ((rates - out) / fast + identity(self.size)).tocsr(), fast * time
        for weight in stats.poisson.pmf(np.arange(int(mean + 10 * math.sqrt(mean) + 40)), mean):
            found, value = found + weight * value, step @ value
        return found

    def within(self, i, x, nodes=20):
        """Return the mean number of arrivals of stretch i that begin within x, no more than the length of a stretch."""
        low, high, lam, c = self.edges[i], self.edges[i + 1], self.rates[i], self.servers[i]
        cut = high if i + 1 == len(self.servers) or self.servers[i + 1] == c else max(low, high - x)
        moves, good = self.moves(lam, c), 0.0
        if cut > low:
            good = float(uniformised(moves, self.laws[i], cut - low, total=True) @ self.begun(i, low, x))
        if cut < high:
            p = uniformised(moves, self.laws[i], cut - low)
            for node, weight in zip(*leggauss(nodes), strict=True):
                t = cut + (high - cut) * (node + 1) / 2
                good += weight * (high - cut) / 2 * float(uniformised(moves, p, t - cut) @ self.begun(i, t, x))
        return lam * good

    def waiting(self):
        """Return the mean of all waits of the day together: the integral of the number waiting, until all are served."""
        people = np.tile(np.arange(self.room), 1 << self.wide)
        spans = zip(self.rates, self.servers, self.laws, np.diff(self.edges), strict=True)
        total = sum(float(people @ uniformised(self.moves(r, c), p, t, total=True)) for r, c, p, t in spans)
        c = self.servers[-1]
        return total + float(people @ uniformised(self.moves(0.0, c), self.last, 200 / self.mu, total=True))
