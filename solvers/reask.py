"""What a saved run says of switches, costs per meal, vendors' margins and surveys, checked again from its rows."""

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..model.scenario import Scenario
from . import repurse
from .recount import Tariff, rational

Row = dict[str, Any]
Fault = tuple[str, str, str]
"""(place in result.json, sentence in Chinese, sentence in English)."""
DIFFERS = ("与重新计算不符", "does not agree with its recount")
NEAR = 1e-9
"""Tolerance of tail probabilities."""


def faults(tariff: Tariff, result: Row) -> Iterator[Fault]:
    """Yield what does not agree in the answers about a plan."""
    for i, row in enumerate(result["switches"]):
        for field in _switch(tariff.scenario, result, row):
            yield (f"switches[{i}].{field}", *DIFFERS)
    stated = [r for r in result["per_unit"] if r["chosen"]]
    counted = list(_served(tariff, result))
    if len(stated) != len(counted):
        yield ("per_unit", *DIFFERS)
    for row, (flow, cost, quantity) in zip(stated, counted, strict=False):
        if row["flow"] != flow or not _close(row["cost"], cost) or not _close(row["quantity"], quantity):
            yield (f"per_unit.{row['unit']}.{row['flow']}", *DIFFERS)
    yield from repurse.faults(tariff, result)
    for i, row in enumerate(result["margins"]):
        left = row["income"] + row["fee"] - row["food"] - row["people"] - row["machines"]
        left -= sum(row.get(name, 0) for name in ("overhead", "rent", "tax"))
        if abs(left - row["margin"]) > 4:  # each sum is rounded by itself
            yield (f"margins[{i}].margin", *DIFFERS)


def _close(stated: float, counted: float) -> bool:
    return math.isclose(stated, counted, rel_tol=1e-12, abs_tol=1e-12)


def _switch(scenario: Scenario, result: Row, row: Row) -> Iterator[str]:
    """Yield the fields of a switch that are not what they should be."""
    lever = next((v for v in scenario.levers(row["unit"]) if v.name == row["lever"]), None)
    award = next((a for a in result["plan"] if a["unit"] == row["unit"]), None)
    if lever is None or award is None or not lever.switch:
        yield "lever"
        return
    levels = [year["setting"][lever.name] for year in award["years"]]
    if row["chosen"] != levels:
        yield "chosen"
    off, on, value = row["off_value"], row["on_value"], result["objective"]["value"]
    both = off is not None and on is not None
    if row["difference"] != (on - off if both else None):
        yield "difference"
    if both and not row["lower"] <= row["upper"]:
        yield "lower"
    least = value - abs(value) * result["objective"]["solver_gap"] - 1
    for field, found, held in (
        ("off_value", off, all(n == lever.low for n in levels)),
        ("on_value", on, all(n > lever.low for n in levels)),
    ):
        if (found is None and held) or (found is not None and (found < least or (held and found > value))):
            yield field


def _served(tariff: Tariff, result: Row) -> Iterator[tuple[str, float, float]]:
    """Yield (flow, fen per unit, units a year) of the plan."""
    scenario, days = tariff.scenario, rational(tariff.scenario.labour.workdays_per_year)
    paid: Counter[str] = Counter()
    for line in result["ledger"]:
        paid[line["unit"]] += line["fen"]
    for award in result["plan"]:
        unit, there = award["unit"], tariff.there(award["mode"], award["bid"])
        for flow in scenario.kind(unit).flows(scenario.spec(unit)):
            served = sum(Fraction(year["volumes"][flow.name], 1000) for year in award["years"]) * days * there
            if flow.item == "meal_fee" and served:
                yield flow.name, float(paid[unit] / served), float(served / len(award["years"]))


def surveys(scenario: Scenario, rows: list[Row]) -> Iterator[Fault]:
    """Yield what does not agree in the surveys: limits by the binomial tails that define them."""
    if [row["name"] for row in rows] != list(scenario.surveys):
        yield "surveys", "问卷与输入不符", "the surveys are not those of the scenario"
        return
    for row in rows:
        form = scenario.surveys[row["name"]]
        best, good, fair, _ = form.grades
        if (row["claim"], row["sent"], row["returned"]) != (form.claim, form.sent, form.returned):
            yield (f"surveys.{row['name']}", *DIFFERS)
        scored = sum(rational(s) * g for s, g in zip(form.scores, form.grades, strict=True))
        if form.returned and not _close(row["index"], float(scored / form.returned)):
            yield (f"surveys.{row['name']}.index", *DIFFERS)
        if not _fewest(row["all_satisfied"], 0, form.claim):
            yield (f"surveys.{row['name']}.all_satisfied", *DIFFERS)
        for said, k in zip(row["readings"], (best + good + fair, best + good), strict=True):
            for field in _reading(said, k, form.returned, form.sent, form.claim):
                yield (f"surveys.{row['name']}.{said['name']}.{field}", *DIFFERS)


def _reading(row: Row, k: int, n: int, sent: int, claim: float) -> Iterator[str]:
    """Yield the fields of one reading that are not what they should be."""
    shares = {
        "share": k / n if n else None,
        "worst": k / sent,
        "best": (k + sent - n) / sent,
    }
    for field, share in shares.items():
        if row[field] != share:
            yield field
    tails = {"limit": (k, n, 0.05), "worst_limit": (k, sent, 0.05), "lower": (k, n, 0.025)}
    for field, (count, of, alpha) in tails.items():
        if row[field] != 0.0 if not count else abs(_at_least(count, of, row[field]) - alpha) > NEAR:
            yield field
    if row["upper"] != 1.0 if k == n else abs(_at_least(n - k, n, 1 - row["upper"]) - 0.025) > NEAR:
        yield "upper"
    if row["satisfied"] != k:
        yield "satisfied"
    if (row["proven"], row["worst_proven"]) != (row["limit"] >= claim, row["worst_limit"] >= claim):
        yield "proven"
    if row["needed"] is not None and not _fewest(row["needed"], row["needed"] - row["needed"] * k // n, claim):
        yield "needed"


def _at_least(k: int, n: int, p: float) -> float:
    """Return P(X >= k) of a binomial count, k >= 1."""
    from scipy.special import bdtrc

    return float(bdtrc(k - 1, n, p))


def _fewest(forms: int, failures: int, claim: float) -> bool:
    """Return whether so many forms with so many failures prove a claim, and one less of them satisfied does not."""
    proves = _at_least(forms - failures, forms, claim) <= 0.05 + NEAR
    short = forms - failures - 1
    return proves and (short < 1 or failures > 0 or _at_least(short, short, claim) > 0.05 - NEAR)
