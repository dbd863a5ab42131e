"""Dynamic programme over a standard whose parts follow one another: no setting so cheap can reach it.

A part is limited by the last few levers up to its own, all others at the top of the box: under monotonicity no setting
of the box with those levers there reaches more. What the levers after some stretch can add then depends on the last
few and on the money left only, so the highest sum of limits is found stretch by stretch (Bellman 1957), whatever shape
the limits have. They are simulated only where the highest sum leans on them. Ends of the box that no setting so cheap
can use are cut off; then every other lever's top is lower, and every limit tighter. Where that is not enough, one lever
more counts in every limit; with all of them the limits are the truth.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .judge import BAD, Judge
from .problem import Levels, Problem

LONG = 8
"""Levers that a standard must have, one after another, before all this pays."""
LARGE, FINE = 2_000_000, 200_000
"""Entries of a table at most, levels times amounts of money; below `FINE` amounts are told apart finer than need be."""
COARSE = 4
"""Cheapest steps that rounding may come to, rather than let a table grow too large."""

Table = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Purse:
    """What may be left to spend at each place of a chain.

    Parameters
    ----------
    rooms : tuple of int64 arrays
        By place, and for the end, the amounts that may be left above the lowest levels of all that follows, ascending.
    moves : tuple of dict level -> (int, int64 array)
        By place and level above the lowest: the first amount that pays for it, and from there on what then is left,
        both as places among the amounts.
    blur : int
        By how much a setting may be worth more than was to be spent, for amounts are rounded up where there are many.
    """

    rooms: tuple[Places, ...]
    moves: tuple[dict[int, tuple[int, Places]], ...]
    blur: int


@dataclass(slots=True)
class Chain:
    """The limits of one standard by the last few levers of each stretch.

    Parameters
    ----------
    judge : Judge
    k : int
        The goal; its parts have levers of their own.
    problem : Problem
        Gives the box; it becomes narrower.
    weights : tuple of int
        Price of a step of each lever, fen.
    span : int
        Levers that count in a limit.
    order : tuple of int
        The goal's levers as its parts name them.
    ends : tuple of int
        Place in that order of the last lever of each part.
    tables : list of arrays
        By place, the highest sum that the parts ending there can reach, by the levels of the last `span` levers.
    tried : list of arrays
        Where that was simulated since the last widening.
    """

    judge: Judge
    k: int
    problem: Problem
    weights: tuple[int, ...]
    span: int = 1
    order: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    tables: list[Table] = field(default_factory=list)
    tried: list[NDArray[np.bool_]] = field(default_factory=list)
    scale: float = 0.0
    programmes: int = 0

    def __post_init__(self) -> None:
        parts = self.problem.goals[self.k].measure.levers
        self.order = tuple(dict.fromkeys(i for part in parts for i in part))
        place = {i: t for t, i in enumerate(self.order)}
        self.ends = tuple(max(place[i] for i in part) for part in parts)
        self.tables = [np.full(self._shape(t), limit) for t, limit in enumerate(self._limits(self.problem.high))]
        self.tried = [np.zeros(table.shape, dtype=bool) for table in self.tables]

    def pursue(self, target: Callable[[], int], accept: Callable[[Levels], bool], full: Callable[[], bool]) -> bool:
        """Narrow the box to what may be worth less than the target; return whether anything is left in it.

        Parameters
        ----------
        target : callable () -> int
            Settings worth less than this are looked for, fen; it falls as better ones are accepted.
        accept : callable (levels) -> bool
            Judges a setting that the limits leave open; True when that has lowered the target.
        full : callable () -> bool
            Whether enough has been simulated; then the box is left as it is.
        """
        while True:
            most = target() - 1
            purse = self._purse(most, {})
            safe = most - (purse.blur if purse else 0)
            levels = self.settle(safe, full)
            if levels is not None and accept(levels):
                continue
            if levels is None and (safe == most or self.settle(most, full) is None):
                return False
            before, stuck = self.problem, levels is not None and self.judge.look(levels).verdicts[self.k] != BAD
            self._narrow(most, full)
            wider = not stuck and not full() and self._widen(most)
            if full() or not (wider or self.problem != before):
                return True

    def settle(self, most: int, full: Callable[[], bool], only: dict[int, int] | None = None) -> Levels | None:
        """Return the setting worth at most `most` with the highest sum of limits, all of them simulated.

        None where no sum is high enough; with `only` some levers are held at a level. Where amounts are rounded the
        setting may be worth a little more.
        """
        purse = self._purse(most, only or {})
        while purse is not None:
            value, levels = self._best(purse)
            if value < -self.slack():
                return None
            new = [t for t in range(len(self.order)) if not self.tried[t][self._cell(t, levels)]]
            if not new:
                return levels
            for t in new:
                if full():
                    return levels
                self._simulate(t, levels)
                if sum(table[self._cell(u, levels)] for u, table in enumerate(self.tables)) < -self.slack():
                    break
        return None

    def floor(self, most: int) -> int:
        """Return what any setting of the box that reaches the standard is worth at least, `most` + 1 at most."""
        least, over = self._least(), most + 1
        while least < over:
            middle = (least + over) // 2
            purse = self._purse(middle, {})
            if purse is not None and self._best(purse)[0] >= -self.slack():
                over = middle
            else:
                least = middle + 1
        return over

    def slack(self) -> float:
        """Return the allowance for rounding, so that no setting is cut off that meets the standard exactly."""
        return 1e-6 * (1.0 + len(self.order) * self.scale)

    def within(self, problem: Problem) -> None:
        """Go on in a narrower box."""
        for t in range(len(self.order)):
            ends = [(problem.low[i], problem.high[i] + 1, self.problem.low[i]) for i in self._window(t)]
            cut = tuple(slice(low - base, high - base) for low, high, base in ends)
            self.tables[t], self.tried[t] = self.tables[t][cut].copy(), self.tried[t][cut].copy()
        self.problem = problem

    def _narrow(self, most: int, full: Callable[[], bool]) -> None:
        """Cut off the ends of the box that no setting worth at most `most` can use."""
        for i in self.order:
            for top in (True, False):
                while self.problem.low[i] < self.problem.high[i] and not full():
                    low, high = list(self.problem.low), list(self.problem.high)
                    if self.settle(most, full, {i: high[i] if top else low[i]}) is not None:
                        break
                    if top:
                        high[i] -= 1
                    else:
                        low[i] += 1
                    self.within(replace(self.problem, low=tuple(low), high=tuple(high)))

    def _widen(self, most: int) -> bool:
        """Let one lever more count in every limit; False where all do, or tables would grow too large."""
        if self.span == len(self.order):
            return False
        self.span += 1
        if self._size(self.span) * self._width(most) > LARGE:
            self.span -= 1
            return False
        self.tables = [np.broadcast_to(table, self._shape(t)).copy() for t, table in enumerate(self.tables)]
        self.tried = [np.zeros(table.shape, dtype=bool) for table in self.tables]
        return True

    def _least(self) -> int:
        """Return what the lowest setting of the box is worth."""
        return sum(w * v for w, v in zip(self.weights, self.problem.low, strict=True))

    def _units(self, most: int) -> int:
        """Return how many amounts of money keep rounding within the cheapest step, or a few where tables are large."""
        prices = [self.weights[i] for i in self.order if self.weights[i]]
        exact = len(self.order) * max(0, most - self._least()) // min(prices, default=1) + 1
        return max(min(exact, LARGE // self._size(self.span) - 1), exact // COARSE)

    def _width(self, most: int) -> int:
        """Return the largest number of amounts at any place."""
        purse = self._purse(most, {})
        return max(len(rooms) for rooms in purse.rooms) if purse else 1

    def _purse(self, most: int, only: dict[int, int]) -> Purse | None:
        """Return what can be left to spend at each place of settings worth at most `most`; None where there is none.

        Rounding amounts up leaves more settings in, and the bound valid.
        """
        p, blur = self.problem, 0
        ends = [(only[i],) * 2 if i in only else (p.low[i], p.high[i]) for i in self.order]
        costs = [
            {v - p.low[i]: self.weights[i] * (v - p.low[i]) for v in range(low, high + 1)}
            for i, (low, high) in zip(self.order, ends, strict=True)
        ]
        useful = sum(max(each.values()) for each in costs)
        rooms, moves = [np.array([min(useful, most - self._least())])], []
        units = max(self._units(most), FINE // max(100, self._size(self.span)))
        for each in costs:
            useful -= max(each.values())
            paid = {v: np.minimum((now := rooms[-1])[np.searchsorted(now, c) :] - c, useful) for v, c in each.items()}
            left = np.unique(np.concatenate(list(paid.values())))
            if not len(left) or left[0] < 0:
                return None
            if len(left) > units:
                unit = int(-(-left[-1] // units))
                left, blur = np.unique(-(-left // unit) * unit), blur + unit
            moves.append({v: (len(now) - len(r), np.searchsorted(left, r)) for v, r in paid.items() if len(r)})
            rooms.append(left)
        return Purse(tuple(rooms), tuple(moves), blur)

    def _sums(self, purse: Purse) -> list[Table]:
        """Return the highest sum of the limits from each place on, and zeros for the end.

        Entry t has one axis for each lever before place t that still counts there, and one for what is left to spend.
        """
        after = self._shape(len(self.order) - 1)[1 if self.span <= len(self.order) else 0 :]
        found = [np.zeros((*after, len(purse.rooms[-1])))]
        self.programmes += 1
        for t in range(len(self.order) - 1, -1, -1):
            later, table = found[-1], self.tables[t]
            full = (later if later.ndim > table.ndim else later[None]) + table[..., None]
            here = np.full((*full.shape[:-2], len(purse.rooms[t])), -np.inf)
            for v, (first, then) in purse.moves[t].items():
                np.maximum(here[..., first:], full[..., v, :].take(then, axis=-1, mode="clip"), out=here[..., first:])
            found.append(here)
        return found[::-1]

    def _best(self, purse: Purse) -> tuple[float, Levels]:
        """Return the highest sum of limits of any setting that can be paid for, and such a setting."""
        left, room, at = self._sums(purse), 0, list[int]()
        for t, (table, later) in enumerate(zip(self.tables, left[1:], strict=True)):
            sums: dict[int, tuple[float, int]] = {}
            for v, (first, then) in purse.moves[t].items():
                if room >= first:
                    state = (*at[max(0, t - self.span + 1) :], v)
                    next_ = int(then[room - first])
                    sums[v] = float(table[state] + later[(*state[len(state) - later.ndim + 1 :], next_)]), next_
            at.append(max(sums, key=lambda v: (sums[v][0], -v)))
            room = sums[at[-1]][1]
        levels = list(self.problem.high)
        for i, v in zip(self.order, at, strict=True):
            levels[i] = self.problem.low[i] + v
        return float(left[0][-1]), tuple(levels)

    def _simulate(self, t: int, levels: Levels) -> None:
        """Learn the limits of a setting's last levers at a place, and all that follows from the same days."""
        window, high = self._window(t), self.problem.high
        setting = tuple(v if i in window else high[i] for i, v in enumerate(levels))
        lowered = {i for i in window if setting[i] < high[i]}
        for u, limit in enumerate(self._limits(setting)):
            if lowered <= set(self._window(u)):
                cell = self._cell(u, setting)
                below = tuple(slice(0, c + 1) for c in cell)
                self.tables[u][below] = np.minimum(self.tables[u][below], limit)
                self.tried[u][cell] = True

    def _limits(self, levels: Levels) -> Table:
        """Return what the parts that end at each place reach at most at a setting or below it."""
        if not self.problem.possible(levels):
            return np.full(len(self.order), -np.inf)
        parts = self.judge.ceiling(levels, self.k)
        self.scale = max(self.scale, float(np.abs(parts).max()))
        return np.bincount(self.ends, parts, len(self.order)).astype(np.float64)

    def _window(self, t: int, span: int = 0) -> tuple[int, ...]:
        """Return the levers that count at a place."""
        return self.order[max(0, t - (span or self.span) + 1) : t + 1]

    def _cell(self, t: int, levels: Levels) -> Levels:
        return tuple(levels[i] - self.problem.low[i] for i in self._window(t))

    def _shape(self, t: int, span: int = 0) -> tuple[int, ...]:
        return tuple(self.problem.high[i] - self.problem.low[i] + 1 for i in self._window(t, span))

    def _size(self, span: int) -> int:
        """Return how many combinations of levels the largest table would have."""
        return max(math.prod(self._shape(t, span)) for t in range(len(self.order)))
