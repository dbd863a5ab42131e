"""Vendors and their bids. A bid is stated as its build-up, so that a change of the minimum wage reprices it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .conduct import Conduct
from .mode import MODES, ModeName
from .part import Part
from .text import Text
from .units import Flag, Name, money, number, share, tupled, whole
from .workforce import Names

WEEK = 10
"""Half-days of a working week."""
Modes = Annotated[tuple[ModeName, ...], BeforeValidator(tupled), Field(min_length=1)]
MachineRents = dict[Name, Annotated[float, money("年费", "fee per machine and year", 1e6)]]
UnitPrices = dict[Name, Annotated[float, money("单价", "price per unit", 1e6)]]


Credit = Literal["A", "B", "C", "D"]
Veto = Literal["unlawful", "no_entity", "incapable", "defaulted", "unfair"]
VETOES: dict[str, Text] = {
    "unlawful": Text("违反法律法规或政策", "it broke the law or a policy"),
    "no_entity": Text("不具备独立法人资格", "it is not a legal person"),
    "incapable": Text("不具备履约能力", "it is not able to perform"),
    "defaulted": Text("信誉差或曾经违约", "its credit is poor or it has defaulted"),
    "unfair": Text("合同条款显失公平", "its terms are grossly unfair"),
}
"""Reasons for a one-vote veto (一票否决)."""
Vetoes = Annotated[tuple[Veto, ...], BeforeValidator(tupled)]
Scores = dict[Name, Annotated[float, number("考核分", "past score", "point", 0.0, 100.0)]]


class Vendor(Part):
    """A firm: whether it serves today, how many posts it can man, and how its people work."""

    incumbent: bool = Field(default=False, strict=True)
    small: bool = Field(default=False, strict=True)
    """Small or micro enterprise."""
    capacity: int = whole("可派人数上限", "posts it can man", 0, 1000000, default=1000000)
    over_retirement_share: float = share("超龄人员比例", "share of its people past retirement age", default=0.0)
    ages: Annotated[tuple[int, int], BeforeValidator(tupled)] | None = None
    conduct: Conduct = Conduct()
    qualified: Names | None = None
    """Services it is qualified for; absent: all."""
    credit: Credit | None = None
    scores: Scores = {}
    """Past scores by part: survey, monthly, quarterly."""
    vetoes: Vetoes = ()
    blacklisted_until: date | None = None
    """Last day on which it may not be awarded anything."""
    routes: Names | None = None
    """Ways of procurement open to it, or held for it; absent: all of `policy.route`."""


class Discount(Part):
    """A step of a bid's tiered discount: from so many units, or so much money a year, on."""

    from_units: int | None = whole("起始单元数", "units from", 1, 100000, default=None)
    from_yuan: float | None = money("起始年金额", "yuan a year from", 1e12, default=None)
    rate: float = share("折扣率", "discount")


class Concession(Part):
    """What passes between a vendor, those it serves and the bureau where users pay it; by unit of the bid and year.

    A vendor does not come, whatever it is asked to pay, unless enough is left to it: what users and the bureau pay it,
    less its goods, people, machines, overhead, rent and tax, is at least `margin` of what they pay.
    """

    users_pay: UnitPrices = {}
    """By flow: what users pay for a unit of it, VAT included, besides what the kind says they pay (tickets)."""
    goods_cost: UnitPrices = {}
    """By flow: what the goods in a unit of it cost the vendor, besides what the kind says (food)."""
    rent_per_year: float = money("场地租金(每单元每年)", "rent for space, per unit and year", default=0.0)
    given_per_year: float = money(
        "无偿提供的场地和水电(每单元每年)", "space and utilities given free, per unit and year", default=0.0
    )
    """What they cost the bureau, which bears it; nothing where they cost it nothing."""
    margin: float = share("企业至少留存占收入", "least share of its income that is left", 0.9, (0, 0.3), default=0.0)


Discounts = Annotated[tuple[Discount, ...], BeforeValidator(tupled)]


