"""An answer as the dictionary that becomes result.json: every number a report prints, and all a verifier needs.

Money is whole fen. What is not finite is null. The last key, `digest`, is the SHA-256 of all others in canonical form
(sorted keys, no spaces), so that no number can be changed alone.

What a kind's flows and switches, and the case's surveys add (rows are the fields of the classes in `solvers.answer` and
`model.survey`; empty lists where there is nothing to say):

- `units.<unit>.flows`: name -> text, unit, item; a year's `volumes`: flow -> thousandths of a unit a working day
- `volumes`, `baseline_volumes`: the same on the certificate's days, in units a working day, with 95 % limits (`Volume`)
- `brief`: there, and true, where options and rules are too many to be solved for one by one unasked
- `alternatives[].flow`, `.break_even_per_unit`: of bids paid by the unit, the price in yuan that draws level
- `per_unit`: what a meal costs the bureau, in fen, under the plan (`chosen`) and the best plan of each other mode
- `margins`: what is left to vendors paid by the unit; `switches`: the best plan with and without a switch
- `contracts[].route`: the way of procurement of each year, null where `policy.route` is off; `.bonus`: all years
- `surveys`: what questionnaires prove, loosely and strictly read; also there when there is no plan
- `rates`, `spread`: cost per m2 and year of places that share a service, and its variance, before and after
- `grids`: the plan's settings as the tables of their kinds; `rosters`: what planning opening and shifts at once saves
- `funds`, `passthrough`: what all payments, each fund and each item paid at cost come to by year, against its limit,
  and how likely more (`solvers.overrun.Purse`; `names.funds` and `names.passthrough` are in words); only where used
- `units.<unit>.score`, `.told`: the measure today's quality is stated in, and those that cannot be standards
"""

import hashlib
import json
import math
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..model.mode import MODES
from ..model.scenario import Expectation, Scenario
from ..model.text import Text
from ..solvers import ledger as money
from ..solvers import prices
from ..solvers.answer import Answer, Certificate, Line, RuleState
from ..solvers.menu import Option
from ..solvers.plan import Award, Path, Plan, Year
from ..solvers.repairs import YEARLY
from ..solvers.spread import rates, spreads
from . import funded, references
from .holders import contracts
from .options import Json, build_ups, grids, points, rosters

SCHEMA = 1
STAFF = {
    "staff": Text("在编人员(在岗)", "staff in post, at work"),
    "stranded": Text("在编人员(无岗)", "staff in post, idle"),
}
LIBRARIES = {
    "houqin": "houqin",
    "numpy": "numpy",
    "numba": "numba",
    "simpy": "simpy",
    "pyomo": "pyomo",
    "highs": "highspy",
}


PLAIN = frozenset({str, int, bool, type(None)})
"""Types whose values stand in a result as they are."""


def result(answer: Answer) -> Json:
    """Return everything a run found out as plain data; the same answer gives the same bytes on the same machine."""
    scenario = answer.scenario
    found: Json = {
        **premises(scenario),
        "status": answer.status,
        "rules": [_rule(rule) for rule in answer.rules],
        "conflicts": _conflicts(answer),
        "findings": [
            {"code": f.code, "level": f.level, "text": _said(f.text), "arithmetic": f.arithmetic}
            for f in answer.findings
        ],
        "surveys": [asdict(survey) for survey in answer.surveys],
        "attempts": [
            {"plan": a.plan, "status": a.status, "failed": [list(p) for p in a.failed]} for a in answer.attempts
        ],
        "provenance": provenance(),
    }
    if answer.plan:
        found |= _decided(answer, answer.plan)
    found["expect"] = [_expected(found, e) for e in scenario.expect]
    clean: Json = {key: _finite(found.pop(key)) for key in tuple(found)}  # a part at a time: results may be large
    return {**clean, "digest": digest(clean)}


