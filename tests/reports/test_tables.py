"""CSV: opens in Excel and WPS, and runs nothing."""

import csv
import io
from typing import Any

import pytest
from houqin.reports.tables import sheet, tables

DANGEROUS = ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "'=1", ' "=1', "＋1", "－1", "＠1", "\n=1", "　=1")


def read(content: bytes) -> list[list[str]]:
    """Return the cells of a table."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str) -> None:
    """A text that a spreadsheet would run starts with an apostrophe, in headings too."""
    assert read(sheet([{text: text}])) == [[f"'{text}"], [f"'{text}"]]


def test_numbers_stay_numbers() -> None:
    """A negative amount is a number, not a formula, and stays as it is."""
    assert read(sheet([{"a": -5, "b": -0.25, "c": True, "d": None}])) == [
        ["a", "b", "c", "d"],
        ["-5", "-0.25", "true", ""],
    ]


def test_byte_order_mark(result: dict[str, Any], sources: list[Any]) -> None:
    """Every table begins with the mark by which Excel knows UTF-8."""
    assert all(content[:3] == b"\xef\xbb\xbf" for content in tables(result, sources).values())


def test_nothing_is_lost(result: dict[str, Any], sources: list[Any]) -> None:
    """Each list of the result has as many rows as entries."""
    made = tables(result, sources)
    assert {"plan.csv", "certificate.csv", "workforce.csv", "rules.csv", "sources.csv"} <= set(made)
    for name, content in made.items():
        entries = sources if name == "sources.csv" else result[name.removesuffix(".csv")]
        count = sum(len(g["rows"]) * len(g["columns"]) for g in entries) if name == "grids.csv" else len(entries)
        assert len(read(content)) == 1 + count
