"""Synthetic units: response surfaces with noise shared by all settings, made at random, monotone unless asked."""

from dataclasses import replace
from itertools import product

import numpy as np
from houqin.model.levers import Row
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers.problem import Goal, Problem

WORDS = Text("合成", "synthetic")


class Surface:
    """Counts good and all by goal and part; part p of goal k depends on its own levers only.

    Each replication draws a demand and a difficulty by part; of the demand, the share served is an S-shaped
    function of the levers' weighted sum minus the difficulty. More of any lever is never worse, unless `dip` is
    positive: then every third level of the sum of all levers is worse by that much.
    """

    def __init__(self, seed, levers, width, goals, parts=1, noise=0.6, dip=0.0, whole=False):
        rng = np.random.default_rng(seed)
        self.low = tuple(int(v) for v in rng.integers(0, 3, levers))
        widths = rng.integers(width[0], width[1] + 1, levers)
        self.high = tuple(int(a + w) for a, w in zip(self.low, widths, strict=True))
        self.weights = tuple(int(w) for w in rng.integers(100, 1000, levers))
        self.seed, self.noise, self.dip = seed, noise, dip
        self.reach = []
        for _ in range(goals):
            keep = levers if whole else max(2, levers - int(rng.integers(0, 3)))
            split = np.array_split(rng.permutation(levers)[:keep], parts)
            self.reach.append([tuple(sorted(int(i) for i in s)) for s in split])
        self.slope = rng.uniform(0.4, 1.6, (goals, parts, levers))
        self.bend = rng.uniform(0.5, 1.5, levers)
        self.hard = rng.uniform(0.2, 0.7, (goals, parts))
        self.targets = rng.uniform(0.55, 0.85, goals)

    def trace(self, n):
        """Return demand and difficulty of replications 0..n-1, shape (n, goals, parts), the same whatever n."""
        demand, hard = [], []
        for r in range(n):
            rng = np.random.default_rng((self.seed, 77, r))
            demand.append(rng.integers(20, 60, self.hard.shape))
            hard.append(self.hard + 0.1 * self.noise * rng.normal(size=self.hard.shape))
        return np.array(demand), np.array(hard)

    def counts(self, levels, demand, hard):
        """Return counts, shape (n, 2 * goals * parts): good and all by goal and part."""
        span = np.maximum(np.array(self.high) - np.array(self.low), 1)
        up = ((np.array(levels) - np.array(self.low)) / span) ** self.bend
        out = np.zeros((len(demand), 2 * self.hard.size), dtype=np.int64)
        column = 0
        for k, parts in enumerate(self.reach):
            for p, own in enumerate(parts):
                strength = sum(self.slope[k, p, i] * up[i] for i in own) / max(len(own), 1)
                strength -= self.dip * (sum(levels) % 3 == 0)
                share = 1.0 / (1.0 + np.exp(-8.0 * (strength - hard[:, k, p])))
                out[:, column] = (demand[:, k, p] * share).astype(np.int64)
                out[:, column + 1] = demand[:, k, p]
                column += 2
        return out

    def problem(self, replications=20, error=0.0, margin=0.0, least=0):
        """Return the search problem of the surface."""
        cache, drawn = {}, self.trace(replications)

        def sample(levels, n):
            if levels not in cache:
                cache[levels] = self.counts(levels, *drawn)
            return cache[levels][:n]

        goals = []
        for k, parts in enumerate(self.reach):
            first = 2 * k * len(parts)
            good = tuple(first + 2 * p for p in range(len(parts)))
            measure = Measure(f"m{k}", WORDS, "1", good, tuple(g + 1 for g in good), tuple(parts), True)
            goals.append(Goal(measure, float(self.targets[k]), float(self.targets[k]) + margin))
        machine = tuple(i % 3 == 2 for i in range(len(self.low)))
        rows = (posts(machine, least),) if least else ()
        return Problem(self.low, self.high, machine, tuple(goals), sample, replications, error, risk=0.05, rows=rows)


def posts(machine, least):
    """Return the rule that there are at least so many posts."""
    return Row("posts", WORDS, tuple((i, 1) for i, m in enumerate(machine) if not m), least)


def box(problem):
    """Return every setting of a problem's box."""
    return product(*(range(a, b + 1) for a, b in zip(problem.low, problem.high, strict=True)))


def size(problem):
    """Return the number of settings in the box."""
    return int(np.prod([b - a + 1 for a, b in zip(problem.low, problem.high, strict=True)]))


def value(weights, levels):
    """Return weights . levels."""
    return sum(w * v for w, v in zip(weights, levels, strict=True))


def allowed(problem, levels):
    """Return whether a setting obeys every rule."""
    return problem.legal(levels)


def enough(problem, levels, replications=None):
    """Return whether a setting meets every target on the plain mean of its sample."""
    counts = problem.sample(levels, replications or problem.replications)
    return all(g.measure.excess(counts, g.target).mean() >= -1e-9 * (1 + abs(g.target)) for g in problem.goals)


def enumerate_best(problem, weights):
    """Return the least weights . levels over all settings that meet every target on the sample; None if none does."""
    order = sorted((value(weights, s), s) for s in box(problem) if allowed(problem, s))
    return next((v for v, s in order if enough(problem, s)), None)


def reweighted(problem, **changes):
    """Return the problem with some fields changed."""
    return replace(problem, **changes)
