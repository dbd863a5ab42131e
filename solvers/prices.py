"""What one head, one machine and one change cost: integer fen at the prices of the first year, by item.

Everything is added up from exact fractions of the scenario's decimals and rounded once per line (half to even),
so that a bill can be checked with pencil and paper. A line is (item, index, fen); `index` says which growth it
follows. An item may stand twice, once for each index: a profit on wages grows with them, one on materials with prices.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

from ..model.errors import HouqinError
from ..model.items import BOUGHT, OWN, VENDOR
from ..model.items import ITEMS as ITEMS
from ..model.items import PAY as PAY
from ..model.kind import Flow
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.vendor import WEEK
from ..model.workforce import Pay
from .assets import Asset as Asset
from .assets import asset as asset
from .assets import worn as worn
from .menu import Option
from .money import MILLION as MILLION
from .money import discount as discount
from .money import exact as exact
from .money import fen as fen
from .money import grown as grown
from .money import growth as growth
from .money import laws as laws
from .money import worth as worth

Unit = tuple[str, str, int]
"""(item, index, fen per year and head) or, for what happens once, (item, index, fen)."""
Monthly = tuple[str, str, Fraction]
"""(item, index, yuan per month)."""
Rates = dict[str, tuple[Monthly, ...]]
"""Flow -> (item, index, yuan per unit)."""
WORKING_HOURS = Fraction(174)
"""Hours that a monthly wage pays for: 21.75 days of 8 hours."""


def staff_lines(scenario: Scenario, group: str) -> tuple[Unit, ...]:
    """Return the yearly lines of one person of a group in post."""
    pay = scenario.workforce[group].pay
    gross, social, fund = _employed(scenario, pay)
    return _lines([
        ("wage", "wage", gross), ("social_insurance", "wage", social), ("housing_fund", "wage", fund),
        ("welfare", "wage", exact(pay.welfare_per_month)),
    ])  # fmt: skip


def head_lines(scenario: Scenario, option: Option, paid: bool = True) -> tuple[Unit, ...]:
    """Return the yearly lines of one post filled by the other team: the vendor's people, or people hired.

    Not `paid`: what a bid asks for a post filled by staff in post seconded to it: less wage, insurance and welfare.

    Raises
    ------
    HouqinError
        In-house delivery needs people the scenario gives no terms for (`hiring`).
    """
    if not MODES[option.mode].outsourced:
        return _hired(scenario)
    if by_unit(scenario, option):
        return ()
    dispatch = scenario.bids[option.bid].form == "dispatch"
    return _dispatched(scenario, option) if dispatch else _served(scenario, option, paid)


def by_unit(scenario: Scenario, option: Option) -> bool:
    """Return whether an option is paid by the unit of a flow, so that its posts are the vendor's affair."""
    return bool(option.bid) and scenario.bids[option.bid].basis == "unit"


def supply_lines(scenario: Scenario, option: Option, own: bool = False) -> tuple[Unit, ...]:
    """Return the yearly lines of consumables the bureau buys for one post of the other team, or of its `own` people."""
    if MODES[option.mode].materials not in (("bureau", "each") if own else ("bureau",)):
        return ()
    return _lines([("supplies", "price", exact(scenario.units[option.unit].materials_per_month))])


def post_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return all yearly lines of one post filled by the other team, consumables included."""
    return head_lines(scenario, option) + supply_lines(scenario, option)


def post_price(scenario: Scenario, option: Option) -> int:
    """Return what one more post filled by the other team costs a year; fen at first-year prices."""
    return sum(amount for _, _, amount in post_lines(scenario, option))


def fee_lines(scenario: Scenario, option: Option, machine: str) -> tuple[Unit, ...]:
    """Return the yearly lines of one machine the vendor brings; none in modes where the bureau equips.

    The bid's fee, or, where it names none, depreciation and upkeep (nothing where it is paid by the unit of a flow);
    plus the vendor's overhead, profit and VAT.
    """
    if MODES[option.mode].equipment != "vendor":
        return ()
    bid = scenario.bids[option.bid]
    if machine in bid.machine_per_year:
        bare = exact(bid.machine_per_year[machine])
    else:
        bare = Fraction(0) if bid.basis == "unit" else worn(scenario, machine)
    fee = [("machine_fee", "price", bare * _built_up(scenario, option))]
    return _lines(reserved(scenario, option, fee), months=1)


def _built_up(scenario: Scenario, option: Option) -> Fraction:
    """Return what a bid of form `service` makes of a yuan of cost: overhead, profit, VAT with surcharges on top."""
    bid, finance = scenario.bids[option.bid], scenario.finance
    vat = exact(finance.vat_rate) * (1 + exact(finance.surcharge_rate))
    return (1 + exact(bid.overhead_rate)) * (1 + exact(bid.profit_rate)) * (1 + vat)


def presence(scenario: Scenario, option: Option) -> Fraction:
    """Return the part of a working week an option's days stand for: less than 1 where the vendor comes by timetable."""
    slots = scenario.bids[option.bid].slots_per_week if MODES[option.mode].periodic else None
    return Fraction(slots or WEEK, WEEK)


