"""Contract 6: specs survive the round trip; unknown keys, wrong types and values just outside are refused."""

import math

import pytest
from houqin.model.part import Part
from pydantic import BaseModel, ValidationError


def halves(kind, world, seeds=range(40)):
    """Return the halves of some specs."""
    return [half for seed in seeds for half in (world(seed).spec.common, world(seed).spec.place)]


def parts(value):
    """Yield every part in a value, itself included."""
    if isinstance(value, Part):
        yield value
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def one_of_each(kind, world):
    """Return one part of every class that occurs in the specs."""
    found = {}
    for half in halves(kind, world):
        for part in parts(half):
            found.setdefault(type(part), part)
    return found


def limits(cls):
    """Yield (field, low, high) of every bounded field of a class, from its JSON Schema."""
    for name, schema in cls.model_json_schema()["properties"].items():
        options = [schema, *schema.get("anyOf", [])]
        for option in options:
            if "minimum" in option and "maximum" in option:
                yield name, option["minimum"], option["maximum"]
        if "range" in schema:
            yield name, *schema["range"]


def refuses(part, name, value) -> bool:
    """Return whether a part with one field changed is refused because of that field."""
    try:
        type(part).model_validate({**part.model_dump(mode="json"), name: value})
    except ValidationError as error:
        return any(name in fault["loc"] or not fault["loc"] for fault in error.errors())
    return False


def test_round_trip(kind, world):
    """What is written as JSON is read back equal, with an equal hash."""
    for half in halves(kind, world):
        assert type(half).model_validate(half.model_dump(mode="json")) == half
        assert type(half).model_validate_json(half.model_dump_json()) == half


def test_unknown_keys_refused(kind, world):
    """Every part refuses a key it does not know."""
    for part in one_of_each(kind, world).values():
        assert refuses(part, "colour", 1), type(part).__name__


def test_bounds_refused_just_outside(kind, world):
    """Every bound of the schema holds: the next value outside is refused, for every field of every part."""
    tried = 0
    for cls, part in one_of_each(kind, world).items():
        for name, low, high in limits(cls):
            whole = isinstance(low, int) and cls.model_fields[name].annotation is int
            below = low - 1 if whole else math.nextafter(float(low), -math.inf)
            above = high + 1 if whole else math.nextafter(float(high), math.inf)
            assert refuses(part, name, below), (cls.__name__, name, below)
            assert refuses(part, name, above), (cls.__name__, name, above)
            tried += 1
    assert tried > 10


@pytest.mark.parametrize("wrong", ["12", True, math.nan, math.inf, -math.inf, 1e308, {"dist": "normal"}, [1.0]])
def test_wrong_types_refused(kind, world, wrong):
    """Text, booleans, NaN, infinities and other shapes are refused where a number belongs."""
    for cls, part in one_of_each(kind, world).items():
        for name, _, _ in limits(cls):
            assert refuses(part, name, wrong), (cls.__name__, name)


def test_parts_are_frozen(kind, world):
    """Nothing in a spec can be changed after it was read."""
    for part in one_of_each(kind, world).values():
        name = next(iter(type(part).model_fields))
        with pytest.raises(ValidationError):
            setattr(part, name, None)


def test_equal_specs_have_equal_layouts(kind, world):
    """A layout follows from the spec alone."""
    from houqin.model.trace import digest

    for seed in range(10):
        spec = world(seed).spec
        assert digest(kind.layout(spec)) == digest(kind.layout(spec.model_copy(deep=True)))
