"""Certify: the frozen plan meets days it has never met.

The streams' key is derived from the plan's own hash and the number of the attempt, so nobody can choose them; the
certifier knows nothing of how the plan was found. All limits are one-sided and hold together: the error allowed is
shared equally among the standards, and attempt a may spend error / 2^a, so that all attempts together spend no more
than the error stated. Where `study.doublings` allows it, days that leave a standard undecided are doubled; each look at
them has an equal part of the standard's error.

All units meet the days of one stream, so units with the same service and place, the same people and the same setting
have the same days. They are simulated once, and what is said of them is one statement, however many they are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..model import estimate
from ..model.kind import Kind, Payment
from ..model.levers import Setting
from ..model.measures import Counts, Measure
from ..model.policy import Standard
from ..model.scenario import Scenario
from ..model.simulate import Sampler, sampler
from ..model.streams import Phase, key
from .answer import Certificate, Check, Deduction, Volume
from .blocks import Call, gather
from .menu import Option, workforce
from .plan import Plan
from .volumes import Volumes

TAIL = 0.025
"""Error of either limit of a flow."""
BLOCK = 60
"""Replications of a block."""
TOGETHER = 64
"""Cases simulated side by side: more would only hold more days in memory."""
CERTIFIED, MARGINAL, FAILED, REPORTED = "certified", "marginal", "failed", "reported"


@dataclass(frozen=True, slots=True)
class Case:
    """A setting of a unit and the years (from 0) that use it."""

    option: Option
    setting: Setting
    years: tuple[int, ...]
    volumes: Volumes = ()


Days = tuple[str, tuple[str, ...], Setting]
"""A unit that simulates alike, the people, and the setting."""


@dataclass(slots=True)
class Tally:
    """How many blocks have ended of how many; whoever is told of one may end the work."""

    tell: Callable[[int, int], None] | None
    done: int = 0
    total: int = 0

    def expect(self, n: int) -> None:
        """Count on further blocks."""
        self.total += n
        if self.tell:
            self.tell(self.done, self.total)

    def ended(self, *_: Any) -> None:
        """Count a block that has ended."""
        self.done += 1
        if self.tell:
            self.tell(self.done, self.total)


@dataclass(frozen=True, slots=True)
class Said:
    """What its days say of a case."""

    checks: tuple[Check, ...]
    deduction: Deduction
    volumes: tuple[Volume, ...]

    def of(self, case: Case) -> "Said":
        """Return the same said of another case with the same days."""
        unit, years = case.option.unit, case.years
        return Said(
            tuple(replace(check, unit=unit, years=years) for check in self.checks),
            replace(self.deduction, unit=unit, years=years),
            tuple(replace(volume, unit=unit, years=years) for volume in self.volumes),
        )


def cases(plan: Plan) -> tuple[Case, ...]:
    """Return the different settings of a plan; years with equal settings share one."""
    found: list[Case] = []
    for award in plan.awards:
        years: dict[Setting, list[int]] = {}
        for y, year in enumerate(award.years):
            years.setdefault(year.point.setting, []).append(y)
        for setting, used in years.items():
            found.append(Case(award.option, setting, tuple(used), award.years[used[0]].point.volumes))
    return tuple(found)


def stream(seed: int, plan: str, attempt: int) -> int:
    """Return the key of the streams that certify a plan (given by its hash) at an attempt."""
    return key(seed, Phase.CERTIFY, f"{plan}/{attempt}")


def certify(
    scenario: Scenario,
    plan: Plan,
    attempt: int = 1,
    label: str = "",
    executor: Executor | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Certificate:
    """Return what fresh days say about a plan.

    Parameters
    ----------
    attempt : int
        From 1; each attempt has streams of its own and half the error of the one before.
    label : str
        Marks certificates of plans that are only compared with ("today").
    executor : concurrent.futures.Executor, optional
        Simulates by blocks of replications; the certificate does not depend on it.
    tell : callable (done, total), optional
        Told of every block, in the caller's thread; what it raises ends the work.
    """
    study, found = scenario.study, cases(plan)
    streams = stream(study.seed, plan.hash() + label, attempt)
    same: dict[Days, list[int]] = {}
    for i, case in enumerate(found):
        same.setdefault(_days(scenario, case), []).append(i)
    error = study.error / 2**attempt
    alpha = error / max(1, _statements(scenario, found, same)) / (1 + study.doublings)
    said: list[Said | None] = [None] * len(found)
    pictures: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    identical, spent, tally = True, 0, Tally(tell)
    days = _simulated(scenario, tuple(found[group[0]] for group in same.values()), streams, executor, tally)
    for group, (counts, twins) in zip(same.values(), days, strict=True):
        identical &= twins
        some = [found[i] for i in group]
        counts, verdicts = _settled(scenario, some, counts, streams, executor, tally, alpha, 1 - error)
        spent += len(counts)
        for i, verdict in zip(group, verdicts, strict=True):
            said[i] = verdict
        if at_first := [found[i].option.unit for i in group if 0 in found[i].years]:
            pictures |= dict.fromkeys(at_first, _picture(scenario, at_first[0], counts))
    every = [verdict for verdict in said if verdict is not None]
    shown = {award.option.unit: pictures[award.option.unit] for award in plan.awards}
    checks = [check for verdict in every for check in verdict.checks]
    return Certificate(
        plan=plan.hash(),
        key=streams,
        attempt=attempt,
        status=_status(checks),
        confidence=1 - error,
        checks=tuple(checks),
        deductions=tuple(verdict.deduction for verdict in every),
        kernel_replications=spent,
        reference_replications=study.reference_replications * len(same),
        identical=identical,
        histograms={unit: bins for unit, (bins, _) in shown.items()},
        percentiles={unit: minutes for unit, (_, minutes) in shown.items()},
        volumes=tuple(volume for verdict in every for volume in verdict.volumes),
    )


def _days(scenario: Scenario, case: Case) -> Days:
    """Return what the days of a case depend on, besides the stream."""
    people = tuple(team.model_dump_json(exclude={"source"}) for team in workforce(scenario, case.option))
    return scenario.like(case.option.unit), people, case.setting


def _statements(scenario: Scenario, found: tuple[Case, ...], same: Mapping[Days, list[int]]) -> int:
    """Return how many different statements a certificate makes: days by measure and target."""
    return sum(len({(name, standard.at_least) for i in group for name, standard in _targets(scenario, found[i])})
               for group in same.values())  # fmt: skip


def _targets(scenario: Scenario, case: Case) -> Iterable[tuple[str, Standard]]:
    return scenario.targets(case.option.unit).items()


def _settled(
    scenario: Scenario,
    group: list[Case],
    counts: Counts,
    streams: int,
    executor: Executor | None,
    tally: Tally,
    alpha: float,
    confidence: float,
) -> tuple[Counts, list[Said]]:
    """Return what the days of some cases say of each, doubled while that is undecided, and the days."""
    said = list(_said(scenario, group, counts, alpha, confidence))
    for _ in range(scenario.study.doublings):
        if not any(check.status == MARGINAL for verdict in said for check in verdict.checks):
            break
        source = sampler(scenario, group[0].option.unit, workforce(scenario, group[0].option), streams)
        calls: list[Call] = [(work, (source, group[0].setting, n, at))
                             for work, n, at in _blocks(len(counts), 2 * len(counts))]  # fmt: skip
        tally.expect(len(calls))
        counts = np.concatenate([counts, *gather(executor, calls, tally.ended)])
        said = list(_said(scenario, group, counts, alpha, confidence))
    return counts, said


def _said(
    scenario: Scenario, group: list[Case], counts: Counts, alpha: float, confidence: float
) -> Iterator[Said]:
    """Yield what the days of some cases say of each of them."""
    known: dict[Any, Said] = {}
    for case in group:
        like = tuple((name, standard.at_least) for name, standard in _targets(scenario, case)), case.volumes
        if like not in known:
            checks = tuple(_checks(scenario, case, counts, alpha, confidence))
            paid = _deduction(scenario, case, scenario.kind(case.option.unit), counts)
            known[like] = Said(checks, paid, tuple(_volumes(scenario, case, counts)))
        yield known[like].of(case)


def _simulated(
    scenario: Scenario,
    found: tuple[Case, ...],
    streams: int,
    executor: Executor | None,
    tally: Tally,
) -> Iterator[tuple[Counts, bool]]:
    """Yield every case's counts, and whether both engines agree on the replications they share."""
    study = scenario.study
    blocks = _blocks(0, study.certify_replications)
    blocks += [(_identical, 1, at) for at in range(study.reference_replications)]
    each = len(blocks)
    tally.expect(each * len(found))
    for first in range(0, len(found), TOGETHER):
        some = found[first : first + TOGETHER]
        days = [sampler(scenario, c.option.unit, workforce(scenario, c.option), streams) for c in some]
        calls: list[Call] = [(work, (source, case.setting, n, at))
                             for case, source in zip(some, days, strict=True) for work, n, at in blocks]  # fmt: skip
        made = gather(executor, calls, tally.ended)
        for i in range(len(some)):
            parts = made[i * each : (i + 1) * each]
            counts = np.concatenate(parts[: each - study.reference_replications])
            yield counts, all(parts[each - study.reference_replications :])