def flow_rates(scenario: Scenario, option: Option) -> Rates:
    """Return what the bureau pays for a unit of each flow under an option; income is negative.

    Food and tickets are whoever's who buys the materials. Overtime is paid at multiples of the hourly wage (a month's
    over 174 hours) of the other team, whoever works it, without insurance; a service bid puts its overhead, profit and
    VAT on it, and one paid by the unit of a flow bears it. A bid's `per_unit` prices are paid as stated. A vendor that
    comes by a timetable serves on its part of the days. On what is paid by a reference tariff comes the reserve.
    """
    mode, bid, part = MODES[option.mode], scenario.bids.get(option.bid), presence(scenario, option)
    found: Rates = {}
    for flow in scenario.kind(option.unit).flows(scenario.spec(option.unit)):
        own, lines = exact(flow.price), []
        if flow.item == "overtime":
            lines.append((flow.item, "wage", own * _hourly(scenario, option)))
        elif flow.item not in BOUGHT or mode.materials != "vendor":
            lines.append((flow.item, "price", own))
        if bid and flow.name in bid.per_unit:
            lines.append(("meal_fee", "price", exact(bid.per_unit[flow.name])))
        lines = lines if part == 1 else [(item, index, yuan * part) for item, index, yuan in lines]
        lines = reserved(scenario, option, lines)
        found[flow.name] = tuple(line for line in lines if line[2])
    return found


def charges(scenario: Scenario, option: Option) -> dict[str, tuple[tuple[str, Fraction], ...]]:
    """Return what a unit a working day of each weighed flow costs a year: flow -> (index, yuan), those that cost."""
    rates, days = flow_rates(scenario, option), exact(scenario.labour.workdays_per_year)
    weighed = (f.name for f in scenario.kind(option.unit).flows(scenario.spec(option.unit)) if f.weighed)
    found = {name: tuple((index, yuan * days) for _, index, yuan in rates[name] if yuan > 0) for name in weighed}
    return {name: money for name, money in found.items() if money}


def _hourly(scenario: Scenario, option: Option) -> Fraction:
    """Return what an hour at the ordinary wage of the other team costs the bureau, in yuan."""
    if not option.bid:
        return wage(scenario, option) / WORKING_HOURS
    if by_unit(scenario, option):
        return Fraction(0)
    service = scenario.bids[option.bid].form == "service"
    return wage(scenario, option) / WORKING_HOURS * (_built_up(scenario, option) if service else 1)


def wage(scenario: Scenario, option: Option) -> Fraction:
    """Return the monthly wage of the other team in yuan: the bid's, that of hired people, or else the minimum."""
    least = exact(scenario.labour.minimum_wage_per_month)
    if option.bid:
        return max(exact(scenario.bids[option.bid].wage_per_month), least)
    return _employed(scenario, scenario.hiring.pay)[0] if scenario.hiring else least


def flow_lines(scenario: Scenario, rates: Rates, volumes: Iterable[tuple[str, int]]) -> tuple[Unit, ...]:
    """Return the yearly lines of quantities a working day, in thousandths of a unit."""
    days = exact(scenario.labour.workdays_per_year)
    return tuple(
        (item, index, amount)
        for name, thousandths in volumes
        for item, index, yuan in rates[name]
        if (amount := fen(yuan * thousandths * days / 1000))
    )


def step_money(scenario: Scenario, option: Option) -> dict[str, dict[str, Fraction]]:
    """Return what a step of a lever adds through flows, yuan a year: lever -> index -> amount; others are left out."""
    rates, days = flow_rates(scenario, option), exact(scenario.labour.workdays_per_year)
    found: dict[str, dict[str, Fraction]] = {}
    for flow in scenario.kind(option.unit).flows(scenario.spec(option.unit)):
        for lever, quantity in flow.steps:
            for _, index, yuan in rates[flow.name]:
                sums = found.setdefault(lever, {})
                sums[index] = sums.get(index, Fraction(0)) + yuan * exact(quantity) * days
    return found


