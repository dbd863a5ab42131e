"""Funds of the budget, counted a second time: which of them pays a line, what each pays a year.

Nothing here is shared with `model.funds` or `purse`: written down again from `docs/programme.md`.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ..model.scenario import Scenario

Row = dict[str, Any]
CONTRACT = {
    "wage", "social_insurance", "liability_insurance", "welfare", "materials", "overhead", "profit", "fee", "tax",
    "machine_fee", "meal_fee", "overtime", "discount",
}  # fmt: skip
"""What a contract is worth; all else that is paid at a unit is the bureau's own."""
HIRED = {"wage", "social_insurance", "liability_insurance", "housing_fund", "welfare", "overhead", "overtime"}
MACHINES = {"upkeep", "purchase", "lease", "sale", "residual"}
GOODS = {"supplies", "food", "ticket", "energy", "hire"}


def fund(scenario: Scenario, item: str, group: str, bid: str | None) -> str:
    """Return the fund that pays a line, "" for none: by item, group in post, and the bid of its unit."""
    funds = scenario.budget.funds
    if item == "passthrough":
        own = scenario.passthrough[group].fund
        return own or next((name for name, terms in funds.items() if item in terms.lines), "")
    if group:
        known = "staff"
    elif bid and item in CONTRACT:
        known = "contract"
    else:
        known = next((name for name, items in (("hired", HIRED), ("machines", MACHINES), ("goods", GOODS))
                      if item in items), "")  # fmt: skip
    return next((name for name, terms in funds.items() if item in terms.lines or known in terms.lines), "")


def spent(scenario: Scenario, awards: Iterable[Row], lines: Iterable[Row]) -> dict[str, list[int]]:
    """Return what each fund pays a year, from the lines of a ledger."""
    bids = {award["unit"]: award["bid"] for award in awards}
    found = {name: [0] * scenario.horizon.years for name in scenario.budget.funds}
    for v in lines if found else ():
        name = fund(scenario, v["item"], v["group"], bids.get(v["unit"]))
        if name:
            found[name][v["year"]] += v["fen"]
    return found


def over(scenario: Scenario, spending: dict[str, list[int]]) -> dict[str, list[int]]:
    """Return the whole yuan by which funds pay more than they hold, by rule and year."""
    start, broken = scenario.horizon.start.year, dict[str, list[int]]()
    for name, terms in scenario.budget.funds.items():
        for y, yuan in enumerate(terms.by_year or ()):
            more = max(0, spending[name][y] - round(Fraction(repr(yuan)) * 100))
            broken[f"budget.funds.{name}.{start + y}"] = [-(-more // 100) if y == k else 0
                                                          for k in range(scenario.horizon.years)]  # fmt: skip
    return broken
