"""Working days of the calendar, as the State Council's notices have them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

OFF = -1
"""A day off."""
MAKEUP = 5
"""A working day at a weekend."""


@lru_cache(maxsize=16)
def weekdays(days: tuple[date, ...]) -> tuple[int, ...]:
    """Return for each day 0 to 4 for Monday to Friday, 5 for a working day at a weekend, -1 for a day off.

    The calendar is that of the State Council's notices, as far as the `holidays` library knows them.
    """
    import holidays

    if not days:
        return ()
    china = holidays.country_holidays("CN", years=sorted({day.year for day in days}))
    return tuple(min(day.weekday(), MAKEUP) if china.is_working_day(day) else OFF for day in days)


@lru_cache(maxsize=16)
def exchanges(year: int) -> Mapping[date, date]:
    """Return the working days at weekends that the notices around a year name, with the weekday off each is worked for.

    The `holidays` library writes the one into the name of the other.
    """
    import holidays

    china = holidays.country_holidays("CN", years=(year - 1, year, year + 1), language="zh_CN")
    named = ((found, off) for off, name in china.items() for found in re.findall(r"\d{4}-\d\d-\d\d", name))
    return MappingProxyType({date.fromisoformat(found): off for found, off in named})


@lru_cache(maxsize=16)
def worked(year: int) -> tuple[date, ...]:
    """Return the working days of the whole weeks that a year lies in."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    first, last = first - timedelta(first.weekday()), last + timedelta(6 - last.weekday())
    days = tuple(first + timedelta(i) for i in range((last - first).days + 1))
    return tuple(day for day, kind in zip(days, weekdays(days), strict=True) if kind != OFF)


def weeks(days: Iterable[date], moved: Mapping[date, date]) -> Counter[date]:
    """Return the days of each week by its Monday; one worked for another (`moved`) counts in that one's week."""
    counted = (moved.get(day, day) for day in days)
    return Counter(day - timedelta(day.weekday()) for day in counted)
