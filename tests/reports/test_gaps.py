"""The gaps of a plan: on the menus, against what was never simulated, and by chance, each for itself."""

import re
from typing import Any

import pytest
from houqin.reports.html import html
from houqin.reports.views import gaps
from houqin.reports.words import PHRASES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_three_gaps_are_told_apart(result: dict[str, Any], lang: str) -> None:
    """Solver, menu and sampling each have a name and a number of their own; changing one changes its row only."""
    bare = result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": [], "years": 3}
    aim = {k: v for k, v in result["objective"].items() if k not in ("exact_bound", "seen_bound")}
    aim |= {"solver_gap": 0.0012, "menu_gap": 0.0345, "sampling_interval": [100_000_000, 110_000_000]}
    told = gaps(bare | {"objective": aim}, lang)
    assert [name for name, _ in told] == [str(getattr(PHRASES[k], lang)) for k in ("solver_gap", "menu_gap", "sampling")]
    assert len({value for _, value in told}) == 3
    for i, other in enumerate(({"solver_gap": 0.5}, {"menu_gap": 0.5}, {"sampling_interval": [1, 2]})):
        again = gaps(bare | {"objective": aim | other}, lang)
        assert [a != b for a, b in zip(told, again, strict=True)] == [i == j for j in range(3)]
    page = html(bare | {"objective": aim}, [], lang)
    rows = [re.search(f"{re.escape(name)}.{{0,200}}?{re.escape(value)}", page, re.S) for name, value in told]
    assert all(rows)