def _blocks(first: int, last: int) -> list[tuple[Callable[..., Any], int, int]]:
    """Return the work on replications first .. last - 1, block by block: what to do, how many, from which on."""
    return [(_counts, min(BLOCK, last - at), at) for at in range(first, last, BLOCK)]


def _counts(source: Sampler, setting: Setting, n: int, start: int) -> Counts:
    """Return the counts of a block."""
    return source.counts(setting, n, start)


def _identical(source: Sampler, setting: Setting, n: int, start: int) -> bool:
    """Return whether both engines agree on a block."""
    return source.identical(setting, n, start)


def _volumes(scenario: Scenario, case: Case, counts: Counts) -> list[Volume]:
    """Return the flows of a setting on fresh days, beside what the plan's money rests on."""
    found, planned, unit = [], dict(case.volumes), case.option.unit
    for flow in scenario.kind(unit).flows(scenario.spec(unit)):
        seen = estimate.mean(flow.scale * counts[:, flow.counts].sum(axis=1).astype(np.float64))
        limits = seen.lower(TAIL), seen.upper(TAIL)
        found.append(Volume(unit, case.years, flow.name, planned[flow.name] / 1000, seen.value, seen.error, *limits))
    return found


def _checks(scenario: Scenario, case: Case, counts: Counts, alpha: float, confidence: float) -> list[Check]:
    targets = scenario.targets(case.option.unit)
    return [
        check(case, measure, counts, targets[name].at_least if name in targets else None, alpha, confidence)
        for name, measure in scenario.measures(case.option.unit).items()
    ]


