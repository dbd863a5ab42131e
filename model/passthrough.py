"""Items paid at cost, such as energy and repairs: decided by nobody, a law of chance for each year's cost."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .distributions import Law
from .part import Part
from .policy import Sentence
from .units import Name, law, money, number, tupled

LARGEST = 1e10


class Repair(Part):
    """A class of repairs: how many a year (Poisson), and what one costs at first-year prices."""

    per_year: float = number("每年次数(均值)", "number a year, mean", "1/year", 0.0, 10000.0)
    cost: Law = law("每次费用", "cost of one", "yuan", 0.0, LARGEST)


class PassThrough(Part):
    """An item paid at cost beside the fixed fees.

    A year's cost is stated in one of three ways, in yuan at the prices of the first year: as a law; as a quantity
    times the price of a unit, which vary independently; or by classes of repairs. Years are independent.
    """

    text: Sentence | None = None
    site: Name | None = None
    """Where it arises; told, and nothing is calculated from it."""
    service: Name | None = None
    fund: Name | None = None
    """The fund that pays it; absent: the one that names the line `passthrough`, if any."""
    index: Literal["wage", "price", "none"] = "price"
    """Which growth it follows."""
    per_year: Law | None = law("一年费用", "cost of a year", "yuan", 0.0, LARGEST, default=None)
    quantity: Law | None = law("一年用量", "quantity of a year", "", 0.0, LARGEST, default=None)
    unit_price: Law | None = law("单价", "price of a unit", "yuan", 0.0, LARGEST, default=None)
    repairs: dict[Name, Repair] = Field(default={}, max_length=20)
    """By class, such as small, medium and large."""
    standard: Annotated[tuple[Annotated[float, money("预算标准", "budget standard of a year", 1e12)], ...],
                        BeforeValidator(tupled)] | None = None  # fmt: skip
    """What the budget holds for it each year, nominal yuan: told with the probability of more; no rule."""
