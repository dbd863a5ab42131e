"""A province of any size as the text of a scenario file: for measuring how houqin grows, and to begin one's own from.

Nothing in it is anybody's: compounds of six standard sizes in regions of 250, five services each, vendors and bids by
region. Which sizes occur how often, what is run in-house today, secrecy, wages and people are drawn from a seed; all
are assumptions and say so. `docs/scale.md` lists the laws.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from ..model.text import Text

TITLE = Text("全省机关后勤（生成的算例）", "Support services of a province (generated)")
USUAL = 100
"""Compounds where nobody says how many."""
REGION = 250
"""Compounds of a region; each region has vendors and bids of its own."""
PRICE = 75_000
"""Yuan a year that the budget holds for a post of today, before it grows."""
ESTABLISHED = "维修"
"""Service in which half the posts of a region that is run in-house are people on the establishment."""

CLEANED = "保洁"
"""Service whose work is simulated, room by room (kind `cleaning`); the others are told by their surveys."""
FLOOR = 1_200
"""Square metres of a storey."""


@dataclass(frozen=True, slots=True)
class Size:
    """A standard compound: its share among all, floor space in ㎡, people, and gates that are guarded."""

    name: str
    share: float
    area: int
    people: int
    gates: int


SIZES = (
    Size("乡镇所", 0.52, 1_600, 40, 2), Size("县局", 0.28, 3_600, 90, 3), Size("县大院", 0.07, 14_000, 400, 8),
    Size("市局", 0.09, 9_000, 220, 5), Size("市大院", 0.02, 36_000, 900, 18), Size("省厅", 0.02, 16_000, 380, 9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A service: what a post does, what a compound needs of it, and who offers it."""

    name: str
    what: str
    unit: str
    per_post: float
    of: str
    trade: str
    supplies: int

    @property
    def simulated(self) -> bool:
        """Return whether the work itself is simulated, room by room."""
        return self.name == CLEANED

    def work(self, size: Size) -> int:
        """Return what a compound of a size needs."""
        return max(1, round({"area": size.area, "people": size.people, "gates": size.gates * 2}[self.of]))


SERVICES = (
    Service("保洁", "办公楼保洁", "㎡", 1500, "area", "物业", 70),
    Service("维修", "设备日常维护", "㎡", 9000, "area", "物业", 120),
    Service("绿化", "绿化养护", "㎡", 12000, "area", "物业", 60),
    Service("保安", "门卫和巡逻", "岗", 1, "gates", "保安", 20),
    Service("食堂", "食堂服务", "人", 35, "people", "餐饮", 40),
)
TRADES = {"物业": 4, "保安": 3, "餐饮": 2}
"""Vendors of a region by trade."""
CLASSES = (
    ("A", "{productivity: 1.0, absence: 0.03, turnover: 0.3, vacancy_days: 5}", 88, 1.06, "false"),
    ("B", "{productivity: 0.97, absence: 0.05, turnover: 0.5, vacancy_days: 9}", 82, 1.0, "true"),
)
"""Credit, people, score, price level and whether small, of the vendors of a region in turn."""

HEAD = """\
schema_version: 1
id: province
title:
  zh: "全省机关后勤：{sites} 处、{units} 个单元（生成的算例）"
  en: "Support services of a province: {sites} compounds, {units} units (generated)"

sources:
  生成:
    title: 由 houqin init --template province 按 docs/scale.md 所列分布生成
    kind: assumption
    note: "种子 {seed}；全部是假设，不是任何地方的数据。"

horizon: {{source: 生成, start: 2026-01-01, years: 3}}
finance:
  {{source: 生成, discount_rate: 0.03, wage_growth: 0.04, price_growth: 0.02, vat_rate: 0.06, surcharge_rate: 0.12}}
labour:
  source: 生成
  minimum_wage_per_month: 2000
  social_insurance_rate: 0.3
  social_insurance_base_floor: 4200
  housing_fund_rate: 0.08
  liability_insurance_per_month: 30
  workdays_per_year: 250
hiring:
  source: 生成
  pay: {{gross_per_month: 3100, welfare_per_month: 120}}
  overhead_rate: 0.05
  conduct: {{absence: 0.04, turnover: 0.3, vacancy_days: 8}}
transition: {{source: 生成, vendor_change: 3000}}
modes:
  in_house: {{source: 生成, supervision_per_year: 12000}}
  people_only: {{source: 生成, supervision_per_year: 9000}}
  full: {{source: 生成, supervision_per_year: 5000}}
study:
  source: 生成
  seed: {seed}
  search_replications: 1000
  certify_replications: 2000
  doublings: 6
  reference_replications: 1
  gap: 0.0005
"""