class Conditions(Part):
    """What a vendor attaches to a bid: it holds as soon as one unit is awarded under the bid, and is never soft."""

    least_units: int | None = whole("至少单元数", "units at least", 1, 100000, default=None)
    """Units awarded under this bid, if any are."""
    most_units: int | None = whole("至多单元数", "units at most", 1, 100000, default=None)
    least_per_year: float | None = money("至少年金额", "yuan a year at least", 1e12, default=None)
    """What its units come to in each year, if any are awarded: at first-year prices, before its own discount."""
    with_bids: Names = ()
    """Bids of any vendor; under each of them at least one unit must be awarded too."""
    without_bids: Names = ()
    """Bids under which nothing may be awarded then."""


class Reference(Part):
    """A published tariff in place of a bid, named by `source`: to be tendered at no more than that and the reserve."""

    markup: float = share("预留比例", "reserve on top of the tariff", 1.0, (0, 0.3), default=0.0)


class Bid(Part):
    """A vendor's price for some units, as a build-up per person and month, by the unit of a flow, or both.

    price = (wage + insurance + welfare [+ materials if the vendor buys them]) x (1 + overhead) x (1 + profit)
    x (1 + VAT x (1 + surcharges)); with `form: dispatch` the wage and insurance pass through, the agency earns
    `fee_per_month`, and VAT is due on that margin only. With `basis: unit` posts are the vendor's affair: it is paid
    by `per_unit` alone, brings its machines at no charge unless `machine_per_year` names them, and `wage_per_month`
    only says what its people cost it.
    """

    vendor: Name
    units: Annotated[Names, Field(min_length=1)]
    modes: Modes
    form: Literal["service", "dispatch"] = "service"
    term_years: int = whole("合同年限", "years of the contract", 1, 10, default=1)
    wage_per_month: float = money("投标工资(月)", "wage per month", 1e5, (800, 20000))
    welfare_per_month: float = money("福利等(月)", "welfare, uniform per month", 1e5, (0, 2000), default=0.0)
    materials_per_month: float = money(
        "物料(每人每月)", "consumables per person and month", 1e5, (0, 1000), default=0.0
    )
    overhead_rate: float = share("企业管理费率", "overhead rate", 1.0, (0, 0.2), default=0.0)
    profit_rate: float = share("利润率", "profit rate", 1.0, (0, 0.2), default=0.0)
    fee_per_month: float = money(
        "派遣管理费(每人每月)", "dispatch fee per person and month", 1e4, (0, 500), default=0.0
    )
    machine_per_year: MachineRents = {}
    """What the vendor charges a year for each machine it brings (full trusteeship), before VAT."""
    per_unit: UnitPrices = {}
    """By flow (meals served, say): what the bureau pays for a unit of it, VAT included."""
    basis: Literal["post", "unit"] = "post"
    """unit: only where the vendor employs and buys the materials."""
    bundle: bool = Field(default=False, strict=True)
    """Whether the bid stands only as a whole: all its units are awarded to it, or none."""
    bundle_name: Name | None = None
    """Bids of one vendor with the same name stand only together, each at its own prices."""

    conditions: Conditions | None = None
    reference: Reference | None = None
    """Nobody's bid: offered where no firm bids, under the name of a vendor that is none (`model.references`)."""

    discounts: Discounts = ()
    """Steps in rising order, all by units or all by money; the money is a year's at the prices of the first year."""
    discount_form: Literal["all_units", "incremental"] = "all_units"
    """Whether a step's rate holds for everything awarded, or only for what lies beyond the step."""

    takes_staff: Flag = False
    """Whether it takes staff in post into its team: the bureau goes on paying them, it asks less for their posts."""
    single_source: Flag = False
    """Whether it continues the contract of today's vendor without a tender; limited by `policy.single_source`."""
    original_per_year: float | None = money("原合同年金额", "original contract, a year", 1e12, default=None)
    """Yuan at first-year prices that the contract came to which it continues."""
    concession: Concession | None = None
    """Under the modes `concession` and `invited`, which take `basis: unit`: what users pay, and the rent."""
    slots_per_week: int | None = whole("每周占用的半天数", "half-days a week it comes", 1, WEEK, default=None)
    """Under the mode `invited`: at each of its units; all that happens there counts for this part of a working week."""

    def deal(self, mode: str) -> Concession | None:
        """Return the terms of the concession under a mode; None where users do not pay the vendor."""
        return self.concession if MODES[mode].users else None

    def tag(self, own: str) -> str | None:
        """Return the name of the bundle a bid called `own` belongs to; None where it stands alone."""
        return self.bundle_name or (own if self.bundle else None)
