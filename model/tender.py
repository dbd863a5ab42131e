"""A tender as the evaluation committee has it: what counts how much, who bid how much, who got how many points.

Money is in whole fen and points are exact: a number of the file counts as the decimal that is written there.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .found import Found, dangling
from .pack import NATION, Object, Procedure
from .part import Part
from .policy import Sentence
from .text import Text
from .units import Flag, Name, exact, money, number, share, tupled, whole

DEAREST = 1e10
"""Yuan of the largest bid."""
DECIMALS = 4
"""Decimals of points."""
HUNDRED = 100
ABOVE_CEILING = "Q3"
"""The code of the rule pack under which a bid above the ceiling is out; no file has to say so."""
GROUPS = ("price", "technical", "business")
Status = Literal["large", "medium", "small", "micro", "consortium"]
Group = Literal["technical", "business"]

_SUM = Text(
    "价格分 {price} 与各项满分之和 {rest} 合计 {total}，应为 100",
    "{price} points for the price and {rest} for the criteria make {total}, not 100",
)
_LACKS = Text("“{bidder}”缺少评分：{names}", "“{bidder}” has no points for: {names}")
_ABOVE = Text("“{criterion}”满分 {most}，给了 {given}", "“{criterion}” has at most {most} points, {given} were given")
_EXPERTS = Text(
    "“{criterion}”：“{bidder}”有 {n} 位专家的分，“{other}”有 {m} 位",
    "“{criterion}”: “{bidder}” has points of {n} experts, “{other}” of {m}",
)
_RESERVED = Text(
    "专门面向中小企业采购的（reserved: true）不再给价格扣除",
    "where the purchase is reserved for small firms (reserved: true) there is no deduction",
)


def _whole_fen(value: float) -> float:
    if (100 * exact(value)).denominator != 1:
        raise PydanticCustomError("fen", "a price has at most two decimals")
    return value


def _short(value: float) -> float:
    if (10**DECIMALS * exact(value)).denominator != 1:
        raise PydanticCustomError("decimals", "points have at most four decimals")
    return value


def _listed(value: Any) -> Any:
    """Return one number as the scores of one expert; text and the like stay what they are and are refused."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    return tupled(value)


Points = Annotated[float, number("得分", "points", "point", 0, HUNDRED), AfterValidator(_short)]
Scores = Annotated[tuple[Points, ...], BeforeValidator(_listed), Field(min_length=1, max_length=50)]
"""Of every expert, or one average."""


class Criterion(Part):
    """What is scored, and out of how many points."""

    group: Group
    points: Annotated[float, AfterValidator(_short)] = number("满分", "points at most", "point", 0.0001, HUNDRED)


class Deduction(Part):
    """By how much the bids of small firms are lowered when they are compared; what is paid is the bid."""

    small: float | None = share("小微企业价格扣除", "deduction for small and micro firms", 0.9, default=None)
    joint: float | None = share("联合体或分包价格扣除", "deduction for consortia with them", 0.9, default=None)


class Bidder(Part):
    """A firm's bid, its points, and why it is out if it is."""

    price: Annotated[float, AfterValidator(_whole_fen)] = number("投标报价", "bid", "yuan", 0.01, DEAREST)
    status: Status = "large"
    """`consortium`: with, or subcontracting to, small firms as far as the rules ask."""
    points: dict[Name, Scores] = {}
    out: Annotated[tuple[Name, ...], BeforeValidator(tupled)] = ()
    """Codes of the rule pack: not qualified, not responsive, vetoed."""
    note: str | None = Field(default=None, max_length=2000)

    @property
    def fen(self) -> int:
        """The bid in fen."""
        return int(100 * exact(self.price))


class Tender(Part):
    """One tender, complete: it can be scored because it exists."""

    schema_version: Literal[1]
    id: Name
    title: Sentence
    opened: date
    """The day on which bids are opened; rules that came into force later do not count."""
    region: Name = NATION
    procedure: Procedure = "open"
    object: Object = "services"
    form: Literal["service", "dispatch"] = "service"
    reserved: Flag = False
    """Whether only small and medium firms may bid."""
    ceiling: Annotated[float, AfterValidator(_whole_fen)] | None = money(
        "预算或最高限价", "budget or ceiling", DEAREST, default=None
    )
    term_years: int = whole("合同年限", "years of the contract", 1, 30, default=1)
    method: Literal["score", "lowest"] = "score"
    """score: comprehensive score; lowest: lowest evaluated price among those who meet the requirements."""
    price_points: Annotated[float, AfterValidator(_short)] = number(
        "价格分", "points for the price", "point", 0, HUNDRED, default=0.0
    )
    deduction: Deduction = Deduction()
    criteria: Annotated[dict[Name, Criterion], Field(max_length=200)] = {}
    bidders: Annotated[dict[Name, Bidder], Field(min_length=1, max_length=200)]

    def out(self, name: str) -> tuple[str, ...]:
        """Return the codes for which a bidder is out; empty for one that is ranked."""
        bidder = self.bidders[name]
        dear = self.ceiling is not None and bidder.price > self.ceiling and ABOVE_CEILING not in bidder.out
        return (*bidder.out, ABOVE_CEILING) if dear else bidder.out

    def valid(self) -> tuple[str, ...]:
        """Return the bidders that are ranked, in order of the file."""
        return tuple(name for name in self.bidders if not self.out(name))

    @model_validator(mode="after")
    def _consistent(self) -> "Tender":
        found = (*self._whole(), *self._scored(), *self._experts())
        if found:
            raise PydanticCustomError("inconsistent", "scores that do not fit", {"faults": found})
        return self

    def _whole(self) -> Iterator[Found]:
        rest, price = sum((exact(c.points) for c in self.criteria.values()), Fraction(0)), exact(self.price_points)
        if self.method == "score" and rest + price != HUNDRED:
            said = {"price": price, "rest": rest, "total": price + rest}
            text = _SUM.fill(**{key: f"{float(value):g}" for key, value in said.items()})
            yield Found(("price_points",), "HQ1801", text)
        given = self.deduction.small or self.deduction.joint
        if self.reserved and given:
            yield Found(("reserved",), "HQ1212", _RESERVED)

    def _scored(self) -> Iterator[Found]:
        known = list(self.criteria)
        for name, bidder in self.bidders.items():
            at = ("bidders", name, "points")
            for criterion, scores in bidder.points.items():
                if criterion not in self.criteria:
                    yield dangling((*at, criterion), criterion, known, "评审因素", "criterion")
                elif max(scores) > self.criteria[criterion].points:
                    said = {"most": self.criteria[criterion].points, "given": max(scores)}
                    yield Found((*at, criterion), "HQ1803", _ABOVE.fill(criterion=criterion, **said))
            missing = [c for c in known if c not in bidder.points]
            if missing and not self.out(name):
                names = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
                yield Found(("bidders", name), "HQ1802", _LACKS.fill(bidder=name, names=names))

    def _experts(self) -> Iterator[Found]:
        first: dict[str, tuple[str, int]] = {}
        for name, bidder in self.bidders.items():
            for criterion, scores in bidder.points.items():
                other, n = first.setdefault(criterion, (name, len(scores)))
                if len(scores) != n:
                    said = {"criterion": criterion, "bidder": name, "n": len(scores), "other": other, "m": n}
                    yield Found(("bidders", name, "points", criterion), "HQ1804", _EXPERTS.fill(**said))
