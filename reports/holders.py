"""The contracts of a plan by vendor, as plain data."""

from collections import Counter
from typing import Any

from ..model.references import placeholders
from ..solvers import ledger as money
from ..solvers import prices
from ..solvers.answer import Answer
from ..solvers.plan import Award, Plan

Json = dict[str, Any]


def contracts(answer: Answer, plan: Plan) -> list[Json]:
    """Return the contracts by vendor; deductions are expected ones, from the certificate's days."""
    scenario, found = answer.scenario, []
    awaited = placeholders(scenario)
    engaged = money.routes(scenario, plan, answer.ledger)
    fees, bonus, won = Counter[tuple[str, int]](), Counter[str](), dict[str | None, list[Award]]()
    for v in answer.ledger:
        bonus[v.unit] += v.fen if v.item == "bonus" else 0
        fees[v.unit, v.year] += v.fen if v.item in money.VENDOR and not v.group else 0
    for award in plan.awards:
        won.setdefault(prices.vendor(scenario, award.option), []).append(award)
    for vendor in scenario.vendors:
        mine = won.get(vendor, [])
        units = [a.option.unit for a in mine]
        if mine:
            found.append(
                {
                    "vendor": vendor,
                    "units": units,
                    **({"reference": True} if vendor in awaited else {}),
                    "route": list(engaged[vendor]) if vendor in engaged else None,
                    "term_years": max(scenario.bids[a.option.bid].term_years for a in mine),
                    "value_by_year": list(money.contract(scenario, plan, answer.ledger, vendor)),
                    "bonus": sum(bonus[unit] for unit in units),
                    "deductions": _cuts(answer, set(units), fees),
                }
            )
    return found


def _cuts(answer: Answer, units: set[str], fees: Counter[tuple[str, int]]) -> list[int]:
    """Return the expected deductions by year in fen: the unpaid share of the fee, and fines that follow wages."""
    scenario = answer.scenario
    wages, total = prices.growth(scenario)["wage"], [0.0] * scenario.horizon.years
    for cut in answer.certificate.deductions if answer.certificate else ():
        for y in cut.years if cut.unit in units else ():
            total[y] += (1.0 - cut.share) * fees[cut.unit, y] + cut.fine_per_year * 100.0 * wages[y] / prices.MILLION
    return [round(t) for t in total]