def lever_prices(scenario: Scenario, option: Option) -> dict[str, tuple[int, int]]:
    """Return for each lever of a unit what a step costs a year, fen: the lowest it can be, and in full.

    At first-year prices: a person in post or a machine, and what the step adds through flows. What costs the bureau
    nothing counts one fen in full, so that searches take no more of it than they need; and where the bid is paid by
    the unit of a flow, the vendor's own cost of people, machines and materials, because it will spare them.
    """
    post, machines, added = post_price(scenario, option), machine_prices(scenario, option), step_money(scenario, option)
    own = own_prices(scenario, option) if by_unit(scenario, option) else {}
    found = {}
    for v in scenario.levers(option.unit):
        full, low = machines[v.name] if v.cost == "machine" else (post, post) if v.cost == "post" else (0, 0)
        step = sum(added.get(v.name, {}).values(), Fraction(0)) * 100
        spared = round(own.get(v.name, Fraction(0)) * 100)
        found[v.name] = (low + math.floor(step), max(full + round(step), spared, 1))
    return found


def mode_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the yearly lines of an option as such: supervision; of a concession, rent and what is given free."""
    terms = scenario.modes.get(option.mode)  # type: ignore[call-overload]
    lines = [("supervision", "wage", exact(terms.supervision_per_year))] if terms else []
    if option.bid and (deal := scenario.bids[option.bid].deal(option.mode)):
        lines += [("rent", "price", -exact(deal.rent_per_year)), ("given", "price", exact(deal.given_per_year))]
    return _lines(lines, months=1)


def change_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return what is paid once, in the first year, when an option brings another vendor than today's."""
    same = vendor(scenario, option) == scenario.units[option.unit].today.vendor
    return _lines([] if same else [("change", "price", exact(scenario.transition.vendor_change))], months=1)


def vendor(scenario: Scenario, option: Option) -> str | None:
    """Return who is paid under an option; None for in-house delivery."""
    return scenario.bids[option.bid].vendor if option.bid else None


def once_lines(scenario: Scenario, group: str) -> dict[str, tuple[Unit, ...]]:
    """Return the lines of one person who leaves a group, `exit`, `redeploy`, `severance`, and `relief` a year.

    And of one who is retrained, where the group may be: `training`, the course and cover for the post meanwhile.
    """
    terms = scenario.workforce[group]
    sums = {
        "exit": terms.exit.payment,
        "redeploy": terms.redeploy.cost,
        "severance": terms.severance,
        "relief": -terms.redeploy.relief_per_year,
    }
    found = {item: exact(yuan) for item, yuan in sums.items()}
    if school := terms.training:
        found["training"] = exact(school.cost) + exact(school.months) * exact(school.cover_per_month)
    return {item: _lines([(item, "wage", yuan)], months=1) for item, yuan in found.items()}


def machine_prices(scenario: Scenario, option: Option) -> dict[str, tuple[int, int]]:
    """Return for each machine type of a unit what one costs a year: (one more than owned, one already owned).

    Fen at the prices of the first year, averaged over the horizon. The first is the cheaper of leasing and
    buying; the second is what keeping costs against selling now. They are equal where the vendor brings the
    machines and where nothing is owned; the second never exceeds the first.
    """
    found = {}
    for name in (v.name for v in scenario.levers(option.unit) if v.cost == "machine"):
        if MODES[option.mode].equipment == "vendor":
            fee = sum(line[2] for line in fee_lines(scenario, option, name))
            found[name] = (fee, fee)
            continue
        kind, years = asset(scenario, option.unit, name), scenario.horizon.years
        full = round(Fraction(kind.price - kind.residual[0], years)) + kind.upkeep
        full = full if kind.lease is None else min(full, kind.lease)
        keep = round(Fraction(kind.sale[0] - kind.rest, years)) + kind.upkeep
        owned = scenario.units[option.unit].owned.get(name, 0)
        found[name] = (full, min(full, keep) if owned else full)
    return found


def own_prices(scenario: Scenario, option: Option) -> dict[str, Fraction]:
    """Return what a step of each lever costs the vendor itself: people, worn machines, materials; yuan a year."""
    part, found = presence(scenario, option), dict[str, Fraction]()
    head, days = person(scenario, option), exact(scenario.labour.workdays_per_year)
    for v in scenario.levers(option.unit):
        wears = worn(scenario, v.name) if v.cost == "machine" else Fraction(0)
        found[v.name] = head if v.cost == "post" else wears
    for flow in scenario.kind(option.unit).flows(scenario.spec(option.unit)):
        price = own_rate(scenario, option, flow)
        for lever, quantity in flow.steps:
            found[lever] += price * exact(quantity) * days
    return {lever: yuan * part for lever, yuan in found.items()}


def person(scenario: Scenario, option: Option) -> Fraction:
    """Return what one of a vendor's people costs it: wage, insurance, welfare, its consumables; yuan a year."""
    return sum((yuan for _, _, yuan in _people(scenario, option)), Fraction(0)) * 12


def own_rate(scenario: Scenario, option: Option, flow: Flow) -> Fraction:
    """Return what a unit of a flow costs the vendor where it is not the bureau's; yuan, income negative."""
    mode = MODES[option.mode]
    if flow.item == "overtime":
        return exact(flow.price) * wage(scenario, option) / WORKING_HOURS
    return exact(flow.price) if flow.item in BOUGHT and mode.materials == "vendor" else Fraction(0)


