"""A number, or a law of chance for it: one discriminated type.

Variates are made by inversion, one uniform each, so that two scenarios that share uniforms differ only
through the law (common random numbers). Engines receive a law as four floats, `Law.coded()`.
"""

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Strict, Tag, model_validator
from pydantic_core import PydanticCustomError

Real = Annotated[float, Strict()]
CONSTANT, UNIFORM, TRIANGULAR, EXPONENTIAL, LOGNORMAL = range(5)


class _Law(BaseModel):
    """Every law answers three questions.

    `expectation()` is its mean in the unit of the field, `support()` its smallest and largest value
    (the largest may be infinite), `coded()` the four floats (code, a, b, c) that engines read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Constant(_Law):
    """Always `value`."""

    dist: Literal["constant"] = "constant"
    value: Real

    def expectation(self) -> float:
        return self.value

    def coded(self) -> tuple[float, float, float, float]:
        return (CONSTANT, self.value, 0.0, 0.0)

    def support(self) -> tuple[float, float]:
        return (self.value, self.value)


class Uniform(_Law):
    """Equally likely anywhere in [low, high]."""

    dist: Literal["uniform"]
    low: Real
    high: Real

    @model_validator(mode="after")
    def _ordered(self) -> "Uniform":
        if not self.low <= self.high:
            raise PydanticCustomError("order", "low must not exceed high")
        return self

    def expectation(self) -> float:
        return 0.5 * (self.low + self.high)

    def coded(self) -> tuple[float, float, float, float]:
        return (UNIFORM, self.low, self.high, 0.0)

    def support(self) -> tuple[float, float]:
        return (self.low, self.high)


class Triangular(_Law):
    """Between low and high, most likely at mode."""

    dist: Literal["triangular"]
    low: Real
    mode: Real
    high: Real

    @model_validator(mode="after")
    def _ordered(self) -> "Triangular":
        if not self.low <= self.mode <= self.high:
            raise PydanticCustomError("order", "low, mode and high must not decrease")
        return self

    def expectation(self) -> float:
        return (self.low + self.mode + self.high) / 3

    def coded(self) -> tuple[float, float, float, float]:
        return (TRIANGULAR, self.low, self.mode, self.high)

    def support(self) -> tuple[float, float]:
        return (self.low, self.high)


class Exponential(_Law):
    """Memoryless, with the stated mean."""

    dist: Literal["exponential"]
    mean: Real = Field(gt=0)

    def expectation(self) -> float:
        return self.mean

    def coded(self) -> tuple[float, float, float, float]:
        return (EXPONENTIAL, self.mean, 0.0, 0.0)

    def support(self) -> tuple[float, float]:
        return (0.0, math.inf)


class Lognormal(_Law):
    """Positive and skewed, given by its mean and coefficient of variation (both of the value itself)."""

    dist: Literal["lognormal"]
    mean: Real = Field(gt=0)
    cv: Real = Field(ge=0, le=5)

    def expectation(self) -> float:
        return self.mean

    def coded(self) -> tuple[float, float, float, float]:
        sigma = math.sqrt(math.log1p(self.cv**2))
        return (LOGNORMAL, math.log(self.mean) - 0.5 * sigma**2, sigma, 0.0)

    def support(self) -> tuple[float, float]:
        return (0.0, math.inf)


def _tag(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return getattr(value, "dist", None)
    if isinstance(value, dict):
        return value.get("dist") if isinstance(value.get("dist"), str) else None
    return "number"


def _constant(value: float) -> Constant:
    return Constant(value=value)


AnyLaw = Constant | Uniform | Triangular | Exponential | Lognormal

if TYPE_CHECKING:
    Law = AnyLaw
else:
    Law = Annotated[
        Annotated[float, Strict(), Field(allow_inf_nan=False), AfterValidator(_constant), Tag("number")]
        | Annotated[Constant, Tag("constant")]
        | Annotated[Uniform, Tag("uniform")]
        | Annotated[Triangular, Tag("triangular")]
        | Annotated[Exponential, Tag("exponential")]
        | Annotated[Lognormal, Tag("lognormal")],
        Discriminator(
            _tag,
            custom_error_type="dist",
            custom_error_message="a number, or {{dist: constant, uniform, triangular, exponential or lognormal, ...}}",
        ),
    ]
"""A number or a distribution, as it stands in a scenario file."""


def outside(value: AnyLaw, low: float, high: float) -> bool:
    """Return whether a law leaves [low, high]; one without a largest value is held to `high` by its mean."""
    least, largest = value.support()
    return least < low or value.expectation() > high or high < largest < math.inf
