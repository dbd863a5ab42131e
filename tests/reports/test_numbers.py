"""Numbers as people read them."""

from typing import Any

import pytest
from houqin.reports import numbers


@pytest.mark.parametrize(
    ("fen", "said"),
    [(1_234_567_890, "1,234.6"), (-50_000, "-0.1"), (-1, "0.0"), (0, "0.0"), (None, "无"), (10**15, "1,000,000,000.0")],
)
def test_wan(fen: int | None, said: str) -> None:
    """Fen become 万元 with one decimal and separators; there is no minus zero."""
    assert numbers.wan(fen, "zh") == said


def test_share_of_nothing_is_not_complete() -> None:
    """A measure of an empty day is not 100 %."""
    assert numbers.measured(None, "1", "en") == "n/a"


@pytest.mark.parametrize(("years", "said"), [([0], "2026"), ([0, 1, 2], "2026-2028"), ([0, 2], "2026, 2028"), ([], "")])
def test_span(years: list[int], said: str) -> None:
    """Consecutive years are a span, others a list."""
    assert numbers.span(years, 2026) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (70000, "70,000"),
        (0.03, "0.03"),
        ({"dist": "uniform", "low": 1, "high": 2.5}, "uniform(low 1, high 2.5)"),
        ([1, 2], "[1, 2]"),
        (None, "n/a"),
        ("07:30", "07:30"),
    ],
)
def test_law(value: Any, said: str) -> None:
    """Numbers and laws of chance are one short phrase."""
    assert numbers.law(value, "en") == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.0, "1", "100.0%"),
        (0.9997, "1", "99.97%"),
        (0.99999, "1", "99.999%"),
        (0.9999999, "1", "100.000%"),
        (0.984, "1", "98.4%"),
        (0.9432, "yuan/yuan", "94.3%"),
        (1.0321, "yuan/yuan", "103.2%"),
        (1.834, "min", "1.8"),
        (2.5, "1/h", "2.5"),
    ],
)
def test_measured(value: float, unit: str, said: str) -> None:
    """Shares and ratios of like to like are percent; what is not all keeps decimals until it does not look like all."""
    assert numbers.measured(value, unit, "zh") == said


@pytest.mark.parametrize(("fen", "said"), [(312.4, "3.12"), (-50.2, "-0.50"), (None, "无"), (123456789, "1,234,567.89")])
def test_cents(fen: float | None, said: str) -> None:
    """Prices of small things have two decimals."""
    assert numbers.cents(fen, "zh") == said
