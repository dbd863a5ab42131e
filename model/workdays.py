"""Working days of the calendar, as the State Council's notices have them."""

from datetime import date
from functools import lru_cache

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
