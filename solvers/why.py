"""Why this answer: what rules cost, alone and in pairs, what would enter, what is hardly dearer, what money would buy.

All of it asks the one programme that was built of the run's menus (`amend`, `Wish`); nothing is read off dual values,
which say nothing about whole numbers. Only a break-even wage changes prices everywhere, and builds again.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from ..model.errors import InfeasibleError, LimitReached
from ..model.levers import Setting
from ..model.scenario import Scenario
from . import conflict
from .alternatives import closely
from .amend import budgets, funded
from .answer import Answer, Attempt, RuleState
from .certify import CERTIFIED, FAILED, MARGINAL, cases, certify
from .choose import Chosen, choose
from .menu import Menu, Option
from .packages import Package, packages
from .plan import Plan
from .programme import Answered, Known, Programme, Wish, build, choosing, solve, together
from .quality import SMALL, gained, quality
from .tradeoff import Tradeoff, tradeoff
from .whynot import Entry, entries, meant

SPAN, NOTCHES = 0.10, 5
"""How far budgets are moved to either side, and in how many steps."""
APART = 100
"""Fen of present value from which two price tags are said not to add up."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rules that bind, dropped together; fen a year.

    Parameters
    ----------
    apart : float
        The sum of their price tags.
    together : float
        What dropping both saves; more than `apart` where they stand in for each other, less where they cost the same
        money.
    adds : bool
        Whether the two agree, to a yuan of present value.
    points_apart, points_together : float or None
        The same of points of quality (`quality.gained`); None where nothing of quality is known.
    points_add : bool
        Whether these agree, to half a hundredth of a point.
    """

    first: str
    second: str
    apart: float
    together: float
    adds: bool
    points_apart: float | None = None
    points_together: float | None = None
    points_add: bool = True


@dataclass(frozen=True, slots=True)
class Notch:
    """The case with every budget moved by a share: value in fen (None where no plan fits), units awarded otherwise."""

    share: float
    value: int | None
    units: int
    status: str


@dataclass(frozen=True)
class Why:
    """What can be asked of a run; each question is solved when it is asked.

    Parameters
    ----------
    chosen : Chosen or None
        None where there is no plan.
    excluded : set of (Option, Setting)
        Points that failed their certificate.
    """

    scenario: Scenario
    menus: tuple[Menu, ...]
    built: Programme
    chosen: Chosen | None
    excluded: Collection[tuple[Option, Setting]] = ()

    @property
    def plan(self) -> Chosen:
        """Return what was chosen.

        Raises
        ------
        InfeasibleError
            There is no plan; `conflict` tells why.
        """
        if self.chosen is None:
            raise InfeasibleError()
        return self.chosen

    @cached_property
    def conflict(self) -> conflict.Conflict | None:
        """Return the rules that cannot hold together, with up to three ways out; None where there is a plan."""
        if self.chosen is not None:
            return None
        return conflict.conflict(self.scenario, self.menus, excluded=self.excluded, built=self.built, out=True)

    @cached_property
    def best(self) -> Chosen:
        """Return what was chosen at the least value that is known.

        Where units are decided together, questions are solved more closely than the plan was (`alternatives.NEAR`).
        """
        if not self.built.case.classes:
            return self.plan
        found = self._solved(self.built)
        return replace(self.plan, value=min(self.plan.value, found.value or self.plan.value))

    @cached_property
    def apart(self) -> Programme:
        """Return the programme in which every unit is decided by itself: what speaks of plans as a whole needs it."""
        return build(choosing(self.scenario, self.menus)) if self.built.case.classes else self.built

    @cached_property
    def quality(self) -> float | None:
        """Return the quality of the plan in points of a hundred (`quality.quality`)."""
        return quality(self.scenario, self.plan.plan)

    @cached_property
    def _known(self) -> Known:
        """Return what is known when rules are dropped: the chosen plan stays one."""
        return Known(self.plan.value, self.built.rows)

    @cached_property
    def price_tags(self) -> tuple[RuleState, ...]:
        """Return every rule with what it costs a year, in fen (`conflict.rules`)."""
        return conflict.rules(self.scenario, self.menus, self.best, built=self.built)

    @cached_property
    def interactions(self) -> tuple[Pair, ...]:
        """Return all pairs of priced rules that bind, those whose money does not add up most first."""
        binding = [rule for rule in self.price_tags if rule.binding and rule.price_per_year is not None]
        found = [self._pair(a, b) for a, b in combinations(binding, 2)]
        return tuple(sorted(found, key=lambda pair: -abs(pair.together - pair.apart)))

    @cached_property
    def masked(self) -> float:
        """Return what dropping all priced rules that do not bind saves a year, in fen.

        None of them costs anything alone; more than 0 says that some stand in for each other.
        """
        idle = {r.id for r in self.price_tags if r.state != "off" and not r.binding and r.price_per_year is not None}
        return self._saved(idle) / self.scenario.horizon.years if len(idle) > 1 else 0.0

    def why_not(self, name: str = "", unit: str = "") -> tuple[Entry, ...]:
        """Return for a mode, vendor or bid what it takes to enter, wherever the plan does not hold it.

        Parameters
        ----------
        name : str
            "" for whatever the unit could have.
        unit : str
            Only there; else one of the units that are decided together speaks for all.

        Raises
        ------
        KeyError
            Nothing of that name is offered (there).
        """
        case = self.built.case
        offered = [replace(o, unit=unit) for o in case.of(case.first[unit])] if unit else case.ladders
        options = meant(self.scenario, offered, name)
        if not options:
            raise KeyError(name or unit)
        return entries(self.scenario, self.menus, self.best, options, self.built)

    def alternatives(
        self, number: int = 3, *, within: float = 0.03, apart: int = 1, certified: bool = False
    ) -> tuple[Package, ...]:
        """Return the chosen plan and up to `number` others that cost at most a share more (`packages`).

        `certified` says whether each of the others meets fresh days.
        """
        found = packages(self.scenario, self.plan, self.apart, number=number, within=within, apart=apart)
        return self._met(found) if certified else found

    def _met(self, found: Iterable[Package]) -> tuple[Package, ...]:
        """Return packages with the verdict of fresh days; the chosen plan has had its own."""
        return tuple(
            p if p.theme == "chosen" else replace(p, status=certify(self.scenario, p.plan).status) for p in found
        )

    def tradeoff(self, theme: str, number: int = 10, *, certified: bool = False) -> Tradeoff:
        """Return what a theme costs, from the chosen plan to the best there is under it (`tradeoff`).

        `certified` says whether each plan but the chosen one meets fresh days.

        Raises
        ------
        KeyError
            No such theme.
        """
        found = tradeoff(self.scenario, self.plan, self.apart, theme, number=number)
        return replace(found, packages=self._met(found.packages)) if certified else found

    @cached_property
    def budget(self) -> tuple[Notch, ...]:
        """Return the case solved again with all budgets moved by up to 10 % either way; empty where there are none."""
        if not any(self.built.rules.get(rule) for rule in budgets(self.scenario)):
            return ()
        steps = range(-NOTCHES, NOTCHES + 1)
        return tuple(self._notch(round(SPAN * step / NOTCHES, 6)) for step in steps)

    def _pair(self, a: RuleState, b: RuleState) -> Pair:
        years = self.scenario.horizon.years
        apart = (a.price_per_year or 0.0) + (b.price_per_year or 0.0)
        saved, plan = self._without({a.id, b.id}, settle=not self.built.case.classes)
        together = saved / years
        adds = abs(together - apart) * years < APART
        points = gained(self.scenario, plan, self.plan.plan)
        if points is None or a.points is None or b.points is None:
            return Pair(a.id, b.id, apart, together, adds)
        tags = a.points + b.points
        return Pair(a.id, b.id, apart, together, adds, tags, points, abs(points - tags) < SMALL)

    def _saved(self, dropped: Collection[str]) -> int:
        """Return what dropping rules saves, present value in fen."""
        return self._without(dropped)[0]

    def _without(self, dropped: Collection[str], settle: bool = False) -> tuple[int, Plan]:
        """Return what dropping rules saves, present value in fen, and the best plan then; `settle` breaks ties."""
        answer = self._solved(self.built, dropped, settle, self._known)
        if answer.value is None or answer.plan is None:
            raise LimitReached("the price of rules was not found within the time limit")
        return self.best.value - answer.value, answer.plan

    def _solved(
        self, built: Programme, dropped: Collection[str] = (), settle: bool = False, known: Known | None = None
    ) -> Answered:
        """Return the best plan without some rules."""
        wish, limit = Wish(excluded=self.plan.excluded, dropped=set(dropped)), self.scenario.study.time_limit_s
        return solve(built, wish, gap=closely(built.case), time_limit=limit, settle=settle, known=known)

    def _notch(self, share: float) -> Notch:
        limits = {rule: round(yuan * (1 + share), 2) for rule, yuan in budgets(self.scenario).items()}
        answer = self._solved(funded(self.built, limits))
        if answer.plan is None:
            return Notch(share, None, 0, answer.status)
        now, then = (Counter(self.built.case.shown(a.option) for a in p.awards) for p in (self.plan.plan, answer.plan))
        return Notch(share, answer.value, (then - now).total(), answer.status)


def why(answer: Answer) -> Why:
    """Return what can be asked of an answer, with or without a plan."""
    return asked(answer.scenario, answer.menus, answer.plan.hash() if answer.plan else "", answer.attempts)


def asked(scenario: Scenario, menus: Iterable[Menu], plan: str, attempts: Iterable[Attempt] = ()) -> Why:
    """Return what can be asked of a run whose plan has the hash `plan` ("" where it found none).

    The plan is chosen again; where the run tried several, those that were not certified meet the same days again, so
    that the same settings are barred.

    Raises
    ------
    LimitReached
        The plan is not found again (it was cut off by a time limit, or made by another version of the program).
    """
    offered = tuple(menus)
    classes = together(scenario, offered)
    built = build(choosing(scenario, offered, classes))
    if not plan:
        return Why(scenario, offered, built, None)
    barred: frozenset[tuple[Option, Setting]] = frozenset()
    tries = max(1, len(tuple(attempts)))
    for attempt in range(1, tries + 1):
        if classes and barred:
            built = build(choosing(scenario, offered, classes, barred))
        chosen = choose(scenario, offered, excluded=barred, built=built)
        if chosen.plan.hash() == plan:
            return Why(scenario, offered, built, chosen, barred)
        if attempt < tries:
            barred |= _failed(scenario, chosen, attempt)
    raise LimitReached("the plan of the run is not found again; run it again with this version")


def _failed(scenario: Scenario, chosen: Chosen, attempt: int) -> frozenset[tuple[Option, Setting]]:
    """Return the settings of a plan that fresh days did not certify at an attempt."""
    certificate = certify(scenario, chosen.plan, attempt)
    if certificate.status == CERTIFIED:
        return frozenset()
    missed = {(c.unit, c.years) for c in certificate.checks if c.status in (MARGINAL, FAILED)}
    return frozenset((c.option, c.setting) for c in cases(chosen.plan) if (c.option.unit, c.years) in missed)
