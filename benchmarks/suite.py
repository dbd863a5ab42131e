"""The benchmarks as frozen specs, and a driver for each phase of the work.

Every kind of `KINDS` is simulated on a unit of the smallest shipped case that has it (one that no case has, on its own
example); what follows the simulation is done on whole cases. A driver returns a task: what is timed, and what finds out
the work that it did. `test_phases.py` runs them; the pages of ratios use the same drivers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

import numpy as np

Facts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is done, on what, how large.

    Parameters
    ----------
    build : callable (point of the sweep) -> what the phases work on
    sweep : tuple
        Sizes; the short form takes the first, the ladder all.
    phases : tuple of str
        Names in `PHASES`.
    requires : tuple of str
        Modules without which it is reported as missing.
    """

    name: str
    build: Callable[[Any], Any]
    sweep: tuple[Any, ...]
    phases: tuple[str, ...]
    requires: tuple[str, ...] = ()


class Task(NamedTuple):
    """What is timed, and a function of its result that asserts it and returns the work that was done."""

    run: Callable[[], Any]
    done: Callable[[Any], Facts]


class Days(NamedTuple):
    """Some days of one unit, and a setting."""

    sampler: Any
    setting: Any
    n: int


@dataclass(frozen=True)
class Case:
    """A whole case, and its menus once somebody needs them."""

    scenario: Any

    @cached_property
    def menus(self) -> Any:
        """Return what there is to choose from."""
        from houqin.solvers.explore import explore

        return explore(self.scenario)


def suite() -> tuple[Benchmark, ...]:
    """Return every benchmark."""
    from houqin.model.kinds import KINDS

    days = [Benchmark(name, partial(days_of, name), (40, 400), ("draw", "kernel", "reference")) for name in KINDS]
    cases = ("jiangyin", "changchun")
    return (*days, Benchmark("case", case, cases, ("explore", "build", "solve", "certify", "run")))


@cache
def shipped() -> dict[str, tuple[Any, str]]:
    """Return by kind a unit of the shipped case with the fewest units that has it."""
    from houqin.scenarios.read import read, templates

    found: dict[str, tuple[Any, str]] = {}
    for case in sorted(map(read, templates()), key=lambda case: len(case.units)):
        for unit in case.units:
            found.setdefault(case.kind(unit).name, (case, unit))
    return found


def days_of(kind: str, n: int) -> Days:
    """Return n days of a kind, its unit run as today."""
    from houqin.model.kinds import KINDS
    from houqin.model.levers import Setting
    from houqin.model.simulate import Sampler, sampler
    from houqin.model.streams import Phase, key
    from houqin.solvers.menu import today, workforce

    address = key(1, Phase.TEST, "bench")
    if kind not in shipped():
        spec, people, setting = KINDS[kind].example()
        return Days(Sampler(KINDS[kind], spec, people, address), setting, n)
    case, unit = shipped()[kind]
    levels = tuple(case.units[unit].today.setting[lever.name] for lever in case.levers(unit))
    return Days(sampler(case, unit, workforce(case, today(case, unit)), address), Setting(levels), n)


@cache
def case(name: str) -> Case:
    """Return a shipped case."""
    from houqin.journey import simulate
    from houqin.scenarios.read import read

    found = read(name)
    simulate(found, replications=1)  # engines compile now, not when they are timed
    return Case(found)


def draw(days: Days) -> Task:
    """Draw the chance of all days; the work is the numbers that were drawn."""
    from houqin.model.streams import Stream

    it = days.sampler

    def done(traces: Any) -> Facts:
        assert all(np.isfinite(a).all() for trace in traces for a in _arrays(trace))
        return {"days": len(traces), "numbers": sum(a.size for trace in traces for a in _arrays(trace))}

    return Task(
        lambda: [it.kind.draw(it.layout, it.workforce, Stream(it.key, r)) for r in range(days.n)],
        done,
    )


def _arrays(trace: Any) -> list[Any]:
    """Return the arrays of a trace."""
    return [a for a in trace if isinstance(a, np.ndarray)]


def kernel(days: Days) -> Task:
    """Tell all days by the kernel; the work is the events of its log, which are those of the reference."""
    it, setting = days.sampler, days.setting
    traces = [it.trace(r) for r in range(days.n)]

    def done(told: Any) -> Facts:
        logs = [it.kind.kernel(it.layout, setting, trace, True) for trace in traces]
        assert all(np.array_equal(a.counts, b.counts) for a, b in zip(told, logs, strict=True))
        assert it.identical(setting, 2), "both engines tell the same events"
        return {"days": len(told), "events": sum(len(each.log) for each in logs)}

    return Task(lambda: [it.kind.kernel(it.layout, setting, trace, False) for trace in traces], done)


def reference(days: Days) -> Task:
    """Tell a tenth of the days by the reference; its counts are the kernel's."""
    it, setting = days.sampler, days.setting
    traces = [it.trace(r) for r in range(max(1, days.n // 10))]

    def done(told: Any) -> Facts:
        fast = [it.kind.kernel(it.layout, setting, trace, True) for trace in traces]
        assert all(np.array_equal(a.counts, b.counts) for a, b in zip(told, fast, strict=True))
        return {"days": len(told), "events": sum(len(each.log) for each in fast)}

    return Task(lambda: [it.kind.reference(it.layout, setting, trace, False) for trace in traces], done)


def explore(case: Case) -> Task:
    """Search the settings of a case anew; the work is what the best plan over them costs."""
    from houqin.solvers.choose import choose
    from houqin.solvers.explore import explore as search

    def done(menus: Any) -> Facts:
        return {"menus": len(menus), "cost, fen": choose(case.scenario, menus).value}

    return Task(lambda: search(case.scenario), done)


def build(case: Case) -> Task:
    """Build the programme of a case; the work is its optimum."""
    from houqin.solvers.programme import build as made
    from houqin.solvers.programme import choosing, solve

    held = choosing(case.scenario, case.menus)
    return Task(lambda: made(held), lambda built: {"cost, fen": solve(built).value})


def solve(case: Case) -> Task:
    """Solve the programme of a case; the work is its optimum, proven."""
    from houqin.solvers.programme import build as made
    from houqin.solvers.programme import choosing
    from houqin.solvers.programme import solve as solved

    built = made(choosing(case.scenario, case.menus))

    def done(answer: Any) -> Facts:
        assert answer.value == answer.bound
        return {"cost, fen": answer.value}

    return Task(lambda: solved(built), done)


def certify(case: Case) -> Task:
    """Certify the plan of a case; the work is the days and the claims."""
    from houqin.solvers.certify import certify as judge
    from houqin.solvers.choose import choose

    plan = choose(case.scenario, case.menus).plan

    def done(certificate: Any) -> Facts:
        assert certificate.identical and certificate.plan == plan.hash()
        return {"days": certificate.kernel_replications, "claims": len(certificate.checks)}

    return Task(lambda: judge(case.scenario, plan), done)


def run(case: Case) -> Task:
    """Do the whole run of a case with one thread and nothing kept; the work is its cost and its certificate."""
    from houqin import journey

    def done(answer: Any) -> Facts:
        certificate, objective = answer.certificate, answer.objective
        assert 0 < objective.lower_bound <= objective.value
        return {"cost, fen": objective.value, "days": certificate.kernel_replications}

    return Task(lambda: journey.run(case.scenario), done)


PHASES: dict[str, Callable[[Any], Task]] = {
    "draw": draw, "kernel": kernel, "reference": reference, "explore": explore, "build": build, "solve": solve,
    "certify": certify, "run": run,
}  # fmt: skip
