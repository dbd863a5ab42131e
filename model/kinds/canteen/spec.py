"""What a canteen is: who comes when, what is sold where, who serves, where people sit.

Diners arrive in groups, choose a line by price tier, are served at a window, pay at a checkout where there is one, sit
down together, eat and leave. Whoever finds the line too long, waits too long, or finds nothing left that they would
eat, is lost, and counted. Windows and lanes are opened by steps of a quarter of an hour; people work in shifts.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ...distributions import Constant, Law
from ...hours import Hours
from ...log import Column, Form, Recording
from ...part import Part
from ...text import Text
from ...units import Box, Clock, Flag, Name, law, money, number, share, tupled, whole

Weight = Annotated[float, number("权重", "relative weight", "1", 0, 1e6)]


Weights = Annotated[tuple[Weight, ...], BeforeValidator(tupled), Field(min_length=1, max_length=96)]


class Meal(Part):
    """A meal: its hours, and when people come.

    Arrival times follow `weights`, one a five-minute slot from `open` on, even within a slot; whoever would come after
    `close` does not exist. With staggered release they follow `staggered`.
    """

    open: Clock
    close: Clock
    weights: Weights
    staggered: Weights | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Meal":
        if self.close <= self.open:
            raise PydanticCustomError("meal_order", "a meal must close after it opens")
        for weights in (self.weights, self.staggered):
            if weights is not None and (5 * len(weights) != self.close - self.open or not sum(weights)):
                raise PydanticCustomError("meal_weights", "give one weight a five-minute slot, not all zero")
        return self


class Technology(Part):
    """A way of serving at a window."""

    service: Law = law("每人服务用时", "time to serve one diner", "s", 0, 3600, (2, 60))


class Tier(Part):
    """A price tier; tiers stand in rising order of price."""

    price: float = money("餐价", "price of a meal", 1e4, (3, 60))
    food_cost: float = money("每份食材成本", "food cost of a portion", 1e4, (1, 60))
    technology: Name


class Checkout(Part):
    """The separate checkout after a tray line: lanes with a person, and smart lanes that need none."""

    manual: Law = law("人工结算用时", "time at a lane with a person", "s", 0, 3600, (3, 40))
    smart: Law = law("智能结算用时", "time at a smart lane", "s", 0, 3600, (1, 10), default=Constant(value=3.0))
    machine: Name | None = None
    """The equipment a smart lane is; without it there are none."""
    lanes: Box = (0, 8)
    """Lanes with a person that can be open at once."""
    smart_lanes: Box = (0, 0)


class Patience(Part):
    """When people turn away: at once, from a long line; later, when the wait has lasted too long."""

    longest_line: float | None = number(
        "每个窗口最长排队", "most people waiting per window", "1", 0, 1000, (5, 60), None
    )
    """Whoever would find this many waiting per open window, or more, turns away."""
    wait: Law | None = law("最长等候", "longest wait", "min", 0, 600, (3, 60), default=None)


class Seating(Part):
    """How long people sit, and how many seats a group costs."""

    dwell: Law = law("就餐用时", "time at table", "min", 0, 300, (8, 40))
    clearing: Law = law("收餐具用时", "time to clear the seat", "s", 0, 3600, (0, 120), default=Constant(value=0.0))
    loss: float = share("结伴占座损失", "seats a group leaves unused, of its size", 1.0, (0, 0.3), default=0.0)
    limit_min: float = number("找座时限", "how long a seat may be looked for", "min", 0, 120, (0, 10), default=1.0)
    price_unit: int = whole("每组座位数", "seats per unit of furniture", 1, 100, default=10)
    """The lever for seats, where there is one, counts units of this many seats."""
    machine: Name | None = None
    """The equipment a unit of seats is; without it the seats are given."""


class Shift(Hours):
    """A legal shift: hours on duty, and a pause in which nobody serves.

    Work is at most eight hours a day, with up to three hours of overtime where `overtime` allows it.
    """

    role: Literal["server", "cook"] = "server"
    low: int = whole("下限", "at least", 0, 500, default=0)
    high: int = whole("上限", "at most", 0, 500)
    overtime: Flag = False


class Duty(Part):
    """Servers needed besides windows and lanes: laying out, cleaning up, washing."""

    start: Clock
    end: Clock
    people: int = whole("人数", "people", 0, 500)


class Opinion(Part):
    """How satisfied a diner is: P = 1 / (1 + exp(-(base - wait x minutes - price x yuan - choice - seat x minutes))).

    Minutes of waiting in line and for a seat, yuan paid above the tier wanted, and whether the tier wanted was sold
    out. A lost diner is not satisfied.
    """

    base: float = number("基准(对数几率)", "base, log odds", "1", -10, 10, (1, 5), default=3.2)
    wait: float = number("每等一分钟", "per minute of waiting", "1/min", 0, 10, (0.1, 0.6), default=0.35)
    price: float = number("每多付一元", "per yuan above the tier wanted", "1/yuan", 0, 10, (0, 0.5), default=0.1)
    choice: float = number("想吃的售罄", "when the tier wanted is sold out", "1", 0, 10, (0, 2), default=0.8)
    seat: float = number("每找座一分钟", "per minute of looking for a seat", "1/min", 0, 10, (0, 0.6), default=0.35)


class Common(Part):
    """What all canteens with this service share."""

    kind: Literal["canteen"]
    meals: Annotated[dict[Name, Meal], Field(min_length=1, max_length=4)]
    technologies: Annotated[dict[Name, Technology], Field(min_length=1, max_length=8)]
    tiers: Annotated[dict[Name, Tier], Field(min_length=1, max_length=5)]
    shifts: dict[Name, Shift] = {}
    duties: dict[Name, Duty] = {}
    checkout: Checkout | None = None
    patience: Patience = Patience()
    seating: Seating | None = None
    opinion: Opinion = Opinion()
    step_min: int = whole("开窗时段(分钟)", "step in which windows open and close", 5, 1440, (10, 60), default=15)
    line: Literal["tier", "window"] = "window"
    """window: every window has a line of its own; tier: all windows of a tier share one."""
    jockey: Flag = False
    """Whether a free window takes the first of the longest line of its tier."""
    wait_limit_min: float = number("排队时限", "how long a diner may wait", "min", 0, 240, (1, 15), default=5.0)
    relief: Box = (0, 4)
    """Servers on call during the meals, who take the place of those who are absent."""
    portions_per_cook: float | None = number(
        "每名厨师每餐份数", "portions a cook makes for a meal", "1", 1, 10000, (50, 500), default=None
    )
    """When set, cooks limit the portions; otherwise the kitchen is not modelled."""


class Crowd(Part):
    """Who comes to a meal.

    Each of the `headcount` people comes with the probability of the weekday, multiplied by the day's own factor (mean
    1, coefficient of variation `spread`, lognormal; the product is capped at 1). `visitors` come besides, a Poisson
    number.
    """

    participation: Annotated[
        dict[
            Literal["mon", "tue", "wed", "thu", "fri", "makeup"],
            Annotated[float, share("就餐率", "share of those present who come")],
        ],
        Field(),
    ] = {}
    """By weekday; `makeup` for working days at weekends (default: as on Friday)."""
    spread: float = share("日间波动(变异系数)", "cv of the day's factor", 2.0, (0, 0.5), default=0.0)
    visitors: float = number("外来就餐人数", "visitors, mean number", "1", 0, 1e5, (0, 500), default=0.0)
    shares: dict[Name, Annotated[float, share("选择比例", "share of diners who want the tier")]]
    """By tier; they need not add up to 1, only their ratios count."""
    windows: dict[Name, Box]
    """By tier: windows that can be open at once, least and most."""
    portions: dict[Name, Box] = {}
    """By tier: portions made, least and most, in steps of `portion_step`; a tier that is not named never runs out."""


SWIPES = Form((
    Column("time", Text("时间", "time"), "moment", ("datetime", "timestamp", "刷卡时间", "交易时间", "消费时间")),
    Column("window", Text("窗口", "window"), "name", ("place", "窗口号", "窗口名称", "档口", "地点")),
    Column("amount", Text("金额", "amount"), "money", ("交易金额", "消费金额", "金额(元)"), held=False),
))  # fmt: skip
"""The columns of a log of card swipes."""


class Recorded(Recording):
    """A log of card swipes that takes the place of drawn arrivals; each replication is one of its working days.

    `tiers` says which tier a window of the log sells; `record.arrivals` says what is made of the swipes.
    """

    form = SWIPES

    tiers: dict[Name, Name]
    lead_s: float = number("刷卡前用时", "time from arrival to swipe without a queue", "s", 0, 3600, default=0.0)


class Place(Part):
    """What one canteen adds: its people, its room, its calendar."""

    kind: Literal["canteen"]
    headcount: int = whole("在册人数", "people on the staff list", 0, 100000, (50, 20000), default=0)
    present: float = share("在岗比例", "share of them on site on a working day", default=1.0)
    crowds: dict[Name, Crowd]
    """By meal."""
    groups: Weights = (1.0,)
    """Relative numbers of groups of one, two, three ... people."""
    flexible: float = share("可换档比例", "share of diners who would take any tier", default=0.0)
    portion_step: int = whole("备餐份数步长", "step of the portions", 1, 1000, default=25)
    seats: Box | None = None
    """Seats, least and most; absent: no limit."""
    stagger: Flag = False
    """Whether staggered release may be chosen."""
    year: int = whole("日历年份", "year of the calendar", 2005, 2100, (2020, 2035), default=2026)
    effort: Law = law("供餐难度系数", "effort factor of the place", "1", 0.1, 10, (0.5, 2), default=Constant(value=1.0))
    """Multiplies every service at windows and lanes; `houqin calibrate` proposes it. Only its mean enters."""
    recorded: Recorded | None = None


class Spec(Part):
    """One canteen: the service and the place."""

    common: Common
    place: Place
