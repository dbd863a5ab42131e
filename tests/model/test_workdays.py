"""Working days at weekends are exchanged for weekdays off: what the calendar says of it, and how weeks count them."""

from datetime import date

import pytest
from houqin.model.workdays import exchanges, weeks, worked

NOTICES = range(2005, 2027)
"""Years whose notices the calendar knows."""


@pytest.mark.parametrize("year", NOTICES)
def test_every_exchanged_day_has_its_weekday_off(year):
    """Each working day at a weekend is worked for a weekday that is off; then no week has more than five days."""
    days, moved = worked(year), exchanges(year)
    extra = [day for day in days if day.weekday() > 4]
    assert extra
    off = [moved[day] for day in extra]
    assert len(set(off)) == len(off)
    assert not set(off) & set(days)
    assert all(day.weekday() < 5 for day in off)
    assert max(weeks(days, moved).values()) == 5


def test_weeks_of_six_days():
    """In 2026 two weeks have six days as they are worked: before the Spring Festival and before National Day."""
    six = [day for day, n in weeks(worked(2026), {}).items() if n > 5]
    assert six == [date(2026, 2, 9), date(2026, 9, 14)]


def test_a_day_that_nothing_is_exchanged_for_counts_where_it_is():
    """Monday to Saturday are six days of one week; exchanged for the Monday after they are five, and one of the next."""
    days = [date(2026, 3, day) for day in range(2, 8)]
    assert weeks(days, {}) == {date(2026, 3, 2): 6}
    assert weeks(days, {date(2026, 3, 7): date(2026, 3, 9)}) == {date(2026, 3, 2): 5, date(2026, 3, 9): 1}


def test_whole_weeks_are_looked_at():
    """The weeks that a year begins and ends in are whole: 29 December 2025, a Monday, counts for 2026."""
    days = worked(2026)
    assert (days[0], days[-1]) == (date(2025, 12, 29), date(2026, 12, 31))
    assert sum(day.year == 2026 for day in days) == 248
