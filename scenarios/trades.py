"""What the services of the generated province are: the texts of those whose work is simulated, place by place.

`docs/scale.md` lists the laws. All figures are assumptions, and the file that is generated says so.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

FLOOR = 1_200
"""Square metres of a storey."""
AREA, PEOPLE, GATES = "area", "people", "gates"


@dataclass(frozen=True, slots=True)
class Compound:
    """A standard compound: its share among all, floor space in ㎡, people, and gates that are guarded."""

    name: str
    share: float
    area: int
    people: int
    gates: int


@dataclass(frozen=True, slots=True)
class Today:
    """How a service is run at a compound now, and what may be decided there.

    Parameters
    ----------
    posts : int
    setting : str
        Levels by lever.
    place : str
        Boxes, machines owned, and the place of its kind.
    cars : int
        Vehicles among the machines.
    """

    posts: int
    setting: str
    place: str
    cars: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which vendors bid: under some modes, at so much of the usual wage.

    Parameters
    ----------
    terms : str
        What else the bid says.
    prices : tuple of (flow, yuan for a unit)
    """

    name: str
    modes: str
    wage: float = 1.0
    terms: str = ""
    prices: tuple[tuple[str, float], ...] = ()


PLAIN = Form("", "people_only, full", terms=", materials_per_month: 60")
CATERING = (
    Form("食堂团队", "people_only", 1.1),
    Form("食堂托管", "full", 1.1, ", basis: unit", (("meal", 4.9),)),
)
DRIVING = (
    Form("驾驶员", "people_only", 1.25),
    Form("人车", "full", 1.25, "", (("km_轿车", 1.0), ("hail_ride", 16.0), ("hail_km", 3.0))),
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the province.

    Parameters
    ----------
    text : str
        What all compounds share of it, as in the file.
    standards : tuple of (measure, target)
    today : callable (compound) -> Today
        How it is run now: what the work takes, and a little more.
    large : bool or None
        Whether only compounds with many people have it, or only the others; None for all.
    """

    name: str
    trade: str
    supplies: int
    text: str
    standards: tuple[tuple[str, float], ...]
    today: Callable[[Compound], Today]
    forms: tuple[Form, ...] = (PLAIN,)
    large: bool | None = None

    def at(self, compound: Compound, grand: int) -> bool:
        """Return whether a compound has it, where many people are so many."""
        return self.large is None or self.large == (compound.people >= grand)

    def standard(self) -> str:
        """Return the line of its standards."""
        asked = (f"{measure}: {{source: 生成, at_least: {least}}}" for measure, least in self.standards)
        return f"  {self.name}: {{{', '.join(asked)}}}"


TOLD = (("done", 0.925), ("satisfaction", 0.9))
"""What is asked of a plain contract."""


def plain(
    name: str, trade: str, supplies: int, work: tuple[str, str, float, str], large: bool | None = None
) -> Service:
    """Return a service told by its survey; `work` is what is done, its unit, what a post does, and what it follows."""
    what, unit, per_post, of = work
    text = (
        f"  {name}: {{kind: contracted, source: 生成, what: {what}, unit: {unit}, "
        f"per_post: {per_post}, days: 21, survey: {{forms: 120, response: 0.95, grades: [1200, 650, 110, 40], "
        "spread: 0.005, claim: 0.95, noticed: 0.7}, complaints: 1, neglect: 30, fine: 200}"
    )

    def today(compound: Compound) -> Today:
        load = max(1, round({AREA: compound.area, PEOPLE: compound.people, GATES: compound.gates * 2}[of]))
        posts = _posts(load, per_post)
        box = f"low: {max(1, posts // 2)}, high: {posts + 3}"
        return Today(posts, f"posts: {posts}", f"place: {{kind: contracted, workload: {load}, {box}}}")

    return Service(name, trade, supplies, text, TOLD, today, large=large)


def _posts(load: float, per_post: float) -> int:
    """Return the posts of today: what the work takes, and a tenth more."""
    return max(1, round(1.1 * load / per_post + 0.45))


SWEPT = 1500
"""Square metres that a post cleans."""


def _cleaned(compound: Compound) -> Today:
    """Return cleaning: two of three do scheduled work."""
    posts = _posts(compound.area, SWEPT)
    rounds = max(1, posts // 3)
    boxes = f"巡回: [1, {max(2, posts // 2)}], 作业: [1, {posts + 2}]"
    place = f"bounds: {{{boxes}}}, place: {{kind: cleaning, across: 240, zones: {{{_zones(compound.area)}}}}}"
    return Today(posts, f"巡回: {rounds}, 作业: {max(1, posts - rounds)}", place)


def _zones(area: int) -> str:
    """Return the zones of a compound: storeys of a standard plan, a lobby, and the ground around it."""
    n = max(1, round(area / FLOOR))
    groups = (
        f"场地: {{type: 室外, count: 1, area_m2: {area * 3 // 20}}}",
        f"大厅: {{type: 大厅, count: 1, area_m2: {area // 20}, walk: 15}}",
        f"走廊: {{type: 走廊, count: {n}, area_m2: {area // 5}, walk: 10}}",
        f"卫生间: {{type: 卫生间, count: {n}, area_m2: {area // 20}, fixtures: {8 * n}, walk: 10}}",
        f"办公室: {{type: 办公室, count: {n}, area_m2: {area * 11 // 20}, walk: 10}}",
    )
    return ", ".join(groups)


DINERS = 0.72
"""Of a compound's people, those who come to lunch."""
CARS_A_DAY = 0.04
"""Requests for a car a day and head."""


def _served(compound: Compound) -> Today:
    """Return a canteen: windows for the busiest quarter of an hour, portions for all who come and a tenth more."""
    diners = round(DINERS * compound.people)
    step = 25 if diners < 400 else 50
    most, windows = math.ceil(1.1 * diners / step), 1 + math.ceil(diners / 150)
    servers, cooks = windows + 2, math.ceil(most * step / 150)
    place = (
        f"place: {{kind: canteen, headcount: {compound.people}, present: 0.9, crowds: {{午餐: {{"
        "participation: {mon: 0.84, tue: 0.82, wed: 0.8, thu: 0.79, fri: 0.75}, spread: 0.05, shares: {份饭: 1}, "
        f"windows: {{份饭: [1, {windows + 1}]}}, portions: {{份饭: [{(most - 4) * step}, {(most + 2) * step}]}}}}}}, "
        f"groups: [3, 4, 2, 1], portion_step: {step}}}"
    )
    setting = f"份饭1130: {windows}, 服务班: {servers}, 厨师班: {cooks}, 午餐份饭: {most}"
    return Today(servers + cooks, setting, place)


def _driven(compound: Compound) -> Today:
    """Return a fleet: a car and a driver for every three requests a day, and one more."""
    asked = CARS_A_DAY * compound.people
    cars = 1 + math.ceil(asked / 3)
    low, high = max(1, cars - 4), cars + 1
    place = (
        f"owned: {{轿车: {cars}}}, owned_age_years: 4, bounds: {{常日班: [{low}, {high}]}}, place: {{kind: fleet, "
        f"requests: {{公务: {0.85 * asked:.1f}, 应急: {0.15 * asked:.1f}}}, spread: 0.1, zones: {{机关: {{}}}}, "
        f"departments: {{机关: {{zone: 机关}}}}, vehicles: {{轿车: [{low}, {high}]}}}}"
    )
    return Today(cars, f"轿车: {cars}, 常日班: {cars}", place, cars)


CLEANING = """\
  保洁:
    kind: cleaning
    source: 生成
    zone_types:
      室外: {indoor: false, look: 8, dirt: {杂物: {rate: 1.5, removal: 12}}}
      大厅:
        {indoor: true, look: 12, dirt: {杂物: {rate: 1.5, removal: 12}, 污渍: {rate: 0.6, removal: 60, wet_factor: 3}}}
      走廊:
        {indoor: true, look: 20, dirt: {杂物: {rate: 0.4, removal: 12}, 污渍: {rate: 0.2, removal: 60, wet_factor: 2}}}
      卫生间: {indoor: true, look: 25, dirt: {杂物: {rate: 1.0, removal: 15}, 污渍: {rate: 1.0, removal: 60}}}
      办公室: {indoor: true, patrolled: false}
    shifts: {白班: {start: "07:00", end: "15:30", pause: ["11:00", "11:30"]}}
    posts: {巡回: {role: rounds, shift: 白班, low: 1, high: 60}, 作业: {role: tasks, shift: 白班, low: 1, high: 80}}
    tasks:
      办公室日清: {zones: [办公室], shift: 白班, windows: [["07:00", "12:30"]], part: 0.25, hand: {rate: 150}}
      走廊推尘: {zones: [走廊, 大厅], shift: 白班, windows: [["07:00", "15:00"]], part: 0.6, hand: {rate: 700}}
      卫生间清洁: {zones: [卫生间], shift: 白班, windows: [["07:00", "09:30"], ["13:00", "15:15"]], per: fixture,
        gap_limit_min: 420, hand: {rate: 25}}
    wet_days: 0.3
    busy_spread: 0.15
    inspection: {per_day: 1, sample: 0.3, missing_fine: 150}"""

CANTEEN = """\
  食堂:
    kind: canteen
    source: 生成
    meals: {午餐: {open: "11:30", close: "12:30", weights: [2, 4, 7, 11, 15, 16, 14, 11, 8, 6, 4, 2]}}
    technologies: {份饭线: {service: {dist: lognormal, mean: 9, cv: 0.5}}}
    tiers: {份饭: {price: 9, food_cost: 8.4, technology: 份饭线}}
    patience: {longest_line: 25, wait: {dist: lognormal, mean: 18, cv: 0.4}}
    relief: [0, 0]
    portions_per_cook: 150
    step_min: 60
    shifts:
      服务班: {start: "07:30", end: "15:00", pauses: [["10:00", "10:30"]], high: 20}
      厨师班: {role: cook, start: "06:30", end: "14:30", pauses: [["09:30", "10:00"]], high: 20}
    duties: {收餐洗碗: {start: "11:50", end: "13:30", people: 2}}"""

FLEET = """\
  用车:
    kind: fleet
    source: 生成
    classes: {轿车: {seats: 4, energy: 0.6, wear: 0.35, serviced: 0.03}}
    purposes:
      公务: {open: "08:00", close: "18:00", weights: [5, 9, 10, 7, 4, 3, 2, 1, 1, 2, 3, 6, 9, 8, 5, 3, 2, 2, 1, 1],
        vehicle: 轿车, immediate: 0.4, hold: 15, duration: {dist: lognormal, mean: 1.8, cv: 0.6},
        distance: {dist: lognormal, mean: 24, cv: 0.7}}
      应急: {open: "08:00", close: "18:00", weights: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        vehicle: 轿车, priority: 0, immediate: 1.0, hold: 30, late_min: 30, hail: false,
        duration: {dist: lognormal, mean: 1.5, cv: 0.5}, distance: {dist: lognormal, mean: 20, cv: 0.6}}
    shifts: {常日班: {start: "08:00", end: "17:30", pauses: [["12:00", "13:30"]], overtime_min: 120, low: 1, high: 40}}
    dispatch: longest
    notice_min: 30
    handling_min: 2
    late_min: 12
    hail: {delay: 8, base: 14, per_km: 2.7}
    days: 1"""

EQUIPMENT = "  轿车: {source: 生成, price: 150000, life_years: 8, upkeep_rate: 0.07, resale_rate: 0.3}"

SERVICES = (
    Service("保洁", "物业", 70, CLEANING, (("litter_indoor", 0.6), ("scheduled", 0.86)), _cleaned),
    plain("维修", "物业", 120, ("设备日常维护", "㎡", 9000, AREA)),
    plain("绿化", "物业", 60, ("绿化养护", "㎡", 12000, AREA)),
    plain("保安", "保安", 20, ("门卫和巡逻", "岗", 1, GATES)),
    plain("供餐", "餐饮", 40, ("供餐点服务", "人", 35, PEOPLE), large=False),
    Service("食堂", "餐饮", 60, CANTEEN, (("within", 0.9), ("choice", 0.96)), _served, CATERING, large=True),
    Service("用车", "车辆", 40, FLEET, (("on_time", 0.867), ("covered", 0.955)), _driven, DRIVING, large=True),
)
