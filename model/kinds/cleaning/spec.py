"""What a cleaning service is: zones on a route, dirt that arrives, rounds, scheduled tasks, machines, inspections.

Two roles share the work. *Rounds* people patrol their section of the route and remove what they find. *Tasks* people
do the scheduled work of their section with machines from a common pool. *Relief* people take the place of those who
are absent. Sections are contiguous stretches of the route with equal work, cut anew each day among those present.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ...distributions import Constant, Law
from ...part import Part
from ...units import Clock, Name, law, number, share, tupled, whole

Share = Annotated[float, share("比例", "share")]
Intensity = Annotated[float, number("强度", "relative intensity", "1", 0, 100, (0, 5))]


Window = Annotated[tuple[Clock, Clock], BeforeValidator(tupled)]


class Dirt(Part):
    """One class of dirt that falls at random in a type of zone."""

    rate: float = number("每千平方米每小时件数", "items per 1000 m2 and hour", "1/1000m2/h", 0, 200, (0.0, 20.0))
    removal: Law = law("清除用时", "time to remove one item", "s", 0, 7200, (1, 1800))
    wet_factor: float = number("雨雪天倍数", "factor on wet days", "1", 0, 20, (1, 6), default=1.0)


class ZoneType(Part):
    """A type of zone: how it gets dirty, and how long a look takes."""

    indoor: Annotated[bool, Field(strict=True)]
    patrolled: Annotated[bool, Field(strict=True)] = True
    """Whether rounds people visit it."""
    look: Law = law(
        "每百平方米巡视用时", "time to look over 100 m2", "s", 0, 3600, (2, 300), default=Constant(value=20.0)
    )
    dirt: dict[Name, Dirt] = {}


class Shift(Part):
    """A stretch of work; shifts may not overlap."""

    start: Clock
    end: Clock
    pause: Window | None = None
    """Meal break: nobody begins anything inside it."""

    @model_validator(mode="after")
    def _ordered(self) -> "Shift":
        if self.end <= self.start:
            raise PydanticCustomError("shift_order", "a shift must end after it starts")
        if self.pause and not self.start <= self.pause[0] <= self.pause[1] <= self.end:
            raise PydanticCustomError("pause_inside", "the pause must lie inside the shift")
        return self


class Post(Part):
    """A lever: how many people of a role work in a shift."""

    role: Literal["rounds", "tasks", "relief"]
    shift: Name
    low: int = whole("下限", "at least", 0, 500, default=0)
    high: int = whole("上限", "at most", 0, 500)


class Machine(Part):
    """A type of machine; its units are shared by all tasks people and stand where they were last used."""

    high: int = whole("上限", "at most", 0, 100)
    low: int = whole("下限", "at least", 0, 100, default=0)
    mtbf_h: float = number(
        "平均无故障工作小时", "mean running time between failures", "h", 0.1, 1e6, (5, 5000), default=1000.0
    )
    repair: Law = law("修复用时", "time to repair", "min", 0, 14400, (5, 2880), default=Constant(value=120.0))


class Method(Part):
    """A way of doing a task: its rate, and the machine it needs."""

    rate: float = number("每小时工作量", "units of work per hour", "1/h", 0.1, 100000, (1, 6000))


class Powered(Method):
    """A way of doing a task with a machine."""

    type: Name


class Task(Part):
    """Scheduled work in the zones of some types: one occurrence per window on the days it is due."""

    zones: Annotated[tuple[Name, ...], BeforeValidator(tupled), Field(min_length=1)]
    shift: Name
    windows: Annotated[tuple[Window, ...], BeforeValidator(tupled), Field(min_length=1)]
    per: Literal["m2", "fixture", "zone"] = "m2"
    part: float = number("每次覆盖比例", "share of the zone done each time", "1", 0.01, 1, default=1.0)
    every_days: float = number("间隔工作日", "working days between occurrences", "day", 1, 365, (1, 260), default=1.0)
    hand: Method | None = None
    machine: Powered | None = None
    variation: float = share("用时变异系数", "cv of the duration", 2.0, (0, 0.6), default=0.2)
    gap_limit_min: float | None = number(
        "间隔上限", "longest gap between visits", "min", 1, 1440, (20, 480), default=None
    )
    """When set, the gaps between successive completions in a zone are measured against it (washrooms)."""

    @model_validator(mode="after")
    def _doable(self) -> "Task":
        if not self.hand and not self.machine:
            raise PydanticCustomError("task_method", "a task needs a hand or a machine method")
        if any(b <= a for a, b in self.windows):
            raise PydanticCustomError("window_order", "a window must end after it starts")
        return self


class Inspection(Part):
    """The schedule of points, and how the contract pays by score.

    An inspector walks `per_day` times a day at random times through a random `sample` of the patrolled zones. The
    monthly score is 100 minus the points of `days_per_month` days.
    """

    per_day: int = whole("每日检查次数", "inspections a day", 0, 8, (0, 4), default=1)
    sample: float = share("抽查区域比例", "share of zones seen", default=0.3)
    indoor_limit_min: float = number(
        "室内滞留时限", "how long litter may lie indoors", "min", 1, 600, (5, 60), default=15.0
    )
    outdoor_limit_min: float = number(
        "室外滞留时限", "how long litter may lie outdoors", "min", 1, 600, (10, 120), default=30.0
    )
    litter_points: float = number(
        "每处滞留扣分", "points per item found lying too long", "point", 0, 50, (0, 5), default=0.2
    )
    missing_points: float = number(
        "每缺一人班扣分", "points per person short in a shift", "point", 0, 50, (0, 5), default=0.5
    )
    late_points: float = number(
        "每项计划作业超时扣分", "points per scheduled task not done in its window", "point", 0, 50, (0, 5), default=0.02
    )
    missing_fine: float = number("缺员罚款", "fine per person and day short", "yuan", 0, 10000, (0, 500), default=0.0)
    pay_scale: Annotated[
        tuple[Annotated[tuple[Share, Share], BeforeValidator(tupled)], ...], BeforeValidator(tupled)
    ] = ((0.95, 1.0), (0.85, 0.98), (0.75, 0.95), (0.65, 0.90), (0.60, 0.80), (0.0, 0.70))
    """(score / 100 at least, share of the fee paid), falling."""


class Zones(Part):
    """A group of equal zones that stand one after another on the route."""

    type: Name
    count: int = whole("数量", "number of zones", 1, 2000)
    area_m2: float = number("总面积", "total area of the group", "m2", 0.1, 1e7)
    fixtures: int = whole("洁具数", "fixtures in the group", 0, 100000, default=0)
    walk: float = number("从上一区域步行", "walk from the zone before", "s", 0, 3600, (1, 600), default=30.0)
    open: Clock = 7 * 60
    close: Clock = 18 * 60

    @model_validator(mode="after")
    def _ordered(self) -> "Zones":
        if self.close <= self.open:
            raise PydanticCustomError("open_order", "a zone must close after it opens")
        return self


class Common(Part):
    """What all compounds with this service share."""

    kind: Literal["cleaning"]
    zone_types: dict[Name, ZoneType]
    shifts: dict[Name, Shift]
    posts: dict[Name, Post]
    machines: dict[Name, Machine] = {}
    tasks: dict[Name, Task] = {}
    profile: dict[Clock, Intensity] = {0: 1.0}
    """Relative intensity of dirt from each time of day until the next."""
    wet_days: float = share("雨雪天比例", "share of wet days", default=0.0)
    busy_spread: float = share("日间波动(变异系数)", "cv of the day's busyness", 2.0, (0, 0.6), default=0.0)
    pickup: Literal["gated", "exhaustive"] = "gated"
    """gated: what lies there when the look ends is removed; exhaustive: also what falls while removing."""
    rounds: Literal["circuit", "shuttle"] = "circuit"
    """circuit: back to the first zone after the last; shuttle: back and forth."""
    inspection: Inspection = Inspection()
    occasions: int = whole("随机数长度", "distinct random looks per zone", 1, 65536, default=64)


class Place(Part):
    """What one compound adds: its zones in the order of the route, and how hard they are to clean."""

    kind: Literal["cleaning"]
    zones: Annotated[dict[Name, Zones], Field(min_length=1)]
    across: float = number("最远步行", "longest walk between any two zones", "s", 0, 7200, (30, 1800), default=600.0)
    """Zones far apart on the route are no farther from each other than this."""
    effort: Law = law("场地难度系数", "effort factor of the site", "1", 0.1, 10, (0.5, 2), default=Constant(value=1.0))
    """Multiplies every look, removal and task here; `houqin calibrate` proposes it. Only its mean enters."""


class Spec(Part):
    """One unit of cleaning: the service and the place."""

    common: Common
    place: Place
