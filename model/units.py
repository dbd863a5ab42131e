"""Makers of numeric fields: unit, bounds, typical range, and a label in two languages.

A field made here is a strict number (text and booleans are refused), is bounded, and carries its unit into
the JSON Schema, so that error messages, editors and reports all speak of the same quantity.
"""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError, PydanticUndefined

DAY = 24 * 60


def exact(number: float) -> Fraction:
    """Return the decimal that was written as an exact fraction."""
    return Fraction(repr(number))


def describe(zh: str, en: str, unit: str = "", typical: tuple[float, float] | None = None) -> dict[str, Any]:
    """Return the schema extras of a field: label, unit, and the range outside which a value is doubtful."""
    extra: dict[str, Any] = {"label": {"zh": zh, "en": en}}
    if unit:
        extra["unit"] = unit
    if typical:
        extra["typical"] = list(typical)
    return extra


def number(
    zh: str,
    en: str,
    unit: str,
    low: float,
    high: float,
    typical: tuple[float, float] | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Return the field of a real number of `unit` in [low, high]."""
    extra = describe(zh, en, unit, typical)
    return Field(default, strict=True, ge=low, le=high, title=f"{zh} / {en} [{unit}]", json_schema_extra=extra)


def whole(
    zh: str,
    en: str,
    low: int,
    high: int,
    typical: tuple[int, int] | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Return the field of a whole number in [low, high]."""
    extra = describe(zh, en, "", typical)
    return Field(default, strict=True, ge=low, le=high, title=f"{zh} / {en}", json_schema_extra=extra)


def share(
    zh: str,
    en: str,
    high: float = 1.0,
    typical: tuple[float, float] | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Return the field of a share in [0, high]."""
    return number(zh, en, "1", 0.0, high, typical, default)


def money(
    zh: str,
    en: str,
    high: float = 1e9,
    typical: tuple[float, float] | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Return the field of a sum in yuan, not negative."""
    return number(zh, en, "yuan", 0.0, high, typical, default)


def law(
    zh: str,
    en: str,
    unit: str,
    low: float,
    high: float,
    typical: tuple[float, float] | None = None,
    default: Any = PydanticUndefined,
) -> Any:
    """Return the field of a number or distribution with values in [low, high] `unit`; `Part` checks the range."""
    extra = {**describe(zh, en, unit, typical), "range": [low, high]}
    return Field(default, title=f"{zh} / {en} [{unit}]", json_schema_extra=extra)


def _minutes(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= DAY:
        return value
    text = value if isinstance(value, str) else ""
    hour, colon, minute = text.partition(":")
    well_formed = colon and len(hour) == 2 and len(minute) == 2 and text.isascii()
    if well_formed and hour.isdigit() and minute.isdigit():
        total = int(hour) * 60 + int(minute)
        if total <= DAY and int(minute) < 60:
            return total
    raise PydanticCustomError("clock", "a time of day must be written HH:MM, from 00:00 to 24:00")


def clock(minutes: int) -> str:
    """Return minutes after midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[
    int,
    BeforeValidator(_minutes, json_schema_input_type=str),
    PlainSerializer(clock, return_type=str),
    Field(json_schema_extra={"pattern": r"^([01]\d|2[0-4]):[0-5]\d$"}),
]
"""Time of day: HH:MM in files, minutes after midnight in memory."""


def named(value: str) -> str:
    """Return a name as it is; raise what pydantic reports where it is none."""
    if value != value.strip() or not value or len(value) > 60:
        raise PydanticCustomError("name", "a name has 1 to 60 characters and no space at either end")
    if any(c in value for c in ".@\n\r\t\0") or not value.isprintable():
        raise PydanticCustomError("name", "a name may not contain '.', '@' or control characters")
    return value


Name = Annotated[str, AfterValidator(named)]
"""An identifier chosen by the author of a scenario, in any script."""

def tupled(value: object) -> object:
    """Return a list of a file as the tuple that a frozen field holds."""
    return tuple(value) if isinstance(value, list) else value


Stretch = Annotated[tuple[Clock, Clock], BeforeValidator(tupled)]
"""From, to."""
Box = Annotated[tuple[int, int], BeforeValidator(tupled)]
"""Least, most."""
Flag = Annotated[bool, Field(strict=True)]

State = Literal["hard", "soft", "off"]