def premises(scenario: Scenario) -> Json:
    """Return the part of a result that the case itself states: it needs no run."""
    return {
        "schema_version": SCHEMA,
        "scenario": {"id": scenario.id, "hash": scenario.hash()},
        "title": {"zh": scenario.title.zh, "en": scenario.title.en},
        "start": scenario.horizon.start.isoformat(),
        "years": scenario.horizon.years,
        "seed": scenario.study.seed,
        "money_unit": "fen",
        "units": {name: _unit(scenario, name) for name in scenario.units},
        "names": {
            "items": {item: _said(text) for item, text in {**prices.ITEMS, **STAFF}.items()},
            "modes": {name: _said(mode.text) for name, mode in MODES.items()},
            **funded.names(scenario),
        },
        "facts": money.facts(scenario),
    }


def foreseen(scenario: Scenario) -> list[Json] | None:
    """Return the expectations of a case as `result` judges them; None where one is about what only a run finds out."""
    found = premises(scenario) if scenario.expect else {}
    if any(e.metric.split(".")[0] not in found for e in scenario.expect):
        return None
    return [_finite(_expected(found, e)) for e in scenario.expect]


def _expected(found: Json, expectation: Expectation) -> Json:
    """Return an expectation with the figure at its dotted path (None where there is none) and whether it holds."""
    value: Any = found
    for step in expectation.metric.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    holds = isinstance(value, int | float) and not isinstance(value, bool)
    if holds:
        slack, stated = expectation.abs_tol, expectation.equals
        holds = stated is None or abs(value - stated) <= slack
        holds = holds and (expectation.at_least is None or value >= expectation.at_least - slack)
        holds = holds and (expectation.at_most is None or value <= expectation.at_most + slack)
    bare = expectation.model_dump(mode="json", exclude={"source", "cited"})
    return {**bare, "value": value if not isinstance(value, dict | list) else None, "holds": holds}


def digest(content: Json) -> str:
    """Return the SHA-256 of a result without its own `digest`."""
    sha, between = hashlib.sha256(), b"{"
    for key in sorted(content.keys() - {"digest"}):
        part = {key: content[key]}  # large results would not stand in memory as one text
        text = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        sha.update(between + text[1:-1].encode())
        between = b","
    sha.update(b"}")
    return sha.hexdigest()


def provenance() -> Json:
    """Return what made the result: versions and platform."""

    def found(name: str) -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    versions = {key: found(name) for key, name in LIBRARIES.items()}
    return {**versions, "python": platform.python_version(), "platform": platform.platform()}


def _decided(answer: Answer, plan: Plan) -> Json:
    """Return the part of a result that exists once there is a plan."""
    scenario, base = answer.scenario, answer.baseline
    found: Json = {
        "plan_hash": plan.hash(),
        "plan": _awards(scenario, plan, answer.ledger),
        "contracts": contracts(answer, plan),
        "workforce": [row for path in plan.paths for row in _path(plan, path, answer.ledger)],
        "ledger": [_line(line) for line in answer.ledger],
        "totals": {"plan": _totals(scenario, answer.ledger)},
        "cost_by_mode": build_ups(answer, plan),
        "menu_points": points(answer, plan),
        "grids": grids(scenario, plan),
        "rosters": rosters(scenario, plan, answer.menus),
        "alternatives": _alternatives(answer),
        **({"brief": True} if answer.brief else {}),
        "switches": [{**asdict(s), "text": _said(s.text)} for s in answer.switches],
        "per_unit": [{**asdict(row), "bid": row.bid or None} for row in answer.per_unit],
        "margins": [{**asdict(row), "bid": row.bid or None} for row in answer.margins],
        **funded.rows(answer, plan),
    }
    if answer.objective:
        o = answer.objective
        found["objective"] = {
            "name": "present_value", "value": o.value, "lower_bound": o.lower_bound, "solver_gap": o.solver_gap,
            "menu_gap": o.menu_gap, "proven": o.proven, "sampling_interval": list(o.sampling),
            "seen_bound": o.seen_bound, "seen_gap": o.seen_gap, "spent": o.spent, "spent_gap": o.spent_gap,
            "contrary": o.contrary,
            "exact_bound": answer.proof.bound if answer.proof else None,
        }  # fmt: skip
    if answer.certificate:
        found |= _certified(answer.certificate, "")
        c = answer.certificate
        found["engines"] = {
            "reference_replications": c.reference_replications,
            "kernel_replications": c.kernel_replications,
            "identical": c.identical,
        }
    if base:
        found["baseline"] = _awards(scenario, base, answer.baseline_ledger)
        found["baseline_workforce"] = [row for p in base.paths for row in _path(base, p, answer.baseline_ledger)]
        found["baseline_ledger"] = [_line(line) for line in answer.baseline_ledger]
        found["totals"]["today"] = _totals(scenario, answer.baseline_ledger)
        found["baseline_hash"] = base.hash()
        each = rates(scenario, answer.ledger, answer.baseline_ledger)
        found |= {"rates": [asdict(r) for r in each], "spread": [asdict(s) for s in spreads(each)]}
    if answer.baseline_certificate:
        found |= _certified(answer.baseline_certificate, "baseline_")
    if answer.difference:
        d = answer.difference
        found["difference"] = {
            "value": d.value, "lower": d.lower, "upper": d.upper, "confidence": d.confidence, "futures": d.futures,
        }  # fmt: skip
    return found