def province(sites: int, seed: int = 1) -> str:
    """Return the text of a scenario file of so many compounds.

    Raises
    ------
    ValueError
        Fewer than one compound.
    """
    if sites < 1:
        raise ValueError("a province has at least one compound")
    dice = random.Random(seed)
    sizes = dice.choices(SIZES, [size.share for size in SIZES], k=sites)
    places = [(f"{1 + i // REGION}区{1 + i % REGION}号{s.name}", 1 + i // REGION, s) for i, s in enumerate(sizes)]
    regions = 1 + (sites - 1) // REGION
    units = list(_units(dice, places))
    parts = [HEAD.format(sites=sites, units=len(units), seed=seed), "sites:"]
    parts += [f"  {name}: {{source: 生成, area_m2: {size.area}}}" for name, _, size in places]
    parts += ["services:", *map(_service, SERVICES), "standards:"]
    parts += map(_standard, SERVICES)
    parts += ["units:", *(unit.text() for unit in units), "vendors:"]
    posts = {(r, t): sum(u.posts for u in units if (u.region, u.service.trade) == (r, t))
             for r in range(1, regions + 1) for t in TRADES}  # fmt: skip
    firms = [(r, t, k) for r in range(1, regions + 1) for t, n in TRADES.items() for k in range(n)]
    parts += [_vendor(*firm, posts[firm[:2]]) for firm in firms]
    parts += _people(units)
    parts += ["bids:", *(_bid(dice, *firm, units) for firm in firms), *_rules(units)]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A service at a compound as it is run today."""

    site: str
    region: int
    size: Size
    service: Service
    vendor: str
    secrecy: str

    @property
    def name(self) -> str:
        return f"{self.site}{self.service.name}"

    @property
    def posts(self) -> int:
        """Return the posts of today: what the work takes, and a tenth more."""
        return max(1, round(1.1 * self.service.work(self.size) / self.service.per_post + 0.45))

    @property
    def now(self) -> str:
        """Return today's setting: in cleaning two of three do scheduled work."""
        if not self.service.simulated:
            return f"posts: {self.posts}"
        rounds = max(1, self.posts // 3)
        return f"巡回: {rounds}, 作业: {max(1, self.posts - rounds)}"

    def text(self) -> str:
        """Return the unit's line."""
        today = f"mode: people_only, vendor: {self.vendor}" if self.vendor else "mode: in_house"
        secret = "" if self.secrecy == "open" else f", secrecy: {self.secrecy}"
        return (
            f"  {self.name}: {{source: 生成, site: {self.site}, service: {self.service.name}{secret}, "
            f"modes: [in_house, people_only, full], materials_per_month: {self.service.supplies}, "
            f"today: {{{today}, setting: {{{self.now}}}}}, {self._place()}}}"
        )

    def _place(self) -> str:
        """Return the boxes and the place of its kind."""
        if self.service.simulated:
            boxes = f"巡回: [1, {max(2, self.posts // 2)}], 作业: [1, {self.posts + 2}]"
            return f"bounds: {{{boxes}}}, place: {{kind: cleaning, across: 240, zones: {{{_zones(self.size)}}}}}"
        return (
            f"place: {{kind: contracted, workload: {self.service.work(self.size)}, low: {max(1, self.posts // 2)}, "
            f"high: {self.posts + 3}}}"
        )


def _zones(size: Size) -> str:
    """Return the zones of a compound: storeys of a standard plan, a lobby, and the ground around it."""
    n = max(1, round(size.area / FLOOR))
    groups = (
        f"场地: {{type: 室外, count: 1, area_m2: {size.area * 3 // 20}}}",
        f"大厅: {{type: 大厅, count: 1, area_m2: {size.area // 20}, walk: 15}}",
        f"走廊: {{type: 走廊, count: {n}, area_m2: {size.area // 5}, walk: 10}}",
        f"卫生间: {{type: 卫生间, count: {n}, area_m2: {size.area // 20}, fixtures: {8 * n}, walk: 10}}",
        f"办公室: {{type: 办公室, count: {n}, area_m2: {size.area * 11 // 20}, walk: 10}}",
    )
    return ", ".join(groups)


def _units(dice: random.Random, places: list[tuple[str, int, Size]]) -> Iterator[_Unit]:
    """Yield the units: a third in-house today, others with a vendor of the region; three in a hundred are secret."""
    for site, region, size in places:
        secrecy = dice.choices(["open", "key", "core"], [0.97, 0.02, 0.01])[0]
        for service in SERVICES:
            held = dice.random() < 0.67 and secrecy != "core"
            vendor = _firm(region, service.trade, dice.randrange(TRADES[service.trade])) if held else ""
            yield _Unit(site, region, size, service, vendor, secrecy)


def _firm(region: int, trade: str, k: int) -> str:
    return f"{region}区{trade}{k + 1}(假设)"


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


def _service(service: Service) -> str:
    if service.simulated:
        return CLEANING
    return (
        f"  {service.name}: {{kind: contracted, source: 生成, what: {service.what}, unit: {service.unit}, "
        f"per_post: {service.per_post}, days: 21, survey: {{forms: 120, response: 0.95, grades: [1200, 650, 110, 40], "
        "spread: 0.005, claim: 0.95, noticed: 0.7}, complaints: 1, neglect: 30, fine: 200}"
    )


def _standard(service: Service) -> str:
    asked = {"litter_indoor": 0.6, "scheduled": 0.86} if service.simulated else {"done": 0.925, "satisfaction": 0.9}
    said = ", ".join(f"{measure}: {{source: 生成, at_least: {least}}}" for measure, least in asked.items())
    return f"  {service.name}: {{{said}}}"


def _vendor(region: int, trade: str, k: int, posts: int) -> str:
    """Return a vendor's line: together the vendors of a trade have people for 1.3 times the posts of today."""
    credit, conduct, score, _, small = CLASSES[k % len(CLASSES)]
    room = round(1.3 * posts / TRADES[trade] + 3)
    return (
        f"  {_firm(region, trade, k)}: {{source: 生成, incumbent: true, small: {small}, credit: {credit}, "
        f"scores: {{monthly: {score}}}, capacity: {room}, over_retirement_share: {0.3 + 0.2 * (k % 2):.1f}, "
        f"conduct: {conduct}}}"
    )


def _bid(dice: random.Random, region: int, trade: str, k: int, units: list[_Unit]) -> str:
    """Return a vendor's bid on all units of its trade in its region, cheaper from a fifth and two fifths of them."""
    mine = [unit.name for unit in units if (unit.region, unit.service.trade) == (region, trade)]
    wage = round(2350 * CLASSES[k % len(CLASSES)][3] * dice.uniform(0.94, 1.06))
    steps = [(max(2, len(mine) // 5), 0.02), (max(3, 2 * len(mine) // 5), 0.04)]
    lots = ", ".join(f"{{from_units: {n}, rate: {rate}}}" for n, rate in steps)
    return (
        f"  {region}区{trade}{k + 1}: {{source: 生成, vendor: {_firm(region, trade, k)}, units: [{', '.join(mine)}], "
        f"modes: [people_only, full], wage_per_month: {wage}, welfare_per_month: 90, materials_per_month: 60, "
        f"overhead_rate: 0.06, profit_rate: 0.05, discounts: [{lots}]}}"
    )


def _people(units: list[_Unit]) -> Iterator[str]:
    """Yield a region's people on the establishment: one in twenty retires each year, nobody is recruited."""
    own = [unit for unit in units if unit.service.name == ESTABLISHED and not unit.vendor]
    yield from ["workforce:"] if own else []
    for region in dict.fromkeys(unit.region for unit in own):
        mine = [unit for unit in own if unit.region == region]
        heads = max(1, sum(unit.posts for unit in mine) // 2)
        yield (
            f"  {region}区{ESTABLISHED}在编: "
            f"{{source: 生成, employment: established, headcount: {heads}, ages: [35, 58], "
            f"units: [{', '.join(unit.name for unit in mine)}], protected: true, retirements: {[heads // 20] * 3}, "
            "pay: {gross_per_month: 5200, welfare_per_month: 300, insured: true, housing_fund: true}, "
            "conduct: {absence: 0.04, turnover: 0.0, vacancy_days: 0}}"
        )


def _rules(units: list[_Unit]) -> Iterator[str]:
    """Yield the rules, and a budget for each year that today's posts would not exceed."""
    posts = sum(unit.posts for unit in units)
    years = ", ".join(str(round(posts * PRICE * 1.05**y)) for y in range(3))
    yield "policy:"
    yield '  capacity: {source: 生成, state: "hard"}'
    yield '  no_dismissal: {source: 生成, state: "hard"}'
    yield '  no_growth: {source: 生成, state: "hard"}'
    yield '  no_dispatch: {source: 生成, state: "hard"}'
    yield '  secrecy: {source: 生成, state: "hard", core: [in_house], key: [in_house, people_only]}'
    yield (
        '  route: {source: 生成, state: "hard", routes: {询价: {up_to: 500000, includes: false, cost_per_year: 2000}, '
        "公开招标: {cost_per_year: 30000}}}"
    )
    yield f'budget: {{source: 生成, state: "hard", by_year: [{years}]}}'
