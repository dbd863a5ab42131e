"""Clock times, names and the makers of numeric fields."""

import pytest
from houqin.model.part import Part
from houqin.model.units import Clock, Name, clock, law, money, number, share, whole
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

CLOCK, NAME = TypeAdapter(Clock), TypeAdapter(Name)


@given(st.integers(0, 1440))
def test_clock_round_trip(minutes):
    """Minutes after midnight are written HH:MM and read back."""
    assert CLOCK.validate_python(clock(minutes)) == minutes
    assert CLOCK.dump_python(minutes) == clock(minutes)


WRONG = ["8:30", "08:60", "24:01", "25:00", "0830", "08:30:00", "", "０８:30", "08：30", True, 8.5, -1, 1441]


@pytest.mark.parametrize("text", WRONG)
def test_clock_refuses(text):
    """Only HH:MM from 00:00 to 24:00 is a time of day."""
    with pytest.raises(ValidationError):
        CLOCK.validate_python(text)


@pytest.mark.parametrize("name", ["", " a", "a ", "a.b", "a@b", "a\nb", "x" * 61, "a\0", "\u202eabc"])
def test_names_refused(name):
    """Names that would break paths, overrides or lines are refused."""
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


@pytest.mark.parametrize("name", ["a", "东院-走廊", "Müller's", "x" * 60])
def test_names_accepted(name):
    """Names may be in any script."""
    assert NAME.validate_python(name) == name


def test_fields_carry_unit_and_bounds():
    """The schema of a field states its unit, its ends and its usual range."""

    class Thing(Part):
        size: float = number("大小", "size", "m2", 1, 9, (2, 3))
        people: int = whole("人数", "people", 0, 5)
        part: float = share("比例", "share", 0.5)
        price: float = money("价格", "price", 100.0)
        time: object = law("用时", "time", "s", 0, 60)

    schema = Thing.model_json_schema()["properties"]
    assert (schema["size"]["minimum"], schema["size"]["maximum"], schema["size"]["unit"]) == (1, 9, "m2")
    assert schema["size"]["typical"] == [2, 3]
    assert schema["part"]["maximum"] == 0.5
    assert (schema["price"]["unit"], schema["price"]["maximum"]) == ("yuan", 100.0)
    assert schema["time"]["range"] == [0, 60]
    assert "people" in schema["people"]["title"]
