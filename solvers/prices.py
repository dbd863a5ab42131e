"""What one head, one machine and one change cost: integer fen at the prices of the first year, by item.

Everything is added up from exact fractions of the scenario's decimals and rounded once per line (half to even),
so that a bill can be checked with pencil and paper. A line is (item, index, fen); `index` says which growth it
follows. An item may stand twice, once for each index: a profit on wages grows with wages, a profit on materials
with prices.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..model.distributions import AnyLaw
from ..model.engine.draw import quantiles
from ..model.errors import HouqinError
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.text import Text
from ..model.workforce import Pay
from .menu import Option

MILLION = 1_000_000
NODES = 1000
"""Midpoint quantiles that stand for a law of growth."""

Unit = tuple[str, str, int]
"""(item, index, fen per year and head) or, for what happens once, (item, index, fen)."""
Monthly = tuple[str, str, Fraction]
"""(item, index, yuan per month)."""

ITEMS: dict[str, Text] = {
    "wage": Text("工资(应发)", "wages, gross"),
    "social_insurance": Text("社会保险(单位)", "social insurance, employer's share"),
    "housing_fund": Text("住房公积金(单位)", "housing fund, employer's share"),
    "liability_insurance": Text("超龄人员雇主责任险", "liability insurance, people past retirement age"),
    "welfare": Text("福利、工装等", "welfare, uniforms and the like"),
    "materials": Text("物料(企业采购)", "consumables bought by the vendor"),
    "overhead": Text("管理费", "overhead"),
    "profit": Text("利润", "profit"),
    "fee": Text("派遣管理费", "dispatch fee"),
    "tax": Text("增值税及附加", "VAT and surcharges"),
    "supplies": Text("物料(业主采购)", "consumables bought by the bureau"),
    "machine_fee": Text("企业设备使用费", "fee for the vendor's machines"),
    "upkeep": Text("自有设备维护", "upkeep of own machines"),
    "purchase": Text("购置设备", "machines bought"),
    "lease": Text("租赁设备", "machines leased"),
    "sale": Text("出售设备(收入)", "machines sold (income)"),
    "residual": Text("期末设备余值(抵减)", "value of machines at the end (credit)"),
    "supervision": Text("监管成本", "supervision"),
    "change": Text("更换服务企业一次性费用", "change of vendor, once"),
    "exit": Text("自愿离岗补偿", "compensation for voluntary exits"),
    "redeploy": Text("转岗培训", "retraining for other posts"),
    "moved": Text("转岗人员工资", "pay of redeployed staff"),
    "relief": Text("转岗节省的用人支出(抵减)", "what filling the vacancies would have cost (credit)"),
    "severance": Text("辞退经济补偿", "severance pay"),
}
PAY = ("wage", "social_insurance", "housing_fund", "welfare")
"""Items of a person in post."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine of the bureau as money; whole fen at the prices of the first year.

    `sale[y]` is what a machine owned today brings at the start of year y, `rest` what it is worth at the end of
    the horizon, `residual[y]` what one bought at the start of year y is worth then; `lease` is None where nobody
    leases.
    """

    price: int
    upkeep: int
    lease: int | None
    sale: tuple[int, ...]
    rest: int
    residual: tuple[int, ...]


def growth(scenario: Scenario) -> dict[str, tuple[int, ...]]:
    """Return F: index -> expected growth since the first year, integer millionths, one entry a year.

    F[i][y] = round(10^6 E[(1 + g_i)^y]), the expectation over 1000 midpoint quantiles of the law of g_i.
    """
    middle = (np.arange(NODES) + 0.5) / NODES
    found = {}
    for index, law in laws(scenario):
        factors = [1.0 + float(g) for g in quantiles(law.coded(), middle)]
        years = range(scenario.horizon.years)
        found[index] = tuple(round(MILLION * (math.fsum(f**y for f in factors) / NODES)) for y in years)
    return found


def laws(scenario: Scenario) -> tuple[tuple[str, AnyLaw], ...]:
    """Return the law of growth of each index, as `Law` values."""
    return (("wage", scenario.finance.wage_growth), ("price", scenario.finance.price_growth))


def discount(scenario: Scenario) -> tuple[int, ...]:
    """Return D: the worth today of one in year y, integer millionths; the first year counts in full."""
    factor = 1 + exact(scenario.finance.discount_rate)
    return tuple(round(MILLION / factor**y) for y in range(scenario.horizon.years))


def grown(fen: int, factor: int) -> int:
    """Return a line of one head in a later year: fen x factor / 10^6, rounded half up."""
    return (fen * factor + MILLION // 2) // MILLION


def worth(totals: tuple[int, ...], factors: tuple[int, ...]) -> int:
    """Return the present value in fen of whole fen by year, rounded half up once."""
    return (sum(t * d for t, d in zip(totals, factors, strict=True)) + MILLION // 2) // MILLION


def exact(number: float) -> Fraction:
    """Return the decimal that was written as an exact fraction."""
    return Fraction(repr(number))


def fen(yuan: Fraction) -> int:
    """Return yuan in whole fen, half to even."""
    return round(yuan * 100)


def staff_lines(scenario: Scenario, group: str) -> tuple[Unit, ...]:
    """Return the yearly lines of one person of a group in post."""
    pay = scenario.workforce[group].pay
    gross, social, fund = _employed(scenario, pay)
    welfare = exact(pay.welfare_per_month)
    return _lines([
        ("wage", "wage", gross), ("social_insurance", "wage", social), ("housing_fund", "wage", fund),
        ("welfare", "wage", welfare),
    ])  # fmt: skip


def head_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the yearly lines of one post filled by the other team: the vendor's people, or people hired.

    Raises
    ------
    HouqinError
        In-house delivery needs people the scenario gives no terms for (`hiring`).
    """
    if not MODES[option.mode].outsourced:
        return _hired(scenario)
    dispatch = scenario.bids[option.bid].form == "dispatch"
    return _dispatched(scenario, option) if dispatch else _served(scenario, option)


