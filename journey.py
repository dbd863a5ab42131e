"""The whole run on one screen: explore, choose, certify; and the shorter walks `simulate` and `certify`."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .model.errors import Cancelled, InfeasibleError
from .model.levers import Setting
from .model.scenario import Scenario
from .solvers.answer import Answer, Attempt, Certificate, Finding
from .solvers.blocks import crew
from .solvers.certify import CERTIFIED, FAILED, MARGINAL, cases
from .solvers.menu import Menu, Option
from .solvers.plan import Plan

if TYPE_CHECKING:
    from .solvers.choose import Chosen
    from .solvers.regret import Regret, Variant

SINGLY = 300
"""More options than this are not solved for one by one, nor rules, unless somebody asks (`houqin why`)."""
PROVED = 1000
"""More options than this are not stated a second time in whole numbers: the solver's own bound stands alone."""
RANK = {CERTIFIED: 0, MARGINAL: 1, FAILED: 2}


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """How far a run has come.

    Parameters
    ----------
    stage : "compile" | "explore" | "choose" | "certify" | "explain" | "report"
    done, total : int
        Steps of this stage.
    eta_s : float or None
        Seconds this stage is expected to need yet; None before anything is known.
    """

    stage: str
    done: int
    total: int
    eta_s: float | None


class CancelToken:
    """Set it from any thread; the run stops at its next step and raises `Cancelled`."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask the run to stop."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the run to stop."""
        return self._event.is_set()


Progress = Callable[[ProgressEvent], None]


class _Teller:
    """Turns steps into events with the time left, at most ten a second but for the first and last of a stage."""

    def __init__(self, progress: Progress | None, cancel: CancelToken, clock: Callable[[], float] = time.monotonic):
        self._progress, self._cancel, self._clock = progress, cancel, clock
        self._stage, self._since, self._last, self._seen = "", 0.0, 0.0, clock()
        self.timings: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = self._clock()
        began = self._stage or stage  # the time since the last step belongs to the stage then under way
        self.timings[began] = self.timings.get(began, 0.0) + now - self._seen
        self._seen = now
        if stage != self._stage:
            self._stage, self._since, self._last = stage, now, 0.0
            self.timings.setdefault(stage, 0.0)
        if self._cancel.cancelled:
            raise Cancelled("cancelled")
        if self._progress and (done in (0, total) or now - self._last >= 0.1):
            self._last = now
            left = (now - self._since) * (total - done) / done if done else None
            self._progress(ProgressEvent(stage, done, total, left))


def run(
    scenario: Scenario,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    cache: Path | None = None,
) -> Answer:
    """Return the answer to a case: the plan, its certificate, its bounds, and what would change it.

    Parameters
    ----------
    jobs : int
        Threads; the answer does not depend on it.
    executor : concurrent.futures.Executor, optional
        Takes the place of those threads: what searches and certificates simulate is handed in to it.
    progress, cancel : optional
        Called in the caller's thread; looked at between steps.
    cache : Path, optional
        Folder for outcomes of simulations, by content; None keeps nothing.

    Raises
    ------
    Cancelled
    SolverError
        When the solver fails or its answer does not survive the re-check.
    WorkersLost
        When workers died again and again.
    """
    cancel = cancel or CancelToken()
    tell = _Teller(progress, cancel)
    _compiled(scenario, tell)
    with crew(executor, jobs) as pool:
        return _run(scenario, pool, jobs, tell, cancel, cache)


def _compiled(scenario: Scenario, tell: _Teller) -> None:
    """Compile what is not compiled yet, here and once, so that no worker has to."""
    from .model import compiled

    kinds = {kind.name: kind for kind in map(scenario.kind, scenario.units)}
    fresh = [kind for kind in kinds.values() if not compiled.ready(kind)]
    for n, kind in enumerate(fresh):
        tell("compile", n, len(fresh))
        compiled.prepare(kind)
        tell("compile", n + 1, len(fresh))


