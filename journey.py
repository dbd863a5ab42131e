"""The whole run on one screen: explore, choose, certify; and the shorter walks `simulate` and `certify`."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .model.errors import InfeasibleError
from .model.levers import Setting
from .model.scenario import Scenario
from .solvers.answer import Answer, Attempt, Certificate, Finding
from .solvers.blocks import aside, crew
from .solvers.certify import CERTIFIED, FAILED, MARGINAL, cases
from .solvers.menu import Menu, Option
from .solvers.plan import Plan
from .telling import CancelToken, Progress, Teller

if TYPE_CHECKING:
    from .solvers.choose import Chosen
    from .solvers.programme import Kept
    from .solvers.regret import Regret, Variant

SINGLY = 300
"""More options than this are not solved for one by one, nor rules, unless somebody asks (`houqin why`)."""
PROVED = 1000
"""More options than this are not stated a second time in whole numbers: the solver's own bound stands alone."""
RANK = {CERTIFIED: 0, MARGINAL: 1, FAILED: 2}


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
    tell = Teller(progress, cancel)
    _compiled(scenario, tell)
    with crew(executor, jobs) as pool:
        return _run(scenario, pool, jobs, tell, cancel, cache)


def _compiled(scenario: Scenario, tell: Teller) -> None:
    """Compile what is not compiled yet, here and once, so that no worker has to."""
    from .model import compiled

    kinds = {kind.name: kind for kind in map(scenario.kind, scenario.units)}
    fresh = [kind for kind in kinds.values() if not compiled.ready(kind)]
    for n, kind in enumerate(fresh):
        tell("compile", n, len(fresh))
        compiled.prepare(kind)
        tell("compile", n + 1, len(fresh))


def _run(
    scenario: Scenario, pool: Executor | None, jobs: int, tell: Teller, cancel: CancelToken, cache: Path | None
) -> Answer:
    """Return the answer to a case, its simulations done by a pool, or here."""
    from .model.survey import surveys
    from .solvers import alternatives as entering
    from .solvers import choose, conflict, lagrange, ledger, questions
    from .solvers.explore import explore as search
    from .solvers.programme import Kept, build, choosing

    menus = search(scenario, executor=pool, jobs=jobs, progress=tell, cancel=cancel, cache=cache)
    answer = Answer(scenario, "infeasible", menus, findings=findings(scenario), surveys=surveys(scenario))
    brief, kept = len(menus) > SINGLY, Kept(cache)
    try:
        first = _choose(scenario, menus, tell, jobs, kept)
    except InfeasibleError:
        tell("explain", 0, 1)
        return replace(conflict.explain(scenario, menus, answer), timings=dict(tell.timings))
    bounded = partial(choose.lowest_value, scenario, menus, jobs, kept.copy())  # a copy, whichever comes first
    with aside(bounded, brief and jobs > 1) as lower:
        chosen, certificate, attempts = _settle(scenario, menus, first, tell, pool, jobs, kept)
        tell("explain", 0, 4)
        baseline = choose.baseline(scenario, menus)
        before = ledger.ledger(scenario, baseline)
        today = certify(scenario, baseline, label="today", executor=pool)
        tell("explain", 1, 4)
        objective = choose.objective(scenario, menus, chosen, certificate, lower(), jobs)
    built = None if brief else build(choosing(scenario, menus))
    proof = None
    if len(menus) <= PROVED:
        limit = scenario.study.time_limit_s
        proof = lagrange.prove(scenario, menus, chosen.value, excluded=chosen.excluded, time_limit=limit)
    tell("explain", 2, 4)
    rules = chosen.rules if brief else conflict.rules(scenario, menus, chosen, built=built)
    tell("explain", 3, 4)
    alternatives = () if brief else entering.alternatives(scenario, menus, chosen, built=built)
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


def _choose(
    scenario: Scenario,
    menus: tuple[Menu, ...],
    tell: Teller,
    jobs: int,
    kept: "Kept",
    excluded: frozenset[tuple[Option, Setting]] = frozenset(),
) -> "Chosen":
    """Return the cheapest plan, as a stage of a run."""
    from .solvers.choose import choose

    tell("choose", 0, 1)
    chosen = choose(scenario, menus, excluded=excluded, jobs=jobs, kept=kept)
    tell("choose", 1, 1)
    return chosen


def _settle(
    scenario: Scenario,
    menus: tuple[Menu, ...],
    first: "Chosen",
    tell: Teller,
    pool: Executor | None,
    jobs: int,
    kept: "Kept",
) -> tuple["Chosen", Certificate, tuple[Attempt, ...]]:
    """Certify the first plan, and choose again until one is certified or the attempts are used up; the best stands.

    A setting that is not certified is not offered again; the next plan meets fresh days with half the error.
    """
    attempts: list[Attempt] = []
    excluded: frozenset[tuple[Option, Setting]] = frozenset()
    best: tuple[Chosen, Certificate] | None = None
    for attempt in range(1, scenario.study.attempts + 1):
        try:
            chosen = _choose(scenario, menus, tell, jobs, kept, excluded) if attempts else first
        except InfeasibleError:
            break
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
    tell = Teller(progress, cancel)
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
    tell: Teller,
    cancel: CancelToken,
    cache: Path | None,
) -> "Variant":
    """Return a variant with its menus and the plan of its own run."""
    from .solvers.explore import explore as search
    from .solvers.programme import Kept
    from .solvers.regret import Variant

    _compiled(scenario, tell)
    kept = Kept(cache)
    menus = search(scenario, executor=pool, jobs=jobs, progress=tell, cancel=cancel, cache=cache)
    try:
        first = _choose(scenario, menus, tell, jobs, kept)
    except InfeasibleError:
        return Variant(name, scenario, menus, None, "infeasible")
    chosen, certificate, _ = _settle(scenario, menus, first, tell, pool, jobs, kept)
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
    tell = Teller(progress, cancel)
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
