"""A province of any size as the text of a scenario file: for measuring how houqin grows, and to begin one's own from.

Nothing in it is anybody's: compounds of six standard sizes in regions of 250, five services each and a sixth at large
ones (`trades`), vendors and bids by region. Which sizes occur how often, what is run in-house today, secrecy, wages and
people are drawn from a seed; all are assumptions and say so. `docs/scale.md` lists the laws.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from ..model.text import Text
from .trades import EQUIPMENT, SERVICES, Compound, Service, Today

TITLE = Text("全省机关后勤（生成的算例）", "Support services of a province (generated)")
USUAL = 100
"""Compounds where nobody says how many."""
REGION = 250
"""Compounds of a region; each region has vendors and bids of its own."""
GRAND = 200
"""People from which on a compound has a canteen and a fleet of its own; smaller ones have their meals brought."""
PRICE, CAR = 75_000, 60_000
"""Yuan a year that the budget holds for a post and for a car of today, before it grows."""
ESTABLISHED = "维修"
"""Service in which half the posts of a region that is run in-house are people on the establishment."""

SIZES = (
    Compound("乡镇所", 0.52, 1_600, 40, 2), Compound("县局", 0.28, 3_600, 90, 3),
    Compound("县大院", 0.07, 14_000, 400, 8), Compound("市局", 0.09, 9_000, 220, 5),
    Compound("市大院", 0.02, 36_000, 900, 18), Compound("省厅", 0.02, 16_000, 380, 9),
)  # fmt: skip


TRADES = {"物业": 4, "保安": 3, "餐饮": 2, "车辆": 2}
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


def province(sites: int, seed: int = 1, grand: int = GRAND) -> str:
    """Return the text of a scenario file of so many compounds.

    Parameters
    ----------
    grand : int
        People from which on a compound has a canteen and a fleet of its own.

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
    units = list(_units(dice, places, grand))
    had = [service for service in SERVICES if any(unit.service is service for unit in units)]
    parts = [HEAD.format(sites=sites, units=len(units), seed=seed), "sites:"]
    parts += [f"  {name}: {{source: 生成, area_m2: {size.area}}}" for name, _, size in places]
    parts += ["services:", *(each.text for each in had), "standards:", *(each.standard() for each in had)]
    parts += ["equipment:", EQUIPMENT] if any(unit.today.cars for unit in units) else []
    posts = {(r, t): sum(u.today.posts for u in units if (u.region, u.service.trade) == (r, t))
             for r in range(1, regions + 1) for t in TRADES}  # fmt: skip
    firms = [(r, t, k) for r in range(1, regions + 1) for t, n in TRADES.items() if posts[r, t] for k in range(n)]
    parts += ["units:", *(unit.text() for unit in units), "vendors:"]
    parts += [_vendor(*firm, posts[firm[:2]]) for firm in firms]
    parts += _people(units)
    parts += ["bids:", *(bid for firm in firms for bid in _bids(dice, *firm, units)), *_rules(units)]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A service at a compound as it is run today."""

    site: str
    region: int
    service: Service
    today: Today
    vendor: str
    secrecy: str

    @property
    def name(self) -> str:
        return f"{self.site}{self.service.name}"

    def text(self) -> str:
        """Return the unit's line."""
        now = f"mode: people_only, vendor: {self.vendor}" if self.vendor else "mode: in_house"
        secret = "" if self.secrecy == "open" else f", secrecy: {self.secrecy}"
        return (
            f"  {self.name}: {{source: 生成, site: {self.site}, service: {self.service.name}{secret}, "
            f"modes: [in_house, people_only, full], materials_per_month: {self.service.supplies}, "
            f"today: {{{now}, setting: {{{self.today.setting}}}}}, {self.today.place}}}"
        )