def _run(
    scenario: Scenario, pool: Executor | None, jobs: int, tell: _Teller, cancel: CancelToken, cache: Path | None
) -> Answer:
    """Return the answer to a case, its simulations done by a pool, or here."""
    from .model.survey import surveys
    from .solvers import alternatives as entering
    from .solvers import choose, conflict, lagrange, ledger, questions
    from .solvers.explore import explore as search
    from .solvers.programme import build, choosing

    menus = search(scenario, executor=pool, jobs=jobs, progress=tell, cancel=cancel, cache=cache)
    answer = Answer(scenario, "infeasible", menus, findings=findings(scenario), surveys=surveys(scenario))
    try:
        chosen, certificate, attempts = _settle(scenario, menus, tell, pool, jobs)
    except InfeasibleError:
        tell("explain", 0, 1)
        return replace(conflict.explain(scenario, menus, answer), timings=dict(tell.timings))
    brief = len(menus) > SINGLY
    built = None if brief else build(choosing(scenario, menus))
    tell("explain", 0, 4)
    objective = choose.objective(scenario, menus, chosen, certificate, jobs=jobs)
    proof = None
    if len(menus) <= PROVED:
        limit = scenario.study.time_limit_s
        proof = lagrange.prove(scenario, menus, chosen.value, excluded=chosen.excluded, time_limit=limit)
    tell("explain", 1, 4)
    rules = chosen.rules if brief else conflict.rules(scenario, menus, chosen, built=built)
    tell("explain", 2, 4)
    alternatives = () if brief else entering.alternatives(scenario, menus, chosen, built=built)
    tell("explain", 3, 4)
    baseline = choose.baseline(scenario, menus)
    before = ledger.ledger(scenario, baseline)
    today = certify(scenario, baseline, label="today", executor=pool)
    tell("explain", 4, 4)
    return replace(
        answer,
        status=certificate.status if chosen.solver_gap <= scenario.study.gap else "limit",
        plan=chosen.plan,
        ledger=chosen.lines,
        objective=objective,
        proof=proof,
        certificate=certificate,
        attempts=attempts,
        baseline=baseline,
        baseline_ledger=before,
        baseline_certificate=today,
        difference=ledger.difference(scenario, chosen.lines, before),
        rules=rules,
        alternatives=alternatives,
        brief=brief,
        switches=questions.switches(scenario, menus, chosen, built=built),
        per_unit=questions.per_unit(scenario, chosen.plan, chosen.lines, alternatives),
        margins=questions.margins(scenario, chosen.plan, alternatives, menus),
        timings=dict(tell.timings),
    )


def _settle(
    scenario: Scenario, menus: tuple[Menu, ...], tell: _Teller, pool: Executor | None, jobs: int
) -> tuple["Chosen", Certificate, tuple[Attempt, ...]]:
    """Choose and certify until a plan is certified or the attempts are used up; the best verdict stands.

    A setting that is not certified is not offered again; the next plan meets fresh days with half the error.
    """
    from .solvers.choose import choose

    attempts: list[Attempt] = []
    excluded: frozenset[tuple[Option, Setting]] = frozenset()
    best: tuple[Chosen, Certificate] | None = None
    for attempt in range(1, scenario.study.attempts + 1):
        tell("choose", 0, 1)
        try:
            chosen = choose(scenario, menus, excluded=excluded, jobs=jobs)
        except InfeasibleError:
            if best is None:
                raise
            break
        tell("choose", 1, 1)
        certificate = certify(scenario, chosen.plan, attempt, executor=pool, progress=tell)
        missed = {(c.unit, c.years, c.measure) for c in certificate.checks if c.status in (MARGINAL, FAILED)}
        pairs = tuple(sorted({(unit, measure) for unit, _, measure in missed}))
        attempts.append(Attempt(certificate.plan, certificate.status, pairs))
        if best is None or RANK[certificate.status] < RANK[best[1].status]:
            best = (chosen, certificate)
        if certificate.status == CERTIFIED:
            break
        short = {(unit, years) for unit, years, _ in missed}
        excluded |= {(c.option, c.setting) for c in cases(chosen.plan) if (c.option.unit, c.years) in short}
    assert best is not None  # a study makes at least one attempt
    return (*best, tuple(attempts))


def regret(
    variants: Mapping[str, Scenario],
    *,
    fixed: str = "awards",
    number: int = 0,
    within: float = 0.03,
    apart: int = 1,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    cache: Path | None = None,
) -> "Regret":
    """Return what the plan of each variant of a case costs in all others, its awards (or settings) kept.

    Parameters
    ----------
    variants : dict name -> Scenario
        Each is explored, and its plan chosen and certified, as in a run of its own.
    fixed, number, within, apart
        As in `solvers.regret.regret`; the others are those of `run`.
    """
    from .solvers.regret import regret as weighed

    cancel = cancel or CancelToken()
    tell = _Teller(progress, cancel)
    with crew(executor, jobs) as pool:
        found = [_variant(name, scenario, pool, jobs, tell, cancel, cache) for name, scenario in variants.items()]
    tell("explain", 0, 1)
    answer = weighed(found, fixed=fixed, number=number, within=within, apart=apart, cache=cache)
    tell("explain", 1, 1)
    return answer


