"""What a fleet is: who asks for trips when, which vehicles and drivers there are, how they are sent, what covers them.

A request is made at once or booked ahead, for a time, from a place, for some people. The dispatcher takes it up, sends
the first suitable vehicle by a stated policy, and may let it wait for a while; then it is covered by ride-hailing where
its purpose allows that, else refused, and counted. A replication is a run of working days, so that trips overnight
carry over from one day to the next.
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

SLOT_MIN = 30
"""Minutes of a slot of a purpose's profile."""

Weight = Annotated[float, number("权重", "relative weight", "1", 0, 1e6)]
Metre = Annotated[float, number("公里", "km", "km", -1000, 1000)]


Weights = Annotated[tuple[Weight, ...], BeforeValidator(tupled), Field(min_length=1, max_length=48)]


class Class(Part):
    """A class of vehicles; classes stand in rising order, so that a later one may stand in for an earlier one."""

    seats: int = whole("载客数", "passengers it takes", 1, 100, (3, 50))
    energy: float = money("每公里能耗费", "energy per km", 100, (0.1, 2))
    wear: float = money("每公里维护费", "tyres and maintenance per km", 100, (0.05, 1), 0.0)
    breakdown: float = share("每次出车故障率", "share of trips that end with a breakdown", 1.0, (0, 0.01), default=0.0)
    serviced: float = share("送修保养天数占比", "share of days in the workshop as planned", 0.9, (0, 0.1), default=0.0)


class Purpose(Part):
    """What a trip is for: when, how far, how long, with whom, and what may cover it.

    Times wanted follow `weights`, one a half-hour slot from `open` on, even within a slot. A share `far` of the trips
    go out of town and have laws of their own.
    """

    open: Clock
    close: Clock
    weights: Weights
    vehicle: Name
    """The lowest class that will do."""
    passengers: Weights = (1.0,)
    """Relative numbers of trips with one, two, three ... passengers; a vehicle needs the seats."""
    cars: int = whole("同时用车数", "vehicles wanted at once", 1, 20, default=1)
    priority: int = whole("优先级(0最先)", "priority, 0 first", 0, 9, default=5)
    immediate: float = share("即时用车比例", "share of requests not booked ahead", default=0.0)
    lead: Law = law("提前预约时间", "booking lead time", "h", 0, 720, (0.5, 72), default=Constant(value=24.0))
    hold: Law | None = law("等待派车时限", "how long a request may wait for a vehicle", "min", 0, 10080, (0, 60), None)
    """From when the dispatcher takes it up; absent: for ever."""
    duration: Law = law("用车时长", "duration of a trip", "h", 0, 240, (0.3, 9))
    distance: Law = law("行驶里程", "distance of a trip", "km", 0, 5000, (2, 150), default=Constant(value=0.0))
    far: float = share("出市比例", "share of trips out of town", default=0.0)
    far_duration: Law = law(
        "出市用车时长", "duration of a trip out of town", "h", 0, 240, (3, 36), default=Constant(value=8.0)
    )
    far_distance: Law = law(
        "出市行驶里程", "distance of a trip out of town", "km", 0, 5000, (50, 800), default=Constant(value=150.0)
    )
    late_min: float | None = number("准点时限", "how late is still on time", "min", 0, 1440, (1, 60), None)
    """Absent: as for the whole service."""
    one_way: float = share("单程比例", "share of trips that end elsewhere", default=0.0)
    contract: Flag = True
    """Whether a contracted car with driver may cover it."""
    self_drive: Flag = False
    """Whether those who ask may drive a time-share car themselves."""
    hail: Flag = True
    """Whether ride-hailing may cover it."""

    @model_validator(mode="after")
    def _ordered(self) -> "Purpose":
        if self.close <= self.open or SLOT_MIN * len(self.weights) != self.close - self.open or not sum(self.weights):
            raise PydanticCustomError("purpose_weights", "give one weight a half-hour slot, not all zero")
        if not sum(self.passengers):
            raise PydanticCustomError("purpose_passengers", "the numbers of trips by passengers must not all be 0")
        return self


class Shift(Hours):
    """A driver's shift: hours on duty, pauses in which nobody is sent out, and how far a trip may run over."""

    overtime_min: int = whole("最长加班(分钟)", "overtime a planned trip may bring", 0, 720, default=0)
    low: int = whole("下限", "at least", 0, 1000, default=0)
    high: int = whole("上限", "at most", 0, 1000)


