"""A lunch as a test sees it: M_t / M / c_t, first come first served, one line; simulated fast, for the search only.

A step is 15 minutes. Whoever is being served when servers leave is served to the end. Customers carry their own
service times, so that one more server in any step lets nobody start later.
"""

import numpy as np
from houqin.model.levers import Row
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.problem import Goal, Problem
from numba import njit

STEP = 15.0
LIMIT = 3.0
WORDS = Text("午餐", "lunch")


@njit(cache=True)
def served(arrivals, services, first, levels, step, limit, good, every):
    """Count by step those who came, and those of them who began to be served within the limit; one replication a row."""
    steps, last = len(levels), len(levels) - 1
    ends = np.empty(64)
    for r in range(len(first) - 1):
        busy, began = 0, 0.0
        for n in range(first[r], first[r + 1]):
            now = max(arrivals[n], began)
            while True:
                kept = 0
                for b in range(busy):
                    if ends[b] > now:
                        ends[kept] = ends[b]
                        kept += 1
                busy = kept
                k = min(int(now / step), last)
                if busy < levels[k]:
                    break
                soon = np.inf
                for b in range(busy):
                    soon = min(soon, ends[b])
                if k < last:
                    soon = min(soon, (k + 1) * step)
                now = soon
            began = now
            ends[busy] = now + services[n]
            busy += 1
            at = min(int(arrivals[n] / step), steps - 1)
            every[r, at] += 1
            if began - arrivals[n] <= limit:
                good[r, at] += 1


class Lunch:
    """A generated lunch: rates by step, people a minute; mean service one time unit over `mu`, a minute.

    Parameters
    ----------
    rates : sequence of float
    mu : float
    spread : float
        Coefficient of variation of a factor common to the whole day.
    """

    def __init__(self, seed, rates, mu, low, high, target, replications=200, spread=0.0):
        self.rates, self.mu, self.low, self.high, self.target = tuple(rates), mu, low, high, target
        self.replications, self.times, self.work, first = replications, [], [], [0]
        for r in range(replications):
            rng = np.random.default_rng((seed, r))
            factor = max(0.0, 1.0 + spread * rng.normal())
            day = [k * STEP + STEP * np.sort(rng.uniform(size=rng.poisson(factor * rate * STEP)))
                   for k, rate in enumerate(rates)]  # fmt: skip
            self.times.append(np.concatenate(day))
            self.work.append(rng.exponential(1.0 / mu, len(self.times[-1])))
            first.append(first[-1] + len(self.times[-1]))
        self.first = np.array(first)
        self.times, self.work = np.concatenate(self.times), np.concatenate(self.work)
        self.runs = 0

    def counts(self, levels, n):
        """Return good and all by step, shape (n, 2 steps)."""
        self.runs += 1
        good = np.zeros((n, len(self.rates)), dtype=np.int64)
        every = np.zeros_like(good)
        served(self.times, self.work, self.first[: n + 1], np.array(levels), STEP, LIMIT, good, every)
        return np.concatenate([good, every], axis=1)

    def measure(self):
        """Return the share of the whole day's customers served within the limit, part by step."""
        m = len(self.rates)
        parts = tuple((k,) for k in range(m))
        return Measure("within", WORDS, "1", tuple(range(m)), tuple(range(m, 2 * m)), parts, True)

    def problem(self, error=0.0, shifts=(), day=True, risk=0.05):
        """Return the search problem: windows by step, then people by shift, whose hours are pairs of steps.

        With `day` the standard holds for the whole day, else for every step.
        """
        m, cache = len(self.rates), {}

        def sample(levels, n):
            at = levels[:m]
            if at not in cache or len(cache[at]) < n:
                cache[at] = self.counts(at, n)
            return cache[at][:n]

        rows = tuple(
            Row(f"step{k}", WORDS,
                ((k, -1), *((m + j, 1) for j, (a, b) in enumerate(shifts) if a <= k < b)), 0)
            for k in range(m) if shifts
        )  # fmt: skip
        whole = self.measure()
        if day:
            goals = (Goal(whole, self.target, self.target),)
        else:
            goals = tuple(
                Goal(Measure(f"within{k}", WORDS, "1", (k,), (m + k,), (tuple(range(k + 1)),), True),
                     self.target, self.target) for k in range(m)
            )  # fmt: skip
        low, high = (self.low,) * m + (0,) * len(shifts), (self.high,) * m + (3 * self.high,) * len(shifts)
        return Problem(low, high, (False,) * len(low), goals, sample, self.replications, error, risk, rows)


def generated(seed, steps, low=2, high=6, replications=200, target=0.9, spread=0.0):
    """Return a lunch with a hump of arrivals that needs between `low` and `high` servers."""
    rng = np.random.default_rng((11, seed))
    mu = float(rng.uniform(0.8, 1.6))
    middle, wide = rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.4)
    at = (np.arange(steps) + 0.5) / steps
    shape = np.exp(-0.5 * ((at - middle) / wide) ** 2) * rng.uniform(0.85, 1.15, steps)
    rates = shape * mu * (high - 1) * 0.85
    return Lunch(seed, np.maximum(rates, 0.3 * mu), mu, low, high, target, replications, spread)
