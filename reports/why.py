"""What is asked of a run as plain data: what `houqin why` tells, and prints as JSON."""

from dataclasses import asdict
from typing import Any

from ..model.text import Text
from ..solvers import prices
from ..solvers.answer import Repair, RuleState
from ..solvers.concession import likeliest, takings
from ..solvers.menu import Option
from ..solvers.packages import THEMES, Package
from ..solvers.plan import Plan
from ..solvers.repairs import Way
from ..solvers.why import Why
from ..solvers.whynot import Entry
from . import references

Row = dict[str, Any]
SCHEMA = 1


def document(
    found: Why,
    *,
    rule: str = "",
    name: str = "",
    unit: str = "",
    number: int = 0,
    within: float = 0.03,
    apart: int = 1,
    theme: str = "",
    certified: bool = True,
) -> Row:
    """Return the answers to what was asked as plain data; money in fen.

    Parameters
    ----------
    rule : str
        The id of one rule: its price and its pairs only.
    name : str
        A mode, vendor or bid to ask why not.
    unit : str
        Only there; alone, whatever else the unit could have.
    number : int
        Packages wanted; each but the chosen plan meets fresh days where `certified`.
    theme : str
        An aim to be weighed against cost; its plans meet fresh days likewise.

    With none of them: all rules, and the budget. Where there is no plan: the conflict and the ways out.
    """
    scenario, chosen = found.scenario, found.chosen
    said: Row = {
        "schema_version": SCHEMA,
        "scenario": {"id": scenario.id, "hash": scenario.hash()},
        "title": {"zh": scenario.title.zh, "en": scenario.title.en},
        "years": scenario.horizon.years,
        "plan_hash": chosen.plan.hash() if chosen else None,
        "value": chosen.value if chosen else None,
    }
    if found.conflict:
        return {**said, "conflict": _conflict(found)}
    said["quality"] = found.quality
    if rule or not (name or unit or number or theme):
        kept = [r for r in found.price_tags if not rule or r.id == rule]
        said["rules"] = [_rule(r) for r in kept]
        said["pairs"] = [asdict(p) for p in found.interactions if not rule or rule in (p.first, p.second)]
        said |= {} if rule else {"masked": found.masked, "budget": [asdict(n) for n in found.budget]}
    if name or unit:
        told = [_entry(found, e) for e in found.why_not(name, unit)]
        said["why_not"] = {"name": name or unit, **({"unit": unit} if unit else {}), "options": told}
    if number:
        others = found.alternatives(number, within=within, apart=apart, certified=certified)
        said["packages"] = [_package(found, p) for p in others]
        said["asked"] = {"number": number, "within": within, "apart": apart}
    if theme:
        weighed = found.tradeoff(theme, certified=certified)
        said["frontier"] = {"theme": theme, "complete": weighed.complete, "proven": weighed.proven,
                            "packages": [_package(found, p) for p in weighed.packages]}  # fmt: skip
    return said


def _text(text: Text) -> Row:
    return {"zh": text.zh, "en": text.en}


def _rule(rule: RuleState) -> Row:
    return {**asdict(rule), "text": _text(rule.text)}


def _repair(repair: Repair) -> Row:
    return {**asdict(repair), "text": _text(repair.text)}


def _conflict(found: Why) -> Row:
    seen = found.conflict
    assert seen is not None  # asked only where there is no plan
    ways = [_way(way) for way in seen.ways]
    return {"proven": seen.proven, "rules": [_rule(r) for r in seen.rules], "ways": ways}


def _way(way: Way) -> Row:
    return {"value": way.value, "repairs": [_repair(r) for r in way.repairs]}


def _entry(found: Why, entry: Entry) -> Row:
    other, way = entry.alternative, entry.way
    more = way.value - found.plan.value if way and way.value is not None else None
    return {
        "unit": other.unit, "units": other.units, "mode": other.mode, "bid": other.bid or None, "vendor": entry.vendor,
        "feasible": other.feasible, "extra": other.extra if other.feasible else None, "flow": other.flow or None,
        "price": entry.price, "level": entry.level, "wage": entry.wage, "level_wage": entry.level_wage,
        "way": {**_way(way), "extra": more} if way else None, "score": entry.score, "level_score": entry.level_score,
        "takings": _takings(found, entry),
    }  # fmt: skip


def _takings(found: Why, entry: Entry) -> Row | None:
    """Return the account of a vendor that users pay, with its best point, in fen a year; None of all others."""
    option = Option(entry.alternative.unit, entry.alternative.mode, entry.alternative.bid)
    points = [p for menu in found.menus if menu.option == option for p in menu.points]
    point = likeliest(found.scenario, option, points)
    bill = takings(found.scenario, option, point) if point else None
    if bill is None:
        return None
    sums = {**bill.sums, "left": bill.left, "least": bill.least}
    return {name: prices.fen(yuan) for name, yuan in sums.items()}


def _package(found: Why, package: Package) -> Row:
    return {
        "theme": package.theme,
        "text": _text(THEMES[package.theme]) if package.theme in THEMES else None,
        "plan_hash": package.plan.hash(),
        **asdict(package.traits),
        "more": package.traits.value / found.plan.value - 1 if found.plan.value else 0.0,
        "dominated": package.dominated,
        "status": package.status or None,
        "plan": _awards(found, package.plan),
    }


def _awards(found: Why, plan: Plan) -> list[Row]:
    options = [award.option for award in plan.awards]
    return [
        {"unit": o.unit, "mode": o.mode, "bid": o.bid or None, "vendor": prices.vendor(found.scenario, o),
         **references.marked(found.scenario, o)}
        for o in options
    ]
