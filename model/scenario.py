"""The whole case: sites, services, units, people, vendors, rules, money. It is valid because it exists."""

import hashlib
import json
import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .finance import Finance, Labour
from .kind import Kind
from .kinds import KINDS
from .levers import Lever, Row
from .measures import Measure
from .mode import ModeName, ModeTerms
from .part import Part
from .passthrough import PassThrough
from .policy import Budget, Policy, Sentence, Standard
from .units import Flag, Name, money, number, share, tupled, whole
from .vendor import Bid, Modes, Vendor
from .workforce import Group, Hiring, Names


def _one_of(parts: list[Any]) -> Any:
    """Return the union of the kinds' models, told apart by `kind`."""
    return Annotated[Union[tuple(parts)], Field(discriminator="kind")] if len(parts) > 1 else parts[0]  # noqa: UP007


if TYPE_CHECKING:
    Service = Any
    Place = Any
else:
    Service = _one_of([kind.common for kind in KINDS.values()])
    Place = _one_of([kind.place for kind in KINDS.values()])
Levels = dict[Name, Annotated[int, Field(strict=True, ge=0, le=100000)]]
Bounds = Annotated[tuple[int, int], BeforeValidator(tupled)]
Patch = dict[str, Any]
Printed = Annotated[tuple[Annotated[int, Field(ge=1, le=1000)], ...], BeforeValidator(tupled), Field(min_length=1)]
LATER: dict[str, dict[str, Any]] = {
    "sites": {"departments": 1, "slots_per_week": None},
    "units": {"shared": None, "skills": []},
    "workforce": {"skills": [], "training": None, "retirement_age": None},
    "bids": {
        "concession": None, "takes_staff": False, "slots_per_week": None, "single_source": False,
        "original_per_year": None, "conditions": None, "reference": None,
    },
}
"""Fields that came after the first release of the schema, by block, with what they are where nobody uses them."""
LATER_TERMS = {
    "policy": ("renewal", "shared", "slots", "gradual", "single_source"),
    "study": ("search_settings",),
}
"""Rules and settings of the study that did."""


class Source(Part):
    """Where numbers come from. `kind` says how far to trust them."""

    title: str = Field(max_length=500)
    kind: Literal["source", "derived", "published", "public", "unverified", "assumption"]
    date: str | None = None
    note: str | None = Field(default=None, max_length=2000)


class Count(Part):
    """Things that a source, named by `source`, lists and counts; the two need not agree."""

    names: Annotated[tuple[Name, ...], BeforeValidator(tupled)]
    stated: int = whole("资料所说的个数", "number the source states", 0, 1000000)


class Headings(Part):
    """Numbers of the headings that a source, named by `source`, prints below one title, as they stand there."""

    printed: Printed


class Claim(Part):
    """What a source says became of something, in figures that nothing is calculated from; what they imply is told.

    Any figure may be absent. `before_of` and `after_of` say what was measured then and since, `covers` what alone the
    amount speaks of, `loose` that the figures are said to be "about", "over" or "nearly".
    """

    before: float | None = number("原来的数", "figure before", "", 0.0, 1e15, default=None)
    after: float | None = number("后来的数", "figure after", "", 0.0, 1e15, default=None)
    times: float | None = number("所说的倍数", "factor the source states", "1", 0.001, 1e6, default=None)
    amount: float | None = money("所说的变化金额", "change the source states", 1e13, default=None)
    share: float | None = number("所说的变化比例", "the same as a share", "1", 1e-6, 1.0, default=None)
    loose: Flag = False
    before_of: Name | None = None
    after_of: Name | None = None
    covers: Name | None = None


class Horizon(Part):
    """The years that are planned."""

    start: date
    years: int = whole("规划年数", "years", 1, 10)


class Site(Part):
    """A compound."""

    area_m2: float = number("面积", "area", "m2", 1.0, 1e8, (100, 1e6))
    departments: int = whole("使用部门数", "departments that use it", 1, 10000, default=1)
    slots_per_week: int | None = whole(
        "场地每周可供进驻的半天数", "half-days a week its space can give", 0, 100000, default=None
    )
    """For services invited in (`policy.slots`): rooms x half-days they are free; needed where one may come."""
    note: str | None = Field(default=None, max_length=2000)


class Equipment(Part):
    """A type of machine as an asset."""

    price: float = money("单价", "price", 1e8, (500, 1e6))
    life_years: float = number("使用年限", "life", "year", 0.5, 50.0, (2, 20))
    upkeep_rate: float = share("年维护费占单价", "upkeep per year as a share of the price", 1.0, (0, 0.3))
    lease_per_year: float | None = money("年租金", "lease per year", 1e8, default=None)
    resale_rate: float = share("变现率(对账面余值)", "proceeds of a sale as a share of book value", default=0.5)
    renewed: Flag = False
    """Whether none may be used longer than its life: official vehicles are replaced after eight years."""

    def last(self, age: float) -> int:
        """Return the number of years, from the first, in which a machine of an age may still be used."""
        return max(0, math.ceil(self.life_years - age)) if self.renewed else 10**6


