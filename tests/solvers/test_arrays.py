"""What the programme is made of: columns numbered by arithmetic, rows in pieces, whole numbers that never overflow."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from houqin.solvers.programme import FAMILIES, build, choosing
from houqin.solvers.programme.columns import Grid
from houqin.solvers.programme.lines import Lines
from houqin.solvers.programme.whole import ROOM, added, product, ranges, summed, total, whole


def test_columns_of_a_grid_count_up_in_order():
    """Every index of a grid has the next column, and `of` gives the same columns option by option."""
    options, shapes = [("A", "full", "x"), ("A", "full", "y"), ("B", "full", "x")], [(2, 3, 2), (1, 3, 0), (3, 3, 2)]
    grid = Grid(options, shapes, 5)
    assert list(grid.values()) == list(range(5, 5 + len(grid)))
    assert grid["B", "full", "x", 2, 1, 0] == 5 + 12 + (2 * 3 + 1) * 2
    assert grid.of(np.array([2]), 3, 2)[2, 1, 0] == grid["B", "full", "x", 2, 1, 0]
    assert grid.of(np.array([0, 2]), 3, 2).ravel().tolist() == list(grid.values())
    for index in (("B", "full", "x", 3, 0, 0), ("B", "full", "x", 0, 0), ("C", "full", "x", 0, 0, 0)):
        assert index not in grid


def test_rows_keep_their_order_however_they_are_written():
    """Rows written one by one and many at once are read in the order of writing, with their names and sides."""
    lines = Lines()
    lines.one("a", 1, [4, 2], [1, -1], 0, 7)
    lines.many("b", lambda: "xy", whole([1, 2]), whole([3, 0, 1]), whole([5, 6, 7]), [1, 2], 9)
    lines.one("a", 2, [1], [2**70], 0, 2**70)
    start, places, weights = lines.arrays()
    assert start.tolist() == [0, 2, 3, 5, 6]
    assert places.tolist() == [4, 2, 3, 0, 1, 1]
    assert weights.tolist() == [1, -1, 5, 6, 7, 2**70]
    assert lines.index() == [("a", 1), ("b", "x"), ("b", "y"), ("a", 2)]
    assert (lines.low, lines.high) == ([0, 1, 2, 0], [7, 9, 9, 2**70])
    assert lines.of("a") == [0, 3]


@pytest.mark.parametrize("size", [1, 10**9, ROOM - 1, 2**63, 10**30])
def test_whole_numbers_never_overflow(size):
    """Products and sums are those of Python's own numbers, whatever their size."""
    one, other = [size, -size, 3], [7, size, -size]
    times = [a * b for a, b in zip(one, other, strict=True)]
    assert product(whole(one), whole(other)).tolist() == times
    assert total(whole(times)) == sum(times)
    assert summed(whole(one), whole([0, 1, 0]), 2).tolist() == [size + 3, -size]
    assert added(whole([one, other])).tolist() == [a + b for a, b in zip(one, other, strict=True)]


def test_ranges_follow_one_another():
    """Numbers count up from each start, as many as are asked for, none included."""
    start, size = [5, 0, 9], [2, 0, 3]
    found = itertools.chain.from_iterable(range(a, a + n) for a, n in zip(start, size, strict=True))
    assert ranges(whole(start), whole(size)).tolist() == list(found)


def test_shares_are_exact_beyond_64_bits(case, menus):
    """A share whose denominator lifts fen beyond 64 bits still stands in whole numbers, each exact."""
    scenario = case({"policy.share": {"state": "hard", "most": 0.123456789012345}})
    sheet = build(choosing(scenario, menus(scenario)), ["share"]).sheet
    fees, most = sheet.account.engaged, Fraction("0.123456789012345")
    row, vendor = next((i, at[0]) for i, (family, at) in enumerate(sheet.index) if family == "c_share" and at[1] == 0)
    span = slice(sheet.start[row], sheet.start[row + 1])
    weights = dict(zip(sheet.places[span].tolist(), sheet.weights[span].tolist(), strict=True))
    for other, paid in fees.items():
        part = most.denominator * (other == vendor) - most.numerator
        for column, fen in zip(paid.columns[0].tolist(), paid.late[0].tolist(), strict=True):
            assert weights.get(column, 0) == part * fen
    assert max(map(abs, weights.values())) > 2**63


def test_every_family_is_a_function_with_a_sentence():
    """Each family of rows says in its first line what it is for."""
    assert all((family.__doc__ or "").split("\n")[0].rstrip().endswith((".", ":")) for family in FAMILIES.values())
