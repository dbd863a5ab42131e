"""Rows about contracts that continue without a tender (`policy.single_source`): renewals, units, added money."""

from collections.abc import Callable

from .. import contracts
from .case import name
from .sheet import Sheet, each, times

LOT = 100
"""Fen in a yuan: the original contract is exceeded by whole yuan."""


def again(sheet: Sheet) -> None:
    """Bar contracts without a tender that would be renewed too often within the horizon."""
    case, rule = sheet.case, sheet.case.scenario.policy.single_source.renewals
    for bid, options in case.offers.items() if rule.state != "off" and rule.most is not None else ():
        terms = case.scenario.bids[bid] if bid else None
        # the first contract of the horizon is no renewal
        if terms and terms.single_source and (len(case.years) - 1) // terms.term_years > (rule.most or 0):
            for option in options:
                sheet.bar("c_again", option, "policy.single_source.renewals", rule)


def untendered(sheet: Sheet) -> None:
    """Hold only so many units under contracts without a tender."""
    case, rule, id = sheet.case, sheet.case.scenario.policy.single_source.holdings, "policy.single_source.holdings"
    mine = [o for o in case.ladders if o.bid and case.scenario.bids[o.bid].single_source]
    most = sum(map(case.times, {o.unit for o in mine}))
    if rule.state != "off" and most > rule.most:
        held = each(sheet.columns.assign[name(o)] for o in mine)
        sheet.add("c_untendered", "all", held + times(-1, sheet.slack(id, rule, None, most)), high=rule.most, rule=id)


def added(sheet: Sheet) -> None:
    """Let a bid without a tender come to little more in a year than the contract it continues, at first-year prices.

    In the bounding programme posts and machines alone count.
    """
    rule, id = sheet.case.scenario.policy.single_source.add_on, "policy.single_source.add_on"
    for bid, fees in sheet.account.fees.items():
        most, limit = fees.most(fees.base), contracts.ceiling(sheet.case.scenario, bid)
        for y in sheet.case.years if limit is not None and most > limit else ():
            over = sheet.give("c_extra", (bid, y), id, rule, y, most // LOT + 1)
            sheet.long("c_added", (bid, y), fees.columns[y], fees.base, times(-LOT, over), high=limit or 0)


FAMILIES: dict[str, Callable[[Sheet], None]] = {"again": again, "untendered": untendered, "added": added}