class Today(Part):
    """How the unit is run now. `setting` gives a level for every lever."""

    mode: ModeName
    vendor: Name | None = None
    setting: Levels
    score: float | None = number("现有考核分", "today's inspection score", "point", 0, 100, default=None)


class Unit(Part):
    """One service at one site: the thing that gets a mode, a vendor, people and machines."""

    site: Name
    service: Name
    place: Place
    today: Today
    modes: Modes = ("in_house", "people_only", "hybrid", "full")
    owned: Levels = {}
    """Machines the bureau owns here."""
    owned_age_years: float = number("自有设备平均已用年限", "mean age of owned machines", "year", 0, 50, default=0.0)
    bounds: dict[Name, Bounds] = {}
    """Narrower boxes for levers of this unit."""
    standards: dict[Name, Standard] = {}
    materials_per_month: float = money("物料(每人每月,业主采购)", "consumables per person and month", 1e5, default=0.0)
    skills: Names = ()
    """What its posts ask of staff in post (`workforce.<group>.skills`); hired people, and a vendor's, have it."""
    secrecy: Literal["core", "key", "open"] = "open"
    """Class of secrecy; `policy.secrecy` says in which modes the upper two may be delivered."""
    shared: Flag | None = None
    """Whether `policy.shared` speaks of this unit whatever its site says; absent: where departments share the site."""


class Transition(Part):
    """One-off costs of change."""

    vendor_change: float = money("更换服务企业一次性费用(每单元)", "change of vendor, once per unit", 1e8, default=0.0)


class Study(Part):
    """How hard to look, and how sure to be."""

    seed: int = whole("随机种子", "seed", 0, 2**63 - 1, default=20171123)
    search_replications: int = whole("搜索重复次数", "replications of the search", 8, 100000, default=60)
    search_settings: int = whole("搜索下界最少可用的配置数", "settings a bound may take", 1, 100000, default=500)
    """Settings that each search may simulate for its bound; `solvers.explore` adds some where levers are many."""
    certify_replications: int = whole("验证重复次数", "replications of the certificate", 20, 1000000, default=420)
    doublings: int = whole("分不清时翻倍的最多次数", "doublings while undecided, at most", 0, 8, default=0)
    reference_replications: int = whole("参考引擎重复次数", "replications in the reference engine", 1, 1000, default=5)
    error: float = number("总误差概率", "total error probability", "1", 1e-6, 0.5, default=0.05)
    attempts: int = whole("验证最多次数", "attempts at most", 1, 10, default=4)
    gap: float = share("允许求解间隙", "solver gap asked for", 0.5, default=0.0)
    time_limit_s: float = number("求解时限", "solver time limit", "s", 0.01, 86400.0, default=600.0)
    margin: float = share("搜索安全余量", "margin added to the targets in the search", 0.2, default=0.0)


Grades = Annotated[
    tuple[Annotated[int, Field(strict=True, ge=0, le=10**7)], ...],
    BeforeValidator(tupled),
    Field(min_length=4, max_length=4),
]
Score = Annotated[float, number("等级分值", "score of a grade", "point", 0, 100)]
Scores = Annotated[tuple[Score, ...], BeforeValidator(tupled), Field(min_length=4, max_length=4)]


class Questionnaire(Part):
    """A satisfaction survey: forms by grade, and the claim that was made of it. About a unit, or a whole service."""

    unit: Name | None = None
    service: Name | None = None
    date: str | None = Field(default=None, max_length=40)
    sent: int = whole("发出份数", "forms sent", 1, 10**7)
    returned: int = whole("收回份数", "forms returned", 0, 10**7)
    grades: Grades
    """Forms by grade, from the best: 优, 较好, 一般, 差."""
    scores: Scores = (100.0, 80.0, 60.0, 30.0)
    """What each grade counts in the index."""
    claim: float = number("声称的满意率", "share claimed to be satisfied", "1", 0.5, 0.9999, (0.8, 0.99), default=0.98)


class Expectation(Part):
    """A figure that must come out; `metric` is a dotted path into the result."""

    metric: str = Field(max_length=300)
    equals: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    abs_tol: float = number("绝对容差", "absolute tolerance", "", 0, 1e12, default=0.0)