def _finite(value: Any) -> Any:
    """Return plain data with infinities and NaN as null and tuples as lists."""
    if isinstance(value, dict):
        return {str(k): v if type(v) in PLAIN else _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [v if type(v) in PLAIN else _finite(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _said(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def _unit(scenario: Scenario, name: str) -> Json:
    unit, kind, measures = scenario.units[name], scenario.kind(name), scenario.measures(name)
    return {
        "site": unit.site,
        "service": unit.service,
        "kind": kind.name,
        "area_m2": scenario.sites[unit.site].area_m2,
        "measures": {m: _said(measure.text) for m, measure in measures.items()},
        "measure_units": {m: measure.unit for m, measure in measures.items()},
        "levers": {v.name: _said(v.text) for v in scenario.levers(name)},
        "score": kind.score,
        "told": [m for m, measure in measures.items() if not measure.standard],
        "flows": {
            f.name: {"text": _said(f.text), "unit": _said(f.unit), "item": f.item}
            for f in kind.flows(scenario.spec(name))
        },
    }


def _awards(scenario: Scenario, plan: Plan, lines: Iterable[Line]) -> list[Json]:
    """Return all units of a plan."""
    mine: dict[str, list[Line]] = {award.option.unit: [] for award in plan.awards}
    for line in lines:
        mine.setdefault(line.unit, []).append(line)
    return [_award(scenario, award, mine[award.option.unit]) for award in plan.awards]


def _award(scenario: Scenario, award: Award, mine: list[Line]) -> Json:
    """Return a unit's option, years and costs; `setting`, `equipment`, `posts` and `heads` are the first year's."""
    option, unit = award.option, scenario.units[award.option.unit]
    years = [_year(scenario, option, year) for year in award.years]
    first, team = years[0], "vendor" if option.bid else "hired"
    return {
        "unit": option.unit,
        "site": unit.site,
        "service": unit.service,
        "kind": scenario.kind(option.unit).name,
        "mode": option.mode,
        "vendor": prices.vendor(scenario, option),
        "bid": option.bid or None,
        **references.marked(scenario, option),
        **{key: first[key] for key in ("setting", "equipment", "posts", "staff")},
        "heads": {**first["staff_by_group"], team: first["other"]},
        "cost": _totals(scenario, mine),
        "years": years,
    }


def _year(scenario: Scenario, option: Option, year: Year) -> Json:
    point = year.point
    names = [v.name for v in scenario.levers(option.unit)]
    return {
        "posts": point.posts,
        "staff": point.staff,
        "other": point.posts - point.staff,
        "staff_by_group": dict(year.staff),
        "setting": dict(zip(names, point.setting.levels, strict=True)),
        "equipment": dict(point.machines),
        "machines": [list(pair) for pair in point.machines],
        "short": list(point.short),
        "volumes": dict(point.volumes),
        **{key: dict(getattr(year, key)) for key in ("own", "buy", "sell", "lease")},
    }


def _line(line: Line) -> Json:
    return {
        "year": line.year, "unit": line.unit, "group": line.group, "item": line.item, "index": line.index,
        "fen": line.fen, "base": line.base,
    }  # fmt: skip


def _totals(scenario: Scenario, lines: Iterable[Line]) -> Json:
    kept = tuple(lines)
    return {
        "by_year": list(money.by_year(scenario, kept)),
        "npv": money.present_value(scenario, kept),
        "by_item": money.by_item(kept),
    }


def _path(plan: Plan, path: Path, lines: Iterable[Line]) -> list[Json]:
    kept = tuple(lines)
    return [
        {
            "group": path.group, "year": y, "present": path.present[y],
            "working": sum(dict(a.years[y].staff).get(path.group, 0) for a in plan.awards),
            "stay": path.present[y] - path.retire[y], "retire": path.retire[y], "exit": path.exit[y],
            "redeploy": path.redeploy[y], "dismiss": path.dismiss[y], "recruit": path.recruit[y],
            "stranded_cost": money.stranded(kept, path.group, y),
        }
        for y in range(len(path.present))
    ]  # fmt: skip


def _certified(certificate: Certificate, prefix: str) -> Json:
    """Return a certificate's rows and what holds for all of them."""
    c = certificate
    return {
        f"{prefix}certificate": [
            {
                "unit": k.unit, "years": list(k.years), "measure": k.measure, "stat": "ratio of sums",
                "target": k.target, "estimate": k.estimate, "lower": k.lower, "upper": k.upper,
                "confidence": k.confidence, "replications": k.replications, "status": k.status,
            }
            for k in c.checks
        ],
        f"{prefix}certification": {
            "plan": c.plan, "key": str(c.key), "attempt": c.attempt, "status": c.status, "confidence": c.confidence,
            "kernel_replications": c.kernel_replications, "reference_replications": c.reference_replications,
            "identical": c.identical, "histograms": c.histograms, "percentiles": c.percentiles,
        },
        f"{prefix}deductions": [
            {
                "unit": d.unit, "years": list(d.years), "share": d.share, "share_error": d.share_error,
                "fine_per_year": d.fine_per_year, "fine_error": d.fine_error,
            }
            for d in c.deductions
        ],
        f"{prefix}volumes": [asdict(volume) for volume in c.volumes],
    }  # fmt: skip


def _rule(rule: RuleState) -> Json:
    return {
        "id": rule.id, "text": _said(rule.text), "state": rule.state, "binding": rule.binding,
        "violation": rule.violation, "price_per_year": rule.price_per_year, "points": rule.points,
        "source": rule.source,
    }  # fmt: skip


def _conflicts(answer: Answer) -> list[Json]:
    """Return the rules in conflict, each with the least by which it alone would have to give way."""
    found = []
    for rule in answer.conflict:
        repairs = [
            {"rule": r.rule, "amount": r.amount, "unit": r.unit, "text": _said(r.text)}
            for r in answer.repairs
            if r.rule == rule.id
            or (r.rule not in {c.id for c in answer.conflict} and rule.id.startswith(YEARLY))
        ]
        found.append({**_rule(rule), "proven": answer.conflict_proven, "repairs": repairs})
    return found


def _alternatives(answer: Answer) -> list[Json]:
    value = answer.objective.value if answer.objective else 0
    return [
        {
            "unit": a.unit, "mode": a.mode, "bid": a.bid or None,
            "vendor": prices.vendor(answer.scenario, Option(a.unit, a.mode, a.bid)),
            "extra": a.extra if a.feasible else None, "value": value + a.extra if a.feasible else None,
            "break_even_per_post_month": a.break_even_per_post_month, "feasible": a.feasible,
            "flow": a.flow or None, "break_even_per_unit": a.break_even_per_unit,
            **references.marked(answer.scenario, Option(a.unit, a.mode, a.bid)),
        }
        for a in answer.alternatives
    ]  # fmt: skip
