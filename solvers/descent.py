"""From a setting to cheaper ones, step by step, where the cost of a setting is only known from its own days.

Pattern search (Hooke and Jeeves 1961) on common random numbers: one lever down, dearest first; one down and a cheaper
step of another up; one up. Steps are halved when none pays. It finds incumbents; no bound rests on it.
"""

from collections.abc import Callable, Iterator, Sequence

from .problem import Levels, Problem, moved

SHARE, SWAPS = 8, 40
"""The first step is this part of a lever's range; exchanges tried from a setting, those that save most first."""

Cost = Callable[[Levels], float | None]


def descend(
    problem: Problem,
    start: Levels,
    weights: Sequence[float],
    cost: Cost,
    accept: Callable[[Levels], bool],
    most: int,
) -> Levels:
    """Return an accepted setting no dearer than the accepted setting `start`.

    Parameters
    ----------
    weights : sequence of float
        What a step of each lever costs by itself: the order in which moves are tried.
    cost : callable (levels) -> float or None
        None where rules leave no whole setting.
    most : int
        Settings whose cost may be asked.
    """
    at, best, asked, share = start, cost(start), 0, SHARE
    refused: set[Levels] = set()
    while best is not None:
        found = None
        for candidate in _moves(problem, at, weights, share):
            if candidate in refused:
                continue
            if asked == most:
                return at
            asked += 1
            value = cost(candidate)
            if value is not None and value < best and accept(candidate):
                found = candidate, value
                break
            refused.add(candidate)
        if found is not None:
            at, best = found
        elif share >= max(b - a for a, b in zip(problem.low, problem.high, strict=True)):
            break
        else:
            share *= 2
    return at


def _moves(problem: Problem, at: Levels, weights: Sequence[float], share: int) -> Iterator[Levels]:
    """Yield settings one move away: down, exchanged, up."""
    down, up = ({i: _step(problem, at, i, way, share) for i in problem.acting} for way in (-1, 1))
    saved = {i: weights[i] * (at[i] - down[i]) for i in problem.acting if down[i] != at[i]}
    spent = {i: weights[i] * (up[i] - at[i]) for i in problem.acting if up[i] != at[i]}
    yield from (moved(at, i, down[i]) for i in sorted(saved, key=lambda i: (-saved[i], i)))
    pairs = sorted((spent[j] - saved[i], i, j) for i in saved for j in spent if i != j and spent[j] < saved[i])
    yield from (moved(moved(at, i, down[i]), j, up[j]) for _, i, j in pairs[:SWAPS])
    yield from (moved(at, j, up[j]) for j in sorted(spent, key=lambda j: (spent[j], j)))


def _step(problem: Problem, at: Levels, i: int, way: int, share: int) -> int:
    """Return where a step takes a lever, inside the box."""
    low, high = problem.low[i], problem.high[i]
    return min(high, max(low, at[i] + way * max(1, (high - low) // share)))
