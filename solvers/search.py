"""Search inside a unit: the cheapest setting that meets the standards, and a bound below all others.

Lifted monotone cuts (see docs/search.md). A setting that is rejected for a standard is raised as far as it stays
rejected; everything at or below it is then forbidden, and the programme proposes the cheapest setting left. The first
proposal that is not rejected is the bound; the first that is accepted is the answer. Cuts, verdicts and limits speak of
acting levers; what the rules ask of the others is the programme's and the roster's business.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .chain import LONG, Chain
from .climb import Climb
from .found import Found, Hint
from .income import Income, Net
from .judge import BAD, FULL, GOOD, OPEN, Judge
from .master import Master, Proposal
from .menu import Effort
from .problem import Levels, Problem, below, moved
from .relax import WIDE, Relaxation
from .roster import Roster

MANY = 16
"""More levers than this are many."""
STALL = 2
"""Proposals cut off one by one before the box is narrowed."""
AMPLE = 25
"""Settings a lever that must be allowed for before a chain is begun."""


@dataclass(slots=True)
class Search:
    """The search of one problem; knowledge is kept, so that other prices cost little more.

    Parameters
    ----------
    problem : Problem
    wide : int
        Levers of a block of the window relaxation at most; 0 does without it. From 2 on its limits are also filled in
        where the programme without whole numbers leans on them, which many levers repay and few do not.
    gap : float
        Share of the answer's value within which the bound is good enough.
    bound, plan : int
        Settings to evaluate at most for the bound, and for a better plan once the bound stands.
    """

    problem: Problem
    stop: Callable[[], bool] = lambda: False
    wide: int = WIDE
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
    lifted: int = 0
    weights: tuple[int, ...] = ()
    income: Income | None = None
    """What is earned, where settings are worth their levers less that."""
    roster: Roster = field(init=False)
    spare: set[Levels] = field(default_factory=set)
    """Accepted settings to keep although others need less."""
    enough: int | None = None
    """A bound as high as this is good enough, whatever the answer."""

    def __post_init__(self) -> None:
        self.judge = Judge(self.problem, self.stop)

    def run(self, weights: tuple[int, ...], hint: Hint | None = None) -> Found:
        """Find the cheapest accepted setting under `weights`, and the bound."""
        master, hint = self._priced(weights), hint or Hint()
        if self.problem.rows and self._propose(master, ()) is None:
            return self._result(master, None)
        if BAD in self.judge.look(self.problem.high, FULL).verdicts:
            return self._contrary(master, hint)
        self._learn(hint)
        self._settle(hint.best, hint.start)
        lower = self._bound(master)
        best = self._best(master)
        if lower is not None and (best is None or lower.value < self._target(master, best)):
            self._loop(master, OPEN, self.plan)
            self.climb().exchange(self._best(master))
        return self._result(master, lower)

    def _learn(self, hint: Hint) -> None:
        """Take in what a similar problem has taught, and begin the window relaxation where there is none yet."""
        if self.wide and self.relaxation is None:
            self.relaxation = Relaxation(self.judge, self.problem, dict(hint.levers), wide=self.wide)
        self.hints |= {levels: k for k, levels in hint.rejected if self.problem.inside(levels)}

    def better(self, weights: tuple[int, ...]) -> Found:
        """Go on under other prices, for a better plan only; the bound follows from the cuts at hand."""
        master = self._priced(weights)
        best = self._best(master)
        if best is not None:
            self._settle(best)
            self._loop(master, OPEN, self.plan // 2)
            self.climb().exchange(self._best(master))
        return self._result(master, self._propose(master, self.cuts))

    def _settle(self, *starts: Levels | None) -> None:
        """Find accepted settings to measure proposals against, and better ones near them."""
        for start in {s: s for s in starts if s} or (None,):
            self.climb().exchange(self.climb().descend(start))

    def net(self, weights: tuple[int, ...], income: Income, hint: Hint | None = None) -> int | None:
        """Return what levers less what they let earn come to at least in a setting that meets the standards.

        None where no setting does. Of a proposal first everything goes to the top that earns nothing by itself: what is
        rejected all the same says how much must be put out.
        """
        master = self._priced(weights)
        lawless = bool(self.problem.rows) and self._propose(master, ()) is None
        if lawless or BAD in self.judge.look(self.problem.high, FULL).verdicts:
            return None
        self._learn(hint or Hint())
        self.income = income
        try:
            master, most = self._master(), len(self.judge.seen) + self.bound
            free = frozenset(self.problem.acting) - income.levers
            first = self._loop(master, BAD, self.bound, free)
            last = None if first is None else self._loop(master, BAD, max(0, most - len(self.judge.seen)))
            return None if last is None else self._result(master, max(first, last, key=lambda p: p.value)).bound
        finally:
            self.income = None

    def _priced(self, weights: tuple[int, ...]) -> Master:
        """Return the programme under some prices, which hold from now on."""
        self.weights, self.roster = weights, Roster(self.problem, weights)
        return self._master()

    def _master(self, floor: int = 0) -> Master:
        """Return the programme of the box at hand; none of its good settings is worth less than `floor`."""
        if self.income is not None:
            return Net(self.problem, self.weights, self.income)
        return Master(self.problem, self.weights, floor)

    def climb(self) -> Climb:
        """Return what finds accepted settings under the prices at hand."""
        return Climb(self.judge, self.roster)

    def _contrary(self, master: Master, hint: Hint) -> Found:
        """Return the outcome where the top of the box is rejected: nothing, unless more is worse.

        Then a hinted setting may be accepted all the same, and there is no bound but the box's own.
        """
        whole = self.roster.complete(hint.best) if hint.best and self.problem.inside(hint.best) else None
        if whole is None or not self.judge.accepted(whole):
            return self._result(master, None)
        return self._result(master, master.propose(()))

    def _bound(self, master: Master) -> Proposal | None:
        """Return the cheapest proposal that could not be rejected, or the last one within `bound` settings."""
        before = len(self.judge.seen)
        chains, first = self._chains(), None
        if len(self.problem.acting) > MANY and not chains:
            self._least()
        free = frozenset[int]() if chains else self._cheap()
        if free and (first := self._loop(master, BAD, self.bound, free)) is None:
            return None
        last = self._loop(master, BAD, max(0, self.bound - len(self.judge.seen) + before), chains=chains)
        return first if first and last and first.value > last.value else last

    def _chains(self) -> tuple[Chain, ...]:
        """Return the chains of the standards over many stretches, where settings have prices of their own."""
        if self.bound < AMPLE * len(self.problem.acting) or not self.relaxation or self.wide < 2 or self.roster.tied:
            return ()
        found = (Chain(self.judge, k, self.problem, self.weights) for k in self.relaxation.goals)
        return tuple(chain for chain in found if len(chain.order) >= LONG)

    def _least(self) -> None:
        """Find for each dear lever the highest level that is rejected whatever the others do.

        With few levers the first lifted cuts say the same.
        """
        low, top, prices = self.problem.low, self.problem.high, self.roster.prices(self.problem.high)
        room = {i: prices[i] * (top[i] - low[i]) for i in self.problem.acting}
        for i in (i for i, fen in room.items() if fen * len(room) >= sum(room.values())):
            under, over = low[i] - 1, top[i]
            while over - under > 1:
                middle = (under + over) // 2
                verdicts = self.judge.look(moved(top, i, middle)).verdicts
                if BAD not in verdicts:
                    over = middle
                    continue
                under = middle
                self._cut(self.problem.core(moved(top, i, middle)), verdicts.index(BAD), BAD)

    def _cheap(self) -> frozenset[int]:
        """Return the acting levers that cost so little that all of them at the top are worth less than one dear step.

        A first round of cuts leaves them at the top: it says soon how many of the dear ones are needed. Levers that
        rules tie to others are never cheap.
        """
        low, top = self.problem.low, self.problem.high
        tied = {i for row in self.problem.rows for i, c in row.terms if c < 0}
        loose = [i for i in self.problem.acting if i not in tied]
        room, found = max(self.weights), []
        for i in sorted(loose, key=lambda i: (self.weights[i] * (top[i] - low[i]), i)):
            room -= self.weights[i] * (top[i] - low[i])
            if room <= 0:
                break
            found.append(i)
        return frozenset(found)

    def accepted(self) -> tuple[Levels, ...]:
        """Return every setting accepted so far, sorted, with the cheapest silent levels that the rules allow."""
        whole = (self.roster.complete(s) for s in self.judge.standing)
        return tuple(sorted(s for s in whole if s is not None))

    def audit(self, pairs: int = 8) -> tuple[int, tuple[Levels, Levels, str] | None]:
        """Test monotonicity on all comparable settings seen and on `pairs` further neighbours (`Judge.audit`)."""
        top = self.problem.high
        steps = [
            (s, moved(s, i, s[i] + 1)) for s in sorted(self.judge.seen) for i in self.problem.acting if s[i] < top[i]
        ]
        return self.judge.audit(steps[:: max(1, len(steps) // max(1, pairs))][:pairs])

    def effort(self, violations: int = 0) -> Effort:
        """Return what has been spent so far."""
        seen = self.judge.seen.values()
        return Effort(len(seen), sum(r.n for r in seen) + self.judge.more, self.programmes, len(self.cuts), violations)

    def hint(self, found: Found) -> Hint:
        """Return what a similar problem may begin with."""
        blocks = self.relaxation.blocks if self.relaxation else {}
        levers = tuple((k, tuple(b.levers for b in each)) for k, each in blocks.items())
        left = sorted((self.cuts | self.hints).items())
        return Hint(found.best, tuple((k, levels) for levels, k in left), levers)

    def _loop(
        self, master: Master, mode: int, most: int, free: frozenset[int] = frozenset(), chains: tuple[Chain, ...] = ()
    ) -> Proposal | None:
        """Propose and refuse until a proposal stands or can hardly be bettered; return the last one.

        The levers in `free` are put to the top before a proposal is judged. None means that nothing is left in
        the box. Where proposals had to be cut off one by one, the search goes on in the smallest box that holds all
        that could better the best known setting; then the bound is no more than what lies outside it is worth. With
        `chains` it begins in such a box.
        """
        whole, relaxation, beyond, many = self.problem, self.relaxation, None, len(self.problem.acting) > MANY
        proposal, limit, rounds, wait = None, len(self.judge.seen) + most, 0, self.lifted + (0 if chains else STALL)
        try:
            while proposal is None or len(self.judge.seen) < limit:
                best = self._best(master)
                pool = self.cuts if mode == BAD else self.cuts | self.open
                if best and mode == BAD and self.wide > 1 and self.lifted >= wait:
                    wait, narrow = 2 * self.lifted + STALL, self._narrowed(master, limit, chains)
                    best = self._best(master) or best
                    beyond = self._target(master, best)
                    if narrow is None:
                        return Proposal(best, beyond)
                    master = narrow
                self._refine(master, pool, limit, best)
                proposal = self._propose(master, pool, best or self.problem.high)
                if proposal is None and beyond is not None:
                    return Proposal(best or whole.high, beyond)
                if proposal is None or (best and proposal.value >= self._target(master, best)):
                    break
                rounds += 1
                if many and mode == BAD and rounds & (rounds - 1) == 0:
                    self.climb().improve(self.problem.core(proposal.levels))
                levels = tuple(self.problem.high[i] if i in free else v for i, v in enumerate(proposal.levels))
                levels = self.problem.core(levels)
                if not self._recall(levels) and not self._refuse(levels, mode):
                    break
        finally:
            self.problem, self.relaxation = whole, relaxation
        if proposal is not None and beyond is not None:
            return Proposal(proposal.levels, min(max(proposal.value, master.floor), beyond))
        return proposal

    def _target(self, master: Master, best: Levels) -> int:
        """Return the value at which a bound is good enough."""
        target = math.ceil((1.0 - self.gap) * master.value(best))
        return target if self.enough is None else min(target, self.enough)

    def _narrowed(self, master: Master, limit: int, chains: tuple[Chain, ...]) -> Master | None:
        """Go on in the box of all settings that may be worth less than the target; None where there is none."""

        def target() -> int:
            return self._target(master, self._best(master) or self.problem.high)

        def accept(levels: Levels) -> bool:
            before = target()
            return self.judge.accepted(levels) and target() < before

        for chain in chains:
            chain.within(self.problem)
            left = chain.pursue(target, accept, lambda: len(self.judge.seen) >= limit)
            floor = max(master.floor, chain.floor(target() - 1))
            self.programmes, chain.programmes = self.programmes + chain.programmes, 0
            if not left:
                return None
            master = self._enter(chain.problem, floor)
        narrow = master.squeeze(self.cuts, self.relaxation.ceilings() if self.relaxation else (), target() - 1)
        if narrow is None or any(a > b for a, b in zip(narrow.low, narrow.high, strict=True)):
            return None
        return None if BAD in self.judge.look(narrow.high, FULL).verdicts else self._enter(narrow, master.floor)

    def _enter(self, narrow: Problem, floor: int) -> Master:
        """Go on in a narrower box, where no setting that meets the standards is worth less than `floor`."""
        if (narrow.low, narrow.high) != (self.problem.low, self.problem.high):
            self.problem = narrow
            self.relaxation = self.relaxation.within(narrow) if self.relaxation else None
        return self._master(floor)

    def _refine(self, master: Master, pool: Iterable[Levels], limit: int, best: Levels | None) -> None:
        """Simulate what the programme without whole numbers leans on, until it leans on what is known."""
        while self.wide > 1 and self.relaxation and len(self.judge.seen) < limit:
            blend = master.blend(pool, self.relaxation.ceilings())
            beaten = blend is None or (best is not None and blend[0] >= self._target(master, best) - 1e-6)
            if blend is None or beaten or not self.relaxation.try_cells(blend[1]):
                return

    def _propose(self, master: Master, pool: Iterable[Levels], near: Levels | None = None) -> Proposal | None:
        self.programmes += 1
        return master.propose(pool, self.relaxation.ceilings() if self.relaxation else (), near)

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
            lifted = self.lift(levels, k, mode)
            self._cut(lifted, k, mode)
            self.lifted += 1
            if mode == BAD and self.relaxation and self.wide > 1 and len(self.problem.acting) > MANY:
                prices, top = self.roster.prices(levels), self.problem.high
                left = {i: -prices[i] * (top[i] - lifted[i]) for i in self.problem.acting if lifted[i] < top[i]}
                self.relaxation.adopt(k, tuple(sorted(left, key=lambda i: (left[i], i))))
        return True

    def lift(self, levels: Levels, k: int, mode: int = BAD) -> Levels:
        """Return a highest setting at or above `levels` that is still rejected (not accepted) for goal k.

        Levers without influence go to the top first, then the cheapest to raise, blockwise, all the way where that
        is still rejected, else as far as doubling and halving steps find it to be.
        """
        fails = self.judge.rejected if mode == BAD else self.judge.wanting
        top, reach, prices = self.problem.high, self.problem.goals[k].reach, self.roster.prices(levels)
        order = sorted(self.problem.acting, key=lambda i: (i in reach, prices[i], i))
        at, blocks = self.problem.core(levels), [order]
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
                raised = moved(at, i, min(top[i] - 1, at[i] + step))
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

    def _best(self, master: Master) -> Levels | None:
        machines = [i for i, machine in enumerate(self.problem.machine) if machine]
        return min(self.accepted(), key=lambda s: (master.value(s), sum(s[i] for i in machines), s), default=None)

    def _result(self, master: Master, lower: Proposal | None) -> Found:
        best = self._best(master)
        value = None if best is None else master.value(best)
        bounds = [v for v in (lower.value if lower else None, value) if v is not None]
        return Found(best, value, min(bounds, default=None), self.accepted())