class Scenario(Part):
    """A case, complete and consistent."""

    schema_version: Literal[1]
    id: Name
    title: Sentence
    sources: dict[Name, Source] = {}
    horizon: Horizon
    finance: Finance
    labour: Labour
    sites: Annotated[dict[Name, Site], Field(min_length=1)]
    services: Annotated[dict[Name, Service], Field(min_length=1)]
    units: Annotated[dict[Name, Unit], Field(min_length=1)]
    standards: dict[Name, dict[Name, Standard]] = {}
    """By service, by measure."""
    equipment: dict[Name, Equipment] = {}
    workforce: dict[Name, Group] = {}
    hiring: Hiring | None = None
    vendors: dict[Name, Vendor] = {}
    bids: dict[Name, Bid] = {}
    modes: dict[ModeName, ModeTerms] = {}
    transition: Transition = Transition()
    policy: Policy = Policy()
    budget: Budget = Budget(state="off")
    passthrough: dict[Name, PassThrough] = {}
    """What is paid at cost beside the fixed fees, by name."""
    study: Study = Study()
    overrides: dict[Name, Patch] = {}
    """Named patches: dotted path -> value."""
    scenarios: dict[Name, Annotated[tuple[Name, ...], BeforeValidator(tupled)]] = {}
    """Named combinations of patches."""
    counts: dict[Name, Count] = {}
    """What the sources list and count, by what they call it."""
    headings: dict[Name, Headings] = {}
    """How the sources number their headings, by the title above them."""
    claims: dict[Name, Claim] = {}
    """What the sources say has become of something, by what they call it."""
    surveys: dict[Name, Questionnaire] = {}
    expect: Annotated[tuple[Expectation, ...], BeforeValidator(tupled)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Scenario":
        """Refuse dangling references; the faults travel in the error's context, each with its own path."""
        from .check import faults

        found = tuple(f for f in faults(self) if f.severity == "error")
        if found:
            raise PydanticCustomError("inconsistent", "references that lead nowhere", {"faults": found})
        return self

    def hash(self) -> str:
        """Return the SHA-256 of the case's content, independent of the order of keys.

        What came after the first release of the schema and is not used is left out, so that older hashes stand.
        """
        content = self.model_dump(mode="json")
        for block, fields in LATER.items():
            for part in content[block].values():
                for field, unused in fields.items():
                    if part[field] == unused:
                        del part[field]
        for block, terms in LATER_TERMS.items():
            part = getattr(self, block)
            for term in terms:
                if getattr(part, term) == type(part).model_fields[term].default:
                    del content[block][term]
        for place, unused_block in ((content["budget"], "funds"), (content, "passthrough"), (content, "headings")):
            if not place[unused_block]:
                del place[unused_block]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def kind(self, unit: str) -> Kind:
        """Return the kind of a unit's service."""
        return KINDS[self.services[self.units[unit].service].kind]

    def spec(self, unit: str) -> Any:
        """Return what a unit's simulator needs to know."""
        return self.kind(unit).spec(self.services[self.units[unit].service], self.units[unit].place)

    def like(self, unit: str) -> str:
        """Return the first unit of the file that simulates as this one does: same service, same place.

        Its name addresses the days of the search, so that units that are alike are searched once.
        """
        mine = self.units[unit]
        return next(name for name, u in self.units.items() if u.service == mine.service and u.place == mine.place)

    def levers(self, unit: str) -> tuple[Lever, ...]:
        """Return the unit's levers, boxes narrowed by its `bounds`."""
        narrowed = self.units[unit].bounds
        return tuple(
            replace(v, low=low, high=high)
            for v in self.kind(unit).levers(self.spec(unit))
            for low, high in (narrowed.get(v.name, (v.low, v.high)),)
        )

    def rows(self, unit: str) -> tuple[Row, ...]:
        """Return the linear rules among the unit's levers."""
        return self.kind(unit).rows(self.spec(unit))

    def measures(self, unit: str) -> dict[str, Measure]:
        """Return the unit's measures by name."""
        return {m.name: m for m in self.kind(unit).measures(self.spec(unit))}

    def targets(self, unit: str) -> dict[str, Standard]:
        """Return the unit's standards by measure: the service's, replaced by the unit's own; `off` ones left out."""
        joint = {**self.standards.get(self.units[unit].service, {}), **self.units[unit].standards}
        return {name: standard for name, standard in joint.items() if standard.state != "off"}

    def bundles(self) -> dict[str, tuple[str, ...]]:
        """Return the bids that stand only together: name -> bids; one that stands only as a whole has its own name."""
        found: dict[str, tuple[str, ...]] = {}
        for name, bid in self.bids.items():
            tag = bid.tag(name)
            if tag is not None:
                found[tag] = (*found.get(tag, ()), name)
        return found

    def staff_for(self, unit: str) -> dict[str, Group]:
        """Return the groups in post that may work in a unit."""
        return {name: group for name, group in self.workforce.items() if unit in group.units and self.able(name, unit)}

    def able(self, group: str, unit: str) -> bool:
        """Return whether a group that lists a unit may work there: it has the skills asked for, or may be retrained."""
        return self.workforce[group].training is not None or not self.lacks(group, unit)

    def lacks(self, group: str, unit: str) -> tuple[str, ...]:
        """Return the skills that a unit's posts ask for and a group has not."""
        asked = self.units[unit].skills if unit in self.units else ()
        return tuple(skill for skill in asked if skill not in self.workforce[group].skills)
