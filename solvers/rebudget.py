"""Limits on money, stated a second time as rows of `restate`: budgets of years, of the whole, and of funds.

Nothing here is shared with the programme; every column must be there already.
"""

from . import repass
from .recount import PPM, Count, rational
from .restate import FIXED, Stated

SLACK = 10**9
"""Yuan by which a soft limit may give way."""


def through(stated: Stated) -> None:
    """Add what is expected to be paid at cost: every plan costs it."""
    count = Count(stated.tariff)
    repass.bill(count)
    for (y, _, name, item, _), fen in count.late.items():
        stated.always(y, fen, stated.fund(item, name))


def budget(stated: Stated) -> None:
    """Add the limits on each year's payments and on their present value."""
    rule, discount = stated.tariff.scenario.budget, stated.tariff.discount
    columns = range(len(stated.names))
    if rule.state == "off":
        return
    for y, yuan in enumerate(rule.by_year or ()):
        over = [(at, 100 * n) for at, n in stated.slack(f"budget/{y}", rule, SLACK, y)]
        spent = [(at, stated.spent[at][y]) for at in columns]
        stated.row(f"budget/{y}", [*spent, *over], round(rational(yuan) * 100) - stated.fixed[y])
    if rule.present_value is not None:
        over = []
        if rule.state == "soft":
            fine = round(rational(rule.weight) * 100) * PPM
            over = [(stated.column("over/budget", SLACK, fine=fine), -100 * PPM)]
        whole = [sum(d * n for d, n in zip(discount, stated.spent[at], strict=True)) for at in columns]
        paid = sum(d * n for d, n in zip(discount, stated.fixed, strict=True))
        limit = round(rational(rule.present_value) * 100) * PPM + PPM // 2 - 1
        stated.row("budget", [*zip(columns, whole, strict=True), *over], limit - paid)


def funds(stated: Stated) -> None:
    """Add what each fund of the budget may pay a year."""
    for name, terms in stated.tariff.scenario.budget.funds.items():
        paid = stated.funds.get(name, {})
        for y, yuan in enumerate(terms.by_year or ()) if terms.state != "off" else ():
            over = [(at, 100 * n) for at, n in stated.slack(f"fund/{name}/{y}", terms, SLACK, y)]
            spent = [(at, fen[y]) for at, fen in paid.items() if at != FIXED]
            limit = round(rational(yuan) * 100) - paid.get(FIXED, [0] * len(stated.years))[y]
            stated.row(f"fund/{name}/{y}", [*spent, *over], limit)
