"""Shifts in the calendar: hours of weeks with exchanged days, days of rest, overtime in the fullest month."""

import copy

import pytest
from houqin.model.kinds.canteen import CANTEEN, check
from houqin.model.kinds.canteen.spec import Common, Place, Spec


def warned(year=2026, start="08:00", end="16:30", pauses=(("12:30", "13:00"),), overtime=False):
    """Return what is said of the shift of the example at these hours, in the calendar of a year."""
    spec, _, _ = CANTEEN.example()
    common, place = (copy.deepcopy(half.model_dump(mode="json")) for half in (spec.common, spec.place))
    shift = {"start": start, "end": end, "pauses": pauses, "overtime": overtime, "high": 9}
    common["shifts"]["servers"] |= shift
    place["year"] = year
    found = check.faults(Spec(common=Common.model_validate(common), place=Place.model_validate(place)))
    assert all((f.code, f.severity) == ("HQ1410", "warning") for f in found)
    return [f.text for f in found]


@pytest.mark.parametrize("year", [2021, 2023, 2024, 2025, 2026])
def test_exchanged_hours_are_moved(year):
    """Eight hours on each working day are 40 a week at most where six days are worked for a weekday off elsewhere."""
    assert not warned(year)


def test_added_hours_are_convicted(monkeypatch):
    """The same roster, if nothing were given for the days worked at weekends: 48 hours in each of two weeks of 2026."""
    monkeypatch.setattr(check, "exchanges", lambda year: {})
    found = [text.en for text in warned()]
    assert [said.split(",")[0] for said in found] == [
        "from 2026-02-09 a week has 48 hours of work",
        "from 2026-09-14 a week has 48 hours of work",
    ]


def test_short_shifts_may_be_added(monkeypatch):
    """Six days of six and a half hours are 39 hours: nothing to say, exchanged or not."""
    monkeypatch.setattr(check, "exchanges", lambda year: {})
    assert not warned(end="15:00")


def test_seven_days_on_end_need_a_day_of_rest():
    """From 24 to 30 January 2022 all seven days were worked; the 40 hours hold, the weekly day of rest does not."""
    (said,) = warned(2022)
    assert "2022-01-24" in said.zh
    assert "第 38 条" in said.zh


@pytest.mark.parametrize(("end", "hours"), [("18:03", None), ("18:04", "36.03"), ("18:05", "36.42")])
def test_overtime_of_the_fullest_month(end, hours):
    """In a month of 23 working days 93 minutes a day are 35.65 hours; 94 are 36.03 and convicted, 34.08 in a mean month."""
    found = warned(end=end, overtime=True)
    assert [f"加班 {hours} 小时" in text.zh for text in found] == ([True] if hours else [])