def supply_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the yearly lines of consumables the bureau buys for one post, whoever fills it."""
    if MODES[option.mode].materials != "bureau":
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

    The bid's fee, or, where it names none, depreciation and upkeep; plus the vendor's overhead, profit and VAT.
    """
    if MODES[option.mode].equipment != "vendor":
        return ()
    bid, finance = scenario.bids[option.bid], scenario.finance
    if machine in bid.machine_per_year:
        bare = exact(bid.machine_per_year[machine])
    else:
        kind = scenario.equipment[machine]
        bare = exact(kind.price) / exact(kind.life_years) + exact(kind.price) * exact(kind.upkeep_rate)
    vat = exact(finance.vat_rate) * (1 + exact(finance.surcharge_rate))
    full = bare * (1 + exact(bid.overhead_rate)) * (1 + exact(bid.profit_rate)) * (1 + vat)
    return _lines([("machine_fee", "price", full)], months=1)


def mode_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the yearly lines of an option as such: the bureau's supervision."""
    terms = scenario.modes.get(option.mode)  # type: ignore[call-overload]
    return _lines([("supervision", "wage", exact(terms.supervision_per_year))] if terms else [], months=1)


def change_lines(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return what is paid once, in the first year, when an option brings another vendor than today's."""
    same = vendor(scenario, option) == scenario.units[option.unit].today.vendor
    return _lines([] if same else [("change", "price", exact(scenario.transition.vendor_change))], months=1)


def vendor(scenario: Scenario, option: Option) -> str | None:
    """Return who is paid under an option; None for in-house delivery."""
    return scenario.bids[option.bid].vendor if option.bid else None


def once_lines(scenario: Scenario, group: str) -> dict[str, tuple[Unit, ...]]:
    """Return the lines of one person who leaves a group: `exit`, `redeploy`, `severance`, and `relief` a year."""
    terms = scenario.workforce[group]
    sums = {
        "exit": terms.exit.payment,
        "redeploy": terms.redeploy.cost,
        "severance": terms.severance,
        "relief": -terms.redeploy.relief_per_year,
    }
    return {item: _lines([(item, "wage", exact(yuan))], months=1) for item, yuan in sums.items()}


def asset(scenario: Scenario, unit: str, machine: str) -> Asset:
    """Return a machine type at a unit as money."""
    kind, years = scenario.equipment[machine], scenario.horizon.years
    age = exact(scenario.units[unit].owned_age_years)

    def left(used: Fraction) -> int:
        share = max(Fraction(0), 1 - used / exact(kind.life_years))
        return fen(exact(kind.price) * exact(kind.resale_rate) * share)

    return Asset(
        price=fen(exact(kind.price)),
        upkeep=fen(exact(kind.price) * exact(kind.upkeep_rate)),
        lease=None if kind.lease_per_year is None else fen(exact(kind.lease_per_year)),
        sale=tuple(left(age + y) for y in range(years)),
        rest=left(age + years),
        residual=tuple(left(Fraction(years - y)) for y in range(years)),
    )


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
    if MODES[option.mode].materials == "vendor":
        bare.append(("materials", "price", exact(bid.materials_per_month)))
    return bare


def _served(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the lines of a post bought as a service: people, overhead, profit, VAT with surcharges."""
    bid, finance = scenario.bids[option.bid], scenario.finance
    lines = _people(scenario, option)
    lines += _markup("overhead", exact(bid.overhead_rate), lines)
    lines += _markup("profit", exact(bid.profit_rate), lines)
    lines += _markup("tax", exact(finance.vat_rate) * (1 + exact(finance.surcharge_rate)), lines)
    return _lines(lines)


def _dispatched(scenario: Scenario, option: Option) -> tuple[Unit, ...]:
    """Return the lines of a dispatched worker: costs passed through, a fee, and VAT on the fee alone."""
    bid, finance = scenario.bids[option.bid], scenario.finance
    fee = [("fee", "price", exact(bid.fee_per_month))]
    vat = exact(finance.dispatch_vat_rate) * (1 + exact(finance.surcharge_rate))
    return _lines(_people(scenario, option) + fee + _markup("tax", vat, fee))


def _markup(item: str, rate: Fraction, lines: list[Monthly]) -> list[Monthly]:
    """Return a rate on top of lines, split by the index they follow."""
    base = {"wage": Fraction(0), "price": Fraction(0)}
    for _, index, yuan in lines:
        base[index] += yuan
    return [(item, index, rate * yuan) for index, yuan in base.items()]