class Reserve(Part):
    """Own vehicles held back for urgent requests: others may take one only while more than these stand idle."""

    priority: int = whole("优先级不低于此者可用", "priority up to which they may be taken", 0, 9, default=0)
    vehicles: dict[Name, Annotated[int, whole("预留台数", "vehicles held back", 0, 1000)]]
    """By class."""


class Workshop(Part):
    """Where vehicles go that broke down."""

    bays: int = whole("修理工位(0不限)", "bays, 0 for no limit", 0, 1000, default=0)
    repair: Law = law("修理用时", "time of a repair", "h", 0, 1000, (1, 72))


class Contract(Part):
    """Cars with driver contracted by the day, on call from `start` to `end`."""

    start: Clock
    end: Clock
    overtime_min: int = whole("最长超时(分钟)", "time a planned trip may run over", 0, 720, default=0)
    per_day: dict[Name, Annotated[float, money("包车日租", "price of a car with driver per day", 1e5, (300, 3000))]]
    """By class."""

    @model_validator(mode="after")
    def _ordered(self) -> "Contract":
        if self.end <= self.start:
            raise PydanticCustomError("contract_order", "contracted cars must end after they start")
        return self


class Timeshare(Part):
    """Time-share cars that those who ask drive themselves, paid by the day and by the hour out."""

    vehicle: Name
    """The class it counts as."""
    per_day: float = money("分时车日租", "price of a car per day", 1e4, (20, 200), 0.0)
    hourly: float = money("分时每小时价", "price per hour", 1000, (5, 60), 0.0)


class Hail(Part):
    """Ride-hailing: always there, at a price and after a delay."""

    delay: Law = law("网约车到达用时", "time until it comes", "min", 0, 240, (3, 20), default=Constant(value=7.0))
    base: float = money("网约车起步价", "base price of a ride", 1000, (5, 20), 0.0)
    per_km: float = money("网约车每公里价", "price per km", 100, (1.5, 5))
    hourly: float = money("网约车等候每小时价", "price per hour of the trip", 1000, (0, 60), 0.0)


class Platform(Part):
    """A positioning platform: a terminal in every vehicle, and what it is assumed to bring."""

    machine: Name
    """The type of equipment a terminal is priced as."""
    handling_min: float = number("平台派车用时", "time to take up a request", "min", 0, 240, (0, 10))
    saving: float = share("里程节约比例", "share of km saved", 0.5, (0, 0.15), default=0.0)
    """Of the km driven by own vehicles: private use, detours, better routes."""


class Common(Part):
    """What all fleets with this service share."""

    kind: Literal["fleet"]
    classes: Annotated[dict[Name, Class], Field(min_length=1, max_length=8)]
    purposes: Annotated[dict[Name, Purpose], Field(min_length=1, max_length=12)]
    shifts: dict[Name, Shift] = {}
    """Drivers; without any, every vehicle is taken to have one at all hours."""
    dispatch: Literal["first", "longest", "nearest"] = "first"
    """Which of the idle vehicles of a class goes: the lowest number, the longest idle, or the nearest."""
    substitute: Flag = True
    """Whether a higher class may stand in."""
    stay: Flag = False
    """Whether a vehicle stays where its trip has ended; else it drives back first."""
    reserve: Reserve | None = None
    notice_min: float = number(
        "提前派车时间", "time before the start at which booked trips are sent", "min", 0, 1440, (10, 60), 30.0
    )
    handling_min: float = number("受理派车用时", "time to take up a request", "min", 0, 240, (1, 60), 0.0)
    late_min: float = number("准点时限", "how late is still on time", "min", 0, 240, (1, 15), 5.0)
    open: Clock = 420
    close: Clock = 1140
    """The hours of a day over which utilisation is measured."""
    workshop: Workshop | None = None
    contract: Contract | None = None
    timeshare: Timeshare | None = None
    hail: Hail | None = None
    platform: Platform | None = None
    days: int = whole("模拟工作日数", "working days of a replication", 1, 7, default=5)
    """From Monday on."""


class Zone(Part):
    """A place on the map, km east and north of a point of one's choice."""

    x: Metre = 0.0
    y: Metre = 0.0
    ends: float = number("单程到达权重", "relative weight as the end of one-way trips", "1", 0, 1e6, default=1.0)


class Department(Part):
    """Who asks: its share of the requests, and where its people and its own vehicles are."""

    weight: float = number("用车权重", "relative number of requests", "1", 0, 1e6, default=1.0)
    zone: Name