def _variant(
    name: str,
    scenario: Scenario,
    pool: Executor | None,
    jobs: int,
    tell: _Teller,
    cancel: CancelToken,
    cache: Path | None,
) -> "Variant":
    """Return a variant with its menus and the plan of its own run."""
    from .solvers.explore import explore as search
    from .solvers.regret import Variant

    _compiled(scenario, tell)
    menus = search(scenario, executor=pool, jobs=jobs, progress=tell, cancel=cancel, cache=cache)
    try:
        chosen, certificate, _ = _settle(scenario, menus, tell, pool, jobs)
    except InfeasibleError:
        return Variant(name, scenario, menus, None, "infeasible")
    status = certificate.status if chosen.solver_gap <= scenario.study.gap else "limit"
    return Variant(name, scenario, menus, chosen, status)


def findings(scenario: Scenario) -> tuple[Finding, ...]:
    """Return what a reader must know about the data of a case."""
    from .model import evidence

    return tuple(Finding(e.code, e.text, e.arithmetic, e.level) for e in evidence.findings(scenario))


def explore(
    scenario: Scenario,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    cache: Path | None = None,
) -> tuple[Menu, ...]:
    """Return the menus of a case: what each unit may choose from. The parameters are those of `run`."""
    from .solvers.explore import explore as search

    cancel = cancel or CancelToken()
    tell = _Teller(progress, cancel)
    _compiled(scenario, tell)
    return search(scenario, executor=executor, jobs=jobs, progress=tell, cancel=cancel, cache=cache)


def optimize(scenario: Scenario, menus: tuple[Menu, ...], *, time_limit: float = 0.0, gap: float | None = None) -> Plan:
    """Return the cheapest plan over menus; limits that are given replace those of the case's study.

    Raises
    ------
    InfeasibleError
        When no plan satisfies the hard rules.
    LimitReached
        When the time limit leaves neither a plan nor a proof that there is none.
    """
    from .solvers.choose import choose

    given = {"time_limit_s": time_limit} if time_limit else {}
    study = scenario.study.model_copy(update={**given, **({"gap": gap} if gap is not None else {})})
    return choose(scenario.model_copy(update={"study": study}), menus).plan


def certify(
    scenario: Scenario,
    plan: Plan,
    attempt: int = 1,
    label: str = "",
    *,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Certificate:
    """Return what fresh days say about a plan; `progress` is told the stage, and how many blocks of all are done."""
    from .solvers.certify import certify as judge

    tell = partial(progress, "certify") if progress else None
    return judge(scenario, plan, attempt, label, executor, tell)


@dataclass(frozen=True, slots=True)
class Observed:
    """A measure of a unit as it is run today.

    `estimate` is the ratio of sums; `lower`, `upper` its two-sided 95 % interval; None when nothing happened.
    """

    unit: str
    measure: str
    target: float | None
    estimate: float | None
    lower: float | None
    upper: float | None
    replications: int


def simulate(scenario: Scenario, *, engine: str = "kernel", replications: int | None = None) -> tuple[Observed, ...]:
    """Return how every unit does as it is run today; nothing is optimised."""
    from .model import estimate
    from .model.simulate import sampler
    from .model.streams import Phase, key
    from .solvers.menu import today, workforce

    n = replications or scenario.study.certify_replications
    seen: list[Observed] = []
    for name, unit in scenario.units.items():
        option = today(scenario, name)
        levels = tuple(unit.today.setting[lever.name] for lever in scenario.levers(name))
        posts = scenario.kind(name).posts(scenario.spec(name), Setting(levels))
        staff = min(posts, sum(g.headcount for g in scenario.staff_for(name).values()))
        days = sampler(scenario, name, workforce(scenario, option), key(scenario.study.seed, Phase.SIMULATE, name))
        counts = days.counts(Setting(levels, staff), n, engine=engine)  # type: ignore[arg-type]
        targets = scenario.targets(name)
        for measure in scenario.measures(name).values():
            value = estimate.ratio(
                measure.scale * counts[:, measure.good].sum(axis=1), counts[:, measure.all].sum(axis=1)
            )
            seen.append(
                Observed(
                    name,
                    measure.name,
                    targets[measure.name].at_least if measure.name in targets else None,
                    value.value if value else None,
                    value.lower(0.025) if value else None,
                    value.upper(0.025) if value else None,
                    n,
                )
            )
    return tuple(seen)
