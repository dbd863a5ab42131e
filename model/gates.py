"""What bars a vendor from contracts, under `policy.qualified`: each reason with its code, its units and a sentence."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .references import firms
from .text import Text
from .units import exact
from .vendor import VETOES

if TYPE_CHECKING:
    from .policy import Crowd, QualifiedRule
    from .scenario import Scenario
    from .vendor import Vendor

REASONS: dict[str, Text] = {
    "service": Text("没有“{services}”的资质", "it is not qualified for {services}"),
    "credit": Text("信用等级 {has}，低于 {least}", "its credit is {has}, below {least}"),
    "score": Text("往期考核 {has:.2f} 分，低于 {least:g} 分", "its past score is {has:.2f}, below {least:g}"),
    "blacklist": Text("禁止参加采购至 {date}", "it is barred from procurement until {date}"),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that a vendor fails.

    Parameters
    ----------
    code : str
        "service", "credit", "score", "blacklist", or the code of a veto (`vendor.VETOES`).
    units : tuple of str
        Where it may not be awarded anything.
    """

    code: str
    units: tuple[str, ...]
    text: Text


def gates(scenario: "Scenario", vendor: str) -> tuple[Gate, ...]:
    """Return the gates a vendor fails, whatever the state of the rule."""
    rule, firm, every = scenario.policy.qualified, scenario.vendors[vendor], tuple(scenario.units)
    found = [Gate(veto, every, VETOES[veto]) for veto in firm.vetoes]
    until = firm.blacklisted_until
    if until is not None and scenario.horizon.start <= until:
        found.append(Gate("blacklist", every, REASONS["blacklist"].fill(date=until.isoformat())))
    if firm.credit and rule.least_credit and firm.credit > rule.least_credit:
        text = REASONS["credit"].fill(has=firm.credit, least=rule.least_credit)
        found.append(Gate("credit", every, text))
    score = past_score(rule, firm)
    if score is not None and rule.least_score is not None and score < exact(rule.least_score):
        found.append(Gate("score", every, REASONS["score"].fill(has=float(score), least=rule.least_score)))
    if firm.qualified is not None:
        out = {name: unit.service for name, unit in scenario.units.items() if unit.service not in firm.qualified}
        services = tuple(dict.fromkeys(out.values()))
        text = Text(
            REASONS["service"].zh.format(services="、".join(services)),
            REASONS["service"].en.format(services=", ".join(services)),
        )
        found += [Gate("service", tuple(out), text)] if out else []
    return tuple(found)


def past_score(rule: "QualifiedRule", firm: "Vendor") -> Fraction | None:
    """Return the weighted mean of a vendor's past scores; None where it has none that counts."""
    weights = {part: exact(rule.weights.get(part, 0.0 if rule.weights else 1.0)) for part in firm.scores}
    total = sum(weights.values(), Fraction(0))
    if not total:
        return None
    return sum((weights[part] * exact(score) for part, score in firm.scores.items()), Fraction(0)) / total


def lapses(scenario: "Scenario", bid: str) -> tuple[int, ...]:
    """Return the years from 0 in which a bid's contract runs out and its vendor's past score bars renewing it.

    Whatever the state of `policy.renewal`.
    """
    terms, line = scenario.bids[bid], scenario.policy.renewal.least_score
    score = past_score(scenario.policy.qualified, scenario.vendors[terms.vendor])
    if score is None or line is None or score >= exact(line):
        return ()
    return tuple(range(terms.term_years, scenario.horizon.years, terms.term_years))


def crowd(scenario: "Scenario", terms: "Crowd") -> tuple[str, ...]:
    """Return the vendors of a crowd in order of the file."""
    fresh = newcomers(scenario)
    if terms.vendors:
        return tuple(v for v in scenario.vendors if v in terms.vendors)
    if terms.of == "newcomer":
        return fresh
    small = terms.of == "small"
    kept = ((v, scenario.vendors[v]) for v in firms(scenario))
    return tuple(v for v, firm in kept if (firm.small if small else terms.of == "all" or v not in fresh))


def newcomers(scenario: "Scenario") -> tuple[str, ...]:
    """Return the vendors that serve nowhere today."""
    serving = {unit.today.vendor for unit in scenario.units.values()}
    return tuple(v for v in firms(scenario) if not scenario.vendors[v].incumbent and v not in serving)
