"""Search inside a unit: the cheapest setting that meets the standards, and a bound below all others.

Lifted monotone cuts (see docs/search.md). A setting that is rejected for a standard is raised as far as it stays
rejected; everything at or below it is then forbidden, and the programme proposes the cheapest setting left. The first
proposal that is not rejected is the bound; the first that is accepted is the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .judge import BAD, FULL, GOOD, OPEN, Judge, Levels, Problem, below
from .master import Master, Proposal
from .menu import Effort
from .relax import Ceiling, Relaxation

STEPS, MENDS = 16, 3
"""Steps along the diagonal of the box, and steps up that may make a similar problem's answer good."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a similar problem has taught: its answer, highest rejected settings, and strongest levers by goal."""

    best: Levels | None = None
    rejected: tuple[tuple[int, Levels], ...] = ()
    levers: tuple[tuple[int, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search under one set of prices.

    Parameters
    ----------
    best : tuple of int or None
        Cheapest accepted setting; among equals seen the one with fewest machines, then lowest levels in order of
        the levers. None where nothing was accepted.
    value : int or None
        weights . best.
    bound : int or None
        weights . levels is at least this in every setting of the box that meets the standards; None when no
        setting of the box meets them.
    accepted : tuple of levels
        Every setting accepted so far, sorted.
    """

    best: Levels | None
    value: int | None
    bound: int | None
    accepted: tuple[Levels, ...]


@dataclass(slots=True)
class Search:
    """The search of one problem; knowledge is kept, so that other prices cost little more.

    Parameters
    ----------
    problem : Problem
    relax : bool
        Whether to use the window relaxation.
    gap : float
        Share of the answer's value within which the bound is good enough.
    bound, plan : int
        Settings to evaluate at most for the bound, and for a better plan once the bound stands.
    """

    problem: Problem
    stop: Callable[[], bool] = lambda: False
    relax: bool = True
    gap: float = 0.0
    bound: int = 100_000
    plan: int = 100_000
    judge: Judge = field(init=False)
    cuts: dict[Levels, int] = field(default_factory=dict)
    """Highest rejected settings, with the goal that rejects them."""
    open: dict[Levels, int] = field(default_factory=dict)
    """Highest settings that were not accepted, though not rejected either; they bind plans only."""
    hints: dict[Levels, int] = field(default_factory=dict)
    """Settings that a similar problem rejected, not tried here yet."""
    relaxation: Relaxation | None = None
    programmes: int = 0
    weights: tuple[int, ...] = ()
    spare: set[Levels] = field(default_factory=set)
    """Accepted settings to keep although others need less."""

    def __post_init__(self) -> None:
        self.judge = Judge(self.problem, self.stop)

    def run(self, weights: tuple[int, ...], hint: Hint | None = None) -> Found:
        """Find the cheapest accepted setting under `weights`, and the bound."""
        master, self.weights = Master(self.problem, weights), weights
        top = self.problem.high
        if self._posts(top) < self.problem.least:
            return self._result(master, None)
        if BAD in self.judge.look(top, FULL).verdicts:
            return self._contrary(master, hint)
        if self.relax and self.relaxation is None:
            self.relaxation = Relaxation(self.judge, dict(hint.levers) if hint else {})
        if hint:
            self.hints |= {levels: k for k, levels in hint.rejected if self._inside(levels)}
        self._descend(hint.best if hint else None)
        lower = self._bound(master)
        if lower is not None:
            self._loop(master, OPEN, self.plan)
        return self._result(master, lower)

    def better(self, weights: tuple[int, ...]) -> Found:
        """Go on under other prices, for a better plan only; the bound follows from the cuts at hand."""
        master, self.weights = Master(self.problem, weights), weights
        best = self._best(master)
        if best is not None:
            self._descend(best)
            self._loop(master, OPEN, self.plan // 2)
        self.programmes += 1
        return self._result(master, master.propose(self.cuts, self._ceilings()))

    def _contrary(self, master: Master, hint: Hint | None) -> Found:
        """Return the outcome where the top of the box is rejected: nothing, unless more is worse.

        Then a hinted setting may be accepted all the same, and there is no bound but the box's own.
        """
        best = hint.best if hint else None
        fits = best is not None and self._inside(best) and self._posts(best) >= self.problem.least
        if not fits or not self.judge.accepted(best):  # type: ignore[arg-type]
            return self._result(master, None)
        return self._result(master, master.propose(()))

    def _bound(self, master: Master) -> Proposal | None:
        """Return the cheapest proposal that could not be rejected, or the last one within `bound` settings."""
        before = len(self.judge.seen)
        free = self._cheap()
        if free and self._loop(master, BAD, self.bound, free) is None:
            return None
        return self._loop(master, BAD, max(0, self.bound - len(self.judge.seen) + before))

    def _cheap(self) -> frozenset[int]:
        """Return the levers that cost so little that all of them at the top are worth less than one dear step.

        A first round of cuts leaves them at the top: it says soon how many of the dear ones are needed.
        """
        low, top = self.problem.low, self.problem.high
        room, found = max(self.weights), []
        for i in sorted(range(len(top)), key=lambda i: (self.weights[i] * (top[i] - low[i]), i)):
            room -= self.weights[i] * (top[i] - low[i])
            if room <= 0:
                break
            found.append(i)
        return frozenset(found)

    def accepted(self) -> tuple[Levels, ...]:
        """Return every setting accepted so far, sorted."""
        least = self.problem.least
        return tuple(sorted(s for s in self.judge.seen if self._posts(s) >= least and self.judge.stands(s)))

    def audit(self, pairs: int = 8) -> tuple[int, tuple[Levels, Levels, str] | None]:
        """Test monotonicity on all comparable settings seen and on `pairs` further neighbours (`Judge.audit`)."""
        top = self.problem.high
        steps = [
            (s, (*s[:i], s[i] + 1, *s[i + 1 :]))
            for s in sorted(self.judge.seen)
            for i in range(len(top))
            if s[i] < top[i]
        ]
        return self.judge.audit(steps[:: max(1, len(steps) // max(1, pairs))][:pairs])

    def effort(self, violations: int = 0) -> Effort:
        """Return what has been spent so far."""
        seen = self.judge.seen.values()
        return Effort(len(seen), sum(r.n for r in seen), self.programmes, len(self.cuts), violations)

    def hint(self, found: Found) -> Hint:
        """Return what a similar problem may begin with."""
        levers = self.relaxation.lever if self.relaxation else {}
        left = self.cuts | self.hints
        return Hint(found.best, tuple((k, levels) for levels, k in sorted(left.items())), tuple(levers.items()))

    def _descend(self, start: Levels | None) -> None:
        """Find an accepted setting none of whose levers can be lowered, to measure proposals against.

        From `start` where that is accepted or soon mended, else from the lowest accepted setting on the diagonal
        of the box, levers go down in turn, dearest first.
        """
        low, top = self.problem.low, self.problem.high
        at = self._mend(start) if start and self._inside(start) else None
        if at is None:
            share, fine = 0, STEPS
            while fine - share > 1:
                middle = (share + fine) // 2
                if self._meets(self._diagonal(middle)):
                    fine = middle
                else:
                    share = middle
            at = self._diagonal(fine)
            if not self._meets(at):
                return
        for i in sorted(range(len(top)), key=lambda i: (-self.weights[i], i)):
            step = 1
            while step and at[i] > low[i]:
                lower = (*at[:i], max(low[i], at[i] - step), *at[i + 1 :])
                if self._meets(lower):
                    at, step = lower, step * 2
                else:
                    step //= 2

    def _mend(self, levels: Levels) -> Levels | None:
        """Return a setting, raised by at most `MENDS` steps where its weakest standard gains most, if accepted."""
        top = self.problem.high
        for _ in range(MENDS if self.problem.goals else 0):
            if self._meets(levels):
                return levels
            self.judge.look(levels, FULL)
            _, k = self.judge.weakest(levels)
            raised = [
                (*levels[:i], levels[i] + 1, *levels[i + 1 :])
                for i in sorted(self.problem.goals[k].reach)
                if levels[i] < top[i]
            ]
            if not raised:
                return None
            for each in raised:
                self.judge.look(each, FULL)
            levels = max(raised, key=lambda s: (self.judge.weakest(s), s))
        return levels if self._meets(levels) else None

    def _diagonal(self, share: int) -> Levels:
        low, top = self.problem.low, self.problem.high
        return tuple(a + -(-(b - a) * share // STEPS) for a, b in zip(low, top, strict=True))

    def _meets(self, levels: Levels) -> bool:
        return self._posts(levels) >= self.problem.least and self.judge.meets(levels)

    def _loop(self, master: Master, mode: int, most: int, free: frozenset[int] = frozenset()) -> Proposal | None:
        """Propose and refuse until a proposal stands or can hardly be bettered; return the last one.

        The levers in `free` are put to the top before a proposal is judged. None means that nothing is left in
        the box.
        """
        proposal, limit = None, len(self.judge.seen) + most
        while proposal is None or len(self.judge.seen) < limit:
            best = self._best(master)
            pool = self.cuts if mode == BAD else self.cuts | self.open
            proposal = master.propose(pool, self._ceilings(), best or self.problem.high)
            self.programmes += 1
            if proposal is None or (best and proposal.value >= (1.0 - self.gap) * master.value(best)):
                break
            levels = tuple(self.problem.high[i] if i in free else v for i, v in enumerate(proposal.levels))
            if not self._recall(levels) and not self._refuse(levels, mode):
                break
        return proposal

    def _ceilings(self) -> tuple[Ceiling, ...]:
        return self.relaxation.ceilings() if self.relaxation else ()

    def _recall(self, levels: Levels) -> bool:
        """Try the hints that would forbid a proposal; those still rejected become cuts at once."""
        fitting = [(h, k) for h, k in self.hints.items() if below(levels, h)]
        learnt = False
        for h, k in fitting:
            del self.hints[h]
            if self.judge.rejected(h, k):
                self._cut(h, k, BAD)
                learnt = True
        return learnt

    def _refuse(self, levels: Levels, mode: int) -> bool:
        """Learn why a proposal is rejected (or, in mode OPEN, not accepted); False when it stands."""
        verdicts = self.judge.look(levels).verdicts
        if BAD in verdicts:
            mode = BAD
        if BAD not in verdicts and (mode == BAD or all(v == GOOD for v in verdicts)):
            return False
        _, k = min((self.judge.strength(levels, k), k) for k, v in enumerate(verdicts) if v == mode)
        split = mode == BAD and self.relaxation is not None and k in self.relaxation.goals
        if not (split and self.relaxation.learn(k, levels)):  # type: ignore[union-attr]
            self._cut(self.lift(levels, k, mode), k, mode)
        return True

    def lift(self, levels: Levels, k: int, mode: int = BAD) -> Levels:
        """Return a highest setting at or above `levels` that is still rejected (not accepted) for goal k.

        Levers without influence go to the top first, then the cheapest to raise, blockwise, all the way where that
        is still rejected, else as far as doubling and halving steps find it to be.
        """
        fails = self.judge.rejected if mode == BAD else self.judge.wanting
        top, reach = self.problem.high, self.problem.goals[k].reach
        order = sorted(range(len(top)), key=lambda i: (i in reach, self.weights[i], i))
        at, blocks = levels, [order]
        while blocks:
            block = [i for i in blocks.pop(0) if at[i] < top[i]]
            raised = tuple(top[i] if i in block else v for i, v in enumerate(at))
            if not block or fails(raised, k):
                at = raised
            elif len(block) > 1:
                half = len(block) // 2
                blocks[:0] = [block[:half], block[half:]]
        for i in order:
            step = 1
            while step and at[i] + 1 < top[i]:
                raised = (*at[:i], min(top[i] - 1, at[i] + step), *at[i + 1 :])
                if fails(raised, k):
                    at, step = raised, step * 2
                else:
                    step //= 2
        return at

    def _cut(self, levels: Levels, k: int, mode: int) -> None:
        """Add a highest failing setting to its pool, and drop those it covers."""
        pool = self.cuts if mode == BAD else self.open
        for other in [o for o in pool if below(o, levels)]:
            del pool[other]
        pool[levels] = k

    def _inside(self, levels: Levels) -> bool:
        p = self.problem
        fits = zip(p.low, levels, p.high, strict=True) if len(levels) == len(p.low) else ()
        return len(levels) == len(p.low) and all(a <= v <= b for a, v, b in fits)

    def _posts(self, levels: Levels) -> int:
        return sum(v for v, m in zip(levels, self.problem.machine, strict=True) if not m)

    def _best(self, master: Master) -> Levels | None:
        return min(self.accepted(), key=lambda s: (master.value(s), self._machines(s), s), default=None)

    def _machines(self, levels: Levels) -> int:
        return sum(levels) - self._posts(levels)

    def _result(self, master: Master, lower: Proposal | None) -> Found:
        best = self._best(master)
        value = None if best is None else master.value(best)
        bounds = [v for v in (lower.value if lower else None, value) if v is not None]
        return Found(best, value, min(bounds, default=None), self.accepted())
