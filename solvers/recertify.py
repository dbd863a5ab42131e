"""The certificate of a saved plan, made again: the plan's hash from its rows, and the same days simulated once more."""

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..model import estimate
from ..model.conduct import Conduct
from ..model.kind import Workforce
from ..model.levers import Setting
from ..model.measures import Counts, Measure
from ..model.mode import MODES, ModeName, ModeTerms
from ..model.scenario import Scenario
from ..model.simulate import Sampler, sampler
from ..model.streams import Phase, key

Row = dict[str, Any]
Case = tuple[Row, Setting, list[int]]
"""A unit's row in the plan, one of its settings, and the years that use it."""
TRACKS = ("present", "retire", "exit", "redeploy", "dismiss", "recruit")


@dataclass(frozen=True)
class Seen:
    """What the days say: rows of result.json, and whether both engines agree."""

    rows: list[Row]
    cuts: list[Row]
    histograms: Row
    percentiles: Row
    volumes: list[Row]
    planned: list[tuple[str, Row, Row]]
    """(unit, stated, counted): the flows a plan's money rests on, in thousandths of a unit a working day."""
    identical: bool


def fingerprint(awards: list[Row], people: list[Row]) -> str:
    """Return the hash of a plan from its rows: SHA-256 of its decisions as JSON with sorted keys."""

    def pairs(counts: Row) -> list[list[Any]]:
        return [[name, n] for name, n in sorted(counts.items())]

    def point(year: Row) -> Row:
        setting = {"levels": list(year["setting"].values()), "staff": year["staff"]}
        flows = {"volumes": pairs(year["volumes"])} if year["volumes"] else {}
        return {"setting": setting, "posts": year["posts"], "machines": year["machines"], **flows}

    plan = {
        "awards": [
            {
                "option": {"unit": a["unit"], "mode": a["mode"], "bid": a["bid"] or ""},
                "years": [
                    {
                        "point": point(y),
                        "staff": pairs(y["staff_by_group"]),
                        **{k: pairs(y[k]) for k in ("buy", "sell", "lease", "own")},
                    }
                    for y in a["years"]
                ],
            }
            for a in awards
        ],
        "paths": [
            {"group": g, **{k: [r[k] for r in people if r["group"] == g] for k in TRACKS}}
            for g in dict.fromkeys(row["group"] for row in people)
        ],
    }
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()


def cases(awards: list[Row]) -> list[Case]:
    """Return each different setting of each unit with the years that use it."""
    found: list[Case] = []
    for award in awards:
        years: dict[Setting, list[int]] = {}
        for y, year in enumerate(award["years"]):
            setting = Setting(tuple(year["setting"].values()), year["staff"])
            years.setdefault(setting, []).append(y)
        found += [(award, setting, used) for setting, used in years.items()]
    return found


def days(scenario: Scenario, found: list[Case], stream: int, error: float) -> Seen:
    """Return what the days of a stream say about settings; `error` is shared equally among their standards."""
    study, seen, identical = scenario.study, Seen([], [], {}, {}, [], [], True), True
    same = [_same(scenario, award, setting) for award, setting, _ in found]
    targets = [{(name, t.at_least) for name, t in scenario.targets(award["unit"]).items()} for award, _, _ in found]
    statements = {(days, *target) for days, each in zip(same, targets, strict=True) for target in each}
    alpha = error / max(1, len(statements)) / (1 + study.doublings)
    left, known = Counter(same), dict[str, Counts]()
    for days, (award, setting, years) in zip(same, found, strict=True):
        unit = award["unit"]
        if days not in known:
            source = sampler(scenario, unit, _workforce(scenario, award), stream)
            asked = set().union(*(t for d, t in zip(same, targets, strict=True) if d == days))
            known[days] = _doubled(scenario, unit, source, setting, asked, alpha)
            identical &= source.identical(setting, study.reference_replications)
        counts = known[days]
        left[days] -= 1
        if not left[days]:
            del known[days]
        for name, measure in scenario.measures(unit).items():
            row = {"unit": unit, "years": years, "measure": name, "confidence": 1 - error}
            seen.rows.append({**row, **_row(scenario, unit, measure, counts, alpha)})
        seen.cuts.append({"unit": unit, "years": years, **_payment(scenario, unit, counts)})
        if unit not in seen.histograms:
            shown = scenario.kind(unit).histogram(scenario.spec(unit), counts)
            seen.histograms[unit] = {name: [int(v) for v in bins] for name, (_, _, bins) in shown.items()}
            seen.percentiles[unit] = {
                name: {
                    "text": {"zh": text.zh, "en": text.en},
                    "p50": _reached(bins, edges, 50),
                    "p90": _reached(bins, edges, 90),
                    "p95": _reached(bins, edges, 95),
                }
                for name, (text, edges, bins) in shown.items()
            }
        seen.volumes.extend(_flows(scenario, unit, counts, years, award["years"][years[0]]["volumes"]))
        counted = _planned(scenario, award, setting)
        seen.planned.extend((unit, award["years"][y]["volumes"], counted) for y in years)
    return replace(seen, identical=identical)


