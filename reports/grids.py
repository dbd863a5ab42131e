"""Settings as tables, for screen, paper and terminal: cut to a width, shaded by size, or told as ranges."""

import re
from itertools import pairwise
from typing import Any

from ..model.text import Lang
from .numbers import span
from .views import say

Row = dict[str, Any]
WIDE = 12
"""Most columns of a table on paper."""
MANY = 5
"""Columns from which a table of whole numbers is shaded, and told by its ranges."""
SHADES = 5
TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def tables(result: Row, lang: Lang, most: int = WIDE) -> list[Row]:
    """Return every table of the plan's settings with its text in `lang`, cut into pieces of at most `most` columns.

    `shades` of a row holds 1 to 5 for whole numbers above zero, by their share of the table's largest, and 0 else; only
    tables of at least five columns of whole numbers are shaded.
    """
    first = int(str(result.get("start", "0"))[:4])
    found = []
    for grid in result.get("grids") or []:
        columns, shaded = [say(c, lang) for c in grid["columns"]], many(grid)
        rows = [(say(r["text"], lang), [str(c) for c in r["cells"]]) for r in grid["rows"]]
        top = max([int(c) for _, cells in rows for c in cells if whole(c)], default=0)
        pieces = [
            {
                "head": columns[a:b],
                "rows": [
                    {"name": name, "cells": cells[a:b], "shades": [shade(c, top) if shaded else 0 for c in cells[a:b]]}
                    for name, cells in rows
                    if any(cells[a:b]) or not any(cells)
                ],
            }
            for a, b in cuts(columns, most)
        ]
        bare = {"unit": grid["unit"], "years": span(grid["years"], first), "name": say(grid["text"], lang)}
        found.append({**bare, "shaded": shaded, "pieces": pieces})
    return found


def ranges(result: Row, lang: Lang) -> list[Row]:
    """Return each table of the first year in short: (row, `1-3`) over time, else (row, `6/-`) column by column.

    Rows without a number, or with nothing but zeros, are left out; of columns, those without any number.
    """
    found = []
    for grid in result.get("grids") or []:
        if 0 not in grid["years"]:
            continue
        over, rows = many(grid), [(say(r["text"], lang), [str(c) for c in r["cells"]]) for r in grid["rows"]]
        used = [i for i in range(len(grid["columns"])) if any(whole(cells[i]) for _, cells in rows)]
        items = [
            (name, spread(cells) if over else "/".join(cells[i] if whole(cells[i]) else "-" for i in used))
            for name, cells in rows
            if any(whole(c) and int(c) for c in cells)
        ]
        name = say(grid["text"], lang)
        if not over and len(used) > 1:
            name = f"{name} ({'/'.join(say(grid['columns'][i], lang) for i in used)})"
        if items:
            found.append({"unit": grid["unit"], "name": name, "over": over, "items": items})
    return found


def spread(cells: list[str]) -> str:
    """Return the whole numbers of a row as `low-high`."""
    numbers = [int(c) for c in cells if whole(c)]
    return f"{min(numbers)}-{max(numbers)}" if len(set(numbers)) > 1 else str(numbers[0])


def many(grid: Row) -> bool:
    """Return whether a table is one of many whole numbers a row: something over time."""
    cells = [str(c) for row in grid["rows"] for c in row["cells"] if str(c)]
    return len(grid["columns"]) >= MANY and bool(cells) and all(whole(c) for c in cells)


def whole(cell: str) -> bool:
    """Return whether a cell is a whole number that is not negative."""
    return bool(re.fullmatch(r"\d{1,9}", str(cell), re.ASCII))


def shade(cell: str, top: int) -> int:
    """Return 0 to 5 by the share of the largest number, rounded up."""
    return -(-SHADES * int(cell) // top) if top and whole(cell) else 0


def cuts(columns: list[str], most: int) -> list[tuple[int, int]]:
    """Return where to cut columns: at pauses where they are times, and into even pieces where they are still too many.

    A pause is a step between neighbours longer than the shortest one.
    """
    found = [TIME.fullmatch(c) for c in columns]
    times = [60 * int(m[1]) + int(m[2]) for m in found if m]
    edges = [0, len(columns)]
    if len(times) == len(columns) > most:
        gaps = [b - a for a, b in pairwise(times)]
        edges = [0, *(i + 1 for i, gap in enumerate(gaps) if gap > min(gaps)), len(columns)]
    pieces = []
    for a, b in pairwise(edges):
        count = max(1, -(-(b - a) // most))
        size = -(-(b - a) // count)
        pieces += [(i, min(i + size, b)) for i in range(a, b, max(1, size))]
    return pieces
