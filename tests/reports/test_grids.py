"""Settings as tables: cut to a width, shaded by size, told as ranges."""

from typing import Any

import pytest
from houqin.model.kinds import KINDS
from houqin.reports import grids


def grid(columns: list[str], *rows: tuple[str, list[str]], years: Any = (0, 1)) -> dict[str, Any]:
    """Return a result with one table."""
    text = {"zh": "表", "en": "table"}
    body = [{"text": {"zh": name, "en": name}, "cells": cells} for name, cells in rows]
    heads = [{"zh": c, "en": c} for c in columns]
    row = {"unit": "u", "years": list(years), "name": "g", "text": text, "columns": heads, "rows": body}
    return {"start": "2026-01-01", "grids": [row]}


def clock(minute: int) -> str:
    """Return minutes after midnight as a time."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


MEALS = [clock(430 + 15 * i) for i in range(4)] + [clock(690 + 15 * i) for i in range(10)]


@pytest.mark.parametrize("count", range(1, 60))
@pytest.mark.parametrize("most", [4, 7, 12])
def test_pieces_cover_every_column_once(count: int, most: int) -> None:
    """Whatever the number of columns, the pieces follow one another, none is empty and none is too wide."""
    for columns in (["c"] * count, [clock(15 * i) for i in range(count)], [clock(i * i) for i in range(min(count, 37))]):
        pieces = grids.cuts(columns, most)
        assert [i for a, b in pieces for i in range(a, b)] == list(range(len(columns)))
        assert all(0 < b - a <= most for a, b in pieces)


def test_times_are_cut_at_the_pause() -> None:
    """Four steps of breakfast and ten of lunch are two tables, not seven and seven."""
    assert grids.cuts(MEALS, 12) == [(0, 4), (4, 14)]
    assert grids.cuts(["c"] * 14, 12) == [(0, 7), (7, 14)]


def test_what_fits_is_not_cut() -> None:
    """A table that fits stays whole, pause or not."""
    assert grids.cuts(MEALS, 14) == [(0, 14)]


def test_shades_follow_the_largest_number() -> None:
    """Shades are fifths of the largest number, rounded up; zero and blanks have none."""
    found = grid(MEALS[:6], ("a", ["0", "1", "2", "5", "10", ""]), ("b", ["3", "4", "6", "7", "8", "9"]))
    (table,) = grids.tables(found, "zh")
    assert [row["shades"] for row in table["pieces"][0]["rows"]] == [[0, 1, 1, 3, 5, 0], [2, 2, 3, 4, 4, 5]]


def test_words_are_not_shaded() -> None:
    """A table with times or names in it, or of few columns, has no shades."""
    for columns, cells in ((["时间", "人数"], ["06:00-14:00", "5"]), (list("abcdef"), ["1", "2", "3", "x", "5", "6"])):
        (table,) = grids.tables(grid(columns, ("a", cells)), "zh")
        assert not table["shaded"]
        assert not any(table["pieces"][0]["rows"][0]["shades"])


def test_rows_without_a_cell_in_a_piece_are_left_out() -> None:
    """A tier that is not sold at breakfast has no line in the breakfast table."""
    found = grid(MEALS, ("all", ["1"] * 14), ("lunch", [""] * 4 + ["2"] * 10))
    (table,) = grids.tables(found, "zh")
    assert [[row["name"] for row in piece["rows"]] for piece in table["pieces"]] == [["all"], ["all", "lunch"]]


def test_over_time_ranges_are_told() -> None:
    """Many numbers a row are told as their range, equal ones as one number."""
    found = grid(MEALS[:5], ("a", ["3", "1", "", "4", "2"]), ("b", ["7"] * 5), ("c", ["0"] * 5))
    (row,) = grids.ranges(found, "zh")
    assert row["over"]
    assert row["items"] == [("a", "1-4"), ("b", "7")]


def test_few_columns_are_told_one_by_one() -> None:
    """Few numbers a row are told in order, blanks as dashes; columns without a number are not named."""
    found = grid(["早", "时间", "晚"], ("a", ["3", "8:00", "4"]), ("b", ["", "", "5"]), ("c", ["0", "", "0"]))
    (row,) = grids.ranges(found, "zh")
    assert not row["over"]
    assert row["name"] == "表 (早/晚)"
    assert row["items"] == [("a", "3/4"), ("b", "-/5")]


def test_only_the_first_year_is_told() -> None:
    """A setting of later years has its table, and no sentence."""
    later = grid(["n"], ("a", ["3"]), years=(1, 2))
    assert grids.ranges(later, "zh") == []
    assert grids.tables(later, "zh")[0]["years"] == "2027-2028"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_gives_whole_tables(kind: Any) -> None:
    """The tables of a kind's example have as many cells a row as columns, and names in both languages."""
    spec, _, setting = kind.example()
    for table in kind.grids(spec, setting):
        assert table.columns
        assert table.rows
        for text, cells in table.rows:
            assert len(cells) == len(table.columns)
            assert text.zh
            assert text.en