def _doubled(
    scenario: Scenario, unit: str, source: Sampler, setting: Setting, asked: set[tuple[str, float]], alpha: float
) -> Counts:
    """Return the days of a setting, doubled as often as is allowed while one of the targets is undecided."""
    study, measures = scenario.study, scenario.measures(unit)
    counts = source.counts(setting, study.certify_replications)
    for _ in range(study.doublings):
        if "marginal" not in {_verdict(measures[name], counts, at_least, alpha) for name, at_least in asked}:
            break
        counts = np.concatenate([counts, source.counts(setting, len(counts), len(counts))])
    return counts


def _verdict(measure: Measure, counts: Counts, at_least: float, alpha: float) -> str:
    """Return what days say of one target."""
    if not counts[:, measure.all].any():
        return "reported"
    excess = estimate.mean(measure.excess(counts, at_least))
    return "certified" if excess.lower(alpha) >= 0 else "failed" if excess.upper(alpha) < 0 else "marginal"


def different(scenario: Scenario, found: list[Case]) -> list[Case]:
    """Return the first of those cases that meet the same days: alike places, with the same people and setting."""
    first: dict[str, Case] = {}
    for case in found:
        first.setdefault(_same(scenario, *case[:2]), case)
    return list(first.values())


def _same(scenario: Scenario, award: Row, setting: Setting) -> str:
    """Return what days depend on besides their stream: service and place, people, setting."""
    unit = scenario.units[award["unit"]]
    people = [team.model_dump(mode="json", exclude={"source"}) for team in _workforce(scenario, award)]
    place = unit.place.model_dump(mode="json")
    return json.dumps([unit.service, place, people, setting.levels, setting.staff], sort_keys=True)


def _flows(scenario: Scenario, unit: str, counts: Counts, years: list[int], stated: Row) -> list[Row]:
    """Return the rows of a unit's flows from its certificate's days."""
    rows = []
    for flow in scenario.kind(unit).flows(scenario.spec(unit)):
        seen = estimate.mean(flow.scale * counts[:, flow.counts].sum(axis=1).astype(np.float64))
        sums = {"estimate": seen.value, "error": seen.error, "lower": seen.lower(0.025), "upper": seen.upper(0.025)}
        rows.append({"unit": unit, "years": years, "flow": flow.name, "planned": stated[flow.name] / 1000, **sums})
    return rows


def _planned(scenario: Scenario, award: Row, setting: Setting) -> Row:
    """Return the flows of a setting on the days of the search, in thousandths of a unit a working day."""
    unit, days = award["unit"], scenario.study.search_replications
    flows = scenario.kind(unit).flows(scenario.spec(unit))
    if not flows:
        return {}
    stream = key(scenario.study.seed, Phase.SEARCH, scenario.like(unit))
    counts = sampler(scenario, unit, _workforce(scenario, award), stream).counts(setting, days)
    return {
        flow.name: round(Fraction(repr(flow.scale)) * int(sum(counts[:, c].sum() for c in flow.counts)) * 1000 / days)
        for flow in flows
    }


def _reached(bins: Any, edges: Any, percent: int) -> float | None:
    """Return the upper edge of the first bin by which `percent` of all cases are in; None in the open bin."""
    total, before = int(sum(bins)), 0
    for count, edge in zip(bins, edges[1:], strict=True):
        before += int(count)
        if total and 100 * before >= percent * total:
            return float(edge) if math.isfinite(edge) else None
    return None


def _workforce(scenario: Scenario, award: Row) -> Workforce:
    """Return who fills the posts of a unit."""
    other = scenario.hiring.conduct if scenario.hiring else Conduct()
    if award["bid"]:
        other = scenario.vendors[scenario.bids[award["bid"]].vendor].conduct
    own = next((g.conduct for g in scenario.staff_for(award["unit"]).values()), other)

    def led(team: Conduct, mode: ModeName) -> Conduct:
        factor = scenario.modes.get(mode, ModeTerms()).management_factor
        return team.model_copy(update={"productivity": team.productivity * factor, "source": None})

    apart = MODES[award["mode"]].manages == "each"
    return led(own, "in_house" if apart else award["mode"]), led(other, award["mode"])


def _row(scenario: Scenario, unit: str, measure: Measure, counts: Counts, alpha: float) -> Row:
    """Return one row of a certificate from its days."""
    target = scenario.targets(unit).get(measure.name)
    good = measure.scale * counts[:, measure.good].sum(axis=1).astype(np.float64)
    ratio = estimate.ratio(good, counts[:, measure.all].sum(axis=1).astype(np.float64))
    status = _verdict(measure, counts, target.at_least, alpha) if target and ratio else "reported"

    def clip(value: float) -> float | None:
        limited = min(max(value, measure.lower), measure.upper)
        return limited if math.isfinite(limited) else None

    return {
        "stat": "ratio of sums",
        "target": target.at_least if target else None,
        "estimate": ratio.value if ratio else None,
        "lower": clip(ratio.lower(alpha)) if ratio else None,
        "upper": clip(ratio.upper(alpha)) if ratio else None,
        "replications": len(counts),
        "status": status,
    }


def _payment(scenario: Scenario, unit: str, counts: Counts) -> Row:
    """Return the expected deductions of a unit from its days."""
    paid = scenario.kind(unit).payment(scenario.spec(unit), counts)
    workdays = scenario.labour.workdays_per_year
    found = {
        "share": paid.share,
        "share_error": paid.share_error,
        "fine_per_year": paid.fine * workdays,
        "fine_error": paid.fine_error * workdays,
    }
    return {k: v if math.isfinite(v) else None for k, v in found.items()}
