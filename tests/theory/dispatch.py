"""Exact results for fleets: finite chains over a day from empty, sharing of several sizes, priorities.

`test_dispatch.py` checks each by a second method. Rates and times may have any one unit.
"""

import numpy as np


class Chain:
    """A Markov chain found by following its moves from where it begins.

    Parameters
    ----------
    start : state
        Any hashable value.
    moves : callable (state) -> iterable of (rate, state)
    """

    def __init__(self, start, moves):
        self.states, place, rows = [start], {start: 0}, []
        for i, state in enumerate(self.states):
            for rate, to in moves(state):
                if rate > 0 and place.setdefault(to, len(self.states)) == len(self.states):
                    self.states.append(to)
                if rate > 0:
                    rows.append((i, place[to], rate))
        self.rates = np.zeros((len(place), len(place)))
        for i, j, rate in rows:
            self.rates[i, j] += rate

    def _solved(self, right):
        """Return x with x G = right but for its first entry, and sum of x = that entry; G is the generator."""
        system = (self.rates - np.diag(self.rates.sum(axis=1))).T
        system[0] = 1.0
        return np.linalg.solve(system, right)

    def law(self):
        """Return the stationary law."""
        return self._solved(np.eye(1, len(self.states)).ravel())

    def spent(self, time):
        """Return the mean time spent in each state over [0, time], from the start, when `time` is long.

        The integral of p G is p(time) - p(0), where p(time) is the stationary law: it must be so to all digits.
        """
        right = self.law() - np.eye(1, len(self.states)).ravel()
        right[0] = time
        return self._solved(right)

    def over(self, time, reward):
        """Return the mean over [0, time] of a reward per unit of time, callable (state) -> float; `time` is long."""
        return float(self.spent(time) @ np.array([reward(s) for s in self.states])) / time

    def mean(self, reward):
        """Return the same in the long run."""
        return float(self.law() @ np.array([reward(s) for s in self.states]))


def shared(c, loads, sizes):
    """Return the share refused by class when requests for `sizes` of c servers share them (Kaufman 1981; Roberts 1981).

    The law g of servers taken obeys j g(j) = sum of a_i b_i g(j - b_i); a request for b is refused when fewer are left.
    """
    g = [1.0]
    for j in range(1, c + 1):
        g.append(sum(a * b * g[j - b] for a, b in zip(loads, sizes, strict=True) if b <= j) / j)
    total = sum(g)
    return [sum(g[c - b + 1 :]) / total for b in sizes]


def cobham(rates, firsts, seconds):
    """Return the mean waits by priority, the first foremost, of M/G/1 where nobody is interrupted (Cobham 1954)."""
    rest = sum(lam * m2 for lam, m2 in zip(rates, seconds, strict=True)) / 2
    return _ranked(rest, [lam * m for lam, m in zip(rates, firsts, strict=True)])


def urgent(rates, mu, c, waiting):
    """Return the same of M/M/c with one law for all, where an arrival waits with chance `waiting` (Cobham 1954)."""
    return _ranked(waiting / (c * mu), [lam / (c * mu) for lam in rates])


def _ranked(rest, loads):
    """Return rest / ((1 - load before) (1 - load up to it)) by priority."""
    till = np.cumsum(loads)
    return list(rest / ((1 - till + loads) * (1 - till)))


def larson(lam, mu, part):
    """Return (share refused, share of trips sent across) of two vehicles, the nearer first, where nobody waits.

    Zone 1 asks for `part` of all. Hypercube of two units (Larson, Computers and Operations Research 1 (1974) 67-95),
    solved by hand: the number busy is Erlang's, and P(only 1 busy) (lam + mu) = part lam P(none) + mu P(both).
    """
    a = lam / mu
    none = 1 / (1 + a + a * a / 2)
    both = none * a * a / 2
    first = (part * a * none + both) / (1 + a)
    second = a * none - first
    return both, (part * first + (1 - part) * second) / (1 - both)
