"""Better settings near an accepted one: a programme over single steps, priced exactly and judged by their own days.

Around an accepted setting every acting lever is moved by one step, up and down, on common random numbers. What that
does to each standard is taken to add up, as in the cuts of Atlason, Epelman and Henderson (2004) and of Cezik and
L'Ecuyer (2008), and the cheapest set of steps that should keep every standard is looked for, shifts included. It is a
guess: only what its own simulation accepts is kept, and no bound rests on it.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..model.estimate import mean
from . import highs
from .judge import FULL, Judge
from .problem import Levels, Problem, moved
from .roster import Roster
from .rows import Rows, Vector

ROUNDS, TRIES = 6, 5
"""Settings around which steps are measured, and guesses at each before it is left."""
CAUTION = 1.5
"""How many times more slack the next guess must keep where the last one fell short."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """What single steps from a setting do.

    Parameters
    ----------
    spare : float64 array, shape (goals,)
        Lower limit of each standard's excess at the setting; not negative where it is accepted.
    up, down : float64 array, shape (acting levers, goals)
        Change of the mean excess by a step; -inf where the step leaves the box.
    """

    spare: Vector
    up: Vector
    down: Vector


def trade(judge: Judge, roster: Roster, at: Levels, rounds: int = ROUNDS) -> Levels:
    """Return an accepted setting no dearer than the accepted setting `at`, found by small programmes around it."""
    value = roster.value(at)
    for _ in range(rounds):
        slopes, keep, found = _slopes(judge, at), 1.0, None
        for _ in range(TRIES):
            guess = _guess(judge.problem, roster, at, slopes, keep)
            cost = None if guess is None else roster.value(guess)
            if guess is None or cost is None or value is None or cost >= value:
                break
            if judge.accepted(guess):
                found, value = guess, cost
                break
            keep *= CAUTION
        if found is None:
            return at
        at = found
    return at


def _slopes(judge: Judge, at: Levels) -> Slopes:
    """Simulate every single step from a setting."""
    problem = judge.problem

    def excess(levels: Levels) -> Vector:
        counts = judge.look(levels, FULL).counts
        return np.array([g.measure.excess(counts, g.aim).mean() for g in problem.goals])

    base, level = excess(at), problem.risk / max(1, len(problem.goals))
    counts = judge.look(at, FULL).counts
    limits = [mean(g.measure.excess(counts, g.aim)) for g in problem.goals]
    spare = [m.value if problem.error == 0 else m.lower(level) for m in limits]
    steps = {1: [], -1: []}  # type: dict[int, list[Vector]]
    for i in problem.acting:
        for way, found in steps.items():
            inside = problem.low[i] <= at[i] + way <= problem.high[i]
            change = excess(moved(at, i, at[i] + way)) - base if inside else np.full(len(base), -math.inf)
            found.append(change)
    return Slopes(np.maximum(np.array(spare), 0.0), np.array(steps[1]), np.array(steps[-1]))


def _guess(problem: Problem, roster: Roster, at: Levels, slopes: Slopes, keep: float) -> Levels | None:
    """Return the cheapest setting one step at most from `at` in every lever that should keep every standard.

    Columns: steps up, steps down, people by shift above their lowest level. With `keep` above 1 losses are counted
    that many times.
    """
    acting, silent = problem.acting, problem.silent
    n, width = len(acting), 2 * len(acting) + len(silent)
    place = {i: p for p, i in enumerate(acting)}
    column = {i: 2 * n + p for p, i in enumerate(silent)}
    rows, low = [], []
    for row in problem.rows:
        entries = np.zeros(width)
        for i, c in row.terms:
            if i in place:
                entries[place[i]], entries[n + place[i]] = c, -c
            else:
                entries[column[i]] = c
        base = tuple(problem.low[i] if i in column else v for i, v in enumerate(at))
        rows.append(entries)
        low.append(float(-row.spare(base)))
    up, down = (np.where(np.isfinite(s), s, 0.0) for s in (slopes.up, slopes.down))
    for k, spare in enumerate(slopes.spare):
        loss = np.concatenate([up[:, k], down[:, k], np.zeros(len(silent))])
        rows.append(np.where(loss < 0, keep * loss, loss))
        low.append(-float(spare))
    weights = roster.weights
    cost = [weights[i] for i in acting] + [-weights[i] for i in acting] + [weights[i] for i in silent]
    high = [float(np.isfinite(s[p]).all()) for s in (slopes.up, slopes.down) for p in range(n)]
    high += [float(problem.high[i] - problem.low[i]) for i in silent]
    solved = highs.solve(
        Rows(
            np.array(cost, dtype=np.float64),
            sparse.csr_matrix(np.array(rows).reshape(-1, width)),
            np.array(low),
            np.full(len(low), math.inf),
            np.zeros(width),
            np.array(high),
            np.ones(width, dtype=bool),
        )
    )
    if solved.x is None:
        return None
    step = np.rint(solved.x[:n] - solved.x[n : 2 * n]).astype(int)
    levels = list(at)
    for p, i in enumerate(acting):
        levels[i] += int(step[p])
    return problem.core(tuple(levels))
