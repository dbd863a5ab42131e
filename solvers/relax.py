"""Window relaxation: how good a part of the day can be at most, whatever happens in the others.

A standard over a whole day is a sum over parts. Simulating one lever of a part at some level and every other lever at
its upper bound gives, under monotonicity, an upper limit of that part's excess in any setting whose lever is no
higher. The programme may then be asked that the limits of all parts add up to at least zero: one row, where lifted
cuts would need many.
"""

from dataclasses import dataclass, field

from .judge import Judge, Levels


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One row for the programme: constant + the sum of `steps` taken is at least -slack.

    Parameters
    ----------
    constant : float
        Sum of the limits with every lever at its lower bound.
    steps : dict (lever, level) -> float
        What is gained once the lever reaches the level; never negative.
    slack : float
        Allowance for rounding, so that no setting is cut off that meets the standard exactly.
    """

    constant: float
    steps: dict[tuple[int, int], float]
    slack: float


@dataclass(slots=True)
class Relaxation:
    """The limits of all standards whose parts have levers of their own, filled in where the proposals are.

    Parameters
    ----------
    judge : Judge
    known : dict goal -> tuple of int
        Strongest levers that a similar problem found; they need not be looked for.
    goals : tuple of int
        Indices of those standards.
    lever : dict goal -> tuple of int
        For each part, its strongest lever: the one whose lower bound alone costs the part most.
    limits : dict goal -> list of dict level -> float
        For each part, what it reaches at most with its lever at a level.
    """

    judge: Judge
    known: dict[int, tuple[int, ...]] = field(default_factory=dict)
    goals: tuple[int, ...] = ()
    lever: dict[int, tuple[int, ...]] = field(default_factory=dict)
    limits: dict[int, list[dict[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = self.judge.problem
        spans = [[frozenset(p) for p in g.measure.levers] for g in problem.goals]
        self.goals = tuple(k for k, s in enumerate(spans) if len(s) > 1 and len(set(s)) > 1 and all(s))
        for k in self.goals:
            top = self.judge.ceiling(problem.high, k)
            fits = len(self.known.get(k, ())) == len(spans[k])
            tried = sorted(set(self.known[k])) if fits else sorted(problem.goals[k].reach)
            low = {i: self.judge.ceiling(self._alone(i, problem.low[i]), k) for i in tried}
            strongest = (min((float(low[i][p]), i) for i in own)[1] for p, own in enumerate(spans[k]))
            self.lever[k] = self.known[k] if fits else tuple(strongest)
            self.limits[k] = [
                {problem.high[i]: float(top[p]), problem.low[i]: float(low[i][p])} for p, i in enumerate(self.lever[k])
            ]

    def learn(self, k: int, levels: Levels) -> bool:
        """Simulate each part of goal k with its lever as in a rejected setting, all else at the top.

        Returns
        -------
        bool
            Whether the limits now forbid the setting.
        """
        total = 0.0
        for p, i in enumerate(self.lever[k]):
            known = self.limits[k][p]
            if levels[i] not in known:
                known[levels[i]] = float(self.judge.ceiling(self._alone(i, levels[i]), k)[p])
            total += min(v for level, v in known.items() if level >= levels[i])
        return total < -self._slack(k)

    def ceilings(self) -> tuple[Ceiling, ...]:
        """Return what is known, for the programme."""
        return tuple(self._row(k) for k in self.goals)

    def _row(self, k: int) -> Ceiling:
        constant = 0.0
        steps: dict[tuple[int, int], float] = {}
        for known, i in zip(self.limits[k], self.lever[k], strict=True):
            order = sorted(known)
            least = [min(known[g] for g in order[j:]) for j in range(len(order))]
            constant += least[0]
            for j, level in enumerate(order[:-1]):
                at = (i, level + 1)
                steps[at] = steps.get(at, 0.0) + least[j + 1] - least[j]
        return Ceiling(constant, steps, self._slack(k))

    def _slack(self, k: int) -> float:
        return 1e-6 * (1.0 + sum(max(abs(v) for v in known.values()) for known in self.limits[k]))

    def _alone(self, lever: int, level: int) -> Levels:
        high = self.judge.problem.high
        return (*high[:lever], level, *high[lever + 1 :])
