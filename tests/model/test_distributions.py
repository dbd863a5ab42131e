"""Numbers or laws in a scenario file."""

import math

import pytest
from houqin.model.distributions import Constant, Exponential, Law, Lognormal, Uniform, outside
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

LAW = TypeAdapter(Law)


def test_a_number_is_a_constant():
    """A bare number is read as a constant law."""
    assert LAW.validate_python(3.5) == Constant(value=3.5)


@pytest.mark.parametrize(
    "value",
    [
        "3", True, None, math.nan, math.inf, [], {}, {"dist": "normal", "mean": 1.0}, {"dist": 3},
        {"dist": "uniform", "low": 2.0, "high": 1.0}, {"dist": "uniform", "low": 1.0},
        {"dist": "exponential", "mean": 0.0}, {"dist": "lognormal", "mean": 1.0, "cv": -0.1},
        {"dist": "triangular", "low": 1.0, "mode": 5.0, "high": 2.0},
        {"dist": "constant", "value": 1.0, "extra": 1.0},
    ],
)  # fmt: skip
def test_wrong_laws_give_one_error(value):
    """What is not a law is refused with exactly one error."""
    with pytest.raises(ValidationError) as caught:
        LAW.validate_python(value)
    assert caught.value.error_count() == 1


@given(st.floats(0, 100), st.floats(0, 100))
def test_round_trip(a, b):
    """A law written as JSON is read back equal."""
    law = Uniform(dist="uniform", low=min(a, b), high=max(a, b))
    assert LAW.validate_python(law.model_dump(mode="json")) == law


def test_ranges():
    """A law lies in a range when its support does; an unbounded one is held by its mean."""
    assert not outside(Uniform(dist="uniform", low=1.0, high=5.0), 1, 5)
    assert outside(Uniform(dist="uniform", low=1.0, high=5.1), 1, 5)
    assert outside(Uniform(dist="uniform", low=0.9, high=2.0), 1, 5)
    assert not outside(Lognormal(dist="lognormal", mean=5.0, cv=1.0), 0, 5)
    assert outside(Exponential(dist="exponential", mean=5.1), 0, 5)