def _lines(monthly: list[Monthly], months: int = 12) -> tuple[Unit, ...]:
    """Return lines of yuan a month as whole fen a year, without empty ones."""
    rounded = [(item, index, fen(yuan * months)) for item, index, yuan in monthly]
    return tuple(line for line in rounded if line[2])


def _employed(scenario: Scenario, pay: Pay) -> tuple[Fraction, Fraction, Fraction]:
    """Return gross pay, social insurance and housing fund of one person; yuan a month."""
    labour = scenario.labour
    if pay.gross_per_month is not None:
        gross = exact(pay.gross_per_month)
    else:
        gross = exact(pay.take_home_per_month or 0.0) / exact(pay.take_home_share)
    gross = max(gross, exact(labour.minimum_wage_per_month))
    social = exact(labour.social_insurance_rate) * max(gross, exact(labour.social_insurance_base_floor))
    fund = exact(labour.housing_fund_rate) * gross if pay.housing_fund else Fraction(0)
    return gross, social if pay.insured else Fraction(0), fund if pay.insured else Fraction(0)


def _hired(scenario: Scenario) -> tuple[Unit, ...]:
    """Return the lines of a contract worker hired by the bureau."""
    terms = scenario.hiring
    if terms is None:
        raise HouqinError("the scenario gives no terms for people hired in-house (`hiring`)")
    over = exact(terms.over_retirement_share)
    gross, social, fund = _employed(scenario, terms.pay)
    bare = [
        ("wage", "wage", gross),
        ("social_insurance", "wage", social * (1 - over)),
        ("liability_insurance", "price", exact(scenario.labour.liability_insurance_per_month) * over),
        ("housing_fund", "wage", fund * (1 - over)),
        ("welfare", "wage", exact(terms.pay.welfare_per_month)),
    ]
    return _lines(bare + _markup("overhead", exact(terms.overhead_rate), bare))


def _people(scenario: Scenario, option: Option) -> list[Monthly]:
    """Return the wage, insurance and welfare of one of the vendor's people; yuan a month."""
    bid, labour = scenario.bids[option.bid], scenario.labour
    over = exact(scenario.vendors[bid.vendor].over_retirement_share)
    wage = max(exact(bid.wage_per_month), exact(labour.minimum_wage_per_month))
    base = max(wage, exact(labour.social_insurance_base_floor))
    bare = [
        ("wage", "wage", wage),
        ("social_insurance", "wage", exact(labour.social_insurance_rate) * base * (1 - over)),
        ("liability_insurance", "price", exact(labour.liability_insurance_per_month) * over),
        ("welfare", "wage", exact(bid.welfare_per_month)),
    ]
    if MODES[option.mode].materials != "bureau":
        bare.append(("materials", "price", exact(bid.materials_per_month)))
    return bare


def _served(scenario: Scenario, option: Option, paid: bool) -> tuple[Unit, ...]:
    """Return the lines of a post bought as a service: people, overhead, profit, VAT with surcharges."""
    bid, finance = scenario.bids[option.bid], scenario.finance
    lines = _people(scenario, option)
    lines += _markup("overhead", exact(bid.overhead_rate), lines)
    lines += _markup("profit", exact(bid.profit_rate), lines)
    lines = lines if paid else [line for line in lines if line[0] not in OWN]
    lines += _markup("tax", exact(finance.vat_rate) * (1 + exact(finance.surcharge_rate)), lines)
    return _lines(reserved(scenario, option, lines))


def _dispatched(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the lines of a dispatched worker: costs passed through, a fee, and VAT on the fee alone."""
    bid, finance = scenario.bids[option.bid], scenario.finance
    fee = [("fee", "price", exact(bid.fee_per_month))]
    vat = exact(finance.dispatch_vat_rate) * (1 + exact(finance.surcharge_rate))
    return _lines(reserved(scenario, option, _people(scenario, option) + fee + _markup("tax", vat, fee)))


def reserved(scenario: Scenario, option: Option, lines: list[Monthly]) -> list[Monthly]:
    """Return lines with the reserve that is kept on what a reference tariff asks for."""
    terms = scenario.bids[option.bid].reference if option.bid else None
    if terms is None or not terms.markup:
        return lines
    return lines + _markup("reserve", exact(terms.markup), [line for line in lines if line[0] in VENDOR])


def _markup(item: str, rate: Fraction, lines: list[Monthly]) -> list[Monthly]:
    """Return a rate on top of lines, split by the index they follow."""
    base = {"wage": Fraction(0), "price": Fraction(0)}
    for _, index, yuan in lines:
        base[index] += yuan
    return [(item, index, rate * yuan) for index, yuan in base.items()]