def check(case: Case, measure: Measure, counts: Counts, target: float | None, alpha: float, confidence: float) -> Check:
    """Return the verdict on one measure: its one-sided limits at level 1 - alpha against the target.

    The verdict is taken on D = good - target * all per day (Student t): certified when the lower limit of E[D] is not
    negative, failed when its upper limit is, else marginal. The limits printed are those of the ratio.
    """
    good = measure.scale * counts[:, measure.good].sum(axis=1).astype(np.float64)
    total = counts[:, measure.all].sum(axis=1).astype(np.float64)
    ratio = estimate.ratio(good, total)
    status = REPORTED
    if target is not None and ratio is not None:
        excess = estimate.mean(measure.excess(counts, target))
        status = CERTIFIED if excess.lower(alpha) >= 0 else FAILED if excess.upper(alpha) < 0 else MARGINAL
    return Check(
        unit=case.option.unit,
        years=case.years,
        measure=measure.name,
        target=target,
        estimate=ratio.value if ratio else None,
        lower=_clip(measure, ratio.lower(alpha)) if ratio else None,
        upper=_clip(measure, ratio.upper(alpha)) if ratio else None,
        confidence=confidence,
        replications=len(counts),
        status=status,
    )


def _clip(measure: Measure, value: float) -> float:
    return min(max(value, measure.lower), measure.upper)


def _status(checks: list[Check]) -> str:
    said = {c.status for c in checks}
    return FAILED if FAILED in said else MARGINAL if MARGINAL in said else CERTIFIED


def _deduction(scenario: Scenario, case: Case, kind: Kind, counts: Counts) -> Deduction:
    paid: Payment = kind.payment(scenario.spec(case.option.unit), counts)
    days = scenario.labour.workdays_per_year
    return Deduction(
        case.option.unit, case.years, paid.share, paid.share_error, paid.fine * days, paid.fine_error * days
    )


def _picture(scenario: Scenario, unit: str, counts: Counts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the histograms of a unit's days, name -> bin counts, and the minutes that shares of all do not exceed."""
    found = scenario.kind(unit).histogram(scenario.spec(unit), counts)
    minutes = {
        name: {
            "text": {"zh": text.zh, "en": text.en},
            "p50": estimate.percentile(bins, edges, 0.5),
            "p90": estimate.percentile(bins, edges, 0.9),
            "p95": estimate.percentile(bins, edges, 0.95),
        }
        for name, (text, edges, bins) in found.items()
    }
    return {name: [int(v) for v in bins] for name, (_, _, bins) in found.items()}, minutes