def _units(dice: random.Random, places: list[tuple[str, int, Compound]], grand: int) -> Iterator[_Unit]:
    """Yield the units: a third in-house today, others with a vendor of the region; three in a hundred are secret."""
    for site, region, size in places:
        secrecy = dice.choices(["open", "key", "core"], [0.97, 0.02, 0.01])[0]
        for service in (each for each in SERVICES if each.at(size, grand)):
            held = dice.random() < 0.67 and secrecy != "core"
            vendor = _firm(region, service.trade, dice.randrange(TRADES[service.trade])) if held else ""
            yield _Unit(site, region, service, service.today(size), vendor, secrecy)


def _firm(region: int, trade: str, k: int) -> str:
    return f"{region}区{trade}{k + 1}(假设)"


def _vendor(region: int, trade: str, k: int, posts: int) -> str:
    """Return a vendor's line: together the vendors of a trade have people for 1.3 times the posts of today."""
    credit, conduct, score, _, small = CLASSES[k % len(CLASSES)]
    room = round(1.3 * posts / TRADES[trade] + 3)
    return (
        f"  {_firm(region, trade, k)}: {{source: 生成, incumbent: true, small: {small}, credit: {credit}, "
        f"scores: {{monthly: {score}}}, capacity: {room}, over_retirement_share: {0.3 + 0.2 * (k % 2):.1f}, "
        f"conduct: {conduct}}}"
    )


def _bids(dice: random.Random, region: int, trade: str, k: int, units: list[_Unit]) -> Iterator[str]:
    """Yield a vendor's bids on all units of its trade in its region, cheaper from a fifth and two fifths of them."""
    level = CLASSES[k % len(CLASSES)][3] * dice.uniform(0.94, 1.06)
    here = [unit for unit in units if (unit.region, unit.service.trade) == (region, trade)]
    for form in dict.fromkeys(form for unit in here for form in unit.service.forms):
        mine = [unit.name for unit in here if form in unit.service.forms]
        steps = [(max(2, len(mine) // 5), 0.02), (max(3, 2 * len(mine) // 5), 0.04)]
        lots = ", ".join(f"{{from_units: {n}, rate: {rate}}}" for n, rate in steps)
        paid = ", ".join(f"{flow}: {yuan * level:.2f}" for flow, yuan in form.prices)
        wage = round(2350 * form.wage * level)
        yield (
            f"  {region}区{trade}{k + 1}{form.name}: {{source: 生成, vendor: {_firm(region, trade, k)}, "
            f"units: [{', '.join(mine)}], modes: [{form.modes}], wage_per_month: {wage}, "
            f"welfare_per_month: 90, overhead_rate: 0.06, profit_rate: 0.05{form.terms}"
            f"{f', per_unit: {{{paid}}}' if paid else ''}, discounts: [{lots}]}}"
        )


def _people(units: list[_Unit]) -> Iterator[str]:
    """Yield a region's people on the establishment: one in twenty retires each year, nobody is recruited."""
    own = [unit for unit in units if unit.service.name == ESTABLISHED and not unit.vendor]
    yield from ["workforce:"] if own else []
    for region in dict.fromkeys(unit.region for unit in own):
        mine = [unit for unit in own if unit.region == region]
        heads = max(1, sum(unit.today.posts for unit in mine) // 2)
        yield (
            f"  {region}区{ESTABLISHED}在编: "
            f"{{source: 生成, employment: established, headcount: {heads}, ages: [35, 58], "
            f"units: [{', '.join(unit.name for unit in mine)}], protected: true, retirements: {[heads // 20] * 3}, "
            "pay: {gross_per_month: 5200, welfare_per_month: 300, insured: true, housing_fund: true}, "
            "conduct: {absence: 0.04, turnover: 0.0, vacancy_days: 0}}"
        )


def _rules(units: list[_Unit]) -> Iterator[str]:
    """Yield the rules, and a budget for each year that today's posts would not exceed."""
    held = sum(PRICE * unit.today.posts + CAR * unit.today.cars for unit in units)
    years = ", ".join(str(round(held * 1.05**y)) for y in range(3))
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
