"""Rows of the conditions that vendors attach to their bids: each holds as soon as a unit is awarded under the bid.

In the bounding programme the least a year is left out, which can only lower its value.
"""

import math

from ...model.units import exact
from ...model.vendor import Conditions
from ..rules import attached
from .awards import LOT
from .sheet import NONE, Sheet, each, times


def conditions(sheet: Sheet) -> None:
    """Keep to what each bid asks for where anything is awarded under it."""
    held: set[str] = set()
    for bid, terms in sheet.case.scenario.bids.items():
        if terms.conditions:
            _units(sheet, bid, terms.conditions, held)
            _money(sheet, bid, terms.conditions, held)
            _others(sheet, bid, terms.conditions, held)


def _held(sheet: Sheet, bid: str, known: set[str]) -> int:
    """Return the column that says whether a bid holds a unit, tied to its options the first time it is asked for."""
    column = sheet.columns.held[bid]
    if bid not in known:
        known.add(bid)
        sheet.tie("c_held", (bid,), column, sheet.table.bids.get(bid, NONE))
    return column


def _awarded(sheet: Sheet, bid: str) -> list[tuple[int, int]]:
    """Return the units awarded under a bid, as terms."""
    return each(sheet.columns.span("assign")[sheet.table.bids.get(bid, NONE)].tolist())


def _units(sheet: Sheet, bid: str, terms: Conditions, held: set[str]) -> None:
    """Award it at least and at most so many units."""
    if terms.least_units is not None:
        low = [*_awarded(sheet, bid), (_held(sheet, bid, held), -terms.least_units)]
        sheet.add("c_condition", (bid, "least_units"), low, low=0, rule=attached(bid, "least_units"))
    if terms.most_units is not None:
        id = attached(bid, "most_units")
        sheet.add("c_condition", (bid, "most_units"), _awarded(sheet, bid), high=terms.most_units, rule=id)


def _money(sheet: Sheet, bid: str, terms: Conditions, held: set[str]) -> None:
    """Have its units come to so much in each year; the rule gives way by whole yuan."""
    fees, id = sheet.account.fees.get(bid), attached(bid, "least_per_year")
    if not terms.least_per_year or fees is None or sheet.case.levels:
        return
    least, asked = math.ceil(exact(terms.least_per_year) * 100), ~fees.off
    on = _held(sheet, bid, held)
    for y in sheet.case.years:
        short = sheet.columns.one("given", least // LOT + 1)
        sheet.add("c_lacking", (bid, y), [(short, 1)], high=0, rule=id)
        more = [(on, -least), *times(LOT, [(short, 1)])]
        sheet.long("c_condition", (bid, "least_per_year", y), fees.columns[y][asked], fees.base[asked], more, low=0)


def _others(sheet: Sheet, bid: str, terms: Conditions, held: set[str]) -> None:
    """Award other bids something too, or nothing."""
    for other in dict.fromkeys(terms.with_bids):
        some = [*_awarded(sheet, other), (_held(sheet, bid, held), -1)]
        sheet.add("c_condition", (bid, "with_bids", other), some, low=0, rule=attached(bid, "with_bids"))
    for other in dict.fromkeys(terms.without_bids):
        both = [(_held(sheet, bid, held), 1), (_held(sheet, other, held), 1)]
        sheet.add("c_condition", (bid, "without_bids", other), both, high=1, rule=attached(bid, "without_bids"))
