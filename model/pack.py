"""A rule pack: the rules on buying services as they stood on a day, as data, each with its citation."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .found import Found
from .part import Part
from .policy import Sentence
from .text import Text
from .units import Flag, Name, number, tupled

Procedure = Literal["open", "invited", "consultation", "negotiation", "inquiry", "single_source"]
Object = Literal["services", "goods", "works"]
Quantity = Literal[
    "price_weight", "bidders", "small_deduction", "joint_deduction", "ceiling", "term", "dispatch",
    "bid_to_mean", "bid_to_next", "bid_to_ceiling",
]  # fmt: skip
"""What is looked at in a tender; `solvers.compliance` says how each is computed."""
NATION = "CN"
"""The region of rules that hold everywhere."""

_LIMITS = Text(
    "规则“{rule}”：有 quantity 的须有界限且下限不大于上限，没有的不能有界限",
    "rule “{rule}”: one with `quantity` has limits, the lower not above the upper; one without has none",
)
_HEIR = Text("规则“{rule}”要取代的“{other}”不存在", "rule “{rule}” replaces “{other}”, which does not exist")


class Ground(Part):
    """What a rule or a reason rests on. `verified`: its text was read; where it is false, print so."""

    text: Sentence
    citation: Sentence
    effective: date | None = None
    """Since when; null where the source does not say."""
    region: Name = NATION
    """Where it holds: in tenders whose region contains this word, `CN` in all."""
    verified: Flag = False
    note: Sentence | None = None


class Clause(Ground):
    """One rule: for tenders of some kinds, a quantity lies in [low, high] or below `under`."""

    quantity: Quantity | None = None
    """None for a rule that only informs."""
    low: float | None = number("下限", "least", "", 0, 1e12, default=None)
    high: float | None = number("上限", "most", "", 0, 1e12, default=None)
    under: float | None = number("须小于", "less than", "", 0, 1e12, default=None)
    procedures: Annotated[tuple[Procedure, ...], BeforeValidator(tupled)] = ()
    """Ways of buying to which it applies; all where none is named."""
    objects: Annotated[tuple[Object, ...], BeforeValidator(tupled)] = ()
    """What is bought; anything where none is named."""
    severity: Literal["error", "warning"] = "error"
    replaces: Annotated[tuple[Name, ...], BeforeValidator(tupled)] = ()
    """Rules that do not count where this one applies: a province's threshold takes the place of the national one."""


class Pack(Part):
    """The rules of a jurisdiction on a day, and the reasons for which a bidder is out."""

    schema_version: Literal[1]
    id: Name
    title: Sentence
    dated: date
    """The day whose rules these are meant to be."""
    note: Sentence | None = None
    rules: Annotated[dict[Name, Clause], Field(min_length=1, max_length=500)]
    reasons: Annotated[dict[Name, Ground], Field(max_length=100)] = {}
    """Code -> why a bidder is out."""

    @model_validator(mode="after")
    def _consistent(self) -> "Pack":
        found = []
        for name, rule in self.rules.items():
            limits = [v for v in (rule.low, rule.high, rule.under) if v is not None]
            wrong = rule.low is not None and rule.low > min(limits)
            if bool(limits) != bool(rule.quantity) or wrong:
                found.append(Found(("rules", name), "HQ1805", _LIMITS.fill(rule=name)))
            for at, other in enumerate(rule.replaces):
                if other not in self.rules:
                    path = ("rules", name, "replaces", at)
                    found.append(Found(path, "HQ1301", _HEIR.fill(rule=name, other=other)))
        if found:
            raise PydanticCustomError("inconsistent", "rules that contradict themselves", {"faults": tuple(found)})
        return self

    def applying(self, region: str, procedure: str, bought: str, day: date) -> dict[str, Clause]:
        """Return the rules that hold for a tender of this region, procedure and object on a day."""
        found = {
            name: rule
            for name, rule in self.rules.items()
            if (rule.region == NATION or rule.region in region)
            and (not rule.procedures or procedure in rule.procedures)
            and (not rule.objects or bought in rule.objects)
            and (rule.effective is None or rule.effective <= day)
        }
        gone = {other for rule in found.values() for other in rule.replaces}
        return {name: rule for name, rule in found.items() if name not in gone}
