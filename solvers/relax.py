"""Window relaxation: how good a part of the day can be at most, whatever happens in the others.

A standard over a whole day is a sum over parts. Simulating a few levers of a part at some levels and every other lever
at its upper bound gives, under monotonicity, an upper limit of that part's excess in any setting in which none of
those few is higher. The programme may then be asked that the limits of all parts add up to at least zero: one row,
where lifted cuts would need many. A block begins with the strongest lever of its part; where the limits of a rejected
setting add up to enough all the same, the blocks that flatter most take in another lever: of the part itself, or of a
stretch before it, whose queue it inherits.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from .judge import Judge
from .problem import Levels, Problem

WIDE = 3
"""Levers of a block at most."""
BEFORE = 2
"""Parts before its own whose levers a block may take in."""

Cell = tuple[Levels, float]


@dataclass(slots=True)
class Block:
    """The most that a part of a standard can reach, by the levels of a few levers.

    Parameters
    ----------
    levers : tuple of int
    low, high : tuple of int
        Their box.
    known : dict levels -> float
        What the part reaches at most with these levers at some levels; their top is always known.
    tried : set of levels
        Where that was simulated with all other levers at the top of the box at hand, so that no more can be learnt.
    """

    levers: tuple[int, ...]
    low: Levels
    high: Levels
    known: dict[Levels, float]
    tried: set[Levels] = field(default_factory=set)
    cells: tuple[Cell, ...] = ()

    def __post_init__(self) -> None:
        self.cells = self.fresh()

    def at(self, levels: Levels) -> Levels:
        """Return the levels of the block's levers in a setting."""
        return tuple(levels[i] for i in self.levers)

    def learn(self, at: Levels, value: float) -> None:
        """Take in what the part reaches at some levels."""
        self.tried.add(at)
        if self.known.get(at, np.inf) > value:
            self.known[at] = value
            self.cells = self.fresh()

    def limit(self, levels: Levels) -> float:
        """Return the most the part can reach in a setting."""
        own = self.at(levels)
        return min(v for at, v in self.known.items() if all(a >= b for a, b in zip(at, own, strict=True)))

    def fresh(self) -> tuple[Cell, ...]:
        """Return the lowest levels from which each limit holds, the box's lowest first.

        The limit changes only just above known levels, so the grid of those is all there is; a cell is left out
        where one step down on some axis has the same limit.
        """
        axes = [
            np.array(sorted({low, *(at[d] + 1 for at in self.known if at[d] < high)}))
            for d, (low, high) in enumerate(zip(self.low, self.high, strict=True))
        ]
        grid = np.full([len(a) for a in axes], np.inf)
        for at, value in self.known.items():
            place = tuple(int(np.searchsorted(a, v, side="right")) - 1 for a, v in zip(axes, at, strict=True))
            grid[place] = min(grid[place], value)
        for d in range(grid.ndim):
            grid = np.flip(np.minimum.accumulate(np.flip(grid, d), d), d)
        keep = np.ones(grid.shape, dtype=bool)
        for d in range(grid.ndim):
            upper, lower = [slice(None)] * grid.ndim, [slice(None)] * grid.ndim
            upper[d], lower[d] = slice(1, None), slice(None, -1)
            keep[tuple(upper)] &= grid[tuple(upper)] > grid[tuple(lower)]
        return tuple(
            (tuple(int(a[i]) for a, i in zip(axes, place, strict=True)), float(grid[tuple(place)]))
            for place in np.argwhere(keep)
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """The most that parts of a standard can reach, by what some levers put out for them together.

    Parameters
    ----------
    steps : tuple of (lever, number)
        What is put out: the sum of number x level.
    edges : tuple of (put out, limit)
        Corners of a concave limit, least put out first.
    """

    steps: tuple[tuple[int, int], ...]
    edges: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One row for the programme: the limits of all blocks and pools, and the rest, together are at least -slack.

    `slack` allows for rounding, so that no setting is cut off that meets the standard exactly. A block that stands
    alone may only be used where its own limit is high enough.
    """

    blocks: tuple[Block, ...]
    slack: float
    pools: tuple[Pool, ...] = ()
    rest: float = 0.0


@dataclass(slots=True)
class Relaxation:
    """The limits of all standards whose parts have levers of their own, filled in where the proposals are.

    Parameters
    ----------
    judge : Judge
    problem : Problem
        Gives the box: the judge's own, or a narrower one.
    levers : dict goal -> tuple of tuple of int
        Levers of the blocks as a similar problem ended with; they need not be looked for.
    goals : tuple of int
        Indices of those standards.
    blocks : dict goal -> list of Block
        One for each part.
    groups : dict (goal, levers) -> Block
        Few levers that decide a whole standard by themselves.
    wide : int
        Levers of a block at most.
    stores : tuple of Ceiling
        What the supplies of a standard allow, wherever the other levers are.
    """

    judge: Judge
    problem: Problem
    levers: dict[int, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    goals: tuple[int, ...] = ()
    blocks: dict[int, list[Block]] = field(default_factory=dict)
    groups: dict[tuple[int, tuple[int, ...]], Block] = field(default_factory=dict)
    wide: int = WIDE
    stores: tuple[Ceiling, ...] = ()

    def __post_init__(self) -> None:
        if self.blocks or self.groups or self.stores:
            return
        problem = self.problem
        self.stores = tuple(self._store(k) for k, goal in enumerate(problem.goals) if goal.measure.supplies)
        spans = [[frozenset(p) for p in g.measure.levers] for g in problem.goals]
        self.goals = tuple(k for k, s in enumerate(spans) if len(s) > 1 and len(set(s)) > 1 and all(s))
        for k in self.goals:
            top = self.judge.ceiling(problem.high, k)
            fits = len(self.levers.get(k, ())) == len(spans[k])
            chosen = self.levers[k] if fits else self._strongest(k, spans[k])
            self.blocks[k] = [self._block(levers, float(top[p])) for p, levers in enumerate(chosen)]
            for i in sorted({levers[0] for levers in chosen}):
                self._simulate(k, {i: problem.low[i]})

    def within(self, problem: Problem) -> "Relaxation":
        """Return what is known for a narrower box; its lower top makes every limit worth another try."""

        def cut(old: Block) -> Block:
            new = self._block(old.levers, np.inf, problem)
            for at, value in old.known.items():
                least = tuple(min(a, b) for a, b in zip(at, new.high, strict=True))
                if all(a >= b for a, b in zip(least, new.low, strict=True)):
                    new.known[least] = min(value, new.known.get(least, np.inf))
            new.cells = new.fresh()
            return new

        blocks = {k: [cut(block) for block in each] for k, each in self.blocks.items()}
        groups = {name: cut(block) for name, block in self.groups.items()}
        return Relaxation(self.judge, problem, self.levers, self.goals, blocks, groups, self.wide, self.stores)

    def adopt(self, k: int, levers: tuple[int, ...]) -> bool:
        """Watch what the first few of some levers by themselves do to goal k; return whether that is new."""
        levers = tuple(sorted(levers[: self.wide]))
        if len(levers) < 2 or (k, levers) in self.groups:
            return False
        self.groups[k, levers] = self._block(levers, self.judge.most(self.problem.high, k))
        return True

    def learn(self, k: int, levels: Levels) -> bool:
        """Simulate each block of goal k as in a rejected setting, all else at the top; widen blocks where that helps.

        Returns
        -------
        bool
            Whether the limits now forbid the setting.
        """
        blocks, slack = self.blocks[k], self._slack(self.blocks[k])
        total = sum(self._limit(k, block, levels) for block in blocks)
        if total < -slack:
            return True
        if self.wide < 2:
            return False
        real = self.judge.ceiling(levels, k)
        order = sorted(range(len(blocks)), key=lambda p: (float(real[p]) - blocks[p].limit(levels), p))
        for p in order:
            while len(blocks[p].levers) < self.wide and total >= -slack:
                before = blocks[p].limit(levels)
                if before - float(real[p]) <= slack or not self._widen(k, p, levels):
                    break
                total += self._limit(k, blocks[p], levels) - before
        return total < -slack

    def try_cells(self, used: Iterable[tuple[int, int, Levels]]) -> int:
        """Simulate blocks at the cells a programme leans on; return how many of them were not known."""
        tried, groups = 0, list(self.groups.items())
        for c, p, at in used:
            (k, _), block = groups[c - len(self.goals)] if c >= len(self.goals) else ((self.goals[c], ()), None)
            block = block or self.blocks[k][p]
            if at not in block.tried:
                self._simulate(k, dict(zip(block.levers, at, strict=True)))
                tried += 1
        return tried

    def ceilings(self) -> tuple[Ceiling, ...]:
        """Return what is known, for the programme."""
        whole = tuple(Ceiling(tuple(self.blocks[k]), self._slack(self.blocks[k])) for k in self.goals)
        alone = (Ceiling((block,), self._slack([block])) for block in self.groups.values())
        return (*whole, *alone, *self.stores)

    def _store(self, k: int) -> Ceiling:
        """Return what the supplies of goal k allow, by counting alone.

        On a day parts reach at most what is put out less target x demand, and at most demand less that. The limits of
        different amounts need not hold at once: only what the cheapest setting of all puts out must not be cut off. So
        each is a statement of the same error.
        """
        goal, problem, pools = self.problem.goals[k], self.problem, []
        for supply in goal.measure.supplies:
            least, most = (sum(n * box[i] for i, n in supply.steps) for box in (problem.low, problem.high))
            size = math.gcd(*(n for _, n in supply.steps))
            grid = np.arange(least, most + size, size, dtype=np.float64)
            limits = self.judge.supplied(k, supply.parts, grid)
            pools.append(Pool(supply.steps, _hull(grid, np.maximum.accumulate(limits))))
        inside = {p for supply in goal.measure.supplies for p in supply.parts}
        rest = sum(float(v) for p, v in enumerate(self.judge.ceiling(problem.high, k)) if p not in inside)
        sizes = [abs(v) for pool in pools for _, v in pool.edges]
        return Ceiling((), 1e-6 * (1.0 + abs(rest) + len(pools) * max(sizes)), tuple(pools), rest)

    def _strongest(self, k: int, spans: list[frozenset[int]]) -> tuple[tuple[int, ...], ...]:
        """Return for each part the lever whose lower bound alone costs it most."""
        low = self.problem.low
        tried = sorted({i for own in spans for i in own if len(own) > 1})
        alone = {i: self.judge.ceiling(self._setting({i: low[i]}), k) for i in tried}
        return tuple(
            (min((float(alone[i][p]), i) for i in own)[1] if len(own) > 1 else next(iter(own)),)
            for p, own in enumerate(spans)
        )

    def _widen(self, k: int, p: int, levels: Levels) -> bool:
        """Take another lever into the block of a part: the one that alone costs the part most at these levels."""
        problem, block = self.problem, self.blocks[k][p]
        spans = problem.goals[k].measure.levers
        near = list(dict.fromkeys(i for q in range(p, max(-1, p - BEFORE - 1), -1) for i in spans[q]))
        left = [i for i in near if i not in block.levers and levels[i] < problem.high[i]]
        if not left:
            return False
        cost = {i: float(self._simulate(k, {i: levels[i]})[p]) for i in left}
        chosen = min(left, key=lambda i: (cost[i], left.index(i)))
        top = problem.high[chosen]
        wider = self._block((*block.levers, chosen), np.inf)
        wider.known = {(*at, top): v for at, v in block.known.items()}
        wider.tried = {(*at, top) for at in block.tried}
        wider.learn((*block.high, levels[chosen]), cost[chosen])
        self.blocks[k][p] = wider
        return True

    def _limit(self, k: int, block: Block, levels: Levels) -> float:
        """Return the limit of a block in a setting after simulating it there."""
        if block.at(levels) not in block.tried:
            self._simulate(k, dict(zip(block.levers, block.at(levels), strict=True)))
        return block.limit(levels)

    def _simulate(self, k: int, some: dict[int, int]) -> np.ndarray:
        """Simulate a few levers at some levels and all others at the top; every block of goal k it fits learns.

        What no setting at or below could obey is not simulated, and says nothing.
        """
        setting = self._setting(some)
        real = self.problem.possible(setting)
        lowered = {i for i in some if setting[i] < self.problem.high[i]}
        for (goal, levers), block in self.groups.items():
            if goal == k and lowered <= set(levers):
                block.learn(block.at(setting), self.judge.most(setting, k) if real else np.inf)
        if k not in self.blocks:
            return np.zeros(0)
        parts = self.judge.ceiling(setting, k) if real else np.full(len(self.blocks[k]), np.inf)
        for p, block in enumerate(self.blocks[k]):
            if lowered <= set(block.levers):
                block.learn(block.at(setting), float(parts[p]))
        return parts

    def _block(self, levers: tuple[int, ...], top: float, problem: Problem | None = None) -> Block:
        low, high = (problem or self.problem).low, (problem or self.problem).high
        box = tuple(high[i] for i in levers)
        return Block(levers, tuple(low[i] for i in levers), box, {box: top})

    def _slack(self, blocks: list[Block]) -> float:
        known = (abs(v) for block in blocks for v in block.known.values() if np.isfinite(v))
        return 1e-6 * (1.0 + len(blocks) * max(known, default=0.0))

    def _setting(self, some: dict[int, int]) -> Levels:
        return tuple(some.get(i, v) for i, v in enumerate(self.problem.high))


def _hull(at: np.ndarray, limits: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Return the corners of the least concave function that is nowhere below some limits."""
    kept: list[tuple[float, float]] = []
    for x, y in zip(at.tolist(), limits.tolist(), strict=True):
        while len(kept) > 1:
            (a, b), (c, d) = kept[-2:]
            if (d - b) * (x - c) > (y - d) * (c - a):
                break
            kept.pop()
        kept.append((x, y))
    return tuple(kept)