TRIPS = Form((
    Column("start", Text("用车时间", "start"), "moment", ("出车时间", "开始时间", "出发时间"), coarse=True),
    Column("booked", Text("申请时间", "booked"), "moment", ("提交时间", "下单时间", "requested"), coarse=True),
    Column("end", Text("结束时间", "end"), "moment", ("收车时间", "还车时间", "返回时间"), coarse=True),
    Column("department", Text("部门", "department"), "name", ("用车部门", "申请部门", "用车单位")),
    Column("class", Text("车型", "class"), "name", ("车辆类型", "用车车型", "vehicle")),
    Column("distance", Text("里程", "distance"), "number", ("行驶里程", "公里", "里程(公里)", "km"), high=5000),
    Column("purpose", Text("用途", "purpose"), "name", ("用车用途", "用途类别"), optional=True),
    Column("passengers", Text("人数", "passengers"), "count", ("乘车人数", "用车人数"), optional=True, high=1000),
))
"""The columns of a trip log: one line a trip of one vehicle."""


class Recorded(Recording):
    """A trip log that takes the place of drawn requests; each replication is a run of its working days.

    Names of the log that are also those of the spec need no entry in `classes`, `departments` and `purposes`.
    `record.trips` says what is made of the lines.
    """

    form = TRIPS

    classes: dict[Name, Name] = {}
    """The class of the spec for a class of the log."""
    departments: dict[Name, Name] = {}
    """The department of the spec for one of the log."""
    purposes: dict[Name, Name] = {}
    """The purpose of the spec for one of the log."""
    purpose: Name | None = None
    """The purpose of lines that state none; a spec with a single purpose needs none here."""
    soon_min: float = number("即时用车界限", "time before the start up to which a request was made at once", "min",
                             0, 1440, (0, 60), 15.0)  # fmt: skip
    """Such a trip was wanted when it was asked for; what lies between is the wait for the vehicle."""
    far_km: float = number("出市里程界限", "km from which on a trip is out of town", "km", 0, 5000, (30, 300), 100.0)
    """For `houqin fit` alone."""
    lead_s: float = number("出车滞后", "time from the start wanted to the one recorded", "s", 0, 3600, default=0.0)


class Place(Part):
    """What one fleet adds: its demand, its map, its vehicles."""

    kind: Literal["fleet"]
    requests: dict[Name, Annotated[float, number("日均用车次数", "requests per working day", "1", 0, 1e5, (0, 2000))]]
    """By purpose, mean number on an average working day."""
    weekdays: Weights = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    """Relative numbers from Monday on; their mean over the days simulated counts as an average working day."""
    spread: float = share("日间波动(变异系数)", "cv of the day's factor", 2.0, (0, 0.5), default=0.0)
    quarter_end: float = number("季末系数", "factor in the last weeks of a quarter", "1", 0, 10, (1, 1.5), default=1.0)
    quarter_weeks: int = whole("季末周数", "weeks of a quarter with that factor", 0, 13, default=2)
    zones: Annotated[dict[Name, Zone], Field(min_length=1, max_length=60)]
    departments: Annotated[dict[Name, Department], Field(min_length=1, max_length=60)]
    speed_kmh: float = number("市内车速", "speed in town", "km/h", 1, 200, (15, 60), 30.0)
    detour: float = number("绕行系数", "road distance over straight distance", "1", 1, 5, (1.1, 1.6), 1.3)
    traffic: Weights = (1.0,)
    """Travel times relative to `speed_kmh`, one an hour from midnight on, or one for all day."""
    vehicles: dict[Name, Box]
    """By class: own vehicles, least and most."""
    contracted: dict[Name, Box] = {}
    """By class: contracted cars, least and most."""
    timeshare: Box = (0, 0)
    pooled: Literal["separate", "pooled", "open"] = "pooled"
    """Whether departments keep vehicles of their own, share all of them, or the plan decides."""
    platform: Literal["no", "yes", "open"] = "no"
    """Whether there is a positioning platform, or the plan decides."""
    effort: Law = law("用车时长系数", "effort factor of the place", "1", 0.1, 10, (0.5, 2), default=Constant(value=1.0))
    """Multiplies the duration of every trip; `houqin calibrate` proposes it. Only its mean enters."""
    recorded: Recorded | None = None

    @model_validator(mode="after")
    def _hours(self) -> "Place":
        if len(self.traffic) not in (1, 24) or not all(self.traffic):
            raise PydanticCustomError("traffic", "give one traffic factor, or 24 of them, all above 0")
        return self


class Spec(Part):
    """One fleet: the service and the place."""

    common: Common
    place: Place
