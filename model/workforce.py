"""People in post, their pay, and the ways they may leave; and the people a bureau may hire."""

import math
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .conduct import Conduct
from .part import Part
from .units import Name, exact, money, number, share, tupled, whole

Names = Annotated[tuple[Name, ...], BeforeValidator(tupled)]
Ages = Annotated[tuple[int, int], BeforeValidator(tupled)]
Headcounts = Annotated[tuple[Annotated[int, Field(strict=True, ge=0, le=100000)], ...], BeforeValidator(tupled)]


class Pay(Part):
    """Monthly pay of one person.

    Stated either as `gross_per_month`, or as `take_home_per_month` with the share of gross pay that reaches the
    person (`take_home_share`): gross = take-home / share.
    """

    gross_per_month: float | None = money("应发工资(月)", "gross pay per month", 1e5, (800, 30000), default=None)
    take_home_per_month: float | None = money(
        "实发工资(月)", "take-home pay per month", 1e5, (800, 30000), default=None
    )
    take_home_share: float = number("实发占应发", "take-home share of gross", "1", 0.5, 1.0, (0.7, 1.0), default=1.0)
    welfare_per_month: float = money("福利等(月)", "welfare, union, uniform per month", 1e5, (0, 2000), default=0.0)
    insured: bool = Field(default=True, strict=True)
    """Whether social insurance and housing fund are paid."""
    housing_fund: bool = Field(default=True, strict=True)

    @model_validator(mode="after")
    def _one(self) -> "Pay":
        if (self.gross_per_month is None) == (self.take_home_per_month is None):
            raise PydanticCustomError("pay_one", "give either gross_per_month or take_home_per_month")
        return self

    def gross(self) -> float:
        """Return gross pay in yuan per month."""
        if self.gross_per_month is not None:
            return self.gross_per_month
        return (self.take_home_per_month or 0.0) / self.take_home_share


class Exit(Part):
    """Voluntary exit with compensation."""

    max_per_year: int = whole("每年自愿离岗上限", "voluntary exits per year at most", 0, 1000, default=0)
    payment: float = money("每人补偿", "payment per person", 1e7, (0, 500000), default=0.0)


class Redeploy(Part):
    """Moves to real vacancies elsewhere in the bureau."""

    vacancies_per_year: int = whole("每年可转岗空缺", "vacancies per year", 0, 1000, default=0)
    cost: float = money("每人转岗培训费", "retraining cost per person", 1e6, (0, 100000), default=0.0)
    relief_per_year: float = money(
        "空缺原需支出(每人每年)",
        "what filling the vacancy would otherwise cost per year",
        1e6,
        (0, 200000),
        default=0.0,
    )


class Training(Part):
    """Retraining of one person for posts whose skills their group lacks."""

    cost: float = money("每人再培训费", "retraining per person", 1e6, (0, 50000), default=0.0)
    months: float = number("培训月数", "months it takes", "month", 0.0, 36.0, (0, 12), default=0.0)
    cover_per_month: float = money("培训期间顶岗费用(每月)", "cover for the post meanwhile, a month", 1e5, default=0.0)
    """Those in training are paid as ever; this is what having their post filled costs."""


class Group(Part):
    """Staff in post: paid by the bureau as long as they stay, whether or not there is work for them."""

    employment: Literal["established", "outside", "borrowed"] = "established"
    headcount: int = whole("人数", "headcount", 0, 100000)
    ages: Ages | None = None
    units: Names
    """Units whose posts they may fill, as far as they have the skills asked for there or may be retrained."""
    skills: Names = ()
    """What all of them can do; a unit's `skills` says what its posts ask for."""
    training: Training | None = None
    """Absent: nobody is retrained."""
    pay: Pay
    protected: bool = Field(default=True, strict=True)
    """Protected staff may be dismissed only where the rule `no_dismissal` is off; others always, with severance."""
    retirements: Headcounts = ()
    """Known retirements during each year; a person retiring in year y is there for all of year y."""
    retirement_age: float | None = number(
        "退休年龄(待核实)", "age of retirement, to be verified", "year", 40.0, 75.0, (50, 65), default=None
    )
    """Instead of `retirements`: they follow from `ages`, taken to be spread evenly."""
    exit: Exit = Exit()
    redeploy: Redeploy = Redeploy()
    severance: float = money("辞退经济补偿(每人)", "severance per dismissed person", 1e7, (0, 500000), default=0.0)
    conduct: Conduct = Conduct()


def retiring(group: Group, years: int) -> tuple[int, ...]:
    """Return how many of a group retire during each year: as stated, or by age.

    Of n people the i-th is low + (high - low) (2 i - 1) / (2 n) years old on the first day; each retires in the year by
    whose end `retirement_age` is reached, in the first year where it is past.
    """
    if group.retirement_age is None or group.ages is None:
        return (*group.retirements, *([0] * years))[:years]
    (low, high), n, found = group.ages, group.headcount, [0] * years
    for i in range(1, n + 1):
        left = exact(group.retirement_age) - low - Fraction((high - low) * (2 * i - 1), 2 * n)
        year = max(0, math.ceil(left) - 1)
        if year < years:
            found[year] += 1
    return tuple(found)


class Hiring(Part):
    """What the bureau pays and gets when it hires contract workers itself (labour outside the establishment)."""

    pay: Pay
    over_retirement_share: float = share("超龄人员比例", "share past retirement age", default=0.0)
    overhead_rate: float = share("招聘和管理附加", "recruiting and administration on top", 0.5, (0, 0.2), default=0.0)
    conduct: Conduct = Conduct()
